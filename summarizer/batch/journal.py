"""A batch's memory: every row of the input, every reply, and what became of each article.

Every reply and outcome has a checksum; one that does not fit is dropped, and asked for again.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from summarizer.batch.journal_file import Durability, JournalFile
from summarizer.types import Reply, Usage

__all__ = ["Counts", "Durability", "Exported", "Failure", "Journal", "Listed", "Outcome", "Spent"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no brief: the kind of the error, its message, and what can be done, if that is known."""

    kind: str
    reason: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an article: the JSON text of its brief, or a failure."""

    result: str | Failure
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """True if there is a brief."""
        return isinstance(self.result, str)


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the input: its place in the order, where it stood, and the key of its article or why it has none."""

    place: int
    source: str
    line: int | None
    id: str | None
    article: str | None
    problem: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """A row of the input with what became of it; None if nothing did yet."""

    listed: Listed
    result: str | Failure | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows have a brief, failed, or are open; how many repeat another's text, or an id with another text."""

    done: int
    failed: int
    open: int
    repeated: int
    ambiguous: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What all replies in a journal came to; the cost is None if one has no price, `known_cost` the others'."""

    replies: int
    tokens: int
    known_cost: float
    cost: float | None


class Journal(JournalFile):
    """The journal of one folder.

    Attributes:
        dropped: Rows that were corrupt, and were removed.
    """

    dropped = 0

    # --------------------------------------------------------------------------------------- input

    def list_rows(self, rows: Sequence[Listed]) -> None:
        """Keeps rows of the input, in the place of those that had their places."""
        values = [(row.place, row.source, row.line, row.id, row.article, _in_lines(row)) for row in rows]
        with self._wrapped(), self._transaction():
            self._db.executemany("INSERT OR REPLACE INTO listed VALUES (?, ?, ?, ?, ?, ?)", values)

    def end_rows(self, count: int) -> None:
        """Forgets the rows from a place on: the input has no more than `count`."""
        with self._wrapped():
            self._db.execute("DELETE FROM listed WHERE place >= ?", (count,))

    # ------------------------------------------------------------------------------------- replies

    def reply(self, article: str, request: str) -> Reply | None:
        """The reply to a request about an article, if it is here and whole."""
        with self._wrapped():
            found = self._db.execute(
                "SELECT CAST(body AS BLOB), CAST(checksum AS BLOB) FROM reply WHERE article = ? AND request = ?",
                (article, request),
            ).fetchone()
        body = found and _whole(found[0], found[1], article, request)
        if body:
            value = json.loads(body)
            return Reply(**value | {"usage": Usage(**value["usage"])})
        if found:
            self._drop("reply", article, request)
        return None

    def replies(self, article: str) -> dict[str, Reply]:
        """The whole replies to an article's requests."""
        with self._wrapped():
            found = self._db.execute("SELECT request FROM reply WHERE article = ?", (article,)).fetchall()
        return {request: reply for (request,) in found if (reply := self.reply(article, request)) is not None}

    def keep(self, article: str, request: str, reply: Reply, *, tokens: int, cost: float | None) -> None:
        """Has the reply, once it returns."""
        body = zlib.compress(json.dumps(asdict(reply)).encode(), 1)
        with self._wrapped():
            self._db.execute(
                "INSERT OR REPLACE INTO reply VALUES (?, ?, ?, ?, ?, ?)",
                (article, request, body, _checksum(body, article, request), tokens, cost),
            )

    def spent(self) -> Spent:
        """What all replies cost, of this run and of those before."""
        query = "SELECT COUNT(*), COALESCE(SUM(tokens), 0), COALESCE(SUM(cost), 0.0), COUNT(cost) FROM reply"
        with self._wrapped():
            replies, tokens, cost, priced = self._db.execute(query).fetchone()
        return Spent(replies, tokens, cost, cost if priced == replies else None)

    # ------------------------------------------------------------------------------------ outcomes

    def settled(self, article: str, job: str) -> bool | None:
        """True if the article has a brief, False if it failed, None if it is open. A corrupt outcome is dropped."""
        outcome = self.outcome(article, job)
        return None if outcome is None else isinstance(outcome, str)

    def outcome(self, article: str, job: str) -> str | Failure | None:
        """What became of an article; None if nothing did yet, or what is here is corrupt, and was dropped."""
        with self._wrapped():
            found = self._db.execute(
                "SELECT ok, CAST(body AS BLOB), CAST(checksum AS BLOB) FROM outcome WHERE article = ? AND job = ?",
                (article, job),
            ).fetchone()
        if found is None:
            return None
        body = _whole(found[1], found[2], article, job, str(found[0]))
        if body is None:
            self._drop("outcome", article, job)
            return None
        return body if found[0] else Failure(**json.loads(body))

    def has_brief(self, job: str) -> bool:
        """True if a row of the input has a brief."""
        query = """
            SELECT 1 FROM listed CROSS JOIN outcome ON outcome.article = listed.article AND outcome.job = ?
            WHERE outcome.ok = 1 LIMIT 1"""
        with self._wrapped():
            return self._db.execute(query, (job,)).fetchone() is not None

    def settle(self, article: str, job: str, outcome: Outcome) -> None:
        """Has the outcome, once it returns."""
        result = outcome.result
        text = result if isinstance(result, str) else json.dumps(asdict(result))
        body = zlib.compress(text.encode(), 1)
        checksum = _checksum(body, article, job, str(int(outcome.ok)))
        with self._wrapped():
            self._db.execute(
                "INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?, ?, ?)",
                (article, job, int(outcome.ok), body, checksum, outcome.seconds),
            )

    def reopen(self, job: str, *, unusable: Sequence[str]) -> None:
        """Forgets the failures of a job, so that they are tried again; the briefs stay.

        Args:
            job: Its key.
            unusable: Kinds of failures whose replies are forgotten too, for the same replies would fail again.
        """
        with self._wrapped():
            failed = self._db.execute("SELECT article FROM outcome WHERE job = ? AND ok = 0", (job,)).fetchall()
        for (article,) in failed:
            failure = self.outcome(article, job)
            with self._wrapped(), self._transaction():
                if isinstance(failure, Failure) and failure.kind in unusable:
                    self._db.execute("DELETE FROM reply WHERE article = ?", (article,))
                self._db.execute("DELETE FROM outcome WHERE article = ? AND job = ?", (article, job))

    # -------------------------------------------------------------------------------------- export

    def exported(self, job: str, *, failed: bool = False) -> Iterator[Exported]:
        """Yields every row of the input in its order, or those that failed, with what became of it in a job."""
        query = """
            SELECT place, source, line, id, listed.article, problem FROM listed
            LEFT JOIN outcome ON outcome.article = listed.article AND outcome.job = ?
            WHERE ? OR listed.article IS NULL OR outcome.ok = 0 ORDER BY place"""
        with self._wrapped():
            for place, source, line, id, article, told in self._db.execute(query, (job, not failed)):
                problem, _, hint = (told or "").partition("\n")
                listed = Listed(place, source, line, id, article, problem or None, hint or None)
                if listed.article is None:
                    yield Exported(listed, Failure("ArticleError", listed.problem or "no article", listed.hint))
                else:
                    yield Exported(listed, self.outcome(listed.article, job))

    def counts(self, job: str) -> Counts:
        """How far a job is, in rows of the input."""
        query = """
            SELECT COUNT(CASE WHEN outcome.ok = 1 THEN 1 END),
                   COUNT(CASE WHEN outcome.ok = 0 OR listed.article IS NULL THEN 1 END),
                   COUNT(CASE WHEN outcome.ok IS NULL AND listed.article IS NOT NULL THEN 1 END)
            FROM listed LEFT JOIN outcome ON outcome.article = listed.article AND outcome.job = ?"""
        with self._wrapped():
            done, failed, still_open = self._db.execute(query, (job,)).fetchone()
            [repeated] = self._db.execute("SELECT COUNT(article) - COUNT(DISTINCT article) FROM listed").fetchone()
            [ambiguous] = self._db.execute(
                "SELECT COUNT(*) FROM (SELECT id FROM listed WHERE id IS NOT NULL GROUP BY id"
                " HAVING COUNT(DISTINCT article) > 1)"
            ).fetchone()
        return Counts(done, failed, still_open, repeated, ambiguous)

    def ambiguous(self, most: int) -> list[str]:
        """The first ids that stand for more than one text."""
        query = """
            SELECT id FROM listed WHERE id IS NOT NULL GROUP BY id
            HAVING COUNT(DISTINCT article) > 1 ORDER BY MIN(place) LIMIT ?"""
        with self._wrapped():
            return [id for (id,) in self._db.execute(query, (most,))]

    # ------------------------------------------------------------------------------------- inside

    def _drop(self, table: Literal["reply", "outcome"], article: str, other: str) -> None:
        column = {"reply": "request", "outcome": "job"}[table]
        self.dropped += 1
        if not self._db.execute("PRAGMA query_only").fetchone()[0]:
            with self._wrapped():
                query = f"DELETE FROM {table} WHERE article = ? AND {column} = ?"  # noqa: S608 (both are ours)
                self._db.execute(query, (article, other))


def _checksum(body: bytes, *key: str) -> bytes:
    """Of the body and of what it stands under, so that a row is not believed in another's place."""
    return hashlib.blake2b(body + json.dumps(key).encode(), digest_size=12).digest()


def _in_lines(row: Listed) -> str | None:
    """The problem, and under it what can be done."""
    return row.problem and f"{row.problem}\n{row.hint or ''}".rstrip("\n")


def _whole(body: bytes, checksum: bytes, *key: str) -> str | None:
    """The text that a body holds; None if it is not the one that was written."""
    if not isinstance(body, bytes) or _checksum(body, *key) != checksum:
        return None
    try:
        return zlib.decompress(body).decode()
    except (zlib.error, ValueError):
        return None
