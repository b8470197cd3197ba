"""Clients with a connection each: how many there are, which is taken, and when one is closed."""

import asyncio
from contextlib import AsyncExitStack

import httpx2
import openai
import pytest

from summarizer.backends import clients
from summarizer.backends.clients import Clients

pytestmark = pytest.mark.anyio


def make() -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url="http://127.0.0.1:1/v1", api_key="none", http_client=httpx2.AsyncClient())


async def lent(some: Clients, count: int) -> list[openai.AsyncOpenAI]:
    """What is lent to so many at once."""
    async with AsyncExitStack() as stack:
        return [await stack.enter_async_context(some.one()) for _ in range(count)]


async def test_there_are_as_many_as_are_asked_at_once_and_the_one_used_last_is_taken_first() -> None:
    some = Clients(make)
    first = await lent(some, 3)
    assert len(set(first)) == 3
    async with some.one() as client, some.one() as another:
        assert {client, another} < set(first)
        await lent(some, 1)
    async with some.one() as again:
        assert again is client
    await some.close()
    assert all(one.is_closed() for one in first)


async def test_one_that_is_not_needed_any_more_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "_IDLE", 0.05)
    some = Clients(make)
    first = await lent(some, 3)
    for _ in range(4):
        await asyncio.sleep(0.02)
        [used] = await lent(some, 1)
    assert [one.is_closed() for one in first].count(True) == 2
    assert not used.is_closed()
    await some.close()


async def test_one_that_is_in_use_is_closed_with_the_others() -> None:
    some = Clients(make)
    async with some.one() as client:
        await some.close()
        assert client.is_closed()
