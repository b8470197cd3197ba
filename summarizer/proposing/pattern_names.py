"""Who is introduced in a text without a parse: German words for what somebody is, and the name behind them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from summarizer.proposing.cues import words
from summarizer.types import Span

__all__ = ["People", "Person", "find_people"]

_ENDINGS = sorted(
    words(
        """minister ministerin präsident präsidentin vorsitzende vorsitzender vorsitzenden abgeordnete abgeordneter
        abgeordneten sprecher sprecherin meister meisterin kanzler kanzlerin sekretär sekretärin leiter
        leiterin chef chefin direktor direktorin loge login professor professorin anwalt anwältin kommissar
        kommissarin landrat landrätin stadtrat stadträtin richter richterin forscher forscherin experte
        expertin autor autorin botschafter botschafterin bischof bischöfin senator senatorin gouverneur
        gouverneurin trainer trainerin politiker politikerin ökonom ökonomin ist istin unternehmer
        unternehmerin gründer gründerin bauer bäuerin"""
    )
)
_SHORTEST = 4
_WORD = r"[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)?"
_INTRODUCTION = re.compile(
    # Only a word in front of such a one can be a role: looked at first, since to look for its ending takes long.
    r"\b(?=\w+ (?:[A-ZÄÖÜ]|(?:von|vom|der|des|für|im|in|am|beim) ))"
    rf"(?P<role>\w{{0,40}}(?i:{'|'.join(_ENDINGS)})"
    r"(?: (?:von|vom|der|des|für|im|in|am|beim)(?: [\w-]{1,40}){0,4},)?)"
    rf" (?:(?:Frau|Herr|Dr\.|Prof\.) )*(?P<name>{_WORD}(?: (?:von|van|de|zu))? {_WORD})",
)
_APPOSITION = re.compile(
    rf"(?P<name>{_WORD}(?: (?:von|van|de|zu))? {_WORD}), (?:der|die|ein|eine) (?:[a-zäöüß]{{1,30}} ){{0,2}}"
    rf"(?P<role>\w{{0,40}}(?i:{'|'.join(_ENDINGS)})\b)",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody introduced at `span`, role and name together."""

    name: str
    role: str
    span: Span

    @property
    def gender(self) -> str | None:
        """The gender that the role's form tells."""
        word = self.role.split()[0].lower()
        return "f" if word.endswith("in") else None if word.endswith(("e", "en")) else "m"


@dataclass(frozen=True, slots=True)
class People:
    """The people whom a text introduces, in its order."""

    all: tuple[Person, ...]
    named: Mapping[str, Person]

    def at(self, speaker: Span, bare: str) -> Person | None:
        """Who is introduced within these words, or has the same name, in full or the last part of it."""
        index = bisect_left(self.all, speaker.end, key=lambda person: person.span.start) - 1
        if index >= 0 and self.all[index].span.overlaps(speaker):
            return self.all[index]
        return self.named.get(bare) or self._described(bare)

    def _described(self, bare: str) -> Person | None:
        """The one person whose role is that word or ends in it: "Minister" is the only "Innenminister"."""
        word = bare.lower()
        if not word.endswith(tuple(_ENDINGS)) or " " in word:
            return None
        fitting = {one.name: one for one in self.all if one.role.split()[0].lower().endswith(word)}
        return next(iter(fitting.values())) if len(fitting) == 1 else None

    def before(self, low: int, high: int, gender: str) -> Person | None:
        """The person introduced last between two offsets, if the gender is right."""
        index = bisect_left(self.all, high, key=lambda person: person.span.start) - 1
        found = self.all[index] if index >= 0 else None
        return found if found is not None and found.span.start >= low and found.gender in (None, gender) else None


def find_people(text: str, language: str) -> People:
    """Those of a German text; of any other none."""
    found = tuple(_found(text)) if language == "de" else ()
    return People(found, {name: one for one in reversed(found) for name in (one.name, one.name.split()[-1])})


def _found(text: str) -> Iterator[Person]:
    found = [*_INTRODUCTION.finditer(text), *_APPOSITION.finditer(text)]
    for match in sorted(found, key=lambda match: match.start()):
        role, name = match["role"].rstrip(","), match["name"]
        if role[0].isupper() and len(role.split()[0]) >= _SHORTEST:
            start, end = sorted((*match.span("role"), *match.span("name")))[::3]
            yield Person(name, role, Span(start, end))
