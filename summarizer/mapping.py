"""A long article is asked about chunk by chunk, side by side; what comes of each is kept by itself.

The first chunk goes ahead: what it shows of the server (its context, how it counts tokens, how it can be asked) the
others need not find out. A chunk that turns out to be too long is cut again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import anyio

from summarizer.budgeting import Budget
from summarizer.chunking import Part, whole
from summarizer.errors import BackendError, ContentFilterError, ContextOverflowError, SummarizerError
from summarizer.job import Job, OnProgress, Progress, Server
from summarizer.judging import Judge
from summarizer.prompting import Pass
from summarizer.record import Record
from summarizer.taking import Taking
from summarizer.types import Attempt, Proposals, Span

__all__ = ["Chunk", "ChunkMap"]

_AT_ONCE = 4  # chunks that are asked about side by side
_CUTS = 6  # times that a chunk is cut again


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of an article, and what came of it; `error` if nothing did."""

    part: Part
    record: Record
    error: SummarizerError | None = None

    @property
    def span(self) -> Span:
        """Where it stands in the article."""
        return self.part.spans[0]


class ChunkMap:
    """Asks for everything, in as many chunks as it takes.

    Attributes:
        budget: What a request may have, as far as is known by now.
        spent: Requests that only showed that a chunk was too long.
    """

    def __init__(
        self, asked: Pass, proposals: Proposals, *, job: Job, judge: Judge, server: Server, on_progress: OnProgress
    ) -> None:
        self.asked, self.proposals, self.job, self.judge, self.server = asked, proposals, job, judge, server
        context = server.capabilities.context(server.backend.name, server.backend.model)
        self.budget = Budget(asked, job, judge.article, proposals, context)
        self.spent: list[Attempt] = []
        self._on_progress = on_progress
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._done = self._planned = 0

    async def take(self) -> tuple[Chunk, ...]:
        """What came of each chunk, in the order of the article; one that failed has its error.

        Raises:
            BackendError: Of the first request that the server should have answered, or of all.
            ReplyError: Nothing came of any chunk.
            The error's `attempts` are all requests that were made.
        """
        chunks: list[Chunk] = []
        try:
            chunks = await self._take_all(self.budget.pieces(whole(self.judge.article)), _CUTS)
            errors = [chunk.error for chunk in chunks if chunk.error]
            if errors and len(errors) == len(chunks):
                raise errors[0]
        except SummarizerError as err:
            err.attempts = (*self.spent, *(one for chunk in chunks for one in chunk.record.attempts), *err.attempts)
            raise
        return tuple(chunks)

    async def _take_all(self, parts: Sequence[Part], cuts: int) -> list[Chunk]:
        self._planned += len(parts)
        found: dict[int, list[Chunk]] = {}

        async def take(number: int) -> None:
            found[number] = await self._take(parts[number], cuts)

        await take(0)
        if len(parts) > 1:
            async with anyio.create_task_group() as group:
                for number in range(1, len(parts)):
                    group.start_soon(take, number)
        return [chunk for number in sorted(found) for chunk in found[number]]

    async def _take(self, part: Part, cuts: int) -> list[Chunk]:
        """The chunks that come of a part: one, or several where it has to be cut again."""
        pieces = self.budget.pieces(part) if cuts else (part,)
        if len(pieces) == 1:
            try:
                async with self._turns:
                    return [await self._ask(part)]
            except ContextOverflowError as err:
                pieces = self.budget.smaller(part, err) if cuts else ()
                if not pieces:
                    return [self._lost(part, err)]
                self.spent += err.attempts
                if context := self.budget.context:
                    self.server.capabilities.has_context(self.server.backend.name, self.server.backend.model, context)
            except SummarizerError as err:
                return [self._lost(part, err)]
        self._planned -= 1
        return await self._take_all(pieces, cuts - 1)

    def _lost(self, part: Part, err: SummarizerError) -> Chunk:
        """A chunk that nothing came of; if the server has not answered anything yet, its error is everybody's."""
        if not self._done and isinstance(err, BackendError) and not isinstance(err, ContentFilterError):
            raise err
        self._done += 1
        lost = Chunk(part, Record(attempts=[*err.attempts]), err)
        err.attempts = ()
        return lost

    async def _ask(self, part: Part) -> Chunk:
        """What comes of a part.

        Raises:
            SummarizerError: Nothing does; it has the attempts.
        """
        is_all = len(part.article.text) == len(self.judge.article.text)
        taking = Taking(
            part,
            self.proposals,
            job=replace(self.job, max_tokens=self.budget.reply_tokens()) if self.budget.context else self.job,
            judge=self.judge if is_all else self.judge.close_to(part.spans[0]),
            server=self.server,
            on_progress=self._on_progress if is_all else self._tell,
        )
        try:
            await taking.take_all((self.asked,))
        except SummarizerError as err:
            err.attempts = (*taking.record.attempts, *err.attempts)
            raise
        if self._planned > 1:
            self.budget.learn(part, taking.record.attempts)
        self._done += 1
        return Chunk(part, taking.record)

    def _tell(self, progress: Progress) -> None:
        step = f"chunk {min(self._done + 1, self._planned)} of {self._planned}"
        self._on_progress(Progress(step, self._done, self._planned + 1, progress.tokens))
