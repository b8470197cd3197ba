"""A model's text to the fields of a reply: forgiving about what stands around the JSON, strict about the JSON.

Fixed wrappers are taken off (code fences, thoughts, chat before and after). A reply that breaks off gives the fields
and list items that were whole before it did. What JSON does not allow is never smoothed over in silence: it is marked
with its place, and only the field or item that holds it is lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from summarizer.strict_json import MAX_DEPTH, Flaw, NotJson, flaws_in, read_at, read_with_flaws
from summarizer.types import Json

__all__ = ["Parsed", "parse", "repair"]

_CANDIDATES = 40
_LONGEST_REPAIR = 50_000
_OPENING = re.compile(r'\{\s*(?="|\}|\Z)')
_THOUGHT = re.compile(r"\s*(?![\s{\[`]).*?</(think|thinking|reasoning)>", re.S)
_THINKING = re.compile(r"\s*<(think|thinking|reasoning)>")
_SPACE = re.compile(r"[ \t\n\r]*")
_STUMPS = re.compile(r"\s*(t|tr|tru|f|fa|fal|fals|n|nu|nul|-)?\Z")

State = Literal["whole", "cut", "malformed", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reply's text holds.

    Attributes:
        value: The fields that were read, those asked for and others.
        flaws: What is wrong inside of them, by path.
        state: ``whole``; ``cut``: it broke off; ``malformed``: it is no JSON; ``ambiguous``: it says two things.
        reason: Why it is not whole, in a few words.
        open: The field that was being written where reading stopped; if it is a list, its whole items are in `value`.
    """

    value: dict[str, Json]
    flaws: tuple[Flaw, ...] = ()
    state: State = "whole"
    reason: str = ""
    open: str | None = None


def parse(text: str, wanted: Set[str]) -> Parsed:
    """Finds the first JSON object in a text that has a field that is wanted.

    Args:
        text: As the model wrote it.
        wanted: Names of the fields that were asked for.
    """
    bare = _without_thoughts(text)
    other: Parsed | None = None
    start = 0
    for _ in range(_CANDIDATES):
        opening = _OPENING.search(bare, start)
        if opening is None:
            break
        start = opening.start()
        try:
            value, end, flaws = read_with_flaws(bare, start)
        except NotJson as err:
            found = _whole_part(bare, start, err)
            end = start + 1
        else:
            found = _read(value, flaws)
        if wanted & found.value.keys() or found.open in wanted or found.state == "ambiguous":
            return _unless_contradicted(found, bare[end:], wanted) if found.state == "whole" else found
        other = other or found
        start = end
    if other is not None:
        return other
    return Parsed({}, state="malformed", reason="there is no JSON object in it")


def _without_thoughts(text: str) -> str:
    """The text after the model's thoughts, whose first tag may stand in the prompt; nothing if they do not end."""
    thought = _THOUGHT.match(text)
    if thought:
        return text[thought.end() :]
    return "" if _THINKING.match(text) else text


def _read(value: Json, flaws: tuple[Flaw, ...]) -> Parsed:
    if not isinstance(value, dict):
        return Parsed({}, state="malformed", reason="it is no JSON object")
    whole = [flaw for flaw in flaws if not flaw.path]
    if whole:
        return Parsed({}, state="ambiguous", reason=f"it has {whole[0].reason}")
    return Parsed(value, flaws)


def _unless_contradicted(found: Parsed, rest: str, wanted: Set[str]) -> Parsed:
    """The answer, unless another one follows that says something else."""
    opening = _OPENING.search(rest)
    if opening is None:
        return found
    try:
        second, _ = read_at(rest, opening.start())
    except NotJson:
        return found
    if isinstance(second, dict) and wanted & second.keys() and second != found.value:
        return Parsed({}, state="ambiguous", reason="it holds two different answers")
    return found


# --------------------------------------------------------------------------- what was whole of it


def _whole_part(text: str, start: int, error: NotJson) -> Parsed:
    """The fields, and the items of the last field, that are whole in an object that does not end."""
    value: dict[str, Json] = {}
    name: str | None = None
    place = _skip(text, start + 1)
    try:
        while not text.startswith("}", place):
            key, after = read_at(text, place)
            after = _skip(text, after)
            if not isinstance(key, str) or key in value or not text.startswith(":", after):
                break
            name, place = key, _skip(text, after + 1)
            part, place = read_at(text, place)
            if not _is_closed(part, text, place):
                break
            value[name], name, place = part, None, _skip(text, place)
            if not text.startswith(",", place):
                break
            place = _skip(text, place + 1)
    except NotJson:
        if name is not None and text.startswith("[", place):
            value[name] = _whole_items(text, place)
    state: State = "cut" if _STUMPS.match(text, error.at) else "malformed"
    return Parsed(value, flaws_in(value), state=state, reason=error.reason, open=name)


def _whole_items(text: str, place: int) -> list[Json]:
    items: list[Json] = []
    try:
        while True:
            item, place = read_at(text, _skip(text, place + 1))
            if not _is_closed(item, text, place):
                return items
            items.append(item)
            place = _skip(text, place)
            if not text.startswith(",", place):
                return items
    except NotJson:
        return items


def _is_closed(value: Json, text: str, end: int) -> bool:
    """True if nothing can be missing from a value: a number may go on, and a string may have a quote too early."""
    end = _skip(text, end)
    if end >= len(text):
        return not isinstance(value, int | float)
    return isinstance(value, dict | list) or text[end] in ",]}"


def _skip(text: str, place: int) -> int:
    space = _SPACE.match(text, place)
    return space.end() if space else place


# ---------------------------------------------------------------------------------- last resort


def repair(text: str) -> dict[str, Json] | None:
    """Guesses what malformed JSON was meant to be; None if it gives no object. For use as a last resort, and flagged.

    The guesses are json-repair's: brackets closed, commas put in, quotes mended.
    """
    unclosed = sum(map(text.count, "{[")) - sum(map(text.count, "}]"))
    if len(text) > _LONGEST_REPAIR or unclosed > MAX_DEPTH:
        return None
    import json_repair

    bare = _without_thoughts(text)
    try:
        mended = json.dumps(json_repair.loads(bare[max(bare.find("{"), 0) :], skip_json_loads=True))
        value, _, flaws = read_with_flaws(mended, 0)
    except (NotJson, ValueError, RecursionError):
        return None
    parsed = _read(value, flaws)
    return None if parsed.flaws or not parsed.value else parsed.value
