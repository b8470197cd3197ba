"""What a server can do with a model, remembered, so that a feature that it lacks costs one call a month at most.

Two things are kept for a server and a model: the features that the server refused, and the ways of asking for
structured output that it accepted without keeping to the schema. One file a pair, in a folder that the caller names;
no keys, no prompts. What is 30 days old is forgotten, for servers learn.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from summarizer.files import write_whole
from summarizer.types import Rung

__all__ = ["BREACHES", "FOLDER", "STALE", "Capabilities", "Known", "forget"]

BREACHES = 2
"""Replies in a row that are not of the schema's shape before a way of asking counts as not kept."""

FOLDER = "capabilities"
"""Where they are, within the cache folder."""

STALE = 30 * 86_400.0
"""Seconds after which a server is asked anew for what it refused."""

_FEATURES = {Rung.JSON_SCHEMA: "json_schema", Rung.TOOL: "tools", Rung.JSON_OBJECT: "json_object"}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one server and model.

    Attributes:
        refused: Features that the server answered with an error: ``json_schema``, ``tools``, ``temperature``, …
        breaches: For a rung, how many replies in a row were not of the schema's shape.
        since: When the first of it was learnt, in seconds since the epoch.
    """

    refused: frozenset[str] = frozenset()
    breaches: dict[str, int] = field(default_factory=dict)
    since: float = field(default_factory=lambda: time.time(), compare=False)

    def rungs(self) -> tuple[Rung, ...]:
        """The ways of asking that are left, best first; plain prompting always is."""
        return tuple(
            rung
            for rung in Rung
            if rung is Rung.PROMPT
            or (_FEATURES[rung] not in self.refused and self.breaches.get(rung.value, 0) < BREACHES)
        )


class Capabilities:
    """Remembers what servers can do: in a folder if one is given, and in any case for as long as it lives."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._known: dict[tuple[str, str], Known] = {}
        self._longest: dict[tuple[str, str], int] = {}
        self._contexts: dict[tuple[str, str], int] = {}

    def known(self, server: str, model: str) -> Known:
        """What is known of a server's model; a file that is missing or broken counts as nothing known."""
        pair = (server, model)
        if pair not in self._known:
            self._known[pair] = self._load(server, model)
        return self._known[pair]

    def refuse(self, server: str, model: str, feature: str) -> None:
        """From now on the feature is known to be refused."""
        known = self.known(server, model)
        if feature not in known.refused:
            self._keep(server, model, replace(known, refused=known.refused | {feature}))

    def kept(self, server: str, model: str, rung: Rung, *, kept: bool) -> None:
        """Counts a reply that was of the schema's shape, or was not."""
        known = self.known(server, model)
        count = 0 if kept else known.breaches.get(rung.value, 0) + 1
        if count != known.breaches.get(rung.value, 0):
            self._keep(server, model, replace(known, breaches=known.breaches | {rung.value: count}))

    def has_read(self, server: str, model: str, characters: int) -> None:
        """Notes that a prompt of so many characters was read whole; not written, for a context may be set anew."""
        self._longest[server, model] = max(characters, self.longest_read(server, model))

    def longest_read(self, server: str, model: str) -> int:
        """The characters of the longest prompt that was read whole, or 0."""
        return self._longest.get((server, model), 0)

    def has_context(self, server: str, model: str, tokens: int) -> None:
        """Notes how many tokens of prompt and reply the server says that it takes; not written either."""
        self._contexts[server, model] = tokens

    def context(self, server: str, model: str) -> int | None:
        """Tokens of prompt and reply together, if the server ever said so."""
        return self._contexts.get((server, model))

    def _path(self, folder: Path, server: str, model: str) -> Path:
        return folder / f"{hashlib.sha256(json.dumps([server, model]).encode()).hexdigest()[:32]}.json"

    def _load(self, server: str, model: str) -> Known:
        if self._folder is None:
            return Known()
        try:
            saved = json.loads(self._path(self._folder, server, model).read_bytes())
            known = Known(
                frozenset(map(str, saved["refused"])),
                {str(rung): int(n) for rung, n in saved["breaches"].items()},
                float(saved["since"]),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Known()
        return known if 0 <= time.time() - known.since < STALE else Known()

    def _keep(self, server: str, model: str, known: Known) -> None:
        """Keeps it; a folder that cannot be written costs the memory of it, not the brief."""
        self._known[server, model] = known
        if self._folder is None:
            return
        saved = {
            "server": server,
            "model": model,
            "since": known.since,
            "refused": sorted(known.refused),
            "breaches": known.breaches,
        }
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(self._folder, server, model), json.dumps(saved, indent=1), private=True)


def forget(folder: Path, *, before: float | None = None) -> int:
    """Removes what is known of servers, and returns of how many servers and models that was.

    Args:
        folder: Where it is kept; nothing else in it is touched.
        before: Only what was last written before this time, in seconds since the epoch; None: all.
    """
    count = 0
    for path in list(folder.glob("[0-9a-f]" * 32 + ".json")):
        with suppress(OSError):  # another process removed it
            if before is None or path.lstat().st_mtime < before:
                path.unlink()
                count += 1
    return count
