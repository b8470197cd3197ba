"""`summarizer batch`, as a user types it: what it writes, what it ends in, what it goes on from, and what it costs."""

import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty_server import FaultyServer
from faulty_server.replies import words_only

from summarizer.batch.folder import network_filesystem
from summarizer.cli.main import main

ROOT = Path(__file__).parent.parent
# In a language without a parse model, so that none has to be in the cache.
TEXT = (
    "Alte Brücke {number} wird im Mai geschlossen\n\n„Wir können nicht warten, bis sie einstürzt“, sagte "
    "Bürgermeisterin Ines Quill den Räten der Stadt. Hafenmeister Tobias Fenn lehnt den Plan {number} ab und fordert "
    "eine Fähre.\n"
)
COUNTING = """

with open("was-loaded", "a") as file:
    file.write("x")
"""
pytestmark = pytest.mark.usefixtures("key")
posix = pytest.mark.skipif(os.name == "nt", reason="no such signals")


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer(script=words_only) as running:
        yield running


def corpus(folder: Path, count: int = 6, **texts: str) -> str:
    """A JSONL file of articles; `texts` by id (``n2=…``) come in the place of made-up ones."""
    ids = [f"n{number}" for number in range(count)]
    lines = [{"id": id, "text": texts.get(id, TEXT.format(number=index))} for index, id in enumerate(ids)]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return "corpus.jsonl"


class Shown:
    def __init__(self, capfd: pytest.CaptureFixture[str], key: str) -> None:
        self._capfd, self._key = capfd, key
        self.out = self.err = ""

    def batch(self, *words: str, url: str | None = None) -> int:
        more = [] if url is None else ["--base-url", url, "-m", "stub", "--workers", "0", "--no-parquet"]
        code = main(["batch", *words, *more])
        self.out, self.err = self._capfd.readouterr()
        assert "Traceback" not in self.err
        assert self._key not in self.out + self.err
        return code


@pytest.fixture
def shown(capfd: pytest.CaptureFixture[str], key: str) -> Shown:
    return Shown(capfd, key)


def lines(path: str) -> list[dict]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]


def started(*words: str, url: str, workers: str = "0", before: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
    command = [*before, sys.executable, "-m", "summarizer", "batch", *words, "--base-url", url, "-m", "stub"]
    return subprocess.Popen([*command, "--workers", workers], stderr=subprocess.PIPE)


# ---------------------------------------------------------------------------------- from start to end


def test_each_row_is_a_line_in_the_order_of_the_input(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    assert shown.batch(corpus(tmp_path), "--out", "out", url=server.url) == 0
    briefs = lines("out/briefs.jsonl")
    assert [one["row"] for one in briefs] == [{"id": f"n{n}", "line": n + 1} for n in range(6)]
    assert {one["article"]["source"] for one in briefs} == {"corpus.jsonl"}
    assert briefs[3]["article"]["text"] == TEXT.format(number=3).strip()
    assert briefs[0]["brief"]["headline"] == "Die Brücke."
    assert lines("out/errors.jsonl") == []
    assert len(server.bodies) == 6
    assert "6 done, 0 failed, 0 open" in shown.err
    assert sorted(path.name for path in Path("out").iterdir()) == [
        ".lock",
        "briefs.jsonl",
        "errors.jsonl",
        "journal.sqlite",
    ]


def test_the_brief_is_the_one_that_run_makes(
    shown: Shown, server: FaultyServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT.format(number=1), "utf-8")
    assert main(["run", "a.txt", "--base-url", server.url, "-m", "stub", "-f", "json", "-q"]) == 0
    alone = json.loads(capfd.readouterr().out)
    assert shown.batch("a.txt", "-o", "out", url=server.url) == 0
    [one] = lines("out/briefs.jsonl")
    for part in ("brief", "unsupported", "warnings", "article"):
        assert one[part] == alone[part]
    assert (one["run"] | {"seconds": 0, "attempts": 0}) == (alone["run"] | {"seconds": 0, "attempts": 0})
    assert one["run"]["seconds"] == 0.0


def test_the_briefs_of_a_batch_can_be_read_back(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    from summarizer.rendering import from_json

    assert shown.batch(corpus(tmp_path, 1), "-o", "out", "--statements", url=server.url) == 0
    [one] = lines("out/briefs.jsonl")
    assert from_json(one).article.source == "corpus.jsonl"
    assert one["statements"]


def test_worker_processes_make_the_same_bytes(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    words = corpus(tmp_path, 4), "--base-url", server.url, "-m", "stub", "--no-parquet"
    assert shown.batch(*words, "-o", "a", "--workers", "0") == 0
    assert shown.batch(*words, "-o", "b", "--workers", "2") == 0
    assert Path("a/briefs.jsonl").read_bytes() == Path("b/briefs.jsonl").read_bytes()


def test_parquet_has_a_row_a_brief(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pip install 'summarizer[parquet]'")
    words = corpus(tmp_path, 3, n1=""), "-o", "out", "--base-url", server.url, "-m", "stub", "--workers", "0"
    assert shown.batch(*words, "--parquet") == 5
    table = parquet.read_table("out/briefs.parquet").to_pylist()
    assert [row["id"] for row in table] == ["n0", "n2"]
    for row, line in zip(table, lines("out/briefs.jsonl"), strict=True):
        assert all(json.loads(row[part]) == line[part] for part in ("brief", "unsupported", "warnings", "run"))
        assert row["text"] == line["article"]["text"]
    before = Path("out/briefs.parquet").read_bytes()
    assert shown.batch("export", "out") == 0
    assert Path("out/briefs.parquet").read_bytes() == before


# --------------------------------------------------------------------------------- nothing paid twice


def test_the_same_command_again_asks_nothing_and_writes_the_same(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    words = corpus(tmp_path), "--out", "out"
    assert shown.batch(*words, url=server.url) == 0
    before = Path("out/briefs.jsonl").read_bytes()
    assert shown.batch(*words, url=server.url) == 0
    assert len(server.bodies) == 6
    assert Path("out/briefs.jsonl").read_bytes() == before


def test_another_prompt_does_what_changed_and_the_first_one_again_costs_nothing(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    words = corpus(tmp_path), "--out", "out"
    assert shown.batch(*words, url=server.url) == 0
    assert shown.batch(*words, "--prompt", "headline", url=server.url) == 0
    calls = len(server.bodies)
    assert calls >= 12
    assert "positions" not in lines("out/briefs.jsonl")[0]["brief"]
    assert shown.batch(*words, url=server.url) == 0
    assert len(server.bodies) == calls
    assert "positions" in lines("out/briefs.jsonl")[0]["brief"]


def test_articles_that_are_added_are_the_only_ones_asked_about(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    words = corpus(tmp_path, 3), "--out", "out"
    assert shown.batch(*words, url=server.url) == 0
    corpus(tmp_path, 5)
    assert shown.batch(*words, url=server.url) == 0
    assert len(server.bodies) == 5
    corpus(tmp_path, 2)
    assert shown.batch(*words, url=server.url) == 0
    assert [one["row"]["id"] for one in lines("out/briefs.jsonl")] == ["n0", "n1"]


def test_without_the_cache_everything_is_asked_anew(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    words = corpus(tmp_path, 2), "--out", "out"
    assert shown.batch(*words, url=server.url) == 0
    assert shown.batch(*words, "--no-cache", url=server.url) == 0
    assert len(server.bodies) == 4


def test_texts_that_repeat_are_asked_about_once_and_written_for_each(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    assert shown.batch(corpus(tmp_path, 4, n3=TEXT.format(number=0)), "-o", "out", url=server.url) == 0
    assert len(server.bodies) == 3
    briefs = lines("out/briefs.jsonl")
    assert briefs[0]["brief"] == briefs[3]["brief"]
    assert briefs[3]["row"] == {"id": "n3", "line": 4}
    assert "1 row has the text of another: asked once, written for each\n" in shown.err


def test_an_id_with_two_texts_is_told(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    path = tmp_path / corpus(tmp_path, 2)
    path.write_text(path.read_text().replace("n1", "n0"))
    assert shown.batch("corpus.jsonl", "-o", "out", url=server.url) == 0
    assert "warning: 1 id stands for more than one text, such as 'n0'\n" in shown.err
    assert len(lines("out/briefs.jsonl")) == 2


def test_a_corrupt_outcome_is_made_anew_from_replies_that_are_whole(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    words = corpus(tmp_path, 3), "--out", "out"
    assert shown.batch(*words, url=server.url) == 0
    before = Path("out/briefs.jsonl").read_bytes()
    with sqlite3.connect("out/journal.sqlite") as journal:
        journal.execute("UPDATE outcome SET body = x'00'")
        journal.execute("UPDATE reply SET body = x'00' WHERE article = (SELECT MIN(article) FROM reply)")
    assert shown.batch(*words, url=server.url) == 0
    assert Path("out/briefs.jsonl").read_bytes() == before
    assert len(server.bodies) == 4
    assert "warning: 4 rows of the journal were corrupt" in shown.err


# ------------------------------------------------------------------------------------ what fails


def test_a_broken_row_among_good_ones_is_an_error_with_file_and_line(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    path = tmp_path / corpus(tmp_path, 4, n2="{\\rtf1 x}")
    path.write_text(path.read_text().replace('{"id": "n1"', '{"id" "n1"'), "utf-8")
    assert shown.batch("corpus.jsonl", "-o", "out", url=server.url) == 5
    assert [one["row"]["id"] for one in lines("out/briefs.jsonl")] == ["n0", "n3"]
    broken, binary = lines("out/errors.jsonl")
    assert (broken["line"], broken["id"], broken["kind"]) == (2, None, "ArticleError")
    assert broken["reason"].startswith("not JSON")
    assert (binary["line"], binary["id"], binary["reason"]) == (3, "n2", "it is an RTF document, not text")
    assert "2 failed: see out/errors.jsonl\n" in shown.err  # a retry could not help


def test_a_file_without_a_text_is_told_for_what_it_is(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    for name, text in (("empty.txt", ""), ("blank.txt", " \n\n"), ("good.txt", TEXT.format(number=1))):
        (tmp_path / "news" / name).write_text(text, "utf-8")
    assert shown.batch("news", "-o", "out", url=server.url) == 5
    assert {(one["reason"], one["hint"]) for one in lines("out/errors.jsonl")} == {
        ("it is empty", "leave it out, or give it a text")
    }


def test_commands_that_are_told_are_as_a_shell_takes_them(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    bad = TEXT.format(number=1) + "[[stub:refusalx1]]"
    assert shown.batch(corpus(tmp_path, 2, n1=bad), "-o", "my results", url=server.url) == 5
    assert "; to try again: summarizer batch retry 'my results'\n" in shown.err


def test_a_job_of_this_process_is_made_once(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    (tmp_path / "counted.py").write_text((ROOT / "schemas/headline.py").read_text("utf-8") + COUNTING, "utf-8")
    words = "-t", "headline", "--schema", "counted.py"
    assert shown.batch(corpus(tmp_path, 2), "-o", "out", *words, url=server.url) == 0
    assert Path("was-loaded").read_text("utf-8") == "x"


def test_failures_are_tried_again_when_that_is_asked_for(shown: Shown, tmp_path: Path) -> None:
    with FaultyServer(script=words_only) as server:
        bad = TEXT.format(number=1) + "[[stub:refusalx1]]"
        words = corpus(tmp_path, 3, n1=bad), "-o", "out"
        assert shown.batch(*words, url=server.url) == 5
        [error] = lines("out/errors.jsonl")
        assert (error["id"], error["kind"]) == ("n1", "RefusalError")
        assert "1 failed: see out/errors.jsonl; to try again: summarizer batch retry out\n" in shown.err
        calls = len(server.bodies)
        assert shown.batch(*words, url=server.url) == 5
        assert len(server.bodies) == calls
        assert shown.batch("retry", "out") == 0
        assert len(server.bodies) == calls + 1
        assert len(lines("out/briefs.jsonl")) == 3
        assert lines("out/errors.jsonl") == []


def test_a_batch_is_gone_on_with_by_its_folder_alone_from_anywhere_and_with_a_higher_budget(
    shown: Shown, server: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = corpus(tmp_path, 6), "-o", "out", "--temperature", "0.7", "--max-tokens", "1"
    assert shown.batch(*words, url=server.url) == 8
    assert "\nto go on: summarizer batch resume out\nerror: " in shown.err
    calls = len(server.bodies)
    assert 0 < calls < 6
    assert shown.batch("resume", "out") == 8
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert shown.batch("resume", "../out", "--max-tokens", "1000000") == 0
    assert len(server.bodies) == 6
    assert Path.cwd() == tmp_path / "elsewhere"
    assert {body["temperature"] for body in server.bodies} == {0.7}
    assert len(lines("../out/briefs.jsonl")) == 6
    assert shown.batch("retry", "../out") == 0
    assert len(server.bodies) == 6


def test_a_batch_whose_inputs_were_named_from_a_folder_that_is_gone_is_not_gone_on_with(
    shown: Shown, server: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "begun").mkdir()
    monkeypatch.chdir(tmp_path / "begun")
    assert shown.batch(corpus(tmp_path / "begun", 1), "-o", "../out", url=server.url) == 0
    monkeypatch.chdir(tmp_path)
    (tmp_path / "begun").rename("moved")
    assert shown.batch("resume", "out") == 2
    assert f"error: the batch was begun in '{tmp_path / 'begun'}', which is not there" in shown.err
    assert "hint: give the whole command again, with --force: what was paid for is kept" in shown.err


def test_an_input_without_articles_and_one_without_the_column_are_told_in_a_line(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    assert shown.batch("empty.jsonl", "-o", "out", url=server.url) == 0
    assert "warning: there is no article in the input\n" in shown.err
    (tmp_path / "t.csv").write_text("id,body\n1,Eins.\n")
    assert shown.batch("t.csv", "-o", "table", url=server.url) == 2
    assert shown.err.splitlines()[1:] == [
        "error: t.csv has no column 'text'",
        "hint: --text-column names one of: id, body",
    ]


def test_what_stands_before_a_table_that_cannot_be_read_is_done_and_written(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("id,body\n1,Eins.\n")
    words = corpus(tmp_path, 40), "t.csv", "-o", "out"
    assert shown.batch(*words, url=server.url) == 2
    assert shown.err.splitlines()[-2:] == [
        "error: t.csv has no column 'text'",
        "hint: --text-column names one of: id, body",
    ]
    assert "40 done, 0 failed, 0 open; the input was not read to its end yet" in shown.err
    assert len(lines("out/briefs.jsonl")) == 40
    (tmp_path / "t.csv").write_text(
        "id,text\n1,Die alte Brücke bleibt am Montag wegen des Sturms geschlossen.\n", "utf-8"
    )
    assert shown.batch(*words, url=server.url) == 0
    assert len(server.bodies) == 41
    assert len(lines("out/briefs.jsonl")) == 41


@pytest.mark.parametrize(("fault", "code"), [("401", 4), ("429_quota", 7), ("402", 7), ("404", 4), ("429=9999", 4)])
def test_what_every_article_would_meet_stops_the_batch_before_a_second_call(
    shown: Shown, server: FaultyServer, tmp_path: Path, fault: str, code: int
) -> None:
    words = corpus(tmp_path), "-o", "out", "--concurrency", "8"
    assert shown.batch(*words, url=server.faulty(fault)) == code
    assert len(server.bodies) == 1
    assert "\nerror: " in shown.err
    if fault == "429=9999":
        assert "hint: the server asks to wait until 20" in shown.err
    assert "0 done, 0 failed" in shown.err
    assert shown.batch(*words, "--force", url=server.url) == 0


def test_a_batch_that_comes_to_nothing_leaves_the_results_before_it(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    words = corpus(tmp_path), "-o", "out"
    assert shown.batch(*words, url=server.url) == 0
    before = Path("out/briefs.jsonl").read_bytes()
    assert shown.batch(*words, "--prompt", "headline", url=server.faulty("401")) == 4
    assert Path("out/briefs.jsonl").read_bytes() == before


def test_a_server_that_does_not_answer_at_first_is_told_before_it_is_given_up(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    assert shown.batch(corpus(tmp_path, 2), "-o", "out", url=server.faulty("500x2")) == 0
    told = [line for line in shown.err.splitlines() if "in a row" in line or "again" in line]
    assert told[0].startswith("2 requests in a row failed, it is tried again; the last: http://127.0.0.1:")
    assert told[1:] == ["the server answers again"]


def test_a_server_that_is_down_leaves_its_articles_open(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.asking.retrying._FIRST_WAIT", 0.001)
    monkeypatch.setattr("summarizer.backends.limiting._PROBES", 1)
    words = corpus(tmp_path, 40), "-o", "out"
    with FaultyServer(script=words_only, fault="500") as server:
        assert shown.batch(*words, url=server.url) == 4
        assert "requests in a row failed" in shown.err
        assert "0 done, 0 failed" in shown.err
        server.options.fault = ""
        assert shown.batch(*words, url=server.url) == 0
    assert len(lines("out/briefs.jsonl")) == 40


def test_a_fault_of_one_article_is_its_own_and_the_others_go_on(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    texts = {
        f"n{n}": TEXT.format(number=n) + f"[[stub:{fault}]]" for n, fault in enumerate(["filter", "413", "context"])
    }
    assert shown.batch(corpus(tmp_path, 6, **texts), "-o", "out", url=server.url) == 5
    assert [one["kind"] for one in lines("out/errors.jsonl")] == [
        "ContentFilterError",
        "BackendError",
        "ContextOverflowError",
    ]
    assert len(lines("out/briefs.jsonl")) == 3


def test_a_defect_in_one_article_is_recorded_and_the_others_go_on(
    shown: Shown, server: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from summarizer.batch import preparing

    whole = preparing.read_article

    def reads(source: str, *, stdin):
        if b"Plan 1 ab" in stdin.getvalue():
            raise ZeroDivisionError("a defect")
        return whole(source, stdin=stdin)

    monkeypatch.setattr(preparing, "read_article", reads)
    assert shown.batch(corpus(tmp_path, 3), "-o", "out", url=server.url) == 5
    [error] = lines("out/errors.jsonl")
    assert (error["id"], error["kind"], error["reason"]) == ("n1", "defect", "ZeroDivisionError: a defect")


# -------------------------------------------------------------------------------- before it begins


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere/*.txt", "-o", "out"], "nothing to read in 'nowhere/*.txt'"),
        (["corpus.jsonl", "-o", "corpus.jsonl/out"], "cannot make the folder"),
        (["corpus.jsonl", "-o", "out", "--prompt", "breif"], "did you mean 'brief'"),
        (["corpus.jsonl", "-o", "out", "--max-cost", "1"], "no price is known of stub"),
        (["table.csv", "-o", "out"], "has no column 'text'"),
    ],
)
def test_what_is_wrong_with_a_command_is_told_before_anything_is_spent(
    shown: Shown, server: FaultyServer, tmp_path: Path, words: list[str], message: str
) -> None:
    corpus(tmp_path)
    (tmp_path / "table.csv").write_text("id,body\n1,a\n")
    assert shown.batch(*words, url=server.url) == 2
    assert message in shown.err
    assert server.bodies == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder_is_told_before_anything_is_spent(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir(mode=0o500)
    assert shown.batch(corpus(tmp_path), "-o", "out", url=server.url) == 2
    assert "nothing can be written to the folder 'out'" in shown.err
    assert server.bodies == []


def test_a_folder_on_a_network_disk_is_detected(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "30 22 0:40 / /mnt/my\\040share rw shared:1 - nfs4 host:/x rw\n"
        "31 30 8:2 / /mnt/my\\040share/disk rw - ext4 /dev/sdb1 rw\n"
        "odd line\n"
    )
    assert network_filesystem(Path("/mnt/my share/corpus/out"), mounts) == "nfs4"
    assert network_filesystem(Path("/mnt/my share/disk/out"), mounts) is None
    assert network_filesystem(Path("/mnt/my"), mounts) is None
    assert network_filesystem(tmp_path, tmp_path / "none") is None


def test_a_folder_on_a_network_disk_is_refused(
    shown: Shown, server: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.batch.folder.network_filesystem", lambda folder: "nfs4")
    assert shown.batch(corpus(tmp_path), "-o", "out", url=server.url) == 2
    assert "lies on a network disk (nfs4)" in shown.err
    assert server.bodies == []


def test_a_second_process_on_a_folder_is_told_whose_it_is(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    words = corpus(tmp_path), "-o", "out"
    first = started(*words, url=server.faulty("slow=1"))
    try:
        wait_for(server, 1)
        assert shown.batch(*words, url=server.url) == 2
        assert f"error: 'out' is in use by process {first.pid} on " in shown.err
        assert shown.batch("status", "out") == 0
        assert "0 done, 0 failed, 6 open" in shown.out
    finally:
        first.kill()
        first.communicate()


def test_results_of_other_inputs_are_replaced_when_forced_only(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    assert shown.batch(corpus(tmp_path), "-o", "out", url=server.url) == 0
    (tmp_path / "a.txt").write_text(TEXT.format(number=2), "utf-8")
    assert shown.batch("a.txt", "-o", "out", url=server.url) == 2
    assert "has the results of corpus.jsonl" in shown.err
    assert len(lines("out/briefs.jsonl")) == 6
    assert shown.batch("a.txt", "-o", "out", "--force", url=server.url) == 0
    assert len(lines("out/briefs.jsonl")) == 1
    assert len(server.bodies) == 6


def test_a_dry_run_tells_what_it_would_take_and_sends_and_writes_nothing(
    shown: Shown, server: FaultyServer, tmp_path: Path, config_folder: Path
) -> None:
    (config_folder / "prices.yaml").write_text("prices: [{model: stub, input: 10, output: 100}]")
    assert shown.batch(corpus(tmp_path, 30, n1=""), "-o", "out", "--dry-run", url=server.url) == 0
    assert shown.out.startswith("30 rows, 30 different articles, ")
    assert "about 24 requests to stub" in shown.out
    assert "about $" in shown.out
    assert shown.out.endswith("nothing was sent\n")
    assert server.bodies == []
    assert not Path("out").exists()


def test_a_dry_run_tells_of_rows_that_cannot_be_read(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    path = tmp_path / corpus(tmp_path, 8)
    path.write_text(path.read_text().replace('"n2"', "n2").replace('"n7"', "n7"))
    assert shown.batch("corpus.jsonl", "-o", "out", "--dry-run", url=server.url) == 0
    assert "\n2 rows cannot be read, the first: corpus.jsonl:3: not JSON: " in shown.out


# --------------------------------------------------------------------------------- budgets, prices


def test_a_budget_of_tokens_stops_and_a_higher_one_goes_on(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    words = corpus(tmp_path, 20), "-o", "out", "--concurrency", "2"
    assert shown.batch(*words, "--max-tokens", "5000", url=server.url) == 8
    calls = len(server.bodies)
    with sqlite3.connect("out/journal.sqlite") as journal:
        [tokens] = journal.execute("SELECT SUM(tokens) FROM reply").fetchone()
    assert 5_000 <= tokens < 5_000 + 3 * tokens / calls
    assert "of --max-tokens 5,000 are spent" in shown.err
    assert shown.batch(*words, "--max-tokens", "5000", url=server.url) == 8
    assert len(server.bodies) == calls
    assert shown.batch(*words, "--max-tokens", "1000000", url=server.url) == 0
    assert len(server.bodies) == 20


def test_a_budget_of_money_is_kept_by_the_users_own_prices(
    shown: Shown, server: FaultyServer, tmp_path: Path, config_folder: Path
) -> None:
    (config_folder / "prices.yaml").write_text("prices: [{model: stub, input: 1000, output: 0}]")
    words = corpus(tmp_path, 20), "-o", "out", "--concurrency", "1", "--max-cost", "5"
    assert shown.batch(*words, url=server.url) == 8
    assert "of --max-cost 5 are spent" in shown.err
    one = lines("out/briefs.jsonl")[0]["run"]
    assert one["cost"] == pytest.approx(one["usage"]["prompt_tokens"] * 1000 / 1e6)
    total = sum(one["run"]["cost"] for one in lines("out/briefs.jsonl"))
    assert 5 <= total < 5 + 2 * one["cost"]


def test_a_reply_without_usage_counts_by_its_characters_and_has_no_cost(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    assert shown.batch(corpus(tmp_path, 1), "-o", "out", url=server.faulty("no_usage")) == 0
    with sqlite3.connect("out/journal.sqlite") as journal:
        [(tokens, cost)] = journal.execute("SELECT tokens, cost FROM reply").fetchall()
    assert tokens > 100
    assert cost is None
    assert lines("out/briefs.jsonl")[0]["run"]["cost"] is None


def test_a_budget_of_time_stops_and_is_gone_on_from(shown: Shown, server: FaultyServer, tmp_path: Path) -> None:
    words = corpus(tmp_path, 3), "-o", "out"
    start = time.monotonic()
    assert shown.batch(*words, "--max-time", "0.5", url=server.faulty("429=50")) == 8
    assert time.monotonic() - start < 40
    assert "the 0.5 s of --max-time are over" in shown.err
    assert shown.batch(*words, "--force", url=server.url) == 0


# ----------------------------------------------------------------------------------- kills, signals


def wait_for(server: FaultyServer, calls: int) -> None:
    end = time.monotonic() + 60
    while len(server.bodies) < calls:
        assert time.monotonic() < end
        time.sleep(0.01)


@posix
@pytest.mark.parametrize(
    ("number", "code", "workers"),
    [(signal.SIGINT, 130, "0"), (signal.SIGTERM, 143, "0"), (signal.SIGINT, 130, "2"), (signal.SIGHUP, 129, "0")],
)
def test_a_signal_takes_in_what_is_in_flight_and_sends_no_more(
    shown: Shown, server: FaultyServer, tmp_path: Path, number: signal.Signals, code: int, workers: str
) -> None:
    words = corpus(tmp_path, 10), "-o", "out", "--concurrency", "2"
    process = started(*words, url=server.faulty("slow=0.1"), workers=workers)
    wait_for(server, 3)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert b"no more is sent" in err
    assert b"interrupted; to go on: summarizer batch resume out; " in err
    calls = len(server.bodies)
    assert calls < 8
    with sqlite3.connect("out/journal.sqlite") as journal:
        assert journal.execute("SELECT COUNT(*) FROM reply").fetchone() == (calls,)
    assert shown.batch("export", "out", "--no-parquet") == 0
    assert len(lines("out/briefs.jsonl")) == calls
    assert shown.batch(*words, "--force", url=server.url) == 0


@posix
def test_a_terminal_that_is_closed_ends_a_batch_as_a_signal_does_and_nothing_that_was_paid_for_is_lost(
    server: FaultyServer, tmp_path: Path
) -> None:
    words = ["batch", corpus(tmp_path, 20), "-o", "out", "--base-url", server.faulty("slow=0.1"), "-m", "stub"]
    process, terminal = pty.fork()
    if process == 0:
        os.execv(sys.executable, [sys.executable, "-m", "summarizer", *words, "--workers", "1"])
    wait_for(server, 3)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 128 + signal.SIGHUP
    with sqlite3.connect("out/journal.sqlite") as journal:
        assert journal.execute("SELECT COUNT(*) FROM reply").fetchone() == (len(server.bodies),)


@posix
def test_under_nohup_the_closing_of_a_terminal_is_not_heard(server: FaultyServer, tmp_path: Path) -> None:
    process = started(corpus(tmp_path, 4), "-o", "out", url=server.faulty("slow=0.1"), before=("nohup",))
    wait_for(server, 1)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode == 0


@posix
def test_without_stderr_a_batch_is_quiet(server: FaultyServer, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "summarizer", "batch", corpus(tmp_path, 2), "-o", "out", "--workers", "0"]
    shell = ["sh", "-c", 'exec "$@" 2>&-', "sh", *command, "--base-url", server.url, "-m", "stub"]
    assert subprocess.run(shell, stdout=subprocess.PIPE, check=True).stdout == b""
    assert len(lines("out/briefs.jsonl")) == 2


@posix
@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_a_batch_without_stdout_ends_as_it_does_with_one(server: FaultyServer, tmp_path: Path, closed: str) -> None:
    command = [sys.executable, "-m", "summarizer", "batch", corpus(tmp_path, 2), "-o", "out", "--workers", "1"]
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *command, "--base-url", server.url, "-m", "stub"]
    subprocess.run(shell, check=True, capture_output=True)
    assert len(lines("out/briefs.jsonl")) == 2


@posix
def test_more_requests_at_once_than_open_files_are_refused_and_the_systems_own_limit_is_raised(
    server: FaultyServer, tmp_path: Path
) -> None:
    words = corpus(tmp_path, 60), "-o", "out", "-c", "60"
    shut = started(*words, url=server.url, before=("sh", "-c", 'ulimit -n 64; exec "$@"', "sh"))
    told = shut.communicate(timeout=60)[1].decode()
    assert shut.returncode == 2, told
    assert "error: 60 requests at once may need 92 open files, and this process may have 64\nhint: fewer --conc" in told
    assert not Path("out").exists()
    low = started(*words, url=server.faulty("slow=0.1"), before=("sh", "-c", 'ulimit -Sn 64; exec "$@"', "sh"))
    told = low.communicate(timeout=60)[1].decode()
    assert low.returncode == 0, told


@posix
def test_an_interrupt_while_workers_start_is_told_by_the_program_alone(server: FaultyServer, tmp_path: Path) -> None:
    words = ["batch", corpus(tmp_path, 40), "-o", "out", "--base-url", server.url, "-m", "stub", "--workers", "2"]
    command = [sys.executable, "-m", "summarizer", *words]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
    assert process.stderr is not None
    process.stderr.readline()  # it is about to ask; a second worker may not be ready yet
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err


@posix
def test_workers_end_with_a_batch_that_is_killed(server: FaultyServer, tmp_path: Path) -> None:
    words = corpus(tmp_path, 40), "-o", "out", "--base-url", server.faulty("slow=0.1"), "-m", "stub"
    command = [sys.executable, "-m", "summarizer", "batch", *words, "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    wait_for(server, 1)
    process.kill()
    _, err = process.communicate(timeout=30)  # which the workers hold open too, until they end
    assert b"Traceback" not in err


@posix
def test_a_second_signal_ends_at_once(server: FaultyServer, tmp_path: Path) -> None:
    process = started(corpus(tmp_path, 3), "-o", "out", url=server.faulty("hang"))
    wait_for(server, 1)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    process.communicate()


@posix
def test_a_batch_that_is_killed_again_and_again_loses_and_repeats_nothing() -> None:
    script = [sys.executable, str(ROOT / "benchmarks" / "kill_loop.py")]
    words = ["--kills", "5", "--articles", "40", "--concurrency", "4", "--most-calls", "20"]
    done = subprocess.run([*script, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("5 kills of ")


def test_a_disk_that_fills_up_stops_the_batch_and_what_was_paid_for_is_kept(
    shown: Shown, server: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import summarizer.cli.batching as batching

    whole = batching.Journal
    words = corpus(tmp_path, 60), "-o", "out", "--concurrency", "2"
    monkeypatch.setattr(batching, "Journal", lambda folder, **options: whole(folder, **options, max_pages=25))
    assert shown.batch(*words, url=server.url) == 9
    assert "make room on the disk" in shown.err
    calls = len(server.bodies)
    with sqlite3.connect("out/journal.sqlite") as journal:
        [kept] = journal.execute("SELECT COUNT(*) FROM reply").fetchone()
    assert 0 < calls - 2 <= kept
    monkeypatch.setattr(batching, "Journal", whole)
    assert shown.batch(*words, url=server.url) == 0
    assert len(server.bodies) == 60 + calls - kept


@posix
def test_a_disk_without_room_for_the_note_of_who_is_at_work_is_a_full_disk(
    server: FaultyServer, tmp_path: Path
) -> None:
    words = corpus(tmp_path, 1), "-o", "out"
    full = started(*words, url=server.url, before=("sh", "-c", 'ulimit -f 0; exec "$@"', "sh"))
    told = full.communicate(timeout=60)[1].decode()
    assert full.returncode == 9, told
    assert "error: cannot write to the folder 'out': File too large\nhint: make room on the disk" in told
    assert server.bodies == []


def test_without_a_terminal_progress_is_a_line_now_and_then(
    shown: Shown, server: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config_folder: Path
) -> None:
    monkeypatch.setattr("summarizer.cli.batching_progress._EVERY", 0.0)
    (config_folder / "prices.yaml").write_text("prices: [{model: stub, input: 1000, output: 0}]")
    assert shown.batch(corpus(tmp_path, 20, n1=""), "-o", "out", "-c", "1", url=server.url) == 5
    told = [line for line in shown.err.splitlines() if "/s, " in line]
    assert re.fullmatch(r"\d+ of 20, 1 failed, [\d.]+/s, [\d,]+ tokens, \$\d+\.\d\d, 0:00:\d\d left", told[-1])
    assert not any("\x1b" in line for line in told)


@posix
def test_on_a_terminal_progress_is_one_line_that_is_written_over(server: FaultyServer, tmp_path: Path) -> None:
    words = ["batch", corpus(tmp_path, 12), "-o", "out", "--base-url", server.url, "-m", "stub", "--workers", "0"]
    terminal, other_end = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", "summarizer", *words], stderr=other_end) as process:
        assert process.wait(60) == 0
    os.close(other_end)
    text = os.read(terminal, 1_000_000).decode()
    os.close(terminal)
    assert re.search(r"\r\x1b\[2K\d+ (done|of 12), 0 failed, ", text)
    assert "12 done, 0 failed, 0 open" in text


def test_calls_are_counted_once_for_each_article(server: FaultyServer, shown: Shown, tmp_path: Path) -> None:
    assert shown.batch(corpus(tmp_path, 12), "-o", "out", "--concurrency", "12", url=server.url) == 0
    assert set(Counter(json.dumps(body["messages"]) for body in server.bodies).values()) == {1}
