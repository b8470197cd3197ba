"""A brief of any tool as claims: JSON is told by its first character, and everything else is text or Markdown."""

from __future__ import annotations

from summarizer.errors import UsageError
from summarizer.rendering import loads
from summarizer.types import Json
from summarizer.verifying.claims import Claims
from summarizer.verifying.json_claims import claims_of_json
from summarizer.verifying.text_claims import claims_of_text

__all__ = ["read_brief"]


def read_brief(text: str) -> Claims:
    """What a brief claims: an envelope of ours, JSON or JSON lines of another tool, text, or Markdown.

    Raises:
        UsageError: It begins like JSON and is none.
    """
    if text.lstrip()[:1] in ("{", "["):
        try:
            return claims_of_json(loads(text))
        except UsageError as err:
            if (lines := _json_lines(text)) is not None:
                return claims_of_json(lines)
            if text.lstrip()[:1] == "[" and "{" not in text[:200] and '"' not in text[:20]:
                return claims_of_text(text)  # "[Update] The council …"
            raise UsageError(
                f"the brief looks like JSON and is {err.message}",
                hint="mend it there, or have it written anew; a brief as text must not begin with { or [",
            ) from err
    return claims_of_text(text)


def _json_lines(text: str) -> Json:
    """The values of JSON lines in a list; None if it has other lines."""
    try:
        return [loads(line) for line in text.split("\n") if line.strip()]
    except UsageError:
        return None
