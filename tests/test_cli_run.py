"""`summarizer run`, as a user types it: what it prints where, what it ends in, and what it never shows."""

import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from faulty_server import FaultyServer
from rendering_harbour import ENVELOPE

from summarizer.cli.main import main
from summarizer.types import Notice

KEY = "sk-canary-55d0"
# In a language without a parse model, so that none has to be in the cache. The figures are those of the server's words.
TEXT = (
    "Alte Brücke in Brackwasser wird im Mai geschlossen\n\n"
    "„Wir können nicht warten, bis sie einstürzt“, sagte Bürgermeisterin Ines Quill den 2 Räten der Stadt. Die alte "
    "Brücke ist seit 1 Jahr nicht mehr sicher. Hafenmeister Tobias Fenn lehnt den Plan ab und fordert eine Fähre für "
    "die 3 Dörfer auf der anderen Seite. Das Ministerium fürchtet, dass die Pfeiler in einem Sturm nachgeben.\n"
)
posix = pytest.mark.skipif(os.name == "nt", reason="no such terminals and signals")


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI_BASE_URL", "SUMMARIZER_MODEL", "SUMMARIZER_ASSETS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    yield
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert kept == [], "the key is in a file"


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "bridge.txt"
    path.write_text(TEXT, "utf-8")
    return str(path)


class Shown:
    """Runs the command, and has what it printed."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd
        self.out = self.err = ""

    def run(self, *words: str) -> int:
        code = main(["run", *words])
        self.out, self.err = self._capfd.readouterr()
        assert "Traceback" not in self.err
        assert KEY not in self.out + self.err
        return code


@pytest.fixture
def shown(capfd: pytest.CaptureFixture[str]) -> Shown:
    return Shown(capfd)


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "summarizer", "run", *words]


# --------------------------------------------------------------------------------------- formats


def test_a_brief_goes_to_stdout_and_what_was_used_to_stderr(shown: Shown, server: FaultyServer, article: str) -> None:
    assert shown.run(article, "--base-url", server.url) == 0
    assert "stub headline 1" in shown.out
    assert "Bürgermeisterin Ines Quill den 2 Räten der Stadt" in shown.out
    assert "\x1b" not in shown.out + shown.err
    assert shown.err.splitlines()[0].startswith(f"stub on {server.url} (--base-url; the stored key is for")


def test_markdown_is_markdown(shown: Shown, server: FaultyServer, article: str) -> None:
    assert shown.run(article, "--base-url", server.url, "--format", "md") == 0
    assert shown.out.startswith("# ")


def test_json_is_the_envelope(shown: Shown, server: FaultyServer, article: str) -> None:
    assert shown.run(article, "--base-url", server.url, "-f", "json", "-m", "stub", "--statements") == 0
    envelope = json.loads(shown.out)
    assert envelope["version"] == 1
    assert envelope["article"]["source"] == article
    assert envelope["run"]["model"] == "stub"
    assert len(envelope["statements"]) >= 1
    for one in envelope["brief"]["positions"]:
        text = " … ".join(envelope["article"]["text"][start:end] for start, end in one["evidence"]["spans"])
        assert one["evidence"]["quote"] == text


def test_quiet_is_quiet(shown: Shown, server: FaultyServer, article: str) -> None:
    assert shown.run(article, "--base-url", server.faulty("invented"), "--quiet") == 0
    assert shown.err == ""
    assert "headline" in shown.out


def test_what_is_unsupported_is_told_and_with_strict_ends_in_6(
    shown: Shown, server: FaultyServer, article: str
) -> None:
    words = article, "--base-url", server.faulty("invented"), "-f", "json"
    assert shown.run(*words) == 0
    count = len(json.loads(shown.out)["unsupported"])
    assert f"warning: {count} items are unsupported and set apart" in shown.err
    assert shown.run(*words, "--strict") == 6
    assert json.loads(shown.out)["brief"]["headline"]
    assert shown.run(article, "--base-url", server.url, "--strict") == 0


def test_a_brief_in_which_a_field_is_missing_ends_in_5(shown: Shown, server: FaultyServer, article: str) -> None:
    assert shown.run(article, "--base-url", server.faulty("length"), "-f", "json") == 5
    assert json.loads(shown.out)["brief"]
    assert "warning: the model gave no" in shown.err


def test_a_chunk_that_is_lost_is_told_and_ends_in_5(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    said = "Mayor Ines Quill told the council of Brackwater on Monday that the old ferry must stay in service."
    long = tmp_path / "long.txt"
    long.write_text("\n\n".join([said] * 12 + ["The last word of the evening was [[stub:filter]]."]))
    words = str(long), "--base-url", server.url, "-f", "json", "--chunk-tokens", "200"
    assert shown.run(*words) == 5
    assert "are not in the brief: " in shown.err
    envelope = json.loads(shown.out)
    assert {"chunked", "chunk-failed"} <= {warning["code"] for warning in envelope["warnings"]}
    assert envelope["brief"]["headline"]
    assert shown.run(*words, "--dry-run") == 0
    assert "chunk 2 of 2: " in shown.out


def test_the_article_may_come_from_stdin(server: FaultyServer) -> None:
    words = command("-", "--base-url", server.url, "-f", "json", "-q")
    done = subprocess.run(words, input=TEXT.encode(), capture_output=True, check=True)
    assert json.loads(done.stdout)["article"]["source"] == "-"
    assert done.stderr == b""


# ------------------------------------------------------------------------------------------ --out


@pytest.mark.parametrize(("form", "start"), [("text", "Alte Brücke"), ("md", "# "), ("json", "{")])
def test_a_file_gets_what_stdout_would(
    shown: Shown,
    server: FaultyServer,
    article: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    start: str,
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    out = tmp_path / "brief.out"
    assert shown.run(article, "--base-url", server.url, "-f", form, "--out", str(out)) == 0
    assert shown.out == ""
    text = out.read_text("utf-8")
    assert text.startswith(start)
    assert "\x1b" not in text
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["bridge.txt", "brief.out"]


def test_a_file_is_overwritten_with_force_only_and_before_anything_is_sent(
    shown: Shown, server: FaultyServer, article: str, tmp_path: Path
) -> None:
    out = tmp_path / "brief.json"
    out.write_text("mine")
    words = article, "--base-url", server.url, "-f", "json", "--out", str(out)
    assert shown.run(*words) == 2
    assert shown.err == f"error: {out} is there already\nhint: --force overwrites it\n"
    assert out.read_text() == "mine"
    assert server.bodies == []
    assert shown.run(*words, "--force") == 0
    assert json.loads(out.read_text())["version"] == 1


@pytest.mark.parametrize(("place", "message"), [("", "is a folder"), ("none/x.md", "no folder")])
def test_a_place_where_nothing_can_be_written_is_found_before_anything_is_sent(
    shown: Shown, server: FaultyServer, article: str, tmp_path: Path, place: str, message: str
) -> None:
    assert shown.run(article, "--base-url", server.url, "--force", "--out", str(tmp_path / place)) == 2
    assert message in shown.err
    assert server.bodies == []


@posix
def test_a_pipe_that_nobody_writes_to_is_told(
    shown: Shown, server: FaultyServer, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.cli.run._PATIENCE", 0.1)
    assert shown.run(article, "--base-url", server.url) == 0
    assert "waiting" not in shown.err
    pipe = tmp_path / "in"
    os.mkfifo(pipe)
    writer = subprocess.Popen(["sh", "-c", f"sleep 1.5; cat '{article}' > '{pipe}'"])
    assert shown.run(str(pipe), "--base-url", server.url) == 0
    writer.wait(10)
    assert f"waiting for what is written to the pipe '{pipe}'\n" in shown.err


@posix
def test_a_pipe_and_a_device_are_written_to_and_stay_what_they_are(
    shown: Shown, server: FaultyServer, article: str, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    words = article, "--base-url", server.url, "-f", "json", "--out"
    assert shown.run(*words, str(pipe)) == 0
    assert json.loads(reader.communicate(timeout=10)[0])["version"] == 1
    assert pipe.is_fifo()
    (tmp_path / "null").symlink_to("/dev/null")
    assert shown.run(*words, str(tmp_path / "null"), "--force") == 0
    assert (tmp_path / "null").is_char_device()


@posix
def test_what_a_link_leads_to_is_written_and_the_link_stays(
    shown: Shown, server: FaultyServer, article: str, tmp_path: Path
) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.json"
    link.symlink_to("real/brief.json")
    words = article, "--base-url", server.url, "-f", "json", "--out", str(link)
    assert shown.run(*words) == 0
    assert shown.run(*words) == 2
    assert shown.run(*words, "--force") == 0
    assert link.is_symlink()
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["brief.json"]


@posix
def test_a_place_that_is_neither_file_nor_pipe_is_refused_before_anything_is_sent(
    shown: Shown, server: FaultyServer, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        assert shown.run(article, "--base-url", server.url, "--force", "--out", "socket") == 2
    assert "is no file that a brief can be written to" in shown.err
    (tmp_path / "loop").symlink_to("loop")
    assert shown.run(article, "--base-url", server.url, "--force", "--out", "loop") == 2
    assert "leads nowhere" in shown.err
    assert server.bodies == []


def test_a_run_that_fails_leaves_the_file_as_it_was(
    shown: Shown, server: FaultyServer, article: str, tmp_path: Path
) -> None:
    out = tmp_path / "brief.md"
    out.write_text("mine")
    assert shown.run(article, "--base-url", server.faulty("401"), "--force", "--out", str(out)) == 4
    assert out.read_text() == "mine"
    assert not [path for path in tmp_path.iterdir() if "partial" in path.name]


# ---------------------------------------------------------------------------------------- dry run


def test_items_stream_to_stdout_before_the_brief(shown: Shown, server: FaultyServer, article: str) -> None:
    assert shown.run(article, "--base-url", server.url, "--passes", "several") == 0
    brief = shown.out
    assert shown.run(article, "--base-url", server.url, "--passes", "several", "--stream") == 0
    items, mark, rest = shown.out.partition("stub headline")
    assert mark
    assert brief.partition("stub headline")[2].splitlines()[:8] == rest.splitlines()[:8]
    for quote in re.findall("“.{20,}”", brief.partition("UNSUPPORTED")[0]):
        assert quote in items
    assert "✓ the article’s words, said by" in items
    assert items[0] != "\n"
    assert "\n\n\n" not in items
    assert "nothing streams" not in shown.err


def test_what_cannot_stream_is_told(shown: Shown, server: FaultyServer, article: str, tmp_path: Path) -> None:
    assert shown.run(article, "--base-url", server.url, "--stream", "--format", "json") == 2
    assert "--stream prints items as text" in shown.err
    assert server.bodies == []
    out = str(tmp_path / "brief.json")
    assert shown.run(article, "--base-url", server.url, "--stream", "--passes", "several", "--out", out) == 0
    assert "“" in shown.out
    assert "stub headline" not in shown.out
    assert shown.run(article, "--base-url", server.url, "--stream", "--passes", "one") == 0
    assert "warning: everything is asked in one request, so nothing streams" in shown.err


@pytest.mark.parametrize("passes", ["one", "several"])
def test_a_dry_run_shows_the_messages_and_sends_nothing(
    shown: Shown, server: FaultyServer, article: str, passes: str
) -> None:
    assert shown.run(article, "--base-url", server.url, "--dry-run", "--passes", passes) == 0
    assert "Wir können nicht warten" in shown.out
    assert "tokens ===" in shown.out
    assert shown.out.splitlines()[-1].endswith("nothing was sent")
    assert (" in 1 request;" in shown.out) == (passes == "one")
    assert ("=== request 2 of" in shown.out) == (passes == "several")
    assert server.bodies == []


# ----------------------------------------------------------------------------------- errors, codes


@pytest.mark.parametrize("form", [["-f", "text"], ["-f", "md"], ["-f", "json"], ["--dry-run"]])
@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_what_the_encoding_of_stdout_lacks_is_escaped(
    server: FaultyServer, article: str, form: list[str], encoding: str
) -> None:
    env = os.environ | {"PYTHONIOENCODING": encoding}
    done = subprocess.run(command(article, "--base-url", server.url, "-q", *form), capture_output=True, env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    if form == ["-f", "json"]:
        written = done.stdout.decode("utf-8" if encoding == "ascii" else encoding)
        assert json.loads(written)["article"]["text"] in TEXT


def test_a_wait_that_no_date_can_tell_is_told_and_ends_in_4(shown: Shown, server: FaultyServer, article: str) -> None:
    assert shown.run(article, "--base-url", server.faulty("429=999999999999")) == 4
    assert "hint: the server asks to wait until" in shown.err


@pytest.mark.parametrize(
    "words",
    [
        ["--moon"],
        ["--format", "xml"],
        ["--timeout", "0"],
        ["--temperature", "3"],
        ["--max-tokens", "0"],
        ["--prompt", "breif"],
        ["--schema", "none"],
        ["-p", "moon=1"],
        ["-p", "audience"],
        ["--base-url", "ftp://example.org"],
        ["--base-url", "http://user:secret@127.0.0.1:9/v1"],
        ["--base-url", "http://[::1/v1"],
    ],
)
def test_a_flag_that_is_wrong_ends_in_2(shown: Shown, article: str, words: list[str]) -> None:
    assert shown.run(article, *words) == 2
    assert shown.err.splitlines()[-2].startswith("error: ")
    assert "secret" not in shown.err
    assert shown.out == ""


def test_an_address_of_no_server_is_told_before_anything_else(shown: Shown, article: str) -> None:
    assert shown.run(article, "--base-url", "127.0.0.1:8933") == 2
    assert shown.err.startswith("error: --base-url is no address of a server: '127.0.0.1:8933'\n")


def test_a_model_without_a_server_ends_in_2(shown: Shown, article: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    assert shown.run(article, "--model", "gpt-99") == 2
    assert "neither OPENAI_API_KEY nor OPENAI_BASE_URL" in shown.err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "is a broken PDF"),
        (b"<html><body></body></html>", "without text"),
        (None, "no file"),
    ],
)
def test_an_article_that_is_none_ends_in_3(
    shown: Shown, server: FaultyServer, tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "other.txt"
    if content is not None:
        path.write_bytes(content)
    assert shown.run(str(path), "--base-url", server.url) == 3
    assert message in shown.err
    assert server.bodies == []


@pytest.mark.parametrize(("fault", "code"), [("401", 4), ("302", 4), ("refusal", 5), ("not_object", 5)])
def test_an_error_is_told_in_two_lines_at_most(
    shown: Shown, server: FaultyServer, article: str, fault: str, code: int
) -> None:
    assert shown.run(article, "--base-url", server.faulty(fault), "-q") == code
    assert shown.out == ""
    lines = shown.err.splitlines()
    assert lines[0].startswith("error: ")
    assert all(line.startswith("hint: ") for line in lines[1:])
    assert len(lines) <= 2


def test_debug_shows_the_traceback_without_the_key(server: FaultyServer, article: str) -> None:
    words = [*command(article, "--base-url", server.faulty("401")), "--debug"]
    done = subprocess.run(
        words, capture_output=True, text=True, env={**os.environ, "OPENAI_BASE_URL": server.faulty("401")}
    )
    assert done.returncode == 4
    assert "Traceback" in done.stderr
    assert KEY not in done.stdout + done.stderr
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_the_key_goes_to_the_server_that_it_is_for_and_to_no_other(
    shown: Shown, server: FaultyServer, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.run(article, "--base-url", server.url)
    assert "authorization" not in server.headers[-1]
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    shown.run(article, "--no-cache")
    assert server.headers[-1]["authorization"] == f"Bearer {KEY}"
    shown.run(article, "--base-url", server.url + "/", "--no-cache")
    assert server.headers[-1]["authorization"] == f"Bearer {KEY}"


# ------------------------------------------------------------------------------- own assets, -p


def test_a_part_of_other_prompts_is_an_error_that_says_so(shown: Shown, article: str) -> None:
    assert shown.run(article, "-t", "reask") == 2
    assert (
        "error: prompt 'reask' is a part of other prompts: it names no schema\nhint: 'summarizer prompts" in shown.err
    )


PROMPT = """---
name: mine
version: 3
description: My own
schema: mine
parameters: {tone: plain}
---
[user]
{{ fence }}
{{ article.text }}
{{ fence }}
Be {{ p.tone }}. Give evidence and speaker and gist.
"""
SCHEMA = """
from summarizer.types import Evidence, Item, Text

class Mine(Item):
    evidence: Evidence
    gist: Text
"""
JSON_SCHEMA = {
    "type": "object",
    "properties": {
        "gist": {"type": "string"},
        "quotes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "evidence": {"type": "string", "format": "evidence"},
                    "speaker": {"type": "string", "format": "speaker"},
                },
                "required": ["evidence", "speaker"],
            },
        },
    },
    "required": ["gist", "quotes"],
}


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    for folder in ("prompts", "schemas"):
        (tmp_path / "own" / folder).mkdir(parents=True)
    (tmp_path / "own" / "prompts" / "mine.jinja").write_text(PROMPT)
    (tmp_path / "own" / "schemas" / "mine.py").write_text(SCHEMA)
    (tmp_path / "own" / "schemas" / "quotes.json").write_text(json.dumps(JSON_SCHEMA))
    return tmp_path / "own"


def test_prompts_and_schemas_of_ones_own_are_found_in_a_folder(
    shown: Shown, server: FaultyServer, article: str, assets: Path
) -> None:
    words = article, "--base-url", server.url, "-f", "json", "-t", "mine", "--assets", str(assets), "-p", "tone=short"
    assert shown.run(*words) == 0
    envelope = json.loads(shown.out)
    assert envelope["run"]["prompt"] == "mine.v3"
    assert envelope["run"]["parameters"] == {"tone": "short"}
    assert envelope["brief"]["evidence"]["spans"]
    assert "Be short." in server.bodies[0]["messages"][0]["content"]


def test_prompts_and_schemas_of_ones_own_may_be_paths(
    shown: Shown, server: FaultyServer, article: str, assets: Path
) -> None:
    prompt, schema = assets / "prompts" / "mine.jinja", assets / "schemas" / "mine.py"
    words = article, "--base-url", server.url, "-f", "json", "-t", str(prompt), "--schema", str(schema)
    assert shown.run(*words) == 0
    assert json.loads(shown.out)["brief"].keys() == {"evidence", "gist"}
    assert shown.run(*words[:-2]) == 2  # a schema is code, and none is run that was not named


@pytest.mark.parametrize("passes", ["one", "several"])
@pytest.mark.parametrize("fault", [None, "invented"])
def test_a_json_schema_is_held_to_its_evidence(
    shown: Shown, server: FaultyServer, article: str, assets: Path, passes: str, fault: str | None
) -> None:
    url = server.faulty(fault) if fault else server.url
    schema = str(assets / "schemas" / "quotes.json")
    words = article, "--base-url", url, "-f", "json", "-t", "mine", "--assets", str(assets), "--schema", schema
    assert shown.run(*words, "--passes", passes) == 0
    envelope = json.loads(shown.out)
    quotes = envelope["brief"]["quotes"]
    assert len(quotes) == (0 if fault else 3)
    assert len(envelope["unsupported"]) == (3 if fault else 0)
    for one in quotes:
        assert one["evidence"]["quote"] in envelope["article"]["text"]
        assert one["attribution"]["verdict"] in ("verified", "unverified")
        assert "speaker_id" in one


# ----------------------------------------------------------------------- terminals, signals, pipes


@posix
def test_progress_is_for_terminals_only(server: FaultyServer, article: str) -> None:
    seen, code = on_a_terminal(article, "--base-url", server.faulty("slow=0.01"))
    assert code == 0
    assert "\r\x1b[2K[1/1] issues, actors" in seen
    quiet, _ = on_a_terminal(article, "--base-url", server.faulty("slow=0.01"), "--quiet")
    assert "[1/1]" not in quiet


@posix
def test_colours_are_for_terminals_that_want_them(server: FaultyServer, article: str) -> None:
    coloured, _ = on_a_terminal(article, "--base-url", server.url, "-q")
    assert re.search(r"\x1b\[[\d;]*3[1-6]m", coloured)
    plain, _ = on_a_terminal(article, "--base-url", server.url, "-q", NO_COLOR="1")
    assert "stub headline 1" in plain
    assert not re.search(r"\x1b\[[\d;]*3[1-6]m", plain)


@posix
def test_a_warning_is_said_once_on_a_terminal_that_has_the_page(server: FaultyServer, article: str) -> None:
    seen, _ = on_a_terminal(article, "--base-url", server.url, "--passes", "several")
    apart = re.sub(r"\x1b\[[\d;]*[mK]", "", seen)
    assert apart.count("! no-parser:") + apart.count("! extra-fields:") + apart.count("UNSUPPORTED") >= 1
    assert "warning: " not in apart


def test_a_page_in_a_pipe_has_its_warnings_on_stderr_too(shown: Shown, server: FaultyServer, article: str) -> None:
    assert shown.run(article, "--base-url", server.url) == 0
    assert shown.err.count("warning: no parser for the language") == shown.out.count("no parser for the language") == 1


def on_a_terminal(*words: str, **environ: str) -> tuple[str, int]:
    """What the command shows on a terminal, and its exit code."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", **environ}
    process = subprocess.Popen(command(*words), stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    shown = b""
    while select.select([ours], [], [], 20)[0]:
        try:
            part = os.read(ours, 65536)
        except OSError:  # so Linux says that the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return shown.decode(), process.wait(20)


@posix
def test_stdin_that_is_a_terminal_is_no_article() -> None:
    seen, code = on_a_terminal("-")
    assert code == 3
    assert "'-' reads standard input, which is the terminal" in seen


@posix
@pytest.mark.parametrize("signals", [1, 2])
def test_an_interrupt_ends_it_at_once_in_130(server: FaultyServer, article: str, signals: int) -> None:
    words = command(article, "--base-url", server.faulty("hang"))
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 20
    while not server.bodies and time.monotonic() < deadline:
        time.sleep(0.02)
    start = time.monotonic()
    for _ in range(signals):
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert time.monotonic() - start < 2
    assert "Traceback" not in err
    assert "Exception" not in err
    assert err.splitlines()[1:] == ["interrupted"]
    assert out == ""


@posix
@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_a_reader_that_goes_away_is_no_error(server: FaultyServer, article: str, form: str) -> None:
    words = command(article, "--base-url", server.url, "-q", "-f", form)
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.wait(20) in (0, 141)
    assert process.stderr.read() == b""
    process.stderr.close()


FEED = """<rss version="2.0"><channel><title>The Orrin Courier</title>
<item><title>Orrin closes its bridge</title>
<description>The mayor of Orrin said the bridge will close.</description></item>
<item><title>Orrin opens its ferry</title><description>The mayor of Orrin said the ferry will run.</description></item>
</channel></rss>"""


def test_a_feed_gives_a_brief_for_each_entry_and_as_json_one_a_line(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    (tmp_path / "feed.txt").write_text(FEED)
    assert shown.run(str(tmp_path / "feed.txt"), "--base-url", server.url, "--format", "json") == 0
    titles = [json.loads(line)["article"]["title"] for line in shown.out.splitlines()]
    assert titles == ["Orrin closes its bridge", "Orrin opens its ferry"]
    assert "only a few words" in shown.err


def test_what_is_told_of_one_of_several_articles_names_it(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    (tmp_path / "feed.txt").write_text(FEED)
    words = (str(tmp_path / "feed.txt"), "--base-url", server.url)
    shown.run(*words)
    for title in ("Orrin closes its bridge", "Orrin opens its ferry"):
        assert re.search(rf"^warning: {title}: .*only a few words", shown.err, re.MULTILINE)
    shown.run(*words, "--entry", "2")
    assert "Orrin opens its ferry: " not in shown.err
    server.options.script = lambda body: "no JSON"
    assert shown.run(*words, "--no-cache") == 5
    errors = [line for line in shown.err.splitlines() if line.startswith("error: ")]
    assert [error.split(": ")[1] for error in errors] == ["Orrin closes its bridge", "Orrin opens its ferry"]


def test_a_format_that_holds_one_brief_is_refused_for_a_feed_before_anything_is_spent(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    (tmp_path / "feed.txt").write_text(FEED)
    out = tmp_path / "briefs.html"
    assert shown.run(str(tmp_path / "feed.txt"), "--base-url", server.url, "--out", str(out)) == 2
    assert "html holds one brief, and these are 2" in shown.err
    assert "--entry N" in shown.err
    assert not server.bodies
    assert not out.exists()


def test_one_entry_of_a_feed_is_one_brief(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    (tmp_path / "feed.txt").write_text(FEED)
    assert shown.run(str(tmp_path / "feed.txt"), "--entry", "2", "--base-url", server.url, "--format", "json") == 0
    assert json.loads(shown.out)["article"]["title"] == "Orrin opens its ferry"


THREE = FEED.replace(
    "</channel>", "<item><title>Orrin buys a bus</title><description>{}</description></item></channel>"
)


def with_three(fault: str, last: str = "The mayor of Orrin said the bus will run.") -> str:
    """A feed of three, the second of which makes the server fail."""
    return THREE.format(last).replace("said the ferry", f"[[stub:{fault}]] said the ferry")


def test_what_the_server_holds_against_one_entry_does_not_end_the_feed(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    (tmp_path / "feed.txt").write_text(with_three("filter"))
    assert shown.run(str(tmp_path / "feed.txt"), "--base-url", server.url, "--format", "json") == 4
    titles = [json.loads(line)["article"]["title"] for line in shown.out.splitlines()]
    assert titles == ["Orrin closes its bridge", "Orrin buys a bus"]
    assert "error: Orrin opens its ferry: " in shown.err


def test_entries_that_were_not_tried_are_named_and_one_brief_of_a_feed_is_a_line_too(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    (tmp_path / "feed.txt").write_text(with_three("403"))
    assert shown.run(str(tmp_path / "feed.txt"), "--base-url", server.url, "--format", "json") == 4
    (line,) = shown.out.splitlines()
    assert json.loads(line)["article"]["title"] == "Orrin closes its bridge"
    assert "warning: Orrin buys a bus: it was not tried" in shown.err


@posix
def test_an_interrupt_within_a_feed_keeps_the_briefs_that_are_done(server: FaultyServer, tmp_path: Path) -> None:
    (tmp_path / "feed.txt").write_text(with_three("hang"))
    words = command(str(tmp_path / "feed.txt"), "--base-url", server.url, "-o", str(tmp_path / "briefs.jsonl"))
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 20
    while not any("[[stub:hang]]" in str(body) for body in server.bodies) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in err) == (130, False)
    (line,) = (tmp_path / "briefs.jsonl").read_text().splitlines()
    assert json.loads(line)["article"]["title"] == "Orrin closes its bridge"


def test_a_warning_is_one_line_whatever_its_place_is_called(capfd: pytest.CaptureFixture[str]) -> None:
    from summarizer.cli.run import _warn

    _warn(replace(ENVELOPE, warnings=(Notice("invented", "it has\nerror: no", "places.a\x1b[2J"),), unsupported=()), "")
    assert capfd.readouterr().err == "warning: it has error: no (places.a\\x1b[2J)\n"
