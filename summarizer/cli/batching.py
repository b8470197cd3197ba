"""What the commands of ``summarizer batch`` have in common: a run from its command to its report."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.backends.capabilities import Capabilities
from summarizer.backends.limiting import Limiter
from summarizer.backends.selecting import Selection, load, settled
from summarizer.batch.anew import begin_round, end_round, rounds_of
from summarizer.batch.asking import Budget, Stop
from summarizer.batch.command import Command, giving, remember
from summarizer.batch.folder import taken
from summarizer.batch.handles import make_room
from summarizer.batch.journal import Journal
from summarizer.batch.maker import Maker, Recipe, Told
from summarizer.batch.running import UNUSABLE, Batch, run
from summarizer.batch.working import Workers
from summarizer.cli.asked import backend_for, others_of
from summarizer.cli.batching_needs import chosen, concurrency_of, job_maker, key_of, price_for, rows_of
from summarizer.cli.batching_progress import Progress, signals_heard
from summarizer.cli.batching_ray import forget, publish, ray_engine_of
from summarizer.cli.progress import Display
from summarizer.config import Config
from summarizer.errors import JournalError, UsageError

if TYPE_CHECKING:
    from summarizer.job import Job

__all__ = ["work"]

_FAILED = 5
_MOST_WORKERS = 4


def work(
    command: Command,
    out: Path,
    *,
    force: bool = False,
    again: bool = False,
    resumed: bool = False,
    quiet: bool = False,
) -> int:
    """Runs a batch to its end, or as far as it goes, and returns the exit code.

    Args:
        command: What is to be done.
        out: Its folder.
        force: Results of other inputs may be replaced.
        again: Failures are tried again.
        resumed: Nothing is begun anew, whatever the command says of the cache.
        quiet: Nothing is told but errors.
    """
    config, selection = chosen(command, out)
    if selection.assumed:
        selection = asyncio.run(settled(selection))
        command = command.model_copy(update={"model": selection.model})
    price = price_for(command, config, selection)
    if command.max_cost is not None and price is None:
        raise UsageError(
            f"no price is known of {selection.model} on {selection.base_url}, so --max-cost cannot be kept",
            hint=f"add it to {config.config_dir / 'prices.yaml'}, or use --max-tokens",
        )
    recipe = Recipe(
        make_job=job_maker(command, config, selection),
        cache_dir=config.cache_dir,
        price=price,
        parse=command.parse,
        statements=command.statements,
    )
    return asyncio.run(
        _work(command, out, config, selection, recipe, force=force, again=again, resumed=resumed, quiet=quiet)
    )


@dataclass(frozen=True, slots=True)
class _Using:
    """What a command was found to need; `job_here` makes the job in this process, once."""

    config: Config
    selection: Selection
    recipe: Recipe
    workers: Workers | None
    job_here: Callable[[], Job]


async def _work(
    command: Command,
    out: Path,
    config: Config,
    selection: Selection,
    recipe: Recipe,
    *,
    force: bool,
    again: bool,
    resumed: bool,
    quiet: bool,
) -> int:
    with _workers(command, selection, recipe) as workers:
        using = _Using(config, selection, recipe, workers, cache(recipe.make_job))
        told = await _told(using)  # what is wrong with prompt and schema is found before the folder is made
        key = key_of(command, selection, told)
        with taken(out), Journal(out, durability=command.durability) as journal:
            stop = Stop()
            remember(journal, command, key, force=force)
            with Display(quiet=quiet) as display, signals_heard(stop, display):
                here = _Here(key, told.longest_wait, journal, stop, display)
                await _ask(command, out, using, here, again=again, resumed=resumed)
                return _end(command, out, here)


@dataclass(frozen=True, slots=True)
class _Here:
    """What one run of it is kept in and told by."""

    key: str
    longest_wait: float
    journal: Journal
    stop: Stop
    display: Display


async def _told(using: _Using) -> Told:
    """What a worker tells of the job; if none can, the job is made here, which says why.

    What sends is loaded meanwhile.
    """
    if using.workers:
        told, _ = await asyncio.gather(using.workers.ready(), asyncio.to_thread(load, using.selection))
        if told:
            return told
    from summarizer.batch.making import told_of

    return told_of(using.job_here())


@contextmanager
def _workers(command: Command, selection: Selection, recipe: Recipe) -> Iterator[Workers | None]:
    """The processes that make outcomes, if there are to be any."""
    concurrency = concurrency_of(command, selection)
    usual = min(os.cpu_count() or 1, _MOST_WORKERS, concurrency)
    number = usual if command.workers is None else command.workers
    if command.engine == "local":
        make_room(concurrency, workers=number)
    if not number or command.engine == "ray":  # whose callers have their own
        yield None
        return
    with Workers(recipe, workers=number) as workers:
        yield workers


async def _ask(command: Command, out: Path, using: _Using, here: _Here, *, again: bool, resumed: bool) -> None:
    config, selection, recipe, journal = using.config, using.selection, using.recipe, here.journal
    for one in (selection, *others_of(command, selection, config)):
        here.display.chosen(one)
    concurrency = concurrency_of(command, selection)
    limiter = Limiter(concurrency=concurrency, rpm=command.rpm, tpm=command.tpm, tell=here.display.say)
    capabilities = Capabilities(recipe.capabilities)
    if again:
        journal.reopen(here.key, unusable=UNUSABLE)
    is_begun = not (command.cache or resumed) and begin_round(journal, here.key)
    if again or is_begun:
        forget(journal)
    spent = journal.spent()
    budget = Budget(command.max_cost, command.max_tokens, spent.known_cost, spent.tokens)
    backend = await backend_for(
        command,
        selection,
        config=config,
        journal=journal,
        capabilities=capabilities,
        limiter=limiter,
        budget=budget,
        stop=here.stop,
        price=recipe.price,
        display=here.display,
    )
    batch = Batch(
        key=here.key,
        backend=backend,
        limiter=limiter,
        price=recipe.price,
        maker=using.workers or _in_this_process(using, capabilities),
        journal=journal,
        budget=budget,
        stop=here.stop,
        longest_wait=here.longest_wait,
        concurrency=concurrency,
        ahead=2 * max(using.workers.count if using.workers else 0, 1),
        rounds=rounds_of(journal, here.key, anew=not command.cache),
        max_seconds=command.max_time,
        keeps_going=command.keep_going,
    )
    engine = None
    if command.engine == "ray":
        engine = ray_engine_of(
            command, out, selection=selection, recipe=recipe, key_of=partial(key_of, command, selection), batch=batch
        )
    progress = Progress(here.display, budget, command, out)
    try:
        await run(batch, rows_of(command, out), on_progress=progress.tell, engine=engine)
    finally:
        progress.end()
        if using.workers:
            using.workers.end()
        await backend.close()


def _in_this_process(using: _Using, capabilities: Capabilities) -> Maker:
    from summarizer.batch.making import Making
    from summarizer.batch.preparing import prepare_aside

    recipe = using.recipe
    prepared = partial(prepare_aside, cache_dir=recipe.cache_dir, parse=recipe.parse)
    return Making(recipe, using.job_here(), prepared, capabilities=capabilities)


def _end(command: Command, out: Path, here: _Here) -> int:
    """Writes the results and the report; the exit code says what it came to."""
    from summarizer.batch.exporting import export
    from summarizer.batch.reporting import failures, status_lines

    journal, key, stop, display = here.journal, here.key, here.stop, here.display
    counts = journal.counts(key)
    if stop.reason is None and not counts.open:
        end_round(journal, key)
    unfit = isinstance(stop.reason, int | JournalError)
    is_written = stop.reason is None or (counts.done and not unfit)
    if is_written:
        export(journal, key, out, parquet=command.parquet)
        publish(command, out)
    if not (isinstance(stop.reason, UsageError) and not counts.done + counts.failed + counts.open):
        for line in status_lines(journal, key):
            display.say(line)
    if counts.failed:
        # What cannot be read today cannot be read tomorrow either.
        may_do = any(one.failure.kind != "ArticleError" for one in failures(journal, key))
        again = f"; to try again: {giving('retry', out)}" if may_do else ""
        seen = f": see {out / 'errors.jsonl'}" if is_written else ""
        display.say(f"{counts.failed:,} failed{seen}{again}")
    if isinstance(stop.reason, int):
        display.say(f"interrupted; to go on: {giving('resume', out)}; to write what there is: {giving('export', out)}")
        return 128 + stop.reason
    if stop.reason is not None:
        if not isinstance(stop.reason, UsageError):
            display.say(f"to go on: {giving('resume', out)}")
        raise stop.reason
    return _FAILED if counts.failed else 0
