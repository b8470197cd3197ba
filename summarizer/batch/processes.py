"""Processes for workers, which have loaded what workers need when they begin.

On Linux they are forks of one process that has loaded it: the second worker costs next to nothing. That process runs
nothing else and has no threads, which is what makes forks of it safe. Elsewhere each starts by itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from threading import Lock

__all__ = ["begin", "process", "start"]

_FORKS = sys.platform == "linux"
_LOADED = ["summarizer.batch.preloaded"]
_SAFE_PATH = "PYTHONSAFEPATH"
_ENDING = (0.1, 0.3, 1.0)  # seconds that a process may take to end
_one_by_one = Lock()  # for they share an environment


def begin() -> None:
    """What the processes are forks of begins to load, beside this process; once is enough."""
    if _FORKS:
        from multiprocessing import forkserver

        multiprocessing.set_forkserver_preload(_LOADED)
        with suppress(OSError), _as_children_are():  # what is refused is told when a process starts
            forkserver.ensure_running()


def process(target: Callable[..., None], *args: object) -> BaseProcess:
    """A process that is to run `target`; it has not started."""
    context = multiprocessing.get_context("forkserver" if _FORKS else "spawn")
    made: BaseProcess = context.Process(target=target, args=args)  # type: ignore[attr-defined]  # each context has it
    return made


def start(one: BaseProcess) -> None:
    """It runs; on Linux once everything is loaded, which is waited for."""
    with _as_children_are():
        for seconds in _ENDING:
            try:
                one.start()
                return
            except ConnectionError:  # what it is a fork of is about to end (too little memory, too few files)
                time.sleep(seconds)
        one.start()  # of another one


@contextmanager
def _as_children_are() -> Iterator[None]:
    """A process that is started meanwhile is never interrupted by Ctrl-C, and imports nothing of its working directory.

    This one is interrupted, a moment later.
    """
    with _one_by_one, _safe_path():
        if not hasattr(signal, "pthread_sigmask"):
            yield
            return
        resource_tracker.ensure_running()  # which is started with the first process, and lets interrupts through again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _safe_path() -> Iterator[None]:
    before, os.environ[_SAFE_PATH] = os.environ.get(_SAFE_PATH), "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before
