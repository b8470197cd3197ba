"""The parts of an article that a model reads at once; each knows where in the whole article it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from summarizer.types import Article, Phrase, Span

__all__ = ["Part", "extract", "split", "whole"]

# Where a text may be cut, best first: behind a paragraph, a sentence, a word.
_ENDS = (re.compile(r"\n\s*"), re.compile(r"[.!?][”\"’»“)\]]*\s+|[。！？]\s*"), re.compile(r"\s+"))
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_LONGEST_PARAGRAPH = 1_200  # code points: a longer one is cut, so that one statement does not use up an extract
_OPENING = 3  # the part of an extract that is the article's beginning: one third
_SAMPLES = 12  # places of an article that an extract has if nothing else is wanted of it
_LEFT_OUT = "\n\n[…]\n\n"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an article.

    Attributes:
        article: The article with no more text than this.
        spans: Where that text stands in the whole article, in order.
    """

    article: Article
    spans: tuple[Span, ...]

    def has(self, phrase: Phrase) -> bool:
        """True if all of the phrase, whose spans are those of the whole article, is in this part."""
        return all(
            any(mine.start <= span.start and span.end <= mine.end for mine in self.spans) for span in phrase.spans
        )


def whole(article: Article) -> Part:
    """All of it."""
    return Part(article, (Span(0, len(article.text)),))


def split(article: Article, *, most: int, within: Span | None = None) -> tuple[Part, ...]:
    """Parts of about the same length, each of at most so many code points, that have all of the text in its order.

    They end where a paragraph does, or else a sentence, or a word; nothing is between them and nothing in two of them.

    Args:
        article: The whole article.
        most: At least 1.
        within: The span to cut; all of the text by default.
    """
    start, end = (within.start, within.end) if within else (0, len(article.text))
    if start == 0 and end == len(article.text) <= most:
        return (whole(article),)
    parts = []
    for span in _pieces(article.text, start, end, most):
        parts.append(Part(replace(article, text=article[span], pages=()), (span,)))
    return tuple(parts)


def _pieces(text: str, start: int, end: int, most: int) -> Iterator[Span]:
    while start < end:
        count = -(-(end - start) // most)
        cut = end if count == 1 else _cut(text, start, start + (end - start) // count, start + most)
        yield Span(start, cut)
        start = cut


def _cut(text: str, start: int, target: int, limit: int) -> int:
    """The best place to cut at, near the target."""
    for pattern in _ENDS:
        ends = [found.end() for found in pattern.finditer(text, start + (target - start) // 2, limit)]
        if ends:
            return min(ends, key=lambda end: abs(end - target))
    return target


def extract(article: Article, *, most: int, wanted: Sequence[Span]) -> Part:
    """The beginning, and paragraphs of the middle and the end; all of the article if it is no longer than `most`.

    Args:
        article: The whole article.
        most: Code points that are read at once.
        wanted: Places whose paragraphs are taken as long as there is room, the first ones first; then others are, from
            all over the article.
    """
    text = article.text
    if len(text) <= most:
        return whole(article)
    paragraphs = [
        piece for found in _PARAGRAPH.finditer(text) for piece in _pieces(text, *found.span(), _LONGEST_PARAGRAPH)
    ]
    opening = next(_pieces(text, 0, len(text), most // _OPENING))
    taken = {opening}
    room = most - (opening.end - opening.start)
    for place in chain(wanted, _samples(len(text))):
        paragraph = next((one for one in paragraphs if one.end > place.start), paragraphs[-1])
        cost = paragraph.end - paragraph.start + len(_LEFT_OUT)
        if cost <= room and paragraph not in taken and paragraph.start >= opening.end:
            taken.add(paragraph)
            room -= cost
    spans = tuple(_joined(text, sorted(taken)))
    return Part(replace(article, text=_LEFT_OUT.join(article[span].strip() for span in spans), pages=()), spans)


def _samples(length: int) -> Iterator[Span]:
    """Places all over a text, first far from each other and then ever closer."""
    for step in (length // _SAMPLES, length // (4 * _SAMPLES), length // (16 * _SAMPLES)):
        yield from (Span(at, at) for at in range(step, length, step or length))


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans with nothing but space between them made into one."""
    joined = [spans[0]]
    for span in spans[1:]:
        if text[joined[-1].end : span.start].strip():
            joined.append(span)
        else:
            joined[-1] = Span(joined[-1].start, span.end)
    return joined
