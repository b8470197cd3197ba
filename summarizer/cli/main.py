"""The program: its commands, and what an error ends in.

Whatever is heavy is imported inside the command that needs it, and a command when it is called (`commands.py`), so
that ``--help`` costs what typer costs.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from summarizer import __version__
from summarizer.cli.commands import Commands
from summarizer.errors import SummarizerError
from summarizer.escaping import visible

__all__ = ["app", "main"]

_DEFECT = 1
_PIPE_CLOSED = 141  # 128 + SIGPIPE, which is what a shell reports; an interrupt ends in typer's own 130

app = typer.Typer(
    name="summarizer",
    cls=Commands,
    help="Briefs of news articles that a reader can check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"summarizer {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_show_version)
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks. May stand anywhere.")] = False,
) -> None:
    """Briefs of news articles that a reader can check."""


def main(args: Sequence[str] | None = None) -> int:
    """Runs one command to its end and returns the exit code, with every error told on stderr.

    Args:
        args: The command line without the program's name; None for the one that the process was started with.
    """
    words = list(sys.argv[1:] if args is None else args)
    end = words.index("--") if "--" in words else len(words)
    options, rest = words[:end], words[end:]
    debug = "--debug" in options
    _escape_what_stdout_lacks()
    try:
        known = [word for word in options if word != "--debug"]
        code = app([*known, *rest], prog_name="summarizer", standalone_mode=False)
        if sys.stdout is not None:  # it was closed before this began
            sys.stdout.flush()
    except SystemExit as err:
        return _pipe_closed() if isinstance(err.__context__, BrokenPipeError) else _as_code(err.code)
    except BrokenPipeError:
        return _pipe_closed()
    except Exception as err:  # noqa: BLE001 (the one place where an error becomes an exit code)
        if debug:
            traceback.print_exception(err)
        return _tell(err)
    return _as_code(code)


def _escape_what_stdout_lacks() -> None:
    r"""Has stdout write ``\u2014`` for a character that its encoding lacks: in JSON that is the same character."""
    codecs.register_error("summarizer", _escaped)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="summarizer")


def _escaped(err: UnicodeError) -> tuple[str, int]:
    if not isinstance(err, UnicodeEncodeError):
        raise err
    return json.dumps(err.object[err.start : err.end])[1:-1], err.end


def _tell(err: Exception) -> int:
    """Writes ``error: …`` and ``hint: …`` to stderr, and returns the exit code."""
    hint: str | None
    if isinstance(err, SummarizerError):
        message, hint, code = err.message, err.hint, err.exit_code
    elif isinstance(err, typer.TyperException):
        if type(err).__name__ == "NoArgsIsHelpError":  # typer has no public name for it; its message is the help
            typer.echo(err.format_message(), err=True)
            return err.exit_code
        context = getattr(err, "ctx", None)
        command = context.command_path if context else "summarizer"
        message, hint, code = (
            err.format_message().replace("Value error, ", ""),
            f"see '{command} --help'",
            err.exit_code,
        )
    else:
        message, hint, code = f"{type(err).__name__}: {err}", "run with --debug for the traceback", _DEFECT
    typer.echo(f"error: {visible(message)}", err=True)
    if hint:
        typer.echo(f"hint: {visible(hint)}", err=True)
    return code


def _pipe_closed() -> int:
    """Points stdout elsewhere, so that Python's own flush at exit has nothing to complain of."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _PIPE_CLOSED


def _as_code(code: object) -> int:
    return code if isinstance(code, int) else 0
