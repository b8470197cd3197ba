"""From requests that wait to batches at the server: files of the size that it takes, and one batch of each, never two.

Each step is in the journal before the next one, so that a process that begins anew knows how far the last one came.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from summarizer.backends.batch_files import PATH, RemoteBatch
from summarizer.batch.asking import Halt
from summarizer.batch.openai_pending import Pending, PendingRequest
from summarizer.batch.uploads import Asked, Upload, Uploads, custom_id, new_key
from summarizer.errors import BackendError, JournalError, TransientError

if TYPE_CHECKING:
    from summarizer.backends.batches import BatchServer

__all__ = ["Room", "Sender", "patiently"]

_FAULTS = 8  # of the server in a row, until it is given up
_LONGEST_PAUSE = 60.0

_T = TypeVar("_T")


@dataclass(slots=True)
class Room:
    """What the server takes: what it allows at first, and less once it refuses.

    Attributes:
        requests: Most of them in a file.
        size: Most bytes of a file.
        is_full: It takes no more until a batch has ended.
    """

    requests: int
    size: int
    is_full: bool = False


class Sender:
    """Has requests at the server, in batches that the journal knows."""

    def __init__(
        self,
        server: BatchServer,
        *,
        uploads: Uploads,
        pending: Pending,
        room: Room,
        folder: Path,
        detach: bool,
        settle: float,
        tell: Callable[[str], None],
    ) -> None:
        """Prepares it; nothing is sent.

        Args:
            server: Who answers.
            uploads: Where batches are written down.
            pending: Whose requests they are.
            room: How large a file may be.
            folder: Where files lie while they are sent.
            detach: Nobody waits for what was sent.
            settle: Seconds after which a batch that was created is certain to be listed.
            tell: Told of each batch, in a line.
        """
        self._server, self._uploads, self._pending, self._room = server, uploads, pending, room
        self._folder, self._detach, self._settle, self._tell = folder, detach, settle, tell

    async def send(self, requests: Sequence[PendingRequest]) -> None:
        """They lie with the server, in as few files as may be; those of a file that is too large are still to be sent.

        Raises:
            BackendError: The server does not take them.
            JournalError: There is no room for a file.
        """
        while requests:
            try:
                with tempfile.TemporaryFile(dir=self._folder) as file:
                    key = new_key()
                    some = _write(requests, file, key=key, room=self._room)
                    await self._send_file(some, file, key)
            except OSError as err:
                message = f"a file of requests cannot be written to {self._folder}: {err.strerror}"
                raise JournalError(message, hint="make room on the disk, and give the same command again") from err
            requests = requests[len(some) :]

    async def recover(self) -> None:
        """What a process left without a batch has one, or is forgotten.

        Raises:
            BackendError: The server does not take it.
        """
        for upload in self._uploads.open():
            if upload.batch is None and upload.file is None:
                self._uploads.forget(upload.key)
            elif upload.batch is None:
                await self._create(upload, str(upload.file), doubtful=True)

    async def _send_file(self, requests: list[PendingRequest], file: BinaryIO, key: str) -> None:
        upload = self._uploads.begin([Asked(*one.place, one.tokens) for one in requests], key=key)
        try:
            id = await patiently(lambda: self._upload(file, key))
        except BackendError as err:
            self._uploads.forget(key)
            if err.status != 413:
                raise
            self._shrink(requests, file.seek(0, 2), err)
            return
        self._uploads.has_file(key, id)
        await self._create(upload, id)
        self._pending.sent(requests)
        if self._detach:
            for one in requests:
                self._pending.fail(one.place, Halt())

    async def _upload(self, file: BinaryIO, key: str) -> str:
        file.seek(0)
        return await self._server.upload(f"summarizer-{key}.jsonl", file)

    def _shrink(self, requests: list[PendingRequest], size: int, err: BackendError) -> None:
        """From now on files are smaller; a request that is too large by itself is its article's error."""
        self._room.size = min(self._room.size, size // 2)
        if len(requests) == 1:
            self._pending.fail(requests[0].place, err)

    async def _create(self, upload: Upload, file: str, *, doubtful: bool = False) -> None:
        """Has a batch of an upload's file, and no second one: where the server may have one it is looked for first."""

        async def once() -> RemoteBatch:
            nonlocal doubtful
            if doubtful:
                await asyncio.sleep(self._settle)
                if found := await self._server.find_batch(upload.key, since=upload.since):
                    return found
            try:
                return await self._server.create_batch(file, key=upload.key)
            except TransientError as err:
                doubtful = err.status != 429
                raise
            except BackendError as err:
                if err.status is not None:  # a refusal, so that there is none
                    self._uploads.forget(upload.key)
                raise

        batch = await patiently(once)
        self._uploads.has_batch(upload.key, batch.id)
        self._tell(f"{batch.id}: {len(self._uploads.asked(upload.key)):,} requests sent")


def _write(requests: Sequence[PendingRequest], file: BinaryIO, *, key: str, room: Room) -> list[PendingRequest]:
    """Writes as many requests as may be in one file, and at least one; returns them."""
    size = 0
    some: list[PendingRequest] = []
    for number, one in enumerate(requests[: room.requests]):
        line = {"custom_id": custom_id(key, number), "method": "POST", "url": PATH, "body": one.body}
        data = json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        size += len(data)
        if some and size > room.size:
            break
        file.write(data)
        some.append(one)
    file.flush()
    return some


async def patiently(call: Callable[[], Awaitable[_T]]) -> _T:
    """What a call returns, after as many tries as it takes while it fails for the time being.

    Raises:
        BackendError: It fails for good, or too often, or the server asks for a longer wait than is waited.
    """
    faults = 0
    while True:
        try:
            return await call()
        except TransientError as err:
            faults += 1
            pause = min(2.0 ** (faults - 1), _LONGEST_PAUSE) if err.retry_after is None else err.retry_after
            if pause > _LONGEST_PAUSE:
                from summarizer.asking.retrying import until_when

                err.hint = until_when(err)
                raise
            if faults >= _FAULTS:
                raise
            await asyncio.sleep(pause)
