"""What is said of a batch: how far it is, what it cost, and what failed and why, in a few lines however many rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from summarizer.batch.command import engine_in, giving
from summarizer.batch.journal import Exported, Failure, Journal
from summarizer.batch.uploads import uploads_in
from summarizer.escaping import counted, one_line

__all__ = ["Alike", "failures", "status_lines"]

_KINDS = 5
_LONGEST = 200
_CHANGING = re.compile(r"'.*'|\"[^\"]*\"|\S*\d\S*")  # quotations, and words that have a number


@dataclass(frozen=True, slots=True)
class Alike:
    """Rows that failed alike: how many, and the first of them."""

    number: int
    first: Exported
    failure: Failure


def failures(journal: Journal, job: str) -> list[Alike]:
    """The rows that failed, by what their errors say but for numbers and quotations; the most first."""
    found: dict[tuple[str, str], Alike] = {}
    for one in journal.exported(job, failed=True):
        if isinstance(one.result, Failure):
            alike = one.result.kind, _CHANGING.sub("", one.result.reason)
            before = found.get(alike) or Alike(0, one, one.result)
            found[alike] = replace(before, number=before.number + 1)
    return sorted(found.values(), key=lambda one: -one.number)


def status_lines(journal: Journal, job: str) -> Iterator[str]:
    """How far a job is, what its journal has cost, and what failed, line by line."""
    counts, spent, was_read = journal.counts(job), journal.spent(), journal.get("listed") is not None
    unread = "" if was_read else "; the input was not read to its end yet"
    yield f"{counts.done:,} done, {counts.failed:,} failed, {counts.open:,} open{unread}"
    cost = "price not known" if spent.cost is None else f"${spent.cost:.4f}"
    yield f"{spent.replies:,} replies, {spent.tokens:,} tokens, {cost}, in all that the journal has"
    uploads, asked = uploads_in(journal)
    if uploads:
        lie = f"{asked:,} requests lie with the server, in {counted(uploads, 'batch', 'batches')}"
        yield f"{lie}: {_fetching(journal)}"
    if counts.repeated:
        yield f"{counted(counts.repeated, 'row has', 'rows have')} the text of another: asked once, written for each"
    if counts.ambiguous:
        ids = f"{counted(counts.ambiguous, 'id stands', 'ids stand')} for more than one text"
        yield f"warning: {ids}, such as {', '.join(map(repr, journal.ambiguous(3)))}"
    if was_read and not counts.done + counts.failed + counts.open:
        yield "warning: there is no article in the input"
    failed = failures(journal, job)
    for one in failed[:_KINDS]:
        yield f"  {_told(one)}"
    if others := sum(one.number for one in failed[_KINDS:]):
        yield f"  {others:,} for other reasons"
    if journal.dropped:
        yield f"warning: {journal.dropped:,} rows of the journal were corrupt and do not count; a run makes them anew"


def _fetching(journal: Journal) -> str:
    """How to come by what lies with the server, which another engine would ask for, and pay for, once more."""
    if engine_in(journal) == "openai-batch":
        return f"'{giving('resume', journal.folder)}' fetches them"
    return "they are paid for all the same, and the command with --engine openai-batch fetches them"


def _told(one: Alike) -> str:
    listed, kind = one.first.listed, one.failure.kind
    place = listed.source if listed.line is None else f"{listed.source}:{listed.line}"
    first = "such as " if one.number > 1 else ""
    return f"{one.number:,} {kind}, {first}{one_line(place)}: {one_line(one.failure.reason)[:_LONGEST]}"
