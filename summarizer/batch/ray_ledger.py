"""One budget and one rate limit for callers in many processes: an actor that has both, and what stands for it there."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Mapping
from typing import Protocol

from summarizer.backends.limiting import Limiter, Ticket
from summarizer.batch.asking import Budget, Halt, Stop
from summarizer.errors import BackendError, BudgetError, SummarizerError, TransientError

__all__ = ["Ledger", "LedgerActor", "SharedBudget", "SharedLimiter", "follow"]

_BEAT = 1.0
_SILENT = 10.0  # seconds after which a caller counts as dead, and what it had in flight as gone


class Ledger:
    """Lets requests of all callers through, counts what they cost, and says when to stop.

    A caller that dies has its place in the queue freed once it has been silent for a while.
    """

    def __init__(
        self, *, concurrency: int, rpm: float | None, tpm: float | None, budget: Budget, silent: float = _SILENT
    ) -> None:
        self._silent = silent
        self._limiter = Limiter(concurrency=concurrency, rpm=rpm, tpm=tpm)
        self._budget = budget
        self._stop = Stop()
        self._numbers = itertools.count()
        self._tickets: dict[int, tuple[str, Ticket]] = {}
        self._heard: dict[str, float] = {}

    async def admit(self, caller: str, tokens: int) -> int | None:
        """The number of a request that may be sent now; None if it may not, as `beat` then says."""
        self._heard[caller] = time.monotonic()
        ticket = await self._limiter.admit(tokens)
        try:
            self._budget.check()
        except BudgetError as err:
            self._stop.now(err)
        if self._stop.reason is not None or caller not in self._heard:  # it may have died while it waited here
            self._limiter.left(ticket)
            return None
        number = next(self._numbers)
        self._tickets[number] = caller, ticket
        return number

    async def answered(self, number: int, tokens: int) -> None:
        """The request was answered."""
        if number in self._tickets:
            self._limiter.succeeded(self._tickets[number][1], tokens)

    async def failed(self, number: int, err: TransientError) -> None:
        """The request was not answered."""
        if number not in self._tickets:
            return
        try:
            self._limiter.failed(self._tickets[number][1], err)
        except BackendError as last:
            self._stop.now(last)

    async def left(self, number: int) -> None:
        """The request has ended, however it did."""
        if number in self._tickets:
            self._limiter.left(self._tickets.pop(number)[1])

    async def spend(self, tokens: int, cost: float | None) -> None:
        """A reply cost that."""
        self._budget.spend(tokens, cost)

    async def heard(self, headers: Mapping[str, str]) -> None:
        """A server said that of its limits."""
        self._limiter.heard(headers)

    async def halt(self, reason: SummarizerError | int) -> None:
        """Nothing is sent any more."""
        self._stop.now(reason)

    async def beat(self, caller: str | None = None) -> SummarizerError | int | None:
        """The caller lives; returns why to stop, if it is to."""
        now = time.monotonic()
        if caller is not None:
            self._heard[caller] = now
        silent = {one for one, at in self._heard.items() if now - at > self._silent}
        for number in [number for number, (one, _) in self._tickets.items() if one in silent]:
            await self.left(number)
        for one in silent:
            del self._heard[one]
        return self._stop.reason


class _Method(Protocol):
    def remote(self, *args: object) -> Awaitable[SummarizerError | int | None]: ...


class LedgerActor(Protocol):
    """The ledger as it is seen from another process."""

    admit: _Method
    answered: _Method
    failed: _Method
    left: _Method
    spend: _Method
    heard: _Method
    halt: _Method
    beat: _Method


class SharedLimiter(Limiter):
    """The ledger's limiter, asked from a caller's process; it waits there."""

    def __init__(self, ledger: LedgerActor, caller: str, stop: Stop) -> None:
        super().__init__(concurrency=1)
        self._ledger, self._caller, self._halted = ledger, caller, stop

    async def admit(self, tokens: int) -> Ticket:
        """Returns when a request of about so many tokens may go.

        Raises:
            Halt: None may go any more.
        """
        try:
            while not isinstance(number := await self._ledger.admit.remote(self._caller, tokens), int):
                reason = await self._ledger.beat.remote(self._caller)
                if reason is not None:
                    self._halted.now(reason)
                    raise Halt
        except Halt:
            raise
        except Exception as err:
            self._halted.now(_lost(err))
            raise Halt from err
        return Ticket(tokens, number)

    def left(self, ticket: Ticket) -> None:
        """The request has ended, however it did."""
        self._ledger.left.remote(ticket.epoch)

    def succeeded(self, ticket: Ticket, tokens: int) -> None:
        """It was answered, and took so many tokens."""
        self._ledger.answered.remote(ticket.epoch, tokens)

    def failed(self, ticket: Ticket, err: TransientError) -> None:
        """It was not answered; if the server is given up for it, the ledger stops the batch."""
        told = TransientError(
            err.message, hint=err.hint, status=err.status, retry_after=err.retry_after, timed_out=err.timed_out
        )
        self._ledger.failed.remote(ticket.epoch, told)

    def heard(self, headers: Mapping[str, str]) -> None:
        """Passes on what the headers of an answer say of limits."""
        if found := {name: value for name, value in headers.items() if name.startswith("x-ratelimit-")}:
            self._ledger.heard.remote(found)


class SharedBudget(Budget):
    """The ledger's budget; the ledger checks it before it lets a request through."""

    def __init__(self, ledger: LedgerActor) -> None:
        super().__init__()
        self._told = ledger

    def spend(self, tokens: int, cost: float | None) -> None:
        """Tells what a reply cost."""
        self._told.spend.remote(tokens, cost)


async def follow(ledger: LedgerActor, stop: Stop, caller: str | None = None) -> None:
    """Shows the ledger that this caller lives, and stops with it, until it is cancelled; tells it if this one stops."""
    is_over = False

    def tell() -> None:
        if stop.reason is not None and not is_over:  # Ray would look for another cluster
            ledger.halt.remote(stop.reason)

    stop.listen(tell)
    tell()
    try:
        while True:
            try:
                reason = await ledger.beat.remote(caller)
            except Exception as err:  # noqa: BLE001 (of Ray's many kinds)
                reason = _lost(err)
            if reason is not None:
                stop.now(reason)
                return
            await asyncio.sleep(_BEAT)
    finally:
        is_over = True


def _lost(err: Exception) -> BackendError:
    return BackendError(
        f"the process that keeps limits and budget is gone: {type(err).__name__}",
        hint="the same command goes on where this one stopped",
    )
