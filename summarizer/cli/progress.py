"""What a run says on stderr while it works: which backend, what is fetched, how far it is."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING

from summarizer.escaping import counted, visible

if TYPE_CHECKING:
    from summarizer.backends.cache import CachedBackend
    from summarizer.backends.fetching import Progress as Fetching
    from summarizer.backends.selecting import Selection
    from summarizer.pipeline import Progress
    from summarizer.types import Json

__all__ = ["Display", "about"]

_EVERY = 0.1
_USUAL_WIDTH = 80
_EVERY_LINE = 30.0  # where no line can be written over


class Display:
    """One line on stderr that is written over; gone when the work is done."""

    def __init__(
        self, *, quiet: bool, title: str = "", found: Callable[[Mapping[str, Json]], None] | None = None
    ) -> None:
        """Shows nothing yet.

        Args:
            quiet: Nothing is shown.
            title: What tells the article from others; blank if there is one.
            found: Called with what was found, as it is found.
        """
        self._quiet, self._title, self._found = quiet or sys.stderr is None, title, found  # None: it was closed
        self._live = not self._quiet and sys.stderr.isatty()
        self._last = 0.0
        self._said = time.monotonic()
        self._told: set[str] = set()
        self._step, self._begun = (0, ""), 0.0

    def __enter__(self) -> Display:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._clear()

    @property
    def quiet(self) -> bool:
        """True if nothing is shown."""
        return self._quiet

    @property
    def live(self) -> bool:
        """True if lines can be written over."""
        return self._live

    def show(self, line: str, *, at_once: bool = False) -> None:
        """A line that the next one is written over; on a terminal only, and not too often unless it is at once."""
        if self._live and (at_once or time.monotonic() - self._last > _EVERY):
            self._last = time.monotonic()
            self._write(f"\r\x1b[2K{visible(line)[: _width() - 2]}")

    def say(self, line: str) -> None:
        """A line that stays, on a terminal or not."""
        if not self._quiet:
            self._clear()
            self._write(f"{visible(line)}\n")

    def chosen(self, selection: Selection) -> None:
        """Which model answers, where and why; with a warning if its key is sent where others can read it."""
        where = "the embedded model" if selection.embedded else str(selection.base_url)
        self.say(f"{selection.model} on {where} ({selection.why})")
        if selection.in_the_clear:
            self.say("warning: the address is http, so the key and the article go in the clear: use https")

    def saved(self, backend: CachedBackend) -> None:
        """How many replies were paid for before, if any were."""
        if backend.hits:
            count = backend.hits + backend.misses
            took = f"took {backend.seconds_saved:.1f} s then"
            told = (
                f"{backend.hits} of {counted(count, 'reply', 'replies')} from the cache ({took}; --no-cache asks anew)"
            )
            self.say(about(self._title, told))
        if backend.unkept:
            told = f"{counted(backend.unkept, 'reply', 'replies')} could not be kept in the cache"
            self.say(f"warning: {about(self._title, told)}")

    def fetching(self, progress: Fetching) -> None:
        """How much of a model has come."""
        if progress.model not in self._told:
            self._told.add(progress.model)
            self.say(f"fetching {progress.model} ({progress.total / 1e6:,.0f} MB), once")
        share = progress.done / progress.total if progress.total else 0.0
        self.show(f"{progress.model}: {progress.done / 1e6:,.0f} MB, {share:.0%}")

    def asking(self, progress: Progress) -> None:
        """Which question is being answered, and how long the answer is; on stdout what was found, if that is wanted."""
        if progress.found:
            if self._found:
                self._clear()
                self._found(progress.found)
            return
        number = progress.done + 1
        if (number, progress.step) != self._step:
            self._step, self._begun = (number, progress.step), time.monotonic()
        took = f": {counted(progress.tokens, 'token', 'tokens')}, {time.monotonic() - self._begun:.0f} s"
        step = f"{number}/{max(progress.planned, number)}"
        line = f"[{step}] {progress.step}{took if progress.tokens else ''}"
        self.show(f"{line}  {self._title}".rstrip(), at_once=not progress.tokens)
        if not self._live and time.monotonic() - self._said >= _EVERY_LINE:
            self._said = time.monotonic()
            self.say(about(self._title, line))

    def _clear(self) -> None:
        if self._live:
            self._write("\r\x1b[2K")

    def _write(self, text: str) -> None:
        """On stderr; a terminal that is gone costs what would be said on it, and not the work."""
        try:
            print(text, end="", file=sys.stderr, flush=True)
        except BrokenPipeError:
            raise
        except OSError:
            self._quiet, self._live = True, False


def _width() -> int:
    """The columns of the terminal that stderr is."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_WIDTH
    except (OSError, ValueError):
        return _USUAL_WIDTH


def about(title: str, line: str) -> str:
    """The line, with the title before it of the article that it is about, if it has to be told from others."""
    return f"{title}: {line}" if title else line
