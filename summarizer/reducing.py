"""Headline, summary and whatever else is no list are asked for once more, of what the chunks of an article gave."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from summarizer.budgeting import Budget
from summarizer.chunking import Part
from summarizer.errors import ContextOverflowError
from summarizer.job import Job, OnProgress, Server
from summarizer.judging import Judge
from summarizer.mapping import Chunk
from summarizer.planning import item_model
from summarizer.prompting import Pass
from summarizer.record import Record
from summarizer.taking import Taking
from summarizer.types import Json, Proposals, field_marks, is_evidence, list_item_type

__all__ = ["reduce", "reduction"]

_TEMPLATE = "reduce"
_FINDINGS = 60  # items of lists that are shown
_LONGEST = 300  # code points of each
_FEWER = (1, 2, 4, 8)  # every so-manieth part is shown, where all of them do not fit


def reduction(schema: type[BaseModel]) -> Pass | None:
    """What is asked for once more: the fields that are no lists; None if there are none."""
    fields = tuple(name for name, info in schema.model_fields.items() if list_item_type(info) is None)
    return Pass(ask=fields, template=_TEMPLATE) if fields else None


async def reduce(
    chunks: Sequence[Chunk], record: Record, *, job: Job, judge: Judge, server: Server, on_progress: OnProgress
) -> None:
    """Adds to a record the fields that are no lists; a question that comes to nothing is among its failures.

    Args:
        chunks: What they said of these fields is shown, in the order of the article.
        record: What is merged of them; of its lists some items are shown, from all over the article.
        job: Has the template ``reduce``.
        judge: Judges the answer as any other, by the whole article.
        server: Whom to ask.
        on_progress: Told as of any other request.

    Raises:
        BackendError: The server gave no usable answer.
    """
    asked = reduction(job.schema)
    if asked is None:
        return
    parts = [_told(chunk, asked.ask) for chunk in chunks if not chunk.error]
    findings = _findings(record, job.schema)
    nothing = Part(replace(judge.article, text=""), ())
    context = server.capabilities.context(server.backend.name, server.backend.model)
    budget = Budget(asked, job, nothing.article, Proposals(), context)
    for step in _FEWER:
        known: dict[str, Json] = {"parts": [*parts[::step]], "findings": [*_some(findings, _FINDINGS // step)]}
        taking = Taking(
            nothing,
            Proposals(),
            job=replace(job, max_tokens=budget.reply_tokens()) if context else job,
            judge=judge,
            server=server,
            on_progress=on_progress,
            record=record,
            known=known,
        )
        try:
            await taking.take_all((asked,))
            return
        except ContextOverflowError as err:
            if step == _FEWER[-1]:
                raise
            record.attempts += err.attempts


def _told(chunk: Chunk, fields: Sequence[str]) -> dict[str, Json]:
    """What a chunk gave for the fields, as text."""
    told = to_jsonable_python({name: chunk.record.draft[name] for name in fields if name in chunk.record.draft})
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in told.items()}


def _findings(record: Record, schema: type[BaseModel]) -> list[str]:
    """One line for each item of a list, without the words that it copies from the article."""
    found = []
    for name, items in to_jsonable_python(record.draft).items():
        model = item_model(schema, name)
        shown = [key for key, info in model.model_fields.items() if not is_evidence(field_marks(info))] if model else []
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                words = [said for key in shown if isinstance(said := item.get(key), str)]
                found.append(f"{name}: {'; '.join(words)}"[:_LONGEST])
    return found


def _some(lines: Sequence[str], most: int) -> list[str]:
    """At most so many of the lines, from all over them."""
    return [lines[number * len(lines) // most] for number in range(most)] if len(lines) > most else [*lines]
