"""What nobody said is no statement. Places and people are invented."""

import pytest
from proposed import read

CAST = "Ruth Denby leads the firm. Maria Thorne and Jon Pratt work there. "


@pytest.mark.parametrize(
    "sentence",
    [
        "No official said that the refinery would close.",
        "No officials told us that the refinery would close.",
        "Neither Thorne nor Pratt would say what the refinery cost.",
        "Neither of the two engineers said that it was safe.",
        "None of the engineers warned that it would burn.",
        "No-one asked what it cost.",
        "No one in the room believed that it was safe.",
        "Hardly anyone said that it was safe.",
        "“The refinery is very safe,” nobody said.",
        "Nobody said that Ruth Denby had warned of a fire.",
    ],
)
def test_nobody_is_no_speaker(sentence, english_parser):
    assert read(CAST + sentence, english_parser).statements == ()


@pytest.mark.parametrize(
    ("sentence", "holder"),
    [
        ("No, Ruth Denby said, the refinery was safe.", "Ruth Denby"),
        ("“No resident will be moved,” Ruth Denby said.", "Ruth Denby"),
        ("Few officials said that the refinery would close.", "Few officials"),
        ("Ruth Denby said that no official had seen it.", "Ruth Denby"),
    ],
)
def test_a_no_within_what_is_said_leaves_the_speaker(sentence, holder, english_parser):
    assert [one.holder for one in read(CAST + sentence, english_parser).statements] == [holder]


@pytest.mark.parametrize(
    "sentence",
    [
        "Asked whether the firm had threatened to sue, Denby denied that anyone at the company had said: "
        '"We will see you in court."',
        'Denby denied having said: "We will see you in court."',
        'Denby denied that she had ever told the clerk: "We will see you in court."',
    ],
)
def test_a_quotation_that_somebody_denies_is_nobodys(sentence, english_parser):
    found = read(CAST + sentence, english_parser).statements
    assert [one for one in found if one.content.quote == "We will see you in court."] == []
    assert {one.cue.quote for one in found} <= {"denied"}


def test_a_quotation_behind_a_denial_of_something_else_is_the_speakers(english_parser):
    text = CAST + 'Denby denied that the tank was old and said: "It was built two years ago."'
    found = [one for one in read(text, english_parser).statements if one.kind == "direct"]
    assert [(one.holder, one.content.quote) for one in found] == [("Ruth Denby", "It was built two years ago.")]
