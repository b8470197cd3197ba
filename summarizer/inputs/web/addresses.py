"""Web addresses: taken apart once, so that what is checked, asked for and shown is one and the same."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna

from summarizer.errors import ArticleError

__all__ = ["WebAddress", "follow", "normal_path", "parse_address"]

_PORTS = {"http": 80, "https": 443}
_OPEN_PORTS = (80, 443, 8080, 8443)
_MOST_CHARACTERS = 8000
_EXAMPLE = "a web address looks like https://news.example/2026/harbour"
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*")
_ESCAPE = re.compile("%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile(r"[\w.~-]", re.ASCII)
_SAFE = "!$&'()*+,/:;=?@%~"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https address that may be asked for; it has no user, password or fragment.

    Attributes:
        scheme: ``http`` or ``https``.
        host: A name in ASCII and small letters without a dot at its end, or an IP address as `ipaddress` writes it.
        port: Of the server.
        target: Path and query, percent-encoded.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port, as in the header ``Host``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.target


def parse_address(url: str, *, any_port: bool) -> WebAddress:
    """The address that the text stands for, without its fragment.

    Args:
        url: As somebody wrote it, or as a server sends it.
        any_port: Whether ports other than 80, 443, 8080 and 8443 may be asked.

    Raises:
        ArticleError: It is no address that may be asked for. The message shows no user and no password.
    """
    if len(url) > _MOST_CHARACTERS:
        raise ArticleError(f"an address of {len(url):,} characters, longer than {_MOST_CHARACTERS:,}")
    try:
        parts = urlsplit(url.strip())
        scheme, name, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:  # its words may be those of a password
        raise ArticleError("not a web address", hint=_EXAMPLE) from None
    if "@" in parts.netloc:
        raise ArticleError(
            "an address with a user or password in it, which are never sent",
            hint="leave them out; of a page behind a login, save the text as a file, and name that",
        )
    if scheme not in _PORTS:
        raise ArticleError(f"an address of the kind {scheme!r}: only http and https are read", hint=_EXAMPLE)
    host = _host(name)
    port = _PORTS[scheme] if port is None else port
    if not any_port and port not in _OPEN_PORTS:
        allowed = ", ".join(map(str, _OPEN_PORTS))
        raise ArticleError(
            f"port {port} is none of {allowed}", hint="if the server is yours: --allow-private asks any port"
        )
    query = f"?{normal_path(parts.query)}" if parts.query else ""
    return WebAddress(scheme, host, port, _without_dots(normal_path(parts.path)) + query)


def follow(address: WebAddress, location: str, *, any_port: bool) -> WebAddress:
    """The address that a redirect from `address` leads to.

    Raises:
        ArticleError: It may not be asked for, or leaves the secure connection.
    """
    try:
        url = urljoin(str(address), location.strip())
    except ValueError:
        raise ArticleError("it redirects to what is no web address") from None
    try:
        found = parse_address(url, any_port=any_port)
    except ArticleError as err:
        raise ArticleError(f"it redirects to what is not fetched: {err.message}", hint=err.hint) from None
    if address.scheme == "https" and found.scheme == "http":
        raise ArticleError(
            f"it redirects from https to {found.origin}, which anybody on the way can read and change",
            hint="find the page's https address",
        )
    return found


def normal_path(text: str) -> str:
    """The path or query with everything but ASCII percent-encoded, and nothing encoded that need not be (RFC 3986)."""
    return _ESCAPE.sub(_decoded, quote(text.encode("utf-8", "replace"), safe=_SAFE))


def _without_dots(path: str) -> str:
    """The path with the steps ``.`` and ``..`` taken (RFC 3986, 5.2.4): what a rule of robots.txt has to fit."""
    steps = path.split("/")[1:]
    kept: list[str] = []
    for step in steps:
        if step == "..":
            kept[-1:] = []
        elif step != ".":
            kept.append(step)
    return "/" + "/".join([*kept, ""] if steps and steps[-1] in (".", "..") and kept else kept)


def _decoded(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if _UNRESERVED.fullmatch(letter) else escape[0].upper()


def _host(name: str) -> str:
    """The host as it is looked up: what the many ways to write one come to."""
    if ":" in name and "%" not in name:  # what follows the sign is a link of this machine, and no page is there
        try:
            return str(IPv6Address(name))
        except ValueError:
            raise ArticleError("the host of the address is no IPv6 address", hint=_EXAMPLE) from None
    try:
        host = idna.encode(name, uts46=True).decode() if not name.isascii() else name
    except UnicodeError:
        raise ArticleError("the host of the address is no name", hint=_EXAMPLE) from None
    host = host.removesuffix(".")
    if not _HOST.fullmatch(host):
        raise ArticleError(f"the host of the address, {host!r}, is no name", hint=_EXAMPLE)
    return str(_as_number(host) or host)


def _as_number(host: str) -> IPv4Address | None:
    """The IPv4 address that browsers and resolvers take the host for: ``127.1``, ``0x7f.1``, ``2130706433``."""
    if not re.fullmatch(r"\d+|0x[0-9a-f]*", host.rpartition(".")[2]):
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        raise ArticleError(f"the host of the address, {host!r}, is no IPv4 address", hint=_EXAMPLE) from None
