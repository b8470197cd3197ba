"""Messages between a process and one that it has started: each a pickled object behind its length, over a socket."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable

__all__ = ["Frames"]

_LENGTH = 4


class Frames(asyncio.Protocol):
    """One end of a connection. Both ends are ours: what comes is trusted as the program itself is."""

    def __init__(self, on_message: Callable[[object], None], on_end: Callable[[], None]) -> None:
        """Prepares it.

        Args:
            on_message: Called with each message, in the order in which they were sent.
            on_end: Called once, when the other end is gone.
        """
        self._on_message, self._on_end = on_message, on_end
        self._data = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Is called by the loop."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Is called by the loop."""
        self._data += data
        while len(self._data) >= _LENGTH:
            end = _LENGTH + int.from_bytes(self._data[:_LENGTH], "big")
            if len(self._data) < end:
                return
            message = pickle.loads(memoryview(self._data)[_LENGTH:end])  # noqa: S301 (from a process of our own)
            del self._data[:end]
            self._on_message(message)

    def connection_lost(self, exc: Exception | None) -> None:
        """Is called by the loop."""
        self._on_end()

    def send(self, message: object) -> None:
        """Sends a message; nothing happens if the other end is gone."""
        data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(len(data).to_bytes(_LENGTH, "big") + data)

    def close(self) -> None:
        """Closes the connection."""
        if self._transport is not None:
            self._transport.abort()
