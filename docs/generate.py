"""Writes docs/cli.md, the help of every command as the program prints it: ``python docs/generate.py``."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import typer

from summarizer.cli.main import app, main

PAGE = Path(__file__).with_name("cli.md")
OPENING = """# Commands

Written by `python docs/generate.py` from the program's own help; a test fails when the two differ. The exit codes are
in [exit-codes.md](exit-codes.md), the variables of the environment at the end of this page.
"""
CLOSING = """
## Environment

Flags come before the environment, the environment before the [config file](configuration.md), and that before defaults.

| variable | means |
|---|---|
| `OPENAI_API_KEY` | the key for the server of `OPENAI_BASE_URL`, or for OpenAI if that is not set; sent nowhere else |
| `OPENAI_BASE_URL` | an OpenAI-compatible server, up to and with `/v1` |
| `SUMMARIZER_MODEL` | which model answers, as `--model` |
| `SUMMARIZER_PROFILE` | a profile of the config file, as `--profile` |
| `SUMMARIZER_ASSETS` | folders with `prompts/` and `schemas/`, separated as in `PATH`; searched after `--assets` |
| `SUMMARIZER_CACHE` | where models, replies, and what is known of servers are kept; else your cache folder |

A variable that is empty or blank counts as not set. What the terminal can do comes from the usual ones (`NO_COLOR`,
`COLUMNS`, `TERM`), proxies and certificates from `HTTPS_PROXY` and `SSL_CERT_FILE`; pip's own settings decide which
package index `summarizer models pull` asks.
"""


def page() -> str:
    """The page as it has to be."""
    parts = [OPENING]
    for words in commands():
        parts.append(f"\n## {' '.join(('summarizer', *words))}\n\n```text\n{help_of(words)}\n```\n")
    return "".join((*parts, CLOSING))


def commands() -> Iterator[tuple[str, ...]]:
    """The words of every command and group of commands, the program itself first."""
    groups = [((), typer.main.get_command(app))]
    while groups:
        words, command = groups.pop(0)
        yield words
        inside = [((*words, name), inner) for name, inner in getattr(command, "commands", {}).items()]
        groups[:0] = inside


def help_of(words: tuple[str, ...]) -> str:
    """What ``--help`` prints in a terminal of 80 columns."""
    shown = io.StringIO()
    with mock.patch.dict(os.environ, COLUMNS="80"), contextlib.redirect_stdout(shown):
        main([*words, "--help"])
    return shown.getvalue().strip()


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
