"""Writes the help of every command as the program prints it, as docs/cli.md and as a man page, docs/summarizer.1.

``python docs/generate.py``
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import typer

from summarizer import __version__
from summarizer.cli.commands import COMMANDS
from summarizer.cli.main import app, main

PAGE = Path(__file__).with_name("cli.md")
MAN = Path(__file__).with_name("summarizer.1")
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
    program = typer.main.get_command(app)
    for name in COMMANDS:
        program.load(name)
    groups = [((), program)]
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


def man_page() -> str:
    """The man page as it has to be: the same helps, the environment and the exit codes."""
    helps = [
        f'.SS "{_roff(" ".join(("summarizer", *words)))}"\n.nf\n{_roff(help_of(words))}\n.fi' for words in commands()
    ]
    codes = Path(__file__).with_name("exit-codes.md").read_text("utf-8")
    parts = [
        f'.TH SUMMARIZER 1 "" "summarizer {__version__}"',
        ".SH NAME\nsummarizer \\- briefs of news articles that a reader can check",
        ".SH SYNOPSIS\n.B summarizer\n.I command\n[options]",
        ".SH COMMANDS",
        *helps,
        f".SH ENVIRONMENT\n{_rows(CLOSING)}",
        f".SH EXIT STATUS\n{_rows(codes)}",
        ".SH FILES\n.TP\n.I config.toml\nSettings and profiles, in the folder that 'summarizer config path' shows.",
    ]
    return "\n".join(parts) + "\n"


def _rows(markdown: str) -> str:
    """The first two columns of the tables of a page."""
    rows = re.findall(r"^\| (?!variable|code)(\S.*?) \| (.*?) \|", markdown, re.MULTILINE)
    return "\n".join(f".TP\n.B {_roff(_plain(name))}\n{_roff(_plain(means))}" for name, means in rows)


def _plain(markdown: str) -> str:
    return markdown.replace("`", "").replace("\\|", "|")


def _roff(text: str) -> str:
    """The text so that troff shows every character of it."""
    shown = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", shown, flags=re.MULTILINE)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    MAN.write_text(man_page(), "utf-8")
