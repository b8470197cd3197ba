"""`summarizer log`: what a run notes of itself, and what it never does."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from summarizer.cli.main import main

KEY = "sk-canary-c0de"
WORDS = "bis sie einstürzt"


pytestmark = pytest.mark.usefixtures("article_txt")


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state" / "summarizer"


@pytest.fixture
def config_toml(config_folder):
    return config_folder / "config.toml"


def noted(capsys):
    capsys.readouterr()
    assert main(["log", "list", "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)["runs"]


def one(capsys, number=1):
    capsys.readouterr()
    assert main(["log", "show", str(number), "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)["run"]


def all_bytes(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_is_noted_unless_it_is_wanted(capsys, server, state):
    assert main(["run", "article.txt", "--base-url", server.url]) == 0
    assert noted(capsys) == []
    assert main(["log", "list"]) == 0
    assert "no runs are noted" in capsys.readouterr().err
    assert main(["log", "clear"]) == 0
    assert main(["log", "show", "1"]) == 2
    assert not state.exists()


def test_a_run_is_noted_with_its_requests_tokens_and_outcome(capsys, server, state):
    assert main(["run", "article.txt", "--base-url", server.url, "--model", "m", "--log"]) == 0
    assert main(["run", "article.txt", "--base-url", server.url, "--model", "m", "--log"]) == 0
    again, first = noted(capsys)
    assert (first["id"], first["outcome"], first["model"], first["backend"]) == (1, "done", "m", server.url)
    assert (first["source"], first["schema"], first["cached"]) == ("article.txt", "brief", 0)
    assert first["prompt"].startswith("brief.v")
    assert first["requests"] == again["cached"] == len(server.bodies)
    assert first["prompt_tokens"] > 0
    assert first["started"].endswith("Z")
    assert {request["outcome"] for request in one(capsys, 1)["asked"]} == {"ok"}
    assert {request["outcome"] for request in one(capsys, 2)["asked"]} == {"cached"}


def test_a_page_of_text_has_a_line_a_run_and_a_line_a_request(capsys, server):
    assert main(["run", "article.txt", "--base-url", server.url, "--model", "m", "--log"]) == 0
    capsys.readouterr()
    assert main(["log", "list"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("1  ")
    assert "done" in line
    assert line.endswith("article.txt")
    assert main(["log", "show", "1"]) == 0
    shown = capsys.readouterr().out
    assert "outcome" in shown
    assert "json_schema" in shown
    assert "without the article's text" in shown
    assert main(["log", "show", "7"]) == 2
    assert "no run 7 in the log" in capsys.readouterr().err


def test_neither_key_nor_article_nor_what_a_server_says_is_in_the_log(capsys, server, state, monkeypatch, config_toml):
    config_toml.write_text("[defaults]\nlog = true\n")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    for fault in ("", "401", "refusal"):
        monkeypatch.setenv("OPENAI_BASE_URL", server.faulty(fault) if fault else server.url)
        main(["run", "article.txt", "-m", "m"])
    assert [run["outcome"] for run in noted(capsys)] == ["RefusalError", "BackendError", "done"]
    kept = all_bytes(state)
    assert len(kept) > 1_000
    for secret in (KEY, WORDS, "Quill", "stub", "bad key"):
        assert secret.encode() not in kept, secret


@pytest.mark.parametrize("scheme", ["http", "HTTP"])
def test_an_address_is_noted_without_its_query_however_it_is_written(capsys, server, state, tmp_path, scheme):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path)) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        page = f"{scheme}://127.0.0.1:{web.server_port}/article.txt"
        assert main(["run", f"{page}?token={KEY}", "--allow-private", "--base-url", server.url, "--log"]) == 0
        web.shutdown()
    assert noted(capsys)[0]["source"] == page.lower()
    assert KEY.encode() not in all_bytes(state)


def test_in_full_the_article_and_its_brief_are_kept(capsys, server, config_toml, state):
    config_toml.write_text('[defaults]\nlog = "full"\n')
    assert main(["run", "article.txt", "--base-url", server.url]) == 0
    assert main(["run", "article.txt", "--base-url", server.url, "--log"]) == 0
    assert main(["run", "article.txt", "--base-url", server.url, "--no-log"]) == 0
    assert len(noted(capsys)) == 2
    assert WORDS in one(capsys, 2)["envelope"]["article"]["text"]
    assert main(["log", "show", "1"]) == 0
    assert "in full" in capsys.readouterr().out
    assert WORDS.encode() in all_bytes(state)


@pytest.mark.skipif(os.name == "nt", reason="no such modes")
def test_the_log_is_its_owners_alone_to_read(server, state):
    assert main(["run", "article.txt", "--base-url", server.url, "--log", "--quiet"]) == 0
    assert {stat.S_IMODE(path.stat().st_mode) for path in state.iterdir()} == {0o600}


def test_what_is_cleared_is_gone_from_the_file(capsys, server, config_toml, state):
    config_toml.write_text('[defaults]\nlog = "full"\n')
    for _ in range(2):
        assert main(["run", "article.txt", "--base-url", server.url]) == 0
    with sqlite3.connect(state / "log.sqlite3") as log:
        log.execute("UPDATE runs SET started = '2020-01-01T00:00:00Z' WHERE id = 1")
    log.close()
    assert main(["log", "clear", "--older-than", "30d"]) == 0
    assert "removed 1 run\n" in capsys.readouterr().err
    assert [run["id"] for run in noted(capsys)] == [2]
    assert main(["log", "clear"]) == 0
    assert noted(capsys) == []
    assert WORDS.encode() not in all_bytes(state)


def test_a_failed_run_is_noted_with_its_kind_and_what_it_cost(capsys, server):
    assert main(["run", "article.txt", "--base-url", server.faulty("empty_content"), "--log"]) == 5
    assert one(capsys, 1)["outcome"] == "ReplyError"
    assert len(one(capsys, 1)["asked"]) > 1
    assert main(["run", "article.txt", "--base-url", server.faulty("401"), "--log"]) == 4
    assert [request["outcome"] for request in one(capsys, 2)["asked"]] == ["failed"]


@pytest.mark.skipif(os.name == "nt", reason="no such signals")
def test_an_interrupted_run_is_noted_as_one(capsys, server):
    words = ["run", "article.txt", "--base-url", server.faulty("hang"), "--log"]
    process = subprocess.Popen(
        [sys.executable, "-m", "summarizer", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not server.bodies:
        time.sleep(0.02)
    assert noted(capsys)[0]["outcome"] == "unfinished"
    assert main(["log", "show", "1"]) == 0
    told = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert ["outcome", "under way, or killed"] in told
    assert ["requests", "-"] in told
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert noted(capsys)[0]["outcome"] == "interrupted"


def test_a_defect_is_noted_as_one(capsys, server, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("boom")

    monkeypatch.setattr("summarizer.pipeline.summarize", broken)
    assert main(["run", "article.txt", "--base-url", server.url, "--log"]) == 1
    assert noted(capsys)[0]["outcome"] == "defect"


def test_a_log_that_cannot_be_written_costs_a_warning_and_no_brief(capsys, server, state):
    state.parent.mkdir()
    state.write_text("in the way")
    words = ["run", "article.txt", "--base-url", server.url, "--log"]
    assert main(words) == 0
    told = capsys.readouterr()
    assert told.out
    assert "warning: the run is not in the log: cannot write the log" in told.err
    assert main([*words, "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_a_file_that_is_no_log_is_left_alone_and_told(capsys, server, state):
    state.mkdir(parents=True)
    (state / "log.sqlite3").write_bytes(b"not a database" * 100)
    assert main(["log", "list"]) == 2
    assert "cannot use the log" in capsys.readouterr().err
    (state / "log.sqlite3").unlink()
    with sqlite3.connect(state / "log.sqlite3") as log:
        log.execute("PRAGMA user_version = 99")
    log.close()
    assert main(["log", "list"]) == 2
    assert "of another version of this program" in capsys.readouterr().err


def test_an_incomplete_brief_is_noted_as_one(capsys, server):
    assert main(["run", "article.txt", "--base-url", server.faulty("length"), "--log"]) == 5
    assert one(capsys)["outcome"] == "incomplete"
