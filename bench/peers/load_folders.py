"""Loads with transformers and PEFT what dev.mneme.bench.SavedFolders wrote, and compares logits.

    python bench/peers/load_folders.py SOURCE WRITTEN

SOURCE is the model folder that was written again into WRITTEN. Every difference is the largest over the logits of 4
rows of 16 random tokens, beside the largest logit. Ends with 1 if one is larger than it may be.
"""

import sys
from pathlib import Path

import peft
import torch
import transformers


def load(folder):
    model, told = transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, output_loading_info=True
    )
    problems = {kind: names for kind, names in told.items() if names}
    if problems:
        sys.exit(f"{folder}: {problems}")
    return model.eval()


def logits(model, tokens):
    with torch.no_grad():
        return model(tokens).logits


def main(source, written):
    torch.manual_seed(0)
    base = load(source)
    tokens = torch.randint(0, base.config.vocab_size, (4, 16))
    wanted = logits(base, tokens)
    rounded = load(source)
    with torch.no_grad():
        for weight in rounded.parameters():
            weight.copy_(weight.bfloat16())
    compared = [
        ("whole", logits(load(written / "whole"), tokens), wanted, 0),
        ("sharded", logits(load(written / "sharded"), tokens), wanted, 0),
        ("bf16, beside the source rounded here", logits(load(written / "bf16"), tokens), logits(rounded, tokens), 0),
    ]
    for name in ["adapter", "adapter-stabilised"]:
        beside = logits(peft.PeftModel.from_pretrained(load(source), written / name).eval(), tokens)
        merged = logits(load(written / f"{name}-merged"), tokens)
        compared.append((f"{name}: PEFT beside the base, merged here", merged, beside, 1e-5))
        if (beside - wanted).abs().max() < 1e-3:
            sys.exit(f"{name} changes nothing")
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}")
    failed = False
    for name, found, expected, most in compared:
        relative = ((found - expected).abs().max() / expected.abs().max()).item()
        failed |= relative > most
        print(f"{name}: {relative:.1e} of {expected.abs().max():.3f}, at most {most:.0e}")
    sys.exit(1 if failed else 0)


main(Path(sys.argv[1]), Path(sys.argv[2]))
