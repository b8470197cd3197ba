"""Engines: whatever turns keyed articles into keyed outcomes. This one works in the process that calls it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from summarizer.batch.asking import Stop
from summarizer.batch.journal import Outcome
from summarizer.batch.rows import Row
from summarizer.errors import SummarizerError

__all__ = ["Done", "Engine", "Keyed", "local_engine"]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A row to be summarized, and its key."""

    key: str
    row: Row


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the article with a key."""

    key: str
    outcome: Outcome


Engine: TypeAlias = Callable[[AsyncIterator[Keyed]], AsyncGenerator[Done, None]]
"""Yields an outcome for each article, in any order; what is left undone, because the batch is to stop, has none."""


def local_engine(make: Callable[[Keyed], Awaitable[Outcome | None]], *, at_once: int, stop: Stop) -> Engine:
    """An engine of `at_once` tasks of this process's event loop.

    Args:
        make: Makes the outcome of one article; None if it was left undone.
        at_once: Articles that are worked at.
        stop: When it says so, no further article is begun; those that are begun come to their ends.
    """

    async def run(articles: AsyncIterator[Keyed]) -> AsyncGenerator[Done, None]:
        found: asyncio.Queue[Done | None] = asyncio.Queue()
        turn = asyncio.Lock()

        async def work() -> None:
            while stop.reason is None:
                try:
                    async with turn:
                        one = await anext(articles, None)
                except SummarizerError as err:  # the input cannot be read, or not be listed
                    stop.now(err)
                    return
                if one is None:
                    return
                outcome = await make(one)
                if outcome is not None:
                    found.put_nowait(Done(one.key, outcome))

        async def work_all() -> None:
            async with asyncio.TaskGroup() as group:
                for _ in range(at_once):
                    group.create_task(work())

        working = asyncio.create_task(work_all())
        working.add_done_callback(lambda _: found.put_nowait(None))
        try:
            while (done := await found.get()) is not None:
                yield done
            await working
        finally:
            working.cancel()

    return run
