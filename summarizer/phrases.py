"""Words of an article as JSON: a quote, and the spans where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from summarizer.types import Article, Json, Phrase, Span

__all__ = ["phrase_at", "phrase_to_json", "spans_to_json"]


def phrase_at(article: Article, spans: Sequence[Span]) -> Phrase:
    """The article's words at the spans."""
    return Phrase(" … ".join([article[span] for span in spans]), tuple(spans))


def phrase_to_json(phrase: Phrase) -> dict[str, Json]:
    """The phrase as ``{"quote", "spans"}``."""
    return {"quote": phrase.quote, "spans": spans_to_json(phrase.spans)}


def spans_to_json(spans: Iterable[Span]) -> list[Json]:
    """Spans as ``[start, end]`` each."""
    return [[span.start, span.end] for span in spans]
