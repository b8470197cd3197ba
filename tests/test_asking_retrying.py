"""The same request again: as often and after as long as is decent, and each attempt is accounted for."""

import asyncio

import pytest
from scripted_backend import Line, Scripted, reply

from summarizer.asking.question import Limits
from summarizer.asking.retrying import send
from summarizer.errors import BackendError, SummarizerError, TransientError
from summarizer.types import Attempt, Message, Reply, Request, Rung, Usage

pytestmark = pytest.mark.anyio

REQUEST = Request((Message("user", "?"),), "x", {"type": "object"}, Rung.TOOL, 10, 0.0)


class Run:
    """What happened: the reply or the error, the waits, the attempts."""

    def __init__(self, *script: Line, limits: Limits | None = None) -> None:
        self.backend = Scripted(*script)
        self.limits = limits or Limits()
        self.waits: list[float] = []
        self.attempts: list[Attempt] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def reply(self) -> Reply:
        return await send(
            REQUEST,
            backend=self.backend,
            limits=self.limits,
            purpose="why",
            record=self.attempts.append,
            sleep=self.sleep,
        )

    async def error(self) -> SummarizerError:
        with pytest.raises(SummarizerError) as caught:
            await self.reply()
        return caught.value


async def test_a_transport_fault_is_tried_again_until_it_is_answered() -> None:
    run = Run(TransientError("down"), TransientError("still down"), reply("{}", usage=Usage(3, 2)))
    assert (await run.reply()).text == "{}"
    assert [(one.purpose, one.rung, one.outcome, one.usage) for one in run.attempts] == [
        ("why", "tool", "down", Usage()),
        ("why", "tool", "still down", Usage()),
        ("why", "tool", "ok", Usage(3, 2)),
    ]


async def test_five_attempts_are_enough() -> None:
    run = Run(TransientError("down"))
    assert (await run.error()).message == "down"
    assert len(run.attempts) == 5
    assert len(run.waits) == 4


async def test_other_errors_are_not_tried_again() -> None:
    run = Run(BackendError("no such model"))
    await run.error()
    assert len(run.attempts) == 1


async def test_waits_are_drawn_from_nothing_to_a_bound_that_doubles() -> None:
    waits = []
    for _ in range(200):
        run = Run(TransientError("down"))
        await run.error()
        waits.append(run.waits)
    for index, bound in enumerate((1, 2, 4, 8)):
        drawn = [each[index] for each in waits]
        assert 0 <= min(drawn) < bound * 0.1
        assert bound * 0.9 < max(drawn) <= bound


async def test_the_wait_that_a_server_asks_for_is_waited_at_least() -> None:
    run = Run(TransientError("limited", retry_after=7.0), "{}")
    await run.reply()
    assert 7 <= run.waits[0] <= 8


async def test_a_longer_wait_than_allowed_fails_at_once_and_says_until_when() -> None:
    run = Run(TransientError("limited", retry_after=3600), limits=Limits(retry_seconds=9999))
    error = await run.error()
    assert isinstance(error, TransientError)
    assert error.retry_after == 3600
    assert "3600 s" in (error.hint or "")
    assert run.waits == []


async def test_a_deadline_is_given_one_more_chance_and_no_third() -> None:
    run = Run(TransientError("too late", timed_out=True))
    await run.error()
    assert len(run.attempts) == 2


async def test_a_deadline_longer_than_the_time_for_all_attempts_has_its_second_chance_too() -> None:
    class Late(Scripted):
        async def send(self, request, *, deadline, on_text=None):  # type: ignore[no-untyped-def]
            await asyncio.sleep(deadline)
            return await super().send(request, deadline=deadline, on_text=on_text)

    run = Run(limits=Limits(call_seconds=1.2, retry_seconds=1.1))
    run.backend = Late(TransientError("too late", timed_out=True), reply("{}"))
    assert (await run.reply()).text == "{}"


async def test_no_wait_goes_beyond_the_time_for_all_attempts() -> None:
    run = Run(TransientError("limited", retry_after=50), limits=Limits(retry_seconds=30))
    await run.error()
    assert run.waits == []


async def test_an_attempt_that_is_interrupted_is_accounted_for() -> None:
    run = Run(KeyError("a defect"))
    with pytest.raises(KeyError):
        await run.reply()
    assert [one.outcome for one in run.attempts] == ["interrupted"]
