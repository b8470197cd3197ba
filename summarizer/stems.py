"""The beginnings of words, in which most forms of a word agree: enough to see that two texts share a word."""

from __future__ import annotations

import re

__all__ = ["stems"]

_LETTERS = re.compile(r"[^\W\d_]+")
_LETTERS_AND_DIGITS = re.compile(r"\w+")


def stems(text: str, *, letters: int, least: int, digits: bool = False) -> frozenset[str]:
    """The first `letters` of each word of at least `least` letters, without regard to case.

    Args:
        text: Any text.
        letters: How much of a word is its stem.
        least: Shorter words are left out; they mostly say nothing.
        digits: Digits count as letters.
    """
    words = (_LETTERS_AND_DIGITS if digits else _LETTERS).findall(text)
    return frozenset(word[:letters].casefold() for word in words if len(word) >= least)
