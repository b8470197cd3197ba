"""A secure connection is to the name of the site, whatever address it leads to."""

import ssl
from collections.abc import Callable

import pytest
import trustme
from web_server import PUBLIC, WebServer, drip, moved, ok

from summarizer.errors import ArticleError
from summarizer.inputs.web import FetchLimits, fetch

pytestmark = pytest.mark.anyio

A = "https://news.example/a"
NAMES = {"news.example": [PUBLIC], "other.example": ["1.1.1.1"]}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA) -> Callable[[], ssl.SSLContext]:
    def context() -> ssl.SSLContext:
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        return trusting

    return context


def serving(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


async def test_the_certificate_is_that_of_the_name_and_the_connection_goes_to_the_address(
    authority: trustme.CA, trusted: Callable[[], ssl.SSLContext]
) -> None:
    told: list[str | None] = []
    tls = serving(authority, "news.example")
    tls.sni_callback = lambda _socket, name, _context: told.append(name)
    async with WebServer({"/a": ok(b"x")}, tls=tls) as site:
        page = await fetch(A, network=site.network(NAMES, certificates=trusted))
    assert (page.data, page.url) == (b"x", A)
    assert set(told) == {"news.example"}
    assert set(site.reached) == {(PUBLIC, 443)}


async def test_the_certificate_of_another_name_is_refused(
    authority: trustme.CA, trusted: Callable[[], ssl.SSLContext]
) -> None:
    async with WebServer({"/a": ok(b"x")}, tls=serving(authority, "other.example", PUBLIC)) as site:
        with pytest.raises(ArticleError, match=r"certificate of 'news\.example' does not verify.*Hostname mismatch"):
            await fetch(A, network=site.network(NAMES, certificates=trusted))
    assert site.asked == []


async def test_a_certificate_of_an_unknown_authority_is_refused(authority: trustme.CA) -> None:
    async with WebServer({"/a": ok(b"x")}, tls=serving(authority, "news.example")) as site:
        with pytest.raises(ArticleError, match=r"certificate of 'news\.example' does not verify"):
            await fetch(A, network=site.network(NAMES))
    assert site.asked == []


async def test_an_address_in_place_of_a_name_has_a_certificate_too(
    authority: trustme.CA, trusted: Callable[[], ssl.SSLContext]
) -> None:
    async with WebServer({"/a": ok(b"x")}, tls=serving(authority, "2606:4700::1", PUBLIC)) as site:
        for host in ("[2606:4700::1]", PUBLIC):
            assert (await fetch(f"https://{host}/a", network=site.network(certificates=trusted))).data == b"x"
            assert f"Host: {host}\r\n" in site.heads[-1]
    assert site.looked_up == []


async def test_a_redirect_out_of_the_secure_connection_is_refused_and_into_it_is_followed(
    authority: trustme.CA, trusted: Callable[[], ssl.SSLContext]
) -> None:
    pages = {"/a": moved("http://other.example/b"), "/b": moved("https://other.example/c"), "/c": ok(b"x")}
    async with WebServer(pages, tls=serving(authority, "news.example", "other.example")) as site:
        network = site.network(NAMES, certificates=trusted)
        with pytest.raises(ArticleError, match=r"redirects from https to http://other\.example"):
            await fetch(A, network=network)
        assert site.articles == ["/a"]
        assert (await fetch("https://news.example/b", network=network)).data == b"x"


async def test_a_server_that_does_not_speak_tls_is_told() -> None:
    async with WebServer(greeting=b"220 mail.example\r\n") as site:
        with pytest.raises(ArticleError, match=r"no secure connection to 'news\.example'"):
            await fetch(A, network=site.network(NAMES))


async def test_a_handshake_that_hangs_is_given_up(trusted: Callable[[], ssl.SSLContext]) -> None:
    async with WebServer({"/a": drip(then_silent=True)}) as site:
        with pytest.raises(ArticleError, match=r"no connection to 'news\.example', port 443"):
            await fetch(A, network=site.network(NAMES, certificates=trusted), limits=FetchLimits(idle_seconds=0.2))
