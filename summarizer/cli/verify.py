"""``summarizer verify``: a brief of any tool against its article, without a model."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from summarizer.cli.articles import ArticleArgument, EntryOption, PrivateOption
from summarizer.cli.briefs import brief_text
from summarizer.errors import UsageError
from summarizer.escaping import one_line

if TYPE_CHECKING:
    from rich.console import Console

    from summarizer.types import Article, Json
    from summarizer.verifying import Claims, Finding, Verification

__all__ = ["verify"]

_FAILED = 6
_MOST_BYTES = 10_000_000
_SIGNS = {"not found": ("✗", "bold red"), "contradicted": ("✗", "bold red"), "unverified": ("?", "yellow")}


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"


def verify(
    brief: Annotated[str, typer.Argument(metavar="BRIEF", help="Text, Markdown or JSON of any tool; - for stdin.")],
    article: ArticleArgument,
    output_format: Annotated[_Format, typer.Option("--format", "-f", help="What to print.")] = _Format.TEXT,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing; the exit code tells.")] = False,
    entry: EntryOption = None,
    allow_private: PrivateOption = False,
) -> int:
    """Check a brief against its article, without a model.

    Which quotes are real, who said them, and which names, numbers and dates the article does not have, or has
    otherwise. What cannot be told is unverified and fails nothing.

    Exit codes: 0 everything holds, 2 the brief cannot be read, 3 the article cannot, 6 something does not hold.
    """
    import asyncio

    from summarizer.inputs import read_article
    from summarizer.verifying import read_brief

    if brief == article == "-":
        raise UsageError("only one of the two can come from standard input")
    text = brief_text(brief, most_bytes=_MOST_BYTES)
    if text.lstrip()[:9].lower().startswith(("<!doctype", "<html")):
        raise UsageError(f"{brief!r} is HTML, not a brief as text", hint="verify its text or its JSON: --format json")
    claims = read_brief(text)
    about = asyncio.run(read_article(article, stdin=sys.stdin.buffer, entry=entry, allow_private=allow_private))
    found = asyncio.run(_verify(claims, about, quiet=quiet))
    if output_format is _Format.JSON and not quiet:
        from summarizer.rendering import dumps

        typer.echo(dumps(_as_json(found, claims, about, brief)), nl=False)
    elif not quiet:
        from rich.console import Console

        _print(found, Console(highlight=False, soft_wrap=True), text)
    return 0 if found.holds else _FAILED


async def _verify(claims: Claims, article: Article, *, quiet: bool) -> Verification:
    from summarizer.cli.progress import Display
    from summarizer.config import load_config
    from summarizer.language import detect_language
    from summarizer.verifying import verify as check
    from summarizer.wiring import proposals_for

    language = detect_language(claims.text)
    own_words = _as_article(claims.text, article.language if language == "und" else language)
    with Display(quiet=quiet) as display:
        cache_dir = load_config().cache_dir
        proposals = await proposals_for(article, cache_dir=cache_dir, on_progress=display.fetching)
        said = await proposals_for(own_words, cache_dir=cache_dir, on_progress=display.fetching)
        for notice in proposals.notices:
            display.say(f"warning: {notice.message}")
    return check(claims, article, proposals=proposals, said=said, language=language)


def _as_article(text: str, language: str) -> Article:
    """The brief's own words, to be read as an article is."""
    from summarizer.types import Article

    return Article(id="", source="-", text=text, language=language)


def _as_json(found: Verification, claims: Claims, article: Article, brief: str) -> dict[str, Json]:
    from collections import Counter

    counts: dict[str, Json] = dict(sorted(Counter(str(one.verdict) for one in found.findings).items()))
    return {
        "version": 1,
        "brief": brief,
        "article": {"id": article.id, "source": article.source, "language": article.language},
        "holds": found.holds,
        "counts": counts,
        "findings": [_finding_json(one) for one in found.findings],
    }


def _finding_json(one: Finding) -> dict[str, Json]:
    from summarizer.types import show_path

    there: Json = None
    if one.article:
        there = {"quote": one.article.quote, "spans": [[span.start, span.end] for span in one.article.spans]}
    return {
        "kind": one.kind,
        "verdict": one.verdict,
        "path": show_path(one.path) if one.path else None,
        "span": [one.span.start, one.span.end],
        "says": one.says,
        "article": there,
        "reason": one.reason,
    }


def _print(found: Verification, console: Console, text: str) -> None:
    """What does not hold first, then what cannot be told, then how many things hold."""
    from rich.text import Text

    failing = list(found.failing)
    open_ones = [one for one in found.findings if one.verdict == "unverified"]
    for one in failing + open_ones:
        sign, style = _SIGNS[one.verdict]
        console.print(Text(f"{sign} {one.kind}", style).append(f" {_where(one, text)}", "dim").append(_says(one)))
        console.print(Text(f"    {one_line(one.reason or '')}").append(_article(one), "italic"))
    if failing or open_ones:
        console.print()
    console.print(Text(_summary(found), "bold red" if failing else "bold green"))


def _where(one: Finding, text: str) -> str:
    from summarizer.types import show_path

    return one_line(show_path(one.path)) if one.path else f"line {text.count(chr(10), 0, one.span.start) + 1}"


def _says(one: Finding) -> str:
    from summarizer.rendering.shapes import quoted

    return f": {quoted(one_line(one.says))}" if one.says else ""


def _article(one: Finding) -> str:
    from summarizer.rendering.shapes import quoted

    if not one.article:
        return ""
    there = f"{quoted(one_line(one.article.quote))} at {one.article.spans[0].start}"
    return f": {there}" if one.kind == "speaker" else f"; it has {there}"


def _summary(found: Verification) -> str:
    """How many of each kind hold."""
    from summarizer.verifying.findings import Kind

    parts = []
    for kind in get_args(Kind):
        having = [one for one in found.findings if one.kind == kind]
        if not having:
            continue
        parts.append(f"{sum(one.verdict == 'holds' for one in having)} of {len(having)} {kind}s hold")
    return "; ".join(parts) if parts else "nothing to check: no quotes, names, numbers or dates"
