"""What a journal knows of the files of requests that lie with a Batch API, so that none is sent, or paid for, twice.

An upload is written down before anything of it leaves, with the requests that are in it; then the file's id, before a
batch is made of it; then the batch's id. A process that ends in between leaves an upload that has no batch here, and
may have one at the server, which is found there by the upload's key. A request is forgotten in the transaction that
keeps its reply.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from summarizer.batch.journal import Journal
from summarizer.types import Reply

__all__ = ["Asked", "Place", "Taken", "UnderWay", "Upload", "Uploads", "custom_id", "new_key", "uploads_in"]

Place: TypeAlias = tuple[str, str]
"""An article and a request about it, as the journal knows them."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS upload (key TEXT PRIMARY KEY, server TEXT NOT NULL, since REAL NOT NULL, file TEXT,"
    " batch TEXT) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS asked (article TEXT NOT NULL, request TEXT NOT NULL, upload TEXT NOT NULL,"
    " number INTEGER NOT NULL, tokens INTEGER NOT NULL, PRIMARY KEY (article, request)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS asked_upload ON asked (upload, number)",
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of requests: `file` once the server has it, `batch` once the server works at it; `since` in Unix time."""

    key: str
    since: float
    file: str | None = None
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that lies with the server: as the journal knows it, and about how many tokens it has."""

    article: str
    request: str
    tokens: int

    @property
    def place(self) -> Place:
        """As the journal knows it."""
        return self.article, self.request


@dataclass(frozen=True, slots=True)
class Taken:
    """The reply to a request, and what it took."""

    asked: Asked
    reply: Reply
    tokens: int
    cost: float | None


@dataclass(frozen=True, slots=True)
class UnderWay:
    """How many requests lie with a server, and about how many tokens they have."""

    requests: int
    tokens: int


class Uploads:
    """The uploads of one journal to one server."""

    def __init__(self, journal: Journal, server: str) -> None:
        self._journal, self._server = journal, server
        with journal.writing() as db:
            for statement in _TABLES:
                db.execute(statement)

    def begin(self, asked: Sequence[Asked], *, key: str) -> Upload:
        """Has an upload of these requests, whose numbers are their places."""
        upload = Upload(key, time.time())
        rows = [(one.article, one.request, key, number, one.tokens) for number, one in enumerate(asked)]
        with self._journal.writing() as db:
            db.execute("INSERT INTO upload VALUES (?, ?, ?, NULL, NULL)", (key, self._server, upload.since))
            db.executemany("INSERT OR REPLACE INTO asked VALUES (?, ?, ?, ?, ?)", rows)
        return upload

    def has_file(self, key: str, file: str) -> None:
        """The server has the file; from now on there may be a batch of it."""
        with self._journal.writing() as db:
            db.execute("UPDATE upload SET file = ? WHERE key = ?", (file, key))

    def has_batch(self, key: str, batch: str) -> None:
        """The server works at it."""
        with self._journal.writing() as db:
            db.execute("UPDATE upload SET batch = ? WHERE key = ?", (batch, key))

    def take(self, taken: Sequence[Taken], *, refused: Sequence[Asked]) -> None:
        """Has the replies, and no request of both lies with the server any more: all of that or nothing."""
        answered = [*(one.asked for one in taken), *refused]
        with self._journal.writing() as db:
            for one in taken:
                self._journal.keep(*one.asked.place, one.reply, tokens=one.tokens, cost=one.cost)
            db.executemany("DELETE FROM asked WHERE article = ? AND request = ?", [one.place for one in answered])

    def forget(self, key: str) -> None:
        """The upload is over; requests of it that have no reply are not asked."""
        with self._journal.writing() as db:
            db.execute("DELETE FROM asked WHERE upload = ?", (key,))
            db.execute("DELETE FROM upload WHERE key = ?", (key,))

    def open(self) -> list[Upload]:
        """The uploads that are not over, the oldest first."""
        query = "SELECT key, since, file, batch FROM upload WHERE server = ? ORDER BY since, key"
        with self._journal.writing() as db:
            return [Upload(*row) for row in db.execute(query, (self._server,))]

    def are_open(self) -> bool:
        """True if any of them is not over."""
        with self._journal.writing() as db:
            return db.execute("SELECT 1 FROM upload WHERE server = ? LIMIT 1", (self._server,)).fetchone() is not None

    def under_way(self) -> UnderWay:
        """What lies with the server, all in all."""
        query = "SELECT COUNT(*), COALESCE(SUM(tokens), 0) FROM asked JOIN upload ON key = upload WHERE server = ?"
        with self._journal.writing() as db:
            return UnderWay(*db.execute(query, (self._server,)).fetchone())

    def has_asked(self, place: Place) -> bool:
        """True if the request lies with the server."""
        query = "SELECT 1 FROM asked JOIN upload ON key = upload WHERE article = ? AND request = ? AND server = ?"
        with self._journal.writing() as db:
            return db.execute(query, (*place, self._server)).fetchone() is not None

    def asked(self, key: str) -> dict[str, Asked]:
        """The requests of an upload that have no reply yet, by their ``custom_id``."""
        query = "SELECT number, article, request, tokens FROM asked WHERE upload = ?"
        with self._journal.writing() as db:
            return {custom_id(key, number): Asked(*rest) for number, *rest in db.execute(query, (key,))}


def uploads_in(journal: Journal) -> tuple[int, int]:
    """How many uploads of a journal are under way, and how many requests are in them; also if it cannot be written."""
    return journal.count("upload"), journal.count("asked")


def custom_id(key: str, number: int) -> str:
    """How the server knows a request of an upload."""
    return f"{key}-{number}"


def new_key() -> str:
    """A key that no other upload has."""
    return uuid.uuid4().hex
