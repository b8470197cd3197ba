"""Where an article voices a risk. Everybody is invented."""

import pytest

from summarizer.proposing import propose
from summarizer.types import Article


def warnings(text, parser):
    found = propose(Article(id="", source="-", text=text, language="en"), parser)
    return [one.quote for one in found.warnings]


@pytest.mark.parametrize(
    "sentence",
    [
        "Anna Berg warned that the bridge could collapse.",
        "Residents fear a flood in the spring.",
        "Many officials are worried about the state of the dam.",
        "Such a move could provoke a new conflict with the island.",
        "Concerns remain over the risk of further escalation.",
        "The storm is a threat to the whole harbour.",
        "Any deployment is likely to be met with strong resistance.",
        "The council said the strike might cripple the port and lead to shortages.",
    ],
)
def test_a_sentence_that_voices_a_risk_is_a_warning(sentence, english_parser):
    assert warnings(sentence, english_parser) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Anna Berg opened the new bridge on Monday.",
        "The company could sell more fish next year.",
        "Three people died in the war of 1802.",
        "The talks were concerned with fishing.",
    ],
)
def test_a_sentence_without_danger_is_none(sentence, english_parser):
    assert warnings(sentence, english_parser) == []


def test_of_a_long_sentence_only_the_clause_is_kept(english_parser):
    risky = "the dam could collapse after heavy rain in the spring"
    text = (
        "Anna Berg opened the meeting in the old town hall of Norhaven, where two hundred people had come together on "
        "a cold evening in March to talk about roads, schools, parks and the price of bread, and she told them that "
        f"{risky}, and everybody went home after a glass of wine and a song about the sea and the herring."
    )
    (found,) = warnings(text, english_parser)
    assert risky in found
    assert "opened the meeting" not in found
    assert "herring" not in found


def test_warnings_are_in_order_and_each_once(english_parser):
    text = "Residents fear a flood and warn of the danger. The bridge is old. Anna Berg fears a storm this year."
    assert warnings(text, english_parser) == [
        "Residents fear a flood and warn of the danger.",
        "Anna Berg fears a storm this year.",
    ]
