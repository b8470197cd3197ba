"""An address is fetched and then read as any file is; what the reader may cost ends in a reason."""

import pytest
from files_made import lines, pdf
from web_server import WebServer, moved, ok

from summarizer.errors import ArticleError
from summarizer.inputs import apart, child, is_address, read_article

pytestmark = pytest.mark.anyio
WORDS = "Die Brücke von Orrin wird im Frühjahr geschlossen, sagte die Bürgermeisterin am Montag. "
PAGE = f"<html><title>Orrin schließt die Brücke</title><body><article><p>{WORDS * 3}</p></article></body></html>"


async def test_an_address_is_fetched_and_its_page_read_in_the_encoding_that_the_server_says() -> None:
    page = ok(PAGE.encode("iso-8859-1"), content_type="text/html; charset=iso-8859-1")
    async with WebServer({"/old": moved("/bridge"), "/bridge": page}) as site:
        read = await read_article(f"http://127.0.0.1:{site.port}/old", allow_private=True)
        assert read.source == f"http://127.0.0.1:{site.port}/old"
        assert read.url == f"http://127.0.0.1:{site.port}/bridge"
    assert "Die Brücke von Orrin" in read.text
    assert (read.title, read.language) == ("Orrin schließt die Brücke", "de")


async def test_a_pdf_behind_an_address_is_told_by_its_content_not_by_the_server_s_word() -> None:
    served = ok(pdf([lines("The council of Orrin will close its bridge.")]), content_type="text/html")
    async with WebServer({"/a.html": served}) as site:
        read = await read_article(f"http://127.0.0.1:{site.port}/a.html", allow_private=True)
    assert read.text == "The council of Orrin will close its bridge."
    assert read.pages == (0,)


async def test_an_address_on_this_machine_is_not_asked_unless_that_is_allowed() -> None:
    async with WebServer({"/": ok(PAGE.encode())}) as site:
        with pytest.raises(ArticleError, match="cannot fetch"):
            await read_article(f"http://127.0.0.1:{site.port}/")


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://a.example", True),
        ("HTTP://a.example", True),
        ("a.html", False),
        ("ftp://a.example", False),
        ("-", False),
    ],
)
def test_an_address_is_what_begins_like_one(source: str, address: bool) -> None:
    assert is_address(source) is address


async def test_a_reader_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_SECONDS", 0.3)
    with pytest.raises(ArticleError, match="too much time or memory"):
        await apart.read_apart("html", (PAGE + "<p><a href='" * 100_000).encode(), source="page")


def test_a_file_of_very_many_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_CHARACTERS", 100)
    with pytest.raises(ArticleError, match="more than 100 characters"):
        child.read("html", PAGE.encode(), source="page", charset=None, url=None)


def test_there_is_a_reader_for_every_kind_but_plain_text() -> None:
    with pytest.raises(ValueError, match="text"):
        child.read("text", b"", source="page", charset=None, url=None)
