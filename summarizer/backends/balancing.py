"""Several servers with the same model as one backend: each request goes to whoever has the least to do.

A server is let in slowly, one request more at once with each that it answers, so that one that hangs holds up no more
than it has shown that it can do. One that fails is left out for a while, longer each time, and then tried with one
request (a circuit breaker: M. Nygard, "Release It!", 2007); what it did not answer is asked of another.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from summarizer.backends.capabilities import Capabilities
from summarizer.errors import (
    BackendError,
    ContentFilterError,
    ContextOverflowError,
    QuotaError,
    TransientError,
    UnsupportedError,
)
from summarizer.types import Backend, Reply, Request

__all__ = ["BalancingBackend"]

_FAULTS = 3  # in a row, until a server is left out
_LONGEST = 60.0
_PAUSE = 1.0  # seconds after a 429 that names no time
_OF_THE_SERVER = frozenset({401, 403, 404, 405})  # statuses that another server may not answer with


@dataclass(eq=False, slots=True)
class _Member:
    """One of the servers, and how it does.

    Attributes:
        allowed: Requests that it may have at once.
        faults: In a row.
        outages: Times in a row that it was left out.
        until: When it may be asked again.
        used: Which request of all it had last.
    """

    backend: Backend
    in_flight: int = 0
    allowed: int = 1
    faults: int = 0
    outages: int = 0
    until: float = 0.0
    used: int = 0


class BalancingBackend:
    """Servers that have one model under one name; implements `summarizer.types.Backend`.

    What each server can do is remembered for itself: a way of asking that some refuse is asked of the others, and is
    left only when all of them refuse it.
    """

    def __init__(
        self,
        members: Sequence[Backend],
        *,
        capabilities: Capabilities,
        tell: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepares it; nothing is sent.

        Args:
            members: At least one; the first gives its name.
            capabilities: What is known of each.
            tell: Told when one is left out, and when it answers again.
            clock: Seconds from anywhere, never going back.
        """
        self._members = tuple(_Member(backend) for backend in members)
        self._capabilities, self._tell, self._clock = capabilities, tell, clock
        self._freed = asyncio.Event()
        self._requests = 0

    @property
    def name(self) -> str:
        """The first server's name, and that there are others: however many, replies in a journal stay known."""
        return f"{self._members[0].backend.name} and others"

    @property
    def model(self) -> str:
        """The model that all of them are asked for."""
        return self._members[0].backend.model

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """Sends it to the server that has the least to do, and on to another if that one fails; each has the deadline.

        Raises:
            BackendError: As `Backend.send` has it. TransientError if all that could answer failed or are left out;
                UnsupportedError if all that there are refuse the feature.
            ReplyError: As `Backend.send` has it.
        """
        failed: dict[_Member, BackendError] = {}
        while True:
            member = await self._next(request, failed)
            member.in_flight += 1
            self._requests += 1
            member.used = self._requests
            try:
                reply = await member.backend.send(request, deadline=deadline, on_text=on_text)
            except (ContextOverflowError, ContentFilterError):
                raise
            except UnsupportedError as err:
                failed[member] = err
            except BackendError as err:
                if not isinstance(err, TransientError | QuotaError) and err.status not in (None, *_OF_THE_SERVER):
                    raise
                failed[member] = err
                self._failed(member, err)
            else:
                self._answered(member)
                return reply
            finally:
                member.in_flight -= 1
                self._freed.set()

    async def close(self) -> None:
        """Closes all of them."""
        for member in self._members:
            await member.backend.close()

    async def _next(self, request: Request, failed: dict[_Member, BackendError]) -> _Member:
        """The server to ask, as soon as one may be asked.

        Raises:
            BackendError: There is none that has not failed at this request.
        """
        while True:
            takers = [member for member in self._members if self._takes(member, request)] or self._members
            able = [member for member in takers if member not in failed]
            now = self._clock()
            awake = [member for member in able if member.until <= now]
            free = [member for member in awake if member.in_flight < member.allowed]
            if free:
                return min(free, key=lambda member: (member.in_flight, member.used))
            if not awake:
                raise self._none(failed, [member.until - now for member in able])
            self._freed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min((one.until - now for one in able if one.until > now), default=None)):
                    await self._freed.wait()

    def _takes(self, member: _Member, request: Request) -> bool:
        known = self._capabilities.known(member.backend.name, member.backend.model)
        return request.rung in known.rungs()

    def _none(self, failed: dict[_Member, BackendError], waits: list[float]) -> BackendError:
        """The error for a request that nobody is left for: one that time may mend comes before the others."""
        errors = list(failed.values())
        passing = [err for err in errors if isinstance(err, TransientError)]
        if waits and not passing:
            return TransientError(f"all servers of {self.model} are left out by now", retry_after=min(waits))
        return (passing or errors)[-1]

    def _answered(self, member: _Member) -> None:
        if member.outages:
            self._tell(f"{member.backend.name} answers again")
        member.faults = member.outages = 0
        member.allowed += 1

    def _failed(self, member: _Member, err: BackendError) -> None:
        """Leaves a server out for a while if it failed too often, or is sure to fail again."""
        if isinstance(err, TransientError) and err.status == 429:
            member.allowed = max(1, member.in_flight // 2)
            self._rest(member, _PAUSE if err.retry_after is None else err.retry_after)
            return
        member.faults += 1
        is_sure = not isinstance(err, TransientError) or err.timed_out
        if member.until > self._clock() or (member.faults < _FAULTS and not is_sure):
            return
        before, seconds = (min(2.0**number, _LONGEST) for number in (member.outages - 1, member.outages))
        member.faults, member.allowed = _FAULTS, 1
        member.outages += 1
        self._rest(member, max(seconds, getattr(err, "retry_after", None) or 0.0))
        if seconds > before:  # not each minute of a night
            self._tell(f"{member.backend.name} is left out for {seconds:g} s: {err.message}")

    def _rest(self, member: _Member, seconds: float) -> None:
        member.until = max(member.until, self._clock() + min(seconds, _LONGEST))
