"""``summarizer schemas``: the templates that a brief can be asked with."""

from __future__ import annotations

import typer

__all__ = ["app"]

app = typer.Typer(name="schemas", help="Schemas.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_schemas() -> None:
    """Lists the templates."""


@app.command("show")
def show() -> None:
    """Lists the templates."""
