"""What is scored: the positions, actors and risks that somebody or something found in an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from summarizer.errors import UsageError
from summarizer.evaluating.rows import Row, record_of, rows_of
from summarizer.rendering import dumps
from summarizer.salience import least_salience, salience
from summarizer.types import ActorKind, Article, Envelope, Json, Phrase, Proposals, Span

__all__ = [
    "PredictedActor",
    "PredictedPosition",
    "PredictedRisk",
    "Prediction",
    "of_envelope",
    "of_proposals",
    "read_predictions",
    "write_predictions",
]


@dataclass(frozen=True, slots=True)
class PredictedPosition:
    """Words that somebody is said to have said; `verdict` as the envelope's attribution has it."""

    holder: str | None
    quote: str | None
    aliases: tuple[str, ...] = ()
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class PredictedActor:
    """Somebody in the article, by all names."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PredictedRisk:
    """Words that voice a risk."""

    quote: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was found in one article; None for what was not looked for or is not known.

    Attributes:
        supported: Items with evidence, actors left out.
        unsupported: Items set apart.
        tokens: Of all requests, prompts and replies together.
        seconds: For the article, with replies from the cache counted at what they first took.
        error: Why there is nothing, if the article failed.
    """

    id: str
    positions: tuple[PredictedPosition, ...] = ()
    actors: tuple[PredictedActor, ...] | None = None
    risks: tuple[PredictedRisk, ...] | None = None
    supported: int | None = None
    unsupported: int | None = None
    tokens: int | None = None
    seconds: float | None = None
    error: str | None = None


# ---------------------------------------------------------------------------------------- from our own


def _is_named(name: str) -> bool:
    """Whether it has a capital, or is of a script that has none."""
    return name != name.lower() or name == name.upper()


def of_proposals(
    proposals: Proposals,
    article: Article,
    *,
    id: str,
    seconds: float | None = None,
) -> Prediction:
    """The parse alone: its statements as positions, whom the article is about as actors, its warnings as risks."""
    named = {one.id: one for one in proposals.actors if one.kind not in (None, ActorKind.OTHER) and _is_named(one.name)}
    weights = {id_: salience(one.mentions) for id_, one in named.items()}
    about = [id_ for id_ in named if weights[id_] >= least_salience(weights.values())]
    return Prediction(
        id,
        positions=tuple(
            PredictedPosition(one.holder, _longest(one.content, article), one.aliases) for one in proposals.statements
        ),
        actors=tuple(
            PredictedActor(named[id_].name, named[id_].aliases) for id_ in sorted(about, key=lambda id_: -weights[id_])
        ),
        risks=tuple(PredictedRisk(_longest(phrase, article)) for phrase in proposals.warnings),
        seconds=seconds,
    )


def of_envelope(envelope: Envelope, *, id: str, seconds: float | None = None) -> Prediction:
    """A brief: whatever has evidence and a speaker is a position, what stands in a list of risks is a risk.

    A quote of several spans is its longest span, since a joined one stands nowhere in the article. An item is a risk
    if it stands in a top-level field whose name begins with ``risk``; its speaker is then not scored. The actors are
    the items that have an id, a name and aliases; they give each speaker its other names.
    """
    items = [(path, item) for path, item in _items(envelope.brief, ())]
    actors = [item for _, item in items if _is_actor(item)]
    names = {str(actor["id"]): (str(actor["name"]), _strings(actor["aliases"])) for actor in actors}
    evident = [(path, item, quote) for path, item in items if not _is_actor(item) for quote in _quotes(item)]
    positions, risks = [], []
    for path, item, evidence in evident:
        quote = _longest(_phrase(evidence), envelope.article)
        if str(path[0]).startswith("risk"):
            risks.append(PredictedRisk(quote))
        elif (speaker := _speaker(item)) is not None:
            name, key = speaker
            known, aliases = names.get(key or "", (name, ()))
            also = tuple(dict.fromkeys(other for other in (name, *aliases) if other != known))
            positions.append(PredictedPosition(known, quote, also, _verdict(item)))
    usage = envelope.run.usage
    counted = [count for count in (usage.prompt_tokens, usage.completion_tokens) if count is not None]
    return Prediction(
        id,
        positions=tuple(positions),
        actors=tuple(PredictedActor(name, aliases) for name, aliases in names.values()) if actors else None,
        risks=tuple(risks) if any(name.startswith("risk") for name in envelope.brief) else None,
        supported=len(evident),
        unsupported=len(envelope.unsupported),
        tokens=sum(counted) if counted else None,
        seconds=envelope.run.seconds if seconds is None else seconds,
    )


def _longest(phrase: Phrase, article: Article) -> str:
    return max((article[span] for span in phrase.spans), key=len)


def _phrase(evidence: dict[str, Json]) -> Phrase:
    """The evidence that `publishing.evidence_json` wrote."""
    spans = evidence["spans"]
    pairs = [pair for pair in spans if isinstance(pair, list)] if isinstance(spans, list) else []
    return Phrase(str(evidence["quote"]), tuple(Span(int(str(start)), int(str(end))) for start, end in pairs))


def _items(value: Json, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Json]]]:
    if isinstance(value, dict):
        if path:
            yield path, value
        for name, inside in value.items():
            yield from _items(inside, (*path, name))
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from _items(inside, (*path, index))


def _is_actor(item: dict[str, Json]) -> bool:
    return {"id", "name", "aliases", "evidence"} <= item.keys()


def _quotes(item: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """The evidence among the item's fields; a quote of the attribution (speaker, cue) is none."""
    for value in item.values():
        if isinstance(value, dict) and {"quote", "spans", "match"} <= value.keys():
            yield value


def _speaker(item: dict[str, Json]) -> tuple[str, str | None] | None:
    """Name and actor's id of whoever the item is credited to."""
    if "attribution" not in item:
        return None
    for field, name in item.items():
        if f"{field}_id" in item and isinstance(name, str):
            key = item[f"{field}_id"]
            return name, key if isinstance(key, str) else None
    return None


def _verdict(item: dict[str, Json]) -> str | None:
    attribution = item["attribution"]
    verdict = attribution.get("verdict") if isinstance(attribution, dict) else None
    return verdict if isinstance(verdict, str) else None


def _strings(value: Json) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


# ----------------------------------------------------------------------------------------------- files


class _Position(Row):
    holder: str | None = None
    aliases: list[str] | None = None
    quote: str | None = None
    verdict: str | None = None


class _Actor(Row):
    name: str
    aliases: list[str] | None = None


class _Risk(Row):
    quote: str


class _Prediction(Row):
    id: str
    positions: list[_Position]
    actors: list[_Actor] | None = None
    risks: list[_Risk] | None = None
    supported: int | None = None
    unsupported: int | None = None
    tokens: int | None = None
    seconds: float | None = None
    error: str | None = None


def read_predictions(path: Path) -> dict[str, Prediction]:
    """The predictions of a JSONL file by the articles' ids.

    Raises:
        UsageError: A line is no prediction, or the second one of an article.
    """
    found: dict[str, Prediction] = {}
    for number, value in rows_of(path):
        where = f"{path}:{number}"
        row = record_of(_Prediction, value, where)
        if row.id in found:
            raise UsageError(f"{where}: a second prediction for {row.id!r}")
        found[row.id] = Prediction(
            id=row.id,
            positions=tuple(
                PredictedPosition(one.holder, one.quote, tuple(one.aliases or ()), one.verdict) for one in row.positions
            ),
            actors=None
            if row.actors is None
            else tuple(PredictedActor(one.name, tuple(one.aliases or ())) for one in row.actors),
            risks=None if row.risks is None else tuple(PredictedRisk(one.quote) for one in row.risks),
            supported=row.supported,
            unsupported=row.unsupported,
            tokens=row.tokens,
            seconds=row.seconds,
            error=row.error,
        )
    return found


def write_predictions(predictions: Sequence[Prediction]) -> str:
    """The predictions as JSONL; what is not known is left out. `read_predictions` is the way back."""
    return "".join(dumps(_known(asdict(one)), indent=None) for one in predictions)


def _known(value: dict[str, Json]) -> dict[str, Json]:
    return {name: inside for name, inside in value.items() if inside is not None}
