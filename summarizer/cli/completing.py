"""What a shell completes after an option: names that are there. A shell must not be told of errors, so it gets none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from summarizer.errors import SummarizerError

if TYPE_CHECKING:
    from summarizer.assets import AssetKind

__all__ = ["all_models", "language_models", "profiles", "prompts", "schemas"]


def _matching(names: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    def matching(incomplete: str) -> list[str]:
        try:
            return sorted(name for name in names() if name.startswith(incomplete))
        except SummarizerError:
            return []

    matching.__doc__ = names.__doc__
    return matching


@_matching
def prompts() -> Iterable[str]:
    """The names of prompts that begin so; no file is read."""
    return _assets("prompts")


@_matching
def schemas() -> Iterable[str]:
    """The names of schemas that begin so; no file is read."""
    return _assets("schemas")


@_matching
def language_models() -> Iterable[str]:
    """The embedded models that begin so, and those of the config file."""
    from summarizer.backends.catalogue import entries
    from summarizer.config import load_config

    configured = load_config().settings.model
    return {*(entry.name for entry in entries() if entry.kind == "language"), *([configured] if configured else ())}


@_matching
def all_models() -> Iterable[str]:
    """The models of the catalogue that begin so."""
    from summarizer.backends.catalogue import entries

    return [entry.name for entry in entries()]


@_matching
def profiles() -> Iterable[str]:
    """The profiles of the config file that begin so."""
    from summarizer.config import load_config

    return load_config().profiles


def _assets(kind: AssetKind) -> Iterable[str]:
    from summarizer.assets import asset_names, asset_roots
    from summarizer.config import load_config

    return asset_names(kind, asset_roots(load_config()))
