"""Whose verb it is: from a cue to the noun or pronoun that speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.proposing import grammar
from summarizer.proposing.cues import Cues

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["antecedent", "source_end", "speaker_of"]

_EXPLETIVES = frozenset({"it", "there", "this", "that", "which", "what", "il", "ce", "c'", "cela", "ça", "qu'"})
_DEPTH = 5


def speaker_of(verb: Token, cues: Cues, depth: int = 0) -> Token | None:
    """The noun or pronoun whose words these are; None for "it is said" and for what the sentence leaves open.

    Looks up the chain of verbs: in "went on to say", "argued, adding that" and "who said", the speaker belongs to
    another verb, or is the noun that the clause hangs on.
    """
    if depth > _DEPTH:
        return None
    if grammar.is_passive(verb):
        by = grammar.agent(verb)
        if by is not None or not any(child.lower_ in ("as", "comme") for child in verb.children):
            return by
    own = grammar.subject(verb)
    if own is not None:
        if own.dep_ != "nsubj" and depth == 0 and not grammar.agent(verb) and own.lower_ not in ("who", "qui"):
            return own if any(child.lower_ in ("as", "comme") for child in verb.children) else None
        return antecedent(own, verb)
    return _inherited(verb, cues, depth)


def antecedent(own: Token, verb: Token) -> Token | None:
    """For "who" the noun before it, for an empty "it" None, else the subject itself."""
    if own.lower_ in ("who", "that", "which", "qui", "lequel", "laquelle") and own.pos_ in ("PRON", "SCONJ", "DET"):
        clause = verb
        while clause.dep_ in ("conj", "xcomp") and clause.head != clause:
            clause = clause.head
        return clause.head if clause.dep_ in ("relcl", "acl:relcl", "acl") else None
    return None if own.lower_ in _EXPLETIVES - {"it", "il"} else own


def _inherited(verb: Token, cues: Cues, depth: int) -> Token | None:
    head = verb.head
    if head == verb:
        return None
    if verb.dep_ in ("acl", "relcl", "acl:relcl") and head.pos_ in ("NOUN", "PROPN", "PRON"):
        return _issuer(head, cues, depth) if head.lemma_.lower() in cues.vehicles else head
    if verb.dep_ == "pcomp":
        while head.pos_ not in ("VERB", "AUX") and head.head != head:
            head = head.head
        return speaker_of(head, cues, depth + 1) if head.pos_ in ("VERB", "AUX") else None
    if verb.dep_ in ("conj", "xcomp", "advcl", "parataxis", "ccomp", "dep", "oprd") and head.pos_ in (
        "VERB",
        "AUX",
        "ADJ",
    ):
        if verb.dep_ == "ccomp" and verb.tag_ not in ("VBG", "VB"):
            return None
        if verb.dep_ == "xcomp" and head.lemma_.lower() in cues.addressed and grammar.objects(head):
            return None
        found = grammar.subject(head)
        if found is not None and found.dep_ in ("nsubjpass", "nsubj:pass"):
            return antecedent(found, head) if verb.dep_ in ("xcomp", "advcl", "oprd") else grammar.agent(head)
        return speaker_of(head, cues, depth + 1)
    return None


def _issuer(vehicle: Token, cues: Cues, depth: int) -> Token | None:
    """Whoever issued the statement, wrote the letter; else the thing itself ("the report")."""
    for child in vehicle.children:
        if child.dep_ in ("poss", "nmod:poss"):
            return child
    for case, noun in grammar.prepositional(vehicle):
        if case.lower_ in ("from", "by", "de", "von"):
            return noun
    head = vehicle.head
    if vehicle.dep_ == "pobj":
        head = head.head
    if head.pos_ in ("VERB", "AUX") and vehicle.dep_ in ("dobj", "obj", "pobj"):
        found = speaker_of(head, cues, depth + 1)
        if found is not None:
            return found
    return vehicle


def source_end(speaker: Token) -> int:
    """The index behind the words that name the speaker: clauses about it are left out, short appositions kept."""
    end = speaker.i + 1
    for child in speaker.rights:
        if child.dep_ in ("relcl", "acl", "acl:relcl", "cc", "conj", "advcl", "parataxis", "ccomp"):
            if child.dep_ in ("cc", "conj"):
                end = child.right_edge.i + 1 if child.dep_ == "conj" and not _has_verb(child) else end
                continue
            break
        if child.dep_ == "punct":
            continue
        stop = min(
            (c.left_edge.i for c in child.subtree if c.dep_ in ("relcl", "acl", "acl:relcl", "advcl")),
            default=child.right_edge.i + 1,
        )
        end = max(end, min(stop, child.right_edge.i + 1))
    return end


def _has_verb(token: Token) -> bool:
    return any(child.pos_ == "VERB" for child in token.subtree)
