"""Rounds of a journal: ``--no-cache`` begins one, in which everything is asked once more, however often it stops.

A reply is kept under its request and the round that it was asked in, so that one of a round before is not taken for it,
and stays what was paid for.
"""

from __future__ import annotations

from typing import TypeAlias

from pydantic import BaseModel, ValidationError

from summarizer.batch.journal import Journal
from summarizer.errors import JournalError

__all__ = ["FIRST", "Rounds", "begin_round", "end_round", "place_in", "rounds_of"]

_NAME = "rounds"

Rounds: TypeAlias = tuple[int, ...]
"""The rounds whose replies are taken, in the order in which they are looked for; new ones are of the first."""

FIRST: Rounds = (0,)


class _Known(BaseModel):
    """The last round, and the jobs that are not through with theirs."""

    last: int = 0
    open: dict[str, int] = {}


def begin_round(journal: Journal, job: str) -> bool:
    """The job's articles are to be asked about anew, none of them was yet; False if such a round is under way."""
    known = _known(journal)
    if job in known.open:
        return False
    last = known.last + 1
    with journal.writing() as db:
        db.execute("DELETE FROM outcome WHERE job = ?", (job,))
        journal.put(_NAME, _Known(last=last, open=known.open | {job: last}).model_dump(mode="json"))
    return True


def end_round(journal: Journal, job: str) -> None:
    """The job is through with its round, if it had one."""
    known = _known(journal)
    if known.open.pop(job, None):
        journal.put(_NAME, known.model_dump(mode="json"))


def rounds_of(journal: Journal, job: str, *, anew: bool) -> Rounds:
    """Which replies a job takes: of its round alone, if it is in one and everything is asked anew; else of all."""
    known = _known(journal)
    if anew and job in known.open:
        return (known.open[job],)
    return tuple(range(known.last, -1, -1))


def place_in(request: str, number: int) -> str:
    """A request of a round, as the journal knows it."""
    return f"{request}.{number}" if number else request


def _known(journal: Journal) -> _Known:
    try:
        return _Known.model_validate(journal.get(_NAME) or {})
    except ValidationError as err:
        raise JournalError(f"the journal in {str(journal.folder)!r} is broken: {_NAME!r} is none of ours") from err
