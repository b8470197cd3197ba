"""How likely and how bad a passage says something is: by its own words, in the bands of ICD 203.

Likelihood is a matter of words ("probably", "is unlikely to"), so it is read and not judged: a small model takes every
"could" for "likely". "Could", "may" and "might" state no likelihood.
"""

from __future__ import annotations

import re

from summarizer.types import Impact, Likelihood

__all__ = ["stated_impact", "stated_likelihood"]

_DENIED = re.compile(
    r"(?:\b(?:not|no|less|hardly|scarcely|nicht|kaum|weniger|pas|moins|kein\w*)|n['’]t)\s"
    r"(?:(?:very|at all|all that|so|too|particularly|especially|highly|quite|than|sehr|besonders|très|vraiment)\s)?$",
    re.IGNORECASE,
)  # right before words, but for one that says how much
_BEFORE = 40  # code points in which a denial may stand
_LIKELIHOODS: tuple[tuple[Likelihood, str], ...] = (
    (Likelihood.ALMOST_NO_CHANCE, "almost no chance|remote chance|next to impossible|so gut wie ausgeschlossen"),
    (Likelihood.ALMOST_NO_CHANCE, "quasi impossible|presque impossible"),
    (Likelihood.VERY_UNLIKELY, "very unlikely|highly unlikely|extremely unlikely|highly improbable"),
    (Likelihood.VERY_UNLIKELY, "sehr unwahrscheinlich|höchst unwahrscheinlich|très improbable|très peu probable"),
    (Likelihood.UNLIKELY, "unlikely|improbable|not likely|small chance|unwahrscheinlich|peu probable"),
    (Likelihood.ROUGHLY_EVEN, "even chance|even odds|fifty-fifty|50-50|50/50|a coin toss|une chance sur deux"),
    (Likelihood.ALMOST_CERTAIN, "almost certain(?:ly)?|virtually certain|nearly certain|certain to|bound to"),
    (Likelihood.ALMOST_CERTAIN, "inevitabl[ey]|fast sicher|mit sicherheit|unausweichlich|zwangsläufig"),
    (Likelihood.ALMOST_CERTAIN, "presque certain(?:ement)?|inévitable(?:ment)?"),
    (Likelihood.VERY_LIKELY, "(?:very|highly|extremely|most) (?:likely|probabl[ey])|höchstwahrscheinlich"),
    (Likelihood.VERY_LIKELY, "sehr wahrscheinlich|très probable(?:ment)?"),
    (Likelihood.LIKELY, "likely|probabl[ey]|wahrscheinlich|vermutlich|voraussichtlich|probable(?:ment)?|sans doute"),
)
_IMPACTS: tuple[tuple[Impact, str], ...] = (
    (Impact.SEVERE, r"catastroph\w*|disast\w*|devastat\w*|severe\w*|extraordinary|existential|deadly"),
    (Impact.SEVERE, r"massive|ruin\w*|collapse\w*|katastroph\w*|verheerend\w*|schwerwiegend\w*|existenzi\w*"),
    (Impact.SEVERE, r"désastr\w*|dévastat\w*|gravissime"),
    (Impact.MODERATE, r"serious\w*|significant\w*|considerabl[ey]|substantial\w*|erheblich\w*|ernst\w*"),
    (Impact.MODERATE, r"bedeutend\w*|sérieu\w*|considérable\w*"),
    (Impact.LOW, r"minor|slight\w*|negligible|gering\w*|leicht\w*|begrenzt\w*|mineure?s?|légers?|légères?"),
)
_ANY_LIKELIHOOD, _ANY_IMPACT = (
    re.compile(rf"\b(?:{'|'.join(pattern for _, pattern in bands)})\b", re.IGNORECASE)
    for bands in (_LIKELIHOODS, _IMPACTS)
)  # a passage mostly has none of them, which one search tells


def stated_likelihood(words: str) -> Likelihood:
    """The first band whose words stand in the passage; `NOT_STATED` if none do."""
    if not _ANY_LIKELIHOOD.search(words):
        return Likelihood.NOT_STATED
    return next((band for band, pattern in _LIKELIHOODS if _has(words, pattern)), Likelihood.NOT_STATED)


def stated_impact(words: str) -> Impact:
    """The worst impact whose words stand in the passage; `NOT_STATED` if none do."""
    if not _ANY_IMPACT.search(words):
        return Impact.NOT_STATED
    return next((impact for impact, pattern in _IMPACTS if _has(words, pattern)), Impact.NOT_STATED)


def _has(words: str, pattern: str) -> bool:
    found = re.finditer(rf"\b(?:{pattern})\b", words, re.IGNORECASE)
    return any(not _DENIED.search(words, max(0, one.start() - _BEFORE), one.start()) for one in found)
