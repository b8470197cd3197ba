"""Which questions a schema and a prompt make, and what of an item is known before it is asked about."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, get_args

import pytest
from pydantic import BaseModel, Field, ValidationError
from scenes import Scene

from summarizer.candidates import Candidate
from summarizer.errors import AssetError
from summarizer.planning import filled, inquiry, item_model, plan, with_stated_stance
from summarizer.prompting import Pass, Template
from summarizer.types import Actor, Evidence, Item, Position, Risk, Speaker, Text


class Brief(Item):
    actors: list[Actor]
    positions: list[Position]
    headline: Text
    issues: Annotated[list[Text], Field(description="What about")]
    risks: list[Risk]


def template(*passes: Pass) -> Template:
    return Template("t", 1, "", "brief", {}, passes, (), "0" * 64, Path("t.jinja"), source="")


def asked(passes: Sequence[Pass]) -> list[tuple[str, ...]]:
    return [one.ask for one in passes]


def test_a_large_model_is_asked_for_everything_at_once_whatever_the_template_says() -> None:
    found = plan(template(Pass(ask=("headline",))), Brief, passes="one")
    assert asked(found) == [("actors", "positions", "headline", "issues", "risks")]


def test_a_template_without_passes_makes_choices_first_then_each_list_then_the_rest() -> None:
    found = plan(template(), Brief, passes="several")
    assert asked(found) == [("issues",), ("actors",), ("positions",), ("risks",), ("headline",)]


def test_what_the_passes_leave_out_is_asked_for_after_them_but_for_the_actors() -> None:
    own = Pass(ask=("positions.claim",), each="statements"), Pass(ask=("risks",))
    assert asked(plan(template(*own), Brief, passes="several")) == [
        *(("positions.claim",), ("risks",), ("issues",), ("headline",))
    ]


def test_whole_fields_are_asked_for_in_the_order_of_the_pass() -> None:
    about = inquiry(Pass(ask=("headline", "issues"), max_tokens=9), Brief, known={})
    assert (about.purpose, about.fields, about.listed) == ("headline, issues", ("headline", "issues"), None)
    assert [*about.reply.model_fields] == ["headline", "issues"]
    assert about.reply.model_fields["issues"].description == "What about"
    assert (about.item, about.max_tokens) == (Brief, 9)


def test_a_choice_is_bound_to_what_is_known() -> None:
    one = Pass(ask=("positions.claim", "positions.issue"), keep_if="sure")
    bound = inquiry(one, Brief, known={"issues": ["ferry", "fares"]})
    assert (bound.listed, bound.item) == ("positions", Position)
    assert [*bound.reply.model_fields] == ["sure", "claim", "issue"]
    right = {"sure": True, "claim": "c", "issue": "fares"}
    assert bound.reply.model_validate(right)
    for wrong in ({"issue": "football"}, {"claim": " "}, {"more": 1}):
        with pytest.raises(ValidationError):
            bound.reply.model_validate(right | wrong)
    assert inquiry(one, Brief, known={"issues": []}).reply.model_validate(right | {"issue": "football"})


def test_evidence_is_bound_to_quotes_wherever_it_is_asked_for() -> None:
    class Best(Item):
        evidence: Evidence
        positions: list[Position]

    about = inquiry(Pass(ask=("evidence", "positions")), Best, known={}, quotes=["one two", "three four"])
    assert get_args(about.reply.model_fields["evidence"].annotation) == ("one two", "three four")
    inside = item_model(about.reply, "positions")
    assert inside is not None
    assert get_args(inside.model_fields["evidence"].annotation) == ("one two", "three four")
    assert inside.model_fields["claim"].annotation is str
    assert issubclass(inside, Position)  # with what it checks besides its fields


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("moon",), "no field 'moon'"),
        (("positions.moon",), "no field 'moon' in Position"),
        (("headline.moon",), "no list of items"),
        (("issues.moon",), "no list of items"),
        (("moon.x",), "no list of items"),
        (("positions.claim", "headline"), "one list"),
        (("positions.claim", "risks.risk"), "one list"),
    ],
)
def test_a_pass_that_does_not_fit_the_schema_says_how(names: tuple[str, ...], words: str) -> None:
    with pytest.raises(AssetError, match=words):
        inquiry(Pass(ask=names), Brief, known={})


@pytest.mark.parametrize(
    ("name", "model"), [("positions", Position), ("issues", None), ("headline", None), ("moon", None)]
)
def test_the_model_of_the_items_of_a_list(name: str, model: type[BaseModel] | None) -> None:
    assert item_model(Brief, name) is model


def test_an_item_is_filled_with_what_the_parse_knows() -> None:
    class Said(Item):
        by: Speaker | None
        evidence: Evidence
        role: str | None
        claim: Text
        kind: Literal["a", "b"]

    scene = Scene("Mayor Ines Quill said that the ferry must stay.")
    quill = scene.actor("Ines Quill", role="Mayor")
    phrase = scene.phrase("the ferry must stay")
    assert filled(Said, Candidate(phrase, "", quill, ())) == {
        "by": "Ines Quill",
        "evidence": "the ferry must stay",
        "role": "Mayor",
    }
    assert filled(Said, Candidate(phrase, "", None, ())) == {"by": None, "evidence": "the ferry must stay"}


def test_a_stance_that_the_words_state_stands_in_place_of_the_models() -> None:
    scene = Scene("The Salt Party rejects the toll. The Salt Party saw the toll.")

    def stance(words: str) -> object:
        candidate = Candidate(scene.phrase(words), words, None, ())
        answer = {"claim": "The Salt Party thinks so.", "issue": "toll", "stance": "supports"}
        return with_stated_stance(answer, Position, candidate)["stance"]

    assert stance("rejects the toll") == "opposes"
    assert stance("saw the toll") == "supports"
