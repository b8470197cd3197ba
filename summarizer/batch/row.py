"""One article to be, and what its corpus says of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from summarizer.escaping import one_line
from summarizer.types import Json

__all__ = ["ABOUT", "AGAIN", "LONGEST", "SPLIT", "Columns", "Row", "row_of"]

ABOUT = ("title", "byline", "published", "publisher", "url")
"""Columns and keys that are taken over into the article, where they hold a text."""

LONGEST = 10_000_000
"""Bytes of an article, a line or a cell."""

AGAIN = "mend the file, and give the same command again"
SPLIT = "an article of that size is a corpus: split it"

_LONGEST_ABOUT = 1_000
_LONGEST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns (CSV, Parquet) or keys (JSON, JSONL) that hold an article's text and its id."""

    text: str = "text"
    id: str = "id"


@dataclass(frozen=True, slots=True)
class Row:
    """One article to be, or the problem that it has.

    Attributes:
        source: The file.
        line: In that file, from 1: the line, or for Parquet and a list in JSON the row; None for a file that is one
            article.
        id: As the corpus has it.
        data: The article's bytes; empty if there is a problem.
        about: What the corpus says about it, by the names in `ABOUT`.
        hint: What can be done about the problem.
    """

    source: str
    line: int | None = None
    id: str | None = None
    data: bytes = b""
    about: tuple[tuple[str, str], ...] = ()
    problem: str | None = None
    hint: str | None = None

    @property
    def key(self) -> str | None:
        """The hash of what the article is, not of where it stands; None if there is a problem."""
        if self.problem is not None:
            return None
        return hashlib.sha256(json.dumps(self.about).encode() + b"\n" + self.data).hexdigest()[:40]


def row_of(source: str, line: int | None, value: Mapping[str, Json], columns: Columns) -> Row:
    """An object of a corpus as a row, or what is wrong with it."""
    text, id = value.get(columns.text), value.get(columns.id)
    name = one_line(str(id)) if isinstance(id, str | int) else None
    if not isinstance(text, str):
        others = ", ".join(one_line(key) for key, found in value.items() if isinstance(found, str))[:_LONGEST_NAMES]
        hint = f"--text-column names another; texts of this row: {others}" if others else "it has no text at all"
        return Row(source, line, name, problem=f"no text under {columns.text!r}", hint=hint)
    known = {key: one_line(found)[:_LONGEST_ABOUT] for key in ABOUT if isinstance(found := value.get(key), str)}
    if not known.get("url", "").startswith(("http://", "https://")):
        known.pop("url", None)
    about = tuple((key, found) for key, found in known.items() if found)
    return Row(source, line, name, text.encode("utf-8", "surrogatepass"), about)
