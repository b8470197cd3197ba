"""How many tokens a text has: a guess, since every model counts its own."""

from __future__ import annotations

__all__ = ["guessed_tokens"]

_LETTERS, _OTHERS = 4, 2  # code points of a token: in ASCII, and beyond it


def guessed_tokens(text: str) -> int:
    """About how many tokens a text has, for most models and languages rather too many than too few."""
    ascii_ones = len(text.encode("ascii", "ignore"))
    return -(-ascii_ones // _LETTERS) + -(-(len(text) - ascii_ones) // _OTHERS)
