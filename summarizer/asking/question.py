"""The words of asking: what is asked, how much may be spent on it, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from summarizer.types import Attempt, Fault, Json, Message, Notice, Path

__all__ = ["Answer", "Limits", "Question", "Rejected", "Wording"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and the model of its answer.

    Attributes:
        purpose: What it is for, as attempts record it: the fields asked for.
        messages: The rendered turns; they stay the first turns of every re-ask, so that a server can cache them.
        reply: The model of the answer; its fields come in their order.
        max_tokens: The longest reply.
        temperature: None leaves it to the server.
    """

    purpose: str
    messages: tuple[Message, ...]
    reply: type[BaseModel]
    max_tokens: int
    temperature: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one question may cost.

    Attributes:
        call_seconds: The deadline of each request.
        attempts: Requests for the same thing, until transport faults are given up.
        retry_seconds: From the first of these to the last, without the deadlines that passed.
        retry_after: The longest wait that a server may ask for.
        reask_rounds: Further requests about what is wrong in a reply.
        tokens: Prompt and reply of all requests together; beyond it nothing is asked again. None: no limit.
    """

    call_seconds: float = 300.0
    attempts: int = 5
    retry_seconds: float = 180.0
    retry_after: float = 60.0
    reask_rounds: int = 2
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A part of a reply that stayed wrong.

    Attributes:
        path: Where it stood: ``("positions", 3)``; a field alone is the field itself, or the rest of its list.
        item: What the model said; None if it said nothing.
        faults: What is wrong with it.
        value: What it is, validated, if only the caller finds something wrong with it; else None.
    """

    path: Path
    item: Json
    faults: tuple[Fault, ...]
    value: object = None


@dataclass(frozen=True, slots=True)
class Wording:
    """The caller's words for what only asking knows.

    Attributes:
        schema: From a JSON Schema as text to what is added to the prompt of a server that cannot enforce it.
        mend: From what is wrong to the turn that asks for it again. The path ``()`` stands for the whole reply; the
            parts are to come under the keys that `key_of` gives to their paths.
    """

    schema: Callable[[str], str]
    mend: Callable[[tuple[Rejected, ...]], str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is right of a reply, and what is not.

    Attributes:
        value: Fields of the question's model, validated. Each field and each item passed the check; what was wrong is
            left out, so a field may be missing.
        rejected: What stayed wrong, in the order of the fields.
        notices: What the reader should know of how it came about.
        attempts: One for each request.
    """

    value: dict[str, object]
    rejected: tuple[Rejected, ...]
    notices: tuple[Notice, ...]
    attempts: tuple[Attempt, ...]
