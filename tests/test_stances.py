"""What words state about where a speaker stands, and what they leave to the model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from summarizer import stances
from summarizer.stances import stated_stance


@pytest.mark.parametrize(
    ("words", "issue", "stance"),
    [
        ("backs the ferry", "ferry", "supports"),
        ("rejects the ferry", "ferry", "opposes"),
        ("called for an end to the night flights", "night flights", "opposes"),
        ("called for the night flights to go on", "night flights", "supports"),
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
        ("I deeply regret having voted for the toll", "toll", "opposes"),
        ("drones must be banned from the beach", "drone ban", "supports"),
        ("drones are welcome on the beach", "drone ban", "opposes"),
        ("the dam could break if the rain goes on", "dam", None),
        ("supports the dam and rejects the tunnel", "dam", None),
        ("refused to rule out the strike", "strike", "supports"),
        ("dismissed criticism of the dam", "dam", "supports"),
        ("regretted that the council had approved the dam", "dam", "opposes"),
        ("demanded that the dam not be rejected", "dam", "supports"),
        ("It would be a mistake to reject the dam", "dam", "supports"),
        ("Rejecting the dam would be a mistake", "dam", "supports"),
        ("rejects the dam, calling it a mistake", "dam", "opposes"),
        ("no longer rejects the dam", "dam", "supports"),
        ("promised not to support the dam", "dam", "opposes"),
        ("approves of none of the tolls", "tolls", "opposes"),
        ("has dropped his opposition to the dam and would vote for it", "dam", "supports"),
        ("the dam is hardly a mistake", "dam", "supports"),
        ("the dam is dangerous", "dam", "opposes"),
        ("the dam is frightening the village", "dam", None),
        ("the dam is a bridge too far", "dam", "opposes"),
        ("scrapping the toll would hurt the villages", "toll", "supports"),
        ("scrapping the toll would be a disgrace", "toll", "supports"),
        ("We must stop this disgrace of a dam", "dam", "opposes"),
        ("the villages were hurt while the dam was built", "dam", None),
        ("the dam has hurt the villages", "dam", "opposes"),
        ("the villages by the dam were harmed in May", "dam", None),
        ("called for a lasting ceasefire", "ceasefire", "supports"),
        ("called for talks on the ceasefire", "ceasefire", None),
        ("Scrap the toll", "toll", "opposes"),
        ("The toll must not be lifted", "toll", "supports"),
        ("the toll must go", "toll", "opposes"),
        ("said whether he opposes the dam", "dam", None),
        ("the dam was seen by the opposition leader", "dam", None),
        ("threw her full weight behind the dam", "dam", "supports"),
        ("the widely accepted case of the dam", "dam", None),
        ("would block the pipeline until it was tested", "pipeline", "conditional"),
        ("would block the pipeline for as long as he held office", "pipeline", "opposes"),
        ("We will oppose the pipeline until it is scrapped", "pipeline", "opposes"),
        ("The pump starts only if the valve is shut", "pump", None),
        ("the toll was debated, and the weather was dreadful", "toll", None),
        ("opposes it", "", "opposes"),
        ("would only accept the toll with a firm limit", "toll", "conditional"),
        ("the union supports the toll", "union", None),
        ("If one steps back, the toll is old", "levy", None),
        ("a word about something else", "dam", None),
        ("withheld his support from the dam", "dam", "opposes"),
        ("stuck to the dam", "dam", "supports"),
        ("has shot down the dam", "dam", "opposes"),
        ("slammed the door on the dam", "dam", "opposes"),
        ("the dam drove families away", "dam", "opposes"),
        ("the dam must be permitted", "dam", "supports"),
    ],
)
def test_a_stance_is_the_product_of_the_signs_that_the_words_have(words: str, issue: str, stance: str | None) -> None:
    found = stated_stance(words, issue=issue)
    assert (found.value if found else None) == stance


def test_no_list_of_words_has_one_of_them_twice() -> None:
    lists = yaml.safe_load((Path(stances.__file__).parent / "stances.yaml").read_text("utf-8"))
    for name, listed in lists.items():
        adjectives = [listed[kind] for kind in ("adjectives", "predicates") if kind in listed]
        entries = [word for words in adjectives for word in re.split(r",\s+", words)]
        entries += [*listed.get("verbs", "").split(), *(one.removesuffix("~") for one in listed.get("words", ()))]
        assert sorted(entries) == sorted(set(entries)), name


def test_a_long_passage_is_read_as_far_as_its_first_words_take_a_side() -> None:
    tail = "which the council adopted after a debate of nine hours in which forty people spoke about the old harbour"
    rejects = stated_stance(f"rejects the plan, {tail}", issue="plan")
    assert rejects is not None
    assert rejects.value == "opposes"
    assert stated_stance(f"had a plan, {tail}, and which the mayor rejects", issue="plan") is None


def test_a_passage_of_more_than_thirty_words_states_none() -> None:
    assert stated_stance("rejects the plan " + "and more words " * 10, issue="plan") is None


@pytest.mark.parametrize("name", ["stances.txt", "stances_classes.txt"])
def test_where_the_words_of_a_benchmark_state_a_stance_it_is_the_readers(name: str) -> None:
    lines = (Path(__file__).parent.parent / "benchmarks" / name).read_text("utf-8").splitlines()
    stated, right = 0, 0
    for line in lines:
        if line.startswith("#"):
            continue
        _, issue, _, *stances, passage = (part.strip() for part in line.split(" | ", 5))
        for number, stance in enumerate(stances):
            said = re.sub(r"\{([^{}]*)\}", lambda found, number=number: found[1].split("|")[number], passage)
            found = stated_stance(said[said.index("[") + 1 : said.index("]")], issue=issue)
            stated += found is not None
            right += found == stance
    assert stated > 1.3 * len(lines)
    assert right >= 0.97 * stated


@pytest.mark.parametrize(
    "words",
    [
        "fails to support the plan",
        "has yet to back the plan",
        "is unlikely to support the plan",
        "pretends to support the plan",
        "accused him of backing the plan",
        "thanked them for rejecting the plan",
    ],
)
def test_what_somebody_else_does_or_what_is_not_done_is_no_stance(words: str) -> None:
    assert stated_stance(words, issue="plan") is None
