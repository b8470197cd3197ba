"""Two pictures of a brief: who stands where on which issue, and how likely and how bad each risk is.

A picture is data, elements of SVG with their attributes and texts; a template writes it out and escapes it. No
meaning is in a colour alone: each stance has a shape and a sign too.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from summarizer.escaping import one_line
from summarizer.rendering.shapes import Table, actors_of, plain, shape
from summarizer.types import Impact, Json, Likelihood

__all__ = ["SIGNS", "Matrix", "Part", "Picture", "matrix_of", "matrix_picture", "risk_picture"]

SIGNS = {"supports": "+", "opposes": "−", "conditional": "±", "neutral": "=", "unclear": "~"}
_ROWS, _COLUMNS, _STACK = 24, 8, 6
# Sizes in pixels: of the matrix its names, columns and rows; of the risk map its bands, cells and dots.
_NAMES, _COLUMN, _ROW = 190, 120, 34
_BANDS, _CELL, _DOT = 74, 36, 27
_LIKELY = [str(band) for band in Likelihood if band is not Likelihood.NOT_STATED]
_BAD = [str(band) for band in reversed(Impact) if band is not Impact.NOT_STATED]

Attributes: TypeAlias = Mapping[str, str | int | float]
Anchors: TypeAlias = Mapping[int, tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Part:
    """An element of SVG; names of elements and attributes are ours, values and texts are anybody's."""

    tag: str
    attributes: Attributes
    text: str = ""
    inside: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A stance that an actor takes on an issue; `anchor` is its card, if there is one."""

    sign: str
    stance: str
    issue: str
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its name and what it says in words; `rows` say the same where there is no room for it."""

    key: str
    title: str
    about: str
    width: int
    height: int
    parts: tuple[Part, ...]
    legend: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, tuple[Taken, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Actors by issues: in each cell the positions that the actor takes on the issue.

    Attributes:
        left_out: How many actors and issues there are besides those that are shown.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    cells: Mapping[tuple[int, int], tuple[Table, ...]]
    left_out: tuple[int, int] = (0, 0)

    def stances(self, actor: int, issue: int) -> tuple[str, ...]:
        """The stances that the actor takes on the issue, each once."""
        return tuple(dict.fromkeys(plain(item, "stance") for item in self.cells.get((actor, issue), ())))


def matrix_picture(brief: Mapping[str, Json], anchors: Anchors) -> Picture | None:
    """Actors by issues, each position with the shape and sign of its stance; None if there is no such matrix.

    Args:
        brief: The brief.
        anchors: For an item, by its identity, where it stands on the page and its number.
    """
    matrix = matrix_of(brief)
    return _matrix(matrix, anchors) if matrix else None


def risk_picture(brief: Mapping[str, Json], anchors: Anchors) -> Picture | None:
    """Likelihood by impact, each risk with its number; None if the article states neither of any risk."""
    risks = _items(list(brief.values()), "risk")
    known = [plain(one, "likelihood") in _LIKELY or plain(one, "impact") in _BAD for one in risks]
    return _risk_map(risks, anchors) if any(known) else None


def matrix_of(brief: Mapping[str, Json], *, rows: int = _ROWS, columns: int = _COLUMNS) -> Matrix | None:
    """The matrix of whoever takes most positions; None unless two actors and two issues are in it."""
    names = {str(one.get("id")): str(one["name"]) for value in brief.values() for one in actors_of(value)}
    taken: dict[tuple[str, str], list[Table]] = {}
    for item in _items(list(brief.values()), "position"):
        if issue := plain(item, "issue"):
            key = str(item.get("actor_id") or item["actor"])
            names.setdefault(key, str(item["actor"]))
            taken.setdefault((key, issue), []).append(item)
    actors, issues = (list(dict.fromkeys(pair[at] for pair in taken)) for at in (0, 1))
    if len(actors) < 2 or len(issues) < 2:
        return None
    actors.sort(key=lambda one: -sum(pair[0] == one for pair in taken))
    issues.sort(key=lambda one: -sum(pair[1] == one for pair in taken))
    cells = {
        (actors.index(actor), issues.index(issue)): tuple(items)
        for (actor, issue), items in taken.items()
        if actors.index(actor) < rows and issues.index(issue) < columns
    }
    left_out = (max(0, len(actors) - rows), max(0, len(issues) - columns))
    shown = tuple(one_line(names[actor]) for actor in actors[:rows])
    return Matrix(shown, tuple(one_line(issue) for issue in issues[:columns]), cells, left_out)


def _matrix(matrix: Matrix, anchors: Anchors) -> Picture:
    heads = [textwrap.wrap(issue, 15, max_lines=3, placeholder=" …") or [""] for issue in matrix.issues]
    top = 16 * max(len(head) for head in heads) + 16
    width = _NAMES + _COLUMN * len(heads)
    parts = [_head(at, head, issue, top) for at, (head, issue) in enumerate(zip(heads, matrix.issues, strict=True))]
    for at, actor in enumerate(matrix.actors):
        y = top + _ROW * at
        shown = actor if len(actor) <= 26 else actor[:25] + "…"
        parts.append(Part("line", {"class": "rule", "x1": 0, "x2": width, "y1": y, "y2": y}))
        parts.append(_text("actor", 0, y + 22, inside=(Part("tspan", {}, shown), Part("title", {}, actor))))
    for (actor_at, issue_at), items in sorted(matrix.cells.items()):
        shown_items = items[:4]
        for number, item in enumerate(shown_items):
            x = _NAMES + _COLUMN * (issue_at + 0.5) + 25 * (number - (len(shown_items) - 1) / 2)
            label = f"{matrix.actors[actor_at]} {plain(item, 'stance')}: {matrix.issues[issue_at]}"
            sign = _sign(plain(item, "stance"), x, top + _ROW * (actor_at + 0.5))
            parts.append(_linked(sign, label, anchors.get(id(item))))
    more = [f"{count} more {what}" for count, what in zip(matrix.left_out, ("actors", "issues"), strict=True) if count]
    without = f", without {', '.join(more)}" if more else ""
    about = f"{len(matrix.actors)} actors by {len(matrix.issues)} issues{without}; as the model reads it"
    stances = {plain(item, "stance") for items in matrix.cells.values() for item in items}
    legend = tuple((SIGNS.get(stance, "·"), stance) for stance in sorted(stances, key=_rank))
    height = top + _ROW * len(matrix.actors)
    return Picture("matrix", "Who stands where", about, width, height, tuple(parts), legend, _rows(matrix, anchors))


def _rows(matrix: Matrix, anchors: Anchors) -> tuple[tuple[str, tuple[Taken, ...]], ...]:
    """Each actor with the stances that it takes."""

    def taken(item: Table, issue: int) -> Taken:
        stance, anchor = one_line(plain(item, "stance")), anchors.get(id(item))
        return Taken(SIGNS.get(stance, "·"), stance, matrix.issues[issue], anchor[0] if anchor else None)

    return tuple(
        (
            actor,
            tuple(
                taken(item, issue)
                for (one, issue), items in sorted(matrix.cells.items())
                if one == at
                for item in items
            ),
        )
        for at, actor in enumerate(matrix.actors)
    )


def _head(at: int, lines: list[str], issue: str, top: int) -> Part:
    """The name of an issue over its column, in as many lines as it takes."""
    x = _NAMES + _COLUMN * (at + 0.5)
    last = len(lines) - 1
    rows = tuple(Part("tspan", {"x": x, "y": top - 14 - 16 * (last - row)}, line) for row, line in enumerate(lines))
    return Part("text", {"class": "issue", "text-anchor": "middle"}, inside=(*rows, Part("title", {}, issue)))


def _rank(stance: str) -> tuple[int, str]:
    return [*SIGNS, stance].index(stance), stance


def _sign(stance: str, x: float, y: float) -> tuple[Part, ...]:
    """The shape and the sign of a stance, around a place."""
    look: Attributes = {"class": f"stance {stance if stance in SIGNS else 'unclear'}"}
    shapes = {
        "supports": Part("circle", {**look, "cx": x, "cy": y, "r": 11}),
        "opposes": Part("rect", {**look, "x": x - 10, "y": y - 10, "width": 20, "height": 20, "rx": 2}),
        "conditional": Part("path", {**look, "d": f"M{x} {y - 13}L{x + 13} {y}L{x} {y + 13}L{x - 13} {y}Z"}),
        "neutral": Part("rect", {**look, "x": x - 12, "y": y - 8, "width": 24, "height": 16, "rx": 8}),
    }
    other = Part("circle", {**look, "cx": x, "cy": y, "r": 11, "stroke-dasharray": "3 2"})
    sign = Part("text", {**look, "x": x, "y": y + 5, "text-anchor": "middle"}, SIGNS.get(stance, "·"))
    return (shapes.get(stance, other), sign)


def _text(
    look: str, x: float, y: float, words: str = "", *, anchor: str = "start", inside: tuple[Part, ...] = ()
) -> Part:
    return Part("text", {"class": look, "x": x, "y": y, "text-anchor": anchor}, words, inside)


def _linked(parts: tuple[Part, ...], label: str, anchor: tuple[str, int | None] | None) -> Part:
    """The parts as a link to a card; as a group where there is none."""
    label = one_line(label)
    named = (Part("title", {}, label), *parts)
    if anchor is None:
        return Part("g", {}, inside=named)
    return Part("a", {"href": f"#{anchor[0]}", "class": "jump", "aria-label": label}, inside=named)


def _risk_map(risks: list[Table], anchors: Anchors) -> Picture:
    """A cell for each band of likelihood and impact, with the numbers of its risks; rows are as high as they must."""
    across, down = [*_LIKELY, "not stated"], [*_BAD, "not stated"]
    cells: dict[tuple[int, int], list[Table]] = {}
    for risk in risks:
        place = (_band(across, plain(risk, "likelihood")), _band(down, plain(risk, "impact")))
        cells.setdefault(place, []).append(risk)
    parts: list[Part] = []
    y = 2
    for row, bad in enumerate(down):
        fullest = max(len(cells.get((column, row), [])) for column in range(len(across)))
        height = _DOT * min(max(fullest, 1), _STACK) + 8
        parts.append(_text("band", _BANDS - 10, y + height / 2 + 4, bad, anchor="end"))
        for column in range(len(across)):
            unknown = bad == "not stated" or column == len(_LIKELY)
            heat = 0 if unknown else 1 + (column + 3 * (len(_BAD) - 1 - row)) // 4
            x = _BANDS + _CELL * column
            box: Attributes = {"x": x, "y": y, "width": _CELL - 3, "height": height - 3, "rx": 3}
            parts.append(Part("rect", {"class": f"cell heat{heat}", **box}))
            parts += _stack(cells.get((column, row), []), x + (_CELL - 3) / 2, y, anchors)
        y += height
    for column, band in enumerate(across):
        turned = f"translate({_BANDS + _CELL * (column + 0.5)} {y + 13}) rotate(-38)"
        parts.append(Part("text", {"class": "band", "transform": turned, "text-anchor": "end"}, band))
    count = f"{len(risks)} risk{'' if len(risks) == 1 else 's'}, as the article words them"
    return Picture("riskmap", "How likely →, how bad ↑", count, _BANDS + _CELL * len(across), y + 84, tuple(parts))


def _stack(risks: list[Table], x: float, y: float, anchors: Anchors) -> list[Part]:
    """The risks of one cell, one above the other; how many there are besides, if they are too many."""
    shown = risks if len(risks) <= _STACK else risks[: _STACK - 1]
    dots = [_dot(risk, x, y + 16 + _DOT * at, anchors) for at, risk in enumerate(shown)]
    more = len(risks) - len(shown)
    return [*dots, _text("band", x, y + 20 + _DOT * len(shown), f"+{more}", anchor="middle")] if more else dots


def _dot(risk: Table, x: float, y: float, anchors: Anchors) -> Part:
    anchor = anchors.get(id(risk))
    label = f"{one_line(str(risk['risk']))} Likelihood: {plain(risk, 'likelihood')}; impact: {plain(risk, 'impact')}"
    number = str(anchor[1]) if anchor else "!"
    sign = _text("number", x, y + 4.5, number, anchor="middle")
    return _linked((Part("circle", {"class": "dot", "cx": x, "cy": y, "r": 11}), sign), label, anchor)


def _band(bands: list[str], value: str) -> int:
    return bands.index(value) if value in bands else len(bands) - 1


def _items(value: Json, wanted: str) -> list[Table]:
    """The items of a shape, wherever they stand."""
    if isinstance(value, dict):
        inside = [found for part in value.values() for found in _items(part, wanted)]
        return [value, *inside] if shape(value) == wanted else inside
    return [found for part in value for found in _items(part, wanted)] if isinstance(value, list) else []
