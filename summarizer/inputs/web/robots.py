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
    rules: dict[str, list[tuple[str, bool]]] = {}
    named: set[str] = set()
    in_rules = False
    for key, value in _lines(data):
        if key == "user-agent":
            named = {_token(value)} if in_rules else named | {_token(value)}
            in_rules = False
            rules.setdefault(_token(value), [])
        elif key in ("allow", "disallow"):
            in_rules = True
            for name in named & {agent.lower(), "*"} if value else ():
                rules[name].append((normal_path(value), key == "allow"))
    return Robots(tuple(rules.get(agent.lower(), rules.get("*", ()))))


def _lines(data: bytes) -> Iterator[tuple[str, str]]:
    for line in re.split(r"[\r\n]+", data.decode("utf-8-sig", "replace")):
        if (found := _LINE.match(line)) is not None:
            yield found[1].lower(), found[2].strip()


def _token(agent: str) -> str:
    """What names a program: ``Reader/2.1 (news)`` is ``reader``."""
    return re.split("[^*a-z_-]", agent.lower(), maxsplit=1)[0]


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
