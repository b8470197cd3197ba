"""Replies that were paid for once: a backend around a backend that keeps what it answered.

One file a reply, named by the hash of everything that decided it: server, model, the whole request, and the how-many-th
time it is sent (a request is repeated when its reply could not be used, and the repetition needs a reply of its own).
A file holds the reply and no part of the request, so neither articles nor keys; its checksum is tried when it is
read, and one that does not fit is dropped and asked for again.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from summarizer.backends.around import Around
from summarizer.files import write_whole
from summarizer.types import Backend, Json, Reply, Request, Usage

__all__ = ["FOLDER", "CachedBackend", "DeferredBackend", "clear_replies"]

FOLDER = "replies"
"""The folder in the cache folder that replies are kept in."""

_VERSION = 1


class CachedBackend(Around):
    """Answers from a folder what was answered before, and asks `inside` for the rest; errors are not kept.

    Attributes:
        hits: Replies that came from the folder.
        misses: Replies that were asked for.
        unkept: Replies that could not be written to the folder; they are asked for again next time.
        seconds_saved: How long the replies from the folder took when they were asked for.
    """

    def __init__(self, inside: Backend, folder: Path) -> None:
        super().__init__(inside)
        self._folder = folder
        self._times: Counter[str] = Counter()
        self.hits = self.misses = self.unkept = 0
        self.seconds_saved = 0.0

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """The kept reply, or a new one, which is kept. A kept one is told to `on_text` at once, as a whole.

        Args:
            request: What to send.
            deadline: As `Backend.send` has it.
            on_text: As `Backend.send` has it.

        Raises:
            BackendError: As `Backend.send` has it.
            ReplyError: As `Backend.send` has it.
        """
        path = self._path(request)
        kept = _read(path)
        if kept is None:
            start = time.monotonic()
            reply = await self._inside.send(request, deadline=deadline, on_text=on_text)
            self.misses += 1
            self._count(request)
            self._keep(path, reply, time.monotonic() - start)
            return reply
        reply, seconds = kept
        self.hits += 1
        self.seconds_saved += seconds
        self._count(request)
        if on_text is not None and reply.text and not on_text(reply.text):
            return replace(reply, finish_reason="stopped")
        return reply

    def _digest(self, request: Request, *more: Json) -> str:
        key = [_VERSION, self.name, self.model, asdict(request), *more]
        return hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()

    def _path(self, request: Request) -> Path:
        digest = self._digest(request, self._times[self._digest(request)])
        return self._folder / digest[:2] / f"{digest}.json"

    def _count(self, request: Request) -> None:
        self._times[self._digest(request)] += 1

    def _keep(self, path: Path, reply: Reply, seconds: float) -> None:
        """Writes the reply in one step; a folder that cannot be written costs the saving, not the answer."""
        kept = {name: value for name, value in asdict(reply).items() if name != "cached"}
        row: dict[str, Json] = {"reply": kept, "seconds": round(seconds, 3)}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(row | {"sha256": _checksum(row)}), private=True)
        except OSError:
            self.unkept += 1


def clear_replies(folder: Path, *, before: float | None = None) -> tuple[int, int]:
    """Removes kept replies, and returns how many it were and their bytes.

    Args:
        folder: Where they are kept; nothing else in it is touched.
        before: Only those that were written before this time, in seconds since the epoch; None: all.
    """
    count = size = 0
    for path in list(folder.glob("[0-9a-f][0-9a-f]/*.json")):
        with suppress(OSError):  # another process removed it
            there = path.lstat()
            if before is None or there.st_mtime < before:
                path.unlink()
                count, size = count + 1, size + there.st_size
    return count, size


class DeferredBackend:
    """Connects when the first request is sent: what a cache can answer needs no model to be loaded."""

    def __init__(self, name: str, model: str, connect: Callable[[], Awaitable[Backend]]) -> None:
        self._name, self._model, self._connect = name, model, connect
        self._inside: Backend | None = None

    @property
    def name(self) -> str:
        """The server's name."""
        return self._name

    @property
    def model(self) -> str:
        """The model that is asked for."""
        return self._model

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """Connects if that was not done yet, and sends; the deadline counts from the connection on.

        Args:
            request: What to send.
            deadline: As `Backend.send` has it.
            on_text: As `Backend.send` has it.

        Raises:
            BackendError: As `Backend.send` has it, or there is no connection.
            ReplyError: As `Backend.send` has it.
        """
        if self._inside is None:
            self._inside = await self._connect()
        return await self._inside.send(request, deadline=deadline, on_text=on_text)

    async def close(self) -> None:
        """Closes what was connected."""
        if self._inside is not None:
            await self._inside.close()


def _checksum(row: dict[str, Json]) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


def _read(path: Path) -> tuple[Reply, float] | None:
    """The reply in the file; None if there is none, or a broken one, which is removed."""
    try:
        row = json.loads(path.read_bytes())
        checksum = row.pop("sha256")
        if checksum != _checksum(row):
            raise ValueError("the checksum does not fit")
        usage = Usage(**row["reply"]["usage"])
        return Reply(**row["reply"] | {"usage": usage, "cached": True}), float(row["seconds"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        with suppress(OSError):
            path.unlink()
        return None
