"""A batch from its rows to a journal that has an outcome for each: what is settled is skipped, the rest is made."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from itertools import islice

from summarizer.backends.capabilities import Capabilities
from summarizer.backends.limiting import LimitedBackend, Limiter
from summarizer.backends.prices import Price, priced
from summarizer.batch.asking import Budget, Gate, Halt, Recorded, Stop
from summarizer.batch.engine import Done, Keyed, local_engine
from summarizer.batch.journal import Failure, Journal, Listed, Outcome
from summarizer.batch.preparing import Preparer
from summarizer.batch.rows import Row
from summarizer.errors import BudgetError, JournalError, SummarizerError, TransientError
from summarizer.escaping import visible
from summarizer.pipeline import Job, summarize
from summarizer.prompting import Template
from summarizer.rendering import dumps, to_json
from summarizer.types import Backend, Envelope, Json

__all__ = ["UNUSABLE", "Batch", "Tally", "job_key", "run"]

UNUSABLE = ("RefusalError", "ReplyError", "TruncatedError")
"""Failures that the replies in the journal would lead to again."""

_AT_ONCE_READ = 32


@dataclass(frozen=True, slots=True)
class Batch:
    """What one run works with.

    Attributes:
        key: The job's; see `job_key`.
        backend: The server, asked through `limiter`.
        price: Of its tokens, if it is known.
        preparer: Reads and parses.
        concurrency: Articles that are asked about at once.
        ahead: Articles that are prepared meanwhile.
        keep_statements: The envelopes have the parse's statements.
        reads: False asks anew for what the journal has.
        max_seconds: After which no request is sent.
    """

    key: str
    job: Job
    backend: Backend
    limiter: Limiter
    capabilities: Capabilities
    price: Price | None
    preparer: Preparer
    journal: Journal
    budget: Budget
    stop: Stop
    concurrency: int = 16
    ahead: int = 4
    keep_statements: bool = False
    reads: bool = True
    max_seconds: float | None = None


@dataclass(slots=True)
class Tally:
    """How far a run is, in rows: `skipped` were settled before it, or have the text of another row."""

    read: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    started: float = field(default_factory=time.monotonic)


def job_key(job: Job, **more: Json) -> str:
    """The hash of all that decides what a brief is like, beside its article: prompt, schema, model, parameters."""
    told = {one.name: _told(getattr(job, one.name)) for one in fields(job) if one.name not in ("schema", "limits")}
    return hashlib.sha256(json.dumps([told, more], sort_keys=True).encode()).hexdigest()[:40]


def _told(value: object) -> Json:
    if isinstance(value, Template):
        return value.sha256
    if isinstance(value, Mapping):
        return {str(name): _told(inside) for name, inside in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _told(inside) for name, inside in asdict(value).items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


async def run(batch: Batch, rows: Iterator[Row], *, on_progress: Callable[[Tally], None] = lambda _: None) -> Tally:
    """Every row is in the journal with an outcome, or `Stop.reason` says why not; what was settled cost nothing."""
    tally = Tally()
    under_way: set[str] = set()
    making = _Making(batch)
    doubtful: list[Done] = []  # failed for the server's sake: if it is down, they are left for the next run
    clock = asyncio.create_task(_end_in_time(batch))
    engine = local_engine(making.make, at_once=batch.concurrency + batch.ahead, stop=batch.stop)
    try:
        async with aclosing(engine(_open_articles(batch, rows, tally, under_way))) as found:
            async for done in found:
                under_way.discard(done.key)
                result = done.outcome.result
                if isinstance(result, Failure) and result.kind == TransientError.__name__:
                    doubtful.append(done)
                    continue
                _settle(batch, tally, (*doubtful, done))
                doubtful.clear()
                on_progress(tally)
        if batch.stop.reason is None:
            _settle(batch, tally, doubtful)
    except JournalError as err:
        batch.stop.now(err)
    finally:
        clock.cancel()
    return tally


def _settle(batch: Batch, tally: Tally, done: Iterable[Done]) -> None:
    for one in done:
        batch.journal.settle(one.key, batch.key, one.outcome)
        tally.done += one.outcome.ok
        tally.failed += not one.outcome.ok


async def _end_in_time(batch: Batch) -> None:
    if batch.max_seconds is not None:
        await asyncio.sleep(batch.max_seconds)
        batch.stop.now(
            BudgetError(
                f"the {batch.max_seconds:g} s of --max-time are over", hint="the same command goes on where it stopped"
            )
        )


async def _open_articles(batch: Batch, rows: Iterator[Row], tally: Tally, under_way: set[str]) -> AsyncIterator[Keyed]:
    """Lists the rows as they are read, and yields those that nothing became of yet."""
    key = batch.key
    place = 0
    while batch.stop.reason is None and (some := await asyncio.to_thread(_next_rows, rows)):
        listed = [
            Listed(place + index, visible(row.source), row.line, row.id, row.key, row.problem and visible(row.problem))
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
    if batch.stop.reason is None:
        batch.journal.end_rows(place)
        batch.journal.put("listed", place)


def _next_rows(rows: Iterator[Row]) -> list[Row]:
    return list(islice(rows, _AT_ONCE_READ))


class _Making:
    """Makes outcomes of articles, each with a chain of backends of its own down to the shared server."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._asking = asyncio.Semaphore(batch.concurrency)
        self._tasks: dict[asyncio.Task[Outcome], Gate] = {}
        batch.stop.listen(self._leave_what_waits)

    async def make(self, one: Keyed) -> Outcome | None:
        """The outcome of an article; None if it was left, because the batch is to stop."""
        gate = Gate(self._batch.backend, self._batch.stop, self._batch.budget)
        task = asyncio.create_task(self._outcome(one, gate))
        self._tasks[task] = gate
        try:
            return await task
        except Halt:
            return None
        except asyncio.CancelledError:
            if self._batch.stop.reason is None:
                raise
            return None
        finally:
            del self._tasks[task]

    def _leave_what_waits(self) -> None:
        """Ends what waits for anything but a reply; replies that are on their way are taken in."""
        for task, gate in list(self._tasks.items()):
            if not gate.in_flight:
                task.cancel()

    async def _outcome(self, one: Keyed, gate: Gate) -> Outcome:
        start = time.monotonic()
        try:
            envelope = await self._envelope(one, gate)
        except SummarizerError as err:
            return Outcome(Failure(type(err).__name__, err.message, err.hint), time.monotonic() - start)
        except Halt:
            raise
        except Exception as err:  # noqa: BLE001 (the guard around each article: its defect is not the others')
            return Outcome(Failure("defect", f"{type(err).__name__}: {err}"), time.monotonic() - start)
        broken = [notice.message for notice in envelope.warnings if notice.code == "broke-off"]
        result = Failure("TransientError", broken[0]) if broken else _without_clock(envelope)
        return Outcome(result, time.monotonic() - start)

    async def _envelope(self, one: Keyed, gate: Gate) -> Envelope:
        batch = self._batch
        article, proposals = await batch.preparer.prepare(one.row)
        backend = Recorded(
            LimitedBackend(gate, batch.limiter),
            article=one.key,
            journal=batch.journal,
            stop=batch.stop,
            budget=batch.budget,
            price=batch.price,
            longest_wait=batch.job.limits.retry_after,
            reads=batch.reads,
        )
        async with self._asking:
            envelope = await summarize(
                article,
                batch.job,
                proposals=proposals,
                backend=backend,
                capabilities=batch.capabilities,
                keep_statements=batch.keep_statements,
            )
        return priced(envelope, batch.price)


def _without_clock(envelope: Envelope) -> str:
    """The envelope as JSON on one line; its seconds are 0, so that the same replies make the same bytes."""
    attempts = tuple(replace(attempt, seconds=0.0) for attempt in envelope.run.attempts)
    return dumps(to_json(replace(envelope, run=replace(envelope.run, seconds=0.0, attempts=attempts))), indent=None)
