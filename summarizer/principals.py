"""Whether a description is of somebody's mouthpiece: "a spokeswoman for Torvald", "Torvald's office".

Whoever is described by what they have against somebody speaks for nobody: "a critic of the Torvald administration".
"""

from __future__ import annotations

import re

from summarizer.names import mentions_name

__all__ = ["speaks_for"]

_MOUTHPIECE = re.compile(
    r"(?i)\b(?:spokes\w+|press (?:secretary|service|office)|on behalf of|office|administration|"
    r"government|campaign|ministry|sprecher\w*|porte-parole|portavoz|пресс-секретарь|представитель)\b"
)
_AGAINST = re.compile(
    r"(?i)\b(?:critics?|critical|opponents?|oppos\w+|opposition|rivals?|foes?|enem(?:y|ies)|challeng\w+|against|sued|"
    r"suing|lawsuit|former(?:ly)?|ex-|one-time|onetime|exiled?|dissidents?|watchdog|victims?|accus\w+|investigat\w+|"
    r"defeated|lost to|beat|to (?:replace|oust|unseat|remove|recall|defeat|stop|block)|quit|left|resigned|fired|ousted|"
    r"fled|ehemalig\w*|früher\w*|kritiker\w*|gegner\w*|gegen|anci?en(?:ne)?|adversaires?|opposant\w*|contre|бывш\w+|"
    r"критик\w*|против\w*|оппозици\w+)"
)
_APART = re.compile(r"[,;:()]|\s[–—-]\s|\b(?:who|whose|whom|that|which|qui|dont|который|которая)\b")
_SMALL_WORDS = (
    "a an the senior top official officials member members of in from for at within with deputy chief acting aide "
    "aides adviser advisers advisor advisors representative representatives one some other several two three leading "
    "and new current spokesman spokeswoman spokesperson on behalf office staff s"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_BEFORE = 6  # words


def speaks_for(description: str, name: str) -> bool:
    """True if the description is of a mouthpiece of the name, or of an office that is its own."""
    if _AGAINST.search(description):
        return False
    return any(
        _is_behind(description[found.end() :], name) or _is_before(description[: found.start()], name)
        for found in _MOUTHPIECE.finditer(description)
    )


def _is_behind(words: str, name: str) -> bool:
    """True for "for NAME", "of Mayor NAME", up to what begins a clause of its own."""
    return mentions_name(_APART.split(words, maxsplit=1)[0], name)


def _is_before(words: str, name: str) -> bool:
    """True for "the NAME", "NAME's", "officials in the NAME", and nothing in small letters that is something else."""
    last = _APART.split(words)[-1].split()[-_BEFORE:]
    small = [word.strip("'’.") for word in last if word[:1].islower()]
    return mentions_name(" ".join(last), name) and _SMALL.issuperset(small)
