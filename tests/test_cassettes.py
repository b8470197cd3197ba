"""Cassettes: what is recorded is replayed, and nothing else is; no secret gets into them."""

from pathlib import Path

import pytest
import vcr as vcrpy
from conftest import unused_exchanges
from faulty_server import FaultyServer
from vcr.errors import CannotOverwriteExistingCassetteException

from summarizer.asking import Limits, Question, Wording, ask
from summarizer.backends.openai import OpenAIBackend
from summarizer.types import Item, Message, Reply, Request, Rung, Text

pytestmark = pytest.mark.anyio

KEY = "sk-canary-7f3a"
WORDING = Wording(schema=lambda schema: schema, mend=lambda wrong: "again")


class Note(Item):
    headline: Text


async def asked(url: str, *, stream: bool, words: str = "An article about a bridge.") -> Reply:
    backend = OpenAIBackend(url, KEY, "stub", stream=stream)
    schema = {"type": "object", "properties": {"headline": {"type": "string"}}}
    request = Request((Message("user", words),), "note", schema, Rung.JSON_SCHEMA, 100, 0.0)
    try:
        return await backend.send(request, deadline=5)
    finally:
        await backend.close()


def cassette(path: Path, config: dict[str, object], mode: str) -> object:
    return vcrpy.VCR(record_mode=mode).use_cassette(str(path / "exchange.yaml"), **config)


@pytest.mark.parametrize("stream", [False, True])
async def test_a_recorded_exchange_is_replayed_without_the_server(
    tmp_path: Path, vcr_config: dict[str, object], stream: bool
) -> None:
    with FaultyServer() as server, cassette(tmp_path, vcr_config, "once"):
        recorded = await asked(server.url, stream=stream)
    with cassette(tmp_path, vcr_config, "none") as played:
        replayed = await asked("http://127.0.0.1:9/v1", stream=stream)
    assert replayed == recorded
    assert recorded.usage.prompt_tokens
    assert not unused_exchanges(played)


@pytest.mark.parametrize("stream", [False, True])
async def test_a_changed_prompt_is_not_answered_from_a_cassette(
    tmp_path: Path, vcr_config: dict[str, object], stream: bool
) -> None:
    with FaultyServer() as server, cassette(tmp_path, vcr_config, "once"):
        await asked(server.url, stream=stream)
    with cassette(tmp_path, vcr_config, "none"), pytest.raises(CannotOverwriteExistingCassetteException):
        await asked("http://127.0.0.1:9/v1", stream=stream, words="Another article.")


async def test_a_missing_cassette_is_neither_retried_nor_taken_for_a_failed_article(
    tmp_path: Path, vcr_config: dict[str, object]
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    backend = OpenAIBackend("http://127.0.0.1:9/v1", KEY, "stub")
    question = Question("headline", (Message("user", "An article."),), Note, 100)
    with cassette(tmp_path, vcr_config, "none"), pytest.raises(CannotOverwriteExistingCassetteException):
        await ask(question, backend=backend, wording=WORDING, limits=Limits(), sleep=sleep)
    await backend.close()
    assert waits == []


async def test_no_key_cookie_or_organisation_is_recorded(tmp_path: Path, vcr_config: dict[str, object]) -> None:
    with FaultyServer(api_key=KEY) as server, cassette(tmp_path, vcr_config, "once"):
        await asked(server.url, stream=False)
        port = server.port
    text = (tmp_path / "exchange.yaml").read_text()
    assert "headline" in text
    for secret in (KEY, "authorization", "cookie", "organi", "stainless", "user-agent", f":{port}"):
        assert secret not in text.lower()


async def test_an_exchange_that_nothing_asks_for_is_named(tmp_path: Path, vcr_config: dict[str, object]) -> None:
    with FaultyServer() as server, cassette(tmp_path, vcr_config, "once"):
        await asked(server.url, stream=False)
        await asked(server.url, stream=False, words="Another article.")
    with cassette(tmp_path, vcr_config, "none") as played:
        await asked("http://127.0.0.1:9/v1", stream=False)
    assert unused_exchanges(played) == ["POST http://127.0.0.1/v1/chat/completions"]


async def test_a_recorded_exchange_answers_once(tmp_path: Path, vcr_config: dict[str, object]) -> None:
    with FaultyServer() as server, cassette(tmp_path, vcr_config, "once"):
        await asked(server.url, stream=False)
    with cassette(tmp_path, vcr_config, "none"):
        await asked("http://127.0.0.1:9/v1", stream=False)
        with pytest.raises(CannotOverwriteExistingCassetteException):
            await asked("http://127.0.0.1:9/v1", stream=False)
