#!/usr/bin/env python3
"""Writes tests/data/engine/seq2seq: tiny encoder-decoder models and what Transformers makes of them.

Run by hand from the root of the repository, and only when a model family, a file layout or a case is added:

    python3 -m venv venv
    venv/bin/pip install torch==2.15.0 transformers==5.24.0 safetensors==0.8.0 gguf==0.19.0
    venv/bin/python scripts/reference/seq2seq.py            # everything; some minutes
    venv/bin/python scripts/reference/seq2seq.py kazrush    # one folder and the GGUF files made of it

Every folder has the file layout and the settings of a published model, but few layers, narrow ones, and random weights.
A seed is taken only if nothing hangs on rounding: the same ids must come out in 32 and in 64 bits and with noise on
the scores, and greedy choices must be won by a margin. Numbers in expected.json have seven significant digits.
"""

import copy
import json
import math
import shutil
import sys
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import gguf
import numpy as np
import torch
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForSeq2SeqLM, GenerationConfig, LogitsProcessor, LogitsProcessorList, logging
from transformers.generation import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

FOLDER = Path("tests/data/engine/seq2seq")
SOURCE_LENGTHS = [3, 17, 60, 140, 200]
SEEDS = 2000
MARGIN = 1e-3
NOISE = 1e-5

LONG = {"max_new_tokens": 48, "min_length": 42}
SHORT = {"max_new_tokens": 24}
BEAM = {"num_beams": 4}


# ---------------------------------------------------------------- the models


@dataclass
class Variant:
    name: str
    config: dict
    generation: dict | None  # None: the repository keeps these settings in config.json
    layout: str  # "safetensors", "pickle"
    prefix: list[int] = field(default_factory=list)  # stands before every source
    run: dict = field(default_factory=dict)  # what the caller must give in any case
    defaults: dict = field(default_factory=dict)  # options beside those of the files, in the case "defaults"
    untied: bool = False
    dtype: torch.dtype = torch.float32
    embedding_name: str | None = None  # under which name the file keeps the shared embedding
    options: bool = False  # whether every option is tried
    renormalize: bool = False

    @property
    def folder(self):
        return FOLDER / self.name

    def token(self, name):
        return (self.generation or self.config)[name]


def t5_config(**values):
    config = {
        "architectures": ["T5ForConditionalGeneration"],
        "d_ff": 64,
        "d_kv": 8,
        "d_model": 32,
        "decoder_start_token_id": 0,
        "dropout_rate": 0.1,
        "eos_token_id": 1,
        "initializer_factor": 1.0,
        "is_encoder_decoder": True,
        "layer_norm_epsilon": 1e-06,
        "model_type": "t5",
        "num_heads": 4,
        "num_layers": 2,
        "pad_token_id": 0,
        "relative_attention_num_buckets": 32,
    }
    return config | values


def bart_config(model_type, architecture, **values):
    config = {
        "activation_dropout": 0.0,
        "architectures": [architecture],
        "attention_dropout": 0.0,
        "bos_token_id": 0,
        "d_model": 32,
        "decoder_attention_heads": 4,
        "decoder_ffn_dim": 64,
        "decoder_layerdrop": 0.0,
        "decoder_layers": 2,
        "decoder_start_token_id": 2,
        "dropout": 0.1,
        "encoder_attention_heads": 4,
        "encoder_ffn_dim": 64,
        "encoder_layerdrop": 0.0,
        "encoder_layers": 2,
        "eos_token_id": 2,
        "init_std": 0.02,
        "is_encoder_decoder": True,
        "max_position_embeddings": 208,
        "model_type": model_type,
        "num_hidden_layers": 2,
        "pad_token_id": 1,
        "use_cache": True,
    }
    return config | values


def marian_config(vocab, **values):
    return bart_config(
        "marian",
        "MarianMTModel",
        **{
            "decoder_start_token_id": vocab - 1,
            "decoder_vocab_size": vocab,
            "eos_token_id": 0,
            "forced_eos_token_id": 0,
            "normalize_before": False,
            "normalize_embedding": False,
            "pad_token_id": vocab - 1,
            "scale_embedding": True,
            "share_encoder_decoder_embeddings": True,
            "static_position_embeddings": True,
            "vocab_size": vocab,
        }
        | values,
    )


def nllb_config(vocab, **values):
    return bart_config(
        "m2m_100",
        "M2M100ForConditionalGeneration",
        activation_function="relu",
        attention_dropout=0.1,
        max_length=200,
        scale_embedding=True,
        vocab_size=vocab,
        **values,
    )


GATED = {
    "dense_act_fn": "gelu_new",
    "feed_forward_proj": "gated-gelu",
    "is_gated_act": True,
    "relative_attention_max_distance": 128,
    "tie_word_embeddings": False,
    "use_cache": True,
}
T5_GENERATION = {"_from_model_config": True, "decoder_start_token_id": 0, "eos_token_id": 1, "pad_token_id": 0}
NLLB_GENERATION = {
    "_from_model_config": True,
    "bos_token_id": 0,
    "decoder_start_token_id": 2,
    "eos_token_id": 2,
    "max_length": 200,
    "pad_token_id": 1,
}
BART_SUMMARY = {
    "early_stopping": True,
    "forced_bos_token_id": 0,
    "forced_eos_token_id": 2,
    "length_penalty": 2.0,
    "max_length": 142,
    "min_length": 56,
    "no_repeat_ngram_size": 3,
    "num_beams": 4,
}


def marian_generation(vocab, eos, beams):
    return {
        "_from_model_config": True,
        "bad_words_ids": [[vocab - 1]],
        "bos_token_id": 0,
        "decoder_start_token_id": vocab - 1,
        "eos_token_id": eos,
        "forced_eos_token_id": eos,
        "max_length": 512,
        "num_beams": beams,
        "pad_token_id": vocab - 1,
        "renormalize_logits": True,
    }


VARIANTS = [
    Variant(
        "t5-v1_0",
        t5_config(
            n_positions=512,
            output_past=True,
            task_specific_params={
                "summarization": {"length_penalty": 2.0, "max_length": 200, "num_beams": 4, "prefix": "summarize: "}
            },
            vocab_size=131,
        ),
        T5_GENERATION,
        "safetensors",
        defaults=LONG,
    ),
    Variant(
        "t5-v1_1",
        t5_config(
            feed_forward_proj="gated-gelu",
            num_decoder_layers=1,
            output_past=True,
            tie_word_embeddings=False,
            vocab_size=137,
        ),
        T5_GENERATION,
        "safetensors",
        defaults=LONG,
        untied=True,
    ),
    Variant(
        "mt5-xlsum",
        t5_config(
            architectures=["MT5ForConditionalGeneration"],
            feed_forward_proj="gated-gelu",
            length_penalty=0.6,
            max_length=84,
            model_type="mt5",
            no_repeat_ngram_size=2,
            num_beams=4,
            num_decoder_layers=1,
            output_past=True,
            tie_word_embeddings=False,
            tokenizer_class="T5Tokenizer",
            use_cache=True,
            vocab_size=139,
        ),
        None,
        "pickle",
        untied=True,
    ),
    Variant(
        "kazrush",
        t5_config(**GATED, classifier_dropout=0.0, num_decoder_layers=2, torch_dtype="float32", vocab_size=125),
        T5_GENERATION,
        "safetensors",
        defaults={"max_new_tokens": 48, "num_beams": 5},
        untied=True,
        options=True,
    ),
    Variant(
        "madlad",
        t5_config(
            **GATED,
            classifier_dropout=0.0,
            d_kv=16,
            eos_token_id=2,
            n_positions=512,
            num_decoder_layers=1,
            output_past=True,
            pad_token_id=1,
            torch_dtype="float32",
            vocab_size=129,
        ),
        {"_from_model_config": True, "decoder_start_token_id": 0, "eos_token_id": 2, "pad_token_id": 1},
        "safetensors",
        prefix=[9],
        defaults=LONG,
        untied=True,
        embedding_name="decoder.embed_tokens.weight",
    ),
    Variant(
        "bart-large-cnn",
        bart_config(
            "bart",
            "BartForConditionalGeneration",
            activation_function="gelu",
            add_final_layer_norm=False,
            force_bos_token_to_be_generated=True,
            normalize_before=False,
            prefix=" ",
            scale_embedding=False,
            task_specific_params={"summarization": BART_SUMMARY},
            vocab_size=133,
            **BART_SUMMARY,
        ),
        BART_SUMMARY
        | {"_from_model_config": True, "bos_token_id": 0, "decoder_start_token_id": 2, "eos_token_id": 2, "pad_token_id": 1},
        "safetensors",
        prefix=[0],
        options=True,
    ),
    Variant(
        "mbart-50",
        bart_config(
            "mbart",
            "MBartForConditionalGeneration",
            activation_function="relu",
            add_bias_logits=False,
            add_final_layer_norm=True,
            decoder_layers=1,
            early_stopping=True,
            forced_eos_token_id=2,
            max_length=200,
            normalize_before=True,
            normalize_embedding=True,
            num_beams=5,
            output_past=True,
            scale_embedding=True,
            static_position_embeddings=False,
            tokenizer_class="MBart50Tokenizer",
            vocab_size=141,
        ),
        {
            "_from_model_config": True,
            "bos_token_id": 0,
            "decoder_start_token_id": 2,
            "early_stopping": True,
            "eos_token_id": 2,
            "forced_eos_token_id": 2,
            "max_length": 200,
            "num_beams": 5,
            "pad_token_id": 1,
        },
        "safetensors",
        prefix=[131],
        run={"forced_bos_token_id": 134},
        defaults={"max_new_tokens": 48},
    ),
    Variant(
        "opus-mt-en-ru",
        marian_config(147, activation_function="swish", max_length=512, num_beams=6, bad_words_ids=[[146]]),
        marian_generation(147, 0, 6),
        "pickle",
        defaults={"max_new_tokens": 48},
        renormalize=True,
    ),
    Variant(
        "tc-big-en-zle",
        marian_config(
            143,
            activation_function="relu",
            bad_words_ids=[[142]],
            eos_token_id=57,
            forced_eos_token_id=57,
            max_length=512,
            num_beams=4,
            torch_dtype="float16",
        ),
        marian_generation(143, 57, 4),
        "safetensors",
        prefix=[7],
        defaults={"max_new_tokens": 48},
        dtype=torch.float16,
        renormalize=True,
    ),
    Variant(
        "nllb-600m",
        nllb_config(150, tokenizer_class="NllbTokenizer", torch_dtype="float32"),
        NLLB_GENERATION,
        "safetensors",
        prefix=[140],
        run={"forced_bos_token_id": 143},
        defaults={"max_new_tokens": 48},
        options=True,
    ),
    Variant(
        "m2m100",
        nllb_config(145, decoder_layers=1, early_stopping=True, gradient_checkpointing=False, num_beams=5),
        NLLB_GENERATION | {"early_stopping": True, "num_beams": 5},
        "pickle",
        prefix=[137],
        run={"forced_bos_token_id": 139},
        defaults={"max_new_tokens": 48},
    ),
]


# ---------------------------------------------------------------- weights


def random_weights(variant, seed):
    """All tensors of a model by name, each shared one once, wide enough for outputs to differ."""
    generator = torch.Generator().manual_seed(seed)
    model = AutoModelForSeq2SeqLM.from_config(AutoConfig.from_pretrained(variant.folder), dtype=torch.float32)
    tensors = {name: value.detach() for name, value in model.named_parameters()}
    if "final_logits_bias" in model.state_dict() and variant.config["model_type"] != "mbart":
        tensors["final_logits_bias"] = model.final_logits_bias
    shared = tensors["shared.weight" if "shared.weight" in tensors else "model.shared.weight"]
    if variant.untied:
        tensors["lm_head.weight"] = shared
    weights = {}
    for name in sorted(tensors):
        if is_static(variant) and "embed_positions" in name:
            weights[name] = tensors[name].clone()
        else:
            weights[name] = draw(variant, name, tensors[name].shape, generator).to(variant.dtype)
    return weights


def draw(variant, name, shape, generator):
    def normal(deviation):
        return torch.randn(shape, generator=generator) * deviation

    if name.endswith(("norm.weight", "layernorm_embedding.weight")):
        signs = torch.randint(0, 2, shape, generator=generator) * 2 - 1
        return (torch.rand(shape, generator=generator) * 0.8 + 0.6) * signs * norm_gain(variant, name)
    if name.endswith("relative_attention_bias.weight"):
        return normal(2.0)
    if name.endswith("embed_positions.weight"):
        return normal(1.5)
    if name == "final_logits_bias":
        return normal(0.5)
    if name.endswith(".bias"):
        return normal(0.1)
    if name.endswith("shared.weight") or name == "lm_head.weight":
        return embedding(variant, name, normal)
    return normal(matrix_gain(variant, name) / math.sqrt(shape[1]))


def norm_gain(variant, name):
    """The last norm of these families makes up for short embeddings."""
    if post_norm(variant):
        return 5.8 if name == f"model.decoder.layers.{variant.config['decoder_layers'] - 1}.final_layer_norm.weight" else 1.0
    return 5.8 if name == "model.decoder.layer_norm.weight" else 1.0


def matrix_gain(variant, name):
    """Attention sharp, its results weak enough not to drown the word they are added to, or all places would look alike."""
    if name.endswith(("q_proj.weight", "k_proj.weight")):
        return 2.5
    if name.endswith("out_proj.weight"):
        return 0.7 if "encoder.layers" in name or post_norm(variant) else 2.0
    if name.endswith("fc2.weight"):
        return 1.5 if post_norm(variant) else 3.0
    if name.endswith((".o.weight", ".wo.weight")):
        return 3.0
    return 1.3


def post_norm(variant):
    return variant.config["model_type"] in ("bart", "marian")


def embedding(variant, name, normal):
    """Rows as long as logits need; that of the end of text is longer, so that it wins now and then."""
    makes_logits = name == "lm_head.weight" or not variant.untied
    rows = normal(embedding_deviation(variant) if makes_logits else 1.0)
    if makes_logits:
        rows[variant.token("eos_token_id")] *= 1.7
        rows[variant.token("pad_token_id")] = 0.0
    return rows


def embedding_deviation(variant):
    if variant.untied:
        return 0.7
    return 4.0 if variant.config["model_type"] == "t5" else 0.12


def copies_of_embedding(weights):
    """Names under which a pickle holds the shared embedding again."""
    if "shared.weight" in weights:
        return ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight"]
    return ["model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight"]


def write_pickle(weights, path):
    shared = weights.get("shared.weight", weights.get("model.shared.weight"))
    state = OrderedDict(weights)
    for name in copies_of_embedding(weights):
        state[name] = shared
    torch.save(state, path)


def write_safetensors(variant, weights, path):
    tensors = {name: value for name, value in weights.items() if "embed_positions" not in name or not is_static(variant)}
    if variant.embedding_name:
        tensors[variant.embedding_name] = tensors.pop("shared.weight")
    if variant.name == "t5-v1_0":
        # Old files have this table, which nothing reads.
        tensors["decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"] = torch.full((32, 4), 3.0)
    save_file({name: value.contiguous() for name, value in tensors.items()}, path, metadata={"format": "pt"})


def is_static(variant):
    return variant.config["model_type"] == "marian"


def write_shards(weights, folder):
    """Two shards; the second repeats the shared embedding, as published shards do."""
    names = sorted(weights)
    first = [name for name in names if not name.startswith("model.decoder")]
    shards = [
        {name: weights[name] for name in first},
        {name: weights[name] for name in names if name not in first} | {"lm_head.weight": weights["model.shared.weight"].clone()},
    ]
    weight_map = {}
    for number, shard in enumerate(shards, 1):
        file = f"model-{number:05}-of-00002.safetensors"
        save_file(shard, folder / file, metadata={"format": "pt"})
        weight_map.update(dict.fromkeys(shard, file))
    size = sum(tensor.nbytes for shard in shards for tensor in shard.values())
    index = {"metadata": {"total_size": size}, "weight_map": dict(sorted(weight_map.items()))}
    write_json(folder / "model.safetensors.index.json", index, indent=2)


def write_settings(variant, folder):
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "config.json", dict(sorted(variant.config.items())), indent=2)
    if variant.generation:
        write_json(folder / "generation_config.json", dict(sorted(variant.generation.items())), indent=2)


def write_model(variant, seed):
    weights = random_weights(variant, seed)
    if variant.layout == "pickle":
        write_pickle(weights, variant.folder / "pytorch_model.bin")
    else:
        write_safetensors(variant, weights, variant.folder / "model.safetensors")
    return weights


# ---------------------------------------------------------------- GGUF


def quantized(values):
    """What Q8_0 leaves of values, and its bytes."""
    packed = gguf.quants.quantize(values, gguf.GGMLQuantizationType.Q8_0)
    return gguf.quants.dequantize(packed, gguf.GGMLQuantizationType.Q8_0), packed


def add_tensor(writer, name, values, kind):
    """Adds a tensor and returns what a reader will see of it."""
    if kind == "q8_0":
        kept, packed = quantized(values)
        writer.add_tensor(name, packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        return kept
    kept = values.astype(np.float16) if kind == "f16" else values
    writer.add_tensor(name, kept)
    return kept.astype(np.float32)


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def kind_with_hub_names(values, quantize):
    return "q8_0" if quantize and values.ndim == 2 and values.shape[1] % 32 == 0 else "f32"


def write_gguf_with_hub_names(variant, weights, path, quantize):
    """Names of the hub, no settings, matrices quantized where rows allow it."""
    writer = gguf.GGUFWriter(path, "t5")
    kept = {}
    for name, tensor in weights.items():
        values = tensor.numpy()
        file_name = variant.embedding_name if name == "shared.weight" and variant.embedding_name else name
        kept[name] = add_tensor(writer, file_name, values, kind_with_hub_names(values, quantize))
    finish(writer)
    return kept


def kind_with_llama_names(name, values, quantize):
    """llama.cpp leaves vectors in 32 bits, and the table of positions as it was in the 16-bit file that it quantized."""
    if not quantize or values.ndim == 1:
        return "f32"
    return "f16" if name.endswith("attn_rel_b.weight") else "q8_0"


def write_gguf_with_llama_names(variant, weights, path, quantize):
    config = variant.config
    writer = gguf.GGUFWriter(path, "t5")
    file_type = gguf.LlamaFileType.MOSTLY_Q8_0 if quantize else gguf.LlamaFileType.ALL_F32
    writer.add_name(variant.name)
    writer.add_context_length(512)
    writer.add_embedding_length(config["d_model"])
    writer.add_feed_forward_length(config["d_ff"])
    writer.add_block_count(config["num_layers"])
    writer.add_decoder_block_count(config["num_decoder_layers"])
    writer.add_head_count(config["num_heads"])
    writer.add_key_length(config["d_kv"])
    writer.add_value_length(config["d_kv"])
    writer.add_layer_norm_eps(config["layer_norm_epsilon"])
    writer.add_relative_attn_buckets_count(config["relative_attention_num_buckets"])
    writer.add_layer_norm_rms_eps(config["layer_norm_epsilon"])
    writer.add_decoder_start_token_id(config["decoder_start_token_id"])
    writer.add_file_type(file_type)
    writer.add_quantization_version(2)
    writer.add_tokenizer_model("t5")
    writer.add_token_list([f"<{token}>" for token in range(config["vocab_size"])])
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_pad_token_id(config["pad_token_id"])
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.T5, max(config["num_layers"], config["num_decoder_layers"]))
    kept = {}
    for name, tensor in weights.items():
        file_name = names.get_name(name, try_suffixes=(".weight",))
        values = tensor.numpy()
        kept[name] = add_tensor(writer, file_name, values, kind_with_llama_names(file_name, values, quantize))
    finish(writer)
    return kept


# ---------------------------------------------------------------- the reference


class Noise(LogitsProcessor):
    """Shifts every score a little: what still comes out the same does not hang on rounding."""

    def __init__(self):
        self.generator = torch.Generator().manual_seed(0)

    def __call__(self, input_ids, scores):
        return scores + (torch.rand(scores.shape, generator=self.generator) * 2 - 1) * NOISE


class Unstable(Exception):
    """This seed will not do."""


def load(folder):
    # In 32 bits whatever the file has: computing in 16 bits would be no reference.
    return AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def make_sources(variant, seed):
    generator = torch.Generator().manual_seed(seed + 1_000_000)
    vocab = variant.config["vocab_size"]
    special = {variant.token("eos_token_id"), variant.token("pad_token_id")}
    ordinary = torch.tensor([token for token in range(10, vocab - 20) if token not in special])
    sources = []
    for length in SOURCE_LENGTHS:
        picks = torch.randint(0, len(ordinary), (length - len(variant.prefix) - 1,), generator=generator)
        sources.append(variant.prefix + ordinary[picks].tolist() + [variant.token("eos_token_id")])
    return sources


class Reference:
    """A model in 32 and in 64 bits with a batch of sources of several lengths."""

    def __init__(self, variant, model, sources):
        self.variant = variant
        self.model = model
        self.double = copy.deepcopy(model).double()
        self.sources = sources
        longest = max(map(len, sources))
        pad = variant.token("pad_token_id")
        self.inputs = {
            "input_ids": torch.tensor([source + [pad] * (longest - len(source)) for source in sources]),
            "attention_mask": torch.tensor([[1] * len(source) + [0] * (longest - len(source)) for source in sources]),
        }
        self.own_settings = model.generation_config
        self.plain_settings = GenerationConfig(
            **{name: variant.token(name) for name in ("decoder_start_token_id", "eos_token_id", "pad_token_id")}
        )

    def generate(self, model, options, defaults, noise=False):
        # Options that are not given are filled from the settings of the model, so those are put aside.
        model.generation_config = copy.deepcopy(self.own_settings if defaults else self.plain_settings)
        config = GenerationConfig(**options, do_sample=False, return_dict_in_generate=True, output_scores=True)
        processors = LogitsProcessorList([Noise()] if noise else [])
        return model.generate(**self.inputs, generation_config=config, logits_processor=processors)

    def new_ids(self, output, options):
        eos = options.get("eos_token_id", self.variant.token("eos_token_id"))
        ends = eos if isinstance(eos, list) else [eos]
        return [until_end(row, ends) for row in output.sequences[:, 1:].tolist()]

    def case(self, name, options, defaults=False):
        output = self.generate(self.model, options, defaults)
        ids = self.new_ids(output, options)
        if any(self.variant.token("pad_token_id") in row for row in ids):
            raise Unstable(f"{name}: padding generated")
        beams = getattr(output, "sequences_scores", None)
        if beams is None and smallest_margin(output.scores, ids) < MARGIN:
            raise Unstable(f"{name}: close choice")
        if self.new_ids(self.generate(self.double, options, defaults), options) != ids:
            raise Unstable(f"{name}: differs in 64 bits")
        if self.new_ids(self.generate(self.model, options, defaults, noise=True), options) != ids:
            raise Unstable(f"{name}: differs with noise")
        case = {"name": name, "defaults": defaults, "options": options, "ids": ids}
        return case if beams is None else case | {"scores": rounded(beams)}

    @torch.no_grad()
    def encoder_rows(self):
        states = self.model.get_encoder()(**self.inputs).last_hidden_state
        positions = [[0, len(source) // 2, len(source) - 1] for source in self.sources]
        return {
            "positions": positions,
            "rows": [rounded(states[number][places]) for number, places in enumerate(positions)],
        }

    @torch.no_grad()
    def logits(self, ids):
        start = self.variant.token("decoder_start_token_id")
        prefix = torch.tensor([[start] + row[:9] for row in ids])
        logits = self.model(**self.inputs, decoder_input_ids=prefix).logits
        return {"first": rounded(logits[:, 0]), "tenth": rounded(logits[:, 9])}


def until_end(row, ends):
    for place, token in enumerate(row):
        if token in ends:
            return row[: place + 1]
    return row


def smallest_margin(scores, ids):
    """The narrowest win of a greedy choice, over steps before the end of each output."""
    margin = math.inf
    for number, row in enumerate(ids):
        for step in range(len(row)):
            best, second = scores[step][number].topk(2).values.tolist()
            margin = min(margin, best - second)
    return margin


def rounded(values):
    values = values.tolist() if isinstance(values, torch.Tensor) else values
    if isinstance(values, list):
        return [rounded(value) for value in values]
    return float(f"{values:.7g}")


# ---------------------------------------------------------------- cases


def long_cases(reference):
    run = reference.variant.run
    greedy = reference.case("greedy", run | LONG)
    if min(len(set(row)) for row in greedy["ids"]) < 6 or len({tuple(row[:20]) for row in greedy["ids"]}) < len(greedy["ids"]):
        raise Unstable("greedy: monotonous")
    return [greedy, reference.case("beam", run | LONG | BEAM)]


def ends_vary(case, kinds):
    return len({len(row) for row in case["ids"]}) >= kinds


def option_cases(reference):
    """Every option by itself and some together, greedily and by beams, over outputs that end by themselves."""
    run = reference.variant.run
    natural = reference.case("short greedy", run | SHORT)
    beam = reference.case("short beam", run | SHORT | BEAM)
    if not ends_vary(natural, 3) or not ends_vary(beam, 3):
        raise Unstable("short: all end alike")
    cases = [natural, beam]
    for name, options in shared_options(reference, natural, beam).items():
        cases += option_pair(reference, name, run | options, [natural, beam])
    for name, options in beam_options().items():
        cases.append(reference.case(name, run | SHORT | BEAM | options))
    by_name = {case["name"]: case["ids"] for case in cases}
    if by_name["early_stopping true"] == by_name["early_stopping never"]:
        raise Unstable("early_stopping: makes no difference")
    return cases


def option_pair(reference, name, options, plain):
    """A greedy and a beam case; an option that changes neither would test nothing."""
    pair = [reference.case(f"{name} greedy", options), reference.case(f"{name} beam", options | BEAM)]
    if any(case["ids"] == other["ids"] for case, other in zip(pair, plain, strict=True)):
        raise Unstable(f"{name}: makes no difference")
    return pair


def shared_options(reference, natural, beam):
    eos = reference.variant.token("eos_token_id")
    skipped = 1 if reference.variant.run else 0  # the forced first token
    greedy_words, beam_words = ([row[skipped:-1] for row in case["ids"]] for case in (natural, beam))
    firsts = sorted({row[0] for row in greedy_words + beam_words if row})
    seconds = sorted({row[1] for row in greedy_words + beam_words if len(row) > 1} - set(firsts))
    pairs = [row[1:3] for row in greedy_words if len(row) > 3]
    triples = [row[1:4] for row in beam_words if len(row) > 4]
    if not pairs or not triples or len(seconds) < 2:
        raise Unstable("short: too little text")
    many = {"max_new_tokens": 36, "min_new_tokens": 30}
    bos = seconds[0]
    return {
        "no_repeat_ngram_size": many | {"no_repeat_ngram_size": 3},
        "no_repeat_ngram_size 1": SHORT | {"no_repeat_ngram_size": 1},
        "repetition_penalty": many | {"repetition_penalty": 1.3},
        "forced_bos_token_id": SHORT | {"forced_bos_token_id": bos},
        "forced_eos_token_id": {"max_new_tokens": 10, "forced_eos_token_id": eos},
        "suppress_tokens": SHORT | {"suppress_tokens": firsts[:2] + seconds[:2]},
        "begin_suppress_tokens": SHORT | {"begin_suppress_tokens": firsts + [eos]},
        "bad_words_ids single": SHORT | {"bad_words_ids": [[firsts[0]], [seconds[0]], [eos]]},
        "bad_words_ids several": SHORT | {"bad_words_ids": [[seconds[-1]], *pairs, *triples]},
        "min_new_tokens": SHORT | {"min_new_tokens": 12},
        "min_length": SHORT | {"min_length": 12},
        "max_length": {"max_length": 12},
        "two ends": SHORT | {"eos_token_id": [eos, seconds[0]]},
        "renormalize_logits": SHORT | {"bad_words_ids": [[firsts[0]]], "renormalize_logits": True},
        "together": {
            "bad_words_ids": [[firsts[-1]], *pairs[:2]],
            "begin_suppress_tokens": seconds,
            "forced_bos_token_id": bos,
            "forced_eos_token_id": eos,
            "max_length": 30,
            "min_length": 16,
            "no_repeat_ngram_size": 3,
            "repetition_penalty": 1.2,
            "suppress_tokens": [firsts[0]],
        },
    }


def beam_options():
    options = {
        "num_beams 2": {"num_beams": 2},
        "num_beams 6": {"num_beams": 6},
        "length_penalty 0.5": {"length_penalty": 0.5},
        "length_penalty 2.0": {"length_penalty": 2.0},
        "early_stopping false": {"early_stopping": False},
        "early_stopping true": {"early_stopping": True},
        "early_stopping never": {"early_stopping": "never"},
        "summary": {"early_stopping": True, "length_penalty": 2.0, "min_length": 10, "no_repeat_ngram_size": 3},
    }
    for penalty in (-0.5, 0.0, 0.5, 2.0):
        options[f"early_stopping never, length_penalty {penalty}"] = {"early_stopping": "never", "length_penalty": penalty}
        options[f"early_stopping true, length_penalty {penalty}"] = {"early_stopping": True, "length_penalty": penalty}
    return options


def renormalize_cases(reference):
    pad = reference.variant.token("pad_token_id")
    options = SHORT | {"bad_words_ids": [[pad], [20]], "renormalize_logits": True, "repetition_penalty": 1.3}
    return [
        reference.case("renormalize_logits greedy", options),
        reference.case("renormalize_logits beam", options | BEAM),
    ]


def expectations(reference):
    variant = reference.variant
    cases = long_cases(reference)
    cases.append(reference.case("defaults", variant.run | variant.defaults, defaults=True))
    if variant.renormalize:
        cases += renormalize_cases(reference)
    if variant.options:
        cases += option_cases(reference)
    return with_states(reference, cases)


def with_states(reference, cases):
    tokens = {name: reference.variant.token(name) for name in ("decoder_start_token_id", "eos_token_id", "pad_token_id")}
    return {
        "tokens": tokens,
        "sources": reference.sources,
        "encoder": reference.encoder_rows(),
        "logits": reference.logits(cases[0]["ids"]),
        "cases": cases,
    }


# ---------------------------------------------------------------- folders


def write_json(path, value, indent=None):
    if indent:
        text = json.dumps(value, indent=indent)
    else:
        text = json.dumps(value, separators=(",", ":")).replace('{"name"', '\n{"name"')
    path.write_text(text + "\n")


def check_loaded(model, weights):
    loaded = model.state_dict()
    for name, tensor in weights.items():
        assert torch.equal(loaded[name], tensor.float()), name


def write_variant(variant):
    """Writes the first model, with the files made of it, whose outputs are stable; returns its seed and expectations."""
    write_settings(variant, variant.folder)
    refusals = {}
    for seed in range(SEEDS):
        weights = write_model(variant, seed)
        model = load(variant.folder)
        check_loaded(model, weights)
        reference = Reference(variant, model, make_sources(variant, seed))
        try:
            expected = expectations(reference)
            write_relatives(variant, weights, reference)
        except Unstable as refusal:
            refusals[str(refusal)] = refusals.get(str(refusal), 0) + 1
            continue
        write_json(variant.folder / "expected.json", expected)
        return seed, expected
    raise SystemExit(f"{variant.name}: no stable seed among {SEEDS}: {refusals}")


def write_nllb_layouts(variant, weights):
    """The same weights in the two other layouts that are published."""
    pickled, sharded = FOLDER / "nllb-600m-bin", FOLDER / "nllb-sharded"
    for folder in (pickled, sharded):
        write_settings(variant, folder)
    write_pickle(weights, pickled / "pytorch_model.bin")
    write_shards(weights, sharded)
    for folder in (pickled, sharded):
        check_loaded(load(folder), weights)


def write_quantized(variant, weights, reference, folder, write, names):
    """An exact GGUF file, and a quantized one with what its rounded weights give."""
    folder.mkdir(parents=True, exist_ok=True)
    write(variant, weights, folder / names[0], quantize=False)
    kept = write(variant, weights, folder / names[1], quantize=True)
    model = copy.deepcopy(reference.model)
    missing, unexpected = model.load_state_dict({name: torch.from_numpy(value) for name, value in kept.items()}, strict=False)
    assert not unexpected and all(name.endswith("embed_tokens.weight") for name in missing), (missing, unexpected)
    rounded_reference = Reference(variant, model, reference.sources)
    expected = with_states(rounded_reference, long_cases(rounded_reference))
    write_json(folder / "expected.json", expected)


def write_relatives(variant, weights, reference):
    if variant.name == "nllb-600m":
        write_nllb_layouts(variant, weights)
    if variant.name == "madlad":
        names = ("model-f32.gguf", "model-q8_0.gguf")
        write_quantized(variant, weights, reference, FOLDER / "madlad-gguf-hf", write_gguf_with_hub_names, names)
    if variant.name == "kazrush":
        names = ("kazrush.f32.gguf", "kazrush.Q8_0.gguf")
        write_quantized(variant, weights, reference, FOLDER / "kazrush-gguf-llama", write_gguf_with_llama_names, names)


# ---------------------------------------------------------------- sampling


WARPERS = {
    "temperature": (TemperatureLogitsWarper, float),
    "top_k": (TopKLogitsWarper, int),
    "top_p": (TopPLogitsWarper, float),
    "min_p": (MinPLogitsWarper, float),
}
SAMPLING = [
    {"temperature": 0.7},
    {"top_k": 5},
    {"top_p": 0.8},
    {"min_p": 0.1},
    {"repetition_penalty": 1.3},
    {"temperature": 0.7, "top_k": 5},
    {"temperature": 1.6, "top_p": 0.8},
    {"top_k": 5, "top_p": 0.8},
    {"temperature": 0.7, "min_p": 0.1},
    {"temperature": 1.6, "top_k": 20, "top_p": 0.9, "min_p": 0.1},
    {"repetition_penalty": 1.3, "temperature": 0.7, "top_k": 5, "top_p": 0.8, "min_p": 0.1},
]


def warped(logits, previous, options):
    """Probabilities after the options, in the order in which generate applies them."""
    scores = logits
    if "repetition_penalty" in options:
        scores = RepetitionPenaltyLogitsProcessor(options["repetition_penalty"])(previous, scores)
    for name, (warper, kind) in WARPERS.items():
        if name in options:
            scores = warper(kind(options[name]))(previous, scores)
    return scores.softmax(dim=-1)


def write_warpers():
    generator = torch.Generator().manual_seed(7)
    logits = torch.tensor(rounded(torch.randn((6, 50), generator=generator) * 2.5))
    previous = torch.randint(0, 50, (6, 12), generator=generator)
    cases = [{"options": options, "probabilities": rounded(warped(logits, previous, options))} for options in SAMPLING]
    write_json(FOLDER / "warpers.json", {"logits": rounded(logits), "previous": previous.tolist(), "cases": cases})


# ---------------------------------------------------------------- all of it


def lengths(case):
    return " ".join(str(len(row)) for row in case["ids"])


def write_all(wanted):
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_warpers()
    print(f"{'folder':16} {'seed':>5} {'cases':>6} {'seconds':>8}  tokens of the last case, by source")
    for variant in VARIANTS:
        if wanted and variant.name not in wanted:
            continue
        started = time.monotonic()
        shutil.rmtree(variant.folder, ignore_errors=True)
        seed, expected = write_variant(variant)
        cases = expected["cases"]
        seconds = time.monotonic() - started
        print(f"{variant.name:16} {seed:5} {len(cases):6} {seconds:8.1f}  {lengths(cases[-1])}", flush=True)
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    print(f"{size / 1e6:.2f} MB in {FOLDER}")


if __name__ == "__main__":
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.set_num_threads(1)
    write_all(sys.argv[1:])
