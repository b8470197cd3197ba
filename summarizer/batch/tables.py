"""Reads the rows of a table, CSV or Parquet, by the names of its columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from summarizer.batch.row import ABOUT, AGAIN, LONGEST, SPLIT, Columns, Row, row_of
from summarizer.errors import UsageError

__all__ = ["pyarrow_for", "rows_of_csv", "rows_of_parquet"]

_IN_QUOTES = (
    "a text with commas, quotation marks or line ends stands in quotation marks, and those within it are doubled"
)
_DELIMITERS = ",;\t|"
_EXTRA = "pip install 'summarizer[parquet]'"


def rows_of_csv(path: Path, file: BinaryIO, columns: Columns, delimiter: str) -> Iterator[Row]:
    """Yields the rows of a table as text; its bytes are kept, whatever their encoding.

    Args:
        path: Named in what is wrong.
        file: Its content; none at all is no row.
        columns: Where text and id stand.
        delimiter: What usually parts its cells; another one is taken if the heading has the text's column by that.

    Raises:
        UsageError: It lacks the column of the text.
    """
    csv.field_size_limit(LONGEST)
    with io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="") as page:
        heading = page.readline()
        if not heading:
            return
        lines = _Lines(chain([heading], page))
        table = csv.DictReader(lines, delimiter=_delimiter(heading, columns.text, delimiter))
        names = table.fieldnames or ()
        _has_column(path, columns.text, names)
        while True:
            try:
                found = next(table, None)
            except csv.Error as err:
                hint = SPLIT if "limit" in str(err) else AGAIN
                yield Row(str(path), table.line_num, problem=f"not CSV: {err}", hint=hint)
                continue
            if found is None:
                return
            row = row_of(str(path), table.line_num, dict(found), columns)
            if problem := _torn(found, names, unclosed=lines.ended):
                yield Row(row.source, row.line, row.id, problem=problem, hint=_IN_QUOTES)
            else:
                yield row if row.problem else _with_bytes(row, found[columns.text])


class _Lines:
    """Lines, and whether more were asked for than there are: by a row whose quotation mark is not closed."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            return line
        self.ended = True
        raise StopIteration


def _delimiter(heading: str, name: str, usual: str) -> str:
    """What parts the cells: the usual one, or what parts the heading so that it has the column."""
    fitting = (one for one in (usual, *_DELIMITERS) if name in next(csv.reader([heading], delimiter=one), ()))
    return next(fitting, usual)


def _torn(found: dict[str | None, str | list[str] | None], names: Sequence[str], *, unclosed: bool) -> str | None:
    """What shows that the row is not what its writer meant, so that words of its text are elsewhere."""
    if unclosed:
        return "a quotation mark is not closed before the end of the file"
    if any(more := found.get(None) or ()):
        return f"{len(names) + len(more)} cells, and the heading has {len(names)}"
    return None


def _with_bytes(row: Row, text: str) -> Row:
    """The row with the very bytes that the file had, whatever their encoding."""
    return Row(row.source, row.line, row.id, text.encode("utf-8", "surrogateescape"), row.about)


def rows_of_parquet(path: Path, columns: Columns) -> Iterator[Row]:
    """Yields the rows of a Parquet file.

    Raises:
        UsageError: It lacks the column of the text, or a package to read it is not installed.
    """
    pyarrow = pyarrow_for(path)
    try:
        with pyarrow.parquet.ParquetFile(path) as table:
            names = table.schema_arrow.names
            _has_column(path, columns.text, names)
            wanted = [name for name in dict.fromkeys((columns.text, columns.id, *ABOUT)) if name in names]
            line = 0
            for batch in table.iter_batches(batch_size=64, columns=wanted):
                for found in batch.to_pylist():
                    line += 1
                    yield row_of(str(path), line, found, columns)
    except pyarrow.ArrowException as err:
        yield Row(str(path), problem=f"not Parquet: {err}", hint=AGAIN)


def _has_column(path: Path, name: str, names: Sequence[str]) -> None:
    if name not in names:
        raise UsageError(
            f"{path} has no column {name!r}", hint=f"--text-column names one of: {', '.join(names) or 'it has none'}"
        )


def pyarrow_for(path: Path) -> ModuleType:
    """The package that reads Parquet and ``.zst``.

    Raises:
        UsageError: It is not installed.
    """
    try:
        import pyarrow.parquet
    except ImportError as err:
        raise UsageError(f"{path} needs a package that is not installed", hint=_EXTRA) from err
    module: ModuleType = pyarrow
    return module
