"""What the commands of ``summarizer batch`` have in common: a run from its command to its report."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from summarizer.asking import Limits
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.limiting import Limiter
from summarizer.backends.prices import Price, load_prices, price_of
from summarizer.backends.selecting import Selection, load, select
from summarizer.batch.anew import begin_round, end_round, rounds_of
from summarizer.batch.asking import Budget, Stop
from summarizer.batch.command import Command, remember
from summarizer.batch.exporting import export
from summarizer.batch.folder import taken
from summarizer.batch.journal import Journal
from summarizer.batch.maker import Maker, Recipe, Told
from summarizer.batch.reporting import failures, resuming, status_lines
from summarizer.batch.rows import Columns, Row, check_inputs, read_rows
from summarizer.batch.running import UNUSABLE, Batch, Tally, job_key, run
from summarizer.batch.working import Workers
from summarizer.cli.asked import backend_for, others_of
from summarizer.cli.asking import Passes, asking_of
from summarizer.cli.batching_ray import check_ray, forget, publish, ray_engine_of
from summarizer.cli.progress import Display
from summarizer.config import Config, load_config
from summarizer.errors import ArticleError, JournalError, SummarizerError, UsageError
from summarizer.escaping import visible
from summarizer.tokens import guessed_prompt
from summarizer.wiring import job_for

if TYPE_CHECKING:
    from summarizer.job import Job

__all__ = ["estimate", "work"]

_FAILED = 5
_CONCURRENCY = 16
_GATHERED = 5_000  # articles that wait for a Batch API at once, about 200 kB of memory each
_MOST_WORKERS = 4
_SAMPLE = 5
_EVERY = 10.0  # seconds between lines where there is no terminal
_REPLY = 600  # tokens of a whole brief, about; of one small question a tenth


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
    config, selection = _chosen(command, out)
    price = _price(command, config, selection)
    if command.max_cost is not None and price is None:
        raise UsageError(
            f"no price is known of {selection.model} on {selection.base_url}, so --max-cost cannot be kept",
            hint=f"add it to {config.config_dir / 'prices.yaml'}, or use --max-tokens",
        )
    recipe = Recipe(
        make_job=_job_maker(command, config, selection),
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
    """What a command was found to need."""

    config: Config
    selection: Selection
    recipe: Recipe
    workers: Workers | None


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
        using = _Using(config, selection, recipe, workers)
        told = await _told(using)  # what is wrong with prompt and schema is found before the folder is made
        key = _key(command, selection, told)
        with taken(out), Journal(out, durability=command.durability) as journal:
            stop = Stop()
            remember(journal, command, key, force=force)
            with Display(quiet=quiet) as display, _signals(stop, display):
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

    return told_of(using.recipe.make_job())


@contextmanager
def _workers(command: Command, selection: Selection, recipe: Recipe) -> Iterator[Workers | None]:
    """The processes that make outcomes, if there are to be any."""
    usual = min(os.cpu_count() or 1, _MOST_WORKERS, _concurrency(command, selection))
    number = usual if command.workers is None else command.workers
    if not number or command.engine == "ray":  # whose callers have their own
        yield None
        return
    with Workers(recipe, workers=number) as workers:
        yield workers


def _key(command: Command, selection: Selection, told: Told) -> str:
    name = selection.base_url or "embedded"
    return job_key(told, backend=name, model=selection.model, parse=command.parse, statements=command.statements)


def _chosen(command: Command, out: Path) -> tuple[Config, Selection]:
    """What can be wrong with a command, but for its prompt and schema, is found here, before anything is spent."""
    check_inputs(command.inputs, outside=(out,))
    config = load_config(profile=command.profile)
    selection = select(config, model=command.model, base_url=command.base_url)
    others_of(command, selection, config)
    if command.engine == "ray":
        check_ray(command, selection)
    return config, selection


def _job_maker(command: Command, config: Config, selection: Selection) -> Callable[[], Job]:
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
        limits=Limits(call_seconds=command.timeout, attempts=1 if command.engine == "openai-batch" else 5),
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


def _price(command: Command, config: Config, selection: Selection) -> Price | None:
    """Of the model's tokens, as the engine pays for them; None if it is not known."""
    price = price_of(load_prices(config.config_dir), server=selection.base_url, model=selection.model)
    return price.halved() if price and command.engine == "openai-batch" else price


async def _ask(command: Command, out: Path, using: _Using, here: _Here, *, again: bool, resumed: bool) -> None:
    config, selection, recipe, journal = using.config, using.selection, using.recipe, here.journal
    for one in (selection, *others_of(command, selection, config)):
        here.display.chosen(one)
    concurrency = _concurrency(command, selection)
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
        maker=using.workers or _in_this_process(recipe, capabilities),
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
            command, out, selection=selection, recipe=recipe, key_of=partial(_key, command, selection), batch=batch
        )
    progress = _Progress(here.display, budget, command, out)
    try:
        await run(batch, _rows(command, out), on_progress=progress.tell, engine=engine)
    finally:
        progress.end()
        if using.workers:
            using.workers.end()
        await backend.close()


def _concurrency(command: Command, selection: Selection) -> int:
    """Most articles that are asked about at once."""
    usual = _GATHERED if command.engine == "openai-batch" else 1 if selection.embedded else _CONCURRENCY
    return command.concurrency or usual


def _in_this_process(recipe: Recipe, capabilities: Capabilities) -> Maker:
    from summarizer.batch.making import Making
    from summarizer.batch.preparing import prepare_aside

    prepared = partial(prepare_aside, cache_dir=recipe.cache_dir, parse=recipe.parse)
    return Making(recipe, recipe.make_job(), prepared, capabilities=capabilities)


def _rows(command: Command, out: Path) -> Iterator[Row]:
    return read_rows(command.inputs, columns=Columns(command.text_column, command.id_column), outside=(out,))


def _end(command: Command, out: Path, here: _Here) -> int:
    """Writes the results and the report; the exit code says what it came to."""
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
        again = f"; 'summarizer batch retry {out}' tries again" if may_do else ""
        seen = f": see {out / 'errors.jsonl'}" if is_written else ""
        display.say(f"{counts.failed:,} failed{seen}{again}")
    if isinstance(stop.reason, int):
        display.say(f"interrupted: '{resuming(journal)}' goes on; 'summarizer batch export {out}' writes what there is")
        return 128 + stop.reason
    if stop.reason is not None:
        if not isinstance(stop.reason, UsageError):
            display.say(f"to go on: {resuming(journal)}")
        raise stop.reason
    return _FAILED if counts.failed else 0


# --------------------------------------------------------------------------------------- estimate


def estimate(command: Command, out: Path) -> None:
    """Prints what a batch would take, from the first articles and the number of all; asks nothing, writes nothing."""
    from summarizer.batch.preparing import prepare
    from summarizer.pipeline import preview

    config, selection = _chosen(command, out)
    job = _job_maker(command, config, selection)()
    price = _price(command, config, selection)
    rows = _rows(command, out)
    sample = list(islice(rows, _SAMPLE))
    requests = prompt = 0
    for row in (one for one in sample if one.problem is None):
        try:
            article, proposals = asyncio.run(prepare(row, cache_dir=config.cache_dir, parse=command.parse))
        except ArticleError:
            continue
        shown = preview(article, job, proposals=proposals)
        requests += len(shown)
        prompt += sum(guessed_prompt(messages) for _, messages in shown)
    read, size = len(sample), sum(len(row.data) for row in sample)
    seen, keys = size, {row.key for row in sample}
    broken = [row for row in sample if row.problem is not None]
    for row in rows:
        read, size = read + 1, size + len(row.data)
        keys.add(row.key)
        if row.problem is not None:
            broken.append(row)
    scale = size / seen if seen else 0.0
    reply = _REPLY * (len(sample) if job.passes == "one" else requests / 10) * (read / max(len(sample), 1))
    typer.echo(f"{read:,} rows, {len(keys - {None}):,} different articles, {size:,} bytes")
    if broken:
        place = ":".join(str(part) for part in (broken[0].source, broken[0].line) if part is not None)
        typer.echo(visible(f"{len(broken):,} rows cannot be read, the first: {place}: {broken[0].problem}"))
    typer.echo(f"about {requests * read / max(len(sample), 1):,.0f} requests to {selection.model}")
    typer.echo(f"about {prompt * scale:,.0f} tokens of prompts and {reply:,.0f} of replies")
    if price is None:
        typer.echo("price not known")
    else:
        cost = (prompt * scale * price.input + reply * price.output) / 1e6
        typer.echo(f"about ${cost:,.2f}, if the server has nothing cached")
    typer.echo("nothing was sent")


# ------------------------------------------------------------------------------- signals, progress


@contextmanager
def _signals(stop: Stop, display: Display) -> Iterator[None]:
    """The first Ctrl-C, SIGTERM or closing of the terminal stops the batch; the second ends the process.

    Its journal is whole at any time.
    """
    is_told = False

    def on_signal(number: int, frame: object) -> None:
        nonlocal is_told
        if is_told or stop.reason is not None:  # it is told at once; while files are written nothing stops for it
            os._exit(128 + number)
        is_told = True
        display.say("stopping: replies on their way are taken in, no more is sent; once more ends at once")
        try:
            asyncio.get_running_loop().call_soon_threadsafe(stop.now, number)
        except RuntimeError:  # before the first request, or after the last
            stop.now(number)

    hung_up = getattr(signal, "SIGHUP", None)
    heard = [signal.SIGINT, signal.SIGTERM]
    if hung_up is not None and signal.getsignal(hung_up) is not signal.SIG_IGN:  # as nohup has it
        heard.append(hung_up)
    before = {number: signal.signal(number, on_signal) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Progress:
    """Tells how far it is: over and over in one line on a terminal, else by a line now and then."""

    def __init__(self, display: Display, budget: Budget, command: Command, out: Path) -> None:
        self._display, self._budget = display, budget
        self._total: int | None = None
        self._told = time.monotonic()
        self._ended = False
        if not display.quiet:
            threading.Thread(target=self._count, args=(command, out), daemon=True).start()

    def tell(self, tally: Tally) -> None:
        """Tells it, unless it was told just now."""
        now = time.monotonic()
        if self._display.live:
            self._display.show(self._line(tally, now))
        elif now - self._told >= _EVERY:
            self._told = now
            self._display.say(self._line(tally, now))

    def end(self) -> None:
        """Stops counting what is still to come."""
        self._ended = True

    def _line(self, tally: Tally, now: float) -> str:
        made, seconds = tally.done + tally.failed, now - tally.started
        rate = made / seconds if seconds > 0 else 0.0
        through = f"{made + tally.skipped:,} of {self._total:,}" if self._total is not None else f"{tally.done:,} done"
        parts = [through, f"{tally.failed:,} failed", f"{rate:.1f}/s", f"{self._budget.tokens:,} tokens"]
        if self._budget.cost:
            parts.append(f"${self._budget.cost:.2f}")
        if self._total is not None and rate > 0:
            left = max(0, self._total - made - tally.skipped)
            parts.append(f"{timedelta(seconds=round(left / rate))} left")
        return ", ".join(parts)

    def _count(self, command: Command, out: Path) -> None:
        """Counts the rows, beside the work; whatever is wrong with them is told by the work itself."""
        count = 0
        with suppress(SummarizerError, OSError):
            for _ in _rows(command, out):
                count += 1
                if self._ended:
                    return
            self._total = count
