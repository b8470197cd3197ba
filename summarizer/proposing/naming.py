"""A mention by name, the words of a name, and the titles that stand before one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from summarizer.proposing import grammar
from summarizer.proposing.cues import words

__all__ = ["ARTICLES", "DOCTORS", "HONORIFICS", "MEN", "RANKS", "TITLES", "WOMEN", "Mention", "core_of", "full_names"]

ARTICLES = words("the a an l' la le les")
MEN = words("mr mr. sir lord king prince monsieur m. herr señor rev rev.")
WOMEN = words("mrs mrs. ms ms. miss madam lady dame queen princess madame mme mme. mlle frau señora")
DOCTORS = words("dr dr. prof prof. professor")
TITLES = (
    MEN
    | DOCTORS
    | WOMEN
    | words(
        """sen sen. rep rep. gov gov. gen gen. col col. lt lt. capt capt. sgt sgt. president
        minister senator representative governor general colonel judge justice chancellor secretary
        mayor count countess baron baroness duke duchess earl"""
    )
)
HONORIFICS = words("dr dr. prof. count countess baron baroness duke duchess earl")
RANKS = words(
    """ambassador superintendent supt supt. rabbi sheikh imam archbishop cardinal emeritus commander admiral sergeant
    inspector commissioner envoy governor minister secretary president chancellor professor judge justice"""
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at the tokens `first` to `last`; `label` is PERSON, ORG, GPE, LOC or NORP."""

    first: int
    last: int
    name: str
    label: str


def core_of(name: str) -> list[str]:
    """The words of a person's name in lower case, without initials and suffixes: Donald J. Hall is Donald Hall."""
    parts = [part for part in name.lower().replace(",", "").split() if part not in grammar.SUFFIXES]
    return [part for part in parts if len(part.rstrip(".")) > 1] or parts or name.lower().split()


def full_names(mentions: Iterable[Mention]) -> dict[str, list[str]]:
    """For each surname the full names that end in it, as "first last", in the order of the text."""
    found: dict[str, list[str]] = {}
    for mention in mentions:
        core = core_of(mention.name)
        if mention.label == "PERSON" and len(core) > 1:
            names = found.setdefault(core[-1], [])
            if f"{core[0]} {core[-1]}" not in names:
                names.append(f"{core[0]} {core[-1]}")
    return found
