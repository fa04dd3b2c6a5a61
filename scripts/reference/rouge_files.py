#!/usr/bin/env python3
"""Compares `tuyin eval summary` with Google's rouge_score on files of real hypotheses and references.

    venv/bin/pip install rouge-score==0.1.2
    venv/bin/python scripts/reference/rouge_files.py TUYIN HYPOTHESIS.jsonl REFERENCE.jsonl

The hypotheses are what `tuyin summarize` prints, the references records with `id` and `summary`. rouge_score knows ASCII letters
only, so it is given the tokens of src/evaluate/rouge.rs: maximal runs of alphanumeric characters, lower-cased.
"""

import json
import re
import subprocess
import sys

from rouge_score import rouge_scorer, tokenizers


class Tokens(tokenizers.Tokenizer):
    def tokenize(self, text):
        return re.findall(r"[^\W_]+", text.lower())


def records(path):
    with open(path, encoding="utf-8") as lines:
        return {str(record["id"]): record for record in map(json.loads, lines)}


def text(summary):
    return summary if isinstance(summary, str) else " ".join(sentence["text"] for sentence in summary)


def main():
    tuyin, hypothesis, reference = sys.argv[1:]
    ours = json.loads(subprocess.run([tuyin, "eval", "summary", hypothesis, reference, "--json"], capture_output=True, check=True).stdout)
    hypotheses, references = records(hypothesis), records(reference)
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL"], tokenizer=Tokens())
    scores = [scorer.score(text(references[name]["summary"]), text(record["summary"])) for name, record in hypotheses.items() if name in references]
    worst = 0.0
    for theirs, own in (("rouge1", "rouge1"), ("rouge2", "rouge2"), ("rougeL", "rouge_l")):
        for measure in ("precision", "recall", "fmeasure"):
            mean = sum(getattr(score[theirs], measure) for score in scores) / len(scores)
            value = ours[own]["f1" if measure == "fmeasure" else measure]
            worst = max(worst, abs(mean - value / 100 if value > 1 else mean - value))
            print(f"{theirs} {measure:9} {mean:.6f} {value}")
    print(f"{len(scores)} summaries, largest difference {worst:.2e}")
    sys.exit(worst > 1e-6)


main()
