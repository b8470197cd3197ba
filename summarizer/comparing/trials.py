"""What several runs found in one article, matched where their quotes overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.rendering.findings import Finding as Found
from summarizer.rendering.findings import findings as findings_of
from summarizer.rendering.shapes import Table, plain, shape, spans_of
from summarizer.types import Article, Envelope, Span

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
    """Every item of a brief that has evidence, in the brief's order; what the brief itself rests on one by one."""
    order = list(envelope.brief)
    found = (one for found in findings_of(envelope) for one in _found(found))
    return tuple(sorted(found, key=lambda one: order.index(one.field)))


def _found(found: Found) -> Iterator[Finding]:
    if found.field:
        if found.evidence:
            yield _finding(found.field, found, found.evidence)
        return
    for field, value in found.table.items():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict) and shape(part) == "evidence":
                yield _finding(field, found, (part,))


def _finding(field: str, found: Found, evidence: Sequence[Table]) -> Finding:
    who = found.speaker[0] or ("" if found.verdict else plain(found.table, "name"))
    return Finding(
        field=field,
        who=who,
        words=found.said if found.said != who else found.text_besides(who),
        quote=plain(evidence[0], "quote"),
        spans=tuple(span for part in evidence for span in spans_of(part)),
        verdict=plain(found.verdict, "verdict") or None,
    )


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
