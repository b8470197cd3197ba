"""Words that nobody said: "no official said that …", "denied that anyone had said: …"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.proposing.cues import Cues, words

if TYPE_CHECKING:
    from summarizer.proposing.parsed import Token
from summarizer.proposing.findings import Finding

__all__ = ["is_disowned", "is_in_a_denial"]

_NOBODY = words("nobody none nothing no-one neither personne aucun aucune nul nulle rien")
_NO = words("no neither aucun aucune nul nulle ni")
_HARDLY = words("hardly scarcely barely")
_ANYBODY = words("anyone anybody")
_DENYING = words("deny nier démentir")
_COMPLEMENTS = frozenset({"ccomp", "xcomp", "pcomp", "prep"})
_DEPTH = 8


def is_disowned(finding: Finding, cues: Cues) -> bool:
    """True if nobody is the speaker, or the cue itself stands in what somebody denies or did not say."""
    return _is_nobody(finding.speaker) or is_in_a_denial(finding.anchor, cues)


def _is_nobody(speaker: Token) -> bool:
    """True for "nobody", "no official", "none of them", "neither of the two", "hardly anyone", "no-one"."""
    lower = speaker.lower_
    if speaker.lang_ == "fr" and lower == "personne":
        return not any(child.dep_ == "det" for child in speaker.children)
    lefts = (child for child in speaker.lefts if not speaker.doc[child.i + 1].text.isdigit())  # "No 10" is a house
    before = {child.lower_ for child in lefts if child.dep_ in ("det", "cc", "neg", "advmod", "nsubj")}
    dashed = speaker.doc.words(max(0, speaker.i - 2), speaker.i).text.lower() in ("no-", "no -")
    apart = speaker.i > 0 and lower == "one" and speaker.doc[speaker.i - 1].lower_ == "no"
    return lower in _NOBODY or bool(before & _NO) or dashed or apart or (lower in _ANYBODY and bool(before & _HARDLY))


def is_in_a_denial(verb: Token, cues: Cues) -> bool:
    """True for "said" in "denied that anyone had said", "denied having said" and "did not say that he had said"."""
    token = verb
    for _ in range(_DEPTH):
        if token.dep_ not in _COMPLEMENTS or token.head == token:
            return False
        token = token.head
        if token.pos_ == "VERB":
            denies, negated = token.lemma in _DENYING, any(child.dep_ == "neg" for child in token.children)
            if denies != negated and (denies or token.lemma in cues.speech):
                return True
    return False
