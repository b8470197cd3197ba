"""From the bytes of a row to an article and what the parse finds in it, in processes of their own.

That is what costs processor time, and it must not hold up the requests. Each worker loads a parser once. A worker that
dies (an article that crashes the parser, too little memory) costs that article and no other.
"""

from __future__ import annotations

import asyncio
import io
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from summarizer.batch.rows import Row
from summarizer.errors import ArticleError
from summarizer.inputs import read_article
from summarizer.proposing import propose
from summarizer.types import Article, Notice, Proposals
from summarizer.wiring import proposals_for

__all__ = ["Preparer", "prepare"]

_BY_PATTERNS = "statements were read by patterns, since there was to be no parse"


@dataclass(frozen=True, slots=True)
class _Settings:
    cache_dir: Path
    parse: bool


def prepare(row: Row, *, cache_dir: Path, parse: bool = True) -> tuple[Article, Proposals]:
    """The row's article and its statements, as for a single run; its source is left empty, for rows may share it.

    Raises:
        ArticleError: It is none.
    """
    try:
        article = asyncio.run(read_article("-", stdin=io.BytesIO(row.data)))
    except ArticleError as err:
        err.message = err.message.replace("'-'", "it")
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
        return article, asyncio.run(proposals_for(article, cache_dir=cache_dir))
    found = propose(article, None)
    others = tuple(notice for notice in found.notices if notice.code != "no-parser")
    return article, replace(found, notices=(Notice("no-parser", _BY_PATTERNS), *others))


class Preparer:
    """Prepares rows in worker processes; with none, in a thread of this one.

    A context manager: the processes end with it, and with this process, however that ends.
    """

    def __init__(self, *, workers: int, cache_dir: Path, parse: bool = True) -> None:
        self._settings = _Settings(cache_dir, parse)
        self._workers = workers
        self._pool = self._new_pool(workers) if workers else None

    def __enter__(self) -> Preparer:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    async def prepare(self, row: Row) -> tuple[Article, Proposals]:
        """As `prepare` does it, elsewhere.

        Raises:
            ArticleError: It is no article, or reading it ends the process that reads it.
        """
        if self._pool is None:
            settings = self._settings
            return await asyncio.to_thread(prepare, row, cache_dir=settings.cache_dir, parse=settings.parse)
        pool = self._pool
        try:
            return await _in(pool, row)
        except BrokenProcessPool:
            if self._pool is pool:
                pool.shutdown(wait=False, cancel_futures=True)
                self._pool = self._new_pool(self._workers)
        alone = self._new_pool(1)  # so that whoever is to blame is found, and the others are read
        try:
            return await _in(alone, row)
        except BrokenProcessPool as err:
            raise ArticleError("the process that read it died of it", hint="summarize it by itself") from err
        finally:
            alone.shutdown(wait=False, cancel_futures=True)

    def _new_pool(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(self._settings,))


async def _in(pool: ProcessPoolExecutor, row: Row) -> tuple[Article, Proposals]:
    with _no_interrupt():
        prepared = asyncio.get_running_loop().run_in_executor(pool, _prepare_here, row)
    return await prepared


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """A process that is started meanwhile is never interrupted by Ctrl-C; this one is, a moment later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_here: _Settings


def _begin(settings: _Settings) -> None:
    """Makes a worker ready: an interrupt is the parent's business, and the worker does not outlive it."""
    global _here
    _here = settings
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _prepare_here(row: Row) -> tuple[Article, Proposals]:
    return prepare(row, cache_dir=_here.cache_dir, parse=_here.parse)
