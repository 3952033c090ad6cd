#!/usr/bin/env bash
# Does the comparison of two models keep what it says? Coverage of the KL's intervals, false alarms, power:
#   bench/comparison.sh [REPEATS]
# Prints the tables of docs/results/comparison/README.md.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repeats=${1:-1000}
java_home=$("$here/../mneme" jdk)
cd "$here/.."
JAVA_HOME=$java_home mvn -q -B -Pbench -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip=true package \
  dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
for program in KlCoverage PairedStudy; do
  OMP_WAIT_POLICY=passive MKL_THREADING_LAYER=GNU MKL_CBWR=AUTO "$java_home/bin/java" --enable-native-access=ALL-UNNAMED \
    --add-modules=jdk.incubator.vector -Dorg.bytedeco.javacpp.nopointergc=true -Djava.library.path=/nonexistent \
    -Dorg.bytedeco.openblas.load=mkl_rt -cp "bench/target/classes:$(cat bench/target/bench-classpath)" \
    dev.mneme.bench.comparison.$program "$repeats"
done
