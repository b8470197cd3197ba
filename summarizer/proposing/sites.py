"""Names of places that a model takes for people's and bodies'."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from summarizer.proposing import grammar
from summarizer.proposing.cues import words
from summarizer.proposing.given_names import GIVEN
from summarizer.proposing.kinds import COUNTRIES, kind_of, kind_of_noun
from summarizer.proposing.naming import ARTICLES, Mention, core_of
from summarizer.proposing.parsed import Doc
from summarizer.types import ActorKind

__all__ = ["SITES", "WHERE", "without_places"]

WHERE = words("in near around outside across throughout inside")
"""Words before the name of a place."""

SITES = words(
    """town city village district county state province region island port harbour harbor valley coast bay river lake
    mayor governor people resident citizen farmer fisherman"""
)
"""What is of a place, and what a place is."""

_REGIONS = words("province district county region island valley coast town village city peninsula river")


def without_places(doc: Doc, mentions: Sequence[Mention], known: Collection[str]) -> list[Mention]:
    """The mentions, those of "Upper Sarn" with the label of places: a person's name that only ever says where.

    It never acts, opens with no given name, and is no name of somebody `known` to be a person.
    """
    acting = {one.name.lower() for one in mentions if not _says_where(doc, one)} | set(known)
    surnames = {core_of(name)[-1] for name in acting if core_of(name)}
    sites = {
        one.name.lower()
        for one in mentions
        if one.label == "PERSON"
        and one.name.lower() not in acting
        and core_of(one.name)[-1] not in surnames
        and core_of(one.name)[0] not in GIVEN
    }
    sites |= _sites_of(doc, [one for one in mentions if one.label == "ORG"])
    return [replace(one, label="GPE") if one.name.lower() in sites else one for one in mentions]


def _sites_of(doc: Doc, bodies: Sequence[Mention]) -> set[str]:
    """The names, taken for bodies, that are places': half of the time they say where, and they never act.

    A body has an article, an acronym, or a word that tells what it is.
    """
    where: dict[str, list[bool]] = {}
    for one in bodies:
        where.setdefault(one.name.lower(), []).append(_says_where(doc, one))
    bodily = {
        one.name.lower()
        for one in bodies
        if one.last - one.first > 2
        or any(token.text.isupper() or not token.text.istitle() for token in doc[one.first : one.last + 1])
        or (one.first and doc[one.first - 1].lower_ in ARTICLES)
        or kind_of(one.name, None) is not None
        or kind_of_noun(doc[one.last].lower_, plural=False) is not ActorKind.PERSON
        or any(token.dep_ in grammar.SUBJECTS for token in doc[one.first : one.last + 1])
    }
    return {name for name, told in where.items() if 2 * sum(told) >= len(told) and name not in bodily}


def _says_where(doc: Doc, mention: Mention) -> bool:
    """Whether it stands behind "in", "the authority of", "a farmer from" or "between here and"."""
    if not mention.first:
        return False
    before, behind = doc[mention.first - 1], doc[mention.last + 1 : mention.last + 3]
    if before.lower_ in WHERE:
        return True
    alone = mention.first == mention.last
    if (
        (mention.label == "ORG" or alone)
        and len(behind) == 2
        and (
            behind[0].lower_ in _REGIONS
            or (behind[0].text == "," and (behind[1].ent_type_ == "GPE" or behind[1].lower_ in COUNTRIES))
        )
    ):
        return True
    if before.lower_ == "and" and mention.first > 2:
        return doc[mention.first - 2].lower_ == "here" and doc[mention.first - 3].lower_ == "between"
    if before.lower_ not in ("of", "from") or before.head.pos_ not in ("NOUN", "PROPN"):
        return False
    noun = before.head.lemma
    return noun in SITES or kind_of_noun(noun, plural=False) in (ActorKind.GOVERNMENT, ActorKind.ORGANISATION)
