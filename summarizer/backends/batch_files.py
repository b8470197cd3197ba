"""What goes over the wire to OpenAI's Batch API, and what comes back: limits, batches, and the lines of their files.

Nothing here talks to a server. The form: https://platform.openai.com/docs/guides/batch
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from summarizer.backends.wire import Body
from summarizer.errors import BackendError
from summarizer.strict_json import NotJson, read_strictly
from summarizer.types import Json

__all__ = ["MOST_BYTES", "MOST_REQUESTS", "PATH", "Answer", "RemoteBatch", "answer_in", "batch_in", "id_in"]

MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
PATH: Final = "/v1/chat/completions"
"""What each line of a file asks, as the API wants it written, whatever the server's own path is."""


@dataclass(frozen=True, slots=True)
class RemoteBatch:
    """A batch as the server tells of it.

    Attributes:
        status: ``validating``, ``in_progress``, ``finalizing``, ``cancelling`` while it is under way; ``completed``,
            ``expired``, ``cancelled`` or ``failed`` at its end.
        output: The id of the file with the replies, if there is one; of a batch that ended early it has some of them.
        errors: The id of the file with the requests that were refused, or not reached.
        done: Requests that were answered or refused.
        reasons: Why it failed: code and message.
    """

    id: str
    status: str
    output: str | None
    errors: str | None
    done: int
    total: int
    reasons: tuple[tuple[str, str], ...]

    @property
    def ended(self) -> bool:
        """True if nothing more will come of it."""
        return self.status in ("completed", "expired", "cancelled", "failed")


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of a file that a batch made: the id of a request, and its completion, or why there is none."""

    id: str
    status: int
    body: bytes


def answer_in(line: bytes) -> Answer | None:
    """What a line of a batch's file says; None if it says nothing that can be read.

    A request that was not reached, since the batch ended before, has the status 408, so that it is a transport fault.
    """
    try:
        value = read_strictly(line.decode("utf-8"))
    except (UnicodeDecodeError, NotJson):
        return None
    id = value.get("custom_id") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(id, str):
        return None
    response = value.get("response")
    if not isinstance(response, dict):
        return Answer(id, 408, json.dumps({"error": value.get("error")}).encode())
    status = response.get("status_code")
    return Answer(id, status if isinstance(status, int) else 500, json.dumps(response.get("body")).encode())


def id_in(body: Body, server: str) -> str:
    """The id of what the server tells of.

    Raises:
        BackendError: It tells none.
    """
    id = body.get("id")
    if not isinstance(id, str) or not id:
        raise BackendError(
            f"{server} answered a call of the Batch API without an id", hint="has this server a Batch API?", status=None
        )
    return id


def batch_in(body: Body, server: str) -> RemoteBatch:
    """The batch that the server tells of.

    Raises:
        BackendError: It tells of none.
    """
    counts, errors = body.get("request_counts"), body.get("errors")
    counts = counts if isinstance(counts, dict) else {}
    listed = errors.get("data") if isinstance(errors, dict) else None
    return RemoteBatch(
        id=id_in(body, server),
        status=str(body.get("status")),
        output=_text(body.get("output_file_id")),
        errors=_text(body.get("error_file_id")),
        done=_count(counts.get("completed")) + _count(counts.get("failed")),
        total=_count(counts.get("total")),
        reasons=tuple(
            (str(one.get("code")), f"{one.get('message')}" + (f" (line {one['line']})" if one.get("line") else ""))
            for one in (listed if isinstance(listed, list) else [])
            if isinstance(one, dict)
        ),
    )


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None


def _count(value: Json) -> int:
    return value if isinstance(value, int) else 0
