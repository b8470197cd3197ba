"""Sentences, and the words, marks and quotations that they are made of, where no parser is at hand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from summarizer.proposing.cues import words
from summarizer.proposing.quotations import Quotation
from summarizer.types import Span, StatementKind

__all__ = ["Names", "Part", "Piece", "Saying", "pieces_of", "quotations_in", "sentences", "words_of"]

_WORD = re.compile(r"[^\W_]++(?:[-'’.][^\W_]++)*+[’']?+")
_NAME_OR_WORD = re.compile(rf"(?<=[ (-])(?![a-z])({_WORD.pattern})|{_WORD.pattern}")  # "" for a word that is no name
_MARKS = ",:;()–—"
_PIECE = re.compile(rf"{_WORD.pattern}|[{_MARKS}]")
# Both begin with a single class, by which the engine skips what none can begin with.
_SENTENCE = re.compile(r"[.!?…\n](?:(?<!\n)[.!?…]*[\"“”»)]?\s+(?=[\"“„«(]?\w)|(?<=\n)\n*)")
_LAST_WORD = re.compile(r"\w*\Z")
_LONGEST_ABBREVIATION = 6
_ABBREVIATIONS = words("dr prof st bzw ca mio mrd nr mr mrs ms jr sen gov evtl ggf vgl inkl dipl ing hl г ул им")


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
    """A sentence and its words in lower case, those in quotations too."""

    span: Span
    words: Set[str]


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
    before = _LAST_WORD.search(text, max(0, dot - _LONGEST_ABBREVIATION), dot) if text[dot] == "." else None
    word = "" if before is None else before.group()
    return (word.isdigit() and len(word) <= 2) or len(word) == 1 or word.lower() in _ABBREVIATIONS


def quotations_in(sentence: Span, quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """The quotations of the text that the sentence overlaps."""
    low = bisect_left(quotations, sentence.start, key=lambda quotation: quotation.outer.end)
    for index in range(low, len(quotations)):
        if quotations[index].outer.start >= sentence.end:
            return
        yield quotations[index]


def pieces_of(text: str, sentence: Span, quotations: Sequence[Quotation]) -> list[Piece]:
    """The words and marks of the sentence outside of quotations, and the quotations, in order."""
    found: list[Piece] = []
    start = sentence.start
    for quotation in quotations_in(sentence, quotations):
        outer = quotation.outer
        found += _between(text, start, max(start, outer.start))
        whole = text[outer.start : outer.end]
        found.append(Piece(whole, whole.lower(), outer.start, outer.end, "quotation", inner=quotation.inner))
        start = outer.end
    found += _between(text, start, sentence.end)
    return found


def _between(text: str, start: int, end: int) -> Iterator[Piece]:
    for match in _PIECE.finditer(text, start, end):
        found = match.group()
        if found in _MARKS:
            yield Piece(found, found, match.start(), match.end(), "mark")
        else:
            capital = found[0].isupper() or ("-" in found and any(part[:1].isupper() for part in found.split("-")))
            yield Piece(found, found.lower(), match.start(), match.end(), "word", capital)


def words_of(text: str, span: Span) -> set[str]:
    """The words there in lower case, those in quotations too."""
    return set(map(str.lower, _WORD.findall(text, span.start, span.end)))


class Names:
    """The words that have a capital though no sentence, line or quotation begins with them; sought when first asked."""

    def __init__(self, text: str, parts: Sequence[Part]) -> None:
        self._text, self._parts = text, parts

    def __contains__(self, word: str) -> bool:
        return word in self._found

    @cached_property
    def _found(self) -> frozenset[str]:
        found: set[str] = set()
        for span, _ in self._parts:
            found.update(_NAME_OR_WORD.findall(self._text, span.start, span.end)[1:])
        return frozenset(word for word in found if word[:1].isupper())
