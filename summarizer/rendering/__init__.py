"""What a person or a program reads of a brief: the JSON envelope, and what is made of it (`formats`).

A name is imported when it is asked for, so that the command line can read the list of formats and stay quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.rendering.envelope import article_to_json, dumps, notice_to_json, statement_to_json, to_json
    from summarizer.rendering.markdown import to_markdown
    from summarizer.rendering.reading import from_json, loads

__all__ = [
    "article_to_json",
    "dumps",
    "from_json",
    "loads",
    "notice_to_json",
    "statement_to_json",
    "to_json",
    "to_markdown",
]


def __getattr__(name: str) -> object:
    homes = {"to_markdown": "markdown", "from_json": "reading", "loads": "reading"}
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{homes.get(name, 'envelope')}"), name)
    return found
