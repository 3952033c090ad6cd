#!/usr/bin/env bash
# What each way of keeping old abilities costs a step, a process each, in turn: bench/preserver-costs.sh [ROUNDS] [STEPS] [THREADS] [VARIANT...]
# Medians over the rounds of ratios of processor time within a round, with the least and the most.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rounds=${1:-3}
steps=${2:-61}
threads=${3:-1}
shift $(($# < 3 ? $# : 3))
java_home=$("$here/../mneme" jdk)
cd "$here/.."
JAVA_HOME=$java_home mvn -q -B -Pbench -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip=true package \
  dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
classpath="bench/target/classes:core/target/classes:$(cat bench/target/bench-classpath)"
costs() {
  OMP_WAIT_POLICY=passive MALLOC_MMAP_THRESHOLD_=67108864 MALLOC_TRIM_THRESHOLD_=268435456 GLIBC_TUNABLES=glibc.malloc.hugetlb=1 MKL_THREADING_LAYER=GNU MKL_CBWR=AUTO "$java_home/bin/java" -XX:+UseSerialGC \
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
  { cpu[$1, $2] = $3; wall[$1, $2] = $4; if ($5 > peak[$2]) peak[$2] = $5; reading[$1, $2] = $6; if (!($2 in seen)) { seen[$2] = 1; order[++n] = $2 } if ($1 > rounds) rounds = $1 }
  function against(name, other,    r, k, i, j, t) {
    k = 0
    for (r = 1; r <= rounds; r++) if ((r, name) in cpu && (r, other) in cpu) c[++k] = cpu[r, name] / cpu[r, other]
    for (i = 1; i <= k; i++) for (j = i + 1; j <= k; j++) if (c[j] < c[i]) { t = c[i]; c[i] = c[j]; c[j] = t }
    return k == 0 ? "-" : sprintf("%.3f (%.3f-%.3f)", c[int((k + 1) / 2)], c[1], c[k])
  }
  END {
    printf "%-30s %12s %22s %26s %9s  %s\n", "variant", "cpu s/step", "over plain training", "over what it is added to", "peak MiB", "readings, % of a step by round"
    for (v = 1; v <= n; v++) {
      name = order[v]; plain = name; sub(/\+.*/, "", plain); before = name; sub(/\+[^+]*$/, "", before)
      all = ""; if (name ~ /gauge/) for (r = 1; r <= rounds; r++) all = all " " reading[r, name]
      printf "%-30s %12.4f %22s %26s %9d %s\n", name, cpu[1, name], against(name, plain), against(name, before), peak[name], all
    }
  }' "$results"
