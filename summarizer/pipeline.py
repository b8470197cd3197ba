"""The steps of a brief, in order: read elsewhere, then propose, plan, ask, ground, attribute, resolve."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from summarizer.asking import Sleep
from summarizer.backends.capabilities import Capabilities
from summarizer.errors import BackendError, SummarizerError
from summarizer.job import Job, OnProgress, Progress, Server, silent
from summarizer.judging import Judge
from summarizer.mapping import Chunk, ChunkMap
from summarizer.merging import merge
from summarizer.planning import left_out, part_read, plan
from summarizer.previewing import preview
from summarizer.prompting import Pass
from summarizer.publishing import publish
from summarizer.record import Record, envelope_of
from summarizer.reducing import reduce
from summarizer.taking import Taking
from summarizer.types import Article, Backend, Envelope, Notice, Proposals

__all__ = ["Job", "OnProgress", "Progress", "preview", "summarize"]


async def summarize(
    article: Article,
    job: Job,
    *,
    proposals: Proposals,
    backend: Backend,
    capabilities: Capabilities | None = None,
    on_progress: OnProgress = silent,
    keep_statements: bool = False,
    sleep: Sleep = asyncio.sleep,
) -> Envelope:
    """The brief of an article: every item located and credited, what cannot be proved set apart.

    Args:
        article: As it was read.
        job: What to make of it.
        proposals: What the parse found in it.
        backend: The model that is asked.
        capabilities: What is known of servers.
        on_progress: Told before each request, while replies stream in, and of each item that a small question found.
        keep_statements: The envelope has the proposals' statements.
        sleep: Waits between retries.

    Raises:
        BackendError: The server gave no usable answer, by its kinds. If it did so before, the brief of what it answered
            is returned, with a notice ``broke-off``.
        ReplyError: No field of the brief could be made.
        AssetError: The prompt does not fit the schema.
        The error's `attempts` are all requests that were made.
    """
    start = time.monotonic()
    server = Server(backend, capabilities or Capabilities(), sleep)
    judge = Judge(article, proposals, language=job.language or article.language)
    record = Record()
    record.note(*article.notices, *proposals.notices)
    passes = plan(job.template, job.schema, passes=job.passes)
    take = _take_all_at_once if job.passes == "one" else _take_one_by_one
    try:
        await take(passes, record, proposals, job=job, judge=judge, server=server, on_progress=on_progress)
    except SummarizerError as err:
        if not (isinstance(err, BackendError) and any(record.draft.values())):
            err.attempts = (*record.attempts, *err.attempts)
            raise
        record.break_off(err)
    published = publish(record.draft, job.schema, prover=judge.prover, places=record.places)
    return envelope_of(
        record,
        published,
        article=article,
        job=job,
        judge=judge,
        backend=backend,
        seconds=time.monotonic() - start,
        statements=proposals.statements if keep_statements else None,
    )


async def _take_one_by_one(
    passes: Sequence[Pass],
    record: Record,
    proposals: Proposals,
    *,
    job: Job,
    judge: Judge,
    server: Server,
    on_progress: OnProgress,
) -> None:
    """Small questions, one after the other, about what a small model can read of the article."""
    part = part_read(judge.article, proposals)
    record.note(*left_out(part, judge.article))
    taking = Taking(part, proposals, job=job, judge=judge, server=server, on_progress=on_progress, record=record)
    await taking.take_all(passes)


async def _take_all_at_once(
    passes: Sequence[Pass],
    record: Record,
    proposals: Proposals,
    *,
    job: Job,
    judge: Judge,
    server: Server,
    on_progress: OnProgress,
) -> None:
    """One request for everything, or one for each chunk of a long article, and one for what is said of all of it."""
    (asked,) = passes
    mapping = ChunkMap(asked, proposals, job=job, judge=judge, server=server, on_progress=on_progress)
    chunks = await mapping.take()
    record.attempts += mapping.spent
    if len(chunks) == 1:
        record.absorb(chunks[0].record)
        return
    record.note(Notice("chunked", _told(chunks, judge.article, overflowed=bool(mapping.spent))))
    record.absorb(merge(chunks, job.schema, judge=judge))
    await reduce(chunks, record, job=job, judge=judge, server=server, on_progress=on_progress)


def _told(chunks: Sequence[Chunk], article: Article, *, overflowed: bool) -> str:
    """That an article was read in chunks, and why."""
    longest = max(len(chunk.part.article.text.split()) for chunk in chunks)
    why = ", since it is too long for the model's context" if overflowed else ""
    return f"the article was read in {len(chunks)} chunks of at most {longest:,} words{why}"
