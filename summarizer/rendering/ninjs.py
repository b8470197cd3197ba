"""A brief as a news item in ninjs 3.1, the JSON of the IPTC for news systems: https://iptc.org/standards/ninjs/.

The item is the brief, and the article is associated with it. ninjs has no place for a position: they are in the body.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from summarizer.rendering.envelope import dumps
from summarizer.rendering.findings import findings, name_of, source_of, words_of
from summarizer.rendering.markdown import to_markdown
from summarizer.rendering.shapes import plain
from summarizer.types import ActorKind, Article, Envelope, Json

__all__ = ["to_ninjs"]

_STANDARD: dict[str, Json] = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
_MADE_BY_A_MODEL: dict[str, Json] = {
    "name": "Created using Generative AI",
    "uri": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
}
_SUMMARY: dict[str, Json] = {"name": "Summary", "uri": "http://cv.iptc.org/newscodes/genre/Summary"}
_KEPT = {ActorKind.PERSON.value: "people", ActorKind.COUNTRY.value: "places", ActorKind.OTHER.value: "objects"}


def to_ninjs(envelopes: Sequence[Envelope]) -> str:
    """An item for each brief, in which a person reads it as Markdown; several are a line each."""
    if len(envelopes) == 1:
        return dumps(_item(envelopes[0]))
    return "".join(dumps(_item(envelope), indent=None) for envelope in envelopes)


def _item(envelope: Envelope) -> dict[str, Json]:
    article, brief = envelope.article, envelope.brief
    headline, summary = plain(brief, "headline"), plain(brief, "summary")
    item: dict[str, Json] = {
        "uri": name_of("ninjs", article.id, brief).urn,
        "standard": _STANDARD,
        "type": "text",
        "representationType": "full",
        "profile": "summarizer-brief",
        "title": headline or article.title or article.source,
        "headlines": [{"value": headline}] if headline else None,
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": summary}] if summary else None,
        "bodies": [{"role": "main", "contentType": "text/markdown", "value": to_markdown(envelope)}],
        "subjects": [{"name": issue, "rel": "about"} for issue in words_of(brief, "issues")],
        **_named(envelope),
        "by": f"summarizer, with {envelope.run.model}",
        "genres": [_SUMMARY],
        "digitalSourceType": _MADE_BY_A_MODEL,
        "edNote": "; ".join(_doubts(envelope)),
        "associations": [_article(article)],
    }
    return {name: value for name, value in item.items() if value}


def _named(envelope: Envelope) -> dict[str, Json]:
    """The actors, by what they are: ninjs has people, organisations, places and other objects."""
    found: dict[str, list[Json]] = {}
    for finding in findings(envelope):
        if finding.form == "actor":
            kept = _KEPT.get(plain(finding.table, "kind"), "organisations")
            found.setdefault(kept, []).append({"name": finding.said, "rel": "mentions"})
    return dict(found)


def _doubts(envelope: Envelope) -> Iterator[str]:
    """For editors, who decide: what is not proved."""
    yield "made by a language model from the associated article; every quote is the article's"
    verdicts = [plain(finding.verdict, "verdict") for finding in findings(envelope)]
    if doubtful := verdicts.count("unverified"):
        yield f"speakers that could not be verified: {doubtful}"
    if envelope.unsupported:
        yield f"items set apart as unsupported: {len(envelope.unsupported)}"


def _article(article: Article) -> dict[str, Json]:
    known: dict[str, Json] = {
        "name": article.title or article.source,
        "rel": "derivedFrom",
        "uri": source_of(article),
        "type": "text",
        "representationType": "partial",
        "title": article.title,
        "headlines": [{"value": article.title}] if article.title else None,
        "by": article.byline,
        "language": article.language if article.language != "und" else None,
        "contentCreated": _moment(article.published),
        "infoSources": [{"name": article.publisher}] if article.publisher else None,
        "altIds": [{"role": "sha256", "value": article.id}],
    }
    return {name: value for name, value in known.items() if value}


def _moment(published: str | None) -> str | None:
    """A date with a time and a zone; ninjs takes no other, and what is not known is not made up."""
    try:
        when = datetime.fromisoformat(published or "")
    except ValueError:
        return None
    return when.isoformat(timespec="seconds") if when.tzinfo else None
