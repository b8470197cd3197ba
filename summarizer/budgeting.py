"""How much of an article fits into one request: guessed first, then as the server counts and as it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizer.chunking import Part, split
from summarizer.errors import ContextOverflowError
from summarizer.job import Job
from summarizer.phrasing import messages_of
from summarizer.planning import inquiry
from summarizer.prompting import Pass
from summarizer.tokens import guessed_prompt, guessed_tokens
from summarizer.types import Article, Attempt, Proposals

__all__ = ["Budget"]

_CHUNK_TOKENS = 100_000  # where nothing is known of the model: most have a context of 128,000
_LEAST = 1_000  # code points: what does not fit then is the prompt, not the article
_SPARE = 0.9  # of what is left of a context, since tokens are guessed
_REPLY = 3  # the part of a context that a reply may take: one third


@dataclass(slots=True)
class Budget:
    """What one request about an article may have.

    Attributes:
        asked: What is asked for.
        context: Tokens of prompt and reply together, if that is known.
        scale: Tokens that the server counts for one that is guessed.
    """

    asked: Pass
    job: Job
    article: Article
    proposals: Proposals
    context: int | None = None
    scale: float = 1.0

    def pieces(self, part: Part) -> tuple[Part, ...]:
        """The part, cut so that each piece fits into a request, as far as can be told now."""
        share = (self.job.chunk_tokens or _CHUNK_TOKENS) / max(1.0, guessed_tokens(part.article.text) * self.scale)
        if self.context:
            fixed = self._guessed(Part(replace(part.article, text=""), ()))
            room = _SPARE * (self.context - self.reply_tokens()) - fixed * self.scale
            share = min(share, room / max(1.0, (self._guessed(part) - fixed) * self.scale))
        if share >= 1:
            return (part,)
        most = max(_LEAST, int(share * len(part.article.text)))
        return split(self.article, most=most, within=part.spans[0])

    def smaller(self, part: Part, err: ContextOverflowError) -> tuple[Part, ...]:
        """A part that was too long, in pieces; the part itself if a shorter reply makes it fit.

        Empty if it cannot be cut any further. What the server said is known from now on.
        """
        before, self.context = self.context, err.context or self.context
        if err.prompt:
            self.scale = max(self.scale, err.prompt / max(1, self._guessed(part)))
        pieces = self.pieces(part)
        if len(pieces) > 1 or self.context != before:
            return pieces
        length = len(part.article.text)
        return split(self.article, most=-(-length // 2), within=part.spans[0]) if length > _LEAST else ()

    def learn(self, part: Part, attempts: Sequence[Attempt]) -> None:
        """Takes the server's own count for the guess from now on, if it is the higher one."""
        if attempts and (counted := attempts[0].usage.prompt_tokens):
            self.scale = max(self.scale, counted / max(1, self._guessed(part)))

    def reply_tokens(self) -> int:
        """The longest reply: what was asked for, or a part of a short context."""
        wanted = self.job.max_tokens or inquiry(self.asked, self.job.schema, known={}).max_tokens
        return min(wanted, self.context // _REPLY) if self.context else wanted

    def _guessed(self, part: Part) -> int:
        messages = messages_of(
            self.asked,
            self.job,
            article=self.article,
            part=part,
            proposals=self.proposals,
            fields=self.asked.ask,
            known={},
        )
        return guessed_prompt(messages)
