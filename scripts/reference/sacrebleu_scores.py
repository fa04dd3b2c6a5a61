"""Compares what `tuyin eval mt` prints with sacreBLEU's, for seeded corpora of perturbed lines. Needs sacrebleu 2.6.0.

    python sacrebleu_scores.py TUYIN DATA_FOLDER [--cli]       compare; --cli runs sacreBLEU's command too
    python sacrebleu_scores.py --fixture FILE DATA_FOLDER      write the cases of tests/data/mt.json

DATA_FOLDER holds texts, a line each, in files that end in .kk.txt, .ru.txt and .en.txt.
"""

import glob
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF

WIDTHS = (1, 2, 4)
SIZES = (1, 1, 1, 2, 3, 5, 8, 13, 30, 75, 200, 400, 600)
CORPORA = 72
NASTY = list("aЖқ1234567890.,-'\"&;:!?()[]{}/\\<>@#$%^*_+=~`|  \t") + [
    "&quot;", "&amp;", "&lt;", "&gt;", "&amp;lt;", "&amp;quot;", "<skipped>", "&apos;", "1,000.5", "5.", "3,", "5-6", "--", "...",
    "\u00a0", "\u2003", "\u2028", "\u3000", "\u1680", "\u0085", "\u001c", "\u001f", "\u200b", "\ufeff", "\v", "\f", "\r",
    "\u0301", "\u0306", "«", "»", "—", "–", "…", "“", "”", "№", "‚", "。", "٫", "٣", "²", "½", "é", "ß", "İ", "😀", "👩\u200d🔬", "𝟓",
]


def perturb(line, noise, rng):
    """One line with words and characters changed."""
    words = line.split(" ")
    changed = []
    for word in words:
        fate = rng.random()
        if fate < 0.10 * noise:
            continue
        if fate < 0.15 * noise:
            changed.append(word)
        if fate < 0.20 * noise:
            word = "".join(rng.sample(word, len(word)))
        if fate < 0.30 * noise:
            word = "".join(str(rng.randrange(10)) if letter.isdigit() else letter for letter in word)
            word = "".join(rng.choice(NASTY) if not letter.isalnum() else letter for letter in word)
        if fate > 1 - 0.10 * noise:
            place = rng.randrange(len(word) + 1)
            word = word[:place] + rng.choice(NASTY) + word[place:]
        changed.append(word)
    if len(changed) > 1 and rng.random() < noise:
        place = rng.randrange(len(changed) - 1)
        changed[place], changed[place + 1] = changed[place + 1], changed[place]
    if rng.random() < 0.02 * noise:
        return rng.choice(["", " ", "\t", "."])
    return " ".join(changed) + (rng.choice(NASTY) if rng.random() < 0.1 * noise else "")


def nasty(rng, longest):
    """A line of nothing but trouble."""
    return "".join(rng.choices(NASTY, k=rng.randrange(longest + 1)))


def corpora(folder):
    """Pairs of hypotheses and references; no line has a line feed."""
    texts = {path: open(path, encoding="utf-8", newline="\n").read().split("\n")[:-1] for path in sorted(glob.glob(folder + "/*.txt"))}
    paths = itertools.cycle(texts)
    for seed in range(CORPORA):
        rng = random.Random(seed)
        lines = texts[next(paths)]
        size = min(SIZES[seed % len(SIZES)], len(lines))
        chosen = rng.sample(lines, size)
        noise = rng.choice([0, 0.2, 0.5, 1, 2, 3])
        hypotheses = [perturb(line, noise, rng) for line in chosen]
        if seed % 4 == 1:
            chosen = [perturb(line, 0.5, rng) for line in chosen]
        if seed % 9 == 8:
            rng.shuffle(hypotheses)
        yield hypotheses, chosen
    for seed in range(CORPORA):
        rng = random.Random(1000 + seed)
        size = SIZES[seed % len(SIZES)]
        references = [nasty(rng, 1 + seed) for _ in range(size)]
        yield [perturb(line, 1, rng) if rng.random() < 0.9 else nasty(rng, 30) for line in references], references
    one = ["a", "жоқ", "нет.", ""]
    yield from (([left], [right]) for left in one for right in one)
    yield [line.upper() for line in lines[:5]], ["0"] * 5
    yield ["", "", ""], lines[:3]
    yield lines[:3], ["", "", ""]


def metrics():
    return [BLEU(), CHRF(), CHRF(word_order=2)]


def expected(hypotheses, references, width):
    lines = []
    for metric in metrics():
        score = metric.corpus_score(hypotheses, [references])
        lines.append(score.format(width=width, signature=str(metric.get_signature())))
    return lines


def cli(hypotheses, references, width):
    """What sacreBLEU's command prints for two files."""
    command = [sys.executable, "-m", "sacrebleu", references, "-i", hypotheses, "-f", "text", "-w", str(width), "-m"]
    lines = []
    for more in (["bleu"], ["chrf"], ["chrf", "--chrf-word-order", "2"]):
        run = subprocess.run(command + more, capture_output=True, text=True, check=True)
        lines.append(run.stdout.rstrip("\n"))
    return lines


def scored(binary, paths, width):
    """The lines of `tuyin eval mt`; with more decimals the scores alone."""
    flags = [] if width == 1 else ["--json"]
    found = subprocess.run([binary, "eval", "mt", *paths, *flags], capture_output=True, check=True).stdout.decode()
    if width == 1:
        return found.split("\n")[:3]
    scores = json.loads(found)
    return [f"{scores[name]['score']:.{width}f}" for name in ("bleu", "chrf", "chrf_words")]


def only_scores(lines, width):
    """Of sacreBLEU's lines the scores, where tuyin gives no more."""
    return lines if width == 1 else [line.split(" = ")[1].split()[0] for line in lines]


def compare(binary, folder, use_cli):
    equal = {"api": 0, "cli": 0}
    made = {"api": 0, "cli": 0}
    count = 0
    scores = []
    with tempfile.TemporaryDirectory() as temporary:
        paths = [os.path.join(temporary, name) for name in ("hypotheses", "references")]
        for number, corpus in enumerate(corpora(folder)):
            count += 1
            for path, lines in zip(paths, corpus):
                with open(path, "w", encoding="utf-8", newline="\n") as file:
                    file.writelines(line + "\n" for line in lines)
            for width in WIDTHS:
                found = scored(binary, paths, width)
                wanted = {"api": expected(*corpus, width)}
                if use_cli and (width == WIDTHS[number % len(WIDTHS)]):
                    wanted["cli"] = cli(*paths, width)
                for source, lines in wanted.items():
                    lines = only_scores(lines, width)
                    assert len(lines) == len(found) == 3
                    for left, right in zip(found, lines):
                        made[source] += 1
                        equal[source] += left == right
                        if left != right:
                            print(f"corpus {number} width {width} {source}:\n  {left}\n  {right}")
                if width == 1:
                    scores.append([line.split(" = ")[1].split()[0] for line in found])
    print("scores", " ".join("/".join(score) for score in scores))
    print(f"sacreBLEU {sacrebleu.__version__}, {count} corpora: " + ", ".join(f"{source} {equal[source]} of {made[source]} equal" for source in made))
    return equal == made


def fixture(path, folder):
    """Small cases, with line feeds within lines too."""
    rng = random.Random(7)
    cases = []
    for hypotheses, references in corpora(folder):
        if not 1 < sum(map(len, hypotheses + references)) < 900:
            continue
        if rng.random() < 0.5:
            hypotheses = [line.replace(" ", "-\n", 1).replace(" ", "\n", 1) + rng.choice(["", "\n", "-\n"]) for line in hypotheses]
        bleu, chrf, chrf_words = expected(hypotheses, references, 4)
        cases.append(dict(hypotheses=hypotheses, references=references, bleu=bleu, chrf=chrf, chrf_words=chrf_words))
    with open(path, "w", encoding="utf-8") as file:
        cases = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
        file.write(f'{{"version": "{sacrebleu.__version__}", "cases": [\n{cases}\n]}}\n')


if __name__ == "__main__":
    if sys.argv[1] == "--fixture":
        fixture(*sys.argv[2:4])
    else:
        sys.exit(not compare(*sys.argv[1:3], "--cli" in sys.argv))
