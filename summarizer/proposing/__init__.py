"""Who said what, where: an article's statements, actors and voiced risks, read from a parse and without an LLM."""

from __future__ import annotations

from summarizer.proposing.parser import Parser, load_parser
from summarizer.proposing.proposals import propose

__all__ = ["Parser", "load_parser", "propose"]
