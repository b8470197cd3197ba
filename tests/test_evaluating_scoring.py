"""A position is right when its words are the article's, in one attribution, and credited to that attribution's source.

The figures of the hand-made predictions were worked out by another implementation of the same rules.
"""

import json
from pathlib import Path

import pytest
from annotated import TEXT, record
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.evaluating.gold import GoldArticle, read_gold
from summarizer.evaluating.matching import Words, name_words
from summarizer.evaluating.predictions import PredictedActor, PredictedPosition, PredictedRisk, Prediction
from summarizer.evaluating.scoring import ArticleScore, Outcome, Ratio, pooled, score


@pytest.fixture
def article(tmp_path: Path) -> GoldArticle:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(record()))
    return read_gold(path).articles[0]


def scored(article: GoldArticle, *positions: PredictedPosition) -> ArticleScore:
    return score(article, Prediction("ferry", positions))


def outcome(article: GoldArticle, holder: str | None, quote: str | None, *aliases: str) -> Outcome:
    return scored(article, PredictedPosition(holder, quote, aliases)).positions[0].outcome


# ------------------------------------------------------------------------------------------ positions


@pytest.mark.parametrize(
    "quote",
    [
        "We cannot wait for winter",
        "“We cannot wait for winter”",
        '"We cannot wait for winter"',
        "cannot wait",
        "“We cannot wait for winter,” mayor Ines Quill said",
    ],
)
def test_a_quote_in_an_attribution_of_its_holder_is_right(article: GoldArticle, quote: str) -> None:
    assert outcome(article, "Ines Quill", quote) is Outcome.RIGHT


@pytest.mark.parametrize("quote", ["We can not wait for winter", "we cannot wait", "", "“ ”", "We", None])
def test_a_quote_that_is_not_the_articles_words_is_not_verbatim(article: GoldArticle, quote: str | None) -> None:
    assert outcome(article, "Ines Quill", quote) is Outcome.NOT_VERBATIM


def test_spaces_and_quotation_marks_are_alike_and_letter_case_is_not(article: GoldArticle) -> None:
    assert scored(article, PredictedPosition("x", 'that "the money\nis gone"')).positions[0].span is not None
    assert scored(article, PredictedPosition("x", "THE MONEY")).positions[0].span is None


def test_a_quote_of_which_more_than_a_fifth_lies_outside_is_in_no_attribution(article: GoldArticle) -> None:
    assert outcome(article, "Tobias Fenn", "the ferry could ruin the fishing boats. Locals") is Outcome.RIGHT
    assert outcome(article, "Tobias Fenn", "the ferry could ruin the fishing boats. Locals fear") is Outcome.OUTSIDE


def test_the_words_around_the_content_alone_are_no_position(article: GoldArticle) -> None:
    assert outcome(article, "Ines Quill", "mayor Ines Quill said") is Outcome.OUTSIDE


def test_words_of_a_name_are_enough_and_titles_and_pronouns_are_none(article: GoldArticle) -> None:
    assert outcome(article, "Quill", "We cannot wait") is Outcome.RIGHT
    assert outcome(article, "nobody", "We cannot wait", "the mayor") is Outcome.RIGHT
    assert outcome(article, "Tobias Fenn", "We cannot wait") is Outcome.WRONG_HOLDER
    assert outcome(article, "President of the", "We cannot wait") is Outcome.WRONG_HOLDER
    assert outcome(article, None, "We cannot wait") is Outcome.WRONG_HOLDER


def test_a_pronoun_stands_for_the_names_of_its_chain(article: GoldArticle) -> None:
    [one] = scored(article, PredictedPosition("Ines Quill", "the harbour is full")).positions
    assert one.outcome is Outcome.RIGHT
    assert not one.shares_source


def test_a_source_that_nothing_names_cannot_judge_a_holder(article: GoldArticle) -> None:
    assert outcome(article, "Ines Quill", "the money is gone") is Outcome.LEFT_OUT


def test_the_figures_of_hand_made_predictions_are_those_of_another_implementation(article: GoldArticle) -> None:
    result = scored(
        article,
        PredictedPosition("Ines Quill", "We cannot wait for winter"),
        PredictedPosition("Ines Quill", "cannot wait"),
        PredictedPosition("mayor", "the harbour is full"),
        PredictedPosition("Ines Quill", "the ferry could ruin the fishing boats"),
        PredictedPosition("Locals", "higher fares"),
        PredictedPosition("Ines Quill", "the money is gone"),
        PredictedPosition("Ines Quill", "words of nobody"),
    )
    figures = {name: pooled([ratio]) for name, ratio in result.ratios.items()}
    assert figures == {
        "verbatim": 6 / 7,
        "in_content": 5 / 7,
        "holder_accuracy_lexical": 2 / 4,
        "holder_accuracy": 3 / 4,
        "position_precision": 3 / 6,
        "attribution_recall": 2 / 3,
        "holder_recall": 1 / 2,
        "positions": 7,
    }
    assert [missed.id for missed in result.missed] == ["A3"]


def test_words_that_stand_in_two_attributions_may_be_either_speakers(tmp_path: Path) -> None:
    text = "Quill said it rains. Fenn said it rains. Nobody said it rains."
    spans = [(0, 5, 6, 10, 11, 19), (21, 25, 26, 30, 31, 39)]
    attributions = [
        {"source": {"spans": [[a, b]]}, "cue": {"spans": [[c, d]]}, "content": {"spans": [[e, f]]}}
        for a, b, c, d, e, f in spans
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "r", "text": text, "attributions": attributions}))
    [rain] = read_gold(path).articles
    assert outcome(rain, "Fenn", "it rains") is Outcome.RIGHT
    [one] = scored(rain, PredictedPosition("Fenn", "it rains")).positions
    assert (one.gold, one.hits) == ((0, 1), (1,))
    assert one.span is not None
    assert one.span.start == 31


def test_nothing_predicted_is_a_recall_of_nothing_and_no_precision(article: GoldArticle) -> None:
    ratios = scored(article).ratios
    assert pooled([ratios["attribution_recall"]]) == 0
    assert pooled([ratios["position_precision"]]) is None


def test_what_was_not_annotated_is_not_scored(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "ferry", "text": TEXT, "risks": []}))
    [bare] = read_gold(path).articles
    found = Prediction("ferry", (PredictedPosition("x", "y"),), actors=(PredictedActor("x"),), risks=())
    result = score(bare, found)
    assert set(result.ratios) == {"positions", "actors", "risks", "risk_recall"}
    assert (result.positions, result.missed) == ((), ())


@settings(deadline=None)
@given(st.text(alphabet=" \n\u00a0a-“”\"'’.é1", max_size=40), st.data())
def test_any_slice_of_a_text_is_found_unless_it_is_too_short(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]
    bare = " ".join(quote.strip("“”\"'’ \n\u00a0").split())
    found = Words(text).occurrences(quote)
    assert bool(found) == (len(bare) >= 3)
    assert all(Words(text[span.start : span.end]).occurrences(bare) for span in found)


def test_names_are_compared_by_their_longer_words_and_capitals() -> None:
    assert name_words(["The UN of Al", None, "Dr. Ng-Quill"]) == {"un", "quill"}


# --------------------------------------------------------------------------------------- actors, risks


def actors(article: GoldArticle, *found: PredictedActor) -> ArticleScore:
    return score(article, Prediction("ferry", actors=found))


def test_actors_are_the_salient_people_and_organizations_that_the_article_names(article: GoldArticle) -> None:
    result = actors(
        article,
        PredictedActor("Ines Quill"),  # salient
        PredictedActor("Ferry Club"),  # a person that no summary mentions
        PredictedActor("Ferry vote"),  # an event
        PredictedActor("Moon Base"),  # nothing at all
        PredictedActor("Aldport Harbour"),  # a place: the gold does not say whether it acts
        PredictedActor("Locals"),  # not named
    )
    assert [one.outcome for one in result.actors] == [
        Outcome.RIGHT,
        Outcome.WRONG,
        Outcome.WRONG,
        Outcome.WRONG,
        Outcome.LEFT_OUT,
        Outcome.LEFT_OUT,
    ]
    assert [missed.id for missed in result.missed_actors] == ["e2"]
    assert result.ratios["actor_precision"] == Ratio(1, 4)
    assert result.ratios["actor_recall"] == Ratio(1, 2)
    assert result.ratios["actor_f1"] == Ratio(2, 6)


def test_an_actor_that_stands_in_the_list_twice_is_right_once(article: GoldArticle) -> None:
    result = actors(article, PredictedActor("Ines Quill"), PredictedActor("Mayor Ines Quill"))
    assert [one.outcome for one in result.actors] == [Outcome.WRONG, Outcome.RIGHT]


def test_an_actor_is_known_by_any_of_its_names(article: GoldArticle) -> None:
    assert actors(article, PredictedActor("the mayor of Aldport", ("Mr Fenn",))).actors[0].outcome is Outcome.RIGHT


def risk(article: GoldArticle, quote: str) -> list[bool]:
    found = score(article, Prediction("ferry", risks=(PredictedRisk(quote),)))
    return [one.found_by is not None for one in found.risks]


def test_a_risk_is_found_by_a_quote_that_covers_half_of_its_words(article: GoldArticle) -> None:
    assert risk(article, "According to Tobias Fenn, the ferry could ruin the fishing boats.") == [True, False]
    assert risk(article, "ruin the fishing boats. Locals fear higher") == [True, True]
    assert risk(article, "the ferry could") == [False, False]
    assert risk(article, "nowhere to be found") == [False, False]


# ---------------------------------------------------------------------------------------------- costs


def test_rates_count_what_was_set_apart_and_what_was_not_verified(article: GoldArticle) -> None:
    positions = tuple(PredictedPosition("x", "y", verdict=verdict) for verdict in ("verified", "unverified", None))
    found = Prediction("ferry", positions, supported=9, unsupported=3, tokens=100, seconds=2.5)
    ratios = score(article, found).ratios
    assert ratios["unsupported_rate"] == Ratio(3, 12)
    assert ratios["unverified_rate"] == Ratio(1, 2)
    assert (ratios["tokens"], ratios["seconds"]) == (Ratio(100, 1), Ratio(2.5, 1))


def test_what_is_not_known_of_a_run_is_no_figure(article: GoldArticle) -> None:
    known = score(article, Prediction("ferry")).ratios
    assert {"unsupported_rate", "unverified_rate", "tokens", "seconds", "actors", "risks"}.isdisjoint(known)
