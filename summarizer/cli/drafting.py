"""``summarizer prompts new``: a prompt and its schema from a question."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from summarizer.cli.assets import ToOption, new_schema, refuse_existing, write_new
from summarizer.errors import AssetError, SummarizerError, UsageError
from summarizer.escaping import one_line, visible

if TYPE_CHECKING:
    from summarizer.config import Config
    from summarizer.drafting.short import ShortField

__all__ = ["new_prompt"]

_LONGEST = 500


def new_prompt(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What you want to know of an article.")],
    name: Annotated[str | None, typer.Option("--name", help="Of prompt and schema; default: made of it.")] = None,
    model: Annotated[
        str | None, typer.Option("--model", "-m", help="Have a model propose the fields; default: by rules.")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", metavar="URL", help="Have the model of a server propose the fields.")
    ] = None,
    to: ToOption = None,
) -> None:
    """Write a prompt and a schema from a question.

    An entry for each answer, with its evidence, who it is credited to, and a
    field for each part of the question. By rules, for which English questions
    do best; or, with --model or --base-url, as a model proposes, if that can be
    used. Both files are ready to run, and yours to change; nothing is
    overwritten.
    """
    import asyncio

    from summarizer.config import load_config
    from summarizer.drafting.prompts import prompt_file
    from summarizer.drafting.python import schema_file
    from summarizer.drafting.questions import draft_of

    asked = one_line(question)
    if not asked or len(asked) > _LONGEST or any(brace in asked for brace in "{}"):
        raise UsageError(f"a question has up to {_LONGEST} characters, and no braces")
    config = load_config()
    draft = draft_of(asked)
    name, fields = name or draft.name, draft.fields
    folder = to or config.config_dir
    prompt_path, schema_path = folder / "prompts" / f"{name}.jinja", folder / "schemas" / f"{name}.py"
    refuse_existing((prompt_path, schema_path))
    if model or base_url:
        proposed = asyncio.run(_proposed(asked, config, model, base_url))
        fields = proposed or fields
    schema = new_schema(name, schema_file(name, fields, description=asked), folder)
    prompt = prompt_file(name, asked, name, fields)
    _check(name, prompt, schema[schema_path], folder)
    write_new({prompt_path: prompt, **schema})


def _check(name: str, prompt: str, schema: str, folder: Path) -> None:
    """Fails if the prompt cannot be used with its schema, before either is written."""
    from summarizer.assets import Asset, load_schema
    from summarizer.checking import check_template
    from summarizer.prompting import load_template

    def asset(kind: Literal["prompts", "schemas"], suffix: str, text: str) -> Asset:
        path = folder / kind / (name + suffix)
        return Asset(kind, name, path, str(folder), text, hashlib.sha256(text.encode()).hexdigest())

    template = load_template(asset("prompts", ".jinja", prompt))
    for problem in check_template(template, load_schema(asset("schemas", ".py", schema))):
        raise AssetError(f"prompt {name!r}: {problem.where}: {problem.message}")


async def _proposed(
    question: str, config: Config, model: str | None, base_url: str | None
) -> tuple[ShortField, ...] | None:
    """The fields that a model proposes; None, and why on stderr, if it proposes none that can be used."""
    from summarizer.backends.capabilities import Capabilities
    from summarizer.backends.selecting import connect, select, settled
    from summarizer.cli.progress import Display
    from summarizer.drafting.proposing import proposed

    selection = await settled(select(config, model=model, base_url=base_url))
    with Display(quiet=False) as display:
        display.chosen(selection)
        capabilities = Capabilities(config.cache_dir / "capabilities")
        try:
            backend = await connect(
                selection, cache_dir=config.cache_dir, capabilities=capabilities, on_progress=display.fetching
            )
            try:
                return await proposed(question, backend)
            finally:
                await backend.close()
        except SummarizerError as err:
            display.say(visible(f"warning: the fields are made by rules: {err.message}"))
            return None
