"""What of an answer can be used: parts of which only the words are doubtful are, and what the parse knows is added."""

from __future__ import annotations

import json
from typing import TypeAlias, get_args

from pydantic import BaseModel, ValidationError

from summarizer.asking import Rejected
from summarizer.candidates import Candidate
from summarizer.types import Json, Path, show_path

__all__ = ["DOUBTS", "Doubtful", "made", "reasons_of", "restored", "without_the_speaker"]

DOUBTS = ("words", "language", "scale", "unfaithful")
"""Faults with which a part is shown all the same, with a warning of the same code."""

_LONGEST = 60

Doubtful: TypeAlias = tuple[Path, Rejected]
"""A part that was kept all the same, and the place where it now stands."""


def restored(rejected: tuple[Rejected, ...], *, into: dict[str, object]) -> tuple[list[Doubtful], list[Rejected]]:
    """Puts parts of which only the words are doubtful back in their places; gives these with places, and the rest."""
    doubtful: list[Doubtful] = []
    lasting: list[Rejected] = []
    for one in rejected:
        name, place = str(one.path[0]), one.path[-1]
        if one.value is None or any(fault.code not in DOUBTS for fault in one.faults):
            lasting.append(one)
        elif isinstance(place, int) and isinstance(items := into.setdefault(name, []), list):
            place -= sum(other.path[0] == name and len(other.path) > 1 for other in lasting)
            items.insert(place, one.value)
            doubtful.append(((name, place), one))
        else:
            into[name] = one.value
            doubtful.append(((name,), one))
    return doubtful, lasting


def without_the_speaker(answer: dict[str, object], item: type[BaseModel], candidate: Candidate) -> dict[str, object]:
    """The answer with null where a small model filled a field that may be empty with nothing but the speaker's name."""
    speaker = candidate.holder.name if candidate.holder else None
    may_be_empty = {name for name, info in item.model_fields.items() if type(None) in get_args(info.annotation)}
    return {name: None if name in may_be_empty and value == speaker else value for name, value in answer.items()}


def reasons_of(part: Rejected) -> list[str]:
    """Why a part cannot be used; where the schema refuses it, with the field in it and what the model said there."""
    return [
        fault.reason
        if fault.code != "schema"
        else _told(fault.path[len(part.path) :] or part.path[1:] or part.path, fault.reason, _said(part, fault.path))
        for fault in part.faults
    ]


def _said(part: Rejected, path: Path) -> Json:
    """What stands at that place of the part; an empty table if nothing does."""
    value: Json = {} if part.item is None else part.item
    for step in path[len(part.path) :]:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step, {})
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return {}
    return value


def _told(where: Path, reason: str, value: Json) -> str:
    """The field, what is wrong with it, and its value, shortened, if that is no table or list."""
    said = "" if isinstance(value, dict | list) else json.dumps(value, ensure_ascii=False)
    shown = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
    return f"{show_path(where)}: {reason}{f' (got {shown})' if shown else ''}"


def made(item: dict[str, Json], model: type[BaseModel]) -> BaseModel | list[str]:
    """The item that the reply and the parse have made together, or why it cannot be used."""
    try:
        return model.model_validate_json(json.dumps(item))
    except ValidationError as err:
        return [
            _told(fault["loc"], fault["msg"].removeprefix("Value error, "), fault["input"])
            for fault in err.errors(include_url=False)
        ]
