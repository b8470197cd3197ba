"""From the lines of a page to paragraphs: gaps, indents, short last lines and sizes of letters tell where one ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from summarizer.inputs.formats.pdf_lines import HYPHEN, Line

__all__ = ["ENDS", "Vocabulary", "joined", "paragraphs_of"]

_GAP = 1.35  # of the usual distance of lines
_GAP_OF_SIZE = 1.45  # of the size of the letters
_INDENT = 0.8  # of the size of the letters
_SHORT = 0.85  # of the width of a column
_SIZES = 0.8  # points
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(f"([^\\W\\d_]+(?:-[^\\W\\d_]+)*)[{HYPHEN}-]$")
_FIRST = re.compile(r"[^\W\d_]+")
ENDS = re.compile(r"[.!?:…][\"'”’»)\]]*$")


class Vocabulary:
    """The words of a text, which tell whether a hyphen at the end of a line is part of one."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words = frozenset(word.lower() for line in lines for word in _WORD.findall(line.rstrip(f"{HYPHEN}-")))

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """True if the two parts are a word with a hyphen rather than one that was broken."""
        if (first + second).lower() in self._words:
            return False
        return f"{first}-{second}".lower() in self._words or not second[:1].islower()


def joined(text: str, more: str, vocabulary: Vocabulary) -> tuple[str, int]:
    """The text with `more` as its next words, and where they begin in it; a broken word is mended."""
    broken, rest = _BROKEN.search(text), _FIRST.match(more)
    if broken is None or rest is None:
        text = text.replace(HYPHEN, "-")
        return f"{text} {more}", len(text) + 1
    kept = text[:-1] + ("-" if vocabulary.keeps_hyphen(broken[1], rest[0]) else "")
    return kept + more, len(kept)


def paragraphs_of(lines: Sequence[Line], vocabulary: Vocabulary) -> list[str]:
    """The paragraphs of a page, each as one line."""
    if not lines:
        return []
    steps = [one.bottom - other.bottom for one, other in pairwise(lines)]
    usual = median([step for step in steps if step > 1] or [12.0])
    made = [lines[0].text]
    first_left = lines[0].left
    for before, line in pairwise(lines):
        if _begins(before, line, lines, usual, first_left):
            made.append(line.text)
            first_left = line.left
        else:
            made[-1] = joined(made[-1], line.text, vocabulary)[0]
    return [one[:-1] + "-" if one.endswith(HYPHEN) and one is not made[-1] else one for one in made]


def _begins(before: Line, line: Line, lines: Sequence[Line], usual: float, first_left: float) -> bool:
    """True if a paragraph begins with the line."""
    if abs(before.size - line.size) > _SIZES:
        return True
    step = before.bottom - line.bottom
    if abs(step) <= 1:  # the same line, in pieces
        return False
    ended = bool(ENDS.search(before.text))
    if step < 0:  # the next column
        return ended
    if step > max(_GAP * usual, _GAP_OF_SIZE * line.size):
        return True
    column = [one for one in lines if abs(one.left - before.left) < 3 * before.size]
    left, right = min(one.left for one in column), max(one.right for one in column)
    indented = line.left - before.left > _INDENT * line.size and before.left - left < _INDENT * line.size
    short = before.right - left < _SHORT * (right - left)
    return (indented and (ended or short)) or (short and ended)
