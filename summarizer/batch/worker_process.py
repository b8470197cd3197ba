"""One worker process, as it is seen from the process that has started it: what it has, and what it is told."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from summarizer.batch.asking import Halt
from summarizer.batch.engine import Keyed
from summarizer.batch.frames import Frames
from summarizer.batch.journal import Outcome
from summarizer.batch.maker import Asked, Recipe, Told, failure_of
from summarizer.batch.messages import Answer, Ask, Drop, Made, Make, Ready, Refused, Unable
from summarizer.batch.processes import process, start
from summarizer.errors import SummarizerError, UnsupportedError, WorkerError
from summarizer.types import Reply

__all__ = ["START_HINT", "Lost", "Worker"]

START_HINT = (
    "see what they printed; with little memory, fewer --workers; the same command goes on where this one stopped"
)
"""What to do when processes do not start."""


class Lost(Exception):
    """The process that an article was given to is gone; `suspect` if it may have died of that article.

    A process that was not `ready` had not begun with it.
    """

    def __init__(self, *, suspect: bool, ready: bool) -> None:
        super().__init__("the process is gone")
        self.suspect = suspect and ready
        self.ready = ready


@dataclass(eq=False, slots=True)
class _UnderWay:
    """An article that a worker has."""

    backend: Asked
    outcome: asyncio.Future[Outcome | None]
    asks: set[asyncio.Task[None]] = field(default_factory=set)


class Worker:
    """One process, as it is seen from here."""

    def __init__(
        self, recipe: Recipe, *, tell_all: Callable[[object], None], wrong: Callable[[Told], WorkerError | None]
    ) -> None:
        """Prepares it; it starts when it is needed.

        Args:
            recipe: What it makes outcomes with.
            tell_all: Tells a message to it and to all others.
            wrong: What is wrong with a process that has such a job, if anything is.
        """
        self._recipe, self._tell_all, self._wrong = recipe, tell_all, wrong
        self._articles: dict[str, _UnderWay] = {}
        self._frames: asyncio.Task[Frames] | None = None
        self._is_gone = False
        self.is_ready = False
        self._begun = asyncio.Event()
        self._told: Told | None = None
        self._unable: WorkerError | None = None
        self._process: BaseProcess | None = None

    @property
    def load(self) -> int:
        """How many articles it has."""
        return len(self._articles)

    @property
    def exit_code(self) -> int | None:
        """What it ended with; below 0 for a signal."""
        return self._process.exitcode if self._process else None

    async def ready(self) -> Told | None:
        """What it tells of its job; None if it has none, or is gone."""
        await self._connected()
        await self._begun.wait()
        return self._told

    async def make(self, one: Keyed, backend: Asked) -> Outcome | None:
        """The outcome that it makes.

        Raises:
            Lost: It is gone, and so is every request that it had on its way.
        """
        under_way = _UnderWay(backend, asyncio.get_running_loop().create_future())
        self._articles[one.key] = under_way
        try:
            if self._is_gone:
                raise Lost(suspect=False, ready=self.is_ready)
            if self._unable:
                raise self._unable
            (await self._connected()).send(Make(one, backend.name, backend.model))
            try:
                return await under_way.outcome
            finally:  # what is on its way is taken in, unless nobody waits any more
                await asyncio.gather(*under_way.asks, return_exceptions=True)
        finally:
            del self._articles[one.key]
            for task in under_way.asks:
                task.cancel()

    def tell(self, message: object) -> None:
        """It gets a message, once it listens."""
        frames = self._frames
        if frames is not None and frames.done() and not (self._is_gone or frames.cancelled() or frames.exception()):
            frames.result().send(message)

    def end(self) -> None:
        """It is gone when this returns."""
        was_gone, self._is_gone = self._is_gone, True
        if self._frames is not None and not self._frames.done():
            self._frames.cancel()  # if it starts just now, it finds that nobody wants anything
        elif self._frames is not None and not self._frames.cancelled() and not self._frames.exception():
            self._frames.result().close()
        self._frames = None
        if self._process is not None and self._process.pid is not None:
            if was_gone:
                self._process.join(1)  # its own exit code, and not that of being killed
            self._process.kill()
            self._process.join()

    async def _connected(self) -> Frames:
        if self._frames is None:
            self._frames = asyncio.create_task(self._connect())
        return await asyncio.shield(self._frames)

    async def _connect(self) -> Frames:
        try:
            ours = await self._started()
        except (OSError, EOFError) as err:
            raise WorkerError(f"a worker process cannot be started: {err}", hint=START_HINT) from err
        loop = asyncio.get_running_loop()
        _, frames = await loop.create_connection(lambda: Frames(self._heard, self._lost), sock=ours)
        return frames

    async def _started(self) -> socket.socket:
        """Our end of the connection to the process, which has started."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = process(_work, theirs, self._recipe)
                await asyncio.to_thread(start, self._process)
        except BaseException:
            ours.close()
            raise
        return ours

    def _heard(self, message: object) -> None:
        match message:
            case Ask(key=key) if key in self._articles:
                under_way = self._articles[key]
                task = asyncio.create_task(self._answer(message, under_way))
                under_way.asks.add(task)
                task.add_done_callback(under_way.asks.discard)
            case Made(key, outcome) if key in self._articles:
                _settle(self._articles[key], outcome)
            case Ready(told):
                self.is_ready, self._told = True, told
                self._begun.set()
                if wrong := self._wrong(told):
                    self._give_up(wrong)
            case Unable(error):
                self.is_ready = True
                self._begun.set()
                self._give_up(WorkerError(f"a worker process has no job: {error.message}", hint=error.hint))

    def _give_up(self, error: WorkerError) -> None:
        self._unable = error
        for under_way in self._articles.values():
            if not under_way.outcome.done():
                under_way.outcome.set_exception(error)

    def _lost(self) -> None:
        self._is_gone = True
        self._begun.set()
        for under_way in self._articles.values():
            if not under_way.outcome.done():
                under_way.outcome.set_exception(Lost(suspect=not under_way.asks, ready=self.is_ready))

    async def _answer(self, ask: Ask, under_way: _UnderWay) -> None:
        """Has what was asked answered; what is no answer ends the article here."""
        try:
            reply: Reply | SummarizerError = await under_way.backend.send(ask.request, deadline=ask.deadline)
        except SummarizerError as err:
            reply = err
            if isinstance(err, UnsupportedError):
                self._tell_all(Refused(under_way.backend.name, under_way.backend.model, err.feature))
        except Halt:
            self._drop(ask.key, under_way, None)
            return
        except Exception as err:  # noqa: BLE001 (a defect is its article's, wherever it is found)
            self._drop(ask.key, under_way, failure_of(err))
            return
        self.tell(Answer(ask.number, reply))

    def _drop(self, key: str, under_way: _UnderWay, outcome: Outcome | None) -> None:
        self.tell(Drop(key))
        _settle(under_way, outcome)


def _settle(under_way: _UnderWay, outcome: Outcome | None) -> None:
    if not under_way.outcome.done():
        under_way.outcome.set_result(outcome)


def _work(sock: socket.socket, recipe: Recipe) -> None:
    """What a worker does; loaded in the process that does it."""
    from summarizer.batch.worker import work

    work(sock, recipe)
