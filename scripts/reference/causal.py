#!/usr/bin/env python3
"""Writes tests/data/engine/causal: tiny decoder-only models, and what Transformers and llama.cpp make of them.

Run by hand from the root of the repository, and only when a model family, a file layout or a case is added:

    python3 -m venv venv
    venv/bin/pip install torch==2.15.0 transformers==5.24.0 safetensors==0.8.0 gguf==0.19.0 numpy==2.4.6
    venv/bin/pip install llama-cpp-python==0.3.36           # compiles llama.cpp: cmake and a C++ compiler; some minutes
    venv/bin/python scripts/reference/causal.py             # everything; some minutes
    venv/bin/python scripts/reference/causal.py llama gguf  # one family, and the GGUF files, which need every family

A folder for each family has the file layout and the settings of a published model, but few layers, narrow ones, and
random weights. A seed is taken only if nothing hangs on rounding: greedy choices are won by a margin, the same ids come
out in 64 bits and in one padded batch, and every option makes a difference. `gguf` has the same models as the converter
of llama.cpp would write them, quantized by llama.cpp, and a wider one, since K-quants need rows of 256. Numbers in
the files of expectations have six significant digits.

The long prompt is not written down: it starts from state = 1, and every token is (state >> 8) % vocabulary after
state = (state * 1664525 + 1013904223) % 2**32.
"""

import copy
import ctypes
import json
import math
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import gguf
import llama_cpp
import numpy as np
import torch
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForCausalLM, GenerationConfig, logging

FOLDER = Path("tests/data/engine/causal")
PROMPT_LENGTHS = [3, 17, 64, 150]
GGUF_PROMPT_LENGTHS = [3, 17, 150]
GGUF_PROMPT_TOKENS = 128  # every vocabulary has these
LONG_LENGTH = 5000
LONG_POSITIONS = [0, 1, 511, 1000, 2047, 4095, 4999]
SEEDS = 500
MARGIN = 1e-3

LONG = {"max_new_tokens": 100}
SHORT = {"max_new_tokens": 60}


# ---------------------------------------------------------------- the models


@dataclass
class Family:
    name: str
    architecture: gguf.MODEL_ARCH
    config: dict
    generation: dict
    dtype: torch.dtype
    shards: bool = False
    both_heads: bool = False  # whether the tied embedding is repeated as lm_head.weight, as in Qwen3 0.6B and 1.7B
    without: dict = field(default_factory=dict)  # settings whose absence must change the logits

    @property
    def folder(self):
        return FOLDER / self.name

    @property
    def layers(self):
        return self.config["num_hidden_layers"]

    @property
    def tied(self):
        return self.config.get("tie_word_embeddings", True)

    @property
    def is_gemma(self):
        return self.architecture == gguf.MODEL_ARCH.GEMMA3

    def with_config(self, **values):
        return replace(self, config=self.config | values)


SIZES = {
    "head_dim": 32,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_attention_heads": 4,
    "num_hidden_layers": 4,
    "num_key_value_heads": 2,
}

# Qwen/Qwen3-1.7B
QWEN3 = Family(
    "qwen3",
    gguf.MODEL_ARCH.QWEN3,
    SIZES
    | {
        "architectures": ["Qwen3ForCausalLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "bos_token_id": 293,
        "eos_token_id": 295,
        "hidden_act": "silu",
        "initializer_range": 0.02,
        "max_position_embeddings": 40960,
        "max_window_layers": 28,
        "model_type": "qwen3",
        "rms_norm_eps": 1e-06,
        "rope_scaling": None,
        "rope_theta": 1000000,
        "sliding_window": None,
        "tie_word_embeddings": True,
        "torch_dtype": "bfloat16",
        "transformers_version": "4.51.0",
        "use_cache": True,
        "use_sliding_window": False,
        "vocab_size": 300,
    },
    {
        "bos_token_id": 293,
        "do_sample": True,
        "eos_token_id": [295, 293],
        "pad_token_id": 293,
        "temperature": 0.6,
        "top_k": 20,
        "top_p": 0.95,
        "transformers_version": "4.51.0",
    },
    torch.bfloat16,
    both_heads=True,
    without={"rope_theta": {"rope_theta": 10000}},
)

# meta-llama/Llama-3.1-8B-Instruct, whose layout the Kazakh models made of it have; head_dim only where it is unusual
LLAMA3_SCALING = {
    "factor": 8.0,
    "high_freq_factor": 4.0,
    "low_freq_factor": 1.0,
    "original_max_position_embeddings": 8192,
    "rope_type": "llama3",
}
LLAMA = Family(
    "llama",
    gguf.MODEL_ARCH.LLAMA,
    SIZES
    | {
        "architectures": ["LlamaForCausalLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "bos_token_id": 288,
        "eos_token_id": [289, 296, 297],
        "hidden_act": "silu",
        "initializer_range": 0.02,
        "max_position_embeddings": 131072,
        "mlp_bias": False,
        "model_type": "llama",
        "pretraining_tp": 1,
        "rms_norm_eps": 1e-05,
        "rope_scaling": LLAMA3_SCALING,
        "rope_theta": 500000.0,
        "tie_word_embeddings": False,
        "torch_dtype": "float32",
        "transformers_version": "4.43.0.dev0",
        "use_cache": True,
        "vocab_size": 304,
    },
    {
        "bos_token_id": 288,
        "do_sample": True,
        "eos_token_id": [289, 296, 297],
        "temperature": 0.6,
        "top_p": 0.9,
        "transformers_version": "4.43.0.dev0",
    },
    torch.float32,
    shards=True,
    without={"rope_scaling": {"rope_scaling": None}},
)

# google/gemma-3-1b-it; layer_types and the underscore as in google/gemma-3-270m-it. Only there is the scale of queries
# another than the width of a head: 27b has 168 for 128.
GEMMA3 = Family(
    "gemma3",
    gguf.MODEL_ARCH.GEMMA3,
    SIZES
    | {
        "_sliding_window_pattern": 6,
        "architectures": ["Gemma3ForCausalLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "attn_logit_softcapping": None,
        "bos_token_id": 2,
        "eos_token_id": [1, 106],
        "final_logit_softcapping": None,
        "hidden_activation": "gelu_pytorch_tanh",
        "initializer_range": 0.02,
        "layer_types": ["sliding_attention"] * 5 + ["full_attention", "sliding_attention"],
        "max_position_embeddings": 32768,
        "model_type": "gemma3_text",
        "num_hidden_layers": 7,
        "pad_token_id": 0,
        "query_pre_attn_scalar": 42,
        "rms_norm_eps": 1e-06,
        "rope_local_base_freq": 10000.0,
        "rope_scaling": None,
        "rope_theta": 1000000.0,
        "sliding_window": 32,
        "torch_dtype": "bfloat16",
        "transformers_version": "4.55.0.dev0",
        "use_bidirectional_attention": False,
        "use_cache": True,
        "vocab_size": 296,
    },
    {
        "bos_token_id": 2,
        "cache_implementation": "hybrid",
        "do_sample": True,
        "eos_token_id": [1, 106],
        "pad_token_id": 0,
        "top_k": 64,
        "top_p": 0.95,
        "transformers_version": "4.55.0.dev0",
    },
    torch.bfloat16,
    without={
        "sliding_window": {"sliding_window": 100000},
        "layer_types": {"layer_types": ["sliding_attention"] * 7},
        "rope_local_base_freq": {"rope_local_base_freq": 1000000.0},
        "query_pre_attn_scalar": {"query_pre_attn_scalar": 32},
    },
)

FAMILIES = [QWEN3, LLAMA, GEMMA3]

WIDE = replace(QWEN3, name="qwen3-wide", dtype=torch.float32, both_heads=False).with_config(
    head_dim=64,
    hidden_size=256,
    intermediate_size=256,
    num_attention_heads=4,
    num_hidden_layers=2,
    num_key_value_heads=1,
    vocab_size=GGUF_PROMPT_TOKENS,
)


# ---------------------------------------------------------------- weights


def build(family, state=None):
    """A model by the settings alone, so that settings can be tried that no folder has."""
    config = AutoConfig.for_model(**family.config)
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32, attn_implementation="eager").eval()
    if state is not None:
        model.load_state_dict(state)
    return model


def random_weights(family, seed):
    """All tensors of a model by name, a tied embedding once, wide enough for outputs to differ."""
    generator = torch.Generator().manual_seed(seed)
    shapes = {name: value.shape for name, value in build(family).named_parameters()}
    return {name: draw(family, name, shapes[name], generator).to(family.dtype) for name in sorted(shapes)}


def draw(family, name, shape, generator):
    if name.endswith("norm.weight"):
        around_one = torch.rand(shape, generator=generator) * 0.8 + 0.6
        return around_one * norm_gain(family, name) - (1.0 if family.is_gemma else 0.0)
    values = torch.randn(shape, generator=generator)
    if name in ("model.embed_tokens.weight", "lm_head.weight"):
        return values * embedding_deviation(family)
    return values * matrix_gain(family, name) / math.sqrt(shape[1])


def norm_gain(family, name):
    """Norms of queries and keys sharpen attention; the last norm makes up for short embeddings."""
    if name.endswith(("q_norm.weight", "k_norm.weight")):
        return 1.5
    return logit_deviation(family) if name == "model.norm.weight" else 1.0


def logit_deviation(family):
    return 2.4 / (embedding_deviation(family) * math.sqrt(family.config["hidden_size"]))


def embedding_deviation(family):
    """Short beside what layers add, or a tied embedding would make every token predict itself."""
    return 0.04 if family.is_gemma else 0.3


def matrix_gain(family, name):
    if name.endswith(("q_proj.weight", "k_proj.weight")):
        return 1.5
    if name.endswith(("o_proj.weight", "down_proj.weight")):
        return 2.0
    return 1.2


# ---------------------------------------------------------------- folders


def write_json(path, value, indent=None):
    if indent:
        text = json.dumps(value, indent=indent)
    else:
        text = json.dumps(value, separators=(",", ":"))
        for key in ("name", "file"):
            text = text.replace(f'{{"{key}"', f'\n{{"{key}"')
    path.write_text(text + "\n")


def write_settings(family):
    family.folder.mkdir(parents=True, exist_ok=True)
    write_json(family.folder / "config.json", dict(sorted(family.config.items())), indent=2)
    write_json(family.folder / "generation_config.json", dict(sorted(family.generation.items())), indent=2)


def both_heads(family, weights):
    """With the tied embedding under its second name, if the published files have it: most GGUF files do not."""
    if not family.both_heads:
        return weights
    return weights | {"lm_head.weight": weights["model.embed_tokens.weight"].clone()}


def write_weights(family, weights):
    tensors = both_heads(family, weights)
    if family.shards:
        write_shards(tensors, family.folder, family.layers // 2)
    else:
        save_file(tensors, family.folder / "model.safetensors", metadata={"format": "pt"})


def write_shards(tensors, folder, first_layers):
    """Two shards, cut inside a layer as published ones are."""
    ends = tuple(f"model.layers.{layer}." for layer in range(first_layers))
    cut = (f"model.layers.{first_layers}.self_attn", "model.embed_tokens", *ends)
    shards = [
        {name: value for name, value in tensors.items() if name.startswith(cut)},
        {name: value for name, value in tensors.items() if not name.startswith(cut)},
    ]
    weight_map = {}
    for number, shard in enumerate(shards, 1):
        file = f"model-{number:05}-of-{len(shards):05}.safetensors"
        save_file(shard, folder / file, metadata={"format": "pt"})
        weight_map.update(dict.fromkeys(shard, file))
    size = sum(tensor.nbytes for tensor in tensors.values())
    index = {"metadata": {"total_size": size}, "weight_map": dict(sorted(weight_map.items()))}
    write_json(folder / "model.safetensors.index.json", index, indent=2)


def load(family):
    # In 32 bits whatever the file has: computing in 16 bits would be no reference.
    return AutoModelForCausalLM.from_pretrained(family.folder, dtype=torch.float32, attn_implementation="eager").eval()


def check_loaded(model, weights):
    loaded = model.state_dict()
    for name, tensor in weights.items():
        assert torch.equal(loaded[name], tensor.float()), name


# ---------------------------------------------------------------- the reference


class Unstable(Exception):
    """This seed will not do."""


def random_prompts(lengths, tokens, seed):
    generator = torch.Generator().manual_seed(seed + 1_000_000)
    return [torch.randint(0, tokens, (length,), generator=generator).tolist() for length in lengths]


def long_prompt(vocab):
    state, tokens = 1, []
    for _ in range(LONG_LENGTH):
        state = (state * 1664525 + 1013904223) % 2**32
        tokens.append((state >> 8) % vocab)
    return tokens


@torch.no_grad()
def logits_of(model, prompt):
    return model(torch.tensor([prompt]), use_cache=True).logits[0]


def rounded(values):
    values = values.tolist() if isinstance(values, torch.Tensor | np.ndarray) else values
    if isinstance(values, list):
        return [rounded(value) for value in values]
    return float(f"{values:.6g}")


def smallest_gap(scores):
    """The narrowest win among rows of scores: of the best over the second."""
    best, second = scores.topk(2).values.unbind(dim=-1)
    return (best - second).min().item()


class Reference:
    """A model in 32 and in 64 bits, with prompts of several lengths."""

    def __init__(self, model, prompts):
        self.model = model
        self.double = copy.deepcopy(model).double()
        self.prompts = prompts
        self.gaps = {}
        self.error = 0.0  # how far 32 bits are from 64, in logits
        # Options that are not given are filled from the settings of the model, so those are put aside.
        for one in (self.model, self.double):
            one.generation_config = GenerationConfig(pad_token_id=0)

    def generate(self, model, prompts, options):
        """Ids after the prompts, and the scores that chose them; several prompts are padded on the left."""
        longest = max(map(len, prompts))
        inputs = {
            "input_ids": torch.tensor([[0] * (longest - len(prompt)) + prompt for prompt in prompts]),
            "attention_mask": torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts]),
        }
        config = GenerationConfig(
            **options, do_sample=False, pad_token_id=0, return_dict_in_generate=True, output_scores=True
        )
        output = model.generate(**inputs, generation_config=config)
        return output.sequences[:, longest:].tolist(), torch.stack(output.scores, dim=1)

    def case(self, name, options, numbers=None):
        numbers = list(range(len(self.prompts))) if numbers is None else numbers
        ids = [self.output(name, number, options) for number in numbers]
        return {"name": name, "options": options, "prompts": numbers, "ids": ids}

    def output(self, name, number, options):
        ids, scores = self.generate(self.model, [self.prompts[number]], options)
        gap = smallest_gap(scores[0])
        if gap < MARGIN:
            raise Unstable(f"{name}: close choice")
        if self.generate(self.double, [self.prompts[number]], options)[0] != ids:
            raise Unstable(f"{name}: differs in 64 bits")
        self.gaps[name] = min(gap, self.gaps.get(name, math.inf))
        return ids[0]

    def rows(self, prompt, positions):
        logits = logits_of(self.model, prompt)[positions]
        difference = (logits - logits_of(self.double, prompt)[positions]).abs().max().item()
        self.error = max(self.error, difference)
        return logits


# ---------------------------------------------------------------- cases


def logit_rows(reference):
    positions = [[len(prompt) // 2, len(prompt) - 1] for prompt in reference.prompts]
    rows = [rounded(reference.rows(*each)) for each in zip(reference.prompts, positions, strict=True)]
    return {"positions": positions, "rows": rows}


def greedy_case(reference):
    greedy = reference.case("greedy", LONG)
    if min(len(set(row)) for row in greedy["ids"]) < 20 or len({tuple(row[-20:]) for row in greedy["ids"]}) < 4:
        raise Unstable("greedy: monotonous")
    if reference.generate(reference.model, reference.prompts, LONG)[0] != greedy["ids"]:
        raise Unstable("greedy: differs in a batch")
    return greedy


def first_places(outputs, token):
    return [row.index(token) if token in row else None for row in outputs]


def end_tokens(outputs):
    """Two tokens that end two outputs or more, early but not at once and not all, and at different places."""
    chosen = []
    for token in sorted({token for row in outputs for token in row}):
        places = first_places(outputs, token)
        found = [place for place in places if place is not None]
        if 1 < len(found) < len(outputs) and min(found) >= 4 and max(found) < 30 and len(set(found)) == len(found):
            chosen.append(token)
    if len(chosen) < 2:
        raise Unstable("end: no tokens for it")
    return chosen[0], chosen[-1]


def end_cases(reference, greedy):
    """Ends that occur; `min_new_tokens` for two prompts that would end sooner."""
    first, second = end_tokens(greedy["ids"])
    one = reference.case("end", LONG | {"eos_token_id": first})
    both = reference.case("two ends", LONG | {"eos_token_id": [first, second]})
    ended = [number for number, row in enumerate(one["ids"]) if row[-1] == first][:2]
    later = reference.case("min_new_tokens", SHORT | {"eos_token_id": first, "min_new_tokens": 40}, ended)
    if any(len(row) < 40 for row in later["ids"]):
        raise Unstable("min_new_tokens: too short")
    if all(len(row) == 60 for row in later["ids"]):
        raise Unstable("min_new_tokens: no end at last")
    return [one, both, later]


def option_cases(reference, greedy):
    first, second = end_tokens(greedy["ids"])
    cases = [
        reference.case("repetition_penalty", SHORT | {"repetition_penalty": 1.3}, [1, 3]),
        reference.case("no_repeat_ngram_size", SHORT | {"no_repeat_ngram_size": 3}, repetitive(greedy)),
    ]
    together = {"repetition_penalty": 1.3, "no_repeat_ngram_size": 3, "min_new_tokens": 40}
    cases.append(reference.case("together", SHORT | together | {"eos_token_id": [first, second]}, [1, 2]))
    for case in cases:
        for number, row in zip(case["prompts"], case["ids"], strict=True):
            if row == greedy["ids"][number][: len(row)]:
                raise Unstable(f"{case['name']}: makes no difference")
    return cases


def repetitive(greedy):
    """Two outputs that repeat three tokens."""
    numbers = []
    for number, row in enumerate(greedy["ids"]):
        triples = Counter(zip(row[:58], row[1:59], row[2:60], strict=True))
        if triples.most_common(1)[0][1] > 1:
            numbers.append(number)
    if len(numbers) < 2:
        raise Unstable("no_repeat_ngram_size: nothing repeats")
    return numbers[:2]


def long_rows(reference, vocab):
    """The best eight and sixteen fixed columns: whole rows would be most of the file."""
    logits = reference.rows(long_prompt(vocab), LONG_POSITIONS)
    best = logits.topk(9)
    if (best.values[:, :-1] - best.values[:, 1:]).min() < MARGIN:
        raise Unstable("long: order of the best is close")
    columns = [number * vocab // 16 for number in range(16)]
    return {
        "length": LONG_LENGTH,
        "positions": LONG_POSITIONS,
        "top_ids": best.indices[:, :8].tolist(),
        "top_values": rounded(best.values[:, :8]),
        "columns": columns,
        "values": rounded(logits[:, columns]),
    }


def check_settings_matter(family, reference):
    """How much logits change without a setting: at the end of the last prompt, and at the end of the long one."""
    differences = {}
    for name, values in family.without.items():
        other = build(family.with_config(**values), reference.model.state_dict())
        ends = [reference.prompts[-1], long_prompt(family.config["vocab_size"])]
        changes = [(logits_of(other, ids)[-1] - logits_of(reference.model, ids)[-1]).abs().max().item() for ids in ends]
        assert min(changes) > 0.05, (name, changes)
        differences[name] = changes
    return differences


def check_other_config(family, reference):
    """gemma-3-1b-it has the pattern under another name and no list of layers; both say the same."""
    if not family.is_gemma:
        return
    config = {name: value for name, value in family.config.items() if name not in ("layer_types", "_sliding_window_pattern")}
    other = build(replace(family, config=config | {"sliding_window_pattern": 6}), reference.model.state_dict())
    assert torch.equal(logits_of(other, reference.prompts[-1]), logits_of(reference.model, reference.prompts[-1]))


def expectations(family, reference):
    greedy = greedy_case(reference)
    cases = [greedy, *end_cases(reference, greedy), *option_cases(reference, greedy)]
    return {
        "prompts": reference.prompts,
        "logits": logit_rows(reference),
        "long": long_rows(reference, family.config["vocab_size"]),
        "cases": cases,
    }


def write_family(family):
    """Writes the first model whose outputs are stable, and its expectations."""
    shutil.rmtree(family.folder, ignore_errors=True)
    write_settings(family)
    refusals = Counter()
    for seed in range(SEEDS):
        started = time.monotonic()
        weights = random_weights(family, seed)
        write_weights(family, weights)
        model = load(family)
        check_loaded(model, weights)
        reference = Reference(model, random_prompts(PROMPT_LENGTHS, family.config["vocab_size"], seed))
        try:
            expected = expectations(family, reference)
        except Unstable as refusal:
            refusals[str(refusal)] += 1
            continue
        write_json(family.folder / "expected.json", expected)
        report(family, seed, reference, expected, time.monotonic() - started, refusals)
        return
    raise SystemExit(f"{family.name}: no stable seed among {SEEDS}: {refusals}")


def report(family, seed, reference, expected, seconds, refusals):
    print(f"{family.name}: seed {seed}, {seconds:.1f} s; refused: {dict(refusals)}")
    print(f"  64 bits differ by {reference.error:.1e} in logits")
    for case in expected["cases"]:
        lengths = " ".join(str(len(row)) for row in case["ids"])
        kinds = " ".join(str(len(set(row))) for row in case["ids"])
        print(f"  {case['name']:22} gap {reference.gaps[case['name']]:.2e}  tokens {lengths}  kinds {kinds}")
    for name, changes in check_settings_matter(family, reference).items():
        print(f"  without {name}: {changes[0]:.2f} after {PROMPT_LENGTHS[-1]} tokens, {changes[1]:.2f} after {LONG_LENGTH}")
    check_other_config(family, reference)
    sys.stdout.flush()


# ---------------------------------------------------------------- GGUF


def interleaved(values, heads):
    """llama.cpp turns neighbours in a row of a llama, not halves, so its converter reorders the rows."""
    return values.reshape(heads, 2, values.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(values.shape)


def halved(values, heads):
    """Undoes `interleaved`."""
    return values.reshape(heads, values.shape[0] // heads // 2, 2, -1).swapaxes(1, 2).reshape(values.shape)


def rotated_heads(family, name):
    if family.architecture != gguf.MODEL_ARCH.LLAMA or not name.endswith(("q_proj.weight", "k_proj.weight")):
        return None
    return family.config["num_attention_heads" if name.endswith("q_proj.weight") else "num_key_value_heads"]


def to_gguf(family, name, values):
    if heads := rotated_heads(family, name):
        return interleaved(values, heads)
    return values + 1.0 if family.is_gemma and name.endswith("norm.weight") else values


def from_gguf(family, name, values):
    if heads := rotated_heads(family, name):
        return halved(values, heads)
    return values - 1.0 if family.is_gemma and name.endswith("norm.weight") else values


def gguf_names(family, names):
    table = gguf.get_tensor_name_map(family.architecture, family.layers)
    return {name: table.get_name(name, try_suffixes=(".weight",)) for name in names}


def rope_factors(config):
    """By how much llama.cpp divides each frequency, as its converter computes it."""
    scaling, factors = config["rope_scaling"], []
    original, low, high = (
        scaling[name] for name in ("original_max_position_embeddings", "low_freq_factor", "high_freq_factor")
    )
    powers = torch.arange(0, config["head_dim"], 2, dtype=torch.float32) / config["head_dim"]
    for frequency in 1.0 / (config["rope_theta"] ** powers):
        wavelength = 2 * math.pi / frequency
        if wavelength < original / high:
            factors.append(1.0)
        elif wavelength > original / low:
            factors.append(scaling["factor"])
        else:
            smooth = (original / wavelength - low) / (high - low)
            factors.append(1 / ((1 - smooth) / scaling["factor"] + smooth))
    return np.array(factors, dtype=np.float32)


def write_metadata(writer, family, file_type):
    config = family.config
    writer.add_type("model")
    writer.add_name(family.name)
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_key_length(config["head_dim"])
    writer.add_value_length(config["head_dim"])
    writer.add_file_type(file_type)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    if family.architecture == gguf.MODEL_ARCH.LLAMA:
        writer.add_vocab_size(config["vocab_size"])
        writer.add_rope_dimension_count(config["head_dim"])
    if family.is_gemma:
        writer.add_rope_freq_base_swa(config["rope_local_base_freq"])
        writer.add_sliding_window(config["sliding_window"])


def write_tokenizer(writer, family):
    """The least that llama.cpp takes."""
    vocab = family.config["vocab_size"]
    ends = family.config["eos_token_id"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([f"t{token}" for token in range(vocab)])
    writer.add_token_types([gguf.TokenType.NORMAL] * vocab)
    writer.add_token_merges(["t 0"])
    writer.add_bos_token_id(family.config["bos_token_id"] % vocab)
    writer.add_eos_token_id((ends[0] if isinstance(ends, list) else ends) % vocab)


def write_gguf(family, weights, path, halves=False):
    """A file as the converter writes it: matrices in 16 bits if halves are wanted, vectors always in 32."""
    writer = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[family.architecture])
    write_metadata(writer, family, gguf.LlamaFileType.MOSTLY_F16 if halves else gguf.LlamaFileType.ALL_F32)
    write_tokenizer(writer, family)
    if family.config["rope_scaling"]:
        writer.add_tensor("rope_freqs.weight", rope_factors(family.config))
    for name, file_name in gguf_names(family, weights).items():
        values = to_gguf(family, name, weights[name].numpy())
        writer.add_tensor(file_name, values.astype(np.float16) if halves and values.ndim > 1 else values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def quantize(source, target, kind):
    options = llama_cpp.llama_model_quantize_default_params()
    options.nthread = 1
    options.ftype = getattr(llama_cpp, f"LLAMA_FTYPE_MOSTLY_{kind}")
    code = llama_cpp.llama_model_quantize(str(source).encode(), str(target).encode(), ctypes.byref(options))
    assert code == 0, (target, code)


def kept_weights(family, names, path):
    """What a GGUF file has left of the weights, under their names on the hub, and the types of its tensors."""
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}
    kept = {}
    for name, file_name in gguf_names(family, names).items():
        values = gguf.quants.dequantize(tensors[file_name].data, tensors[file_name].tensor_type)
        kept[name] = torch.from_numpy(np.array(from_gguf(family, name, values), dtype=np.float32))
    return kept, Counter(tensor.tensor_type.name for tensor in tensors.values())


def sample_rows(path):
    """What one row of a tensor of every type stands for: the last row of the last one."""
    tensors = {tensor.tensor_type.name: tensor for tensor in gguf.GGUFReader(path).tensors}
    samples = []
    for kind, tensor in sorted(tensors.items()):
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        rows = values.reshape(-1, values.shape[-1])
        samples.append({"tensor": tensor.name, "type": kind, "row": len(rows) - 1, "values": rounded(rows[-1])})
    return samples


def transformers_rows(family, kept, prompts):
    """Logits after each prompt. GGUF has no scale of queries: for gemma3 llama.cpp takes the width of a head."""
    if family.is_gemma:
        family = family.with_config(query_pre_attn_scalar=family.config["head_dim"])
    if family.tied:
        kept = kept | {"lm_head.weight": kept["model.embed_tokens.weight"]}
    model = build(family, kept)
    return torch.stack([logits_of(model, prompt)[-1] for prompt in prompts])


def llama_context(model):
    options = llama_cpp.llama_context_default_params()
    options.n_ctx = options.n_batch = options.n_ubatch = 512
    options.n_threads = options.n_threads_batch = 1
    options.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
    options.type_k = options.type_v = llama_cpp.GGML_TYPE_F32  # 16 bits unless told
    return llama_cpp.llama_init_from_model(model, options)


def llama_rows(path, prompts, vocab):
    """Logits of llama.cpp after each prompt."""
    options = llama_cpp.llama_model_default_params()
    options.n_gpu_layers = 0
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), options)
    context = llama_context(model)
    rows = []
    for prompt in prompts:
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(context), True)
        tokens = (llama_cpp.llama_token * len(prompt))(*prompt)
        assert llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(tokens, len(prompt))) == 0
        rows.append(np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(context, -1), (vocab,)).copy())
    llama_cpp.llama_free(context)
    llama_cpp.llama_model_free(model)
    return torch.from_numpy(np.stack(rows))


def gguf_expectations(family, names, path, prompts):
    kept, kinds = kept_weights(family, names, path)
    exact = transformers_rows(family, kept, prompts)
    other = llama_rows(path, prompts, family.config["vocab_size"])
    if smallest_gap(exact) < 0.1 or not torch.equal(exact.argmax(1), other.argmax(1)):
        raise Unstable(f"{path.name}: close choice")
    return {
        "file": path.name,
        "family": family.name,
        "types": dict(sorted(kinds.items())),
        "samples": sample_rows(path),
        "exact": rounded(exact),
        "llama_cpp": rounded(other),
    }


def differences(expected):
    return (torch.tensor(expected["exact"]) - torch.tensor(expected["llama_cpp"])).abs()


def write_gguf_files(family, weights, kinds, prompts):
    """The wanted files of a model. One in 32 bits is made of it first, where llama.cpp must say what Transformers says."""
    expected = []
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / f"{family.name}-f32.gguf"
        write_gguf(family, weights, whole)
        # The GELU of llama.cpp is a table for numbers of 16 bits.
        difference = differences(gguf_expectations(family, weights, whole, prompts)).max()
        assert difference < (2e-2 if family.is_gemma else 2e-4), (family.name, difference)
        for kind in kinds:
            path = FOLDER / "gguf" / f"{family.name}-{kind.lower()}.gguf"
            if kind == "F16":
                write_gguf(family, both_heads(family, weights), path, halves=True)
            else:
                quantize(whole, path, kind)
            expected.append(gguf_expectations(family, weights, path, prompts))
    print(f"  {family.name} in 32 bits: llama.cpp differs by at most {difference:.1e}")
    return expected


def write_gguf_with(prompts):
    """All files, and logits after these prompts, where Transformers and llama.cpp must agree about the best token."""
    expected = []
    for family in FAMILIES:
        weights = {name: value.detach() for name, value in load(family).named_parameters()}
        kinds = ["Q8_0"] + (["F16", "Q4_0", "Q5_0", "Q5_1"] if family is QWEN3 else [])
        expected += write_gguf_files(family, weights, kinds, prompts)
    # llama.cpp gives some matrices of some layers more bits: two layers show it, one keeps the other files small.
    for family, kinds in ((WIDE, ["Q4_K_M"]), (WIDE.with_config(num_hidden_layers=1), ["Q5_K_M", "Q6_K"])):
        expected += write_gguf_files(family, random_weights(family, 0), kinds, prompts)
    return expected


def report_gguf(expected):
    for file in expected:
        size = (FOLDER / "gguf" / file["file"]).stat().st_size
        gap, difference = smallest_gap(torch.tensor(file["exact"])), differences(file)
        print(
            f"  {file['file']:24} {size:7} bytes, gap {gap:.2f}, llama.cpp differs by at most {difference.max():.2f}, "
            f"on average by {difference.mean():.3f}  {file['types']}"
        )


def write_all_gguf():
    folder = FOLDER / "gguf"
    for seed in range(SEEDS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        prompts = random_prompts(GGUF_PROMPT_LENGTHS, GGUF_PROMPT_TOKENS, seed)
        print(f"gguf: seed {seed}")
        try:
            expected = write_gguf_with(prompts)
        except Unstable as refusal:
            print(f"  refused: {refusal}")
            continue
        write_json(folder / "gguf-expected.json", {"prompts": prompts, "files": expected})
        report_gguf(expected)
        return
    raise SystemExit(f"gguf: no stable seed among {SEEDS}")


# ---------------------------------------------------------------- all of it


@llama_cpp.llama_log_callback
def silent(_level, _text, _data):
    pass


def write_all(wanted):
    llama_cpp.llama_log_set(silent, ctypes.c_void_p(0))
    for family in FAMILIES:
        if not wanted or family.name in wanted:
            write_family(family)
    if not wanted or "gguf" in wanted:
        write_all_gguf()
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    print(f"{size / 1e6:.2f} MB in {FOLDER}")


if __name__ == "__main__":
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.set_num_threads(1)
    write_all(sys.argv[1:])
