"""Connections that lead nowhere but to an address that was checked.

The check stands where a connection is made, so that nothing can go around it: not a redirect, not a name whose answer
changes between a check and its use. The name stays what the certificate is checked against, and what ``Host`` says.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import anyio
import httpcore2

from summarizer.errors import ArticleError
from summarizer.inputs.web.reach import IPAddress, check_reach, ip_address

__all__ = ["CheckedBackend", "Network"]


async def _look_up(host: str, port: int) -> Sequence[str]:
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@cache
def _certificates() -> ssl.SSLContext:
    """The authorities that this machine trusts; read once, for it takes 40 ms."""
    return httpcore2.default_ssl_context()


@dataclass(frozen=True, slots=True)
class Network:
    """How names are looked up and connections made.

    Attributes:
        look_up: From a host and a port to IP addresses as text; raises `OSError` if there are none.
        backend: Connects to one of them.
        certificates: The authorities that are trusted; called for each fetch.
    """

    look_up: Callable[[str, int], Awaitable[Sequence[str]]] = _look_up
    backend: httpcore2.AsyncNetworkBackend = field(default_factory=httpcore2.AnyIOBackend)
    certificates: Callable[[], ssl.SSLContext] = _certificates


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Looks a name up, checks every address that comes back, and connects to one of these very addresses."""

    def __init__(self, network: Network, *, allow_private: bool) -> None:
        self._network = network
        self._allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the signature is the library's)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to the first of the host's addresses that answers.

        Raises:
            ArticleError: There is no such host, or one of its addresses may not be reached.
        """
        failure: Exception = ArticleError(f"there is no address of {host!r}")
        for address in await self._addresses(host, port):
            try:
                return await self._network.backend.connect_tcp(
                    str(address), port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as err:
                failure = err
        raise failure

    async def _addresses(self, host: str, port: int) -> list[IPAddress]:
        try:
            addresses = [ip_address(host)]
        except ValueError:
            addresses = await self._looked_up(host, port)
        for address in addresses:
            try:
                check_reach(address, allow_private=self._allow_private)
            except ArticleError as err:
                if str(address) == host:
                    raise
                raise ArticleError(f"{host!r} leads to {err.message}", hint=err.hint) from err
        return addresses

    async def _looked_up(self, host: str, port: int) -> list[IPAddress]:
        try:
            found = await self._network.look_up(host, port)
        except OSError as err:
            raise ArticleError(
                f"no address is known of {host!r}: {err.strerror or err}",
                hint="check its spelling, and that this machine is on the network",
            ) from err
        return [ip_address(text) for text in dict.fromkeys(found)]
