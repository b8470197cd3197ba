"""A caller of a cluster, in this process: what it makes of a block of articles, and when it asks nothing."""

import asyncio
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from faulty_server import FaultyServer

from summarizer.backends.selecting import Selection
from summarizer.batch.asking import Budget, Halt, Stop
from summarizer.batch.command import Command
from summarizer.batch.engine import Keyed
from summarizer.batch.journal import Failure
from summarizer.batch.maker import Recipe
from summarizer.batch.ray_ledger import Ledger, SharedLimiter, follow
from summarizer.batch.rows import Row
from summarizer.cli.batching_ray import publish
from summarizer.config import load_config
from summarizer.errors import BackendError, JournalError, SummarizerError, TransientError, UsageError
from summarizer.pipeline import Job
from summarizer.types import Reply, Usage
from summarizer.wiring import job_for

pytest.importorskip("pyarrow", reason="pip install 'summarizer[ray]'")

import pyarrow
import pyarrow.parquet

from summarizer.batch.ray_calling import ARTICLES, Caller, Plan, asked_in, outcome_in, staged
from summarizer.batch.storage import Storage

pytestmark = pytest.mark.anyio
TEXT = (
    "Alte Brücke {number} wird im Mai geschlossen\n\n„Wir können nicht warten, bis sie einstürzt“, sagte "
    "Bürgermeisterin Ines Quill den Räten der Stadt.\n"
)


class Here:
    """A ledger as callers see it, in this process."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(remote=lambda *words: asyncio.ensure_future(getattr(self._ledger, name)(*words)))


def answer(body: dict) -> object:
    return {"evidence": "Wir können nicht warten", "headline": "Die Brücke.", "summary": "Die Brücke."}


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer(script=answer) as running:
        yield running


def headline() -> Job:
    return job_for(load_config(), prompt="headline")


@pytest.fixture
def plan(server: FaultyServer, tmp_path: Path, config_folder: Path) -> Plan:
    return Plan(
        recipe=Recipe(make_job=headline, cache_dir=tmp_path / "cache", parse=False),
        key_of=lambda _: "headline",
        key="headline",
        folder=str(tmp_path),
        selection=Selection(model="stub", base_url=server.url, api_key=None, why="a test"),
        concurrency=2,
        workers=0,
        rounds=(0,),
        storage=str(tmp_path / "shared"),
        replies="work/replies",
    )


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(concurrency=2, rpm=None, tpm=None, budget=Budget())


async def outcomes(plan: Plan, ledger: Ledger, table: pyarrow.Table) -> list[dict]:
    """The rows that a new caller gives back for a block."""
    caller = Caller(plan, Here(ledger))
    try:
        return (await caller(table)).to_pylist()
    finally:
        await caller.close()


def block(plan: Plan, *texts: str, known: dict[str, Reply] | None = None) -> pyarrow.Table:
    """A block that names some articles, which lie in the storage."""
    rows = [staged(Keyed(f"a{n}", Row("", data=text.encode())), known or {}) for n, text in enumerate(texts)]
    path = Path(plan.storage) / "articles.parquet"
    path.parent.mkdir(exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=ARTICLES), path)
    return pyarrow.Table.from_pylist([{"name": "articles.parquet", "group": 0}])


@pytest.mark.parametrize("workers", [0, 1])
async def test_a_block_comes_back_as_briefs_and_the_replies_that_they_took(
    plan: Plan, ledger: Ledger, server: FaultyServer, workers: int
) -> None:
    rows = await outcomes(
        replace(plan, workers=workers), ledger, block(plan, TEXT.format(number=1), TEXT.format(number=2))
    )
    assert [row["key"] for row in rows] == ["a0", "a1"]
    for row in rows:
        outcome = outcome_in(row)
        assert outcome
        assert json.loads(str(outcome.result))["brief"]["headline"] == "Die Brücke."
        assert len(asked_in(row)) == 1
    assert len(server.bodies) == 2


async def test_replies_that_are_known_or_in_the_storage_are_not_asked_for(
    plan: Plan, ledger: Ledger, server: FaultyServer
) -> None:
    [row] = await outcomes(plan, ledger, block(plan, TEXT))
    [again] = await outcomes(plan, ledger, block(plan, TEXT))
    assert again["body"] == row["body"]
    assert asked_in(again) == asked_in(row), "the journal may not have it yet"
    known = {one.request: one.reply for one in asked_in(row)}
    elsewhere = replace(plan, replies="work/others")
    [third] = await outcomes(elsewhere, ledger, block(plan, TEXT, known=known))
    assert third["body"] == row["body"]
    assert asked_in(third) == []
    assert len(server.bodies) == 1


async def test_what_fails_comes_back_as_a_failure_and_a_defect_is_the_articles_own(plan: Plan, ledger: Ledger) -> None:
    table = block(plan, "[[stub:filter]] " + TEXT, known={"x": Reply("", None, None, Usage())})
    path = Path(plan.storage) / "articles.parquet"
    rows = pyarrow.parquet.read_table(path).to_pylist()
    rows.append(rows[0] | {"key": "a1", "known": "no JSON"})
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=ARTICLES), path)
    refused, broken = (outcome_in(row) for row in await outcomes(plan, ledger, table))
    assert refused
    assert isinstance(refused.result, Failure)
    assert refused.result.kind == "ContentFilterError"
    assert broken
    assert isinstance(broken.result, Failure)
    assert broken.result.kind == "defect"


def no_job() -> Job:
    raise UsageError("no such prompt")


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"version": "0.0.9"}, "and this one 0.0.9"),
        ({"key": "another"}, "other prompts or schemas"),
        ({"recipe": Recipe(make_job=no_job, cache_dir=Path("nowhere"))}, "no such prompt"),
    ],
)
async def test_a_machine_that_would_make_other_briefs_asks_nothing_and_stops_all(
    plan: Plan, ledger: Ledger, server: FaultyServer, other: dict, told: str
) -> None:
    [row] = await outcomes(replace(plan, **other), ledger, block(plan, TEXT))
    assert outcome_in(row) is None
    await asyncio.sleep(0.01)
    assert told in str(await ledger.beat())
    assert server.bodies == []


async def test_a_caller_leaves_its_articles_when_the_batch_is_to_stop(
    plan: Plan, ledger: Ledger, server: FaultyServer
) -> None:
    await ledger.halt(BackendError("down"))
    [row] = await outcomes(plan, ledger, block(plan, TEXT))
    assert outcome_in(row) is None
    assert server.bodies == []


async def test_a_caller_without_its_ledger_sends_nothing(plan: Plan, server: FaultyServer) -> None:
    class Gone(Ledger):
        async def admit(self, caller: str, tokens: int) -> int | None:
            raise ConnectionError("gone")

    gone = Gone(concurrency=1, rpm=None, tpm=None, budget=Budget())
    [row] = await outcomes(plan, gone, block(plan, TEXT))
    assert outcome_in(row) is None
    assert "limits and budget is gone" in str(await gone.beat())
    assert server.bodies == []


async def test_a_fault_is_tried_again_and_the_ledger_hears_of_it(
    plan: Plan, ledger: Ledger, server: FaultyServer
) -> None:
    [row] = await outcomes(plan, ledger, block(plan, "[[stub:429_ms=1x1]] " + TEXT))
    assert outcome_in(row)
    assert len(server.bodies) == 2
    assert await ledger.beat() is None


async def test_a_caller_that_may_send_no_more_hears_why(ledger: Ledger) -> None:
    stop = Stop()
    await ledger.halt(down := BackendError("down"))
    with pytest.raises(Halt):
        await SharedLimiter(Here(ledger), "a", stop).admit(1)
    assert stop.reason is down


async def test_what_is_told_of_a_request_that_is_over_changes_nothing(ledger: Ledger) -> None:
    for told in (ledger.failed(7, TransientError("late")), ledger.answered(7, 1), ledger.left(7)):
        await told
    assert await ledger.beat() is None
    assert await ledger.admit("a", 1) is not None


async def test_what_a_server_says_of_its_limits_holds_for_all_callers(ledger: Ledger) -> None:
    said = {"x-ratelimit-limit-requests": "1", "x-ratelimit-remaining-requests": "0", "date": "today"}
    SharedLimiter(Here(ledger), "a", Stop()).heard(said)
    SharedLimiter(Here(ledger), "a", Stop()).heard({"date": "today"})
    await asyncio.sleep(0)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ledger.admit("b", 1), 0.05)


async def test_a_caller_whose_ledger_is_gone_stops() -> None:
    class Gone(Ledger):
        async def beat(self, caller: str | None = None) -> SummarizerError | int | None:
            raise ConnectionError("gone")

    stop = Stop()
    await follow(Here(Gone(concurrency=1, rpm=None, tpm=None, budget=Budget())), stop, "a")
    assert "limits and budget is gone" in str(stop.reason)


async def test_what_stops_a_batch_after_its_cluster_is_gone_is_not_told_to_it(ledger: Ledger) -> None:
    stop = Stop()
    following = asyncio.create_task(follow(Here(ledger), stop))
    await asyncio.sleep(0.01)
    following.cancel()
    await asyncio.wait([following])
    stop.now(BackendError("the input cannot be read further"))
    await asyncio.sleep(0.01)
    assert await ledger.beat() is None


def test_results_are_published_in_the_place_of_those_before(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path / "shared"))
    for count in (45_000, 3):
        pyarrow.parquet.write_table(pyarrow.table({"n": range(count)}), tmp_path / "briefs.parquet")
        storage.publish(tmp_path / "briefs.parquet", "briefs")
        parts = sorted((tmp_path / "shared/briefs").iterdir())
        assert len(parts) == math.ceil(count / 20_000)
        assert [n for part in parts for n in pyarrow.parquet.read_table(part)["n"].to_pylist()] == list(range(count))
    (tmp_path / "shared/file").touch()
    with pytest.raises(JournalError, match="the results cannot be written"):
        storage.publish(tmp_path / "briefs.parquet", "file")


def test_results_that_were_not_wished_as_parquet_are_not_published(tmp_path: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.table({"n": [1]}), tmp_path / "briefs.parquet")
    command = Command(folder="", inputs=(), storage=str(tmp_path / "shared"))
    publish(command.model_copy(update={"parquet": False}), tmp_path)
    assert not (tmp_path / "shared").exists(), "it is of an earlier command"
    publish(command, tmp_path)
    assert (tmp_path / "shared/briefs").is_dir()


def test_a_bucket_is_written_to_and_read_from() -> None:
    storage = Storage("mock:///bucket")
    storage.files.create_dir("bucket/work")
    storage.write("work/a", b"1")
    assert storage.read("work/a") == b"1"
    assert storage.read("work/b") is None
    storage.remove("work")
    storage.remove("work")
    assert storage.read("work/a") is None


def test_a_place_that_cannot_be_used_is_told() -> None:
    with pytest.raises(UsageError, match="nothing can be stored in"):
        Storage("nowhere://x")


async def test_a_machine_that_does_not_see_the_storage_stops_the_batch_and_says_so(
    plan: Plan, ledger: Ledger, server: FaultyServer
) -> None:
    table = block(plan, TEXT)
    (Path(plan.storage) / "articles.parquet").unlink()
    assert await outcomes(plan, ledger, table) == []
    await asyncio.sleep(0.01)
    reason = await ledger.beat()
    assert isinstance(reason, JournalError)
    assert f"cannot read {plan.storage}" in reason.message
    assert "a disk that all of them share" in str(reason.hint)
    assert server.bodies == []


async def test_a_storage_that_cannot_be_used_stops_the_batch_before_anything_is_asked(
    plan: Plan, ledger: Ledger, server: FaultyServer
) -> None:
    table = block(plan, TEXT)
    (Path(plan.storage) / "work").write_text("a file in the place of a folder")
    [row] = await outcomes(plan, ledger, table)
    assert outcome_in(row) is None, "no article failed"
    await asyncio.sleep(0.01)
    assert isinstance(await ledger.beat(), JournalError)
    assert server.bodies == []
