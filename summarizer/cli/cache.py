"""``summarizer cache``: what the program keeps to save work, and how to be rid of the replies in it."""

from __future__ import annotations

import re
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.errors import UsageError
from summarizer.escaping import counted, visible

if TYPE_CHECKING:
    from summarizer.types import Json

__all__ = ["app", "seconds_in"]

app = typer.Typer(
    name="cache",
    help="Show and clear the replies that were paid for, and what is known of servers.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"


@app.command()
def stats(
    output_format: Annotated[_Format, typer.Option("--format", "-f", help="What to print.")] = _Format.TEXT,
) -> None:
    """Show how much is kept, and where: replies, models, and what is known of servers."""
    from summarizer.cli.assets import show_rows
    from summarizer.config import load_config

    folder = load_config().cache_dir
    parts = sorted(part for part in folder.iterdir() if part.is_dir()) if folder.is_dir() else []
    found = {part.name: _measured(part) for part in parts}
    if output_format is _Format.JSON:
        from summarizer.rendering import dumps

        counts: dict[str, Json] = {name: {"files": files, "bytes": size} for name, (files, size) in found.items()}
        typer.echo(dumps({"folder": str(folder), "parts": counts}), nl=False)
        return
    typer.echo(visible(str(folder)))
    if found:
        show_rows(
            [(name, counted(files, "file", "files"), f"{size / 1e6:,.1f} MB") for name, (files, size) in found.items()]
        )


@app.command()
def clear(
    older_than: Annotated[
        str | None, typer.Option("--older-than", metavar="AGE", help="Only what is older: 12h, 30d, 8w.")
    ] = None,
) -> None:
    """Remove the replies that are kept; they are paid for anew when they are needed.

    What servers are known to refuse is forgotten too, so they are asked for it again. Models stay: they are removed
    as files, from the folder that 'summarizer models status' shows.
    """
    from summarizer.backends import capabilities
    from summarizer.backends.cache import FOLDER, clear_replies
    from summarizer.config import load_config

    before = time.time() - seconds_in(older_than) if older_than else None
    folder = load_config().cache_dir
    count, size = clear_replies(folder / FOLDER, before=before)
    typer.echo(f"removed {counted(count, 'reply', 'replies')}, {size / 1e6:,.1f} MB", err=True)
    if servers := capabilities.forget(folder / capabilities.FOLDER, before=before):
        typer.echo(f"forgot what {counted(servers, 'server refuses', 'servers refuse')}", err=True)


def seconds_in(age: str) -> int:
    """The seconds in an age as people write it: ``90m``, ``12h``, ``30d``, ``8w``.

    Raises:
        UsageError: It is none.
    """
    found = re.fullmatch(r"(\d{1,6})([mhdw])", age)
    if not found:
        raise UsageError(f"{age!r} is no age", hint="a number, and m, h, d or w: 30d")
    return int(found[1]) * _UNITS[found[2]]


def _measured(folder: Path) -> tuple[int, int]:
    """How many files are in it, and their bytes; what a link leads to is not counted."""
    files = [path.lstat() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return len(files), sum(each.st_size for each in files)
