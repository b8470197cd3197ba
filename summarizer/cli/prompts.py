"""``summarizer prompts``: the templates that a brief can be asked with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli import completing
from summarizer.cli.assets import AssetsOption, Row, StrictOption, check_assets, copy_asset, roots_with, show_rows
from summarizer.cli.drafting import new_prompt
from summarizer.cli.trying import try_prompts
from summarizer.errors import AssetError
from summarizer.escaping import visible

if TYPE_CHECKING:
    from summarizer.assets import Asset
    from summarizer.prompting import Template

__all__ = ["app"]

app = typer.Typer(
    name="prompts",
    help="List, show, copy, write, compare, check and try prompts.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

NameArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="A prompt's name, or the path of a .jinja file.", autocompletion=completing.prompts
    ),
]


@app.command("list")
def list_prompts(assets: AssetsOption = None) -> None:
    """List the prompts.

    Each with its version, its description, where it comes from, and what it is
    of another: a copy says whether that has changed since. Then the parts,
    which name no schema and serve other prompts.
    """
    from summarizer.assets import list_assets
    from summarizer.prompting.lineage import told

    rows: list[Row] = []
    parts: list[Row] = []
    roots = roots_with(assets)
    for asset in list_assets("prompts", roots):
        template = _loaded(asset, roots)
        if isinstance(template, AssetError):
            rows.append((asset.name, "-", f"does not load: {template.message}", asset.origin, ""))
        else:
            group = rows if template.schema else parts
            described = " ".join(template.description.split())
            group.append((asset.name, f"v{template.version}", described, asset.origin, told(template, roots)))
    show_rows(rows, under=parts, heading="parts of other prompts:")


@app.command()
def show(
    name: NameArgument,
    whole: Annotated[bool, typer.Option("--whole", help="With all that it has from what it extends.")] = False,
    assets: AssetsOption = None,
) -> None:
    """Show a prompt's file."""
    from summarizer.assets import find_asset

    roots = roots_with(assets)
    asset = find_asset("prompts", name, roots)
    text = asset.text
    if whole:
        from summarizer.prompting import lineage, load_template

        text = lineage.whole(load_template(asset, roots))
    typer.echo(visible(text), nl=False)


@app.command()
def copy(
    name: NameArgument,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The name of the copy.")],
    assets: AssetsOption = None,
) -> None:
    """Copy a prompt, to change it.

    The copy goes to your config folder, which no upgrade touches; its path is
    shown. It remembers what it was copied from. To change a part and have the
    rest go with the original, extend it instead.
    """

    def change(asset: Asset) -> str:
        from summarizer.prompting import lineage, load_template

        return lineage.copied(asset, load_template(asset, roots_with(assets)), new)

    copy_asset("prompts", name, new, assets, change)


@app.command()
def diff(
    name: NameArgument,
    other: Annotated[
        str | None, typer.Argument(metavar="[OTHER]", help="Another; none: what NAME was copied from or extends.")
    ] = None,
    assets: AssetsOption = None,
) -> None:
    """Show what two prompts say differently.

    With one, it is compared to what it was copied from, extends or takes the
    place of, as that is now.
    """
    from summarizer.assets import find_asset
    from summarizer.prompting import load_template
    from summarizer.prompting.lineage import compared, difference, told

    roots = roots_with(assets)
    one = load_template(find_asset("prompts", name, roots), roots)
    if other is None:
        old, new = compared(one, roots), one
        if words := told(one, roots):
            typer.echo(visible(f"{one.name} v{one.version}: {words}"))
    else:
        old, new = one, load_template(find_asset("prompts", other, roots), roots)
    typer.echo(visible(difference(old, new) or "no difference but in name and version"))


@app.command()
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Names or paths; none: all.", autocompletion=completing.prompts),
    ] = None,
    strict: StrictOption = False,
    assets: AssetsOption = None,
) -> None:
    """Check prompts before they cost anything.

    Errors are what cannot be used; the exit code is then 2. Warnings are what
    makes answers worse or dearer: a task before the article, words outside of
    the fence, fields that the schema lacks, evidence that is asked for last.
    """
    check_assets("prompts", names or (), assets, strict=strict)


app.command("new")(new_prompt)
app.command("try")(try_prompts)


def _loaded(asset: Asset, roots: Sequence[Path]) -> Template | AssetError:
    from summarizer.prompting import load_template

    try:
        return load_template(asset, roots)
    except AssetError as err:
        return err
