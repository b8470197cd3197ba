"""Interviews, hearings and debates: whose turn it is, what is only asked, and what goes on. Everybody is invented."""

import time

import pytest
from proposed import read

INTERVIEW = """“The dam will not hold another spring”: a talk with Orsolya Penn

The geologist Orsolya Penn has studied the Karsk dam for twenty years. She spoke to the Velmar Courier.

{asks}: Ms Penn, how bad is it this year?

{answers}: It is worse than the ministry says. I warned the minister, Radek Sool, in three letters.

{asks}: The ministry says that the dam is safe for fifty years. Is it wrong about that?

{answers}: That is a figure from 1988. If the valley floods, the lower town will be cut off.

Nobody at the ministry has read the new surveys.

{asks}: Should the power plant be shut down now?

{answers}: Shutting the plant down would be the wrong answer. No.

The interview was held on Monday in Karsk by the editors.
"""
ANSWERS = [
    "It is worse than the ministry says.",
    "I warned the minister, Radek Sool, in three letters.",
    "That is a figure from 1988.",
    "If the valley floods, the lower town will be cut off.",
    "Nobody at the ministry has read the new surveys.",
    "Shutting the plant down would be the wrong answer.",
]


def said_by(text, holder, parser, least=0.5):
    found = read(text, parser).statements
    return [one.content.quote for one in found if one.holder == holder and one.certainty >= least and one.by is None]


def in_turns(text, parser=None, language="en"):
    found = read(text, parser, language).statements
    return [(one.holder, one.content.quote) for one in found if one.kind == "direct"]


@pytest.mark.parametrize(("asks", "answers"), [("Velmar Courier", "Penn"), ("Q", "A"), ("VC", "Orsolya Penn")])
def test_each_sentence_of_an_answer_is_said_by_whoever_answers(asks, answers, english_parser):
    text = INTERVIEW.format(asks=asks, answers=answers)
    assert [quote for quote in said_by(text, "Orsolya Penn", english_parser) if quote in ANSWERS] == ANSWERS


def test_what_an_interviewer_asks_is_nobodys_position(english_parser):
    text = INTERVIEW.format(asks="Velmar Courier", answers="Penn")
    asked = [one for one in read(text, english_parser).statements if one.holder == "Velmar Courier"]
    assert len(asked) == 4
    assert all(one.certainty < 0.5 for one in asked)


def test_a_paragraph_behind_the_last_turn_is_nobodys(english_parser):
    text = INTERVIEW.format(asks="Velmar Courier", answers="Penn")
    assert not any("editors" in one.content.quote for one in read(text, english_parser).statements)


def test_what_goes_on_in_the_next_paragraph_is_less_sure_than_to_contradict_by_itself(english_parser):
    text = INTERVIEW.format(asks="Velmar Courier", answers="Penn")
    (one,) = [one for one in read(text, english_parser).statements if one.content.quote == ANSWERS[4]]
    assert 0.55 <= one.certainty < 0.75


def test_a_paragraph_that_names_whoever_spoke_is_the_articles(english_parser):
    text = INTERVIEW.format(asks="Velmar Courier", answers="Penn").replace(
        "Nobody at the", "Penn laughs. Nobody at the"
    )
    assert ANSWERS[4] not in said_by(text, "Orsolya Penn", english_parser)


def test_answers_are_nobodys_where_the_opening_names_two_people_alike(english_parser):
    opening, _, turns = INTERVIEW.format(asks="Q", answers="A").partition("\n\nQ:")
    assert "geologist" in opening
    text = f"A talk at the dam\n\nAnna Berg and Clara Hall met the Velmar Courier on Monday.\n\nQ:{turns}"
    assert not any(quote in ANSWERS for _, quote in in_turns(text, english_parser))


def test_capitals_with_a_title_are_the_person_of_that_name(english_parser):
    text = (
        "The committee heard Mayor Anna Berg on Monday.\n\nSENATOR HALE: Did your company know of the leak?\n\n"
        "MAYOR BERG: We knew in March. Our engineers thought it was harmless.\n\n"
        "SENATOR HALE: I find that hard to believe. I will ask for an inquiry.\n\n"
        "MAYOR BERG: We welcome it very much.\n"
    )
    assert said_by(text, "Anna Berg", english_parser)[-1] == "We welcome it very much."
    assert "I will ask for an inquiry." in [quote for _, quote in in_turns(text, english_parser)]


LOST_COLONS = "".join(
    f"VC {question}\n\nIlva Morn {answer}\n\n"
    for question, answer in [
        ("What do you want here?", "Okay. The harbour has to be dug out by next spring."),
        ("Who will pay for it?", "The state has to pay for half of it."),
        ("How long will it take?", "That depends on the ice of the river."),
        ("Why was it not begun?", "My predecessor did not want to hear of it."),
    ]
)


def test_names_whose_colons_are_lost_open_turns_too(english_parser):
    for parser in (english_parser, None):
        found = read(LOST_COLONS, parser).statements
        assert [one.content.quote for one in found if one.holder == "Ilva Morn" and one.certainty >= 0.5] == [
            "The harbour has to be dug out by next spring.",
            "The state has to pay for half of it.",
            "That depends on the ice of the river.",
            "My predecessor did not want to hear of it.",
        ]


@pytest.mark.parametrize(
    "paragraphs",
    [
        [f"Prime Minister Morn opened bridge number {number}." for number in range(6)],
        [f"Ilva Morn {verb} the bridge on Monday again." for verb in ("opened", "closed", "left", "saw", "built")],
        [f"EU {noun} met in the harbour on Monday." for noun in ("Ministers", "Envoys", "Leaders", "Judges", "Mayors")],
    ],
)
def test_sentences_that_begin_alike_are_no_turns(paragraphs, english_parser):
    assert in_turns("\n\n".join(paragraphs), english_parser) == []


def test_german_questions_and_answers_are_read_without_a_parser():
    text = (
        "Ein Gespräch mit der Geologin Ada Brunk\n\nFrage: Wie schlimm ist es in diesem Jahr?\n\n"
        "Antwort: Der Damm verliert seit Jahren Wasser.\n\nFrage: Was muss nun als Erstes geschehen?\n\n"
        "Antwort: Wir müssen den See um vier Meter senken.\n"
    )
    assert in_turns(text, language="de") == [
        ("Ada Brunk", "Der Damm verliert seit Jahren Wasser."),
        ("Ada Brunk", "Wir müssen den See um vier Meter senken."),
    ]


@pytest.mark.parametrize(
    "piece", ["Ada Brunk: eins zwei drei vier\n", "Ada Brunk Eins zwei drei vier.\n", "Q: a\nA: b\n"]
)
def test_long_scripts_take_seconds(piece):
    start = time.process_time()
    read(piece * (150_000 // len(piece)), None)
    assert time.process_time() - start < 10
