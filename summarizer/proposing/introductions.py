"""People introduced by what they are: "Ambrel's mayor, Corin Dask, …", "la députée Mathilde Eyrignac"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.proposing.cues import Cues, words
from summarizer.proposing.kinds import kind_of, kind_of_noun
from summarizer.proposing.naming import DOCTORS, MEN, TITLES, WOMEN
from summarizer.proposing.parsed import Doc, Token
from summarizer.types import ActorKind

__all__ = ["Introduction", "calls_a_person", "find_described", "find_introductions", "introduced_by"]

_COLLECTIVES = words(
    """list mist wrist twist
    people staff jury troop house business industry family network station channel source public nation state
    country city county tribe community office bureau
    embassy hospital school chapter population majority minority whip caucus crew crowd mob audience delegation
    regulator watchdog outlet ally rival opponent opposition majorité population peuple pays état armée équipe
    tribunal cour parlement assemblée conseil comité autorité agence famille club proche"""
)
_CALLINGS = ("ist", "logue", "iste", "man", "woman")
_PARTICLES = words("de du van von der den di da al ben bin la le")
_PLACES = words("new north south east west upper lower low high old port saint san santa los el lake mount fort great")
_BETWEEN = frozenset({"ADP", "DET", "NOUN", "PROPN", "ADJ", "PART", "PRON", "CCONJ", "NUM"})
_OPENERS = frozenset({"DET", "ADP", "PUNCT", "SPACE", "CCONJ", "SCONJ"})
_NO_NAMES = frozenset({"DET", "PRON", "ADP", "CCONJ", "SCONJ", "AUX", "NUM", "PUNCT", "SPACE"})
_TITLED = MEN | WOMEN | DOCTORS
_BODIES_TOO = words("partner critic member leader supporter donor owner maker producer provider lender sponsor player")
_OWN = words("its his her their our my son sa ses leur leurs notre votre")
_LONGEST_ROLE = 10
_LONGEST_TAIL = 4
_LONGEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Introduction:
    """Tokens: the noun, the role from `start` to before `end`, and the name from `first` to `last`."""

    noun: int
    start: int
    end: int
    first: int
    last: int


def find_introductions(doc: Doc, cues: Cues) -> Iterator[Introduction]:
    """All introductions, in the order of the text."""
    for token in doc:
        found = introduced_by(token, cues)
        if found is not None:
            yield found


def find_described(doc: Doc, cues: Cues) -> Iterator[tuple[int, int]]:
    """First and last token of each full name behind "Mr" or "Dr", or before a comma and what the person is.

    A small model takes rare names for firms and towns here too; a title, or ", a geologist", tells it better.
    """
    for token in doc:
        name = _name_at(doc, token.i) if _is_name_like(token) and token.lower_ not in TITLES else None
        before = doc[token.i - 1].lower_ if token.i else ""
        if name is None or (before not in _TITLED and not _is_described(doc, name[1] + 1, cues)):
            continue
        if before in _TITLED or not (token.i and _is_name_like(doc[token.i - 1])):
            yield name


def _is_described(doc: Doc, comma: int, cues: Cues) -> bool:
    """Whether ", a geologist", ", the town's former mayor" stands there."""
    if comma + 2 >= len(doc) or doc[comma].text != "," or doc[comma + 1].lower_ not in ("a", "an", "the"):
        return False
    for token in doc[comma + 2 : comma + 2 + _LONGEST_TAIL]:
        following = doc[token.i + 1] if token.i + 1 < len(doc) else None
        if token.pos_ == "NOUN" and (following is None or following.pos_ not in ("NOUN", "PROPN", "PART", "PUNCT")):
            return _is_one_person(token, cues) and token.lemma not in _BODIES_TOO
        if token.pos_ not in ("ADJ", "NOUN", "PROPN", "PART"):
            break
        if following is not None and following.is_punct:
            return token.pos_ == "NOUN" and _is_one_person(token, cues) and token.lemma not in _BODIES_TOO
    return False


def introduced_by(noun: Token, cues: Cues) -> Introduction | None:
    """The person whom a noun for one person introduces: two to four capitalised words right behind it, or set off.

    A name that is set off by a comma has to end at another mark, since in "in a letter to the mayor, Corin Dask said"
    it belongs to the verb. Small models take invented and rare names for towns or firms, so that a name which is set
    off needs no label of theirs; one right behind the noun must not be labelled as anything but a person.
    """
    if noun.pos_ not in ("NOUN", "PROPN") or not _is_one_person(noun, cues):
        return None
    doc, comma = noun.doc, noun.i + 1
    limit = min(noun.sent.end, comma + _LONGEST_ROLE)
    if noun.pos_ == "NOUN":
        beside = _name_at(doc, comma)
        if beside is not None and all(doc[i].ent_type_ in ("", "PERSON", "PER") for i in range(beside[0], comma + 2)):
            return Introduction(noun.i, _start(noun), comma, *beside)
    while comma < limit and doc[comma].pos_ in _BETWEEN:
        comma += 1
    name = _name_at(doc, comma + 1) if comma < limit and doc[comma].text == "," else None
    if name is None or not _is_closed(doc, name[1] + 1):
        return None
    return Introduction(noun.i, _start(noun), comma, *name)


def calls_a_person(noun: Token, cues: Cues) -> bool:
    """True for the nouns that people are called by: a mayor, and no match, church or image."""
    lemma = noun.lemma
    known = lemma in cues.people or lemma in TITLES or lemma.endswith(_CALLINGS)
    return known and lemma not in _COLLECTIVES and kind_of_noun(lemma, plural=False) is ActorKind.PERSON


def _is_one_person(noun: Token, cues: Cues) -> bool:
    lemma = noun.lemma
    known = lemma in cues.people or lemma.endswith(_CALLINGS)
    if not known or lemma in _COLLECTIVES or "Number=Plur" in noun.morph:
        return False
    return kind_of_noun(lemma, plural=False) is ActorKind.PERSON or lemma == "commissioner"


def _name_at(doc: Doc, at: int) -> tuple[int, int] | None:
    """First and last token of the name that starts there, titles left out; None for what is no person's name."""
    first = at
    while first < len(doc) and doc[first].lower_ in TITLES:
        first += 1
    end = first
    while end < len(doc) and (_is_name_like(doc[end]) or (end > first and doc[end].lower_ in _PARTICLES)):
        end += 1
    while end > first and doc[end - 1].lower_ in _PARTICLES:
        end -= 1
    named = doc[first:end]
    if not 2 <= end - first <= _LONGEST_NAME or kind_of(doc.words(first, end).text, None) is not None:
        return None
    person = any(token.ent_type_ in ("PERSON", "PER") for token in named)
    return (first, end - 1) if person or doc[first].lower_ not in _PLACES else None


def _is_name_like(token: Token) -> bool:
    text = token.text
    if token.pos_ in _NO_NAMES or token.ent_type_ == "DATE":
        return False
    initial = len(text) == 2 and text[1] == "."
    if initial or not text[0].isupper() or text.isupper():
        return initial
    return text.replace("-", "").replace("’", "").replace("'", "").isalpha()


def _is_closed(doc: Doc, at: int) -> bool:
    return at >= len(doc) or doc[at].is_punct or doc[at].is_space


def _start(noun: Token) -> int:
    """Where the role begins: articles and possessive pronouns before it are left out."""
    doc, first = noun.doc, max(noun.left_edge.i, noun.i - _LONGEST_ROLE)
    while first < noun.i and (doc[first].pos_ in _OPENERS or doc[first].lower_ in _OWN):
        first += 1
    return first
