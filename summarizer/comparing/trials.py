"""What several runs found in one article, matched where their quotes overlap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from summarizer.types import Article, Envelope, Json, Span

__all__ = ["Finding", "Match", "Trial", "figures", "findings", "matched"]

_OVERLAP = 0.5  # of the shorter quote


@dataclass(frozen=True, slots=True)
class Trial:
    """One run over one article: its brief, or why there is none.

    Attributes:
        label: What tells it from the others: prompt, model, or both.
        error: Why there is no brief, or why it broke off.
    """

    label: str
    article: Article
    envelope: Envelope | None
    error: str | None = None

    @property
    def fate(self) -> str:
        """What the error did."""
        return "broke off" if self.envelope else "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """An item of a brief that has evidence.

    Attributes:
        field: The top-level field that it stands in.
        who: Whom it is credited to, or its name; blank for nobody.
        words: What it says in the model's own words; blank if it has none.
        verdict: Of the attribution; None if it has none.
    """

    field: str
    who: str
    words: str
    quote: str
    spans: tuple[Span, ...]
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What one or more runs found at the same place; for each run, in their order, what it has of it."""

    field: str
    found: tuple[tuple[Finding, ...], ...]

    @property
    def by(self) -> tuple[int, ...]:
        """The runs that have it."""
        return tuple(number for number, one in enumerate(self.found) if one)


def findings(envelope: Envelope) -> tuple[Finding, ...]:
    """Every item of a brief that has evidence, in the brief's order."""
    return tuple(one for field, value in envelope.brief.items() for one in _found(field, value, envelope.brief))


def _found(field: str, value: Json, around: Mapping[str, Json]) -> Iterator[Finding]:
    if _is_evidence(value):
        yield _finding(field, value, around)
    elif isinstance(value, dict):
        proven = next((inside for inside in value.values() if _is_evidence(inside)), None)
        if proven is not None:
            yield _finding(field, proven, value)
        for name, inside in value.items():
            if name != "attribution" and not _is_evidence(inside):
                yield from _found(field, inside, value)
    elif isinstance(value, list):
        for inside in value:
            yield from _found(field, inside, around)


def _is_evidence(value: Json) -> bool:
    return isinstance(value, dict) and {"quote", "spans", "match"} <= value.keys()


def _finding(field: str, evidence: Json, item: Mapping[str, Json]) -> Finding:
    texts = {name: value for name, value in item.items() if isinstance(value, str) and not name.endswith("id")}
    speaker = next((value for name, value in texts.items() if f"{name}_id" in item), None)
    who = speaker or ("" if "attribution" in item else texts.get("name", ""))
    attribution = item.get("attribution")
    verdict = attribution.get("verdict") if isinstance(attribution, dict) else None
    own = [value for name, value in texts.items() if value != who and (name != "role" or speaker is None)]
    quote, spans = ("", []) if not isinstance(evidence, dict) else (str(evidence["quote"]), evidence["spans"])
    return Finding(
        field=field,
        who=who,
        words=max(own, key=len, default=""),
        quote=quote,
        spans=tuple(_span(pair) for pair in spans) if isinstance(spans, list) else (),
        verdict=verdict if isinstance(verdict, str) else None,
    )


def _span(pair: Json) -> Span:
    start, end = pair if isinstance(pair, list) else (0, 0)
    return Span(int(str(start)), int(str(end)))


def matched(trials: Sequence[Trial]) -> tuple[Match, ...]:
    """What the runs over one article found, by field and place.

    Two findings of the same field are the same if their quotes share at least half of the shorter one, or, where
    nothing is credited to anybody, if they have the same name.
    """
    groups: list[list[tuple[int, Finding]]] = []
    for number, trial in enumerate(trials):
        for one in findings(trial.envelope) if trial.envelope else ():
            home = next((group for group in groups if any(_same(one, other) for _, other in group)), None)
            if home is None:
                groups.append([(number, one)])
            else:
                home.append((number, one))
    fields = list(dict.fromkeys(group[0][1].field for group in groups))
    groups.sort(key=lambda group: (fields.index(group[0][1].field), min(one.spans for _, one in group)))
    return tuple(
        Match(
            group[0][1].field,
            tuple(tuple(one for at, one in group if at == number) for number in range(len(trials))),
        )
        for group in groups
    )


def _same(one: Finding, other: Finding) -> bool:
    if one.field != other.field:
        return False
    if one.verdict is None and one.who and one.who.casefold() == other.who.casefold():
        return True
    shared = sum(
        max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one.spans for b in other.spans if a.overlaps(b)
    )
    shorter = min(sum(span.end - span.start for span in spans) for spans in (one.spans, other.spans))
    return shared > 0 and shared >= _OVERLAP * shorter


def figures(trial: Trial) -> dict[str, float | None]:
    """What a run found and cost: items of each field with evidence, verified speakers, and so on; blank if it failed.

    ``tokens`` are those of all requests, prompts and replies together; None if the server did not count.
    """
    envelope = trial.envelope
    if envelope is None:
        return {}
    found = findings(envelope)
    counts: dict[str, float | None] = {field: 0 for field, value in envelope.brief.items() if isinstance(value, list)}
    counts = {field: sum(one.field == field for one in found) for field in counts}
    counts = {field: count for field, count in counts.items() if count or not envelope.brief[field]}
    usage = envelope.run.usage
    tokens = [count for count in (usage.prompt_tokens, usage.completion_tokens) if count is not None]
    return counts | {
        "verified speakers": sum(one.verdict == "verified" for one in found),
        "unsupported": len(envelope.unsupported),
        "warnings": len(envelope.warnings),
        "requests": len(envelope.run.attempts),
        "tokens": sum(tokens) if tokens else None,
        "seconds": envelope.run.seconds,
    }
