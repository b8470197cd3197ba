"""What a batch reads: files, folders, patterns, JSONL, CSV, Parquet, compressed or not, and what is broken in them."""

import gzip
import json
import os
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
        (b"{broken", "not JSON: Expecting property name enclosed in double quotes at character 2"),
        (b'["a"]', "not an object"),
        (b'{"id": "x"}', "no text under 'text'"),
        (b'{"id": "x", "text": null}', "no text under 'text'"),
        (b"\xff\xfe{}", "not JSON"),
        (b'{"text": "' + b"x" * 10_000_001 + b'"}', "a line longer than"),
        (b"[" * 100_000, "not JSON: nested too deep"),
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


def test_a_table_without_texts_among_the_articles_of_a_folder_is_a_row_with_a_problem(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "Eins.")
    put(tmp_path / "list.csv", "file,lang\na.txt,de\n")
    put(tmp_path / "z.txt", "Zwei.")
    for one in (tmp_path, tmp_path / "*"):
        first, table, last = rows(one)
        assert (first.data, last.data) == (b"Eins.", b"Zwei.")
        assert str(table.problem).endswith("list.csv has no column 'text'")
        assert table.hint == "--text-column names one of: file, lang"


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


def test_a_file_of_json_is_one_object_a_list_of_them_or_one_a_line(tmp_path: Path) -> None:
    object, table, lines = (
        {"id": "a", "text": "Eins."},
        [{"text": "Zwei."}, 3],
        '{"text": "Drei."}\n\n{"text": "Vier."}',
    )
    put(tmp_path / "1.json", json.dumps(object, indent=1))
    put(tmp_path / "2.json", json.dumps(table))
    put(tmp_path / "3.json", lines)
    put(tmp_path / "4.json", "[\n" + '{"text": 1},\n' * 1_000_000)
    put(tmp_path / "5.json", "{broken\nand more\n")
    one, two, three, four, five, six, seven = rows(tmp_path)
    assert (one.id, one.line, one.data) == ("a", None, b"Eins.")
    assert (two.line, two.data, three.line, three.problem) == (1, b"Zwei.", 2, "not an object")
    assert [(row.line, row.data) for row in (four, five)] == [(1, b"Drei."), (3, b"Vier.")]
    assert (six.problem, "jq -c" in str(six.hint)) == ("longer than 10,000,000 bytes", True)
    assert str(seven.problem).startswith("not JSON")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_may_part_its_cells_by_what_spreadsheets_use(tmp_path: Path, delimiter: str) -> None:
    table = f'id{delimiter}text\n1{delimiter}"a, b; c"\n'
    assert texts(rows(put(tmp_path / "t.csv", table))) == ["a, b; c"]


def test_a_row_with_more_cells_than_the_heading_is_told_since_words_of_its_text_are_in_them(tmp_path: Path) -> None:
    torn, whole = rows(put(tmp_path / "t.csv", "id,text\n1,First, second.\n2,Whole,,\n"))
    assert (torn.id, torn.problem, torn.data) == ("1", "3 cells, and the heading has 2", b"")
    assert "stands in quotation marks" in str(torn.hint)
    assert whole.data == b"Whole"


def test_a_quotation_mark_that_is_not_closed_does_not_swallow_the_rest_in_silence(tmp_path: Path) -> None:
    whole, open = rows(put(tmp_path / "t.csv", 'id,text\n1,"a ""b"""\n2,"c\n3,d\n'))
    assert whole.data == b'a "b"'
    assert (open.id, open.problem) == ("2", "a quotation mark is not closed before the end of the file")
    assert texts(rows(put(tmp_path / "u.csv", 'id,text\n1,"closed"'))) == ["closed"]


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    for name in ("t.csv", "c.jsonl"):
        assert rows(put(tmp_path / name, "")) == []


def test_links_to_folders_are_followed_and_never_in_a_circle(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere" / "b.txt", "b")
    put(tmp_path / "news" / "a.txt", "a")
    (tmp_path / "news" / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to(tmp_path / "news")
    assert texts(rows(tmp_path / "news")) == ["a", "b"]


@pytest.mark.parametrize("one", ["news", "news/**/*.txt", "**/*.txt", "**", "n*/**", "**/**/?.txt"])
def test_many_folders_that_are_linked_to_each_other_are_each_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(9):
        put(Path(f"news/{number}/{number}.txt"), str(number))
        for other in range(9):
            Path(f"news/{number}/to{other}").symlink_to(f"../{other}")
    Path("news/itself").symlink_to(".")
    Path("news/.hidden").mkdir()
    put(Path("news/.hidden/h.txt"), "h")
    assert sorted(texts(rows(one))) == [str(number) for number in range(9)]


def test_a_link_to_itself_is_told_and_the_folder_that_has_it_is_read(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "a")
    (tmp_path / "loop").symlink_to("loop")
    first, loop = rows(tmp_path)
    assert (first.data, loop.source) == (b"a", str(tmp_path / "loop"))
    assert "cannot be read" in str(loop.problem)


@pytest.mark.skipif(os.name == "nt", reason="paths are shorter")
def test_folders_may_be_as_deep_as_the_system_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folders = [Path(*"d" * depth) for depth in range(1, 1_000)]
    for folder in folders:
        folder.mkdir()
    put(folders[-1] / "a.txt", "a")
    try:
        assert texts(rows("d")) == texts(rows("d/**/*.txt")) == ["a"]
    finally:  # pytest would not get so deep
        (folders[-1] / "a.txt").unlink()
        for folder in reversed(folders):
            folder.rmdir()


def test_a_pattern_may_have_a_root_a_folder_above_and_names_that_are_none(tmp_path: Path) -> None:
    put(tmp_path / "x" / "a.txt", "a")
    put(tmp_path / "y" / "b.txt", "b")
    assert texts(rows(f"{tmp_path}/x*/../y/[b].txt")) == ["b"]
    assert rows(f"{tmp_path}/*/a.txt/*") == []


def test_what_is_no_file_in_a_folder_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    gone, pipe = rows(tmp_path)
    assert gone.problem == "the file cannot be read further: No such file or directory"
    assert pipe.problem == "neither a file nor a folder"


def test_what_can_be_read_only_once_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for one in ("-", str(tmp_path / "pipe")):
        with pytest.raises(UsageError, match="can be read only once") as caught:
            check_inputs([one])
        assert "write it to a file" in str(caught.value.hint)


def test_a_folder_of_results_that_is_the_input_too_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "a")
    check_inputs([str(tmp_path)], outside=(tmp_path / "results",))
    with pytest.raises(UsageError, match="lies in the folder of the results") as caught:
        check_inputs([str(tmp_path)], outside=(tmp_path,))
    assert caught.value.hint == "name another folder for the results"


def test_whoever_is_refused_a_folder_is_told_of_it_by_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a.txt", "a")
    put(tmp_path / "shut" / "b.txt", "b")
    real = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [row.problem for row in rows(tmp_path)] == [None, "the folder cannot be read"]
