"""How sure a statement is: the share of statements like it that people found right.

A logistic model over the form, the length, the speaker and the place of a statement. Its weights were fitted (L2, by
hand-checked Newton steps) on the 30 development articles of PolNeAR and the 17 of GUM's news, against the judgement "the
words lie in one annotated statement, and the speaker is its source".
"""

from __future__ import annotations

import math

from summarizer.proposing.findings import Finding, Form
from summarizer.proposing.pronouns import Who

__all__ = ["certainty_of", "features"]

_LONG = 25
_FORMS: dict[Form, float] = {
    "clause": 1.0,
    "evidence": 1.0,
    "quotation": 0.9,
    "according": 0.7,
    "addressed": 0.7,
    "thought": 0.6,
    "noun": 0.4,
    "continuation": 0.3,
    "judging": 0.3,
    "colon": 0.2,
    "preposition": 0.1,
    "naming": 0.0,
    "passive": 0.0,
    "object": -0.2,
    "infinitive": -0.3,
    "attitude": -0.5,
}
_WEIGHTS = {"length": 0.9, "named": 0.5, "person": 0.3, "doubt": -1.5, "nested": -2.0, "split": -0.8}


def features(finding: Finding, who: Who, *, nested: bool, human: bool) -> dict[str, float]:
    """What the model looks at, each from 0 to 1."""
    speaker = finding.speaker
    words = sum(span.end - span.start for span in finding.contents) / 6
    pronoun = speaker is not None and speaker.pos_ in ("PRON", "DET")
    return {
        "length": math.log1p(min(words, _LONG)) / math.log1p(_LONG),
        "named": float(who.figure.label != "NOMINAL" and not pronoun),
        "person": float(who.figure.is_person),
        "doubt": 1 - who.sure,
        "human": float(human),
        "nested": float(nested),
        "split": float(len(finding.contents) > 1),
    }


def certainty_of(finding: Finding, who: Who, *, nested: bool, human: bool) -> float:
    """From 0 to 1, to two places."""
    odds = _FORMS.get(finding.form, 0.0)
    odds += sum(_WEIGHTS.get(name, 0.0) * value for name, value in features(finding, who, nested=nested, human=human).items())
    return round(1 / (1 + math.exp(-odds)), 2)
