"""What a server says of files and batches, read strictly, and what a client of the Batch API makes of it."""

import io
import json
from pathlib import Path

import pytest
from batch_server import BatchServer as Server
from faulty_server.server import Answer as Sent

from summarizer.backends import batches
from summarizer.backends.batch_files import Answer, RemoteBatch, answer_in, batch_in, id_in
from summarizer.backends.batches import BatchServer
from summarizer.errors import BackendError, TransientError


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b"\xff", None),
        (b"no JSON", None),
        (b"[]", None),
        (b'{"custom_id": 7}', None),
        (b'{"custom_id": "a"}', Answer("a", 408, b'{"error": null}')),
        (b'{"custom_id": "a", "error": {"code": "c"}}', Answer("a", 408, b'{"error": {"code": "c"}}')),
        (b'{"custom_id": "a", "response": {"body": {}}}', Answer("a", 500, b"{}")),
        (b'{"custom_id": "a", "response": {"status_code": 200, "body": {"n": 1}}}', Answer("a", 200, b'{"n": 1}')),
    ],
)
def test_a_line_is_an_answer_or_says_nothing(line: bytes, found: Answer | None) -> None:
    assert answer_in(line) == found


def test_a_batch_is_read_with_whatever_is_missing() -> None:
    assert batch_in({"id": "b"}, "s") == RemoteBatch("b", "None", None, None, 0, 0, ())
    told = {
        "id": "b",
        "status": "failed",
        "output_file_id": "",
        "error_file_id": "f",
        "request_counts": {"total": 3, "completed": 1, "failed": "x"},
        "errors": {"data": [{"code": "c", "message": "m", "line": 2}, {"code": "d", "message": "n"}, "e"]},
    }
    read = batch_in(told, "s")
    assert read == RemoteBatch("b", "failed", None, "f", 1, 3, (("c", "m (line 2)"), ("d", "n")))
    assert read.ended
    assert batch_in({"id": "b", "errors": {"data": 7}}, "s").reasons == ()
    for body in ({}, {"id": ""}, {"id": 7}):
        with pytest.raises(BackendError, match="without an id"):
            id_in(body, "s")


class Told(Server):
    """Answers every call with the same."""

    def __init__(self, answer: Sent) -> None:
        super().__init__()
        self._told = answer

    def _answer(self, method, path, headers, data):  # type: ignore[no-untyped-def]
        self.paths.append(path)
        return self._told


async def lines_from(answer: Sent) -> list[bytes]:
    with Told(answer) as server:
        client = BatchServer(server.url, None, "stub")
        try:
            return [line async for line in client.lines("f")]
        finally:
            await client.close()


@pytest.mark.anyio
async def test_a_file_is_read_line_by_line_and_the_last_one_needs_no_end() -> None:
    assert await lines_from(Sent(body=b"a\n\nb")) == [b"a", b"", b"b"]


@pytest.mark.anyio
async def test_a_line_without_end_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_LONGEST_LINE", 1000)
    with pytest.raises(BackendError, match="a line of more than 1,000 bytes"):
        await lines_from(Sent(body=b"x" * 100_000))


@pytest.mark.anyio
async def test_a_server_that_falls_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_CALL", 0.1)
    monkeypatch.setattr(batches, "_MOVES", 0.1)
    silent = type(Sent().fault)("hang")
    with pytest.raises(TransientError, match="did not send a file within"):
        await lines_from(Sent(fault=silent))
    with Told(Sent(fault=silent)) as server:
        client = BatchServer(server.url, None, "stub")
        with pytest.raises(TransientError, match="did not answer within"):
            await client.batch("b")
        await client.close()


@pytest.mark.anyio
async def test_a_list_of_batches_that_never_ends_is_read_once(tmp_path: Path) -> None:
    page = {"data": [{"id": "b", "created_at": 9e12}, 7], "has_more": True}
    with Told(Sent(body=json.dumps(page).encode())) as server:
        client = BatchServer(server.url, None, "stub")
        assert await client.find_batch("key", since=0) is None
        await client.close()
    assert len(server.paths) == 2


@pytest.mark.anyio
async def test_a_completion_that_is_an_error_is_one() -> None:
    client = BatchServer("http://127.0.0.1:9/v1", None, "stub")
    inside = json.dumps({"error": {"message": "Slow down.", "code": "rate_limit_exceeded"}}).encode()
    with pytest.raises(TransientError, match="Slow down"):
        client.reply_in(Answer("a", 200, inside), ())
    with pytest.raises(BackendError, match="413"):
        client.reply_in(Answer("a", 413, b"{}"), ())
    await client.close()


@pytest.mark.anyio
async def test_a_file_that_is_sent_has_the_purpose_of_a_batch() -> None:
    with Server() as server:
        client = BatchServer(server.url, None, "stub")
        assert await client.upload("a.jsonl", io.BytesIO(b"{}\n")) == "file-0"
        await client.close()
    assert server.files == {"file-0": b"{}\n"}
