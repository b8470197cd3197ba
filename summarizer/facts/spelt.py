"""Numbers in words, and looking for a pattern only where it can begin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from summarizer.facts.words import ATOMS, POWERS
from summarizer.types import Span

__all__ = ["matches_at", "numbers_in_words"]

_CENTURY = 100
_TELLING = 3  # letters of a word by which most others are told from numbers
_JOINTS = {"en": "(?:[ -]|(?<=hundred) and |(?<=thousand) and )", "de": "(?:und)?", "fr": "(?:[ -]| et |-et-)"}


def matches_at(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """Yields what `finditer` does, if a match can begin nowhere else; looked for everywhere it takes far longer."""
    end = 0
    for at in starts:
        if at >= end and (found := pattern.match(text, at)):
            end = found.end()
            yield found


def numbers_in_words(text: str, language: str) -> list[tuple[Span, Decimal]]:
    """Where they stand in a text, and their values; nothing where there is none but "one"."""
    spelt = _spelt(language)
    return spelt.find(text) if spelt else []


class _Spelt:
    """The numbers in words of a language."""

    def __init__(self, atoms: Mapping[str, int], joint: str) -> None:
        longest_first = "|".join(sorted(map(re.escape, atoms), key=len, reverse=True))
        self._atoms, self._each = atoms, re.compile(longest_first)
        letters = ["".join(sorted(set(column))) for column in zip(*atoms, strict=False)][:_TELLING]
        start = "".join(f"[{some}{some.upper()}]" for some in letters)
        self._start = re.compile(rf"{start}(?<![\w-]{'.' * len(letters)})")
        one = rf"(?:{longest_first})"
        self._whole = re.compile(rf"{one}(?:{joint}{one})*(?![^\W\d_])", re.IGNORECASE)
        # "One" alone counts nothing; and this is seen faster than where a number is.
        telling = {atom for atom, value in atoms.items() if value > 1} | {power for power in POWERS if len(power) > 2}
        self._telling = [word for word in telling if not any(other in word for other in telling - {word})]

    def find(self, text: str) -> list[tuple[Span, Decimal]]:
        """See `numbers_in_words`."""
        lowered = text.lower()
        if not any(map(lowered.__contains__, self._telling)):
            return []
        found = matches_at(self._whole, text, (start.start() for start in self._start.finditer(text)))
        return [(Span(*one.span()), value) for one in found if (value := self._value(one[0])) is not None]

    def _value(self, words: str) -> Decimal | None:
        """The value of a number in words; None if they are an article or a bare power ("a", "millions")."""
        values = [self._atoms[found] for found in self._each.findall(words.casefold())]
        if not values or (values[0] >= _CENTURY and len(values) == 1):
            return None
        total = current = 0
        for value in values:
            if value >= 1000:
                total, current = total + max(current, 1) * value, 0
            elif value == _CENTURY:
                current = max(current, 1) * value
            else:
                current += value
        return Decimal(total + current)


@lru_cache
def _spelt(language: str) -> _Spelt | None:
    return _Spelt(ATOMS[language], _JOINTS[language]) if language in ATOMS else None
