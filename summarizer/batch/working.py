"""Outcomes made in processes of their own: each works at whole articles, and asks this process for the replies.

What an article costs in processor time is spent there: reading, parsing, judging a reply, writing the brief. What all
articles share stays here. A process that dies (an article that crashes the parser, too little memory) costs that
article and no other: those that waited for a reply are made by another process, and each that may have been worked at
is tried by itself. What was answered before is in the journal, so that nothing is paid twice for that.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from multiprocessing import resource_tracker

from summarizer.backends.capabilities import Capabilities
from summarizer.batch.asking import Halt
from summarizer.batch.engine import Keyed
from summarizer.batch.frames import Frames
from summarizer.batch.journal import Failure, Outcome
from summarizer.batch.making import Asked, Making, Recipe, failure_of
from summarizer.batch.preparing import prepare
from summarizer.batch.rows import Row
from summarizer.errors import SummarizerError, UnsupportedError
from summarizer.types import Article, Proposals, Reply, Request

__all__ = ["Workers"]

_DIED = Failure("ArticleError", "the process that read it died of it", "summarize it by itself")


# ---------------------------------------------------------------------------------------- messages


@dataclass(frozen=True, slots=True)
class _Make:
    """To a worker: an article to be made, who is asked about it, and under which name."""

    one: Keyed
    server: str
    model: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """To a worker: what became of a request."""

    number: int
    reply: Reply | SummarizerError


@dataclass(frozen=True, slots=True)
class _Refused:
    """To a worker: what the server was found not to do."""

    server: str
    model: str
    feature: str


@dataclass(frozen=True, slots=True)
class _Leave:
    """To a worker: whatever waits for anything but an answer is to end."""


@dataclass(frozen=True, slots=True)
class _Drop:
    """To a worker: an article is not wanted any more."""

    key: str


@dataclass(frozen=True, slots=True)
class _Ask:
    """From a worker: a request about an article."""

    number: int
    key: str
    request: Request
    deadline: float


@dataclass(frozen=True, slots=True)
class _Made:
    """From a worker: an article's outcome."""

    key: str
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class _Unable:
    """From a worker: it cannot work at all."""

    error: SummarizerError


# -------------------------------------------------------------------------------------- this process


class _Lost(Exception):
    """The process that an article was given to is gone; `suspect` if it may have died of that article."""

    def __init__(self, *, suspect: bool) -> None:
        super().__init__("the process is gone")
        self.suspect = suspect


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
        """Starts them; they make themselves ready while this process goes on."""
        self._recipe = recipe
        self._workers = [self._new() for _ in range(workers)]
        self._alone: _Worker | None = None
        self._one_by_one = asyncio.Lock()
        self._is_left = False

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

    async def make(self, one: Keyed, backend: Asked) -> Outcome | None:
        """As `Maker.make` has it; what kills the process that works at it has failed."""
        while True:
            place = min(range(len(self._workers)), key=lambda index: self._workers[index].load)
            worker = self._workers[place]
            try:
                return await worker.make(one, backend)
            except _Lost as err:
                if self._workers[place] is worker:
                    worker.end()
                    self._workers[place] = self._new()
                backend.rewind()
                if self._is_left:
                    return None
                if err.suspect:
                    break
        async with self._one_by_one:
            if self._alone is None:
                self._alone = self._new()
            try:
                return await self._alone.make(one, backend)
            except _Lost:
                self._alone.end()
                self._alone = None
                return None if self._is_left else Outcome(_DIED)

    def leave(self) -> None:
        """As `Maker.leave` has it."""
        self._is_left = True
        self._tell(_Leave())

    def _all(self) -> list[_Worker]:
        return [*self._workers, *([self._alone] if self._alone else [])]

    def _tell(self, message: object) -> None:
        for worker in self._all():
            worker.tell(message)

    def _new(self) -> _Worker:
        return _Worker(self._recipe, tell_all=self._tell)


class _Worker:
    """One process, as it is seen from here."""

    def __init__(self, recipe: Recipe, *, tell_all: Callable[[object], None]) -> None:
        self._tell_all = tell_all
        self._articles: dict[str, _UnderWay] = {}
        self._frames: asyncio.Task[Frames] | None = None
        self._is_gone = False
        self._unable: SummarizerError | None = None
        self._ours, theirs = socket.socketpair()
        self._process = multiprocessing.get_context("spawn").Process(target=_work, args=(theirs, recipe))
        with theirs, _no_interrupt():
            self._process.start()

    @property
    def load(self) -> int:
        """How many articles it has."""
        return len(self._articles)

    async def make(self, one: Keyed, backend: Asked) -> Outcome | None:
        """The outcome that it makes.

        Raises:
            _Lost: It is gone, and so is every request that it had on its way.
        """
        under_way = _UnderWay(backend, asyncio.get_running_loop().create_future())
        self._articles[one.key] = under_way
        try:
            if self._is_gone:
                raise _Lost(suspect=False)
            if self._unable:
                return failure_of(self._unable)
            (await self._connected()).send(_Make(one, backend.name, backend.model))
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
        self._is_gone = True
        if self._frames is not None and self._frames.done():
            self._frames.result().close()
        self._frames = None
        self._ours.close()
        self._process.kill()
        self._process.join()

    async def _connected(self) -> Frames:
        if self._frames is None:
            self._frames = asyncio.create_task(self._connect())
        return await asyncio.shield(self._frames)

    async def _connect(self) -> Frames:
        loop = asyncio.get_running_loop()
        _, frames = await loop.create_connection(lambda: Frames(self._heard, self._lost), sock=self._ours)
        return frames

    def _heard(self, message: object) -> None:
        match message:
            case _Ask(key=key) if key in self._articles:
                under_way = self._articles[key]
                task = asyncio.create_task(self._answer(message, under_way))
                under_way.asks.add(task)
                task.add_done_callback(under_way.asks.discard)
            case _Made(key, outcome) if key in self._articles:
                _settle(self._articles[key], outcome)
            case _Unable(error):
                self._unable = error
                for under_way in self._articles.values():
                    _settle(under_way, failure_of(error))

    def _lost(self) -> None:
        self._is_gone = True
        for under_way in self._articles.values():
            if not under_way.outcome.done():
                under_way.outcome.set_exception(_Lost(suspect=not under_way.asks))

    async def _answer(self, ask: _Ask, under_way: _UnderWay) -> None:
        """Has what was asked answered; what is no answer ends the article here."""
        try:
            reply: Reply | SummarizerError = await under_way.backend.send(ask.request, deadline=ask.deadline)
        except SummarizerError as err:
            reply = err
            if isinstance(err, UnsupportedError):
                self._tell_all(_Refused(under_way.backend.name, under_way.backend.model, err.feature))
        except Halt:
            self._drop(ask.key, under_way, None)
            return
        except Exception as err:  # noqa: BLE001 (a defect is its article's, wherever it is found)
            self._drop(ask.key, under_way, failure_of(err))
            return
        self.tell(_Answer(ask.number, reply))

    def _drop(self, key: str, under_way: _UnderWay, outcome: Outcome | None) -> None:
        self.tell(_Drop(key))
        _settle(under_way, outcome)


def _settle(under_way: _UnderWay, outcome: Outcome | None) -> None:
    if not under_way.outcome.done():
        under_way.outcome.set_result(outcome)


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """A process that is started meanwhile is never interrupted by Ctrl-C; this one is, a moment later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which is started with the first process, and lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# --------------------------------------------------------------------------------- the other process


def _work(sock: socket.socket, recipe: Recipe) -> None:
    """What a worker does, until this process closes its end; an interrupt is this one's business."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    asyncio.run(_Works(recipe).until_it_ends(sock))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class _Works:
    """A worker, seen from within."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._capabilities = Capabilities(recipe.capabilities)
        self._asks: dict[int, asyncio.Future[Reply]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._numbers = count()
        self._turn = asyncio.Lock()

    async def until_it_ends(self, sock: socket.socket) -> None:
        ended = asyncio.Event()
        try:
            job = self._recipe.make_job()
        except SummarizerError as err:
            self._unable: SummarizerError | None = err
        else:
            self._unable = None
            self._making = Making(self._recipe, job, self._prepare, capabilities=self._capabilities)
        frames = Frames(self._heard, ended.set)
        self._frames = frames
        await asyncio.get_running_loop().create_connection(lambda: frames, sock=sock)
        if self._unable:
            frames.send(_Unable(self._unable))
        await ended.wait()

    async def _prepare(self, row: Row) -> tuple[Article, Proposals]:
        async with self._turn:  # between two articles replies are taken in
            await asyncio.sleep(0)
            return await prepare(row, cache_dir=self._recipe.cache_dir, parse=self._recipe.parse)

    def _heard(self, message: object) -> None:
        match message:
            case _Make() if self._unable is None:
                task = asyncio.create_task(self._make(message))
                self._tasks[message.one.key] = task
                task.add_done_callback(partial(self._ended, message.one.key))
            case _Answer(number, reply) if number in self._asks:
                future = self._asks[number]
                if not future.done():
                    future.set_exception(reply) if isinstance(reply, SummarizerError) else future.set_result(reply)
            case _Refused(server, model, feature):
                self._capabilities.refuse(server, model, feature)
            case _Leave() if self._unable is None:
                self._making.leave()
            case _Drop(key) if key in self._tasks:
                self._tasks[key].cancel()

    async def _make(self, asked: _Make) -> None:
        outcome = await self._making.make(asked.one, _FromHere(asked, self))
        self._frames.send(_Made(asked.one.key, outcome))

    def _ended(self, key: str, task: asyncio.Task[None]) -> None:
        del self._tasks[key]
        err = None if task.cancelled() else task.exception()
        if isinstance(err, Exception):
            self._frames.send(_Made(key, failure_of(err)))

    async def ask(self, key: str, request: Request, deadline: float) -> Reply:
        """What the other process answers."""
        number = next(self._numbers)
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._asks[number] = answer
        try:
            self._frames.send(_Ask(number, key, request, deadline))
            return await answer
        finally:
            del self._asks[number]


class _FromHere:
    """A backend whose requests are sent by the other process."""

    def __init__(self, asked: _Make, works: _Works) -> None:
        self._key, self.name, self.model = asked.one.key, asked.server, asked.model
        self._works = works

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        return await self._works.ask(self._key, request, deadline)

    def rewind(self) -> None:
        """Nothing is remembered here."""

    async def close(self) -> None:
        """Nothing is open here."""
