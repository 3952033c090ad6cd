#!/usr/bin/env bash
# The quick ParityMNIST study by Mneme and by PyTorch in turn, whole wall times: bench/parity-study.sh PYTHON DATA [ROUNDS]
# DATA holds mnist/ and fashion-mnist/. Uses two hardware threads on both sides; run it with nothing else on the machine.
set -euo pipefail
usage="usage: bench/parity-study.sh PYTHON DATA [ROUNDS]"
root=$(cd "$(dirname "$0")/.." && pwd)
python=${1:?$usage}
data=$(cd "${2:?$usage}" && pwd)
rounds=${3:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

names=()
seconds=()

# timed NAME COMMAND …: runs it and notes its wall time; its output is shown where it fails.
timed() {
  local name=$1 began ended
  shift
  began=$(date +%s.%N)
  if ! "$@" > "$work/log" 2>&1; then
    cat "$work/log" >&2
    echo "parity-study.sh: failed: $*" >&2
    exit 1
  fi
  ended=$(date +%s.%N)
  names+=("$name")
  seconds+=("$(awk -v a="$began" -v b="$ended" 'BEGIN { printf "%.1f", b - a }')")
  echo "$name: ${seconds[-1]} s"
  awk '/^forward-kl +new|^new\.forward-kl/ && !seen++ || /^base and teacher/' "$work/log" # R^2, and the peer's own times
}

peer() {
  local name=$1
  shift
  timed "$name" "$python" "$root/bench/peers/parity_study.py" --data "$data" --out "$work/points.jsonl" "$@"
}

"$root/mneme" --version > /dev/null # builds, so that the build is not timed
for ((round = 1; round <= rounds; round++)); do
  echo "== round $round"
  names=()
  seconds=()
  timed "Mneme, 2 workers" "$root/mneme" reproduce parity-mnist --quick --data "$data" --workers 2 --out "$work/mneme-$round"
  peer "PyTorch, default AdamW, 2 threads" --threads 2
  peer "PyTorch, fused AdamW, 2 threads" --threads 2 --fused
  peer "PyTorch, default AdamW, 2 workers" --workers 2
  peer "PyTorch, fused AdamW, 2 workers" --workers 2 --fused
  peer "PyTorch, fused AdamW, 2 workers, Gram matrix" --workers 2 --fused --gram
  for i in "${!names[@]}"; do
    awk -v name="${names[i]}" -v own="${seconds[0]}" -v s="${seconds[i]}" \
      'BEGIN { printf "%-46s %8.1f s   %.2f times Mneme\n", name, s, s / own }'
  done
done
