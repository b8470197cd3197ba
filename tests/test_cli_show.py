"""`summarizer show`, as a user types it: a brief that was made before, in any format, and no model."""

import io
import json
import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rendering_harbour import ARTICLE
from rendering_harbour import ENVELOPE as HARBOUR

from summarizer.cli.main import main
from summarizer.rendering import dumps, to_json, to_markdown
from summarizer.rendering.formats import Format
from summarizer.types import Envelope

# With a date, for a format whose objects have one would have that of now.
ENVELOPE = replace(HARBOUR, article=replace(ARTICLE, published="2026-03-05"))
LINE = dumps(to_json(ENVELOPE), indent=None)


@pytest.fixture
def brief(tmp_path: Path) -> str:
    path = tmp_path / "brief.json"
    path.write_text(dumps(to_json(ENVELOPE)), "utf-8")
    return str(path)


def test_a_brief_is_shown_as_a_page(brief: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", brief]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith(str(ENVELOPE.article.title))
    assert shown.err == ""


@pytest.mark.parametrize("form", [form for form in Format if not form.binary])
def test_a_brief_is_shown_in_every_format_that_is_text(
    brief: str, form: Format, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", brief, "--format", form]) == 0
    assert capsys.readouterr().out == form.make([ENVELOPE])


def test_a_brief_that_is_shown_as_json_is_the_one_that_was_read(brief: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", brief, "-f", "json"]) == 0
    assert capsys.readouterr().out == Path(brief).read_text("utf-8")


def test_the_format_is_the_one_of_the_files_suffix_unless_another_is_named(brief: str, tmp_path: Path) -> None:
    page, named = tmp_path / "page.md", tmp_path / "named.md"
    assert main(["show", brief, "--out", str(page)]) == 0
    assert page.read_text("utf-8") == to_markdown(ENVELOPE)
    assert main(["show", brief, "--out", str(named), "--format", "jsonl"]) == 0
    assert named.read_text("utf-8") == LINE


@pytest.fixture
def lines(tmp_path: Path) -> str:
    rows = [dumps({"row": {"id": name}} | to_json(titled(name)), indent=None) for name in ("2", "b-7")]
    path = tmp_path / "briefs.jsonl"
    path.write_text("".join(rows), "utf-8")
    return str(path)


def titled(name: str) -> Envelope:
    return replace(ENVELOPE, brief=ENVELOPE.brief | {"headline": f"Headline of {name}"})


@pytest.mark.parametrize(("entry", "name"), [("1", "2"), ("b-7", "b-7"), ("2", "2")])  # an id comes before a number
def test_one_of_several_briefs_is_shown_by_its_number_or_the_id_of_its_row(
    lines: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], entry: str, name: str
) -> None:
    assert main(["show", lines, "--entry", entry, "--out", str(tmp_path / "b.html")]) == 0
    assert f"Headline of {name}" in (tmp_path / "b.html").read_text("utf-8")


def test_a_brief_that_is_not_there_is_told_with_how_many_there_are(
    lines: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", lines, "--entry", "3"]) == 2
    assert "it has 2 briefs: --entry 1 is the first" in capsys.readouterr().err


def test_each_brief_is_a_file_where_out_is_a_folder(
    lines: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", lines, "--out", str(tmp_path / "b.html")]) == 2
    assert "--entry N" in capsys.readouterr().err
    (tmp_path / "pages").mkdir()
    words = ("show", lines, "--format", "html", "--out", str(tmp_path / "pages"))
    assert main([*words]) == 0
    assert capsys.readouterr().err == "wrote 2 files\n"
    found = sorted((tmp_path / "pages").iterdir())
    assert [path.name for path in found] == ["1.html", "2.html"]
    assert "Headline of b-7" in found[1].read_text("utf-8")
    assert main([*words]) == 2
    assert main([*words, "--force"]) == 0


def test_several_briefs_are_read_from_lines_and_shown_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = f"{LINE}\n{LINE}"
    (tmp_path / "briefs.jsonl").write_text(lines, "utf-8")
    assert main(["show", str(tmp_path / "briefs.jsonl")]) == 0
    shown = capsys.readouterr().out
    assert shown.count(str(ENVELOPE.brief["headline"])) == 2
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    assert main(["show", "-", "-f", "json"]) == 0
    assert capsys.readouterr().out == LINE * 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "is empty"),
        (b" \n \n", "is empty"),
        (b"# A brief\n", "not JSON"),
        (b"\xff\xfe{}", "is not UTF-8"),
        (b"{}", "not an envelope: at its top, expected an object with a version"),
        (LINE.encode() + b"\n{}\n", "line 3 of"),
        (LINE.encode() + b'{"version": 2}\n', "line 2 of"),
        (LINE.replace('"version": 1', '"version": 7').encode(), "an envelope of version 7"),
    ],
)
def test_what_is_no_brief_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: bytes, message: str
) -> None:
    path = tmp_path / "brief.json"
    path.write_bytes(text)
    assert main(["show", str(path)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: ")
    assert message in shown.err


def test_a_brief_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(tmp_path / "none.json")]) == 2
    assert "cannot read" in capsys.readouterr().err


def test_a_brief_that_is_too_long_is_not_read_to_its_end(
    brief: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("summarizer.cli.show._MOST_BYTES", 1000)
    assert main(["show", brief]) == 2
    assert "is longer than 1,000 bytes" in capsys.readouterr().err


def test_a_file_whose_suffix_is_no_format_is_written_only_if_the_format_is_named(
    brief: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.pdf"
    assert main(["show", brief, "--out", str(out)]) == 2
    assert "no format has files that end in '.pdf'" in capsys.readouterr().err
    assert not out.exists()
    assert main(["show", brief, "--out", str(out), "--format", "md"]) == 0
    assert out.read_text("utf-8") == to_markdown(ENVELOPE)


def test_an_unknown_format_is_told_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "brief.json", "--format", "pdf"]) == 2
    assert "'-f': 'pdf' is not one of 'text', 'md'" in capsys.readouterr().err


def test_a_file_that_is_there_is_overwritten_with_force_only(
    brief: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.md"
    out.write_text("mine")
    assert main(["show", brief, "--out", str(out)]) == 2
    assert out.read_text() == "mine"
    assert "is there already" in capsys.readouterr().err
    assert main(["show", brief, "--out", str(out), "--force"]) == 0
    assert out.read_text("utf-8") == to_markdown(ENVELOPE)


@pytest.mark.skipif(os.name == "nt", reason="no such terminals")
def test_stdin_that_is_a_terminal_is_no_brief() -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "summarizer", "show", "-"], stdin=theirs, capture_output=True, timeout=30
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 2
    assert b"which is the terminal" in done.stderr


def test_what_is_shown_can_be_shown_again(brief: str, tmp_path: Path) -> None:
    for suffix in ("one.jsonl", "two.json"):
        assert main(["show", brief, "--out", str(tmp_path / suffix)]) == 0
    assert main(["show", str(tmp_path / "one.jsonl"), "--out", str(tmp_path / "three.json")]) == 0
    assert json.loads((tmp_path / "three.json").read_text("utf-8")) == to_json(ENVELOPE)


def test_a_workbook_goes_to_a_pipe_as_it_is_and_not_to_a_terminal(
    brief: str, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("xlsxwriter")
    assert main(["show", brief, "-f", "xlsx"]) == 0
    sys.stdout.flush()
    assert capfdbinary.readouterr().out.startswith(b"PK")
    if os.name != "nt":
        ours, theirs = pty.openpty()
        with os.fdopen(theirs, "w") as terminal:
            monkeypatch.setattr(sys, "stdout", terminal)
            assert main(["show", brief, "-f", "xlsx"]) == 2
        os.close(ours)
        assert b"hint: --out brief.xlsx" in capfdbinary.readouterr().err
