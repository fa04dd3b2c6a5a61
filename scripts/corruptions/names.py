"""Corruptions of names: another name in its place, or several wrong letters."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from language import LANGUAGES, VOWELS, Token, fold, kk_plain, similarity, sound, tokens
from pairs import Change, Maker, Pair, swap
from quantities import MONTHS, WEEKDAYS

MATCH = 0.72  # names as similar as this are the same name in two languages
STRANGE = 0.5  # a new name must be less similar than this to every name of the source
NEIGHBOURS = 15  # lines so near may call one person by several names
LEAST_LETTERS = 4
NAME_SUFFIXES = [1, 2, 3, 4, 5, 6, 7, 11]  # places in kk_plain


@dataclass(frozen=True)
class Name:
    """A run of words of one line, each with a counterpart in the line of another language."""

    prefix: int
    line: int
    start: int
    end: int
    stem: str  # for Kazakh without the case suffix
    suffix: int  # the place of the suffix among kk_plain, 0 for none
    words: int
    sort: str
    sources: tuple[str, ...]


def capitalized(text: str) -> list[Token]:
    return [token for token in tokens(text) if token.text[0].isupper() and len(token.text) >= LEAST_LETTERS and not token.text.isupper()]


def splits(word: str, language: str) -> list[tuple[str, int]]:
    """The ways to read a word as a stem with a case suffix, which is told by its place in kk_plain. 's is no part of a stem."""
    stem = re.sub("['’]s$", "", word)
    found = [(stem, 0)]
    if language == "kk" and stem == word:
        for length in range(2, 5):
            forms = kk_plain(word[:-length]) if len(word) >= length + 3 else []
            found += [(word[:-length], place) for place in NAME_SUFFIXES if forms and forms[place] == word]
    return found


def counterpart(word: str, others: list[Token]) -> tuple[float, str]:
    return max(((similarity(word, other.text), other.text) for other in others), default=(0.0, ""))


class Names:
    """The names of all lines, to take replacements from."""

    def __init__(self, pairs: list[Pair]) -> None:
        self.common = self.lower_case_words(pairs)
        self.sorts = self.sorts_of_names(pairs)
        self.found = {pair: self.names_of(pair) for pair in pairs}
        self.pool: dict[str, list[Name]] = {language: [] for language in LANGUAGES}
        self.lines: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for pair, names in self.found.items():
            if "en" in (pair.source_language, pair.target_language) and pair.source_language != "kk":
                self.pool[pair.target_language] += names
            for name in names:
                for word in name.stem.split():
                    self.lines[sound(word)[:5]].add((name.prefix, name.line))

    def lower_case_words(self, pairs: list[Pair]) -> set[str]:
        """Words that are no names, since some line has them without a capital, and the words of the calendar."""
        words = {token.text for pair in pairs for token in tokens(pair.target) if token.text[0].islower()}
        return words | {form for calendar in (MONTHS, WEEKDAYS) for language in LANGUAGES for forms in calendar[language] for form in forms}

    def sorts_of_names(self, pairs: list[Pair]) -> dict[str, str]:
        """Guesses from what stands around English names which are places and which are persons."""
        clues: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for pair in pairs:
            if pair.target_language == "en":
                for token in capitalized(pair.target):
                    for sort, weight in self.clues(pair.target[:token.start], pair.target[token.end:]):
                        clues[token.text.removesuffix("'s")][sort] += weight
        return {name: max(sorted(counts), key=lambda sort: counts[sort]) for name, counts in clues.items()}

    def clues(self, before: str, after: str) -> Iterator[tuple[str, int]]:
        if re.search(r"\b(in|at|from|near|across|to|of|southern|northern|central) (the )?$", before):
            yield "place", 2
        if re.search(r"\b(Mr|Mrs|Ms|Dr|President|Senator|Judge|Minister|Captain|Professor|coach|manager|star|actor|leader)\.? $", before):
            yield "person", 3
        if re.match(r"(,? who\b|'s (wife|son|family|mother)| (said|says|told|added|has said))", after):
            yield "person", 3
        first = re.search(r"\b([A-Z][a-z]+) $", before)
        if first and first.group(1).lower() not in self.common:
            yield "person", 1

    def sort_of(self, pair: Pair, word: str) -> str:
        english = counterpart(word, capitalized(pair.text("en")))
        found = self.sorts.get(english[1].removesuffix("'s"), "other") if english[0] >= MATCH else "other"
        return "people" if re.search(r"(ish|lsh|ian|can|ese|ans)$", english[1]) else found

    def best_split(self, pair: Pair, token: Token, others: list[Token]) -> tuple[float, str, str, int]:
        scored = [(*counterpart(stem, others), stem, suffix) for stem, suffix in splits(token.text, pair.target_language)]
        return max(scored, key=lambda found: (found[0], found[2]))

    def names_of(self, pair: Pair) -> list[Name]:
        others, runs = capitalized(pair.source), []
        for token in capitalized(pair.target):
            score, other, stem, suffix = self.best_split(pair, token, others)
            if score < MATCH or {fold(stem), fold(token.text), fold(other)} & self.common:
                continue
            name = Name(pair.prefix, pair.line, token.start, token.end, stem, suffix, 1, self.sort_of(pair, stem), (other,))
            if runs and pair.target[runs[-1].end:token.start] == " " and runs[-1].words == 1 and pair.target[runs[-1].start:runs[-1].end] == runs[-1].stem:
                first = runs.pop()
                name = Name(pair.prefix, pair.line, first.start, token.end, pair.target[first.start:token.start] + stem, suffix, 2, name.sort,
                            first.sources + name.sources)
            runs.append(name)
        return runs

    def fits(self, pair: Pair, name: Name, other: Name) -> bool:
        near = other.prefix == name.prefix and abs(other.line - name.line) <= NEIGHBOURS
        alike = (other.words, other.sort) == (name.words, name.sort) and abs(len(other.stem) - len(name.stem)) <= 6 and name.sort != "other"
        if near or not alike or self.together(name, other) or name.stem.isascii() != other.stem.isascii() or (pair.target_language == "ru" and ru_tail(other.stem) != ru_tail(name.stem)):
            return False
        return all(counterpart(word, capitalized(pair.source))[0] < STRANGE for word in other.stem.split())

    def together(self, name: Name, other: Name) -> bool:
        """Whether a line has both, which then may be two names of one person."""
        lines = [set().union(*(self.lines[sound(word)[:5]] for word in either.stem.split())) for either in (name, other)]
        return bool(lines[0] & lines[1])

    def replaced(self, pair: Pair, name: Name, rng: Random) -> Change | None:
        pool = self.pool[pair.target_language]
        for other in rng.sample(pool, min(len(pool), 150)):
            if self.fits(pair, name, other):
                possessive = pair.target[name.start + len(name.stem):name.end] if name.suffix == 0 else ""
                new = kk_plain(other.stem)[name.suffix] + possessive
                return self.changed(pair, name, new)
        return None

    def damaged(self, pair: Pair, name: Name, rng: Random) -> Change | None:
        last = name.stem.split()[-1]
        if len(last) < 5:
            return None
        for _ in range(30):
            wrong = wrong_letters(last, rng)
            if counterpart(wrong, capitalized(pair.source))[0] < MATCH - 0.1:
                new = name.stem[:-len(last)] + wrong + pair.target[name.start + len(name.stem):name.end]
                return self.changed(pair, name, new)
        return None

    def changed(self, pair: Pair, name: Name, new: str) -> Change:
        return swap(pair.target, name.start, name.end, new)

    def maker(self) -> Maker:
        def name(pair: Pair, rng: Random) -> list[Change]:
            changes = []
            for found in self.found[pair]:
                changes += [change for change in (self.replaced(pair, found, rng), self.damaged(pair, found, rng)) if change]
            rng.shuffle(changes)
            return changes

        return name


def ru_tail(name: str) -> str:
    """The ending by which Russian names of one case mostly agree."""
    if re.search(r"(ом|ем|ым|ой|ей|ого|ому|ов|ев|ах|ам)$", name):
        return name[-2:]
    return name[-1] if name[-1] in "аеёиоуыэюяьй" else ""


CYRILLIC_CONSONANTS, LATIN_CONSONANTS = "бвгджзклмнпрстфхчш", "bcdfghklmnprstvwz"
CYRILLIC_VOWELS, LATIN_VOWELS = "аеиоуы", "aeiou"


def wrong_letters(word: str, rng: Random) -> str:
    """Replaces two to four letters of a name by others of their kind, but not the last two, which may be its ending."""
    letters, count = list(word), min(4, max(2, len(word) // 2))
    for place in rng.sample(range(len(word) - 2), min(count, len(word) - 2)):
        letter = letters[place].lower()
        cyrillic = not letter.isascii()
        if letter in VOWELS or letter in LATIN_VOWELS:
            kinds = CYRILLIC_VOWELS if cyrillic else LATIN_VOWELS
        else:
            kinds = CYRILLIC_CONSONANTS if cyrillic else LATIN_CONSONANTS
        new = rng.choice([other for other in kinds if other != letter])
        letters[place] = new.upper() if letters[place].isupper() else new
    return "".join(letters)
