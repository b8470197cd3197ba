"""Notices a model that repeats itself without end, while it writes.

Two signs, both looked for at the end of the text only, so that a reply is watched in linear time: the text ends in one
stretch repeated over and over, or the same item of a list has come several times.
"""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["LoopWatch", "loops", "without_loop"]

_STEP = 256
_UNIT = 24
_TIMES = 4
_SHORTEST = 240
_WINDOW = 8192
_ITEMS = 4
_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"')
_ENDING = re.compile(r"[.!?…]+")
_SENTENCES = re.compile(r"(.*[^\s.!?…][.!?…]+)(?![\w.!?…]).*", re.DOTALL)
_ITEM = re.compile(r"\{[^{}]{40,4000}\}")


class LoopWatch:
    """Watches a text as it grows."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._seen = 0
        self._scanned = 0
        self._items = Counter[str]()
        self._looped = False

    def sees_loop(self, text: str, *, whole: bool = False) -> bool:
        """True once the text so far ends in a loop; a shorter text than before starts anew.

        Args:
            text: The text so far.
            whole: It will not grow: its end is looked at, however little is new.
        """
        if len(text) < self._seen:
            self._start()
        if whole or len(text) - self._seen >= _STEP:
            self._seen = len(text)
            self._looped = self._looped or bool(_period(text)) or self._same_item_again(text)
        return self._looped

    def _same_item_again(self, text: str) -> bool:
        for match in _ITEM.finditer(text, self._scanned):
            self._items[match.group()] += 1
            self._scanned = match.end()
        self._scanned = max(self._scanned, len(text) - 4002)
        return any(count >= _ITEMS for count in self._items.values())


def loops(text: str) -> bool:
    """True if the text ends in a loop, or holds the same item several times."""
    return LoopWatch().sees_loop(text, whole=True)


def without_loop(text: str) -> str:
    """The text up to where it comes to the same stretch again; a JSON string in that place ends with its last sentence.

    A text that does not end in a loop is as it was.
    """
    period = _period(text)
    if not period:
        return text
    start = len(text) - period
    while start and text[start - 1] == text[start - 1 + period]:
        start -= 1
    end = _ENDING.match(text, start + period)  # a full stop before the stretch, which it ends in too
    kept = text[: end.end() if end else start + period]
    sentences = _SENTENCES.fullmatch(kept) if len(_QUOTE.findall(kept)) % 2 else None
    return f'{sentences[1]}"' if sentences else kept


def _period(text: str) -> int:
    """How long the stretch is that, repeated at least four times and over 240 characters, is the end; 0 if none is."""
    tail = text[-_WINDOW:]
    before = tail.rfind(tail[-_UNIT:], 0, len(tail) - 1)
    if before < 0 or len(tail) < _SHORTEST:
        return 0
    period = len(tail) - _UNIT - before
    length = max(_TIMES * period, _SHORTEST)
    return period if length <= len(tail) and tail[-length:-period] == tail[-(length - period) :] else 0
