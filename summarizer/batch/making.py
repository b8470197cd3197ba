"""From a keyed row to its outcome: prepared, asked about, made into a brief, and whatever goes wrong written down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from summarizer.backends.capabilities import Capabilities
from summarizer.backends.limiting import LimitedBackend, Limiter
from summarizer.backends.prices import Price, priced
from summarizer.batch.asking import Budget, Gate, Halt, Recorded, Replies, Stop
from summarizer.batch.engine import Keyed
from summarizer.batch.journal import Failure, Outcome
from summarizer.batch.openai_batch import Pool
from summarizer.batch.preparing import Preparer
from summarizer.errors import SummarizerError
from summarizer.pipeline import Job, summarize
from summarizer.rendering import dumps, to_json
from summarizer.types import Backend, Envelope

__all__ = ["Making", "Work"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What outcomes are made with, wherever that is done.

    Attributes:
        backend: The server, asked through `limiter`; or a pool, which is an engine of its own.
        price: Of its tokens, if it is known.
        preparer: Reads and parses.
        concurrency: Articles that are asked about at once.
        keep_statements: The envelopes have the parse's statements.
        reads: False asks anew for what is recorded.
        within: Puts something between an article's limits and its record, given its key.
    """

    job: Job
    backend: Backend
    limiter: Limiter
    capabilities: Capabilities
    price: Price | None
    preparer: Preparer
    budget: Budget
    stop: Stop
    concurrency: int = 16
    keep_statements: bool = False
    reads: bool = True
    within: Callable[[str, Backend], Backend] = lambda _, inside: inside


class Making:
    """Makes outcomes of articles, each with a chain of backends of its own down to the shared server."""

    def __init__(self, work: Work, replies: Replies) -> None:
        self._work, self._replies = work, replies
        self._asking = asyncio.Semaphore(work.concurrency)
        self._tasks: dict[asyncio.Task[Outcome], Gate] = {}
        work.stop.listen(self._leave_what_waits)

    async def make(self, one: Keyed) -> Outcome | None:
        """The outcome of an article; None if it was left, because the batch is to stop."""
        gate = Gate(self._work.backend, self._work.stop, self._work.budget)
        task = asyncio.create_task(self._outcome(one, gate))
        self._tasks[task] = gate
        try:
            return await task
        except Halt:
            return None
        except asyncio.CancelledError:
            if self._work.stop.reason is None:
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
        except ExceptionGroup as err:
            if err.subgroup(Halt) is None:
                return Outcome(Failure("defect", f"{type(err).__name__}: {err}"), time.monotonic() - start)
            raise Halt from err  # a long article asks about its chunks side by side
        except Exception as err:  # noqa: BLE001 (the guard around each article: its defect is not the others')
            return Outcome(Failure("defect", f"{type(err).__name__}: {err}"), time.monotonic() - start)
        broken = [notice.message for notice in envelope.warnings if notice.code == "broke-off"]
        result = Failure("TransientError", broken[0]) if broken else _without_clock(envelope)
        return Outcome(result, time.monotonic() - start)

    async def _envelope(self, one: Keyed, gate: Gate) -> Envelope:
        work = self._work
        article, proposals = await work.preparer.prepare(one.row)
        is_pool = isinstance(work.backend, Pool)  # it keeps replies itself, and there is nothing to limit
        backend = Recorded(
            gate if is_pool else work.within(one.key, LimitedBackend(gate, work.limiter)),
            article=one.key,
            journal=self._replies,
            stop=work.stop,
            budget=work.budget,
            price=work.price,
            longest_wait=work.job.limits.retry_after,
            reads=work.reads,
            records=not is_pool,
        )
        async with self._asking:
            envelope = await summarize(
                article,
                work.job,
                proposals=proposals,
                backend=backend,
                capabilities=work.capabilities,
                keep_statements=work.keep_statements,
            )
        return priced(envelope, work.price)


def _without_clock(envelope: Envelope) -> str:
    """The envelope as JSON on one line; its seconds are 0, so that the same replies make the same bytes."""
    attempts = tuple(replace(attempt, seconds=0.0) for attempt in envelope.run.attempts)
    return dumps(to_json(replace(envelope, run=replace(envelope.run, seconds=0.0, attempts=attempts))), indent=None)
