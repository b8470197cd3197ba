"""A web address is taken apart once, and what looks like another host than it is comes out as what it is."""

import pytest

from summarizer.errors import ArticleError
from summarizer.inputs.web.addresses import follow, parse_address

LOOPBACK = """
    2130706433 0x7f.1 0x7f000001 0177.0.0.1 127.1 127.0.1 127.0.0.1. １２７.0.0.1 127。0。0。1 127．0．0．1
    ①②⑦.0.0.1 017700000001
"""


@pytest.mark.parametrize("host", LOOPBACK.split())
def test_every_way_to_write_an_ipv4_address_comes_to_the_same(host: str) -> None:
    assert parse_address(f"http://{host}/a", any_port=False).host == "127.0.0.1"


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("0", "0.0.0.0"),
        ("[::ffff:127.0.0.1]", "::ffff:7f00:1"),
        ("[0:0:0:0:0:0:0:1]", "::1"),
        ("News.Example.", "news.example"),
        ("ｎｅｗｓ.example", "news.example"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("ne\u00adws.example", "news.example"),
    ],
)
def test_a_host_is_written_in_one_way(host: str, found: str) -> None:
    host = parse_address(f"http://{host}/a", any_port=False).host
    assert host.replace("::ffff:127.0.0.1", "::ffff:7f00:1") == found  # Python 3.13 writes it in the first way


@pytest.mark.parametrize(
    "url",
    [
        "http://%31%32%37.0.0.1/",
        "http://127.0.0.1%2f@8.8.8.8%00/",
        "http://ann:pw@news.example/a",
        "http://ann@news.example/a",
        "http://ann@evil.example@news.example/",
        "http://evil.example\\@news.example/",
        "http://a..example/",
        "http://.example/",
        "http:///a",
        "http:a",
        "http://a b.example/",
        "http://℀.example/",
        "http://news.example／evil/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://[1::2::3]/",
        "http://a_ü.example/",
        "http://a\u200db.example/",
        "http://256.1/",
        "http://1.2.3.4.5/",
        "http://news.example:99999/",
        "http://news.example:port/",
        "http://" + "a" * 64 + ".example/",
        "http://news.example/" + "a" * 8000,
        "file:///etc/passwd",
        "ftp://news.example/a",
        "gopher://news.example/a",
        "data:text/html,x",
        "//news.example/a",
        "news.example/a",
        "",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ArticleError):
        parse_address(url, any_port=True)


@pytest.mark.parametrize("port", [0, 22, 25, 81, 6379, 9200, 11211])
def test_other_ports_than_those_of_the_web_are_asked_only_if_that_is_allowed(port: int) -> None:
    with pytest.raises(ArticleError, match=f"port {port} is none of 80, 443, 8080, 8443") as caught:
        parse_address(f"http://news.example:{port}/", any_port=False)
    assert caught.value.hint == "if the server is yours: --allow-private asks any port"
    assert parse_address(f"http://news.example:{port}/", any_port=True).port == port


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("http://news.example/a#top", "http://news.example/a"),
        ("HTTPS://news.example:443", "https://news.example/"),
        ("http://news.example:8080?q=ä b", "http://news.example:8080/?q=%C3%A4%20b"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http://news.example/hafen/fähre?x=%e4&y=%41", "http://news.example/hafen/f%C3%A4hre?x=%E4&y=A"),
        ("http://news.example/a/%2e%2e/b/../c/.", "http://news.example/c/"),
        ("http://news.example/../../a//b", "http://news.example/a//b"),
        ("  http://news.example/a\r\nX-Injected: yes\n", "http://news.example/aX-Injected:%20yes"),
    ],
)
def test_an_address_is_shown_as_it_is_asked_for(written: str, shown: str) -> None:
    address = parse_address(written, any_port=False)
    assert str(address) == shown
    assert str(parse_address(shown, any_port=False)) == shown


@pytest.mark.parametrize(
    ("location", "found"),
    [
        ("/b", "https://news.example/b"),
        ("b?c", "https://news.example/x/b?c"),
        ("//other.example/b", "https://other.example/b"),
        ("", "https://news.example/x/a"),
    ],
)
def test_a_redirect_leads_where_it_says(location: str, found: str) -> None:
    assert str(follow(parse_address("https://news.example/x/a", any_port=False), location, any_port=False)) == found


@pytest.mark.parametrize(
    "location",
    [
        "http://news.example/b",
        "file:///etc/passwd",
        "javascript:x",
        "https://a:22/",
        "https://ann:pw@news.example/",
        "https://[/",
    ],
)
def test_a_redirect_to_anything_else_or_out_of_the_secure_connection_is_refused(location: str) -> None:
    with pytest.raises(ArticleError, match="it redirects"):
        follow(parse_address("https://news.example/a", any_port=False), location, any_port=False)
