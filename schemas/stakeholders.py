"""Who wants what: issues, actors and positions."""

from typing import Annotated

from pydantic import Field

from summarizer.types import Actor, Item, Position, Text


class Stakeholders(Item):
    """The actors of an article and where they stand."""

    issues: Annotated[list[Text], Field(max_length=6, description="What people take sides on, the main issue first")]
    actors: list[Actor]
    positions: list[Position]
