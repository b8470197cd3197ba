"""Outcomes that are made in worker processes: the same ones, whatever becomes of a worker, and nothing asked twice."""

import asyncio
import json
import os
import pickle
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.backends.limiting import Limiter
from summarizer.batch.asking import Budget, Stop
from summarizer.batch.desk import Desk, Shared
from summarizer.batch.engine import Keyed
from summarizer.batch.frames import Frames
from summarizer.batch.journal import Failure, Journal, Outcome
from summarizer.batch.maker import Recipe
from summarizer.batch.rows import Row
from summarizer.batch.working import Workers
from summarizer.config import load_config
from summarizer.errors import (
    AssetError,
    BackendError,
    ContextOverflowError,
    QuotaError,
    SummarizerError,
    TransientError,
    UnsupportedError,
    WorkerError,
)
from summarizer.pipeline import Job
from summarizer.types import Reply, Request, Rung, Usage
from summarizer.wiring import job_for

TEXT = (
    "Alte Brücke {number} wird im Mai geschlossen\n\n„Wir können nicht warten, bis sie einstürzt“, sagte "
    "Bürgermeisterin Ines Quill den Räten der Stadt.\n"
)


class Answering:
    """A backend that answers whatever it is asked, some time later."""

    name, model = "here", "stub"

    def __init__(self, before: Callable[[Request], Awaitable[None]] | None = None) -> None:
        self.requests: list[Request] = []
        self._before = before

    async def send(self, request: Request, *, deadline: float, on_text: object = None) -> Reply:
        self.requests.append(request)
        if self._before:
            await self._before(request)
        properties = request.schema["properties"]
        assert isinstance(properties, dict)
        found = {name: [] if kind.get("type") == "array" else "Die Brücke." for name, kind in properties.items()}
        return Reply(json.dumps(found), None, "stop", Usage(None, None))

    async def close(self) -> None:
        return None

    @property
    def asked_twice(self) -> int:
        return len(self.requests) - len({request.messages for request in self.requests})


class Deadly(Row):
    """Ends the process that it is sent to."""

    def __reduce__(self) -> tuple:
        return os._exit, (3,)


class DeadlyJob:
    """Ends the process that it is sent to, before anything is done there."""

    def __reduce__(self) -> tuple:
        return os._exit, (3,)

    def __call__(self) -> Job:
        raise NotImplementedError


def job_at_second_try(tried: Path) -> Job:
    if not tried.exists():
        tried.touch()
        os._exit(3)
    return job_for(load_config(), prompt="headline")


def keyed(number: int) -> Keyed:
    return Keyed(f"k{number}", Row("a", number, data=TEXT.format(number=number).encode()))


def recipe(folder: Path) -> Recipe:
    make_job = partial(job_for, load_config(), prompt="headline")
    return Recipe(make_job=make_job, cache_dir=folder / "cache", parse=False)


@contextmanager
def desk_with(
    folder: Path, backend: Answering, *, workers: int = 1, made: Recipe | None = None, rounds: tuple[int, ...] = (0,)
) -> Iterator[tuple[Desk, Workers, Stop]]:
    stop = Stop()
    shared = Shared(
        backend=backend,
        limiter=Limiter(concurrency=8),
        price=None,
        budget=Budget(),
        stop=stop,
        longest_wait=60,
        rounds=rounds,
    )
    with Journal(folder) as journal, Workers(made or recipe(folder), workers=workers) as some:
        yield Desk(shared, journal, some), some, stop
        some.end()


def killed(workers: Workers, place: int = 0) -> None:
    pid = workers._workers[place]._process.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


@pytest.mark.anyio
async def test_an_article_that_kills_its_worker_costs_itself_alone(tmp_path: Path) -> None:
    backend = Answering()
    with desk_with(tmp_path, backend, workers=2) as (desk, _, _):
        rows = [keyed(number) for number in range(4)]
        rows.insert(2, Keyed("deadly", Deadly("a", 9, data=b"x")))
        found = await asyncio.gather(*map(desk.make, rows))
    fate = found.pop(2)
    assert fate is not None
    assert isinstance(fate.result, Failure)
    assert "died of it" in fate.result.reason
    assert [one is not None and one.ok for one in found] == [True] * 4
    assert backend.asked_twice == 0


@pytest.mark.anyio
async def test_workers_that_do_not_start_stop_the_batch_with_one_error_and_no_article_fails(tmp_path: Path) -> None:
    backend = Answering()
    made = replace(recipe(tmp_path), make_job=DeadlyJob())
    with desk_with(tmp_path, backend, workers=2, made=made) as (desk, _, stop):
        found = await asyncio.gather(*(desk.make(keyed(number)) for number in range(4)))
    assert found == [None] * 4
    assert isinstance(stop.reason, WorkerError)
    assert "before they were ready, the last with exit code 3" in stop.reason.message
    assert "the same command goes on" in (stop.reason.hint or "")
    assert backend.requests == []


@pytest.mark.anyio
async def test_a_worker_that_does_not_start_at_first_costs_no_article(tmp_path: Path) -> None:
    backend = Answering()
    made = replace(recipe(tmp_path), make_job=partial(job_at_second_try, tmp_path / "tried"))
    with desk_with(tmp_path, backend, made=made) as (desk, _, stop):
        found = await asyncio.gather(*(desk.make(keyed(number)) for number in range(3)))
    assert [one is not None and one.ok for one in found] == [True] * 3
    assert stop.reason is None


@pytest.mark.anyio
@pytest.mark.parametrize("files", [0, 3])
async def test_a_process_that_the_system_refuses_is_told_with_what_to_do(tmp_path: Path, files: int) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    made = recipe(tmp_path)
    last = os.open(os.devnull, os.O_RDONLY)
    os.close(last)
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + files, before[1]))
    try:
        with (
            Workers(made, workers=1) as workers,
            pytest.raises(WorkerError, match=r"cannot be started: .*[Tt]oo many open files"),
        ):
            await workers.ready()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.anyio
async def test_an_article_that_the_server_refuses_half_way_fails_for_what_the_server_said(tmp_path: Path) -> None:
    async def before(request: Request) -> None:
        if len(backend.requests) == 2:
            raise BackendError("the prompt is refused", hint="leave out what it forbids", status=400)

    backend = Answering(before)
    make_job = partial(job_for, load_config(), prompt="brief", passes="several")
    made = Recipe(make_job=make_job, cache_dir=tmp_path / "cache", parse=False)
    with desk_with(tmp_path, backend, made=made) as (desk, _, _):
        fate = await desk.make(keyed(1))
    assert fate is not None
    assert fate.result == Failure("BackendError", "the prompt is refused", "leave out what it forbids")


@pytest.mark.anyio
@pytest.mark.parametrize("rounds", [(0,), (2,), (2, 1, 0)])
async def test_a_worker_that_dies_while_it_waits_for_replies_costs_no_second_request(
    tmp_path: Path, rounds: tuple[int, ...]
) -> None:
    async def before(request: Request) -> None:
        if len(backend.requests) == 3:
            killed(workers)
            await asyncio.sleep(0.3)  # it is gone before the reply is there

    backend = Answering(before)
    with desk_with(tmp_path, backend, rounds=rounds) as (desk, workers, _):
        found = await asyncio.gather(*(desk.make(keyed(number)) for number in range(5)))
    assert [one is not None and one.ok for one in found] == [True] * 5
    assert backend.asked_twice == 0


@pytest.mark.anyio
async def test_a_batch_that_stops_leaves_the_articles_of_a_worker_that_dies_then(tmp_path: Path) -> None:
    async def before(request: Request) -> None:
        stop.now(signal.SIGTERM)
        killed(workers)

    backend = Answering(before)
    with desk_with(tmp_path, backend) as (desk, workers, stop):
        found = await asyncio.gather(*(desk.make(keyed(number)) for number in range(3)))
    assert found == [None] * 3
    assert len(backend.requests) == 1


@pytest.mark.anyio
async def test_a_defect_on_this_side_is_its_articles_and_the_others_go_on(tmp_path: Path) -> None:
    async def before(request: Request) -> None:
        if "Brücke 1 " in str(request.messages):
            raise ZeroDivisionError("a defect")

    with desk_with(tmp_path, Answering(before)) as (desk, _, _):
        found = await asyncio.gather(*(desk.make(keyed(number)) for number in range(3)))
    assert found[1] == Outcome(Failure("defect", "ZeroDivisionError: a defect"))
    assert [one is not None and one.ok for one in found] == [True, False, True]


@pytest.mark.anyio
async def test_what_a_server_refuses_is_known_to_all_workers_from_then_on(tmp_path: Path) -> None:
    async def before(request: Request) -> None:
        if request.rung is Rung.JSON_SCHEMA:
            raise UnsupportedError("no schemas", feature="json_schema")

    backend = Answering(before)
    with desk_with(tmp_path, backend, workers=2) as (desk, _, _):
        first = await asyncio.gather(desk.make(keyed(0)), desk.make(keyed(1)))
        refused = sum(request.rung is Rung.JSON_SCHEMA for request in backend.requests)
        later = await asyncio.gather(*(desk.make(keyed(number)) for number in range(2, 6)))
    assert all(one is not None and one.ok for one in (*first, *later))
    assert sum(request.rung is Rung.JSON_SCHEMA for request in backend.requests) == refused <= 2


def unable() -> object:
    raise AssetError("no prompt here", hint="look for it")


@pytest.mark.anyio
async def test_a_worker_that_has_no_job_tells_of_none(tmp_path: Path) -> None:
    made = Recipe(make_job=unable, cache_dir=tmp_path, parse=False)  # type: ignore[arg-type]
    with Workers(made, workers=1) as workers:
        assert await workers.ready() is None
        workers.end()


@pytest.mark.anyio
async def test_a_worker_without_its_prompt_stops_the_batch_and_no_article_fails(tmp_path: Path) -> None:
    made = Recipe(make_job=unable, cache_dir=tmp_path, parse=False)  # type: ignore[arg-type]
    with desk_with(tmp_path, Answering(), made=made) as (desk, _, stop):
        found = [await desk.make(keyed(number)) for number in range(2)]
    assert found == [None, None]
    assert isinstance(stop.reason, WorkerError)
    assert (stop.reason.message, stop.reason.hint) == ("a worker process has no job: no prompt here", "look for it")


def edited(mark: Path) -> Job:
    return job_for(load_config(), prompt="headline" if mark.exists() else "brief")


@pytest.mark.anyio
async def test_a_prompt_that_is_edited_while_a_batch_runs_makes_no_brief_under_the_former_key(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    mark.touch()
    made = Recipe(make_job=partial(edited, mark), cache_dir=tmp_path / "cache", parse=False)
    backend = Answering()
    with desk_with(tmp_path, backend, made=made) as (desk, workers, stop):
        await workers.ready()
        assert await desk.make(keyed(1)) is not None
        mark.unlink()
        killed(workers)
        assert await desk.make(keyed(2)) is None
    assert isinstance(stop.reason, WorkerError)
    assert "was changed while the batch ran" in stop.reason.message


@pytest.mark.parametrize(
    "err",
    [
        AssetError("a", hint="b"),
        QuotaError("a", status=402),
        TransientError("a", retry_after=3.5, timed_out=True, status=429),
        UnsupportedError("a", feature="tools"),
        ContextOverflowError("a", context=5, prompt=7),
    ],
)
def test_an_error_reaches_another_process_with_all_that_it_has(err: SummarizerError) -> None:
    there = pickle.loads(pickle.dumps(err))
    assert type(there) is type(err)
    assert vars(there) == vars(err)
    assert str(there) == str(err)


@given(st.lists(st.text(max_size=300), max_size=8), st.integers(1, 50))
def test_messages_come_whole_and_in_order_however_they_are_cut(messages: list[str], size: int) -> None:
    heard: list[object] = []
    data = b"".join(len(one).to_bytes(4, "big") + one for one in (pickle.dumps(message) for message in messages))
    frames = Frames(heard.append, lambda: None)
    for at in range(0, len(data), size):
        frames.data_received(data[at : at + size])
    assert heard == messages


@pytest.mark.anyio
async def test_what_is_sent_to_an_end_that_is_gone_is_lost_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    here, there = socket.socketpair()
    ended = asyncio.Event()
    _, frames = await asyncio.get_running_loop().create_connection(lambda: Frames(print, ended.set), sock=here)
    there.close()
    await ended.wait()
    for _ in range(10):  # asyncio warns of what is written to a connection that is gone, from the fifth on
        frames.send("anybody?")
    assert caplog.records == []
    frames.close()
