"""A site on 127.0.0.1 that says what it is told to, byte by byte, and a network on which all names lead to it.

async with WebServer({"/a": ok(b"<p>Harbour</p>")}) as site:
    await fetch("http://news.example/a", network=site.network({"news.example": ["8.8.8.8"]}))

No address but the server's own is ever connected to: where a program asks for another one, that is noted down.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field

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


@dataclass
class WebServer:
    """Answers a target with its page; what is not there, robots.txt included, is 404."""

    pages: dict[str, Page] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    reached: list[tuple[str, int]] = field(default_factory=list)

    async def __aenter__(self) -> "WebServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                target = head.split()[1].decode()
                self.heads.append(head.decode())
                self.asked.append(target)
                page = self.pages.get(target, response("404 Not Found"))
                for part in [page] if isinstance(page, bytes) else []:
                    writer.write(part)
                if not isinstance(page, bytes):
                    async for part in page():
                        writer.write(part)
                        await writer.drain()
                    break
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    @property
    def articles(self) -> list[str]:
        """What was asked for, but for robots.txt."""
        return [target for target in self.asked if target != "/robots.txt"]

    def network(
        self, names: dict[str, Sequence[str] | Iterable[Sequence[str]]] | None = None, **options: object
    ) -> Network:
        """A network on which each name has its addresses, or one answer after the other, and no more."""
        return Network(look_up=_Names(names or {}), backend=_Home(self), **options)


class _Names:
    def __init__(self, names: dict) -> None:
        self._names = {
            name: iter(lambda answer=answer: answer, None) if isinstance(answer, list) else iter(answer)
            for name, answer in names.items()
        }

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        if host not in self._names:
            raise OSError(-2, "Name or service not known")
        return next(self._names[host])


class _Home(httpcore2.AnyIOBackend):
    """Notes which address a connection is wanted to, and connects to the server."""

    def __init__(self, server: WebServer) -> None:
        self._server = server

    async def connect_tcp(self, host: str, port: int, **options: object) -> httpcore2.AsyncNetworkStream:
        self._server.reached.append((host, port))
        return await super().connect_tcp("127.0.0.1", self._server.port, **options)
