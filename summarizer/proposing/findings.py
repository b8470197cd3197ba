"""What the parse of a sentence shows, before names are known: a speaker's noun, a cue, the content's spans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from summarizer.proposing.parsed import Token
from summarizer.types import Span

__all__ = ["Finding", "Form"]

Form: TypeAlias = Literal[
    "quotation", "clause", "thought", "evidence", "infinitive", "object", "judging", "naming", "preposition",
    "addressed", "noun", "attitude", "according", "colon", "continuation", "passive", "turn", "carried", "asked",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement in the rough.

    Attributes:
        speaker: The head of the words that name the speaker.
        anchor: The cue's own token; for a continuation that of the statement before it.
        cue: The cue's words; None for a quotation that goes on.
        contents: What is said, in the order of the text.
        form: How it was found. A "turn" is of an interview or a debate; "carried" is what stands in one behind its
            first paragraph, and "asked" a question there.
    """

    speaker: Token
    anchor: Token
    cue: Span | None
    contents: tuple[Span, ...]
    form: Form
