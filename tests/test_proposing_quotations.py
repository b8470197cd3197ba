"""Where quotation marks open and close, and what belongs to whom across them."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.proposing.quotations import find_quotations


def inner(text):
    return [text[one.inner.start : one.inner.end] for one in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“One,” she said. “Two.”", ["One,", "Two."]),
        ('"One," she said. "Two."', ["One,", "Two."]),
        ("„Eins“, sagte sie. „Zwei.“", ["Eins", "Zwei."]),
        ("« Un », dit-elle. « Deux. »", [" Un ", " Deux. "]),
        ("»Eins«, sagte sie.", ["Eins"]),
        ("''One,'' she said. ''Two.''", ["One,", "Two."]),
        ("She said ‘It’s over’ and left.", ["It’s over"]),
        ("The dogs' owner and Anna's dog didn't bark.", []),
        ("“He said ‘no’ to it,” she said.", ["He said ‘no’ to it,"]),
        ('A 12" pipe and no more.', []),
        ("", []),
        ("“”", [""]),
    ],
)
def test_quotations_open_and_close(text, quoted):
    assert inner(text) == quoted


def test_a_quotation_that_its_paragraph_does_not_end_goes_on():
    text = "“One.\n\n“Two.”"
    first, second = find_quotations(text)
    assert (first.closed, second.closed) == (False, True)
    assert inner(text) == ["One.", "Two."]


def test_a_mark_that_nothing_closes_does_not_swallow_the_next_quotation():
    assert inner("“One and “two” and three.") == ["One and “two"]
    assert inner("‘One and “two” and three.") == ["two"]


@given(st.text(alphabet="“”„‘’'\"«»a .,\n", max_size=80))
def test_quotations_are_in_order_apart_and_within_their_paragraph(text):
    found = find_quotations(text)
    assert all(one.outer.start < one.inner.start <= one.inner.end <= one.outer.end for one in found)
    assert all(one.outer.end <= other.outer.start for one, other in pairwise(found))
    assert all("\n" not in text[one.outer.start : one.outer.end] for one in found)


@pytest.mark.parametrize("piece", ['"', "“", "“a ", " 'a", "''a ", "“a ” ", "‘", "»a "])
def test_a_heap_of_marks_is_read_at_once(piece):
    text = piece * (300_000 // len(piece))
    start = time.process_time()
    find_quotations(text)
    assert time.process_time() - start < 20
