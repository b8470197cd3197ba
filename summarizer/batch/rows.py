"""Reads the rows of a corpus as a stream: files, folders, globs, JSON, JSONL, CSV and Parquet, plain or compressed.

A row is the bytes of one article and what is known about it. What is wrong with one row is that row's problem, told
with file and line; the rows after it are read all the same.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from summarizer.batch.listing import files_of
from summarizer.batch.row import ABOUT, AGAIN, LONGEST, SPLIT, Columns, Row, row_of
from summarizer.batch.tables import pyarrow_for, rows_of_csv, rows_of_parquet
from summarizer.errors import UsageError
from summarizer.types import Json

__all__ = ["ABOUT", "Columns", "Row", "check_inputs", "read_rows"]

_A_LINE = 'a line has to be one whole object, such as {"id": "a1", "text": "…"}'
_TO_LINES = "write one object a line: jq -c '.[]' FILE.json > FILE.jsonl"
_REREAD = "a batch reads its input again when it goes on: write it to a file, and name that"
_PACKED = (".gz", ".zst")
_JSONL, _JSON, _CSV, _PARQUET = (".jsonl", ".ndjson"), (".json",), (".csv", ".tsv"), (".parquet",)


def check_inputs(inputs: Sequence[str], *, outside: Sequence[Path] = ()) -> None:
    """Has found something for each input, or said which one is missing; no content is read.

    Args:
        inputs: Paths of files and folders, or patterns.
        outside: Folders that are left out.

    Raises:
        UsageError: A file or folder that is not there or can be read only once, a pattern that fits nothing.
    """
    away = tuple(folder.resolve() for folder in outside)
    for one in inputs:
        path = Path(one)
        if one == "-" or (path.exists() and not path.is_dir() and not path.is_file()):
            raise UsageError(f"{one!r} can be read only once", hint=_REREAD)
        if next(files_of(one, away), None) is not None:
            continue
        if next(files_of(one, ()), None) is not None:
            raise UsageError(
                f"all that {one!r} has lies in the folder of the results, which is left out",
                hint="name another folder for the results",
            )
        raise UsageError(f"nothing to read in {one!r}", hint="name files, folders, or a pattern such as 'news/*.txt'")


def read_rows(inputs: Sequence[str], *, columns: Columns, outside: Sequence[Path] = ()) -> Iterator[Row]:
    """Yields the rows of all inputs, in their order; a folder's files in the order of their names.

    Args:
        inputs: Paths of files and folders, or patterns.
        columns: Where text and id stand.
        outside: Folders that are left out.

    Raises:
        UsageError: A table that is named lacks the column of the text, or a package to read it is not installed. One
            that lies in a folder or fits a pattern is a row with a problem.
    """
    away = tuple(folder.resolve() for folder in outside)
    for one in inputs:
        for path in files_of(one, away):
            try:
                yield from _rows_in(path, columns)
            except UsageError as err:
                if path == Path(one):
                    raise
                yield Row(str(path), problem=err.message, hint=err.hint)


def _rows_in(path: Path, columns: Columns) -> Iterator[Row]:
    packed = path.suffix.lower() if path.suffix.lower() in _PACKED else ""
    kind = (path.with_suffix("") if packed else path).suffix.lower()
    line = 0
    if path.is_dir():
        yield Row(str(path), problem="the folder cannot be read", hint="change who may read it, or take it out")
        return
    if path.exists() and not path.is_file():
        yield Row(str(path), problem="neither a file nor a folder", hint="take it out of the folder")
        return
    try:
        if kind in _PARQUET and not packed:
            yield from rows_of_parquet(path, columns)
            return
        with _opened(path, packed) as file:
            if kind in _JSON:
                yield from _json(str(path), file, columns)
            elif kind in _JSONL:
                for line, data in enumerate(_lines(file), 1):
                    if data.strip():
                        yield _json_row(str(path), line, data, columns)
            elif kind in _CSV:
                yield from rows_of_csv(path, file, columns, "\t" if kind == ".tsv" else ",")
            else:
                data = file.read(LONGEST + 1)
                too_long = None if len(data) <= LONGEST else f"longer than {LONGEST:,} bytes"
                yield Row(str(path), data=b"" if too_long else data, problem=too_long, hint=too_long and SPLIT)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as err:
        reason = (err.strerror if isinstance(err, OSError) else None) or str(err)
        yield Row(
            str(path),
            line + 1 if line else None,
            problem=f"the file cannot be read further: {reason}",
            hint=AGAIN,
        )


@contextmanager
def _opened(path: Path, packed: str) -> Iterator[BinaryIO]:
    """The file's own bytes, unpacked."""
    if packed == ".gz":
        with gzip.open(path, "rb") as unpacked:
            yield io.BufferedReader(unpacked)
    elif packed == ".zst":
        pyarrow = pyarrow_for(path)
        with pyarrow.CompressedInputStream(pyarrow.OSFile(str(path)), "zstd") as unpacked:
            yield io.BufferedReader(unpacked)
    else:
        with path.open("rb") as file:
            yield file


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is too long no more than shows that it is."""
    while data := file.readline(LONGEST + 1):
        rest = data
        while len(rest) > LONGEST and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST + 1)
        yield data


def _json(source: str, file: BinaryIO, columns: Columns) -> Iterator[Row]:
    """One object, a list of them, or one a line, as such files are also named."""
    first = file.readline(LONGEST + 1)
    try:
        is_lines = isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        is_lines = False
    if is_lines:
        for line, data in enumerate(chain([first], _lines(file)), 1):
            if data.strip():
                yield _json_row(source, line, data, columns)
        return
    data = first + file.read(LONGEST + 1 - len(first))
    if len(data) > LONGEST:
        yield Row(source, problem=f"longer than {LONGEST:,} bytes", hint=_TO_LINES)
        return
    try:
        value: Json = json.loads(data)
    except (ValueError, RecursionError) as err:
        yield Row(source, problem=_not_json(err), hint=AGAIN)
        return
    if not isinstance(value, list):
        yield _object_row(source, None, value, columns)
        return
    for number, one in enumerate(value, 1):
        yield _object_row(source, number, one, columns)


def _json_row(source: str, line: int, data: bytes, columns: Columns) -> Row:
    if len(data) > LONGEST:
        return Row(source, line, problem=f"a line longer than {LONGEST:,} bytes", hint=SPLIT)
    try:
        value: Json = json.loads(data)
    except (ValueError, RecursionError) as err:
        return Row(source, line, problem=_not_json(err, in_line=True), hint=_A_LINE)
    return _object_row(source, line, value, columns)


def _not_json(err: ValueError | RecursionError, *, in_line: bool = False) -> str:
    """What is wrong, and where: by a character, in what is one line of many."""
    if isinstance(err, RecursionError):
        return "not JSON: nested too deep"
    if isinstance(err, json.JSONDecodeError) and in_line:
        return f"not JSON: {err.msg} at character {err.pos + 1}"
    return f"not JSON: {err}"


def _object_row(source: str, line: int | None, value: Json, columns: Columns) -> Row:
    if not isinstance(value, dict):
        return Row(source, line, problem="not an object", hint=_A_LINE)
    return row_of(source, line, value, columns)
