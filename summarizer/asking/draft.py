"""A reply as far as it has come: what is right stays as it is, what is wrong is known part by part.

A part is a field, or one item of a list field. Each is judged for itself, first by the schema and then by the caller's
check, so that one bad item costs neither its neighbours nor another whole reply.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from pydantic import BaseModel, TypeAdapter, ValidationError

from summarizer.asking.fields import Field, error_faults, is_of_shape, layout, validated, without
from summarizer.asking.parsing import Parsed
from summarizer.strict_json import writable
from summarizer.types import Fault, Json, Notice, Path, show_path

__all__ = ["Check", "Draft", "Part", "key_of"]

Check: TypeAlias = Callable[[Path, object, Mapping[str, object]], tuple[Fault, ...]]
"""Says what is wrong with a part that keeps the schema: its path, its validated value, the fields right so far."""


@dataclass(frozen=True, slots=True)
class Part:
    """A field or an item of a list, as it last came.

    Attributes:
        path: ``("summary",)``, ``("positions", 3)``; for a list field, ``("positions",)`` stands for its rest.
        item: What the model said.
        value: What that is, validated; None if it does not keep the schema.
        faults: What is wrong with it; none if it is right.
        stuck: The model was asked again and said the same.
        omitted: It may be left out, and was.
    """

    path: Path
    item: Json = None
    value: object = None
    faults: tuple[Fault, ...] = ()
    stuck: bool = False
    omitted: bool = False

    @property
    def codes(self) -> frozenset[str]:
        """What is wrong with it, by kinds."""
        return frozenset(fault.code for fault in self.faults)

    @property
    def is_of_use(self) -> bool:
        """Whether it keeps the schema: what the caller finds wrong with it, the caller may judge."""
        return self.item is not None and not self.codes & {"schema", "missing", "cut"}


def key_of(path: Path) -> str:
    """The field under which a part is asked for again: ``positions_3``."""
    return "_".join(map(str, path))


class Draft:
    """The parts of one reply; starts with all fields missing."""

    def __init__(self, reply: type[BaseModel], check: Check) -> None:
        self._check = check
        self._schema, self._fields = layout(reply)
        self._parts: dict[Path, Part] = {
            (name,): Part((name,), faults=(Fault((name,), "it is missing", "missing"),)) for name in self._fields
        }
        self._counts = {name: 0 for name, field in self._fields.items() if field.item is not None}
        self._nulls: set[str] = set()
        self._notices: dict[Notice, None] = {}
        self._fits = True
        self._right: dict[str, object] = {}

    # -------------------------------------------------------------------------------- what is known

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was left out of replies."""
        return tuple(self._notices)

    def items(self, name: str) -> list[Json]:
        """The items of a list field so far, right and wrong."""
        return [part.item for part in self._items(name)]

    def wrong(self) -> tuple[Part, ...]:
        """The parts that are not right, in the order of the fields."""
        return tuple(part for name in self._fields for part in (self._parts[name,], *self._items(name)) if part.faults)

    def open(self) -> tuple[Part, ...]:
        """The parts to ask for again: wrong, not stuck, and each under a key of its own.

        A field may be named as an item of another is (``risks_0``): the second of the two waits for another round.
        """
        found = {key_of(part.path): part for part in reversed(self.wrong()) if not part.stuck}
        return tuple(reversed(found.values()))

    def right(self) -> dict[str, object]:
        """The fields and items that are right, validated."""
        return self._right_of(self._fields)

    def _right_of(self, names: Iterable[str]) -> dict[str, object]:
        found: dict[str, object] = {}
        for name in names:
            head, items = self._parts[name,], [part.value for part in self._items(name) if not part.faults]
            if not head.omitted and (items or not head.faults):
                found[name] = items if items or (name in self._counts and name not in self._nulls) else head.value
        return found

    def is_empty(self) -> bool:
        """True if nothing has come that is right."""
        return not any(not part.faults and not part.omitted for part in self._parts.values())

    def schema_for(self, parts: tuple[Part, ...]) -> dict[str, Json]:
        """The schema of a reply that has only these parts, each under its key."""
        if [part.path for part in parts] == [(name,) for name in self._fields]:
            return self._schema
        properties: dict[str, Json] = {}
        for part in parts:
            field = self._fields[str(part.path[0])]
            properties[key_of(part.path)] = field.schema if len(part.path) == 1 else field.schema_of_item()
        made: dict[str, Json] = {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
        return made | ({"$defs": self._schema["$defs"]} if "$defs" in self._schema else {})

    # ----------------------------------------------------------------------------- what comes in

    def take(self, parsed: Parsed, asked: tuple[Part, ...], *, closed: bool = False) -> bool:
        """Takes what a reply brought for the parts that it was asked for; True if it was of their shape.

        Args:
            parsed: The reply.
            asked: The parts, by whose keys it is read.
            closed: A list that broke off after some items counts as whole, since the model was looping in it.
        """
        keys = {key_of(part.path) for part in asked}
        unknown = parsed.value.keys() - keys
        self._fits = parsed.state == "whole" and not unknown
        if unknown:
            self._note(
                "extra-fields", f"the reply had fields that nobody asked for ({_named(unknown)}); they were left out"
            )
        self._right = self.right()
        for part in asked:
            key, field = key_of(part.path), self._fields[str(part.path[0])]
            flaws = [(flaw.path[1:], flaw.reason) for flaw in parsed.flaws if flaw.path[0] == key]
            if key not in parsed.value:
                self._left_out(part, field, is_known=parsed.state == "whole" and bool(keys & parsed.value.keys()))
            elif len(part.path) == 2 and field.item is not None:
                self._put(part.path, parsed.value[key], flaws, field.item)
            elif field.item is not None and isinstance(items := parsed.value[key], list):
                self._put_items(field, items, flaws)
                is_open = parsed.open == key and not (closed and items)
                self._parts[part.path] = Part(part.path, faults=self._cut(field.name) if is_open else ())
            else:
                self._put(part.path, parsed.value[key], flaws, field.whole)
                self._nulls |= {key} if parsed.value[key] is None else set()
            self._right |= self._right_of([field.name])
        for field in self._fields.values():
            if field.limits:
                self._check_length(field.name, field.limits)
        return self._fits

    def _left_out(self, part: Part, field: Field, *, is_known: bool) -> None:
        """Accepts that a field is missing if it need not come, in a reply that is known to be the one asked for."""
        self._fits = False
        if is_known and len(part.path) == 1 and not field.required:
            self._parts[part.path] = Part(part.path, omitted=True)

    def _put_items(self, field: Field, items: list[Json], flaws: list[tuple[Path, str]]) -> None:
        """Adds the items to a list, but for those that it has already."""
        known = {repr(part.item) for part in self._items(field.name)}
        valid = None if flaws else field.all_valid(items)
        for index, item in enumerate(items):
            written = repr(item)
            if written in known and isinstance(item, dict | str):
                self._note("duplicates", f"an item of {field.name} came twice and was left out once", field.name)
                continue
            known.add(written)
            path = (field.name, self._counts[field.name])
            if valid is not None:
                self._parts[path] = self._checked(path, item, valid[index])
            elif field.item is not None:
                inside = [(place[1:], reason) for place, reason in flaws if place[:1] == (index,)]
                self._put(path, item, inside, field.item)
            self._counts[field.name] += 1

    def _put(self, path: Path, value: Json, flaws: list[tuple[Path, str]], adapter: TypeAdapter[object]) -> None:
        before = self._parts.get(path)
        if before is not None and before.value is not None and before.item == value and not flaws:
            part, fits = self._checked(path, value, before.value), True  # the fields that are right may be others now
        else:
            part, fits = self._judged(path, value, flaws, adapter)
        is_again = before is not None and before.item == part.item and part.item is not None
        if is_again and fits and part.faults:
            part = replace(part, stuck=True)
        is_mended = before is None or not before.is_of_use or not before.codes <= part.codes
        # What was wrong still is: told of it, a small model may answer that instead of the question.
        self._parts[path] = part if is_mended or before is None else replace(before, stuck=part.stuck)
        self._fits = self._fits and fits

    def _judged(
        self, path: Path, value: Json, flaws: list[tuple[Path, str]], adapter: TypeAdapter[object]
    ) -> tuple[Part, bool]:
        """The part, and whether it is of the schema's shape."""
        if flaws:
            faults = tuple(Fault((*path, *inside), reason) for inside, reason in flaws)
            return Part(path, writable(value), faults=faults), False
        try:
            valid = validated(value, adapter)
        except ValidationError as err:
            errors = err.errors(include_url=False, include_input=False, include_context=False)
            slim = without(value, [error["loc"] for error in errors if error["type"] == "extra_forbidden"])
            if slim != value:
                where, extra = show_path(path), {str(e["loc"][-1]) for e in errors if e["type"] == "extra_forbidden"}
                told = f"{where} had fields that nobody asked for ({_named(extra)}); they were left out"
                self._note("extra-fields", told, where)
                return self._judged(path, slim, flaws, adapter)[0], False
            return Part(path, value, faults=error_faults(path, errors)), not any(map(is_of_shape, errors))
        return self._checked(path, value, valid), True

    def _checked(self, path: Path, item: Json, value: object) -> Part:
        return Part(path, item, value, self._check(path, value, self._right))

    def _cut(self, name: str) -> tuple[Fault, ...]:
        reason = f"the list broke off after {self._counts[name]} items: give those that are missing"
        return (Fault((name,), reason, "cut"),)

    def _check_length(self, name: str, limits: TypeAdapter[list[object]]) -> None:
        """Finds a list with too few items wrong; leaves out those that are too many."""
        head, items = self._parts[name,], self._items(name)
        if head.faults or head.omitted or any(part.faults for part in items):
            return
        try:
            limits.validate_python([part.value for part in items], strict=True)
        except ValidationError as err:
            error = err.errors(include_url=False, include_input=False)[0]
            most = error.get("ctx", {}).get("max_length")
            if error["type"] == "too_long" and isinstance(most, int):
                for part in items[most:]:
                    del self._parts[part.path]
                self._counts[name] = most
                self._note("too-many", f"{name} may have {most} items; the others were left out", name)
            else:
                self._parts[head.path] = replace(head, faults=error_faults(head.path, [error]))

    def _items(self, name: str) -> list[Part]:
        return [self._parts[name, place] for place in range(self._counts.get(name, 0))]

    def _note(self, code: str, message: str, path: str | None = None) -> None:
        self._notices[Notice(code, message, path)] = None


def _named(fields: Collection[str]) -> str:
    """Up to three of them, in short."""
    shown = [name if len(name) <= 40 else f"{name[:39]}…" for name in sorted(fields)[:3]]
    return ", ".join([*shown, "…"] if len(fields) > 3 else shown)
