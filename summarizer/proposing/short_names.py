"""Bodies and states that an article calls by a long name and a short one."""

from __future__ import annotations

import re

from summarizer.names import fold_name, state_of
from summarizer.proposing.cast import Cast, Figure
from summarizer.proposing.cues import words
from summarizer.proposing.kinds import COUNTRIES

__all__ = ["STATE", "is_acronym", "join_short_names", "stands_for"]

STATE = re.compile(
    r"(?:Federation|Republic|Kingdom|Commonwealth|Principality|Emirate|Sultanate|Duchy) of (?:the )?(.+)"
)
"""What a state calls itself; the group is its short name."""

_LONGEST_ACRONYM = 6
_SMALL_WORDS = frozenset({"of", "the", "and", "for"})
_BODIES = words(
    """church court department ministry council commission committee union party agency authority association foundation
    institute university senate bank board league federation"""
)
_WHAT = words("magazine newspaper news television tv party group company corporation inc corp agency")


def join_short_names(cast: Cast) -> None:
    """Makes one figure of a body and its short name, where that can be no other's: "the Church", "WHO"."""
    bodies = [one for one in cast.figures if one.label in ("ORG", "GPE", "LOC", "NORP")]
    for short in sorted(bodies, key=lambda one: -len(one.name.split())):
        state = state_of(short.name)
        whole = [one for one in bodies if one is not short and _is_short_for(short, one, state)]
        if len(whole) != 1:
            continue
        whole[0].names.update(short.names)
        whole[0].mentions = sorted([*whole[0].mentions, *short.mentions])
        bodies.remove(short)
        cast.figures = [one for one in cast.figures if one is not short]
        cast.at.update({i: whole[0] for i, one in cast.at.items() if one is short})


def _is_short_for(one: Figure, other: Figure, state: str | None) -> bool:
    short, full = one.name, other.name
    letters, parts = short.replace(".", ""), full.split()
    if state:
        return letters.isupper() and state == fold_name(full)
    if is_acronym(letters) and len(letters) > 1:
        return stands_for(letters, full.lower())
    if "NORP" in (one.label, other.label) or short.lower() in COUNTRIES:
        return False
    if whole := STATE.fullmatch(full):
        return whole[1] == short
    head = parts[parts.index("of") - 1] if "of" in parts[1:] else parts[-1]
    return (short.lower() in _BODIES and len(parts) > 1 and head == short) or _is_part_of(short.split(), parts)


def _is_part_of(short: list[str], full: list[str]) -> bool:
    """Whether the full name is the short one with a nation before it, or with "of …" or what it is behind it.

    "Home Office" and "United Kingdom Home Office", "Freedom" and "Freedom Magazine"; not "Norland" and "Church of
    Norland". Possessives do not count.
    """
    for first in range(min(4, len(full) - len(short) + 1)):
        nation, middle, tail = full[:first], full[first : first + len(short)], full[first + len(short) :]
        if [_bare(word) for word in middle] != [_bare(word) for word in short] or (
            nation and not _is_nation(" ".join(nation))
        ):
            continue
        if (len(short) > 1 and (not tail or tail[0] == "of")) or (not nation and " ".join(tail).lower() in _WHAT):
            return True
    return False


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s").rstrip("'’")


def _is_nation(words_: str) -> bool:
    return words_.lower() in COUNTRIES or bool(state_of(words_) or state_of(f"{words_} government"))


def is_acronym(letters: str) -> bool:
    """True for a few capitals."""
    return letters.isupper() and len(letters) <= _LONGEST_ACRONYM


def stands_for(letters: str, name: str) -> bool:
    """Whether the acronym is of the first letters of a name in lower case."""
    return letters.lower() == "".join(word[0] for word in name.split() if word not in _SMALL_WORDS)
