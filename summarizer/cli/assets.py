"""What ``summarizer prompts`` and ``summarizer schemas`` have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from summarizer.errors import AssetError, UsageError
from summarizer.escaping import visible

if TYPE_CHECKING:
    from summarizer.assets import Asset, AssetKind

__all__ = ["AssetsOption", "Row", "StrictOption", "check_assets", "copy_asset", "roots_with", "show_rows"]

Row: TypeAlias = tuple[str, ...]

AssetsOption: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option("--assets", metavar="DIR", help="Folder with prompts/ and schemas/, searched first. Repeatable."),
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
    path = load_config().config_dir / kind / (name + asset.path.suffix)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as err:
        raise UsageError(f"{err.filename} exists already", hint="choose another name, or remove it first") from err
    except OSError as err:
        raise UsageError(f"cannot write {path}: {err.strerror}") from err
    typer.echo(visible(str(path)))


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
