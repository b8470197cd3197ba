"""The log: what was asked, when, of which model, and what it cost. It is kept by choice, on this machine, in SQLite.

A row a run, and a row a request. Neither keys nor addresses with secrets, and no words of the article, of a model or
of a server: an outcome is one word. Only a run that is kept *in full* has its envelope in it, article and all.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from summarizer.errors import UsageError
from summarizer.types import Attempt, Json

__all__ = ["Asked", "Logbook"]

_VERSION = 1
_WAIT = 10.0  # seconds for another process to finish writing
_TABLES = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, article TEXT NOT NULL, source TEXT NOT NULL, model TEXT NOT NULL,
    backend TEXT NOT NULL, prompt TEXT NOT NULL, schema TEXT NOT NULL, outcome TEXT NOT NULL, seconds REAL, cost REAL,
    unsupported INTEGER, envelope TEXT);
CREATE TABLE requests (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, number INTEGER NOT NULL, purpose TEXT NOT NULL,
    rung TEXT NOT NULL, seconds REAL NOT NULL, outcome TEXT NOT NULL, prompt_tokens INTEGER, completion_tokens INTEGER,
    cached_tokens INTEGER, PRIMARY KEY (run, number)) WITHOUT ROWID;
"""
_LIST = """
SELECT runs.id, started, source, article, model, backend, prompt, schema, runs.outcome AS outcome,
    runs.seconds AS seconds, cost, unsupported, COUNT(number) AS requests,
    SUM(requests.outcome = 'cached') AS cached, SUM(prompt_tokens) AS prompt_tokens,
    SUM(completion_tokens) AS completion_tokens
FROM runs LEFT JOIN requests ON run = runs.id
"""

Row = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is about.

    Attributes:
        article: The article's id, a hash of its text.
        source: Where it came from; an address without user, password and query.
        backend: ``embedded``, or the server's address, likewise.
        prompt: Name and version.
        schema: Name.
    """

    article: str
    source: str
    model: str
    backend: str
    prompt: str
    schema: str


class Logbook:
    """The log in a file, which is made when the first run is noted; several processes may write to it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def begin(self, asked: Asked) -> int:
        """Notes that a run begins, with the outcome ``unfinished``, and returns its number.

        Raises:
            UsageError: The file cannot be written, or is no log of this version.
        """
        values = (asked.article, asked.source, asked.model, asked.backend, asked.prompt, asked.schema)
        with self._open() as log:
            row = log.execute(
                "INSERT INTO runs (started, article, source, model, backend, prompt, schema, outcome)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 'unfinished')",
                (_now(), *values),
            )
            return int(row.lastrowid or 0)

    def end(
        self,
        run: int,
        *,
        outcome: str,
        attempts: Sequence[Attempt],
        seconds: float,
        cost: float | None = None,
        unsupported: int | None = None,
        envelope: str | None = None,
    ) -> None:
        """Notes how a run ended and what each request took.

        Args:
            run: What `begin` returned.
            outcome: One word.
            attempts: The requests, in order.
            seconds: From start to end.
            cost: In US dollars, if it is known.
            unsupported: How many items were set apart.
            envelope: The brief and its article as JSON; None unless the user wants the log in full.

        Raises:
            UsageError: As `begin` has it.
        """
        rows = [
            (
                *(run, number, one.purpose, one.rung, round(one.seconds, 3)),
                one.outcome if one.outcome in ("ok", "cached") else "failed",
                *(one.usage.prompt_tokens, one.usage.completion_tokens, one.usage.cached_tokens),
            )
            for number, one in enumerate(attempts, 1)
        ]
        with self._open() as log:
            log.execute(
                "UPDATE runs SET outcome = ?, seconds = ?, cost = ?, unsupported = ?, envelope = ? WHERE id = ?",
                (outcome, round(seconds, 3), cost, unsupported, envelope, run),
            )
            log.executemany("INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def runs(self, *, limit: int) -> list[Row]:
        """The last runs, the newest first, each with the sums of its requests; none if there is no log.

        Raises:
            UsageError: As `begin` has it.
        """
        if not self.file.exists():
            return []
        with self._open() as log:
            return _rows(log.execute(f"{_LIST} GROUP BY runs.id ORDER BY runs.id DESC LIMIT ?", (limit,)))

    def run(self, number: int) -> Row | None:
        """One run with its requests, and its envelope if that was kept; None if there is no such run.

        Raises:
            UsageError: As `begin` has it.
        """
        if not self.file.exists():
            return None
        with self._open() as log:
            found = _rows(log.execute(f"{_LIST} WHERE runs.id = ? GROUP BY runs.id", (number,)))
            if not found:
                return None
            requests = _rows(log.execute("SELECT * FROM requests WHERE run = ? ORDER BY number", (number,)))
            (envelope,) = log.execute("SELECT envelope FROM runs WHERE id = ?", (number,)).fetchone()
        asked: list[Json] = [{name: value for name, value in one.items() if name != "run"} for one in requests]
        return {**found[0], "asked": asked, "envelope": json.loads(envelope) if envelope else None}

    def clear(self, *, before: datetime | None = None) -> int:
        """Removes runs, all or those that began before a time, so that nothing of them is left in the file.

        Raises:
            UsageError: As `begin` has it.
        """
        if not self.file.exists():
            return 0
        with self._open() as log:
            latest = _stamp(before) if before else None
            count = log.execute("DELETE FROM runs WHERE started < ? OR ? IS NULL", (latest, latest)).rowcount
        with self._open() as log:
            log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection, whose changes are made together or not at all."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(self.file, timeout=_WAIT)) as log, log:
                log.row_factory = sqlite3.Row
                for pragma in ("journal_mode = WAL", "foreign_keys = ON", "secure_delete = ON"):
                    log.execute(f"PRAGMA {pragma}")
                self._made(log)
                yield log
        except OSError as err:
            raise UsageError(f"cannot write the log {self.file}: {err.strerror}") from err
        except sqlite3.Error as err:
            raise UsageError(
                f"cannot use the log {self.file}: {err}", hint="move it away, and a new one is made"
            ) from err

    def _made(self, log: sqlite3.Connection) -> None:
        log.execute("BEGIN IMMEDIATE")
        (version,) = log.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in _TABLES.split(";\n"):
                log.execute(statement)
            log.execute(f"PRAGMA user_version = {_VERSION}")
        elif version != _VERSION:
            raise UsageError(f"the log {self.file} is of another version of this program", hint="move it away")
        log.commit()


def _rows(found: sqlite3.Cursor) -> list[Row]:
    return [dict(row) for row in found]


def _now() -> str:
    return _stamp(datetime.now(UTC))


def _stamp(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
