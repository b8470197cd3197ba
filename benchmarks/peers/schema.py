"""The fields of `schemas/brief.py` as anybody would write them: plain pydantic, the quote last."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

Likelihood = Literal[
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even chance",
    "likely",
    "very likely",
    "almost certain",
    "not stated",
]


class Actor(BaseModel):
    name: str = Field(description="The fullest name in the article")
    kind: Literal["person", "government", "country", "organisation", "party", "media", "group", "other"]
    role: str | None = Field(description="Role or title as the article states it")
    aliases: list[str] = Field(description="Other names for the same actor in the article")


class Position(BaseModel):
    actor: str = Field(description="Who holds it, by name")
    role: str | None = Field(description="The actor's role or title as the article states it")
    issue: str = Field(description="What it is about, in two to five words")
    claim: str = Field(description="The position in one sentence of your own")
    stance: Literal["supports", "opposes", "conditional", "neutral", "unclear"]
    quote: str = Field(description="The words of the article that show it, copied word for word")


class Risk(BaseModel):
    risk: str = Field(description="What could go wrong, in one sentence of your own")
    affected: str | None = Field(description="For whom, as the article has it")
    warned_by: str | None = Field(description="Who warns of it; null if the article itself does")
    likelihood: Likelihood
    impact: Literal["low", "moderate", "severe", "not stated"]
    trigger: str | None = Field(description="What would set it off, as the article has it")
    quote: str = Field(description="The words of the article that show it, copied word for word")


class Brief(BaseModel):
    headline: str
    summary: str = Field(description="What happens, and what the dispute is")
    issues: list[str] = Field(max_length=6, description="What people take sides on, the main issue first")
    actors: list[Actor]
    positions: list[Position]
    risks: list[Risk]
