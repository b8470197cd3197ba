"""From a keyed row to its outcome: prepared, asked about, made into a brief, and whatever goes wrong written down.

Nothing here knows what lies behind the backend that is asked: a server, or a process that asks it for several others.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from typing import TypeAlias

from summarizer.backends.around import Around
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.prices import priced
from summarizer.batch.asking import Halt
from summarizer.batch.engine import Keyed
from summarizer.batch.journal import Outcome
from summarizer.batch.maker import Recipe, Told, failure_of
from summarizer.batch.rows import Row
from summarizer.errors import SummarizerError
from summarizer.pipeline import Job, summarize
from summarizer.prompting import Template
from summarizer.rendering import dumps, to_json
from summarizer.types import Article, Backend, Envelope, Json, Proposals, Reply, Request

__all__ = ["Making", "Prepare", "told_of"]

Prepare: TypeAlias = Callable[[Row], Awaitable[tuple[Article, Proposals]]]


class Making:
    """Makes outcomes in this process."""

    def __init__(self, recipe: Recipe, job: Job, prepare: Prepare, *, capabilities: Capabilities) -> None:
        self._recipe, self._job, self._prepare = recipe, job, prepare
        self._capabilities = capabilities
        self._tasks: dict[asyncio.Task[Outcome], _Watched] = {}
        self._is_left = False

    async def make(self, one: Keyed, backend: Backend) -> Outcome | None:
        """As `Maker.make` has it."""
        watched = _Watched(backend)
        task = asyncio.create_task(self._outcome(one, watched))
        self._tasks[task] = watched
        try:
            return await task
        except Halt:
            return None
        except asyncio.CancelledError:
            if not self._is_left:
                raise
            return None
        finally:
            del self._tasks[task]

    def leave(self) -> None:
        """As `Maker.leave` has it."""
        self._is_left = True
        for task, watched in list(self._tasks.items()):
            if not watched.waits:
                task.cancel()

    async def _outcome(self, one: Keyed, backend: _Watched) -> Outcome:
        start = time.monotonic()
        try:
            envelope = await self._envelope(one, backend)
        except Halt:
            raise
        except Exception as err:  # noqa: BLE001 (the guard around each article: its defect is not the others')
            return replace(failure_of(err), seconds=time.monotonic() - start)
        if envelope.ending == "broke-off" and backend.error is not None:
            return replace(failure_of(backend.error), seconds=time.monotonic() - start)
        return Outcome(_without_clock(envelope), time.monotonic() - start)

    async def _envelope(self, one: Keyed, backend: Backend) -> Envelope:
        article, proposals = await self._prepare(one.row)
        envelope = await summarize(
            article,
            self._job,
            proposals=proposals,
            backend=backend,
            capabilities=self._capabilities,
            keep_statements=self._recipe.statements,
        )
        return priced(envelope, self._recipe.price)


class _Watched(Around):
    """A backend of which it is known how many answers are waited for, and how it failed last."""

    def __init__(self, inside: Backend) -> None:
        super().__init__(inside)
        self.waits = 0
        self.error: SummarizerError | None = None

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        self.waits += 1
        try:
            return await self._inside.send(request, deadline=deadline, on_text=on_text)
        except SummarizerError as err:
            self.error = err
            raise
        finally:
            self.waits -= 1


def _without_clock(envelope: Envelope) -> str:
    """The envelope as JSON on one line; its seconds are 0, so that the same replies make the same bytes."""
    attempts = tuple(replace(attempt, seconds=0.0) for attempt in envelope.run.attempts)
    return dumps(to_json(replace(envelope, run=replace(envelope.run, seconds=0.0, attempts=attempts))), indent=None)


def told_of(job: Job) -> Told:
    """What of a job is told to where its outcomes are wanted."""
    parts = {one.name: _plain(getattr(job, one.name)) for one in fields(job) if one.name not in ("schema", "limits")}
    return Told(parts, job.limits.retry_after)


def _plain(value: object) -> Json:
    if isinstance(value, Template):
        return value.sha256
    if isinstance(value, Mapping):
        return {str(name): _plain(inside) for name, inside in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(inside) for name, inside in asdict(value).items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
