"""A process that works at articles: it makes outcomes, and asks the process that has started it for the replies."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from functools import partial
from itertools import count

from summarizer.backends.capabilities import Capabilities
from summarizer.batch.frames import Frames
from summarizer.batch.maker import Recipe, failure_of
from summarizer.batch.making import Making, told_of
from summarizer.batch.messages import Answer, Ask, Drop, Leave, Made, Make, Ready, Refused, Unable
from summarizer.batch.preparing import prepare
from summarizer.batch.rows import Row
from summarizer.errors import SummarizerError
from summarizer.types import Article, Proposals, Reply, Request

__all__ = ["work"]


def work(sock: socket.socket, recipe: Recipe) -> None:
    """What a worker does until the other process closes its end; signals are that one's business."""
    for number in {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:
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
        first: Ready | Unable
        try:
            job = self._recipe.make_job()
        except SummarizerError as err:
            self._is_unable, first = True, Unable(err)
        else:
            self._is_unable, first = False, Ready(told_of(job))
            self._making = Making(self._recipe, job, self._prepare, capabilities=self._capabilities)
        frames = Frames(self._heard, ended.set)
        self._frames = frames
        await asyncio.get_running_loop().create_connection(lambda: frames, sock=sock)
        frames.send(first)
        await ended.wait()

    async def _prepare(self, row: Row) -> tuple[Article, Proposals]:
        async with self._turn:  # between two articles replies are taken in
            await asyncio.sleep(0)
            return await prepare(row, cache_dir=self._recipe.cache_dir, parse=self._recipe.parse)

    def _heard(self, message: object) -> None:
        match message:
            case Make() if not self._is_unable:
                task = asyncio.create_task(self._make(message))
                self._tasks[message.one.key] = task
                task.add_done_callback(partial(self._ended, message.one.key))
            case Answer(number, reply) if number in self._asks:
                future = self._asks[number]
                if not future.done():
                    future.set_exception(reply) if isinstance(reply, SummarizerError) else future.set_result(reply)
            case Refused(server, model, feature):
                self._capabilities.refuse(server, model, feature)
            case Leave() if not self._is_unable:
                self._making.leave()
            case Drop(key) if key in self._tasks:
                self._tasks[key].cancel()

    async def _make(self, asked: Make) -> None:
        outcome = await self._making.make(asked.one, _FromHere(asked, self))
        self._frames.send(Made(asked.one.key, outcome))

    def _ended(self, key: str, task: asyncio.Task[None]) -> None:
        del self._tasks[key]
        err = None if task.cancelled() else task.exception()
        if isinstance(err, Exception):
            self._frames.send(Made(key, failure_of(err)))

    async def ask(self, key: str, request: Request, deadline: float) -> Reply:
        """What the other process answers."""
        number = next(self._numbers)
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._asks[number] = answer
        try:
            self._frames.send(Ask(number, key, request, deadline))
            return await answer
        finally:
            del self._asks[number]


class _FromHere:
    """A backend whose requests are sent by the other process."""

    def __init__(self, asked: Make, works: _Works) -> None:
        self._key, self.name, self.model = asked.one.key, asked.server, asked.model
        self._works = works

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        return await self._works.ask(self._key, request, deadline)

    def rewind(self) -> None:
        """Nothing is remembered here."""

    async def close(self) -> None:
        """Nothing is open here."""
