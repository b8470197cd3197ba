"""Clients of a server, each with a connection of its own: a request takes one that no other request has.

A pool of httpx2 looks at each of its idle connections when a request begins and when it ends. With 60 of them that is
nearly half of what a request costs; a pool with a single connection has nothing to look through.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import openai

__all__ = ["Clients"]

_IDLE = 5.0  # seconds, as httpx2 keeps a connection that nobody uses


class Clients:
    """As many clients as there are requests at once, kept for the next ones."""

    def __init__(self, make: Callable[[], openai.AsyncOpenAI]) -> None:
        """Makes none yet."""
        self._make = make
        self._free: deque[tuple[float, openai.AsyncOpenAI]] = deque()
        self._taken: set[openai.AsyncOpenAI] = set()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[openai.AsyncOpenAI]:
        """Lends a client, the one that was used last; those that were not for some seconds are closed."""
        longest = time.monotonic() - _IDLE
        while self._free and self._free[0][0] < longest:
            await self._free.popleft()[1].close()
        client = self._free.pop()[1] if self._free else self._make()
        self._taken.add(client)
        try:
            yield client
        finally:
            self._taken.remove(client)
            self._free.append((time.monotonic(), client))

    async def close(self) -> None:
        """Closes all connections."""
        for client in (*self._taken, *(client for _, client in self._free)):
            await client.close()
        self._free.clear()
