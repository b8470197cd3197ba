"""A site on 127.0.0.1 that says what it is told to, byte by byte, and a network on which all names lead to it.

async with WebServer({"/a": ok(b"<p>Harbour</p>")}) as site:
    await fetch("http://news.example/a", network=site.network({"news.example": [PUBLIC]}))

No address but the server's own is ever connected to: where a program asks for another one, that is noted down.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import repeat

import httpcore2

from summarizer.inputs.web import Network

PUBLIC = "8.8.8.8"

Page = bytes | Callable[[], AsyncIterator[bytes]]


def response(status: str, body: bytes = b"", **headers: str) -> bytes:
    """A whole response; underscores in names of headers are hyphens."""
    fields = {"content-length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def ok(body: bytes, **headers: str) -> bytes:
    return response("200 OK", body, **headers)


def moved(location: str, **headers: str) -> bytes:
    return response("302 Found", location=location, **headers)


def drip(*parts: bytes, again: bytes = b"", seconds: float = 0.0, then_silent: bool = False) -> Page:
    """Sends the parts; then, as long as anybody listens, `again` every so many seconds; then closes."""

    async def parts_of_it() -> AsyncIterator[bytes]:
        for part in parts:
            yield part
        while again:
            await asyncio.sleep(seconds)
            yield again
        if then_silent:
            await asyncio.sleep(30)

    return parts_of_it


@dataclass
class WebServer:
    """Answers a target with its page; what is not there, robots.txt included, is 404.

    Attributes:
        greeting: What it says before it is asked.
        dead: Addresses at which nobody answers.
        heads: The requests, as they came.
        reached: Host and port of each connection that the program asked for.
        looked_up: The names that it asked for, in their order.
    """

    pages: dict[str, Page] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    greeting: bytes = b""
    dead: set[str] = field(default_factory=set)
    heads: list[str] = field(default_factory=list)
    reached: list[tuple[str, int]] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> "WebServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tasks.add(asyncio.current_task())
        writer.write(self.greeting)
        with suppress(asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                self.heads.append(head)
                page = self.pages.get(head.split()[1], response("404 Not Found"))
                if not isinstance(page, bytes):
                    async for part in page():
                        writer.write(part)
                        await writer.drain()
                    break
                writer.write(page)
                await writer.drain()
        writer.close()

    @property
    def asked(self) -> list[str]:
        """The targets that were asked for."""
        return [head.split()[1] for head in self.heads]

    @property
    def articles(self) -> list[str]:
        """The same, but for robots.txt."""
        return [target for target in self.asked if target != "/robots.txt"]

    def network(self, names: dict[str, list[str] | Iterator[list[str]]] | None = None, **options: object) -> Network:
        """A network on which each name has its addresses, or one answer after the other, and no others are known."""
        answers = {
            name: repeat(found) if isinstance(found, list) else found
            for name, found in (names or {"news.example": [PUBLIC]}).items()
        }

        async def look_up(host: str, port: int) -> Sequence[str]:
            self.looked_up.append(host)
            if host not in answers:
                raise OSError(-2, "Name or service not known")
            return next(answers[host])

        return Network(look_up=look_up, backend=_Home(self), **options)


class _Home(httpcore2.AnyIOBackend):
    """Notes which address a connection is wanted to, and connects to the server."""

    def __init__(self, server: WebServer) -> None:
        self._server = server

    async def connect_tcp(self, host: str, port: int, **options: object) -> httpcore2.AsyncNetworkStream:
        self._server.reached.append((host, port))
        if host in self._server.dead:
            raise httpcore2.ConnectError("nobody there")
        return await super().connect_tcp("127.0.0.1", self._server.port, **options)
