"""An engine whose replies come later: requests gather in files, which OpenAI's Batch API answers within a day.

The pipeline runs as it does elsewhere. Each article comes to where it needs a reply, and waits. When all of them wait
(as many as there may be at once, or all that are left), what they ask goes to the server in as few files as may be, and
whatever comes back lets its article go on: to its brief, or to a further request about what was invalid, which gathers
with others in turn. A reply is in the journal before its article sees it.

A process that begins anew finds the uploads in the journal (see `uploads`), takes in what has come meanwhile, and its
articles wait for the rest without asking again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.backends.around import Around
from summarizer.backends.batch_files import MOST_BYTES, MOST_REQUESTS
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.prices import Price
from summarizer.backends.wire import body_of, features_of
from summarizer.batch.asking import PLACE, Budget, Halt, Stop
from summarizer.batch.engine import Done, Engine, Keyed, local_engine
from summarizer.batch.journal import Journal, Outcome
from summarizer.batch.openai_pending import Pending, PendingRequest, affordable
from summarizer.batch.openai_results import Results
from summarizer.batch.openai_sending import Room, Sender
from summarizer.batch.uploads import Uploads
from summarizer.errors import BudgetError, SummarizerError
from summarizer.tokens import guessed_prompt
from summarizer.types import Reply, Request

if TYPE_CHECKING:
    from summarizer.backends.batches import BatchServer

__all__ = ["Manner", "Pool", "pool_engine"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How the server is dealt with.

    Attributes:
        poll: Seconds between questions how far it is.
        detach: Articles do not wait: what they ask is sent, and they are left for the next run.
        most_requests: In a file.
        most_bytes: Of a file.
        settle: Seconds after which a batch that was created is certain to be listed.
    """

    poll: float = 60.0
    detach: bool = False
    most_requests: int = MOST_REQUESTS
    most_bytes: int = MOST_BYTES
    settle: float = 2.0


class Pool(Around):
    """A backend that gathers requests, sends them as batches, and returns replies when they come.

    It knows a request by `PLACE`, keeps each reply in the journal under that, and counts it, before it returns it.

    Attributes:
        pending: The articles that ask it, and what they wait for.
    """

    def __init__(
        self,
        server: BatchServer,
        *,
        capabilities: Capabilities,
        journal: Journal,
        budget: Budget,
        stop: Stop,
        price: Price | None,
        manner: Manner,
        tell: Callable[[str], None],
    ) -> None:
        """Prepares it; nothing is sent.

        Args:
            server: Who answers.
            capabilities: What is known of it.
            journal: Where uploads and replies are.
            budget: Told of what replies cost; a file has no more than it allows.
            stop: Told of what concerns every article; nobody waits any more when it says so.
            price: Of tokens in a batch, if it is known.
            manner: How the server is dealt with.
            tell: Told of each batch, in a line.
        """
        super().__init__(server)
        self._server, self._capabilities, self._manner = server, capabilities, manner
        self._budget, self._stop, self._price = budget, stop, price
        self._uploads = Uploads(journal, server.name)
        self._room = Room(manner.most_requests, manner.most_bytes)
        self.pending = Pending()
        self._sender = Sender(
            server,
            uploads=self._uploads,
            pending=self.pending,
            room=self._room,
            folder=journal.folder,
            detach=manner.detach,
            settle=manner.settle,
            tell=tell,
        )
        self._results = Results(
            server,
            uploads=self._uploads,
            pending=self.pending,
            room=self._room,
            budget=budget,
            price=price,
            detach=manner.detach,
            tell=tell,
        )
        stop.listen(self.pending.let_go)

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """The reply, when it comes: within a day or more, so that the deadline does not count.

        Raises:
            Halt: The batch is to stop; or it was sent, and is not waited for.
            BackendError: As `Backend.send` has it; TransientError if it came back unanswered again and again.
            ReplyError: The body is no completion.
        """
        place = PLACE.get()
        refused = self._capabilities.known(self.name, self.model).refused
        body = body_of(request, model=self.model, stream=False, refused=refused)
        if refusal := self._results.refusal(place):
            return self._server.reply_in(refusal, features_of(body))
        is_sent = self._uploads.has_asked(place)
        if is_sent and self._manner.detach:
            raise Halt
        return await self.pending.reply(place, body, tokens=guessed_prompt(request.messages), is_sent=is_sent)

    async def close(self) -> None:
        """Closes all connections; what lies with the server stays there."""
        await self._server.close()

    async def work(self, *, ready: asyncio.Event) -> None:
        """Sends what gathers and takes in what comes, until it is cancelled, or the batch is to stop.

        Args:
            ready: Set when what came before now is in the journal.
        """
        try:
            await self._sender.recover()
            await self._results.take_all()
            ready.set()
            await self._go_on()
        except SummarizerError as err:
            self._stop.now(err)
        finally:
            ready.set()

    async def _go_on(self) -> None:
        """Sends once all articles wait, and asks after what is under way from time to time."""
        loop = asyncio.get_running_loop()
        due = loop.time() + self._manner.poll
        while self._stop.reason is None:
            self.pending.news.clear()
            is_under_way = self._uploads.are_open()
            self._room.is_full = self._room.is_full and is_under_way
            if not self._room.is_full and await self.pending.is_complete():
                await self._send(self.pending.gathered())
                continue
            is_awaited = is_under_way and not self._manner.detach
            with suppress(TimeoutError):
                async with asyncio.timeout_at(due if is_awaited else None):
                    await self.pending.news.wait()
            if is_awaited and loop.time() >= due:
                await self._results.take_all()
                due = loop.time() + self._manner.poll

    async def _send(self, requests: Sequence[PendingRequest]) -> None:
        """Sends as many as the budget bears; if it bears none, waits for what is under way, or stops.

        Raises:
            BudgetError: None, and nothing is under way.
        """
        budget = self._budget
        some = requests
        if budget.max_tokens is not None or budget.max_cost is not None:
            some = affordable(requests, under_way=self._uploads.under_way(), budget=budget, price=self._price)
        if some:
            await self._sender.send(some)
        elif self._uploads.are_open() and not self._manner.detach:
            self._room.is_full = True
        else:
            raise BudgetError(
                f"the next request may go beyond the budget, ${budget.cost:.2f} and {budget.tokens:,} tokens are spent",
                hint="a higher one goes on where this one stopped",
            )


def pool_engine(make: Callable[[Keyed], Awaitable[Outcome | None]], *, pool: Pool, at_once: int, stop: Stop) -> Engine:
    """The local engine over articles that ask a pool.

    Args:
        make: Makes the outcome of one article, asking `pool`; None if it was left undone.
        pool: Whom they ask.
        at_once: Articles that are made, or wait, at once: no more of them are in memory.
        stop: When it says so, no further article is begun, and those that wait are left.
    """
    pending = pool.pending
    pending.at_once = at_once

    async def made(one: Keyed) -> Outcome | None:
        try:
            return await make(one)
        finally:
            pending.ends(one.key)

    async def begun(articles: AsyncIterator[Keyed]) -> AsyncIterator[Keyed]:
        async for one in articles:
            pending.begins(one.key)
            yield one
        pending.are_all()

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            stop.now(SummarizerError("a defect: batches are neither sent nor taken in any more"))

    async def run(articles: AsyncIterator[Keyed]) -> AsyncGenerator[Done, None]:
        ready = asyncio.Event()
        working = asyncio.create_task(pool.work(ready=ready))
        working.add_done_callback(ended)
        try:
            await ready.wait()
            async with aclosing(local_engine(made, at_once=at_once, stop=stop)(begun(articles))) as found:
                async for done in found:
                    yield done
            if working.done():
                await working
        finally:
            working.cancel()

    return run
