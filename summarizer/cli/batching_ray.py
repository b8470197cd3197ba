"""``summarizer batch --engine ray``: from a command to an engine of a cluster."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.backends.selecting import Selection
    from summarizer.batch.command import Command
    from summarizer.batch.engine import Engine
    from summarizer.batch.journal import Journal
    from summarizer.batch.maker import Recipe, Told
    from summarizer.batch.running import Batch

__all__ = ["check_ray", "forget", "publish", "ray_engine_of"]

_WORK = "cluster"
_FOLDER = "cluster"


def check_ray(command: Command, selection: Selection) -> None:
    """What can be wrong with a command for a cluster is found before anything is spent.

    Raises:
        UsageError: The package is not installed, the model is embedded, or there is no storage that machines share.
    """
    try:
        import summarizer.batch.ray_engine  # noqa: F401
    except ImportError as err:
        raise UsageError(
            "--engine ray needs a package that is not installed", hint="pip install 'summarizer[ray]'"
        ) from err
    if selection.embedded:
        raise UsageError(
            "an embedded model has one process that answers: many callers would not be faster",
            hint="name a server that all machines reach: --base-url; or leave out --engine ray",
        )
    if command.other_urls:
        raise UsageError("--engine ray asks one server", hint="name one --base-url, such as a balancer's")
    if command.address and "://" in command.address:
        raise UsageError(
            f"--address {command.address} is of Ray Client, which has no callers that wait",
            hint="HOST:PORT, without ray://, from a machine of the cluster",
        )
    if command.address and not command.storage:
        raise UsageError(
            "the machines of a cluster need a place that all of them see",
            hint="--storage: a folder on a shared disk, or a bucket (s3://…, gs://…)",
        )


def ray_engine_of(
    command: Command,
    out: Path,
    *,
    selection: Selection,
    recipe: Recipe,
    key_of: Callable[[Told], str],
    batch: Batch,
) -> Engine:
    """The engine that a command asks for; nothing is started before it is given articles."""
    from summarizer.batch.ray_calling import Plan
    from summarizer.batch.ray_engine import Cluster, ray_engine

    work = batch.journal.get(_WORK)
    if not isinstance(work, str):
        work = f"_work-{uuid.uuid4().hex}"
        batch.journal.put(_WORK, work)
    plan = Plan(
        recipe=recipe,
        key_of=key_of,
        key=batch.key,
        folder=command.folder,
        selection=selection,
        concurrency=batch.concurrency,
        workers=(1 if command.parse else 0) if command.workers is None else command.workers,
        rounds=batch.rounds,
        storage=_storage(command, out),
        replies=f"{work}/replies",
    )
    cluster = Cluster(
        address=command.address,
        work=work,
        concurrency=batch.concurrency,
        rpm=command.rpm,
        tpm=command.tpm,
        callers=None if command.address else max(2, os.cpu_count() or 1),
    )
    return ray_engine(plan, cluster, record=batch.journal, budget=batch.budget, stop=batch.stop)


def forget(journal: Journal) -> None:
    """What lies in the storage is not used any more: what failed is to be tried anew, and not to fail as it did."""
    journal.put(_WORK, None)


def publish(command: Command, out: Path) -> None:
    """The results are a dataset of Parquet files in the storage too, if one was named."""
    if command.storage and command.parquet is not False and (out / "briefs.parquet").exists():
        from summarizer.batch.storage import Storage

        Storage(command.storage).publish(out / "briefs.parquet", "briefs")


def _storage(command: Command, out: Path) -> str:
    """The place as every process finds it, whatever its working directory."""
    place = command.storage or str(out / _FOLDER)
    return place if "://" in place else str(Path(place).absolute())
