"""A draft becomes a brief: evidence at its spans, speakers with their verdicts, actors with their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from summarizer.attributing import Attribution, attribute
from summarizer.grounding import Grounder, ground
from summarizer.resolving import Named, ResolvedActor, resolve
from summarizer.types import (
    Actor,
    Article,
    EvidenceMark,
    Json,
    Located,
    Path,
    Phrase,
    Proposals,
    SpeakerMark,
    Unsupported,
    field_marks,
    show_path,
)

__all__ = ["Published", "publish"]


@dataclass(frozen=True, slots=True)
class Published:
    """What of a draft can be published, and what cannot."""

    brief: dict[str, Json]
    unsupported: tuple[Unsupported, ...]


@dataclass(slots=True)
class _Said:
    """A speaker in the brief: the item that names it, under which field, and whose words the article says they are."""

    item: dict[str, Json]
    field: str
    speaker: str | None
    verdict: Attribution
    evidence: Located

    @property
    def named(self) -> Named | None:
        """The name to find an actor for."""
        holder = self.verdict.holder_id if self.verdict.verdict == "verified" else None
        return Named(self.speaker, holder, self.evidence.spans) if self.speaker else None


def publish(
    draft: Mapping[str, Json], schema: type[BaseModel], *, article: Article, proposals: Proposals, grounder: Grounder
) -> Published:
    """The brief as it is shown: all that is proved, in the schema's order.

    Args:
        draft: Valid values by field; a list of actors may be missing, and is then made from the parse.
        schema: Its model.
        article: The article.
        proposals: Its statements and actors.
        grounder: Of the article's text.

    Returns:
        Every evidence as quote, spans, match and score; every item with a speaker also with the speaker's id and the
        verdict. An item whose evidence is not found, or whose speaker the article contradicts, is unsupported.
    """
    making = _Publishing(article, proposals, grounder)
    brief: dict[str, Json] = {}
    claims: dict[str, list[tuple[Actor, Located]]] = {}
    for name, info in schema.model_fields.items():
        if info.annotation == list[Actor]:
            brief[name] = []
            claims |= {name: making.claims(name, draft[name])} if name in draft else {}
        elif name in draft and (shown := making.field(name, info, draft[name])) is not _NOTHING:
            brief[name] = shown
    claimed = [claim for field in claims.values() for claim in field] if claims else None
    named = [one.named for one in making.said if one.named]
    cast = resolve(claimed, named, article=article, proposals=proposals)
    for one in making.said:
        one.item[f"{one.field}_id"] = cast.id_of(one.named.name, one.named.holder_id) if one.named else None
    for name, info in schema.model_fields.items():
        if info.annotation == list[Actor]:
            brief[name] = [_actor_json(actor, article) for actor in cast.actors]
    return Published(brief, tuple(making.unsupported))


_NOTHING: dict[str, Json] = {}


class _Publishing:
    def __init__(self, article: Article, proposals: Proposals, grounder: Grounder) -> None:
        self.article, self.proposals, self.grounder = article, proposals, grounder
        self.said: list[_Said] = []
        self.unsupported: list[Unsupported] = []

    def claims(self, name: str, value: Json) -> list[tuple[Actor, Located]]:
        """The reply's actors with their evidence."""
        found = []
        for number, actor in enumerate(TypeAdapter(list[Actor]).validate_python(value)):
            located, faults = ground(actor, self.grounder)
            if faults:
                self._set_apart((name, number), actor.model_dump(mode="json"), faults[0].reason)
            else:
                found.append((actor, located["evidence",]))
        return found

    def field(self, name: str, info: FieldInfo, value: Json) -> Json:
        """The field as it is shown; `_NOTHING` if it cannot be."""
        whole: TypeAdapter[object] = TypeAdapter(Annotated[info.annotation, info])  # type: ignore[arg-type]  # made at run time
        valid = whole.validate_python(value)
        if not isinstance(valid, list):
            return self._shown((name,), valid, is_evidence=_is_evidence(info))
        shown = [self._shown((name, n), one, is_evidence=_is_evidence(info)) for n, one in enumerate(valid)]
        return [one for one in shown if one is not _NOTHING]

    def _shown(self, path: Path, value: object, *, is_evidence: bool) -> Json:
        if isinstance(value, str) and is_evidence:
            if located := self.grounder.locate(value):
                return evidence_json(located, self.article)
            self._set_apart(path, value, "these words are not in the article")
            return _NOTHING
        if not isinstance(value, BaseModel):
            plain: Json = TypeAdapter(object).dump_python(value, mode="json")
            return plain
        item: dict[str, Json] = value.model_dump(mode="json")
        located_at, faults = ground(value, self.grounder)
        if faults:
            self._set_apart(path, item, faults[0].reason)
            return _NOTHING
        said = [self._verdict(item, at, speaker, located_at) for at, speaker in _speakers(value)]
        if reasons := [one.verdict.reason for one in said if one and one.verdict.verdict == "contradicted"]:
            self._set_apart(path, item, str(reasons[0]))
            return _NOTHING
        for at, located in located_at.items():
            _holder_of(item, at)[at[-1]] = evidence_json(located, self.article)
        for one in said:
            if one:
                one.item["attribution"] = _attribution_json(one.verdict)
                self.said.append(one)
        return item

    def _verdict(
        self, item: dict[str, Json], at: Path, speaker: str | None, located_at: Mapping[Path, Located]
    ) -> _Said | None:
        """Whether the article credits the evidence beside the speaker to it."""
        evidence = next((located for place, located in located_at.items() if place[:-1] == at[:-1]), None)
        owner = _holder_of(item, at)
        if evidence is None or not isinstance(owner, dict):
            return None
        verdict = attribute(speaker, evidence, article=self.article, proposals=self.proposals)
        return _Said(owner, str(at[-1]), speaker, verdict, evidence)

    def _set_apart(self, path: Path, item: Json, reason: str) -> None:
        self.unsupported.append(Unsupported(show_path(path), item, reason))


def _speakers(item: BaseModel, path: Path = ()) -> Iterator[tuple[Path, str | None]]:
    """Yields place and name of every speaker in an item, and None for a speaker that was left open."""
    for name, info in type(item).model_fields.items():
        value = getattr(item, name)
        if any(isinstance(mark, SpeakerMark) for mark in field_marks(info)) and isinstance(value, str | None):
            yield (*path, name), value
        elif isinstance(value, BaseModel):
            yield from _speakers(value, (*path, name))
        elif isinstance(value, list):
            for number, one in enumerate(value):
                if isinstance(one, BaseModel):
                    yield from _speakers(one, (*path, name, number))


def _holder_of(item: Json, path: Path) -> Any:
    """The object or list inside `item` that has the last step of the path."""
    for step in path[:-1]:
        item = item[step]  # type: ignore[index]
    return item


def _is_evidence(info: FieldInfo) -> bool:
    return any(isinstance(mark, EvidenceMark) for mark in field_marks(info))


def evidence_json(located: Located, article: Article) -> dict[str, Json]:
    """Evidence as it is published: the article's own words at the spans."""
    return {
        "quote": " … ".join(article[span] for span in located.spans),
        "spans": [[span.start, span.end] for span in located.spans],
        "match": located.match,
        "score": round(located.score, 4),
    }


def _phrase_json(phrase: Phrase | None) -> Json:
    if phrase is None:
        return None
    return {"quote": phrase.quote, "spans": [[span.start, span.end] for span in phrase.spans]}


def _attribution_json(verdict: Attribution) -> dict[str, Json]:
    return {
        "verdict": verdict.verdict,
        "kind": verdict.kind,
        "speaker": _phrase_json(verdict.speaker),
        "cue": _phrase_json(verdict.cue),
        "reason": verdict.reason,
    }


def _actor_json(actor: ResolvedActor, article: Article) -> dict[str, Json]:
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": str(actor.kind),
        "role": actor.role,
        "aliases": list(actor.aliases),
        "evidence": evidence_json(actor.evidence, article) if actor.evidence else None,
    }
