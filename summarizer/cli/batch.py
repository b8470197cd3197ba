"""``summarizer batch``: many articles to as many briefs, in a folder that remembers what was paid for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from summarizer.cli.asking import (
    ModelOption,
    PassesOption,
    ProfileOption,
    QuietOption,
    StatementsOption,
    TemperatureOption,
    TimeoutOption,
    seconds_set,
)
from summarizer.cli.assets import AssetsOption, ParametersOption, PromptOption, SchemaOption
from summarizer.cli.batch_options import (
    Durability,
    Engine,
    FolderArgument,
    KeepGoingOption,
    MaxCostOption,
    MaxTimeOption,
    MaxTokensOption,
    ParquetOption,
)
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.batch.journal import Journal

__all__ = ["app"]


class _RunUnlessNamed(TyperGroup):
    """A group in which words that begin with no command's name are ``run``'s."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts ``run`` before such words."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="batch",
    cls=_RunUnlessNamed,
    help="Summarize many articles.\n\n'batch INPUT... --out DIR' is short for 'batch run INPUT... --out DIR'.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("run")
def run_batch(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...", help="Files, folders, patterns, .jsonl, .json, .csv, .tsv, .parquet; also .gz, .zst."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder for journal and results.")],
    text_column: Annotated[
        str, typer.Option("--text-column", metavar="NAME", help="Where a table or JSONL has the text.")
    ] = "text",
    id_column: Annotated[str, typer.Option("--id-column", metavar="NAME", help="Where it has the id.")] = "id",
    prompt: PromptOption = None,
    schema: SchemaOption = None,
    parameters: ParametersOption = None,
    model: ModelOption = None,
    base_url: Annotated[
        list[str] | None,
        typer.Option("--base-url", metavar="URL", help="An OpenAI-compatible server. Repeatable: they share the work."),
    ] = None,
    passes: PassesOption = None,
    reply_tokens: Annotated[
        int | None, typer.Option("--reply-tokens", min=1, help="Longest reply of one request ('run': --max-tokens).")
    ] = None,
    temperature: TemperatureOption = None,
    timeout: TimeoutOption = None,
    statements: StatementsOption = False,
    engine: Annotated[
        Engine,
        typer.Option(
            "--engine", help="openai-batch: by OpenAI's Batch API, at half the price, in a day. ray: on a cluster."
        ),
    ] = Engine.LOCAL,
    detach: Annotated[
        bool, typer.Option("--detach", help="openai-batch: send and end; the same command again fetches.")
    ] = False,
    poll: Annotated[
        float, typer.Option("--poll", min=0.05, metavar="SECONDS", help="openai-batch: how often to ask how far it is.")
    ] = 60.0,
    concurrency: Annotated[
        int | None,
        typer.Option(
            "--concurrency", "-c", min=1, help="Most articles at once; default: 16, embedded 1, openai-batch 5000."
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=0,
            help="Processes that work at articles; 0: this one; default: one a core, up to 4; ray: one a caller.",
        ),
    ] = None,
    parse: Annotated[
        bool, typer.Option("--parse/--no-parse", help="Check speakers by a parse, or by patterns alone.")
    ] = True,
    rpm: Annotated[
        float | None, typer.Option("--rpm", min=0.001, help="Requests a minute; default: what the server says.")
    ] = None,
    tpm: Annotated[float | None, typer.Option("--tpm", min=1, help="Tokens a minute, likewise.")] = None,
    max_cost: MaxCostOption = None,
    max_tokens: MaxTokensOption = None,
    max_time: MaxTimeOption = None,
    keep_going: KeepGoingOption = False,
    cache: Annotated[
        bool, typer.Option("--cache/--no-cache", help="Use what the journal has, or ask for everything anew, once.")
    ] = True,
    durability: Annotated[
        Durability, typer.Option("--sync", help="full: each reply is on the disk before it is used.")
    ] = Durability.NORMAL,
    parquet: ParquetOption = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace results of other inputs in DIR; ask again what lies with a Batch API."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read everything, estimate tokens and cost; ask nothing, write nothing.")
    ] = False,
    address: Annotated[
        str | None,
        typer.Option(
            "--address", metavar="HOST:PORT", help="ray: a cluster that runs, or auto; default: one of its own."
        ),
    ] = None,
    storage: Annotated[
        str | None,
        typer.Option("--storage", metavar="PLACE", help="ray: a folder or bucket that all machines see; gets briefs/."),
    ] = None,
    assets: AssetsOption = None,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Summarize many articles, and go on where it stopped when the same command is given again.

    DIR gets briefs.jsonl, briefs.parquet and errors.jsonl, and journal.sqlite, which has every reply that was paid
    for. Ctrl-C or SIGTERM: what is in flight is taken in, no more is sent; a second one ends at once.

    Exit codes: 0 done, 2 usage, 4 the backend, 5 done and some articles failed, 7 the quota, 8 a budget, 9 the journal
    or the disk, 129 the terminal closed, 130 interrupted, 143 terminated. After 4, 7, 8, 9, 129, 130 and 143 the same
    command goes on, or in short 'batch resume DIR'.
    """
    from summarizer.batch.processes import begin

    if workers != 0 and not dry_run and engine is not Engine.RAY:
        begin()  # what workers need is loaded while this process finds out what they are to do
    from summarizer.batch.command import Command
    from summarizer.config import load_config

    config = load_config(profile=profile)
    settings = config.settings
    command = Command(
        folder=str(Path.cwd()),
        inputs=tuple(inputs),
        text_column=text_column,
        id_column=id_column,
        prompt=prompt or settings.prompt,
        schema_name=schema,
        parameters=tuple(parameters or ()),
        assets=tuple(assets or ()),
        model=model,
        base_url=base_url[0] if base_url else None,
        other_urls=tuple(base_url[1:]) if base_url else (),
        profile=profile,
        passes=passes.value if passes else settings.passes,
        reply_tokens=reply_tokens or settings.max_tokens,
        temperature=settings.temperature if temperature is None else temperature,
        timeout=seconds_set(config, timeout),
        statements=statements,
        parse=parse,
        workers=workers,
        concurrency=concurrency,
        rpm=rpm,
        tpm=tpm,
        max_cost=max_cost,
        max_tokens=max_tokens,
        max_time=max_time,
        keep_going=keep_going,
        cache=cache,
        durability=durability.value,
        parquet=parquet,
        engine=engine.value,
        detach=detach,
        poll=poll,
        address=address,
        storage=storage,
    )
    if dry_run:
        from summarizer.cli.batching_estimate import estimate

        estimate(command, out)
        return 0
    from summarizer.cli.batching import work

    return work(command, out, force=force, quiet=quiet)


@app.command()
def status(folder: FolderArgument) -> None:
    """Show how far a batch is, what it has cost, and what failed; also while it runs."""
    from summarizer.batch.command import command_in
    from summarizer.batch.reporting import status_lines
    from summarizer.escaping import visible

    with _reading(folder) as journal:
        _, job = command_in(journal)
        for line in status_lines(journal, job):
            typer.echo(visible(line))


@app.command()
def resume(
    folder: FolderArgument,
    max_cost: MaxCostOption = None,
    max_tokens: MaxTokensOption = None,
    max_time: MaxTimeOption = None,
    keep_going: KeepGoingOption = False,
    quiet: QuietOption = False,
) -> int:
    """Go on with a batch where it stopped, by the command that it was last given, from any folder.

    Exit codes: as for 'batch run'.
    """
    budgets = {"max_cost": max_cost, "max_tokens": max_tokens, "max_time": max_time}
    return _again(folder, budgets | {"keep_going": keep_going or None}, quiet=quiet)


@app.command()
def retry(folder: FolderArgument, quiet: QuietOption = False) -> int:
    """Try the failed articles of a batch again, by the command that it was last given, from any folder.

    Exit codes: as for 'batch run'.
    """
    return _again(folder, {}, quiet=quiet, failures=True)


def _again(folder: Path, changed: Mapping[str, float | None], *, quiet: bool, failures: bool = False) -> int:
    """The command that a batch was last given, with some options changed, in the folder that it counts from."""
    from summarizer.batch.command import command_in
    from summarizer.cli.batching import work

    with _reading(folder) as journal:
        command, _ = command_in(journal)
    command = command.model_copy(update={name: value for name, value in changed.items() if value is not None})
    if command.folder == str(Path.cwd()):
        return work(command, folder, again=failures, resumed=True, quiet=quiet)
    if not Path(command.folder).is_dir():
        raise UsageError(
            f"the batch was begun in {command.folder!r}, which is not there, and its inputs are named from it",
            hint="give the whole command again, with --force: what was paid for is kept",
        )
    out = folder.resolve()
    with chdir(command.folder):
        return work(command, out, again=failures, resumed=True, quiet=quiet)


@app.command()
def export(
    folder: FolderArgument,
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help="Another folder for the files.")] = None,
    parquet: ParquetOption = None,
) -> None:
    """Write briefs.jsonl, briefs.parquet and errors.jsonl from a batch's journal; also while it runs."""
    from summarizer.batch.command import command_in
    from summarizer.batch.exporting import export as write

    with _reading(folder) as journal:
        _, job = command_in(journal)
        place = to or folder
        if not place.is_dir():
            raise UsageError(f"no folder {str(place)!r}", hint="make it, or name another folder")
        written = write(journal, job, place, parquet=parquet)
    typer.echo(f"{written.briefs:,} briefs, {written.errors:,} errors, {written.open:,} open, in {place}", err=True)


def _reading(folder: Path) -> Journal:
    from summarizer.batch.journal import Journal

    return Journal(folder, read_only=True)
