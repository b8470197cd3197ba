"""Keys of servers in the system's keyring, each under the server that it is for and sent to no other.

A key is kept for a *host*: ``models.example`` is https on its usual port, ``models.example:8443`` https on another,
``localhost:8080`` this machine, and ``http://10.0.0.7:8080`` another one without encryption, which has to be said.
A keyring cannot list what it holds, so the hosts are one more entry in it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from summarizer.backends.addresses import is_loopback
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["forget_key", "host_of", "keep_key", "kept_hosts", "key_for"]

_KEYS = "summarizer"
_HOSTS = "summarizer hosts"
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


def key_for(address: str) -> SecretStr | None:
    """The key that is kept for the server at this address; None if there is none, or no keyring.

    Raises:
        UsageError: The keyring cannot be read.
    """
    try:
        from keyring.errors import NoKeyringError
    except ImportError:
        return None
    with _keyring() as keyring:
        try:
            key = keyring.get_password(_KEYS, host_of(address))
        except NoKeyringError:
            return None
    return SecretStr(key) if key else None


def keep_key(host: str, key: SecretStr) -> None:
    """Keeps the key for that host, in place of the one before.

    Raises:
        UsageError: There is no keyring, or it cannot be used; or the key has characters that no key has.
    """
    secret = key.get_secret_value()
    if not secret or not secret.isascii() or not secret.isprintable() or " " in secret:
        raise UsageError("that is no key", hint="a key is one word of letters, digits and signs")
    with _keyring() as keyring:
        keyring.set_password(_KEYS, host, secret)
        _note(keyring, {*_noted(keyring), host})


def forget_key(host: str) -> None:
    """Removes the key for that host.

    Raises:
        UsageError: There is none for it, or no keyring.
    """
    with _keyring() as keyring:
        known = _noted(keyring)
        if keyring.get_password(_KEYS, host) is None:
            raise UsageError(f"no key is kept for {host!r}", hint=f"kept: {', '.join(sorted(known)) or 'none'}")
        keyring.delete_password(_KEYS, host)
        _note(keyring, known - {host})


def kept_hosts() -> tuple[str, ...]:
    """The hosts that a key is kept for, in the order of the alphabet.

    Raises:
        UsageError: There is no keyring, or it cannot be used.
    """
    with _keyring() as keyring:
        return tuple(host for host in sorted(_noted(keyring)) if keyring.get_password(_KEYS, host) is not None)


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


def _noted(keyring: ModuleType) -> set[str]:
    try:
        found = json.loads(keyring.get_password(_HOSTS, "hosts") or "[]")
    except ValueError:
        return set()
    return {host for host in found if isinstance(host, str)} if isinstance(found, list) else set()


def _note(keyring: ModuleType, hosts: set[str]) -> None:
    keyring.set_password(_HOSTS, "hosts", json.dumps(sorted(hosts)))
