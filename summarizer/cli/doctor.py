"""``summarizer doctor``: what a run would find on this machine, and what is broken before it costs anything."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from summarizer.cli.asking import ProfileOption, seconds_of, seconds_set
from summarizer.errors import SummarizerError

if TYPE_CHECKING:
    from summarizer.asking import Answer
    from summarizer.backends.selecting import Selection
    from summarizer.config import Config
    from summarizer.types import Json

__all__ = ["Check", "doctor"]

_EMBEDDED_BYTES = 2_500_000_000  # what the default model takes at most, its mapped file included
_MARKS = {"ok": "ok", "note": "note", "problem": "PROBLEM"}


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"


Status: TypeAlias = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        status: ``ok``; ``note`` for what a run can do without; ``problem`` for what it cannot.
        hint: What to do about it.
        exit_code: What a run would end in because of it.
    """

    name: str
    status: Status
    detail: str
    hint: str | None = None
    exit_code: int = 0


def doctor(
    model: Annotated[str | None, typer.Option("--model", "-m", help="As of run.")] = None,
    base_url: Annotated[str | None, typer.Option("--base-url", metavar="URL", help="As of run.")] = None,
    profile: ProfileOption = None,
    probe: Annotated[
        bool, typer.Option("--probe", help="Ask the model one small question; costs some tokens.")
    ] = False,
    output_format: Annotated[_Format, typer.Option("--format", "-f", help="What to print.")] = _Format.TEXT,
) -> int:
    """Show what a run would find on this machine.

    Packages, models, settings, and which backend would answer. Nothing is fetched, loaded or sent, unless --probe asks
    for it. No key is shown.

    Exit codes: 0 if a run could go ahead, else the one that it would end in: 1 a package that reads articles, 2
    settings, prompts or schemas, 4 the backend.
    """
    checks = list(_checks(model=model, base_url=base_url, profile=profile, probe=probe))
    problems = [check for check in checks if check.status == "problem"]
    if output_format is _Format.JSON:
        from summarizer.rendering import dumps

        typer.echo(dumps({"version": 1, "ok": not problems, "checks": [_as_json(check) for check in checks]}), nl=False)
    else:
        _print(checks)
    return problems[0].exit_code if problems else 0


def _checks(*, model: str | None, base_url: str | None, profile: str | None, probe: bool) -> Iterator[Check]:
    from summarizer.backends.selecting import select
    from summarizer.config import config_file, load_config

    yield from _machine()
    yield _readers()
    yield from _packages()
    yield from _keyring()
    try:
        config = load_config(profile=profile)
    except SummarizerError as err:
        yield _broken("config file", err)
        return
    used = f", profile {config.profile}" if config.profile else ""
    yield Check("config file", "ok", f"{config_file()}{'' if config_file().exists() else ' (none)'}{used}")
    yield _writable("cache folder", config.cache_dir)
    yield from _models(config)
    yield from _assets(config)
    try:
        selection = select(config, model=model, base_url=base_url)
    except SummarizerError as err:
        yield _broken("backend", err)
        return
    yield from _backend(selection, config)
    if probe:
        yield _probed(selection, config)


def _broken(name: str, err: SummarizerError) -> Check:
    return Check(name, "problem", err.message, err.hint, err.exit_code)


def _machine() -> Iterator[Check]:
    from summarizer import __version__

    yield Check("summarizer", "ok", f"{__version__}, {Path(__file__).parent.parent}")
    yield Check("python", "ok", f"{platform.python_version()}, {sys.executable}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    free = free_memory()
    memory = f"{free / 1e9:,.1f} GB of memory free" if free is not None else "free memory not known"
    yield Check("machine", "ok", f"{platform.system()} {platform.machine()}, {cores} cores, {memory}")


def free_memory(root: Path = Path("/")) -> int | None:
    """Bytes that a new process can have: what is available, and what the control group leaves; None if not known."""
    found: list[int] = []
    try:
        for line in (root / "proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
        group = root / "sys/fs/cgroup"
        found.append(int((group / "memory.max").read_text()) - int((group / "memory.current").read_text()))
    except (OSError, ValueError):  # no such files, or "max" for no limit
        pass
    return max(0, min(found)) if found else None


def _readers() -> Check:
    """The packages that read articles, imported: one that is installed can be broken all the same."""
    from importlib import import_module

    broken: list[str] = []
    for name in ("trafilatura", "lxml.html", "pypdfium2", "markdown_it"):
        try:
            import_module(name)
        except (ImportError, OSError) as err:  # OSError: a library of the system that it needs
            broken.append(f"{name} cannot be imported: {err}")
    if not broken:
        return Check("readers", "ok", "HTML, PDF and Markdown can be read")
    return Check("readers", "problem", "; ".join(broken), "pip install --force-reinstall summarizer", 1)


def _packages() -> Iterator[Check]:
    """The packages of each extra; what is missing of them is a note, since a run names the extra that it needs."""
    import re
    from importlib import metadata

    extras: dict[str, list[str]] = {}
    try:
        wanted = metadata.requires("summarizer") or []
    except metadata.PackageNotFoundError:  # run from a folder that was never installed
        wanted = []
    for line in wanted:
        if (found := re.match(r"([\w.-]+).*extra == ['\"](\w+)['\"]", line)) and found[2] != "dev":
            extras.setdefault(found[2], []).append(found[1])
    for extra, names in extras.items():
        versions = {name: _version(name) for name in dict.fromkeys(names)}
        detail = ", ".join(f"{name} {version or 'missing'}" for name, version in versions.items())
        if all(versions.values()):
            yield Check(f"extra {extra}", "ok", detail)
        else:
            yield Check(f"extra {extra}", "note", detail, f"pip install 'summarizer[{extra}]'")


def _keyring() -> Iterator[Check]:
    try:
        import keyring
    except ImportError:
        return
    ring = type(keyring.get_keyring())
    if ring.__module__ == "keyring.backends.fail":
        yield Check("keyring", "note", "this machine has none that keys could be kept in")
    else:
        yield Check("keyring", "ok", f"{ring.__module__}.{ring.__name__}")


def _version(name: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _writable(name: str, folder: Path) -> Check:
    """Whether files can be written there, told without writing any."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if there.is_dir() and os.access(there, os.W_OK):
        return Check(name, "ok", str(folder))
    return Check(name, "problem", f"nothing can be written to {folder}", "set SUMMARIZER_CACHE to another folder", 4)


def _models(config: Config) -> Iterator[Check]:
    from summarizer.backends.catalogue import entries
    from summarizer.cli.models import state_of

    for entry in entries():
        state, more = state_of(entry, config.cache_dir)
        here = state == "here"
        yield Check(
            f"model {entry.name}",
            "ok" if here else "note",
            f"{state}, {more}" if here else state,
            None if here else more,
        )


def _assets(config: Config) -> Iterator[Check]:
    """The prompt that a run takes, and what else of the user's own prompts and schemas is broken."""
    from summarizer.assets import BUILT_IN, asset_roots, list_assets
    from summarizer.checking import check_asset
    from summarizer.wiring import job_for

    try:
        job = job_for(config, prompt=config.settings.prompt)
    except SummarizerError as err:
        yield _broken("prompt", err)
    else:
        yield Check("prompt", "ok", f"{job.template.name}, schema {job.schema_name}")
    for folder in config.assets_dirs:
        if not folder.is_dir():
            yield Check("SUMMARIZER_ASSETS", "note", f"no folder {str(folder)!r}")
    roots = asset_roots(config)
    for kind in ("prompts", "schemas"):
        own = [asset for asset in list_assets(kind, roots) if asset.origin != BUILT_IN]
        for asset in own:
            errors = [problem for problem in check_asset(asset, roots) if problem.level == "error"]
            if errors:
                detail = f"{asset.name} cannot be used: {errors[0].where}: {errors[0].message}"
                yield Check(f"your {kind}", "note", detail, f"summarizer {kind} check {asset.name}")
        yield Check(f"your {kind}", "ok", f"{len(own)}, in {config.config_dir / kind} and SUMMARIZER_ASSETS")


def _backend(selection: Selection, config: Config) -> Iterator[Check]:
    from summarizer.backends.catalogue import model_path
    from summarizer.cli.config import without_secrets

    where = "embedded" if selection.base_url is None else without_secrets(selection.base_url)
    yield Check("backend", "ok", f"{selection.model} on {where} ({selection.why})")
    if not selection.embedded:
        yield Check(
            "key", "ok" if selection.api_key else "note", "sent to this server only" if selection.api_key else "none"
        )
        if selection.in_the_clear:
            yield Check("key", "note", "goes in the clear: the address is http", "use https")
        yield from _refusals(selection, config)
        return
    if _version("xllamacpp") is None:
        yield Check("embedded model", "problem", "xllamacpp is not installed", "pip install 'summarizer[embedded]'", 4)
    if model_path(selection.model, cache_dir=config.cache_dir) is None:
        yield Check("embedded model", "note", "the first run fetches it", f"summarizer models pull {selection.model}")
    free = free_memory()
    if free is not None and free < _EMBEDDED_BYTES:
        yield Check(
            "embedded model", "note", f"takes up to {_EMBEDDED_BYTES / 1e9:.1f} GB of memory, more than is free"
        )


def _refusals(selection: Selection, config: Config) -> Iterator[Check]:
    """What the server is known to refuse, and so is not sent."""
    from summarizer.backends.capabilities import FOLDER, Capabilities

    refused = Capabilities(config.cache_dir / FOLDER).known(str(selection.base_url), selection.model).refused
    if refused:
        yield Check(
            "refused", "note", f"not sent: {', '.join(sorted(refused))}", "'summarizer cache clear' forgets that"
        )


def _probed(selection: Selection, config: Config) -> Check:
    """One small structured question, and what it took."""
    import asyncio

    from summarizer.backends.catalogue import model_path

    if selection.embedded and model_path(selection.model, cache_dir=config.cache_dir) is None:
        return Check("probe", "note", "not asked: the model is not here", f"summarizer models pull {selection.model}")
    try:
        answer = asyncio.run(_ask(selection, config))
    except SummarizerError as err:
        return _broken("probe", err)
    used = [attempt.usage for attempt in answer.attempts]
    tokens = sum((usage.prompt_tokens or 0) + (usage.completion_tokens or 0) for usage in used)
    seconds = sum(attempt.seconds for attempt in answer.attempts)
    last = answer.attempts[-1]
    detail = f"answered as {last.rung} in {seconds:.1f} s, {tokens or 'unknown'} tokens, {_requests(len(used))}"
    return Check("probe", "ok", detail)


def _requests(count: int) -> str:
    return "1 request" if count == 1 else f"{count} requests"


async def _ask(selection: Selection, config: Config) -> Answer:
    from pydantic import BaseModel

    from summarizer.asking import Limits, Question, Wording, ask
    from summarizer.backends.capabilities import Capabilities
    from summarizer.backends.selecting import connect
    from summarizer.types import Message

    class Sum(BaseModel):
        total: int

    capabilities = Capabilities(config.cache_dir / "capabilities")
    backend = await connect(
        selection, cache_dir=config.cache_dir, capabilities=capabilities, on_progress=lambda _: None
    )
    try:
        return await ask(
            Question("probe", (Message("user", "What is 2 + 3? Reply with JSON only."),), Sum, max_tokens=200),
            backend=backend,
            wording=Wording(
                schema=lambda schema: f"Reply with one JSON object that keeps this JSON Schema:\n{schema}",
                mend=lambda _: "That did not keep the schema. Reply with the JSON object again.",
            ),
            limits=Limits(call_seconds=seconds_of(selection, seconds_set(config, None)), attempts=1),
            capabilities=capabilities,
        )
    finally:
        await backend.close()


def _as_json(check: Check) -> dict[str, Json]:
    return {"name": check.name, "status": check.status, "detail": check.detail, "hint": check.hint}


def _print(checks: list[Check]) -> None:
    from summarizer.escaping import one_line

    width = max(len(check.name) for check in checks)
    for check in checks:
        typer.echo(f"{_MARKS[check.status]:7}  {check.name:{width}}  {one_line(check.detail)}")
        if check.hint and check.status != "ok":
            typer.echo(f"{'':7}  {'':{width}}  hint: {one_line(check.hint)}")
