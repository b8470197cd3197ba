"""From the output and error files of batches to replies in the journal; what has no answer in them is asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from summarizer.backends.batch_files import Answer, RemoteBatch, answer_in
from summarizer.backends.prices import Price
from summarizer.backends.wire import features_of
from summarizer.batch.asking import Budget
from summarizer.batch.openai_pending import Pending
from summarizer.batch.openai_sending import Room, patiently
from summarizer.batch.uploads import Asked, Place, Taken, Upload, Uploads
from summarizer.errors import BackendError, SummarizerError, TransientError
from summarizer.tokens import taken_tokens

if TYPE_CHECKING:
    from summarizer.backends.batches import BatchServer

__all__ = ["Results"]

_TRIES = 3  # batches that a request may be in, if it comes back without an answer
_LINES = 200  # whose replies are in one transaction
_TOO_MUCH = "token_limit_exceeded"


class Results:
    """Takes in what has come of uploads."""

    def __init__(
        self,
        server: BatchServer,
        *,
        uploads: Uploads,
        pending: Pending,
        room: Room,
        budget: Budget,
        price: Price | None,
        detach: bool,
        tell: Callable[[str], None],
    ) -> None:
        """Prepares it; nothing is asked.

        Args:
            server: Who answers.
            uploads: Where batches are written down, and replies are kept.
            pending: Who waits for replies.
            room: Told when the server has as much as it takes.
            budget: Told of what replies cost.
            price: Of tokens in a batch, if it is known.
            detach: Nobody waits until the server takes more.
            tell: Told of each batch, in a line.
        """
        self._server, self._uploads, self._pending, self._room = server, uploads, pending, room
        self._budget, self._price, self._detach, self._tell = budget, price, detach, tell
        self._refusals: dict[Place, Answer] = {}
        self._told: dict[str, str] = {}

    def refusal(self, place: Place) -> Answer | None:
        """The refusal of a request that came before its article did; the next time there is none."""
        return self._refusals.pop(place, None)

    async def take_all(self) -> None:
        """The replies of batches that have ended are in the journal, and their articles go on.

        Raises:
            BackendError: The server cannot be asked, or has not answered what it was sent, and never will.
            JournalError: Replies cannot be kept.
        """
        for upload in self._uploads.open():
            if upload.batch is not None:
                await self._take_batch(upload, upload.batch)

    async def _take_batch(self, upload: Upload, id: str) -> None:
        try:
            batch = await patiently(lambda: self._server.batch(id))
            self._tell_once(batch)
            if not batch.ended:
                return
            rest = await patiently(lambda: self._take_files(upload, batch))
        except BackendError as err:
            if err.status == 404:
                self._uploads.forget(upload.key)
                err.hint = "the server has it no more; the same command asks for what is missing"
            raise
        self._uploads.forget(upload.key)
        self._room.is_full = False
        self._give_back(batch, rest)

    def _tell_once(self, batch: RemoteBatch) -> None:
        line = f"{batch.id}: {batch.status}, {batch.done:,} of {batch.total:,}"
        if self._told.get(batch.id) != line:
            self._told[batch.id] = line
            self._tell(line)

    # ---------------------------------------------------------------------------------------- files

    async def _take_files(self, upload: Upload, batch: RemoteBatch) -> list[Asked]:
        """Takes in the files of a batch; returns the requests that have no answer in them."""
        asked = self._uploads.asked(upload.key)
        for file in filter(None, (batch.output, batch.errors)):
            lines: list[bytes] = []
            async with aclosing(self._server.lines(file)) as found:
                async for line in found:
                    lines.append(line)
                    if len(lines) >= _LINES:
                        self._take_lines(lines, asked)
                        lines.clear()
            self._take_lines(lines, asked)
        return list(asked.values())

    def _take_lines(self, lines: Sequence[bytes], asked: dict[str, Asked]) -> None:
        """Has the replies in some lines in the journal, lets their articles go on, and takes them from `asked`."""
        taken: list[Taken] = []
        refused: list[tuple[Asked, Answer, SummarizerError]] = []
        for one, answer in _answers(lines, asked):
            try:
                taken.append(self._taken(one, answer))
            except SummarizerError as err:
                refused.append((one, answer, err))
        self._uploads.take(taken, refused=[one for one, _, _ in refused])
        for done in taken:
            self._budget.spend(done.tokens, done.cost)
            self._pending.answer(done.asked.place, done.reply)
        for one, answer, error in refused:
            if isinstance(error, TransientError):
                self._ask_again(one, error.message)
            elif self._pending.request(one.place) is None:
                self._refusals[one.place] = answer
            else:
                self._pending.fail(one.place, error)

    def _taken(self, one: Asked, answer: Answer) -> Taken:
        waiting = self._pending.request(one.place)
        reply = self._server.reply_in(answer, features_of(waiting.body) if waiting else ())
        cost = self._price.cost(reply.usage) if self._price else None
        return Taken(one, reply, taken_tokens(one.tokens, reply), cost)

    # --------------------------------------------------------------------------- what has no answer

    def _give_back(self, batch: RemoteBatch, rest: Sequence[Asked]) -> None:
        """Requests that a batch which has ended did not answer are asked again, if that can help.

        Raises:
            BackendError: It cannot.
        """
        if batch.status == "cancelled":
            hint = "the same command asks for what is missing"
            raise BackendError(f"the batch {batch.id} was cancelled at {self._server.name}", hint=hint)
        if batch.status == "failed":
            self._wait_for_room(batch, len(rest))
        for one in rest:
            self._ask_again(one, batch.status, counts=batch.status != "failed")

    def _wait_for_room(self, batch: RemoteBatch, size: int) -> None:
        """The server has as many requests as it takes at once: waits for others of ours, or sends fewer.

        Raises:
            BackendError: Neither helps, or the batch failed for another reason.
        """
        self._room.is_full = self._uploads.are_open()
        is_too_much = any(code == _TOO_MUCH for code, _ in batch.reasons)
        if not is_too_much or self._detach or (size <= 1 and not self._room.is_full):
            why = "; ".join(f"{code}: {message}" for code, message in batch.reasons) or "no reason given"
            hint = "the same command again, when what is under way is through" if is_too_much else None
            raise BackendError(f"{self._server.name} refused the batch {batch.id}: {why}", hint=hint)
        if not self._room.is_full:
            self._room.requests = max(1, size // 2)

    def _ask_again(self, one: Asked, why: str, *, counts: bool = True) -> None:
        waiting = self._pending.request(one.place)
        if waiting is None:
            return
        waiting.tries += counts
        if waiting.tries >= _TRIES:
            message = f"{self._server.name} did not answer in {_TRIES} batches; the last: {why}"
            self._pending.fail(one.place, TransientError(message))
        else:
            self._pending.gather(waiting)


def _answers(lines: Sequence[bytes], asked: dict[str, Asked]) -> Iterator[tuple[Asked, Answer]]:
    """Yields what the lines answer of the requests, each once, and takes these from them."""
    for line in lines:
        answer = answer_in(line)
        if answer and (one := asked.pop(answer.id, None)):
            yield one, answer
