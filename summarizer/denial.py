"""Whether reporting words deny what they report: "did not say that", "denied that", "bestritt, dass"."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["denies"]

_DENIALS = re.compile(
    r"\b(?:not|never|cannot|no longer|yet to|den(?:y|ies|ied|ying)|disput(?:e|es|ed|ing)|doubt(?:s|ed|ing)?"
    r"|refut(?:e|es|ed|ing)|reject(?:s|ed|ing)?|refus(?:e|es|ed|ing)|nicht|kein\w*|nie|niemals|bestreite\w*|bestritt\w*"
    r"|dementier\w*|verneint\w*|pas|jamais|nie(?:r|nt)?|nié|dément\w*|contest(?:e|é|ent))\b|n['’]t\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def denies(cue: str) -> bool:
    """True if whoever the words report is reported not to say, think or want what follows."""
    return _DENIALS.search(cue) is not None
