"""Characters that a terminal, an editor or a reader would obey or miss, made visible."""

from __future__ import annotations

import re

__all__ = ["HIDDEN", "counted", "one_line", "replaced", "visible"]

# C0 and C1 controls, direction marks and overrides, invisible fillers, line separators, surrogates, interlinear
# marks, noncharacters and tags. The joiners U+200C and U+200D stay: words of several languages need them.
HIDDEN = (
    "\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(f"(?![\n\t])[{HIDDEN}]")
_SPACES = re.compile(r"[ \t\r\n]+")


def visible(text: str) -> str:
    r"""The text with hidden characters as ``\x1b`` or ``\u202e``; newline and tab stay."""
    return _HIDDEN.sub(_named, text)


def replaced(text: str) -> str:
    """The text with hidden characters as \ufffd, for pages where nobody expects an escape; newline and tab stay."""
    return _HIDDEN.sub("\ufffd", text)


def one_line(text: str) -> str:
    """The visible text on one line: its spaces and newlines as single spaces, none around it."""
    return visible(_SPACES.sub(" ", text).strip(" "))


def _named(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def counted(number: int, one: str, more: str) -> str:
    """The number with the word for one, or for none and several."""
    return f"{number:,} {one if number == 1 else more}"
