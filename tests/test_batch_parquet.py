"""The briefs of a batch as a table in a Parquet file."""

import json
from pathlib import Path

import pytest

from summarizer.batch import parquet
from summarizer.batch.exporting import export
from summarizer.batch.journal import Journal, Listed, Outcome
from summarizer.batch.parquet import Table
from summarizer.errors import JournalError
from summarizer.rendering import dumps
from summarizer.types import Json

read = pytest.importorskip("pyarrow.parquet", reason="pip install 'summarizer[parquet]'")

NAMES = ("title", "byline", "published", "publisher", "url", "language")
HOSTILE = 'He said ", "unsupported": [], "warnings": [], "run": {"model": "m"}, "brief": {'
RUN: dict[str, Json] = {"model": "m", "parameters": {"run": '{"model": ', "warnings": "x"}, "attempts": []}


def envelope(brief: dict[str, Json], unsupported: Json, *, statements: bool = False) -> dict[str, Json]:
    article = {"id": "a" * 8, "source": "", **dict.fromkeys(NAMES), "title": "T", "pages": [], "text": f"Ü {HOSTILE}"}
    parts: dict[str, Json] = {"brief": brief, "unsupported": unsupported, "warnings": [{"code": "c", "message": "m"}]}
    whole = {"version": 1, "article": article, **parts, "run": RUN}
    return whole | {"statements": [{"id": "s1", "holder": HOSTILE}]} if statements else whole


@pytest.mark.parametrize(
    "written",
    [
        envelope({"headline": HOSTILE}, []),
        envelope({"headline": "H"}, [], statements=True),
        envelope({"unsupported": [], "warnings": [], "run": {"model": "x"}, "brief": {}}, []),
        envelope({"list": [{"a": 1, "unsupported": "x"}]}, [{"path": "p", "item": {"a": 1, "unsupported": []}}]),
        envelope(
            {"list": []}, [{"item": {"a": 1, "warnings": [], "run": {"model": "x"}}, "path": "p"}], statements=True
        ),
    ],
)
def test_the_parts_of_an_envelope_are_its_own_whatever_the_fields_of_a_brief_are_called(
    tmp_path: Path, written: dict[str, Json]
) -> None:
    with (tmp_path / "t.parquet").open("wb") as file, Table(file) as table:
        table.add(Listed(0, "corpus.jsonl", 7, "n7", "key"), dumps(written, indent=None))
    [row] = read.read_table(tmp_path / "t.parquet").to_pylist()
    assert (row["line"], row["id"], row["source"], row["title"], row["byline"]) == (7, "n7", "corpus.jsonl", "T", None)
    assert row["text"] == f"Ü {HOSTILE}"
    for name in ("brief", "unsupported", "warnings", "run"):
        assert json.loads(row[name]) == written[name]


def test_rows_are_written_in_groups_of_some_size_so_that_memory_has_one_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = dumps(envelope({"headline": "H"}, []), indent=None)
    monkeypatch.setattr(parquet, "_GROUP", 3 * len(text))
    with (tmp_path / "t.parquet").open("wb") as file, Table(file) as table:
        for place in range(7):
            table.add(Listed(place, "corpus.jsonl", place, f"n{place}", "key"), text)
    assert read.read_metadata(tmp_path / "t.parquet").num_row_groups == 3
    assert [row["id"] for row in read.read_table(tmp_path / "t.parquet").to_pylist()] == [f"n{n}" for n in range(7)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_table_that_cannot_be_written_leaves_all_files_as_they_were(tmp_path: Path) -> None:
    for name in ("briefs.jsonl", "briefs.parquet"):
        (tmp_path / name).write_text("before")
    (tmp_path / ".briefs.parquet.partial").symlink_to("/dev/full")
    with Journal(tmp_path) as journal:
        journal.list_rows([Listed(0, "corpus.jsonl", 1, "n0", "a")])
        journal.settle("a", "j", Outcome(dumps(envelope({"headline": "H"}, []), indent=None)))
        with pytest.raises(JournalError, match=r"cannot write .*briefs.parquet: "):
            export(journal, "j", tmp_path, parquet=True)
    assert [(tmp_path / name).read_text() for name in ("briefs.jsonl", "briefs.parquet")] == ["before", "before"]
    assert not list(tmp_path.glob(".*partial"))
