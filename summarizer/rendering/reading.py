"""The way back: an envelope from the JSON that `envelope` wrote, or an error that says what is wrong where."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, TypeVar, get_args

from summarizer.errors import UsageError
from summarizer.escaping import one_line
from summarizer.strict_json import NotJson, read_strictly
from summarizer.types import (
    Article,
    Attempt,
    Envelope,
    Json,
    Left,
    Notice,
    Phrase,
    Run,
    Span,
    Statement,
    StatementKind,
    Unsupported,
    Usage,
    show_path,
)

__all__ = ["from_json", "loads"]

T = TypeVar("T")
_VERSION = 1
_DEEPEST = 50


def loads(text: str) -> Json:
    """The value of a JSON text.

    Raises:
        UsageError: It is not JSON, or has a number that is not finite, or a key twice.
    """
    try:
        return read_strictly(text)
    except NotJson as err:
        line, column = text.count("\n", 0, err.at) + 1, err.at - text.rfind("\n", 0, err.at)
        place = f", at line {line:,}, column {column:,}" if err.at else ""
        raise UsageError(f"not JSON: {err.reason}{place}") from err


def from_json(value: Json) -> Envelope:
    """The envelope that `to_json` wrote.

    Every field has to be there and none besides, and every span has to lie in the article.

    Raises:
        UsageError: It is none of ours, or of another version; the message says what is wrong where.
    """
    at = _Place(value, ())
    if not isinstance(value, dict) or "version" not in value:
        at.refuse("an object with a version")
    version = at["version"].whole()
    if version != _VERSION:
        raise UsageError(
            f"an envelope of version {version}; this program reads version {_VERSION}",
            hint="read it with the program that wrote it, or make the brief again",
        )
    at.keys("version article brief unsupported warnings run", optional="left statements row")  # row: a batch's
    article = _read_article(at["article"])
    length = len(article.text)
    for part in ("brief", "unsupported"):
        _check_evidence(at[part], length)
    return Envelope(
        article=article,
        brief=at["brief"].table(),
        unsupported=at["unsupported"].each(_read_unsupported),
        warnings=at["warnings"].each(_read_notice),
        run=_read_run(at["run"]),
        statements=at["statements"].each(lambda one: _read_statement(one, length)) if at.has("statements") else None,
        version=version,
        left=at["left"].each(lambda one: _read_left(one, length)) if at.has("left") else None,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A value of the JSON and where it stands; each method returns it as one type, or refuses it."""

    value: Json
    path: tuple[str | int, ...]

    def __getitem__(self, key: str) -> _Place:
        return _Place(self.table()[key], (*self.path, key))

    def has(self, key: str) -> bool:
        return key in self.table()

    def refuse(self, wanted: str) -> NoReturn:
        where = one_line(show_path(self.path)) or "its top"
        raise UsageError(f"not an envelope: at {where}, expected {wanted}, found {_kind(self.value)}")

    def keys(self, required: str, *, optional: str = "") -> None:
        found, needed = set(self.table()), set(required.split())
        if missing := needed - found:
            raise UsageError(f"not an envelope: {show_path(self.path) or 'its top'} has no {sorted(missing)[0]!r}")
        if unknown := found - needed - set(optional.split()):
            name = show_path((*self.path, sorted(unknown)[0]))
            raise UsageError(f"not an envelope of version {_VERSION}: unknown field {name!r}")

    def table(self) -> dict[str, Json]:
        return self.value if isinstance(self.value, dict) else self.refuse("an object")

    def each(self, read: Callable[[_Place], T]) -> tuple[T, ...]:
        items = self.value if isinstance(self.value, list) else self.refuse("a list")
        return tuple(read(_Place(item, (*self.path, index))) for index, item in enumerate(items))

    def text(self) -> str:
        return self.value if isinstance(self.value, str) else self.refuse("a string")

    def whole(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.refuse("a whole number")
        return self.value

    def number(self) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.refuse("a number")
        try:
            number = float(self.value)
        except OverflowError:
            number = math.inf
        return number if math.isfinite(number) else self.refuse("a finite number")

    def or_none(self, read: Callable[[_Place], T]) -> T | None:
        return None if self.value is None else read(self)


def _read_article(at: _Place) -> Article:
    at.keys("id source title byline published language text", optional="publisher url pages")
    return Article(
        id=at["id"].text(),
        source=at["source"].text(),
        text=at["text"].text(),
        title=at["title"].or_none(_Place.text),
        byline=at["byline"].or_none(_Place.text),
        published=at["published"].or_none(_Place.text),
        language=at["language"].text(),
        publisher=at["publisher"].or_none(_Place.text) if at.has("publisher") else None,
        url=at["url"].or_none(_Place.text) if at.has("url") else None,
        pages=at["pages"].each(_Place.whole) if at.has("pages") else (),
    )


def _read_unsupported(at: _Place) -> Unsupported:
    at.keys("path item reason")
    return Unsupported(path=at["path"].text(), item=at["item"].value, reason=at["reason"].text())


def _read_notice(at: _Place) -> Notice:
    at.keys("code message", optional="path")
    return Notice(at["code"].text(), at["message"].text(), at["path"].text() if at.has("path") else None)


def _read_usage(at: _Place) -> Usage:
    at.keys("prompt_tokens completion_tokens cached_tokens")
    return Usage(*(at[key].or_none(_Place.whole) for key in ("prompt_tokens", "completion_tokens", "cached_tokens")))


def _read_run(at: _Place) -> Run:
    at.keys("model backend prompt prompt_sha256 schema schema_sha256 parameters usage cost seconds attempts")
    parameters = at["parameters"]
    return Run(
        model=at["model"].text(),
        backend=at["backend"].text(),
        prompt=at["prompt"].text(),
        prompt_sha256=at["prompt_sha256"].text(),
        schema=at["schema"].text(),
        schema_sha256=at["schema_sha256"].text(),
        parameters={name: parameters[name].text() for name in parameters.table()},
        usage=_read_usage(at["usage"]),
        cost=at["cost"].or_none(_Place.number),
        seconds=at["seconds"].number(),
        attempts=at["attempts"].each(_read_attempt),
    )


def _read_attempt(at: _Place) -> Attempt:
    at.keys("purpose rung seconds outcome usage")
    return Attempt(
        purpose=at["purpose"].text(),
        rung=at["rung"].text(),
        seconds=at["seconds"].number(),
        outcome=at["outcome"].text(),
        usage=_read_usage(at["usage"]),
    )


def _read_statement(at: _Place, length: int) -> Statement:
    at.keys("id holder holder_id aliases source cue content kind by certainty")
    kind: dict[str, StatementKind] = {word: word for word in get_args(StatementKind)}
    return Statement(
        id=at["id"].text(),
        holder=at["holder"].text(),
        holder_id=at["holder_id"].text(),
        aliases=at["aliases"].each(_Place.text),
        source=_read_phrase(at["source"], length),
        cue=at["cue"].or_none(lambda cue: _read_phrase(cue, length)),
        content=_read_phrase(at["content"], length),
        kind=kind.get(at["kind"].text()) or at["kind"].refuse(" or ".join(kind)),
        by=at["by"].or_none(_Place.text),
        certainty=at["certainty"].number(),
    )


def _read_left(at: _Place, length: int) -> Left:
    at.keys("holder quote spans certainty")
    words = Phrase(at["quote"].text(), at["spans"].each(lambda span: _read_span(span, length)))
    return Left(at["holder"].or_none(_Place.text), words, at["certainty"].or_none(_Place.number))


def _read_phrase(at: _Place, length: int) -> Phrase:
    at.keys("quote spans")
    return Phrase(at["quote"].text(), at["spans"].each(lambda span: _read_span(span, length)))


def _read_span(at: _Place, length: int) -> Span:
    ends = at.each(_Place.whole)
    if len(ends) != 2 or not 0 <= ends[0] <= ends[1] <= length:
        at.refuse(f"a span [start, end] within the article's {length} characters")
    return Span(*ends)


def _check_evidence(at: _Place, length: int) -> None:
    """Refuses a quote whose spans lie outside of the article, and nesting that no schema has."""
    if len(at.path) > _DEEPEST:
        at.refuse(f"at most {_DEEPEST} levels")
    if isinstance(at.value, dict):
        if "quote" in at.value and "spans" in at.value:
            at["spans"].each(lambda span: _read_span(span, length))
        for key in at.value:
            _check_evidence(at[key], length)
    elif isinstance(at.value, list):
        at.each(lambda inside: _check_evidence(inside, length))


def _kind(value: Json) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "null")
