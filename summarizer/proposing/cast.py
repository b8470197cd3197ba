"""The cast of an article while it is put together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from summarizer.proposing.introductions import Introduction
from summarizer.types import ActorKind, Span

__all__ = ["Cast", "Figure"]


@dataclass(slots=True)
class Figure:
    """One of the cast.

    Attributes:
        label: PERSON, ORG, GPE, LOC, NORP, or NOMINAL for somebody without a name.
        gender: ``m``, ``f``, or None where the article does not tell.
        evidence: The mention that introduces it, with its title.
        names: Its names as they stand in the article, and how often.
        titles: The words of all its roles, in lower case.
        principal: For whom a spokesman speaks.
        acts: False for what is only named in passing: adjectives of nations, places.
    """

    name: str
    label: str
    kind: ActorKind | None = None
    gender: str | None = None
    role: str | None = None
    evidence: Span = field(default_factory=lambda: Span(0, 0))
    names: Counter[str] = field(default_factory=Counter)
    mentions: list[Span] = field(default_factory=list)
    plural: bool = False
    titles: set[str] = field(default_factory=set)
    principal: Figure | None = None
    acts: bool = True

    @property
    def is_person(self) -> bool:
        """True for somebody of flesh and blood."""
        return self.label == "PERSON"

    @property
    def first(self) -> int:
        """Where it is first named."""
        return min((span.start for span in self.mentions), default=self.evidence.start)


@dataclass(slots=True)
class Cast:
    """All figures in the order of first mention, and which of them each token of a name stands for.

    Attributes:
        unsure: Tokens of surnames that several people have, where neither a title nor a pronoun tells which.
        introduced: By the noun that tells what they are, the people whom it introduces.
    """

    figures: list[Figure] = field(default_factory=list)
    at: dict[int, Figure] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    introduced: dict[int, tuple[Figure, Introduction]] = field(default_factory=dict)

    def named_in(self, first: int, last: int) -> list[Figure]:
        """The figures named by the tokens `first` to `last`, in order, each once."""
        return list({id(self.at[i]): self.at[i] for i in range(first, last + 1) if i in self.at}.values())
