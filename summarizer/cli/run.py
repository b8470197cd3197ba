"""``summarizer run``: one article to one brief."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.articles import ArticleArgument, EntryOption, PrivateOption
from summarizer.cli.asking import (
    BaseUrlOption,
    ModelOption,
    Passes,
    PassesOption,
    ProfileOption,
    QuietOption,
    StatementsOption,
    TemperatureOption,
    TimeoutOption,
    asking_of,
    seconds_of,
    seconds_set,
)
from summarizer.cli.assets import AssetsOption, ParametersOption, PromptOption, SchemaOption
from summarizer.cli.delivering import (
    CopyOption,
    ForceOption,
    FormatOption,
    OpenOption,
    OutOption,
    delivery_to,
)
from summarizer.cli.log import logged
from summarizer.cli.progress import Display, about
from summarizer.errors import BackendError, SummarizerError, UsageError
from summarizer.escaping import one_line, visible
from summarizer.rendering.formats import Format

if TYPE_CHECKING:
    from summarizer.backends.selecting import Selection
    from summarizer.config import Config
    from summarizer.pipeline import Job
    from summarizer.types import Article, Envelope, Json

__all__ = ["run"]

_UNSUPPORTED = 6
_INCOMPLETE = 5
_BROKE_OFF = 4
_PATIENCE = 3.0


def run(
    article: ArticleArgument,
    prompt: PromptOption = None,
    schema: SchemaOption = None,
    parameters: ParametersOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    output_format: FormatOption = None,
    out: OutOption = None,
    force: ForceOption = False,
    copy: CopyOption = False,
    open_: OpenOption = False,
    passes: PassesOption = None,
    max_tokens: Annotated[
        int | None, typer.Option("--max-tokens", min=1, help="Longest reply of one request, in tokens.")
    ] = None,
    chunk_tokens: Annotated[
        int | None,
        typer.Option(
            "--chunk-tokens",
            min=100,
            help="About how many tokens of the article one request may have, if everything is asked in one; "
            "default: as many as the model's context takes, at most 100,000.",
        ),
    ] = None,
    temperature: TemperatureOption = None,
    timeout: TimeoutOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 6 if anything is unsupported.")] = False,
    statements: StatementsOption = False,
    stream: Annotated[
        bool,
        typer.Option(
            "--stream",
            help="Print each item when it is found and checked, then the brief; for small questions: --passes several.",
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Show the messages and an estimate of tokens; no model is asked. A missing parse model is fetched.",
        ),
    ] = False,
    cache: Annotated[
        bool | None,
        typer.Option(
            "--cache/--no-cache", help="Take replies that were paid for before from your cache folder; default: do."
        ),
    ] = None,
    log: Annotated[
        bool | None, typer.Option("--log/--no-log", help="Note the run for 'summarizer log'; default: do not.")
    ] = None,
    entry: EntryOption = None,
    allow_private: PrivateOption = False,
    assets: AssetsOption = None,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Summarize an article.

    A feed or mailbox gives a brief for each entry, unless --entry chooses one; as JSON, one envelope a line.

    Exit codes: 0 done, 1 a defect of the program, 2 usage, 3 the article, 4 the backend, 5 the reply, 6 unsupported
    items under --strict, 7 the quota, 130 interrupted, 141 stdout closed.
    """
    import asyncio

    from summarizer.asking import Limits
    from summarizer.backends.selecting import select, settled
    from summarizer.config import load_config
    from summarizer.inputs import read_articles
    from summarizer.wiring import job_for

    config = load_config(profile=profile)
    settings = config.settings
    delivery = delivery_to(out, output_format, force=force, copied=copy, opened=open_)
    if stream and out is None and delivery.format is not Format.TEXT:
        raise UsageError("--stream prints items as text", hint="write the brief to a file: --out FILE")
    selection = select(config, model=model, base_url=base_url)
    job = job_for(
        config,
        prompt=prompt or settings.prompt,
        schema=schema,
        assets=assets or (),
        parameters=parameters or (),
        max_tokens=max_tokens or settings.max_tokens,
        chunk_tokens=chunk_tokens,
        **asking_of(
            selection,
            passes or Passes(settings.passes),
            temperature=settings.temperature if temperature is None else temperature,
        ),
        limits=Limits(call_seconds=seconds_of(selection, seconds_set(config, timeout))),
    )
    with _waiting_for(article, quiet=quiet):
        read = asyncio.run(read_articles(article, stdin=sys.stdin.buffer, entry=entry, allow_private=allow_private))
    if dry_run:
        for one in read:
            asyncio.run(_preview(one, job, config))
        return 0
    selection = asyncio.run(settled(selection))
    delivery = replace(delivery, format=delivery.format.for_articles(len(read)))  # before any of them costs anything
    keep = settings.cache if cache is None else cache

    def summarized(one: Article) -> Envelope:
        with logged(config, log, article=one, job=job, selection=selection, quiet=quiet) as note:
            making = _summarize(
                one,
                job,
                selection,
                config,
                title=_title(one, of=len(read)),
                quiet=quiet,
                keep_statements=statements,
                cache=keep,
                stream=stream,
            )
            envelope = asyncio.run(making)
            note(envelope)
        return envelope

    envelopes: list[Envelope] = []
    try:
        failure = _each(read, summarized, envelopes.append)
    finally:  # what was paid for is handed out, also where the user interrupts the next one
        if envelopes:
            delivery.deliver(envelopes)
    on_page = delivery.format is Format.TEXT and out is None and sys.stdout.isatty() and sys.stderr.isatty()
    for envelope in () if quiet or on_page else envelopes:
        _warn(envelope, _title(envelope.article, of=len(read)))
    if failure:
        raise failure
    return max(_code(envelope, strict=strict) for envelope in envelopes)


@contextmanager
def _waiting_for(source: str, *, quiet: bool) -> Iterator[None]:
    """Says that a pipe is waited for, if nobody has written to it after a few seconds."""
    import threading

    line = f"waiting for what is written to the pipe {source!r}"
    timer = threading.Timer(_PATIENCE, lambda: typer.echo(visible(line), err=True))
    timer.daemon = True
    if not quiet and Path(source).is_fifo():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _each(
    read: Sequence[Article], summarized: Callable[[Article], Envelope], keep: Callable[[Envelope], None]
) -> SummarizerError | None:
    """Has each article summarized, until the server fails them all; the last error, those before it are told."""
    failure: SummarizerError | None = None
    for number, one in enumerate(read, 1):
        try:
            keep(summarized(one))
        except SummarizerError as err:
            if failure:
                typer.echo(f"error: {one_line(failure.message)}", err=True)
            failure = err
            failure.message = about(_title(one, of=len(read)), err.message)
            if isinstance(err, BackendError) and err.concerns_all:
                for left in read[number:]:
                    typer.echo(f"warning: {about(_title(left, of=len(read)), 'it was not tried')}", err=True)
                break
    return failure


def _title(article: Article, *, of: int) -> str:
    """What tells one of several articles from the others; nothing if there is one."""
    return one_line(article.title or article.source) if of > 1 else ""


def _code(envelope: Envelope, *, strict: bool) -> int:
    if envelope.ending == "broke-off":
        return _BROKE_OFF
    if envelope.ending == "incomplete":
        return _INCOMPLETE
    return _UNSUPPORTED if strict and envelope.unsupported else 0


async def _summarize(
    article: Article,
    job: Job,
    selection: Selection,
    config: Config,
    *,
    title: str,
    quiet: bool,
    keep_statements: bool,
    cache: bool,
    stream: bool,
) -> Envelope:
    from summarizer.backends.cache import CachedBackend
    from summarizer.backends.capabilities import Capabilities
    from summarizer.backends.prices import load_prices, price_of, priced
    from summarizer.backends.selecting import connect
    from summarizer.pipeline import summarize
    from summarizer.wiring import proposals_for

    capabilities = Capabilities(config.cache_dir / "capabilities")
    price = price_of(load_prices(config.config_dir), server=selection.base_url, model=selection.model)
    with Display(quiet=quiet, title=title, found=_printing(article) if stream else None) as display:
        display.chosen(selection)
        if stream and job.passes == "one":
            display.say("warning: everything is asked in one request, so nothing streams: --passes several")
        # One after the other: the embedded model takes the cores that it finds free when it starts.
        proposals = await proposals_for(article, cache_dir=config.cache_dir, on_progress=display.fetching)
        backend = await connect(
            selection,
            cache_dir=config.cache_dir,
            capabilities=capabilities,
            on_progress=display.fetching,
            keep=cache,
        )
        try:
            envelope = await summarize(
                article,
                job,
                proposals=proposals,
                backend=backend,
                capabilities=capabilities,
                on_progress=display.asking,
                keep_statements=keep_statements,
            )
            return priced(envelope, price)
        finally:
            await backend.close()
            if isinstance(backend, CachedBackend):
                display.saved(backend)


def _printing(article: Article) -> Callable[[Mapping[str, Json]], None]:
    """What prints items on stdout as they are found."""
    from rich.console import Console

    from summarizer.rendering.text import print_found

    return lambda found: print_found(found, article, Console())


async def _preview(article: Article, job: Job, config: Config) -> None:
    from summarizer.pipeline import preview
    from summarizer.tokens import guessed_prompt
    from summarizer.wiring import proposals_for

    requests = preview(article, job, proposals=await proposals_for(article, cache_dir=config.cache_dir))
    total = 0
    for number, (purpose, messages) in enumerate(requests, 1):
        tokens = guessed_prompt(messages)
        total += tokens
        typer.echo(f"=== request {number} of {len(requests)}: {purpose}, about {tokens:,} tokens ===")
        for message in messages:
            typer.echo(f"[{message.role}]\n{visible(message.content)}\n")
    sending = "1 request" if len(requests) == 1 else f"{len(requests)} requests"
    typer.echo(f"about {total:,} tokens of prompt in {sending}; nothing was sent")


def _warn(envelope: Envelope, title: str) -> None:
    for notice in envelope.warnings:
        where = f" ({notice.path})" if notice.path else ""
        typer.echo(f"warning: {about(title, one_line(notice.message + where))}", err=True)
    if envelope.unsupported:
        count = len(envelope.unsupported)
        items = "1 item is" if count == 1 else f"{count} items are"
        typer.echo(f"warning: {about(title, f'{items} unsupported and set apart')}", err=True)
