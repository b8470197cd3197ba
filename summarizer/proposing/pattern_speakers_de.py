"""Who speaks by a verb in a German sentence, without a parse."""

from __future__ import annotations

from summarizer.proposing.cues import words
from summarizer.proposing.pattern_clauses_de import Clause, Clauses, Cue, Speaker
from summarizer.proposing.pattern_cues_de import ADVERBS, PREPOSITIONS, RELATIVES, TIMES
from summarizer.proposing.pattern_nouns_de import can_speak, noun_phrase

__all__ = ["Speakers"]

_SUBORDINATORS = words(
    "wie als dass daß weil nachdem während obwohl da ob wenn bevor sodass damit indem obgleich wobei"
)
_NOMINATIVES = words("er man ich wir es du")
_CONNECTORS = words("und aber doch denn auch sogar nur selbst sowohl")
_WITH_VON = words("spricht sprach sprechen sprachen plädiert plädierte plädierten berichtet berichtete")
_BESIDE = ADVERBS | PREPOSITIONS | TIMES
_MOST_CLAUSES = 5


class Speakers(Clauses):
    """A sentence in clauses, in which the speaker of a verb can be looked for."""

    def find_speaker(self, number: int, clause: Clause, cue: Cue) -> Speaker | None:
        """Who speaks by the cue, if that can be told."""
        pieces, first, finite = self.pieces, clause.first, cue.finite
        if pieces[first].lower in _SUBORDINATORS and first != finite:
            at = self._skip(first + 1, cue.verb)
            return self.find_noun(at, cue.verb) if pieces[first].lower == "wie" or at == first + 1 else None
        behind = pieces[finite + 1].lower if finite + 1 < clause.end else ""
        if behind in _NOMINATIVES:
            return Speaker(finite + 1, finite + 1, finite + 1, pronoun=True) if behind == "er" else None
        if finite == first:
            return self._before_apposition(number) or self._behind(clause, finite)
        start = first
        while start < finite and pieces[start].lower in _CONNECTORS:
            start += 1
        if start < finite and pieces[start].lower in ("er", "sie"):
            return self._pronoun(start, finite)
        if pieces[first].lower in RELATIVES and finite == clause.end - 1 and clause.opener == ",":
            return None
        before = self.find_noun(start, finite) if start < finite else None
        if before is not None and self.only_adverbs(before.last + 1, finite):
            return before
        return self._behind(clause, finite)

    def _pronoun(self, at: int, finite: int) -> Speaker | None:
        plural = self.pieces[at].lower == "sie" and self.pieces[finite].lower.endswith("en")
        return None if plural or not self.only_adverbs(at + 1, finite) else Speaker(at, at, at, pronoun=True)

    def only_adverbs(self, at: int, end: int) -> bool:
        """Whether what stands there begins with an adverb, a preposition or a time, or is nothing."""
        return at >= end or self.pieces[at].lower in _BESIDE

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

    def _behind(self, clause: Clause, finite: int) -> Speaker | None:
        at = self._skip(finite + 1, clause.end)
        if at < clause.end and self.pieces[at].lower == "sie" and not self.pieces[finite].lower.endswith("en"):
            return Speaker(at, at, at, pronoun=True)
        return self.find_noun(at, clause.end, linked=self.pieces[finite].lower not in _WITH_VON)

    def _before_apposition(self, number: int) -> Speaker | None:
        """Reads "Die Ministerin, Anna Berg, sagte …", "Der Verband, der …, forderte …"."""
        if number < 2:
            return None
        opening = self.clauses[0]
        found = self.find_noun(opening.first, opening.end)
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
                found = Speaker(found.first, phrase.bare, phrase.last)
        return found

    def find_noun(self, at: int, end: int, *, linked: bool = True) -> Speaker | None:
        """The noun phrase that begins there, if it can be a speaker's."""
        phrase = noun_phrase(self.pieces, at, end, linked=linked)
        if phrase is None or not can_speak(phrase, self.pieces, self.known, opens=phrase.first == 0):
            return None
        return Speaker(phrase.first, phrase.bare, phrase.last)
