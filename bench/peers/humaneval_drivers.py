"""HumanEval's solutions and damaged ones through the sandbox's two drivers, under CPython and without any sandbox.

    python bench/peers/humaneval_drivers.py HumanEval.jsonl.gz

Only for solutions that are known: nothing here protects the machine. It shows what the drivers and the wire between
them do, in seconds; dev.mneme.bench.HumanEvalSandbox shows the same through the real processes.
"""
import contextlib
import gzip
import io
import json
import pathlib
import re
import signal
import sys

DRIVERS = pathlib.Path(__file__).parents[2] / "sandbox/src/main/resources/dev/mneme/sandbox"
NEXT_THING = re.compile(r"\n(?:class|def|#|if|print)(?![A-Za-z0-9_])")
CONDITION = re.compile(r"^( +)(if|while) (.*):[ ]*$", re.M)
NUMBER = re.compile(r"(?<![\w.'\"])(\d+)(?![\w.'\"])")


class TookTooLong(BaseException):
    pass


def late(*_):
    raise TookTooLong()


def driver(name, last):
    source = (DRIVERS / "values.py").read_text() + (DRIVERS / name).read_text()
    space = {"__name__": name}
    exec(compile(re.sub(re.escape(last) + r"\s*$", "DRIVER = " + last, source), name, "exec"), space)
    return space


def negated(s):
    found = CONDITION.search(s)
    return found and s[:found.start()] + "%s%s not (%s):" % found.groups() + s[found.end():]


def off_by_one(s):
    found = NUMBER.search(s)
    return found and s[:found.start()] + str(int(found.group()) + 1) + s[found.end():]


def truncated(s):
    end = s.rstrip().rfind("\n")
    return None if end < 0 else s[:end + 1]


DAMAGES = {
    "none": lambda s: s, "return_none": lambda s: "    return None\n", "negated_condition": negated,
    "off_by_one": off_by_one, "truncated": truncated}


def judged(item, completion):
    candidate = driver("candidate.py", "_driver()")
    judge = driver("judge.py", "_judge_driver")
    written, read = judge["_written"], judge["_read"]
    cut = NEXT_THING.search(completion)
    program = item["prompt"] + (completion[:cut.start() + 1] if cut else completion)
    loaded = read(candidate["DRIVER"](written(["load", [None, program]])))
    if "raised" in loaded:
        return False, loaded["raised"]
    task = {"tests": item["test"], "prelude": item["prompt"], "entry": item["entry_point"], "check": True, "share": False}
    answer = read(judge["DRIVER"](candidate["DRIVER"])(written(task)))
    return answer["error"] is None and not answer["failed"], str(answer["failed"] or answer["error"])


def main():
    signal.signal(signal.SIGALRM, late)
    items = [json.loads(line) for line in gzip.open(sys.argv[1], "rt")]
    fallen = {item["task_id"]: 0 for item in items}
    for name, damage in DAMAGES.items():
        passed, failed, alive = 0, 0, []
        for item in items:
            completion = damage(item["canonical_solution"])
            if not completion or (name != "none" and completion == item["canonical_solution"]):
                continue
            signal.alarm(20)
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    ok, why = judged(item, completion)
            except (TookTooLong, SystemExit, MemoryError) as error:
                ok, why = False, type(error).__name__
            signal.alarm(0)
            passed += ok
            failed += not ok
            fallen[item["task_id"]] += name != "none" and not ok
            if ok != (name == "none"):
                alive.append(item["task_id"].split("/")[1] + ("" if ok else " " + why))
        print("%-18s %3d pass %3d fail; unexpected: %s" % (name, passed, failed, ", ".join(alive) or "none"), flush=True)
    print("items with at least one damaged solution that fails:", sum(count > 0 for count in fallen.values()))


main()
