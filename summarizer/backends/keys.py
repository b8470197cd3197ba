"""Keys of servers in the system's keyring, each under the server that it is for and sent to no other.

A key is kept for a *host*: ``models.example`` is https on its usual port, ``models.example:8443`` https on another,
``localhost:8080`` this machine, and ``http://10.0.0.7:8080`` another one without encryption, which has to be said.
A keyring cannot list what it holds, so the hosts are noted in a file of the user's config folder, without their keys.
For a host that is not in it no keyring is loaded, which takes longer than all else about a key.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from summarizer.backends.addresses import is_loopback
from summarizer.errors import UsageError
from summarizer.files import write_whole

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["forget_key", "host_of", "keep_key", "kept_hosts", "key_for"]

_KEYS = "summarizer"
_HOSTS = "hosts-with-keys.json"
_OF_APPLE = "keyring.backends.macOS.api"
_DEFAULT_PORTS = {"https": 443, "http": 80}


def host_of(address: str) -> str:
    """The host that a key for this address, or host, is kept under.

    Raises:
        UsageError: It is no address, or has a user or password in it.
    """
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host, port = parts.hostname, parts.port
    except ValueError as err:
        raise UsageError("that is no host", hint="such as api.openai.com or localhost:8080") from err
    if not host or parts.scheme not in _DEFAULT_PORTS or "@" in parts.netloc:
        raise UsageError("that is no host", hint="such as api.openai.com or localhost:8080, and without a password")
    name = f"[{host}]" if ":" in host else host
    if is_loopback(host):
        return f"{name}:{port or _DEFAULT_PORTS[parts.scheme]}"
    shown = name if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{name}:{port}"
    return shown if parts.scheme == "https" else f"http://{shown}"


def key_for(address: str, *, config_dir: Path) -> SecretStr | None:
    """The key that is kept for the server at this address; None if there is none, or no keyring.

    Args:
        address: Of the server.
        config_dir: Where the hosts are noted.

    Raises:
        UsageError: The keyring cannot be read.
    """
    host = host_of(address)
    if host not in _noted(config_dir):
        return None
    try:
        from keyring.errors import NoKeyringError
    except ImportError:
        return None
    with _keyring() as keyring:
        try:
            key = keyring.get_password(_KEYS, host)
        except NoKeyringError:
            return None
    return SecretStr(key) if key else None


def keep_key(host: str, key: SecretStr, *, config_dir: Path) -> None:
    """Keeps the key for that host, in place of the one before.

    Raises:
        UsageError: There is no keyring, or it cannot be used; the key has characters that no key has; or the host
            cannot be noted.
    """
    secret = key.get_secret_value()
    if not secret or not secret.isascii() or not secret.isprintable() or " " in secret:
        raise UsageError("that is no key", hint="a key is one word of letters, digits and signs")
    with _keyring() as keyring:
        _note(config_dir, {*_noted(config_dir), host})  # before, or a key could lie there that nobody finds
        keyring.set_password(_KEYS, host, secret)


def forget_key(host: str, *, config_dir: Path) -> None:
    """Removes the key for that host.

    Raises:
        UsageError: There is none for it, or no keyring.
    """
    with _keyring() as keyring:
        known = _noted(config_dir)
        if keyring.get_password(_KEYS, host) is None:
            raise UsageError(f"no key is kept for {host!r}", hint=f"kept: {', '.join(sorted(known)) or 'none'}")
        keyring.delete_password(_KEYS, host)
        _note(config_dir, known - {host})


def kept_hosts(config_dir: Path) -> tuple[str, ...]:
    """The hosts that a key is kept for, in the order of the alphabet.

    Raises:
        UsageError: There is no keyring, or it cannot be used.
    """
    with _keyring() as keyring:
        return tuple(host for host in sorted(_noted(config_dir)) if keyring.get_password(_KEYS, host) is not None)


@contextmanager
def _keyring() -> Iterator[ModuleType]:
    if sys.platform != "darwin":  # the package looks for Apple's libraries everywhere, by a linker and a compiler
        sys.modules.setdefault(_OF_APPLE, None)  # type: ignore[arg-type]  # which is how it is found not to be there
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError as err:
        raise UsageError(
            "the package keyring is not installed", hint="pip install 'summarizer[keyring]', or set OPENAI_API_KEY"
        ) from err
    try:
        yield keyring
    except NoKeyringError as err:
        raise UsageError(
            "this machine has no keyring that keys could be kept in", hint="set OPENAI_API_KEY instead"
        ) from err
    except KeyringError as err:
        raise UsageError(
            f"the keyring cannot be used ({type(err).__name__})", hint="unlock it, or set OPENAI_API_KEY instead"
        ) from err


def _noted(config_dir: Path) -> set[str]:
    try:
        found = json.loads((config_dir / _HOSTS).read_bytes())
    except (OSError, ValueError, RecursionError):
        return set()
    return {host for host in found if isinstance(host, str)} if isinstance(found, list) else set()


def _note(config_dir: Path, hosts: set[str]) -> None:
    try:
        config_dir.mkdir(parents=True, exist_ok=True)
        write_whole(config_dir / _HOSTS, json.dumps(sorted(hosts)), private=True)
    except OSError as err:
        raise UsageError(f"cannot write {config_dir / _HOSTS}: {err.strerror}") from err
