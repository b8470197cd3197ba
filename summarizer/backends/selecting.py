"""Which backend a run uses, and why: flags over environment over config file over the embedded model."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from summarizer.backends.addresses import is_loopback
from summarizer.backends.cache import FOLDER, CachedBackend, DeferredBackend
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.catalogue import DEFAULT_MODEL, entries
from summarizer.backends.keys import key_for
from summarizer.config import Config
from summarizer.errors import BackendError, UsageError
from summarizer.types import Backend

if TYPE_CHECKING:
    from summarizer.backends.fetching import OnProgress

__all__ = ["OPENAI_MODEL", "OPENAI_URL", "Selection", "connect", "kept", "load", "select", "settled"]

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_MODEL = "gpt-5.4-mini"
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Selection:
    """A backend, chosen but not connected.

    Attributes:
        base_url: Of a server; None for the embedded model.
        api_key: What that server gets; None if no key was stored for it.
        why: In a few words, for the user.
        assumed: Nobody named the model, and the server may have another: see `settled`.
    """

    model: str
    base_url: str | None
    api_key: SecretStr | None
    why: str
    assumed: bool = False

    @property
    def embedded(self) -> bool:
        """True for the embedded model: nothing leaves the machine."""
        return self.base_url is None

    @property
    def in_the_clear(self) -> bool:
        """True if a key would go to another machine by plain http, where whoever is on the way can read it."""
        parts = urlsplit(self.base_url or "")
        return self.api_key is not None and parts.scheme == "http" and not is_loopback(parts.hostname or "")


def select(config: Config, *, model: str | None, base_url: str | None) -> Selection:
    """The backend that flags, environment and config file ask for; nothing is sent, loaded or fetched.

    ``OPENAI_API_KEY`` is the key for ``OPENAI_BASE_URL``, or for OpenAI if that is not set, and goes nowhere else. For
    another server the keyring is asked; a key in it chooses no server by itself.

    Args:
        config: The environment and the config file.
        model: ``--model``; a name of the catalogue is embedded.
        base_url: ``--base-url``.

    Raises:
        UsageError: A model of a server is named, and there is no server; or an address that cannot be used.
    """
    settings = config.settings
    wanted = model or config.model or settings.model
    if base_url:
        return _on_server(config, wanted, _address(base_url, "--base-url"), "--base-url")
    local = [entry.name for entry in entries() if entry.kind == "language"]
    if wanted in local and not _is_the_servers(config, model):
        why = "--model" if model else "SUMMARIZER_MODEL" if config.model else config.origins["model"]
        return Selection(wanted, None, None, why)
    if config.base_url:
        return _on_server(config, wanted, _address(config.base_url, "OPENAI_BASE_URL"), "OPENAI_BASE_URL")
    if settings.base_url:
        origin = config.origins["base_url"]
        return _on_server(config, wanted, _address(settings.base_url, f"base_url of {origin}"), origin)
    if config.api_key:
        return _on_server(config, wanted, OPENAI_URL, "OPENAI_API_KEY")
    if wanted:
        raise UsageError(
            f"no server for the model {wanted!r}: neither OPENAI_API_KEY nor OPENAI_BASE_URL is set",
            hint=f"set one of them, pass --base-url, or use an embedded model: {', '.join(local)}",
        )
    return Selection(DEFAULT_MODEL, None, None, "no key, so nothing leaves this machine")


def _is_the_servers(config: Config, model: str | None) -> bool:
    """True if one table of the config file names both, and nothing comes before it: a model of that server."""
    named = model or config.model or config.base_url
    origins = config.origins
    return not named and "base_url" in origins and origins["base_url"] == origins.get("model")


def _on_server(config: Config, model: str | None, url: str, why: str) -> Selection:
    """A server, with the key that was stored for it: the environment's, else the keyring's."""
    assumed = model is None and url != OPENAI_URL
    if config.api_key:
        keys = _address(config.base_url, "OPENAI_BASE_URL") if config.base_url else OPENAI_URL
        if _normal(url) == _normal(keys):
            return Selection(model or OPENAI_MODEL, url, config.api_key, why, assumed)
    try:
        key = key_for(url, config_dir=config.config_dir)
    except UsageError as err:
        return Selection(model or OPENAI_MODEL, url, None, f"{why}; no key: {err.message}", assumed)
    if key:
        why += "; key from the keyring"
    elif config.api_key:
        why += "; the stored key is for another server"
    return Selection(model or OPENAI_MODEL, url, key, why, assumed)


async def settled(selection: Selection) -> Selection:
    """The selection with a model that its server has: the only one that it lists, where nobody named one.

    Raises:
        UsageError: It lists several, and not the one that is asked for where none is named.
    """
    if not selection.assumed or selection.base_url is None:
        return selection
    from summarizer.backends.openai import OpenAIBackend

    backend = OpenAIBackend(selection.base_url, selection.api_key, selection.model)
    try:
        listed = await backend.models()
    except BackendError:  # the first request tells what is wrong
        return selection
    finally:
        await backend.close()
    if not listed or selection.model in listed:
        return replace(selection, assumed=False)
    if len(listed) == 1:
        why = f"{selection.why}; the only model that it lists"
        return replace(selection, model=listed[0], why=why, assumed=False)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    raise UsageError(
        f"no model is named, and {selection.base_url} has {len(listed)}",
        hint=f"--model NAME, one of: {', '.join(listed[:_SHOWN])}{more}",
    )


def load(selection: Selection) -> None:
    """What talks to the server is loaded, and need not be when it is connected."""
    if selection.base_url is not None:
        from summarizer.backends.openai import certificates

        certificates(selection.base_url)


async def connect(
    selection: Selection,
    *,
    cache_dir: Path,
    capabilities: Capabilities,
    on_progress: OnProgress,
    stream: bool = True,
    keep: bool = False,
    on_headers: Callable[[Mapping[str, str]], None] = lambda _: None,
) -> Backend:
    """The backend, ready for requests; the embedded model is fetched first if it is not there.

    Args:
        selection: Which one.
        cache_dir: Where models are kept.
        capabilities: What is known of servers.
        on_progress: Told of a fetch.
        stream: Ask for replies piece by piece.
        on_headers: Told of the headers of each reply.
        keep: As `kept` has it, so that nothing is fetched or started until a reply is needed.

    Raises:
        ModelFileError: The embedded model cannot be had.
        BackendError: It cannot be started.
        UsageError: The base URL or the key cannot be sent.
    """
    if keep:
        return kept(selection, cache_dir=cache_dir, capabilities=capabilities, on_progress=on_progress)
    if selection.base_url is None:
        from summarizer.backends.embedded import check_installed, start_embedded
        from summarizer.backends.fetching import ensure
        from summarizer.backends.prefixes import FOLDER as PREFIXES

        check_installed()
        file = await ensure(selection.model, cache_dir=cache_dir, on_progress=on_progress)
        return await start_embedded(file, model=selection.model, prefixes=cache_dir / PREFIXES)
    from summarizer.backends.openai import OpenAIBackend

    return OpenAIBackend(
        selection.base_url,
        selection.api_key,
        selection.model,
        stream=stream,
        capabilities=capabilities,
        on_headers=on_headers,
    )


def kept(
    selection: Selection, *, cache_dir: Path, capabilities: Capabilities, on_progress: OnProgress
) -> CachedBackend:
    """The backend with its replies kept in the cache folder: it connects when it has to ask what is not there."""

    def connected() -> Awaitable[Backend]:
        return connect(selection, cache_dir=cache_dir, capabilities=capabilities, on_progress=on_progress)

    deferred = DeferredBackend(selection.base_url or "embedded", selection.model, connected)
    return CachedBackend(deferred, cache_dir / FOLDER)


def _address(url: str, source: str) -> str:
    """The address without a slash at its end; one with a password in it is refused, since addresses are shown."""
    try:
        parts = urlsplit(url)
        secret, usable = "@" in parts.netloc, parts.scheme in ("http", "https") and parts.hostname
    except ValueError as err:
        raise UsageError(f"{source} is no address: {err}", hint=f"such as {OPENAI_URL}") from err
    if secret:
        raise UsageError(f"{source} has a user or password in it", hint="put the key in OPENAI_API_KEY")
    if not usable:
        raise UsageError(f"{source} is no address of a server: {url!r}", hint=f"such as {OPENAI_URL}")
    return url.rstrip("/")


def _normal(url: str) -> str:
    """The address as it can be told from others: whether servers tell letter cases of a path apart is not known."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path.rstrip('/').removesuffix('/v1')}"
