"""Outcomes made in processes of their own: each works at whole articles, and asks this process for the replies.

What an article costs in processor time is spent there: reading, parsing, judging a reply, writing the brief. What all
articles share stays here. A process that dies (an article that crashes the parser, too little memory) costs that
article and no other: those that waited for a reply are made by another process, and each that may have been worked at
is tried by itself. What was answered before is in the journal, so that nothing is paid twice for that. Processes that
end before they are ready can have died of no article: after a few of them the batch stops.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from summarizer.batch.asking import Halt
from summarizer.batch.engine import Keyed
from summarizer.batch.frames import Frames
from summarizer.batch.journal import Failure, Outcome
from summarizer.batch.maker import Asked, Recipe, Told, failure_of
from summarizer.batch.messages import Answer, Ask, Drop, Leave, Made, Make, Ready, Refused, Unable
from summarizer.batch.processes import begin, process, start
from summarizer.errors import SummarizerError, UnsupportedError, WorkerError
from summarizer.types import Reply

__all__ = ["Workers"]

_DIED = Failure("ArticleError", "the process that read it died of it", "summarize it by itself")
_STARTS = 3  # that fail one after another, until no more is tried
_START_HINT = (
    "see what they printed; with little memory, fewer --workers; the same command goes on where this one stopped"
)


class _Lost(Exception):
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


class Workers:
    """Makes outcomes in processes; implements `summarizer.batch.making.Maker`.

    A context manager: the processes end with it, and with this process, however that ends.
    """

    def __init__(self, recipe: Recipe, *, workers: int) -> None:
        """Begins what they are made from; each starts when it is needed."""
        begin()
        self._recipe = recipe
        self._alone: _Worker | None = None
        self._one_by_one = asyncio.Lock()
        self._is_left = False
        self._failed_starts = 0
        self._told: Told | None = None
        self._workers = [self._new() for _ in range(workers)]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._workers)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *exc: object) -> None:
        self.end()

    def end(self) -> None:
        """They are gone when this returns; to be called where they were used, and once more is no harm."""
        for worker in self._all():
            worker.end()

    async def ready(self) -> Told | None:
        """What the first of them tells of its job; None if it has none, or died. The others would only slow it down.

        Raises:
            WorkerError: They cannot be started.
        """
        self._told = await self._workers[0].ready()
        return self._told

    async def make(self, one: Keyed, backend: Asked) -> Outcome | None:
        """As `Maker.make` has it; what kills the process that works at it has failed.

        Raises:
            WorkerError: No process starts any more, or one has another job than the others, or none.
        """
        while True:
            place = min(range(len(self._workers)), key=lambda index: self._workers[index].load)
            worker = self._workers[place]
            try:
                return await worker.make(one, backend)
            except _Lost as err:
                if self._workers[place] is worker:
                    self._workers[place] = self._instead_of(worker)
                backend.rewind()
                if self._is_left:
                    return None
                if err.suspect:
                    break
        async with self._one_by_one:
            while True:
                if self._alone is None:
                    self._alone = self._new()
                try:
                    return await self._alone.make(one, backend)
                except _Lost as err:
                    self._alone = self._instead_of(self._alone)
                    if err.ready or self._is_left:
                        return None if self._is_left else Outcome(_DIED)

    def leave(self) -> None:
        """As `Maker.leave` has it."""
        self._is_left = True
        self._tell(Leave())

    def _all(self) -> list[_Worker]:
        return [*self._workers, *([self._alone] if self._alone else [])]

    def _tell(self, message: object) -> None:
        for worker in self._all():
            worker.tell(message)

    def _new(self) -> _Worker:
        return _Worker(self._recipe, tell_all=self._tell, wrong=self._wrong)

    def _wrong(self, told: Told) -> WorkerError | None:
        """What is wrong with a process that has another job than the first: a file was edited since."""
        if self._told is None or told.parts == self._told.parts:
            return None
        return WorkerError(
            "the prompt or the schema was changed while the batch ran",
            hint="the same command begins with what it is now",
        )

    def _instead_of(self, worker: _Worker) -> _Worker:
        """Another one; the batch goes on with it, unless the last ones have all ended before they were ready."""
        worker.end()
        self._failed_starts = 0 if worker.is_ready else self._failed_starts + 1
        if self._failed_starts >= _STARTS:
            raise WorkerError(
                f"{_STARTS} worker processes in a row ended before they were ready, the last with exit code "
                f"{worker.exit_code}",
                hint=_START_HINT,
            )
        return self._new()


class _Worker:
    """One process, as it is seen from here."""

    def __init__(
        self, recipe: Recipe, *, tell_all: Callable[[object], None], wrong: Callable[[Told], WorkerError | None]
    ) -> None:
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
            _Lost: It is gone, and so is every request that it had on its way.
        """
        under_way = _UnderWay(backend, asyncio.get_running_loop().create_future())
        self._articles[one.key] = under_way
        try:
            if self._is_gone:
                raise _Lost(suspect=False, ready=self.is_ready)
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
        if self._frames is not None and self._frames.done() and not self._is_gone:
            self._frames.result().send(message)

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
            raise WorkerError(f"a worker process cannot be started: {err}", hint=_START_HINT) from err
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
                under_way.outcome.set_exception(_Lost(suspect=not under_way.asks, ready=self.is_ready))

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
