"""Sentences, and the words, marks and quotations that they are made of, where no parser is at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Literal, NamedTuple

from summarizer.proposing.cues import words
from summarizer.proposing.quotations import Quotation
from summarizer.types import Span, StatementKind

__all__ = ["Names", "Part", "Piece", "Saying", "Word", "parts_of", "pieces_of", "sentences", "words_outside"]

_WORD = re.compile(r"[^\W_]++(?:[-'’.][^\W_]++)*+[’']?+")
_NAME_OR_WORD = re.compile(rf"(?<=[ (-])(?![a-z])({_WORD.pattern})|{_WORD.pattern}")  # "" for a word that is no name
_MARKS = ",:;()–—"
_PIECE = re.compile(rf"{_WORD.pattern}|[{_MARKS}]")
# Both begin with a single class, by which the engine skips what none can begin with.
_SENTENCE = re.compile(r"[.!?…\n](?:(?<!\n)[.!?…]*[\"“”»)]?\s+(?=[\"“„«(]?\w)|(?<=\n)\n*)")
_LAST_WORD = re.compile(r"\w*\Z")
_LONGEST_ABBREVIATION = 6
_ABBREVIATIONS = words("dr prof st bzw ca mio mrd nr mr mrs ms jr sr sen gov evtl ggf vgl inkl dipl ing hl г ул им")


class Word(NamedTuple):
    """A word at [start, end) of the article: as it stands, and in lower case."""

    text: str
    lower: str
    start: int
    end: int


class Piece(NamedTuple):
    """A word, a mark, or a whole quotation, at [start, end) of the article.

    Attributes:
        text: As it stands, and in lower case.
        capital: True for the word "Berg" and for one with such a part: "el-Berg".
        inner: What stands between the marks of a quotation.
    """

    text: str
    lower: str
    start: int
    end: int
    kind: Literal["word", "mark", "quotation"]
    capital: bool = False
    inner: Span | None = None


class Part(NamedTuple):
    """A sentence; its words in lower case, those in quotations too; and the quotations of the text that it overlaps."""

    span: Span
    words: Set[str]
    quotations: Sequence[Quotation]


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
    for found in _SENTENCE.finditer(text):
        stop, end = found.span()
        while at < len(quotations) and quotations[at].outer.end <= stop:
            at += 1
        inside = at < len(quotations) and quotations[at].inner.start <= stop < quotations[at].inner.end
        if inside and "\n" not in found.group():
            closes = found.group().rstrip()[-1] in '"“”»'
            if not (verb_last and closes and not text[end : end + 1].islower()):
                continue
        if text[stop] == "." and _is_abbreviation(text, stop):
            continue
        if end > start:
            yield Span(start, end)
        start = end
    if start < len(text):
        yield Span(start, len(text))


def _is_abbreviation(text: str, dot: int) -> bool:
    before = _LAST_WORD.search(text, max(0, dot - _LONGEST_ABBREVIATION), dot)
    word = "" if before is None else before.group()
    return (word.isdigit() and len(word) <= 2) or len(word) == 1 or word.lower() in _ABBREVIATIONS


def parts_of(text: str, quotations: Sequence[Quotation], *, verb_last: bool = False) -> Iterator[Part]:
    """The sentences with what is in them."""
    at = 0
    for span in sentences(text, quotations, verb_last=verb_last):
        while at < len(quotations) and quotations[at].outer.end < span.start:
            at += 1
        behind = at
        while behind < len(quotations) and quotations[behind].outer.start < span.end:
            behind += 1
        words = set(_WORD.findall(text[span.start : span.end].lower()))
        yield Part(span, words, quotations[at:behind])


def words_outside(text: str, part: Part) -> list[Word]:
    """The words of the sentence outside of quotations."""
    return [
        Word(match.group(), match.group().lower(), *match.span())
        for start, end in _outside(part)
        for match in _WORD.finditer(text, start, end)
    ]


def _outside(part: Part) -> Iterator[tuple[int, int]]:
    start = part.span.start
    for quotation in part.quotations:
        yield start, max(start, quotation.outer.start)
        start = quotation.outer.end
    yield start, part.span.end


def pieces_of(text: str, part: Part) -> list[Piece]:
    """The words and marks of the sentence outside of quotations, and the quotations, in order."""
    found: list[Piece] = []
    for (start, end), quotation in zip_longest(_outside(part), part.quotations):
        found += _between(text, start, end)
        if quotation is not None:
            outer = quotation.outer
            whole = text[outer.start : outer.end]
            found.append(Piece(whole, whole.lower(), outer.start, outer.end, "quotation", inner=quotation.inner))
    return found


def _between(text: str, start: int, end: int) -> Iterator[Piece]:
    for match in _PIECE.finditer(text, start, end):
        found, (first, last) = match.group(), match.span()
        if found in _MARKS:
            yield Piece(found, found, first, last, "mark")
        else:
            capital = found[0].isupper() or ("-" in found and any(part[:1].isupper() for part in found.split("-")))
            yield Piece(found, found.lower(), first, last, "word", capital)


class Names:
    """The words that have a capital though no sentence, line or quotation begins with them; sought when first asked."""

    def __init__(self, text: str, parts: Sequence[Part]) -> None:
        self._text, self._parts = text, parts

    def __contains__(self, word: str) -> bool:
        return word in self._found

    @cached_property
    def _found(self) -> frozenset[str]:
        found: set[str] = set()
        for part in self._parts:
            found.update(_NAME_OR_WORD.findall(self._text, part.span.start, part.span.end)[1:])
        return frozenset(word for word in found if word[:1].isupper())
