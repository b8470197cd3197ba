"""How commands name prompts and schemas, and what ``summarizer prompts`` and ``summarizer schemas`` have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from summarizer.cli import completing
from summarizer.errors import AssetError, UsageError
from summarizer.escaping import visible

if TYPE_CHECKING:
    from summarizer.assets import Asset, AssetKind

__all__ = [
    "AssetsOption",
    "ParametersOption",
    "PromptOption",
    "Row",
    "SchemaOption",
    "StrictOption",
    "ToOption",
    "check_assets",
    "copy_asset",
    "new_schema",
    "refuse_existing",
    "roots_with",
    "show_rows",
    "write_new",
]

Row: TypeAlias = tuple[str, ...]

AssetsOption: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option("--assets", metavar="DIR", help="Folder with prompts/ and schemas/, searched first. Repeatable."),
]
PromptOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--prompt",
        "-t",
        help="Name or path of a prompt template; default: brief.",
        autocompletion=completing.prompts,
    ),
]
SchemaOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--schema", help="Name or path; default: the prompt's own.", autocompletion=completing.schemas),
]
ParametersOption: TypeAlias = Annotated[
    list[str] | None, typer.Option("-p", metavar="KEY=VALUE", help="Set a parameter of the prompt. Repeatable.")
]
ToOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--to", metavar="DIR", help="A folder of assets, as --assets takes it; default: your config folder."),
]
StrictOption: TypeAlias = Annotated[bool, typer.Option("--strict", help="Warnings end in exit code 2 too.")]


def roots_with(assets: Sequence[Path] | None) -> tuple[Path, ...]:
    """The folders to search: those of ``--assets``, then the configuration's, the user's and the built-in one.

    Raises:
        UsageError: One that was named is no folder.
    """
    from summarizer.assets import asset_roots
    from summarizer.config import load_config

    for folder in assets or ():
        if not folder.is_dir():
            raise UsageError(f"no folder {str(folder)!r}", hint="--assets names a folder with prompts/ and schemas/")
    return asset_roots(load_config(), extra=assets or ())


def show_rows(rows: Sequence[Row], *, under: Sequence[Row] = (), heading: str = "") -> None:
    """Writes a line for each row, then the heading and the rows `under` it, if there are any; all in one alignment."""
    widths = [max(map(len, column)) for column in zip(*rows, *under, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in (*rows, *under)]
    if under:
        lines[len(rows) : len(rows)] = ["", heading]
    for line in lines:
        typer.echo(visible(line))


def copy_asset(
    kind: AssetKind, source: str, name: str, assets: Sequence[Path] | None, change: Callable[[Asset], str]
) -> None:
    """Writes a copy, as `change` makes it, to the user's config folder, and shows its path; nothing is overwritten."""
    from summarizer.assets import find_asset, is_name
    from summarizer.config import load_config

    if not is_name(name):
        raise UsageError(f"{name!r} is no name: up to 64 of a-z, 0-9, '_', '.', '-'")
    asset = find_asset(kind, source, roots_with(assets))
    text = change(asset)
    write_new({load_config().config_dir / kind / (name + asset.path.suffix): text})


def refuse_existing(paths: Iterable[Path]) -> None:
    """Fails if one of the files is there already.

    Raises:
        UsageError: It is; nothing is overwritten.
    """
    for path in paths:
        if path.exists():
            raise UsageError(f"{path} exists already", hint="choose another name, or remove it first")


def write_new(files: Mapping[Path, str]) -> None:
    """Writes files that are not there yet, and shows their paths; all of them, or none.

    Raises:
        UsageError: One is there, or cannot be written.
    """
    written: list[Path] = []
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(text)
    except OSError as err:
        for path in written:
            path.unlink(missing_ok=True)
        if isinstance(err, FileExistsError):
            raise UsageError(f"{err.filename} exists already", hint="choose another name, or remove it first") from err
        raise UsageError(f"cannot write {err.filename or 'the file'}: {err.strerror}") from err
    for path in written:
        typer.echo(visible(str(path)))


def new_schema(name: str, text: str, folder: Path) -> dict[Path, str]:
    """The file of a new schema, which loads and can be sent; what could be better in it is told on stderr.

    Raises:
        UsageError: That is no name.
        AssetError: It cannot be used.
    """
    import hashlib

    from summarizer.assets import Asset, is_name, load_schema
    from summarizer.checking import check_schema

    if not is_name(name):
        raise UsageError(f"{name!r} is no name: up to 64 of a-z, 0-9, '_', '.', '-'")
    path = folder / "schemas" / f"{name}.py"
    asset = Asset("schemas", name, path, str(folder), text, hashlib.sha256(text.encode()).hexdigest())
    for problem in check_schema(load_schema(asset)):
        if problem.level == "error":
            raise AssetError(f"schema {name!r}: {problem.where} {problem.message}")
        typer.echo(visible(f"warning: {problem.where}: {problem.message}"), err=True)
    return {path: text}


def check_assets(kind: AssetKind, names: Sequence[str], assets: Sequence[Path] | None, *, strict: bool = False) -> None:
    """Writes what is wrong with the named assets, or with all; ends in exit code 2 if one of them is unusable.

    Args:
        kind: Prompts or schemas.
        names: Those to check; none for all.
        assets: Folders of ``--assets``.
        strict: What is only a warning ends in 2 as well.
    """
    from summarizer.assets import find_asset, list_assets
    from summarizer.checking import check_asset, size_of

    roots = roots_with(assets)
    unusable = False
    for asset in [find_asset(kind, name, roots) for name in names] or list_assets(kind, roots):
        problems = check_asset(asset, roots)
        for problem in problems:
            typer.echo(visible(f"{asset.name}: {problem.level}: {problem.where}: {problem.message}"))
        if not problems:
            size = f", about {size_of(asset, roots):,} tokens besides the article" if kind == "prompts" else ""
            typer.echo(f"{asset.name}: ok{size}")
        unusable = unusable or any(strict or problem.level == "error" for problem in problems)
    if unusable:
        raise typer.Exit(AssetError.exit_code)
