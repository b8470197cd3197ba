"""Python's search for garbage, put off while a process starts.

Most of what an import makes stays, and each search looks at all of it again: a tenth of the time of a start.
"""

from __future__ import annotations

import gc
from typing import Literal

__all__ = ["put_off"]

_OBJECTS = 250_000  # about twice what the command that loads most has made when it begins its work


def put_off() -> None:
    """Nothing is searched for until there are many objects; those are then left out of it for good, and it is usual."""
    usual = gc.get_threshold()

    def searched(phase: Literal["start", "stop"], info: dict[str, int]) -> None:
        if phase == "stop" and searched in gc.callbacks:
            gc.callbacks.remove(searched)
            gc.freeze()
            gc.set_threshold(*usual)

    gc.callbacks.append(searched)
    gc.set_threshold(_OBJECTS, *usual[1:])
