"""lm-evaluation-harness on folders of data as users have them: prompts, log-likelihoods and metrics of single items.

    pip install lm_eval torch transformers
    python bench/peers/harness_likelihoods.py model FOLDER TOKENIZER [--seed N]        makes a tiny random model
    python bench/peers/harness_likelihoods.py score FOLDER DATA OUT [--limit N] [--tasks a,b] [--threads N] [--batch N]

Tasks are the harness's own: their YAML templates, process_docs, few-shot rules, requests, HFLM and process_results. Only
where the documents come from is replaced, as the hub is not asked: DATA holds one folder a benchmark. OUT receives one
line of JSON an item, {task, id, contexts, continuations, logProbs, greedy, metrics}, and at its end the seconds that
HFLM took for each task. --limit counts items a task, for MMLU items a subject.
"""

import argparse
import csv
import functools
import gzip
import io
import json
import os
import pathlib
import sys
import time

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_OFFLINE"] = "1"
csv.field_size_limit(1 << 24)


def text(path):
    raw = pathlib.Path(path).read_bytes()
    return (gzip.decompress(raw) if str(path).endswith(".gz") else raw).decode()


def find(folder, word):
    found = sorted(p for p in pathlib.Path(folder).iterdir() if word in p.name)
    return found[0]


def lines(path):
    return [json.loads(line) for line in text(path).split("\n") if line.strip()]


def table(path, names=None):
    return list(csv.DictReader(io.StringIO(text(path), newline=""), fieldnames=names))


def full_stop(answer):
    answer = answer.strip()
    return answer if answer.endswith(".") else answer + "."


def answers(cell):
    return [full_stop(each) for each in cell.split(";") if each.strip()]


def hellaswag(data):
    docs = lines(find(data / "hellaswag", "val"))
    # What process_docs would make is already there, so only its result is put back into the columns it reads.
    return docs


def winogrande(data):
    return lines(find(data / "winogrande", "val"))


def truthfulqa(data):
    docs = []
    source = find(data / "truthfulqa", "")
    rows = table(source) if ".csv" in source.name else lines(source)
    for row in rows:
        if "mc1_targets" in row:
            docs.append(row)
            continue
        wrong = answers(row["Incorrect Answers"])
        best, right = [full_stop(row["Best Answer"])], answers(row["Correct Answers"])
        docs.append(
            {
                "question": row["Question"],
                "mc1_targets": {"choices": best + wrong, "labels": [1] + [0] * len(wrong)},
                "mc2_targets": {"choices": right + wrong, "labels": [1] * len(right) + [0] * len(wrong)},
            }
        )
    return docs


def mmlu(data, split, subject):
    rows = table(find(data / "mmlu" / split, f"{subject}_{split}.csv"), ["question", "A", "B", "C", "D", "answer"])
    return [
        {"question": r["question"], "choices": [r[c] for c in "ABCD"], "answer": "ABCD".index(r["answer"]), "subject": subject}
        for r in rows
    ]


def subjects(data):
    return sorted(p.name.split("_test.csv")[0] for p in (data / "mmlu" / "test").iterdir())


@functools.cache
def configs():
    """The harness's task files by task name, includes and functions resolved."""
    import lm_eval.tasks

    home = pathlib.Path(lm_eval.tasks.__file__).parent
    folders = [str(home / name) for name in ("hellaswag", "winogrande", "truthfulqa", "mmlu/default")]
    return lm_eval.tasks.TaskManager(include_path=folders, include_defaults=False)


def make_task(name, splits, prepared):
    """The harness's task over given documents instead of the hub's."""
    import datasets
    import lm_eval.tasks
    from lm_eval.api.task import ConfigurableTask

    def given(self, *args, **kwargs):
        self.dataset = datasets.DatasetDict({k: datasets.Dataset.from_list(v) for k, v in splits.items()})

    ConfigurableTask.download = given
    manager = configs()
    task = list(flat(lm_eval.tasks.get_task_dict([name], manager)).values())[0]
    if prepared:
        task.config.process_docs = None
    return task


def flat(tasks):
    found = {}
    for key, value in tasks.items():
        found.update(flat(value) if isinstance(value, dict) else {str(key): value})
    return found


def tasks(data, wanted):
    if "hellaswag" in wanted:
        docs = hellaswag(data)
        prepared = "query" in docs[0]
        if prepared:
            docs = [{**d, "label": str(d["gold"])} for d in docs]
        # Without process_docs while the task is made, too: it looks at its first document.
        yield "hellaswag", "", lambda: prepared_hellaswag(docs) if prepared else make_task("hellaswag", {"validation": docs, "train": docs}, False), 0
    if "winogrande" in wanted:
        yield "winogrande", "", lambda: make_task("winogrande", {"validation": winogrande(data), "train": winogrande(data)}, False), 0
    for form in ("truthfulqa_mc1", "truthfulqa_mc2"):
        if form in wanted:
            yield form, "", lambda form=form: make_task(form, {"validation": truthfulqa(data)}, False), 0
    if "mmlu" in wanted:
        for subject in subjects(data):
            splits = {"test": mmlu(data, "test", subject), "dev": mmlu(data, "dev", subject)}
            yield "mmlu", subject + "/", lambda s=subject, d=splits: make_task("mmlu_" + s, d, False), 5


def prepared_hellaswag(docs):
    import datasets
    from lm_eval.api import task as api

    original = api.ConfigurableTask.validation_docs
    api.ConfigurableTask.validation_docs = lambda self: self.dataset["validation"]
    api.ConfigurableTask.training_docs = lambda self: None
    task = make_task("hellaswag", {"validation": docs}, True)
    api.ConfigurableTask.validation_docs = original
    return task


def build(task, shots, limit):
    task.set_config("num_fewshot", shots)
    task.set_fewshot_seed(1234)
    task.build_all_requests(limit=limit)
    return task.instances


def score(args):
    import lm_eval
    import torch
    import transformers
    from lm_eval.models.huggingface import HFLM

    torch.set_num_threads(args.threads)
    tokenizer = transformers.AutoTokenizer.from_pretrained(args.folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(args.folder, dtype=torch.float32).eval()
    lm = HFLM(pretrained=model, tokenizer=tokenizer, batch_size=args.batch, device="cpu")
    data = pathlib.Path(args.data)
    seconds = {}
    with open(args.out, "w") as out:
        requests_of = {}
        for name, prefix, make, shots in tasks(data, args.tasks.split(",")):
            task = make()
            instances = build(task, shots, args.limit)
            requests_of.setdefault(name, []).append((prefix, task, instances))
        for name, parts in requests_of.items():
            everything = [request for _, _, instances in parts for request in instances]
            start = time.perf_counter()
            answers_ = lm.loglikelihood(everything, disable_tqdm=True)
            seconds[name] = time.perf_counter() - start
            at = 0
            for prefix, task, instances in parts:
                by_doc = {}
                for request in instances:
                    by_doc.setdefault(request.doc_id, []).append((request, answers_[at]))
                    at += 1
                for doc_id, pairs in by_doc.items():
                    metrics = task.process_results(pairs[0][0].doc, [answer for _, answer in pairs])
                    line = {
                        "task": name,
                        "id": f"{prefix}{doc_id}",
                        "contexts": [r.args[0] for r, _ in pairs],
                        "continuations": [r.args[1] for r, _ in pairs],
                        "logProbs": [a[0] for _, a in pairs],
                        "greedy": [a[1] for _, a in pairs],
                        "metrics": {k: float(v) for k, v in metrics.items()},
                    }
                    out.write(json.dumps(line) + "\n")
        versions = {
            "lm_eval": lm_eval.__version__ if hasattr(lm_eval, "__version__") else "0.4.13",
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        }
        out.write(json.dumps({"seconds": seconds, "versions": versions, "threads": args.threads, "batch": args.batch}) + "\n")
    print(json.dumps(seconds))


def model(args):
    import torch
    import transformers

    torch.manual_seed(args.seed)
    tokenizer = transformers.PreTrainedTokenizerFast.from_pretrained(args.tokenizer)
    if tokenizer.eos_token is None:
        tokenizer.add_special_tokens({"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"})
    config = transformers.LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=args.width,
        intermediate_size=args.width * 5 // 2,
        num_hidden_layers=args.layers,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=args.positions,
        tie_word_embeddings=True,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    made = transformers.LlamaForCausalLM(config).eval()
    with torch.no_grad():
        for key, weight in made.named_parameters():
            if "norm" not in key:
                weight.copy_(args.deviation * torch.randn_like(weight))
    made.save_pretrained(args.folder)
    tokenizer.save_pretrained(args.folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["model", "score"])
    parser.add_argument("folder")
    parser.add_argument("tokenizer_or_data")
    parser.add_argument("out", nargs="?")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--positions", type=int, default=2048)
    parser.add_argument("--deviation", type=float, default=0.1)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--tasks", default="hellaswag,winogrande,truthfulqa_mc1,truthfulqa_mc2,mmlu")
    args = parser.parse_args()
    args.tokenizer = args.data = args.tokenizer_or_data
    {"model": model, "score": score}[args.what](args)


if __name__ == "__main__":
    sys.exit(main())
