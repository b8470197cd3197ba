"""What robots.txt asks for is heeded as RFC 9309 says."""

import time
from itertools import product

import pytest

from summarizer.inputs.web.robots import parse_robots


def allowed(text: str | bytes, target: str) -> bool:
    data = text.encode() if isinstance(text, str) else text
    return parse_robots(data, agent="summarizer").allows(target)


@pytest.mark.parametrize(
    ("rules", "target", "allows"),
    [
        ("Disallow: /", "/a", False),
        ("Disallow: /", "/robots.txt", True),
        ("Disallow:", "/a", True),
        ("Disallow: /a", "/ab", False),
        ("Disallow: /a/", "/a", True),
        ("Disallow: /A", "/a", True),
        ("Disallow: /\nAllow: /a", "/a/b", True),
        ("Allow: /a\nDisallow: /a/b", "/a/b", False),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /*.pdf$", "/x/y.pdf?z", True),
        ("Disallow: /a*b*c", "/a-b-b-c-d", False),
        ("Disallow: /a*b*c", "/a-c-b", True),
        ("Disallow: /ab*b$", "/ab", True),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: *", "/a", False),
        ("Disallow: /*?print=", "/a?print=1", False),
        ("Disallow: /f%C3%A4hre", "/f%C3%A4hre", False),
        ("Disallow: /fähre", "/f%C3%A4hre", False),
        ("Disallow: /%61%2d", "/a-b", False),
        ("Disallow: /a # not this", "/ab", False),
        ("  disallow  :  /a  ", "/a", False),
        ("Crawl-delay: ²\nSitemap: //[\nDisallow: //[", "/a", True),
    ],
)
def test_the_longest_rule_that_fits_decides(rules: str, target: str, allows: bool) -> None:
    assert allowed(f"User-agent: *\n{rules}\n", target) is allows


@pytest.mark.parametrize(
    ("text", "allows"),
    [
        ("", True),
        ("<!doctype html><p>Not found</p>", True),
        ("Disallow: /", True),
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: Summarizer/9 (any)\nDisallow: /", False),
        ("User-agent: summarizers\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: summarizer\nAllow: /", True),
        ("User-agent: summarizer\nDisallow: /x\nUser-agent: *\nDisallow: /", True),
        ("User-agent: summarizer\nUser-agent: other\nDisallow: /", False),
        ("User-agent: *\nAllow: /\nUser-agent: summarizer\nUser-agent: other\nDisallow: /", False),
        ("User-agent: other\nUser-agent: summarizer\nCrawl-delay: 5\nDisallow: /", False),
        (
            "User-agent: summarizer\nDisallow: /x\nUser-agent: other\nAllow: /\nUser-agent: summarizer\nDisallow: /",
            False,
        ),
        ("\ufeffUser-agent: *\rDisallow: /\r", False),
    ],
)
def test_the_rules_are_those_for_this_program_or_else_those_for_all(text: str, allows: bool) -> None:
    assert allowed(text, "/a") is allows


@pytest.mark.parametrize(
    "text",
    [
        b"User-agent: *\n" + b"Disallow: /" + b"*a" * 250_000,
        b"User-agent: *\n" + b"Disallow: *aaab\n" * 30_000,
        b"".join(b"User-agent: %b\n" % bytes(name) for name in product(b"abcdefgh", repeat=4))
        + b"Disallow: /\n" * 30_000,
        b"User-agent: summarizer\n" * 10_000 + b"Disallow: /b\n" * 20_000,
        b"a" * 500_000,
        b" " * 500_000,
        b"a" + b" " * 499_999,
        b"\xff" * 500_000,
        b"\n" * 500_000,
        b"#:" * 250_000,
    ],
    ids=range(10),
)
def test_half_a_megabyte_of_hostile_rules_is_read_and_tried_in_seconds(text: bytes) -> None:
    start = time.process_time()
    allowed(text, "/" + "a" * 7000)
    assert time.process_time() - start < 10  # on a quiet machine, less than one
