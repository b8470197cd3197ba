"""Which item or field of a brief each of its warnings is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from summarizer.rendering.shapes import Table, shape
from summarizer.types import Envelope, Json, Notice, Path, show_path

__all__ = ["is_short_list", "notes_of", "paths_in"]

_LAST_STEP = re.compile(r"(?:\.[^.\[\]]+|\[\d+\])$")
_DOUBTS = ("words", "language", "scale", "unfaithful")  # codes of warnings whose path is a place in the brief


def paths_in(value: Json, path: Path = ()) -> Iterator[tuple[str, Table]]:
    """Yields the tables in a value, each with where it stands; an outer one before those in it."""
    if isinstance(value, dict):
        yield show_path(path), value
        for name, part in value.items():
            yield from paths_in(part, (*path, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from paths_in(part, (*path, index))


def notes_of(envelope: Envelope) -> tuple[Mapping[int | str, tuple[Notice, ...]], tuple[Notice, ...]]:
    """The warnings by what they are about: an item, by its identity, or a field of texts; and those about neither."""
    items = {path: id(table) for path, table in paths_in(envelope.brief) if path and shape(dict(table)) != "evidence"}
    notes: dict[int | str, list[Notice]] = {}
    others = []
    for notice in envelope.warnings:
        path = notice.path or "" if notice.code in _DOUBTS else ""
        field = re.split(r"[.\[]", path)[0]
        value = envelope.brief.get(field)
        while path and path not in items:
            path = _LAST_STEP.sub("", path) if _LAST_STEP.search(path) else ""
        if path:
            notes.setdefault(items[path], []).append(notice)
        elif isinstance(value, str) or (field != notice.path and is_short_list(value)):
            notes.setdefault(field, []).append(notice)
        elif not (envelope.left and notice.code == "statements-left"):
            others.append(notice)
    return {key: tuple(found) for key, found in notes.items()}, tuple(others)


def is_short_list(value: Json) -> bool:
    """True for a list of names, which stand in one paragraph."""
    return isinstance(value, list) and bool(value) and all(isinstance(part, str) and len(part) < 40 for part in value)
