"""``summarizer keys``: keys of servers in the system's keyring. A key is never a word of a command line."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from summarizer.escaping import visible

__all__ = ["app"]

app = typer.Typer(
    name="keys",
    help="Keep the keys of servers in the system's keyring.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

HostArgument = Annotated[
    str, typer.Argument(metavar="HOST", help="The server's host, such as api.openai.com, or its address.")
]


@app.command("set")
def set_key(host: HostArgument) -> None:
    """Keep a key for a host.

    The key is asked for without being shown, or read from stdin. It is sent to that host and to no other.
    OPENAI_API_KEY comes before it.
    """
    import getpass

    from pydantic import SecretStr

    from summarizer.backends.keys import host_of, keep_key
    from summarizer.config import config_file

    name = host_of(host)
    typed = getpass.getpass(f"key for {visible(name)}: ") if sys.stdin.isatty() else sys.stdin.read()
    keep_key(name, SecretStr(typed.strip()), config_dir=config_file().parent)
    typer.echo(f"kept for {visible(name)}", err=True)


@app.command("list")
def list_keys() -> None:
    """List the hosts that a key is kept for; no key is shown."""
    from summarizer.backends.keys import kept_hosts
    from summarizer.config import config_file

    for host in kept_hosts(config_file().parent):
        typer.echo(visible(host))


@app.command("remove")
def remove_key(host: HostArgument) -> None:
    """Remove the key for a host."""
    from summarizer.backends.keys import forget_key, host_of
    from summarizer.config import config_file

    name = host_of(host)
    forget_key(name, config_dir=config_file().parent)
    typer.echo(f"removed for {visible(name)}", err=True)
