"""A link opens the page at the quote, whatever the quote is."""

from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.fragments import fragment, link
from summarizer.types import Article, Span

TEXT = (
    "The mayor said so.\n\nShe said the bridge - all of it - will close, said the mayor. "
    "He said the bridge, 100 % & all, stays. He said the bridge may stay open for a while.\n\n"
    "“The bridge has carried us,” the mayor said."
)
ARTICLE = Article(id="x", source="-", text=TEXT, url="https://courier.example/bridge?id=1#top")


def span(words: str, *, nth: int = 1) -> Span:
    start = -1
    for _ in range(nth):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def test_a_quote_that_stands_once_is_named_by_its_words() -> None:
    assert fragment(TEXT, span("will close")) == ":~:text=will%20close"


def test_what_has_a_meaning_in_the_directive_is_encoded() -> None:
    assert fragment(TEXT, span("100 % & all, stays")) == ":~:text=100%20%25%20%26%20all%2C%20stays"
    assert fragment(TEXT, span("bridge - all of it")) == ":~:text=bridge%20%2D%20all%20of%20it"


def test_a_quote_that_stands_more_than_once_has_the_words_around_it() -> None:
    assert fragment(TEXT, span("said the bridge", nth=2)) == (
        ":~:text=close%2C%20said%20the%20mayor.%20He-,said%20the%20bridge,-%2C%20100%20%25%20%26%20all%2C"
    )


def test_the_words_around_it_are_of_the_same_paragraph() -> None:
    assert fragment(TEXT, span("The mayor said")) == ":~:text=The%20mayor%20said,-so."


def test_a_long_quote_and_one_of_several_paragraphs_are_named_by_their_ends() -> None:
    long = " ".join(f"word{n}" for n in range(100))
    assert fragment(f"Start. {long}", Span(7, 7 + len(long))) == (
        ":~:text=word0%20word1%20word2%20word3%20word4%20word5,word94%20word95%20word96%20word97%20word98%20word99"
    )
    named = fragment(TEXT, Span(TEXT.index("He said the bridge,"), len(TEXT)))
    first, last = unquote(named.removeprefix(":~:text=")), "bridge has carried us,” the mayor said."
    assert first.startswith("He said the bridge, 100 %,")
    assert first.endswith(last.partition(" ")[2])


def test_a_link_needs_an_address_of_the_web_and_loses_its_own_fragment() -> None:
    assert link(ARTICLE, span("will close")) == "https://courier.example/bridge?id=1#:~:text=will%20close"
    assert link(replace(ARTICLE, url=None), span("will close")) is None
    assert link(replace(ARTICLE, url="javascript:alert(1)"), span("will close")) is None
    assert link(ARTICLE, Span(3, 4)) is None  # a space


@pytest.mark.parametrize("at", [Span(0, 0), Span(18, 20)])
def test_no_words_have_no_fragment(at: Span) -> None:
    assert fragment(TEXT, at) == ""


@given(st.text(min_size=1, max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_fragment_is_of_safe_characters_and_has_the_words(text: str, one: int, other: int) -> None:
    text = text.encode("utf-8", errors="replace").decode()
    at = Span(min(one, other, len(text)), min(max(one, other), len(text)))
    made = fragment(text, at)
    assert made.isascii()
    assert not set(made) & set(' <>"&#')
    if "\n" not in text and made.count(",") == 0 and made:
        assert " ".join(unquote(made.removeprefix(":~:text=")).split()) == " ".join(text[at.start : at.end].split())
