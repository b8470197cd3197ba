"""Outcomes made in processes of their own: each works at whole articles, and asks this process for the replies.

What an article costs in processor time is spent there: reading, parsing, judging a reply, writing the brief. What all
articles share stays here. A process that dies (an article that crashes the parser, too little memory) costs that
article and no other: those that waited for a reply are made by another process, and each that may have been worked at
is tried by itself. What was answered before is in the journal, so that nothing is paid twice for that. Processes that
end before they are ready can have died of no article: after a few of them the batch stops.
"""

from __future__ import annotations

import asyncio

from summarizer.batch.engine import Keyed
from summarizer.batch.journal import Failure, Outcome
from summarizer.batch.maker import Asked, Recipe, Told
from summarizer.batch.messages import Leave
from summarizer.batch.processes import begin
from summarizer.batch.worker_process import START_HINT, Lost, Worker
from summarizer.errors import WorkerError

__all__ = ["Workers"]

_DIED = Failure("ArticleError", "the process that read it died of it", "summarize it by itself")
_STARTS = 3  # that fail one after another, until no more is tried


class Workers:
    """Makes outcomes in processes; implements `summarizer.batch.making.Maker`.

    A context manager: the processes end with it, and with this process, however that ends.
    """

    def __init__(self, recipe: Recipe, *, workers: int) -> None:
        """Begins what they are made from; each starts when it is needed, or all are to be ready."""
        begin()
        self._recipe = recipe
        self._alone: Worker | None = None
        self._one_by_one = asyncio.Lock()
        self._is_left = False
        self._failed_starts = 0
        self._told: Told | None = None
        self._workers = [self._new() for _ in range(workers)]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._workers)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *exc: object) -> None:
        self.end()

    def end(self) -> None:
        """They are gone when this returns; to be called where they were used, and once more is no harm."""
        for worker in self._all():
            worker.end()

    async def ready(self) -> Told | None:
        """What the first of them that has its job tells of it; None if it has none, or died. The others start too.

        Raises:
            WorkerError: They cannot be started.
        """
        asked = [asyncio.create_task(worker.ready()) for worker in self._workers]
        done, left = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        for one in left:
            one.cancel()
        self._told = next(iter(done)).result()
        return self._told

    async def make(self, one: Keyed, backend: Asked) -> Outcome | None:
        """As `Maker.make` has it; what kills the process that works at it has failed.

        Raises:
            WorkerError: No process starts any more, or one has another job than the others, or none.
        """
        while True:
            place = min(range(len(self._workers)), key=lambda index: self._workers[index].load)
            worker = self._workers[place]
            try:
                return await worker.make(one, backend)
            except Lost as err:
                if self._workers[place] is worker:
                    self._workers[place] = self._instead_of(worker)
                backend.rewind()
                if self._is_left:
                    return None
                if err.suspect:
                    break
        async with self._one_by_one:
            while True:
                if self._alone is None:
                    self._alone = self._new()
                try:
                    return await self._alone.make(one, backend)
                except Lost as err:
                    self._alone = self._instead_of(self._alone)
                    if err.ready or self._is_left:
                        return None if self._is_left else Outcome(_DIED)

    def leave(self) -> None:
        """As `Maker.leave` has it."""
        self._is_left = True
        self._tell(Leave())

    def _all(self) -> list[Worker]:
        return [*self._workers, *([self._alone] if self._alone else [])]

    def _tell(self, message: object) -> None:
        for worker in self._all():
            worker.tell(message)

    def _new(self) -> Worker:
        return Worker(self._recipe, tell_all=self._tell, wrong=self._wrong)

    def _wrong(self, told: Told) -> WorkerError | None:
        """What is wrong with a process that has another job than the first: a file was edited since."""
        if self._told is None or told.parts == self._told.parts:
            return None
        return WorkerError(
            "the prompt or the schema was changed while the batch ran",
            hint="the same command begins with what it is now",
        )

    def _instead_of(self, worker: Worker) -> Worker:
        """Another one; the batch goes on with it, unless the last ones have all ended before they were ready."""
        worker.end()
        self._failed_starts = 0 if worker.is_ready else self._failed_starts + 1
        if self._failed_starts >= _STARTS:
            raise WorkerError(
                f"{_STARTS} worker processes in a row ended before they were ready, the last with exit code "
                f"{worker.exit_code}",
                hint=START_HINT,
            )
        return self._new()
