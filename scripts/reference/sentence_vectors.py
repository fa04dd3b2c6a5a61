#!/usr/bin/env python3
"""Vectors of the lines of a file by sentence-transformers, to hold those of an embedder of real size against.

    python3 -m venv venv
    venv/bin/pip install sentence-transformers==6.2.0 torch==2.15.0 transformers==5.24.0
    venv/bin/python scripts/reference/sentence_vectors.py MODEL_FOLDER LINES_FILE --pooling mean --normalize > vectors.json
    venv/bin/python scripts/reference/sentence_vectors.py MODEL_FOLDER LINES_FILE --prefix "query: " --normalize > vectors.json

Lines without text are left out. Writes {"texts": [...], "vectors": [...]}, the texts without the prefix. What the folder says
of pooling and normalizing is not read; texts are cut where its sentence_bert_config.json or its tokenizer says.
"""

import argparse
import json
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("lines", type=Path)
    parser.add_argument("--pooling", choices=["mean", "cls"], default="mean")
    parser.add_argument("--normalize", action="store_true")
    parser.add_argument("--prefix", default="")
    return parser.parse_args()


def longest(folder):
    settings = folder / "sentence_bert_config.json"
    return json.loads(settings.read_text())["max_seq_length"] if settings.exists() else None


def sentence_model(options):
    transformer = Transformer(str(options.model), max_seq_length=longest(options.model))
    pooling = Pooling(transformer.get_embedding_dimension(), options.pooling)
    return SentenceTransformer(modules=[transformer, pooling, *([Normalize()] if options.normalize else [])], device="cpu")


def main():
    options = arguments()
    torch.set_num_threads(1)
    texts = [line for line in options.lines.read_text(encoding="utf8").splitlines() if line.strip()]
    vectors = sentence_model(options).encode([options.prefix + text for text in texts], show_progress_bar=False)
    rows = [[round(value, 6) for value in vector] for vector in vectors.tolist()]
    print(json.dumps({"texts": texts, "vectors": rows}, ensure_ascii=False))


if __name__ == "__main__":
    main()
