"""Who said what, where: the statements, actors and voiced risks of an article, from a dependency parse without a model."""

from __future__ import annotations

from summarizer.proposing.parser import Parser, load_parser
from summarizer.proposing.proposals import propose

__all__ = ["Parser", "load_parser", "propose"]
