"""A brief handed to what is beside the program: the clipboard of the terminal, a browser."""

from __future__ import annotations

import base64
import sys
import webbrowser
from pathlib import Path

from summarizer.errors import UsageError

__all__ = ["check_browser", "check_clipboard", "copy", "open_file"]

# Terminals drop a sequence that is longer than 100,000 bytes, and base64 makes four bytes of three.
_MOST_BYTES = 74_994


def check_clipboard() -> None:
    """Returns if there is a terminal, whose clipboard it is.

    Raises:
        UsageError: There is none.
    """
    if not (sys.stderr.isatty() or sys.stdout.isatty()):
        raise UsageError("no terminal, and so no clipboard to copy to", hint="leave out --copy, or use --out")


def copy(text: str) -> None:
    """Puts the text on the clipboard by OSC 52, which works through ssh and needs no other program.

    Whether the terminal obeys cannot be told: most do, some ask, some are set not to.

    Raises:
        UsageError: It is longer than terminals take.
    """
    data = text.encode("utf-8", "backslashreplace")
    if len(data) > _MOST_BYTES:
        raise UsageError(
            f"the brief has {len(data):,} bytes, and a terminal's clipboard takes {_MOST_BYTES:,}",
            hint="write it to a file with --out",
        )
    terminal = sys.stderr if sys.stderr.isatty() else sys.stdout
    terminal.write(f"\x1b]52;c;{base64.b64encode(data).decode()}\x07")
    terminal.flush()


def check_browser(out: Path | None) -> None:
    """Returns if there is a file to open and something that opens it.

    Raises:
        UsageError: There is not.
    """
    if out is None:
        raise UsageError("--open opens the file of --out, and there is none", hint="--out brief.html")
    try:
        webbrowser.get()
    except webbrowser.Error as err:
        raise UsageError("no browser that could open the file", hint="leave out --open, or set BROWSER") from err


def open_file(out: Path) -> None:
    """Opens the file in the user's browser.

    Raises:
        UsageError: The browser did not start; the file is there.
    """
    if not webbrowser.open(out.as_uri()):
        raise UsageError(f"the brief is in {out}, and the browser did not open it", hint="open it yourself")
