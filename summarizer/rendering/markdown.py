"""A brief as CommonMark, in which the words of article and model are text and nothing else."""

from __future__ import annotations

import re

from summarizer.rendering.outline import Kind, Line, Words, outline
from summarizer.types import Envelope

__all__ = ["to_markdown"]

_HEADINGS: dict[Kind, str] = {"title": "# ", "section": "## ", "group": "### "}
# What means something anywhere in CommonMark or GitHub's extensions (tables, math, bare links), and at a line's start.
_ACTIVE = re.compile(r"[\\`*_\[\]<>&~|$#]|:(?=//)|(?<=www)\.|@", re.IGNORECASE)
_FIRST = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[+\-=]))")


def to_markdown(envelope: Envelope) -> str:
    """The brief as CommonMark, a newline at its end; it says the same as the terminal's page.

    Whatever article and model wrote is escaped: it makes no heading, list, link, image, HTML, code or table.
    """
    blocks: list[str] = []
    for line in outline(envelope):
        if line.kind in ("title", "section", "paragraph", "foot") or (line.kind == "group" and not line.depth):
            blocks.append(_HEADINGS.get(line.kind, "") + _inline(line, bold=line.kind in ("paragraph", "foot")))
        elif line.kind in ("item", "group"):
            blocks.append(f"{'  ' * line.depth}- {_inline(line)}")
        else:
            blocks.append(f"{'  ' * (line.depth + 1)}{'> ' if line.kind == 'quote' else ''}{_inline(line)}")
    return "\n\n".join(blocks) + "\n"


def _inline(line: Line, *, bold: bool = True) -> str:
    text = " ".join(shown for words in line.words if (shown := _words(words, bold=bold)))
    return _FIRST.sub(r"\1\\", text)


def _words(words: Words, *, bold: bool) -> str:
    text = _ACTIVE.sub(r"\\\g<0>", words.text.strip())
    return f"**{text}**" if text and bold and words.look not in ("plain", "faint", "quote") else text
