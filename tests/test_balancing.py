"""Several servers as one, over real sockets: by load, without those that fail, each with what it can do."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from faulty_server import FaultyServer, replies

from summarizer.backends.balancing import BalancingBackend
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.openai import OpenAIBackend
from summarizer.cli.main import main
from summarizer.errors import BackendError, ContextOverflowError, TransientError, UnsupportedError
from summarizer.types import Message, Reply, Request, Rung

pytestmark = pytest.mark.anyio

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}


def request(number: int = 0, rung: Rung = Rung.JSON_SCHEMA) -> Request:
    return Request((Message("user", f"question {number}"),), "answer", SCHEMA, rung, 100, None)  # type: ignore[arg-type]


def nobody() -> str:
    """The address of a server that is not there."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}/v1"


class Several:
    def __init__(self, *urls: str) -> None:
        self.capabilities, self.told, self.now = Capabilities(), [], 100.0
        members = [OpenAIBackend(url, None, "stub", stream=False, capabilities=self.capabilities) for url in urls]
        self.backend = BalancingBackend(
            members, capabilities=self.capabilities, tell=self.told.append, clock=lambda: self.now
        )

    async def __aenter__(self) -> "Several":
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.backend.close()

    async def ask(self, count: int, *, deadline: float = 5.0, first: int = 0) -> list[Reply]:
        sent = (self.backend.send(request(first + number), deadline=deadline) for number in range(count))
        return await asyncio.gather(*sent)


@pytest.fixture
def servers() -> Iterator[list[FaultyServer]]:
    with ExitStack() as stack:
        yield [stack.enter_context(FaultyServer()) for _ in range(3)]


async def test_servers_that_do_alike_share_alike(servers: list[FaultyServer]) -> None:
    async with Several(*(server.url for server in servers)) as several:
        assert len(await several.ask(60)) == 60
        assert sum(len(server.bodies) for server in servers) == 60
        assert min(len(server.bodies) for server in servers) >= 12


async def test_a_slow_server_gets_less(servers: list[FaultyServer]) -> None:
    async with Several(servers[0].faulty("slow=0.05"), servers[1].url) as several:
        await several.ask(40)
        assert len(servers[0].bodies) < 15 < len(servers[1].bodies)


async def test_a_server_that_is_not_there_is_left_out_and_nothing_is_lost(servers: list[FaultyServer]) -> None:
    gone = nobody()
    async with Several(gone, servers[0].url) as several:
        assert len(await several.ask(30)) == 30
        assert len(servers[0].bodies) == 30
        [line] = several.told
        assert line.startswith(f"{gone} is left out for 1 s")


async def test_one_that_is_back_is_tried_with_one_request_and_then_has_its_share(servers: list[FaultyServer]) -> None:
    async with Several(servers[0].url, servers[1].url) as several:
        servers[0].options.fault = "500"
        await several.ask(20)
        failed = len(servers[0].bodies)
        assert 3 <= failed < 10
        await several.ask(10, first=20)
        assert len(servers[0].bodies) == failed, "it was asked while it was left out"
        several.now += 1.1
        await several.ask(10, first=30)
        assert len(servers[0].bodies) == failed + 1, "one request tells that it is still down"
        several.now += 1.1
        await several.ask(10, first=40)
        assert len(servers[0].bodies) == failed + 1, "the second time it is left out for longer"
        several.now += 1.0
        servers[0].options.fault = ""
        for number in range(5):
            await several.ask(4, first=50 + 4 * number)
        assert len(servers[0].bodies) > failed + 5
        assert [line.rpartition("/v1")[2][:23] for line in several.told][-1] == " answers again"


async def test_one_that_stays_away_is_told_until_it_is_left_out_for_the_longest_and_not_each_minute_after(
    servers: list[FaultyServer],
) -> None:
    async with Several(servers[0].faulty("500"), servers[1].url) as several:
        await several.ask(20)
        for number in range(12):
            several.now += 61.0
            await several.ask(4, first=20 + 4 * number)
        left_out = [line.split(" is left out for ")[1].split(":")[0] for line in several.told]
        assert left_out == ["1 s", "2 s", "4 s", "8 s", "16 s", "32 s", "60 s"]


async def test_one_that_hangs_holds_up_one_request_for_one_deadline(servers: list[FaultyServer]) -> None:
    async with Several(servers[0].faulty("hang"), servers[1].url) as several:
        assert len(await several.ask(20, deadline=0.4)) == 20
        assert len(servers[0].bodies) == 1
        assert len(several.told) == 1


async def test_a_429_rests_that_server_for_as_long_as_it_says(servers: list[FaultyServer]) -> None:
    async with Several(servers[0].faulty("429=9"), servers[1].url) as several:
        await several.ask(10)
        several.now += 8.9
        await several.ask(10, first=10)
        assert len(servers[0].bodies) == 1
        several.now += 0.2
        await several.ask(10, first=20)
        assert len(servers[0].bodies) == 2
        assert several.told == []


async def test_when_all_fail_the_error_passes_and_says_when_to_come_again(servers: list[FaultyServer]) -> None:
    async with Several(servers[0].faulty("500"), servers[1].faulty("500")) as several:
        for number in range(3):
            with pytest.raises(TransientError, match="500"):
                await several.backend.send(request(number), deadline=5)
        with pytest.raises(TransientError, match="all servers of stub are left out") as caught:
            await several.backend.send(request(9), deadline=5)
        assert caught.value.retry_after == pytest.approx(1.0)


async def test_a_server_that_has_another_model_or_key_is_left_out_at_once(servers: list[FaultyServer]) -> None:
    servers[0].options.models = ("other",)
    servers[1].options.api_key = "sk-other"
    async with Several(*(server.url for server in servers)) as several:
        await several.ask(12)
        assert [len(server.bodies) for server in servers] == [1, 1, 14 - 2]
        assert len(several.told) == 2
    async with Several(servers[0].url) as alone:
        with pytest.raises(BackendError, match="does not exist"):
            await alone.ask(1)


async def test_what_is_the_articles_own_fault_is_no_servers(servers: list[FaultyServer]) -> None:
    async with Several(servers[0].faulty("context"), servers[1].faulty("context")) as several:
        with pytest.raises(ContextOverflowError):
            await several.ask(1)
        assert len(servers[0].bodies) + len(servers[1].bodies) == 1
        assert several.told == []


async def test_what_each_server_can_do_is_remembered_for_itself(servers: list[FaultyServer]) -> None:
    servers[0].options.structured = "json_object"
    async with Several(servers[0].url, servers[1].url) as several:
        await several.ask(10)
        assert len(servers[0].bodies) == 1
        assert several.capabilities.known(servers[0].url, "stub").refused == {"json_schema"}
        assert several.capabilities.known(servers[1].url, "stub").refused == frozenset()
        servers[1].options.structured = "json_object"
        with pytest.raises(UnsupportedError):
            await several.ask(1, first=20)
        with pytest.raises(UnsupportedError):
            await several.ask(1, first=21)
        await several.backend.send(request(22, Rung.JSON_OBJECT), deadline=5)


# ------------------------------------------------------------------------------------- as a user types it


def answer(body: dict) -> object:
    _, schema = replies.wanted(body, reads_schema=True)
    assert schema
    return {name: [] if kind.get("type") == "array" else "Es." for name, kind in schema["properties"].items()}


@pytest.fixture
def home(no_config: Path, tmp_path: Path) -> Path:
    rows = [
        {"id": f"n{n}", "text": f"Die Brücke {n} ist alt. Das sagte Ines Quill den Räten der Stadt."} for n in range(60)
    ]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return tmp_path


def batch(*words: str) -> int:
    return main(["batch", "corpus.jsonl", "-m", "stub", "--workers", "0", "--no-parse", "--no-parquet", *words])


def test_a_batch_over_three_servers_of_which_one_dies_loses_nothing(
    home: Path, servers: list[FaultyServer], capfd: pytest.CaptureFixture[str]
) -> None:
    for server in servers:
        server.options.script = answer
    servers[2].options.fault = "reset_early"
    urls = [word for server in servers for word in ("--base-url", server.url)]
    assert batch("-o", "out", *urls) == 0
    assert len((home / "out/briefs.jsonl").read_text("utf-8").splitlines()) == 60
    assert len(servers[0].bodies) + len(servers[1].bodies) == 60
    assert min(len(servers[0].bodies), len(servers[1].bodies)) >= 15
    assert len(servers[2].bodies) >= 3
    assert f"{servers[2].url} is left out" in capfd.readouterr().err
    assert batch("-o", "out", *urls[:2]) == 0
    assert len(servers[0].bodies) + len(servers[1].bodies) == 60, "with the first server alone all is still known"


def test_a_batch_api_is_one_server(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    urls = ("--base-url", "http://127.0.0.1:9/v1", "--base-url", "http://127.0.0.1:8/v1")
    assert batch("-o", "out", "--engine", "openai-batch", *urls) == 2
    assert "one server" in capfd.readouterr().err
