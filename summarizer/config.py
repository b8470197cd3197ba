"""What the environment says: folders, server, key and model. Nothing else in the program reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_config_path
from pydantic import SecretStr

__all__ = ["Config", "load_config"]


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one process.

    Attributes:
        cache_dir: Where models are kept; it need not exist yet. ``$SUMMARIZER_CACHE``, else the user's cache folder.
        config_dir: The user's own folder of prompts and schemas; it need not exist.
        assets_dirs: Folders of ``$SUMMARIZER_ASSETS``, in order; never the working directory by itself.
        api_key: ``$OPENAI_API_KEY``; shows as asterisks.
        base_url: ``$OPENAI_BASE_URL``.
        model: ``$SUMMARIZER_MODEL``.
    """

    cache_dir: Path
    config_dir: Path
    assets_dirs: tuple[Path, ...] = ()
    api_key: SecretStr | None = None
    base_url: str | None = None
    model: str | None = None


def load_config(environ: Mapping[str, str] = os.environ) -> Config:
    """The settings that `environ` holds; a variable that is empty or blank counts as not set."""

    def get(name: str) -> str | None:
        return environ.get(name, "").strip() or None

    cache, key = get("SUMMARIZER_CACHE"), get("OPENAI_API_KEY")
    folders = (folder.strip() for folder in environ.get("SUMMARIZER_ASSETS", "").split(os.pathsep))
    return Config(
        cache_dir=Path(cache).expanduser() if cache else user_cache_path("summarizer", appauthor=False),
        config_dir=user_config_path("summarizer", appauthor=False),
        assets_dirs=tuple(Path(folder).expanduser() for folder in folders if folder),
        api_key=SecretStr(key) if key else None,
        base_url=get("OPENAI_BASE_URL"),
        model=get("SUMMARIZER_MODEL"),
    )
