"""The beginnings of words, in which most forms of a word agree: enough to see that two texts share a word."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import filterfalse

__all__ = ["runs_of_letters", "stems", "words_of_text"]

_LETTERS = re.compile(r"[^\W\d_]+")
_LETTERS_AND_DIGITS = re.compile(r"\w+")
_WORD = re.compile(r"\d+|[^\W\d]+(?:[’'][^\W\d]+)*")


def stems(text: str, *, letters: int, least: int, digits: bool = False) -> frozenset[str]:
    """The first `letters` of each word of at least `least` letters, without regard to case.

    Args:
        text: Any text.
        letters: How much of a word is its stem.
        least: Shorter words are left out; they mostly say nothing.
        digits: Digits count as letters.
    """
    words = _LETTERS_AND_DIGITS.findall(text) if digits else runs_of_letters(set(text.split()))
    return frozenset({word[:letters].casefold() for word in words if len(word) >= least})


def runs_of_letters(pieces: Collection[str]) -> list[str]:
    """The runs of letters in pieces of a text, in no order; in a piece that is all letters none is looked for."""
    return [*filter(str.isalpha, pieces), *_LETTERS.findall(" ".join(filterfalse(str.isalpha, pieces)))]


def words_of_text(text: str) -> list[str]:
    """The words and the runs of digits of a text in their order, in lower case; "hasn't" is one."""
    return _WORD.findall(text.casefold())
