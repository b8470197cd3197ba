"""An engine of many processes on one machine or many: Ray Data hands out articles, async actors make the outcomes.

Articles go in waves through the storage that all machines share, as Parquet whose row groups are the blocks of the
dataset: whoever has a block reads it there, so that nothing is lost with a machine. Outcomes come back block by block
as they are made, and are in the journal before they count.
"""

from __future__ import annotations

import asyncio
import io
import logging
import math
import os
import socket
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol, TypedDict

# Ray reads these when it is imported.
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["RAY_DEDUP_LOGS_SKIP_REGEX"] = "."  # pages on each death in the cluster, to our stdout
os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # lines about its own doings, to our stderr
os.environ.setdefault("RAY_NUM_REDIS_GET_RETRIES", "1")  # 20 by default, of 40 s each, in which no signal is heard

import pyarrow
import pyarrow.parquet
import ray
import ray.data
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from summarizer.batch.asking import Budget, Stop
from summarizer.batch.engine import Done, Engine, Keyed
from summarizer.batch.ray_calling import ARTICLES, BLOCK, Caller, Plan, asked_in, outcome_in, staged
from summarizer.batch.ray_ledger import Ledger, LedgerActor, follow
from summarizer.batch.storage import Storage
from summarizer.errors import BackendError
from summarizer.types import Reply

__all__ = ["Cluster", "Record", "ray_engine"]

_WAVE = 20_000
_PART = 50 * BLOCK
_CPUS = 8  # logical ones of a cluster that is started here: whoever waits for a server needs no core
_CALLER = 0.25
_STALLED = 3600.0
_ANSWERS = 10.0  # seconds in which the address of a cluster does
_OWN = {  # for a cluster that is started here
    "enable_worker_prestart": False,  # a second of a core for each
    "prestart_worker_first_driver": False,
    "worker_niceness": 0,  # by default, whatever else runs on the machine comes first: its callers get nowhere
    "task_events_report_interval_ms": 0,  # nobody looks at them
    "enable_metrics_collection": False,
}


class _Block(TypedDict):
    """A block of articles: the file in the storage, and the row group in it."""

    name: str
    group: int


class Record(Protocol):
    """What knows the replies that were paid for: the journal."""

    def replies(self, article: str) -> dict[str, Reply]:
        """The replies to an article's requests."""

    def keep(self, article: str, request: str, reply: Reply, *, tokens: int, cost: float | None) -> None:
        """Has the reply, once it returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where it runs, and within which limits.

    Attributes:
        address: Of a cluster that runs (``auto`` for the one of this machine); None starts one here.
        work: The folder in the storage for what is under way.
        concurrency: Most requests at once, of all callers together.
        callers: How many there are; None: one for each four logical processors, at least two.
        wave: Articles that go through the storage together.
    """

    address: str | None
    work: str
    concurrency: int
    rpm: float | None = None
    tpm: float | None = None
    callers: int | None = None
    wave: int = _WAVE


def ray_engine(plan: Plan, cluster: Cluster, *, record: Record, budget: Budget, stop: Stop) -> Engine:
    """An engine of a cluster of Ray.

    Args:
        plan: What a caller needs; its share of the concurrency is set here.
        cluster: Where.
        record: Asked for known replies; has the new ones before their outcome is yielded.
        budget: What is left of it is kept to by all callers together; told of what came back.
        stop: When it says so, no further request is sent; what is on its way is taken in.
    """
    storage = Storage(plan.storage)

    async def run(articles: AsyncIterator[Keyed]) -> AsyncGenerator[Done, None]:
        try:
            await asyncio.to_thread(_connect, cluster.address)
            ledger = _ledger(cluster, budget)
            following = asyncio.create_task(follow(ledger, stop))
            try:
                async for wave in _waves(articles, storage, plan, cluster, record):
                    async for row in _outcomes(wave, plan, cluster, ledger):
                        for one in asked_in(row):
                            budget.spend(one.tokens, one.cost)
                            record.keep(str(row["key"]), one.request, one.reply, tokens=one.tokens, cost=one.cost)
                        if outcome := outcome_in(row):
                            yield Done(str(row["key"]), outcome)
                    if (reason := await ledger.beat.remote()) is not None:
                        stop.now(reason)
            finally:
                following.cancel()
            if stop.reason is None:
                await asyncio.to_thread(storage.remove, cluster.work)
        except ray.exceptions.RayError as err:
            stop.now(_gave_up(err))
        except OSError as err:
            stop.now(BackendError(f"the storage {plan.storage} cannot be used: {err}", hint="--storage"))
        finally:
            await asyncio.to_thread(ray.shutdown)

    return run


def _connect(address: str | None) -> None:
    """Joins the cluster; to be called from another thread than the main one, so that Ray leaves SIGTERM to us."""
    _reach(address)
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR, "namespace": "summarizer"}
    alone = {"num_cpus": max(_CPUS, os.cpu_count() or 1), "include_dashboard": False, "_system_config": _OWN}
    try:
        with _silent():
            ray.init(address=address or "local", **quiet, **({} if address else alone))
    except Exception as err:
        raise _no_cluster(address, err) from err
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.execution_no_progress_timeout_s = _STALLED
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # what is raised is told by us


@contextmanager
def _silent() -> Iterator[None]:
    """Nothing gets to stderr, from Ray's core neither: what matters of it is in the error, if it does not start."""
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _reach(address: str | None) -> None:
    """Something listens at the address of a cluster: Ray itself would take minutes to find out.

    Raises:
        BackendError: Nothing does.
    """
    if address is None or address == "auto":
        return
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWERS).close()
    except (OSError, ValueError, OverflowError) as err:
        raise _no_cluster(address, err) from err


def _no_cluster(address: str | None, err: Exception) -> BackendError:
    told = _last_line(err)
    if address is None:
        hint = "it gives its processes 30 s: try again when the machine is less busy, or leave out --engine ray"
        return BackendError(f"Ray does not start on this machine: {told}", hint=hint)
    hint = "from a machine of the cluster, --address HOST:PORT as 'ray start --head' shows it, or auto"
    return BackendError(f"no cluster of Ray answers at {address}: {told}", hint=hint)


def _ledger(cluster: Cluster, budget: Budget) -> LedgerActor:
    """The one actor that has limits and budget, on this machine: it ends when this process does."""
    options = {
        "name": f"summarizer-{cluster.work}",
        "num_cpus": 0,
        "max_concurrency": 1000 + 10 * cluster.concurrency,
        "scheduling_strategy": NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False),
    }
    limits = {"concurrency": cluster.concurrency, "rpm": cluster.rpm, "tpm": cluster.tpm}
    actor: LedgerActor = ray.remote(Ledger).options(**options).remote(**limits, budget=budget)
    return actor


async def _waves(
    articles: AsyncIterator[Keyed], storage: Storage, plan: Plan, cluster: Cluster, record: Record
) -> AsyncIterator[list[_Block]]:
    """Yields the blocks of each wave of articles, once they are in the storage."""
    await asyncio.to_thread(storage.remove, f"{cluster.work}/articles")
    part: list[dict[str, str | bytes]] = []
    wave: list[_Block] = []
    number = 0

    async def write() -> None:
        nonlocal number
        name = f"{cluster.work}/articles/{number:08}.parquet"
        await asyncio.to_thread(storage.write, name, _parquet(part))
        wave.extend({"name": name, "group": group} for group in range(math.ceil(len(part) / BLOCK)))
        number += 1
        part.clear()

    async for one in articles:
        part.append(staged(one, record.replies(one.key)))
        if len(part) == _PART:
            await write()
        if len(wave) * BLOCK >= cluster.wave:
            yield wave
            wave.clear()
    if part:
        await write()
    if wave:
        yield wave


def _parquet(rows: list[dict[str, str | bytes]]) -> bytes:
    data = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=ARTICLES), data, row_group_size=BLOCK)
    return data.getvalue()


async def _outcomes(
    wave: list[_Block], plan: Plan, cluster: Cluster, ledger: LedgerActor
) -> AsyncIterator[Mapping[str, object]]:
    """Yields the rows of a wave's outcomes, as their blocks are done."""
    callers = cluster.callers or max(2, int(ray.cluster_resources().get("CPU", 0)) // 4)
    share = math.ceil(cluster.concurrency / callers)
    calls = math.ceil(1.5 * share / BLOCK) + 1  # so that the last article of a block holds up no other
    made = ray.data.from_items(wave, override_num_blocks=len(wave)).map_batches(
        Caller,
        fn_constructor_args=(replace(plan, concurrency=share), ledger),
        batch_size=None,
        batch_format="pyarrow",
        num_cpus=_CALLER,
        compute=ray.data.ActorPoolStrategy(size=callers, max_concurrent_calls_per_actor=calls),
    )
    blocks: Iterator[pyarrow.Table] = iter(
        made.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0)
    )
    while (block := await asyncio.to_thread(next, blocks, None)) is not None:
        for row in block.to_pylist():
            yield row


def _gave_up(err: Exception) -> BackendError:
    told = _last_line(err)
    lacks = "every machine of a cluster needs the program: pip install 'summarizer[ray]', in the environment of its Ray"
    hint = lacks if "No module named" in told else "the same command goes on where this one stopped"
    return BackendError(f"Ray gave up: {told}", hint=hint)


def _last_line(err: Exception) -> str:
    """What it comes to: Ray's errors have the tracebacks of other machines in them."""
    return next((line.strip() for line in reversed(str(err).splitlines()) if line.strip()), type(err).__name__)
