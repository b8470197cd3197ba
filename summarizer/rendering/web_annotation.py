"""The evidence of a brief as W3C Web Annotations (JSON-LD), for tools that show notes on a text.

The data model is that of the recommendation of 2017, https://www.w3.org/TR/annotation-model/.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarizer.rendering.envelope import dumps
from summarizer.rendering.findings import Finding, findings, name_of, source_of
from summarizer.rendering.shapes import plain, spans_of
from summarizer.types import Article, Envelope, Json, Span

__all__ = ["to_web_annotation"]

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32  # code points of prefix and suffix
_TAGS = ("stance", "issue", "likelihood", "impact", "kind")


def to_web_annotation(envelopes: Sequence[Envelope]) -> str:
    """One collection with an annotation for each evidence: what it shows as the body, its words as the target.

    A brief that is given twice is annotated once. Words at several places are several targets. Positions count code
    points of `Article.text`, as spans do.
    """
    items = [*{str(note["id"]): note for envelope in envelopes for note in _annotations(envelope)}.values()]
    name = name_of("annotations", [envelope.article.id for envelope in envelopes], items).urn
    page: dict[str, Json] = {"id": f"{name}#page", "type": "AnnotationPage", "startIndex": 0, "items": [*items]}
    collection: dict[str, Json] = {
        "@context": _CONTEXT,
        "id": name,
        "type": "AnnotationCollection",
        "label": "; ".join(envelope.article.title or envelope.article.source for envelope in envelopes),
        "total": len(items),
    }
    return dumps(collection | ({"first": page} if items else {}))


def _annotations(envelope: Envelope) -> Iterator[dict[str, Json]]:
    for finding in findings(envelope):
        for number, evidence in enumerate(finding.evidence):
            targets = [_target(envelope.article, span) for span in spans_of(evidence)]
            if targets:
                yield {
                    "@context": _CONTEXT,
                    "id": name_of("annotation", envelope.article.id, finding.path, number, finding.table).urn,
                    "type": "Annotation",
                    "motivation": "describing",
                    "generator": {"type": "Software", "name": f"summarizer, with {envelope.run.model}"},
                    "body": [*_bodies(finding)],
                    "target": [*targets],
                }


def _bodies(finding: Finding) -> Iterator[dict[str, Json]]:
    """What the model says of the words, who says them, and then single words to find it by."""
    speaker, _ = finding.speaker
    told = f"{speaker}: {finding.said}" if speaker and finding.said else finding.said or speaker
    yield from (_body(told, "describing"),) if told else ()
    yield _body(finding.form, "classifying")
    for name in _TAGS:
        if word := plain(finding.table, name):
            yield _body(word, "tagging")
    if verdict := plain(finding.verdict, "verdict"):
        yield _body(f"speaker {verdict}", "tagging")


def _body(text: str, purpose: str) -> dict[str, Json]:
    return {"type": "TextualBody", "value": text, "format": "text/plain", "purpose": purpose}


def _target(article: Article, span: Span) -> Json:
    quote: Json = {
        "type": "TextQuoteSelector",
        "exact": article[span],
        "prefix": article.text[max(0, span.start - _AROUND) : span.start],
        "suffix": article.text[span.end : span.end + _AROUND],
    }
    position: Json = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {"source": source_of(article), "selector": [quote, position]}
