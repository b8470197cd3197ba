"""The callers of a cluster: each makes outcomes of blocks of articles, as the local engine does, and never raises."""

from __future__ import annotations

import asyncio
import json
import os
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial

import pyarrow
import pyarrow.parquet

from summarizer import __version__
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.selecting import Selection, connect
from summarizer.batch.anew import Rounds
from summarizer.batch.asking import Stop
from summarizer.batch.desk import Desk, Shared
from summarizer.batch.engine import Keyed
from summarizer.batch.journal import Failure, Outcome
from summarizer.batch.maker import Maker, Recipe, Told
from summarizer.batch.making import Making, told_of
from summarizer.batch.preparing import prepare_aside
from summarizer.batch.ray_ledger import LedgerActor, SharedBudget, SharedLimiter, follow
from summarizer.batch.rows import Row
from summarizer.batch.storage import Storage, StoredBackend
from summarizer.batch.working import Workers
from summarizer.errors import BackendError, JournalError, SummarizerError
from summarizer.pipeline import Job
from summarizer.types import Backend, Json, Reply, Usage

__all__ = ["ARTICLES", "BLOCK", "Caller", "Plan", "asked_in", "outcome_in", "staged"]

BLOCK = 8
"""Articles that one call works at: the rows of a row group."""
ARTICLES = pyarrow.schema(
    [("key", pyarrow.string()), ("data", pyarrow.binary()), ("about", pyarrow.string()), ("known", pyarrow.string())]
)
"""A row of the dataset of articles; `known` is what the journal has of its replies."""
OUTCOMES = pyarrow.schema(
    [
        ("key", pyarrow.string()),
        ("status", pyarrow.string()),
        ("body", pyarrow.string()),
        ("seconds", pyarrow.float64()),
        ("asked", pyarrow.string()),
    ]
)
"""A row of what comes back: `status` is ``brief``, ``failed`` or ``left``; `asked` are the new replies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a caller needs to work as the local engine would.

    Attributes:
        recipe: Finds and loads the assets where the caller is.
        key_of: The key of a job, which has to be `key`: else the assets there are others.
        folder: The working directory of the command, if it is there too.
        concurrency: Articles that one caller asks about at once.
        workers: Processes of one caller that make outcomes; 0: the caller itself.
        storage: What all callers share.
        replies: The folder for replies in it.
        version: Of the program, which has to be the same everywhere.
    """

    recipe: Recipe
    key_of: Callable[[Told], str]
    key: str
    folder: str
    selection: Selection
    concurrency: int
    workers: int
    rounds: Rounds
    storage: str
    replies: str
    version: str = __version__


@dataclass(frozen=True, slots=True)
class _Asked:
    """A reply that was paid for, as the journal keeps it."""

    request: str
    reply: Reply
    tokens: int
    cost: float | None


class _Carried:
    """The replies that came with articles, and the new ones that go back with their outcomes."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Reply]] = {}
        self.new: defaultdict[str, list[_Asked]] = defaultdict(list)

    def reply(self, article: str, request: str) -> Reply | None:
        new = next((one.reply for one in self.new.get(article, ()) if one.request == request), None)
        return new or self.known.get(article, {}).get(request)

    def keep(self, article: str, request: str, reply: Reply, *, tokens: int, cost: float | None) -> None:
        self.new[article].append(_Asked(request, reply, tokens, cost))


class Caller:
    """An async actor of Ray Data; everything that can go wrong comes back in the column of the status."""

    def __init__(self, plan: Plan, ledger: LedgerActor) -> None:
        self._plan, self._ledger = plan, ledger
        self._storage = Storage(plan.storage)
        self._stop = Stop()
        self._carried = _Carried()
        self._name = uuid.uuid4().hex
        self._starting: asyncio.Task[Desk | None] | None = None
        self._backend: Backend | None = None
        self._workers: Workers | None = None

    async def __call__(self, block: pyarrow.Table) -> pyarrow.Table:
        """The outcomes of the blocks of articles that it names; none if they cannot be read, which stops the batch."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
        desk = await self._starting
        try:
            rows = [row for one in block.to_pylist() for row in await asyncio.to_thread(self._read, one)]
        except OSError as err:
            self._stop.now(
                JournalError(
                    f"a machine of the cluster cannot read {self._plan.storage}: {err}",
                    hint="--storage: a folder on a disk that all of them share, or a bucket (s3://…, gs://…)",
                )
            )
            rows = []
        made = await asyncio.gather(*(self._made(desk, row) for row in rows))
        return pyarrow.Table.from_pylist(made, schema=OUTCOMES)

    async def close(self) -> None:
        """Gives back connections and processes; in a cluster the process that has them ends."""
        if self._workers:
            self._workers.end()
        if self._backend:
            await self._backend.close()

    def _read(self, block: Mapping[str, str | int]) -> list[dict[str, object]]:
        with self._storage.files.open_input_file(f"{self._storage.path}/{block['name']}") as file:
            rows: list[dict[str, object]] = pyarrow.parquet.ParquetFile(file).read_row_group(block["group"]).to_pylist()
            return rows

    async def _start(self) -> Desk | None:
        self._following = asyncio.create_task(follow(self._ledger, self._stop, self._name))
        plan = self._plan
        with suppress(OSError):
            os.chdir(plan.folder)
        try:
            if plan.version != __version__:
                raise BackendError(
                    f"a machine of the cluster has version {__version__} of summarizer, and this one {plan.version}",
                    hint="install the same version on all of them",
                )
            job = plan.recipe.make_job()
            if plan.key_of(told_of(job)) != plan.key:
                raise BackendError(
                    "a machine of the cluster has other prompts or schemas than this one",
                    hint="put them in a folder that all machines share, and name it by --assets",
                )
            limiter = SharedLimiter(self._ledger, self._name, self._stop)
            capabilities = Capabilities(plan.recipe.capabilities)
            self._backend = await connect(
                plan.selection,
                cache_dir=plan.recipe.cache_dir,
                capabilities=capabilities,
                on_progress=lambda *_: None,
                stream=False,
                on_headers=limiter.heard,
            )
        except SummarizerError as err:
            self._stop.now(err)
            return None
        shared = Shared(
            backend=self._backend,
            limiter=limiter,
            price=plan.recipe.price,
            budget=SharedBudget(self._ledger),
            stop=self._stop,
            longest_wait=job.limits.retry_after,
            concurrency=plan.concurrency,
            rounds=plan.rounds,
            within=partial(_stored, self._storage, plan.replies),
        )
        return Desk(shared, self._carried, self._maker(job, capabilities))

    def _maker(self, job: Job, capabilities: Capabilities) -> Maker:
        recipe = self._plan.recipe
        if self._plan.workers:
            self._workers = Workers(recipe, workers=self._plan.workers)
            return self._workers
        prepared = partial(prepare_aside, cache_dir=recipe.cache_dir, parse=recipe.parse)
        return Making(recipe, job, prepared, capabilities=capabilities)

    async def _made(self, desk: Desk | None, row: Mapping[str, object]) -> dict[str, Json]:
        key = str(row["key"])
        outcome: Outcome | None = None
        if desk is not None and self._stop.reason is None:
            try:
                one = Keyed(key, _row(row))
                self._carried.known[key] = {
                    name: _reply(value) for name, value in json.loads(str(row["known"])).items()
                }
                outcome = await desk.make(one)
            except Exception as err:  # noqa: BLE001 (the guard around each article; Ray would end everything)
                outcome = Outcome(Failure("defect", f"{type(err).__name__}: {err}"))
        self._carried.known.pop(key, None)
        asked = json.dumps([asdict(one) for one in self._carried.new.pop(key, [])])
        return _told(outcome) | {"key": key, "asked": asked}


def _stored(storage: Storage, folder: str, article: str, inside: Backend) -> Backend:
    return StoredBackend(inside, storage=storage, folder=folder, article=article)


def staged(one: Keyed, known: Mapping[str, Reply]) -> dict[str, str | bytes]:
    """The row of the dataset of articles for one of them."""
    replies = json.dumps({name: asdict(reply) for name, reply in known.items()})
    return {"key": one.key, "data": one.row.data, "about": json.dumps(one.row.about), "known": replies}


def _row(row: Mapping[str, object]) -> Row:
    data = row["data"]
    about = tuple((str(name), str(value)) for name, value in json.loads(str(row["about"])))
    return Row("", data=data if isinstance(data, bytes) else b"", about=about)


def _told(outcome: Outcome | None) -> dict[str, Json]:
    if outcome is None:
        return {"status": "left", "body": "", "seconds": 0.0}
    result = outcome.result
    if isinstance(result, str):
        return {"status": "brief", "body": result, "seconds": outcome.seconds}
    return {"status": "failed", "body": json.dumps(asdict(result)), "seconds": outcome.seconds}


def outcome_in(row: Mapping[str, object]) -> Outcome | None:
    """The outcome that a row came back with; None if the article was left."""
    status, body, seconds = row["status"], str(row["body"]), row["seconds"]
    if status == "left":
        return None
    took = seconds if isinstance(seconds, float) else 0.0
    return Outcome(body if status == "brief" else Failure(**json.loads(body)), took)


def asked_in(row: Mapping[str, object]) -> list[_Asked]:
    """The new replies that a row came back with."""
    return [_Asked(**one | {"reply": _reply(one["reply"])}) for one in json.loads(str(row["asked"]))]


def _reply(value: dict[str, Json]) -> Reply:
    usage = value["usage"]
    return Reply(**value | {"usage": Usage(**usage)})  # type: ignore[arg-type]
