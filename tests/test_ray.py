"""`summarizer batch --engine ray`: the same briefs from a cluster, whatever dies in it, and one budget for all."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest
from faulty_server import FaultyServer
from faulty_server.replies import words_only
from scripted_backend import Scripted

from summarizer.batch.asking import Budget
from summarizer.batch.ray_ledger import Ledger
from summarizer.cli.main import main
from summarizer.errors import BudgetError, TransientError
from summarizer.types import Message, Request, Rung

if TYPE_CHECKING:
    from summarizer.batch.storage import Storage

KEY = "sk-canary-77a1"
TEXT = (
    "Alte Brücke {number} wird im Mai geschlossen\n\n„Wir können nicht warten, bis sie einstürzt“, sagte "
    "Bürgermeisterin Ines Quill den Räten der Stadt.\n"
)
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="pip install 'summarizer[ray]'")
IN_FLIGHT = 4


def ledger(**more: float) -> Ledger:
    return Ledger(**({"concurrency": 2, "rpm": None, "tpm": None, "budget": Budget()} | more))  # type: ignore[arg-type]


@pytest.mark.anyio
async def test_all_callers_together_keep_one_budget() -> None:
    shared = ledger(budget=Budget(max_tokens=100))  # type: ignore[arg-type]
    number = await shared.admit("a", 10)
    assert number is not None
    await shared.spend(100, None)
    await shared.left(number)
    assert await shared.admit("b", 10) is None
    assert isinstance(await shared.beat("b"), BudgetError)


@pytest.mark.anyio
async def test_a_caller_that_died_gives_its_place_to_the_others() -> None:
    shared = ledger(silent=0.05)
    assert await shared.admit("dead", 1) is not None
    with anyio.move_on_after(0.02) as waiting:
        await shared.admit("alive", 1)
    assert waiting.cancelled_caught
    await anyio.sleep(0.1)
    await shared.beat("alive")
    with anyio.fail_after(1):
        assert await shared.admit("alive", 1) is not None


@pytest.mark.anyio
async def test_what_a_dead_caller_had_waiting_takes_no_place() -> None:
    shared = ledger(silent=0.05, concurrency=1)
    assert await shared.admit("dead", 1) is not None
    async with anyio.create_task_group() as group:
        group.start_soon(shared.admit, "dead", 1)
        await anyio.sleep(0.1)
        await shared.beat("alive")
        with anyio.fail_after(1):
            assert await shared.admit("alive", 1) is not None


@pytest.mark.anyio
async def test_a_server_that_fails_whoever_asks_stops_all_callers() -> None:
    shared = ledger()
    for _ in range(10):
        number = await shared.admit("a", 1)
        assert number is not None
        await shared.answered(number, 1)
        await shared.left(number)
    await shared.halt(TransientError("down"))
    assert await shared.admit("b", 1) is None


ASKED = Request((Message("user", "hello"),), schema_name="s", schema={}, rung=Rung.PROMPT, max_tokens=5, temperature=0)


def sent(inside: Scripted, storage: "Storage", times: int = 1) -> str:
    """What the last of so many same requests about an article is answered."""
    from summarizer.batch.storage import StoredBackend

    backend = StoredBackend(inside, storage=storage, folder="replies", article="a1")

    async def send() -> str:
        return [(await backend.send(ASKED, deadline=1)).text for _ in range(times)][-1]

    return anyio.run(send)


def test_a_reply_in_the_storage_is_not_asked_for_again_and_a_broken_one_is(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pip install 'summarizer[ray]'")
    from summarizer.batch.storage import Storage

    storage = Storage(str(tmp_path))
    inside = Scripted("one", "two", "three")
    assert [sent(inside, storage), sent(inside, storage)] == ["one", "one"]
    assert sent(inside, storage, 2) == "two", "a second one wants a reply of its own"
    assert len(inside.requests) == 2
    [first, _] = sorted(tmp_path.rglob("a1-*"))
    first.write_bytes(first.read_bytes()[:-3])
    assert sent(inside, storage) == "three"
    storage.remove("replies")
    assert list(tmp_path.iterdir()) == []


def test_without_the_package_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "summarizer.batch.ray_engine", raising=False)
    assert main(["batch", "a.txt", "-o", "out", "--base-url", "http://127.0.0.1:9/v1", "--engine", "ray"]) == 2
    assert "summarizer[ray]" in capsys.readouterr().err
    assert not Path("out").exists()


@needs_ray
@pytest.mark.ray
@pytest.mark.parametrize(
    ("address", "code", "told"),
    [
        ("127.0.0.1:9", 4, "no cluster of Ray answers at 127.0.0.1:9: "),
        ("nowhere", 4, "no cluster of Ray answers at nowhere: "),
        ("ray://127.0.0.1:9", 2, "without ray://"),
    ],
)
def test_an_address_of_no_cluster_is_told_at_once(
    tmp_path: Path, environment: dict[str, str], address: str, code: int, told: str
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    words = [sys.executable, "-m", "summarizer", "batch", "a.txt", "-o", "out", "--base-url", "http://127.0.0.1:9/v1"]
    words += ["-m", "stub", "--engine", "ray", "--storage", "shared", "--address", address]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


# ------------------------------------------------------------------------------------ a real cluster


def answer(body: dict) -> object:
    time.sleep(0.1)
    return words_only(body)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer(script=answer) as running:
        yield running


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    more = {"OPENAI_API_KEY": KEY, "SUMMARIZER_CACHE": str(tmp_path / "cache"), "RAY_USAGE_STATS_ENABLED": "0"}
    lean = tmp_path / "lean"
    lean.mkdir()
    # Of jsonschema, in each process of Ray: a grammar that takes two seconds of a core to read, if it is there.
    (lean / "rfc3987_syntax.py").write_text("raise ImportError")
    path = os.pathsep.join([str(Path(__file__).parent.parent), str(lean)])
    return os.environ | more | {"OPENAI_BASE_URL": "", "PYTHONPATH": path}


@pytest.fixture
def cluster(environment: dict[str, str]) -> Iterator[tuple[str, Callable[[], None]]]:
    script = Path(__file__).with_name("ray_cluster.py")
    with subprocess.Popen(
        [sys.executable, str(script)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout  # noqa: PT018

        def kill_node() -> None:
            process.stdin.write("\n")
            process.stdin.flush()
            assert "killed\n" in process.stdout  # between lines of Ray's own

        address = process.stdout.readline().strip()
        assert address, "the cluster did not start"
        yield address, kill_node
        process.stdin.close()


def kill_a_caller() -> None:
    """Ray names its processes by what they do."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        if place.read_bytes().startswith(b"ray::MapWorker"):
            os.kill(int(place.parent.name), signal.SIGKILL)
            return
    raise AssertionError("no caller is there to be killed")


def until(server: FaultyServer, count: int) -> None:
    end = time.monotonic() + 300
    while len(server.bodies) < count:
        assert time.monotonic() < end, f"{len(server.bodies)} requests, not {count}"
        time.sleep(0.05)


@needs_ray
@pytest.mark.ray
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the process to kill in /proc")
def test_a_caller_a_node_and_the_driver_die_and_nothing_is_lost(
    tmp_path: Path, server: FaultyServer, environment: dict[str, str], cluster: tuple[str, Callable[[], None]]
) -> None:
    address, kill_node = cluster
    count = 70
    rows = [{"id": f"n{number}", "text": TEXT.format(number=number)} for number in range(count)]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    words = [sys.executable, "-m", "summarizer", "batch", "corpus.jsonl", "--base-url", server.url]
    words += ["-m", "stub", "--no-parse", "--workers", "0", "-c", str(IN_FLIGHT)]
    subprocess.run([*words, "-o", "local", "-c", "32"], cwd=tmp_path, env=environment, check=True)
    server.bodies.clear()

    far = [*words, "-o", "far", "--engine", "ray", "--address", address, "--storage", "shared"]
    said = tmp_path / "said.txt"
    with said.open("w") as out, subprocess.Popen(far, cwd=tmp_path, env=environment, stdout=out, stderr=out) as driver:
        until(server, 10)
        kill_a_caller()
        until(server, 25)
        kill_node()
        until(server, 45)
        assert driver.poll() is None
        driver.kill()
    again = subprocess.run(far, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    print(again.stderr)
    assert again.returncode == 0
    assert again.stdout == ""
    assert not re.search("(?i)raylet|core_worker|mapworker", said.read_text() + again.stderr), "Ray talks of itself"

    assert (tmp_path / "far/briefs.jsonl").read_bytes() == (tmp_path / "local/briefs.jsonl").read_bytes()
    times = Counter(json.dumps(body["messages"]) for body in server.bodies)
    assert len(times) == count
    repeated = len(server.bodies) - count
    print(f"{repeated} of {count} requests were sent again after three deaths, with {IN_FLIGHT} in flight")
    assert repeated <= 3 * IN_FLIGHT
    parts = list((tmp_path / "shared/briefs").glob("*.parquet"))
    assert len(parts) == 1
    assert [path.name for path in (tmp_path / "shared").iterdir()] == ["briefs"], "what was under way is cleared away"
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert kept == [], "the key is in a file"
