"""Makes predictions for annotated articles: by the parse alone, or by a prompt, a schema and a model."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

from summarizer.backends.cache import CachedBackend
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.fetching import OnProgress as OnFetch
from summarizer.errors import ArticleError, ContentFilterError, ContextOverflowError, ReplyError
from summarizer.evaluating.gold import Gold, GoldArticle
from summarizer.evaluating.predictions import Prediction, of_envelope, of_proposals
from summarizer.inputs import article_from_text
from summarizer.pipeline import Job, OnProgress, summarize
from summarizer.types import Article
from summarizer.wiring import proposals_for

__all__ = ["parse_all", "summarize_all"]

_OF_ONE_ARTICLE = (ArticleError, ReplyError, ContextOverflowError, ContentFilterError)


async def parse_all(gold: Gold, *, cache_dir: Path, on_fetch: OnFetch) -> AsyncIterator[Prediction]:
    """Yields what the parse alone finds, article by article; an article that cannot be read has an error instead."""
    for one in gold.articles:
        start = time.monotonic()
        try:
            article = _article_of(one)
            proposals = await proposals_for(article, cache_dir=cache_dir, on_progress=on_fetch)
        except _OF_ONE_ARTICLE as err:
            yield Prediction(one.id, error=err.message)
            continue
        yield of_proposals(proposals, article, id=one.id, seconds=time.monotonic() - start)


async def summarize_all(
    gold: Gold,
    job: Job,
    *,
    backend: CachedBackend,
    capabilities: Capabilities,
    cache_dir: Path,
    on_progress: OnProgress,
) -> AsyncIterator[Prediction]:
    """Yields what is in each article's brief.

    What is wrong with one article or the replies about it is that article's error, and the others go on; so is a
    brief that breaks off. Seconds are those of a run without a cache.

    Raises:
        BackendError: The server gives no usable answer, so that the other articles would fail too. What was answered
            is in the cache, and the next run goes on from there.
    """
    for one in gold.articles:
        start, saved = time.monotonic(), backend.seconds_saved
        try:
            article = _article_of(one)
            envelope = await summarize(
                article,
                job,
                proposals=await proposals_for(article, cache_dir=cache_dir),
                backend=backend,
                capabilities=capabilities,
                on_progress=on_progress,
            )
        except _OF_ONE_ARTICLE as err:
            yield Prediction(one.id, error=err.message)
            continue
        if broken := [notice.message for notice in envelope.warnings if notice.code == "broke-off"]:
            yield Prediction(one.id, error=broken[0])
            continue
        seconds = time.monotonic() - start + backend.seconds_saved - saved
        yield of_envelope(envelope, id=one.id, seconds=seconds)


def _article_of(one: GoldArticle) -> Article:
    """The annotated text as it stands, whatever it looks like: its spans count in it."""
    return article_from_text(one.text, source=one.id)
