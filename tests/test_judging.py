"""What is found wrong with a reply that keeps its schema, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import Scene

from summarizer.chunking import Part, whole
from summarizer.grounding import Grounder
from summarizer.judging import Judge
from summarizer.types import (
    Actor,
    ActorKind,
    Evidence,
    Impact,
    Item,
    Json,
    Likelihood,
    Position,
    Risk,
    Span,
    Stance,
    Text,
)

QUILL, FENN = "the old ferry must stay in service", "We cannot lose two boats"
TEXT = f"Mayor Ines Quill said that {QUILL}. “{FENN},” Tobias Fenn told the council. 300 people of Brackwater came."
ASIDE = "300 people of Brackwater came to the council."


class Brief(Item):
    issues: list[Text]
    actors: list[Actor]
    positions: list[Position]
    risks: list[Risk]
    best: Evidence
    points: list[Text] | None
    headline: Text


@pytest.fixture
def judge() -> Judge:
    scene = Scene(TEXT)
    quill, fenn = scene.actor("Ines Quill", role="Mayor"), scene.actor("Tobias Fenn")
    scene.says(quill, "Mayor Ines Quill", "said", QUILL)
    scene.says(fenn, "Tobias Fenn", "told", FENN, kind="direct")
    return Judge(scene.article, scene.proposals, language="en")


def position(**changed: object) -> Position:
    made = {"evidence": QUILL, "actor": "Ines Quill", "role": None, "issue": "ferry", "claim": "It has to stay."}
    return Position.model_validate(made | {"stance": Stance.SUPPORTS} | changed)


def risk(**changed: object) -> Risk:
    made = {"evidence": QUILL, "risk": "It may stop.", "affected": None, "warned_by": "Ines Quill", "trigger": None}
    return Risk.model_validate(made | {"likelihood": "not stated", "impact": "not stated"} | changed)


RIGHT: dict[str, Json] = {"issues": ["ferry", "boats"]}


@pytest.mark.parametrize(
    ("path", "value", "faults"),
    [
        (("positions", 3), position(), []),
        (("positions", 3), position(evidence="nothing of the kind was said"), [(("evidence",), "evidence")]),
        (("positions", 3), position(issue="football"), [(("issue",), "schema")]),
        (("positions", 3), position(actor="Tobias Fenn"), [(("actor",), "speaker")]),
        (("positions", 3), position(claim="It has 77 boats."), [((), "words")]),
        (("positions", 3), position(claim=ASIDE, evidence=f"Ines Quill said that {QUILL}"), [((), "unfaithful")]),
        (("positions", 3), position(claim="It is in disservice.", evidence=QUILL), [((), "unfaithful")]),
        (("positions", 3), position(role="who cannot lose two boats of the council"), []),
        # the first sort of fault is enough: what is said of a quote that is not there says nothing
        (
            ("positions", 3),
            position(evidence="nothing of the kind was said", actor="X Y"),
            [(("evidence",), "evidence")],
        ),
        (("risks", 0), risk(), []),
        (("risks", 0), risk(warned_by=None), []),  # it is whoever says so
        (("risks", 0), risk(likelihood=Likelihood.LIKELY), [(("likelihood",), "scale")]),
        (("risks", 0), risk(impact=Impact.SEVERE), [(("impact",), "scale")]),
        (("best",), FENN, []),
        (("best",), "We can lose them all", [((), "evidence")]),
        (("headline",), "Brackwater keeps its ferry", []),
        (("headline",), "Brackwater keeps 9 boats", [((), "words")]),
        (("headline",), "das ist noch nicht so weit und es wird auch so sein wie er es will", [((), "language")]),
        (("points",), ["Brackwater came", "and Omsk came"], [((1,), "words")]),
        (("issues", 1), "the boats of Omsk", []),  # others are chosen from it
    ],
)
def test_a_part_of_a_reply_is_judged_by_what_it_holds(
    judge: Judge, path: tuple[str | int, ...], value: object, faults: list[tuple[tuple[str | int, ...], str]]
) -> None:
    found = judge.check(Brief)(path, value, RIGHT)
    assert [(fault.path, fault.code) for fault in found] == [((*path, *inside), code) for inside, code in faults]
    assert all(fault.reason for fault in found)


def test_a_choice_that_was_answered_before_binds_too(judge: Judge) -> None:
    assert judge.check(Brief, RIGHT)(("positions", 0), position(issue="football"), {})
    assert not judge.check(Brief, {})(("positions", 0), position(issue="football"), {})


def test_a_sentence_about_somebodys_words_is_held_against_them(judge: Judge) -> None:
    said = f"Ines Quill said that {QUILL}"
    assert [fault.code for fault in judge.check(Position, words=said)(("claim",), ASIDE, {})] == ["unfaithful"]
    assert judge.check(Position, words=said)(("claim",), "The old ferry has to stay.", {}) == ()
    assert judge.check(Position, words=said)(("role",), ASIDE, {}) == ()
    assert judge.check(Position)(("claim",), ASIDE, {}) == ()


def test_a_sentence_in_another_language_than_the_article_is_not_held_against_its_words(judge: Judge) -> None:
    french = Judge(judge.article, judge.proposals, language="fr")
    assert french.check(Position, words=f"Ines Quill said that {QUILL}")(("claim",), ASIDE, {}) == ()


def test_of_an_actor_the_name_has_to_be_the_articles(judge: Judge) -> None:
    made = {"evidence": "Mayor Ines Quill", "kind": ActorKind.PERSON, "role": "Queen of Omsk", "aliases": ["Omsk"]}
    check = judge.check(Brief)
    assert check(("actors", 0), Actor.model_validate(made | {"name": "Ines Quill"}), {}) == ()
    assert check(("actors", 0), Actor.model_validate(made | {"name": "the Duke of Omsk"}), {})[0].code == "words"


def test_what_can_be_quoted_is_statements_and_sentences_in_order_as_far_as_was_read(judge: Judge) -> None:
    found = judge.quotable(whole(judge.article))
    assert {QUILL, FENN} <= {*found}
    assert "300 people of Brackwater came." in found
    places = [TEXT.index(quote) for quote in found]
    assert places == sorted(places)
    assert judge.quotable(Part(judge.article, (Span(0, 60),))) == tuple(
        quote for quote in found if TEXT.index(quote) < 60
    )


@given(st.text(alphabet="Abc .!?”“\n1,’-…", max_size=200))
def test_whatever_can_be_quoted_is_found_again(text: str) -> None:
    scene = Scene(text)
    for quote in Judge(scene.article, scene.proposals, language="en").quotable(whole(scene.article)):
        assert Grounder(text).locate(quote)
