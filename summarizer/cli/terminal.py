"""What may be written to a terminal."""

from __future__ import annotations

import unicodedata

__all__ = ["visible"]


def visible(text: str) -> str:
    r"""The text with everything that a terminal would act on shown as an escape.

    C0 and C1 controls, bidi and other format characters (Cf), surrogates, and the separators U+2028 and U+2029 come
    out as ``\x1b`` or ``\u202e``; newline and tab stay.
    """
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\n\t" or character == " " or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return character
    return character.encode("unicode_escape").decode("ascii")
