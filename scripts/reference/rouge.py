#!/usr/bin/env python3
"""Writes tests/data/rouge.json: what Google's rouge_score says of our own sentences.

Run by hand, and only when a case is added:

    python3 -m venv venv && venv/bin/pip install rouge-score==0.1.2
    venv/bin/python scripts/reference/rouge.py > tests/data/rouge.json

rouge_score knows ASCII letters only, so it is given the tokens of src/evaluate/rouge.rs: maximal
runs of alphanumeric characters, lower-cased. Where a case is ASCII, the script makes sure that
rouge_score with its own tokens (use_stemmer=False) says the same.
"""

import importlib.metadata
import itertools
import json

from rouge_score import rouge_scorer

VERSION = "0.1.2"
TYPES = ["rouge1", "rouge2", "rougeL"]

# (hypothesis, reference)
CASES = [
    # Nothing to compare.
    ("", ""),
    ("", "The bridge opens on Monday."),
    ("The bridge opens on Monday.", ""),
    ("... – !", "The bridge opens on Monday."),
    # English.
    ("The bridge opens on Monday.", "The bridge opens on Monday."),
    ("the bridge OPENS on monday", "The bridge opens on Monday!"),
    ("On Monday the bridge opens.", "The bridge opens on Monday."),
    ("Bakers in the old town raised the price of bread.", "The price of bread rose in the old town."),
    ("Monday", "Monday"),
    ("Monday", "The bridge opens on Monday."),
    ("Nothing in common here", "Quite other words stand there"),
    # Repeats count as often as they stand on both sides.
    ("the the the the", "the bridge"),
    ("rain and rain and rain", "rain and snow and rain"),
    ("a b a b a b", "b a b a"),
    # Numbers, hyphens, apostrophes and underscores part tokens.
    ("Exports grew by 3.5% to $1,200 in 2023-24.", "Exports grew 3.5 percent to 1,200 dollars in 2023/24."),
    ("The mayor's re-election wasn't a surprise", "The mayors re election was not a surprise"),
    ("file_name and file-name", "file name and filename"),
    ("One line\nand\tanother line", "one line and another line"),
    # Longer than its reference, and the other way round.
    (
        "The library will stay open until ten at night, the director said, because students asked for it "
        "and the city found the money for two more librarians.",
        "The library will stay open until ten at night.",
    ),
    (
        "The library stays open longer.",
        "The library will stay open until ten at night, the director said, because students asked for it "
        "and the city found the money for two more librarians.",
    ),
    # Russian.
    ("Новый мост откроют в понедельник.", "В понедельник откроют новый мост."),
    ("Цены на хлеб выросли на 5,5 % за год", "За год хлеб подорожал на 5,5 %."),
    ("Ёлку на площади зажгут 25 декабря.", "ёлку на площади зажгут двадцать пятого декабря"),
    ("«Поезд Алматы — Астана» опоздал на час", "Поезд Алматы-Астана опоздал на два часа"),
    # Kazakh, in Cyrillic and in Latin letters.
    ("Жаңа көпір дүйсенбіде ашылады.", "Дүйсенбіде қалада жаңа көпір ашылады."),
    ("ҚАЛАДА ҮШ МЕКТЕП САЛЫНДЫ", "Қалада үш мектеп салынды, тағы біреуі жоспарда."),
    ("Нан бағасы 5,5 пайызға өсті", "Биыл нан бағасы бес жарым пайызға өсті"),
    ("Ол келді, ол көрді, ол жеңді", "ол келді ол кетті"),
    ("Jańa kópir dúısenbide ashylady.", "Dúısenbide qalada jańa kópir ashylady."),
    ("İlgeri bastyq, İlgeri", "ilgeri bastyq"),
    # Scripts side by side.
    ("Kazinform хабарлайды: Astana Hub жаңа грант жариялады", "Astana Hub жаңа грант жариялады, деп хабарлады Kazinform"),
    ("Объём 20 м² и №5 в 19:30", "объём 20 м² и № 5 в 19.30"),
]


class AlphanumericRuns:
    """The tokens of src/evaluate/rouge.rs."""

    def tokenize(self, text):
        runs = itertools.groupby(text, key=str.isalnum)
        return ["".join(run).lower() for alphanumeric, run in runs if alphanumeric]


def scores(scorer, hypothesis, reference):
    found = scorer.score(target=reference, prediction=hypothesis)
    return {name: [found[name].precision, found[name].recall, found[name].fmeasure] for name in TYPES}


def main():
    installed = importlib.metadata.version("rouge_score")
    if installed != VERSION:
        raise SystemExit(f"needs rouge_score {VERSION}, found {installed}")
    ours = rouge_scorer.RougeScorer(TYPES, tokenizer=AlphanumericRuns())
    plain = rouge_scorer.RougeScorer(TYPES, use_stemmer=False)
    lines = []
    for hypothesis, reference in CASES:
        case = {"hypothesis": hypothesis, "reference": reference, **scores(ours, hypothesis, reference)}
        if hypothesis.isascii() and reference.isascii():
            assert scores(plain, hypothesis, reference) == scores(ours, hypothesis, reference), case
        lines.append(json.dumps(case, ensure_ascii=False))
    print('{"made_by": "scripts/reference/rouge.py", "rouge_score": "%s", "cases": [' % VERSION)
    print(",\n".join(lines))
    print("]}")


if __name__ == "__main__":
    main()
