"""``summarizer config``: which settings hold, and where they are from."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.asking import ProfileOption
from summarizer.escaping import visible

if TYPE_CHECKING:
    from summarizer.config import Config
    from summarizer.types import Json

__all__ = ["app", "without_secrets"]

app = typer.Typer(name="config", help="Show the settings.", no_args_is_help=True, rich_markup_mode=None)


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"


@app.command()
def show(
    profile: ProfileOption = None,
    output_format: Annotated[_Format, typer.Option("--format", "-f", help="What to print.")] = _Format.TEXT,
) -> None:
    """Show each setting, its value and where it is from.

    A flag comes before the environment, that before the profile, that before [defaults], that before what is built in.
    No key is shown.
    """
    from summarizer.cli.assets import show_rows
    from summarizer.config import load_config

    rows = _rows(load_config(profile=profile))
    if output_format is _Format.JSON:
        from summarizer.rendering import dumps

        typer.echo(dumps({name: {"value": value, "from": origin} for name, value, origin in rows}), nl=False)
    else:
        show_rows([(name, _shown(value), origin) for name, value, origin in rows])


@app.command()
def path() -> None:
    """Show where the config file is looked for; it need not exist."""
    from summarizer.config import config_file

    typer.echo(visible(str(config_file())))


def without_secrets(url: str) -> str:
    """The address as it can be shown: without user, password, query and fragment."""
    from urllib.parse import urlsplit, urlunsplit

    try:
        parts = urlsplit(url)
    except ValueError:
        return "(no address)"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _rows(config: Config) -> list[tuple[str, Json, str]]:
    """Name, value and origin of each setting; the value of a key is that there is one."""
    environment: dict[str, tuple[str | None, str]] = {
        "model": (config.model, "SUMMARIZER_MODEL"),
        "base_url": (config.base_url, "OPENAI_BASE_URL"),
    }
    rows: list[tuple[str, Json, str]] = []
    for name, value in config.settings.model_dump().items():
        given, variable = environment.get(name, (None, ""))
        origin = variable if given else config.origins.get(name, "built in")
        value = given or value
        rows.append((name, without_secrets(value) if name == "base_url" and value else value, origin))
    if config.api_key:
        rows.append(
            ("api_key", f"for {without_secrets(config.base_url or 'https://api.openai.com/v1')}", "OPENAI_API_KEY")
        )
    rows.append(("profile", config.profile, "asked for" if config.profile else "none asked for"))
    rows.append(("profiles", list(config.profiles), "config.toml"))
    return rows


def _shown(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None else str(value)
