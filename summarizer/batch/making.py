"""From a keyed row to its outcome: prepared, asked about, made into a brief, and whatever goes wrong written down.

Nothing here knows what lies behind the backend that is asked: a server, or a process that asks it for several others.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeAlias

from summarizer.backends.around import Around
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.prices import Price, priced
from summarizer.batch.asking import Halt
from summarizer.batch.engine import Keyed
from summarizer.batch.journal import Failure, Outcome
from summarizer.batch.rows import Row
from summarizer.errors import SummarizerError
from summarizer.pipeline import Job, summarize
from summarizer.rendering import dumps, to_json
from summarizer.types import Article, Backend, Envelope, Proposals, Reply, Request

__all__ = ["Asked", "Maker", "Making", "Prepare", "Recipe", "failure_of"]

Prepare: TypeAlias = Callable[[Row], Awaitable[tuple[Article, Proposals]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What outcomes are made with, in whichever process; it can be sent to one.

    Attributes:
        make_job: Finds and loads the assets where it is called.
        cache_dir: Where parse models are, and what is known of servers.
        price: Of the model's tokens, if it is known.
        parse: False reads statements by patterns alone.
        statements: The envelopes have the parse's statements.
    """

    make_job: Callable[[], Job]
    cache_dir: Path
    price: Price | None = None
    parse: bool = True
    statements: bool = False

    @property
    def capabilities(self) -> Path:
        """The folder of what is known of servers."""
        return self.cache_dir / "capabilities"


class Asked(Backend, Protocol):
    """Whom one article asks."""

    def rewind(self) -> None:
        """The article is begun anew: what it was answered so far it is answered again, and nothing is paid twice."""


class Maker(Protocol):
    """Makes outcomes, in this process or in others."""

    async def make(self, one: Keyed, backend: Asked) -> Outcome | None:
        """The outcome of an article that asks a backend; None if it was left, because the batch is to stop."""

    def leave(self) -> None:
        """Ends what waits for anything but an answer of its backend."""


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


def failure_of(err: Exception) -> Outcome:
    """What an error makes of its article.

    Raises:
        Halt: It stands for one.
    """
    if isinstance(err, SummarizerError):
        return Outcome(Failure(type(err).__name__, err.message, err.hint))
    if isinstance(err, ExceptionGroup) and err.subgroup(Halt) is not None:
        raise Halt from err  # a long article asks about its chunks side by side
    return Outcome(Failure("defect", f"{type(err).__name__}: {err}"))


def _without_clock(envelope: Envelope) -> str:
    """The envelope as JSON on one line; its seconds are 0, so that the same replies make the same bytes."""
    attempts = tuple(replace(attempt, seconds=0.0) for attempt in envelope.run.attempts)
    return dumps(to_json(replace(envelope, run=replace(envelope.run, seconds=0.0, attempts=attempts))), indent=None)
