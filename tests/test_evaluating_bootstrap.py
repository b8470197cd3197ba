"""Intervals and the test between two runs: by article, paired, and the same each time."""

import random

import pytest

from summarizer.evaluating.bootstrap import compare, interval
from summarizer.evaluating.scoring import Ratio, pooled


def rates(*values: float, of: float = 10) -> list[Ratio]:
    return [Ratio(value * of, of) for value in values]


def test_the_same_articles_give_the_same_interval() -> None:
    ratios = rates(0.1, 0.4, 0.5, 0.9)
    assert interval(ratios) == interval(ratios)


def test_the_interval_holds_the_figure_and_is_narrower_for_more_articles() -> None:
    few, many = rates(0.2, 0.5, 0.8), rates(*[0.2, 0.5, 0.8] * 30)
    (low, high), (lower, higher) = interval(few) or (0, 0), interval(many) or (0, 0)
    assert low < lower < 0.5 < higher < high


def test_articles_that_are_all_alike_leave_no_doubt() -> None:
    assert interval(rates(0.5, 0.5, 0.5)) == (0.5, 0.5)


def test_one_article_says_nothing_of_others() -> None:
    assert interval(rates(0.5)) is None
    assert compare(rates(0.5), rates(0.6)) is None


def test_where_nothing_was_judged_there_is_no_interval() -> None:
    nothing = [Ratio(0, 0)] * 3
    assert interval(nothing) is None
    assert compare(nothing, rates(0.1, 0.2, 0.3)) is None
    assert compare(rates(0.1, 0.2, 0.3), nothing) is None


def test_draws_in_which_nothing_was_judged_are_left_out() -> None:
    assert interval([Ratio(0, 0), Ratio(0, 0), Ratio(5, 10)]) == (0.5, 0.5)


def test_the_interval_covers_what_it_says_it_covers() -> None:
    """Of samples of 40 articles with a known rate, about 95 % have it in their interval."""
    dice = random.Random(3)
    covered = 0
    for _ in range(60):
        sample = [Ratio(sum(dice.random() < 0.3 for _ in range(10)), 10) for _ in range(40)]
        low, high = interval(sample) or (1, 0)
        covered += low <= 0.3 <= high
    assert 52 <= covered <= 60


def test_a_difference_in_every_article_is_sure() -> None:
    better, worse = rates(*[0.6, 0.7, 0.8] * 5), rates(*[0.5, 0.6, 0.7] * 5)
    found = compare(better, worse)
    assert found is not None
    assert found.difference == pytest.approx(0.1)
    assert (found.low, found.high) == (pytest.approx(0.1), pytest.approx(0.1))
    assert found.p < 0.01


def test_pairs_tell_what_unpaired_runs_would_hide() -> None:
    """Articles differ much more from each other than the runs do on one article."""
    hard = [0.05 * step for step in range(1, 19)]
    found = compare(rates(*[rate + 0.02 for rate in hard]), rates(*hard))
    assert found is not None
    assert found.p < 0.01
    assert found.low > 0


def test_two_runs_that_are_the_same_do_not_differ() -> None:
    found = compare(rates(0.1, 0.5, 0.9), rates(0.1, 0.5, 0.9))
    assert found is not None
    assert (found.difference, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_differences_that_go_both_ways_are_not_sure() -> None:
    found = compare(rates(0.3, 0.7, 0.4, 0.6), rates(0.6, 0.4, 0.7, 0.3))
    assert found is not None
    assert found.p > 0.5
    assert found.low < 0 < found.high


def test_the_sign_of_a_difference_is_that_of_the_first_run() -> None:
    here, there = rates(0.1, 0.2, 0.3, 0.2), rates(0.5, 0.6, 0.8, 0.6)
    ahead, behind = compare(there, here), compare(here, there)
    assert ahead is not None
    assert behind is not None
    assert ahead.difference == -behind.difference > 0
    assert ahead.p == behind.p


def test_figures_are_pooled_and_not_averaged() -> None:
    assert pooled([Ratio(1, 1), Ratio(0, 9)]) == 0.1


def test_two_runs_have_to_be_of_the_same_articles() -> None:
    with pytest.raises(ValueError, match="zip"):
        compare(rates(0.1, 0.2), rates(0.1))
