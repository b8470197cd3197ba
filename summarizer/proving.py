"""What an article has of an item: where its evidence stands, and whom the article credits with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel

from summarizer.attributing import Attribution, Attributor
from summarizer.grounding import Grounder, ground
from summarizer.types import Article, Fault, Located, Mark, Path, Proposals, Span, SpeakerMark, fields_to_walk, marked

__all__ = ["Credit", "Proof", "Prover"]


@dataclass(frozen=True, slots=True)
class Credit:
    """A speaker in an item, the evidence beside it, and the verdict.

    Where the item leaves the speaker open, it is whom the article credits with these words; None if it credits nobody.
    """

    path: Path
    speaker: str | None
    evidence: Located
    verdict: Attribution


@dataclass(frozen=True, slots=True)
class Proof:
    """What the article has of an item.

    Attributes:
        item: As it was validated.
        strings: Its strings with marks, as `summarizer.types.marked` has them.
        located: Where each evidence stands, by its path in the item.
        lost: A fault for each evidence that the article does not have.
        credits: The verdict on every speaker, against the evidence in the same object or the one around it.
        contradicted: A fault for each speaker whom the article contradicts.
    """

    item: BaseModel
    strings: list[tuple[Path, Mark, str]]
    located: Mapping[Path, Located]
    lost: tuple[Fault, ...]
    credits: tuple[Credit, ...]
    contradicted: tuple[Fault, ...]

    @property
    def objection(self) -> str | None:
        """Why it may not be shown; None if it may."""
        faults = self.lost or self.contradicted
        return faults[0].reason if faults else None


class Prover:
    """Proves items of one article, each once: whoever asks for an item again is given what was found out before.

    An item is known by its identity. Its model has lists, so that it has no hash.
    """

    def __init__(self, article: Article, proposals: Proposals) -> None:
        self.article, self.proposals = article, proposals
        self.grounder = Grounder(article.text)
        self.attributor = Attributor(article, proposals)
        self._proofs: dict[tuple[int, Span | None], Proof] = {}

    def prove(self, item: BaseModel, *, near: Span | None = None) -> Proof:
        """What the article has of an item; a quote that it has more than once is taken as `Grounder.locate` says."""
        asked = id(item), near  # its proof keeps the item alive, so that no other one can have its id
        if (proof := self._proofs.get(asked)) is None:
            proof = self._proofs[asked] = self._proved(item, near)
        return proof

    def _proved(self, item: BaseModel, near: Span | None) -> Proof:
        strings = marked(item)
        located, lost = ground(strings, self.grounder, near=near)
        credits = tuple(
            self._credited(path, speaker, evidence)
            for path, speaker in _speakers(item, ())
            if (evidence := _beside(path, located))
        )
        wrong = [one for one in credits if one.verdict.verdict == "contradicted"]
        contradicted = tuple(Fault(one.path, str(one.verdict.reason), "speaker") for one in wrong)
        return Proof(item, strings, located, lost, credits, contradicted)

    def _credited(self, path: Path, speaker: str | None, evidence: Located) -> Credit:
        named = self.attributor.speaker_of(evidence) if speaker is None else speaker
        return Credit(path, named, evidence, self.attributor.attribute(named, evidence))


def _speakers(item: BaseModel, path: Path) -> Iterator[tuple[Path, str | None]]:
    for name, is_speaker, has_items in _fields_with_speakers(type(item)):
        value = getattr(item, name)
        if value is None or isinstance(value, str):
            if is_speaker:
                yield (*path, name), value
        elif has_items:
            for place, inside in _items((*path, name), value):
                yield from _speakers(inside, place)


def _items(path: Path, value: object) -> Iterator[tuple[Path, BaseModel]]:
    """The items that a field has: one, or those of a list, also of lists."""
    if isinstance(value, BaseModel):
        yield path, value
    elif isinstance(value, list):
        for place, inside in enumerate(value):
            yield from _items((*path, place), inside)


@lru_cache(maxsize=256)
def _fields_with_speakers(model: type[BaseModel]) -> tuple[tuple[str, bool, bool], ...]:
    """The fields in which speakers can be: name, whether it is one, and whether there can be items inside."""
    fields = (
        (name, any(isinstance(mark, SpeakerMark) for mark in marks), has_items)
        for name, marks, has_items in fields_to_walk(model)
    )
    return tuple(field for field in fields if field[1] or field[2])


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
