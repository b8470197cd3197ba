"""A reply that was paid for is not asked for again, unless anything that decided it is different."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from scripted_backend import Scripted, reply

from summarizer.backends.cache import CachedBackend, DeferredBackend
from summarizer.errors import TransientError
from summarizer.types import Backend, Message, Reply, Request, Rung, Usage

pytestmark = pytest.mark.anyio

REQUEST = Request((Message("user", "Wer spricht?"),), "Brief", {"type": "object"}, Rung.JSON_SCHEMA, 100, 0.0)
WHOLE = Reply('{"a": "ü\ud800"}', None, "stop", Usage(11, 7, None), "m-1-large", "fp-1")


async def ask(
    backend: CachedBackend, request: Request = REQUEST, on_text: Callable[[str], bool] | None = None
) -> Reply:
    return await backend.send(request, deadline=5, on_text=on_text)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_what_was_answered_once_is_answered_from_the_folder_with_every_field(tmp_path: Path) -> None:
    assert await ask(CachedBackend(Scripted(WHOLE), tmp_path)) == WHOLE
    nobody = Scripted(AssertionError("asked again"))
    again = CachedBackend(nobody, tmp_path)
    assert await ask(again) == WHOLE
    assert (again.hits, again.misses, nobody.requests) == (1, 0, [])


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, messages=(Message("user", "Wer spricht"),)),
        replace(REQUEST, messages=(Message("system", "Wer spricht?"),)),
        replace(REQUEST, schema_name="Other"),
        replace(REQUEST, schema={"type": "array"}),
        replace(REQUEST, rung=Rung.TOOL),
        replace(REQUEST, max_tokens=101),
        replace(REQUEST, temperature=None),
    ],
)
async def test_another_request_is_another_reply(tmp_path: Path, other: Request) -> None:
    await ask(CachedBackend(Scripted("first"), tmp_path))
    assert (await ask(CachedBackend(Scripted("second"), tmp_path), other)).text == "second"


async def test_another_server_or_model_is_another_reply(tmp_path: Path) -> None:
    await ask(CachedBackend(Scripted("first"), tmp_path))
    assert (await ask(CachedBackend(Scripted("second", name="https://other/v1"), tmp_path))).text == "second"
    larger = Scripted("third")
    larger.model = "m-2"
    assert (await ask(CachedBackend(larger, tmp_path))).text == "third"


async def test_a_request_that_is_repeated_has_a_reply_of_its_own_in_the_next_run_too(tmp_path: Path) -> None:
    """Whoever repeats a request could not use the reply; the same one again would not help."""
    first = CachedBackend(Scripted("", "useful"), tmp_path)
    assert [(await ask(first)).text for _ in range(2)] == ["", "useful"]
    second = CachedBackend(Scripted(AssertionError("asked again")), tmp_path)
    assert [(await ask(second)).text for _ in range(2)] == ["", "useful"]


async def test_an_error_is_not_kept(tmp_path: Path) -> None:
    backend = CachedBackend(Scripted(TransientError("busy"), "at last"), tmp_path)
    with pytest.raises(TransientError):
        await ask(backend)
    assert files(tmp_path) == []
    assert (await ask(backend)).text == "at last"
    assert (await ask(CachedBackend(Scripted("anew"), tmp_path))).text == "at last"


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("paid", "pAid"),
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: "[]",
        lambda text: "{}",
        lambda text: "[" * 100_000,
    ],
)
async def test_a_damaged_file_is_dropped_and_asked_for_again(tmp_path: Path, damage: Callable[[str], str]) -> None:
    await ask(CachedBackend(Scripted("paid for"), tmp_path))
    [file] = files(tmp_path)
    file.write_text(damage(file.read_text()))
    assert (await ask(CachedBackend(Scripted("once more"), tmp_path))).text == "once more"
    assert (await ask(CachedBackend(Scripted("a third time"), tmp_path))).text == "once more"


async def test_a_file_of_another_program_with_a_right_checksum_is_dropped_too(tmp_path: Path) -> None:
    import hashlib

    await ask(CachedBackend(Scripted("paid for"), tmp_path))
    [file] = files(tmp_path)
    row = {"reply": {"words": "?"}, "seconds": 1}
    checksum = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
    file.write_text(json.dumps(row | {"sha256": checksum}))
    assert (await ask(CachedBackend(Scripted("once more"), tmp_path))).text == "once more"


async def test_the_folder_holds_neither_articles_nor_addresses(tmp_path: Path) -> None:
    await ask(CachedBackend(Scripted("{}", name="https://canary.example/v1"), tmp_path))
    [file] = files(tmp_path)
    assert "canary" not in file.read_text()
    assert "Wer spricht" not in file.read_text()
    assert "{}" in file.read_text()


async def test_whoever_listens_hears_a_kept_reply_at_once(tmp_path: Path) -> None:
    await ask(CachedBackend(Scripted("all of it"), tmp_path))
    heard: list[str] = []
    kept = await ask(CachedBackend(Scripted("no"), tmp_path), on_text=lambda text: not heard.append(text))
    assert heard == ["all of it"]
    assert kept.finish_reason == "stop"


async def test_whoever_stops_a_kept_reply_gets_it_as_stopped(tmp_path: Path) -> None:
    await ask(CachedBackend(Scripted("all of it"), tmp_path))
    kept = await ask(CachedBackend(Scripted("no"), tmp_path), on_text=lambda text: False)
    assert kept == reply("all of it", finish="stopped")


async def test_the_time_that_was_saved_is_counted(tmp_path: Path) -> None:
    await ask(CachedBackend(Scripted("slow"), tmp_path))
    [file] = files(tmp_path)
    row = json.loads(file.read_text())
    assert 0 <= row["seconds"] < 5
    again = CachedBackend(Scripted("no"), tmp_path)
    await ask(again)
    assert again.seconds_saved == row["seconds"]


async def test_a_folder_that_cannot_be_written_costs_the_saving_and_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    backend = CachedBackend(Scripted("answered"), blocked / "replies")
    assert (await ask(backend)).text == "answered"
    assert (backend.misses, backend.unkept) == (1, 1)


async def test_a_reply_that_cannot_be_put_in_place_leaves_no_trace(tmp_path: Path) -> None:
    await ask(CachedBackend(Scripted("first"), tmp_path))
    [file] = files(tmp_path)
    file.unlink()
    file.mkdir()
    backend = CachedBackend(Scripted("second"), tmp_path)
    assert (await ask(backend)).text == "second"
    assert backend.unkept == 1
    assert files(tmp_path) == []


async def test_it_has_the_name_and_model_of_the_backend_inside_and_closes_it(tmp_path: Path) -> None:
    class Closing(Scripted):
        closed = False

        async def close(self) -> None:
            self.closed = True

    inside = Closing("x")
    backend = CachedBackend(inside, tmp_path)
    assert (backend.name, backend.model) == ("scripted", "m-1")
    await backend.close()
    assert inside.closed


# ------------------------------------------------------------------------------------------- deferred


async def test_nothing_is_connected_for_what_the_folder_has(tmp_path: Path) -> None:
    async def connect() -> Backend:
        raise AssertionError("connected")

    await ask(CachedBackend(Scripted("kept"), tmp_path))
    backend = CachedBackend(DeferredBackend("scripted", "m-1", connect), tmp_path)
    assert (await ask(backend)).text == "kept"
    await backend.close()


async def test_the_first_request_connects_once_and_the_end_closes(tmp_path: Path) -> None:
    class Closing(Scripted):
        closed = 0

        async def close(self) -> None:
            self.closed += 1

    connected: list[Closing] = []

    async def connect() -> Backend:
        connected.append(Closing("one", "two"))
        return connected[-1]

    backend = DeferredBackend("scripted", "m-1", connect)
    heard: list[str] = []
    for _ in range(2):
        await backend.send(REQUEST, deadline=5, on_text=lambda text: not heard.append(text))
    await backend.close()
    [inside] = connected
    assert heard == ["one", "two"]
    assert inside.closed == 1
