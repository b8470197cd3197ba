"""What a batch reads: files, folders, patterns, JSONL, CSV, Parquet, compressed or not, and what is broken in them."""

import gzip
import json
from pathlib import Path

import pytest

from summarizer.batch.rows import Columns, Row, check_inputs, read_rows
from summarizer.errors import UsageError

pyarrow = pytest.importorskip("pyarrow", reason="pip install 'summarizer[parquet]'")
parquet = pytest.importorskip("pyarrow.parquet")


def rows(*inputs: Path | str, **columns: str) -> list[Row]:
    return list(read_rows([str(one) for one in inputs], columns=Columns(**columns)))


def texts(found: list[Row]) -> list[str]:
    return [row.data.decode() for row in found]


def put(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def zstd(data: bytes) -> bytes:
    sink = pyarrow.BufferOutputStream()
    with pyarrow.CompressedOutputStream(sink, "zstd") as packed:
        packed.write(data)
    return sink.getvalue().to_pybytes()


JSONL = (
    '{"id": "a", "text": "Eins."}\n\n{"id": 2, "text": "Zwei.", "title": "T\\u202e", "url": "javascript:x", "n": 1}\n'
)


def test_a_file_is_an_article_and_its_bytes_are_untouched(tmp_path: Path) -> None:
    [row] = rows(put(tmp_path / "a.txt", b"caf\xe9\r\n"))
    assert row == Row(str(tmp_path / "a.txt"), data=b"caf\xe9\r\n")


def test_a_folder_is_read_in_the_order_of_names_without_what_is_hidden_or_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/10.txt", ".hidden", ".git/x", "out/briefs.jsonl"):
        put(tmp_path / name, name)
    found = read_rows([str(tmp_path)], columns=Columns(), outside=(tmp_path / "out",))
    assert texts(list(found)) == ["a/10.txt", "a/2.txt", "b.txt"]


def test_a_pattern_finds_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md", "out/x.txt"):
        put(tmp_path / name, name)
    assert texts(rows(tmp_path / "*.txt")) == ["a.txt", "b.txt"]
    found = read_rows([str(tmp_path / "**" / "*.txt")], columns=Columns(), outside=(tmp_path / "out",))
    assert texts(list(found)) == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".zst", zstd), (".GZ", gzip.compress)]
)
def test_jsonl_has_a_row_a_line_with_what_is_known_of_it(tmp_path: Path, suffix: str, pack) -> None:
    first, second = rows(put(tmp_path / f"c.jsonl{suffix}", pack(JSONL.encode())))
    assert (first.id, first.line, first.data) == ("a", 1, b"Eins.")
    assert (second.id, second.line, second.data) == ("2", 3, b"Zwei.")
    assert second.about == (("title", "T\\u202e"),)


def test_several_frames_of_zstandard_are_one_file(tmp_path: Path) -> None:
    packed = zstd(b'{"text": "Eins."}\n') + zstd(b'{"text": "Zwei."}\n')
    assert texts(rows(put(tmp_path / "c.jsonl.zst", packed))) == ["Eins.", "Zwei."]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{broken", "not JSON"),
        (b'["a"]', "not an object"),
        (b'{"id": "x"}', "no text under 'text'"),
        (b'{"id": "x", "text": null}', "no text under 'text'"),
        (b"\xff\xfe{}", "not JSON"),
        (b'{"text": "' + b"x" * 10_000_001 + b'"}', "a line longer than"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_line_is_told_with_file_and_line_and_the_others_are_read(
    tmp_path: Path, line: bytes, problem: str
) -> None:
    path = put(tmp_path / "c.jsonl", b'{"text": "Eins."}\n' + line + b'\n{"text": "Drei."}\n')
    first, broken, third = rows(path)
    assert (first.line, broken.line, third.line) == (1, 2, 3)
    assert broken.problem is not None
    assert broken.problem.startswith(problem)
    assert broken.hint
    assert broken.key is None
    assert texts([first, third]) == ["Eins.", "Drei."]


def test_a_table_has_its_text_where_the_columns_say(tmp_path: Path) -> None:
    table = '\ufeffnr,body,title\n7,"Eins,\nund zwei.",Über\n8,,\n9\n'
    first, empty, short = rows(put(tmp_path / "t.csv", table), text="body", id="nr")
    assert (first.id, first.data, first.about) == ("7", b"Eins,\nund zwei.", (("title", "Über"),))
    assert (empty.id, empty.data) == ("8", b"")
    assert (short.id, short.problem, short.hint) == (
        "9",
        "no text under 'body'",
        "--text-column names another; texts of this row: nr",
    )
    [tabs] = rows(put(tmp_path / "t.tsv", "id\ttext\n1\ta, b\n"))
    assert tabs.data == b"a, b"


def test_a_table_that_is_not_utf8_keeps_its_bytes(tmp_path: Path) -> None:
    [row] = rows(put(tmp_path / "t.csv", b"id,text\n1,caf\xe9\n"))
    assert row.data == b"caf\xe9"


def test_a_field_that_is_too_long_is_the_problem_of_its_row(tmp_path: Path) -> None:
    long, after = rows(put(tmp_path / "t.csv", b"id,text\n1," + b"x" * 10_000_001 + b"\n2,b\n"))
    assert str(long.problem).startswith("not CSV: field larger")
    assert after.data == b"b"


def test_parquet_is_read_by_its_columns(tmp_path: Path) -> None:
    table = pyarrow.table({"id": [1, 2], "body": ["Eins.", None], "title": ["T", None], "more": [[1], [2]]})
    parquet.write_table(table, tmp_path / "t.parquet")
    first, second = rows(tmp_path / "t.parquet", text="body")
    assert (first.id, first.line, first.data, first.about) == ("1", 1, b"Eins.", (("title", "T"),))
    assert second.problem == "no text under 'body'"
    [broken] = rows(put(tmp_path / "b.parquet", b"PAR1 is not all of it"))
    assert str(broken.problem).startswith("not Parquet")


def test_a_row_without_a_text_is_told_with_the_option_and_the_names_that_have_one(tmp_path: Path) -> None:
    lines = '{"id": 1, "body": "Eins.", "title": "T", "n": 3}\n{"id": 1}\n["a"]\n'
    named, bare, none = rows(put(tmp_path / "c.jsonl", lines))
    assert named.hint == "--text-column names another; texts of this row: body, title"
    assert bare.hint == "it has no text at all"
    assert str(none.hint).startswith('a line has to be one whole object, such as {"id"')


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_a_column_that_is_not_there_is_told_with_those_that_are(tmp_path: Path, name: str) -> None:
    put(tmp_path / "t.csv", "id,body\n1,a\n")
    parquet.write_table(pyarrow.table({"id": [1], "body": ["a"]}), tmp_path / "t.parquet")
    with pytest.raises(UsageError, match="has no column 'text'") as caught:
        rows(tmp_path / name)
    assert caught.value.hint == "--text-column names one of: id, body"


@pytest.mark.parametrize("data", [gzip.compress(JSONL.encode() * 100)[:-40], b"no gzip at all"])
def test_a_file_that_breaks_off_is_told_and_what_came_before_is_read(tmp_path: Path, data: bytes) -> None:
    *before, last = rows(put(tmp_path / "c.jsonl.gz", data))
    assert str(last.problem).startswith("the file cannot be read further")
    assert len(before) in (0, *range(100, 201))


def test_a_file_that_is_too_long_is_its_own_problem(tmp_path: Path) -> None:
    [row] = rows(put(tmp_path / "a.txt", b"x" * 10_000_001))
    assert row.problem == "longer than 10,000,000 bytes"
    assert row.data == b""


def test_what_an_article_is_decides_its_key_and_not_where_it_stands() -> None:
    one = Row("a", 1, "x", b"text", (("title", "T"),))
    assert one.key == Row("b", 2, "y", b"text", (("title", "T"),)).key
    assert one.key != Row("a", 1, "x", b"text").key
    assert one.key != Row("a", 1, "x", b"other", (("title", "T"),)).key


def test_an_input_that_is_not_there_is_found_before_anything_is_read(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", json.dumps({"text": "a"}))
    check_inputs([str(tmp_path), str(tmp_path / "*.jsonl")])
    for missing in (tmp_path / "b.jsonl", tmp_path / "*.csv"):
        with pytest.raises(UsageError, match="nothing to read"):
            check_inputs([str(missing)])
