"""Small questions to a dependency parse, answered alike for spaCy's English labels and for Universal Dependencies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.proposing.parsed import Doc, Token
from summarizer.types import Span

__all__ = [
    "SUFFIXES",
    "agent",
    "clauses",
    "extent",
    "infinitives",
    "is_passive",
    "objects",
    "prepositional",
    "subject",
    "suffix_end",
    "trim",
]

SUBJECTS = frozenset({"nsubj", "nsubjpass", "nsubj:pass", "nsubj:caus"})
PASSIVES = frozenset({"nsubjpass", "auxpass", "nsubj:pass", "aux:pass"})
CLAUSES = frozenset({"ccomp", "csubj"})
SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
"""What tells father and son apart."""

_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_EDGE = " ,;:\n\t"


def extent(first: Token, last: Token) -> Span:
    """From the start of one token to the end of another."""
    return Span(first.idx, last.end)


def is_clock(token: Token) -> bool:
    """True for the time of a live report: "14:10"."""
    return _CLOCK.fullmatch(token.text) is not None


def trim(text: str, start: int, end: int, edge: str = _EDGE) -> Span | None:
    """The span without blanks and commas at its edges; None if nothing is left."""
    while start < end and text[start] in edge:
        start += 1
    while end > start and text[end - 1] in edge:
        end -= 1
    return Span(start, end) if start < end else None


def subject(verb: Token) -> Token | None:
    """The verb's own subject."""
    found = [
        c
        for c in verb.children
        if c.dep_ in SUBJECTS or (c.dep_ == "expl:subj" and c.text.startswith("-") and len(c.text) > 2)
    ]
    nearest = min(found, key=lambda child: abs(child.i - verb.i), default=None)
    return None if nearest is None else _bearer(nearest)


def _bearer(token: Token) -> Token:
    """The name that a "Jr." belongs to which a comma sets off, and which a parse takes for somebody."""
    doc = token.doc
    if token.lower_ not in SUFFIXES or token.i < 2 or doc[token.i - 1].text != ",":
        return token
    name = doc[token.i - 2]
    return name if name.pos_ == "PROPN" else token


def suffix_end(doc: Doc, end: int) -> int:
    """The index behind the ", Jr." or "III" that follows a name; the name's own end where there is none."""
    at = end + 1 if end < len(doc) and doc[end].text == "," else end
    if at >= len(doc) or doc[at].lower_ not in SUFFIXES:
        return end
    is_dotted = doc[at].lower_ in ("jr", "sr") and at + 1 < len(doc) and doc[at + 1].text == "."
    return at + 1 + is_dotted


def is_passive(verb: Token) -> bool:
    """True for "was said", "is seen"."""
    return any(child.dep_ in PASSIVES for child in verb.children)


def agent(verb: Token) -> Token | None:
    """Who did it, in a passive: the noun behind "by"."""
    for child in verb.children:
        if child.dep_ == "agent":
            return next((noun for noun in child.children if noun.dep_ == "pobj"), None)
        if child.dep_ == "obl:agent":
            return child
    return None


def clauses(verb: Token) -> list[Token]:
    """The heads of its clauses of content, in the order of the text."""
    return [child for child in verb.children if child.dep_ in CLAUSES]


def infinitives(verb: Token) -> list[Token]:
    """The heads of its infinitives and participles."""
    return [child for child in verb.children if child.dep_ in ("xcomp", "pcomp")]


def objects(verb: Token) -> list[Token]:
    """Its noun objects, without those to whom something is said."""
    return [child for child in verb.children if child.dep_ in ("dobj", "obj")]


def prepositional(head: Token) -> Iterator[tuple[Token, Token]]:
    """Pairs of a preposition and what stands behind it: (for, repeal)."""
    for child in head.children:
        if child.dep_ in ("prep", "agent", "dative", "prt"):
            for noun in child.children:
                if noun.dep_ in ("pobj", "pcomp", "prep"):
                    yield child, noun
        elif child.dep_ in ("obl", "obl:arg", "obl:mod", "nmod", "obl:agent", "xcomp", "advcl", "ccomp"):
            for case in child.children:
                if case.dep_ in ("case", "mark") and case.i < child.i:
                    yield case, child
                    break
