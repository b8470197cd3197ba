"""A page is fetched whole, or a rule is named that refused it. The server plays site and attacker."""

import pytest
from web_server import PUBLIC, WebServer, moved, ok, response

from summarizer.errors import ArticleError
from summarizer.inputs.web import fetch

pytestmark = pytest.mark.anyio

NAMES = {"news.example": [PUBLIC]}
A = "http://news.example/a"


async def test_a_page_comes_with_its_address_type_and_charset() -> None:
    async with WebServer(
        {"/a?b=%C3%A9": ok(b"<p>Harbour</p>", content_type='Text/HTML; Charset="ISO-8859-1"')}
    ) as site:
        page = await fetch("http://ann:canary@News.Example./a?b=é#top", network=site.network(NAMES))
    assert page.url == "http://news.example/a?b=%C3%A9"
    assert (page.data, page.content_type, page.charset) == (b"<p>Harbour</p>", "text/html", "iso-8859-1")
    assert set(site.reached) == {(PUBLIC, 80)}


async def test_the_real_network_is_used_without_a_network_of_a_test() -> None:
    async with WebServer({"/a": ok(b"here")}) as site:
        for host in ("127.0.0.1", "localhost"):
            page = await fetch(f"http://{host}:{site.port}/a", allow_private=True)
            assert page.data == b"here"


async def test_a_redirect_to_a_private_address_is_refused() -> None:
    async with WebServer({"/a": moved("http://10.0.0.8/b")}) as site:
        with pytest.raises(ArticleError, match=r"10\.0\.0\.8 is a private address"):
            await fetch(A, network=site.network(NAMES))
    assert set(site.reached) == {(PUBLIC, 80)}


async def test_a_login_is_told() -> None:
    async with WebServer({"/a": response("401 Unauthorized")}) as site:
        with pytest.raises(ArticleError, match=r"login or payment.*401"):
            await fetch(A, network=site.network(NAMES))
