"""Files that are whole or not there: what is written comes to its name in one step."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["write_whole"]

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_whole(path: Path, data: str | bytes, *, private: bool = False) -> None:
    """The file has these bytes, or the text in UTF-8; whoever reads it meanwhile sees the old one or the new one.

    What was there before is replaced, a link too.

    Args:
        path: In a folder that is there.
        data: What to write.
        private: Nobody but the user can read it; else who can is left to the user's umask.

    Raises:
        OSError: It could not be written; then nothing is changed and nothing left over.
    """
    import secrets  # half of what --help may cost

    partial = path.with_name(f".{secrets.token_hex(8)}.partial")
    try:
        with os.fdopen(os.open(partial, _NEW, 0o600 if private else 0o666), "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
