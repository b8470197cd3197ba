"""Names: which could be one actor's, and whose a name is when others are in the article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.names import Register, fold_name, is_pronoun, is_same_name, mentions_name, name_words, state_of

SAME = [
    ("Oda Venn", "oda  venn"),
    ("Oda Venn", "Venn"),
    ("Oda Venn", "Venn’s"),
    ("Harbour Minister Oda Venn", "Oda Venn"),
    ("President Torvald", "Ilse Torvald"),
    ("Torvald, the mayor of Sandø", "Ilse Torvald"),
    ("Ilse Torvald (Greens)", "Ilse Torvald"),
    ("Ilse K. Torvald", "Ilse Torvald"),
    ("Ilse Marrow Torvald", "Ilse Torvald"),
    ("I. Torvald", "Ilse Torvald"),
    ("Mr. Pell Marrow", "Pell Marrow"),
    ("Xi", "Xi Wenhao"),
    ("Norland Fishing Board", "NFB"),
    ("Board of Norland Fishers", "BNF"),
    ("Board of Norland Fishers", "BoNF"),
    ("Norland Fishing Board (NFB)", "NFB"),
    ("N.F.B.", "NFB"),
    ("the Harbour Council", "Harbour Council"),
    ("Moscow", "the Kremlin"),
    ("Russia", "the Kremlin"),
    ("the Russian government", "Russia"),
    ("Russia’s government", "Moscow"),
    ("the government of Finland", "Finnish officials"),
    ("U.S.", "the United States"),
    ("the White House", "Washington"),
    ("many northern officials", "Northern officials"),
    ("die Bundesregierung", "Bundesregierung"),
    ("Bundeskanzlerin Alma Voss", "Voss"),
    ("президент Пётр Зимин", "Зимин"),
]

DIFFERENT = [
    ("Bill Clinton", "Hillary Clinton"),
    ("Oda", "Oda Venn"),
    ("Oda Venn", "Oda Marrow"),
    ("President Venn", "President Marrow"),
    ("the Minister", "Minister Oda Venn"),
    ("the Ministry", "Ministry of Harbours"),
    ("Ministry", "Harbour Ministry"),
    ("officials", "Russian officials"),
    ("Marrow’s administration", "Pell Marrow"),
    ("Kremlin spokesman Ivan Zimin", "the Kremlin"),
    ("Moscow", "Kyiv"),
    ("US", "us"),
    ("it", "IT"),
    ("he", "He Wenhao"),
    ("WHO", "who"),
    ("NFB", "Norland Harbour Board"),
    ("", ""),
    ("…", "Oda Venn"),
    ("University of Norland", "Norland"),
    ("a spokesman for Pell Marrow", "Pell Marrow"),
    ("Ada and Pell Marrow", "Pell Marrow"),
    ("University of Norland", "University of Calder Bay"),
]


@pytest.mark.parametrize(("name", "other"), SAME)
def test_names_that_could_be_one_actors_are_alike(name: str, other: str) -> None:
    assert is_same_name(name, other)
    assert is_same_name(other, name)


@pytest.mark.parametrize(("name", "other"), DIFFERENT)
def test_a_shared_first_name_title_or_office_is_not_enough(name: str, other: str) -> None:
    assert not is_same_name(name, other)
    assert not is_same_name(other, name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("UK Health Secretary Wes Arkwright", ("wes", "arkwright")),
        ("the Prime Minister", ("prime", "minister")),
        ("President of Norland", ("president", "of", "norland")),
        ("Mayor Ilse Torvald of Sandø", ("ilse", "torvald")),
        ("Dr. Ilse Torvald", ("ilse", "torvald")),
        ("Pell Marrow’s", ("pell", "marrow")),
        ("“Sandø Council”", ("sandø", "council")),
        ("", ()),
    ],
)
def test_the_words_of_a_name_are_without_its_titles(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words


def test_a_folded_name_keeps_its_titles_and_loses_what_stands_behind_a_comma() -> None:
    assert fold_name("The Mayor Ilse Torvald, 54") == "mayor ilse torvald"


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("the Kremlin", "russia"),
        ("Downing Street", "united kingdom"),
        ("Polish authorities", "poland"),
        ("Berlin", "germany"),
        ("Norland", None),
        ("Russian", None),
        ("Russian President Ivan Zimin", None),
        ("the government", None),
    ],
)
def test_capitals_seats_and_governments_stand_for_their_state(name: str, state: str | None) -> None:
    assert state_of(name) == state


def test_pronouns_are_told_from_acronyms() -> None:
    assert [is_pronoun(word) for word in ("she", "They", "sie", "US", "WHO", "Wenhao")] == [True] * 3 + [False] * 3


@pytest.mark.parametrize(
    ("text", "name", "there"),
    [
        ("a spokesman for Pell Marrow", "Pell Marrow", True),
        ("a spokesman for Marrow", "Marrow", True),
        ("President Marrow’s office", "Marrow", True),
        ("a spokesman for Ada Marrow", "Marrow", False),
        ("a spokesman for Ada Marrow", "Pell Marrow", False),
        ("the Kremlin’s spokesman, Ivan Zimin", "Moscow", True),
        ("Russian government spokesman", "Russia", True),
        ("a spokesman (Harbour Council)", "the Harbour Council", True),
        ("", "Marrow", False),
        ("a spokesman", "", False),
    ],
)
def test_a_text_mentions_a_name_by_its_words_or_its_state(text: str, name: str, there: bool) -> None:
    assert mentions_name(text, name) is there


def test_a_register_finds_the_only_actor_with_such_a_name() -> None:
    register = Register([("a1", "Oda Venn", ["Venn", "the Iron Gull"]), ("a2", "Norland Fishing Board", [])])
    assert register.find("Minister Venn") == "a1"
    assert register.find("the Iron Gull") == "a1"
    assert register.find("NFB") == "a2"
    assert register.find("Pell Marrow") is None
    assert register.find("she") is None
    assert register.find("") is None


def test_a_name_that_is_like_two_actors_is_nobodys_though_one_has_it_as_an_alias() -> None:
    register = Register([("a1", "Bill Clinton", ["Clinton"]), ("a2", "Hillary Clinton", [])])
    assert register.alike("Clinton") == {"a1", "a2"}
    assert register.find("Clinton") is None
    assert register.find("President Clinton") is None
    assert register.find("Bill Clinton") == "a1"
    register.add("a3", "Clinton")
    assert register.find("Clinton") is None
    assert register.find("Hillary Clinton") == "a2"


def test_an_exact_full_name_comes_before_one_that_is_merely_alike() -> None:
    register = Register(
        [("a1", "Harbour Council", []), ("a2", "Sandø Harbour Council", []), ("a3", "Old Harbour Council", [])]
    )
    assert register.find("the Harbour Council") == "a1"
    assert register.find("Council") is None


def test_an_alias_joins_no_third_name() -> None:
    register = Register([("a1", "Pell Marrow", ["Clinton"])])
    assert register.find("Clinton") == "a1"
    assert register.find("Hillary Clinton") is None


@given(name=st.text(max_size=40), other=st.text(max_size=40))
def test_likeness_is_symmetric_and_known_to_a_register(name: str, other: str) -> None:
    assert is_same_name(name, other) == is_same_name(other, name)
    assert ("x" in Register([("x", name, [])]).alike(other)) == is_same_name(other, name)


@given(st.sampled_from(SAME), st.booleans())
def test_whatever_is_alike_is_found_by_a_register(pair: tuple[str, str], swapped: bool) -> None:
    name, other = reversed(pair) if swapped else pair
    assert Register([("x", name, [])]).find(other) == "x"


def test_an_acronym_with_dots_is_the_state_that_it_is_without_them() -> None:
    assert state_of("U.S.") == state_of("the U.S") == state_of("US") == "united states"
    assert fold_name("Washington D.C.") == fold_name("Washington DC")
