"""The lines that language-speed.sh collects, as tables: medians over the rounds, and Mneme's share of the peers'."""

import collections
import statistics
import sys

found = collections.defaultdict(list)
units = {}
for line in open(sys.argv[1]):
    side, model, work, precision, unit, median, _, _, processor = line.split()
    found[side, model, work, precision].append((float(median), float(processor)))
    units[work] = unit


def figure(key, column):
    return statistics.median(row[column] for row in found[key]) if key in found else None


def show(value):
    return "—" if value is None else f"{value:,.3g}" if value < 100 else f"{value:,.0f}"


PEERS = (("sample", "sample", "generate"), ("sft", "sft", "TRL"), ("sft", "sft-loop", "plain loop"), ("grpo", "grpo", "TRL"))
for column, clock in ((0, "by the clock"), (1, "per second of processor time")):
    print(f"\n| model | work, {clock} | unit | Mneme | peer | | ratio |\n|---|---|---|---|---|---|---|")
    for model in sorted({key[1] for key in found}, reverse=True):
        for work, other, peer in PEERS:
            ours, theirs = (figure(("mneme", model, work, "float32"), column), figure(("peer", model, other, "float32"), column))
            ratio = "—" if ours is None or theirs is None else f"{ours / theirs:.2f}"
            print(f"| {model} | {work} | {units.get(work)} | {show(ours)} | {show(theirs)} | {peer} | {ratio} |")
    print(f"\n| model | work, {clock} | float32 | bfloat16 | ratio |\n|---|---|---|---|---|")
    for model in sorted({key[1] for key in found}, reverse=True):
        for work in ("matrix", "sample", "sft"):
            full, half = (figure(("mneme", model, work, kind), column) for kind in ("float32", "bfloat16"))
            ratio = "—" if full is None or half is None else f"{half / full:.2f}"
            print(f"| {model} | {work} ({units.get(work)}) | {show(full)} | {show(half)} | {ratio} |")
