#!/usr/bin/env bash
# What each way of keeping old abilities costs a step, a process each, in turn: bench/preserver-costs.sh [ROUNDS] [STEPS] [THREADS] [VARIANT...]
# Medians over the rounds of the ratio to plain training in the same round, with the least and the most.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rounds=${1:-3}
steps=${2:-45}
threads=${3:-1}
shift $(($# < 3 ? $# : 3))
java_home=$("$here/../mneme" jdk)
cd "$here/.."
JAVA_HOME=$java_home mvn -q -B -Pbench -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip=true package \
  dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
classpath="bench/target/classes:core/target/classes:$(cat bench/target/bench-classpath)"
costs() {
  OMP_WAIT_POLICY=passive MKL_THREADING_LAYER=GNU MKL_CBWR=AUTO "$java_home/bin/java" -XX:+UseSerialGC \
    --enable-native-access=ALL-UNNAMED --add-modules=jdk.incubator.vector -Xlog:disable -Dorg.bytedeco.javacpp.nopointergc=true \
    -Djava.library.path=/nonexistent -Dorg.bytedeco.openblas.load=mkl_rt -cp "$classpath" dev.mneme.bench.PreserverCosts "$@"
}
variants=("$@")
((${#variants[@]})) || mapfile -t variants < <(costs list)
results=$(mktemp)
trap 'rm -f "$results"' EXIT
echo "threads $threads, $steps steps, load before $(cut -d ' ' -f 1-3 /proc/loadavg)"
for ((round = 1; round <= rounds; round++)); do
  for variant in "${variants[@]}"; do
    echo "$round $(costs "$variant" "$steps" "$threads" 2> /dev/null)" | tee -a "$results"
  done
done
echo "load after $(cut -d ' ' -f 1-3 /proc/loadavg)"
awk '
  { cpu[$1, $2] = $3; wall[$1, $2] = $4; if ($5 > peak[$2]) peak[$2] = $5; if (!($2 in seen)) { seen[$2] = 1; order[++n] = $2 } if ($1 > rounds) rounds = $1 }
  END {
    printf "%-24s %10s %24s %24s %9s\n", "variant", "cpu s/step", "processor time, ratio", "clock, ratio", "peak MiB"
    for (v = 1; v <= n; v++) {
      name = order[v]; plain = name; sub(/\+.*/, "", plain)
      line = sprintf("%-24s", name); k = 0; delete c; delete w
      for (r = 1; r <= rounds; r++) { if ((r, name) in cpu && (r, plain) in cpu) { k++; c[k] = cpu[r, name] / cpu[r, plain]; w[k] = wall[r, name] / wall[r, plain] } }
      for (i = 1; i <= k; i++) for (j = i + 1; j <= k; j++) { if (c[j] < c[i]) { t = c[i]; c[i] = c[j]; c[j] = t } if (w[j] < w[i]) { t = w[i]; w[i] = w[j]; w[j] = t } }
      m = int((k + 1) / 2)
      printf "%-24s %10.4f %24s %24s %9d\n", name, cpu[1, name], sprintf("%.2f (%.2f-%.2f)", c[m], c[1], c[k]), sprintf("%.2f (%.2f-%.2f)", w[m], w[1], w[k]), peak[name]
    }
  }' "$results"
