"""``summarizer log``: what was asked, when, of which model, and what it cost; and how a run gets into it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.errors import SummarizerError, UsageError
from summarizer.escaping import counted, one_line, visible

if TYPE_CHECKING:
    from summarizer.backends.selecting import Selection
    from summarizer.config import Config
    from summarizer.job import Job
    from summarizer.logbook import Asked, Logbook
    from summarizer.types import Article, Attempt, Envelope, Json

__all__ = ["app", "logged"]

app = typer.Typer(name="log", help="Show and clear the log of runs.", no_args_is_help=True, rich_markup_mode=None)

_FILE = "log.sqlite3"


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"


@app.command("list")
def list_runs(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many, the newest.")] = 20,
    output_format: Annotated[_Format, typer.Option("--format", "-f", help="What to print.")] = _Format.TEXT,
) -> None:
    """List the last runs, the newest first.

    Runs are noted with 'summarizer run --log', or with log = true in your config file.
    """
    from summarizer.cli.assets import show_rows

    runs = _logbook().runs(limit=limit)
    if output_format is _Format.JSON:
        _write({"version": 1, "runs": list(runs)})
    elif runs:
        show_rows([_line(run) for run in runs])
    else:
        typer.echo("no runs are noted: log = true in your config file, or 'summarizer run --log'", err=True)


@app.command()
def show(
    number: Annotated[int, typer.Argument(metavar="ID", help="The number of a run, as list shows it.")],
    output_format: Annotated[_Format, typer.Option("--format", "-f", help="What to print.")] = _Format.TEXT,
) -> None:
    """Show a run and each of its requests."""
    from summarizer.cli.assets import show_rows

    found = _logbook().run(number)
    if found is None:
        raise UsageError(f"no run {number} in the log", hint="see 'summarizer log list'")
    if output_format is _Format.JSON:
        _write({"version": 1, "run": found})
        return
    kept = "in full, with the article: --format json shows it" if found["envelope"] else "without the article's text"
    facts = {name: value for name, value in found.items() if name not in ("asked", "envelope")} | {"kept": kept}
    if found["outcome"] == _UNFINISHED:  # its requests are noted when it ends
        facts |= {"outcome": _UNDER_WAY, "requests": None, "cached": None}
    show_rows([(name, _cell(value)) for name, value in facts.items()])
    asked = found["asked"]
    if isinstance(asked, list) and asked:
        rows = [tuple(_cell(one[name]) for name in _REQUEST) for one in asked if isinstance(one, dict)]
        typer.echo()
        show_rows([tuple(_REQUEST.values()), *rows])


@app.command()
def clear(
    older_than: Annotated[
        str | None, typer.Option("--older-than", metavar="AGE", help="Only what is older: 12h, 30d, 8w.")
    ] = None,
) -> None:
    """Remove runs from the log, so that nothing of them is left in its file."""
    from datetime import UTC, datetime, timedelta

    from summarizer.cli.cache import seconds_in

    before = datetime.now(UTC) - timedelta(seconds=seconds_in(older_than)) if older_than else None
    typer.echo(f"removed {counted(_logbook().clear(before=before), 'run', 'runs')}", err=True)


@contextmanager
def logged(
    config: Config, flag: bool | None, *, article: Article, job: Job, selection: Selection, quiet: bool
) -> Iterator[Callable[[Envelope], None]]:
    """Notes the run inside in the log, if the user wants one: by the flag, else by the config file.

    A log that cannot be written costs a warning and no brief.

    Args:
        config: Says whether, and where.
        flag: ``--log`` or ``--no-log``; None for neither.
        article: What the run is about.
        job: What is made of it.
        selection: Who answers.
        quiet: Say nothing of a log that cannot be written.

    Yields:
        What is to be called with the envelope, once there is one.
    """
    wanted = config.settings.log if flag is None else flag and (config.settings.log or True)
    if not wanted:
        yield lambda envelope: None
        return
    book, start = _logbook(config), time.monotonic()
    try:
        number = book.begin(_asked(article, job, selection))
    except UsageError as err:
        _warn(f"the run is not in the log: {err.message}", quiet=quiet)
        yield lambda envelope: None
        return
    made: list[Envelope] = []
    ending = _Ending("defect")
    try:
        yield made.append
        ending = _ending_of(made[0], in_full=wanted == "full")
    except SummarizerError as err:
        ending = _Ending(type(err).__name__, err.attempts)
        raise
    except (KeyboardInterrupt, BrokenPipeError):
        ending = _Ending("interrupted")
        raise
    finally:
        try:
            book.end(
                number,
                outcome=ending.outcome,
                attempts=ending.attempts,
                seconds=time.monotonic() - start,
                cost=ending.cost,
                unsupported=ending.unsupported,
                envelope=ending.envelope,
            )
        except UsageError as err:
            _warn(f"the end of the run is not in the log: {err.message}", quiet=quiet)


@dataclass(frozen=True, slots=True)
class _Ending:
    outcome: str
    attempts: tuple[Attempt, ...] = ()
    cost: float | None = None
    unsupported: int | None = None
    envelope: str | None = None


def _ending_of(envelope: Envelope, *, in_full: bool) -> _Ending:
    from summarizer.rendering import dumps, to_json

    return _Ending(
        envelope.ending,
        envelope.run.attempts,
        envelope.run.cost,
        len(envelope.unsupported),
        dumps(to_json(envelope), indent=None) if in_full else None,
    )


def _logbook(config: Config | None = None) -> Logbook:
    from summarizer.config import load_config
    from summarizer.logbook import Logbook

    return Logbook((config or load_config()).state_dir / _FILE)


def _asked(article: Article, job: Job, selection: Selection) -> Asked:
    from summarizer.cli.config import without_secrets
    from summarizer.inputs import is_address
    from summarizer.logbook import Asked

    return Asked(
        article=article.id,
        source=without_secrets(article.source) if is_address(article.source) else article.source,
        model=selection.model,
        backend=without_secrets(selection.base_url) if selection.base_url else "embedded",
        prompt=f"{job.template.name}.v{job.template.version}",
        schema=job.schema_name,
    )


def _warn(message: str, *, quiet: bool) -> None:
    if not quiet:
        typer.echo(f"warning: {visible(message)}", err=True)


_UNFINISHED = "unfinished"
_UNDER_WAY = "under way, or killed"
_REQUEST = {
    "number": "",
    "outcome": "outcome",
    "seconds": "seconds",
    "prompt_tokens": "prompt",
    "completion_tokens": "reply",
    "rung": "rung",
    "purpose": "purpose",
}


def _line(run: dict[str, Json]) -> tuple[str, ...]:
    used = [run[name] for name in ("prompt_tokens", "completion_tokens")]
    tokens = [count for count in used if isinstance(count, int)]
    seconds = run["seconds"]
    return (
        str(run["id"]),
        str(run["started"]),
        _UNDER_WAY if run["outcome"] == _UNFINISHED else str(run["outcome"]),
        str(run["model"]),
        f"{sum(tokens):,} tokens" if tokens else "-",
        f"{seconds:.1f} s" if isinstance(seconds, float) else "-",
        one_line(str(run["source"])),
    )


def _cell(value: Json) -> str:
    return "-" if value is None else one_line(f"{value:.3f}" if isinstance(value, float) else str(value))


def _write(value: dict[str, Json]) -> None:
    from summarizer.rendering import dumps

    typer.echo(dumps(value), nl=False)
