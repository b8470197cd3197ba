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

from summarizer.batch.journal import Journal
from summarizer.types import Reply

__all__ = ["Asked", "Taken", "Upload", "Uploads", "new_key", "uploads_in"]

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


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a request: a reply, and what it took; None if it was refused."""

    asked: Asked
    reply: Reply | None = None
    tokens: int = 0
    cost: float | None = None


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

    def take(self, taken: Sequence[Taken]) -> None:
        """Has the replies, and the requests do not lie with the server any more: both or neither."""
        with self._journal.writing() as db:
            for one in taken:
                asked = one.asked
                if one.reply is not None:
                    self._journal.keep(asked.article, asked.request, one.reply, tokens=one.tokens, cost=one.cost)
                db.execute("DELETE FROM asked WHERE article = ? AND request = ?", (asked.article, asked.request))

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

    def has_asked(self, article: str, request: str) -> bool:
        """True if the request lies with the server."""
        query = "SELECT 1 FROM asked JOIN upload ON key = upload WHERE article = ? AND request = ? AND server = ?"
        with self._journal.writing() as db:
            return db.execute(query, (article, request, self._server)).fetchone() is not None

    def asked(self, key: str) -> dict[int, Asked]:
        """The requests of an upload that have no reply yet, by their numbers."""
        query = "SELECT number, article, request, tokens FROM asked WHERE upload = ?"
        with self._journal.writing() as db:
            return {number: Asked(*rest) for number, *rest in db.execute(query, (key,))}


def uploads_in(journal: Journal) -> tuple[int, int]:
    """How many uploads of a journal are under way, and how many requests are in them; also if it cannot be written."""
    return journal.count("upload"), journal.count("asked")


def new_key() -> str:
    """A key that no other upload has."""
    return uuid.uuid4().hex
