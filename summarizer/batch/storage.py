"""What the machines of a cluster share: a folder that all of them see, or a bucket (``s3://``, ``gs://``), by pyarrow.

`StoredBackend` has each reply there before anything is done with it, so that it is not paid for again when the process
that asked, its machine, or the one that leads them all dies before the journal has it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import ParamSpec, TypeVar

import pyarrow
import pyarrow.dataset
import pyarrow.fs

from summarizer.backends.around import Around
from summarizer.errors import JournalError, UsageError
from summarizer.types import Backend, Reply, Request, Usage

__all__ = ["Storage", "StoredBackend"]

_CHECKSUM = 16
P = ParamSpec("P")
T = TypeVar("T")


class Storage:
    """Files in a folder or bucket; each is whole or not there."""

    def __init__(self, place: str) -> None:
        """Finds out what kind of place it is.

        Raises:
            UsageError: It is none that can be written to.
        """
        try:
            if "://" in place:
                self.files, self.path = pyarrow.fs.FileSystem.from_uri(place)
            else:
                self.files, self.path = pyarrow.fs.LocalFileSystem(), str(Path(place).absolute())
        except (pyarrow.ArrowException, OSError, ValueError) as err:
            raise UsageError(
                f"nothing can be stored in {place!r}: {err}", hint="a folder, or s3://… or gs://… and its credentials"
            ) from err
        self._is_local = isinstance(self.files, pyarrow.fs.LocalFileSystem)

    def write(self, name: str, data: bytes) -> None:
        """The file has these bytes.

        Raises:
            OSError: It cannot be written.
        """
        path = f"{self.path}/{name}"
        if not self._is_local:  # what is put into a bucket is there as a whole or not at all
            with self.files.open_output_stream(path) as file:
                file.write(data)
            return
        folder, _, last = path.rpartition("/")
        self.files.create_dir(folder, recursive=True)
        partial = f"{folder}/.{secrets.token_hex(8)}.partial"
        with self.files.open_output_stream(partial) as file:
            file.write(data)
        self.files.move(partial, f"{folder}/{last}")

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None if there is none."""
        try:
            with self.files.open_input_stream(f"{self.path}/{name}") as file:
                data: bytes = file.read()
                return data
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """The folder of that name is not there."""
        if self.files.get_file_info(f"{self.path}/{name}").type == pyarrow.fs.FileType.Directory:
            self.files.delete_dir(f"{self.path}/{name}")

    def publish(self, table: Path, name: str) -> None:
        """The folder of that name has the rows of a Parquet file, in files of 20,000, and nothing else.

        Raises:
            JournalError: It cannot be written.
        """
        try:
            pyarrow.dataset.write_dataset(
                pyarrow.dataset.dataset(table),
                f"{self.path}/{name}",
                filesystem=self.files,
                format="parquet",
                basename_template="part-{i}.parquet",
                existing_data_behavior="delete_matching",
                preserve_order=True,
                max_rows_per_file=20_000,
                max_rows_per_group=1_000,
            )
        except (OSError, pyarrow.ArrowException) as err:
            raise JournalError(f"the results cannot be written to {self.path}: {err}", hint="--storage") from err


class StoredBackend(Around):
    """A backend for one article that answers from the storage what is there, and has new replies there first."""

    def __init__(self, inside: Backend, *, storage: Storage, folder: str, article: str) -> None:
        super().__init__(inside)
        self._storage, self._folder, self._article = storage, folder, article
        self._times: Counter[str] = Counter()

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """The reply from the storage, or a new one, which is there when it returns.

        Raises:
            BackendError: As `Backend.send` has it.
            ReplyError: As `Backend.send` has it.
            JournalError: The storage cannot be read or written.
        """
        digest = _hash(json.dumps([self.name, self.model, asdict(request)], sort_keys=True).encode()).hex()
        name = f"{self._folder}/{self._article[:3]}/{self._article}-{digest}-{self._times[digest]}"
        reply = _unpacked(await self._stored(self._storage.read, name), name)
        if reply is None:
            reply = await self._inside.send(request, deadline=deadline, on_text=on_text)
            await self._stored(self._storage.write, name, _packed(reply, name))
        self._times[digest] += 1
        return reply

    async def _stored(self, do: Callable[P, T], *words: P.args, **more: P.kwargs) -> T:
        try:
            return await asyncio.to_thread(do, *words, **more)
        except OSError as err:
            raise JournalError(f"the storage {self._storage.path} cannot be used: {err}", hint="--storage") from err


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_CHECKSUM).digest()


def _packed(reply: Reply, name: str) -> bytes:
    body = json.dumps(asdict(reply)).encode()
    return _hash(name.encode() + body) + body


def _unpacked(data: bytes | None, name: str) -> Reply | None:
    if data is None or _hash(name.encode() + data[_CHECKSUM:]) != data[:_CHECKSUM]:
        return None
    value = json.loads(data[_CHECKSUM:])
    return Reply(**value | {"usage": Usage(**value["usage"])})
