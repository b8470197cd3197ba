"""Attributing: the speaker whom the model names against whom the article credits."""

from __future__ import annotations

import pytest
from scenes import Scene

from summarizer.attributing import Attribution, Attributor
from summarizer.types import ActorKind, Located, Proposals

TEXT = """Harbour Minister Oda Venn warned that a long closure could ruin the islands. \
“We cannot keep the old cranes running on hope,” she told the council. “Two have failed.”
Union chairman Pell Marrow said that the minister promised full wages for everybody. \
Kremlin spokesman Ivan Zimin rejected the offer of Norlandish grain as an insult. \
A spokeswoman for Ilse Torvald confirmed that the ferries would stop on Monday. \
The Norland Fishing Board (NFB) fears that nobody will buy the catch. \
Officials may yet decide otherwise, and the storms will come all the same.
Bill Clinton praised the port in March. Later Clinton doubted that the port would ever open again. \
Hillary Clinton stayed silent. They expect that the old bridge will collapse within a year."""


@pytest.fixture
def scene() -> Scene:
    scene = Scene(TEXT)
    venn = scene.actor("Oda Venn", "Venn", role="Harbour Minister", evidence="Harbour Minister Oda Venn")
    marrow = scene.actor("Pell Marrow", role="Union chairman", evidence="Union chairman Pell Marrow")
    zimin = scene.actor("Ivan Zimin", role="Kremlin spokesman", evidence="Kremlin spokesman Ivan Zimin")
    scene.actor("Ilse Torvald")
    spokeswoman = scene.actor("A spokeswoman for Ilse Torvald", kind=ActorKind.OTHER)
    board = scene.actor("Norland Fishing Board", kind=ActorKind.ORGANISATION)
    scene.actor("Bill Clinton")
    hillary = scene.actor("Hillary Clinton")
    they = scene.actor("They", kind=None)
    scene.says(venn, "Harbour Minister Oda Venn", "warned", "that a long closure could ruin the islands")
    scene.says(venn, "she", "told", "We cannot keep the old cranes running on hope", kind="direct")
    scene.says(venn, "she", None, "Two have failed", kind="direct")
    outer = scene.says(
        marrow, "Union chairman Pell Marrow", "said", "that the minister promised full wages for everybody"
    )
    scene.says(venn, "the minister", "promised", "full wages for everybody", by=outer)
    scene.says(zimin, "Kremlin spokesman Ivan Zimin", "rejected", "the offer of Norlandish grain as an insult")
    scene.says(spokeswoman, "A spokeswoman for Ilse Torvald", "confirmed", "that the ferries would stop on Monday")
    scene.says(board, "The Norland Fishing Board (NFB)", "fears", "that nobody will buy the catch", certainty=0.6)
    scene.says(hillary, "Clinton", "doubted", "that the port would ever open again")
    scene.says(they, "They", "expect", "that the old bridge will collapse within a year")
    return scene


def verdict(scene: Scene, speaker: str | None, *evidence: str) -> Attribution:
    return Attributor(scene.article, scene.proposals).attribute(speaker, scene.located(*evidence))


@pytest.mark.parametrize("speaker", ["Oda Venn", "Venn", "Minister Venn", "Harbour Minister Oda Venn", "O. Venn"])
@pytest.mark.parametrize(
    "evidence",
    [
        "a long closure could ruin the islands",
        "Harbour Minister Oda Venn warned that a long closure could ruin the islands.",
        "“We cannot keep the old cranes running on hope,” she told the council. “Two have failed.”",
        "cannot keep the old cranes running on hope",
    ],
)
def test_the_holder_of_the_statement_is_verified_by_any_of_their_names(
    scene: Scene, speaker: str, evidence: str
) -> None:
    assert verdict(scene, speaker, evidence).verdict == "verified"


def test_a_verdict_shows_the_words_that_it_rests_on(scene: Scene) -> None:
    found = verdict(scene, "Venn", "We cannot keep the old cranes running on hope")
    assert (found.kind, found.speaker, found.cue) == ("direct", scene.phrase("she"), scene.phrase("told"))
    assert found.statement == scene.statements[1]
    assert (found.holder, found.holder_id, found.reason) == ("Oda Venn", "a1", None)


def test_an_elided_quote_is_judged_by_the_words_of_all_its_parts(scene: Scene) -> None:
    assert verdict(scene, "Oda Venn", "We cannot keep", "Two have failed").verdict == "verified"
    mixed = verdict(scene, "Oda Venn", "We cannot keep", "the ferries would stop on Monday")
    assert mixed.verdict == "unverified"
    assert mixed.reason == "these words are only in part a statement of A spokeswoman for Ilse Torvald and Oda Venn"


def test_somebody_else_is_contradicted_with_both_names(scene: Scene) -> None:
    found = verdict(scene, "Pell Marrow", "a long closure could ruin the islands")
    assert found.verdict == "contradicted"
    assert found.reason == "the article credits these words to Oda Venn, not to Pell Marrow"
    assert (found.holder_id, found.kind, found.cue) == ("a1", "paraphrase", scene.phrase("warned"))


@pytest.mark.parametrize("speaker", ["Oda", "Minister", "Oda Marrow"])
def test_a_shared_first_name_or_title_does_not_verify(scene: Scene, speaker: str) -> None:
    assert verdict(scene, speaker, "a long closure could ruin the islands").verdict != "verified"


def test_an_unsure_statement_cannot_contradict_but_can_verify(scene: Scene) -> None:
    found = verdict(scene, "Pell Marrow", "that nobody will buy the catch")
    assert found.verdict == "unverified"
    assert found.reason == "the article credits these words to Norland Fishing Board, not to Pell Marrow"
    assert verdict(scene, "NFB", "that nobody will buy the catch").verdict == "verified"
    assert verdict(scene, "the Norland Fishing Board", "that nobody will buy the catch").verdict == "verified"


def test_of_nested_statements_both_holders_are_verified_and_nobody_else(scene: Scene) -> None:
    promised = "the minister promised full wages for everybody"
    assert verdict(scene, "Pell Marrow", promised).verdict == "verified"
    inner = verdict(scene, "Oda Venn", "full wages for everybody")
    assert (inner.verdict, inner.statement) == ("verified", scene.statements[4])
    other = verdict(scene, "Ilse Torvald", "full wages for everybody")
    assert other.verdict == "contradicted"
    assert other.statement == scene.statements[4]


@pytest.mark.parametrize("speaker", ["Ivan Zimin", "Zimin", "the Kremlin", "Moscow", "Russia"])
def test_a_spokesman_and_the_principal_are_both_verified(scene: Scene, speaker: str) -> None:
    assert verdict(scene, speaker, "rejected the offer of Norlandish grain as an insult").verdict == "verified"


@pytest.mark.parametrize("speaker", ["Ilse Torvald", "Mayor Torvald", "A spokeswoman for Ilse Torvald"])
def test_an_unnamed_spokeswoman_speaks_for_whom_the_article_says(scene: Scene, speaker: str) -> None:
    assert verdict(scene, speaker, "the ferries would stop on Monday").verdict == "verified"


def test_a_capital_is_verified_where_its_seat_of_government_speaks() -> None:
    scene = Scene("The Kremlin insisted that the talks were over. Moscow was calm, and Paris quiet.")
    kremlin = scene.actor("Kremlin", kind=ActorKind.GOVERNMENT)
    scene.actor("Moscow", kind=ActorKind.COUNTRY)
    scene.actor("Paris", kind=ActorKind.COUNTRY)
    scene.says(kremlin, "The Kremlin", "insisted", "that the talks were over")
    assert verdict(scene, "Moscow", "the talks were over").verdict == "verified"
    assert verdict(scene, "Paris", "the talks were over").verdict == "contradicted"


def test_somebody_related_to_the_holder_is_neither_verified_nor_contradicted() -> None:
    scene = Scene("Russian President Ivan Zimin said that the talks were over, and his brother Pavel Zimin agreed.")
    zimin = scene.actor("Ivan Zimin", role="Russian President", evidence="Russian President Ivan Zimin")
    scene.actor("Pavel Zimin")
    scene.says(zimin, "Russian President Ivan Zimin", "said", "that the talks were over")
    for speaker in ("Russia", "Pavel Zimin", "officials", "he"):
        assert verdict(scene, speaker, "the talks were over").verdict == "unverified"


def test_a_surname_of_two_people_is_verified_where_the_article_means_one_by_it(scene: Scene) -> None:
    doubted = "doubted that the port would ever open again"
    assert verdict(scene, "Clinton", doubted).verdict == "verified"
    assert verdict(scene, "Hillary Clinton", doubted).verdict == "verified"
    assert verdict(scene, "Bill Clinton", doubted).verdict == "unverified"


def test_a_surname_that_the_parse_left_open_verifies_no_full_name() -> None:
    scene = Scene("Clinton doubted that the port would open. Bill Clinton and Hillary Clinton came.")
    scene.actor("Bill Clinton")
    scene.actor("Hillary Clinton")
    unclear = scene.actor("Clinton", evidence="Clinton")
    scene.says(unclear, "Clinton", "doubted", "that the port would open")
    assert verdict(scene, "Bill Clinton", "doubted that the port would open").verdict == "unverified"
    assert verdict(scene, "Clinton", "doubted that the port would open").verdict == "verified"


def test_a_name_unknown_to_the_parse_is_verified_by_the_words_of_the_source() -> None:
    scene = Scene("A senior aide said that the port would open. Two dockers doubted it.")
    figure = scene.actor("aide", kind=None)
    scene.says(figure, "A senior aide", "said", "that the port would open")
    assert verdict(scene, "a senior aide", "the port would open").verdict == "verified"
    assert verdict(scene, "dockers", "the port would open").verdict == "unverified"


def test_a_pronoun_as_holder_contradicts_nobody(scene: Scene) -> None:
    found = verdict(scene, "Oda Venn", "the old bridge will collapse within a year")
    assert found.verdict == "unverified"
    assert verdict(scene, "they", "the old bridge will collapse within a year").verdict == "unverified"


def test_a_name_of_which_the_article_has_nothing_is_contradicted_whoever_speaks(scene: Scene) -> None:
    for words in ("a long closure could ruin the islands", "the storms will come all the same"):
        found = verdict(scene, "Zebulon Quark", words)
        assert found.verdict == "contradicted"
        assert "does not name “Zebulon Quark”" in str(found.reason)
    for other in ("Зебулон Кварк", "two captains", "Zebulon", "Oda Quark"):  # not its script, no name, a word, half
        assert verdict(scene, other, "the storms will come all the same").verdict == "unverified"


def test_words_that_nobody_says_verify_nobody(scene: Scene) -> None:
    for speaker in (None, "Oda Venn"):
        found = verdict(scene, speaker, "the storms will come all the same")
        assert found == Attribution("unverified", reason="the article credits these words to nobody by name")


def test_the_article_itself_does_not_voice_what_it_credits_to_somebody(scene: Scene) -> None:
    found = verdict(scene, None, "a long closure could ruin the islands")
    assert found.verdict == "contradicted"
    assert found.reason == "the article credits these words to Oda Venn, not to itself"
    assert verdict(scene, None, "that nobody will buy the catch").verdict == "unverified"


def test_without_a_parse_everything_is_unverified(scene: Scene) -> None:
    evidence = scene.located("a long closure could ruin the islands")
    assert Attributor(scene.article, Proposals()).attribute("Oda Venn", evidence).verdict == "unverified"


def test_evidence_without_a_word_is_unverified(scene: Scene) -> None:
    evidence = Located((scene.span("."),), "exact", 1.0)
    assert Attributor(scene.article, scene.proposals).attribute("Oda Venn", evidence).verdict == "unverified"


def test_more_than_a_fifth_of_other_words_is_too_much(scene: Scene) -> None:
    assert verdict(scene, "NFB", "nobody will buy the catch. Officials").verdict == "verified"
    assert verdict(scene, "NFB", "nobody will buy the catch. Officials may yet").verdict == "unverified"


def test_the_naming_of_a_speaker_without_what_they_say_is_no_evidence(scene: Scene) -> None:
    assert verdict(scene, "Oda Venn", "Harbour Minister Oda Venn warned that").verdict == "unverified"


def test_words_that_somebody_denies_are_verified_with_the_denial_only() -> None:
    scene = Scene("Ines Quill did not say that the ferry would stay. Tobias Fenn denied that he had sold it.")
    scene.says(scene.actor("Ines Quill"), "Ines Quill", "did not say", "that the ferry would stay")
    scene.says(scene.actor("Tobias Fenn"), "Tobias Fenn", "denied", "that he had sold it")
    cut = verdict(scene, "Ines Quill", "the ferry would stay")
    assert (cut.verdict, cut.reason) == (
        "unverified",
        "the article has “did not say” before these words: Ines Quill denies them",
    )
    assert verdict(scene, "Tobias Fenn", "that he had sold it").verdict == "unverified"
    assert verdict(scene, "Ines Quill", "did not say that the ferry would stay").verdict == "verified"
    assert verdict(scene, "Tobias Fenn", "denied that he had sold it").verdict == "verified"


def test_a_statement_that_the_parse_is_not_sure_of_verifies_nobody() -> None:
    scene = Scene("Perhaps Ines Quill says that the ferry stays.")
    scene.says(scene.actor("Ines Quill"), "Ines Quill", "says", "that the ferry stays", certainty=0.5)
    assert verdict(scene, "Ines Quill", "the ferry stays").verdict == "unverified"


def test_one_name_is_one_person_whatever_the_parse_makes_of_it() -> None:
    scene = Scene("Helen Cartwright said that the plant would run. David Cartwright came.")
    scene.actor("Helen Cartwright")
    scene.actor("David Cartwright")
    other = scene.actor("Helen Cartwright")
    scene.says(other, "Helen Cartwright", "said", "that the plant would run")
    assert verdict(scene, "Helen Cartwright", "the plant would run").verdict == "verified"
    assert verdict(scene, "David Cartwright", "the plant would run").verdict != "verified"
