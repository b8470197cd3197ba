"""Whether a sentence of the model's own says what somebody's words say."""

import pytest

from summarizer.fidelity import Fidelity, denied, turned_round

WORDS = "The ferry was first chartered for two winters, and the council extended that four times without a vote"
BESIDE = "Engineers repaired the northern pier after a storm had damaged its concrete pillars."
ARTICLE = f"{WORDS}, Ines Quill said. {BESIDE}"


@pytest.mark.parametrize(
    ("sentence", "strays"),
    [
        ("Ines Quill says that the council extended the charter of the ferry without a vote.", False),
        ("Ines Quill says that engineers repaired the pier and its concrete pillars.", True),
        ("Ines Quill says that engineers repaired the northern pier for the ferry.", True),
        # in words of its own, with one of theirs
        ("Ines Quill complains that democracy was circumvented when renewing this ferry contract.", False),
        ("The text does not contain this letter, which nobody mentions.", True),
        ("Ines Quill is against it.", False),
    ],
)
def test_a_sentence_strays_if_what_it_says_stands_beside_the_words(sentence: str, *, strays: bool) -> None:
    assert Fidelity(ARTICLE, ("Ines Quill", "mayor of Brackwater")).strays(sentence, WORDS) is strays


def test_a_few_words_may_be_put_in_others_altogether() -> None:
    assert not Fidelity(ARTICLE).strays("Engineers repaired the northern pier after a storm.", "I could not do that")


@pytest.mark.parametrize(
    ("sentence", "words", "turned"),
    [
        ("Quill says it is usual here.", "it is unusual here", ("usual", "unusual")),
        ("Quill says it is unusual here.", "it is usual here", ("unusual", "usual")),
        ("Quill says it is not unusual.", "it is not usual", ("unusual", "usual")),
        ("Elles ne sont pas habituelles.", "elles ne sont pas inhabituelles", ("habituelles", "inhabituelles")),
        ("Quill says it is usual.", "it is not unusual", None),
        ("Quill says it is usual, not unusual.", "it is not usual", None),
        ("Quill wants to cover it.", "she wants to recover it", None),
        ("Quill says it is rare.", "it is unusual", None),
        ("Quill plays.", "Quill misplays", ("plays", "misplays")),
        ("Quill acts.", "Quill unacts", None),
        ("Quill says the works improved the pier.", "the works proved costly", None),
        ("Imports fall, Quill says.", "the ports are to close", None),
        ("Quill discovered the leak.", "she covered the leak", None),
        ("Elle donne des informations.", "elle parle des formations", None),
        ("Quill calls it impossible.", "it is possible", ("impossible", "possible")),
        ("Quill calls it impartial.", "it is partial", ("impartial", "partial")),
    ],
)
def test_an_opposite_is_seen_unless_a_negation_makes_up_for_it(
    sentence: str, words: str, turned: tuple[str, str] | None
) -> None:
    assert turned_round(sentence, words) == turned


DESIGN = "the spillway had been designed for a flood of that sort, and no operator could have held back the water"


@pytest.mark.parametrize(
    ("sentence", "words", "word"),
    [
        ("Orsk believes that the spillway was not designed for the flood.", DESIGN, "designed"),
        ("Orsk says that operators could not have held it back.", DESIGN, None),
        ("Orsk says that it was not only designed for a flood.", DESIGN, None),
        ("No one asked about the evidence.", "asked what this hard evidence might be", "asked"),
        ("It is not on their own land.", "And not on paper. On their own land. Let them drink it.", "their"),
        ("Marland has not agreed.", "has yet to agree to the proposal", None),
        ("She was not told about it.", "They told me this, because no one had told them about the wedding", None),
        ("The abusers won’t abuse again.", "they abuse for years, and it is claimed that they won’t abuse again", None),
        ("Der Sprecher hat keine Zusage gegeben.", "eine Zusage gebe es nicht", None),
        ("Der Rat hat den Plan nicht gebilligt.", "der Rat habe den Plan gebilligt", "gebilligt"),
        ("Elle n’a pas approuvé le plan.", "elle a approuvé le plan", "approuvé"),
        ("They did not pay.", "refused to pay", None),
    ],
)
def test_what_the_words_say_plainly_is_not_to_be_denied(sentence: str, words: str, word: str | None) -> None:
    assert denied(sentence, words) == word
