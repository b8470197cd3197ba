"""Reads the rows of a corpus as a stream: files, folders, globs, JSONL, CSV and Parquet, plain or compressed.

A row is the bytes of one article and what is known about it. What is wrong with one row is that row's problem, told
with file and line; the rows after it are read all the same.
"""

from __future__ import annotations

import csv
import glob
import gzip
import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from summarizer.errors import UsageError
from summarizer.escaping import one_line
from summarizer.types import Json

__all__ = ["ABOUT", "Columns", "Row", "check_inputs", "read_rows"]

ABOUT = ("title", "byline", "published", "publisher", "url")
"""Columns and keys that are taken over into the article, where they hold a text."""

_LONGEST = 10_000_000
_LONGEST_ABOUT = 1_000
_LONGEST_NAMES = 200
_AGAIN = "mend the file, and give the same command again"
_SPLIT = "an article of that size is a corpus: split it"
_A_LINE = 'a line has to be one whole object, such as {"id": "a1", "text": "…"}'
_PACKED = (".gz", ".zst")
_JSONL, _CSV, _PARQUET = (".jsonl", ".ndjson"), (".csv", ".tsv"), (".parquet",)
_EXTRA = "pip install 'summarizer[parquet]'"


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns (CSV, Parquet) or keys (JSONL) that hold an article's text and its id."""

    text: str = "text"
    id: str = "id"


@dataclass(frozen=True, slots=True)
class Row:
    """One article to be, or the problem that it has.

    Attributes:
        source: The file.
        line: In that file, from 1: the line, or for Parquet the row; None for a file that is one article.
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


def check_inputs(inputs: Sequence[str]) -> None:
    """Has found something for each input, or said which one is missing; no content is read.

    Raises:
        UsageError: A file or folder that is not there, a pattern that fits nothing.
    """
    for one in inputs:
        if next(_files(one, ()), None) is None:
            raise UsageError(
                f"nothing to read in {one!r}", hint="name files, folders, or a pattern such as 'news/*.txt'"
            )


def read_rows(inputs: Sequence[str], *, columns: Columns, outside: Sequence[Path] = ()) -> Iterator[Row]:
    """Yields the rows of all inputs, in their order; a folder's files in the order of their names.

    Args:
        inputs: Paths of files and folders, or patterns.
        columns: Where text and id stand.
        outside: Folders that are left out.

    Raises:
        UsageError: A table lacks the column of the text, or a package to read it is not installed.
    """
    away = tuple(folder.resolve() for folder in outside)
    for one in inputs:
        for path in _files(one, away):
            yield from _rows_in(path, columns)


def _files(one: str, away: tuple[Path, ...]) -> Iterator[Path]:
    path = Path(one)
    if path.is_dir():
        yield from _walk(path, away)
    elif path.exists():
        yield path
    else:
        for found in sorted(glob.iglob(one, recursive=True)):  # noqa: PTH207 (takes patterns with a root or '..' too)
            inside = Path(found)
            if inside.is_file() and not any(inside.resolve().is_relative_to(folder) for folder in away):
                yield inside


def _walk(folder: Path, away: tuple[Path, ...]) -> Iterator[Path]:
    """The files of a folder and of those in it, in the order of their names, but for hidden ones."""
    if folder.resolve() in away:
        return
    with os.scandir(folder) as entries:
        found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    for name, is_folder in found:
        if name.startswith("."):
            continue
        if is_folder:
            yield from _walk(folder / name, away)
        else:
            yield folder / name


def _rows_in(path: Path, columns: Columns) -> Iterator[Row]:
    packed = path.suffix.lower() if path.suffix.lower() in _PACKED else ""
    kind = (path.with_suffix("") if packed else path).suffix.lower()
    line = 0
    try:
        if kind in _PARQUET and not packed:
            yield from _parquet(path, columns)
            return
        with _opened(path, packed) as file:
            if kind in _JSONL:
                for line, data in enumerate(_lines(file), 1):
                    if data.strip():
                        yield _json_row(str(path), line, data, columns)
            elif kind in _CSV:
                yield from _csv(path, file, columns, "\t" if kind == ".tsv" else ",")
            else:
                data = file.read(_LONGEST + 1)
                too_long = None if len(data) <= _LONGEST else f"longer than {_LONGEST:,} bytes"
                yield Row(str(path), data=b"" if too_long else data, problem=too_long, hint=too_long and _SPLIT)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as err:
        reason = (err.strerror if isinstance(err, OSError) else None) or str(err)
        yield Row(
            str(path),
            line + 1 if line else None,
            problem=f"the file cannot be read further: {reason}",
            hint=_AGAIN,
        )


@contextmanager
def _opened(path: Path, packed: str) -> Iterator[BinaryIO]:
    """The file's own bytes, unpacked."""
    if packed == ".gz":
        with gzip.open(path, "rb") as unpacked:
            yield io.BufferedReader(unpacked)
    elif packed == ".zst":
        pyarrow = _pyarrow(path)
        with pyarrow.CompressedInputStream(pyarrow.OSFile(str(path)), "zstd") as unpacked:
            yield io.BufferedReader(unpacked)
    else:
        with path.open("rb") as file:
            yield file


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is too long no more than shows that it is."""
    while data := file.readline(_LONGEST + 1):
        rest = data
        while len(rest) > _LONGEST and not rest.endswith(b"\n"):
            rest = file.readline(_LONGEST + 1)
        yield data


def _json_row(source: str, line: int, data: bytes, columns: Columns) -> Row:
    if len(data) > _LONGEST:
        return Row(source, line, problem=f"a line longer than {_LONGEST:,} bytes", hint=_SPLIT)
    try:
        value: Json = json.loads(data)
    except (ValueError, RecursionError) as err:
        return Row(source, line, problem=f"not JSON: {err}", hint=_A_LINE)
    if not isinstance(value, dict):
        return Row(source, line, problem="not an object", hint=_A_LINE)
    return _row(source, line, value, columns)


def _row(source: str, line: int, value: dict[str, Json], columns: Columns) -> Row:
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


def _csv(path: Path, file: BinaryIO, columns: Columns, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST)
    with io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="") as page:
        table = csv.DictReader(page, delimiter=delimiter)
        _has_column(path, columns.text, table.fieldnames or ())
        while True:
            try:
                found = next(table, None)
            except csv.Error as err:
                hint = _SPLIT if "limit" in str(err) else _AGAIN
                yield Row(str(path), table.line_num, problem=f"not CSV: {err}", hint=hint)
                continue
            if found is None:
                return
            row = _row(str(path), table.line_num, dict(found), columns)
            yield row if row.problem else _with_bytes(row, found[columns.text])


def _with_bytes(row: Row, text: str) -> Row:
    """The row with the very bytes that the file had, whatever their encoding."""
    return Row(row.source, row.line, row.id, text.encode("utf-8", "surrogateescape"), row.about)


def _parquet(path: Path, columns: Columns) -> Iterator[Row]:
    pyarrow = _pyarrow(path)
    try:
        with pyarrow.parquet.ParquetFile(path) as table:
            names = table.schema_arrow.names
            _has_column(path, columns.text, names)
            wanted = [name for name in dict.fromkeys((columns.text, columns.id, *ABOUT)) if name in names]
            line = 0
            for batch in table.iter_batches(batch_size=64, columns=wanted):
                for found in batch.to_pylist():
                    line += 1
                    yield _row(str(path), line, found, columns)
    except pyarrow.ArrowException as err:
        yield Row(str(path), problem=f"not Parquet: {err}", hint=_AGAIN)


def _has_column(path: Path, name: str, names: Sequence[str]) -> None:
    if name not in names:
        raise UsageError(
            f"{path} has no column {name!r}", hint=f"--text-column names one of: {', '.join(names) or 'it has none'}"
        )


def _pyarrow(path: Path) -> ModuleType:
    try:
        import pyarrow.parquet
    except ImportError as err:
        raise UsageError(f"{path} needs a package that is not installed", hint=_EXTRA) from err
    module: ModuleType = pyarrow
    return module
