"""Whether the speaker whom the model names is whom the article credits with the words of the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import BaseModel

from summarizer.denial import denies
from summarizer.names import Register, fold_name, is_pronoun, is_same_name, mentions_name, name_words, state_of
from summarizer.types import (
    Article,
    KnownActor,
    Located,
    Path,
    Phrase,
    Proposals,
    Span,
    SpeakerMark,
    Statement,
    StatementKind,
    fields_to_walk,
)

__all__ = ["Attribution", "Attributor", "Credit", "Verdict", "attribute", "credits_in"]

Verdict = Literal["verified", "unverified", "contradicted"]

COVERED, SAID = 0.8, 0.2
"""The share of the evidence's words that one speaker's statements span with source and cue, and with content alone."""
CERTAIN = 0.75
"""The certainty from which a statement can contradict the model."""

_SURE = 0.55
"""The certainty from which a statement verifies its holder."""

_WORD = re.compile(r"[^\W_]+")
_MOUTHPIECE = re.compile(
    r"(?i)\b(?:spokes\w+|press (?:secretary|service|office)|on behalf of|office|administration|"
    r"government|campaign|ministry|sprecher\w*|porte-parole|portavoz|пресс-секретарь|представитель)\b"
)


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
class Credit:
    """A speaker in an item, or None where it was left open; the evidence beside it, and the verdict."""

    path: Path
    speaker: str | None
    evidence: Located
    verdict: Attribution


@dataclass(frozen=True, slots=True)
class _Placed:
    """A statement, where its content begins and ends, and from where to where source, cue and content are."""

    statement: Statement
    start: int
    end: int
    hull: Span


@dataclass(frozen=True, slots=True)
class _Voice:
    """What one holder's statements have of the evidence; `statement` has the most, of the innermost ones."""

    statement: Statement
    covered: float
    said: float
    certainty: float


def attribute(speaker: str | None, evidence: Located, *, article: Article, proposals: Proposals) -> Attribution:
    """The verdict on who says the words of the evidence.

    Args:
        speaker: Whom the model names; None where it says that the article itself speaks.
        evidence: Where the words stand.
        article: The article that they stand in.
        proposals: Its statements and actors, as parsed.

    Returns:
        Verified for the holder of any statement that has the evidence, so for the inner and the outer one of nested
        statements, for a spokesman and the principal, and for a capital and its state.
    """
    return Attributor(article, proposals).attribute(speaker, evidence)


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
        """See `attribute`."""
        asked = speaker, evidence.spans
        if (verdict := self._verdicts.get(asked)) is None:
            verdict = self._verdicts[asked] = self._attributed(speaker, evidence)
        return verdict

    def credits_in(self, item: BaseModel, located: Mapping[Path, Located]) -> Iterator[Credit]:
        """See `credits_in`."""
        for path, speaker in _speakers(item, ()):
            if evidence := _beside(path, located):
                yield Credit(path, speaker, evidence, self.attribute(speaker, evidence))

    def _attributed(self, speaker: str | None, evidence: Located) -> Attribution:
        words = _words(self._article.text, evidence.spans)
        voices = _voices(words, self._placed)
        having = [voice for voice in voices if voice.covered >= COVERED and voice.said >= SAID]
        if not having:
            if parts := [voice for voice in voices if voice.said > 0]:
                holders = " and ".join(dict.fromkeys(voice.statement.holder for voice in parts))
                return Attribution("unverified", reason=f"these words are only in part a statement of {holders}")
            return Attribution("unverified", reason="the article credits these words to nobody by name")
        known = self._actors
        if speaker is not None:
            for voice in having:
                if _is_holder(speaker, voice.statement, known.get(voice.statement.holder_id), self._register):
                    doubt = _doubt(voice, evidence)
                    return _on(voice.statement, "unverified" if doubt else "verified", doubt)
        first = having[0].statement
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


def _doubt(voice: _Voice, evidence: Located) -> str | None:
    """Why words are not verified although their speaker is right; None if they are."""
    cue = voice.statement.cue
    if cue and denies(cue.quote) and not any(a.overlaps(b) for a in cue.spans for b in evidence.spans):
        return f"the article has “{cue.quote}” before these words: {voice.statement.holder} denies them"
    if voice.certainty < _SURE:
        return f"the article seems to credit these words to {voice.statement.holder}, but it is not sure"
    return None


def credits_in(
    item: BaseModel, located: Mapping[Path, Located], *, article: Article, proposals: Proposals
) -> Iterator[Credit]:
    """Yields the verdict on every speaker in an item, against the evidence in the same object or the one around it.

    Args:
        item: A reply, or a part of one.
        located: Its evidence, as `summarizer.grounding.ground` found it.
        article: See `attribute`.
        proposals: See `attribute`.
    """
    return Attributor(article, proposals).credits_in(item, located)


def _speakers(item: BaseModel, path: Path) -> Iterator[tuple[Path, str | None]]:
    for name, marks, has_items in fields_to_walk(type(item)):
        value = getattr(item, name)
        if value is None or isinstance(value, str):
            if any(isinstance(mark, SpeakerMark) for mark in marks):
                yield (*path, name), value
        elif has_items:
            for place, inside in enumerate(value) if isinstance(value, list) else ((None, value),):
                if isinstance(inside, BaseModel):
                    yield from _speakers(inside, (*path, name) if place is None else (*path, name, place))


def _beside(path: Path, located: Mapping[Path, Located]) -> Located | None:
    """The evidence of the innermost object around a speaker that has any; that of a list counts as one."""
    for depth in range(len(path) - 1, -1, -1):
        here = [found for place, found in located.items() if place[:depth] == path[:depth] and _is_field(place[depth:])]
        if len(here) == 1 and len(here[0].spans) == 1:
            return here[0]
        if here:
            spans = tuple(sorted({span for found in here for span in found.spans}))
            return Located(spans, here[0].match, min(found.score for found in here))
    return None


def _is_field(place: Path) -> bool:
    return len(place) == 1 or (len(place) == 2 and isinstance(place[1], int))


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


def _voices(words: list[tuple[int, int]], statements: Iterable[_Placed]) -> list[_Voice]:
    """The holders who have a say in these words, whoever has most of them first."""
    by_holder: dict[str, list[tuple[Statement, set[int], set[int]]]] = {}
    start, end = (words[0][0], words[-1][1]) if words else (0, 0)
    for one in [one for one in statements if one.start < end and start < one.end]:
        if said := _overlapping(words, one.statement.content.spans):
            covered = _overlapping(words, (one.hull,))
            by_holder.setdefault(one.statement.holder_id, []).append((one.statement, covered, said))
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


def _words(text: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    return [found.span() for span in spans for found in _WORD.finditer(text, span.start, span.end)]


def _place(statement: Statement) -> _Placed:
    cue = statement.cue.spans if statement.cue else ()
    content, spans = statement.content.spans, (*statement.source.spans, *statement.content.spans, *cue)
    hull = Span(min(span.start for span in spans), max(span.end for span in spans))
    return _Placed(statement, min(span.start for span in content), max(span.end for span in content), hull)


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
    return any(
        _MOUTHPIECE.search(words) and any(mentions_name(words, name) for name in principal)
        for words in _descriptions(statement, holder)
    )


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
