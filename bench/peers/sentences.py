"""Sentences of real paragraphs as NLTK's English Punkt counts them, for dev.mneme.bench.SentenceCounts.

    NLTK_DATA=DIR python bench/peers/sentences.py OUT.jsonl FILE...

Files are plain texts, or JSON lines of which "question" is taken; each perhaps with .gz. A paragraph is a line of 80 characters or more;
WikiText's marks around punctuation are taken away.
"""

import gzip
import json
import re
import sys

from nltk.tokenize.punkt import PunktTokenizer


def lines(name):
    opened = gzip.open(name, "rt", encoding="utf-8") if name.endswith(".gz") else open(name, encoding="utf-8")
    with opened as file:
        for line in file:
            yield json.loads(line)["question"] if ".jsonl" in name else line


def plain(line):
    for mark in "-,.":
        line = line.replace(f" @{mark}@ ", mark)
    return " ".join(re.sub(r" ([.,;:!?)])", r"\1", line).split())


def main():
    punkt = PunktTokenizer("english")
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        for name in sys.argv[2:]:
            for text in map(plain, lines(name)):
                if len(text) >= 80 and not text.startswith("="):
                    out.write(json.dumps({"text": text, "sentences": len(punkt.tokenize(text))}) + "\n")


if __name__ == "__main__":
    main()
