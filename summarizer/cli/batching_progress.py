"""While a batch runs: what is told of it, and the signals that stop it."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from summarizer.batch.asking import Budget, Stop
from summarizer.batch.command import Command
from summarizer.batch.running import Tally
from summarizer.cli.batching_needs import rows_of
from summarizer.cli.progress import Display
from summarizer.errors import SummarizerError

__all__ = ["Progress", "signals_heard"]

_EVERY = 10.0  # seconds between lines where there is no terminal


@contextmanager
def signals_heard(stop: Stop, display: Display) -> Iterator[None]:
    """The first Ctrl-C, SIGTERM or closing of the terminal stops the batch; the second ends the process.

    Its journal is whole at any time.
    """
    is_told = False

    def on_signal(number: int, frame: object) -> None:
        nonlocal is_told
        if is_told or stop.reason is not None:  # it is told at once; while files are written nothing stops for it
            os._exit(128 + number)
        is_told = True
        display.say("stopping: replies on their way are taken in, no more is sent; once more ends at once")
        try:
            asyncio.get_running_loop().call_soon_threadsafe(stop.now, number)
        except RuntimeError:  # before the first request, or after the last
            stop.now(number)

    hung_up = getattr(signal, "SIGHUP", None)
    heard = [signal.SIGINT, signal.SIGTERM]
    if hung_up is not None and signal.getsignal(hung_up) is not signal.SIG_IGN:  # as nohup has it
        heard.append(hung_up)
    before = {number: signal.signal(number, on_signal) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Progress:
    """Tells how far it is: over and over in one line on a terminal, else by a line now and then."""

    def __init__(self, display: Display, budget: Budget, command: Command, out: Path) -> None:
        self._display, self._budget = display, budget
        self._total: int | None = None
        self._told = time.monotonic()
        self._ended = False
        if not display.quiet:
            threading.Thread(target=self._count, args=(command, out), daemon=True).start()

    def tell(self, tally: Tally) -> None:
        """Tells it, unless it was told just now."""
        now = time.monotonic()
        if self._display.live:
            self._display.show(self._line(tally, now))
        elif now - self._told >= _EVERY:
            self._told = now
            self._display.say(self._line(tally, now))

    def end(self) -> None:
        """Stops counting what is still to come."""
        self._ended = True

    def _line(self, tally: Tally, now: float) -> str:
        made, seconds = tally.done + tally.failed, now - tally.started
        rate = made / seconds if seconds > 0 else 0.0
        through = f"{made + tally.skipped:,} of {self._total:,}" if self._total is not None else f"{tally.done:,} done"
        parts = [through, f"{tally.failed:,} failed", f"{rate:.1f}/s", f"{self._budget.tokens:,} tokens"]
        if self._budget.cost:
            parts.append(f"${self._budget.cost:.2f}")
        if self._total is not None and rate > 0:
            left = max(0, self._total - made - tally.skipped)
            parts.append(f"{timedelta(seconds=round(left / rate))} left")
        return ", ".join(parts)

    def _count(self, command: Command, out: Path) -> None:
        """Counts the rows, beside the work; whatever is wrong with them is told by the work itself."""
        count = 0
        with suppress(SummarizerError, OSError):
            for _ in rows_of(command, out):
                count += 1
                if self._ended:
                    return
            self._total = count
