"""``summarizer prompts try``: prompts and models on the same articles, side by side."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.asking import (
    BaseUrlOption,
    Passes,
    PassesOption,
    ProfileOption,
    QuietOption,
    TimeoutOption,
    asking_of,
    seconds_of,
    seconds_set,
)
from summarizer.cli.assets import AssetsOption
from summarizer.errors import BackendError, SummarizerError, UsageError

if TYPE_CHECKING:
    from summarizer.backends.selecting import Selection
    from summarizer.comparing.trials import Trial
    from summarizer.config import Config
    from summarizer.pipeline import Job
    from summarizer.types import Article, Envelope

__all__ = ["try_prompts"]


class _Format(StrEnum):
    TEXT = "text"
    HTML = "html"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A prompt and a model that are tried together."""

    label: str
    job: Job
    selection: Selection


@dataclass(frozen=True, slots=True)
class _Keeper:
    """Writes envelopes to a folder, if there is one."""

    folder: Path | None
    force: bool

    def path(self, article: Article, label: str) -> Path:
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(article.source).stem).strip(".-") or "article"
        name = f"{stem[:60]}-{article.id[:8]}.{re.sub(r'[^A-Za-z0-9._-]+', '-', label)}.json"
        return (self.folder or Path()) / name

    def check(self, articles: Sequence[Article], labels: Sequence[str]) -> None:
        """Tells what is in the way before anything is spent."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise UsageError(f"cannot make the folder {str(self.folder)!r}: {err.strerror}") from err
        named: dict[Path, str] = {}
        for article, label in product(articles, labels):
            if (path := self.path(article, label)).exists() and not self.force:
                raise UsageError(f"{path} is there already", hint="--force overwrites it")
            if named.setdefault(path, label) != label:
                raise UsageError(
                    f"the briefs of {named[path]!r} and {label!r} would both be {path.name}", hint="try them one by one"
                )

    def keep(self, envelope: Envelope, label: str) -> None:
        if self.folder is None:
            return
        from summarizer.files import write_whole
        from summarizer.rendering import dumps, to_json

        path = self.path(envelope.article, label)
        try:
            write_whole(path, dumps(to_json(envelope)))
        except OSError as err:
            raise UsageError(f"cannot write {path}: {err.strerror}") from err


def try_prompts(
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Articles, each as run takes it.")],
    prompts: Annotated[
        list[str] | None, typer.Option("--prompt", "-t", help="Name or path of a prompt. Repeatable.")
    ] = None,
    models: Annotated[list[str] | None, typer.Option("--model", "-m", help="Which model answers. Repeatable.")] = None,
    base_url: BaseUrlOption = None,
    output_format: Annotated[_Format, typer.Option("--format", "-f", help="What to print.")] = _Format.TEXT,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="Keep the brief of each run.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files in --out.")] = False,
    passes: PassesOption = None,
    timeout: TimeoutOption = None,
    assets: AssetsOption = None,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Try prompts or models on the same articles, side by side.

    What each found that the others did not, what could not be supported, and
    what it cost. Items are the same if their quotes overlap. A run that fails
    or breaks off does not stop the others; the exit code is then that of the
    first error.
    """
    import asyncio

    from summarizer.asking import Limits
    from summarizer.backends.selecting import select, settled
    from summarizer.config import load_config
    from summarizer.inputs import read_articles
    from summarizer.wiring import job_for

    config = load_config(profile=profile)
    settings = config.settings
    named: Sequence[str | None] = models or (None,)
    selections = [asyncio.run(settled(select(config, model=model, base_url=base_url))) for model in named]
    wanted = [(selection, prompt) for selection in selections for prompt in prompts or [settings.prompt]]
    jobs = [
        job_for(
            config,
            prompt=prompt,
            assets=assets or (),
            max_tokens=settings.max_tokens,
            **asking_of(selection, passes or Passes(settings.passes), temperature=settings.temperature),
            limits=Limits(call_seconds=seconds_of(selection, seconds_set(config, timeout))),
        )
        for selection, prompt in wanted
    ]
    read = [
        *{one.id: one for name in articles for one in asyncio.run(read_articles(name, stdin=sys.stdin.buffer))}.values()
    ]
    labels = _labels(jobs, [selection for selection, _ in wanted])
    candidates = [*map(_Candidate, labels, jobs, [selection for selection, _ in wanted])]
    keeper = _Keeper(out, force)
    keeper.check(read, labels)
    trials, failed = asyncio.run(_run_all(read, candidates, config, keeper, quiet=quiet))
    if failed and not any(trial.envelope for trial in trials):
        raise failed
    _print(trials, output_format)
    broke_off = any(trial.error for trial in trials)
    return failed.exit_code if failed else BackendError.exit_code if broke_off else 0


def _labels(jobs: Sequence[Job], selections: Sequence[Selection]) -> list[str]:
    """The prompt's name and version, the model where there are several; numbered where that is the same."""
    several = len({selection.model for selection in selections}) > 1
    labels: list[str] = []
    for job, selection in zip(jobs, selections, strict=True):
        label = f"{job.template.name}.v{job.template.version}" + (f" {selection.model}" if several else "")
        same = sum(other == label or other.startswith(f"{label} #") for other in labels)
        labels.append(f"{label} #{same + 1}" if same else label)
    return labels


async def _run_all(
    articles: Sequence[Article], candidates: Sequence[_Candidate], config: Config, keeper: _Keeper, *, quiet: bool
) -> tuple[list[Trial], SummarizerError | None]:
    """All trials, those of an article together, and the first error."""
    from summarizer.backends.capabilities import Capabilities
    from summarizer.backends.selecting import connect
    from summarizer.cli.progress import Display
    from summarizer.comparing.trials import Trial
    from summarizer.pipeline import summarize
    from summarizer.wiring import proposals_for

    trials: list[Trial] = []
    failed: list[SummarizerError] = []
    capabilities = Capabilities(config.cache_dir / "capabilities")
    with Display(quiet=quiet) as display:
        # All are parsed before a model starts: the embedded one takes the cores that it finds free.
        parsed = [
            (one, await proposals_for(one, cache_dir=config.cache_dir, on_progress=display.fetching))
            for one in articles
        ]
        for selection, group in groupby(candidates, key=lambda one: one.selection):
            display.chosen(selection)
            backend = await connect(
                selection, cache_dir=config.cache_dir, capabilities=capabilities, on_progress=display.fetching
            )
            gone = None  # why this server answers nobody
            try:
                for one, (article, proposals) in product([*group], parsed):
                    display.say(f"{one.label}: {article.source}")
                    try:
                        if gone:
                            raise gone
                        envelope = await summarize(
                            article,
                            one.job,
                            proposals=proposals,
                            backend=backend,
                            capabilities=capabilities,
                            on_progress=display.asking,
                        )
                    except SummarizerError as err:
                        failed.append(err)
                        gone = err if isinstance(err, BackendError) and err.concerns_all else None
                        trials.append(Trial(one.label, article, None, err.message))
                    else:
                        keeper.keep(envelope, one.label)
                        broken = [notice.message for notice in envelope.warnings if notice.code == "broke-off"]
                        trials.append(Trial(one.label, article, envelope, broken[0] if broken else None))
            finally:
                await backend.close()
    order = [article.id for article in articles]
    return sorted(trials, key=lambda trial: order.index(trial.article.id)), failed[0] if failed else None


def _print(trials: Sequence[Trial], output_format: _Format) -> None:
    from summarizer.comparing import tables

    match output_format:
        case _Format.TEXT:
            typer.echo(tables.to_text(trials), nl=False)
        case _Format.HTML:
            typer.echo(tables.to_html(trials), nl=False)
        case _Format.JSON:
            from summarizer.rendering import dumps

            typer.echo(dumps(tables.to_json(trials)), nl=False)
