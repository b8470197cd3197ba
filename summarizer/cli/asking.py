"""Which model is asked, and how: what the commands that ask one have in common."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, TypedDict

import typer

from summarizer.cli import completing

if TYPE_CHECKING:
    from summarizer.backends.selecting import Selection
    from summarizer.config import Config

__all__ = [
    "Asking",
    "BaseUrlOption",
    "ModelOption",
    "Passes",
    "PassesOption",
    "ProfileOption",
    "QuietOption",
    "StatementsOption",
    "TemperatureOption",
    "TimeoutOption",
    "asking_of",
    "seconds_of",
    "seconds_set",
]

_SECONDS = 300.0
_SECONDS_EMBEDDED = 1_800.0  # it streams, so a silence of a minute is what ends a reply that does not come


class Passes(StrEnum):
    """What ``--passes`` takes; ``auto`` leaves it to the backend."""

    AUTO = "auto"
    ONE = "one"
    SEVERAL = "several"


ModelOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--model", "-m", help="Which model answers.", autocompletion=completing.language_models),
]
BaseUrlOption: TypeAlias = Annotated[
    str | None, typer.Option("--base-url", metavar="URL", help="An OpenAI-compatible server.")
]
PassesOption: TypeAlias = Annotated[
    Passes | None, typer.Option("--passes", help="One request for everything, or several small ones; default: auto.")
]
ProfileOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="Settings of that name in your config file.",
        autocompletion=completing.profiles,
    ),
]
TemperatureOption: TypeAlias = Annotated[
    float | None, typer.Option("--temperature", min=0.0, max=2.0, help="0 repeats itself best.")
]
TimeoutOption: TypeAlias = Annotated[
    float | None, typer.Option("--timeout", min=0.1, help="Seconds for one request; default: 300, embedded 1800.")
]
StatementsOption: TypeAlias = Annotated[
    bool, typer.Option("--statements", help="Keep the parse's statements in the JSON.")
]
QuietOption: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on stderr but errors.")]


class Asking(TypedDict):
    """The part of a `Job` that depends on who is asked."""

    passes: Literal["one", "several"]
    temperature: float | None
    enforced: bool


def asking_of(selection: Selection, passes: Passes, *, temperature: float | None = None) -> Asking:
    """The embedded model is small, keeps schemas and repeats itself at 0; of a server none of that is known."""
    several = passes is Passes.SEVERAL or (passes is Passes.AUTO and selection.embedded)
    return {
        "passes": "several" if several else "one",
        "temperature": temperature if temperature is not None else (0.0 if selection.embedded else None),
        "enforced": selection.embedded,
    }


def seconds_set(config: Config, timeout: float | None) -> float | None:
    """The deadline of a request that the user set, by a flag or in the config file; None if they did not."""
    return timeout or (config.settings.timeout if "timeout" in config.origins else None)


def seconds_of(selection: Selection, wanted: float | None) -> float:
    """The deadline of a request: as it is wanted, or as it fits who is asked."""
    return wanted or (_SECONDS_EMBEDDED if selection.embedded else _SECONDS)
