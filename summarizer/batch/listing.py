"""Which files the inputs of a batch name: one, a folder's, or those that a pattern fits; each folder is read once."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["files_of"]


def files_of(one: str, away: Iterable[Path]) -> Iterator[Path]:
    """Yields the files of an input, in the order of their names.

    Links to folders are followed, and a folder that is there twice, as in a circle of links, is read once. What cannot
    be listed of a folder is yielded itself.

    Args:
        one: The path of a file or a folder, or a pattern.
        away: Folders that are left out, as `Path.resolve` has them.
    """
    path = Path(one)
    if path.is_dir():
        yield from _walk(path, away)
    elif path.exists():
        yield path
    else:
        for found in _fitting(path):
            if found.is_file() and not any(found.resolve().is_relative_to(folder) for folder in away):
                yield found


def _walk(folder: Path, away: Iterable[Path]) -> Iterator[Path]:
    """The files of a folder and of those in it, but for hidden ones."""
    seen = {_identity(one) for one in away if one.exists()}
    waiting = [(folder, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield path
            continue
        try:
            here = _identity(path)
            inside = [] if here in seen else _inside(path)
        except OSError:  # told as a row: what lies in it is not left out in silence
            yield path
            continue
        seen.add(here)
        waiting += [(path / name, is_folder) for name, is_folder in inside]


def _inside(folder: Path) -> list[tuple[str, bool]]:
    """The names in a folder that are not hidden, and whether each is a folder; the last comes first.

    Raises:
        OSError: It cannot be listed.
    """
    with os.scandir(folder) as entries:
        found = [(entry.name, _is_folder(entry)) for entry in entries if not entry.name.startswith(".")]
    return sorted(found, reverse=True)


def _identity(folder: Path) -> tuple[int, int]:
    """What a folder is, by whichever links it is reached."""
    found = folder.stat()
    return found.st_dev, found.st_ino


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _fitting(pattern: Path) -> list[Path]:
    """What a pattern fits; ``**`` is any number of folders, none of them hidden."""
    parts = pattern.parts[bool(pattern.anchor) :]
    found = {Path(pattern.anchor)}
    for part in (*parts, "*") if parts[-1:] == ("**",) else parts:
        if part == "**":
            found = set(_folders(found))
        else:
            found = {folder / name for folder in found for name in glob.glob(part, root_dir=folder)}  # noqa: PTH207
    return sorted(found)


def _folders(folders: Iterable[Path]) -> Iterator[Path]:
    """Folders and those in them, each once."""
    seen: set[tuple[int, int]] = set()
    waiting = sorted(folders, reverse=True)
    while waiting:
        folder = waiting.pop()
        with suppress(OSError):
            if (here := _identity(folder)) not in seen:
                inside = _inside(folder)
                seen.add(here)
                yield folder
                waiting += [folder / name for name, is_folder in inside if is_folder]
