"""The parts of an article that a model reads at once stand where they say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.chunking import extract, split, whole
from summarizer.types import Article, Phrase, Span

TEXTS = st.text(alphabet="ab. \n”。é", max_size=300)


def article(text: str) -> Article:
    return Article("a1", "-", text, pages=(0,))


@given(TEXTS, st.integers(1, 80))
@settings(deadline=None)
def test_chunks_are_the_whole_article_in_order_without_overlap(text: str, most: int) -> None:
    parts = split(article(text), most=most)
    assert "".join(part.article.text for part in parts) == text
    at = 0
    for part in parts:
        (span,) = part.spans
        assert span.start == at
        assert text[span.start : span.end] == part.article.text
        assert len(part.article.text) <= most
        at = span.end
    assert at == len(text)


@given(TEXTS, st.integers(1, 80), st.integers(0, 300), st.integers(0, 300))
@settings(deadline=None)
def test_a_chunk_can_be_cut_again_and_stays_where_it_is(text: str, most: int, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    parts = split(article(text), most=most, within=Span(start, end))
    assert "".join(part.article.text for part in parts) == text[start:end]
    assert all(text[part.spans[0].start : part.spans[0].end] == part.article.text for part in parts)


def test_what_fits_is_the_article_itself() -> None:
    read = article("One two.\n\nThree.")
    assert split(read, most=16) == (whole(read),)
    assert split(read, most=16)[0].article is read
    assert extract(read, most=16, wanted=()).article is read


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("One two.\n\nThree four five.", ["One two.\n\n", "Three four five."]),
        ("One two three. Four five.", ["One two three. ", "Four five."]),
        ("one two three four five six", ["one two three ", "four five six"]),
        ("x" * 25, ["x" * 12, "x" * 13]),
    ],
)
def test_a_chunk_ends_with_a_paragraph_else_a_sentence_else_a_word(text: str, chunks: list[str]) -> None:
    assert [part.article.text for part in split(article(text), most=18)] == chunks


def test_chunks_are_of_about_the_same_length() -> None:
    text = "\n\n".join(f"Paragraph {number} of this article is short." for number in range(100))
    lengths = [len(part.article.text) for part in split(article(text), most=1000)]
    assert len(lengths) == 4
    assert min(lengths) > 0.8 * max(lengths)


PARAGRAPHS = [f"Witness {number} spoke of the harbour until midnight, and nobody answered." for number in range(400)]
LONG = "\n\n".join(PARAGRAPHS)


def test_an_extract_has_the_beginning_and_what_is_wanted_and_something_from_all_over() -> None:
    wanted = Span(LONG.index("Witness 250"), LONG.index("Witness 250") + 5)
    found = extract(article(LONG), most=3000, wanted=[wanted])
    assert len(found.article.text) <= 3000
    assert found.article.text.startswith("\n\n".join(PARAGRAPHS[:5]))
    assert PARAGRAPHS[250] in found.article.text
    assert found.spans[-1].start > 0.9 * len(LONG)
    assert found.has(Phrase("", (wanted,)))
    assert not found.has(Phrase("", (Span(LONG.index("Witness 251"), LONG.index("Witness 252")),)))


def test_what_is_wanted_first_comes_first_where_there_is_room_for_one() -> None:
    places = [Span(LONG.index(f"Witness {number} "), LONG.index(f"Witness {number} ") + 5) for number in (300, 200)]
    text = extract(article(LONG), most=160, wanted=places).article.text
    assert "Witness 300 " in text
    assert "Witness 200 " not in text


@given(TEXTS.filter(str.strip), st.integers(20, 80), st.lists(st.integers(0, 300), max_size=4))
@settings(deadline=None)
def test_an_extract_is_short_enough_and_the_articles_words_in_order(text: str, most: int, places: list[int]) -> None:
    wanted = [Span(min(place, len(text)), min(place, len(text))) for place in places]
    found = extract(article(text), most=most, wanted=wanted)
    assert len(found.article.text) <= most
    assert list(found.spans) == sorted(found.spans)
    if len(text) > most:
        pieces = [text[span.start : span.end].strip() for span in found.spans]
        assert found.article.text == "\n\n[…]\n\n".join(pieces)
    assert all(a.end <= b.start for a, b in zip(found.spans, found.spans[1:], strict=False))
