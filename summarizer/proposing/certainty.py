"""How sure a statement is: the share of statements like it that people found right.

A logistic model over the form, the length, the speaker and the place of a statement. Its weights were fitted (ridge
regression by Newton's method) on the 30 development articles of PolNeAR and the 17 of GUM's news, the latter at half
weight, since GUM annotates no attitudes. Right means: the words lie in one annotated statement, and the speaker is its
source. Wishes, things that are wanted or named, and attitudes weigh less than was fitted: people often do not take them
for statements, so what is said comes first. Doubt about a pronoun weighs more than was fitted, as the corpora's own
coreference is automatic. Neither corpus has interviews: the turns of one weigh as a colon does, but what is less sure,
or asked, which nobody states, weighs so that it cannot contradict, or is no candidate, by itself.
"""

from __future__ import annotations

import math

from summarizer.proposing.findings import Finding, Form
from summarizer.proposing.pronouns import Who

__all__ = ["certainty_of", "features"]

_GUESSED = 0.75
"""How sure it must be for whom a pronoun stands: below it somebody else is at least a third as likely."""
_MOST_OF_A_GUESS = 0.5  # less than what a position is held to
_LONG = 25
_LETTERS = 6  # in a word, with its blank
_FORMS: dict[Form, float] = {
    "evidence": 1.0,
    "clause": 0.9,
    "quotation": 0.7,
    "addressed": 0.7,
    "according": 0.6,
    "thought": 0.5,
    "judging": 0.2,
    "colon": 0.0,
    "continuation": 0.0,
    "turn": 0.0,
    "carried": -0.8,
    "asked": -2.4,
    "naming": -0.3,
    "passive": -0.1,
    "preposition": -0.3,
    "attitude": -0.3,
    "noun": -0.3,
    "infinitive": -0.8,
    "object": -0.8,
}
_WEIGHTS = {
    "length": 0.7,
    "human": 0.5,
    "named": 0.4,
    "person": 0.2,
    "split": -0.9,
    "doubt": -1.5,
    "nested": -2.3,
}


def features(finding: Finding, who: Who, *, nested: bool, human: bool) -> dict[str, float]:
    """What the model looks at, each from 0 to 1; `human` says that the speaker is somebody who can speak."""
    words = sum(span.end - span.start for span in finding.contents) / _LETTERS
    named = who.figure.label != "NOMINAL" and finding.speaker.pos_ not in ("PRON", "DET")
    return {
        "length": math.log1p(min(words, _LONG)) / math.log1p(_LONG),
        "human": float(human),
        "named": float(named),
        "person": float(who.figure.is_person),
        "split": float(len(finding.contents) > 1),
        "doubt": 1 - who.sure,
        "nested": float(nested),
    }


def certainty_of(finding: Finding, who: Who, *, nested: bool, human: bool) -> float:
    """From 0 to 1, to two places; never enough to hold anybody to it where a pronoun may well be somebody else's."""
    seen = features(finding, who, nested=nested, human=human)
    odds = _FORMS[finding.form] + sum(weight * seen[name] for name, weight in _WEIGHTS.items())
    certainty = round(1 / (1 + math.exp(-odds)), 2)
    guessed = finding.speaker.pos_ in ("PRON", "DET") and who.sure < _GUESSED
    return min(certainty, _MOST_OF_A_GUESS) if guessed else certainty
