"""A line in two languages, and what may be done to its translation."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Pair:
    """A line in two languages, and all that is known of it."""

    prefix: int
    line: int
    source_language: str
    target_language: str
    lines: tuple[tuple[str, str], ...]

    def text(self, language: str) -> str:
        return dict(self.lines)[language]

    @property
    def source(self) -> str:
        return self.text(self.source_language)

    @property
    def target(self) -> str:
        return self.text(self.target_language)

    @property
    def third_language(self) -> str:
        return next(language for language, _ in self.lines if language not in (self.source_language, self.target_language))


@dataclass(frozen=True)
class Change:
    target: str
    detail: str


Maker = Callable[[Pair, Random], list[Change]]


def splice(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def swap(text: str, start: int, end: int, new: str, note: str = "") -> Change:
    """The change that puts new in place of a part of the text."""
    detail = f"{text[start:end]} -> {new}"
    return Change(splice(text, start, end, new), f"{detail} ({note})" if note else detail)
