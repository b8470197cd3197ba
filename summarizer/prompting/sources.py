"""The text of a template, which may be made of parts of several files, and where each line of it stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Piece", "Source"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one file; `line` is the one that it begins in, counted from 1."""

    text: str
    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """Pieces, one after the other; a whole file is a source of one piece."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(piece.text for piece in self.pieces)

    def cut(self, start: int, end: int) -> Source:
        """The part ``[start, end)`` of it; also one without text has its place."""
        kept = []
        for piece in self.pieces:
            before = max(start, 0)
            part = piece.text[before : max(end, 0)]
            if part or 0 <= start <= end < len(piece.text):
                kept.append(Piece(part, piece.path, piece.line + piece.text.count("\n", 0, before)))
            start, end = start - len(piece.text), end - len(piece.text)
            if end < 0:
                break
        return Source(tuple(kept))

    def place(self, line: int) -> tuple[Path, int]:
        """The file that a line of the text comes from, and its line there."""
        begins = 1
        for piece in self.pieces:
            ends = begins + piece.text.count("\n")
            if line < ends or (line == ends and not piece.text.endswith("\n")):
                return piece.path, piece.line + line - begins
            begins = ends
        last = self.pieces[-1]
        return last.path, last.line + last.text.count("\n") + line - begins

    def at(self, line: int | None) -> str:
        """The same as people write it: ``mine.jinja:12``; with a question mark where the line is not known."""
        if line is None:
            return f"{self.pieces[0].path}:?"
        path, number = self.place(line)
        return f"{path}:{number}"
