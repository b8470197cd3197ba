"""Whether the speaker whom the model names is whom the article credits with the words of the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from summarizer.denial import denies
from summarizer.framing import lead_to, turned
from summarizer.names import Register, fold_name, is_pronoun, is_same_name, mentions_name, name_words, state_of
from summarizer.naming import Naming
from summarizer.principals import speaks_for
from summarizer.types import (
    Article,
    KnownActor,
    Located,
    Phrase,
    Proposals,
    Span,
    Statement,
    StatementKind,
)

__all__ = ["Attribution", "Attributor", "Verdict"]

Verdict = Literal["verified", "unverified", "contradicted"]

COVERED, SAID = 0.8, 0.2
"""The share of the evidence's words that one speaker's statements span with source and cue, and with content alone."""
CERTAIN = 0.75
"""The certainty from which a statement can contradict the model."""

_SURE = 0.55
"""The certainty from which a statement verifies its holder."""

_LEAD = 300  # code points before words that are looked through for what leads to them
_REST = re.compile(r"[^.!?\n]{0,300}[.!?]?[”\"]?")

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Attribution:
    """The verdict on a speaker, and what it rests on.

    Attributes:
        verdict: ``verified``: a statement has the evidence, and its holder is the named speaker. ``contradicted``: a
            certain statement has it, and its holder is somebody else. ``unverified``: neither.
        kind: Of the statement.
        speaker: The words that name the speaker there.
        cue: The reporting words there.
        statement: The one that decides; None where the article credits the words to nobody.
        holder: Its holder's name as resolved.
        holder_id: Id of the `KnownActor`.
        reason: Why it is not verified, in words that a model or a reader can act on; None if it is.
    """

    verdict: Verdict
    kind: StatementKind | None = None
    speaker: Phrase | None = None
    cue: Phrase | None = None
    statement: Statement | None = None
    holder: str | None = None
    holder_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """A statement, and where its content begins and ends."""

    statement: Statement
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Voice:
    """What one holder's statements have of the evidence; `statement` has the most, of the innermost ones."""

    statement: Statement
    covered: float
    said: float
    certainty: float


class Attributor:
    """Attributes words of one article; what it was asked before it knows."""

    def __init__(self, article: Article, proposals: Proposals) -> None:
        self._article, self._proposals = article, proposals
        self._verdicts: dict[tuple[str | None, tuple[Span, ...]], Attribution] = {}

    @cached_property
    def _actors(self) -> dict[str, KnownActor]:
        return {actor.id: actor for actor in self._proposals.actors}

    @cached_property
    def _placed(self) -> list[_Placed]:
        return [*map(_place, self._proposals.statements)]

    @cached_property
    def _register(self) -> Register:
        return Register((actor.id, actor.name, actor.aliases) for actor in self._proposals.actors)

    def attribute(self, speaker: str | None, evidence: Located) -> Attribution:
        """The verdict on who says the words of the evidence.

        Args:
            speaker: Whom the model names; None where it says that the article itself speaks.
            evidence: Where the words stand.

        Returns:
            Verified for the holder of any statement that has the evidence, so for the inner and the outer one of nested
            statements, for a spokesman and the principal, and for a capital and its state.
        """
        asked = speaker, evidence.spans
        if (verdict := self._verdicts.get(asked)) is None:
            verdict = self._verdicts[asked] = self._attributed(speaker, evidence)
        return verdict

    def speaker_of(self, evidence: Located) -> str | None:
        """Whom the article credits with these words, by name; None where it is nobody, or that is in doubt."""
        having = self._having(self._voices(evidence))
        if not having or self._doubt(having[0], evidence) or is_pronoun(having[0].statement.holder):
            return None
        return having[0].statement.holder

    @cached_property
    def naming(self) -> Naming:
        """The words of the article and its title, asked whether they name somebody."""
        return Naming(f"{self._article.title or ''}\n{self._article.text}", self._article.language)

    def _is_from_elsewhere(self, speaker: str) -> bool:
        """True if it is a name, each word with a capital, of which the article has nothing."""
        words = _WORD.findall(speaker)
        return all(word[0].isupper() for word in words) and self.naming.lacks(speaker)

    def _voices(self, evidence: Located) -> list[_Voice]:
        return _voices(self._article.text, evidence.spans, self._placed)

    @staticmethod
    def _having(voices: Iterable[_Voice]) -> list[_Voice]:
        """Those who have enough of the words to have said them."""
        return [voice for voice in voices if voice.covered >= COVERED and voice.said >= SAID]

    def _attributed(self, speaker: str | None, evidence: Located) -> Attribution:
        voices = self._voices(evidence)
        having = self._having(voices)
        if not having:
            if speaker is not None and self._is_from_elsewhere(speaker):
                return Attribution("contradicted", reason=f"the article does not name “{speaker}”")
            if parts := [voice for voice in voices if voice.said > 0]:
                holders = " and ".join(dict.fromkeys(voice.statement.holder for voice in parts))
                return Attribution("unverified", reason=f"these words are only in part a statement of {holders}")
            return Attribution("unverified", reason="the article credits these words to nobody by name")
        known = self._actors
        if speaker is not None:
            for voice in having:
                if _is_holder(speaker, voice.statement, known.get(voice.statement.holder_id), self._register):
                    doubt = self._doubt(voice, evidence)
                    return _on(voice.statement, "unverified" if doubt else "verified", doubt)
        first = having[0].statement
        if speaker is not None and self._is_from_elsewhere(speaker):
            return _on(first, "contradicted", f"the article does not name “{speaker}”, but credits {first.holder}")
        if speaker is None:
            reason = f"the article credits these words to {first.holder}, not to itself"
        else:
            reason = f"the article credits these words to {first.holder}, not to {speaker}"
        certain = all(
            voice.certainty >= CERTAIN
            and not is_pronoun(voice.statement.holder)
            and not (speaker and _are_related(speaker, voice.statement, known.get(voice.statement.holder_id)))
            for voice in having
        )
        return _on(first, "contradicted" if certain else "unverified", reason)

    def _doubt(self, voice: _Voice, evidence: Located) -> str | None:
        """Why words are not verified although their speaker is right; None if they are."""
        cue, holder = voice.statement.cue, voice.statement.holder
        has_cue = cue is not None and any(a.overlaps(b) for a in cue.spans for b in evidence.spans)
        if cue and not has_cue and denies(cue.quote):
            return f"the article has “{cue.quote}” before these words: {holder} denies them"
        if voice.certainty < _SURE:
            return f"the article seems to credit these words to {holder}, but it is not sure"
        if not has_cue and (why := self._turned(voice.statement, evidence.spans)):
            return f"it is not sure that {holder} says these words: {why}"
        return None

    def _turned(self, statement: Statement, spans: Sequence[Span]) -> str | None:
        """What the words around those of the evidence make of them; None if nothing."""
        text, end = self._article.text, 0
        known = " ".join(_descriptions(statement, self._actors.get(statement.holder_id)))
        for span in spans:
            start, quoted = _before(statement, span.start)
            lead = lead_to(text, max(start, end, span.start - _LEAD), span.start)
            behind = _REST.match(text, span.end)
            cue = statement.cue.quote if statement.cue else ""
            if why := turned(lead, behind[0] if behind else "", cue=cue, quoted=quoted, known=known):
                return why
            end = span.end
        return None


def _before(statement: Statement, at: int) -> tuple[int, bool]:
    """From where the words before a place belong to a statement, and whether they stand in a quotation."""
    if statement.kind == "direct":
        return max([span.start for span in statement.content.spans if span.start <= at], default=at), True
    cue = statement.cue.spans if statement.cue else ()
    return max([span.end for span in cue if span.end <= at], default=0), False


def _on(statement: Statement, verdict: Verdict, reason: str | None) -> Attribution:
    return Attribution(
        verdict=verdict,
        kind=statement.kind,
        speaker=statement.source,
        cue=statement.cue,
        statement=statement,
        holder=statement.holder,
        holder_id=statement.holder_id,
        reason=reason,
    )


def _voices(text: str, evidence: Sequence[Span], statements: Iterable[_Placed]) -> list[_Voice]:
    """The holders who have a say in the words of the evidence, whoever has most of them first."""
    start, end = evidence[0].start, max([span.end for span in evidence])
    near = [one for one in statements if one.start < end and start < one.end]
    if not near:
        return []
    first = near[0].statement
    if len(near) == 1 and any(span.start <= start and end <= span.end for span in first.content.spans):  # as mostly
        return [_Voice(first, 1.0, 1.0, first.certainty)]
    words = [found.span() for span in evidence for found in _WORD.finditer(text, span.start, span.end)]
    by_holder: dict[str, list[tuple[Statement, set[int], set[int]]]] = {}
    for statement in [one.statement for one in near]:
        if said := _overlapping(words, statement.content.spans):
            covered = _overlapping(words, (_hull(statement),))
            by_holder.setdefault(statement.holder_id, []).append((statement, covered, said))
    voices = []
    for having in by_holder.values():
        most = max(having, key=lambda it: (len(it[2]), -_length(it[0].content)))
        covered, said = set().union(*(it[1] for it in having)), set().union(*(it[2] for it in having))
        certainty = min(it[0].certainty for it in having)
        voices.append(_Voice(most[0], len(covered) / len(words), len(said) / len(words), certainty))
    return sorted(voices, key=lambda voice: (-voice.said, _length(voice.statement.content)))


def _overlapping(words: Sequence[tuple[int, int]], spans: Iterable[Span]) -> set[int]:
    """Which of the words overlap one of the spans."""
    return {i for span in spans for i, (start, end) in enumerate(words) if start < span.end and span.start < end}


def _place(statement: Statement) -> _Placed:
    content = statement.content.spans
    return _Placed(statement, min([span.start for span in content]), max([span.end for span in content]))


def _hull(statement: Statement) -> Span:
    """From where to where source, cue and content are."""
    cue = statement.cue.spans if statement.cue else ()
    spans = (*statement.source.spans, *statement.content.spans, *cue)
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _length(phrase: Phrase) -> int:
    return sum(span.end - span.start for span in phrase.spans)


def _is_holder(speaker: str, statement: Statement, holder: KnownActor | None, register: Register) -> bool:
    """True if the speaker is the statement's holder, or whom the holder speaks for."""
    if is_pronoun(speaker):
        return False
    if fold_name(speaker) == fold_name(statement.holder):
        return True
    found = register.find(speaker)
    if found is not None and found == statement.holder_id:
        return True
    state = state_of(speaker)
    if state is not None and state == state_of(statement.holder):
        return True
    if is_same_name(speaker, statement.holder) and register.alike(statement.holder) <= {found, statement.holder_id}:
        return True
    written = {fold_name(name) for name in (statement.source.quote, *(statement.aliases if found is None else ()))}
    if fold_name(speaker) in written:
        return True
    principal = [speaker]
    surname = name_words(speaker)[-1:]
    if found is not None and surname and register.find(surname[0]) == found:
        principal += surname
    return any(speaks_for(words, name) for words in _descriptions(statement, holder) for name in principal)


def _descriptions(statement: Statement, holder: KnownActor | None) -> list[str]:
    """The words with which the article says who the holder is."""
    words = [statement.source.quote, statement.holder]
    return words if holder is None else [*words, holder.role or "", holder.evidence.quote]


def _are_related(speaker: str, statement: Statement, holder: KnownActor | None) -> bool:
    """True if the two names have so much in common that neither can be told to be wrong."""
    if is_pronoun(speaker) or not any(map(str.isupper, speaker)):
        return True
    if set(name_words(speaker)) & set(name_words(statement.holder)):
        return True
    return any(mentions_name(words, speaker) for words in _descriptions(statement, holder))
