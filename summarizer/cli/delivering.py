"""Where a brief goes, and as what: decided before anything is spent on it, done when it is there."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from summarizer.errors import UsageError
from summarizer.files import write_whole
from summarizer.rendering.formats import Format

if TYPE_CHECKING:
    from summarizer.types import Envelope

__all__ = ["CopyOption", "Delivery", "ForceOption", "FormatOption", "OpenOption", "OutOption", "delivery_to"]

FormatOption: TypeAlias = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help=f"What to write: {', '.join(Format)}; default: what the suffix of --out says, else text.",
    ),
]
OutOption: TypeAlias = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write to a file.")]
ForceOption: TypeAlias = Annotated[bool, typer.Option("--force", help="Overwrite the file of --out.")]
CopyOption: TypeAlias = Annotated[bool, typer.Option("--copy", help="Also put it on the terminal's clipboard.")]
OpenOption: TypeAlias = Annotated[bool, typer.Option("--open", help="Open the file of --out in a browser.")]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where briefs go: a file, or stdout if there is none; then to the clipboard and a browser, if they should."""

    format: Format
    out: Path | None
    copied: bool = False
    opened: bool = False

    def deliver(self, envelopes: Sequence[Envelope]) -> None:
        """Prints the briefs, or writes them: to a file in one step, to a pipe or device as to stdout.

        Raises:
            UsageError: The format cannot hold them, the file cannot be written, the clipboard cannot hold them, or the
                browser does not open.
        """
        made = self.format.make(envelopes)
        if self.out is not None:
            _write(made.encode() if isinstance(made, str) else made, self.out)
        elif self.format is Format.TEXT:
            _show(envelopes)
        elif isinstance(made, str):
            typer.echo(made, nl=False)
        else:
            sys.stdout.buffer.write(made)
        if self.copied and isinstance(made, str):
            from summarizer.cli.handing import copy

            copy(made)
        if self.opened and self.out:
            from summarizer.cli.handing import open_file

            open_file(self.out)


def delivery_to(
    out: Path | None, output_format: Format | None, *, force: bool, copied: bool = False, opened: bool = False
) -> Delivery:
    """Where briefs go, and as what; whatever is in the way is told before anything is spent on them.

    Raises:
        UsageError: Nothing can be written there, or not in this format.
    """
    chosen = output_format or (Format.of_file(out.name) if out else Format.TEXT)
    chosen.check()
    if out is None and chosen.binary and sys.stdout.isatty():
        raise UsageError(f"{chosen} is nothing that a terminal can show", hint=f"--out brief{chosen.suffix}")
    place = _place(out, force=force) if out else None
    if copied or opened:
        _check(chosen, place, copied=copied, opened=opened)
    return Delivery(chosen, place, copied, opened)


def _check(chosen: Format, place: Path | None, *, copied: bool, opened: bool) -> None:
    """Whether there is a clipboard for the format, and a file and a browser for it."""
    from summarizer.cli.handing import check_browser, check_clipboard

    if copied and chosen.binary:
        raise UsageError(f"{chosen} is no text that could be copied", hint="write it to a file with --out")
    if copied:
        check_clipboard()
    if opened:
        check_browser(place)
    if opened and place and _is_stream(place):
        raise UsageError(f"{place} is no file that a browser could open", hint="--out brief.html")


def _place(out: Path, *, force: bool) -> Path:
    """What a link leads to, not the link."""
    try:
        place = out.resolve()
    except (OSError, RuntimeError) as err:
        raise UsageError(f"{out} is a link that leads nowhere", hint="name another file") from err
    if place.is_dir():
        raise UsageError(f"{out} is a folder", hint="name a file in it")
    if _is_stream(place):
        if not os.access(place, os.W_OK):
            raise UsageError(f"nothing can be written to {out}", hint="name another file")
        return place
    if place.exists() and not place.is_file():
        raise UsageError(f"{out} is no file that a brief can be written to", hint="name another file")
    if place.exists() and not force:
        raise UsageError(f"{out} is there already", hint="--force overwrites it")
    if not place.parent.is_dir():
        raise UsageError(f"no folder {str(out.parent)!r}", hint="make it, or name another file")
    if not os.access(place.parent, os.W_OK):
        raise UsageError(f"nothing can be written to the folder {str(out.parent)!r}", hint="name another file")
    return place


def _is_stream(place: Path) -> bool:
    """True for what is written to and never replaced: a pipe, a terminal, /dev/null."""
    return place.is_fifo() or place.is_char_device()


def _show(envelopes: Sequence[Envelope]) -> None:
    """As a page in the terminal, in its width and colours."""
    from rich.console import Console

    from summarizer.rendering.text import print_brief

    for number, envelope in enumerate(envelopes):
        if number:
            typer.echo()
        print_brief(envelope, Console())


def _write(data: bytes, out: Path) -> None:
    try:
        if _is_stream(out):
            out.write_bytes(data)
        else:
            write_whole(out, data)
    except OSError as err:
        raise UsageError(f"cannot write {out}: {err.strerror}") from err
