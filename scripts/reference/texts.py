"""Tiny random models with tokenizers of their own, and what Transformers writes with them: texts in, texts out.

usage: texts.py      (pip install transformers==5.24.0 torch==2.15.0 tokenizers==0.23.3 sentencepiece==0.2.3)

Writes tests/data/engine/texts, an NLLB with a tokenizer.json, and tests/data/engine/texts-opus, an OPUS-MT with several
targets and files of SentencePiece: all files as in the repositories of the real models, and expected.json. The tokenizers
are trained on the samples of this repository.
"""

import json
from pathlib import Path

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import (
    GenerationConfig, M2M100Config, M2M100ForConditionalGeneration, MarianConfig, MarianMTModel, MarianTokenizer, PreTrainedTokenizerFast)

import pieces

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "tests/data/engine/texts"
OPUS = ROOT / "tests/data/engine/texts-opus"
LANGUAGES = ["eng_Latn", "kaz_Cyrl", "rus_Cyrl"]
TEXTS = [
    "Баға екі есе өсті.",
    "Астанада жаңа көпір ашылды",
    "Президент и министр подписали 12 документов.",
    "The bridge was opened on 14 March 2019.",
]


def train_tokenizer():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(vocab_size=320, special_tokens=special, unk_token="<unk>")
    samples = sorted(str(path) for language in ("kk", "ru", "en") for path in (ROOT / "samples" / language).glob("*.txt"))
    tokenizer.train(samples, trainer)
    tokenizer.add_special_tokens([AddedToken(code, special=True) for code in LANGUAGES])
    return tokenizer


def make_model(tokenizer):
    torch.manual_seed(3)
    config = M2M100Config(
        vocab_size=tokenizer.get_vocab_size(), d_model=32, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64,
        max_position_embeddings=256, scale_embedding=True, activation_function="relu",
        decoder_start_token_id=2, eos_token_id=2, pad_token_id=1, bos_token_id=0)
    return with_random_weights(M2M100ForConditionalGeneration(config).eval())


def with_random_weights(model):
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "embed_positions" in name:
                continue  # sines, which files do not hold
            parameter.copy_(torch.randn_like(parameter) * (0.7 if parameter.dim() > 1 else 0.1))
    return model


def encode(tokenizer, text):
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    return [tokenizer.token_to_id("rus_Cyrl"), *ids, tokenizer.token_to_id("</s>")]


def make_opus():
    samples = [sorted((ROOT / "samples" / language).glob("*.txt")) for language in ("en", "ru")]
    table = OPUS / "rules.tsv"
    table.write_text("".join(f"{rule}\n" for rule in pieces.RULES), encoding="utf8")
    pieces.listed(OPUS, {}, samples, 200, [], codes=(">>rus<<", ">>ukr<<"), normalization_rule_tsv=str(table))
    table.unlink()
    (OPUS / "expected.jsonl").unlink()
    tokenizer = MarianTokenizer.from_pretrained(OPUS)
    pad = tokenizer.pad_token_id
    torch.manual_seed(5)
    config = MarianConfig(
        vocab_size=pad + 1, decoder_vocab_size=pad + 1, d_model=32, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64,
        max_position_embeddings=128, scale_embedding=True, activation_function="relu", static_position_embeddings=True,
        decoder_start_token_id=pad, eos_token_id=0, pad_token_id=pad, bos_token_id=0, forced_eos_token_id=0)
    model = with_random_weights(MarianMTModel(config).eval())
    model.save_pretrained(OPUS)
    generation = GenerationConfig(
        max_length=24, num_beams=4, no_repeat_ngram_size=2, decoder_start_token_id=pad, eos_token_id=0, pad_token_id=pad,
        bos_token_id=0, forced_eos_token_id=0, bad_words_ids=[[pad]], renormalize_logits=True)
    generation.save_pretrained(OPUS)
    expected = []
    for text in TEXTS:
        ids = tokenizer(">>rus<<" + text)["input_ids"]
        output = model.generate(torch.tensor([ids]), generation_config=generation)[0, 1:]
        kept = [token for token in output.tolist() if token != pad]
        decoded = tokenizer.decode(kept, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        expected.append({"text": text, "ids": ids, "output_ids": kept, "output": decoded})
    (OPUS / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf8")


def main():
    OPUS.mkdir(parents=True, exist_ok=True)
    make_opus()
    OUT.mkdir(parents=True, exist_ok=True)
    tokenizer = train_tokenizer()
    tokenizer.save(str(OUT / "tokenizer.json"))
    model = make_model(tokenizer)
    model.save_pretrained(OUT)
    config = GenerationConfig(max_length=24, num_beams=2, no_repeat_ngram_size=2, decoder_start_token_id=2, eos_token_id=2, pad_token_id=1)
    config.save_pretrained(OUT)
    config.forced_bos_token_id = tokenizer.token_to_id("kaz_Cyrl")
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="</s>", pad_token="<pad>", unk_token="<unk>")
    expected = []
    for text in TEXTS:
        ids = encode(tokenizer, text)
        output = model.generate(torch.tensor([ids]), generation_config=config)[0, 1:]
        kept = [token for token in output.tolist() if token != 1]
        decoded = fast.decode(kept, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        expected.append({"text": text, "ids": ids, "output_ids": kept, "output": decoded})
    (OUT / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
