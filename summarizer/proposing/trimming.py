"""Where content ends: what hangs on it grammatically, and yet is the article's own voice or the next statement."""

from __future__ import annotations

from summarizer.proposing import grammar
from summarizer.proposing.cues import Cues
from summarizer.proposing.parsed import Token
from summarizer.types import Span

__all__ = ["clause_spans", "matrix_verb", "trimmed"]

_CONCESSIONS = frozenset({"although", "though", "while", "whereas", "bien", "alors"})
_OCCASIONS = frozenset({"after", "when", "as", "before", "during", "since", "because", "following", "until", "once"})
_ASIDES = 12
_DEPTH = 30


def trimmed(first: Token, last: Token, cue: Token, cues: Cues, *, clause: bool) -> Span | None:
    """The span from `first` to `last` without what is not surely said.

    Cut at the end: relative clauses behind a comma, participles that are cues themselves (", adding that …"),
    concessions (", although …"), a second verb of the speaker's own ("… and warned of …"); where the content is
    no `clause`, also occasions ("after …", "during …") and where it was said. Cut at the start: times ("Monday that").
    """
    if clause:
        first = _start(first, last)
    while True:
        cut = next((t for t in _closing(first, last) if _is_foreign(t, first, cue, cues, clause=clause)), None)
        if cut is None:
            break
        end = cut.left_edge.i - 1
        while end > first.i and (cut.doc[end].is_punct or cut.doc[end].dep_ == "cc"):
            end -= 1
        if end <= first.i:
            break
        last = cut.doc[end]
    while last.i > first.i and last.text == ".":
        last = cue.doc[last.i - 1]
    return grammar.trim(cue.doc.text, first.idx, last.end)


def _start(first: Token, last: Token) -> Token:
    doc = first.doc
    for i in range(first.i, min(first.i + _ASIDES, last.i)):
        if doc[i].lower_ == "that" and doc[i].dep_ == "mark":
            return doc[i]
    while (
        first.i < last.i
        and first.ent_type_ in ("DATE", "TIME")
        and doc[first.i + 1].pos_ != "ADP"
        and first.dep_ in ("npadvmod", "det", "compound", "amod", "nummod")
    ):
        first = doc[first.i + 1]
    return first


def _closing(first: Token, last: Token) -> list[Token]:
    """The tokens whose words end at `last`, from small to large."""
    found: list[Token] = []
    token = last
    while token.left_edge.i > first.i and len(found) < _DEPTH:
        found.append(token)
        if token.head == token or token.head.right_edge.i < last.i:
            break
        token = token.head
    if token.left_edge.i <= first.i:
        found += [child for child in token.rights if child.left_edge.i > first.i and child.right_edge.i >= last.i]
    return [t for t in found if t.left_edge.i <= last.i]


def _is_foreign(token: Token, first: Token, cue: Token, cues: Cues, *, clause: bool) -> bool:
    doc = token.doc
    start = token.left_edge
    comma = start.i > 0 and doc[start.i - 1].text in (",", "-", "--", "―", "—", "–", "(")
    lemma = token.lemma
    marks = {child.lower_ for child in token.children if child.dep_ in ("mark", "advmod", "case") and child.i < token.i}
    if token.dep_ in ("relcl", "acl:relcl"):
        return comma and start.lower_ not in ("that",)
    if token.dep_ == "advcl" or (token.dep_ == "acl" and comma):
        if token.tag_ == "VBG" and comma and (not clause or lemma in cues.speech):
            return True
        if comma and marks & _CONCESSIONS:
            return True
        return bool(not clause and token.lower_ != "such" and marks & _OCCASIONS)
    if token.dep_ == "prep" and not clause:
        if token.lower_ in ("during", "after", "before", "amid"):
            return True
        settings = [child for child in token.children if child.dep_ == "pobj" and child.lemma in cues.settings]
        return token.lower_ in ("in", "at", "on") and bool(settings) and token.head == cue
    if token.dep_ == "conj" and token.pos_ == "VERB":
        return matrix_verb(token, cues) == cue
    return False


def matrix_verb(token: Token, cues: Cues) -> Token | None:
    """For "said he would order a review and warned against …" the "said" to which "warned" belongs, else None.

    It does so if it has no subject, has the tense of the outer verb, and not that of the verb to which it is joined;
    or if it wants a speaker, and the verb to which it is joined has none ("said the bridge was old and called for …").
    """
    joined = token.head
    if token.dep_ != "conj" or grammar.subject(token) is not None or token.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    if any(child.dep_ in ("aux", "auxpass") for child in token.children):
        return None
    outer = joined.head if joined.dep_ in ("ccomp", "xcomp") else None
    if outer is None or outer.tag_ != token.tag_:
        return None
    finite = next((child.tag_ for child in joined.children if child.dep_ in ("aux", "auxpass")), joined.tag_)
    own, speaker = grammar.subject(joined), grammar.subject(outer)
    dumb = own is not None and own.pos_ == "NOUN" and speaker is not None and speaker.pos_ in ("PROPN", "PRON")
    lemma = token.lemma
    wants = (
        (lemma in cues.speech or lemma in cues.prepositions)
        and dumb
        and own is not None
        and own.lemma not in cues.humans
    )
    return outer if finite != token.tag_ or wants else None


def clause_spans(clause: Token, cue: Token, cues: Cues, *, spoken: bool = True) -> tuple[Span, ...]:
    """The words of a clause of content; of "which she said were false" those behind the cue."""
    first, last = clause.left_edge, clause.right_edge
    if first.i < cue.i < last.i:
        first = clause.doc[cue.i + 1]
    span = trimmed(first, last, cue, cues, clause=spoken)
    return () if span is None else (span,)
