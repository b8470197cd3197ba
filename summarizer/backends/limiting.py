"""Keeps to what a server allows, before it has to say so: requests and tokens a minute, and how many at once.

One `Limiter` stands before a server, whoever asks it; requests pass it in the order of their coming. It starts with one
request at a time and takes one more with each success, up to what it was given. After a 429 nobody asks for as long as
the server says, half as many ask at once, and one more is let in with each round of successes (the additive increase
and multiplicative decrease of TCP: Chiu and Jain, 1989). After several faults of the server in a row it tries with one
request at a time, after longer and longer pauses, and then gives the server up (a circuit breaker).
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from summarizer.backends.around import Around
from summarizer.errors import BackendError, TransientError
from summarizer.tokens import guessed_prompt, taken_tokens
from summarizer.types import Backend, Reply, Request

__all__ = ["Bucket", "LimitedBackend", "Limiter", "Ticket"]

_FAULTS = 10  # of the server in a row, until it is asked one request at a time
_FAULTS_AT_FIRST = 2  # when nothing was answered yet, so that it may well be the address
_PROBES = 6  # of these that fail, until it is given up: after pauses of 1, 2, 4, 8, 16 s
_REPLY = 4  # the part of the longest reply that one takes, until it is there: a quarter
_PAUSE = 1.0  # seconds after a 429 that names no time


class Bucket:
    """So many a minute, spread evenly: what is taken beyond what has flowed in has to be waited for."""

    def __init__(self, per_minute: float, *, now: float, size: float | None = None) -> None:
        self.rate = per_minute / 60
        self._size = max(1.0, self.rate) if size is None else size
        self._level = self._size
        self._at = now

    def wait(self, amount: float, now: float) -> float:
        """Seconds until so much is in it; of what is more than its size, until it is full."""
        self._flow(now)
        lacking = min(amount, self._size) - self._level
        return lacking / self.rate if lacking > 1e-6 else 0.0

    def take(self, amount: float) -> None:
        """Takes some, also more than there is; a negative amount gives back."""
        self._level = min(self._size, self._level - amount)

    def follow(self, per_minute: float, remaining: float, now: float) -> None:
        """Heeds what the server says that is left, where that is less than what is believed here."""
        self._flow(now)
        self.rate = min(self.rate, per_minute / 60)
        self._level = min(self._level, remaining)

    def _flow(self, now: float) -> None:
        self._level = min(self._size, self._level + (now - self._at) * self.rate)
        self._at = now


@dataclass(slots=True)
class Ticket:
    """A request that was let through."""

    tokens: int
    epoch: int


class Limiter:
    """Lets requests through when the server can be expected to take them.

    Attributes:
        concurrency: How many are let through at once by now.
    """

    def __init__(
        self,
        *,
        concurrency: int,
        rpm: float | None = None,
        tpm: float | None = None,
        tell: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Starts with one at a time.

        Args:
            concurrency: The most at once.
            rpm: Requests a minute; None leaves it to the server's headers.
            tpm: Tokens a minute, likewise.
            tell: Told when requests fail in a row and are tried again, and when they are answered again.
            clock: Seconds from anywhere, never going back.
            sleep: Waits.
        """
        self._most, self._tell, self._clock, self._sleep = concurrency, tell, clock, sleep
        self.concurrency = 1.0
        self._requests = Bucket(rpm, now=clock()) if rpm else None
        self._tokens = Bucket(tpm, now=clock()) if tpm else None
        self._turn = asyncio.Lock()
        self._freed = asyncio.Event()
        self._in_flight = 0
        self._until = clock()
        self._epoch = 0
        self._is_probing_up = True
        self._faults = 0
        self._probes = 0
        self._was_told = self._answered = False

    async def admit(self, tokens: int) -> Ticket:
        """Returns when a request of about so many tokens may go; first come, first served."""
        async with self._turn:
            while self._in_flight >= int(self.concurrency):
                self._freed.clear()
                await self._freed.wait()
            while (seconds := self._wait(tokens)) > 0:
                await self._sleep(seconds)
            if self._requests:
                self._requests.take(1)
            if self._tokens:
                self._tokens.take(tokens)
            self._in_flight += 1
            return Ticket(tokens, self._epoch)

    def _wait(self, tokens: int) -> float:
        now = self._clock()
        waits = [bucket.wait(n, now) for bucket, n in ((self._requests, 1), (self._tokens, tokens)) if bucket]
        return max(self._until - now, *waits, 0.0)

    def left(self, ticket: Ticket) -> None:
        """The request has ended, however it did."""
        self._in_flight -= 1
        self._freed.set()

    def succeeded(self, ticket: Ticket, tokens: int) -> None:
        """It was answered, and took so many tokens."""
        if self._tokens:
            self._tokens.take(tokens - ticket.tokens)
        self._faults = self._probes = 0
        self._answered = True
        if self._was_told:
            self._was_told = False
            self._tell("the server answers again")
        more = 1.0 if self._is_probing_up else 1.0 / self.concurrency
        self.concurrency = min(self._most, self.concurrency + more)

    def failed(self, ticket: Ticket, err: TransientError) -> None:
        """It was not answered.

        Raises:
            BackendError: The server is given up.
        """
        is_news = ticket.epoch == self._epoch  # those that were on their way together tell one thing
        if err.status == 429:
            if is_news:
                self._slow_down(self.concurrency / 2)
            self._pause(_PAUSE if err.retry_after is None else err.retry_after)
            return
        self._faults += 1
        if not self._was_told and self._faults >= (_FAULTS if self._answered else _FAULTS_AT_FIRST):
            self._was_told = True
            self._tell(f"{self._faults} requests in a row failed, it is tried again; the last: {err.message}")
        if err.retry_after is not None:
            self._pause(err.retry_after)
        if self._faults >= _FAULTS and is_news:
            self._probes += 1
            if self._probes > _PROBES:
                raise BackendError(
                    f"{self._faults} requests in a row failed; the last: {err.message}",
                    hint="when the server is back, the same command goes on where this one stopped",
                ) from err
            self._slow_down(1.0)
            self._pause(2.0 ** (self._probes - 1))

    def heard(self, headers: Mapping[str, str]) -> None:
        """Heeds what the headers of an answer say of limits (``x-ratelimit-…``, as OpenAI's API has them)."""
        self._requests = self._followed(self._requests, headers, "requests")
        self._tokens = self._followed(self._tokens, headers, "tokens")

    def _followed(self, bucket: Bucket | None, headers: Mapping[str, str], what: str) -> Bucket | None:
        limit = _number(headers.get(f"x-ratelimit-limit-{what}"))
        remaining = _number(headers.get(f"x-ratelimit-remaining-{what}"))
        if not limit or remaining is None:
            return bucket
        now = self._clock()
        bucket = bucket or Bucket(limit, now=now, size=limit)
        bucket.follow(limit, remaining, now)
        return bucket

    def _slow_down(self, concurrency: float) -> None:
        self._epoch += 1
        self._is_probing_up = False
        self.concurrency = max(1.0, concurrency)

    def _pause(self, seconds: float) -> None:
        self._until = max(self._until, self._clock() + seconds)


class LimitedBackend(Around):
    """Asks `inside` when the limiter lets it; many may share one limiter."""

    def __init__(self, inside: Backend, limiter: Limiter) -> None:
        super().__init__(inside)
        self._limiter = limiter

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """Waits for its turn, and sends; the deadline counts from then on.

        Raises:
            BackendError: As `Backend.send` has it; or the server failed too often in a row.
            ReplyError: As `Backend.send` has it.
        """
        prompt = guessed_prompt(request.messages)
        ticket = await self._limiter.admit(prompt + request.max_tokens // _REPLY)
        try:
            reply = await self._inside.send(request, deadline=deadline, on_text=on_text)
        except TransientError as err:
            self._limiter.failed(ticket, err)
            raise
        finally:
            self._limiter.left(ticket)
        self._limiter.succeeded(ticket, taken_tokens(prompt, reply))
        return reply


def _number(text: str | None) -> float | None:
    return float(text) if text and re.fullmatch(r"\d{1,12}(\.\d{1,6})?", text) else None
