"""What a batch was asked for, as its journal keeps it: so that it can be told, repeated, and told apart."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from summarizer.batch.journal import Durability, Journal
from summarizer.batch.uploads import uploads_in
from summarizer.errors import UsageError

__all__ = ["Command", "command_in", "engine_in", "giving", "remember"]

_NAME, _JOB = "command", "job"
_SWITCHES = (("openai-batch", "local"), ("openai-batch", "ray"))


class Command(BaseModel):
    """The inputs and options of ``summarizer batch run``; no key is among them.

    Attributes:
        folder: The working directory that `inputs` and `assets` count from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: str
    inputs: tuple[str, ...]
    text_column: str = "text"
    id_column: str = "id"
    prompt: str = "brief"
    schema_name: str | None = None
    parameters: tuple[str, ...] = ()
    assets: tuple[Path, ...] = ()
    model: str | None = None
    base_url: str | None = None
    other_urls: tuple[str, ...] = ()
    profile: str | None = None
    passes: Literal["auto", "one", "several"] = "auto"
    reply_tokens: int | None = None
    temperature: float | None = None
    timeout: float | None = None
    statements: bool = False
    parse: bool = True
    workers: int | None = None
    concurrency: int | None = None
    rpm: float | None = None
    tpm: float | None = None
    max_cost: float | None = None
    max_tokens: int | None = None
    max_time: float | None = None
    keep_going: bool = False
    cache: bool = True
    durability: Durability = "normal"
    parquet: bool | None = None
    engine: Literal["local", "openai-batch", "ray"] = "local"
    detach: bool = False
    poll: float = 60.0
    address: str | None = None
    storage: str | None = None


def giving(name: str, folder: Path) -> str:
    """The command of that name for a batch, as a shell takes it."""
    return f"summarizer batch {name} {shlex.quote(str(folder))}"


def command_in(journal: Journal) -> tuple[Command, str]:
    """The command that a journal was last used by, and the key of its job.

    Raises:
        UsageError: It was used by none yet, or by another version of the program.
    """
    command, job = journal.get(_NAME), journal.get(_JOB)
    if command is None or not isinstance(job, str):
        raise UsageError(f"the journal in {str(journal.folder)!r} is empty", hint="summarizer batch INPUT --out DIR")
    try:
        return Command.model_validate(command), job
    except ValidationError as err:
        raise UsageError(
            f"the journal in {str(journal.folder)!r} is of another version of the program",
            hint="give the whole command again: what was paid for is kept",
        ) from err


def engine_in(journal: Journal) -> str | None:
    """The engine of the command that a journal was last used by; None if it was used by none yet."""
    command = journal.get(_NAME)
    return str(command.get("engine")) if isinstance(command, dict) else None


def _pays_once(journal: Journal, command: Command, job: str) -> None:
    """What lies with a Batch API for a job is not asked for by another engine.

    Raises:
        UsageError: It would be.
    """
    _, asked = uploads_in(journal)
    if asked and journal.get(_JOB) == job and (engine_in(journal), command.engine) in _SWITCHES:
        raise UsageError(
            f"{asked:,} requests of this batch lie with the Batch API, and are paid for: --engine {command.engine} "
            "would ask for them once more",
            hint=f"'{giving('resume', journal.folder)}' fetches them; --force pays twice",
        )


def remember(journal: Journal, command: Command, job: str, *, force: bool = False) -> None:
    """The journal is of this command from now on.

    Raises:
        UsageError: It was of other inputs, whose results would be overwritten, or what lies with a Batch API would be
            asked for elsewhere, and that was not forced.
    """
    if not force:
        _pays_once(journal, command, job)
    before = journal.get(_NAME)
    if isinstance(before, dict):
        inputs, folder = before.get("inputs"), before.get("folder")
        if inputs != list(command.inputs) or folder != command.folder:
            if not force:
                shown = " ".join(map(str, inputs)) if isinstance(inputs, list) else "other inputs"
                raise UsageError(
                    f"{str(journal.folder)!r} has the results of {shown}",
                    hint="name another folder; --force writes these in their place"
                    " (replies that were paid for stay known)",
                )
            journal.end_rows(0)
            journal.put("listed", None)
    journal.put(_NAME, command.model_dump(mode="json"))
    journal.put(_JOB, job)
