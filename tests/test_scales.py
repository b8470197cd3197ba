"""Likelihood and impact as words state them."""

from __future__ import annotations

import pytest

from summarizer.scales import stated_impact, stated_likelihood
from summarizer.types import Impact, Likelihood


@pytest.mark.parametrize(
    ("words", "band"),
    [
        ("the dam could break", Likelihood.NOT_STATED),
        ("the dam may and might break", Likelihood.NOT_STATED),
        ("the dam will probably break", Likelihood.LIKELY),
        ("it is very likely to break", Likelihood.VERY_LIKELY),
        ("which was unlikely to lead to cuts", Likelihood.UNLIKELY),
        ("that is highly unlikely", Likelihood.VERY_UNLIKELY),
        ("it would almost certainly destroy the meadows", Likelihood.ALMOST_CERTAIN),
        ("there is an even chance of it", Likelihood.ROUGHLY_EVEN),
        ("there is almost no chance of it", Likelihood.ALMOST_NO_CHANCE),
        ("it isn't likely", Likelihood.NOT_STATED),
        ("it is not likely", Likelihood.UNLIKELY),
        ("it is less likely than before", Likelihood.NOT_STATED),
        ("it is not very likely", Likelihood.NOT_STATED),
        ("it isn’t at all likely", Likelihood.NOT_STATED),
        ("it is hardly likely", Likelihood.NOT_STATED),
        ("that is not so. Likely or not, it rains", Likelihood.LIKELY),
        ("das ist nicht sehr wahrscheinlich", Likelihood.NOT_STATED),
        ("ce n'est pas très probable", Likelihood.NOT_STATED),
        ("ist ein Abbruch wahrscheinlich", Likelihood.LIKELY),
        ("das ist unwahrscheinlich", Likelihood.UNLIKELY),
        ("c'est peu probable", Likelihood.UNLIKELY),
        ("c'est très probable", Likelihood.VERY_LIKELY),
    ],
)
def test_likelihood_is_what_the_words_state(words: str, band: Likelihood) -> None:
    assert stated_likelihood(words) is band


@pytest.mark.parametrize(
    ("words", "impact"),
    [
        ("a harbour is not a fortress", Impact.NOT_STATED),
        ("that would be a catastrophe", Impact.SEVERE),
        ("a serious loss, if not a disaster", Impact.SEVERE),
        ("a significant response", Impact.MODERATE),
        ("a minor delay", Impact.LOW),
        ("it would be less than catastrophic", Impact.NOT_STATED),
        ("not so much a disaster as a disaster foretold", Impact.SEVERE),
        ("kleine Betriebe in den Ruin treiben", Impact.SEVERE),
        ("un retard léger", Impact.LOW),
        ("c'est-à-dire rien", Impact.NOT_STATED),
        ("Brackwater Ferries Limited", Impact.NOT_STATED),
        ("an important man", Impact.NOT_STATED),
    ],
)
def test_impact_is_the_worst_that_the_words_state(words: str, impact: Impact) -> None:
    assert stated_impact(words) is impact
