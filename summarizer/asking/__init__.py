"""Asks a model for a structured reply: retries, ways of asking, strict reading, and re-asks of what is wrong.

A name is imported when it is asked for, so that who only says how much a question may cost loads nothing that asks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.asking.conversation import ask
    from summarizer.asking.draft import Check, key_of
    from summarizer.asking.question import Answer, Limits, Question, Rejected, Wording
    from summarizer.asking.retrying import Sleep
    from summarizer.asking.schema import strict_schema

__all__ = ["Answer", "Check", "Limits", "Question", "Rejected", "Sleep", "Wording", "ask", "key_of", "strict_schema"]

_HOMES = {
    "ask": "conversation",
    "Check": "draft",
    "key_of": "draft",
    "Sleep": "retrying",
    "strict_schema": "schema",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'question')}"), name)
