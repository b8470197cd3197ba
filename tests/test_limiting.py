"""The limiter before a server, by a clock that the tests move."""

import asyncio
from collections.abc import Callable

import pytest
from scripted_backend import reply

from summarizer.backends.limiting import Bucket, LimitedBackend, Limiter
from summarizer.errors import BackendError, TransientError
from summarizer.types import Message, Reply, Request, Rung, Usage

pytestmark = pytest.mark.anyio

REQUEST = Request((Message("user", "x" * 400),), "brief", {}, Rung.JSON_SCHEMA, 400, None)


class Clock:
    """A clock that stands still but for whoever sleeps by it."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class Server:
    """A backend that takes a while of the clock's time, and keeps when it was asked and by how many at once."""

    name, model = "a server", "m-1"

    def __init__(self, clock: Clock, answer: Callable[[int], Reply | Exception] = lambda _: reply("{}")) -> None:
        self.clock, self.answer = clock, answer
        self.asked: list[float] = []
        self.at_once = self.most_at_once = 0

    async def send(self, request: Request, *, deadline: float, on_text: object = None) -> Reply:
        self.asked.append(self.clock.now)
        number = len(self.asked)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        for _ in range(100):
            await asyncio.sleep(0)
        self.at_once -= 1
        answer = self.answer(number)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None:
        pass


def limited(clock: Clock, server: Server, **options: float) -> tuple[LimitedBackend, Limiter]:
    limiter = Limiter(**({"concurrency": 64} | options), clock=clock, sleep=clock.sleep)  # type: ignore[arg-type]
    return LimitedBackend(server, limiter), limiter


async def ask(backend: LimitedBackend, times: int) -> list[Reply | BaseException]:
    sent = (backend.send(REQUEST, deadline=10) for _ in range(times))
    return await asyncio.gather(*sent, return_exceptions=True)


async def test_requests_a_minute_are_spread_evenly() -> None:
    clock = Clock()
    server = Server(clock)
    backend, _ = limited(clock, server, rpm=60)
    await ask(backend, 11)
    assert clock.now - 100 == pytest.approx(10, abs=0.1)
    assert max(sum(start <= at < start + 2 for at in server.asked) for start in server.asked) <= 3


async def test_tokens_a_minute_are_kept_by_what_replies_really_took() -> None:
    clock = Clock()
    server = Server(clock, lambda _: reply("{}", usage=Usage(300, 300)))
    backend, _ = limited(clock, server, tpm=6000, concurrency=1)
    await ask(backend, 11)
    assert clock.now - 100 == pytest.approx(60, rel=0.15)  # 11 times 600 tokens, at 100 a second


async def test_a_server_that_does_not_count_is_counted_for() -> None:
    clock = Clock()
    backend, _ = limited(clock, Server(clock, lambda _: reply("y" * 2000)), tpm=6000, concurrency=1)
    await ask(backend, 11)
    assert clock.now - 100 == pytest.approx(60, rel=0.15)  # 100 and 500 tokens, by four characters each


async def test_the_first_request_goes_alone_and_then_twice_as_many_each_round() -> None:
    clock = Clock()
    server = Server(clock)
    backend, limiter = limited(clock, server)
    await ask(backend, 1)
    assert server.most_at_once == 1
    assert limiter.concurrency == 2
    await ask(backend, 200)
    assert limiter.concurrency == 64
    assert server.most_at_once == 64


async def test_after_a_429_nobody_asks_for_as_long_as_the_server_says_and_half_as_many_ask_then() -> None:
    clock = Clock()
    busy = TransientError("too many", status=429, retry_after=30.0)
    server = Server(clock, lambda number: busy if number > 100 and clock.now < 130 else reply("{}"))
    backend, limiter = limited(clock, server, concurrency=32)
    replies = await ask(backend, 170)
    assert 1 < sum(isinstance(one, TransientError) for one in replies) <= 32
    assert server.asked[-1] >= 130
    assert 16 <= limiter.concurrency < 20  # halved once for all that were on their way, and growing slowly
    await ask(backend, 200)
    assert 20 < limiter.concurrency <= 32


async def test_a_429_without_a_time_is_a_second() -> None:
    clock = Clock()
    server = Server(clock, lambda number: TransientError("no", status=429) if number == 1 else reply("{}"))
    backend, _ = limited(clock, server)
    await ask(backend, 2)
    assert server.asked == [100.0, 101.0]


async def test_what_the_servers_headers_say_is_kept_before_it_has_to_refuse() -> None:
    clock = Clock()
    server = Server(clock)
    backend, limiter = limited(clock, server)
    headers = {
        "x-ratelimit-limit-requests": "60",
        "x-ratelimit-remaining-requests": "2",
        "x-ratelimit-limit-tokens": "1000000",
        "x-ratelimit-remaining-tokens": "999000",
    }
    limiter.heard(headers)
    await ask(backend, 7)
    assert clock.now - 100 == pytest.approx(5, abs=0.1)  # two at once, and then one a second
    limiter.heard({"x-ratelimit-limit-requests": "many", "x-ratelimit-remaining-requests": "0"})
    limiter.heard({})
    await ask(backend, 1)
    assert clock.now - 100 == pytest.approx(6, abs=0.1)


async def test_requests_go_in_the_order_of_their_coming() -> None:
    clock = Clock()
    order: list[int] = []
    backend, _ = limited(clock, Server(clock), rpm=600, concurrency=4)

    async def one(number: int) -> None:
        await backend.send(REQUEST, deadline=10)
        order.append(number)

    await asyncio.gather(*(one(number) for number in range(20)))
    assert order == sorted(order)


async def test_a_server_that_fails_again_and_again_is_tried_one_by_one_and_then_given_up() -> None:
    clock = Clock()
    server = Server(clock, lambda number: reply("{}") if number <= 20 else TransientError("broken", status=500))
    backend, _ = limited(clock, server, concurrency=16)
    await ask(backend, 20)
    replies = [one for _ in range(10) for one in await ask(backend, 16)]
    given_up = [one for one in replies if isinstance(one, BackendError) and not isinstance(one, TransientError)]
    assert "requests in a row failed; the last: broken" in str(given_up[0])
    first = next(index for index, one in enumerate(replies) if one is given_up[0])
    assert first <= 40
    assert {1.0, 2.0, 4.0, 8.0, 16.0} <= {round(seconds, 3) for seconds in clock.slept}


async def test_one_success_closes_the_breaker_again() -> None:
    clock = Clock()
    server = Server(clock, lambda number: reply("{}") if number % 9 == 0 else TransientError("broken", status=503))
    backend, _ = limited(clock, server)
    replies = [one for _ in range(40) for one in await ask(backend, 5)]
    assert all(isinstance(one, Reply | TransientError) for one in replies)


async def test_a_503_that_names_a_time_is_given_it_by_all() -> None:
    clock = Clock()
    busy = TransientError("busy", status=503, retry_after=7.0)
    server = Server(clock, lambda number: busy if number == 1 else reply("{}"))
    backend, _ = limited(clock, server)
    await ask(backend, 2)
    assert server.asked == [100.0, 107.0]


async def test_who_is_cancelled_while_it_waits_leaves_the_turn_to_the_next() -> None:
    clock = Clock()
    backend, _ = limited(clock, Server(clock), concurrency=1)
    first, second, third = (asyncio.create_task(backend.send(REQUEST, deadline=10)) for _ in range(3))
    await asyncio.sleep(0)
    second.cancel()
    assert (await first).text == (await third).text == "{}"
    assert second.cancelled()
    assert (backend.name, backend.model) == ("a server", "m-1")
    await backend.close()


def test_a_bucket_holds_no_more_than_its_size_and_lends() -> None:
    bucket = Bucket(60, now=0.0, size=5)
    assert bucket.wait(8, 1000.0) == 0
    bucket.take(8)
    assert bucket.wait(1, 1000.0) == pytest.approx(4)
    bucket.take(-100)
    bucket.take(5)
    assert bucket.wait(1, 1000.0) == pytest.approx(1)
    assert bucket.wait(1, 1001.0) == 0
