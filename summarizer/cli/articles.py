"""How commands name the article that they are about."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

__all__ = ["ArticleArgument", "EntryOption", "PrivateOption"]

ArticleArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="ARTICLE",
        help="Path or address of a text, web page, PDF, DOCX, EPUB, mail, feed or Markdown; - for stdin.",
    ),
]
EntryOption: TypeAlias = Annotated[
    int | None, typer.Option("--entry", metavar="N", min=1, help="Which entry of a feed or message of a mailbox.")
]
PrivateOption: TypeAlias = Annotated[
    bool, typer.Option("--allow-private", help="An address may lie on this machine or in a private network.")
]
