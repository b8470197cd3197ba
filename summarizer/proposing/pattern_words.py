"""Sentences, and the words, marks and quotations that they are made of, where no parser is at hand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.proposing.cues import words
from summarizer.proposing.quotations import Quotation
from summarizer.types import Span, StatementKind

__all__ = ["WORD", "Piece", "Saying", "pieces_of", "quotations_in", "sentences"]

WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*[’']?", re.UNICODE)
_PIECE = re.compile(rf"(?P<word>{WORD.pattern})|(?P<mark>[,:;()–—])", re.UNICODE)
_SENTENCE = re.compile(r"[.!?…]+[\"“”»)]?\s+(?=[\"“„«(]?\w)|\n+")
_ABBREVIATIONS = words("dr prof st bzw ca mio mrd nr mr mrs ms jr sen gov evtl ggf vgl inkl dipl ing hl г ул им")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a mark, or a whole quotation, at [start, end) of the article."""

    text: str
    start: int
    end: int
    kind: Literal["word", "mark", "quotation"] = "word"
    inner: Span | None = None

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @property
    def capital(self) -> bool:
        """True for "Berg" and for the last part of a name as in "el-Berg"."""
        return self.kind == "word" and any(part[:1].isupper() for part in self.text.split("-"))


@dataclass(frozen=True, slots=True)
class Saying:
    """What was read: who speaks (`pronoun` tells that only "er" or "sie" does), by which word, and what is said."""

    speaker: Span
    bare: Span
    pronoun: bool
    cue: Span
    contents: tuple[Span, ...]
    kind: StatementKind
    certainty: float


def sentences(text: str, quotations: Sequence[Quotation], *, verb_last: bool = False) -> Iterator[Span]:
    """Sentences; a quotation's own full stops do not end them.

    With `verb_last` the one at its end does, unless a small letter follows: no speaker stands there before the verb.
    """
    start = at = 0
    for stop in _SENTENCE.finditer(text):
        while at < len(quotations) and quotations[at].outer.end <= stop.start():
            at += 1
        inside = at < len(quotations) and quotations[at].inner.start <= stop.start() < quotations[at].inner.end
        if inside and "\n" not in stop.group():
            closes = stop.group().rstrip()[-1] in '"“”»'
            if not (verb_last and closes and not text[stop.end() : stop.end() + 1].islower()):
                continue
        if _is_abbreviation(text, stop.start()):
            continue
        if stop.end() > start:
            yield Span(start, stop.end())
        start = stop.end()
    if start < len(text):
        yield Span(start, len(text))


def _is_abbreviation(text: str, dot: int) -> bool:
    if text[dot] != ".":
        return False
    word = re.split(r"[^\w]", text[max(0, dot - 6) : dot])[-1]
    return (word.isdigit() and len(word) <= 2) or len(word) == 1 or word.lower() in _ABBREVIATIONS


def quotations_in(sentence: Span, quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """The quotations of the text that the sentence overlaps."""
    low = bisect_left(quotations, sentence.start, key=lambda quotation: quotation.outer.end)
    for quotation in quotations[low:]:
        if quotation.outer.start >= sentence.end:
            return
        yield quotation


def pieces_of(text: str, sentence: Span, quotations: Sequence[Quotation]) -> list[Piece]:
    """The words and marks of the sentence outside of quotations, and the quotations, in order."""
    found: list[Piece] = []
    start = sentence.start
    for quotation in quotations_in(sentence, quotations):
        found += _between(text, start, max(start, quotation.outer.start))
        outer = quotation.outer
        found.append(Piece(text[outer.start : outer.end], outer.start, outer.end, "quotation", quotation.inner))
        start = outer.end
    return found + list(_between(text, start, sentence.end))


def _between(text: str, start: int, end: int) -> Iterator[Piece]:
    for match in _PIECE.finditer(text, start, end):
        yield Piece(match.group(), match.start(), match.end(), "word" if match["word"] else "mark")
