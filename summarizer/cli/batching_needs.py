"""What a command of ``summarizer batch`` comes to: whom it asks, at what price, for which job, about which rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.asking import Limits
from summarizer.backends.prices import Price, load_prices, price_of
from summarizer.backends.selecting import Selection, select
from summarizer.batch.command import Command
from summarizer.batch.maker import Told
from summarizer.batch.rows import Columns, Row, check_inputs, read_rows
from summarizer.batch.running import job_key
from summarizer.cli.asked import others_of
from summarizer.cli.asking import Passes, asking_of, seconds_of
from summarizer.cli.batching_ray import check_ray
from summarizer.config import Config, load_config
from summarizer.errors import UsageError
from summarizer.wiring import job_for

if TYPE_CHECKING:
    from summarizer.job import Job

__all__ = ["chosen", "concurrency_of", "job_maker", "key_of", "price_for", "rows_of"]

_CONCURRENCY = 16
_GATHERED = 5_000  # articles that wait for a Batch API at once, about 200 kB of memory each


def chosen(command: Command, out: Path) -> tuple[Config, Selection]:
    """What can be wrong with a command, but for its prompt and schema, is found here, before anything is spent."""
    check_inputs(command.inputs, outside=(out,))
    config = load_config(profile=command.profile)
    selection = select(config, model=command.model, base_url=command.base_url)
    others_of(command, selection, config)
    if command.engine == "ray":
        check_ray(command, selection)
    return config, selection


def job_maker(command: Command, config: Config, selection: Selection) -> Callable[[], Job]:
    """What makes the job, here or in another process."""
    passes = _passes(command, selection)
    return partial(
        job_for,
        config,
        prompt=command.prompt,
        schema=command.schema_name,
        assets=command.assets,
        parameters=command.parameters,
        max_tokens=command.reply_tokens,
        **asking_of(selection, passes, temperature=command.temperature),
        limits=Limits(
            call_seconds=seconds_of(selection, command.timeout), attempts=1 if command.engine == "openai-batch" else 5
        ),
    )


def _passes(command: Command, selection: Selection) -> Passes:
    """One for a Batch API, whatever is wished: each further request may take a day.

    Raises:
        UsageError: The options do not fit the engine.
    """
    if command.engine != "openai-batch":
        if command.detach:
            raise UsageError("--detach is for --engine openai-batch", hint="leave it out, or name the engine")
        return Passes(command.passes)
    if selection.embedded:
        raise UsageError("the embedded model has no Batch API", hint="set OPENAI_API_KEY, or pass --base-url")
    return Passes.ONE


def price_for(command: Command, config: Config, selection: Selection) -> Price | None:
    """Of the model's tokens, as the engine pays for them; None if it is not known."""
    price = price_of(load_prices(config.config_dir), server=selection.base_url, model=selection.model)
    return price.halved() if price and command.engine == "openai-batch" else price


def key_of(command: Command, selection: Selection, told: Told) -> str:
    """The key of the job that is told of."""
    name = selection.base_url or "embedded"
    return job_key(told, backend=name, model=selection.model, parse=command.parse, statements=command.statements)


def concurrency_of(command: Command, selection: Selection) -> int:
    """Most articles that are asked about at once."""
    usual = _GATHERED if command.engine == "openai-batch" else 1 if selection.embedded else _CONCURRENCY
    return command.concurrency or usual


def rows_of(command: Command, out: Path) -> Iterator[Row]:
    """The rows of its inputs, but for what lies in its folder."""
    return read_rows(command.inputs, columns=Columns(command.text_column, command.id_column), outside=(out,))
