#!/usr/bin/env bash
# Fuzzes the readers of untrusted files with Jazzer: bench/fuzz.sh [TARGET...] [--runs N] [--seconds N] [--seed N] [--built]
# All targets, a million inputs each, unless said otherwise; --seconds ends a target's run earlier. A finding ends its target's run; the input lies in
# bench/target/fuzz/TARGET/found and is run again by the line printed below the table.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
all=(idx llama2c weight-index tokenizer-llama2c decoder-config recipe records-jsonl records-json records-csv safetensors
  peft-config tokenizer-settings tokenizer-gpt2 tokenizer-json chat-template records-parquet)
runs=1000000
limit=0
seed=1
built=no
targets=()
while (($# > 0)); do
  case $1 in
    --runs) runs=$2 && shift 2 ;;
    --seconds) limit=$2 && shift 2 ;;
    --seed) seed=$2 && shift 2 ;;
    --built) built=yes && shift ;;
    -*) echo "usage: bench/fuzz.sh [TARGET...] [--runs N] [--seconds N] [--seed N] [--built]; targets: ${all[*]}" >&2 && exit 2 ;;
    *) targets+=("$1") && shift ;;
  esac
done
((${#targets[@]})) || targets=("${all[@]}")
java_home=$("$here/../mneme" jdk)
cd "$here/.."
if [ "$built" = no ]; then
  JAVA_HOME=$java_home mvn -q -B -Pbench -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip=true package \
    dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
fi
classpath="bench/target/classes:core/target/classes:$(cat bench/target/bench-classpath)"
flags=(--enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.nopointergc=true -Djava.library.path=/nonexistent
  -Dorg.bytedeco.openblas.load=mkl_rt -XX:+UseSerialGC -XX:-OmitStackTraceInFastThrow)
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive MKL_THREADING_LAYER=GNU MKL_CBWR=AUTO
row='%-20s %10s %8s %8s %9s %9s %9s\n'
: > bench/target/fuzz-table
# shellcheck disable=SC2059 # the format is the table's
printf "$row" target inputs seconds edges features findings 'peak MiB' | tee -a bench/target/fuzz-table
: > bench/target/fuzz-results.jsonl
for target in "${targets[@]}"; do
  folder=bench/target/fuzz/$target
  rm -rf "$folder"
  mkdir -p "$folder/found"
  "$java_home/bin/java" "${flags[@]}" -cp "$classpath" dev.mneme.bench.fuzz.Fuzz corpus "$target" "$folder"
  case $target in chat-template) heap=1g ;; *) heap=512m ;; esac
  # An adapter's target_modules are a pattern by design, read under a budget of its own.
  case $target in peft-config) hooks='com.code_intelligence.jazzer.sanitizers.RegexInjection' ;; *) hooks= ;; esac
  started=$(date +%s)
  "$java_home/bin/java" "${flags[@]}" -Xmx$heap "-Dmneme.fuzz.found=$folder/found" -cp "$classpath" com.code_intelligence.jazzer.Jazzer \
    --target_class=dev.mneme.bench.fuzz.Fuzz --target_args="$target" \
    --instrumentation_includes='dev.mneme.**' --instrumentation_excludes='dev.mneme.bench.**' \
    --disabled_hooks="$hooks" --custom_hook_includes='dev.mneme.**' --custom_hook_excludes='dev.mneme.bench.**' \
    --reproducer_path="$folder/found" -artifact_prefix="$folder/found/" -dict="$folder/words" -runs="$runs" \
    -max_total_time="$limit" -seed="$seed" -timeout=600 -rss_limit_mb=2560 -max_len=4096 -print_final_stats=1 "$folder/corpus" \
    > "$folder/log" 2>&1 || true
  seconds=$(($(date +%s) - started))
  stat() { grep -a "^stat::$1" "$folder/log" | tail -1 | tr -dc '0-9'; }
  cover() { grep -aoE " $1: [0-9]+" "$folder/log" | tail -1 | tr -dc '0-9'; }
  findings=$(find "$folder/found" -name '*-[0-9a-f]*' ! -name '*.java' ! -name 'slow-unit-*' | wc -l)
  # a native crash leaves no statistics
  inputs=$(stat number_of_executed_units || grep -aoE '^#[0-9]+' "$folder/log" | tail -1 | tr -d '#')
  [ -n "$inputs" ] && grep -aq '^stat::' "$folder/log" || findings=$((findings > 0 ? findings : 1))
  # shellcheck disable=SC2059
  printf "$row" "$target" "${inputs:-0}" "$seconds" "$(cover cov)" "$(cover ft)" "$findings" "$(stat peak_rss_mb)" |
    tee -a bench/target/fuzz-table
  printf '{"target":"%s","inputs":%s,"seconds":%s,"edges":%s,"features":%s,"findings":%s,"peakMiB":%s,"seed":%s,"date":"%s"}\n' \
    "$target" "${inputs:-0}" "$seconds" "$(cover cov)" "$(cover ft)" "$findings" "$(stat peak_rss_mb || echo 0)" "$seed" \
    "$(date +%F)" >> bench/target/fuzz-results.jsonl
done
echo "again: java -cp … dev.mneme.bench.fuzz.Fuzz replay TARGET bench/target/fuzz/TARGET/found/FILE"
