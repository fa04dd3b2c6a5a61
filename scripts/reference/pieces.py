#!/usr/bin/env python3
"""Tokenizers in files of SentencePiece, and the ids and texts that the reference implementations give.

    python3 -m venv venv
    venv/bin/pip install sentencepiece==0.2.3 transformers==5.24.0 protobuf

    venv/bin/python scripts/reference/pieces.py
        writes tests/data/engine/tokenizers: vocabularies of a few hundred pieces, trained on the samples, and TEXTS
    venv/bin/python scripts/reference/pieces.py FOLDER FILE...
        the same kinds with thousands of pieces, trained on FILEs, with every line of them beside TEXTS. Compare by
        TUYIN_TOKENIZERS=FOLDER cargo test --release --lib the_ids_of_the_reference -- --nocapture

The reference is sentencepiece for what holds its ids alone, MarianTokenizer and M2M100Tokenizer, which call sentencepiece,
for what has a vocab.json, and for mBART-50 and NLLB the ids of sentencepiece in the numbering of fairseq.
"""

import json
import shutil
import sys
from pathlib import Path

import sentencepiece
from transformers import M2M100Tokenizer, MarianTokenizer
from transformers.models.mbart50.tokenization_mbart50 import FAIRSEQ_LANGUAGE_CODES as MBART_50
from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES as NLLB

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "tests/data/engine/tokenizers"
T5 = {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1}
# A few rules in the manner of NFKC, so that the small files stay small: the whole table has a quarter of a megabyte.
RULES = ["A0\t20", "9\t20", "418 306\t419", "438 306\t439", "65 301\tE9", "FB01\t66 69", "2026\t2E 2E 2E", "AD\t", "FF21\t41"]
TEXTS = [
    "",
    " ",
    "Баға екі есе өсті.",
    "  Астанада   жаңа\tкөпір ашылды \u00a0 ",
    "Президент и министр подписали 12 документов.",
    "The bridge was opened on 14 March 2019, at −5 °C…",
    "и\u0306од и й\u0301, за\u0301мок, e\u0301\u0302",
    "«Қазақстан темір жолы» ұлттық компаниясы — ҚТЖ № 7",
    "ﬁnance Ａ①½ ㎞ ｋm/h",
    "слово\u00adчасть ноль\u200bширина \ufeff",
    "北京 и 서울 на مصر 👩‍🚀 🇰🇿",
    "a▁b ▁ ▁▁c",
    "ҺһӘәҒғҚқҢңӨөҰұҮүІі",
    "x" * 60,
    "2³ × 10⁻⁶, ½, №12-А/3",
    "80 км/ч <2kk> слово<2ru>слово <2kk><2ru>",
]


def train(prefix, files, size, **options):
    sentencepiece.SentencePieceTrainer.train(
        input=",".join(map(str, files)), model_prefix=str(prefix), vocab_size=size, hard_vocab_limit=False,
        character_coverage=options.pop("character_coverage", 0.9995), minloglevel=2, num_threads=1, **options)
    Path(f"{prefix}.vocab").unlink()
    return sentencepiece.SentencePieceProcessor(model_file=f"{prefix}.model")


def write(folder, config, cases):
    (folder / "config.json").write_text(json.dumps(config) + "\n", encoding="utf8")
    lines = (json.dumps(case, ensure_ascii=False) for case in cases)
    (folder / "expected.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf8")


def decode(model, text):
    """What is left of a text: the token for what is unknown is left out, blanks where a model squeezes them."""
    decoded = model.decode([id for id in model.encode(text) if id != model.unk_id()])
    return decoded.strip(" ") if model.normalize("  ") == "" else decoded


def alone(folder, files, size, texts, **options):
    """The ids of SentencePiece itself, in the layout of T5."""
    model = train(folder / "spiece", files, size, **T5, **options)
    cases = [{"text": text, "ids": [*model.encode(text), 1], "decoded": decode(model, text)} for text in texts]
    write(folder, {"model_type": "t5", "vocab_size": len(model)}, cases)


def fairseq(folder, files, size, texts, kind, languages, source, target, **options):
    """The numbering of fairseq: mBART-50 and NLLB."""
    model = train(folder / "sentencepiece.bpe", files, size, **options)
    first = len(model) + 1
    cases = []
    for text in texts:
        ids = [3 if id == 0 else id + 1 for id in model.encode(text)]
        cases.append({"text": text, "source": "ru", "target": "kk", "ids": [first + languages.index(source), *ids, 2],
                      "forced": first + languages.index(target), "decoded": decode(model, text)})
    write(folder, {"model_type": kind, "vocab_size": first + len(languages) + 1}, cases)


def listed(folder, names, files, size, texts, codes=(), **options):
    """Pieces of two models in one vocab.json: OPUS-MT."""
    source = train(folder / "source", files[0], size, **options)
    target = train(folder / "target", files[1], size, **options)
    for side in ("source", "target"):
        (folder / f"{side}.model").rename(folder / f"{side}.spm")
    tokens = ["</s>", "<unk>", *codes]
    for model in (source, target):
        # Every seventh piece is left out: real vocabularies lack some as well.
        pieces = [model.id_to_piece(id) for id in range(3, len(model))]
        tokens += [piece for number, piece in enumerate(pieces) if number % 7 and piece not in tokens]
    tokens = list(dict.fromkeys([*tokens, "<pad>"]))
    (folder / "vocab.json").write_text(json.dumps({token: id for id, token in enumerate(tokens)}, ensure_ascii=False), encoding="utf8")
    (folder / "tokenizer_config.json").write_text(json.dumps(names) + "\n", encoding="utf8")
    tokenizer = MarianTokenizer.from_pretrained(folder)
    prefix = codes[0] if codes else ""
    cases = []
    for text in texts:
        ids = tokenizer(prefix + text)["input_ids"]
        own = [id for id in ids if tokens[id] not in ("</s>", "<unk>", *codes)]
        cases.append({"text": text, "target": "ru", "ids": ids, "decoded": tokenizer.decode(own, clean_up_tokenization_spaces=False)})
    write(folder, {"model_type": "marian", "vocab_size": len(tokens)}, cases)


def m2m100(folder, files, size, texts, **options):
    model = train(folder / "sentencepiece.bpe", files, size, **options)
    tokens = ["<s>", "<pad>", "</s>", "<unk>", *(model.id_to_piece(id) for id in range(3, len(model)))]
    (folder / "vocab.json").write_text(json.dumps({token: id for id, token in enumerate(tokens)}, ensure_ascii=False), encoding="utf8")
    tokenizer = M2M100Tokenizer(str(folder / "vocab.json"), str(folder / "sentencepiece.bpe.model"), src_lang="ru")
    cases = []
    for text in texts:
        ids = tokenizer(text)["input_ids"]
        own = [id for id in ids if 4 <= id < len(tokens)]
        cases.append({"text": text, "source": "ru", "target": "kk", "ids": ids, "forced": tokenizer.get_lang_id("kk"),
                      "decoded": tokenizer.decode(own, clean_up_tokenization_spaces=False)})
    write(folder, {"model_type": "m2m_100", "vocab_size": len(tokens) + 108}, cases)


def without_symbols(texts):
    """Transformers reads `▁` as a blank of its own and strips texts; sentencepiece does neither."""
    return [text.strip() for text in texts if text.strip() and "▁" not in text and not text.endswith("\ufeff")]


def make(out, files, texts, sizes, small):
    shutil.rmtree(out, ignore_errors=True)
    rules = out / "rules.tsv"
    out.mkdir(parents=True)
    rules.write_text("".join(f"{rule}\n" for rule in RULES), encoding="utf8")
    table = {"normalization_rule_tsv": str(rules)} if small else {"normalization_rule_name": "nmt_nfkc"}

    def folder(name):
        path = out / name
        path.mkdir()
        return path

    for algorithm in ("unigram", "bpe"):
        for rule in ("nmt_nfkc", "identity"):
            for fallback in (False, True):
                if small and rule == "nmt_nfkc" and (algorithm == "bpe") != fallback:
                    continue  # the table is large: one of each algorithm is enough
                name = f"{algorithm}-{rule}" + ("-bytes" if fallback else "")
                alone(folder(name), files["all"], sizes + (256 if fallback else 0), texts, model_type=algorithm,
                      normalization_rule_name=rule, byte_fallback=fallback)
    alone(folder("unigram-symbols"), files["all"], sizes, texts, user_defined_symbols=["<2kk>", "<2ru>", "км/ч"], **table)
    alone(folder("bpe-symbols"), files["all"], sizes, texts, model_type="bpe", user_defined_symbols=["<2kk>", "<2ru>", "км/ч"], **table)
    alone(folder("unigram-blanks"), files["all"], sizes, texts, remove_extra_whitespaces=False, add_dummy_prefix=False, **table)
    alone(folder("unigram-across"), files["all"], sizes, texts, split_by_whitespace=False, **table)
    fairseq(folder("mbart-50"), files["all"], sizes, texts, "mbart", MBART_50, "ru_RU", "kk_KZ", **table)
    fairseq(folder("nllb"), files["all"], sizes, texts, "m2m_100", NLLB, "rus_Cyrl", "kaz_Cyrl", model_type="bpe", **table)
    clean = without_symbols(texts)
    listed(folder("opus-mt-en-ru"), {}, (files["en"], files["ru"]), sizes, clean, **table)
    listed(folder("tc-big-en-zle"), {}, (files["en"], files["ru"]), sizes, clean, codes=(">>rus<<", ">>ukr<<", ">>bel<<"), **table)
    m2m100(folder("m2m100"), files["all"], sizes, clean, **table)
    rules.unlink()


def main():
    if len(sys.argv) > 1:
        paths = [Path(path) for path in sys.argv[2:]]
        files = {"all": paths, **{side: [path for path in paths if f".{side}." in path.name] for side in ("en", "ru")}}
        lines = [line for path in paths for line in path.read_text(encoding="utf8").splitlines()]
        make(Path(sys.argv[1]), files, TEXTS + lines, 8000, small=False)
        return
    samples = {language: sorted((ROOT / "samples" / language).glob("*.txt")) for language in ("kk", "ru", "en")}
    files = {"all": [path for paths in samples.values() for path in paths], "en": samples["en"], "ru": samples["ru"]}
    make(OUT, files, TEXTS, 320, small=True)


if __name__ == "__main__":
    main()
