"""Whose verb it is: from a cue to the noun or pronoun that speaks."""

from __future__ import annotations

from summarizer.proposing import grammar
from summarizer.proposing.cues import Cues, words
from summarizer.proposing.parsed import Token
from summarizer.proposing.trimming import matrix_verb

__all__ = ["is_human", "source_end", "source_start", "speaker_of"]

_EMPTY = frozenset({"there", "this", "that", "which", "what", "ce", "c'", "cela", "ça", "qu'"})
_RELATIVES = frozenset({"who", "that", "which", "qui", "lequel", "laquelle", "lesquels"})
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP", "PER", "LOC"})
_PEOPLE = frozenset({"PERSON", "NORP", "PER"})
_PERSONS = frozenset({"i", "we", "who", "je", "nous", "qui", "on"})
_CLAUSES = frozenset({"conj", "xcomp", "advcl", "parataxis", "ccomp", "dep", "oprd"})
_RELATIVE = frozenset({"relcl", "acl:relcl", "acl"})
_DUMB = words("former latter all fact covid covid-19 coronavirus pandemic hurricane earthquake sars-cov-2")
_ACTS = frozenset({"act", "bill", "amendment", "treaty", "directive"})
_FORCING = frozenset(
    {"force", "lead", "prompt", "compel", "allow", "cause", "get", "drive", "require", "help", "leave"}
)
_DEPTH = 6


def is_human(token: Token, cues: Cues) -> bool:
    """True for people, and for bodies that speak as people do; never for acts and illnesses."""
    lower = token.lower_.strip("-")
    if lower in _DUMB or (lower in _ACTS and token.ent_type_ not in _PEOPLE):
        return False
    if token.ent_type_ in _NAMED or token.pos_ == "PROPN":
        return True
    if lower in cues.he or lower in cues.she or lower in cues.they or lower in cues.it or lower in _PERSONS:
        return True
    if lower == "one" and any(child.lower_ == "of" for child in token.rights):
        return True
    lemma = token.lemma
    return lemma in cues.humans or lemma in cues.spokesmen


def speaker_of(verb: Token, cues: Cues, depth: int = 0) -> Token | None:
    """The noun or pronoun whose words these are; None for "it is said" and for what the sentence leaves open.

    Looks up the chain of verbs: in "went on to say", "argued, adding that" and "who said", the speaker belongs to
    another verb, or is the noun that the clause hangs on.
    """
    found = _speaker_of(verb, cues, depth)
    return None if found is not None and found.lower_ in _DUMB and found.lang_ == "en" else found


def _speaker_of(verb: Token, cues: Cues, depth: int) -> Token | None:
    if depth > _DEPTH:
        return None
    quoted_as = any(child.lower_ in ("as", "comme") for child in verb.children)
    if grammar.is_passive(verb):
        by = grammar.agent(verb)
        if by is not None or not quoted_as:
            return by
    own = grammar.subject(verb)
    if verb.tag_ == "VBG" and depth == 0 and (own is None or not is_human(own, cues)):
        beside = _beside(verb, cues)
        if beside is not None:
            return beside
    if own is None:
        asked = depth == 0 and verb.tag_ == "VBN" and verb.dep_ == "advcl" and verb.lemma in cues.speech
        if asked and not any(child.dep_ == "aux" for child in verb.children):
            return grammar.agent(verb)  # "Asked whether …, she said" is somebody else's question
        return _inherited(verb, cues, depth)
    owner = next((child for child in own.children if child.dep_ == "poss"), None)
    if owner is not None and own.lemma in cues.vehicles and is_human(owner, cues):
        return owner
    return _antecedent(own, verb)


def _antecedent(own: Token, verb: Token) -> Token | None:
    """For "who" the noun before it, for an empty "it" None, else the subject itself."""
    if own.lower_ in _RELATIVES and own.pos_ in ("PRON", "SCONJ", "DET"):
        clause = verb
        while clause.dep_ in ("conj", "xcomp") and clause.head != clause:
            clause = clause.head
        if clause.dep_ not in _RELATIVE:
            return None
        noun = clause.head
        doc, first = noun.doc, clause.left_edge
        above = noun.head.head
        place = own.lower_ == "who" and noun.dep_ == "pobj" and noun.pos_ == "PROPN" and noun.ent_type_ not in _PEOPLE
        behind = doc[first.i - 1].text == "," or first.is_punct
        return above if place and behind and above.pos_ in ("NOUN", "PROPN") else noun
    return None if own.lower_ in _EMPTY else own


def _beside(verb: Token, cues: Cues) -> Token | None:
    """Who speaks in a participle: in "footage of Hall asking" the noun before it, in "…, adding" the sentence's own."""
    doc = verb.doc
    before = doc[verb.i - 1] if verb.i else None
    if before is None or before.sent != verb.sent:
        return None
    if before.pos_ in ("PROPN", "NOUN") and verb.dep_ in ("acl", "pcomp", "advcl", "ccomp", "xcomp"):
        noun = before
        while noun.dep_ == "compound" and noun.head.i < verb.i and noun.head != noun:
            noun = noun.head
        if noun.lemma not in cues.vehicles and is_human(noun, cues):
            return noun
    if before.text == "," and verb.dep_ in ("advcl", "acl", "conj", "dep", "ccomp"):
        root = verb.sent.root
        if root.i < verb.i and root != verb and root.pos_ in ("VERB", "AUX"):
            found = speaker_of(root, cues, 1)
            if found is not None and is_human(found, cues) and found.i < verb.i:
                return found
    return None


def _inherited(verb: Token, cues: Cues, depth: int) -> Token | None:
    head = verb.head
    if head == verb:
        return None
    if verb.dep_ in _RELATIVE and head.pos_ in ("NOUN", "PROPN", "PRON"):
        if any(child.tag_ == "TO" for child in verb.children):
            return None
        return _issuer(head, cues, depth) if head.lemma in cues.vehicles else head
    if verb.dep_ in ("pcomp", "advcl") and verb.tag_ in ("VBZ", "VBP", "VBD"):
        return None
    if verb.dep_ == "pcomp":
        while head.pos_ not in ("VERB", "AUX") and head.head != head:
            head = head.head
        return speaker_of(head, cues, depth + 1) if head.pos_ in ("VERB", "AUX") else None
    if verb.dep_ not in _CLAUSES or head.pos_ not in ("VERB", "AUX", "ADJ"):
        return None
    outer = matrix_verb(verb, cues)
    if outer is not None:
        return speaker_of(outer, cues, depth + 1)
    if verb.dep_ == "ccomp" and verb.tag_ not in ("VBG", "VB"):
        return None
    if (head.lemma in cues.addressed or head.lemma in _FORCING) and verb.dep_ in ("xcomp", "ccomp", "advcl"):
        given = [noun for noun in grammar.objects(head) if head.i < noun.i < verb.i]
        if given:
            return given[0] if head.lemma in _FORCING else None
    found = grammar.subject(head)
    if found is not None and found.dep_ in ("nsubjpass", "nsubj:pass"):
        return _antecedent(found, head) if verb.dep_ in ("xcomp", "advcl", "oprd") else grammar.agent(head)
    return speaker_of(head, cues, depth + 1)


def _issuer(vehicle: Token, cues: Cues, depth: int) -> Token | None:
    """Whoever issued the statement, wrote the letter; else the thing itself ("the report")."""
    for child in vehicle.children:
        if child.dep_ in ("poss", "nmod:poss"):
            return child
    for case, noun in grammar.prepositional(vehicle):
        if case.lower_ in ("from", "by", "de", "von"):
            return noun
    head = vehicle.head.head if vehicle.dep_ == "pobj" else vehicle.head
    if head.pos_ in ("VERB", "AUX") and vehicle.dep_ in ("dobj", "obj", "pobj"):
        found = speaker_of(head, cues, depth + 1)
        if found is not None:
            return found
    return vehicle


def source_start(speaker: Token, cue: Token) -> Token:
    """The first of the words that name the speaker; the cue, commas and the time of a live report are left out."""
    doc, first = speaker.doc, speaker.left_edge
    if first.i <= cue.i < speaker.i:
        first = doc[cue.i + 1]
    while first.i < speaker.i and (
        first.is_punct or first.is_space or first.dep_ == "fixed" or grammar.is_clock(first)
    ):
        first = doc[first.i + 1]
    return first


def source_end(speaker: Token) -> int:
    """The index behind the words that name the speaker: clauses about it are left out, short appositions kept."""
    end = speaker.i + 1
    for child in speaker.rights:
        if child.dep_ in ("relcl", "acl", "acl:relcl", "advcl", "parataxis", "ccomp"):
            break
        if child.dep_ in ("punct", "cc", "case"):
            continue
        if child.dep_ == "conj" and any(t.pos_ == "VERB" for t in child.subtree):
            break
        clauses = (t.left_edge.i for t in child.subtree if t.dep_ in ("relcl", "acl", "acl:relcl", "advcl"))
        end = max(end, min(clauses, default=child.right_edge.i + 1))
    return grammar.suffix_end(speaker.doc, end)
