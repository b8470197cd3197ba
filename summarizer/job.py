"""What to make of an article, whom to ask for it, and how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pydantic import BaseModel

from summarizer.asking import Limits, Sleep
from summarizer.backends.capabilities import Capabilities
from summarizer.prompting import Template
from summarizer.types import Backend, Json

__all__ = ["Job", "OnProgress", "Progress", "Server", "silent"]


@dataclass(frozen=True, slots=True)
class Job:
    """What to make of an article.

    Attributes:
        templates: The prompt's own parts by name, and ``reask`` and ``schema``.
        schema: The model of the brief; `schema_name` and `schema_sha256` say which.
        passes: ``one`` request for everything, or ``several`` small ones.
        max_tokens: The longest reply; None for what the passes say.
        temperature: None leaves it to the server.
        enforced: The server keeps schemas, so that evidence can be a choice of the article's own sentences.
        language: What to write in; None for the article's language.
        chunk_tokens: About how much of an article one request may have, if everything is asked in one; None for
            100,000 tokens, or what the model's context allows if the server has said how long it is.
    """

    template: Template
    templates: Mapping[str, Template]
    schema: type[BaseModel]
    schema_name: str
    schema_sha256: str
    parameters: Mapping[str, str]
    passes: Literal["one", "several"] = "one"
    max_tokens: int | None = None
    temperature: float | None = 0.0
    enforced: bool = False
    language: str | None = None
    chunk_tokens: int | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: the step, the requests done and planned so far, and about how many tokens of the reply have come.

    Attributes:
        found: An item that was just taken, in a list under the name of its field; `summarize` tells of it as it is
            published, but for the ids of actors, which are given when all are known.
    """

    step: str
    done: int
    planned: int
    tokens: int = 0
    found: Mapping[str, Json] = field(default_factory=dict)


OnProgress: TypeAlias = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Nobody is told."""
    return


@dataclass(frozen=True, slots=True)
class Server:
    """Whom a run asks, and what it needs for that.

    Attributes:
        backend: The model that is asked.
        capabilities: What is known of servers.
        sleep: Waits between retries.
    """

    backend: Backend
    capabilities: Capabilities = field(default_factory=Capabilities)
    sleep: Sleep = asyncio.sleep
