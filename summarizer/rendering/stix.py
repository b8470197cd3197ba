"""A brief as a STIX 2.1 bundle: a report, an identity for each actor, a note for each position and risk.

The standard is https://docs.oasis-open.org/cti/stix/v2.1/. A position is a note and no opinion: STIX's opinions are
about whether somebody else's STIX object is correct, and not about the world.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from summarizer.rendering.envelope import dumps
from summarizer.rendering.findings import Finding, address_of, cast_of, findings, name_of, source_of
from summarizer.rendering.shapes import Table, plain, quoted
from summarizer.types import ActorKind, Article, Envelope, Json

__all__ = ["to_stix"]

_CLASSES: dict[str, str] = {
    ActorKind.PERSON: "individual",
    ActorKind.GROUP: "group",
    ActorKind.OTHER: "unknown",
}
# STIX's scale of None, Low, Med, High: no doubt, one, or both (of the speaker, of the words).
_HIGH, _MEDIUM, _LOW = 85, 50, 15
_SINCE = "2026-11-24T00:00:00.000Z"
_MAKER: dict[str, Json] = {
    "type": "identity",
    "spec_version": "2.1",
    "id": f"identity--{name_of('identity', 'summarizer')}",
    "created": _SINCE,
    "modified": _SINCE,
    "name": "summarizer",
    "identity_class": "system",
}


def to_stix(envelopes: Sequence[Envelope], *, now: datetime | None = None) -> str:
    """One bundle with the objects of all briefs; the same brief gives the same ids each time.

    Args:
        envelopes: The briefs.
        now: When objects were made whose article has no date; None for the clock's time.
    """
    found = {str(_MAKER["id"]): _MAKER}
    for envelope in envelopes:
        objects = _Objects(envelope, _time(envelope.article, now or datetime.now(UTC)))
        found |= {str(made["id"]): made for made in objects.all()}
    return dumps({"type": "bundle", "id": f"bundle--{name_of('bundle', sorted(found))}", "objects": [*found.values()]})


@dataclass(frozen=True, slots=True)
class _Objects:
    """Makes the objects of one brief; `time` is when all of them were made."""

    envelope: Envelope
    time: str

    def all(self) -> Iterator[dict[str, Json]]:
        """Identities first, then the notes that refer to them, then the report of all."""
        known = list(findings(self.envelope))
        cast = cast_of(known)
        actors = {str(actor["id"]): actor for actor in map(self.actor, cast.values())}
        yield from actors.values()
        notes = [self.note(finding, finding.speaker_in(cast)) for finding in known if finding.form != "actor"]
        yield from notes
        yield self.report([*actors, *(str(note["id"]) for note in notes)])

    def report(self, refs: Sequence[str]) -> dict[str, Json]:
        """The brief; about its maker if it has nothing else, for a report has to be about something."""
        article, brief = self.envelope.article, self.envelope.brief
        summary = plain(brief, "summary")
        return self.made(
            self.report_id,
            name=plain(brief, "headline") or article.title or article.source,
            published=self.time,
            object_refs=[*refs] or [_MAKER["id"]],
            **({"description": summary} if summary else {}),
        )

    def actor(self, table: Table) -> dict[str, Json]:
        kind, role = plain(table, "kind"), plain(table, "role")
        kinds: list[str] = [*ActorKind]
        known = _CLASSES.get(kind, "organization" if kind in kinds else "unknown")
        properties: dict[str, Json] = {"name": plain(table, "name"), "identity_class": known}
        properties |= {"description": role} if role else {}
        properties |= {"labels": [kind]} if kind else {}
        return self.made(f"identity--{name_of(self.envelope.article.id, properties)}", **properties)

    def note(self, finding: Finding, speaker: Table | None) -> dict[str, Json]:
        """What the finding says, the words that prove it, and how sure it is that it is told right."""
        plains = {name: value for name, value in finding.table.items() if isinstance(value, str) and value}
        own = {name: word for name, word in plains.items() if word != finding.said and not name.endswith("_id")}
        lines = [finding.said, *(f"{name.replace('_', ' ')}: {word}" for name, word in own.items())]
        lines += [f"evidence: {quoted(str(evidence['quote']))}" for evidence in finding.evidence]
        abstract = " · ".join(word for name in ("stance", "issue", "likelihood") if (word := own.get(name)))
        properties: dict[str, Json] = {
            "abstract": abstract or finding.form,
            "content": "\n".join(line for line in lines if line),
            "labels": [finding.form, *(own[name] for name in ("stance", "likelihood", "impact") if name in own)],
            "confidence": _confidence(finding),
            "object_refs": [*([self.actor(speaker)["id"]] if speaker else []), self.report_id],
        }
        properties |= {"authors": [plain(speaker, "name")]} if speaker else {}
        return self.made(f"note--{name_of(self.report_id, finding.path, finding.table)}", **properties)

    def made(self, identifier: str, **properties: Json) -> dict[str, Json]:
        """The object with what all have."""
        return {
            "type": identifier.partition("--")[0],
            "spec_version": "2.1",
            "id": identifier,
            "created_by_ref": _MAKER["id"],
            "created": self.time,
            "modified": self.time,
            **properties,
            "external_references": [_reference(self.envelope.article)],
        }

    @property
    def report_id(self) -> str:
        return f"report--{name_of(self.envelope.article.id, self.envelope.brief)}"


def _confidence(finding: Finding) -> int:
    """How sure it is that the article says so, and never how likely it is that it comes true."""
    doubts = [plain(finding.verdict, "verdict") == "unverified"]
    doubts.append(any(evidence.get("match") == "fuzzy" for evidence in finding.evidence))
    return (_HIGH, _MEDIUM, _LOW)[sum(doubts)]


def _reference(article: Article) -> dict[str, Json]:
    where = address_of(article)
    told: dict[str, Json] = {"source_name": article.publisher or article.source or "article"}
    return told | ({"url": where} if where else {"external_id": source_of(article)})


def _time(article: Article, otherwise: datetime) -> str:
    """The article's date in UTC, as STIX writes it; the other time if it has none."""
    try:
        when = datetime.fromisoformat(article.published or "")
        when = (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        when = otherwise.astimezone(UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
