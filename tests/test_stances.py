"""What words state about where a speaker stands, and what they leave to the model."""

from __future__ import annotations

import pytest

from summarizer.stances import stated_stance


@pytest.mark.parametrize(
    ("words", "issue", "stance"),
    [
        ("backs the ferry", "ferry", "supports"),
        ("rejects the ferry", "ferry", "opposes"),
        ("called for an end to the night flights", "night flights", "opposes"),
        ("called for the night flights to go on", "night flights", None),
        ("We will never accept the new border", "border", "opposes"),
        ("Nobody wants the library to close", "library", "supports"),
        ("We will pay the toll, but only if the road is mended", "toll", "conditional"),
        ("would back the pact if the tariffs fell", "trade pact", "conditional"),
        ("Once the border is open, we can talk about trade", "trade", "conditional"),
        ("would not back the pact even if the tariffs fell", "trade pact", "opposes"),
        ("The toll was set at four crowns", "toll", None),
        ("If the rebate goes, our children will pay for it", "rebate", None),
        ("The toll is acceptable to us once the road is mended", "toll", "conditional"),
        ("would still reject the toll if the road were mended", "toll", "opposes"),
        ("is backing the card, glad that no prints are kept", "card", "supports"),
        ("I deeply regret having voted for the toll", "toll", None),
        ("drones must be banned from the beach", "drone ban", "supports"),
        ("drones are welcome on the beach", "drone ban", "opposes"),
        ("the dam could break if the rain goes on", "dam", None),
        ("supports the dam and rejects the tunnel", "dam", None),
        ("a word about something else", "dam", None),
    ],
)
def test_a_stance_is_the_product_of_the_signs_that_the_words_have(words: str, issue: str, stance: str | None) -> None:
    found = stated_stance(words, issue=issue)
    assert (found.value if found else None) == stance


def test_a_long_passage_is_read_as_far_as_its_first_words_take_a_side() -> None:
    tail = "which the council adopted after a debate of nine hours in which forty people spoke about the old harbour"
    rejects = stated_stance(f"rejects the plan, {tail}", issue="plan")
    assert rejects is not None
    assert rejects.value == "opposes"
    assert stated_stance(f"had a plan, {tail}, and which the mayor rejects", issue="plan") is None


def test_a_passage_of_more_than_thirty_words_states_none() -> None:
    assert stated_stance("rejects the plan " + "and more words " * 10, issue="plan") is None
