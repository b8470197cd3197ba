"""The article in paragraphs of segments: a segment is text under the same highlights."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from summarizer.rendering.html.cards import Card, Quote
from summarizer.types import Article, Span

__all__ = ["Mark", "Paragraph", "Segment", "marks_of", "page_number", "paragraphs", "targets"]

_BREAK = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the article that an item quotes."""

    span: Span
    quote: Quote
    card: Card


@dataclass(frozen=True, slots=True)
class Segment:
    """Text under the same marks.

    Attributes:
        key: Its anchor: ``"s12"``.
        begins: True if a mark begins here: one stop of the Tab key for each mark.
        number: The numbers of the cards whose quotes end here, as shown after it.
    """

    key: str
    text: str
    marks: tuple[Mark, ...] = ()
    begins: bool = False
    number: str = ""

    @property
    def looks(self) -> str:
        """The classes of its highlight: of what kind the items are, and the weakest match among them."""
        kinds = dict.fromkeys(mark.card.kind for mark in self.marks)
        match = next(
            (match for match in ("fuzzy", "folded") if any(mark.quote.match == match for mark in self.marks)), ""
        )
        doubt = "" if all(mark.card.sure for mark in self.marks) else "doubt"
        return " ".join(part for part in (*kinds, match, doubt) if part)

    @property
    def quotes(self) -> str:
        """The keys of its quotations, apart by spaces."""
        return " ".join(dict.fromkeys(mark.quote.key for mark in self.marks))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Segments between empty lines; `is_title` for the one that is the article's title."""

    segments: tuple[Segment, ...]
    is_title: bool = False


def marks_of(cards: Iterable[Card], length: int) -> list[Mark]:
    """All spans of all quotations that lie in an article of that length, in the order of the text."""
    found = [
        Mark(span, quote, card) for card in cards for quote in card.quotes for span in quote.spans if span.end <= length
    ]
    return sorted(found, key=lambda mark: (mark.span.start, -mark.span.end))


def paragraphs(article: Article, marks: list[Mark]) -> tuple[Paragraph, ...]:
    """The whole text, cut wherever a paragraph or a mark begins or ends; nothing but empty lines is left out."""
    bounds, start = [], 0
    for gap in _BREAK.finditer(article.text):
        bounds.append((start, gap.start()))
        start = gap.end()
    bounds.append((start, len(article.text)))
    segments = _segments(article.text, marks, {cut for bound in bounds for cut in bound})
    titles = {article.title.strip()} if article.title else set()
    made: list[Paragraph] = []
    coming = 0
    for start, end in bounds:
        inside = []
        while coming < len(segments) and segments[coming][0] < end:
            at, segment = segments[coming]
            coming += 1
            if at >= start:
                inside.append(segment)
        if any(segment.text.strip() for segment in inside):
            is_title = not made and article.text[start:end].strip() in titles
            made.append(Paragraph(tuple(inside), is_title))
    return tuple(made)


def targets(made: Iterable[Paragraph]) -> dict[str, str]:
    """For each quotation the segment at which it begins."""
    found: dict[str, str] = {}
    for segment in (segment for paragraph in made for segment in paragraph.segments):
        for mark in segment.marks:
            found.setdefault(mark.quote.key, segment.key)
    return found


def page_number(article: Article, span: Span) -> int | None:
    """The page on which the span begins, from 1; None for an article without pages."""
    return bisect_right(article.pages, span.start) or None if article.pages else None


def _segments(text: str, marks: list[Mark], cuts: set[int]) -> list[tuple[int, Segment]]:
    """Segments with their offsets. One walk over the text: the marks that are open are kept as it goes."""
    edges = sorted(cuts | {0, len(text)} | {cut for mark in marks for cut in (mark.span.start, mark.span.end)})
    waiting = iter([*marks, None])
    coming = next(waiting)
    open_marks: list[Mark] = []
    made: list[tuple[int, Segment]] = []
    for number, (start, end) in enumerate(pairwise(edges)):
        open_marks = [mark for mark in open_marks if mark.span.end > start]
        begins = False
        while coming is not None and coming.span.start <= start:
            open_marks.append(coming)
            begins = True
            coming = next(waiting)
        ended = dict.fromkeys(_number(mark) for mark in open_marks if mark.span.end == end and mark.card.number)
        made.append((start, Segment(f"s{number}", text[start:end], tuple(open_marks), begins, ",".join(_plain(ended)))))
    return made


def _number(mark: Mark) -> str:
    return f"{mark.card.number}{'' if mark.card.sure else '?'}"


def _plain(numbers: Iterable[str]) -> Iterator[str]:
    yield from sorted(numbers, key=lambda number: int(number.rstrip("?")))
