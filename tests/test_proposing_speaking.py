"""Who never speaks, what is said in forms seldom read, and who is no actor. Places and people are invented."""

import pytest
from proposed import read


def said(text, parser):
    return [(one.holder, one.content.quote) for one in read(text, parser).statements]


def test_whoever_is_accused_is_not_what_the_accusers_say(english_parser):
    text = "The other half have been accused by alleged victims but not prosecuted."
    assert said(text, english_parser) == []


@pytest.mark.parametrize(
    "text",
    [
        "As the former once said, the bridge was too old to be of use.",
        "All of this shows that the bridge was too old to be of use.",
        "The fact that Anna Berg came shows that the bridge was of use.",
        "COVID-19 showed that the bridge was of use.",
    ],
)
def test_what_is_nobody_says_nothing(text, english_parser):
    assert said(text, english_parser) == []


@pytest.mark.parametrize(
    ("text", "holder", "content"),
    [
        ("Anna Berg denied having ever seen the memo.", "Anna Berg", "having ever seen the memo"),
        (
            "Anna Berg put the damage at two million crowns.",
            "Anna Berg",
            "the damage at two million crowns",
        ),
        (
            "As a result, according to Anna Berg, there was a rise in tolls.",
            "Anna Berg",
            "there was a rise in tolls",
        ),
        (
            "One of them said it had gone to the board.",
            "One of them",
            "it had gone to the board",
        ),
    ],
)
def test_what_is_owned_up_estimated_or_set_between_is_said(text, holder, content, english_parser):
    assert (holder, content) in said(text, english_parser)


def test_a_dam_a_dateline_and_the_agency_are_no_people(english_parser):
    text = (
        "OSTERHALL, May 14 (NRB) - The Tarn dam broke. Two inspectors told NRB that the neighbouring Sorrel dam was "
        "old. Mayor Anna Berg said that Sorrel could fail."
    )
    kinds = {one.name: one.kind for one in read(text, english_parser).actors}
    assert "NRB" not in kinds
    assert "OSTERHALL" not in kinds
    assert kinds.get("Sorrel") not in ("person", "organisation")
    assert kinds["Anna Berg"] == "person"


def test_an_office_is_no_person(english_parser):
    text = "President Anna Berg left. Her office said that she had not spoken."
    assert {one.name: one.kind for one in read(text, english_parser).actors}["Her office"] == "organisation"
