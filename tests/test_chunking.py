"""The parts of an article that a model reads at once stand where they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.chunking import lead
from summarizer.types import Article, Span


def article(text: str) -> Article:
    return Article("a1", "-", text)


@given(st.text(alphabet="ab. \n", max_size=60), st.integers(5, 40))
def test_a_lead_is_a_beginning_of_the_text_and_short_enough(text: str, most: int) -> None:
    found = lead(article(text), most=most)
    assert text.startswith(found.article.text)
    assert found.spans == (Span(0, len(found.article.text)),)
    assert len(found.article.text) <= most
    assert len(text) > most or found.article.text == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One two three.\nFour five.", "One two three."),
        ("One two three. Four five.", "One two three."),
        ("One.\n" + "x" * 30, "One.\nxxxxxxxxxxxxxxx"),
    ],
)
def test_a_lead_ends_at_a_paragraph_or_a_sentence_if_one_is_near(text: str, found: str) -> None:
    assert lead(article(text), most=20).article.text == found
