"""What a worker and the process that has started it say to each other."""

from __future__ import annotations

from dataclasses import dataclass

from summarizer.batch.engine import Keyed
from summarizer.batch.journal import Outcome
from summarizer.batch.maker import Told
from summarizer.errors import SummarizerError
from summarizer.types import Reply, Request

__all__ = ["Answer", "Ask", "Drop", "Leave", "Made", "Make", "Ready", "Refused", "Unable"]


@dataclass(frozen=True, slots=True)
class Make:
    """To a worker: an article to be made, who is asked about it, and under which name."""

    one: Keyed
    server: str
    model: str


@dataclass(frozen=True, slots=True)
class Answer:
    """To a worker: what became of a request."""

    number: int
    reply: Reply | SummarizerError


@dataclass(frozen=True, slots=True)
class Refused:
    """To a worker: what the server was found not to do."""

    server: str
    model: str
    feature: str


@dataclass(frozen=True, slots=True)
class Leave:
    """To a worker: whatever waits for anything but an answer is to end."""


@dataclass(frozen=True, slots=True)
class Drop:
    """To a worker: an article is not wanted any more."""

    key: str


@dataclass(frozen=True, slots=True)
class Ask:
    """From a worker: a request about an article."""

    number: int
    key: str
    request: Request
    deadline: float


@dataclass(frozen=True, slots=True)
class Made:
    """From a worker: an article's outcome."""

    key: str
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Ready:
    """From a worker: it has its job, of which this is told."""

    told: Told


@dataclass(frozen=True, slots=True)
class Unable:
    """From a worker: it cannot work at all."""

    error: SummarizerError
