"""A page is fetched whole, or the rule is named that refused it. The server plays site and attacker."""

import asyncio
import gzip
import os
import subprocess
import sys
import time
import traceback
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from web_server import PUBLIC, Page, WebServer, drip, moved, ok, response

from summarizer import __version__
from summarizer.errors import ArticleError
from summarizer.inputs.web import Fetched, FetchLimits, Network, fetch

pytestmark = pytest.mark.anyio

A = "http://news.example/a"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


async def refused(site: WebServer, url: str = A, **options: object) -> ArticleError:
    """The error that fetching ends in."""
    with pytest.raises(ArticleError) as caught:
        await fetch(url, **{"network": site.network()} | options)
    assert caught.value.exit_code == 3
    return caught.value


async def served(page: Page, **options: object) -> Fetched:
    """The page, fetched."""
    async with WebServer({"/a": page}) as site:
        return await fetch(A, network=site.network(), **options)


# ----------------------------------------------------------------------------------- what is fetched


async def test_a_page_comes_with_its_address_and_charset() -> None:
    page = ok(b"<p>Harbour</p>", content_type='Text/HTML; Charset="ISO-8859-1"')
    async with WebServer({"/a?b=%C3%A9": page}) as site:
        found = await fetch("http://News.Example./a?b=é#top", network=site.network())
    url = "http://news.example/a?b=%C3%A9"
    assert found == Fetched(url, b"<p>Harbour</p>", "iso-8859-1")


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ({}, None),
        ({"content_type": ""}, None),
        ({"content_type": "application/pdf"}, None),
        ({"content_type": "text/html; boundary=x; charset=utf-8"}, "utf-8"),
        ({"content_type": "text/html;charset="}, None),
        ({"content_type": "text/é; charset=é"}, None),
    ],
)
async def test_the_charset_that_a_server_names_is_told_and_no_more(header: dict[str, str], charset: str | None) -> None:
    assert (await served(ok(b"x", **header))).charset == charset


async def test_a_header_may_be_in_latin_1() -> None:
    page = drip("HTTP/1.1 302 Found\r\nlocation: /é\r\n\r\n".encode("latin-1"))
    async with WebServer({"/a": page, "/%C3%A9": ok(b"x")}) as site:
        assert (await fetch(A, network=site.network())).data == b"x"


async def test_without_a_network_of_a_test_the_machine_own_is_used() -> None:
    async with WebServer({"/a": ok(b"here")}) as site:
        for host in ("127.0.0.1", "localhost"):
            page = await fetch(f"http://{host}:{site.port}/a", allow_private=True)
            assert page.data == b"here"
            with pytest.raises(ArticleError, match="this machine"):
                await fetch(f"http://{host}/a")


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("gzip", gzip.compress(b"harbour")),
        ("X-GZIP", gzip.compress(b"harbour")),
        ("deflate", zlib.compress(b"harbour")),
        ("gzip", gzip.compress(b"har") + gzip.compress(b"bour")),
        ("gzip", gzip.compress(b"harbour") + b"\0\0\0"),
        ("identity", b"harbour"),
    ],
)
@pytest.mark.parametrize("piece", [1, 1000])
async def test_what_is_compressed_is_read(coding: str, data: bytes, piece: int) -> None:
    pieces = [chunk(data[at : at + piece]) for at in range(0, len(data), piece)]
    page = drip(CHUNKED.replace(b"\r\n\r\n", f"\r\ncontent-encoding: {coding}\r\n\r\n".encode()), *pieces, chunk(b""))
    assert (await served(page)).data == b"harbour"


async def test_an_empty_page_is_empty_whatever_it_is_said_to_be() -> None:
    assert (await served(ok(b"", content_encoding="gzip"))).data == b""


async def test_a_page_without_a_length_ends_with_the_connection() -> None:
    assert (await served(drip(b"HTTP/1.1 200 OK\r\n\r\n", b"harb", b"our"))).data == b"harbour"


# -------------------------------------------------------------------------------------- what is sent


async def test_nothing_is_sent_but_the_request_and_the_name_of_this_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine news.example login ann password canary")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://ann:canary@127.0.0.1:9")
    async with WebServer({"/a": moved("/b", set_cookie="id=canary"), "/b": ok(b"x", set_cookie="id=canary")}) as site:
        await fetch("http://news.example/a#canary", network=site.network())
    assert site.asked == ["/robots.txt", "/a", "/b"]
    for head in site.heads:
        _, *headers = head.strip().split("\r\n")
        assert [header.split(":")[0].lower() for header in headers] == [
            "host",
            "user-agent",
            "accept",
            "accept-encoding",
        ]
        assert headers[:2] == ["Host: news.example", f"User-Agent: summarizer/{__version__}"]
        assert "canary" not in head


async def test_a_user_and_password_stand_in_no_error() -> None:
    secret = "".join(["ca", "na", "ry"])
    hosts = ["news.example", "[::1", "10.0.0.8", "news.example:22", "", "nowhere.example", "a..b", "256.1", "[::1%x]"]
    urls = [
        f"{scheme}ann:{secret}{odd}@{host}/a"
        for scheme in ("http://", "https://", "ftp://", "http:", "//", "")
        for odd in ("", "/x", "@", "#", "?", ":", "\\", " ", "%40", "℀")
        for host in hosts
    ]
    async with WebServer({"/a": response("401 Unauthorized", www_authenticate="Basic")}, dead={"1.1.1.1"}) as site:
        network = site.network({"news.example": [PUBLIC], "nowhere.example": ["1.1.1.1"]})
        for url in urls:
            err = await refused(site, url, network=network, limits=FetchLimits(idle_seconds=0.05))
            assert secret not in "".join(traceback.format_exception(err)) + str(err.hint), url
        err = await refused(site, "http://ann:pw@news.example/a")
    assert err.message == (
        "cannot fetch 'news.example/a': an address with a user or password in it, which are never sent"
    )
    assert not any(secret in head for head in site.heads)


async def test_a_login_is_told_and_no_password_is_sent() -> None:
    async with WebServer({"/a": response("401 Unauthorized", www_authenticate='Basic realm="x"')}) as site:
        err = await refused(site)
    assert err.message == (
        "cannot fetch 'http://news.example/a': the site asks for a login or payment, or keeps programs out (status 401)"
    )
    assert site.articles == ["/a"]
    assert "authorization" not in "".join(site.heads).lower()


# ------------------------------------------------------------------------------------ where it leads


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://2130706433/a", "127.0.0.1 is an address of this machine"),
        ("http://0x7f.1/a", "127.0.0.1 is an address of this machine"),
        ("http://127.1/a", "127.0.0.1 is an address of this machine"),
        ("http://0/a", "0.0.0.0 is no address of a machine"),
        ("http://[::ffff:127.0.0.1]/a", "is an address of this machine"),
        ("http://127。0。0。1/a", "127.0.0.1 is an address of this machine"),
        ("http://１２７．0．0．1/a", "127.0.0.1 is an address of this machine"),
        ("http://127.0.0.1./a", "127.0.0.1 is an address of this machine"),
        ("http://%31%32%37.0.0.1/a", "is no name"),
        ("http://[::1]/a", "::1 is an address of this machine"),
        ("http://169.254.169.254/latest/meta-data", "a cloud hands out credentials"),
        ("http://[fd00:ec2::254]/latest", "a cloud hands out credentials"),
        ("http://news.example:6379/", "port 6379"),
        ("file:///etc/passwd", "only http and https"),
    ],
)
async def test_no_spelling_of_an_address_reaches_this_machine(url: str, told: str) -> None:
    async with WebServer() as site:
        assert told in (await refused(site, url)).message
        moving = WebServer({"/a": moved(url)})
        async with moving:
            assert told in (await refused(moving)).message
    assert site.reached == []
    assert set(moving.reached) == {(PUBLIC, 80)}


@pytest.mark.parametrize("answer", [["10.0.0.8"], [PUBLIC, "10.0.0.8"], ["::1", PUBLIC], ["64:ff9b::a00:8"]])
async def test_a_name_with_any_private_address_is_not_reached_at_all(answer: list[str]) -> None:
    async with WebServer({"/a": ok(b"x")}) as site:
        err = await refused(site, network=site.network({"news.example": answer}))
    assert "'news.example' leads to " in err.message
    assert site.reached == []


async def test_private_addresses_are_reached_if_that_is_allowed_and_metadata_never() -> None:
    names = {"news.example": ["10.0.0.8"], "cloud.example": ["169.254.169.254"]}
    pages = {"/a": ok(b"x"), "/m": moved("http://cloud.example/a"), "/n": moved("http://100.100.100.200/a")}
    async with WebServer(pages) as site:
        page = await fetch("http://news.example:6379/a", allow_private=True, network=site.network(names))
        assert page.data == b"x"
        for url in ("http://news.example/m", "http://news.example/n"):
            err = await refused(site, url, allow_private=True, network=site.network(names))
            assert "hands out credentials" in err.message
    assert {host for host, _ in site.reached} == {"10.0.0.8"}
    assert site.reached[0] == ("10.0.0.8", 6379)


async def test_an_answer_that_changes_is_checked_each_time_and_what_was_checked_is_connected_to() -> None:
    close = {"connection": "close"}
    async with WebServer({"/robots.txt": response("404 Not Found", **close), "/a": ok(b"inside")}) as site:
        changing = iter([[PUBLIC], ["127.0.0.1"], [PUBLIC]])
        err = await refused(site, network=site.network({"news.example": changing}))
    assert "'news.example' leads to 127.0.0.1" in err.message
    assert (site.looked_up, site.reached) == (["news.example"] * 2, [(PUBLIC, 80)])
    assert site.articles == []


async def test_each_connection_looks_its_name_up_once() -> None:
    numbered = ([f"8.8.8.{number}"] for number in count(1))
    async with WebServer({"/a": ok(b"x")}) as site:
        await fetch(A, network=site.network({"news.example": numbered}))
    assert [host for host, _ in site.reached] == [f"8.8.8.{1 + number}" for number in range(len(site.looked_up))]


async def test_an_address_that_does_not_answer_leaves_the_next() -> None:
    names = {"news.example": ["2606:4700::1", "8.8.4.4", PUBLIC]}
    async with WebServer({"/a": ok(b"x")}, dead={"2606:4700::1", "8.8.4.4"}) as site:
        assert (await fetch(A, network=site.network(names))).data == b"x"
        site.dead.add(PUBLIC)
        err = await refused(site, network=site.network(names))
    assert "no connection to 'news.example', port 80" in err.message
    assert [host for host, _ in site.reached[:3]] == names["news.example"]


@pytest.mark.parametrize("names", [{"other.example": [PUBLIC]}, {"news.example": []}])
async def test_a_name_without_an_address_is_told(names: dict[str, list[str]]) -> None:
    async with WebServer() as site:
        err = await refused(site, network=site.network(names))
    assert "address" in err.message
    assert "'news.example'" in err.message


# ----------------------------------------------------------------------------------------- redirects


async def test_a_redirect_is_followed_to_where_it_ends() -> None:
    names = {"news.example": [PUBLIC], "other.example": ["1.1.1.1"]}
    async with WebServer({"/a": moved("b"), "/b": moved("//other.example:8080/é"), "/%C3%A9": ok(b"x")}) as site:
        page = await fetch(A, network=site.network(names))
    assert page.url == "http://other.example:8080/%C3%A9"
    assert ("1.1.1.1", 8080) in site.reached
    assert "Host: other.example:8080" in site.heads[-1]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_five_redirects_are_followed_and_no_sixth(status: int) -> None:
    pages: dict[str, Page] = {f"/{n}": response(f"{status} Moved", location=f"/{n + 1}") for n in range(9)}
    async with WebServer(pages | {"/6": ok(b"x")}) as site:
        assert (await fetch("http://news.example/1", network=site.network())).data == b"x"
        assert "more than 5 times" in (await refused(site, "http://news.example/0")).message
    assert site.articles[-1] == "/5"


async def test_a_loop_ends() -> None:
    async with WebServer({"/a": moved("/a")}) as site:
        assert "redirects more than 5 times" in (await refused(site)).message
    assert len(site.articles) == 6


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://news.example/a", "http://[", "http://news.example:22/", "data:,x"]
)
async def test_a_redirect_to_what_is_not_fetched_is_told(location: str) -> None:
    async with WebServer({"/a": moved(location)}) as site:
        assert "it redirects to what is" in (await refused(site)).message


async def test_a_failure_after_a_redirect_names_where() -> None:
    async with WebServer({"/a": moved("/b")}) as site:
        assert "redirected to 'http://news.example/b': there is no such page" in (await refused(site)).message


# ------------------------------------------------------------------------------------------ statuses


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (204, None),
        (300, "status 300"),
        (302, "status 302"),
        (304, "status 304"),
        (400, "status 400"),
        (402, "login or payment"),
        (403, "login or payment"),
        (404, "no such page"),
        (410, "no such page"),
        (429, "fewer requests"),
        (451, "status 451"),
        (500, "server failed"),
        (503, "server failed"),
    ],
)
async def test_what_is_no_success_is_told_by_its_status(status: int, told: str | None) -> None:
    async with WebServer({"/a": response(f"{status} X", b"" if status in (204, 304) else b"body")}) as site:
        if told is None:
            assert (await fetch(A, network=site.network())).data == b""
            return
        err = await refused(site)
    assert told in err.message
    assert f"status {status}" in err.message
    assert err.hint


# -------------------------------------------------------------------------------------------- limits


async def test_a_page_of_just_the_limit_is_read_and_one_byte_more_is_not() -> None:
    limits = FetchLimits(max_bytes=1000)
    for page in (ok(b"x" * 1000), ok(gzip.compress(b"x" * 1000), content_encoding="gzip")):
        assert len((await served(page, limits=limits)).data) == 1000
    for page in (ok(b"x" * 1001), ok(gzip.compress(b"x" * 1001), content_encoding="gzip")):
        with pytest.raises(ArticleError, match="longer than 1,000 bytes"):
            await served(page, limits=limits)


def bomb(coding: str) -> Page:
    """A head and then, without end, pieces of 1 kB that decode to 1 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    first = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {coding}\r\n\r\n".encode()
    return drip(head, first, again=again * 100)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_a_bomb_costs_seconds_and_megabytes(coding: str) -> None:
    page = bomb(coding)
    tracemalloc.start()
    start = time.monotonic()
    try:
        with pytest.raises(ArticleError, match="longer than 20,000,000 bytes"):
            await served(page)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
        assert time.monotonic() - start < 5
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "page",
    [
        drip(b"HTTP/1.1 200 OK\r\n\r\n", again=b"x" * 65536),
        drip(CHUNKED, again=chunk(b"x" * 65536)),
        drip(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n", again=b"x" * 65536),
        # A stream of empty blocks: it never decodes to anything.
        drip(
            b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n",
            gzip.compress(b"")[:10],
            again=b"\0\0\0\xff\xff" * 9999,
        ),
        drip(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n", again=gzip.compress(b"") * 100),
    ],
    ids=["plain", "chunked", "length", "blocks", "members"],
)
async def test_a_page_without_end_is_not_read_to_its_end(page: Page) -> None:
    start = time.monotonic()
    with pytest.raises(ArticleError, match="longer than 1,000,000 bytes"):
        await served(page, limits=FetchLimits(max_bytes=1_000_000))
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "page",
    [
        drip(CHUNKED, again=chunk(b"x"), seconds=0.02),
        drip(b"HTTP/1.1 200 OK\r\n", again=b"a: b\r\n", seconds=0.02),
        drip(again=b"HTTP/1.1 103 Early Hints\r\n\r\n", seconds=0.02),
        drip(again=b"H", seconds=0.02),
    ],
    ids=["body", "headers", "hints", "status"],
)
@pytest.mark.parametrize("target", ["/a", "/robots.txt"])
async def test_a_slow_drip_ends_at_the_deadline(page: Page, target: str) -> None:
    start = time.monotonic()
    async with WebServer({target: page}) as site:
        err = await refused(site, limits=FetchLimits(seconds=0.3))
        assert time.monotonic() - start < 0.8
    assert "not whole within 0.3 s" in err.message or "not HTTP" in err.message


async def test_redirects_share_one_deadline() -> None:
    async def slowly() -> AsyncIterator[bytes]:
        await asyncio.sleep(0.1)
        yield moved("/a")

    start = time.monotonic()
    async with WebServer({"/a": slowly}) as site:
        err = await refused(site, limits=FetchLimits(seconds=0.25, max_redirects=1000))
    assert "not whole within 0.25 s" in err.message
    assert time.monotonic() - start < 0.8


@pytest.mark.parametrize(
    "page", [drip(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", b"x", then_silent=True), drip(then_silent=True)]
)
async def test_a_server_that_falls_silent_is_given_up_before_the_deadline(page: Page) -> None:
    start = time.monotonic()
    async with WebServer({"/a": page}) as site:
        err = await refused(site, limits=FetchLimits(idle_seconds=0.2))
        assert time.monotonic() - start < 2
    assert "fell silent for 0.2 s" in err.message


async def test_a_look_up_that_hangs_ends_at_the_deadline() -> None:
    async def hangs(host: str, port: int) -> list[str]:
        await asyncio.sleep(30)
        return []

    with pytest.raises(ArticleError, match=r"not whole within 0\.1 s"):
        await fetch(A, limits=FetchLimits(seconds=0.1), network=Network(look_up=hangs))


# ----------------------------------------------------------------------------------- broken responses


@pytest.mark.parametrize(
    "page",
    [
        drip(b"HTTP/1.1 200 OK\r\nx: " + b"x" * 300_000 + b"\r\n\r\n"),
        drip(b"HTTP/1.1 200 OK\r\n", again=b"x: y\r\n" * 1000),
        drip(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n", b"short"),
        drip(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n", b"which?"),
        drip(b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", b"x"),
        drip(CHUNKED, b"zz\r\nx\r\n"),
        drip(CHUNKED, chunk(b"cut")),
        drip(b"SSH-2.0-OpenSSH_9.6\r\n"),
        drip(b"HTTP/1.1 200 OK\r\n" + b"no header " * 999 + b"\r\n\r\n"),
        drip(b"\x00\x01\x02" * 99),
        drip(),
    ],
    ids=["header", "headers", "short", "lengths", "negative", "chunks", "cut", "ssh", "words", "bytes", "nothing"],
)
async def test_what_breaks_off_or_is_not_http_is_told(page: Page) -> None:
    async with WebServer({"/a": page}) as site:
        err = await refused(site)
    assert "'news.example' broke off, or sent what is not HTTP" in err.message
    assert len(err.message) < 500


async def test_what_follows_the_length_that_was_said_is_not_read() -> None:
    assert (await served(drip(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n", b"onetwo"))).data == b"one"


@pytest.mark.parametrize(
    ("coding", "data", "told"),
    [
        ("gzip", b"no gzip at all", "compressed data are broken"),
        ("gzip", gzip.compress(b"harbour")[:-4], "in the middle of its compressed data"),
        ("gzip", gzip.compress(b"harbour")[:-8] + b"\0" * 8, "compressed data are broken"),
        ("deflate", zlib.compress(b"harbour")[:-2], "in the middle of its compressed data"),
        ("br", b"x", "coding 'br', which was not asked for"),
        ("zstd", b"x", "coding 'zstd', which was not asked for"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x")), "coding 'gzip, gzip', which was not asked for"),
    ],
)
async def test_what_cannot_be_decoded_is_told(coding: str, data: bytes, told: str) -> None:
    with pytest.raises(ArticleError, match=told):
        await served(ok(data, content_encoding=coding))


# ---------------------------------------------------------------------------------------- robots.txt


@pytest.mark.parametrize("status", ["404 Not Found", "401 Unauthorized", "403 Forbidden", "410 Gone"])
async def test_a_site_without_robots_txt_is_read(status: str) -> None:
    async with WebServer({"/robots.txt": response(status), "/a": ok(b"x")}) as site:
        assert (await fetch(A, network=site.network())).data == b"x"


async def test_a_page_that_robots_txt_asks_to_leave_alone_is_not_asked_for() -> None:
    rules = b"User-agent: *\nDisallow: /a\n\nUser-agent: other\nDisallow: /"
    async with WebServer({"/robots.txt": ok(rules), "/b": moved("/c"), "/c": moved("/x/../a"), "/a": ok(b"x")}) as site:
        for url in (A, "http://news.example/b", "http://news.example/%61"):
            assert "robots.txt asks programs not to read this page" in (await refused(site, url)).message
    assert site.articles == ["/b", "/c"]


async def test_each_site_is_asked_for_its_own_robots_txt_once() -> None:
    names = {"news.example": [PUBLIC], "other.example": [PUBLIC]}
    async with WebServer({"/a": moved("/b"), "/b": moved("http://other.example/c"), "/c": ok(b"x")}) as site:
        await fetch(A, network=site.network(names))
    asked = [(head.split()[1], head.split("Host: ")[1].split("\r\n")[0]) for head in site.heads]
    assert asked == [
        ("/robots.txt", "news.example"),
        ("/a", "news.example"),
        ("/b", "news.example"),
        ("/robots.txt", "other.example"),
        ("/c", "other.example"),
    ]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (response("500 Oops"), "server failed (status 500)"),
        (response("503 Busy"), "server failed (status 503)"),
        (drip(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", b"x"), "broke off"),
        (moved("http://10.0.0.8/robots.txt"), "10.0.0.8 is a private address"),
        (moved("/robots.txt"), "redirects more than 5 times"),
        (ok(b"x", content_encoding="br"), "not asked for"),
    ],
)
async def test_a_site_whose_robots_txt_cannot_be_read_is_left_alone(page: Page, told: str) -> None:
    async with WebServer({"/robots.txt": page, "/a": ok(b"x")}) as site:
        err = await refused(site)
    assert told in err.message
    assert "(at robots.txt, which is read first)" in err.message
    assert site.articles == []


async def test_robots_txt_may_be_elsewhere_and_is_read_as_far_as_half_a_megabyte() -> None:
    long = b"User-agent: *\nDisallow: /a\n" + b"#" * 600_000
    names = {"news.example": [PUBLIC], "other.example": [PUBLIC]}
    pages = {"/robots.txt": moved("http://other.example/r"), "/r": ok(long), "/a": ok(b"x"), "/b": ok(b"x")}
    async with WebServer(pages) as site:
        assert "robots.txt asks" in (await refused(site, network=site.network(names))).message
        assert (await fetch("http://news.example/b", network=site.network(names))).data == b"x"


# ------------------------------------------------------------------------------------------ the code


@pytest.mark.parametrize(
    "line",
    [
        "from trafilatura import fetch_url",
        "from trafilatura.downloads import fetch_response",
        "import trafilatura.downloads",
        "import trafilatura; trafilatura.fetch_url('http://news.example')",
        "from trafilatura import spider, sitemaps, feeds",
        "from htmldate import find_date",
        "import lxml.html; lxml.html.parse('http://news.example')",
        "from lxml import etree; etree.parse('http://news.example')",
        "import newspaper",
        "import requests",
        "import urllib3",
        "from urllib.request import urlopen",
    ],
)
def test_what_fetches_by_itself_may_not_be_imported(line: str) -> None:
    ruff = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--select",
        "TID251",
        "--stdin-filename",
        "summarizer/inputs/x.py",
        "-",
    ]
    root = Path(__file__).parent.parent
    done = subprocess.run(ruff, input=line, text=True, capture_output=True, cwd=root, check=False)
    assert "TID251" in done.stdout, done


def test_the_client_is_not_loaded_before_a_page_is_fetched() -> None:
    code = "import sys, summarizer.cli.main, summarizer.inputs; print(*sys.modules)"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, env=env, check=True)
    assert not {"httpcore2", "summarizer.inputs.web"} & set(done.stdout.split())
