"""``summarizer prompts``: the templates that a brief can be asked with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.assets import AssetsOption, Row, check_assets, copy_asset, roots_with, show_rows
from summarizer.errors import AssetError
from summarizer.escaping import visible

if TYPE_CHECKING:
    from summarizer.assets import Asset
    from summarizer.prompting import Template

__all__ = ["app"]

app = typer.Typer(
    name="prompts", help="List, show, copy and check prompt templates.", no_args_is_help=True, rich_markup_mode=None
)

_NAME_LINE = re.compile(r"^name:.*$", re.MULTILINE)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A prompt's name, or the path of a .jinja file.")]


@app.command("list")
def list_prompts(assets: AssetsOption = None) -> None:
    """List the prompts.

    Each with its version, its description and where it comes from; then the
    parts, which name no schema and serve other prompts.
    """
    from summarizer.assets import list_assets

    rows: list[Row] = []
    parts: list[Row] = []
    roots = roots_with(assets)
    for asset in list_assets("prompts", roots):
        template = _loaded(asset, roots)
        if isinstance(template, AssetError):
            rows.append((asset.name, "-", f"does not load: {template.message}", asset.origin))
        else:
            group = rows if template.schema else parts
            group.append((asset.name, f"v{template.version}", " ".join(template.description.split()), asset.origin))
    show_rows(rows, under=parts, heading="parts of other prompts:")


@app.command()
def show(name: NameArgument, assets: AssetsOption = None) -> None:
    """Show a prompt's file."""
    from summarizer.assets import find_asset

    typer.echo(visible(find_asset("prompts", name, roots_with(assets)).text), nl=False)


@app.command()
def copy(
    name: NameArgument,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The name of the copy.")],
    assets: AssetsOption = None,
) -> None:
    """Copy a prompt, to change it.

    The copy goes to your config folder; its path is shown.
    """
    copy_asset("prompts", name, new, assets, lambda text: _NAME_LINE.sub(f"name: {new}", text, 1))


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Names or paths; none: all.")] = None,
    assets: AssetsOption = None,
) -> None:
    """Check prompts before they cost anything.

    The exit code is 2 if one of them cannot be used.
    """
    check_assets("prompts", names or (), assets)


def _loaded(asset: Asset, roots: Sequence[Path]) -> Template | AssetError:
    from summarizer.prompting import load_template

    try:
        return load_template(asset, roots)
    except AssetError as err:
        return err
