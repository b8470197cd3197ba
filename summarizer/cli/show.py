"""``summarizer show``: a brief that was made before, in any format, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.briefs import brief_text
from summarizer.cli.delivering import (
    CopyOption,
    ForceOption,
    FormatOption,
    OpenOption,
    OutOption,
    delivery_to,
)
from summarizer.errors import UsageError
from summarizer.escaping import counted

if TYPE_CHECKING:
    from summarizer.types import Envelope

__all__ = ["show"]

_MOST_BYTES = 200_000_000


def show(
    brief: Annotated[
        str, typer.Argument(metavar="BRIEF", help="JSON of 'run --format json', or JSON lines of it; - for stdin.")
    ],
    output_format: FormatOption = None,
    entry: Annotated[
        str | None,
        typer.Option("--entry", metavar="N", help="One of several: its number, or the id of its row in a batch."),
    ] = None,
    out: OutOption = None,
    force: ForceOption = False,
    copy: CopyOption = False,
    open_: OpenOption = False,
) -> int:
    """Show a brief that was made before, in any format.

    No model is asked. Several briefs, one a line, are written to one file where the format allows it; with --format,
    and a folder as --out, each is a file in it: 1.html, 2.html.

    Exit codes: 0 done, 2 the brief cannot be read, or not be written in this format.
    """
    folder = out if out is not None and output_format and out.is_dir() else None
    delivery = None if folder else delivery_to(out, output_format, force=force, copied=copy, opened=open_)
    text = brief_text(brief, most_bytes=_MOST_BYTES, too_long="split it: one brief a line")
    found = _envelopes(text, brief, entry)
    if delivery is not None:
        delivery.deliver(found)
        return 0
    width = len(str(len(found)))
    for number, one in enumerate(found, 1):
        page = Path(str(folder)) / f"{number:0{width}}{output_format.suffix if output_format else ''}"
        delivery_to(page, output_format, force=force).deliver((one,))
    typer.echo(f"wrote {counted(len(found), 'file', 'files')}", err=True)
    return 0


def _envelopes(text: str, source: str, entry: str | None) -> tuple[Envelope, ...]:
    """That of a JSON document, or one of each line, or the one that is chosen; what is wrong is told with its line."""
    from summarizer.rendering import from_json, loads

    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not all(line.startswith("{") for _, line in lines):
        lines = [(1, text)]
    if entry is not None:
        lines = [_chosen(lines, source, entry)]
    found = []
    for number, line in lines:
        try:
            found.append(from_json(loads(line)))
        except UsageError as err:
            where = f"line {number} of {source!r}" if len(lines) > 1 else repr(source)
            raise UsageError(f"{where}: {err.message}", hint=err.hint or _HINT) from err
    return tuple(found)


def _chosen(lines: Sequence[tuple[int, str]], source: str, entry: str) -> tuple[int, str]:
    """The line that is the row of this id in a batch, else the one of this number."""
    from summarizer.rendering import loads

    for number, line in lines:
        try:
            read = loads(line)
        except UsageError:  # told if it is the one that is shown
            continue
        row = read.get("row") if isinstance(read, dict) else None
        if isinstance(row, dict) and str(row.get("id")) == entry:
            return number, line
    if entry.isdecimal() and 1 <= int(entry) <= len(lines):
        return lines[int(entry) - 1]
    raise UsageError(
        f"{source!r} has no brief {entry!r}",
        hint=f"it has {counted(len(lines), 'brief', 'briefs')}: --entry 1 is the first; or name the id of a row",
    )


_HINT = "'summarizer run --format json' writes what it reads"
