"""ParityMNIST forgetting study (arXiv 2509.04259, section 4) in plain eager PyTorch, to compare Mneme's with.

  parity_torch.py study --data DIR     fine-tune over a sweep, print levels and R^2, write one JSON line per checkpoint
  parity_torch.py serve                steps per second of the methods named on standard input, batch 64, random data

DIR holds mnist/ and fashion-mnist/, each with the original idx .gz files.
"""

import argparse
import copy
import gzip
import itertools
import json
import math
import pathlib
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

INPUTS, CLASSES = 28 * 28 + 1, 10  # the last input tells the task: +1 parity, -1 Fashion
STATISTICS = {"mnist": (0.1307, 0.3081, 1.0), "fashion-mnist": (0.2860, 0.3530, -1.0)}  # mean, deviation, flag
METHODS = ("sft1", "sft2", "oracle", "distilled", "reinforce", "grpo", "grpo-kl")
CHECKPOINTS = (0.01, 0.02, 0.04, 0.07, 0.11, 0.16, 0.23, 0.32, 0.45, 0.6, 0.8, 1.0)  # fractions of a run
PREDICTORS = ("forward_kl", "reverse_kl", "total_variation", "l2", "weight_l1")
# allowed[parity] marks the digits of that parity: any of them is a right answer.
ALLOWED = torch.stack([(torch.arange(CLASSES) % 2 == parity).float() for parity in (0, 1)])  # [2, 10]


def read_idx(folder, pattern):
    file = next(pathlib.Path(folder).glob(pattern), None)
    if file is None:
        raise SystemExit(f"{folder}: no file {pattern}; --data must hold mnist/ and fashion-mnist/ with idx .gz files")
    raw = gzip.decompress(file.read_bytes())
    rank = raw[3]
    shape = np.frombuffer(raw, ">u4", rank, offset=4).astype(int)
    return torch.from_numpy(np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape).copy())


def load(data, name, split):
    """Inputs [n, 785] and labels [n] of one data set."""
    folder, (mean, deviation, flag) = pathlib.Path(data) / name, STATISTICS[name]
    pixels = read_idx(folder, f"{split}*images-idx3-ubyte.gz").flatten(1).float().div(255).sub(mean).div(deviation)
    labels = read_idx(folder, f"{split}*labels-idx1-ubyte.gz").long()
    return torch.cat([pixels, torch.full((len(pixels), 1), flag)], 1), labels


def mlp():
    return nn.Sequential(nn.Linear(INPUTS, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, CLASSES))


def optimiser(model, lr, steps, schedule, fused, warmup=0.1):
    """AdamW without decay; linear warm-up, then constant or cosine."""
    adam = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=0.0, fused=fused)
    rise = max(1, int(warmup * steps))

    def scale(step):
        if step < rise:
            return (step + 1) / rise
        return 1.0 if schedule == "constant" else 0.5 + 0.5 * math.cos(math.pi * (step - rise) / (steps - rise + 1))

    return adam, torch.optim.lr_scheduler.LambdaLR(adam, scale)


def pretrain(mnist, fashion, args):
    """500 MNIST images with one random digit of the right parity each, and 500 Fashion images, jointly."""
    torch.manual_seed(args.seed)
    model = mlp()
    digits, clothes = torch.randperm(len(mnist[0]))[:500], torch.randperm(len(fashion[0]))[:500]
    parity_labels = mnist[1][digits] % 2 + 2 * torch.randint(0, 5, (500,))
    inputs = torch.cat([mnist[0][digits], fashion[0][clothes]])
    labels = torch.cat([parity_labels, fashion[1][clothes]])
    batches = math.ceil(len(inputs) / args.batch)
    adam, schedule = optimiser(model, 1e-3, args.pretrain_epochs * batches, "cosine", args.fused)
    for _ in range(args.pretrain_epochs):
        for batch in torch.randperm(len(inputs)).split(args.batch):
            adam.zero_grad()
            F.cross_entropy(model(inputs[batch]), labels[batch]).backward()
            adam.step()
            schedule.step()
    return model


def policy_gradient_loss(log_probs, allowed, group, normalised):
    """-mean(A log pi) over `group` samples an input, binary reward; A is the reward, or GRPO's (r - mean) / std."""
    actions = torch.multinomial(log_probs.detach().exp(), group, replacement=True)  # [batch, group]
    reward = allowed.gather(1, actions)
    spread = reward.std(1, keepdim=True) + 1e-4
    advantage = (reward - reward.mean(1, keepdim=True)) / spread if normalised else reward
    return -(advantage * log_probs.gather(1, actions)).mean()


def loss_of(method, model, base, teacher, x, digit, group, kl_weight=0.1):
    """The loss of one batch. x [batch, 785], digit [batch]; the digit is used for its parity only."""
    parity = digit % 2
    allowed = ALLOWED[parity]  # [batch, 10]
    log_probs = model(x).log_softmax(1)  # [batch, 10]
    if method in ("reinforce", "grpo", "grpo-kl"):
        loss = policy_gradient_loss(log_probs, allowed, group, normalised=method != "reinforce")
        if method != "grpo-kl":
            return loss
        with torch.no_grad():
            reference = base(x).log_softmax(1)
        return loss + kl_weight * (log_probs.exp() * (log_probs - reference)).sum(1).mean()  # exact KL(pi || base)
    if method == "sft1":
        return F.nll_loss(log_probs, parity)
    if method == "sft2":
        return F.nll_loss(log_probs, parity + 4 * torch.randint(0, 2, parity.shape))
    with torch.no_grad():  # labels drawn from the base restricted to right answers, or from the RL-tuned teacher
        source = base(x).softmax(1) * allowed if method == "oracle" else teacher(x).softmax(1)
        labels = torch.multinomial(source, 1).squeeze(1)
    return F.nll_loss(log_probs, labels)


@torch.no_grad()
def measure(model, base, mnist, fashion):
    """Accuracies in per cent and the distance from the base on the parity test inputs, in float64 (KL in nats)."""
    logits = model(mnist[0]).double()
    log_p, log_b = logits.log_softmax(1), base(mnist[0]).double().log_softmax(1)
    p, b = log_p.exp(), log_b.exp()
    return {
        "parity": 100 * (logits.argmax(1) % 2 == mnist[1] % 2).float().mean().item(),
        "fashion": 100 * (model(fashion[0]).argmax(1) == fashion[1]).float().mean().item(),
        "forward_kl": (b * (log_b - log_p)).sum(1).mean().item(),
        "reverse_kl": (p * (log_p - log_b)).sum(1).mean().item(),
        "total_variation": 0.5 * (p - b).abs().sum(1).mean().item(),
        "l2": (p - b).norm(dim=1).mean().item(),
        "weight_l1": sum((w - v).abs().sum().item() for w, v in zip(model.parameters(), base.parameters())),
    }


def fine_tune(method, base, teacher, train, lr, schedule_name, epochs, args):
    """Tunes a copy of the base on parity alone; yields (step, model) at each checkpoint."""
    torch.manual_seed(args.seed)
    model = copy.deepcopy(base)
    steps = epochs * math.ceil(len(train[0]) / args.batch)
    adam, schedule = optimiser(model, lr, steps, schedule_name, args.fused)
    marks = {max(1, round(fraction * steps)) for fraction in CHECKPOINTS}
    batches = (batch for _ in range(epochs) for batch in torch.randperm(len(train[0])).split(args.batch))
    for step, batch in enumerate(batches, 1):
        adam.zero_grad()
        loss_of(method, model, base, teacher, train[0][batch], train[1][batch], args.group).backward()
        adam.step()
        schedule.step()
        if step in marks:
            yield step, model


def fashion_at(run, level):
    """Fashion accuracy where a run first crosses a parity accuracy, linear between checkpoints; None if never."""
    for before, after in itertools.pairwise(run):
        if before["parity"] < level <= after["parity"]:
            share = (level - before["parity"]) / (after["parity"] - before["parity"])
            return before["fashion"] + share * (after["fashion"] - before["fashion"])
    return None


def r_squared(x, y):
    """Of a second-degree polynomial."""
    return 1 - (y - np.polyval(np.polyfit(x, y, 2), x)).var() / y.var()


def study(args):
    mnist, mnist_test = load(args.data, "mnist", "train"), load(args.data, "mnist", "t10k")
    fashion, fashion_test = load(args.data, "fashion-mnist", "train"), load(args.data, "fashion-mnist", "t10k")
    base = pretrain(mnist, fashion, args)
    start = measure(base, base, mnist_test, fashion_test)
    print(f"base: parity {start['parity']:.1f}, fashion {start['fashion']:.1f}")
    teacher = None
    if "distilled" in args.methods:
        *_, (_, teacher) = fine_tune("grpo", base, None, mnist, 1e-4, "cosine", 2, args)

    rates = np.geomspace(3e-6, 1e-3, args.trials).tolist()
    points = []
    print(f"\nthe run that gets furthest, then the best run at {args.level:g} % parity")
    print(f"{'method':10} {'parity':>7} {'fashion':>8} {'KL':>7} {'fashion at level':>17}")
    with open(args.out, "w") as out:
        for method in args.methods:
            runs = []
            for lr, schedule, epochs in itertools.product(rates, ("constant", "cosine"), args.epochs):
                run = [{"step": 0, **start}]
                for step, model in fine_tune(method, base, teacher, mnist, lr, schedule, epochs, args):
                    run.append({"step": step, **measure(model, base, mnist_test, fashion_test)})
                label = {"method": method, "lr": lr, "schedule": schedule, "epochs": epochs}
                out.writelines(json.dumps({**label, **point}) + "\n" for point in run[1:])
                runs.append(run)
            end = max((run[-1] for run in runs), key=lambda point: point["parity"])
            best = max((f for run in runs if (f := fashion_at(run, args.level)) is not None), default=math.nan)
            print(f"{method:10} {end['parity']:7.2f} {end['fashion']:8.2f} {end['forward_kl']:7.3f} {best:17.2f}")
            points += [point for run in runs for point in run[1:]]
    drop = np.array([start["fashion"] - point["fashion"] for point in points])
    for name in PREDICTORS:
        print(f"R^2 of forgetting on {name}: {r_squared(np.array([point[name] for point in points]), drop):.3f}")


def serve(args):
    """Answers each line, the name of a method, with the steps per second of one block of its training."""
    torch.manual_seed(args.seed)
    images, digits = torch.randn(4096, INPUTS), torch.randint(0, CLASSES, (4096,))
    base, teacher, models = mlp(), mlp(), {}
    for line in sys.stdin:
        method = line.strip()
        model = models.setdefault(method, copy.deepcopy(base))
        adam, schedule = optimiser(model, 1e-4, args.steps, "cosine", args.fused)
        began = time.perf_counter()
        for _ in range(args.steps):
            batch = torch.randint(0, len(images), (args.batch,))
            adam.zero_grad()
            loss_of(method, model, base, teacher, images[batch], digits[batch], args.group).backward()
            adam.step()
            schedule.step()
        print(args.steps / (time.perf_counter() - began))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=("study", "serve"))
    parser.add_argument("--data", help="folder with mnist/ and fashion-mnist/ (study)")
    parser.add_argument("--out", default="cloud.jsonl", help="one JSON line per checkpoint (study)")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=METHODS)
    parser.add_argument("--trials", type=int, default=15, help="learning rates, log-spaced 3e-6 to 1e-3 (study)")
    parser.add_argument("--epochs", type=int, nargs="+", default=[1, 2], help="fine-tuning lengths (study)")
    parser.add_argument("--pretrain-epochs", type=int, default=5)
    parser.add_argument("--level", type=float, default=96.0, help="parity accuracy at which Fashion is compared")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--group", type=int, default=8, help="samples an input (reinforce, grpo)")
    parser.add_argument("--steps", type=int, default=300, help="steps a block (serve)")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fused", action="store_true", help="AdamW's fused kernel instead of the default")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.mode == "study" and not args.data:
        parser.error("study needs --data")
    torch.set_num_threads(args.threads)
    sys.stdout.reconfigure(line_buffering=True)
    print(f"torch {torch.__version__}, {args.threads} thread(s), AdamW {'fused' if args.fused else 'default'}")
    (study if args.mode == "study" else serve)(args)


if __name__ == "__main__":
    main()
