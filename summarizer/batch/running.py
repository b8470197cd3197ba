"""A batch from its rows to a journal that has an outcome for each: what is settled is skipped, the rest is made."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import islice

from summarizer.batch.desk import Desk, Shared
from summarizer.batch.engine import Done, Engine, Keyed, local_engine
from summarizer.batch.journal import Failure, Journal, Listed
from summarizer.batch.maker import Maker, Told
from summarizer.batch.openai_batch import Pool, pool_engine
from summarizer.batch.rows import Row
from summarizer.batch.trial import Trial
from summarizer.errors import BudgetError, JournalError, TransientError, UsageError
from summarizer.escaping import one_line, visible
from summarizer.types import Json

__all__ = ["UNUSABLE", "Batch", "Tally", "job_key", "run"]

UNUSABLE = ("RefusalError", "ReplyError", "TruncatedError")
"""Failures that the replies in the journal would lead to again."""

_AT_ONCE_READ = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(Shared):
    """What one run works with.

    Attributes:
        key: The job's; see `job_key`.
        journal: Its memory.
        maker: Makes the outcomes, if no other engine does.
        ahead: Articles that are prepared meanwhile.
        max_seconds: After which no request is sent.
        keeps_going: However many articles fail.
    """

    key: str
    journal: Journal
    maker: Maker
    ahead: int = 4
    max_seconds: float | None = None
    keeps_going: bool = False


@dataclass(slots=True)
class Tally:
    """How far a run is, in rows: `skipped` were settled before it, or have the text of another row."""

    read: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    started: float = field(default_factory=time.monotonic)


def job_key(told: Told, **more: Json) -> str:
    """The hash of all that decides what a brief is like, beside its article: prompt, schema, model, parameters."""
    return hashlib.sha256(json.dumps([told.parts, more], sort_keys=True).encode()).hexdigest()[:40]


async def run(
    batch: Batch,
    rows: Iterator[Row],
    *,
    on_progress: Callable[[Tally], None] = lambda _: None,
    engine: Engine | None = None,
) -> Tally:
    """Every row is in the journal with an outcome, or `Stop.reason` says why not; what was settled cost nothing.

    Args:
        batch: What to work with.
        rows: The input.
        on_progress: Told of each outcome.
        engine: Who makes the outcomes; None: this process.
    """
    tally = Tally()
    under_way: set[str] = set()
    unread: list[UsageError] = []  # why the input was not read to its end; what stood before is done all the same
    doubtful: list[Done] = []  # failed for the server's sake: if it is down, they are left for the next run
    trial = None if batch.keeps_going else Trial(batch.journal, batch.key, batch.stop)
    clock = asyncio.create_task(_end_in_time(batch))
    if engine is None:
        engine = _engine(batch, Desk(batch, batch.journal, batch.maker))
    try:
        async with aclosing(engine(_open_articles(batch, rows, tally, under_way, unread))) as found:
            async for done in found:
                doubtful.append(done)
                result = done.outcome.result
                if isinstance(result, Failure) and result.kind == TransientError.__name__:
                    continue
                _settle(batch, tally, trial, doubtful)
                under_way.difference_update(one.key for one in doubtful)  # only now: another row may have its text
                doubtful.clear()
                on_progress(tally)
        if batch.stop.reason is None:
            _settle(batch, tally, trial, doubtful)
        for err in unread:
            batch.stop.now(err)
    except JournalError as err:
        batch.stop.now(err)
    finally:
        clock.cancel()
    return tally


def _engine(batch: Batch, desk: Desk) -> Engine:
    if isinstance(batch.backend, Pool):
        return pool_engine(desk.make, pool=batch.backend, at_once=batch.concurrency, stop=batch.stop)
    return local_engine(desk.make, at_once=batch.concurrency + batch.ahead, stop=batch.stop)


def _settle(batch: Batch, tally: Tally, trial: Trial | None, done: Iterable[Done]) -> None:
    for one in done:
        batch.journal.settle(one.key, batch.key, one.outcome)
        tally.done += one.outcome.ok
        tally.failed += not one.outcome.ok
        if trial is not None:
            trial.came_to(one.outcome)


async def _end_in_time(batch: Batch) -> None:
    if batch.max_seconds is not None:
        await asyncio.sleep(batch.max_seconds)
        batch.stop.now(
            BudgetError(
                f"the {batch.max_seconds:g} s of --max-time are over", hint="the same command goes on where it stopped"
            )
        )


async def _open_articles(
    batch: Batch, rows: Iterator[Row], tally: Tally, under_way: set[str], unread: list[UsageError]
) -> AsyncIterator[Keyed]:
    """Lists the rows as they are read, and yields those that nothing became of yet."""
    key = batch.key
    place = 0
    while batch.stop.reason is None and (some := await asyncio.to_thread(_next_rows, rows, unread)):
        listed = [
            Listed(
                place + index,
                visible(row.source),
                row.line,
                row.id,
                row.key,
                row.problem and one_line(row.problem),
                row.hint and one_line(row.hint),
            )
            for index, row in enumerate(some)
        ]
        batch.journal.list_rows(listed)
        place += len(some)
        for row, one in zip(some, listed, strict=True):
            tally.read += 1
            if one.article is None:
                tally.failed += 1
            elif one.article in under_way or batch.journal.settled(one.article, key) is not None:
                tally.skipped += 1
            else:
                under_way.add(one.article)
                yield Keyed(one.article, row)
    if batch.stop.reason is None and not unread:
        batch.journal.end_rows(place)
        batch.journal.put("listed", place)


def _next_rows(rows: Iterator[Row], unread: list[UsageError]) -> list[Row]:
    some: list[Row] = []
    try:
        some.extend(islice(rows, _AT_ONCE_READ))
    except UsageError as err:
        unread.append(err)
    return some
