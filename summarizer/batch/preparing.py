"""From the bytes of a row to an article and what the parse finds in it."""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from summarizer.batch.rows import Row
from summarizer.errors import ArticleError
from summarizer.inputs import read_article
from summarizer.proposing import propose
from summarizer.types import Article, Notice, Proposals
from summarizer.wiring import proposals_for

__all__ = ["prepare", "prepare_aside"]

_ASIDE = ThreadPoolExecutor(2, "prepare")  # more would be no faster, and each has open files of its own
_BY_PATTERNS = "statements were read by patterns, since there was to be no parse"


async def prepare(row: Row, *, cache_dir: Path, parse: bool = True) -> tuple[Article, Proposals]:
    """The row's article and its statements, as for a single run; its source is left empty, for rows may share it.

    Raises:
        ArticleError: It is none.
    """
    try:
        article = await read_article("-", stdin=io.BytesIO(row.data))
    except ArticleError as err:
        err.message = err.message.replace("'-'", "it").replace("standard input", "it")
        if not row.data.strip():
            err.hint = "leave it out, or give it a text"
        raise
    known = dict(row.about)
    article = replace(
        article,
        source="",
        title=known.get("title", article.title),
        byline=known.get("byline", article.byline),
        published=known.get("published", article.published),
        publisher=known.get("publisher", article.publisher),
        url=known.get("url", article.url),
    )
    if parse:
        return article, await proposals_for(article, cache_dir=cache_dir)
    found = propose(article, None)
    others = tuple(notice for notice in found.notices if notice.code != "no-parser")
    return article, replace(found, notices=(Notice("no-parser", _BY_PATTERNS), *others))


async def prepare_aside(row: Row, *, cache_dir: Path, parse: bool = True) -> tuple[Article, Proposals]:
    """As `prepare` does it, in a thread, so that a long article does not hold up the requests of this process.

    Raises:
        ArticleError: It is none.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_ASIDE, lambda: asyncio.run(prepare(row, cache_dir=cache_dir, parse=parse)))
