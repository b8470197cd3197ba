"""``summarizer statements``: who said what in an article, without asking any model."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.articles import ArticleArgument, EntryOption, PrivateOption

if TYPE_CHECKING:
    from summarizer.types import Article, Json, Notice, Proposals, Statement

__all__ = ["statements"]

_COLUMNS = ("id", "holder", "cue", "content", "kind", "by", "certainty", "start", "end")


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def statements(
    article: ArticleArgument,
    output_format: Annotated[_Format, typer.Option("--format", "-f", help="What to print.")] = _Format.TEXT,
    sure: Annotated[
        float, typer.Option("--sure", min=0.0, max=1.0, help="Leave out statements that are less certain than this.")
    ] = 0.0,
    entry: EntryOption = None,
    allow_private: PrivateOption = False,
) -> int:
    """Show who said what in an article.

    Read from a dependency parse, without a language model and without a key; the parse model (13 MB) is fetched once.
    """
    import asyncio

    from summarizer.cli.progress import Display
    from summarizer.config import load_config
    from summarizer.escaping import visible
    from summarizer.inputs import read_article
    from summarizer.wiring import proposals_for

    read = asyncio.run(read_article(article, stdin=sys.stdin.buffer, entry=entry, allow_private=allow_private))
    with Display(quiet=False) as display:
        found = asyncio.run(proposals_for(read, cache_dir=load_config().cache_dir, on_progress=display.fetching))
        notices = (*read.notices, *found.notices)
        for notice in notices:
            display.say(f"warning: {notice.message}")
    kept = _sure_enough(found.statements, sure)
    if output_format is _Format.JSON:
        from summarizer.rendering import dumps

        typer.echo(dumps(_as_json(read, kept, notices)), nl=False)
    elif output_format is _Format.CSV:
        _write_csv(kept)
    else:
        typer.echo(visible(_as_text(kept, found)))
    return 0


def _sure_enough(found: Sequence[Statement], sure: float) -> list[Statement]:
    """Those of that certainty; one whose account was left out stands by itself no more, and goes too."""
    kept: dict[str, Statement] = {}
    for statement in found:
        if statement.certainty >= sure and (statement.by is None or statement.by in kept):
            kept[statement.id] = statement
    return list(kept.values())


def _as_json(article: Article, kept: Iterable[Statement], notices: Iterable[Notice]) -> dict[str, Json]:
    from summarizer.rendering import article_to_json, notice_to_json, statement_to_json

    return {
        "version": 1,
        "article": article_to_json(article),
        "statements": [statement_to_json(statement) for statement in kept],
        "warnings": [notice_to_json(notice) for notice in notices],
    }


def _as_text(kept: Sequence[Statement], found: Proposals) -> str:
    """A block a speaker, in the order in which they first speak."""
    if not kept:
        return "no statements found"
    roles = {actor.id: actor.role for actor in found.actors}
    holders = {statement.id: statement.holder for statement in kept}
    blocks: dict[str, list[str]] = {}
    for statement in kept:
        role = roles.get(statement.holder_id)
        head = f"{statement.holder} ({role})" if role else statement.holder
        block = blocks.setdefault(statement.holder_id, [head])
        cue = statement.cue.quote if statement.cue else "…"
        words = f"“{statement.content.quote}”" if statement.kind == "direct" else statement.content.quote
        account = f", by {holders[statement.by]}'s account" if statement.by else ""
        block.append(f"  {statement.certainty:.2f}  {cue}: {' '.join(words.split())}{account}")
    return "\n\n".join("\n".join(block) for block in blocks.values())


def _write_csv(kept: Iterable[Statement]) -> None:
    """One row a statement; a cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    import csv
    import io

    from summarizer.rendering.tables import harmless

    page = io.StringIO()
    rows = csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for one in kept:
        cells = (
            one.id,
            one.holder,
            one.cue.quote if one.cue else "",
            one.content.quote,
            one.kind,
            one.by or "",
            f"{one.certainty:.2f}",
            str(one.content.spans[0].start),
            str(one.content.spans[-1].end),
        )
        rows.writerow(harmless(cell) for cell in cells)
    typer.echo(page.getvalue(), nl=False)
