"""How sure a figure is, and whether two runs differ: by resampling articles.

Articles are the unit, since the positions of one article are judged on one annotator's work and stand or fall
together. Intervals are percentile bootstraps (B. Efron, "Bootstrap Methods", 1979); the test between two runs over the
same articles is approximate randomization (E. Noreen, "Computer-Intensive Methods for Testing Hypotheses", 1989).
The same input gives the same output.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.evaluating.scoring import Ratio, pooled

__all__ = ["Comparison", "compare", "interval"]

_RESAMPLES = 2_000
_SEED = 20_261_124
_TAIL = 0.025
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two runs differ in one figure.

    Attributes:
        difference: The first run's figure less the second's.
        low: Lower end of the difference's 95 % interval.
        high: Upper end.
        p: How often a difference as large comes about if the runs' names are swapped at random, article by article.
    """

    difference: float
    low: float
    high: float
    p: float


def interval(ratios: Sequence[Ratio]) -> tuple[float, float] | None:
    """The 95 % interval of the pooled figure; None for fewer than two articles, or if nothing was judged."""
    if len(ratios) < 2 or pooled(ratios) is None:
        return None
    dice = random.Random(_SEED)  # noqa: S311 (no secret)
    return _middle([pooled(dice.choices(ratios, k=len(ratios))) for _ in range(_RESAMPLES)])


def compare(first: Sequence[Ratio], second: Sequence[Ratio]) -> Comparison | None:
    """The paired comparison; article by article, `first` and `second` are about the same.

    Returns:
        None for fewer than two articles, or if one of the runs has nothing to be judged.
    """
    pairs = [*zip(first, second, strict=True)]
    observed = _difference(pairs)
    if observed is None or len(pairs) < 2:
        return None
    dice = random.Random(_SEED)  # noqa: S311 (no secret)
    low, high = _middle([_difference(dice.choices(pairs, k=len(pairs))) for _ in range(_RESAMPLES)])
    swapped = (_difference([pair[:: dice.choice((1, -1))] for pair in pairs]) for _ in range(_RESAMPLES))
    as_large = sum(draw is None or abs(draw) >= abs(observed) - _ROUNDING for draw in swapped)
    return Comparison(observed, low, high, (as_large + 1) / (_RESAMPLES + 1))


def _difference(pairs: Sequence[tuple[Ratio, ...]]) -> float | None:
    here, there = pooled([pair[0] for pair in pairs]), pooled([pair[1] for pair in pairs])
    return None if here is None or there is None else here - there


def _middle(draws: list[float | None]) -> tuple[float, float]:
    """The ends of the middle 95 % of the draws in which something was judged."""
    known = sorted(draw for draw in draws if draw is not None)
    at = round(_TAIL * (len(known) - 1))
    return known[at], known[-1 - at]
