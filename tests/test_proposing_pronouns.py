"""Whom "he", "she", "it" and "they" are in what a parse finds said. Places and people are invented."""

import pytest
from proposed import read

CERTAIN = 0.55  # what a position is held to


def holder_of(text, words, parser):
    """Who says the words, and whether that is certain enough to hold anybody to."""
    one = next(one for one in read(text, parser).statements if words in one.content.quote)
    return one.holder, one.certainty >= CERTAIN


CHAINS = [
    (
        "Minister Torben Haske met Councillor Ragna Ulm in Velm. He said the harbour would close. She replied that the "
        "harbour was all the town had. He added that ships no longer came. In the evening Ulm spoke again. She said "
        "she would resign. Haske laughed. He said that nobody would notice.",
        {
            "the harbour would close": "Torben Haske",
            "all the town had": "Ragna Ulm",
            "ships no longer came": "Torben Haske",
            "she would resign": "Ragna Ulm",
            "nobody would notice": "Torben Haske",
        },
    ),
    (
        "Keeper Ovid Brask told the inquiry that the lamp had failed. His daughter said he had been asleep. She added "
        "that he often was. Her lawyer said the family was divided. He warned that more would come out.",
        {"he had been asleep": "His daughter"},
    ),
    (
        "Baker Ludo Fenn and miller Aldo Prow have quarrelled for years. Prow's wife, Tilde, said both were fools. "
        '"He told me he would sell," she said. Fenn said he would buy. He promised that nobody would go hungry.',
        {"He told me he would sell": "Tilde", "nobody would go hungry": "Fenn"},
    ),
    (
        "President Ilka Marn defended her envoy, Stellan Krog, on Friday. She said he had done his duty. He said he "
        "had done nothing wrong. A diplomat who knows both said he was lying. Marn's office said she had no comment. "
        "It added that Krog was abroad.",
        {
            "he had done his duty": "Ilka Marn",
            "he had done nothing wrong": "Stellan Krog",
            "Krog was abroad": "Marn's office",
        },
    ),
    (
        "Lorna Pike has kept bees since 1980. Her son Davin wants to sell the farm. He said he liked them well enough. "
        "He had been stung too often, he told me, and she had never once asked how he was.",
        {"he liked them well enough": "Davin", "He had been stung too often": "Davin"},
    ),
    (
        "Police inspector Sunniva Lode said she had no proof. According to her, nobody had seen a thing. Two divers "
        "spoke to the paper. One of them said the hull was cracked but that he could not say who knew.",
        {"nobody had seen a thing": "Sunniva Lode", "he could not say who knew": "One of them"},
    ),
    (
        "Pelton dismissed the demand, but President Anke Solheim struck a different tone on Thursday. She said she "
        "would not oppose a panel. Pelton said he would.",
        {"she would not oppose a panel": "Anke Solheim"},
    ),
]


@pytest.mark.parametrize(("text", "words", "holder"), [(t, w, h) for t, said in CHAINS for w, h in said.items()])
def test_a_pronoun_is_whom_grammar_and_gender_tell(text, words, holder, english_parser):
    found, certain = holder_of(text, words, english_parser)
    assert certain
    assert holder.endswith(found) or found.endswith(holder)


GUESSES = [
    ("Baker Ludo Fenn and miller Aldo Prow have quarrelled for years. He said the flour was wet.", "the flour was wet"),
    ("The River Guild and the Mill Board signed a deal. It said the water would be shared.", "water would be shared"),
    (
        "The Lunden Institute's report cited above describes the conflict in Marland. It states that the war raised "
        "prices.",
        "the war raised prices",
    ),
]


@pytest.mark.parametrize(("text", "words"), GUESSES)
def test_a_pronoun_that_could_be_two_is_never_certain(text, words, english_parser):
    found, certain = holder_of(text, words, english_parser)
    assert not certain or "report" in found


def test_a_report_is_what_it_states_rather_than_the_country_it_tells_of(english_parser):
    text = "The Lunden Institute's report describes the conflict in Marland. It states that the war raised prices."
    assert "report" in holder_of(text, "the war raised prices", english_parser)[0]


def test_a_mans_words_are_never_hers(english_parser):
    text = (
        "Farmer Anna Thorn lights the pans. Her nephew Mikkel wants to sell. He is forty. He had never put in more "
        "than twenty, she told me."
    )
    assert holder_of(text, "more than twenty", english_parser)[0] == "Anna Thorn"


def test_what_a_he_tells_of_a_name_holds_for_the_rest_of_the_article(english_parser):
    text = (
        "Xeno Quarl came late. He is forty. Zuri Quenby came too. She is sixty. Quarl met Quenby at the gate. "
        "She said that the gate was shut."
    )
    assert holder_of(text, "the gate was shut", english_parser)[0] == "Zuri Quenby"


def test_of_several_sisters_none_is_the_speaker(english_parser):
    text = "The accusers are the sisters Dora Ehr, Elly Sapp and Nina Mey. They said that each voice was valuable."
    assert holder_of(text, "each voice was valuable", english_parser)[0] not in ("Dora Ehr", "Elly Sapp", "Nina Mey")


NAMELESS = [
    (
        "The mayor of Dorn, Karo Wim, left. The radio aired an interview with a father in Ulm in which he claimed that "
        "the well was dry.",
        "the well was dry",
        "father in Ulm",
    ),
    (
        "Keeper Ovid Brask told the inquiry that the lamp had failed. Her lawyer said the family was divided. He "
        "warned that more would come out.",
        "more would come out",
        "Her lawyer",
    ),
]


@pytest.mark.parametrize(("text", "words", "holder"), NAMELESS)
def test_somebody_without_a_name_is_meant_before_a_name_further_off(text, words, holder, english_parser):
    assert holder_of(text, words, english_parser)[0] == holder


def test_whoever_was_she_a_moment_ago_is_not_he(english_parser):
    text = "Teacher Qilla Voll wrote to the mayor, Zark Lind. She said the roof leaked. He said there was no money."
    found, certain = holder_of(text, "there was no money", english_parser)
    assert found != "Qilla Voll" or not certain


def test_a_guess_is_no_surer_in_the_next_sentence(english_parser):
    text = (
        "The Harbour Watch says that the sailors are among orthodox Norlanders. They were already here. They say it is "
        "impossible to count them."
    )
    assert not holder_of(text, "impossible to count them", english_parser)[1]


def test_whoever_stands_in_a_relative_clause_or_an_infinitive_is_not_everybody(english_parser):
    text = (
        "Peter Quarrel treated Clara Holm at home. His sister pleaded to send her to a doctor, but he replied that he "
        "could not."
    )
    assert holder_of(text, "he could not", english_parser)[0] == "Peter Quarrel"


def test_somebody_named_behind_a_noun_is_the_one_of_whom_it_tells(english_parser):
    text = "A hydrologist named Ida Brandt published a paper. She wrote that the wells would turn salt."
    assert holder_of(text, "the wells would turn salt", english_parser) == ("Ida Brandt", True)
