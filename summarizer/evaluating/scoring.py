"""Scores what was found in an article against what people found: pure functions of the two.

A position is right when its quote is verbatim, at least 80 % of the quote's words lie in one annotated attribution
(some of them in its content), and its holder shares a name word with that attribution's source or with a name in its
coreference chain. An attribution without a source, or whose source is a pronoun that no chain names, cannot judge a
holder: positions on it are left out of the figures of holders, and it out of recall.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from summarizer.evaluating.gold import GoldActor, GoldArticle, GoldAttribution, GoldRisk
from summarizer.evaluating.matching import Words, name_words
from summarizer.evaluating.predictions import PredictedActor, PredictedPosition, PredictedRisk, Prediction
from summarizer.types import Span

__all__ = [
    "ArticleScore",
    "JudgedActor",
    "JudgedPosition",
    "JudgedRisk",
    "Outcome",
    "Ratio",
    "pooled",
    "score",
]

_INSIDE = 0.8
_SAME_NAME = 0.5
_COVERED = 0.5
_ACTING = ("person", "organization")
_PLACE = "place"


class Outcome(StrEnum):
    """How a prediction was judged."""

    RIGHT = "right"
    WRONG_HOLDER = "wrong holder"
    OUTSIDE = "in no attribution"
    NOT_VERBATIM = "not verbatim"
    WRONG = "wrong"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a figure: figures are sums of numerators over sums of denominators."""

    numerator: float
    denominator: float


@dataclass(frozen=True, slots=True)
class JudgedPosition:
    """A position with its verdict.

    Attributes:
        span: Where its quote stands; None if nowhere.
        gold: The numbers of the attributions that the quote lies in.
        hits: Those of them whose source the holder is.
        shares_source: Its holder shares a word with the source as it stands there, without coreference.
    """

    predicted: PredictedPosition
    outcome: Outcome
    span: Span | None = None
    gold: tuple[int, ...] = ()
    hits: tuple[int, ...] = ()
    shares_source: bool = False


@dataclass(frozen=True, slots=True)
class JudgedActor:
    """An actor and the entity that it is, if it is one."""

    predicted: PredictedActor
    outcome: Outcome
    gold: GoldActor | None


@dataclass(frozen=True, slots=True)
class JudgedRisk:
    """An annotated risk, and the predicted one that covers it."""

    gold: GoldRisk
    found_by: PredictedRisk | None


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """An article's part of every figure, and what it is made of.

    Attributes:
        missed: Attributions with a nameable source that no right position lies in.
        missed_actors: Salient actors that nothing predicted is.
        ratios: By the names of `report.FIGURES`; those that the gold or the prediction says nothing of are missing.
    """

    article: GoldArticle
    prediction: Prediction
    positions: tuple[JudgedPosition, ...]
    missed: tuple[GoldAttribution, ...]
    actors: tuple[JudgedActor, ...]
    missed_actors: tuple[GoldActor, ...]
    risks: tuple[JudgedRisk, ...]
    ratios: Mapping[str, Ratio]


def pooled(ratios: Sequence[Ratio]) -> float | None:
    """The figure of several articles; None if nothing was there to be judged."""
    denominator = sum(ratio.denominator for ratio in ratios)
    return sum(ratio.numerator for ratio in ratios) / denominator if denominator else None


def score(article: GoldArticle, prediction: Prediction) -> ArticleScore:
    """The article's score. It depends on nothing but the two arguments."""
    words = Words(article.text)
    ratios = _costs(prediction)
    positions: tuple[JudgedPosition, ...] = ()
    missed: tuple[GoldAttribution, ...] = ()
    if article.attributions is not None:
        known = [_Known(one, words) for one in article.attributions]
        positions = tuple(_judge(one, words, known) for one in prediction.positions)
        hit = {number for one in positions for number in one.hits}
        missed = tuple(one.gold for number, one in enumerate(known) if one.names and number not in hit)
        ratios |= _position_ratios(positions, known, hit)
    actors, missed_actors = _judge_actors(article.actors or (), prediction.actors or ())
    if article.actors is not None and prediction.actors is not None:
        ratios |= _actor_ratios(actors, missed_actors)
    risks = tuple(_judge_risk(one, prediction.risks or (), words) for one in article.risks or ())
    if article.risks is not None and prediction.risks is not None:
        ratios["risk_recall"] = Ratio(sum(one.found_by is not None for one in risks), len(risks))
    return ArticleScore(article, prediction, positions, missed, actors, missed_actors, risks, ratios)


# ----------------------------------------------------------------------------------------- positions


class _Known:
    """An attribution with the words that it lends to the judgement."""

    def __init__(self, gold: GoldAttribution, words: Words) -> None:
        self.gold = gold
        self.content = words.inside(gold.content)
        self.all = words.inside((*gold.content, *gold.cue, *gold.source))
        self.source = name_words(gold.source_words)
        self.names = self.source | name_words(gold.names)

    def has(self, quoted: frozenset[int]) -> bool:
        return bool(quoted & self.content) and len(quoted & self.all) / len(quoted) >= _INSIDE


def _judge(predicted: PredictedPosition, words: Words, known: list[_Known]) -> JudgedPosition:
    occurrences = words.occurrences(predicted.quote)
    if not occurrences:
        return JudgedPosition(predicted, Outcome.NOT_VERBATIM)
    inside = [
        (span, number) for span in occurrences for number, one in enumerate(known) if one.has(words.touched(span))
    ]
    if not inside:
        return JudgedPosition(predicted, Outcome.OUTSIDE, occurrences[0])
    numbers = tuple(sorted({number for _, number in inside}))
    holder = name_words((predicted.holder, *predicted.aliases))
    hits = tuple(number for number in numbers if holder & known[number].names)
    nameable = all(known[number].names for number in numbers)
    outcome = Outcome.RIGHT if hits else Outcome.WRONG_HOLDER if nameable else Outcome.LEFT_OUT
    shares_source = any(holder & known[number].source for number in numbers)
    span = next((span for span, number in inside if number in hits), inside[0][0])
    return JudgedPosition(predicted, outcome, span, numbers, hits, shares_source)


def _position_ratios(positions: tuple[JudgedPosition, ...], known: list[_Known], hit: set[int]) -> dict[str, Ratio]:
    all_ = len(positions)
    verbatim = sum(one.span is not None for one in positions)
    inside = sum(bool(one.gold) for one in positions)
    left_out = sum(one.outcome is Outcome.LEFT_OUT for one in positions)
    right = sum(one.outcome is Outcome.RIGHT for one in positions)
    sharing = sum(one.shares_source for one in positions)
    holders: dict[str, list[int]] = {}
    for number, one in enumerate(known):
        if one.names:
            holders.setdefault(one.gold.holder or f"attribution {number}", []).append(number)
    return {
        "verbatim": Ratio(verbatim, all_),
        "in_content": Ratio(inside, all_),
        "holder_accuracy": Ratio(right, inside - left_out),
        "holder_accuracy_lexical": Ratio(sharing, inside - left_out),
        "position_precision": Ratio(right, all_ - left_out),
        "attribution_recall": Ratio(len(hit), sum(bool(one.names) for one in known)),
        "holder_recall": Ratio(sum(not hit.isdisjoint(numbers) for numbers in holders.values()), len(holders)),
    }


# -------------------------------------------------------------------------------------- actors, risks


def _judge_actors(
    gold: tuple[GoldActor, ...], predicted: tuple[PredictedActor, ...]
) -> tuple[tuple[JudgedActor, ...], tuple[GoldActor, ...]]:
    """Pairs predicted actors and entities one to one, the likest names first.

    The likeness of two names is the share of their words that they have in common (Jaccard), at least one half.
    """
    pairs = sorted(
        (-likeness, i, j)
        for i, one in enumerate(predicted)
        for j, entity in enumerate(gold)
        if (likeness := _likeness((one.name, *one.aliases), entity.names or entity.mentions)) >= _SAME_NAME
    )
    entity_of: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in pairs:
        if i not in entity_of and j not in taken:
            entity_of[i] = j
            taken.add(j)
    judged = tuple(
        JudgedActor(one, _actor_outcome(entity), entity)
        for one, entity in ((one, gold[entity_of[i]] if i in entity_of else None) for i, one in enumerate(predicted))
    )
    return judged, tuple(one for j, one in enumerate(gold) if _is_salient(one) and j not in taken)


def _likeness(names: tuple[str, ...], others: tuple[str, ...]) -> float:
    own, theirs = [name_words((name,)) for name in names], [name_words((other,)) for other in others]
    return max((len(a & b) / len(a | b) for a in own for b in theirs if a and b), default=0.0)


def _is_salient(entity: GoldActor) -> bool:
    return entity.type in _ACTING and bool(entity.names) and entity.salience > 0


def _actor_outcome(entity: GoldActor | None) -> Outcome:
    if entity is None:
        return Outcome.WRONG
    if _is_salient(entity):
        return Outcome.RIGHT
    cannot_tell = entity.type == _PLACE or (entity.type in _ACTING and not entity.names)
    return Outcome.LEFT_OUT if cannot_tell else Outcome.WRONG


def _actor_ratios(actors: tuple[JudgedActor, ...], missed: tuple[GoldActor, ...]) -> dict[str, Ratio]:
    right = sum(one.outcome is Outcome.RIGHT for one in actors)
    judged = sum(one.outcome is not Outcome.LEFT_OUT for one in actors)
    salient = right + len(missed)
    return {
        "actor_precision": Ratio(right, judged),
        "actor_recall": Ratio(right, salient),
        "actor_f1": Ratio(2 * right, judged + salient),
    }


def _judge_risk(gold: GoldRisk, predicted: tuple[PredictedRisk, ...], words: Words) -> JudgedRisk:
    content = words.inside(gold.content)
    for one in predicted:
        for span in words.occurrences(one.quote):
            if len(words.touched(span) & content) >= _COVERED * len(content):
                return JudgedRisk(gold, one)
    return JudgedRisk(gold, None)


def _costs(prediction: Prediction) -> dict[str, Ratio]:
    """What can be counted without gold."""
    ratios = {"positions": Ratio(len(prediction.positions), 1)}
    if prediction.actors is not None:
        ratios["actors"] = Ratio(len(prediction.actors), 1)
    if prediction.risks is not None:
        ratios["risks"] = Ratio(len(prediction.risks), 1)
    if prediction.supported is not None and prediction.unsupported is not None:
        ratios["unsupported_rate"] = Ratio(prediction.unsupported, prediction.supported + prediction.unsupported)
    verdicts = [one.verdict for one in prediction.positions if one.verdict is not None]
    if verdicts:
        ratios["unverified_rate"] = Ratio(verdicts.count("unverified"), len(verdicts))
    if prediction.tokens is not None:
        ratios["tokens"] = Ratio(prediction.tokens, 1)
    if prediction.seconds is not None:
        ratios["seconds"] = Ratio(prediction.seconds, 1)
    return ratios
