"""Language-model work in transformers, plain PyTorch and TRL, in the form of LanguageSpeed.java beside it.

  language_torch.py --model small|large --threads N [--only sample sft sft-trl grpo]

Prints one line a measurement: model, work, precision, unit, median, smallest, largest, and how much a second of processor time does,
which a busy neighbour distorts least. Random Llama weights, float32, CPU.
Every work is first done as often as it is then measured; start-up is not counted: TRL's steps are timed from the end of one to the end of the next.
"""

import argparse
import os
import statistics
import tempfile
import time

os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", CUDA_VISIBLE_DEVICES="")

import torch
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, TrainerCallback
from transformers.utils import logging

logging.set_verbosity_error()
logging.disable_progress_bar()

# vocabulary, width, layers, heads, key-value heads, MLP width
MODELS = {"small": (16, 128, 4, 4, 4, 344), "large": (2048, 256, 6, 8, 4, 704)}
PROMPT, NEW, BATCH = 32, 64, 32  # sampling
ROWS, LENGTH = 16, 128  # SFT
PROMPTS, GROUP = 8, 8  # GRPO


def model(name):
    vocabulary, width, layers, heads, key_values, mlp = MODELS[name]
    torch.manual_seed(0)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=vocabulary, hidden_size=width, num_hidden_layers=layers, num_attention_heads=heads,
            num_key_value_heads=key_values, intermediate_size=mlp, max_position_embeddings=2048,
            tie_word_embeddings=True, bos_token_id=None, eos_token_id=None, pad_token_id=None,
        )
    )


def tokenizer(name):
    """A token a word. End and padding lie outside the model's vocabulary, so that nothing ends early."""
    size = MODELS[name][0]
    words = {f"w{i}": i for i in range(size)} | {"<end>": size}
    fast = Tokenizer(models.WordLevel(words, unk_token="w0"))
    fast.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(tokenizer_object=fast, eos_token="<end>", pad_token="<end>")


def now():
    return time.perf_counter(), time.process_time()


def report(name, work, moments, amount, unit):
    """The moments between which the amount of work was done each time, the warm-up behind them."""
    walls = [amount / (b[0] - a[0]) for a, b in zip(moments, moments[1:])]
    processor = amount * len(walls) / (moments[-1][1] - moments[0][1])
    figures = (statistics.median(walls), min(walls), max(walls), processor)
    print(name, work, "float32", unit, *(f"{figure:.3f}" for figure in figures), flush=True)


def timed(repeats, step):
    moments = []
    for _ in range(2 * repeats):
        step()
        moments.append(now())
    return moments[repeats - 1 :]


def sample(name, repeats):
    decoder = model(name).eval()
    prompts = torch.randint(MODELS[name][0], (BATCH, PROMPT))
    mask = torch.ones_like(prompts)

    def step():
        with torch.inference_mode():
            text = decoder.generate(
                prompts, attention_mask=mask, do_sample=True, use_cache=True, max_new_tokens=NEW, temperature=1.0,
                top_k=0, top_p=1.0, pad_token_id=0, eos_token_id=None,
            )
        assert text.shape == (BATCH, PROMPT + NEW)

    report(name, "sample", timed(5 * repeats, step), BATCH * NEW, "tokens/s")


def sft(name, repeats):
    decoder = model(name).train()
    optimiser = torch.optim.AdamW(decoder.parameters(), lr=1e-4, weight_decay=0.0)
    rows = torch.randint(MODELS[name][0], (256, LENGTH))

    def step():
        ids = rows[torch.randint(len(rows), (ROWS,))]
        optimiser.zero_grad()
        decoder(input_ids=ids, labels=ids, use_cache=False).loss.backward()
        torch.nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimiser.step()

    report(name, "sft-loop", timed(5 * repeats, step), ROWS * LENGTH, "tokens/s")


class Clock(TrainerCallback):
    def __init__(self):
        self.ends = []

    def on_step_end(self, args, state, control, **_):
        self.ends.append(now())


def common(folder, steps):
    return dict(
        output_dir=folder, max_steps=steps, learning_rate=1e-4, lr_scheduler_type="constant", report_to=[],
        logging_strategy="no", save_strategy="no", disable_tqdm=True, use_cpu=True, bf16=False,
        gradient_checkpointing=False, dataloader_pin_memory=False,
    )


def sft_trl(name, repeats):
    from trl import SFTConfig, SFTTrainer

    rows = torch.randint(MODELS[name][0], (256, LENGTH)).tolist()
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        SFTTrainer(
            model=model(name),
            args=SFTConfig(**common(folder, 10 * repeats), per_device_train_batch_size=ROWS, max_length=LENGTH),
            train_dataset=Dataset.from_dict({"input_ids": rows}),
            processing_class=tokenizer(name),
            callbacks=[clock],
        ).train()
    report(name, "sft", clock.ends[5 * repeats - 1 :], ROWS * LENGTH, "tokens/s")


def grpo(name, repeats):
    from trl import GRPOConfig, GRPOTrainer

    vocabulary = MODELS[name][0]
    prompts = [" ".join(f"w{i}" for i in row) for row in torch.randint(vocabulary, (64, PROMPT)).tolist()]

    def reward(completion_ids, **_):
        assert all(len(ids) == NEW for ids in completion_ids)
        return [sum(token < vocabulary // 2 for token in ids) / NEW for ids in completion_ids]

    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        GRPOTrainer(
            model=model(name),
            reward_funcs=reward,
            args=GRPOConfig(
                **common(folder, 2 * repeats), per_device_train_batch_size=PROMPTS * GROUP, num_generations=GROUP,
                max_completion_length=NEW, beta=0.0, loss_type="grpo", steps_per_generation=1, num_iterations=1,
            ),
            train_dataset=Dataset.from_dict({"prompt": prompts}),
            processing_class=tokenizer(name),
            callbacks=[clock],
        ).train()
    report(name, "grpo", clock.ends[repeats - 1 :], 1, "steps/s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=MODELS, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=12)
    works = {"sample": sample, "sft-loop": sft, "sft": sft_trl, "grpo": grpo}
    parser.add_argument("--only", nargs="*", choices=works, default=list(works))
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for work in options.only:
        works[work](options.model, options.repeats)
