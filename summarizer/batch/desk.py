"""What all articles of a batch share, and where each of them asks: one server, one limit, one budget, one journal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from summarizer.backends.around import Around
from summarizer.backends.limiting import LimitedBackend, Limiter
from summarizer.backends.prices import Price
from summarizer.batch.anew import FIRST, Rounds
from summarizer.batch.asking import Budget, Gate, Halt, Recorded, Replies, Stop
from summarizer.batch.engine import Keyed
from summarizer.batch.journal import Outcome
from summarizer.batch.maker import Maker
from summarizer.batch.openai_batch import Pool
from summarizer.errors import WorkerError
from summarizer.types import Backend, Reply, Request

__all__ = ["Desk", "Shared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What articles share.

    Attributes:
        backend: The server, asked through `limiter`; or a pool, which is an engine of its own.
        price: Of its tokens, if it is known.
        longest_wait: Seconds; a server that asks for more stops the batch.
        concurrency: Articles that are asked about at once.
        rounds: Whose replies are taken from the record.
        within: Puts something between an article's limits and its record, given its key.
    """

    backend: Backend
    limiter: Limiter
    price: Price | None
    budget: Budget
    stop: Stop
    longest_wait: float
    concurrency: int = 16
    rounds: Rounds = FIRST
    within: Callable[[str, Backend], Backend] = lambda _, inside: inside


class Desk:
    """Has outcomes made, and answers what is asked for them."""

    def __init__(self, shared: Shared, replies: Replies, maker: Maker) -> None:
        self._shared, self._replies, self._maker = shared, replies, maker
        self._turns = asyncio.Semaphore(shared.concurrency)
        self._sending: dict[asyncio.Task[Reply], Gate] = {}
        shared.stop.listen(self._leave_what_waits)

    async def make(self, one: Keyed) -> Outcome | None:
        """The outcome of an article; None if it was left, because the batch is to stop, or stops for this."""
        backend = _OfArticle(self._shared, self._replies, one.key, self._turns, self._sending)
        try:
            return await self._maker.make(one, backend)
        except WorkerError as err:
            self._shared.stop.now(err)
            return None
        finally:
            backend.end()

    def _leave_what_waits(self) -> None:
        """Ends what waits for anything but a reply; replies that are on their way are taken in."""
        for task, gate in list(self._sending.items()):
            if not gate.in_flight:
                task.cancel()
        self._maker.leave()


class _OfArticle(Around):
    """Whom one article asks: it has a turn from its first request on, and a chain of its own down to the server."""

    def __init__(
        self,
        shared: Shared,
        replies: Replies,
        key: str,
        turns: asyncio.Semaphore,
        sending: dict[asyncio.Task[Reply], Gate],
    ) -> None:
        super().__init__(shared.backend)
        self._turns, self._sending = turns, sending
        self._turn, self._has_turn = asyncio.Lock(), False
        self._gate = Gate(shared.backend, shared.stop, shared.budget)
        is_pool = isinstance(shared.backend, Pool)  # it keeps replies itself, and there is nothing to limit
        self._chain = Recorded(
            self._gate if is_pool else shared.within(key, LimitedBackend(self._gate, shared.limiter)),
            article=key,
            journal=replies,
            stop=shared.stop,
            budget=shared.budget,
            price=shared.price,
            longest_wait=shared.longest_wait,
            rounds=shared.rounds,
            records=not is_pool,
        )

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        async with self._turn:  # a long article asks about its chunks side by side
            if not self._has_turn:
                self._has_turn = await self._turns.acquire()
        task = asyncio.create_task(self._chain.send(request, deadline=deadline, on_text=on_text))
        self._sending[task] = self._gate
        try:
            return await task
        except asyncio.CancelledError:
            here = asyncio.current_task()
            if here is None or here.cancelling():
                raise
            raise Halt from None
        finally:
            del self._sending[task]

    def rewind(self) -> None:
        self._chain.rewind()

    def end(self) -> None:
        if self._has_turn:
            self._turns.release()
