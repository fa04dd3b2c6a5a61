#!/usr/bin/env python3
"""Writes seeded corruptions of human translations, to see which of them the checks of a digest find.

    scripts/corruptions/corrupt.py --seed 7 --count 4000 PREFIX... > corruptions.jsonl
    scripts/corruptions/corrupt.py --count 0 --clean PREFIX... > clean.jsonl

Every PREFIX stands for PREFIX.kk.txt, PREFIX.ru.txt and PREFIX.en.txt, whose lines are translations of each other. Each
line of the output has the kind, the languages, the source, the corrupted target, the original target and what was
changed. With --clean the untouched pairs follow as kind "none". Knows nothing of the program's own code; standard
library only. README.md says what each kind does.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import permutations, zip_longest
from pathlib import Path
from random import Random

from language import LANGUAGES
from names import Names
from pairs import Change, Maker, Pair
from quantities import currency, date, digit, number_word, scale, unit
from sentences import dropped, loop, negation, wrong_language, wrong_script

VARIANTS = 4  # corruptions of one kind made of one pair, at most

Cell = tuple[str, str, str]  # kind, from, to


def read_pairs(prefixes: Sequence[str]) -> list[Pair]:
    """All lines in all six directions."""
    pairs = []
    for which, prefix in enumerate(sorted(prefixes)):
        columns = [Path(f"{prefix}.{language}.txt").read_text(encoding="utf-8").splitlines() for language in LANGUAGES]
        if len({len(column) for column in columns}) > 1:
            sys.exit(f"{prefix}: the files have different numbers of lines")
        for number, texts in enumerate(zip(*columns)):
            lines = tuple(zip(LANGUAGES, (text.strip() for text in texts)))
            if all(text for _, text in lines):
                pairs += [Pair(which, number, source, target, lines) for source, target in permutations(LANGUAGES, 2)]
    return pairs


def makers(pairs: list[Pair]) -> dict[str, Maker]:
    return {
        "digit": digit, "number-word": number_word, "scale": scale, "unit": unit, "currency": currency, "date": date, "name": Names(pairs).maker(),
        "negation": negation, "dropped": dropped, "wrong-language": wrong_language, "wrong-script": wrong_script, "loop": loop,
    }


def record(kind: str, pair: Pair, target: str, detail: str) -> dict[str, str]:
    return {"kind": kind, "from": pair.source_language, "to": pair.target_language, "source": pair.source, "target": target,
            "original": pair.target, "detail": detail}


def corruptions(kind: str, make: Maker, pairs: list[Pair], rng: Random) -> list[dict[str, str]]:
    """All that the pairs allow: first one of every pair, in random order, then second ones, and so on."""
    shuffled = rng.sample(pairs, len(pairs))
    columns = [different(pair, make(pair, rng), rng) for pair in shuffled]
    rounds = zip_longest(*columns)
    return [record(kind, pair, change.target, change.detail)
            for changes in rounds for pair, change in zip(shuffled, changes) if change]


def different(pair: Pair, changes: list[Change], rng: Random) -> list[Change]:
    """A few of the changes, in random order where they are many, without such as change nothing."""
    unique = {change.target: change for change in changes if change.target != pair.target}
    kept = list(unique.values())
    return kept if len(kept) <= 1 else rng.sample(kept, min(VARIANTS, len(kept)))


def shares(supply: dict[str, int], count: int) -> dict[str, int]:
    """Divides the count evenly; what one cannot give falls to those that can."""
    given = {name: 0 for name in supply}
    for number, (name, most) in enumerate(sorted(supply.items(), key=lambda item: (item[1], item[0]))):
        given[name] = min(most, (count - sum(given.values())) // (len(supply) - number))
    spare = count - sum(given.values())
    for name in sorted(supply):
        more = min(spare, supply[name] - given[name])
        given[name] += more
        spare -= more
    return given


def choose(cells: dict[Cell, list[dict[str, str]]], count: int) -> list[dict[str, str]]:
    """Evenly over the kinds, and within a kind over the directions, as far as there is material."""
    kinds = sorted({kind for kind, _, _ in cells})
    chosen = []
    for kind, share in shares({kind: sum(len(made) for cell, made in cells.items() if cell[0] == kind) for kind in kinds}, count).items():
        directions = {f"{cell[1]} {cell[2]}": cell for cell in sorted(cells) if cell[0] == kind}
        for direction, number in shares({name: len(cells[cell]) for name, cell in directions.items()}, share).items():
            chosen += cells[directions[direction]][:number]
    return chosen


def corrupted(pairs: list[Pair], seed: int, count: int) -> list[dict[str, str]]:
    cells: dict[Cell, list[dict[str, str]]] = {}
    for kind, make in makers(pairs).items():
        for source, target in permutations(LANGUAGES, 2):
            rng = Random(f"{seed} {kind} {source} {target}")
            direction = [pair for pair in pairs if (pair.source_language, pair.target_language) == (source, target)]
            cells[kind, source, target] = corruptions(kind, make, direction, rng)
    return choose(cells, count)


def report(records: list[dict[str, str]]) -> None:
    """A table of how many of each kind were made in each direction, on standard error."""
    counts = Counter((made["kind"], f"{made['from']}-{made['to']}") for made in records)
    directions = sorted({direction for _, direction in counts})
    print(" " * 16 + "".join(f"{direction:>7}" for direction in directions), file=sys.stderr)
    for kind in sorted({kind for kind, _ in counts}):
        print(f"{kind:16}" + "".join(f"{counts[kind, direction]:7}" for direction in directions), file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes seeded corruptions of aligned translations as JSON lines.")
    parser.add_argument("prefixes", metavar="PREFIX", nargs="+", help="stands for PREFIX.kk.txt, PREFIX.ru.txt and PREFIX.en.txt")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=4000, help="how many corruptions, as far as the texts allow")
    parser.add_argument("--clean", action="store_true", help='write the untouched pairs as well, as kind "none"')
    arguments = parser.parse_args()
    pairs = read_pairs(arguments.prefixes)
    records = corrupted(pairs, arguments.seed, arguments.count) if arguments.count else []
    if arguments.clean:
        records += [record("none", pair, pair.target, "") for pair in pairs]
    for made in records:
        print(json.dumps(made, ensure_ascii=False))
    report(records)


if __name__ == "__main__":
    main()
