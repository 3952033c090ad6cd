"""The work of `mneme reproduce parity-mnist --quick` (one seed) in plain eager PyTorch, to compare whole-study times.

  parity_study.py --data DIR                 56 trials one after the other, --threads each
  parity_study.py --data DIR --workers 2     in two processes of one thread each, as Mneme does

DIR holds mnist/ and fashion-mnist/, each with the original idx .gz files. Trains, looks at drift five times a trial and
at the cosine of seven trials, and ends with R^2 of every predictor. What Mneme does besides (the gradient's length at
every step, logs and run folders that can be resumed, intervals of the trade-off, charts) is left out: in favour of this
side. What depends on the base alone is computed once.
"""

import argparse
import copy
import dataclasses
import itertools
import json
import math
import multiprocessing
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

from parity_findings import correlation, report
from parity_torch import CLASSES, METHODS, loss_of, mlp, optimiser, read_idx

TEST_IMAGES, ACTIVATION_INPUTS, COSINE_INPUTS, FISHER_INPUTS, NEIGHBOURS = 2_500, 400, 1_000, 500, 10
RATES = (1e-4, 2.15e-4, 4.64e-4, 1e-3)
BATCH, LOOKS, GROUP = 64, 5, 8


def load(data, name, split, flag, count=None):
    """Inputs [n, 785] with pixels from 0 to 1 and the task's flag, and labels [n]."""
    folder = f"{data}/{name}"
    pixels = read_idx(folder, f"{split}*images-idx3-ubyte.gz")[:count].flatten(1).float().div_(255)
    labels = read_idx(folder, f"{split}*labels-idx1-ubyte.gz")[:count].long()
    return torch.cat([pixels, torch.full((len(pixels), 1), flag)], 1), labels


def spread(examples, count):
    """So many examples at even distances."""
    places = torch.arange(count) * len(examples[0]) // count
    return examples[0][places], examples[1][places]


def batches(size):
    """One epoch in random order; a remainder too small for a batch is left out."""
    return torch.randperm(size)[: size // BATCH * BATCH].split(BATCH)


def pretrain(mnist, fashion, fused, count=500, epochs=30):
    """The first images of both kinds; the label of a digit is one digit of its parity, drawn once."""
    model = mlp()
    parity_labels = mnist[1][:count] % 2 + 2 * torch.randint(0, CLASSES // 2, (count,))
    inputs = torch.cat([mnist[0][:count], fashion[0][:count]])
    labels = torch.cat([parity_labels, fashion[1][:count]])
    adam, schedule = optimiser(model, 1e-3, epochs * (len(inputs) // BATCH), "cosine", fused)
    for batch in itertools.chain.from_iterable(batches(len(inputs)) for _ in range(epochs)):
        adam.zero_grad()
        F.cross_entropy(model(inputs[batch]), labels[batch]).backward()
        adam.step()
        schedule.step()
    return model


def diagonal_fisher(model, inputs, chunk=50):
    """E[(d log pi(y|x) / d theta)^2] with one y an input drawn from the model itself; one tensor a weight."""
    weights = {name: weight.detach() for name, weight in model.named_parameters()}
    with torch.no_grad():
        drawn = torch.multinomial(model(inputs).softmax(1), 1)  # [n, 1]

    def log_prob(weights, x, y):
        return torch.func.functional_call(model, weights, (x,)).log_softmax(0).gather(0, y).sum()

    gradients = torch.func.vmap(torch.func.grad(log_prob), in_dims=(None, 0, 0))
    sums = [torch.zeros_like(weight) for weight in weights.values()]
    for x, y in zip(inputs.split(chunk), drawn.split(chunk)):
        for total, gradient in zip(sums, gradients(weights, x, y).values()):
            total += gradient.square_().sum(0)
    return [(total / len(inputs)).double() for total in sums]


def probe(model, inputs):
    """Log-probabilities [n, 10] and the hidden layers side by side [at most 400, 768], both float64."""
    first = model[1](model[0](inputs))
    second = model[3](model[2](first))
    hidden = torch.cat([first[:ACTIVATION_INPUTS], second[:ACTIVATION_INPUTS]], 1)
    return model[4](second).log_softmax(1).double(), hidden.double()


def hsic(k, l):
    """Unbiased up to a factor of n alone, of matrices with a zero diagonal (Song et al. 2012)."""
    n = len(k)
    chained = (k.sum(0) * l.sum(1)).sum()
    return (k * l.T).sum() + k.sum() * l.sum() / ((n - 1) * (n - 2)) - 2 * chained / (n - 2)


class Arrangement:
    """What CKA and CKNNA need of one model's activations [n, d]."""

    def __init__(self, hidden):
        centred = hidden - hidden.mean(0)
        self.kernel = centred @ centred.T  # [n, n]; |Y'X|^2 is the sum of products of two kernels
        self.norm = self.kernel.norm()
        unit = F.normalize(hidden, dim=1)
        self.cosines = (unit @ unit.T).fill_diagonal_(-math.inf)
        self.near = torch.zeros_like(self.cosines).scatter_(1, self.cosines.topk(NEIGHBOURS).indices, 1.0)
        self.cosines.fill_diagonal_(0.0)
        near = self.near * self.cosines
        self.own = hsic(near, near)

    def cka(self, other):
        return (self.kernel * other.kernel).sum() / (self.norm * other.norm)

    def cknna(self, other):
        both = self.near * other.near
        return hsic(both * self.cosines, both * other.cosines) / (self.own * other.own).sqrt()


def kl(log_p, log_q):
    """KL(p || q) of each row; the terms that cancel keep rounding to second order."""
    p = log_p.exp()
    return (p * (log_p - log_q) - p + log_q.exp()).sum(1).clamp_min(0)


class Side:
    """One task's test inputs and what the base makes of them."""

    def __init__(self, name, base, inputs, labels, right):
        self.name, self.inputs, self.labels, self.right = name, inputs, labels, right
        with torch.no_grad():
            self.log_probs, self.hidden = probe(base, inputs)
            self.arrangement = Arrangement(self.hidden)
        self.probs = self.log_probs.exp()
        self.accuracy = self.accuracy_of(self.log_probs)
        self.fisher = diagonal_fisher(base, spread((inputs, labels), FISHER_INPUTS)[0])

    def accuracy_of(self, log_probs):
        return self.right(log_probs.argmax(1), self.labels).float().mean().item()

    def figures(self, model, squares):
        """Every figure on these inputs; squares holds the squared change of each weight."""
        log_q, hidden = probe(model, self.inputs)
        log_p, p, q = self.log_probs, self.probs, log_q.exp()
        middle = torch.logaddexp(log_p, log_q) - math.log(2)
        moved, arrangement = hidden - self.hidden, Arrangement(hidden)
        figures = {
            "forward-kl": kl(log_p, log_q).mean(),
            "reverse-kl": kl(log_q, log_p).mean(),
            "jensen-shannon": (kl(log_p, middle) + kl(log_q, middle)).mean() / 2,
            "total-variation": (p - q).abs().sum(1).mean() / 2,
            "l2": (p - q).norm(dim=1).mean(),
            "activation-l1": moved.abs().sum(1).mean(),
            "activation-l2": moved.norm(dim=1).mean(),
            "cka-distance": 1 - self.arrangement.cka(arrangement),
            "cknna-distance": 1 - self.arrangement.cknna(arrangement),
            "fisher-l2": sum((f * s).sum() for f, s in zip(self.fisher, squares)).sqrt(),
        }
        figures = {f"{self.name}.{key}": value.item() for key, value in figures.items()}
        accuracies = {f"base.{self.name}-accuracy": self.accuracy, f"{self.name}.accuracy": self.accuracy_of(log_q)}
        return accuracies | figures


def singular_values(matrix, gram):
    """Falling; by way of the float64 Gram matrix, as Mneme has them, or by PyTorch's own decomposition."""
    if not gram:
        return torch.linalg.svdvals(matrix)
    wide = matrix.double()
    squares = wide @ wide.T if len(wide) < wide.shape[1] else wide.T @ wide
    return torch.linalg.eigvalsh(squares).clamp_min(0).sqrt().flip(0)


def weight_figures(before, now, deltas, squares, gram):
    count = sum(delta.numel() for delta in deltas)
    spectral, rank, full = 0.0, 0, 0
    for delta in (delta for delta in deltas if delta.dim() == 2):
        values = singular_values(delta.float(), gram)
        tolerance = max(delta.shape) * torch.finfo(torch.float32).eps * values[0]
        spectral = max(spectral, values[0].item())
        rank, full = rank + (values > tolerance).sum().item(), full + len(values)
    same = sum((w == v).sum().item() for w, v in zip(now, before))
    same_bfloat16 = sum((w.bfloat16() == v.bfloat16()).sum().item() for w, v in zip(now, before))
    return {
        "weights.l1": sum(delta.abs().sum() for delta in deltas).item(),
        "weights.l2": sum(square.sum() for square in squares).sqrt().item(),
        "weights.spectral": spectral,
        "weights.rank-share": rank / full,
        "weights.unchanged-float32": same / count,
        "weights.unchanged-bfloat16": same_bfloat16 / count,
    }


class Study:
    """The data, the base and what is measured against it, shared by all trials."""

    def __init__(self, args):
        self.fused, self.gram, self.seed, self.teacher = args.fused, args.gram, args.seed, None
        self.train = load(args.data, "mnist", "train", 1.0, args.examples)
        fashion = load(args.data, "fashion-mnist", "train", -1.0, 500)
        torch.manual_seed(args.seed)
        self.base = pretrain(self.train, fashion, args.fused).requires_grad_(False)
        digits = spread(load(args.data, "mnist", "t10k", 1.0), TEST_IMAGES)
        clothes = spread(load(args.data, "fashion-mnist", "t10k", -1.0), TEST_IMAGES)
        self.new = Side("new", self.base, *digits, lambda answers, labels: answers % 2 == labels % 2)
        self.old = Side("old", self.base, *clothes, torch.eq)
        self.cosine_old = spread(clothes, COSINE_INPUTS)
        self.cosine_new = spread(digits, COSINE_INPUTS)[0]
        with torch.no_grad():
            self.cosine_log_probs = self.base(self.cosine_new).log_softmax(1).double()

    @torch.no_grad()
    def drift(self, model):
        before, now = list(self.base.parameters()), list(model.parameters())
        deltas = [w.double() - v.double() for w, v in zip(now, before)]
        squares = [delta.square() for delta in deltas]
        weights = weight_figures(before, now, deltas, squares, self.gram)
        return self.new.figures(model, squares) | self.old.figures(model, squares) | weights

    @torch.no_grad()
    def cosine_kl(self, model):
        return kl(self.cosine_log_probs, model(self.cosine_new).log_softmax(1).double()).mean().item()

    def old_gradient(self, model):
        inputs, labels = self.cosine_old
        return torch.cat([g.flatten() for g in torch.autograd.grad(F.cross_entropy(model(inputs), labels), model.parameters())])

    def tune(self, trial):
        """The tuned model, its looks, its cosines, and the seconds spent on each kind of work."""
        torch.manual_seed(self.seed)
        model = copy.deepcopy(self.base).requires_grad_(True)
        inputs, digits = self.train
        steps = len(inputs) // BATCH
        adam, schedule = optimiser(model, trial.rate, steps, trial.schedule, self.fused)
        marks = {max(1, round(steps * i / LOOKS)) for i in range(1, LOOKS + 1)}
        points, cosines, measuring, began = [], [], 0.0, time.perf_counter()
        for step, batch in enumerate(batches(len(inputs)), 1):
            adam.zero_grad()
            loss_of(trial.method, model, self.base, self.teacher, inputs[batch], digits[batch], GROUP).backward()
            watched = trial.cosine_every and step % trial.cosine_every == 0
            if watched:
                since = time.perf_counter()
                gradient, kl_before = self.old_gradient(model), self.cosine_kl(model)
                before = torch.nn.utils.parameters_to_vector(model.parameters()).detach()
                measuring += time.perf_counter() - since
            adam.step()
            schedule.step()
            since = time.perf_counter()
            if watched:
                update = torch.nn.utils.parameters_to_vector(model.parameters()).detach() - before
                cosine = F.cosine_similarity(update, gradient, dim=0).item()
                cosines.append((cosine, self.cosine_kl(model) - kl_before))
            if step in marks:
                points.append(trial.label() | {"step": step} | self.drift(model))
            measuring += time.perf_counter() - since
        return model, points, cosines, time.perf_counter() - began, measuring


@dataclasses.dataclass(frozen=True)
class Trial:
    method: str
    rate: float
    schedule: str
    cosine_every: int = 0

    def label(self):
        return {"trial": f"{self.method}-{self.rate:g}-{self.schedule}", "method": self.method, "rate": self.rate}


def sweep():
    """Every method with every rate and schedule; the third rate's cosine trials are watched."""
    for rate, schedule, method in itertools.product(reversed(RATES), ("constant", "cosine"), METHODS):
        yield Trial(method, rate, schedule, 10 if rate == RATES[2] and schedule == "cosine" else 0)


shared = None  # the Study, inherited by worker processes


def share(study):
    global shared
    shared = study


def run(trial):
    _, *result = shared.tune(trial)
    return trial, *result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with mnist/ and fashion-mnist/")
    parser.add_argument("--out", default="points.jsonl", help="one JSON line per look")
    parser.add_argument("--workers", type=int, default=1, help="trials at once, each in its own process")
    parser.add_argument("--threads", type=int, default=1, help="threads a trial (with --workers: always 1)")
    parser.add_argument("--fused", action="store_true", help="AdamW's fused kernel instead of the default")
    parser.add_argument("--gram", action="store_true", help="singular values as Mneme has them instead of svdvals")
    parser.add_argument("--examples", type=int, default=20_000, help="digits to train on")
    parser.add_argument("--limit", type=int, help="only the first so many trials")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.workers > 1:
        args.threads = 1
    torch.set_num_threads(args.threads)
    sys.stdout.reconfigure(line_buffering=True)
    print(f"torch {torch.__version__}, {args.workers} worker(s), {args.threads} thread(s), "
          f"AdamW {'fused' if args.fused else 'default'}, singular values by {'Gram matrix' if args.gram else 'svdvals'}")
    began = time.perf_counter()
    study = Study(args)
    print(f"base: parity {100 * study.new.accuracy:.1f}, garments {100 * study.old.accuracy:.1f}")
    study.teacher = study.tune(Trial("grpo", 3e-4, "cosine"))[0].requires_grad_(False)
    prepared = time.perf_counter()
    trials = list(sweep())[: args.limit]
    if args.workers == 1:
        share(study)
        results = list(map(run, trials))
    else:
        # One thread and no accelerator: no native thread is lost by forking, and the tensors are shared as they are.
        with multiprocessing.get_context("fork").Pool(args.workers, share, (study,)) as pool:
            results = list(pool.imap(run, trials))
    trained = time.perf_counter()
    points = [point for _, looks, _, _, _ in results for point in looks]
    with open(args.out, "w") as out:
        out.writelines(json.dumps(point) + "\n" for point in points)
    if len({point["method"] for point in points}) > 1:
        report(points)
    for trial, _, cosines, _, _ in results:
        if cosines:
            value, low, high = correlation(np.array(cosines))
            print(f"cosine and change in KL, {trial.method:10} {value:6.3f} [{low:.3f}, {high:.3f}]")
    busy, measuring = sum(result[3] for result in results), sum(result[4] for result in results)
    ended = time.perf_counter()
    print(f"base and teacher {prepared - began:.1f} s, {len(trials)} trials {trained - prepared:.1f} s "
          f"({100 * measuring / busy:.0f} % of a trial is measuring), findings {ended - trained:.1f} s, "
          f"all {ended - began:.1f} s")


if __name__ == "__main__":
    main()
