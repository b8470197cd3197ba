"""A schema in one line: ``deadline: date?, sum: money, clause: evidence``.

::

    fields  =  field, field, …
    field   =  name: type      a "?" behind the type: may be null      words in "…" behind it: its description
    type    =  str | int | float | bool | date | money | evidence | speaker
             | one|two|three            a choice
             | {fields}                 an item of its own
             | list of type
"""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from pydantic import BaseModel

from summarizer.errors import UsageError

__all__ = ["ShortField", "read_short"]

_TYPES = ("str", "int", "float", "bool", "date", "money", "evidence", "speaker")
_NAME = re.compile(r"[^\W\d]\w*")
_GOOD_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LIST = re.compile(r"list\s+of\b\s*", re.IGNORECASE)
_WORDS = re.compile(r'[^,{}?":]+')
_ABOUT = re.compile(r'"([^"]*)"')
_SPACE = re.compile(r"\s*")
_DEPTH = 5


@dataclass(frozen=True, slots=True)
class ShortField:
    """A field as the line has it.

    Attributes:
        kind: One of `_TYPES`, ``choice``, or ``item``.
        many: It is a list of that.
        optional: It may be null.
        about: What it is, in words for the model; None without.
        column: Where its name stands in the line, counted from 1.
    """

    name: str
    kind: str
    many: bool = False
    optional: bool = False
    choices: tuple[str, ...] = ()
    fields: tuple[ShortField, ...] = ()
    about: str | None = None
    column: int = 1


def read_short(line: str) -> tuple[ShortField, ...]:
    """The fields of a line, those of evidence first in each item: a model that copies first says what it copied.

    Raises:
        UsageError: It is no such line; says what is wrong in which column.
    """
    reader = _Reader(line)
    fields = reader.fields(0)
    reader.space()
    if reader.at < len(line):
        reader.refuse(f"unexpected {line[reader.at]!r}")
    return fields


class _Reader:
    def __init__(self, line: str) -> None:
        self.line, self.at = line, 0

    def refuse(self, why: str, at: int | None = None, hint: str | None = None) -> NoReturn:
        column = (self.at if at is None else at) + 1
        raise UsageError(
            f"column {column}: {why}", hint=hint or f"types: {', '.join(_TYPES)}, one|two, {{…}}, list of …"
        )

    def space(self) -> None:
        if found := _SPACE.match(self.line, self.at):
            self.at = found.end()

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self.space()
        found = pattern.match(self.line, self.at)
        if found:
            self.at = found.end()
        return found

    def sign(self, sign: str) -> bool:
        self.space()
        found = self.line.startswith(sign, self.at)
        self.at += len(sign) * found
        return found

    def fields(self, depth: int) -> tuple[ShortField, ...]:
        if depth > _DEPTH:
            self.refuse(f"more than {_DEPTH} items in one another")
        found = [self.field(depth)]
        while self.sign(","):
            found.append(self.field(depth))
        return self.checked(found)

    def field(self, depth: int) -> ShortField:
        self.space()
        start = self.at
        name = self.take(_NAME)
        if not name:
            self.refuse("a field begins with its name")
        if not _GOOD_NAME.fullmatch(name[0]) or keyword.iskeyword(name[0]) or hasattr(BaseModel, name[0]):
            self.refuse(
                f"{name[0]!r} cannot be the name of a field", start, "up to 40 of a-z, 0-9 and '_'; no Python words"
            )
        early = self.sign("?")
        if not self.sign(":"):
            self.refuse(f"after {name[0]!r} come ':' and a type")
        made = self.type(name[0], depth)
        optional = self.sign("?") or early
        about = self.take(_ABOUT)
        return replace(made, optional=optional, about=about[1].strip() or None if about else None, column=start + 1)

    def type(self, name: str, depth: int) -> ShortField:
        if self.take(_LIST):
            inner = self.type(name, depth)
            if inner.many:
                self.refuse("a list of lists is not read back reliably", hint="make it a list of {…}")
            return replace(inner, many=True)
        if self.sign("{"):
            fields = self.fields(depth + 1)
            if not self.sign("}"):
                self.refuse("here '}' is missing")
            return ShortField(name, "item", fields=fields)
        self.space()
        start = self.at
        words = self.take(_WORDS)
        if not words:
            self.refuse("here a type is missing")
        kind = words[0].strip()
        if "|" in kind:
            choices = tuple(choice.strip() for choice in kind.split("|"))
            if not all(choices) or len({*choices}) < len(choices):
                self.refuse("each word of a choice stands once, with a word on both sides of '|'", start)
            return ShortField(name, "choice", choices=choices)
        if kind not in _TYPES:
            close = difflib.get_close_matches(kind, _TYPES, n=1)
            self.refuse(f"there is no type {kind!r}" + (f"; did you mean {close[0]!r}?" if close else ""), start)
        return ShortField(name, kind)

    def checked(self, fields: Sequence[ShortField]) -> tuple[ShortField, ...]:
        """The fields of one item, evidence first; speakers need evidence beside them, and no other speaker."""
        names = [one.name for one in fields]
        for number, one in enumerate(fields):
            if one.name in names[:number]:
                self.refuse(f"there are two fields {one.name!r}", one.column - 1)
        speakers = [one for one in fields if one.kind == "speaker"]
        for one in speakers[1:]:
            self.refuse(f"a second speaker beside {speakers[0].name!r}: an item is credited to one", one.column - 1)
        for one in speakers:
            if one.many:
                self.refuse("a speaker is one, not a list: an item is credited to one", one.column - 1)
            if not any(other.kind == "evidence" for other in fields):
                self.refuse("a speaker needs evidence in the same item", one.column - 1, "add 'evidence: evidence'")
        return tuple(sorted(fields, key=lambda one: one.kind != "evidence"))
