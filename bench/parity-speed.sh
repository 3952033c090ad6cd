#!/usr/bin/env bash
# Mneme and PyTorch in turn on the same work: bench/parity-speed.sh PYTHON [THREADS] [ROUNDS] [JSON]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${1:?usage: bench/parity-speed.sh PYTHON [THREADS] [ROUNDS] [JSON]}
threads=${2:-1}
rounds=${3:-12}
java_home=$("$here/../mneme" jdk)
cd "$here/.."
JAVA_HOME=$java_home mvn -q -B -Pbench -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip=true package \
  dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
classpath="bench/target/classes:core/target/classes:$(cat bench/target/bench-classpath)"
java="$java_home/bin/java --enable-native-access=ALL-UNNAMED --add-modules=jdk.incubator.vector -Dorg.bytedeco.javacpp.nopointergc=true"
java="$java -Djava.library.path=/nonexistent -Dorg.bytedeco.openblas.load=mkl_rt -cp $classpath"
peer="$python bench/peers/parity_torch.py serve --threads $threads"
OMP_WAIT_POLICY=passive "$python" bench/peers/turns.py --rounds "$rounds" \
  --work sft1 distilled reinforce grpo grpo-kl \
  --peer Mneme "$java dev.mneme.bench.ParitySpeed $threads" \
  --peer default "$peer" --peer fused "$peer --fused" ${4:+--json "$4"}
