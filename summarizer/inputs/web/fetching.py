"""Fetches one page: asks robots.txt first, follows redirects by hand, and stays within its limits."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import httpcore2

from summarizer import __version__
from summarizer.errors import ArticleError
from summarizer.inputs.web.addresses import WebAddress, follow, parse_address
from summarizer.inputs.web.bodies import ACCEPTED, read_body
from summarizer.inputs.web.connecting import CheckedBackend, Network
from summarizer.inputs.web.robots import ALL_ALLOWED, Robots, parse_robots

__all__ = ["FetchLimits", "Fetched", "fetch"]

_AGENT = "summarizer"
_HEADERS = (
    ("User-Agent", f"{_AGENT}/{__version__}"),
    ("Accept", "text/html, application/xhtml+xml, text/plain, application/pdf, */*;q=0.5"),
    ("Accept-Encoding", ACCEPTED),
)
_ROBOTS_BYTES = 512_000  # RFC 9309 wants at least 500 KiB to be read
_CONNECT_SECONDS = 5.0
_MOST_SHOWN = 200
_MOVED = {301, 302, 303, 307, 308}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE | re.ASCII)
_AS_TEXT = "open it in a browser, save its text as a file, and name that"
_LATER = "try again later"
_FAULTS = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, OSError)


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may cost.

    Attributes:
        seconds: From the first look-up to the last byte, redirects and robots.txt included.
        idle_seconds: The longest silence of a server.
        max_bytes: The longest page, as it is sent and as it is decoded.
        max_redirects: How many are followed.
    """

    seconds: float = 30.0
    idle_seconds: float = 10.0
    max_bytes: int = 20_000_000
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came.

    Attributes:
        url: Where it was in the end, after redirects; without user, password and fragment.
        data: Decoded from ``Content-Encoding``, and from nothing else.
        charset: In small letters, as the server says; None if it does not. It may be wrong, or name none.
    """

    url: str
    data: bytes
    charset: str | None


_LIMITS = FetchLimits()
_NETWORK = Network()


async def fetch(
    url: str, *, allow_private: bool = False, limits: FetchLimits = _LIMITS, network: Network = _NETWORK
) -> Fetched:
    """The page at the address, whole.

    Sent are its host, path and query, and the name and version of this program; no cookie, user, password or referrer,
    and through no proxy. A site whose robots.txt does not want the page read, or cannot be read, is left alone.

    Args:
        url: http or https. One with a user or password in it is refused: no article is known by it.
        allow_private: Whether it may be on this machine or a private network, and at any port. Addresses at which a
            cloud hands out credentials, and link-local ones, are never asked.
        limits: What it may cost.
        network: How names are looked up and connections made.

    Raises:
        ArticleError: It may not be fetched, is not there, or is not whole. No user or password is in the message.
    """
    shown = url.rpartition("@")[2][:_MOST_SHOWN]
    try:
        address = parse_address(url, any_port=allow_private)
        shown = str(address)
        async with asyncio.timeout(limits.seconds):
            backend = CheckedBackend(network, allow_private=allow_private)
            async with httpcore2.AsyncConnectionPool(network.certificates(), network_backend=backend) as pool:
                return await _Fetch(pool, allow_private, limits).page(address)
    except TimeoutError as err:
        raise ArticleError(f"cannot fetch {shown!r}: not whole within {limits.seconds:g} s", hint=_LATER) from err
    except ArticleError as err:
        raise ArticleError(f"cannot fetch {shown!r}: {err.message}", hint=err.hint) from err


@dataclass(frozen=True, slots=True)
class _Answer:
    """One response; `data` and `cut` are of a success only."""

    status: int
    headers: dict[str, str]
    data: bytes = b""
    cut: bool = False

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300

    @property
    def location(self) -> str | None:
        return self.headers.get("location") if self.status in _MOVED else None


@dataclass(slots=True)
class _Fetch:
    """One fetch, with the rules of the sites that it has come to so far."""

    pool: httpcore2.AsyncConnectionPool
    allow_private: bool
    limits: FetchLimits
    robots: dict[str, Robots] = field(default_factory=dict)
    at: WebAddress | None = None

    async def page(self, address: WebAddress) -> Fetched:
        self.at = address
        try:
            return await self._page(address)
        except ArticleError as err:
            if self.at == address:
                raise
            raise ArticleError(f"redirected to {str(self.at)!r}: {err.message}", hint=err.hint) from err

    async def _page(self, address: WebAddress) -> Fetched:
        answer = await self._followed(address, max_bytes=self.limits.max_bytes, is_page=True)
        if not answer.succeeded:
            raise _refusal(answer.status)
        if answer.cut:
            raise ArticleError(
                f"the page is longer than {self.limits.max_bytes:,} bytes", hint=f"no article is: {_AS_TEXT}"
            )
        _, _, parameters = answer.headers.get("content-type", "").partition(";")
        charset = _CHARSET.search(parameters)
        return Fetched(url=str(self.at), data=answer.data, charset=charset[1].lower() if charset else None)

    async def _followed(self, address: WebAddress, *, max_bytes: int, is_page: bool) -> _Answer:
        """The answer at the end of the redirects from the address."""
        for _ in range(self.limits.max_redirects + 1):
            if is_page:
                self.at = address
                await self._check_robots(address)
            answer = await self._asked(address, max_bytes=max_bytes)
            if answer.location is None:
                return answer
            address = follow(address, answer.location, any_port=self.allow_private)
        raise ArticleError(f"it redirects more than {self.limits.max_redirects} times")

    async def _check_robots(self, address: WebAddress) -> None:
        if address.origin not in self.robots:
            self.robots[address.origin] = await self._robots_at(replace(address, target="/robots.txt"))
        if not self.robots[address.origin].allows(address.target):
            raise ArticleError("the site's robots.txt asks programs not to read this page", hint=_AS_TEXT)

    async def _robots_at(self, address: WebAddress) -> Robots:
        """The rules there; none if there is no file, which is what any 4xx means (RFC 9309, 2.3.1.3)."""
        try:
            answer = await self._followed(address, max_bytes=_ROBOTS_BYTES, is_page=False)
            if not answer.succeeded and not 400 <= answer.status < 500:
                raise _refusal(answer.status)
        except ArticleError as err:
            raise ArticleError(f"{err.message} (at robots.txt, which is read first)", hint=err.hint) from err
        return parse_robots(answer.data, agent=_AGENT) if answer.succeeded else ALL_ALLOWED

    async def _asked(self, address: WebAddress, *, max_bytes: int) -> _Answer:
        """What one request brings; a body is read of a success only."""
        idle = self.limits.idle_seconds
        timeouts = {"connect": min(idle, _CONNECT_SECONDS), "read": idle, "write": idle}
        url = httpcore2.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        headers = [("Host", address.authority), *_HEADERS]
        try:
            async with self.pool.stream("GET", url, headers=headers, extensions={"timeout": timeouts}) as response:
                found = {name.lower().decode("latin-1"): _text(value) for name, value in response.headers}
                answer = _Answer(response.status, found)
                if not answer.succeeded:
                    return answer
                data, cut = await read_body(
                    response.aiter_stream(), coding=found.get("content-encoding", ""), max_bytes=max_bytes
                )
                return replace(answer, data=data, cut=cut)
        except _FAULTS as err:
            raise _fault(err, address, idle) from err


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _refusal(status: int) -> ArticleError:
    if status in (401, 402, 403):
        return ArticleError(
            f"the site asks for a login or payment, or keeps programs out (status {status})",
            hint=f"no user or password is ever sent: {_AS_TEXT}",
        )
    if status in (404, 410):
        return ArticleError(f"there is no such page (status {status})", hint="check the address")
    if status == 429:
        return ArticleError("the site wants fewer requests (status 429)", hint=_LATER)
    if status >= 500:
        return ArticleError(f"the site's server failed (status {status})", hint=_LATER)
    return ArticleError(f"the site answered with status {status}", hint=_AS_TEXT)


def _fault(err: Exception, address: WebAddress, idle: float) -> ArticleError:
    unverified = next((link for link in _chain(err) if isinstance(link, ssl.SSLCertVerificationError)), None)
    if unverified is not None:
        return ArticleError(
            f"the certificate of {address.host!r} does not verify: {unverified.verify_message}",
            hint="if you know its authority, add it with SSL_CERT_FILE",
        )
    if isinstance(err, httpcore2.ConnectError) and any(isinstance(link, ssl.SSLError) for link in _chain(err)):
        return ArticleError(f"no secure connection to {address.host!r}, port {address.port}: {err}")
    if isinstance(err, httpcore2.ConnectError | httpcore2.ConnectTimeout):
        return ArticleError(f"no connection to {address.host!r}, port {address.port}", hint=_LATER)
    if isinstance(err, httpcore2.TimeoutException):
        return ArticleError(f"{address.host!r} fell silent for {idle:g} s", hint=_LATER)
    return ArticleError(f"{address.host!r} broke off, or sent what is not HTTP: {str(err)[:_MOST_SHOWN]}", hint=_LATER)


def _chain(err: BaseException | None) -> Iterator[BaseException]:
    while err is not None:
        yield err
        err = err.__cause__ or err.__context__
