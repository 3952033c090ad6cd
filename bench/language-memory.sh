#!/usr/bin/env bash
# Memory of training and sampling steps, a process for each variant: bench/language-memory.sh [STEPS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
steps=${1:-10000}
java_home=$("$here/../mneme" jdk)
cd "$here/.."
JAVA_HOME=$java_home mvn -q -B -Pbench -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip=true package \
  dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
classpath="bench/target/classes:core/target/classes:$(cat bench/target/bench-classpath)"
for variant in chunked whole kl-chunked kl-whole "training $steps" "sampling $steps"; do
  echo "== $variant"
  # shellcheck disable=SC2086 # the variant and its steps are two words
  OMP_WAIT_POLICY=passive MALLOC_MMAP_THRESHOLD_=67108864 MALLOC_TRIM_THRESHOLD_=268435456 GLIBC_TUNABLES=glibc.malloc.hugetlb=1 MKL_THREADING_LAYER=GNU MKL_CBWR=AUTO "$java_home/bin/java" -Xmx256m \
    --enable-native-access=ALL-UNNAMED --add-modules=jdk.incubator.vector -Dorg.bytedeco.javacpp.nopointergc=true -Djava.library.path=/nonexistent \
    -Dorg.bytedeco.openblas.load=mkl_rt -cp "$classpath" dev.mneme.bench.LanguageMemory $variant
done
