"""When a quote stands in an article, and when two names share a word: the rules that scoring rests on.

Quotation marks, dashes and spaces are alike, letter case is not; names are compared by their words of three letters or
more, or all in capitals.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from summarizer.types import Span

__all__ = ["Words", "name_words"]

_ALIKE = str.maketrans("“”„«»‘’–—", '"""""\'\'--')
_WORD = re.compile(r"\w+")
_SHORTEST_QUOTE = 3
_SHORTEST_NAME = 3

# Pronouns name nobody, and titles and function words say nothing of whom.
_PRONOUNS = (
    "he she it they we who him her them his its their our us you your my that this these those which himself herself "
    "themselves er sie es wir ihr ihm ihnen ihn dieser diese dieses man"
)
_TITLES = "mr mrs ms dr sen rep gov president former campaign spokesman spokeswoman spokesperson said"
_FUNCTION_WORDS = "the a an of for to and in on at by der die das von und le la les de du des"
_NO_NAMES = frozenset(f"{_PRONOUNS} {_TITLES} {_FUNCTION_WORDS}".split())


def name_words(names: Iterable[str | None]) -> frozenset[str]:
    """The words of names that tell who is meant, in lower case."""
    words = (word for name in names for word in _WORD.findall(name or ""))
    return frozenset(word.lower() for word in words if len(word) >= _SHORTEST_NAME or word.isupper()) - _NO_NAMES


class Words:
    """The words of an article by their numbers, and where quotes stand in it."""

    def __init__(self, text: str) -> None:
        spans = [found.span() for found in _WORD.finditer(text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._folded, self._origins = _folded(text)

    def inside(self, spans: Iterable[Span]) -> frozenset[int]:
        """The words that lie wholly in one of the spans."""
        return frozenset(
            number
            for span in spans
            for number in range(bisect_left(self._starts, span.start), bisect_right(self._ends, span.end))
        )

    def touched(self, span: Span) -> frozenset[int]:
        """The words that share a character with the span."""
        return frozenset(range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)))

    def occurrences(self, quote: str | None) -> tuple[Span, ...]:
        """Where the quote stands, but for its outer quotation marks and spaces; nowhere if it is under 3 characters."""
        folded = _folded(quote or "")[0].strip().strip("\"' ")
        if len(folded) < _SHORTEST_QUOTE:
            return ()
        return tuple(
            Span(self._origins[found.start()], self._origins[found.end() - 1] + 1)
            for found in re.finditer(re.escape(folded), self._folded)
        )


def _folded(text: str) -> tuple[str, list[int]]:
    """The text with typography that is alike made the same, and for each character where it came from."""
    folded: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        alike = unicodedata.normalize("NFC", character).translate(_ALIKE)
        if alike.isspace():
            if folded and folded[-1] == " ":
                continue
            alike = " "
        folded += alike
        origins += [place] * len(alike)
    return "".join(folded), origins
