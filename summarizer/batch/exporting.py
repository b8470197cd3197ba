"""Writes what a journal holds: a line for each row of the input, in its order, the same bytes each time.

Each file is written beside its place, forced to the disk, and renamed, so that there is a whole one or the one before.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from summarizer.batch.command import giving
from summarizer.batch.journal import Exported, Failure, Journal
from summarizer.batch.parquet import Table, is_wanted
from summarizer.errors import JournalError
from summarizer.rendering import dumps
from summarizer.types import Json

__all__ = ["BRIEFS", "ERRORS", "PARQUET", "Written", "export"]

BRIEFS, PARQUET, ERRORS = "briefs.jsonl", "briefs.parquet", "errors.jsonl"
_SOURCE = '"source": ""'


@dataclass(frozen=True, slots=True)
class Written:
    """How many briefs and errors were written, and how many rows had neither."""

    briefs: int
    errors: int
    open: int


def export(journal: Journal, job: str, folder: Path, *, parquet: bool | None = None) -> Written:
    """The briefs and errors of a job are in the folder.

    Args:
        journal: Where they are from.
        job: Its key.
        folder: Where they go.
        parquet: Whether ``briefs.parquet`` is written too; None: if pyarrow is installed.

    Raises:
        UsageError: Parquet is asked for, and pyarrow is not installed.
        JournalError: The files cannot be written.
    """
    has_table = is_wanted(parquet)
    briefs = errors = still_open = 0
    with ExitStack() as files:
        lines, wrong = (files.enter_context(_replacing(folder / name)) for name in (BRIEFS, ERRORS))
        if has_table:
            table = files.enter_context(Table(files.enter_context(_replacing(folder / PARQUET))))
        for one in journal.exported(job):
            if isinstance(one.result, str):
                lines.write(_line(one, one.result).encode())
                if has_table:
                    table.add(one.listed, one.result)
                briefs += 1
            elif one.result is not None:
                wrong.write(dumps(_error(one, one.result), indent=None).encode())
                errors += 1
            else:
                still_open += 1
    if not has_table:
        _remove((folder / PARQUET).unlink)  # one of a run before would not be of these briefs
    return Written(briefs, errors, still_open)


def _line(one: Exported, text: str) -> str:
    """The envelope with where its row stood; put in as text, since reading and writing it would take longer."""
    row = json.dumps({"id": one.listed.id, "line": one.listed.line}, ensure_ascii=True)
    source = dumps(one.listed.source, indent=None).strip()
    return '{"row": ' + row + ", " + text.replace(_SOURCE, f'"source": {source}', 1).removeprefix("{")


def _error(one: Exported, failure: Failure) -> dict[str, Json]:
    listed = one.listed
    return {
        "id": listed.id,
        "source": listed.source,
        "line": listed.line,
        "kind": failure.kind,
        "reason": failure.reason,
        "hint": failure.hint,
    }


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` once it is whole and on the disk."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _sync_folder(path.parent)
    except OSError as err:
        _remove(partial.unlink)
        raise JournalError(
            f"cannot write {path}: {err.strerror or err}",
            hint=f"make room, then: {giving('export', path.parent)}",
        ) from err
    except BaseException:
        _remove(partial.unlink)
        raise


def _remove(unlink: Callable[..., None]) -> None:
    try:
        unlink(missing_ok=True)
    except OSError:
        return


def _sync_folder(folder: Path) -> None:
    """Has the renaming on the disk too, where folders can be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
