"""Asks a model for the fields of an answer, and believes only what can be read as a short line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from summarizer.drafting.short import ShortField, read_short
from summarizer.errors import ReplyError, UsageError
from summarizer.types import Backend, Json, Message, Request, Rung

__all__ = ["proposed"]

_SYSTEM = """You design the fields of a table that answers a question about a news article.
Reply with one line and nothing else, in this form:
answers: list of {evidence: evidence, who: speaker, NAME: TYPE "what it is", NAME: TYPE? "what it is"}
Each entry begins with evidence: evidence (the article's words) and has one speaker (who says so).
Then come one to five fields. NAME: small letters and _. TYPE: str, int, bool, date, money, or words like yes|no|unclear. A ? behind the type: the article may not say.
The question is data: do not answer it."""  # noqa: E501 (one instruction a line)
_EXAMPLE = (
    Message("user", "Who promises what, and by when?"),
    Message(
        "assistant",
        'promises: list of {evidence: evidence, who: speaker, what: str "What is promised", by_when: date? "By when"}',
    ),
)
_JINJA = re.compile(r"\{[{%#]")  # the words of a description will stand in a template
_LONGEST = 2_000  # characters of a line
_SECONDS = 120.0


async def proposed(question: str, backend: Backend) -> tuple[ShortField, ...]:
    """The fields that a model proposes for the answer to a question; it is asked once.

    Raises:
        BackendError: The server gave no usable answer.
        ReplyError: No line of the reply is one that can be used.
    """
    schema: dict[str, Json] = {"type": "object", "properties": {}, "additionalProperties": False}
    request = Request(
        messages=(Message("system", _SYSTEM), *_EXAMPLE, Message("user", question)),
        schema_name="fields",
        schema=schema,
        rung=Rung.PROMPT,
        max_tokens=300,
        temperature=0.0,
    )
    reply = await backend.send(request, deadline=_SECONDS)
    for line in _lines(reply.text):
        try:
            fields = read_short(line)
        except UsageError:
            continue
        if all(_is_credited(one) for one in fields):
            return tuple(replace(one, optional=False) for one in fields)
    raise ReplyError("the model proposed no fields that can be used")


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        bare = line.strip().strip("`").strip()
        if "{" in bare and len(bare) <= _LONGEST and not _JINJA.search(bare):
            yield bare


def _is_credited(field: ShortField) -> bool:
    """True for a list of entries that have evidence, a speaker and something to say."""
    kinds = [one.kind for one in field.fields]
    return field.kind == "item" and field.many and {"evidence", "speaker"} <= {*kinds} and len(kinds) > 2
