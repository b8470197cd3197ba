"""German statements without a parse: what is said by the verb of saying in a clause, before, behind or within it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.proposing.cues import words
from summarizer.proposing.pattern_clauses_de import Clause, Cue, Speaker, inner_of, without_brackets
from summarizer.proposing.pattern_cues_de import (
    DOUBTFUL,
    FINITE,
    HAVE,
    KNOWN_FINITE,
    OPENERS,
    OPINIONS,
    PASSIVE,
    RELATIVES,
    REPORTED,
)
from summarizer.proposing.pattern_names import is_role
from summarizer.proposing.pattern_nouns_de import may_be_source, noun_phrase
from summarizer.proposing.pattern_sources_de import SOURCE_SIGNS, Sources
from summarizer.proposing.pattern_words import Names, Part, Piece, Saying, pieces_of
from summarizer.types import Span

__all__ = ["GermanReader"]

_INFINITIVE = re.compile(r"\w{2,}zu\w{2,}e?n$")
_SIGNS = SOURCE_SIGNS | HAVE | PASSIVE | words("so") | FINITE.keys()
_BACKWARD = words("das dies davon darüber dem")
_FAR = 40
_MOST_CLAUSES = 5
_SHORTEST_QUOTE = 6
_SHORTEST_OBJECT = 15
_LONG_QUOTE = 25
_LONGEST_TITLE = 3


class GermanReader:
    """Reads one sentence after another.

    Args:
        text: The article.
        known: Words that the article has with a capital elsewhere than at a sentence's start.
    """

    def __init__(self, text: str, known: Names) -> None:
        self.text, self.known = text, known

    def read(self, sentence: Part, previous: Span | None) -> list[Saying]:
        """The statements of the sentence; `previous` is the one before it in the paragraph."""
        if _SIGNS.isdisjoint(sentence.words) and self.text.find(":", sentence.span.start, sentence.span.end) < 0:
            return []
        pieces = without_brackets(pieces_of(self.text, sentence))
        return list(_Sentence(self, sentence.span, previous, pieces).sayings())


class _Sentence(Sources):
    def __init__(self, reader: GermanReader, span: Span, previous: Span | None, pieces: list[Piece]) -> None:
        super().__init__(reader.text, reader.known, span, pieces)
        self.previous = previous

    def sayings(self) -> Iterator[Saying]:
        said: set[tuple[Span, ...]] = set()
        yield from self.find_sources()
        for number, clause in enumerate(self.clauses):
            one = self._aside(number) or self._at_verb(number, clause)
            if one is not None:
                said.add(one.contents)
                yield one
        for number in range(1, min(len(self.clauses), _MOST_CLAUSES)):
            one = self._before_colon(number)
            if one is not None and one.contents not in said:
                yield one

    def _at_verb(self, number: int, clause: Clause) -> Saying | None:
        cue = self.find_cue(clause)
        if cue is None:
            return None
        if cue.by is not None:
            return self._at_passive(number, clause, cue, cue.by)
        if cue.strength == "opinion" and not any(
            p.lower in OPINIONS for p in self.words_between(clause.first, cue.close + 9)
        ):
            return None
        speaker = self.find_speaker(number, clause, cue)
        return None if speaker is None else self._content(number, clause, cue, speaker)

    def _at_passive(self, number: int, clause: Clause, cue: Cue, by: int) -> Saying | None:
        phrase = noun_phrase(self.pieces, by + 1, cue.verb)
        if phrase is None or not may_be_source(phrase, self.pieces, self.known, opens=False):
            return None
        speaker = Speaker(phrase.first, phrase.bare, phrase.last)
        part = self._part(clause, cue, speaker)
        if part is not None:
            return self.saying(speaker, cue, part, "part")
        behind = self._after(number, clause, cue, speaker)
        return None if behind is None else self.saying(speaker, cue, *behind)

    def _before_colon(self, number: int) -> Saying | None:
        """Reads "Anna Berg zuckt mit den Schultern: „…“" and "Dazu Anna Berg: „…“", whatever the verb."""
        clause, ahead = self.clauses[number], self.clauses[number - 1]
        piece = self.pieces[clause.first]
        if clause.opener != ":" or piece.kind != "quotation" or clause.end != clause.first + 1:
            return None
        inner = inner_of(self.text, piece)
        for at in (ahead.end - 3, ahead.end - 2, ahead.first, 0):
            speaker = self.find_noun(at, ahead.end) if at in (0, ahead.first) or at > ahead.first else None
            if speaker is None or (speaker.last + 1 != ahead.end and at not in (0, ahead.first)):
                continue
            nouns = self.pieces[speaker.bare : speaker.last + 1]
            if inner is not None and (len(nouns) > 1 or any(is_role(noun.text) for noun in nouns)):
                return self.saying(speaker, Cue(ahead.end, ahead.end, ahead.end, "says"), inner, "colon")
        return None

    def _content(self, number: int, clause: Clause, cue: Cue, speaker: Speaker) -> Saying | None:
        pieces = self.pieces
        leads = clause.first in (cue.finite, cue.verb) or pieces[clause.first].kind == "quotation"
        wie = pieces[clause.first].lower == "wie"
        before = number > 0 and (leads or wie) and speaker.first >= clause.first and cue.strength != "opinion"
        quoted = self._quotation_before(number, clause, cue) if leads or wie else None
        part = self._part(clause, cue, speaker)
        if part is not None and cue.strength == "objects" and quoted is None:
            return self.saying(speaker, cue, part, "part")
        behind = self._after(number, clause, cue, speaker)
        if wie and clause.first == 0 and behind is None and clause.end < len(pieces):
            behind = _with(self.trimmed(pieces[clause.end].end, self.span.end), "clause")
        if quoted is not None:
            return self.saying(speaker, cue, quoted, "quotation")
        if before:
            ahead = self.trimmed(self.span.start, pieces[clause.first].start)
            if ahead is not None and not (behind and behind[0].end - behind[0].start > ahead.end - ahead.start):
                return self.saying(speaker, cue, ahead, "clause")
        if behind is not None:
            return self.saying(speaker, cue, *behind)
        if part is not None and cue.strength != "opinion":
            return self.saying(speaker, cue, part, "part")
        points = pieces[clause.first].lower in _BACKWARD and clause.first == 0 and cue.finite == 1
        if points and speaker.first > cue.finite and cue.strength in ("says", "objects"):
            return None if self.previous is None else self._backward(speaker, cue, self.previous)
        if cue.strength != "objects":
            return None
        plain = self._object(clause, cue, speaker)
        return None if plain is None else self.saying(speaker, cue, plain, "object")

    def _backward(self, speaker: Speaker, cue: Cue, previous: Span) -> Saying | None:
        """Reads "Das sagte Anna Berg." tells who said the sentence before."""
        content = self.trimmed(previous.start, previous.end)
        return None if content is None else self.saying(speaker, cue, content, "backward")

    def _quotation_before(self, number: int, clause: Clause, cue: Cue) -> Span | None:
        """The quotation that ends right before the clause, or opens it."""
        piece = self.pieces[clause.first]
        if piece.kind == "quotation" and cue.finite == clause.first + 1:
            return inner_of(self.text, piece)
        at = self.clauses[number - 1].end - 1 if number else -1
        return inner_of(self.text, self.pieces[at]) if at >= 0 and clause.opener != ":" else None

    def _after(self, number: int, clause: Clause, cue: Cue, speaker: Speaker) -> tuple[Span, str] | None:
        """What the clauses behind the cue say."""
        start = number + 1
        while start < len(self.clauses) and self.clauses[start].first <= max(cue.close, speaker.last):
            start += 1
        at = cue.close + 1
        if at < clause.end and self.pieces[at].lower == "dass":
            return _with(self.trimmed(self.pieces[at].start, self.span.end), "clause")
        for other in self.clauses[start : start + _MOST_CLAUSES]:
            piece = self.pieces[other.first]
            if piece.kind == "quotation" and (other.opener == ":" or len(piece.text) > _LONG_QUOTE):
                whole = other.end == other.first + 1
                if whole:
                    return _with(inner_of(self.text, piece), "quotation")
                return _with(self.trimmed(piece.start, self.span.end), "clause")
            if other.opener == ":" or self._is_said(other, cue, first=other is self.clauses[start]):
                return _with(self.trimmed(piece.start, self.span.end), "clause")
            phrase = noun_phrase(self.pieces, other.first, other.end)
            if piece.lower not in RELATIVES and phrase is None:
                return None
        return None

    def _is_said(self, clause: Clause, cue: Cue, *, first: bool) -> bool:
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

    def _part(self, clause: Clause, cue: Cue, speaker: Speaker) -> Span | None:
        """A quotation within the clause: 'nannte den Plan einen „Irrweg“', no title behind a noun."""
        for at in range(clause.first, min(clause.end, clause.first + _FAR)):
            piece = self.pieces[at]
            if piece.kind == "quotation" and not speaker.first <= at <= speaker.last:
                inner = inner_of(self.text, piece)
                if inner is not None and inner.end - inner.start >= _SHORTEST_QUOTE and not self._is_name(at):
                    return inner
        return None

    def _is_name(self, at: int) -> bool:
        before, inner = self.pieces[at - 1] if at else None, self.pieces[at].text[1:-1]
        title = inner[:1].isupper() and len(inner.split()) <= _LONGEST_TITLE
        return before is not None and before.capital and (title or is_role(before.text))

    def _object(self, clause: Clause, cue: Cue, speaker: Speaker) -> Span | None:
        """The rest of the clause, behind verb and speaker, else before them."""
        low = max(cue.finite, speaker.last if speaker.first >= clause.first else cue.finite) + 1
        end = cue.close if cue.close > low else len(self.pieces)
        high = self.pieces[end].start if end < len(self.pieces) else self.span.end
        behind = self.trimmed(self.pieces[low].start, high) if low < end and low < clause.end else None
        ahead = None
        if speaker.first > cue.finite > clause.first:
            ahead = self.trimmed(self.pieces[clause.first].start, self.pieces[cue.finite].start)
        best = max((one for one in (ahead, behind) if one), key=lambda one: one.end - one.start, default=None)
        if best is None or self.text.startswith("sich ", best.start):
            return None
        return best if best.end - best.start >= _SHORTEST_OBJECT else None

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
        speaker = self.find_noun(at + 1, clause.end)
        if speaker is None or not self.only_adverbs(speaker.last + 1, clause.end):
            return None
        cue = Cue(at, at, at, "says")
        quoted = inner_of(self.text, self.pieces[at - 1]) if self.pieces[at - 1].kind == "quotation" else None
        quoted = quoted or self._quotation_before(number, clause, cue)
        if quoted is not None:
            return self.saying(speaker, cue, quoted, "quotation")
        ahead = self.trimmed(self.span.start, self.pieces[clause.first].start)
        behind = self._quoted_behind(number)
        contents = tuple(one for one in (ahead, behind) if one is not None)
        return None if ahead is None else self.saying(speaker, cue, contents, "clause")

    def _quoted_behind(self, number: int) -> Span | None:
        """The quotation with which a sentence goes on behind an aside: ", so Anna Berg, „…“"."""
        if number + 1 >= len(self.clauses) or self.clauses[number + 1].opener != ",":
            return None
        piece = self.pieces[self.clauses[number + 1].first]
        return self.trimmed(piece.start, self.span.end) if piece.kind == "quotation" else None


def _with(span: Span | None, form: str) -> tuple[Span, str] | None:
    return None if span is None else (span, form)
