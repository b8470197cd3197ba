"""JSON read without favours: what the standard library lets pass in silence is reported here, with its place.

Python's own reader keeps the last of two equal keys, reads ``NaN`` and ``1e999`` as numbers, and hands on lone
surrogates and NULs (RFC 8259, sections 4, 6 and 8). A document with such a flaw is mostly sound, so a flaw has a path:
the caller decides whether the document or only that part of it is lost.
"""

from __future__ import annotations

import json
import math
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from summarizer.types import Json, Path

__all__ = ["MAX_DEPTH", "Flaw", "NotJson", "flaws_in", "read_at", "read_strictly", "read_with_flaws", "writable"]

MAX_DEPTH = 64
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_UNFIT_ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


class NotJson(ValueError):
    """The text is no JSON; `at` is where reading stopped, `reason` why."""

    def __init__(self, reason: str, *, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in a document that JSON does not allow, or that means two things."""

    path: Path
    reason: str
    kind: Literal["number", "text", "doubled", "deep"]


class _Doubled(dict[str, Json]):
    """An object that came with the same key twice."""


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else _Doubled(pairs)


_DECODER = json.JSONDecoder(object_pairs_hook=_object)


def read_at(text: str, start: int) -> tuple[Json, int]:
    """Reads the JSON value that begins at `start`, and says where it ends.

    Raises:
        NotJson: No value begins there, or it does not end.
    """
    try:
        value, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as err:
        is_cut = err.msg.startswith("Unterminated string") or (
            err.msg.startswith("Invalid \\u") and err.pos + 6 > len(text)
        )
        raise NotJson(err.msg, at=len(text) if is_cut else err.pos) from err
    except RecursionError as err:
        raise NotJson("nested too deeply", at=start) from err
    except ValueError as err:
        raise NotJson("a number with too many digits", at=start) from err
    return value, end


def read_with_flaws(text: str, start: int) -> tuple[Json, int, tuple[Flaw, ...]]:
    """Reads the JSON value that begins at `start`, says where it ends, and lists its flaws.

    Nearly every value has none; that is seen from its text, without a walk through it.

    Raises:
        NotJson: As `read_at`.
    """
    if not _may_have_flaws(text):
        with suppress(ValueError, RecursionError):
            return (*_STRICT.raw_decode(text, start), ())
    value, end = read_at(text, start)
    return value, end, flaws_in(value)


def _may_have_flaws(text: str) -> bool:
    """False if a text has no flaw but such as `_STRICT` refuses."""
    if text.count("{") + text.count("[") > MAX_DEPTH or ("\\u" in text and _UNFIT_ESCAPED.search(text)):
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _no_constant(written: str) -> Json:
    raise NotJson(f"{written} is no JSON", at=0)


def _finite(written: str) -> Json:
    return float(written) if math.isfinite(float(written)) else _no_constant(written)


def _single(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotJson("the same key twice", at=0)
    return made


_STRICT = json.JSONDecoder(object_pairs_hook=_single, parse_constant=_no_constant, parse_float=_finite)


def read_strictly(text: str) -> Json:
    """Reads a whole document without flaws, but for surrogates and NULs: servers may cut a pair between two events.

    Raises:
        NotJson: It is no JSON, goes on after it, or has another flaw.
    """
    try:
        value: Json = _STRICT.decode(text)
    except NotJson:
        raise
    except json.JSONDecodeError as err:
        raise NotJson(err.msg, at=err.pos) from err
    except RecursionError as err:
        raise NotJson("nested too deeply", at=0) from err
    except ValueError as err:
        raise NotJson("a number with too many digits", at=0) from err
    return value


def flaws_in(value: Json) -> tuple[Flaw, ...]:
    """Lists the flaws of a value that `read_at` has read, in no recursion."""
    found: list[Flaw] = []
    todo: list[tuple[Path, Json]] = [((), value)]
    while todo:
        path, part = todo.pop()
        if len(path) > MAX_DEPTH:
            found.append(Flaw(path, f"nested more than {MAX_DEPTH} levels deep", "deep"))
        elif isinstance(part, dict):
            if isinstance(part, _Doubled):
                found.append(Flaw(path, "the same key twice", "doubled"))
            if any(_UNFIT.search(key) for key in part):
                found.append(Flaw(path, "a key that is no text", "text"))
            todo.extend(((*path, key), inside) for key, inside in reversed(part.items()))
        elif isinstance(part, list):
            todo.extend(((*path, index), inside) for index, inside in reversed(list(enumerate(part))))
        elif isinstance(part, str) and _UNFIT.search(part):
            found.append(Flaw(path, "half of a surrogate pair, or a NUL, in a text", "text"))
        elif isinstance(part, float) and not math.isfinite(part):
            found.append(Flaw(path, "NaN and Infinity are no JSON", "number"))
    return tuple(found)


def writable(value: Json, depth: int = 0) -> Json:
    """The value with all flaws shown in place: half characters as U+FFFD, NaN as text, what is too deep as ``…``."""
    if depth >= MAX_DEPTH:
        return "…"
    if isinstance(value, dict):
        return {_UNFIT.sub("\ufffd", key): writable(inside, depth + 1) for key, inside in value.items()}
    if isinstance(value, list):
        return [writable(inside, depth + 1) for inside in value]
    if isinstance(value, str):
        return _UNFIT.sub("\ufffd", value)
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
