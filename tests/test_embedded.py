import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from summarizer.backends.capabilities import Capabilities
from summarizer.backends.catalogue import DEFAULT_MODEL, model_path
from summarizer.backends.embedded import start_embedded
from summarizer.backends.llama_server import free_cores
from summarizer.backends.selecting import Selection, connect
from summarizer.config import load_config
from summarizer.errors import BackendError, ContextOverflowError, ModelFileError, TransientError
from summarizer.types import Message, Request, Rung

pytestmark = pytest.mark.anyio

# Takes the place of llama_server.py: answers every request with its process id, or does what its argument says.
SERVER = """
import json, os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
task, mode = json.loads(sys.stdin.readline()), sys.argv[1]
class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if mode == "crash" or b"crash" in body:
            os.abort()
        if mode == "hang":
            time.sleep(60)
        right = self.headers["Authorization"] == "Bearer " + task["key"]
        settings = [task[name] for name in ("context", "plain", "threads")]
        message = {"role": "assistant", "content": json.dumps([os.getpid(), right, *settings])}
        reply = json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)
    def log_message(self, *_):
        print("chatter of the server", file=sys.stderr)
if mode == "broken":
    print("first line", "error: this is no model", "", sep="\\n", file=sys.stderr)
    sys.exit(3)
if mode == "killed":
    os.abort()
if mode == "garbage":
    print("llama.cpp says hello", flush=True)
    time.sleep(60)
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(json.dumps({"address": f"http://127.0.0.1:{server.server_port}"}), flush=True)
if mode == "orphan":
    import threading
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)
server.serve_forever()
"""


def command(mode: str) -> tuple[str, ...]:
    return (sys.executable, "-c", SERVER, mode)


def request(words: str = "hello", *, max_tokens: int = 64) -> Request:
    schema = {
        "type": "object",
        "properties": {"answer": {"type": "string", "maxLength": 40}},
        "required": ["answer"],
        "additionalProperties": False,
    }
    return Request(
        messages=(Message("user", words),),
        schema_name="answer",
        schema=schema,
        rung=Rung.JSON_SCHEMA,
        max_tokens=max_tokens,
        temperature=0.0,
    )


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid: int, within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_running(pid)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.gguf"
    path.touch()
    return path


async def test_the_server_gets_a_key_that_no_one_else_knows_and_the_settings(file):
    first = await start_embedded(file, model="tiny", context=2_048, plain=True, threads=3, command=command("serve"))
    assert (first.name, first.model, first.context) == ("embedded", "tiny", 2_048)
    reply = await first.send(request(), deadline=10)
    assert json.loads(reply.text)[1:] == [True, 2_048, True, 3]
    await first.close()


async def test_close_ends_the_servers_process(file):
    backend = await start_embedded(file, model="tiny", command=command("serve"))
    pid = json.loads((await backend.send(request(), deadline=10)).text)[0]
    assert is_running(pid)
    await backend.close()
    assert not is_running(pid)
    await backend.close()


async def test_what_the_server_prints_reaches_neither_stdout_nor_stderr(file, capfd):
    backend = await start_embedded(file, model="tiny", command=command("serve"))
    await backend.send(request(), deadline=10)
    await backend.close()
    assert capfd.readouterr() == ("", "")


async def test_a_crash_is_an_error_of_one_request_and_the_next_has_a_new_server(file):
    backend = await start_embedded(file, model="tiny", command=command("serve"))
    before = json.loads((await backend.send(request(), deadline=10)).text)[0]
    with pytest.raises(BackendError, match=r"the embedded model crashed \(SIGABRT: ") as caught:
        await backend.send(request("crash"), deadline=10)
    assert not isinstance(caught.value, TransientError)
    after = json.loads((await backend.send(request(), deadline=10)).text)[0]
    assert before != after
    assert not is_running(before)
    await backend.close()


async def test_a_server_that_was_killed_between_two_requests_is_started_again(file):
    backend = await start_embedded(file, model="tiny", command=command("serve"))
    before = json.loads((await backend.send(request(), deadline=10)).text)[0]
    os.kill(before, signal.SIGKILL)
    await asyncio.sleep(0.2)
    assert json.loads((await backend.send(request(), deadline=10)).text)[0] != before
    await backend.start()
    await backend.close()


async def test_a_deadline_leaves_the_server_running(file):
    backend = await start_embedded(file, model="tiny", command=command("hang"))
    with pytest.raises(TransientError):
        await backend.send(request(), deadline=0.3)
    await backend.close()


async def test_requests_take_turns_and_a_deadline_runs_from_ones_turn(file):
    backend = await start_embedded(file, model="tiny", command=command("hang"))
    start = time.monotonic()
    ended = await asyncio.gather(*(backend.send(request(), deadline=0.3) for _ in range(2)), return_exceptions=True)
    assert [type(each) for each in ended] == [TransientError, TransientError]
    assert time.monotonic() - start > 0.6
    await backend.close()


async def test_a_file_that_is_not_there_is_an_error_that_says_how_to_get_it(tmp_path):
    with pytest.raises(ModelFileError, match="no model file") as caught:
        await start_embedded(tmp_path / "none.gguf", model="tiny")
    assert caught.value.hint == "summarizer models pull"


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("broken", "does not load: exit code 3: error: this is no model"),
        ("killed", "does not load: SIGABRT"),
        ("garbage", "does not load: JSONDecodeError"),
    ],
)
async def test_a_server_that_does_not_start_is_an_error_with_its_last_words(file, mode, reason):
    with pytest.raises(ModelFileError, match=reason):
        await start_embedded(file, model="tiny", command=command(mode))


async def test_without_llama_cpp_the_error_says_what_to_install(file, monkeypatch):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(BackendError, match="xllamacpp, which is not installed") as caught:
        await start_embedded(file, model="tiny")
    assert "summarizer[embedded]" in caught.value.hint


async def test_without_llama_cpp_no_model_is_fetched(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    chosen = Selection(DEFAULT_MODEL, None, None, "")
    with pytest.raises(BackendError, match="xllamacpp, which is not installed"):
        await connect(chosen, cache_dir=tmp_path / "c", capabilities=Capabilities(), on_progress=print)
    assert not (tmp_path / "c").exists()


async def test_a_start_that_is_given_up_leaves_no_process(file, tmp_path):
    script = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)"
    told = tmp_path / "pid"
    start = asyncio.create_task(start_embedded(file, model="tiny", command=(sys.executable, "-c", script, str(told))))
    while not (told.exists() and told.read_text()):  # noqa: ASYNC110 (another process writes it)
        await asyncio.sleep(0.02)
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    assert not is_running(int(told.read_text()))


PROGRAM = """
import asyncio, json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_embedded import command, request
from summarizer.backends.embedded import start_embedded
async def main():
    backend = await start_embedded(Path(sys.argv[2]), model="tiny", command=command(sys.argv[3]))
    print((await backend.send(request(), deadline=10)).text, flush=True)
    try:
        await asyncio.sleep(60)
    finally:
        if sys.argv[3] == "serve":
            await backend.close()
asyncio.run(main())
"""


@pytest.mark.parametrize(("mode", "number"), [("serve", signal.SIGINT), ("orphan", signal.SIGKILL)])
def test_the_server_ends_with_the_program(file, mode, number):
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), str(file), mode],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    server = json.loads(program.stdout.readline())[0]
    start = time.monotonic()
    program.send_signal(number)
    program.communicate(timeout=10)
    assert time.monotonic() - start < 3
    assert gone(server)


def test_cores_on_which_others_compute_are_left_to_them():
    cores = os.cpu_count() or 1
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(cores + 1)]
    try:
        time.sleep(0.3)
        assert free_cores() == 1
    finally:
        for each in busy:
            each.kill()
            each.wait()
    assert 1 <= free_cores() <= cores


# ----------------------------------------------------------------------------------- the real model

MODEL = model_path(DEFAULT_MODEL, cache_dir=load_config().cache_dir)
with_model = [
    pytest.mark.model,
    pytest.mark.skipif(MODEL is None, reason="the model is not here: summarizer models pull"),
]


def with_the_model(test):
    for mark in with_model:
        test = mark(test)
    return test


ARTICLE = """The harbour of Velm will close for a week, its master Orla Tesk said on Monday. "The crane is not safe,"
Tesk said. Fishermen were angry.
Their speaker Bram Ode called for money for every lost day, and warned of empty markets."""


def children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


@with_the_model
async def test_the_model_keeps_the_schema_reads_an_article_once_and_says_nothing(capfd):
    backend = await start_embedded(MODEL, model=DEFAULT_MODEL, context=2_048)
    first = await backend.send(request(f"{ARTICLE}\n\nWho is the master of the harbour?"), deadline=300)
    second = await backend.send(request(f"{ARTICLE}\n\nWho speaks for the fishermen?"), deadline=300)
    await backend.close()
    assert set(json.loads(first.text)) == {"answer"}
    assert "Tesk" in first.text
    assert "Ode" in second.text
    assert first.usage.prompt_tokens > 80
    assert second.usage.cached_tokens > 60
    assert first.model == DEFAULT_MODEL
    assert capfd.readouterr() == ("", "")


@with_the_model
async def test_a_plain_server_reads_an_article_each_time():
    backend = await start_embedded(MODEL, model=DEFAULT_MODEL, context=2_048, plain=True)
    for question in ("Who is angry?", "Who is the master?"):
        reply = await backend.send(request(f"{ARTICLE}\n\n{question}", max_tokens=8), deadline=300)
        assert not reply.usage.cached_tokens
    await backend.close()


@with_the_model
async def test_worked_examples_are_loaded_by_the_next_server_and_the_answer_is_the_same(tmp_path):
    asked = request("Who is the master?")
    examples = (Message("system", ARTICLE, fixed=True), Message("user", "Who is angry?", fixed=True))
    examples += (Message("assistant", '{"answer": "Fishermen"}', fixed=True),)
    asked = replace(asked, messages=(*examples, *asked.messages))
    replies = []
    for _ in range(2):
        backend = await start_embedded(MODEL, model=DEFAULT_MODEL, context=2_048, prefixes=tmp_path)
        replies.append(await backend.send(asked, deadline=300))
        await backend.close()
    assert [reply.usage.cached_tokens > 80 for reply in replies] == [True, True]
    assert replies[0].text == replies[1].text
    assert len(list(tmp_path.glob("*.bin"))) == 1


@with_the_model
async def test_a_prompt_beyond_the_context_is_an_error_of_its_own():
    backend = await start_embedded(MODEL, model=DEFAULT_MODEL, context=512)
    with pytest.raises(ContextOverflowError):
        await backend.send(request(ARTICLE * 20), deadline=300)
    await backend.close()


@with_the_model
async def test_another_client_gets_401_on_a_loopback_port():
    before = children()
    backend = await start_embedded(MODEL, model=DEFAULT_MODEL, context=512)
    [server] = set(children()) - set(before)
    listening = _listening(server)
    assert [address for address, _ in listening] == ["0100007F"]
    body = {"model": DEFAULT_MODEL, "messages": [{"role": "user", "content": "hello"}], "max_tokens": 1}
    url = f"http://127.0.0.1:{listening[0][1]}/v1"
    async with httpx2.AsyncClient(trust_env=False) as client:
        for headers in ({}, {"Authorization": "Bearer guessed"}):
            assert (await client.post(f"{url}/chat/completions", json=body, headers=headers)).status_code == 401
            assert (await client.get(f"{url}/models", headers=headers)).status_code == 401
    await backend.close()


@with_the_model
async def test_a_file_that_is_no_model_is_an_error(tmp_path):
    (tmp_path / "no.gguf").write_bytes(b"GGUF" + bytes(1_000))
    with pytest.raises(ModelFileError, match="does not load"):
        await start_embedded(tmp_path / "no.gguf", model="no")


def _listening(pid: int) -> list[tuple[str, int]]:
    """Addresses, as the kernel writes them, and ports on which the process takes connections."""
    sockets = {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()}
    rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    found = [row[1].split(":") for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets]
    return [(address, int(port, 16)) for address, port in found]
