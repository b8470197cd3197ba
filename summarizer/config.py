"""What the environment and the user's config file say. Nothing else in the program reads either of them.

The file is ``config.toml`` in the user's config folder: a table ``[defaults]``, and a table ``[profile.NAME]`` for
each set of settings that goes by a name. No other place is looked in, and the working directory never is: a downloaded
folder must not choose a server.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_config_path, user_state_path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from summarizer.errors import UsageError

__all__ = ["Config", "Settings", "config_file", "load_config"]

_CONFIG_FILE = "config.toml"

_SECRET = re.compile("key|token|secret|passw|credential", re.IGNORECASE)
_PROFILE = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _without_password(url: str) -> str:
    if "@" in urlsplit(url).netloc:
        raise ValueError("it has a user or password in it, and this file is no place for one")
    return url


class Settings(BaseModel):
    """What a table of the config file can set, and what holds where nothing does.

    A flag comes before all of them, and for `model` and `base_url` the environment does too.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    model: Annotated[str, Field(min_length=1)] | None = None
    base_url: Annotated[str, Field(min_length=1), AfterValidator(_without_password)] | None = None
    prompt: Annotated[str, Field(min_length=1)] = "brief"
    passes: Literal["auto", "one", "several"] = "auto"
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    timeout: Annotated[float, Field(ge=0.1)] = 300.0
    cache: bool = True
    log: bool | Literal["full"] = False


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one process.

    Attributes:
        cache_dir: Where models are kept; it need not exist yet. ``$SUMMARIZER_CACHE``, else the user's cache folder.
        config_dir: The user's own folder of prompts, schemas and ``config.toml``; it need not exist.
        state_dir: Where the program keeps what it notes of its own work; it need not exist.
        assets_dirs: Folders of ``$SUMMARIZER_ASSETS``, in order; never the working directory by itself.
        api_key: ``$OPENAI_API_KEY``; shows as asterisks.
        base_url: ``$OPENAI_BASE_URL``; `api_key` is for this server, or for OpenAI if it is None.
        model: ``$SUMMARIZER_MODEL``.
        settings: Those of the config file, the profile's before the defaults; built-in ones where it has none.
        origins: For each setting that the file has: ``"profile NAME"`` or ``"defaults"``.
        profile: The profile that was asked for.
        profiles: All profiles of the file.
    """

    cache_dir: Path
    config_dir: Path
    state_dir: Path = field(default_factory=lambda: user_state_path("summarizer", appauthor=False))
    assets_dirs: tuple[Path, ...] = ()
    api_key: SecretStr | None = None
    base_url: str | None = None
    model: str | None = None
    settings: Settings = field(default_factory=Settings)
    origins: Mapping[str, str] = field(default_factory=dict)
    profile: str | None = None
    profiles: tuple[str, ...] = ()


def load_config(environ: Mapping[str, str] = os.environ, *, profile: str | None = None) -> Config:
    """The settings that `environ` and the config file hold; a variable that is empty or blank counts as not set.

    Args:
        environ: The environment.
        profile: Name of a profile in the config file; None for the one of ``$SUMMARIZER_PROFILE``, if any.

    Raises:
        UsageError: The config file cannot be read, has a setting that there is not or a secret, or lacks the profile.
    """

    def get(name: str) -> str | None:
        return environ.get(name, "").strip() or None

    cache, key = get("SUMMARIZER_CACHE"), get("OPENAI_API_KEY")
    folders = (folder.strip() for folder in environ.get("SUMMARIZER_ASSETS", "").split(os.pathsep))
    wanted = profile or get("SUMMARIZER_PROFILE")
    file = config_file()
    defaults, profiles = _tables(file)
    values, origins = _merged(defaults, profiles, wanted, file)
    return Config(
        cache_dir=Path(cache).expanduser() if cache else user_cache_path("summarizer", appauthor=False),
        config_dir=file.parent,
        assets_dirs=tuple(Path(folder).expanduser() for folder in folders if folder),
        api_key=SecretStr(key) if key else None,
        base_url=get("OPENAI_BASE_URL"),
        model=get("SUMMARIZER_MODEL"),
        settings=Settings.model_validate(values),
        origins=origins,
        profile=wanted,
        profiles=tuple(profiles),
    )


def config_file() -> Path:
    """Where the config file is looked for; it need not exist."""
    return user_config_path("summarizer", appauthor=False) / _CONFIG_FILE


_Table = dict[str, object]


def _tables(file: Path) -> tuple[_Table, dict[str, _Table]]:
    """The defaults and the profiles of the file, each of them checked, the ones not asked for too."""
    try:
        data = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}, {}
    except OSError as err:
        raise UsageError(f"cannot read {file}: {err.strerror}") from err
    import tomllib  # most have no such file

    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as err:
        raise UsageError(f"{file} is no TOML: {err}") from err
    for name in found:
        _check_name(name, ("defaults", "profile"), where="top level", file=file, hint="settings stand in [defaults]")
    defaults, profiles = found.get("defaults", {}), found.get("profile", {})
    if not isinstance(profiles, dict):
        raise UsageError(f"{file}: profile is no table", hint="write [profile.NAME]")
    for name in profiles:
        if not _PROFILE.fullmatch(name):
            raise UsageError(f"{file}: {name!r} is no name for a profile", hint="up to 64 letters, digits, '_', '-'")
    for where, table in (("defaults", defaults), *((f"profile.{name}", table) for name, table in profiles.items())):
        _check_table(table, where=where, file=file)
    return defaults, profiles


def _check_table(table: object, *, where: str, file: Path) -> None:
    if not isinstance(table, dict):
        raise UsageError(f"{file}: {where} is no table", hint=f"write [{where}]")
    known = tuple(Settings.model_fields)
    for name in table:
        _check_name(name, known, where=f"[{where}]", file=file, hint=f"settings: {', '.join(known)}")
    try:
        Settings.model_validate(table)
    except ValidationError as err:
        first = err.errors(include_url=False, include_input=False, include_context=False)[0]
        name = first["loc"][0]
        raise UsageError(f"{file}: [{where}] {name}: {first['msg'].removeprefix('Value error, ')}") from err


def _check_name(name: str, known: tuple[str, ...], *, where: str, file: Path, hint: str) -> None:
    """Refuses what is no setting: with the nearest one, or with the right place if it looks like a secret."""
    if name in known:
        return
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
    if not near and _SECRET.search(name):
        raise UsageError(
            f"{file}: {where} has {name!r}: no key may stand in this file in clear",
            hint="remove it there; 'summarizer keys set HOST' keeps it in the keyring, or set OPENAI_API_KEY",
        )
    near = near or difflib.get_close_matches(name, known, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    raise UsageError(f"{file}: {where} has no setting {name!r}{meant}", hint=hint)


def _merged(
    defaults: _Table, profiles: Mapping[str, _Table], wanted: str | None, file: Path
) -> tuple[_Table, dict[str, str]]:
    """The values that hold, and where each is from."""
    if wanted is None:
        return defaults, dict.fromkeys(defaults, "defaults")
    if wanted not in profiles:
        near = difflib.get_close_matches(wanted, profiles, n=1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        there = f"{file} has: {', '.join(profiles) or 'none'}"
        raise UsageError(f"no profile named {wanted!r}{meant}", hint=there)
    own = profiles[wanted]
    if "base_url" in own and "model" not in own:  # a model belongs to the server that it was named with
        defaults = {name: value for name, value in defaults.items() if name != "model"}
    return defaults | own, dict.fromkeys(defaults, "defaults") | dict.fromkeys(own, f"profile {wanted}")
