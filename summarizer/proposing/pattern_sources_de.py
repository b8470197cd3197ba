"""Sources that a German sentence names beside its verb: "laut X", "nach Angaben von X", "X zufolge"."""

from __future__ import annotations

from collections.abc import Iterator

from summarizer.proposing.cues import words
from summarizer.proposing.pattern_clauses_de import Clause, Cue, Speaker
from summarizer.proposing.pattern_cues_de import SOURCE_NOUNS
from summarizer.proposing.pattern_nouns_de import may_be_source, noun_phrase
from summarizer.proposing.pattern_speakers_de import Speakers
from summarizer.proposing.pattern_words import Saying

__all__ = ["SOURCE_SIGNS", "Sources"]

SOURCE_SIGNS = words("laut gemäß nach zufolge wie heißt hieß")
"""One of these tells of each source that a sentence names beside its verb."""

_COMES_OUT = words("verlautete verlautet heißt hieß hervorgeht hervorging bekannt")


class Sources(Speakers):
    """A sentence in which sources can be looked for."""

    def find_sources(self) -> Iterator[Saying]:
        """Reads "Laut X", "nach Angaben von X", "X zufolge", "wie aus Regierungskreisen verlautete"."""
        for clause in self.clauses:
            for at in range(clause.first, clause.end):
                if self.pieces[at].lower not in SOURCE_SIGNS:
                    continue
                speaker = self._source_at(at, clause)
                one = None if speaker is None else self._around(speaker, at, clause)
                if one is not None:
                    yield one

    def _source_at(self, at: int, clause: Clause) -> Speaker | None:
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

    def _is_source(self, at: int, clause: Clause) -> bool:
        words = (piece.lower for piece in self.words_between(at + 1, min(clause.end, at + 5)))
        for word in words:
            if word in SOURCE_NOUNS or word.endswith(("angaben", "berichten", "informationen", "einschätzung")):
                return True
        return False

    def _source(self, at: int, end: int, *, strict: bool) -> Speaker | None:
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
                return Speaker(owner.first, owner.bare, owner.last)
            if strict and any(self.pieces[n].lower == "eigenen" for n in range(at, noun)):
                return None
            return None if phrase.article == "" and phrase.bare == noun else Speaker(phrase.first, phrase.bare, noun)
        if not may_be_source(phrase, self.pieces, self.known, opens=False):
            return None
        return Speaker(phrase.first, phrase.bare, phrase.last)

    def _owns(self, at: int) -> bool:
        return self.pieces[at].lower in ("der", "des", "eines", "einer", "von", "vom") or not self.pieces[at].capital

    def _source_before(self, first: int, end: int) -> Speaker | None:
        for at in range(max(first, end - 7), end):
            if at > first and self.pieces[at].lower not in ("dem", "den", "der", "einem", "einer") and at + 3 < end:
                continue
            phrase = noun_phrase(self.pieces, at, end)
            if phrase is not None and phrase.last + 1 == end:
                return self._source(at, end, strict=True)
        return None

    def _around(self, speaker: Speaker, at: int, clause: Clause) -> Saying | None:
        """The sentence without the phrase."""
        low, high = min(at, speaker.first), max(at, speaker.last)
        high = clause.end - 1 if self.pieces[at].lower == "wie" else high
        before = self.trimmed(self.span.start, self.pieces[low].start)
        behind = self.trimmed(self.pieces[high].end, self.span.end)
        if clause.opener == "," and clause not in self.clauses[:2]:
            before = self.trimmed(self.pieces[clause.first].start, self.pieces[low].start)
            behind = self.trimmed(self.pieces[high].end, self.pieces[clause.end - 1].end)
        if self.pieces[at].lower in ("heißt", "hieß") and speaker.last < at:
            before, behind = None, self.trimmed(self.pieces[at + 1].end, self.span.end)
        contents = tuple(one for one in (before, behind) if one is not None)
        return self.saying(speaker, Cue(at, at, at, "says"), contents, "phrase") if contents else None
