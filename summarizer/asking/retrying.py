"""The same request again after a transport fault: as often, and after as long, as is decent.

Waits grow and are drawn at random from nothing to their full length ("full jitter": M. Brooker, "Exponential Backoff
And Jitter", 2015), so that many clients do not come back at once. A server that names a time is given that time.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_before_delay

from summarizer.asking.question import Limits
from summarizer.errors import SummarizerError, TransientError
from summarizer.types import Attempt, Backend, Reply, Request, Usage

__all__ = ["Sleep", "send", "until_when"]

Sleep = Callable[[float], Awaitable[None]]

_FIRST_WAIT = 1.0
_LONGEST_WAIT = 20.0


async def send(
    request: Request,
    *,
    backend: Backend,
    limits: Limits,
    purpose: str,
    record: Callable[[Attempt], None],
    on_text: Callable[[str], bool] | None = None,
    sleep: Sleep = asyncio.sleep,
) -> Reply:
    """Sends a request until it is answered, or not worth another try.

    Args:
        request: What to send.
        backend: Where to.
        limits: How often and how long.
        purpose: As attempts record it.
        record: Called with each attempt when it has ended, whatever its end.
        on_text: As `Backend.send` has it; after a failed attempt the text starts anew.
        sleep: Waits between attempts.

    Raises:
        TransientError: The last fault, when the limits are reached, or the server asks for a longer wait than allowed.
        SummarizerError: Any other error of the backend, at once.
    """
    timeouts, in_deadlines = 0, 0.0  # a deadline that passed has a second try, however long the first took

    async def once() -> Reply:
        nonlocal timeouts, in_deadlines
        start, usage, outcome = time.monotonic(), Usage(), "interrupted"
        try:
            reply = await backend.send(request, deadline=limits.call_seconds, on_text=on_text)
            usage, outcome = reply.usage, "cached" if reply.cached else "ok"
            return reply
        except SummarizerError as err:
            outcome = err.message
            if isinstance(err, TransientError) and err.timed_out:
                timeouts, in_deadlines = timeouts + 1, in_deadlines + time.monotonic() - start
            raise
        finally:
            record(Attempt(purpose, request.rung.value, time.monotonic() - start, outcome, usage))

    def is_worth_it(err: BaseException) -> bool:
        return isinstance(err, TransientError) and timeouts < 2 and (err.retry_after or 0) <= limits.retry_after

    def is_enough(state: RetryCallState) -> bool:
        longest = limits.retry_seconds + in_deadlines
        return stop_after_attempt(limits.attempts)(state) or stop_before_delay(longest)(state)

    retrying = AsyncRetrying(
        sleep=sleep,
        retry=retry_if_exception(is_worth_it),
        wait=_wait,
        stop=is_enough,
        reraise=True,
    )
    try:
        reply: Reply = await retrying(once)
    except TransientError as err:
        if (err.retry_after or 0) > limits.retry_after:
            err.hint = until_when(err)
        raise
    return reply


def until_when(err: TransientError) -> str:
    """The time that the server asks to wait for, in words."""
    until = datetime.now().astimezone() + timedelta(seconds=err.retry_after or 0)
    return f"the server asks to wait until {until:%Y-%m-%d %H:%M:%S %Z} ({err.retry_after or 0:.0f} s)"


def _wait(state: RetryCallState) -> float:
    err = state.outcome.exception() if state.outcome else None
    asked = err.retry_after if isinstance(err, TransientError) else None
    jitter = random.uniform(0, min(_FIRST_WAIT * 2 ** (state.attempt_number - 1), _LONGEST_WAIT))  # noqa: S311 (no secret)
    return jitter if asked is None else asked + min(jitter, 1.0)
