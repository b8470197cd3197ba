"""``summarizer eval``: what a prompt, a schema and a model are worth on annotated articles."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.asking import (
    BaseUrlOption,
    ModelOption,
    Passes,
    PassesOption,
    ProfileOption,
    QuietOption,
    asking_of,
)
from summarizer.cli.assets import AssetsOption, ParametersOption, PromptOption, SchemaOption
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.backends.selecting import Selection
    from summarizer.config import Config
    from summarizer.evaluating.gold import Gold
    from summarizer.evaluating.predictions import Prediction
    from summarizer.evaluating.report import Report
    from summarizer.pipeline import Job

__all__ = ["evaluate"]

_FAILED = 5
_BELOW = 6
_PREDICTIONS = "predictions.jsonl"


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"


def evaluate(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="A JSONL file of gold, or its name in --data.")],
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The folder of data sets.")] = None,
    statements: Annotated[bool, typer.Option("--statements", help="Score the parse alone; no model.")] = False,
    predictions: Annotated[
        Path | None, typer.Option("--predictions", metavar="FILE", help="Score these predictions; no model.")
    ] = None,
    prompt: PromptOption = None,
    schema: SchemaOption = None,
    parameters: ParametersOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    passes: PassesOption = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Only so many articles, from the top.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write predictions.jsonl, report.json and report.html."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the files in --out.")] = False,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="DIR", help="Compare with the run that --out wrote there.")
    ] = None,
    floor: Annotated[
        list[str] | None,
        typer.Option("--floor", metavar="NAME=VALUE", help="Exit with 6 if the figure is below. Repeatable."),
    ] = None,
    floors: Annotated[
        Path | None, typer.Option("--floors", metavar="FILE", help="Floors in a JSON file: names and values.")
    ] = None,
    raise_floors: Annotated[
        bool, typer.Option("--raise-floors", help="Raise the floors in the file to what is measured.")
    ] = False,
    lower_floors: Annotated[
        bool, typer.Option("--lower-floors", help="Set the floors in the file to what is measured, if lower too.")
    ] = False,
    output_format: Annotated[_Format, typer.Option("--format", "-f", help="What to print.")] = _Format.TEXT,
    assets: AssetsOption = None,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Score a prompt, a schema and a model on annotated articles.

    Exit codes: 0 done, 2 usage or gold, 4 the backend, 5 some articles failed, 6 a figure is below its floor.
    """
    import asyncio

    from summarizer.backends.selecting import select, settled
    from summarizer.config import load_config
    from summarizer.evaluating import floors as flooring
    from summarizer.evaluating.gold import find_gold, read_gold
    from summarizer.evaluating.predictions import read_predictions
    from summarizer.evaluating.report import report_of
    from summarizer.wiring import job_for

    if statements and predictions:
        raise UsageError("--statements and --predictions are two runs", hint="compare them with --against")
    if (raise_floors or lower_floors) and floors is None:
        raise UsageError("no file of floors to write", hint="name it with --floors")
    _check_out(out, force=force)
    in_file = flooring.read_floors(floors) if floors else {}
    wanted = {**in_file, **flooring.floors_from(floor or ())}
    gold = read_gold(find_gold(dataset, data), name=dataset, data=data, limit=limit)
    other = (str(against), read_predictions(against / _PREDICTIONS)) if against else None
    config = load_config(profile=profile)
    if predictions:
        found, run = read_predictions(predictions), {"predictions": str(predictions)}
    elif statements:
        found, run = asyncio.run(_parse(gold, config, quiet=quiet)), {"run": "the parse alone"}
    else:
        selection = asyncio.run(settled(select(config, model=model, base_url=base_url)))
        job = job_for(
            config,
            prompt=prompt or config.settings.prompt,
            schema=schema,
            assets=assets or (),
            parameters=parameters or (),
            max_tokens=config.settings.max_tokens,
            **asking_of(selection, passes or Passes(config.settings.passes), temperature=config.settings.temperature),
        )
        found, run = asyncio.run(_ask(gold, job, selection, config, quiet=quiet)), _described(job, selection)
    report = report_of(gold, found, run=run, against=other)
    _deliver(report, found, out, output_format)
    if floors and (raise_floors or lower_floors):
        in_file = flooring.moved(in_file, report, lower=lower_floors)
        flooring.write_floors(floors, in_file)
        wanted |= in_file
    below = flooring.below(report, wanted)
    for line in below:
        typer.echo(f"error: {line}", err=True)
    if below:
        return _BELOW
    return _FAILED if any(one.prediction.error for one in report.scores) else 0


async def _parse(gold: Gold, config: Config, *, quiet: bool) -> dict[str, Prediction]:
    from summarizer.cli.progress import Display
    from summarizer.evaluating.running import parse_all

    found = {}
    with Display(quiet=quiet) as display:
        async for one in parse_all(gold, cache_dir=config.cache_dir, on_fetch=display.fetching):
            found[one.id] = one
    return found


async def _ask(gold: Gold, job: Job, selection: Selection, config: Config, *, quiet: bool) -> dict[str, Prediction]:
    """The predictions of a model, its replies kept; says article by article how it goes."""
    from summarizer.backends.capabilities import Capabilities
    from summarizer.backends.selecting import kept
    from summarizer.cli.progress import Display
    from summarizer.evaluating.running import summarize_all

    capabilities = Capabilities(config.cache_dir / "capabilities")
    found: dict[str, Prediction] = {}
    with Display(quiet=quiet) as display:
        display.chosen(selection)
        backend = kept(selection, cache_dir=config.cache_dir, capabilities=capabilities, on_progress=display.fetching)
        try:
            async for one in summarize_all(
                gold,
                job,
                backend=backend,
                capabilities=capabilities,
                cache_dir=config.cache_dir,
                on_progress=display.asking,
            ):
                found[one.id] = one
                display.say(f"[{len(found)}/{len(gold.articles)}] {one.id}{f': {one.error}' if one.error else ''}")
        finally:
            await backend.close()
        lost = f"; {backend.unkept} could not be kept" if backend.unkept else ""
        display.say(f"{backend.misses} replies asked for, {backend.hits} from the cache{lost}")
    return found


def _described(job: Job, selection: Selection) -> dict[str, str]:
    """What was run, for the report; the hashes tell two versions of one prompt apart."""
    return {
        "model": selection.model,
        "backend": selection.base_url or "embedded",
        "prompt": f"{job.template.name}.v{job.template.version}",
        "prompt_sha256": job.template.sha256,
        "schema": job.schema_name,
        "schema_sha256": job.schema_sha256,
        "passes": job.passes,
        **{f"p.{name}": value for name, value in job.parameters.items()},
    }


def _check_out(out: Path | None, *, force: bool) -> None:
    """Fails before anything is spent if the folder cannot take the files."""
    if out is None:
        return
    if (out / _PREDICTIONS).exists() and not force:
        raise UsageError(f"{out} has a run already", hint="--force overwrites it")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise UsageError(f"cannot write {out}: {err.strerror}") from err


def _deliver(report: Report, found: Mapping[str, Prediction], out: Path | None, output_format: _Format) -> None:
    """Prints the figures, and writes the three files."""
    from summarizer.escaping import visible
    from summarizer.evaluating.page import to_html
    from summarizer.evaluating.predictions import write_predictions
    from summarizer.evaluating.report import to_json
    from summarizer.evaluating.table import to_text
    from summarizer.rendering import dumps

    if out is not None:
        ours = [found[one.article.id] for one in report.scores if one.article.id in found]
        files = {
            _PREDICTIONS: write_predictions(ours),
            "report.json": dumps(to_json(report)),
            "report.html": to_html(report),
        }
        try:
            for name, text in files.items():
                (out / name).write_text(text, "utf-8")
        except OSError as err:
            raise UsageError(f"cannot write {err.filename}: {err.strerror}") from err
    typer.echo(dumps(to_json(report)) if output_format is _Format.JSON else visible(to_text(report)), nl=False)
    if output_format is _Format.TEXT:
        typer.echo()
