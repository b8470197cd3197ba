"""The commands by name, each imported when it is called or asked for its help, so that ``--help`` costs little."""

from __future__ import annotations

from importlib import import_module

import typer
from typer.core import TyperCommand, TyperGroup

__all__ = ["COMMANDS", "Commands"]

COMMANDS = {
    "run": ("summarizer.cli.run:run", "Summarize an article."),
    "batch": ("summarizer.cli.batch:app", "Summarize many articles."),
    "show": ("summarizer.cli.show:show", "Show a brief that was made before, in any format."),
    "eval": (
        "summarizer.cli.evaluate:evaluate",
        "Score a prompt, a schema and a model on annotated articles.",
    ),
    "statements": ("summarizer.cli.statements:statements", "Show who said what in an article."),
    "verify": ("summarizer.cli.verify:verify", "Check a brief against its article, without a model."),
    "prompts": ("summarizer.cli.prompts:app", "List, show, copy, write, compare, check and try prompts."),
    "schemas": ("summarizer.cli.schemas:app", "List, show, copy, write and check the schemas of briefs."),
    "models": ("summarizer.cli.models:app", "List and fetch the models that run on this machine."),
    "doctor": ("summarizer.cli.doctor:doctor", "Show what a run would find on this machine."),
    "config": ("summarizer.cli.config:app", "Show the settings."),
    "keys": ("summarizer.cli.keys:app", "Keep the keys of servers in the system's keyring."),
    "cache": (
        "summarizer.cli.cache:app",
        "Show and clear the replies that were paid for, and what is known of servers.",
    ),
    "log": ("summarizer.cli.log:app", "Show and clear the log of runs."),
}
"""For each command where it is, a function or an app of several, and the first line of its help."""


class Commands(TyperGroup):
    """The program's group of commands, which knows their names and first lines before it imports any of them."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # whatever typer makes groups of
        self.commands.update({name: TyperCommand(name, help=line) for name, (_, line) in COMMANDS.items()})

    def resolve_command(  # type: ignore[override]  # typer's own context is private
        self, ctx: typer.Context, args: list[str]
    ) -> tuple[object, object, list[str]]:
        """The command that the first word names, imported; see typer."""
        if args and args[0] in COMMANDS:
            self.load(args[0])
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # typer's own context is private
        """Runs the command; an interrupt is said, which the exit code of typer does not."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
            raise

    def load(self, name: str) -> None:
        """Imports the command of that name, with its options and the commands inside it."""
        module, _, attribute = COMMANDS[name][0].partition(":")
        found = getattr(import_module(module), attribute)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
            alone.command(name)(found)
            found = alone
        found._add_completion = False
        self.commands[name] = typer.main.get_command(found)
