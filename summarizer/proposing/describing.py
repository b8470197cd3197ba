"""What the article tells of those whom it names: kind, role, gender, and whether they act."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.proposing import grammar
from summarizer.proposing.cast import Cast, Figure
from summarizer.proposing.cues import Cues
from summarizer.proposing.genders import gender_of_noun
from summarizer.proposing.given_names import GIVEN
from summarizer.proposing.introductions import Introduction
from summarizer.proposing.kinds import kind_of, kind_of_noun
from summarizer.proposing.parsed import Doc, Words
from summarizer.proposing.roles import roles_at
from summarizer.proposing.short_names import STATE
from summarizer.types import ActorKind, Span

__all__ = ["describe", "introduce"]

_MENTIONS_READ = 12
_OFFICES_OF_STATE = (
    "government|parliament|prime minister|foreign minist(?:er|ry)|defen[cs]e minist(?:er|ry)|embassy|president"
    "|airspace|waters"
)
_OFFICE_OF_STATE = re.compile(rf"\b(?:{_OFFICES_OF_STATE})\b", re.IGNORECASE)
_WORKS = frozenset(
    {"dam", "dams", "river", "bridge", "reservoir", "lake", "canal", "tunnel", "pass", "strait", "valley"}
)
_AROUND = 10  # between a name and an office: "of", "n", "'s"
_SHORTEST_STATE = 4
_GENDERS = {"le": "m", "un": "m", "la": "f", "une": "f", "sa": "f"}


def introduce(cast: Cast, one: Introduction, doc: Doc, cues: Cues, text: str) -> None:
    """Sets the role, the introducing mention and the principal of whom a noun introduces."""
    figure, role = cast.at[one.last], doc.words(one.start, one.end)
    cast.introduced[one.noun] = (figure, one)
    if figure.role is None:
        figure.role = text[role.start_char : role.end_char]
        figure.evidence = Span(role.start_char, doc[one.last].end)
    figure.titles |= {part for part in role.text.lower().replace("-", " ").split() if part.isalpha()}
    noun, before = doc[one.noun], doc[one.start - 1].lower_ if one.start else ""
    if figure.gender is None and noun.lang_ == "fr" and before in _GENDERS:
        figure.gender = _GENDERS[before]
    if noun.lemma in cues.spokesmen and figure.principal is None:
        figure.principal = next(iter(cast.named_in(one.noun + 1, one.end - 1)), None)


def _told_by_noun(figure: Figure, mentions: Sequence[Words]) -> ActorKind | None:
    """The kind that a noun right before one of the names tells, where it is a body's or a thing's: "the film"."""
    if figure.label not in ("PERSON", "ORG") or figure.role is not None or figure.name.split()[0].lower() in GIVEN:
        return None
    for named in mentions[:_MENTIONS_READ]:
        noun = named.doc[named.start - 1] if named.start else None
        if noun is not None and noun.pos_ == "NOUN" and noun.whitespace_ == " ":
            kind = kind_of_noun(noun.lemma_, plural=noun.tag_ == "NNS")
            if kind not in (ActorKind.PERSON, ActorKind.GROUP):
                return kind
    return None


def _is_a_works(figure: Figure, mentions: Sequence[Words]) -> bool:
    """Whether the word behind one of the names tells that it is a dam's, a river's or a bridge's: "the Sorrel dam"."""
    if len(figure.name.split()) > 1 or figure.role is not None or figure.name.lower() in GIVEN:
        return False
    behind = (named.doc[named.end] for named in mentions[:_MENTIONS_READ] if named.end < len(named.doc))
    return any(token.pos_ in ("NOUN", "PROPN") and token.lower_ in _WORKS for token in behind)


def _is_state(name: str, text: str, offices: Sequence[tuple[int, int]]) -> bool:
    """Whether it is called so, or the article tells of its government: "the Dorrovian government"."""
    if STATE.fullmatch(name):
        return True
    if len(name.split()) > 2 or len(name) < _SHORTEST_STATE or name.isupper():
        return False
    bare, reach = name[:-1] if name[-1:] in "aeioy" else name, len(name) + _AROUND
    near = (text[max(0, start - reach) : end + reach] for start, end in offices)
    if not any(bare.lower() in words_.lower() for words_ in near):
        return False
    stem = re.escape(bare)
    of_it = rf"\b(?:{_OFFICES_OF_STATE}) of {re.escape(name)}\b"
    its = rf"\b(?:{re.escape(name)}['’]s?|{stem}[a-zé]{{1,4}}) (?i:{_OFFICES_OF_STATE})\b"
    return bool(re.search(f"(?i:{of_it})|{its}", text))


def describe(cast: Cast, doc: Doc, cues: Cues, text: str) -> None:
    """Sets of every figure kind, role, gender, the introducing mention, and whether it acts."""
    offices = [found.span() for found in _OFFICE_OF_STATE.finditer(text)]
    for figure in cast.figures:
        _describe(doc, figure, cues, text, offices)


def _describe(doc: Doc, figure: Figure, cues: Cues, text: str, offices: Sequence[tuple[int, int]]) -> None:
    spans = [doc.char_span(span.start, span.end) for span in figure.mentions]
    told = _told_by_noun(figure, [named for named in spans if named is not None])
    if told is None and figure.label in ("PERSON", "ORG") and doc.language == "en":
        told = ActorKind.OTHER if _is_a_works(figure, [named for named in spans if named is not None]) else None
    if told is not None:
        figure.label, figure.gender = "ORG", None
    figure.kind = told or kind_of(figure.name, figure.label)
    if figure.kind is ActorKind.OTHER and figure.label == "ORG":
        figure.label = "LOC"
    if figure.kind in (ActorKind.OTHER, ActorKind.ORGANISATION, None) and any(
        _is_state(name, text, offices) for name in figure.names
    ):
        figure.kind, figure.label = ActorKind.COUNTRY, "GPE"
    if figure.role is None:
        figure.evidence = figure.mentions[0]
    heads = [named.root for named in spans if named is not None]
    if figure.label == "NORP":
        figure.plural = any(head.tag_ in ("NNPS", "NNS") for head in heads)
        figure.acts = figure.plural
    elif figure.label in ("GPE", "LOC") and figure.kind is not ActorKind.COUNTRY:
        figure.acts = any(head.dep_ in grammar.SUBJECTS for head in heads)
    if not figure.is_person:
        return
    for named in spans[:_MENTIONS_READ]:
        before = doc[named.start - 1] if named is not None and named.start else None
        if figure.gender is None and before is not None and before.pos_ == "NOUN" and before.whitespace_ == " ":
            figure.gender = gender_of_noun(before, cues)  # "her son Davin"
        for role, evidence in () if named is None else roles_at(doc, text, named):
            parts = set(role.lower().replace("-", " ").split())
            figure.titles |= parts
            if figure.role is None:
                figure.role, figure.evidence = role, evidence
            if figure.gender is None:
                figure.gender = "m" if parts & cues.males else "f" if parts & cues.females else None
