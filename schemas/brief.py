"""A brief of a news article: its gist, who is in it, what they hold, and what could go wrong."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from summarizer.types import Actor, Item, Position, Risk, Text


class Brief(Item):
    """A brief of a news article."""

    headline: Annotated[Text, Field(description="The news in one line of at most twelve words")]
    summary: Annotated[Text, Field(description="What happened, for somebody who will not read the article")]
    issues: Annotated[list[str], Field(description="What people take sides on, each in two to five words")]
    actors: list[Actor]
    positions: list[Position]
    risks: list[Risk]
