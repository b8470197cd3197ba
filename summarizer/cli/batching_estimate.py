"""``summarizer batch --dry-run``: what a batch would take."""

from __future__ import annotations

import asyncio
from itertools import islice
from pathlib import Path

import typer

from summarizer.batch.command import Command
from summarizer.cli.batching_needs import chosen, job_maker, price_for, rows_of
from summarizer.errors import ArticleError
from summarizer.escaping import visible
from summarizer.tokens import guessed_prompt

__all__ = ["estimate"]

_SAMPLE = 5
_REPLY = 600  # tokens of a whole brief, about; of one small question a tenth


def estimate(command: Command, out: Path) -> None:
    """Prints what a batch would take, from the first articles and the number of all; asks nothing, writes nothing."""
    from summarizer.batch.preparing import prepare
    from summarizer.pipeline import preview

    config, selection = chosen(command, out)
    job = job_maker(command, config, selection)()
    price = price_for(command, config, selection)
    rows = rows_of(command, out)
    sample = list(islice(rows, _SAMPLE))
    requests = prompt = 0
    for row in (one for one in sample if one.problem is None):
        try:
            article, proposals = asyncio.run(prepare(row, cache_dir=config.cache_dir, parse=command.parse))
        except ArticleError:
            continue
        shown = preview(article, job, proposals=proposals)
        requests += len(shown)
        prompt += sum(guessed_prompt(messages) for _, messages in shown)
    read, size = len(sample), sum(len(row.data) for row in sample)
    seen, keys = size, {row.key for row in sample}
    broken = [row for row in sample if row.problem is not None]
    for row in rows:
        read, size = read + 1, size + len(row.data)
        keys.add(row.key)
        if row.problem is not None:
            broken.append(row)
    scale = size / seen if seen else 0.0
    reply = _REPLY * (len(sample) if job.passes == "one" else requests / 10) * (read / max(len(sample), 1))
    typer.echo(f"{read:,} rows, {len(keys - {None}):,} different articles, {size:,} bytes")
    if broken:
        place = ":".join(str(part) for part in (broken[0].source, broken[0].line) if part is not None)
        typer.echo(visible(f"{len(broken):,} rows cannot be read, the first: {place}: {broken[0].problem}"))
    typer.echo(f"about {requests * read / max(len(sample), 1):,.0f} requests to {selection.model}")
    typer.echo(f"about {prompt * scale:,.0f} tokens of prompts and {reply:,.0f} of replies")
    if price is None:
        typer.echo("price not known")
    else:
        cost = (prompt * scale * price.input + reply * price.output) / 1e6
        typer.echo(f"about ${cost:,.2f}, if the server has nothing cached")
    typer.echo("nothing was sent")
