"""Floors of figures: a run below them fails, and only who says so lowers them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from summarizer.errors import UsageError
from summarizer.evaluating.report import FIGURES, Report
from summarizer.rendering import dumps, loads

__all__ = ["below", "floors_from", "moved", "read_floors", "write_floors"]

_NAMES = tuple(figure.name for figure in FIGURES)


def floors_from(pairs: Sequence[str]) -> dict[str, float]:
    """The floors of ``name=value`` pairs.

    Raises:
        UsageError: A pair that is none, or of a figure that there is not.
    """
    floors = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            number = float(value)
        except ValueError as err:
            raise UsageError(f"no floor: {pair!r}", hint="such as position_precision=0.7") from err
        floors[name] = number
    return _checked(floors, "--floor")


def read_floors(path: Path) -> dict[str, float]:
    """The floors in a JSON file: an object of figures' names and numbers.

    Raises:
        UsageError: It cannot be read, or is something else.
    """
    try:
        value = loads(path.read_text("utf-8"))
    except OSError as err:
        raise UsageError(f"cannot read {path}: {err.strerror}") from err
    except (UsageError, UnicodeDecodeError) as err:
        raise UsageError(f"{path}: {err}") from err
    if not isinstance(value, dict):
        raise UsageError(f"{path}: no object of figures and floors")
    floors = {}
    for name, number in value.items():
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise UsageError(f"{path}: the floor of {name!r} is no number")
        floors[name] = float(number)
    return _checked(floors, str(path))


def _checked(floors: dict[str, float], where: str) -> dict[str, float]:
    for name, number in floors.items():
        if name not in _NAMES:
            raise UsageError(f"{where}: no figure {name!r}", hint=f"figures: {', '.join(_NAMES)}")
        if not math.isfinite(number):
            raise UsageError(f"{where}: the floor of {name!r} is not finite")
    return floors


def write_floors(path: Path, floors: Mapping[str, float]) -> None:
    """Writes the file that `read_floors` reads.

    Raises:
        UsageError: It cannot be written.
    """
    try:
        path.write_text(dumps(dict(floors)), "utf-8")
    except OSError as err:
        raise UsageError(f"cannot write {path}: {err.strerror}") from err


def below(report: Report, floors: Mapping[str, float]) -> list[str]:
    """What is below its floor, each in a sentence; a figure that could not be measured is below any floor."""
    found = []
    for name, floor in floors.items():
        measured = report.figures.get(name)
        if measured is None or measured.value is None:
            found.append(f"{name} was not measured; its floor is {floor:g}")
        elif measured.value < floor:
            found.append(f"{name} is {measured.value:.4f}, below its floor of {floor:g}")
    return found


def moved(floors: Mapping[str, float], report: Report, *, lower: bool) -> dict[str, float]:
    """The floors at what was measured, rounded down to 0.01; without `lower`, only those that are higher so."""
    found = dict(floors)
    for name, floor in floors.items():
        measured = report.figures.get(name)
        if measured is not None and measured.value is not None:
            new = math.floor(measured.value * 100 + 1e-9) / 100
            found[name] = new if lower else max(floor, new)
    return found
