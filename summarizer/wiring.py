"""Puts the parts of a run together: the parse of an article, and the job that a prompt and a schema make.

Each part is loaded when it is put in: who only names a job, for another process to make, loads none.
"""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from summarizer.asking import Limits
from summarizer.config import Config
from summarizer.errors import AssetError, ModelFileError
from summarizer.types import Article, Notice, Proposals

if TYPE_CHECKING:
    from summarizer.backends.fetching import OnProgress
    from summarizer.job import Job
    from summarizer.prompting import Template
    from summarizer.proposing import Parser

__all__ = ["job_for", "proposals_for"]

_PARTS = ("reask", "schema", "reduce")


async def proposals_for(article: Article, *, cache_dir: Path, on_progress: OnProgress = lambda _: None) -> Proposals:
    """What a parse finds in the article; by patterns, and with a notice, where its language has no parser.

    The parse model is fetched if it is not in the cache.

    Args:
        article: As it was read.
        cache_dir: Where models are kept.
        on_progress: Told of a fetch.
    """
    from summarizer.backends.catalogue import model_path, parse_model_for
    from summarizer.proposing import propose

    name = parse_model_for(article.language)
    parser: Parser | None = None
    notices: tuple[Notice, ...] = ()
    if name is not None and importlib.util.find_spec("spacy") is None:
        message = "statements were read by patterns, since spaCy is not installed: pip install 'summarizer[parse]'"
        notices = (Notice("no-parser", message),)
    elif name is not None:
        try:
            folder = model_path(name, cache_dir=cache_dir)
            if folder is None:
                from summarizer.backends.fetching import ensure

                folder = await ensure(name, cache_dir=cache_dir, on_progress=on_progress)
            parser = _parser_in(folder, article.language)
        except ModelFileError as err:
            notices = (Notice("no-parser", f"statements were read by patterns: {err.message}"),)
    found = propose(article, parser)
    if notices:  # they say more than what the step itself can know
        notices += tuple(notice for notice in found.notices if notice.code != "no-parser")
        return replace(found, notices=notices)
    return found


@functools.lru_cache(maxsize=4)
def _parser_in(folder: Path, language: str) -> Parser:
    """The parser, loaded once a process: many articles share it."""
    from summarizer.proposing import load_parser

    return load_parser(folder, language=language)


def job_for(
    config: Config,
    *,
    prompt: str,
    schema: str | None = None,
    assets: Sequence[Path] = (),
    parameters: Sequence[str] = (),
    passes: Literal["one", "several"] = "one",
    max_tokens: int | None = None,
    temperature: float | None = None,
    enforced: bool = False,
    chunk_tokens: int | None = None,
    limits: Limits | None = None,
) -> Job:
    """The job of a prompt, with all assets that it needs found and loaded.

    Args:
        config: Says where assets lie.
        prompt: Name or path of a template.
        schema: Name or path; None for the one that the template names.
        assets: Folders to search first.
        parameters: ``key=value`` each.
        passes: See `Job`.
        max_tokens: See `Job`.
        temperature: See `Job`.
        enforced: See `Job`.
        chunk_tokens: See `Job`.
        limits: What one question may cost.

    Raises:
        AssetError: An asset is missing or does not load, or the schema has what nothing proves: see `check_proofs`.
        UsageError: A parameter that the template does not have.
    """
    from summarizer.assets import asset_roots, find_asset, load_schema
    from summarizer.checking import check_proofs
    from summarizer.job import Job
    from summarizer.prompting import load_template, parameters_for

    roots = asset_roots(config, extra=assets)
    template = load_template(find_asset("prompts", prompt, roots), roots)
    names = {*_PARTS, *(one.template for one in template.passes if one.template)}
    parts: dict[str, Template] = {
        name: load_template(find_asset("prompts", name, roots, paths=False), roots) for name in sorted(names)
    }
    wanted = schema or template.schema
    if wanted is None:
        raise AssetError(
            f"prompt {template.name!r} is a part of other prompts: it names no schema",
            hint="'summarizer prompts list' has those that can be asked by themselves; --schema names a schema",
        )
    found = find_asset("schemas", wanted, roots, paths=schema is not None)
    model = load_schema(found)
    for problem in check_proofs(model):
        raise AssetError(f"schema {found.name!r}: {problem.where} {problem.message}", hint=str(found.path))
    return Job(
        template=template,
        templates=parts,
        schema=model,
        schema_name=found.name,
        schema_sha256=found.sha256,
        parameters=parameters_for(template, parameters),
        passes=passes,
        max_tokens=max_tokens,
        temperature=temperature,
        enforced=enforced,
        chunk_tokens=chunk_tokens,
        limits=limits or Limits(),
    )
