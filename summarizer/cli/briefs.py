"""A brief that was made before, read from a file or from standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from summarizer.errors import UsageError

__all__ = ["brief_text"]


def brief_text(source: str, *, most_bytes: int, too_long: str | None = None) -> str:
    """The text of a brief, which is not blank; its spaces and newlines are as they were.

    Args:
        source: A path, or ``-`` for standard input.
        most_bytes: No more is read.
        too_long: What to do about a longer one.

    Raises:
        UsageError: It cannot be read, or is empty, too long or not UTF-8.
    """
    if not source.strip():
        raise UsageError("no brief: its name is empty", hint="name a file, or - (is a variable of your shell not set?)")
    try:
        if source == "-":
            if sys.stdin.isatty():
                raise UsageError("no brief: '-' reads standard input, which is the terminal")
            data = sys.stdin.buffer.read(most_bytes + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise UsageError(f"{source!r} is longer than {most_bytes:,} bytes", hint=too_long)
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise UsageError(f"{source!r} is not UTF-8", hint="save the brief as UTF-8") from err
    except OSError as err:
        raise UsageError(f"cannot read {source!r}: {err.strerror}") from err
    if not text.strip():
        raise UsageError(
            "standard input is empty" if source == "-" else f"{source!r} is empty",
            hint="what was to write the brief to it wrote nothing" if source == "-" else "the brief has to be in it",
        )
    return text
