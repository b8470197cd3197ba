"""The file of a batch's journal: opened, of this version, written in transactions, with errors of ours.

What is in it survives the process: each write is a transaction of its own in the write-ahead log, so that a kill loses
nothing that was written, and a power cut (with ``synchronous=NORMAL``) at most the last transactions, never the file.
With ``synchronous=FULL`` each transaction is on the disk before it counts.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Literal, Self, TypeAlias

from summarizer.errors import JournalError, UsageError
from summarizer.types import Json

__all__ = ["FILE", "Durability", "JournalFile"]

FILE = "journal.sqlite"
Durability: TypeAlias = Literal["normal", "full"]
_VERSION = 1
_ON_READ_ONLY_MEDIA = "?immutable=1"  # else SQLite would make the files of its log there
_MOVE_AWAY = "move it away: a new one is made, and everything is asked for again"
# Bodies lie one after another, and not in the order of their keys, which are hashes: a row is written in four fifths of
# the time. In a journal of before, both tables are WITHOUT ROWID.
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listed (
    place INTEGER PRIMARY KEY, source TEXT NOT NULL, line INTEGER, id TEXT, article TEXT, problem TEXT);
CREATE INDEX IF NOT EXISTS listed_article ON listed (article);
CREATE TABLE IF NOT EXISTS reply (
    article TEXT NOT NULL, request TEXT NOT NULL, body BLOB NOT NULL, checksum BLOB NOT NULL,
    tokens INTEGER NOT NULL, cost REAL, PRIMARY KEY (article, request));
CREATE TABLE IF NOT EXISTS outcome (
    article TEXT NOT NULL, job TEXT NOT NULL, ok INTEGER NOT NULL, body BLOB NOT NULL, checksum BLOB NOT NULL,
    seconds REAL NOT NULL, PRIMARY KEY (article, job));
"""


class JournalFile:
    """The SQLite file in one folder, and what is kept in it by name.

    Attributes:
        folder: Where it lies.
    """

    def __init__(
        self, folder: Path, *, durability: Durability = "normal", read_only: bool = False, max_pages: int | None = None
    ) -> None:
        """Opens the file, and makes it if it is not there.

        Args:
            folder: Where it lies.
            durability: ``full`` forces each transaction to the disk.
            read_only: Reads what there is, also while another process writes.
            max_pages: The largest file, in SQLite's pages.

        Raises:
            UsageError: There is none to read, or it is of another version.
            JournalError: It cannot be opened, or is no journal.
        """
        path = self._path = folder / FILE
        self.folder = folder
        if read_only and not path.is_file():
            raise UsageError(f"no journal in {str(folder)!r}", hint="name the folder that 'summarizer batch' wrote to")
        with _wrapped(path):
            place = f"{path.absolute().as_uri()}{_ON_READ_ONLY_MEDIA if read_only and _is_settled(path) else ''}"
            self._db = sqlite3.connect(place, isolation_level=None, timeout=30.0, check_same_thread=False, uri=True)
            if read_only:
                self._db.execute("PRAGMA query_only=1")
            else:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute(f"PRAGMA synchronous={durability.upper()}")
                if max_pages is not None:
                    self._db.execute(f"PRAGMA max_page_count={max_pages}")
                for statement in _TABLES.split(";"):
                    self._db.execute(statement)
        self._check_version(read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def _check_version(self, read_only: bool) -> None:
        version = self.get("version")
        if version is None and not read_only:
            self.put("version", _VERSION)
        elif version != _VERSION:
            self.close()
            raise UsageError(f"a journal of version {version}; this program has version {_VERSION}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction for whoever keeps tables of its own here; what is kept within it is part of it.

        Raises:
            JournalError: It cannot be written.
        """
        with self._wrapped(), self._transaction():
            yield self._db

    def count(self, table: Literal["upload", "asked"]) -> int:
        """How many rows a table has; none if there is no such table."""
        with self._wrapped():
            found = self._db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
            if found.fetchone() is None:
                return 0
            [number] = self._db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()  # noqa: S608 (both are ours)
        return int(number)

    def get(self, name: str) -> Json:
        """The value that was put under a name, or None."""
        with self._wrapped():
            row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        try:
            value: Json = json.loads(row[0]) if row else None
        except ValueError as err:
            raise JournalError(f"{self._path} is broken: {name!r} is no JSON", hint=_MOVE_AWAY) from err
        return value

    def put(self, name: str, value: Json) -> None:
        """Keeps a value under a name."""
        with self._wrapped():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk has rolled it back already
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _wrapped(self) -> AbstractContextManager[None]:
        return _wrapped(self._path)


def _is_settled(path: Path) -> bool:
    """True if nobody can write to the folder, and all that the journal has is in the one file."""
    log = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


@contextmanager
def _wrapped(path: Path) -> Iterator[None]:
    """Whatever SQLite says leaves as an error of ours."""
    try:
        yield
    except sqlite3.Error as err:
        name, words = getattr(err, "sqlite_errorname", ""), str(err)
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            message = f"{path} cannot be written: {words}"
            hint = "make room on the disk, and give the same command again: what is in the journal is not lost"
        elif name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")):
            message, hint = f"{path} cannot be written: {words}", "name a folder that can be written to"
        elif name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            message = f"{path} is no journal, or broken: {words}"
            hint = _MOVE_AWAY
        else:
            message, hint = f"{path}: {words}", None
        raise JournalError(message, hint=hint) from err
