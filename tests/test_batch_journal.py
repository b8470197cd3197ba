"""The journal of a batch: what it has, it has; what is broken in it does not count."""

import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from scripted_backend import reply

from summarizer.batch.anew import rounds_of
from summarizer.batch.command import Command, command_in, remember
from summarizer.batch.exporting import export
from summarizer.batch.journal import Counts, Durability, Failure, Journal, Listed, Outcome
from summarizer.batch.journal_file import FILE
from summarizer.errors import JournalError, UsageError
from summarizer.types import Usage

BRIEF = '{"version": 1, "article": {"id": "x", "source": "", "text": "Ü"}}\n'


def row(place: int, article: str | None, *, id: str | None = None, problem: str | None = None) -> Listed:
    return Listed(place, "corpus.jsonl", place + 1, id or f"n{place}", article, problem)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


def spoil(folder: Path, table: str, column: str = "body") -> None:
    with sqlite3.connect(folder / "journal.sqlite") as db:
        db.execute(f"UPDATE {table} SET {column} = x'00' || substr({column}, 2)")


def test_a_row_that_cannot_be_read_comes_out_with_what_can_be_done(journal: Journal) -> None:
    bare, hinted = row(0, None, problem="not JSON"), replace(row(1, None, problem="no text"), hint="--text-column")
    journal.list_rows([bare, hinted])
    assert [(one.listed, one.result) for one in journal.exported("j")] == [
        (bare, Failure("ArticleError", "not JSON")),
        (hinted, Failure("ArticleError", "no text", "--text-column")),
    ]


def test_a_reply_is_there_as_it_came_also_for_the_next_process(tmp_path: Path) -> None:
    came = reply("{„}", finish="stop", usage=Usage(10, 5, 2), model="m-1")
    with Journal(tmp_path) as journal:
        assert journal.reply("a", "r.0") is None
        journal.keep("a", "r.0", came, tokens=15, cost=0.5)
    with Journal(tmp_path) as journal:
        assert journal.reply("a", "r.0") == came
        assert journal.reply("a", "r.1") is None
        assert journal.reply("b", "r.0") is None
        assert journal.spent().tokens == 15
        assert journal.spent().cost == 0.5


def test_what_one_reply_cost_is_not_known_if_it_has_no_price(journal: Journal) -> None:
    journal.keep("a", "r.0", reply("{}"), tokens=15, cost=0.5)
    journal.keep("b", "r.0", reply("{}"), tokens=5, cost=None)
    assert (journal.spent().replies, journal.spent().tokens, journal.spent().cost) == (2, 20, None)
    assert journal.spent().known_cost == 0.5


def test_a_journal_whose_rows_lie_in_the_order_of_their_keys_is_gone_on_with(tmp_path: Path) -> None:
    columns = "body BLOB NOT NULL, checksum BLOB NOT NULL"
    with sqlite3.connect(tmp_path / "journal.sqlite") as db:
        db.execute(
            f"CREATE TABLE reply (article TEXT NOT NULL, request TEXT NOT NULL, {columns}, tokens INTEGER NOT NULL,"
            " cost REAL, PRIMARY KEY (article, request)) WITHOUT ROWID"
        )
        db.execute(
            f"CREATE TABLE outcome (article TEXT NOT NULL, job TEXT NOT NULL, ok INTEGER NOT NULL, {columns},"
            " seconds REAL NOT NULL, PRIMARY KEY (article, job)) WITHOUT ROWID"
        )
    for text in ("{}", BRIEF):
        with Journal(tmp_path) as journal:
            journal.keep("a", "r.0", reply(text), tokens=15, cost=0.5)
            journal.settle("a", "j", Outcome(text))
    with Journal(tmp_path) as journal:
        assert journal.replies("a") == {"r.0": reply(BRIEF)}
        assert journal.outcome("a", "j") == BRIEF


@pytest.mark.parametrize("column", ["body", "checksum"])
def test_a_corrupt_reply_is_dropped_and_counted(tmp_path: Path, journal: Journal, column: str) -> None:
    journal.keep("a", "r.0", reply("{}"), tokens=1, cost=None)
    spoil(tmp_path, "reply", column)
    assert journal.reply("a", "r.0") is None
    assert journal.dropped == 1
    assert journal.spent().replies == 0


def test_a_corrupt_outcome_is_open_again(tmp_path: Path, journal: Journal) -> None:
    journal.list_rows([row(0, "a")])
    journal.settle("a", "j", Outcome(BRIEF))
    assert journal.settled("a", "j") is True
    spoil(tmp_path, "outcome")
    with Journal(tmp_path, read_only=True) as reading:
        assert reading.outcome("a", "j") is None
        assert reading.dropped == 1
    assert journal.settled("a", "j") is None
    assert journal.counts("j").open == 1


def test_a_reply_in_anothers_place_is_not_believed(tmp_path: Path, journal: Journal) -> None:
    journal.keep("a", "r.0", reply("{}"), tokens=1, cost=None)
    with sqlite3.connect(tmp_path / "journal.sqlite") as db:
        db.execute("UPDATE reply SET article = 'b'")
    assert journal.reply("b", "r.0") is None


def test_rows_are_counted_by_what_became_of_them(journal: Journal) -> None:
    rows = [row(0, "a"), row(1, "b", id="n0"), row(2, "a"), row(3, None, problem="not JSON"), row(4, "c")]
    journal.list_rows(rows)
    journal.settle("a", "j", Outcome(BRIEF))
    journal.settle("b", "j", Outcome(Failure("ReplyError", "nothing")))
    assert journal.counts("j") == Counts(done=2, failed=2, open=1, repeated=1, ambiguous=1)
    assert [one.listed.place for one in journal.exported("j", failed=True)] == [1, 3]
    assert journal.counts("another job").open == 4
    journal.end_rows(1)
    assert journal.counts("j") == Counts(done=1, failed=0, open=0, repeated=0, ambiguous=0)


def test_failures_are_reopened_and_only_bad_replies_forgotten(journal: Journal) -> None:
    for article, kind in (("a", "ReplyError"), ("b", "TransientError")):
        journal.keep(article, "r.0", reply("{}"), tokens=1, cost=None)
        journal.settle(article, "j", Outcome(Failure(kind, "no")))
    journal.settle("c", "j", Outcome(BRIEF))
    journal.reopen("j", unusable=("ReplyError",))
    assert journal.reply("a", "r.0") is None
    assert journal.reply("b", "r.0") is not None
    assert [journal.settled(article, "j") for article in "abc"] == [None, None, True]


def test_the_files_are_the_same_bytes_each_time_and_in_the_order_of_the_input(tmp_path: Path, journal: Journal) -> None:
    journal.list_rows([row(0, "b"), row(1, "a"), row(2, None, problem="not JSON"), row(3, "b"), row(4, "c")])
    journal.settle("a", "j", Outcome(BRIEF))
    journal.settle("b", "j", Outcome(BRIEF))
    written = export(journal, "j", tmp_path, parquet=False)
    assert (written.briefs, written.errors, written.open) == (3, 1, 1)
    lines = (tmp_path / "briefs.jsonl").read_text("utf-8").splitlines()
    assert [line[:33] for line in lines] == [f'{{"row": {{"id": "n{n}", "line": {n + 1}}}, ' for n in (0, 1, 3)]
    assert '"source": "corpus.jsonl", "text": "Ü"' in lines[0]
    error = '{"id": "n2", "source": "corpus.jsonl", "line": 3, "kind": "ArticleError", "reason": "not JSON", '
    assert (tmp_path / "errors.jsonl").read_text() == error + '"hint": null}\n'
    before = (tmp_path / "briefs.jsonl").read_bytes()
    export(journal, "j", tmp_path, parquet=False)
    assert (tmp_path / "briefs.jsonl").read_bytes() == before
    assert not list(tmp_path.glob(".*partial"))


# ------------------------------------------------------------------------------ disks, other files


@pytest.mark.parametrize("durability", ["normal", "full"])
def test_a_power_cut_costs_the_last_transactions_at_most_and_never_the_file(
    tmp_path: Path, durability: Durability
) -> None:
    """A copy without the end of its log is what a disk has that did not get the last pages."""
    with Journal(tmp_path, durability=durability) as journal:
        for number in range(20):
            journal.keep("a", f"r.{number}", reply("{}" * 100), tokens=1, cost=None)
        log = (tmp_path / "journal.sqlite-wal").read_bytes()
        for cut in (0, 1, 33, len(log) // 3, len(log) - 1, len(log)):
            copy = tmp_path / f"copy-{cut}"
            copy.mkdir()
            shutil.copy(tmp_path / "journal.sqlite", copy)
            (copy / "journal.sqlite-wal").write_bytes(log[:cut])
            with Journal(copy) as found:
                kept = [found.reply("a", f"r.{number}") is not None for number in range(20)]
                assert kept == sorted(kept, reverse=True), "what is lost is the end, not the middle"
                assert kept[-1] == (cut == len(log))
                found.keep("a", "r.20", reply("{}"), tokens=1, cost=None)
                assert found.dropped == 0


@pytest.mark.parametrize(("durability", "level"), [("normal", 1), ("full", 2)])
def test_full_durability_forces_each_transaction_to_the_disk(
    tmp_path: Path, durability: Durability, level: int
) -> None:
    with Journal(tmp_path, durability=durability) as journal:
        assert journal._db.execute("PRAGMA synchronous").fetchone() == (level,)
        assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_full_disk_is_an_error_with_a_hint_and_the_journal_stays_whole(tmp_path: Path) -> None:
    with Journal(tmp_path, max_pages=20) as journal:
        kept = 0

        def fill() -> None:
            nonlocal kept
            for kept in range(1000):
                journal.keep("a", f"r.{kept}", reply(str(os.urandom(2000))), tokens=1, cost=None)

        with pytest.raises(JournalError, match="cannot be written") as caught:
            fill()
        assert "make room" in str(caught.value.hint)
        with pytest.raises(JournalError):
            journal.list_rows([row(number, "a" * 1000) for number in range(100)])
    with Journal(tmp_path) as journal:
        assert journal.spent().replies == kept > 0
        journal.list_rows([row(0, "a")])


@pytest.mark.skipif(os.name == "nt", reason="no such limits")
def test_a_file_that_may_not_grow_further_is_a_full_disk_too(tmp_path: Path) -> None:
    script = (
        "import resource, os, sys; from pathlib import Path; from summarizer.batch.journal import Journal\n"
        "from summarizer.types import Reply, Usage; from summarizer.errors import JournalError\n"
        "journal = Journal(Path(sys.argv[1])); resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try:\n"
        "    for n in range(1000): journal.keep('a', f'r.{n}', Reply(str(os.urandom(500)), None, None, Usage()),\n"
        "                                       tokens=1, cost=None)\n"
        "except JournalError as err: print(n, err.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    kept, _, hint = done.stdout.partition(" ")
    assert hint.startswith("make room on the disk")
    with Journal(tmp_path) as journal:
        assert journal.spent().replies == int(kept) > 10


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_results_that_cannot_be_written_leave_the_ones_before(tmp_path: Path, journal: Journal) -> None:
    journal.list_rows([row(0, "a")])
    journal.settle("a", "j", Outcome(BRIEF))
    (tmp_path / "briefs.jsonl").write_text("before")
    (tmp_path / ".errors.jsonl.partial").symlink_to("/dev/full")
    (tmp_path / ".briefs.jsonl.partial").symlink_to("/dev/full")
    with pytest.raises(JournalError, match=r"cannot write .*briefs.jsonl: No space left") as caught:
        export(journal, "j", tmp_path, parquet=False)
    assert "summarizer batch export" in str(caught.value.hint)
    assert (tmp_path / "briefs.jsonl").read_text() == "before"


def test_what_is_no_journal_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"not a database, but long enough to be read as one" * 100)
    with pytest.raises(JournalError, match="is no journal, or broken"):
        Journal(tmp_path)
    with pytest.raises(JournalError, match="cannot be written"):
        Journal(tmp_path / "nowhere")


def test_a_journal_of_another_version_is_not_touched(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.put("version", 2)
    with pytest.raises(UsageError, match="of version 2"):
        Journal(tmp_path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="no such permissions, or none that hold")
def test_a_journal_on_read_only_media_is_read(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.put("job", "j1")
    tmp_path.chmod(0o555)
    try:
        with Journal(tmp_path, read_only=True) as journal:
            assert journal.get("job") == "j1"
    finally:
        tmp_path.chmod(0o755)


def test_the_folder_of_a_journal_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "a ?mode=ro#%41 ü"
    folder.mkdir()
    with Journal(folder) as journal:
        journal.put("job", "j1")
    assert (folder / FILE).is_file()
    with Journal(folder, read_only=True) as journal:
        assert journal.get("job") == "j1"


@pytest.mark.parametrize(("name", "value"), [("rounds", "[3]"), ("job", "{no")])
def test_what_a_journal_notes_of_itself_is_told_where_it_is_broken(tmp_path: Path, name: str, value: str) -> None:
    with Journal(tmp_path) as journal:
        journal.put(name, None)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("UPDATE meta SET value = ? WHERE name = ?", (value, name))
    with Journal(tmp_path) as journal, pytest.raises(JournalError, match="broken"):
        rounds_of(journal, str(journal.get("job")), anew=False)


def test_there_is_nothing_to_read_where_there_is_no_journal(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no journal in"):
        Journal(tmp_path, read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_journal_knows_its_command_and_is_not_given_to_other_inputs_unasked(journal: Journal) -> None:
    with pytest.raises(UsageError, match="is empty"):
        command_in(journal)
    first = Command(folder="/work", inputs=("a.jsonl",), prompt="brief", max_cost=1.0)
    remember(journal, first, "j1")
    assert command_in(journal) == (first, "j1")
    remember(journal, first.model_copy(update={"prompt": "headline"}), "j2")
    other = first.model_copy(update={"inputs": ("b.jsonl",)})
    with pytest.raises(UsageError, match=r"has the results of a.jsonl"):
        remember(journal, other, "j3")
    journal.list_rows([Listed(0, "a.jsonl", 1, None, "a", None, None)])
    remember(journal, other, "j3", force=True)
    assert command_in(journal)[1] == "j3"
    assert list(journal.exported("j3")) == []  # not the rows of the former input, wherever this one stops
    journal.put("command", {"of": "the future"})
    with pytest.raises(UsageError, match="another version"):
        command_in(journal)
