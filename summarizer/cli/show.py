"""``summarizer show``: a brief that was made before, in any format, without a model."""

from __future__ import annotations

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

if TYPE_CHECKING:
    from summarizer.types import Envelope

__all__ = ["show"]

_MOST_BYTES = 200_000_000


def show(
    brief: Annotated[
        str, typer.Argument(metavar="BRIEF", help="JSON of 'run --format json', or JSON lines of it; - for stdin.")
    ],
    output_format: FormatOption = None,
    out: OutOption = None,
    force: ForceOption = False,
    copy: CopyOption = False,
    open_: OpenOption = False,
) -> int:
    """Show a brief that was made before, in any format.

    No model is asked. Several briefs, one a line, are written to one file where the format allows it.

    Exit codes: 0 done, 2 the brief cannot be read, or not be written in this format.
    """
    delivery = delivery_to(out, output_format, force=force, copied=copy, opened=open_)
    text = brief_text(brief, most_bytes=_MOST_BYTES, too_long="split it: one brief a line")
    delivery.deliver(_envelopes(text, brief))
    return 0


def _envelopes(text: str, source: str) -> tuple[Envelope, ...]:
    """That of a JSON document, or one of each line; what is wrong is told with its line."""
    from summarizer.rendering import from_json, loads

    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not all(line.startswith("{") for _, line in lines):
        lines = [(1, text)]
    found = []
    for number, line in lines:
        try:
            found.append(from_json(loads(line)))
        except UsageError as err:
            where = f"line {number} of {source!r}" if len(lines) > 1 else repr(source)
            raise UsageError(f"{where}: {err.message}", hint=err.hint or _HINT) from err
    return tuple(found)


_HINT = "'summarizer run --format json' writes what it reads"
