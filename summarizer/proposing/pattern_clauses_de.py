"""The clauses of a German sentence, and the verb of saying in one, without a parse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.proposing.grammar import trim
from summarizer.proposing.pattern_cues_de import (
    FINITE,
    HAVE,
    KNOWN_FINITE,
    PARTICIPLES,
    PASSIVE,
    PREPOSITIONS,
    REPORTED,
    Verb,
)
from summarizer.proposing.pattern_words import Names, Piece, Saying
from summarizer.types import Span, StatementKind

__all__ = ["Clause", "Clauses", "Cue", "Speaker", "clauses_of", "inner_of", "without_brackets"]

_EDGE = " ,;:–—\n\t."
_FAR = 40
_SURE = {"quotation": 0.6, "clause": 0.6, "phrase": 0.55, "part": 0.45, "object": 0.4, "backward": 0.4, "colon": 0.45}
_PRONOUN_DOUBT = 0.15


@dataclass(frozen=True, slots=True)
class Clause:
    """Pieces [first, end) between marks; `opener` is the mark before them, "" at the start."""

    first: int
    end: int
    opener: str


@dataclass(frozen=True, slots=True)
class Cue:
    """The finite verb at `finite`, the last piece of the cue at `close`; `by` is the "von" of a passive."""

    finite: int
    verb: int
    close: int
    strength: str
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Pieces [first, last] are the speaker's; the name begins at `bare`, behind the article."""

    first: int
    bare: int
    last: int
    pronoun: bool = False


def without_brackets(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces but for short ones in brackets."""
    found: list[Piece] = []
    at = 0
    while at < len(pieces):
        if pieces[at].text == "(":
            close = next((n for n in range(at, min(at + _FAR, len(pieces))) if pieces[n].text == ")"), None)
            if close is not None:
                at = close + 1
                continue
        found.append(pieces[at])
        at += 1
    return found


def clauses_of(pieces: Sequence[Piece]) -> list[Clause]:
    """The clauses between commas, colons and dashes."""
    found, first, opener = [], 0, ""
    for at, piece in enumerate(pieces):
        if piece.kind == "mark":
            if at > first:
                found.append(Clause(first, at, opener))
                opener = ""
            opener = piece.text if opener != ":" else opener
            first = at + 1
    if first < len(pieces):
        found.append(Clause(first, len(pieces), opener))
    return found


def inner_of(text: str, piece: Piece) -> Span | None:
    """The place of what a quotation says."""
    return None if piece.inner is None else trim(text, piece.inner.start, piece.inner.end)


class Clauses:
    """A sentence in clauses, in which a verb of saying can be looked for.

    Args:
        text: The article.
        known: Words that it has with a capital elsewhere than at a sentence's start.
        span: Of the sentence.
        pieces: Of the sentence, without what stands in brackets.
    """

    def __init__(self, text: str, known: Names, span: Span, pieces: list[Piece]) -> None:
        self.text, self.known, self.span, self.pieces = text, known, span, pieces
        self.clauses = clauses_of(pieces)

    def words_between(self, first: int, end: int) -> list[Piece]:
        """The pieces [first, end), or as many as there are."""
        return self.pieces[first : min(end, len(self.pieces))]

    def find_cue(self, clause: Clause) -> Cue | None:
        """The first verb of saying in the clause."""
        pieces, helped = self.pieces, False
        for at in range(clause.first, clause.end):
            lower = pieces[at].lower
            if pieces[at].kind != "word" or (pieces[at].capital and at > 0):
                continue
            if lower in HAVE:
                found = self._participle(clause, at)
                if found is not None:
                    return found
            if lower in PASSIVE and not helped:
                found = self._passive(clause, at)
                if found is not None:
                    return found
            if lower in FINITE and not helped and not self._is_attribute(clause, at):
                for verb in FINITE[lower]:
                    close = self._particle(at, verb) if verb.particle else at
                    if close is not None:
                        return Cue(at, at, close, verb.strength)
            helped = helped or lower in KNOWN_FINITE or lower == "zu"
        return None

    def _participle(self, clause: Clause, at: int) -> Cue | None:
        """The participle that "hat" goes with: at the clause's end, or before it in a clause that ends with "hat"."""
        pieces = self.pieces
        if at > clause.first and pieces[at - 1].lower in PARTICIPLES and at + 1 == clause.end:
            return Cue(at, at - 1, at, PARTICIPLES[pieces[at - 1].lower][0].strength)
        for other in range(min(clause.end, at + _FAR) - 1, at, -1):
            if pieces[other].lower in PARTICIPLES and not pieces[other].capital:
                return Cue(at, other, other, PARTICIPLES[pieces[other].lower][0].strength)
        return None

    def _passive(self, clause: Clause, at: int) -> Cue | None:
        """Reads "wurde von der Ministerin als … bezeichnet": a participle at the end, a speaker behind "von"."""
        last = clause.end - 1
        if last > at and self.pieces[last].lower in PARTICIPLES and last - at < _FAR:
            for other in range(at + 1, last):
                if self.pieces[other].lower in ("von", "vom"):
                    return Cue(at, last, last, "opinion", by=other)
        return None

    def _is_attribute(self, clause: Clause, at: int) -> bool:
        """Reads "das erwartete Ergebnis", or a participle or infinitive with its helper behind it."""
        before = self.pieces[at - 1].lower if at > clause.first else ""
        behind = self.pieces[at + 1] if at + 1 < clause.end else None
        if before == "zu" or before in ("worden", "und wurde"):
            return True
        if behind is not None and behind.lower in ("worden", "werden", "wurde", "wurden", "wird", "ist", "sind", "sei"):
            return True
        return (
            behind is not None
            and behind.capital
            and self.pieces[at].lower.endswith(("te", "ten"))
            and (before in PREPOSITIONS or before in ("die", "das", "der", "den", "dem", "des", "eine", "einen", "ein"))
        )

    def _particle(self, at: int, verb: Verb) -> int | None:
        crossed = False
        for other in range(at + 1, min(len(self.pieces), at + _FAR)):
            piece = self.pieces[other]
            if piece.lower == verb.particle and piece.kind == "word":
                behind = self.pieces[other + 1] if other + 1 < len(self.pieces) else None
                if behind is None or behind.kind != "word" or behind.lower in ("und", "sowie", "dass"):
                    return other
            crossed = crossed or piece.kind == "mark"
            if piece.text == ":" or (crossed and (piece.lower in REPORTED or piece.lower in KNOWN_FINITE)):
                return None
        return None

    def trimmed(self, start: int, end: int) -> Span | None:
        """The place of what stands between two offsets, without blanks and marks at its edges."""
        return trim(self.text, start, end, _EDGE)

    def saying(self, speaker: Speaker, cue: Cue, content: Span | tuple[Span, ...], form: str) -> Saying:
        """The statement, as sure as its form is."""
        pieces = self.pieces
        kind: StatementKind = "direct" if form in ("quotation", "part", "colon") else "paraphrase"
        sure = _SURE[form] - (_PRONOUN_DOUBT if speaker.pronoun else 0)
        return Saying(
            Span(pieces[speaker.first].start, pieces[speaker.last].end),
            Span(pieces[speaker.bare].start, pieces[speaker.last].end),
            speaker.pronoun,
            Span(pieces[cue.verb].start, pieces[cue.verb].end),
            content if isinstance(content, tuple) else (content,),
            kind,
            round(sure, 2),
        )
