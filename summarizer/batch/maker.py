"""Who makes outcomes, as it is seen from where they are wanted: nothing that it makes them with is loaded here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from summarizer.backends.prices import Price
from summarizer.batch.asking import Halt
from summarizer.batch.engine import Keyed
from summarizer.batch.journal import Failure, Outcome
from summarizer.errors import SummarizerError
from summarizer.types import Backend, Json

if TYPE_CHECKING:
    from summarizer.job import Job

__all__ = ["Asked", "Maker", "Recipe", "Told", "failure_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What outcomes are made with, in whichever process; it can be sent to one.

    Attributes:
        make_job: Finds and loads the assets where it is called.
        cache_dir: Where parse models are, and what is known of servers.
        price: Of the model's tokens, if it is known.
        parse: False reads statements by patterns alone.
        statements: The envelopes have the parse's statements.
    """

    make_job: Callable[[], Job]
    cache_dir: Path
    price: Price | None = None
    parse: bool = True
    statements: bool = False

    @property
    def capabilities(self) -> Path:
        """The folder of what is known of servers."""
        return self.cache_dir / "capabilities"


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a job where its outcomes are wanted.

    Attributes:
        parts: All that decides what a brief is like, beside its article: prompt, schema, parameters.
        longest_wait: Seconds; a server that asks for more is not waited for.
    """

    parts: Mapping[str, Json]
    longest_wait: float


class Asked(Backend, Protocol):
    """Whom one article asks."""

    def rewind(self) -> None:
        """The article is begun anew: what it was answered so far it is answered again, and nothing is paid twice."""


class Maker(Protocol):
    """Makes outcomes, in this process or in others."""

    async def make(self, one: Keyed, backend: Asked) -> Outcome | None:
        """The outcome of an article that asks a backend; None if it was left, because the batch is to stop."""

    def leave(self) -> None:
        """Ends what waits for anything but an answer of its backend."""


def failure_of(err: Exception) -> Outcome:
    """What an error makes of its article.

    Raises:
        Halt: It stands for one.
    """
    if isinstance(err, SummarizerError):
        return Outcome(Failure(type(err).__name__, err.message, err.hint))
    if isinstance(err, ExceptionGroup) and err.subgroup(Halt) is not None:
        raise Halt from err  # a long article asks about its chunks side by side
    return Outcome(Failure("defect", f"{type(err).__name__}: {err}"))
