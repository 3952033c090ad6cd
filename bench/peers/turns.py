"""Lets programs take turns at the same work and compares their rates.

  turns.py --rounds N --work WORK... --peer NAME COMMAND [--peer NAME COMMAND ...] [--json FILE]

Every program is started once, may write one line about itself, and then answers each line on its standard input, the
name of a piece of work, with one line: how many units a second it did. Blocks of the programs alternate, so that a
machine that is slow for a while is slow for all; the first round warms up and is left out. Printed for each piece of
work: each program's median rate, and the median over rounds of the first program's rate over each other's, with a 95 %
bootstrap interval of that median.
"""

import argparse
import json
import shlex
import statistics
import subprocess

import numpy as np


class Peer:
    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.about = self.process.stdout.readline().strip()

    def rate(self, work):
        self.process.stdin.write(work + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def ratio(ours, theirs, random):
    """Median of the rounds' ratios and its interval."""
    ratios = np.array(ours) / np.array(theirs)
    draws = np.median(random.choice(ratios, (2000, len(ratios))), axis=1)
    low, high = np.percentile(draws, (2.5, 97.5))
    return {"ratio": float(np.median(ratios)), "low": float(low), "high": float(high)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--work", nargs="+", required=True)
    parser.add_argument("--peer", nargs=2, action="append", required=True, metavar=("NAME", "COMMAND"))
    parser.add_argument("--json")
    args = parser.parse_args()
    peers = [Peer(*peer) for peer in args.peer]
    for peer in peers:
        print(f"{peer.name}: {peer.about}")
    random, result = np.random.default_rng(0), {peer.name: peer.about for peer in peers}
    result = {"rounds": args.rounds, "about": result, "work": {}}
    for work in args.work:
        rates = {peer.name: [] for peer in peers}
        for turn in range(args.rounds + 1):
            # The order turns round every time, so that nobody always follows the same one.
            for peer in peers[turn % len(peers) :] + peers[: turn % len(peers)]:
                rate = peer.rate(work)
                if turn > 0:
                    rates[peer.name].append(rate)
        first, *others = peers
        ratios = {other.name: ratio(rates[first.name], rates[other.name], random) for other in others}
        result["work"][work] = {"rates": rates, "ratios": ratios}
        line = "  ".join(f"{name} {statistics.median(values):.1f}/s" for name, values in rates.items())
        print(f"{work:12} {line}")
        for name, figures in ratios.items():
            print(f"{'':12} over {name}: {figures['ratio']:.2f} [{figures['low']:.2f}, {figures['high']:.2f}]", flush=True)
    for peer in peers:
        peer.close()
    if args.json:
        with open(args.json, "w") as file:
            json.dump(result, file, indent=1)


if __name__ == "__main__":
    main()
