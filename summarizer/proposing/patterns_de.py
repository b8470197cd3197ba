"""German statements without a parse: clauses between commas, the verb of saying in one, the noun phrase that speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.proposing.grammar import trim
from summarizer.proposing.pattern_cues_de import (
    ADVERBS,
    DOUBTFUL,
    FINITE,
    HAVE,
    KNOWN_FINITE,
    OPENERS,
    OPINIONS,
    PARTICIPLES,
    PASSIVE,
    PREPOSITIONS,
    RELATIVES,
    REPORTED,
    SOURCE_NOUNS,
    TIMES,
    Verb,
)
from summarizer.proposing.pattern_names import is_role
from summarizer.proposing.pattern_nouns_de import can_speak, may_be_source, noun_phrase
from summarizer.proposing.pattern_words import Piece, Saying, pieces_of
from summarizer.proposing.quotations import Quotation
from summarizer.types import Span, StatementKind

__all__ = ["GermanReader"]

_EDGE = " ,;:–—\n\t."
_INFINITIVE = re.compile(r"\w{2,}zu\w{2,}e?n$")
_SUBORDINATORS = frozenset(
    [
        "wie",
        "als",
        "dass",
        "daß",
        "weil",
        "nachdem",
        "während",
        "obwohl",
        "da",
        "ob",
        "wenn",
        "bevor",
        "sodass",
        "damit",
        "indem",
        "obgleich",
        "wobei",
    ]
)
_NOMINATIVES = frozenset(["er", "man", "ich", "wir", "es", "du"])
_CONNECTORS = frozenset(["und", "aber", "doch", "denn", "auch", "sogar", "nur", "selbst", "sowohl"])
_BACKWARD = frozenset(["das", "dies", "davon", "darüber", "dem"])
_COMES_OUT = frozenset(["verlautete", "verlautet", "heißt", "hieß", "hervorgeht", "hervorging", "bekannt"])
_WITH_VON = frozenset(
    ["spricht", "sprach", "sprechen", "sprachen", "plädiert", "plädierte", "plädierten", "berichtet", "berichtete"]
)
_FAR = 40
_MOST_CLAUSES = 5
_SHORTEST_QUOTE = 6
_SHORTEST_OBJECT = 15
_LONG_QUOTE = 25
_LONGEST_TITLE = 3
_SURE = {"quotation": 0.6, "clause": 0.5, "phrase": 0.5, "part": 0.45, "object": 0.4, "backward": 0.4, "colon": 0.45}
_PRONOUN_DOUBT = 0.15


@dataclass(frozen=True, slots=True)
class _Clause:
    """Pieces [first, end) between marks; `opener` is the mark before them, "" at the start."""

    first: int
    end: int
    opener: str


@dataclass(frozen=True, slots=True)
class _Cue:
    """The finite verb at `finite`, the last piece of the cue at `close`; `by` is the "von" of a passive."""

    finite: int
    verb: int
    close: int
    strength: str
    by: int | None = None


@dataclass(frozen=True, slots=True)
class _Speaker:
    first: int
    bare: int
    last: int
    pronoun: bool = False


class GermanReader:
    """Reads one sentence after another.

    Args:
        text: The article.
        quotations: All of it.
        known: Words that the article has with a capital elsewhere than at a sentence's start.
    """

    def __init__(self, text: str, quotations: Sequence[Quotation], known: frozenset[str]) -> None:
        self.text, self.quotations, self.known = text, quotations, known

    def read(self, sentence: Span, previous: Span | None) -> list[Saying]:
        """The statements of the sentence; `previous` is the sentence before it in the paragraph."""
        pieces = _without_brackets(pieces_of(self.text, sentence, self.quotations))
        return list(_Sentence(self, sentence, previous, pieces).sayings())


def _without_brackets(pieces: Sequence[Piece]) -> list[Piece]:
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


def _clauses(pieces: Sequence[Piece]) -> list[_Clause]:
    found, first, opener = [], 0, ""
    for at, piece in enumerate(pieces):
        if piece.kind == "mark":
            if at > first:
                found.append(_Clause(first, at, opener))
                opener = ""
            opener = piece.text if opener != ":" else opener
            first = at + 1
    if first < len(pieces):
        found.append(_Clause(first, len(pieces), opener))
    return found


class _Sentence:
    def __init__(self, reader: GermanReader, span: Span, previous: Span | None, pieces: list[Piece]) -> None:
        self.text, self.known, self.span, self.previous = reader.text, reader.known, span, previous
        self.pieces, self.clauses = pieces, _clauses(pieces)

    def sayings(self) -> Iterator[Saying]:
        said: set[tuple[Span, ...]] = set()
        yield from self._sources()
        for number, clause in enumerate(self.clauses):
            one = self._aside(number) or self._at_verb(number, clause)
            if one is not None:
                said.add(one.contents)
                yield one
        for number in range(1, min(len(self.clauses), _MOST_CLAUSES)):
            one = self._before_colon(number)
            if one is not None and one.contents not in said:
                yield one

    # ------------------------------------------------------------------------------------------ verbs

    def _at_verb(self, number: int, clause: _Clause) -> Saying | None:
        cue = self._cue(clause)
        if cue is None:
            return None
        if cue.by is not None:
            return self._at_passive(number, clause, cue, cue.by)
        if cue.strength == "opinion" and not any(p.lower in OPINIONS for p in self._words(clause.first, cue.close + 9)):
            return None
        speaker = self._speaker(number, clause, cue)
        return None if speaker is None else self._content(number, clause, cue, speaker)

    def _at_passive(self, number: int, clause: _Clause, cue: _Cue, by: int) -> Saying | None:
        phrase = noun_phrase(self.pieces, by + 1, cue.verb)
        if phrase is None or not may_be_source(phrase, self.pieces, self.known, opens=False):
            return None
        speaker = _Speaker(phrase.first, phrase.bare, phrase.last)
        part = self._part(clause, cue, speaker)
        if part is not None:
            return self._saying(speaker, cue, part, "part")
        behind = self._after(number, clause, cue, speaker)
        return None if behind is None else self._saying(speaker, cue, *behind)

    def _before_colon(self, number: int) -> Saying | None:
        """Reads "Anna Berg zuckt mit den Schultern: „…“" and "Dazu Anna Berg: „…“", whatever the verb."""
        clause, ahead = self.clauses[number], self.clauses[number - 1]
        piece = self.pieces[clause.first]
        if clause.opener != ":" or piece.kind != "quotation" or clause.end != clause.first + 1:
            return None
        inner = _inner(self.text, piece)
        for at in (ahead.end - 3, ahead.end - 2, ahead.first, 0):
            speaker = self._noun(at, ahead.end) if at in (0, ahead.first) or at > ahead.first else None
            if speaker is None or (speaker.last + 1 != ahead.end and at not in (0, ahead.first)):
                continue
            nouns = self.pieces[speaker.bare : speaker.last + 1]
            if inner is not None and (len(nouns) > 1 or any(is_role(noun.text) for noun in nouns)):
                return self._saying(speaker, _Cue(ahead.end, ahead.end, ahead.end, "says"), inner, "colon")
        return None

    def _words(self, first: int, end: int) -> list[Piece]:
        return self.pieces[first : min(end, len(self.pieces))]

    def _cue(self, clause: _Clause) -> _Cue | None:
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
                        return _Cue(at, at, close, verb.strength)
            helped = helped or lower in KNOWN_FINITE or lower == "zu"
        return None

    def _participle(self, clause: _Clause, at: int) -> _Cue | None:
        """The participle that "hat" goes with: at the clause's end, or before it in a clause that ends with "hat"."""
        pieces = self.pieces
        if at > clause.first and pieces[at - 1].lower in PARTICIPLES and at + 1 == clause.end:
            return _Cue(at, at - 1, at, PARTICIPLES[pieces[at - 1].lower][0].strength)
        for other in range(min(clause.end, at + _FAR) - 1, at, -1):
            if pieces[other].lower in PARTICIPLES and not pieces[other].capital:
                return _Cue(at, other, other, PARTICIPLES[pieces[other].lower][0].strength)
        return None

    def _passive(self, clause: _Clause, at: int) -> _Cue | None:
        """Reads "wurde von der Ministerin als … bezeichnet": a participle at the end, a speaker behind "von"."""
        last = clause.end - 1
        if last > at and self.pieces[last].lower in PARTICIPLES and last - at < _FAR:
            for other in range(at + 1, last):
                if self.pieces[other].lower in ("von", "vom"):
                    return _Cue(at, last, last, "opinion", by=other)
        return None

    def _is_attribute(self, clause: _Clause, at: int) -> bool:
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
            if piece.text == ":" or (crossed and piece.lower in REPORTED | KNOWN_FINITE):
                return None
        return None

    # --------------------------------------------------------------------------------------- speakers

    def _speaker(self, number: int, clause: _Clause, cue: _Cue) -> _Speaker | None:
        pieces, first, finite = self.pieces, clause.first, cue.finite
        if pieces[first].lower in _SUBORDINATORS and first != finite:
            at = self._skip(first + 1, cue.verb)
            return self._noun(at, cue.verb) if pieces[first].lower == "wie" or at == first + 1 else None
        behind = pieces[finite + 1].lower if finite + 1 < clause.end else ""
        if behind in _NOMINATIVES:
            return _Speaker(finite + 1, finite + 1, finite + 1, pronoun=True) if behind == "er" else None
        if finite == first:
            return self._before_apposition(number) or self._behind(clause, finite)
        start = first
        while start < finite and pieces[start].lower in _CONNECTORS:
            start += 1
        if start < finite and pieces[start].lower in ("er", "sie"):
            return self._pronoun(start, finite)
        if pieces[first].lower in RELATIVES and finite == clause.end - 1 and clause.opener == ",":
            return None
        before = self._noun(start, finite) if start < finite else None
        if before is not None and self._only_adverbs(before.last + 1, finite):
            return before
        return self._behind(clause, finite)

    def _pronoun(self, at: int, finite: int) -> _Speaker | None:
        plural = self.pieces[at].lower == "sie" and self.pieces[finite].lower.endswith("en")
        return None if plural or not self._only_adverbs(at + 1, finite) else _Speaker(at, at, at, pronoun=True)

    def _only_adverbs(self, at: int, end: int) -> bool:
        return at >= end or self.pieces[at].lower in ADVERBS | PREPOSITIONS or self.pieces[at].lower in TIMES

    def _skip(self, at: int, end: int) -> int:
        """Behind adverbs and phrases with a preposition."""
        for _ in range(4):
            while at < end and self.pieces[at].lower in ADVERBS and self.pieces[at].lower not in PREPOSITIONS:
                at += 1
            if at >= end or self.pieces[at].lower not in PREPOSITIONS:
                break
            phrase = noun_phrase(self.pieces, at + 1, end)
            if phrase is None:
                break
            at = phrase.last + 1
        return at

    def _behind(self, clause: _Clause, finite: int) -> _Speaker | None:
        at = self._skip(finite + 1, clause.end)
        if at < clause.end and self.pieces[at].lower == "sie" and not self.pieces[finite].lower.endswith("en"):
            return _Speaker(at, at, at, pronoun=True)
        return self._noun(at, clause.end, linked=self.pieces[finite].lower not in _WITH_VON)

    def _before_apposition(self, number: int) -> _Speaker | None:
        """Reads "Die Ministerin, Anna Berg, sagte …", "Der Verband, der …, forderte …"."""
        if number < 2:
            return None
        opening = self.clauses[0]
        found = self._noun(opening.first, opening.end)
        if found is None or found.last + 1 != opening.end:
            return None
        for clause in self.clauses[1 : min(number, _MOST_CLAUSES)]:
            piece = self.pieces[clause.first]
            phrase = noun_phrase(self.pieces, clause.first, clause.end)
            relative = piece.lower in RELATIVES or piece.lower in PREPOSITIONS
            alone = phrase is not None and phrase.last + 1 == clause.end
            if clause.opener != "," or not (relative or alone):
                return None
            if phrase is not None and alone and phrase.first == phrase.bare and len(phrase.nouns) > 1:
                found = _Speaker(found.first, phrase.bare, phrase.last)
        return found

    def _noun(self, at: int, end: int, *, linked: bool = True) -> _Speaker | None:
        phrase = noun_phrase(self.pieces, at, end, linked=linked)
        if phrase is None or not can_speak(phrase, self.pieces, self.known, opens=phrase.first == 0):
            return None
        return _Speaker(phrase.first, phrase.bare, phrase.last)

    # ---------------------------------------------------------------------------------------- content

    def _content(self, number: int, clause: _Clause, cue: _Cue, speaker: _Speaker) -> Saying | None:
        pieces = self.pieces
        leads = clause.first in (cue.finite, cue.verb) or pieces[clause.first].kind == "quotation"
        wie = pieces[clause.first].lower == "wie"
        before = number > 0 and (leads or wie) and speaker.first >= clause.first and cue.strength != "opinion"
        quoted = self._quotation_before(number, clause, cue) if leads or wie else None
        part = self._part(clause, cue, speaker)
        if part is not None and cue.strength == "objects" and quoted is None:
            return self._saying(speaker, cue, part, "part")
        behind = self._after(number, clause, cue, speaker)
        if wie and clause.first == 0 and behind is None and clause.end < len(pieces):
            behind = _with(self._text(pieces[clause.end].end, self.span.end), "clause")
        if quoted is not None:
            return self._saying(speaker, cue, quoted, "quotation")
        if before:
            ahead = self._text(self.span.start, pieces[clause.first].start)
            if ahead is not None and not (behind and behind[0].end - behind[0].start > ahead.end - ahead.start):
                return self._saying(speaker, cue, ahead, "clause")
        if behind is not None:
            return self._saying(speaker, cue, *behind)
        if part is not None and cue.strength != "opinion":
            return self._saying(speaker, cue, part, "part")
        points = pieces[clause.first].lower in _BACKWARD and clause.first == 0 and cue.finite == 1
        if points and speaker.first > cue.finite and cue.strength in ("says", "objects"):
            return None if self.previous is None else self._backward(speaker, cue, self.previous)
        if cue.strength != "objects":
            return None
        plain = self._object(clause, cue, speaker)
        return None if plain is None else self._saying(speaker, cue, plain, "object")

    def _backward(self, speaker: _Speaker, cue: _Cue, previous: Span) -> Saying | None:
        """Reads "Das sagte Anna Berg." tells who said the sentence before."""
        content = self._text(previous.start, previous.end)
        return None if content is None else self._saying(speaker, cue, content, "backward")

    def _quotation_before(self, number: int, clause: _Clause, cue: _Cue) -> Span | None:
        """The quotation that ends right before the clause, or opens it."""
        piece = self.pieces[clause.first]
        if piece.kind == "quotation" and cue.finite == clause.first + 1:
            return _inner(self.text, piece)
        at = self.clauses[number - 1].end - 1 if number else -1
        return _inner(self.text, self.pieces[at]) if at >= 0 and clause.opener != ":" else None

    def _after(self, number: int, clause: _Clause, cue: _Cue, speaker: _Speaker) -> tuple[Span, str] | None:
        """What the clauses behind the cue say."""
        start = number + 1
        while start < len(self.clauses) and self.clauses[start].first <= max(cue.close, speaker.last):
            start += 1
        at = cue.close + 1
        if at < clause.end and self.pieces[at].lower == "dass":
            return _with(self._text(self.pieces[at].start, self.span.end), "clause")
        for other in self.clauses[start : start + _MOST_CLAUSES]:
            piece = self.pieces[other.first]
            if piece.kind == "quotation" and (other.opener == ":" or len(piece.text) > _LONG_QUOTE):
                whole = other.end == other.first + 1
                if whole:
                    return _with(_inner(self.text, piece), "quotation")
                return _with(self._text(piece.start, self.span.end), "clause")
            if other.opener == ":" or self._is_said(other, cue, first=other is self.clauses[start]):
                return _with(self._text(piece.start, self.span.end), "clause")
            phrase = noun_phrase(self.pieces, other.first, other.end)
            if piece.lower not in RELATIVES and phrase is None:
                return None
        return None

    def _is_said(self, clause: _Clause, cue: _Cue, *, first: bool) -> bool:
        """Whether a clause behind a comma is what somebody says, not an apposition or a relative clause."""
        words = self.pieces[clause.first : clause.end]
        lower = [piece.lower for piece in words]
        if lower[0] in ("um", "ohne", "statt", "anstatt"):
            return False
        if lower[0] in ("dass", "daß", "ob") or (lower[0] in OPENERS and cue.strength == "says" and first):
            return True
        if _INFINITIVE.match(lower[-1]) or (len(lower) > 1 and lower[-2] == "zu" and lower[-1].endswith("n")):
            return True
        behind_noun = clause.first > 1 and self.pieces[clause.first - 2].capital
        inner = lower[:-1] if lower[0] in RELATIVES and behind_noun else lower
        if any(word in REPORTED or word in DOUBTFUL for word in inner):
            return True
        if lower[0] in RELATIVES and lower[0] not in ("der", "die", "das"):
            return False
        early = any(word in KNOWN_FINITE for word in lower[1:6] if word != lower[-1])
        return first and early and cue.strength == "says" and len(lower) > 3

    def _part(self, clause: _Clause, cue: _Cue, speaker: _Speaker) -> Span | None:
        """A quotation within the clause: 'nannte den Plan einen „Irrweg“', no title behind a noun."""
        for at in range(clause.first, min(clause.end, clause.first + _FAR)):
            piece = self.pieces[at]
            if piece.kind == "quotation" and not speaker.first <= at <= speaker.last:
                inner = _inner(self.text, piece)
                if inner is not None and inner.end - inner.start >= _SHORTEST_QUOTE and not self._is_name(at):
                    return inner
        return None

    def _is_name(self, at: int) -> bool:
        before, inner = self.pieces[at - 1] if at else None, self.pieces[at].text[1:-1]
        title = inner[:1].isupper() and len(inner.split()) <= _LONGEST_TITLE
        return before is not None and before.capital and (title or is_role(before.text))

    def _object(self, clause: _Clause, cue: _Cue, speaker: _Speaker) -> Span | None:
        """The rest of the clause, behind verb and speaker, else before them."""
        low = max(cue.finite, speaker.last if speaker.first >= clause.first else cue.finite) + 1
        end = cue.close if cue.close > low else len(self.pieces)
        high = self.pieces[end].start if end < len(self.pieces) else self.span.end
        behind = self._text(self.pieces[low].start, high) if low < end and low < clause.end else None
        ahead = None
        if speaker.first > cue.finite > clause.first:
            ahead = self._text(self.pieces[clause.first].start, self.pieces[cue.finite].start)
        best = max((one for one in (ahead, behind) if one), key=lambda one: one.end - one.start, default=None)
        if best is None or self.text.startswith("sich ", best.start):
            return None
        return best if best.end - best.start >= _SHORTEST_OBJECT else None

    # ------------------------------------------------------------------------------- phrases and asides

    def _aside(self, number: int) -> Saying | None:
        """Reads ", so Anna Berg" and "„…“, so Anna Berg weiter"."""
        clause = self.clauses[number]
        at = clause.first
        if self.pieces[at].kind == "quotation" and at + 1 < clause.end:
            at += 1
        elif number == 0:
            return None
        if self.pieces[at].lower != "so":
            return None
        speaker = self._noun(at + 1, clause.end)
        if speaker is None or not self._only_adverbs(speaker.last + 1, clause.end):
            return None
        cue = _Cue(at, at, at, "says")
        quoted = _inner(self.text, self.pieces[at - 1]) if self.pieces[at - 1].kind == "quotation" else None
        quoted = quoted or self._quotation_before(number, clause, cue)
        if quoted is not None:
            return self._saying(speaker, cue, quoted, "quotation")
        ahead = self._text(self.span.start, self.pieces[clause.first].start)
        return None if ahead is None else self._saying(speaker, cue, ahead, "clause")

    def _sources(self) -> Iterator[Saying]:
        """Reads "Laut X", "nach Angaben von X", "X zufolge", "wie aus Regierungskreisen verlautete"."""
        for clause in self.clauses:
            for at in range(clause.first, clause.end):
                speaker = self._source_at(at, clause)
                one = None if speaker is None else self._around(speaker, at, clause)
                if one is not None:
                    yield one

    def _source_at(self, at: int, clause: _Clause) -> _Speaker | None:
        lower, next_lower = self.pieces[at].lower, self.pieces[min(at + 1, clause.end - 1)].lower
        if lower in ("laut", "gemäß") or (lower == "nach" and self._is_source(at, clause)):
            return self._source(at + 1, clause.end, strict=lower != "laut")
        if lower == "zufolge" and at > clause.first:
            return self._source_before(clause.first, at)
        low = at + 2 if next_lower == "es" else at + 1
        place = low < clause.end and self.pieces[low].lower in ("aus", "in", "im", "bei", "beim")
        if lower == "wie" and at == clause.first and place and self.pieces[clause.end - 1].lower in _COMES_OUT:
            return self._source(low + 1, clause.end - 1, strict=False)
        if lower in ("heißt", "hieß") and next_lower == "es":
            if place:
                return self._source(low + 1, clause.end, strict=False)
            if self.pieces[clause.first].lower in ("in", "im", "aus", "bei") and clause.first + 1 < at:
                return self._source(clause.first + 1, at, strict=False)
        return None

    def _is_source(self, at: int, clause: _Clause) -> bool:
        words = (piece.lower for piece in self._words(at + 1, min(clause.end, at + 5)))
        for word in words:
            if word in SOURCE_NOUNS or word.endswith(("angaben", "berichten", "informationen", "einschätzung")):
                return True
        return False

    def _source(self, at: int, end: int, *, strict: bool) -> _Speaker | None:
        """The owner behind the noun of a source, else the noun's own phrase."""
        phrase = noun_phrase(self.pieces, at, end)
        if phrase is None:
            return None
        if phrase.nouns[0].lower() in SOURCE_NOUNS and len(phrase.nouns) == 1:
            noun = next(n for n in range(phrase.first, phrase.last + 1) if self.pieces[n].text == phrase.nouns[0])
            low = noun + 1
            if low < end and self.pieces[low].lower in ("von", "vom", "aus", "beim", "bei"):
                low += 1
            owner = noun_phrase(self.pieces, low, end) if low < end else None
            owned = owner is not None and (low != phrase.last + 1 or self._owns(low))
            if owner is not None and owned and may_be_source(owner, self.pieces, self.known, opens=False):
                return _Speaker(owner.first, owner.bare, owner.last)
            if strict and any(self.pieces[n].lower == "eigenen" for n in range(at, noun)):
                return None
            return None if phrase.article == "" and phrase.bare == noun else _Speaker(phrase.first, phrase.bare, noun)
        if not may_be_source(phrase, self.pieces, self.known, opens=False):
            return None
        return _Speaker(phrase.first, phrase.bare, phrase.last)

    def _owns(self, at: int) -> bool:
        return self.pieces[at].lower in ("der", "des", "eines", "einer", "von", "vom") or not self.pieces[at].capital

    def _source_before(self, first: int, end: int) -> _Speaker | None:
        for at in range(max(first, end - 7), end):
            if at > first and self.pieces[at].lower not in ("dem", "den", "der", "einem", "einer") and at + 3 < end:
                continue
            phrase = noun_phrase(self.pieces, at, end)
            if phrase is not None and phrase.last + 1 == end:
                return self._source(at, end, strict=True)
        return None

    def _around(self, speaker: _Speaker, at: int, clause: _Clause) -> Saying | None:
        """The sentence without the phrase."""
        low, high = min(at, speaker.first), max(at, speaker.last)
        high = clause.end - 1 if self.pieces[at].lower == "wie" else high
        before = self._text(self.span.start, self.pieces[low].start)
        behind = self._text(self.pieces[high].end, self.span.end)
        if clause.opener == "," and clause not in self.clauses[:2]:
            before = self._text(self.pieces[clause.first].start, self.pieces[low].start)
            behind = self._text(self.pieces[high].end, self.pieces[clause.end - 1].end)
        if self.pieces[at].lower in ("heißt", "hieß") and speaker.last < at:
            before, behind = None, self._text(self.pieces[at + 1].end, self.span.end)
        contents = tuple(one for one in (before, behind) if one is not None)
        return self._saying(speaker, _Cue(at, at, at, "says"), contents, "phrase") if contents else None

    # ----------------------------------------------------------------------------------------- spans

    def _text(self, start: int, end: int) -> Span | None:
        return trim(self.text, start, end, _EDGE)

    def _saying(self, speaker: _Speaker, cue: _Cue, content: Span | tuple[Span, ...], form: str) -> Saying:
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


def _inner(text: str, piece: Piece) -> Span | None:
    return None if piece.inner is None else trim(text, piece.inner.start, piece.inner.end)


def _with(span: Span | None, form: str) -> tuple[Span, str] | None:
    return None if span is None else (span, form)
