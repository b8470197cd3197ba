"""What was found of each claim of a brief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from summarizer.facts import Standing
from summarizer.types import Path, Phrase, Span

__all__ = ["Finding", "Verification"]

Kind = Literal["article", "quote", "speaker", "name", "number", "date", "negation"]
_FAILING: frozenset[Standing] = frozenset({"not found", "contradicted"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked.

    Attributes:
        kind: ``quote``: words that are called the article's; ``speaker``: who says them; ``name``, ``number``,
            ``date``, ``negation``: in words of the brief's own; ``article``: what an envelope was made of.
        path: Of the string in a JSON brief; empty for text.
        span: In that string, or in the brief's text.
        verdict: ``holds``; ``not found``: the article has nothing of the kind; ``contradicted``: it has it otherwise;
            ``unverified``: it cannot be told.
        says: The brief's words.
        article: The article's words, and where they stand; None where there is nothing to show.
        reason: Why it does not hold, or cannot be told; None if it holds.
    """

    kind: Kind
    path: Path
    span: Span
    verdict: Standing
    says: str
    article: Phrase | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """All findings, in the order of the brief as far as it is text, else kind by kind."""

    findings: tuple[Finding, ...]

    @property
    def failing(self) -> tuple[Finding, ...]:
        """Those that the article lacks or contradicts."""
        return tuple(one for one in self.findings if one.verdict in _FAILING)

    @property
    def holds(self) -> bool:
        """True if nothing is missing from the article or contradicted by it; some things may be unverified."""
        return not self.failing
