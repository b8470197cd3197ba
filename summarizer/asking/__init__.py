"""Asks a model for a structured reply: retries, ways of asking, strict reading, and re-asks of what is wrong."""

from summarizer.asking.conversation import ask
from summarizer.asking.draft import Check, key_of
from summarizer.asking.question import Answer, Limits, Question, Rejected, Wording
from summarizer.asking.retrying import Sleep
from summarizer.asking.schema import strict_schema

__all__ = ["Answer", "Check", "Limits", "Question", "Rejected", "Sleep", "Wording", "ask", "key_of", "strict_schema"]
