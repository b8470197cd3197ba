"""What a run is worth, in figures: each with its interval, and against another run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.errors import UsageError
from summarizer.evaluating.bootstrap import Comparison, compare, interval
from summarizer.evaluating.gold import Gold
from summarizer.evaluating.predictions import Prediction
from summarizer.evaluating.scoring import ArticleScore, pooled, score
from summarizer.types import Json

__all__ = ["FIGURES", "Against", "Figure", "Measured", "Report", "report_of", "score_all", "to_json"]

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is reported.

    Attributes:
        name: In JSON and on the command line.
        label: For people.
        means: In a few words.
        kind: A ``share`` of 1, or an ``amount`` an article.
    """

    name: str
    label: str
    means: str
    kind: Literal["share", "amount"] = "share"


FIGURES = (
    Figure("verbatim", "verbatim", "quotes that stand in the article"),
    Figure("in_content", "in an attribution", "quotes that lie in one annotated attribution"),
    Figure("holder_accuracy", "holder accuracy", "of those, the holder is its source or a name of its chain"),
    Figure("holder_accuracy_lexical", "holder accuracy, words only", "the same without coreference"),
    Figure("position_precision", "position precision", "positions that are verbatim and credited to the right holder"),
    Figure("attribution_recall", "attribution recall", "attributions that a right position lies in"),
    Figure("holder_recall", "holder recall", "speakers with at least one right position"),
    Figure("actor_precision", "actor precision", "actors that are salient people or organizations"),
    Figure("actor_recall", "actor recall", "salient people and organizations that are among the actors"),
    Figure("actor_f1", "actor F1", "both"),
    Figure("risk_recall", "voiced-risk recall", "voiced risks of which a predicted one covers half of the words"),
    Figure("unsupported_rate", "unsupported", "items that were set apart, of all but actors"),
    Figure("unverified_rate", "unverified", "positions whose speaker the parse cannot tell"),
    Figure("positions", "positions", "an article", "amount"),
    Figure("actors", "actors", "an article", "amount"),
    Figure("risks", "risks", "an article", "amount"),
    Figure("tokens", "tokens", "an article, prompts and replies", "amount"),
    Figure("seconds", "seconds", "an article", "amount"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure's value; None if there was nothing to judge. The interval is 95 %, over articles."""

    value: float | None
    numerator: float
    denominator: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Against:
    """Another run over the same articles: its figures there, and how this run differs."""

    name: str
    articles: int
    there: Mapping[str, float]
    differences: Mapping[str, Comparison]


@dataclass(frozen=True, slots=True)
class Report:
    """All that is known of a run.

    Attributes:
        run: What was run, as names and values.
        notices: What a reader of the figures has to know.
        figures: By name, those that could be measured, in the order of `FIGURES`.
    """

    gold: Gold
    run: Mapping[str, str]
    scores: tuple[ArticleScore, ...]
    notices: tuple[str, ...]
    figures: Mapping[str, Measured]
    against: Against | None = None


def score_all(gold: Gold, predictions: Mapping[str, Prediction]) -> tuple[ArticleScore, ...]:
    """The scores of all articles of the gold; an article without a prediction is one in which nothing was found."""
    return tuple(score(article, predictions.get(article.id) or Prediction(article.id)) for article in gold.articles)


def report_of(
    gold: Gold,
    predictions: Mapping[str, Prediction],
    *,
    run: Mapping[str, str],
    against: tuple[str, Mapping[str, Prediction]] | None = None,
) -> Report:
    """The report of a run.

    Args:
        gold: What people found.
        predictions: What the run found, by the articles' ids.
        run: What was run, for the reader.
        against: Name and predictions of another run.

    Raises:
        UsageError: The predictions are of none of these articles.
    """
    _check_ids(gold, predictions, "the predictions")
    scores = score_all(gold, predictions)
    figures = {}
    for figure in FIGURES:
        ratios = [one.ratios[figure.name] for one in scores if figure.name in one.ratios]
        if ratios:
            low, high = interval(ratios) or (None, None)
            top, bottom = sum(one.numerator for one in ratios), sum(one.denominator for one in ratios)
            figures[figure.name] = Measured(pooled(ratios), top, bottom, low, high)
    compared = _against(gold, scores, *against) if against else None
    return Report(gold, run, scores, _notices(gold, predictions), figures, compared)


def _check_ids(gold: Gold, predictions: Mapping[str, Prediction], what: str) -> None:
    if not any(article.id in predictions for article in gold.articles):
        raise UsageError(f"{what} are of none of the articles of {gold.name}", hint="their ids have to be the same")


def _notices(gold: Gold, predictions: Mapping[str, Prediction]) -> tuple[str, ...]:
    notices = list(gold.notices)
    without = [article.id for article in gold.articles if article.id not in predictions]
    failed = [article.id for article in gold.articles if article.id in predictions and predictions[article.id].error]
    for ids, what in ((without, "have no prediction"), (failed, "failed")):
        if ids:
            notices.append(f"{len(ids)} of {len(gold.articles)} articles {what} and count as found empty: {_some(ids)}")
    return tuple(notices)


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:3]) + (", …" if len(ids) > 3 else "")


def _against(gold: Gold, scores: Sequence[ArticleScore], name: str, predictions: Mapping[str, Prediction]) -> Against:
    """Compares over the articles that the other run has too, figure by figure where both can be measured."""
    _check_ids(gold, predictions, f"the predictions of {name}")
    pairs = [(one, score(one.article, predictions[one.article.id])) for one in scores if one.article.id in predictions]
    there: dict[str, float] = {}
    differences: dict[str, Comparison] = {}
    for figure in FIGURES:
        both = [(a.ratios[figure.name], b.ratios[figure.name]) for a, b in pairs if _both_have(figure.name, a, b)]
        value = pooled([other for _, other in both])
        compared = compare([own for own, _ in both], [other for _, other in both])
        if value is not None and compared is not None:
            there[figure.name], differences[figure.name] = value, compared
    return Against(name, len(pairs), there, differences)


def _both_have(name: str, first: ArticleScore, second: ArticleScore) -> bool:
    return name in first.ratios and name in second.ratios


def to_json(report: Report) -> dict[str, Json]:
    """The report as JSON, version 1; docs/eval.md has its fields."""
    written: dict[str, Json] = {
        "version": _VERSION,
        "gold": {"name": report.gold.name, "sha256": report.gold.sha256, "articles": len(report.scores)},
        "run": dict(report.run),
        "notices": list(report.notices),
        "failed": {one.article.id: one.prediction.error for one in report.scores if one.prediction.error},
        "figures": {
            name: {
                "value": _rounded(one.value),
                "low": _rounded(one.low),
                "high": _rounded(one.high),
                "numerator": _rounded(one.numerator),
                "denominator": one.denominator,
            }
            for name, one in report.figures.items()
        },
    }
    if report.against is not None:
        written["against"] = _against_json(report.against)
    return written


def _against_json(against: Against) -> dict[str, Json]:
    return {
        "name": against.name,
        "articles": against.articles,
        "figures": {
            name: {
                "there": _rounded(against.there[name]),
                "difference": _rounded(one.difference),
                "low": _rounded(one.low),
                "high": _rounded(one.high),
                "p": _rounded(one.p),
            }
            for name, one in against.differences.items()
        },
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)
