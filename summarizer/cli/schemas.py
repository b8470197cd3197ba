"""``summarizer schemas``: what a brief can consist of."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from summarizer.cli import completing
from summarizer.cli.assets import (
    AssetsOption,
    StrictOption,
    ToOption,
    check_assets,
    copy_asset,
    new_schema,
    roots_with,
    show_rows,
    write_new,
)
from summarizer.escaping import visible

__all__ = ["app"]

app = typer.Typer(
    name="schemas",
    help="List, show, copy, write and check the schemas of briefs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

NameArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="A schema's name, or the path of a .py or .json file.", autocompletion=completing.schemas
    ),
]


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"


@app.command("list")
def list_schemas(assets: AssetsOption = None) -> None:
    """List the schemas.

    Each with its description and where it comes from.
    """
    from summarizer.assets import describe_schema, list_assets

    found = list_assets("schemas", roots_with(assets))
    show_rows([(asset.name, describe_schema(asset), asset.origin) for asset in found])


@app.command()
def show(
    name: NameArgument,
    assets: AssetsOption = None,
    format: Annotated[
        _Format, typer.Option("--format", help="text: the file. json: the JSON Schema that a server is sent.")
    ] = _Format.TEXT,
) -> None:
    """Show a schema."""
    from summarizer.assets import find_asset, load_schema

    asset = find_asset("schemas", name, roots_with(assets))
    if format is _Format.TEXT:
        typer.echo(visible(asset.text), nl=False)
    else:
        from summarizer.asking.schema import strict_schema

        typer.echo(json.dumps(strict_schema(load_schema(asset)), indent=2))


@app.command()
def copy(
    name: NameArgument,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The name of the copy.")],
    assets: AssetsOption = None,
) -> None:
    """Copy a schema, to change it.

    The copy goes to your config folder; its path is shown.
    """
    copy_asset("schemas", name, new, assets, lambda asset: asset.text)


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the schema.")],
    fields: Annotated[str, typer.Argument(metavar="FIELDS", help="Such as 'deadline: date?, clause: evidence'.")],
    description: Annotated[
        str | None, typer.Option("--description", help="For 'schemas list'; default: the names of the fields.")
    ] = None,
    to: ToOption = None,
) -> None:
    """Write a schema from a short line.

    Fields are 'name: type', with commas between. Types: str, int, float, bool,
    date, money, evidence, speaker, one|two|three, {fields}, and list of any of
    these. A ? behind the type: it may be null. Words in "..." behind it: what
    it is. The schema is a Python file, to go on with; nothing is overwritten.
    """
    from summarizer.config import load_config
    from summarizer.drafting.python import schema_file
    from summarizer.drafting.short import read_short

    read = read_short(fields)
    words = description or ", ".join(one.name.replace("_", " ") for one in read).capitalize()
    write_new(new_schema(name, schema_file(name, read, description=words), to or load_config().config_dir))


@app.command()
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Names or paths; none: all.", autocompletion=completing.schemas),
    ] = None,
    strict: StrictOption = False,
    assets: AssetsOption = None,
) -> None:
    """Check schemas before they cost anything.

    The exit code is 2 if one of them cannot be used.
    """
    check_assets("schemas", names or (), assets, strict=strict)
