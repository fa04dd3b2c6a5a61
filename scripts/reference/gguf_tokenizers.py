#!/usr/bin/env python3
"""Tokenizers as GGUF files hold them, and the ids and texts that the reference implementations give.

    python3 -m venv venv
    venv/bin/pip install sentencepiece==0.2.3 tokenizers==0.23.3

    venv/bin/python scripts/reference/gguf_tokenizers.py
        writes tests/data/engine/gguf-tokenizers: vocabularies of a few hundred tokens, trained on the samples, and TEXTS
    venv/bin/python scripts/reference/gguf_tokenizers.py FOLDER FILE...
        the same kinds with thousands of tokens, trained on FILEs, with every line of them beside TEXTS. Compare by
        TUYIN_GGUF_TOKENIZERS=FOLDER cargo test --release --lib the_ids_of_the_gguf_references -- --nocapture

The metadata are those that llama.cpp's convert_hf_to_gguf.py writes. The reference is the Rust library behind `tokenizers`,
set up as the tokenizer.json of GPT-2, Llama 3 and Qwen3 set it up, for the byte-level kinds, and sentencepiece for those of
Llama 2 and Gemma. `ids` are those where the text of a control token is that token, `plain` those where it is text;
sentencepiece only knows the latter.
"""

import json
import sys
import tempfile
from pathlib import Path

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "tests/data/engine/gguf-tokenizers"
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = range(1, 7)
TEXTS = [
    "",
    " ",
    "Баға екі есе өсті.",
    "  Астанада   жаңа\tкөпір ашылды \u00a0 ",
    "Президент и министр подписали 12 документов.\n\n\nОни сказали: «Да»\r\n",
    "The bridge wasn't opened on 14 March 2019, at −5 °C… I'LL see",
    "и\u0306од и й\u0301, за\u0301мок, e\u0301\u0302",
    "ҺһӘәҒғҚқҢңӨөҰұҮүІі Қазақстан  Қазақстан",
    "北京 и 서울 на مصر 👩‍🚀 🇰🇿 ②½",
    "1234567890 12,5% №12-А/3 80 км/ч",
    "=====--------======== хахахахаха",
    "<|im_start|>user\nБаға<|im_end|>\n<|endoftext|>",
    "a<s>b</s> <unk> <pad> <0x41> <0xD0><0x91> [PAD7] [EMPTY_3]",
    "<think>\nOne <b>two</b>\n</think><think",
    "<start_of_turn>user\n\n\nHi  there   <end_of_turn>\n",
    "<|im_end|><|im_end|> <|im_end",
]
WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|DIGITS| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
CHAT = "{% for message in messages %}{{ message.content }}{% endfor %}"


def pre_tokenizer(name):
    if name == "gpt-2":
        return pre_tokenizers.ByteLevel(add_prefix_space=False)
    words = Regex(WORDS.replace("DIGITS", r"\p{N}{1,3}" if name == "llama-bpe" else r"\p{N}"))
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(words, behavior="isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def train_byte_level(name, files, size):
    tokenizer = Tokenizer(models.BPE())
    if name == "qwen2":
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizer(name)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train(list(map(str, files)), trainer)
    content = json.loads(tokenizer.to_str())
    # A word that no merges lead to: Llama 3 takes it as it stands in the vocabulary, the others never.
    word = "".join(text for text, _ in pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False).pre_tokenize_str(" Қазақстан"))
    content["model"]["vocab"].setdefault(word, len(content["model"]["vocab"]))
    content["model"]["ignore_merges"] = name == "llama-bpe"
    return Tokenizer.from_str(json.dumps(content))


def byte_level(name, files, size, texts):
    tokenizer = train_byte_level(name, files, size)
    normal = tokenizer.get_vocab_size()
    control = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    user_defined = ["<think>", "</think>"]
    tokenizer.add_tokens([AddedToken(token, special=True, normalized=False) for token in control])
    tokenizer.add_tokens([AddedToken(token, special=False, normalized=False) for token in user_defined])
    tokens = [tokenizer.id_to_token(id) for id in range(tokenizer.get_vocab_size())]
    kinds = [NORMAL] * normal + [CONTROL] * len(control) + [USER_DEFINED] * len(user_defined)
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    metadata = {
        "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": name, "tokenizer.ggml.tokens": [*tokens, "[PAD7]", ""],
        "tokenizer.ggml.token_type": [*kinds, UNUSED, UNUSED], "tokenizer.ggml.merges": [" ".join(merge) for merge in merges],
        "tokenizer.ggml.bos_token_id": tokenizer.token_to_id("<|endoftext|>"),
        "tokenizer.ggml.eos_token_id": tokenizer.token_to_id("<|im_end|>"), "tokenizer.chat_template": CHAT,
    }
    cases = []
    for text in texts:
        tokenizer.encode_special_tokens = False
        ids = tokenizer.encode(text).ids
        tokenizer.encode_special_tokens = True
        plain = tokenizer.encode(text).ids
        cases.append({"text": text, "ids": ids, "plain": plain, "decoded": tokenizer.decode(plain)})
    return {"metadata": metadata, "cases": cases}


def kind(model, id):
    of_id = [(model.is_unknown, UNKNOWN), (model.is_control, CONTROL), (model.is_unused, UNUSED), (model.is_byte, BYTE)]
    return next((kind for is_kind, kind in of_id if is_kind(id)), NORMAL)


def sentence_piece(files, size, texts, prefix, user_defined, control, **options):
    with tempfile.TemporaryDirectory() as folder:
        sentencepiece.SentencePieceTrainer.train(
            input=",".join(map(str, files)), model_prefix=f"{folder}/model", vocab_size=size, model_type="bpe",
            hard_vocab_limit=False, byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
            add_dummy_prefix=prefix, user_defined_symbols=user_defined, control_symbols=control, character_coverage=0.9995,
            minloglevel=2, num_threads=1, **options)
        model = sentencepiece.SentencePieceProcessor(model_file=f"{folder}/model.model")
    ids = range(len(model))
    tokens = [model.id_to_piece(id) for id in ids]
    kinds = [USER_DEFINED if token in user_defined else kind(model, id) for id, token in enumerate(tokens)]
    scores = [-1000.0 if kinds[id] == USER_DEFINED else model.get_score(id) for id in ids]
    tokens = [token.replace("▁", " ") if token in user_defined else token for token in tokens]
    metadata = {
        "tokenizer.ggml.model": "llama", "tokenizer.ggml.pre": "default", "tokenizer.ggml.tokens": [*tokens, "[PAD7]", ""],
        "tokenizer.ggml.token_type": [*kinds, UNUSED, UNUSED], "tokenizer.ggml.scores": [*scores, -1000.0, -1000.0],
        "tokenizer.ggml.bos_token_id": model.bos_id(), "tokenizer.ggml.eos_token_id": model.eos_id(),
        "tokenizer.ggml.unknown_token_id": model.unk_id(), "tokenizer.ggml.add_bos_token": True,
    }
    if not prefix:
        metadata["tokenizer.ggml.add_space_prefix"] = False
    cases = []
    for text in texts:
        plain = model.encode(text)
        cases.append({"text": text, "plain": plain, "decoded": model.decode(plain)})
    return {"metadata": metadata, "cases": cases}


def make(out, files, texts, size):
    out.mkdir(parents=True, exist_ok=True)

    def write(name, content):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (out / f"{name}.json").write_text(text + "\n", encoding="utf8")

    for name in ("gpt-2", "llama-bpe", "qwen2"):
        write(name, byte_level(name, files, size, texts))
    write("llama", sentence_piece(files, size, texts, True, [], []))
    blanks = ["\n", "\n\n", "\n\n\n", "▁▁", "▁▁▁", "<b>", "</b>"]
    turns = ["<start_of_turn>", "<end_of_turn>"]
    write("gemma", sentence_piece(files, size, texts, False, blanks, turns, split_digits=True))


def main():
    if len(sys.argv) > 1:
        files = [Path(path) for path in sys.argv[2:]]
        lines = [line for path in files for line in path.read_text(encoding="utf8").splitlines()]
        make(Path(sys.argv[1]), files, TEXTS + lines, 8000)
        return
    files = [path for language in ("kk", "ru", "en") for path in sorted((ROOT / "samples" / language).glob("*.txt"))]
    make(OUT, files, TEXTS, 600)


if __name__ == "__main__":
    main()
