"""What a brief claims: words that it calls the article's, who is to have said them, names, and words of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from summarizer.types import Path, Span

__all__ = ["Claims", "NameClaim", "Place", "Prose", "QuoteClaim"]

_APART = "\n\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a brief: the path of a string in JSON and the span in it, or a span of the whole text."""

    path: Path
    span: Span


@dataclass(frozen=True, slots=True)
class NameClaim:
    """A string that is a name."""

    at: Place
    name: str


@dataclass(frozen=True, slots=True)
class QuoteClaim:
    """Words that the brief calls the article's.

    Attributes:
        spans: Where the brief says that they stand in the article; None if it does not say.
        speaker: Who says them, as far as the brief's layout tells.
        sure: False for words under a key such as "text", which may be the brief's own.
    """

    at: Place
    words: str
    spans: tuple[Span, ...] | None = None
    speaker: NameClaim | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Prose:
    """A passage of the brief's own words, which may have quotations in it.

    Attributes:
        places: For each character of `text`, where it stands in the string at `path`, or in the brief's text.
        speaker: Whom the layout names for quotations in it: a heading, or a field beside it.
        is_header: It is the row above the rule of a table, which says what the columns are and names nobody.
    """

    path: Path
    text: str
    places: tuple[int, ...]
    speaker: NameClaim | None = None
    is_header: bool = False

    def at(self, span: Span) -> Place:
        """Where a span of `text` stands."""
        start = self.places[span.start] if span.start < len(self.places) else 0
        return Place(self.path, Span(start, self.places[span.end - 1] + 1 if span.end > span.start else start))


@dataclass(frozen=True)
class Claims:
    """All that a brief claims.

    Attributes:
        article: The text that an envelope of ours says it was made of; None for any other brief.
    """

    quotes: tuple[QuoteClaim, ...] = ()
    names: tuple[NameClaim, ...] = ()
    prose: tuple[Prose, ...] = ()
    article: str | None = None

    @cached_property
    def text(self) -> str:
        """All passages of its own words in one text, to be read by a parser."""
        return _APART.join(one.text for one in self.prose)

    @cached_property
    def starts(self) -> list[int]:
        """Where each passage begins in `text`."""
        starts, at = [], 0
        for one in self.prose:
            starts.append(at)
            at += len(one.text) + len(_APART)
        return starts
