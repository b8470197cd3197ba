"""What a site asks programs to leave alone: robots.txt as RFC 9309 has it.

`urllib.robotparser` is not used: it knows no ``*`` and ``$`` in paths, takes the first rule that fits instead of the
longest, and some files make it raise. Matching takes no regular expressions, since the patterns are a stranger's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.inputs.web.addresses import normal_path

__all__ = ["ALL_ALLOWED", "Robots", "parse_robots"]

_LINE = re.compile(r"[ \t]*([A-Za-z-]+)[ \t]*:([^#]*)")
_TOKEN = re.compile(r"[A-Za-z_-]*")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for one program.

    Attributes:
        rules: Pattern of a path, and whether what it fits is allowed.
    """

    rules: tuple[tuple[str, bool], ...]

    def allows(self, target: str) -> bool:
        """True if the longest rule that fits allows it, or none fits; of two as long, the one that allows counts."""
        if target == "/robots.txt":
            return True
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, target)]
        return max(fitting, default=(0, True))[1]


ALL_ALLOWED = Robots(())


def parse_robots(data: bytes, *, agent: str) -> Robots:
    """The rules for the program of that name, else those for all; lines that make no sense are passed over."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    names: list[str] = []
    in_rules = False
    for key, value in _lines(data):
        if key == "user-agent":
            if in_rules:
                names, in_rules = [], False
            names.append(value if value == "*" else _TOKEN.match(value)[0].lower())  # type: ignore[index]
            groups.setdefault(names[-1], [])
        elif key in ("allow", "disallow"):
            in_rules = True
            for name in names if value else ():
                groups[name].append((normal_path(value), key == "allow"))
    return Robots(tuple(groups.get(agent.lower(), groups.get("*", ()))))


def _lines(data: bytes) -> Iterator[tuple[str, str]]:
    for line in re.split(r"[\r\n]+", data.decode("utf-8-sig", "replace")):
        if (found := _LINE.match(line)) is not None:
            yield found[1].lower(), found[2].strip()


def _fits(pattern: str, target: str) -> bool:
    """Whether the target begins like the pattern, in which ``*`` is anything and a ``$`` at the end is the end."""
    first, *middle = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    at = len(first)
    last = middle.pop() if middle and pattern.endswith("$") else None
    for piece in middle:
        at = target.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if last is not None:
        return target.endswith(last, at)
    return not pattern.endswith("$") or at == len(target)
