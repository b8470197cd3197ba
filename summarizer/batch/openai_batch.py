"""An engine whose replies come later: requests gather in files, which OpenAI's Batch API answers within a day.

The pipeline runs as it does elsewhere. Each article comes to where it needs a reply, and waits. When all of them wait
(as many as there may be at once, or all that are left), what they ask goes to the server in as few files as may be, and
whatever comes back lets its article go on: to its brief, or to a further request about what was invalid, which gathers
with others in turn. A reply is in the journal before its article sees it.

A process that begins anew finds the uploads in the journal (see `uploads`), takes in what has come meanwhile, and its
articles wait for the rest without asking again.
"""

from __future__ import annotations

import asyncio
import json
import math
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from summarizer.backends.batch_files import MOST_BYTES, MOST_REQUESTS, PATH, Answer, RemoteBatch, answer_in
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.prices import Price
from summarizer.backends.wire import body_of, features_of
from summarizer.batch.asking import PLACE, Budget, Halt, Stop, prompt_tokens, tokens_of
from summarizer.batch.engine import Done, Engine, Keyed, local_engine
from summarizer.batch.journal import Journal, Outcome
from summarizer.batch.uploads import Asked, Taken, Upload, Uploads, new_key
from summarizer.errors import BackendError, BudgetError, JournalError, SummarizerError, TransientError
from summarizer.types import Json, Reply, Request

if TYPE_CHECKING:
    from summarizer.backends.batches import BatchServer

__all__ = ["Manner", "Pool", "pool_engine"]

_QUIET = 0.05  # seconds in which nobody asks any more, until what there is goes out
_TRIES = 3  # files that a request may be in, if it comes back without an answer
_FAULTS = 8  # of the server in a row, until it is given up
_LONGEST_PAUSE = 60.0
_AT_ONCE = 200  # replies in one transaction
_REPLY = 600  # tokens, about
_TOO_MUCH = "token_limit_exceeded"

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Manner:
    """How the server is dealt with.

    Attributes:
        poll: Seconds between questions how far it is.
        detach: Articles do not wait: what they ask is sent, and they are left for the next run.
        most_requests: In a file.
        most_bytes: Of a file.
        settle: Seconds after which a batch that was created is certain to be listed.
    """

    poll: float = 60.0
    detach: bool = False
    most_requests: int = MOST_REQUESTS
    most_bytes: int = MOST_BYTES
    settle: float = 2.0


@dataclass(eq=False, slots=True)
class _Waiting:
    """A request whose article waits."""

    article: str
    request: str
    body: dict[str, Json]
    tokens: int
    reply: asyncio.Future[Reply]
    tries: int = 0


@dataclass(slots=True)
class _Articles:
    """The articles that are being made: how many requests each of them waits for."""

    waiting: Counter[str] = field(default_factory=Counter)
    open: set[str] = field(default_factory=set)
    at_once: int = 1
    are_all: bool = False

    def all_wait(self) -> bool:
        """True if none of them can go on, and no other one can begin."""
        is_full = self.are_all or len(self.open) >= self.at_once
        return is_full and all(self.waiting[article] for article in self.open)


class Pool:
    """A backend that gathers requests, sends them as batches, and returns replies when they come.

    It knows a request by `PLACE`, keeps each reply in the journal under that, and counts it, before it returns it.
    """

    def __init__(
        self,
        server: BatchServer,
        *,
        capabilities: Capabilities,
        journal: Journal,
        budget: Budget,
        stop: Stop,
        price: Price | None,
        manner: Manner,
        tell: Callable[[str], None],
    ) -> None:
        """Prepares it; nothing is sent.

        Args:
            server: Who answers.
            capabilities: What is known of it.
            journal: Where uploads and replies are.
            budget: Told of what replies cost; a file has no more than it allows.
            stop: Told of what concerns every article; nobody waits any more when it says so.
            price: Of tokens in a batch, if it is known.
            manner: How the server is dealt with.
            tell: Told of each batch, in a line.
        """
        self._server, self._capabilities, self._journal = server, capabilities, journal
        self._budget, self._stop, self._price, self._manner, self._tell = budget, stop, price, manner, tell
        self._uploads = Uploads(journal, server.name)
        self._articles = _Articles()
        self._gathered: list[_Waiting] = []
        self._waiting: dict[tuple[str, str], _Waiting] = {}
        self._refusals: dict[tuple[str, str], Answer] = {}  # of requests whose articles have not come yet
        self._news = asyncio.Event()
        self._most_requests, self._most_bytes = manner.most_requests, manner.most_bytes
        self._is_held = False  # the server has as many as it takes at once
        self._told: dict[str, str] = {}
        stop.listen(self._let_go)

    @property
    def name(self) -> str:
        """The server's name."""
        return self._server.name

    @property
    def model(self) -> str:
        """The model that is asked for."""
        return self._server.model

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """The reply, when it comes: within a day or more, so that the deadline does not count.

        Raises:
            Halt: The batch is to stop; or it was sent, and is not waited for.
            BackendError: As `Backend.send` has it; TransientError if it came back unanswered again and again.
            ReplyError: The body is no completion.
        """
        article, place = PLACE.get()
        refused = self._capabilities.known(self.name, self.model).refused
        body = body_of(request, model=self.model, stream=False, refused=refused)
        if refusal := self._refusals.pop((article, place), None):
            return self._server.reply_in(refusal, features_of(body))
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        waiting = _Waiting(article, place, body, prompt_tokens(request), reply)
        if self._uploads.has_asked(article, place):
            if self._manner.detach:
                raise Halt
        else:
            self._gathered.append(waiting)
        self._waiting[article, place] = waiting
        self._articles.waiting[article] += 1
        self._news.set()
        try:
            return await waiting.reply
        finally:
            self._articles.waiting[article] -= 1
            self._waiting.pop((article, place), None)
            if waiting in self._gathered:
                self._gathered.remove(waiting)

    async def close(self) -> None:
        """Closes all connections; what lies with the server stays there."""
        await self._server.close()

    # ------------------------------------------------------------------------------------- articles

    def begins(self, article: str) -> None:
        """An article is being made from now on."""
        self._articles.open.add(article)

    def ends(self, article: str) -> None:
        """It is not any more."""
        self._articles.open.discard(article)
        del self._articles.waiting[article]
        self._news.set()

    def are_all(self) -> None:
        """No further article will begin."""
        self._articles.are_all = True
        self._news.set()

    def _let_go(self) -> None:
        for waiting in self._waiting.values():
            _fail(waiting, Halt())

    # ----------------------------------------------------------------------------------- the rounds

    async def work(self, *, at_once: int, ready: asyncio.Event) -> None:
        """Sends what gathers and takes in what comes, until it is cancelled, or the batch is to stop.

        Args:
            at_once: Articles that are being made at once.
            ready: Set when what came before now is in the journal.
        """
        self._articles.at_once = at_once
        try:
            await self._recover()
            await self._take_in_all()
            ready.set()
            await self._go_on()
        except SummarizerError as err:
            self._stop.now(err)
        finally:
            ready.set()

    async def _go_on(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + self._manner.poll
        while self._stop.reason is None:
            self._news.clear()
            is_under_way = bool(self._uploads.open())
            self._is_held = self._is_held and is_under_way
            if self._gathered and not self._is_held and self._articles.all_wait() and await self._is_quiet():
                await self._send_gathered()
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout_at(due if is_under_way and not self._manner.detach else None):
                    await self._news.wait()
            if is_under_way and loop.time() >= due and not self._manner.detach:
                await self._take_in_all()
                due = loop.time() + self._manner.poll

    async def _is_quiet(self) -> bool:
        before = len(self._waiting)
        await asyncio.sleep(_QUIET)
        return self._articles.all_wait() and len(self._waiting) == before

    # ------------------------------------------------------------------------------------- sending

    async def _send_gathered(self) -> None:
        left = self._affordable()
        if not left:
            self._over_budget()
        while left and not self._is_held:
            with tempfile.TemporaryFile(dir=self._journal.folder) as file:
                key = new_key()
                try:
                    some = self._written(left, file, key)
                except OSError as err:
                    raise JournalError(f"no room for a file of requests: {err.strerror}") from err
                left = left[len(some) :]
                await self._send_file(some, file, key)

    def _written(self, waiting: Sequence[_Waiting], file: BinaryIO, key: str) -> list[_Waiting]:
        """Writes as many requests as may be in one file, and at least one; returns them."""
        size = 0
        some: list[_Waiting] = []
        for number, one in enumerate(waiting[: self._most_requests]):
            line = {"custom_id": f"{key}-{number}", "method": "POST", "url": PATH, "body": one.body}
            data = json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            size += len(data)
            if some and size > self._most_bytes:
                break
            file.write(data)
            some.append(one)
        file.seek(0)
        return some

    async def _send_file(self, some: list[_Waiting], file: BinaryIO, key: str) -> None:
        upload = self._uploads.begin([Asked(one.article, one.request, one.tokens) for one in some], key=key)
        size = file.seek(0, 2)
        try:
            id = await self._patiently(lambda: self._upload(key, file))
            self._uploads.has_file(key, id)
            await self._create(upload, id)
        except BackendError as err:
            if isinstance(err, TransientError):
                raise
            self._uploads.forget(key)
            if err.status == 413:
                return self._smaller(some, size, err)
            raise
        for one in some:
            self._gathered.remove(one)
            if self._manner.detach:
                _fail(one, Halt())
        return None

    async def _upload(self, key: str, file: BinaryIO) -> str:
        file.seek(0)
        return await self._server.upload(f"summarizer-{key}.jsonl", file)

    def _smaller(self, some: list[_Waiting], size: int, err: BackendError) -> None:
        """From now on files are smaller; a request that is too large by itself is its article's error."""
        self._most_bytes = min(self._most_bytes, size // 2)
        if len(some) == 1:
            self._gathered.remove(some[0])
            _fail(some[0], err)

    async def _create(self, upload: Upload, file: str, *, doubtful: bool = False) -> None:
        """Has a batch of an upload's file, and no second one: where the server may have one it is looked for first."""

        async def once() -> RemoteBatch:
            nonlocal doubtful
            found = await self._server.find_batch(upload.key, since=upload.since) if doubtful else None
            try:
                return found or await self._server.create_batch(file, key=upload.key)
            except TransientError as err:
                doubtful = err.status != 429
                raise

        batch = await self._patiently(once)
        self._uploads.has_batch(upload.key, batch.id)
        self._tell(f"{batch.id}: {len(self._uploads.asked(upload.key)):,} requests sent")

    async def _recover(self) -> None:
        """Uploads that a process left without a batch have one, or are forgotten."""
        left = [upload for upload in self._uploads.open() if upload.batch is None]
        if any(upload.file for upload in left):
            await asyncio.sleep(self._manner.settle)
        for upload in left:
            if upload.file is None:
                self._uploads.forget(upload.key)
                continue
            try:
                await self._create(upload, upload.file, doubtful=True)
            except BackendError as err:
                if not isinstance(err, TransientError):
                    self._uploads.forget(upload.key)
                raise

    async def _patiently(self, call: Callable[[], Awaitable[_T]]) -> _T:
        """What a call returns, after as many tries as it takes while it fails for the time being.

        Raises:
            BackendError: It fails for good, or too often, or the server asks for a longer wait than is waited.
        """
        faults = 0
        while True:
            try:
                return await call()
            except TransientError as err:
                faults += 1
                pause = min(2.0 ** (faults - 1), _LONGEST_PAUSE) if err.retry_after is None else err.retry_after
                if faults >= _FAULTS or pause > _LONGEST_PAUSE:
                    raise
                await asyncio.sleep(pause)

    # -------------------------------------------------------------------------------------- budget

    def _affordable(self) -> list[_Waiting]:
        """As many of the gathered as the budget allows, by what they may be expected to take."""
        budget, gathered = self._budget, self._gathered
        if budget.max_tokens is None and budget.max_cost is None:
            return list(gathered)
        tokens, cost = budget.tokens, budget.cost
        some: list[_Waiting] = []
        expected: list[_Waiting | Asked] = [*self._under_way(), *gathered]
        for one in expected:
            tokens += one.tokens + _REPLY
            cost += (one.tokens * self._price.input + _REPLY * self._price.output) / 1e6 if self._price else 0.0
            if tokens > _or_any(budget.max_tokens) or cost > _or_any(budget.max_cost):
                break
            if isinstance(one, _Waiting):
                some.append(one)
        return some

    def _under_way(self) -> list[Asked]:
        return [one for upload in self._uploads.open() for one in self._uploads.asked(upload.key).values()]

    def _over_budget(self) -> None:
        """Nothing more may be sent: waits for what is under way, and then stops."""
        if self._uploads.open() and not self._manner.detach:
            self._is_held = True
            return
        budget = self._budget
        raise BudgetError(
            f"the next request may go beyond the budget, ${budget.cost:.2f} and {budget.tokens:,} tokens are spent",
            hint="a higher one goes on where this one stopped",
        )

    # ------------------------------------------------------------------------------------ taking in

    async def _take_in_all(self) -> None:
        """Asks after each upload, and takes in those that have ended."""
        for upload in self._uploads.open():
            if upload.batch is not None:
                await self._take_in(upload, upload.batch)

    async def _take_in(self, upload: Upload, id: str) -> None:
        try:
            batch = await self._patiently(lambda: self._server.batch(id))
            self._tell_once(batch)
            if not batch.ended:
                return
            rest = await self._patiently(lambda: self._fetched(upload, batch))
        except BackendError as err:
            if err.status == 404:
                self._uploads.forget(upload.key)
                err.hint = "the server has it no more; the same command asks for what is missing"
            raise
        self._uploads.forget(upload.key)
        self._is_held = False
        self._give_back(batch, rest)

    def _tell_once(self, batch: RemoteBatch) -> None:
        line = f"{batch.id}: {batch.status}, {batch.done:,} of {batch.total:,}"
        if self._told.get(batch.id) != line:
            self._told[batch.id] = line
            self._tell(line)

    async def _fetched(self, upload: Upload, batch: RemoteBatch) -> list[Asked]:
        """Takes in the files of a batch; returns the requests that have no answer in them."""
        asked = self._uploads.asked(upload.key)
        for file in (batch.output, batch.errors):
            if file is None:
                continue
            lines: list[bytes] = []
            async with aclosing(self._server.lines(file)) as found:
                async for line in found:
                    lines.append(line)
                    if len(lines) >= _AT_ONCE:
                        self._take_lines(upload.key, lines, asked)
                        lines.clear()
            self._take_lines(upload.key, lines, asked)
        return list(asked.values())

    def _take_lines(self, key: str, lines: Sequence[bytes], asked: dict[int, Asked]) -> None:
        """Has the replies in some lines in the journal, lets their articles go on, and takes them from `asked`."""
        taken: list[Taken] = []
        failed: list[tuple[Asked, Answer, SummarizerError]] = []
        for line in lines:
            answer = answer_in(line)
            number = answer.id.removeprefix(f"{key}-") if answer else ""
            one = asked.pop(int(number), None) if number.isdecimal() and number.isascii() else None
            if answer is None or one is None:
                continue
            waiting = self._waiting.get((one.article, one.request))
            try:
                reply = self._server.reply_in(answer, features_of(waiting.body) if waiting else ())
            except SummarizerError as err:
                taken.append(Taken(one))
                failed.append((one, answer, err))
            else:
                cost = self._price.cost(reply.usage) if self._price else None
                taken.append(Taken(one, reply, tokens_of(one.tokens, reply), cost))
        self._uploads.take(taken)
        for done in taken:
            if done.reply is not None:
                self._budget.spend(done.tokens, done.cost)
                self._resolve(done.asked, done.reply)
        for one, answer, error in failed:
            place = one.article, one.request
            if isinstance(error, TransientError):
                self._ask_again(one, error.message)
            elif place in self._waiting:
                _fail(self._waiting[place], error)
            else:
                self._refusals[place] = answer

    def _resolve(self, one: Asked, reply: Reply) -> None:
        waiting = self._waiting.get((one.article, one.request))
        if waiting and not waiting.reply.done():
            waiting.reply.set_result(reply)

    def _give_back(self, batch: RemoteBatch, rest: Sequence[Asked]) -> None:
        """Requests that a batch which has ended did not answer are asked again, if that can help.

        Raises:
            BackendError: It cannot.
        """
        why = "; ".join(f"{code}: {message}" for code, message in batch.reasons)
        if batch.status == "cancelled":
            hint = "the same command asks for what is missing"
            raise BackendError(f"the batch {batch.id} was cancelled at {self.name}", hint=hint)
        if batch.status == "failed":
            self._hold(batch, why, len(rest))
        for one in rest:
            self._ask_again(one, batch.status, counts=batch.status != "failed")

    def _hold(self, batch: RemoteBatch, why: str, size: int) -> None:
        """The server has as many requests as it takes at once: waits for others of ours, or sends fewer."""
        self._is_held = bool(self._uploads.open())
        is_too_much = any(code == _TOO_MUCH for code, _ in batch.reasons)
        if not is_too_much or self._manner.detach or (size <= 1 and not self._is_held):
            hint = "the same command again, when what is under way is through" if is_too_much else None
            raise BackendError(f"{self.name} refused the batch {batch.id}: {why or 'no reason given'}", hint=hint)
        if not self._is_held:
            self._most_requests = max(1, size // 2)

    def _ask_again(self, one: Asked, why: str, *, counts: bool = True) -> None:
        waiting = self._waiting.get((one.article, one.request))
        if waiting is None or waiting.reply.done():
            return
        waiting.tries += counts
        if waiting.tries >= _TRIES:
            _fail(waiting, TransientError(f"{self.name} did not answer in {_TRIES} batches; the last: {why}"))
        else:
            self._gathered.append(waiting)
            self._news.set()


def pool_engine(make: Callable[[Keyed], Awaitable[Outcome | None]], *, pool: Pool, at_once: int, stop: Stop) -> Engine:
    """The local engine over articles that ask a pool.

    Args:
        make: Makes the outcome of one article, asking `pool`; None if it was left undone.
        pool: Whom they ask.
        at_once: Articles that are made, or wait, at once: no more of them are in memory.
        stop: When it says so, no further article is begun, and those that wait are left.
    """

    async def made(one: Keyed) -> Outcome | None:
        try:
            return await make(one)
        finally:
            pool.ends(one.key)

    async def begun(articles: AsyncIterator[Keyed]) -> AsyncIterator[Keyed]:
        async for one in articles:
            pool.begins(one.key)
            yield one
        pool.are_all()

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            stop.now(SummarizerError("a defect: batches are neither sent nor taken in any more"))

    async def run(articles: AsyncIterator[Keyed]) -> AsyncGenerator[Done, None]:
        ready = asyncio.Event()
        working = asyncio.create_task(pool.work(at_once=at_once, ready=ready))
        working.add_done_callback(ended)
        try:
            await ready.wait()
            async with aclosing(local_engine(made, at_once=at_once, stop=stop)(begun(articles))) as found:
                async for done in found:
                    yield done
            if working.done():
                await working
        finally:
            working.cancel()

    return run


def _fail(waiting: _Waiting, err: Exception) -> None:
    if not waiting.reply.done():
        waiting.reply.set_exception(err)


def _or_any(limit: float | None) -> float:
    return math.inf if limit is None else limit
