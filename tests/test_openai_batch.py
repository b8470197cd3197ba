"""`summarizer batch --engine openai-batch`, as a user types it, against a server that has the Batch API's endpoints."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batch_server import BatchServer
from faulty_server import replies

from summarizer.cli.main import main

TEXT = (
    "Alte Brücke {number} wird im Mai geschlossen\n\n„Wir können nicht warten, bis sie einstürzt“, sagte "
    "Bürgermeisterin Ines Quill den Räten der Stadt. Hafenmeister Tobias Fenn lehnt den Plan {number} ab.\n"
)
pytestmark = pytest.mark.usefixtures("key")
posix = pytest.mark.skipif(os.name == "nt", reason="no such signals")


def answer(body: dict) -> dict:
    _, schema = replies.wanted(body, reads_schema=True)
    assert schema
    properties = schema["properties"]
    return {name: [] if kind.get("type") == "array" else "Die Brücke." for name, kind in properties.items()}


def corpus(folder: Path, count: int = 4) -> str:
    rows = [{"id": f"n{number}", "text": TEXT.format(number=number)} for number in range(count)]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return "corpus.jsonl"


OPTIONS = ["-m", "stub", "--workers", "0", "--no-parquet", "--engine", "openai-batch", "--poll", "0.05", "--no-parse"]


class Shown:
    def __init__(self, capfd: pytest.CaptureFixture[str], key: str) -> None:
        self._capfd, self._key = capfd, key
        self.out = self.err = ""

    def batch(self, *words: str, url: str | None = None) -> int:
        code = main(["batch", *words, *([] if url is None else ["--base-url", url, *OPTIONS])])
        self.out, self.err = self._capfd.readouterr()
        assert "Traceback" not in self.err
        assert self._key not in self.out + self.err
        return code


@pytest.fixture
def shown(capfd: pytest.CaptureFixture[str], key: str) -> Shown:
    return Shown(capfd, key)


def lines(path: str) -> list[dict]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]


def left_in(folder: str) -> tuple[int, int]:
    with sqlite3.connect(f"{folder}/journal.sqlite") as journal:
        [uploads] = journal.execute("SELECT COUNT(*) FROM upload").fetchone()
        [asked] = journal.execute("SELECT COUNT(*) FROM asked").fetchone()
    return uploads, asked


# ---------------------------------------------------------------------------------- from start to end


def test_all_articles_are_one_batch_and_make_the_bytes_of_the_local_engine(shown: Shown, tmp_path: Path) -> None:
    with BatchServer(script=answer) as server:
        assert shown.batch(corpus(tmp_path), "-o", "out", url=server.url) == 0
        assert server.lines == [4]
        assert "batch_0: 4 requests sent" in shown.err
        assert "batch_0: in_progress, 0 of 4" in shown.err
        assert "batch_0: completed, 4 of 4" in shown.err
        assert left_in("out") == (0, 0)
        here = ["--base-url", server.url, *OPTIONS[:5], "--no-parse"]
        assert shown.batch("corpus.jsonl", "-o", "here", *here) == 0
        assert Path("out/briefs.jsonl").read_bytes() == Path("here/briefs.jsonl").read_bytes()
        assert shown.batch("corpus.jsonl", "-o", "out", url=server.url) == 0
        assert len(server.batches) == 1


def test_what_is_invalid_is_asked_again_in_a_further_batch(shown: Shown, tmp_path: Path) -> None:
    def half_wrong(body: dict) -> object:
        if len(body["messages"]) == 2 and "Brücke 1" in json.dumps(body, ensure_ascii=False):
            return {"headline": "Die Brücke."}
        return answer(body)

    with BatchServer(script=half_wrong) as server:
        assert shown.batch(corpus(tmp_path), "-o", "out", url=server.url) == 0
    assert server.lines == [4, 1]
    attempts = [len(one["run"]["attempts"]) for one in lines("out/briefs.jsonl")]
    assert attempts == [1, 2, 1, 1]


def test_quotes_that_are_not_in_the_article_are_asked_about_in_a_further_batch(shown: Shown, tmp_path: Path) -> None:
    asked_again = []

    def invented(body: dict) -> object:
        if len(body["messages"]) > 2:
            asked_again.append(body["messages"][-1]["content"])
            return answer(body)
        issue = {"issues": ["Brücke"]}
        position = {"evidence": "Niemand hat das je gesagt", "actor": "Ines Quill", "issue": "Brücke"}
        more = {"stance": "supports", "statement": "Sie will es.", "quote_translated": None, "summary": "Es."}
        _, schema = replies.wanted(body, reads_schema=True)
        assert schema
        names = schema["$defs"]["Position"]["properties"] if "$defs" in schema else {}
        return answer(body) | issue | {"positions": [{n: (position | more).get(n, "Es.") for n in names}]}

    with BatchServer(script=invented) as server:
        shown.batch(corpus(tmp_path, 2), "-o", "out", url=server.url)
    assert server.lines[:2] == [2, 2]
    assert "Niemand hat das je gesagt" in json.dumps(asked_again[0], ensure_ascii=False)


# --------------------------------------------------------------------------------- what can go wrong


def test_a_refused_request_is_its_articles_error(shown: Shown, tmp_path: Path) -> None:
    rows = [{"id": "a", "text": TEXT.format(number=1)}, {"id": "b", "text": "[[stub:filter]] " + TEXT.format(number=2)}]
    Path("two.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with BatchServer(script=answer) as server:
        assert shown.batch("two.jsonl", "-o", "out", url=server.url) == 5
    [failed] = lines("out/errors.jsonl")
    assert (failed["id"], failed["kind"]) == ("b", "ContentFilterError")
    assert server.lines == [2]


def test_a_feature_that_is_refused_is_asked_for_another_way_in_a_further_batch(shown: Shown, tmp_path: Path) -> None:
    with BatchServer(structured="none", reject=("max_tokens",)) as server:
        shown.batch(corpus(tmp_path, 2), "-o", "out", url=server.url)
    assert server.lines[:3] == [2, 2, 2]
    assert any('"max_completion_tokens"' in body for body in server.billed)


def test_a_cancelled_batch_stops_it_and_the_same_command_asks_for_the_rest(shown: Shown, tmp_path: Path) -> None:
    with BatchServer(script=answer, ends={0: "cancelled"}) as server:
        assert shown.batch(corpus(tmp_path), "-o", "out", url=server.url) == 4
        assert "batch_0 was cancelled" in shown.err
        assert shown.batch("corpus.jsonl", "-o", "out", url=server.url) == 0
    assert server.lines == [4, 2]
    assert set(server.billed.values()) == {1}


def test_a_batch_that_fails_stops_it_with_the_servers_reason(shown: Shown, tmp_path: Path) -> None:
    with BatchServer(script=answer, ends={0: "failed"}) as server:
        assert shown.batch(corpus(tmp_path), "-o", "out", url=server.url) == 4
        assert "invalid_model: The model is not supported. (line 1)" in shown.err
        assert left_in("out") == (0, 0)
        assert shown.batch("corpus.jsonl", "-o", "out", url=server.url) == 0
    assert server.lines == [4, 4]


def test_a_429_on_creation_is_waited_out(shown: Shown, tmp_path: Path) -> None:
    with BatchServer(script=answer, refuse={"POST batches": [429, 429]}) as server:
        assert shown.batch(corpus(tmp_path), "-o", "out", url=server.url) == 0
    assert len(server.batches) == 1


def test_a_batch_whose_creation_was_not_confirmed_is_found_and_not_created_again(shown: Shown, tmp_path: Path) -> None:
    with BatchServer(script=answer, vanish={0}) as server:
        assert shown.batch(corpus(tmp_path), "-o", "out", url=server.url) == 0
    assert server.lines == [4]


def test_a_server_without_a_batch_api_stops_it(shown: Shown, tmp_path: Path) -> None:
    from faulty_server import FaultyServer

    with FaultyServer(script=answer) as server:
        assert shown.batch(corpus(tmp_path), "-o", "out", url=server.url) == 4
    assert "404" in shown.err
    assert left_in("out") == (0, 0)


def test_a_batch_that_the_server_has_no_more_is_asked_for_anew(shown: Shown, tmp_path: Path) -> None:
    with BatchServer(script=answer) as server:
        assert shown.batch(corpus(tmp_path), "-o", "out", "--detach", url=server.url) == 0
        server.batches.clear()
        assert shown.batch("corpus.jsonl", "-o", "out", url=server.url) == 4
        assert "has it no more" in shown.err
        assert shown.batch("corpus.jsonl", "-o", "out", url=server.url) == 0


# ------------------------------------------------------------------------------- going on, and budget


def test_detached_it_ends_once_all_is_sent_and_the_same_command_fetches(shown: Shown, tmp_path: Path) -> None:
    words = corpus(tmp_path, 5), "-o", "out", "-c", "2", "--detach"
    with BatchServer(script=answer) as server:
        assert shown.batch(*words, url=server.url) == 0
        assert server.lines == [2, 2, 1]
        assert "0 done, 0 failed, 5 open" in shown.err
        assert "5 requests lie with the server, in 3 batches" in shown.err
        assert shown.batch("status", "out") == 0
        assert "5 requests lie with the server, in 3 batches: 'summarizer batch resume out' fetches them" in shown.out
        assert shown.batch(*words, url=server.url) == 0
        assert server.lines == [2, 2, 1]
        for _ in range(4):
            assert shown.batch(*words, url=server.url) == 0
    assert server.lines == [2, 2, 1]
    assert len(lines("out/briefs.jsonl")) == 5
    assert left_in("out") == (0, 0)


def test_detached_everything_can_be_asked_anew_and_is_fetched_once(shown: Shown, tmp_path: Path) -> None:
    words = corpus(tmp_path, 2), "-o", "out", "--detach"
    with BatchServer(script=answer) as server:
        for _ in range(6):
            assert shown.batch(*words, url=server.url) == 0
        assert server.lines == [2]
        for _ in range(6):
            assert shown.batch(*words, "--no-cache", url=server.url) == 0
            if "2 done" in shown.err:
                break
        assert server.lines == [2, 2]
    assert len(lines("out/briefs.jsonl")) == 2


def test_what_lies_with_the_server_is_not_paid_for_again_by_another_engine_unless_that_is_forced(
    shown: Shown, tmp_path: Path
) -> None:
    words = corpus(tmp_path, 3), "-o", "out"
    with BatchServer(script=answer) as server:
        elsewhere = *words, "-m", "stub", "--base-url", server.url, "--no-parquet", "--no-parse", "--workers", "0"
        assert shown.batch(*words, "--detach", url=server.url) == 0
        server.bodies.clear()
        assert shown.batch(*elsewhere) == 2
        assert "error: 3 requests of this batch lie with the Batch API, and are paid for: --engine local" in shown.err
        assert "hint: 'summarizer batch resume out' fetches them; --force pays twice\n" in shown.err
        assert server.bodies == []
        assert shown.batch(*elsewhere, "--prompt", "headline") == 0  # that is no request of theirs
        assert shown.batch(*words, "--detach", url=server.url) == 0
        server.bodies.clear()
        assert shown.batch(*elsewhere, "--force") == 0
        assert len(server.bodies) == 3
        assert shown.batch(*elsewhere) == 0
    assert server.lines == [3]


def test_a_refusal_that_comes_while_nobody_waits_is_heard_by_its_article(shown: Shown, tmp_path: Path) -> None:
    Path("one.txt").write_text("[[stub:filter]] " + TEXT, "utf-8")
    with BatchServer(script=answer) as server:
        for code in (0, 0, 0, 5):
            assert shown.batch("one.txt", "-o", "out", "--detach", url=server.url) == code
    assert server.lines == [1]


def test_a_long_article_is_left_open_when_it_stops_amid_its_chunks(shown: Shown, tmp_path: Path) -> None:
    Path("long.txt").write_text("\n\n".join(TEXT.format(number=number) for number in range(150)), "utf-8")
    with BatchServer(script=answer, context=6000, overflow="openai", ends={2: "cancelled"}) as server:
        assert shown.batch("long.txt", "-o", "out", url=server.url) == 4
        assert "0 done, 0 failed, 1 open" in shown.err
        assert shown.batch("long.txt", "-o", "out", url=server.url) == 0
    assert server.lines[1] == 1
    assert server.lines[2] > 1


def test_half_the_price_is_what_it_costs(shown: Shown, tmp_path: Path, config_folder: Path) -> None:
    prices = "prices: [{model: stub, input: 1000, output: 1000}]"
    (config_folder / "prices.yaml").write_text(prices, "utf-8")
    with BatchServer(script=answer) as server:
        assert shown.batch(corpus(tmp_path, 1), "-o", "out", url=server.url) == 0
    [one] = lines("out/briefs.jsonl")
    tokens = one["run"]["usage"]["prompt_tokens"] + one["run"]["usage"]["completion_tokens"]
    assert one["run"]["cost"] == pytest.approx(tokens * 1000 / 1e6 / 2)
    assert f"${one['run']['cost']:.4f}" in shown.err


def test_no_more_is_sent_than_the_budget_may_bear(shown: Shown, tmp_path: Path) -> None:
    with BatchServer(script=answer) as server:
        assert shown.batch(corpus(tmp_path, 6), "-o", "out", "--max-tokens", "3000", url=server.url) == 8
        assert 0 < sum(server.lines) < 6
        assert shown.batch("corpus.jsonl", "-o", "out", url=server.url) == 0
    assert sum(server.lines) == 6


@pytest.mark.parametrize(
    "words",
    [
        ("--detach",),
        ("--engine", "openai-batch", "-m", "qwen2.5-coder-1.5b-instruct"),
    ],
)
def test_options_that_do_not_fit_are_told_before_anything_is_sent(
    shown: Shown, tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    assert shown.batch(corpus(tmp_path), "-o", "out", *words) == 2
    assert not Path("out").exists()


def started(url: str, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "summarizer", "batch", "corpus.jsonl", "-o", "out", *words]
    return subprocess.Popen([*command, "--base-url", url, *OPTIONS], stderr=subprocess.PIPE)


@posix
@pytest.mark.parametrize("calls", [1, 2, 6])
def test_a_kill_at_any_moment_pays_for_nothing_twice(shown: Shown, tmp_path: Path, calls: int) -> None:
    corpus(tmp_path, 6)
    seen = []

    class Killing(BatchServer):
        def _answer(self, method, path, headers, data):  # type: ignore[no-untyped-def]
            made = super()._answer(method, path, headers, data)
            seen.append(path)
            if len(seen) == calls:
                process.kill()  # the server has done it, and nobody hears of it
                time.sleep(0.05)
            return made

    with Killing(script=answer) as server:
        process = started(server.url)
        assert process.wait(30) == -signal.SIGKILL
        process.communicate()
        assert shown.batch("corpus.jsonl", "-o", "out", url=server.url) == 0
    assert server.lines == [6]
    assert set(server.billed.values()) == {1}
    assert len(lines("out/briefs.jsonl")) == 6


@posix
def test_ctrl_c_leaves_what_lies_with_the_server_for_the_next_time(shown: Shown, tmp_path: Path) -> None:
    corpus(tmp_path)
    with BatchServer(script=answer) as server:
        server.moves = False
        process = started(server.url)
        while not server.batches:
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        process.communicate()
        server.moves = True
        assert shown.batch("corpus.jsonl", "-o", "out", url=server.url) == 0
    assert server.lines == [4]
