#!/usr/bin/env python3
"""Writes tests/data/engine/encoders: tiny taggers and embedders, and what Transformers and sentence-transformers make of texts.

Run by hand from anywhere, and only when a family, a file layout or a case is added:

    python3 -m venv venv
    venv/bin/pip install torch==2.15.0 transformers==5.24.0 tokenizers==0.23.3 safetensors==0.8.0 sentencepiece==0.2.3 \
        sentence-transformers==6.2.0 protobuf==7.36.2
    venv/bin/python scripts/reference/encoders.py            # everything; two minutes
    venv/bin/python scripts/reference/encoders.py xlm-r-ner  # one folder

Every folder has the files and settings of a published model, but two narrow layers, 64 tokens at most, random weights, and a
vocabulary made of CORPUS. Vocabularies of WordPiece are not made by the trainer of `tokenizers`, which gives others every
time. Weights are taken only if no label hangs on rounding (the best wins everywhere by MARGIN) and labels vary.

Ids are those that the tokenizer.json itself gives; what Transformers makes of the folder by itself must be the same.
Offsets are in code points. Numbers have six decimals.
"""

import json
import shutil
import sys
import tempfile
import warnings
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForTokenClassification,
    AutoTokenizer,
    PreTrainedTokenizerFast,
    TokenClassificationPipeline,
    logging,
)

import pieces

OUT = Path(__file__).resolve().parents[2] / "tests/data/engine/encoders"
MAX_TOKENS = 64
OVERLAP = 16
LONG_TOKENS = 200
SEEDS = 500
MARGIN = 3e-4

CORPUS = """
Қала әкімдігі жаңа мектептің құрылысын көктемде бастайды.
Айгүл Сейтқызы Алматы қаласында тұрады және университетте сабақ береді.
Өзен жағасында екі ауыл бар, олардың арасында көпір салынды.
Ерлан Оспанов 2019 жылы Қарағандыға көшіп келді.
Шаруалар биыл бидай мен арпаны көп жинады, бірақ жаңбыр кеш жауды.
«Дала жолы» серіктестігі теміржол бекетін жөндеп жатыр.
Дәрігер Гүлнар Әбдіқызы ауруханада жиырма жыл жұмыс істеген.
Министрлік жаңа заңды 14 наурызда жариялады.
Бала кітапханадан үш кітап алып, үйіне қайтты.
Атырау облысында мұнай бағасы туралы кездесу өтті.
Весной городской совет начнёт строить новую школу у реки.
Анна Королёва живёт в Майском районе и преподаёт в университете.
Между двумя сёлами построили мост, и поезд идёт быстрее.
Сергей Белов переехал в Йошкар-Олу в 2018 году.
Фермеры собрали много пшеницы и ячменя, хотя дождь пошёл поздно.
Компания «Степной путь» чинит железную дорогу.
Врач Майя Йорданова двадцать лет работала в больнице.
Министерство объявило новый закон 14 марта.
Ещё один ребёнок взял в библиотеке три книги и вернулся домой.
В Самарской области прошла встреча о цене на нефть.
Новый дом № 35 на улице Юности; в нём 68 квартир, 9% пусты!
In spring the town council will start to build a new school near the river.
Mary Brown lives in London and teaches at the university.
A bridge was built between two villages, so the train is faster now.
John Carter moved to Brighton in 2017.
The farmers harvested a lot of wheat and barley, although the rain came late.
Green Road Ltd repairs the railway station.
Doctor Alice Stone worked in the hospital for twenty years.
The ministry published the new law on 14 March.
A child took three books from the library and went home.
The meeting about the price of oil was held in Kent, No. 7.
"""

TEXTS = [
    "Анна живёт в Алматы.",
    "Ерлан Қасымұлы 14 наурызда Астанаға келді, «Дала жолы» серіктестігі – №7.",
    "John Stone, head of Green Road Ltd., moved to Brighton in 2019.",
    "  Королёв и Майский   приехали  в Йошкар-Олу\u00a0, 3,5%  ",
    "Айгүл 🙂 сказала: «Ещё бы!» 👩‍🚀 北京",
    "Zoe\u0308 Cafe\u0301, и\u0306од, Майя Й\u0438\u0306й",
    "Да",
    "Дәрігер Гүлнар (Қарағанды, 2018): Mary Brown и Сергей Белов работали в больнице № 12-А.",
]


# ---------------------------------------------------------------- the models


@dataclass
class Variant:
    name: str
    config: dict
    tokenizer: str  # "vocab.txt", or a tokenizer.json: "wordpiece", "wordpiece lowercase", "split", "metaspace"
    layout: str = "safetensors"  # or "pickle"
    left_over: tuple = ()  # tensors that published files hold and the model does not use
    primary: str = ""  # how tokens become spans, for taggers
    pooling: str = ""  # for embedders
    normalize: bool = False
    prefixes: tuple = ("",)  # stand before the texts in turn
    max_tokens: int = MAX_TOKENS
    spare_rows: int = 0  # rows of the embedding that no token belongs to
    settings: dict = field(default_factory=dict)  # of tokenizer_config.json

    @property
    def folder(self):
        return OUT / self.name

    @property
    def tagger(self):
        return not self.pooling


def labelled(labels):
    return {
        "id2label": {str(number): label for number, label in enumerate(labels)},
        "label2id": {label: number for number, label in enumerate(labels)},
    }


def bert_config(architecture, **values):
    return {
        "architectures": [architecture],
        "attention_probs_dropout_prob": 0.1,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": 32,
        "initializer_range": 0.02,
        "intermediate_size": 64,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": MAX_TOKENS,
        "model_type": "bert",
        "num_attention_heads": 4,
        "num_hidden_layers": 2,
        "pad_token_id": 0,
        "type_vocab_size": 2,
    } | values


def xlm_r_config(architecture, **values):
    return bert_config(
        architecture,
        **{
            "bos_token_id": 0,
            "eos_token_id": 2,
            "layer_norm_eps": 1e-05,
            "max_position_embeddings": MAX_TOKENS + 2,
            "model_type": "xlm-roberta",
            "output_past": True,
            "pad_token_id": 1,
            "position_embedding_type": "absolute",
            "type_vocab_size": 1,
            "use_cache": True,
        }
        | values,
    )


def distilbert_config(architecture, **values):
    return {
        "activation": "gelu",
        "architectures": [architecture],
        "attention_dropout": 0.1,
        "dim": 32,
        "dropout": 0.1,
        "hidden_dim": 64,
        "initializer_range": 0.02,
        "max_position_embeddings": MAX_TOKENS,
        "model_type": "distilbert",
        "n_heads": 4,
        "n_layers": 2,
        "pad_token_id": 0,
        "qa_dropout": 0.1,
        "seq_classif_dropout": 0.2,
        "sinusoidal_pos_embds": False,
        "tie_weights_": True,
        "torch_dtype": "float32",
    } | values


def with_beginnings(names):
    return [f"{place}-{name}" for name in names for place in "BI"]


CONLL = ["O", *with_beginnings(["MISC", "PER", "ORG", "LOC"])]
# In the order of the alphabet, as that file has them, so that O does not come first.
RUSSIAN = sorted(["O", *with_beginnings(["CITY", "COUNTRY", "FIRST_NAME", "LAST_NAME", "MIDDLE_NAME", "STREET"])])
KAZNERD = ["O", *with_beginnings(["CARDINAL", "DATE", "GPE", "LOCATION", "ORGANISATION", "PERSON"])]

BERT_SETTINGS = {
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
    "model_max_length": MAX_TOKENS,
    "pad_token": "[PAD]",
    "sep_token": "[SEP]",
    "strip_accents": None,
    "tokenize_chinese_chars": True,
    "tokenizer_class": "BertTokenizer",
    "unk_token": "[UNK]",
}
XLM_R_SETTINGS = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "mask_token": "<mask>",
    "model_max_length": MAX_TOKENS,
    "pad_token": "<pad>",
    "sep_token": "</s>",
    "tokenizer_class": "XLMRobertaTokenizer",
    "unk_token": "<unk>",
}

VARIANTS = [
    Variant(
        "bert-ner",
        bert_config("BertForTokenClassification", _num_labels=9, output_past=True, **labelled(CONLL)),
        "vocab.txt",
        left_over=("bert.pooler", "bert.embeddings.position_ids"),
        primary="first",
        settings={"do_lower_case": False, "init_inputs": [], "max_len": MAX_TOKENS},
    ),
    Variant(
        "bert-ner-tokenizer-json",
        bert_config("BertForTokenClassification", torch_dtype="float32", **labelled(RUSSIAN)),
        "wordpiece lowercase",
        primary="first",
        settings=BERT_SETTINGS | {"do_lower_case": True},
    ),
    Variant(
        "distilbert-ner",
        distilbert_config("DistilBertForTokenClassification", **labelled(CONLL)),
        "wordpiece",
        primary="first",
        settings=BERT_SETTINGS | {"do_lower_case": False, "tokenizer_class": "DistilBertTokenizer"},
    ),
    Variant(
        "xlm-r-ner",
        xlm_r_config("XLMRobertaForTokenClassification", classifier_dropout=None, torch_dtype="float32", **labelled(KAZNERD)),
        "split",
        primary="simple",
        settings=XLM_R_SETTINGS,
    ),
    Variant(
        "xlm-r-bin",
        xlm_r_config("XLMRobertaForTokenClassification", hidden_size=48, intermediate_size=96, **labelled(KAZNERD)),
        "metaspace",
        layout="pickle",
        left_over=("roberta.pooler", "roberta.embeddings.position_ids"),
        primary="simple",
        settings=XLM_R_SETTINGS,
    ),
    Variant(
        "bert-embed-mean",
        bert_config("BertModel", classifier_dropout=None, tokenizer_class="XLMRobertaTokenizer"),
        "split",
        left_over=("embeddings.position_ids",),
        pooling="mean",
        normalize=True,
        prefixes=("query: ", "passage: "),
        spare_rows=35,
        settings=XLM_R_SETTINGS,
    ),
    Variant(
        "xlm-r-embed-cls",
        xlm_r_config("XLMRobertaModel", classifier_dropout=None, hidden_size=48, intermediate_size=96, torch_dtype="float32"),
        "metaspace",
        layout="pickle",
        left_over=("embeddings.position_ids",),
        pooling="cls",
        normalize=True,
        settings=XLM_R_SETTINGS,
    ),
    Variant(
        "bert-embed-minilm",
        bert_config("BertModel", gradient_checkpointing=False, position_embedding_type="absolute", use_cache=True),
        "split",
        left_over=("embeddings.position_ids",),
        pooling="mean",
        max_tokens=32,
        spare_rows=35,
        settings=XLM_R_SETTINGS,
    ),
    Variant(
        "distilbert-embed",
        distilbert_config("DistilBertModel"),
        "wordpiece",
        pooling="mean",
        settings=BERT_SETTINGS | {"do_lower_case": False, "tokenizer_class": "DistilBertTokenizer"},
    ),
]


# ---------------------------------------------------------------- tokenizers


def wordpiece_vocabulary(lowercase, size=560):
    """Letters and two marks that stand over letters, then the parts that words share, those that save the most first."""
    normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    words = Counter(word for word, _ in pre_tokenizers.BertPreTokenizer().pre_tokenize_str(normalizer.normalize_str(CORPUS)))
    letters = sorted(set("".join(words)))
    parts = Counter()
    for word, times in words.items():
        for start in range(len(word)):
            for end in range(start + 2, len(word) + 1):
                parts[word[start:end] if start == 0 else f"##{word[start:end]}"] += times
    saved = {part: times * (len(part.removeprefix("##")) - 1) for part, times in parts.items() if times > 1}
    special = ["[PAD]", *(f"[unused{number}]" for number in range(1, 10)), "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    inner = [letter for letter in letters if letter.isalnum()] + ["\u0306", "\u0308"]
    tokens = special + letters + [f"##{letter}" for letter in inner]
    best = sorted(saved, key=lambda part: (-saved[part], part))
    return tokens + best[: size - len(tokens)]


def wordpiece(lowercase):
    tokens = wordpiece_vocabulary(lowercase)
    ids = {token: number for number, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0",
        pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])],
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")])
    return tokenizer


def sentencepiece_model(size=420):
    """Pieces with their scores, and the table of characters, from a file of SentencePiece."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "corpus.txt").write_text(CORPUS, encoding="utf8")
        rules = [*pieces.RULES, "A\t20"]
        (path / "rules.tsv").write_text("".join(f"{rule}\n" for rule in rules), encoding="utf8")
        pieces.train(path / "model", [path / "corpus.txt"], size, normalization_rule_tsv=str(path / "rules.tsv"))
        return sentencepiece_model_pb2.ModelProto.FromString((path / "model.model").read_bytes())


def xlm_r(kind):
    """The numbering of fairseq, and one of the two ways in which published files write what comes before the pieces."""
    model = sentencepiece_model()
    scores = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    scores += [(piece.piece, piece.score) for piece in model.pieces[3:]] + [("<mask>", 0.0)]
    tokenizer = Tokenizer(models.Unigram(scores, unk_id=3, byte_fallback=False))
    table = normalizers.Precompiled(model.normalizer_spec.precompiled_charsmap)
    blank = pre_tokenizers.Metaspace()
    if kind == "split":
        tokenizer.normalizer = table
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), blank])
    else:
        blanks = [normalizers.Strip(left=False, right=True), normalizers.Replace(Regex(" {2,}"), "▁")]
        tokenizer.normalizer = normalizers.Sequence([table, *blanks])
        tokenizer.pre_tokenizer = blank
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in ("<s>", "<pad>", "</s>", "<unk>")])
    tokenizer.add_special_tokens([AddedToken("<mask>", special=True, lstrip=True)])
    return tokenizer


def write_tokenizer(variant):
    """Writes the files of the tokenizer; returns how many tokens there are."""
    write_json(variant.folder / "tokenizer_config.json", dict(sorted(variant.settings.items())), indent=2)
    if variant.tokenizer == "vocab.txt":
        tokens = wordpiece_vocabulary(lowercase=False)
        (variant.folder / "vocab.txt").write_text("".join(f"{token}\n" for token in tokens), encoding="utf8")
        return len(tokens)
    if variant.tokenizer.startswith("wordpiece"):
        tokenizer = wordpiece(lowercase=variant.tokenizer.endswith("lowercase"))
    else:
        tokenizer = xlm_r(variant.tokenizer)
    if variant.max_tokens < MAX_TOKENS:
        # Files of sentence-transformers say how texts are cut and filled up; whoever reads them must not do it twice.
        tokenizer.enable_truncation(variant.max_tokens)
        tokenizer.enable_padding(length=variant.max_tokens, pad_id=1, pad_token="<pad>")
    content = json.loads(tokenizer.to_str())
    if variant.name == "xlm-r-ner":
        write_old_metaspace(content)
    write_json(variant.folder / "tokenizer.json", content)
    return tokenizer.get_vocab_size()


def write_old_metaspace(content):
    """As files were written before `prepend_scheme`."""
    old = {"type": "Metaspace", "replacement": "▁", "str_rep": "▁", "add_prefix_space": True}
    content["decoder"] = old
    content["pre_tokenizer"]["pretokenizers"][1] = old


def load_tokenizer(variant):
    """The tokenizer that the file describes: Transformers by itself takes only the vocabulary and knows the rest."""
    by_itself = AutoTokenizer.from_pretrained(variant.folder, model_max_length=variant.max_tokens)
    if variant.tokenizer == "vocab.txt":
        return by_itself
    names = {name: value for name, value in variant.settings.items() if name.endswith("_token")}
    file = str(variant.folder / "tokenizer.json")
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=file, model_max_length=variant.max_tokens, **names)
    for text in [*TEXTS, CORPUS]:
        assert encode(tokenizer, text)["input_ids"] == encode(by_itself, text)["input_ids"], text
    return tokenizer


def encode(tokenizer, text, **options):
    return tokenizer(text, return_offsets_mapping=True, truncation=False, padding=False, verbose=False, **options)


# ---------------------------------------------------------------- weights


def automatic(variant):
    return AutoModelForTokenClassification if variant.tagger else AutoModel


def draw(variant, name, shape, generator):
    def normal(deviation):
        return torch.randn(shape, generator=generator) * deviation

    if "orm" in name and name.endswith(".weight"):
        signs = torch.randint(0, 2, shape, generator=generator) * 2 - 1
        return (torch.rand(shape, generator=generator) * 0.8 + 0.6) * signs
    if name == "classifier.bias":
        nothing = torch.zeros(shape)
        nothing[variant.config["label2id"]["O"]] = 4.0
        return normal(0.5) + nothing
    if name.endswith(".bias"):
        return normal(0.2)
    if "word_embeddings" in name or name == "classifier.weight":
        return normal(0.6)
    return normal(0.35)


def random_weights(variant, seed):
    generator = torch.Generator().manual_seed(seed)
    shapes = automatic(variant).from_config(AutoConfig.from_pretrained(variant.folder)).state_dict()
    return OrderedDict((name, draw(variant, name, tensor.shape, generator)) for name, tensor in shapes.items())


def left_over_tensors(variant):
    config = variant.config
    tensors = {}
    for name in variant.left_over:
        if name.endswith("position_ids"):
            tensors[name] = torch.arange(config["max_position_embeddings"]).unsqueeze(0)
        else:
            tensors[f"{name}.dense.weight"] = torch.full((config["hidden_size"], config["hidden_size"]), 3.0)
            tensors[f"{name}.dense.bias"] = torch.full((config["hidden_size"],), 3.0)
    return tensors


def write_weights(variant, weights):
    tensors = OrderedDict(weights | left_over_tensors(variant))
    if variant.layout == "pickle":
        torch.save(tensors, variant.folder / "pytorch_model.bin")
    else:
        save_file(tensors, variant.folder / "model.safetensors", metadata={"format": "pt"})


def load_model(variant, weights):
    model = automatic(variant).from_pretrained(variant.folder, dtype=torch.float32, attn_implementation="eager").eval()
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, weights[name]), name
    return model


# ---------------------------------------------------------------- taggers


class Unstable(Exception):
    """These weights will not do."""


@torch.no_grad()
def logits_of(model, ids):
    logits = model(input_ids=torch.tensor([ids])).logits[0]
    best = logits.topk(2).values
    if (best[:, 0] - best[:, 1]).min() < MARGIN:
        raise Unstable("close choice")
    return logits


def spans(pipeline, text, strategy, **options):
    found = pipeline(text, aggregation_strategy=strategy, **options)
    return [
        {name: span[name] for name in ("entity_group", "start", "end")} | {"score": rounded(float(span["score"]))}
        for span in found
    ]


def tagged_text(model, tokenizer, pipeline, text):
    encoded = encode(tokenizer, text)
    assert len(encoded["input_ids"]) <= MAX_TOKENS, text
    return {
        "text": text,
        "ids": encoded["input_ids"],
        "offsets": encoded["offset_mapping"],
        "logits": rounded(logits_of(model, encoded["input_ids"])),
        "first": spans(pipeline, text, "first"),
        "simple": spans(pipeline, text, "simple"),
    }


def long_text(tokenizer):
    """As much of the corpus as makes LONG_TOKENS tokens."""
    words = CORPUS.split()
    words = words[::3] + words[1::3]
    for count in range(1, len(words)):
        text = " ".join(words[:count])
        if len(encode(tokenizer, text)["input_ids"]) >= LONG_TOKENS:
            return text
    raise SystemExit("the corpus is too short")


def windows(model, tokenizer, text):
    """Windows as the tokenizer cuts them; `start_token` counts the tokens of the text before each, without special ones."""
    whole = encode(tokenizer, text)["input_ids"][1:-1]
    cut = tokenizer(text, max_length=MAX_TOKENS, truncation=True, stride=OVERLAP, return_overflowing_tokens=True)["input_ids"]
    found = []
    for number, ids in enumerate(cut):
        start = number * (MAX_TOKENS - 2 - OVERLAP)
        assert ids[1:-1] == whole[start : start + MAX_TOKENS - 2]
        found.append({"start_token": start, "ids": ids, "logits": rounded(logits_of(model, ids))})
    assert start + len(ids) - 2 == len(whole)
    return found


def tagged_long_text(model, tokenizer, pipeline):
    text = long_text(tokenizer)
    encoded = encode(tokenizer, text)
    return {
        "text": text,
        "ids": encoded["input_ids"],
        "offsets": encoded["offset_mapping"],
        "overlap": OVERLAP,
        "windows": windows(model, tokenizer, text),
        "first": spans(pipeline, text, "first", stride=OVERLAP),
        "simple": spans(pipeline, text, "simple", stride=OVERLAP),
    }


def check_labels_vary(variant, cases):
    nothing = variant.config["label2id"]["O"]
    chosen = [max(range(len(row)), key=row.__getitem__) for case in cases for row in case["logits"]]
    if not 0.3 < chosen.count(nothing) / len(chosen) < 0.7 or len(set(chosen)) < 0.8 * len(variant.config["id2label"]):
        raise Unstable("labels do not vary")
    if sum(len(case["first"]) for case in cases) < 12 or not any(span_of_several(case) for case in cases):
        raise Unstable("too few spans")


def span_of_several(case):
    """Whether a span goes over a blank: a label that goes on over words."""
    return any(" " in case["text"][span["start"] : span["end"]].strip() for span in case["first"])


def tagger_expectations(variant, model):
    tokenizer = load_tokenizer(variant)
    pipeline = TokenClassificationPipeline(model=model, tokenizer=tokenizer, device="cpu")
    cases = [tagged_text(model, tokenizer, pipeline, text) for text in TEXTS]
    long = tagged_long_text(model, tokenizer, pipeline)
    check_labels_vary(variant, cases)
    labels = list(variant.config["id2label"].values())
    return {"max_tokens": MAX_TOKENS, "primary": variant.primary, "labels": labels, "texts": cases, "long": long}


# ---------------------------------------------------------------- embedders


def write_json_of_modules(variant):
    """What sentence-transformers keeps beside the model, in the words of published folders."""
    kinds = ["Transformer", "Pooling"] + (["Normalize"] if variant.normalize else [])
    paths = ["", "1_Pooling", "2_Normalize"]
    modules = [
        {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for number, (kind, path) in enumerate(zip(kinds, paths, strict=False))
    ]
    write_json(variant.folder / "modules.json", modules, indent=2)
    settings = {"max_seq_length": variant.max_tokens, "do_lower_case": False}
    write_json(variant.folder / "sentence_bert_config.json", settings, indent=2)
    pooling = {
        "word_embedding_dimension": width(variant),
        "pooling_mode_cls_token": variant.pooling == "cls",
        "pooling_mode_mean_tokens": variant.pooling == "mean",
        "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False,
    }
    (variant.folder / "1_Pooling").mkdir()
    write_json(variant.folder / "1_Pooling/config.json", pooling, indent=2)


def width(variant):
    return variant.config.get("hidden_size", variant.config.get("dim"))


def sentence_model(variant):
    transformer = Transformer(str(variant.folder), max_seq_length=variant.max_tokens)
    last = [Normalize()] if variant.normalize else []
    return SentenceTransformer(modules=[transformer, Pooling(width(variant), variant.pooling), *last], device="cpu")


@torch.no_grad()
def last_states(model, ids):
    return rounded(model(input_ids=torch.tensor([ids])).last_hidden_state[0])


def embedder_expectations(variant, model):
    tokenizer = load_tokenizer(variant)
    prefixes = [variant.prefixes[number % len(variant.prefixes)] for number in range(len(TEXTS) + 1)]
    texts = [*TEXTS, " ".join(CORPUS.split()[:60])]
    whole = [prefix + text for prefix, text in zip(prefixes, texts, strict=True)]
    vectors = sentence_model(variant).encode(whole)
    by_itself = SentenceTransformer(str(variant.folder), device="cpu").encode(whole)
    assert abs(vectors - by_itself).max() < 1e-5, "the folder says something else"
    ids = [tokenizer(text, truncation=True, max_length=variant.max_tokens)["input_ids"] for text in whole]
    cases = [
        {"prefix": prefix, "text": text, "ids": row, "vector": rounded(vector.tolist())}
        for prefix, text, row, vector in zip(prefixes, texts, ids, vectors, strict=True)
    ]
    return {
        "max_tokens": variant.max_tokens,
        "pooling": variant.pooling,
        "normalize": variant.normalize,
        "last_hidden_state": last_states(model, ids[0]),
        "texts": cases,
    }


# ---------------------------------------------------------------- folders


def rounded(values):
    values = values.tolist() if isinstance(values, torch.Tensor) else values
    if isinstance(values, list):
        return [rounded(value) for value in values]
    return round(values, 6)


def write_json(path, value, indent=None):
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))
    if not indent:
        for key in ("text", "start_token", "prefix"):
            text = text.replace(f'{{"{key}"', f'\n{{"{key}"')
    path.write_text(text + "\n", encoding="utf8")


def write_variant(variant):
    """Writes the first model that will do; returns its seed."""
    shutil.rmtree(variant.folder, ignore_errors=True)
    variant.folder.mkdir(parents=True)
    variant.config["vocab_size"] = write_tokenizer(variant) + variant.spare_rows
    write_json(variant.folder / "config.json", dict(sorted(variant.config.items())), indent=2)
    if not variant.tagger:
        write_json_of_modules(variant)
    refusals = Counter()
    for seed in range(SEEDS):
        weights = random_weights(variant, seed)
        write_weights(variant, weights)
        model = load_model(variant, weights)
        try:
            expected = (tagger_expectations if variant.tagger else embedder_expectations)(variant, model)
        except Unstable as refusal:
            refusals[str(refusal)] += 1
            continue
        write_json(variant.folder / "expected.json", expected)
        return seed
    raise SystemExit(f"{variant.name}: no weights that will do among {SEEDS}: {dict(refusals)}")


def size_of(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(wanted):
    print(f"{'folder':24} {'seed':>5} {'kB':>5}")
    for variant in VARIANTS:
        if not wanted or variant.name in wanted:
            seed = write_variant(variant)
            print(f"{variant.name:24} {seed:5} {size_of(variant.folder) / 1e3:5.0f}", flush=True)
    print(f"{size_of(OUT) / 1e6:.2f} MB in {OUT}")


if __name__ == "__main__":
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    warnings.filterwarnings("ignore", message="Tokenizer does not support real words")
    torch.set_num_threads(1)
    main(sys.argv[1:])
