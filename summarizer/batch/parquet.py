"""The briefs of a batch as a table: a column for what is found of an article, and the parts of the envelope as JSON."""

from __future__ import annotations

import json
from contextlib import suppress
from importlib.util import find_spec
from typing import IO

from summarizer.batch.journal import Listed
from summarizer.errors import UsageError
from summarizer.types import Json

__all__ = ["Table", "is_wanted"]

_TEXTS = ("title", "byline", "published", "publisher", "url", "language", "text")
_PARTS = ("brief", "unsupported", "warnings", "run")
_COLUMNS = ("line", "id", "source", *_TEXTS, *_PARTS)
_GROUP = (
    8_000_000  # characters that are held until they are written: some hundreds of briefs, or thousands of short ones
)
_SCAN = json.JSONDecoder().raw_decode
_ARTICLE, _BRIEF, _UNSUPPORTED = '"article": ', ', "brief": ', ', "unsupported": '
_WARNINGS, _RUN, _FIRST_OF_RUN = ', "warnings": ', ', "run": ', '{"model": '


def is_wanted(asked: bool | None) -> bool:
    """Whether there is to be a table: as it is asked for, or None for: if pyarrow is installed.

    Raises:
        UsageError: It is asked for, and pyarrow is not installed.
    """
    has_pyarrow = find_spec("pyarrow") is not None
    if asked and not has_pyarrow:
        raise UsageError("Parquet needs a package that is not installed", hint="pip install 'summarizer[parquet]'")
    return has_pyarrow if asked is None else asked


class Table:
    """A table in a file, a row for each brief; a context manager, after which the file is whole."""

    def __init__(self, file: IO[bytes]) -> None:
        import pyarrow
        import pyarrow.parquet

        self._shape = pyarrow.schema(
            [(name, pyarrow.int64() if name == "line" else pyarrow.string()) for name in _COLUMNS],
            metadata={"summarizer.envelope": "1"},
        )
        self._of = pyarrow.Table.from_pydict
        self._writer = pyarrow.parquet.ParquetWriter(file, self._shape, compression="zstd")
        self._begin_group()

    def add(self, listed: Listed, envelope: str) -> None:
        """It has a brief more: the text of its envelope, and where its row stood."""
        texts = _SCAN(envelope, envelope.index(_ARTICLE) + len(_ARTICLE))[0]
        row = texts | {"line": listed.line, "id": listed.id, "source": listed.source} | _parts(envelope)
        for name, column in self._columns.items():
            column.append(row[name])
        self._size += len(envelope)
        if self._size >= _GROUP:
            self._write_group()

    def __enter__(self) -> Table:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exc: object) -> None:
        if kind is None:
            self._write_group()
            self._writer.close()
        else:
            with suppress(OSError):  # as it may be the file that went wrong
                self._writer.close()

    def _write_group(self) -> None:
        self._writer.write_table(self._of(self._columns, schema=self._shape))
        self._begin_group()

    def _begin_group(self) -> None:
        self._columns: dict[str, list[Json]] = {name: [] for name in _COLUMNS}
        self._size = 0


def _parts(text: str) -> dict[str, str]:
    """The parts of an envelope as its text has them, in the form that `dumps` writes on one line.

    They are found by the keys that part them, which takes a tenth of reading the text. In what stands before and behind
    the brief no other key has such a name; in the brief itself, and what is not supported of it, one may.
    """
    brief = text.index(_BRIEF)
    run = text.rindex(_RUN + _FIRST_OF_RUN)
    warnings = text.rindex(_WARNINGS, brief, run)
    if text.count(_UNSUPPORTED, brief, warnings) == 1:
        unsupported = text.index(_UNSUPPORTED, brief)
    else:
        unsupported = _SCAN(text, brief + len(_BRIEF))[1]
    end = _SCAN(text, run + len(_RUN))[1]
    return {
        "brief": text[brief + len(_BRIEF) : unsupported],
        "unsupported": text[unsupported + len(_UNSUPPORTED) : warnings],
        "warnings": text[warnings + len(_WARNINGS) : run],
        "run": text[run + len(_RUN) : end],
    }
