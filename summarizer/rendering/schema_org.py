"""A brief as linked data in the words of https://schema.org: its article, actors, claims and quotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from summarizer.rendering.envelope import dumps
from summarizer.rendering.findings import Finding, address_of, cast_of, findings, name_of, source_of, words_of
from summarizer.rendering.shapes import Table, plain
from summarizer.types import ActorKind, Article, Envelope, Json

__all__ = ["to_jsonld"]

# An author is a person or an organization, and a country that says something is meant as the latter.
_TYPES: Mapping[str, Json] = {
    ActorKind.PERSON.value: "Person",
    ActorKind.GOVERNMENT.value: "GovernmentOrganization",
    ActorKind.COUNTRY.value: ["Country", "Organization"],
    ActorKind.PARTY.value: "PoliticalParty",
    ActorKind.MEDIA.value: "NewsMediaOrganization",
}
_KEYWORDS = ("stance", "likelihood", "impact")


def to_jsonld(envelopes: Sequence[Envelope]) -> str:
    """One graph with the briefs, their articles, actors, claims and quotations; the same brief gives the same ids."""
    nodes = {str(node["@id"]): node for envelope in envelopes for node in _graph(envelope).nodes()}
    return dumps({"@context": "https://schema.org", "@graph": [*nodes.values()]})


def _graph(envelope: Envelope) -> _Graph:
    found = tuple(findings(envelope))
    return _Graph(envelope, found, cast_of(found))


@dataclass(frozen=True, slots=True)
class _Graph:
    """Makes the nodes of one brief, with what it found and who appears in it."""

    envelope: Envelope
    findings: tuple[Finding, ...]
    cast: Mapping[str, Table]

    @property
    def article(self) -> dict[str, Json]:
        return {"@id": source_of(self.envelope.article)}

    def nodes(self) -> Iterator[dict[str, Json]]:
        claims = [claim for finding in self.findings if (claim := self.claim(finding))]
        yield self.brief(claims)
        yield self.article | _about(self.envelope.article)
        yield from map(self.actor, self.cast.values())
        for finding in self.findings:
            yield from self.quotations(finding)
        yield from claims

    def brief(self, claims: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
        brief = self.envelope.brief
        listed = dict.fromkeys(str(self.actor(actor)["@id"]) for actor in self.cast.values())
        return _known(
            {
                "@id": self.name("brief", brief),
                "@type": "CreativeWork",
                "headline": plain(brief, "headline"),
                "abstract": plain(brief, "summary"),
                "creditText": f"summarizer, with {self.envelope.run.model}",
                "isBasedOn": self.article,
                "about": [_term(issue) for issue in words_of(brief, "issues")],
                "mentions": [{"@id": actor} for actor in listed],
                "hasPart": [{"@id": claim["@id"]} for claim in claims],
            }
        )

    def claim(self, finding: Finding) -> dict[str, Json]:
        """What somebody holds or warns of, in the model's words; empty for an actor, and for a quote alone."""
        if finding.form == "actor" or not finding.said or not finding.path:
            return {}
        speaker = finding.speaker_in(self.cast)
        issue = plain(finding.table, "issue")
        words = [f"{field}: {word}" for field in _KEYWORDS if (word := plain(finding.table, field))]
        return _known(
            {
                "@id": self.name("claim", finding.path, finding.table),
                "@type": "Claim",
                "text": finding.said,
                "author": {"@id": self.actor(speaker)["@id"]} if speaker else None,
                "about": _term(issue) if issue else None,
                "keywords": [*words],
                "appearance": self.article,
                "isBasedOn": [{"@id": quotation["@id"]} for quotation in self.quotations(finding)],
            }
        )

    def quotations(self, finding: Finding) -> Iterator[dict[str, Json]]:
        """The article's words; spoken by somebody only where it has them in quotation marks and credits them."""
        verdict, kind = plain(finding.verdict, "verdict"), plain(finding.verdict, "kind")
        speaker = finding.speaker_in(self.cast) if (verdict, kind) == ("verified", "direct") else None
        for number, evidence in enumerate(finding.evidence if finding.form != "actor" else ()):
            yield _known(
                {
                    "@id": self.name("quotation", finding.path, number, evidence),
                    "@type": "Quotation",
                    "text": plain(evidence, "quote"),
                    "isPartOf": self.article,
                    "spokenByCharacter": {"@id": self.actor(speaker)["@id"]} if speaker else None,
                }
            )

    def name(self, *parts: object) -> str:
        return name_of("schema.org", self.envelope.article.id, *parts).urn

    def actor(self, table: Table) -> dict[str, Json]:
        name, kind, role = plain(table, "name"), plain(table, "kind"), plain(table, "role")
        type_ = _TYPES.get(kind, "Organization")
        return _known(
            {
                "@id": self.name("actor", name, kind),
                "@type": type_ if kind else "Person",
                "name": name,
                "jobTitle": role if kind == ActorKind.PERSON else None,
                "description": role if kind != ActorKind.PERSON else None,
                "alternateName": [*words_of(table, "aliases")],
            }
        )


def _about(article: Article) -> dict[str, Json]:
    return _known(
        {
            "@type": "NewsArticle",
            "url": address_of(article),
            "identifier": f"sha256:{article.id}",
            "headline": article.title,
            "creditText": article.byline,
            "publisher": {"@type": "Organization", "name": article.publisher} if article.publisher else None,
            "datePublished": article.published if _is_date(article.published) else None,
            "inLanguage": article.language if article.language != "und" else None,
        }
    )


def _term(name: str) -> dict[str, Json]:
    return {"@type": "DefinedTerm", "name": name}


def _known(properties: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in properties.items() if value}


def _is_date(text: str | None) -> bool:
    try:
        return bool(datetime.fromisoformat(text or ""))
    except ValueError:
        return False
