"""The steps of a brief, in order: read elsewhere, then propose, plan, ask, ground, attribute, resolve."""

from __future__ import annotations

import asyncio
import time

from summarizer.asking import Sleep
from summarizer.backends.capabilities import Capabilities
from summarizer.choosing import choose_statements
from summarizer.chunking import Part, extract, whole
from summarizer.errors import BackendError, SummarizerError
from summarizer.job import Job, OnProgress, Progress, Server, silent
from summarizer.judging import Judge
from summarizer.phrasing import messages_of
from summarizer.planning import candidates_for, inquiry, plan
from summarizer.publishing import publish
from summarizer.record import envelope_of
from summarizer.taking import Taking
from summarizer.types import Article, Backend, Envelope, Json, Message, Notice, Proposals

__all__ = ["Job", "OnProgress", "Progress", "preview", "summarize"]

_READ = 12_000  # code points of the article that a small model reads at once: about half a minute on two cores
_STATEMENTS = 24  # of a longer article, whose paragraphs are read


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
        on_progress: Told before each request and while replies stream in.
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
    part = _part_read(article, job, proposals)
    taking = Taking(part, proposals, job=job, judge=judge, server=server, on_progress=on_progress)
    record = taking.record
    record.note(*article.notices, *proposals.notices, *_left_out(part, article))
    try:
        await taking.take_all(plan(job.template, job.schema, passes=job.passes))
    except SummarizerError as err:
        if not (isinstance(err, BackendError) and any(record.draft.values())):
            err.attempts = (*record.attempts, *err.attempts)
            raise
        record.break_off(err)
    published = publish(record.draft, job.schema, article=article, proposals=proposals, grounder=judge.grounder)
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


def preview(article: Article, job: Job, *, proposals: Proposals) -> tuple[tuple[str, tuple[Message, ...]], ...]:
    """The requests that would be sent, each with its purpose; answers that later ones build on are shown as ``…``."""
    shown = []
    part = _part_read(article, job, proposals)
    known: dict[str, Json] = {name: ["…"] for name in job.schema.model_fields}
    for asked in plan(job.template, job.schema, passes=job.passes):
        about = inquiry(asked, job.schema, known={})
        chosen = candidates_for(asked, article, proposals)
        for candidate in (None,) if chosen is None else chosen:
            messages = messages_of(
                asked,
                job,
                article=article,
                part=part,
                proposals=proposals,
                fields=about.fields,
                known=known,
                candidate=candidate,
            )
            shown.append((about.purpose, messages))
    return tuple(shown)


def _part_read(article: Article, job: Job, proposals: Proposals) -> Part:
    """The article as far as a model is given it: a small one reads its beginning, and the paragraphs of statements."""
    if job.passes == "one" or len(article.text) <= _READ:
        return whole(article)
    chosen = [one.evidence.spans[0] for one in choose_statements(article, proposals, limit=_STATEMENTS)]
    # Every third one first: what there is no room for is then left out from all over the article.
    return extract(article, most=_READ, wanted=[span for first in range(3) for span in chosen[first::3]])


def _left_out(part: Part, article: Article) -> tuple[Notice, ...]:
    """What is not read of the article."""
    if len(part.article.text) == len(article.text):
        return ()
    read, words = sum(len(article[span].split()) for span in part.spans), len(article.text.split())
    message = (
        f"headline, summary and issues are made from {read:,} of the article's {words:,} words: "
        "its beginning and paragraphs from all over it"
    )
    return (Notice("extract", message),)
