"""Headline, summary, actors, positions and risks of a news article."""

from typing import Annotated

from pydantic import Field

from summarizer.types import Actor, Item, Position, Risk, Text


class Brief(Item):
    """What a reader has to know of a news article, each item with the article's own words."""

    issues: Annotated[list[Text], Field(max_length=6, description="What people take sides on, the main issue first")]
    actors: list[Actor]
    positions: list[Position]
    risks: list[Risk]
    summary: Annotated[Text, Field(description="What happens, and what the dispute is")]
    headline: Text
