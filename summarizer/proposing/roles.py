"""What the article calls a person: the title before the name, the apposition beside it."""

from __future__ import annotations

from collections.abc import Iterator

from summarizer.proposing import grammar
from summarizer.proposing.kinds import is_agentive
from summarizer.proposing.naming import HONORIFICS, MEN, RANKS, TITLES, WOMEN
from summarizer.proposing.parsed import Doc, Token, Words
from summarizer.types import Span

__all__ = ["is_person_noun", "roles_at"]

_LONGEST = 60
_HONOURS = MEN | WOMEN | HONORIFICS
_NOT_TITLES = frozenset({"PERSON", "PER", "DATE", "TIME"})
_LINKS = frozenset({"of", "for", "to"})
_ENDS = frozenset({"relcl", "acl", "acl:relcl", "punct", "appos"})
_OPENERS = frozenset({"DET", "ADP", "PUNCT", "NUM", "CCONJ", "SCONJ", "PART", "PRON"})


def roles_at(doc: Doc, text: str, name: Words) -> Iterator[tuple[str, Span]]:
    """Each role that stands beside the name, with the span of role and name together."""
    last = name.start
    while last and doc[last - 1].lower_ in _HONOURS:
        last -= 1
    title = _narrowed(doc.words(min(_title_start(doc, name), last), last))
    nouns = {token.lower_ for token in title if token.pos_ in ("NOUN", "PROPN")}
    if not nouns <= _HONOURS and title[-1].lower_ not in _LINKS:
        yield text[title.start_char : title.end_char], Span(title.start_char, name.end_char)
    head = name.root
    suffix = name[-1].children if name[-1].lower_ in grammar.SUFFIXES else ()
    for child in (*head.children, *suffix):
        if (
            child.i >= name.end
            and child.dep_ == "appos"
            and child.pos_ in ("NOUN", "PROPN")
            and child.ent_type_ not in _NOT_TITLES
            and is_person_noun(child)
        ):
            words = _bare(doc, child)
            if words is not None:
                yield text[words.start_char : words.end_char], Span(name.start_char, words.end_char)
    between = doc[min(head.head.i, name.start) : name.start]
    apart = not between or any(_breaks(token) for token in between)
    if head.dep_ == "appos" and head.head.pos_ == "NOUN" and is_person_noun(head.head) and not apart:
        words = _bare(doc, head.head)
        if words is not None:
            yield text[words.start_char : words.end_char], Span(words.start_char, name.end_char)


def is_person_noun(noun: Token) -> bool:
    """True for the nouns that tell what a person is; in French, whose parse names them well, for any noun."""
    if noun.lang_ != "en" or noun.lower_ in TITLES or (noun.text.istitle() and noun.text.endswith(".")):
        return True
    return is_agentive(noun.lemma_) or is_agentive(noun.lower_.removesuffix("s"))


def _narrowed(title: Words) -> Words:
    """The words of a title that are the person's: "President" of "a video of President"; none of "the film"."""
    none = title.doc.words(title.start, title.start)
    links = [token.i for token in title if token.lower_ in _LINKS]
    if not len(title) or not links:
        return title if len(title) and is_person_noun(title[-1]) else none
    doc, before = title.doc, title.doc[max(0, links[-1] - 1)]
    if is_person_noun(title[-1]):
        return title if before.pos_ == "PROPN" else doc.words(links[-1] + 1, title.end)
    return title if links[0] > title.start and is_person_noun(doc[links[0] - 1]) else none


def _title_start(doc: Doc, name: Words) -> int:
    sentence = doc[name.start].sent
    first = own = name.start
    while doc[own].ent_iob_ == "I":
        own -= 1
    while first > sentence.start and (own < first or _can_be_title(doc[first - 1])):
        first -= 1
    while first < name.start and (doc[first].pos_ in _OPENERS or doc[first].lower_ == "'s"):
        first += 1
    return first


def _can_be_title(token: Token) -> bool:
    if (token.ent_type_ in _NOT_TITLES and token.lower_ not in RANKS) or token.is_space:
        return False
    if token.lower_ == "the" and token.i and token.doc[token.i - 1].lower_ in _LINKS:
        return True
    return token.pos_ in ("NOUN", "PROPN", "ADJ") or token.lower_ in _LINKS or token.lower_ in ("'s", "-")


def _breaks(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") or token.text == '"'


def _bare(doc: Doc, noun: Token) -> Words | None:
    """The noun phrase without article, clauses and further appositions; None if it is too long for a role."""
    end = min((c.left_edge.i for c in noun.children if c.dep_ in _ENDS and c.i > noun.i), default=noun.right_edge.i + 1)
    start = noun.left_edge.i
    while start < noun.i and (doc[start].pos_ in _OPENERS or doc[start].lower_ in ("'s", "his", "her", "their")):
        start += 1
    while end > noun.i + 1 and doc[end - 1].is_space:
        end -= 1
    words = doc.words(start, end)
    return words if len(words) and len(words.text) <= _LONGEST and noun.i < end else None
