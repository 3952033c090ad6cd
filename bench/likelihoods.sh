#!/usr/bin/env bash
# Mneme and lm-evaluation-harness on the same items and the same tiny random model, one after the other:
#   bench/likelihoods.sh PYTHON DATA TOKENIZER [LIMIT] [THREADS] [TASKS]
# Compares prompts, log-likelihoods and metrics of every item, and the seconds of both. LIMIT counts items a task (of MMLU a subject).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${1:?usage: bench/likelihoods.sh PYTHON DATA TOKENIZER [LIMIT] [THREADS] [TASKS]}
data=${2:?} tokenizer=${3:?} limit=${4:-200} threads=${5:-2}
tasks=${6:-hellaswag,winogrande,truthfulqa_mc1,truthfulqa_mc2,mmlu}
java_home=$("$here/../mneme" jdk)
cd "$here/.."
JAVA_HOME=$java_home mvn -q -B -Pbench -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip=true package \
  dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" bench/peers/harness_likelihoods.py model "$work/model" "$tokenizer"
"$python" bench/peers/harness_likelihoods.py score "$work/model" "$data" "$work/peer.jsonl" --limit "$limit" --threads "$threads" --tasks "$tasks"
OMP_WAIT_POLICY=passive MALLOC_MMAP_THRESHOLD_=67108864 MALLOC_TRIM_THRESHOLD_=268435456 GLIBC_TUNABLES=glibc.malloc.hugetlb=1 MKL_THREADING_LAYER=GNU MKL_CBWR=AUTO "$java_home/bin/java" --enable-native-access=ALL-UNNAMED --add-modules=jdk.incubator.vector \
  -Dorg.bytedeco.javacpp.nopointergc=true -Djava.library.path=/nonexistent -Dorg.bytedeco.openblas.load=mkl_rt \
  -cp "bench/target/classes:core/target/classes:$(cat bench/target/bench-classpath)" \
  dev.mneme.bench.HarnessLikelihoods "$work/model" "$data" "$work/peer.jsonl" "$threads" 1
