"""Worked examples are read once by the embedded model, and what was computed of them is kept for later runs."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer.backends.embedded import start_embedded
from summarizer.backends.prefixes import KeptPrefixes, prefix_of
from summarizer.types import Message, Request, Rung

pytestmark = pytest.mark.anyio

# Takes the place of llama_server.py: saves and loads states as llama.cpp does, and writes down what it is asked.
SERVER = """
import json, os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
task = json.loads(sys.stdin.readline())
folder, log = Path(task["prefixes"]), Path(sys.argv[1])
class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = self.path.partition("action=")[2] or f"{len(body['messages'])} turns"
        if asked == "save":
            (folder / body["filename"]).write_bytes(b"a state")
        if asked == "restore" and len(sys.argv) > 2:
            asked = "no " + asked
        with log.open("a") as file:
            print(asked if self.headers["Authorization"] == "Bearer " + task["key"] else "stranger", file=file)
        message = {"role": "assistant", "content": "{}"}
        reply = json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}).encode()
        self.send_response(400 if asked.startswith("no ") else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)
    def log_message(self, *_):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(json.dumps({"address": f"http://127.0.0.1:{server.server_port}"}), flush=True)
server.serve_forever()
"""

EXAMPLES = (Message("system", "Say where.", fixed=True), Message("user", "Ambrel?", fixed=True))
EXAMPLES += (Message("assistant", "In Sarn.", fixed=True),)


def question(words: str, *before: Message) -> Request:
    schema = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    return Request((*before, Message("user", words)), "reply", schema, Rung.JSON_SCHEMA, 8, 0.0)


async def ask(tmp_path: Path, *requests: Request, mode: tuple[str, ...] = ()) -> list[str]:
    """What a new server was asked for these requests."""
    model, log = tmp_path / "tiny.gguf", tmp_path / "log"
    model.touch()
    log.write_text("")
    command = (sys.executable, "-c", SERVER, str(log), *mode)
    backend = await start_embedded(model, model="tiny", prefixes=tmp_path / "kept", command=command)
    for request in requests:
        await backend.send(request, deadline=10)
    await backend.close()
    return log.read_text().splitlines()


def states(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "kept").iterdir())


async def test_worked_examples_are_read_and_kept_once_and_loaded_by_the_next_run(tmp_path: Path) -> None:
    first, second = question("Low Sarn?", *EXAMPLES), question("Upper Sarn?", *EXAMPLES)
    assert await ask(tmp_path, first, second) == ["3 turns", "save", "4 turns", "4 turns"]
    assert len(states(tmp_path)) == 1
    assert await ask(tmp_path, first, second) == ["restore", "4 turns", "4 turns"]


async def test_examples_that_another_request_pushed_out_are_loaded_again(tmp_path: Path) -> None:
    example, other = question("Low Sarn?", *EXAMPLES), question("An article.")
    await ask(tmp_path, example)
    assert await ask(tmp_path, example, other, example) == ["restore", "4 turns", "1 turns", "restore", "4 turns"]


async def test_nothing_of_an_article_is_kept(tmp_path: Path) -> None:
    reask = question("No: again.", Message("user", "An article."), Message("assistant", "{}"))
    assert await ask(tmp_path, question("An article."), reask) == ["1 turns", "3 turns"]
    assert not (tmp_path / "kept").exists()
    assert prefix_of(question("Low Sarn?", *EXAMPLES, Message("user", "An article."))) == EXAMPLES


async def test_a_broken_file_is_removed_and_the_examples_are_read_again(tmp_path: Path) -> None:
    await ask(tmp_path, question("Low Sarn?", *EXAMPLES))
    states(tmp_path)[0].write_bytes(b"another state")
    assert await ask(tmp_path, question("Low Sarn?", *EXAMPLES)) == ["3 turns", "save", "4 turns"]
    assert [file.read_bytes() for file in states(tmp_path)] == [b"a state"]


async def test_a_file_that_the_server_refuses_is_removed_and_the_question_answered(tmp_path: Path) -> None:
    await ask(tmp_path, question("Low Sarn?", *EXAMPLES))
    asked = await ask(tmp_path, question("Low Sarn?", *EXAMPLES), mode=("refuse",))
    assert asked == ["no restore", "4 turns"]
    assert states(tmp_path) == []


async def test_a_folder_that_cannot_be_made_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    assert await ask(tmp_path, question("Low Sarn?", *EXAMPLES)) == ["3 turns", "4 turns"]


def test_another_model_or_prefix_has_files_of_its_own_and_the_oldest_go(tmp_path: Path) -> None:
    kept, other = KeptPrefixes(tmp_path, model="tiny 1"), KeptPrefixes(tmp_path, model="tiny 2")

    def keep(prefix: tuple[Message, ...]) -> None:
        name = kept.place()
        (tmp_path / name).write_text(json.dumps(len(prefix)))
        kept.keep(prefix, name)

    keep(EXAMPLES)
    assert kept.find(EXAMPLES) is not None
    assert kept.find(EXAMPLES[:2]) is other.find(EXAMPLES) is None
    for number in range(20):
        keep((replace(EXAMPLES[0], content=str(number)),))
    assert len(list(tmp_path.iterdir())) == 12
