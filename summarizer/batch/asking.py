"""What stands between an article and the server in a batch: the journal, and whatever says stop.

`Recorded` is outermost: what was answered before is answered from the journal, and each new reply is in the journal
before it is returned. `Gate` is innermost, right before the server: nothing passes it once the batch is to stop.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from summarizer.backends.around import Around
from summarizer.backends.prices import Price
from summarizer.batch.anew import FIRST, Rounds, place_in
from summarizer.errors import (
    BackendError,
    BudgetError,
    JournalError,
    SummarizerError,
    TransientError,
)
from summarizer.tokens import guessed_prompt, taken_tokens
from summarizer.types import Backend, Reply, Request

__all__ = ["PLACE", "Budget", "Gate", "Halt", "Recorded", "Replies", "Stop"]


PLACE: ContextVar[tuple[str, str]] = ContextVar("PLACE")
"""The article and the request that are being asked about, as the journal knows them, for whatever lies below."""


class Halt(Exception):
    """The batch is to stop; passes through whatever handles errors, so that no brief is made without its replies."""


class Stop:
    """Whether the batch is to stop, and why; the first reason stays."""

    def __init__(self) -> None:
        self.reason: SummarizerError | int | None = None
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls it when the batch is to stop."""
        self._listeners.append(listener)

    def now(self, reason: SummarizerError | int) -> None:
        """From now on no request is sent, for an error's or a signal's sake."""
        if self.reason is None:
            self.reason = reason
            for listener in self._listeners:
                listener()


@dataclass(slots=True)
class Budget:
    """What may be spent, and what was: of the whole journal, so also by the runs before."""

    max_cost: float | None = None
    max_tokens: int | None = None
    cost: float = 0.0
    tokens: int = 0
    replies: int = 0

    def check(self) -> None:
        """Passes while something is left.

        Raises:
            BudgetError: It is spent.
        """
        again = "a higher one goes on where this one stopped"
        if self.max_cost is not None and self.cost >= self.max_cost:
            raise BudgetError(f"${self.cost:.2f} of --max-cost {self.max_cost:g} are spent", hint=again)
        if self.max_tokens is not None and self.tokens >= self.max_tokens:
            raise BudgetError(f"{self.tokens:,} tokens of --max-tokens {self.max_tokens:,} are spent", hint=again)

    def spend(self, tokens: int, cost: float | None) -> None:
        """Adds what a reply cost."""
        self.replies += 1
        self.tokens += tokens
        self.cost += cost or 0.0


class Gate(Around):
    """A backend that sends nothing once the batch is to stop.

    Attributes:
        in_flight: How many requests are on their way.
    """

    def __init__(self, inside: Backend, stop: Stop, budget: Budget) -> None:
        super().__init__(inside)
        self._stop, self._budget = stop, budget
        self.in_flight = 0

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """Sends it, as `Backend.send` has it.

        Raises:
            Halt: The batch is to stop.
            BackendError: As `Backend.send` has it.
            ReplyError: As `Backend.send` has it.
        """
        if self._stop.reason is not None:
            raise Halt
        try:
            self._budget.check()
        except BudgetError as err:
            self._stop.now(err)
            raise Halt from err
        self.in_flight += 1
        try:
            return await self._inside.send(request, deadline=deadline, on_text=on_text)
        finally:
            self.in_flight -= 1


class Replies(Protocol):
    """Where replies are: the journal, or what is carried to where its articles are worked at."""

    def reply(self, article: str, request: str) -> Reply | None:
        """The reply to a request about an article, if it is here and whole."""

    def keep(self, article: str, request: str, reply: Reply, *, tokens: int, cost: float | None) -> None:
        """Has the reply, once it returns."""


class Recorded(Around):
    """A backend for one article that answers from the journal what was answered before, and records the rest.

    Errors that every other article would meet too stop the batch: a wrong key, no quota, no such model, a wait that is
    longer than is waited, a server that is down, a journal that cannot be written.
    """

    def __init__(
        self,
        inside: Backend,
        *,
        article: str,
        journal: Replies,
        stop: Stop,
        budget: Budget,
        price: Price | None,
        longest_wait: float,
        rounds: Rounds = FIRST,
        records: bool = True,
    ) -> None:
        """Prepares it; nothing is read.

        Args:
            inside: Who is asked.
            article: The article's key.
            journal: Where replies are.
            stop: Told of what concerns every article.
            budget: Told of what replies cost.
            price: Of the model's tokens, if it is known.
            longest_wait: Seconds; a server that asks for more stops the batch.
            rounds: Whose replies are taken; a new one is of the first.
            records: False if whoever is inside has put a reply into the journal, and counted it, before it returns it.
        """
        super().__init__(inside)
        self._article, self._journal = article, journal
        self._rounds, self._records = rounds, records
        self._stop, self._budget, self._price, self._longest_wait = stop, budget, price, longest_wait
        self._times: Counter[str] = Counter()

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """The reply from the journal, or a new one, which is in the journal when it returns.

        Raises:
            Halt: The batch is to stop, or stops for this.
            BackendError: Of faults that concern this article alone.
            ReplyError: As `Backend.send` has it.
        """
        digest = self._digest(request)
        asked = f"{digest}.{self._times[digest]}"
        places = [place_in(asked, number) for number in self._rounds]
        try:
            found = (self._journal.reply(self._article, place) for place in places)
            reply = next((one for one in found if one is not None), None)
            if reply is None and self._stop.reason is not None:
                raise Halt  # without a place in a queue for it
            if reply is None:
                reply = await self._asked(request, places[0], deadline=deadline, on_text=on_text)
        except (BackendError, JournalError) as err:
            if self._concerns_all(err):
                if isinstance(err, TransientError):
                    from summarizer.asking.retrying import until_when

                    err.hint = until_when(err)
                self._stop.now(err)
                raise Halt from err
            raise
        self._times[digest] += 1
        return reply

    def rewind(self) -> None:
        """The article is begun anew: what was answered so far is answered from the journal."""
        self._times.clear()

    async def _asked(
        self, request: Request, place: str, *, deadline: float, on_text: Callable[[str], bool] | None
    ) -> Reply:
        """A new reply, counted and in the journal."""
        before = PLACE.set((self._article, place))
        try:
            reply = await self._inside.send(request, deadline=deadline, on_text=on_text)
        finally:
            PLACE.reset(before)
        if self._records:
            tokens = taken_tokens(guessed_prompt(request.messages), reply)
            cost = self._price.cost(reply.usage) if self._price else None
            self._budget.spend(tokens, cost)
            self._journal.keep(self._article, place, reply, tokens=tokens, cost=cost)
        return reply

    def _digest(self, request: Request) -> str:
        """The hash of everything that decides a reply."""
        turns = [[message.role, message.content] for message in request.messages]
        asked = [request.schema_name, request.schema, request.rung.value, request.max_tokens, request.temperature]
        key = json.dumps([self.name, self.model, turns, asked], sort_keys=True)
        return hashlib.sha256(key.encode()).hexdigest()[:40]

    def _concerns_all(self, err: BackendError | JournalError) -> bool:
        if isinstance(err, TransientError):
            return (err.retry_after or 0) > self._longest_wait
        return isinstance(err, JournalError) or err.concerns_all
