"""Open files that a batch needs: the system lets this process have as many, or it is told before anything is spent."""

from __future__ import annotations

from importlib.util import find_spec

from summarizer.errors import UsageError

__all__ = ["make_room"]

_OWN = 32  # of the program, its journal and two articles that are read
_OF_A_WORKER = 4


def make_room(connections: int, *, workers: int) -> None:
    """This process may have so many connections and workers; it has none of them yet.

    Raises:
        UsageError: The system does not let it.
    """
    if find_spec("resource") is None:  # Windows, which has no such limit
        return
    import resource

    needed = _OWN + connections + _OF_A_WORKER * workers
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise UsageError(
            f"{connections:,} requests at once may need {needed:,} open files, and this process may have {hard:,}",
            hint="fewer --concurrency or --workers, or a higher 'ulimit -n'",
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
