#!/usr/bin/env bash
# Mneme and PyTorch in turn on the same work: bench/parity-speed.sh PYTHON [THREADS] [ROUNDS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${1:?usage: bench/parity-speed.sh PYTHON [THREADS] [ROUNDS]}
threads=${2:-1}
rounds=${3:-3}
java_home=$("$here/../mneme" jdk)
cd "$here/.."
JAVA_HOME=$java_home mvn -q -B -Pbench -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip=true package \
  dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
classpath="bench/target/classes:core/target/classes:$(cat bench/target/bench-classpath)"
for ((round = 1; round <= rounds; round++)); do
  echo "== round $round: Mneme"
  OMP_WAIT_POLICY=passive "$java_home/bin/java" --enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.nopointergc=true \
    -Djava.library.path=/nonexistent -Dorg.bytedeco.openblas.load=mkl_rt -cp "$classpath" dev.mneme.bench.ParitySpeed "$threads"
  for flag in "" --fused; do
    echo "== round $round: PyTorch ${flag:-default}"
    "$python" bench/peers/parity_torch.py time --threads "$threads" --methods sft1 distilled reinforce grpo grpo-kl $flag
  done
done
