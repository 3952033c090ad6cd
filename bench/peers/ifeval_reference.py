"""Verdicts of IFEval's reference on made-up responses to the data set's own prompts, one JSON line a response.

NLTK_DATA=DIR python bench/peers/ifeval_reference.py DATA OUT

DATA is IFEval's JSON lines (gz or not). dev.mneme.bench.InstructionsOnPrompts DATA OUT reads both. Each prompt gets a blank response, itself, one in
capitals, a German one and three put together from its own kwargs and sentences made up in bench/fixtures/instructions.py.
"""

import gzip
import json
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "fixtures"))
import instructions as made_up  # noqa: E402

RANDOM = random.Random(3)


def obliging(row):
    """A response that tries some of what the row asks for."""
    sentences = RANDOM.choices(made_up.SENTENCES, k=RANDOM.randint(1, 40))
    text = RANDOM.choice([" ", "\n\n", "\n***\n"]).join(sentences)
    for kwargs in row["kwargs"]:
        given = {key: value for key, value in kwargs.items() if value}
        if RANDOM.random() < 0.3:
            continue
        text += "".join(f" {word}." for word in given.get("keywords", []))
        text += f" {given.get('keyword', '')}" * min(12, given.get("frequency", 0))
        text += " word" * (given.get("num_words", 0) if RANDOM.random() < 0.5 else 0)
        text += "".join(f"\n* point {i}" for i in range(given.get("num_bullets", 0)))
        text += "".join(f" [place {i}]" for i in range(given.get("num_placeholders", 0)))
        text += "".join(f" *part {i}*" for i in range(given.get("num_highlights", 0)))
        text += "".join(f"\n{given.get('section_spliter')} {i + 1}\nx." for i in range(given.get("num_sections", 0)))
        text = given.get("prompt_to_repeat", "") + text
        text += f"\n{given['postscript_marker']} bye" if "postscript_marker" in given else ""
        text += "\n" + given.get("end_phrase", "") if "end_phrase" in given else ""
        if "first_word" in given:
            parts = ["Some text."] * given["num_paragraphs"]
            parts[given["nth_paragraph"] - 1] = given["first_word"] + " and more."
            text = "\n\n".join(parts)
        if "language" in given and given["language"] in made_up.LANGUAGES:
            text = made_up.LANGUAGES[given["language"]]
    match RANDOM.randrange(6):
        case 0:
            text = text.replace(",", "")
        case 1:
            text = f'"{text}"'
        case 2:
            text = "<<Title>>\n" + text
        case 3:
            text = "Sure!\n" + text + "\nGoodbye!"
        case 4:
            text = text.lower()
        case _:
            pass
    return text


def left_out(name, kwargs):
    """What the reference draws at random: languages, and letters that are none."""
    return name in made_up.LANGUAGE_IDS or (name == "keywords:letter_frequency" and not kwargs["letter"].isalpha())


def main():
    data = pathlib.Path(sys.argv[1]).read_bytes()
    lines = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode().splitlines()
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        for number, line in enumerate(lines):
            row = json.loads(line)
            prompt = row["prompt"]
            for text in (" ", prompt, prompt.upper(), made_up.LANGUAGES["de"], obliging(row), obliging(row), obliging(row)):
                verdicts = []
                for name, kwargs in zip(row["instruction_id_list"], row["kwargs"]):
                    verdicts.append(None if left_out(name, kwargs) else made_up.settled(name, kwargs, text))
                out.write(json.dumps({"row": number, "response": text, "verdicts": verdicts}) + "\n")


if __name__ == "__main__":
    main()
