"""What llama.cpp has computed of the turns that many requests begin with, kept on disk.

A question to a small model begins with worked examples, the same ones for every article. To read them costs seconds of
each run; to load what was computed of them costs milliseconds. Nothing of an article is in these files.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from itertools import takewhile
from pathlib import Path

from summarizer.types import Message, Request

__all__ = ["FOLDER", "KeptPrefixes", "prefix_of"]

FOLDER = "prefixes"
_MOST = 12  # files, 12 MB to 20 MB each


def prefix_of(request: Request) -> tuple[Message, ...]:
    """The first turns, as far as they are the same for every article; none if there are no worked examples in them."""
    first = tuple(takewhile(lambda message: message.fixed, request.messages))
    return first if any(message.role == "assistant" for message in first) else ()


class KeptPrefixes:
    """The files of a folder: each is the state of one model after one prefix, and is checked before it is used.

    Args:
        folder: Is made where it is missing.
        model: What the states are of: another model, or another llama.cpp, has files of its own.
    """

    def __init__(self, folder: Path, *, model: str) -> None:
        self.folder = folder
        self._model = model

    def find(self, prefix: tuple[Message, ...]) -> str | None:
        """The name of the prefix's file; None if there is none, or only a broken one, which is removed."""
        for file in self.folder.glob(f"{self._key(prefix)}.*.bin"):
            try:
                if _checksum(file) == file.name.split(".")[1]:
                    return file.name
            except OSError:
                continue
            file.unlink(missing_ok=True)
        return None

    def place(self) -> str:
        """A name that nobody else uses, for a server to write a state to."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return f"{secrets.token_hex(8)}.partial"

    def keep(self, prefix: tuple[Message, ...], name: str) -> None:
        """The state that was written to `name` is the prefix's; the files that are oldest above a dozen are gone."""
        written = self.folder / name
        written.replace(self.folder / f"{self._key(prefix)}.{_checksum(written)}.bin")
        files = sorted(self.folder.glob("*.bin"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[_MOST:]:
            file.unlink(missing_ok=True)

    def drop(self, name: str) -> None:
        """The file is gone."""
        (self.folder / name).unlink(missing_ok=True)

    def _key(self, prefix: tuple[Message, ...]) -> str:
        told = json.dumps([self._model, [[message.role, message.content] for message in prefix]])
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def _checksum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()[:32]
