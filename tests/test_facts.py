"""What of a sentence the article lacks is told, with what it has instead; and what it has in other words is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.facts import Fact, Lexicon

ARTICLE = """Calvessa splits over harbour lease

Monday, March 9, 2026

The government of Calvessa wants to lease the harbour of Port Selwick to the Federation of Istrel for 40 years. Prime \
Minister Maren Oldacre said the lease would bring $1.5 million a year, or 30 % of the budget. The vote is on 12 May.

The Union of Calvessan Fishers (UCF) said the end of the agreement would cost 1,200 jobs. About 300 boats work in \
Dorrovian waters. Two thousand people marched, and almost half of all voters were against. Brannoch Vey of the \
Homeland Party said the treaty would not be reopened before the next winter. He met Ana Sorrel at 5:45 p.m.
"""
LEXICON = Lexicon(ARTICLE, language="en")
GERMAN = Lexicon(
    "Die Verkehrsministerin Adele Brunkhorst sagte, dass fünfundzwanzig Betriebe 2,5 Millionen Euro erhalten. Dem "
    "Hafen droht bis zum 3. März 2026 der Verlust von 80 Arbeitsplätzen.",
    language="de",
)
FRENCH = Lexicon(
    "Selon Bastien Corvelle, vingt-cinq navires et 400 emplois sont menacés. Lundi, le Parlement a voté 3 millions "
    "d'euros.",
    language="fr",
)


def failing(sentence: str, lexicon: Lexicon = LEXICON) -> list[Fact]:
    return [fact for fact in lexicon.facts(sentence) if fact.standing in ("not found", "contradicted")]


@pytest.mark.parametrize(
    "sentence",
    [
        "It is for 40 years, and 1200 jobs and 300 boats depend on it.",
        "The lease is worth $1,500,000, or 1.5 million dollars.",
        "It is 30 percent of the budget, 30% in all.",
        "There were 2,000 marchers, and 50% of voters were against.",
        "The vote is on May 12, or on 12 May 2026.",
        "Around 1,200 jobs go.",
        "They met at 17:45, which is 5.45 pm.",
        "Both sides met in two rooms, for one reason, in 2026.",
    ],
)
def test_numbers_that_are_written_otherwise_are_the_same_numbers(sentence):
    assert failing(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "words", "standing", "instead"),
    [
        ("The lease of the harbour is for 50 years.", "50 years", "not found", "40 years"),
        ("It is a 30-day lease.", "30-day", "contradicted", "30 %"),
        ("The lease would bring €1.5 million.", "€1.5 million", "contradicted", "$1.5 million"),
        ("The end of the agreement would cost 300 jobs.", "300", "contradicted", "1,200"),
        ("It would cost 1,300 jobs.", "1,300", "not found", "1,200"),
        ("The vote is on 13 May.", "13 May", "contradicted", "12 May"),
        ("Nine boats work in Dorrovian waters.", "Nine", "not found", "300"),
        ("They met at 6:45 p.m.", "6:45 p.m", "not found", None),
    ],
)
def test_a_number_or_date_that_the_article_lacks_is_told_with_what_it_has(sentence, words, standing, instead):
    (fact,) = failing(sentence)
    assert (fact.words.rstrip("."), fact.standing) == (words, standing)
    assert (fact.instead and ARTICLE[fact.instead.start : fact.instead.end]) == instead
    assert sentence[fact.span.start : fact.span.end] == fact.words


def test_a_number_with_a_fraction_is_no_day_of_a_date():
    assert LEXICON.strange("The index rose to 12.5.") == ("12.5",)
    assert LEXICON.strange("The vote is on the 12.") == ()


def test_a_number_may_be_rounded_but_not_made_up():
    lexicon = Lexicon("The bridge cost 1,486,322 dollars and carries 28,000 cars a day.", language="en")
    assert failing("It cost 1.5 million dollars.", lexicon) == []
    assert failing("It cost nearly 1,500,000 dollars.", lexicon) == []
    assert [fact.words for fact in failing("It carries over 28,004 cars.", lexicon)] == ["28,004"]
    assert [fact.words for fact in failing("It cost 1.6 million dollars.", lexicon)] == ["1.6 million dollars"]


def test_a_day_close_to_that_of_the_article_is_unverified_since_the_article_may_have_said_yesterday():
    facts = [fact for fact in LEXICON.facts("On March 8, 2026, the plan was shown.") if fact.kind == "date"]
    assert [fact.standing for fact in facts] == ["unverified"]
    assert [fact.standing for fact in LEXICON.facts("On March 28, 2026, it was shown.")] == ["contradicted"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The plan of Prime Minister Oldacre divides Calvessan voters.",
        "It is Istrel's lease, says the UCF or the U.C.F. of Dorrovia.",
        "Yesterday the Homeland Party's leader, Mr Vey, met Ana Sorrel.",
        "He spoke in May and on Monday.",
        "CALVESSA SPLITS OVER ANGELA MERKEL",
    ],
)
def test_names_in_other_forms_are_the_article_s_names(sentence):
    assert failing(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "words", "instead"),
    [
        ("The plan of John Oldacre divides voters.", "John", "Prime Minister Maren Oldacre"),
        ("The plan of Maren Oldecre divides voters.", "Oldecre", "Prime Minister Maren Oldacre"),
        ("The boats of Angela Merkel sail.", "Angela Merkel", None),
        ("It was on Friday.", "Friday", "Monday"),
        ("He asked NATO.", "NATO", None),
    ],
)
def test_a_name_that_the_article_lacks_is_told_with_what_it_has(sentence, words, instead):
    (fact,) = failing(sentence)
    assert fact.words == words
    assert (fact.instead and ARTICLE[fact.instead.start : fact.instead.end]) == instead


def test_a_misspelt_name_is_no_inflection_of_it():
    lexicon = Lexicon("Belgium, Ukraine and Asia beat Catholic Italy.", language="en")
    assert failing("The Belgian, Ukrainian, Asian and Italian teams and Catholics won.", lexicon) == []
    assert [fact.words for fact in failing("The team of Belgaum and Italtan won.", lexicon)] == ["Belgaum", "Italtan"]


def test_a_state_may_be_called_by_its_seat_or_people():
    lexicon = Lexicon("America and the UK spoke with the MIT (Massachusetts Institute).", language="en")
    assert failing("The United States, American voters and Britain spoke.", lexicon) == []


def test_names_are_not_looked_for_across_languages():
    (name, number) = LEXICON.facts("Die Partei von Angela Merkel verlor 77 Sitze.", language="de")
    assert (name.standing, number.standing) == ("unverified", "not found")


def test_german_names_stand_beside_each_other_and_numbers_may_be_words():
    right = "Ministerin Brunkhorst gibt 25 Betrieben 2.500.000 Euro, zum 3. 3. 2026 aber weniger als fünfundzwanzig."
    assert failing(right, GERMAN) == []
    wrong = "Die Ministerin Petra Brunkhorst gibt sechsundzwanzig Betrieben 3,5 Millionen Euro und 80 Prozent."
    assert [fact.words for fact in failing(wrong, GERMAN)] == [
        "Petra",
        "sechsundzwanzig",
        "3,5 Millionen Euro",
        "80 Prozent",
    ]


def test_one_counts_with_a_power_behind_it_and_not_alone():
    assert failing("Die Ministerin gibt eine Million Euro für eine Brücke.", GERMAN)[0].words == "eine Million Euro"
    assert failing("Die Ministerin gibt eine Zusage für eine Brücke.", GERMAN) == []


def test_a_sentence_may_begin_with_an_acronym_that_the_article_lacks():
    assert LEXICON.strange("F-16 jets circle the harbour.") == ("F-16",)
    assert LEXICON.strange("Fishers circle the harbour.") == ()


def test_part_of_a_word_is_no_name():
    assert LEXICON.strange("The fishers met Mr Dor.") == ("Dor",)


def test_a_name_may_differ_in_letter_case_but_a_letter_of_an_abbreviation_is_none():
    lexicon = Lexicon("The harbour of R.V. Sandholm was shut, said the mayor.", language="en")
    assert lexicon.strange("At the Harbour's gate, the Mayor spoke of SANDHOLM.") == ()
    assert lexicon.strange("It was R's idea.") == ("R's",)


def test_french_numbers_and_days():
    assert failing("Le lundi, 25 navires, 400 emplois et 3 000 000 euros.", FRENCH) == []
    wrong = failing("Selon Bastien Corvelle, vingt-six navires et 500 emplois sont menacés.", FRENCH)
    assert [fact.words for fact in wrong] == ["vingt-six", "500"]
    assert [FRENCH.facts("Il y a 500 emplois menacés.")[0].instead is not None] == [True]


def test_strange_words_are_those_that_do_not_hold_each_once():
    assert LEXICON.strange("The boats of Angela Merkel and of Angela Merkel cost 1,300 jobs.") == (
        "Angela Merkel",
        "1,300",
    )


def test_all_capitalised_words_of_a_name_count():
    assert [fact.words for fact in LEXICON.named("Angela Oldacre")] == ["Angela"]
    assert [fact.standing for fact in LEXICON.named("The Homeland Party")] == ["holds"]
    assert LEXICON.named("the fishers") == ()


def test_a_copied_sentence_that_lost_its_not_is_told_and_a_paraphrase_is_not():
    copied = "Brannoch Vey said the treaty would be reopened before the next winter."
    (denial,) = LEXICON.denials(copied)
    assert (denial.kind, denial.standing) == ("negation", "contradicted")
    assert denial.instead is not None
    assert "would not be reopened" in ARTICLE[denial.instead.start : denial.instead.end]
    assert LEXICON.denials("Brannoch Vey said the treaty would not be reopened before the next winter.") == ()
    assert LEXICON.denials("The treaty is final until winter, says Vey, and no one will reopen it.") == ()
    assert LEXICON.denials("The Union of Calvessan Fishers said the end of it wouldn't cost 1,200 jobs.") != ()


def test_words_that_stand_behind_a_copied_passage_once_more_do_not_hide_its_not():
    lexicon = Lexicon(
        "Though Selwick is content with the council of Norland's orders to take down the wall, other towns such as "
        "Dunmere and Port Oldacre have stated that they will keep mending the wall.",
        language="en",
    )
    assert lexicon.denials("Selwick is not content with the council of Norland's orders to take down the wall.") != ()
    assert lexicon.denials("Selwick is content with the council of Norland's orders to take down the wall.") == ()


def test_a_negation_that_ends_a_sentence_is_no_other_one():
    lexicon = Lexicon("Vey asked why he had to leave the harbour and Oldacre did not.\n", language="en")
    assert lexicon.denials("Brannoch Vey asked why he had to leave the harbour and Oldacre did not.") == ()
    assert lexicon.denials("Brannoch Vey asked why he had to leave the harbour and Oldacre did.") != ()
    assert lexicon.denials("Vey did not ask why he had to leave the harbour and Oldacre did not.") != ()


def test_whoever_denies_that_it_is_says_that_it_is_not():
    lexicon = Lexicon("Her office later said that she had not been speaking of foreign experts.\n", language="en")
    assert lexicon.denials("Her office denied that she had been speaking about foreign experts.") == ()
    assert lexicon.denials("Her office said that she had been speaking about foreign experts.") != ()
    lexicon = Lexicon("Orsk denied having ever seen the memo of the inspectors.\n", language="en")
    assert lexicon.denials("Orsk said having ever seen the memo of the inspectors.") != ()


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_holds_against_itself(text):
    lexicon = Lexicon(text, language="en")
    for fact in lexicon.facts(text):
        assert text[fact.span.start : fact.span.end] == fact.words
    assert lexicon.denials(text) == ()


@pytest.mark.parametrize("unit", ["12 March 2024, ", "1 000 ", "Anna Berg ", "“", "not a b c d e f g. ", "5:45 "])
def test_long_texts_take_linear_time(unit):
    text = unit * (100_000 // len(unit))
    start = time.process_time()
    lexicon = Lexicon(text, language="en")
    lexicon.facts("Anna Berg paid 1,000 on 12 March 2024.")
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("sentence", "strange"),
    [
        ("Stenfeld warns of the end of the ferry.", ("Stenfeld",)),
        ("The ferry stays. Stenfeld also rejected the bridge.", ("Stenfeld",)),
        ("Stenfeld Rejects the New Bridge Plan", ("Stenfeld",)),
        ("France paid half of it.", ("France",)),
        ("Bergman warns of the end of the ferry.", ()),
        ("Critics warned of the end of the ferry.", ()),
        ("Nobody wants a bridge. Opposition rejects it.", ()),
        ("Inflation threatens the ferry.", ()),
        ("Ferries said to be old are sold.", ()),
        ("Germans paid half of it.", ()),
    ],
)
def test_a_made_up_name_is_told_at_the_start_of_a_sentence_and_an_ordinary_word_is_none(
    sentence: str, strange: tuple[str, ...]
) -> None:
    text = "Lena Bergman told the council that the ferry stays. Germany paid for half of it."
    assert Lexicon(text, language="en").strange(sentence) == strange
