#!/usr/bin/env bash
# Mneme and transformers/TRL in turn on the same language-model work: bench/language-speed.sh PYTHON [THREADS] [ROUNDS] [MODELS]
# The medians over the rounds, with ratios, by the clock and by processor time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${1:?usage: bench/language-speed.sh PYTHON [THREADS] [ROUNDS] [MODELS]}
threads=${2:-1}
rounds=${3:-3}
models=${4:-small large}
repeats=12
java_home=$("$here/../mneme" jdk)
cd "$here/.."
JAVA_HOME=$java_home mvn -q -B -Pbench -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip=true package \
  dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
classpath="bench/target/classes:core/target/classes:$(cat bench/target/bench-classpath)"
mneme() {
  OMP_WAIT_POLICY=passive MALLOC_MMAP_THRESHOLD_=67108864 MALLOC_TRIM_THRESHOLD_=268435456 GLIBC_TUNABLES=glibc.malloc.hugetlb=1 MKL_THREADING_LAYER=GNU MKL_CBWR=AUTO "$java_home/bin/java" --enable-native-access=ALL-UNNAMED --add-modules=jdk.incubator.vector \
    -Dorg.bytedeco.javacpp.nopointergc=true -Djava.library.path=/nonexistent -Dorg.bytedeco.openblas.load=mkl_rt \
    -cp "$classpath" dev.mneme.bench.LanguageSpeed "$@"
}
results=$(mktemp)
trap 'rm -f "$results"' EXIT
echo "threads $threads, load before $(cut -d ' ' -f 1-3 /proc/loadavg)"
for ((round = 1; round <= rounds; round++)); do
  for model in $models; do
    mneme "$model" "$threads" "$repeats" F32 | sed 's/^/mneme /' | tee -a "$results"
    "$python" bench/peers/language_torch.py --model "$model" --threads "$threads" --repeats "$repeats" 2> /dev/null |
      sed -n 's/^\(small\|large\) /peer &/p' | tee -a "$results"
  done
done
for model in $models; do
  mneme "$model" "$threads" "$repeats" BF16 sample sft | sed 's/^/mneme /' | tee -a "$results"
done
echo "load after $(cut -d ' ' -f 1-3 /proc/loadavg)"
"$python" bench/peers/language_table.py "$results"
