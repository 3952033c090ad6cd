"""Are the mutants that HumanEval's tests let pass other programs, or the same one?

    python humaneval_survivors.py HumanEval.jsonl.gz

Takes the 15 solutions whose first integer may be one larger without failing a test. For each either an input is named here
on which the mutant says something else than the solution, or both are asked thousands of drawn inputs. Trusted code only:
it runs the published solutions in this process.
"""

import copy
import gzip
import json
import math
import random
import re
import sys

NUMBER = re.compile(r"(?<![\w.'\"])(\d+)(?![\w.'\"])")

# Arguments on which they differ, and what kind of input that is.
WITNESSES = {
    31: ((2,), "2 itself"),
    32: (([-1.2, 1],), "both ends of the first interval give products in (0, 1]"),
    35: (([7],), "a list of one"),
    40: (([1, -1, 0],), "a triple of which the first two are neighbours"),
    43: (([1, -1],), "a pair of neighbours"),
    59: ((8,), "a power of two"),
    68: (([4],), "a list of one"),
    75: ((16,), "four times a product of two primes"),
    95: (({"a": 1},), "a dictionary of one key"),
    99: (("14.50",), "a half with a zero behind it"),
    116: (([-1, 1],), "negative numbers among others; the prompt speaks of non-negative ones"),
}


def grid(rng):
    n = rng.randint(2, 5)
    numbers = rng.sample(range(1, n * n + 1), n * n)
    return [numbers[i * n : (i + 1) * n] for i in range(n)], rng.randint(1, 12)


def word(rng, most):
    return "".join(rng.choice("ab") for _ in range(rng.randint(0, most)))


# Inputs as the prompts describe them.
DRAWN = {
    108: lambda rng: ([rng.randint(-2000, 2000) for _ in range(rng.randint(0, 8))],),
    116: lambda rng: ([rng.randint(0, 300) for _ in range(rng.randint(0, 8))],),
    129: grid,
    147: lambda rng: (rng.randint(1, 40),),
    154: lambda rng: (word(rng, 8), word(rng, 4)),
}


def function(item, solution):
    scope = {}
    exec(item["prompt"] + solution, scope)
    return scope[item["entry_point"]]


def said(program, arguments):
    try:
        return program(*copy.deepcopy(arguments))
    except Exception as e:
        return type(e).__name__


def main():
    with gzip.open(sys.argv[1], "rt") as lines:
        items = {json.loads(line)["task_id"]: json.loads(line) for line in lines}
    for number in sorted(WITNESSES.keys() | DRAWN.keys()):
        item = items[f"HumanEval/{number}"]
        solution = item["canonical_solution"]
        found = NUMBER.search(solution)
        mutant = solution[: found.start()] + str(int(found.group()) + 1) + solution[found.end() :]
        right, wrong = function(item, solution), function(item, mutant)
        line = f"{number:4}"
        if number in WITNESSES:
            arguments, kind = WITNESSES[number]
            a, b = said(right, arguments), said(wrong, arguments)
            assert not (a == b or (isinstance(a, float) and math.isclose(a, b, abs_tol=1e-6))), (number, a, b)
            line += f"  differs on {arguments}: {a!r}, mutant {b!r} ({kind})"
        if number in DRAWN:
            rng = random.Random(number)
            inputs = [DRAWN[number](rng) for _ in range(20_000)]
            differ = sum(said(right, each) != said(wrong, each) for each in inputs)
            line += f"  {differ} of {len(inputs)} drawn inputs differ"
        print(line)


if __name__ == "__main__":
    main()
