"""What numbers count, told by the plural behind them: numbers that a text has the wrong way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.facts.context import sentences_in
from summarizer.facts.numbers import Number, read_figures, same_value
from summarizer.types import Span

__all__ = ["Counts"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"[ \u00a0\u202f-]([^\W\d_]+)")
_MOST_WORDS = 3  # behind a number, of which the last may be what it counts
_STEM = 5
_PERSONS = _set("peopl perso men women")
_PLURALS = _set("people men women children sheep cattle")
_NO_NOUNS = _set("others times was has does is this its his")
_SINGULAR_ENDINGS = ("ss", "us", "is")
_LETTERS = 4
_SMALL_WORDS = _set(
    "the and or but nor not to of in on at as by for from with were had have did who that when while since into than "
    "per after before et ou de du des en à au aux par pour sur dans qui que sont ont mais les"
)


@dataclass(frozen=True, slots=True)
class _Count:
    number: Number
    noun: str | None

    def is_same(self, other: _Count) -> bool:
        return same_value(self.number, other.number)


class Counts:
    """The numbers of an article with what they count, in English and French."""

    def __init__(self, text: str, *, language: str) -> None:
        self._language = language
        self._counts = _read(text, language)
        self._sentences = sentences_in(text)

    def swapped(self, text: str) -> Iterator[tuple[Span, Span]]:
        """Yields each number that the article has with another noun only, and the one that it has with this noun.

        That alone does not tell: what one counts as houses, another calls homes. The text has to count the other noun
        too, with another number, or the article both in one sentence and this noun is not just "people".
        """
        mine = _read(text, self._language)
        for one in mine:
            theirs = [count for count in self._counts if one.is_same(count)]
            with_noun = [count for count in self._counts if one.noun and count.noun == one.noun]
            if not theirs or not with_noun or any(count.noun in (None, one.noun) for count in theirs):
                continue
            nouns = {count.noun for count in theirs}
            crossed = any(other.noun in nouns and not one.is_same(other) for other in mine)
            beside = [count for count in with_noun if any(self._is_beside(count, other) for other in theirs)]
            if crossed or (beside and one.noun not in _PERSONS):
                yield one.number.span, (beside or with_noun)[0].number.span

    def _is_beside(self, one: _Count, other: _Count) -> bool:
        """True if both stand in one sentence."""
        spans = one.number.span, other.number.span
        return any(all(sentence.overlaps(span) for span in spans) for sentence in self._sentences)


def _read(text: str, language: str) -> list[_Count]:
    """All numbers that are no years and have no unit."""
    if language not in ("en", "fr"):
        return []
    _, numbers = read_figures(text, language, small=True)
    plain = (one for one in numbers if one.unit is None and not one.is_year)
    return [_Count(one, _noun(text, one.span.end)) for one in plain]


def _noun(text: str, at: int) -> str | None:
    """The stem of the first plural behind a number; None if something else comes first."""
    for _ in range(_MOST_WORDS):
        found = _WORD.match(text, at)
        if not found or (word := found[1].casefold()) in _SMALL_WORDS | _NO_NOUNS:
            return None
        if word in _PLURALS or (len(word) >= _LETTERS and word[-1] in "sx" and not word.endswith(_SINGULAR_ENDINGS)):
            return word[:_STEM]
        at = found.end()
    return None
