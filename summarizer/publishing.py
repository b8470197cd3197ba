"""A draft becomes a brief: evidence at its spans, speakers with their verdicts, actors with their ids."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from summarizer.attributing import Attribution
from summarizer.phrases import phrase_at, phrase_to_json
from summarizer.proving import Credit, Prover
from summarizer.resolving import Named, ResolvedActor, resolve
from summarizer.stems import stems
from summarizer.types import (
    Actor,
    Article,
    Json,
    Located,
    Path,
    Phrase,
    Span,
    Unsupported,
    is_evidence,
    list_item_type,
    marks_by_field,
    show_path,
)

__all__ = ["Published", "publish"]


@dataclass(frozen=True, slots=True)
class Published:
    """What of a draft can be published, and what cannot.

    Attributes:
        moved: Where an item of a list stands in the brief, by its path in the draft; None where it is not in it.
    """

    brief: dict[str, Json]
    unsupported: tuple[Unsupported, ...]
    moved: Mapping[Path, Path | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Said:
    """A speaker in the brief, and the object that names it."""

    owner: dict[str, Json]
    credit: Credit

    @property
    def named(self) -> Named | None:
        """The name to find an actor for."""
        one = self.credit
        holder = one.verdict.holder_id if one.verdict.verdict == "verified" else None
        return Named(one.speaker, holder, one.evidence.spans) if one.speaker else None


def publish(
    draft: Mapping[str, object],
    schema: type[BaseModel],
    *,
    prover: Prover,
    places: Mapping[Path, Span] = MappingProxyType({}),
) -> Published:
    """The brief as it is shown: all that is proved, in the schema's order.

    Args:
        draft: Validated values by field; a list of actors may be missing, and is then made from the parse.
        schema: Its model.
        prover: Of the article; what it has proved before is known.
        places: For an item of a list, by its path, the part of the article that it came from: where a quote stands
            more than once, the place nearest to it is taken.

    Returns:
        Every evidence as quote, spans, match and score; every item with a speaker also with the speaker's id and the
        verdict. An item whose evidence is not found, or whose speaker the article contradicts, is unsupported.
    """
    article = prover.article
    making = _Publishing(prover, places)
    brief: dict[str, Json] = {}
    claims: dict[str, list[tuple[Actor, Located]]] = {}
    casts, marks = _casts(schema), marks_by_field(schema)
    for name in schema.model_fields:
        if name in casts:
            brief[name] = []
            claims |= {name: making.claims(name, draft[name])} if draft.get(name) is not None else {}
        elif (
            name in draft
            and (shown := making.shown((name,), draft[name], proves=is_evidence(marks[name]))) is not _NOTHING
        ):
            brief[name] = shown
    claimed = [claim for field in claims.values() for claim in field] if claims else None
    named = [(one, one.named) for one in making.said]
    cast = resolve(claimed, [name for _, name in named if name], article=article, proposals=prover.proposals)
    for one, name_of in named:
        id_ = cast.id_of(name_of.name, name_of.holder_id) if name_of else None
        one.owner[f"{one.credit.path[-1]}_id"] = id_
    for name in casts:
        brief[name] = [_actor_json(actor, article) for actor in cast.actors]
    places_of = {actor.id: place for place, actor in enumerate(cast.actors)}
    for name, at in making.actors.items():
        for path in at:
            place = places_of.get(cast.id_of(name, None) or "")
            making.moved[path] = None if place is None else (path[0], place)
    return Published(brief, tuple(making.unsupported), making.moved)


_NOTHING: dict[str, Json] = {}


@lru_cache(maxsize=64)
def _casts(schema: type[BaseModel]) -> tuple[str, ...]:
    """The fields that are lists of actors."""
    return tuple(name for name, info in schema.model_fields.items() if list_item_type(info) is Actor)


class _Publishing:
    def __init__(self, prover: Prover, places: Mapping[Path, Span]) -> None:
        self.prover, self.article, self.places = prover, prover.article, places
        self.said: list[_Said] = []
        self.unsupported: list[Unsupported] = []
        self.moved: dict[Path, Path | None] = {}
        self.actors: dict[str, list[Path]] = {}

    def claims(self, name: str, actors: object) -> list[tuple[Actor, Located]]:
        """The reply's actors with their evidence, which names them."""
        found = []
        for number, actor in enumerate(actors if isinstance(actors, list) else ()):
            path = name, number
            proof = self.prover.prove(actor, near=self.places.get(path))
            if reason := proof.objection:
                self._set_apart(path, actor.model_dump(mode="json"), reason)
            elif names_it := self._naming(actor, proof.located["evidence",]):
                found.append((actor, names_it))
                self.actors.setdefault(actor.name, []).append(path)
            else:
                self._set_apart(path, actor.model_dump(mode="json"), f"the article does not name “{actor.name}”")
        return found

    def _naming(self, actor: Actor, evidence: Located) -> Located | None:
        """The evidence if it has a word of the actor's name, else the name's place; None for a name from elsewhere."""
        if not self.prover.attributor.naming.has(actor.name, actor.kind):
            return None
        words = _name_stems(actor.name)
        if any(words & _name_stems(self.article[span]) for span in evidence.spans):
            return evidence
        return self.prover.grounder.locate(actor.name) or evidence

    def shown(self, path: Path, value: object, *, proves: bool) -> Json:
        """A value as it is shown; `_NOTHING` if it cannot be.

        Args:
            path: Where it stands in the draft.
            value: A validated value.
            proves: Strings in it are evidence.
        """
        if isinstance(value, BaseModel):
            return self._item(path, value)
        if isinstance(value, list):
            kept: list[Json] = []
            for number, one in enumerate(value):
                if (shown := self.shown((*path, number), one, proves=proves)) is not _NOTHING:
                    self.moved[*path, number] = (*path, len(kept))
                    kept.append(shown)
            return kept
        if isinstance(value, str) and proves:
            if located := self.prover.grounder.locate(value, near=self.places.get(path[:2])):
                return evidence_json(located, self.article)
            self._set_apart(path, value, "these words are not in the article")
            return _NOTHING
        plain: Json = to_jsonable_python(value)
        return plain

    def _item(self, path: Path, value: BaseModel) -> Json:
        """An item whose evidence is found, with who says so; else `_NOTHING`."""
        item: dict[str, Json] = value.model_dump(mode="json")
        proof = self.prover.prove(value, near=self.places.get(path[:2]))
        if reason := proof.objection:
            self._set_apart(path, item, reason)
            return _NOTHING
        for at, located in proof.located.items():
            _holder_of(item, at)[at[-1]] = evidence_json(located, self.article)
        for one in proof.credits:
            owner = _holder_of(item, one.path)
            owner[one.path[-1]] = one.speaker
            owner["attribution"] = _attribution_json(one.verdict)
            self.said.append(_Said(owner, one))
        return item

    def _set_apart(self, path: Path, item: Json, reason: str) -> None:
        self.moved[path] = None
        self.unsupported.append(Unsupported(show_path(path), item, reason))


def _name_stems(text: str) -> frozenset[str]:
    return stems(unicodedata.normalize("NFC", text), letters=4, least=3)


def _holder_of(item: Json, path: Path) -> Any:
    """The object or list inside `item` that has the last step of the path."""
    for step in path[:-1]:
        item = item[step]  # type: ignore[index]
    return item


def evidence_json(located: Located, article: Article) -> dict[str, Json]:
    """Evidence as it is published: the article's own words at the spans."""
    shown = phrase_to_json(phrase_at(article, located.spans))
    shown["match"], shown["score"] = located.match, round(located.score, 4)
    return shown


def _phrase_json(phrase: Phrase | None) -> Json:
    return phrase_to_json(phrase) if phrase else None


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
