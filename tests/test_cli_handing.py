"""`--copy` and `--open`, with a real terminal and a browser that notes what it is asked to open."""

import base64
import os
import pty
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from rendering_harbour import ENVELOPE

from summarizer.cli.handing import copy
from summarizer.cli.main import main
from summarizer.errors import UsageError
from summarizer.rendering import dumps, to_json, to_markdown

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such terminals")


@pytest.fixture
def brief(tmp_path: Path) -> str:
    path = tmp_path / "brief.json"
    path.write_text(dumps(to_json(ENVELOPE)), "utf-8")
    return str(path)


class Terminal:
    """The far end of stderr: what a terminal is sent."""

    def __init__(self) -> None:
        self._far, near = pty.openpty()
        self.file = os.fdopen(near, "w")
        self._parts: list[bytes] = []
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        try:
            while part := os.read(self._far, 65536):
                self._parts.append(part)
        except OSError:  # the near end is closed
            return

    def text(self) -> bytes:
        self.file.close()
        self._reader.join(10)
        return b"".join(self._parts)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    there = Terminal()
    yield there
    there.text()


@pytest.fixture
def browsers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No browser but a script that notes the address it is given in the file; the library looks anew."""
    script = tmp_path / "browser.sh"
    script.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/opened\nexit ${{BROWSER_CODE:-0}}\n')
    script.chmod(0o755)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BROWSER", f"{script} %s")
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    monkeypatch.setattr(webbrowser, "_browsers", {})
    return tmp_path / "opened"


# ----------------------------------------------------------------------------------------- --copy


def test_the_brief_is_copied_to_the_clipboard_of_the_terminal_and_printed(
    brief: str, terminal: Terminal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal.file)
    assert main(["show", brief, "--copy", "--format", "md"]) == 0
    assert capsys.readouterr().out == to_markdown(ENVELOPE)
    start, _, rest = terminal.text().partition(b"\x1b]52;c;")
    assert start == b""
    assert rest.endswith(b"\x07")
    assert base64.b64decode(rest[:-1]).decode() == to_markdown(ENVELOPE)


def test_without_a_terminal_there_is_no_clipboard_and_nothing_is_printed(
    brief: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", brief, "--copy"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: no terminal, and so no clipboard")


def test_a_workbook_is_not_copied(brief: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("xlsxwriter")
    assert main(["show", brief, "--copy", "--out", str(tmp_path / "brief.xlsx")]) == 2
    assert "is no text that could be copied" in capsys.readouterr().err
    assert not (tmp_path / "brief.xlsx").exists()


def test_a_brief_that_no_clipboard_holds_is_told() -> None:
    with pytest.raises(UsageError, match="has 80,000 bytes"):
        copy("x" * 80_000)


# ----------------------------------------------------------------------------------------- --open


def test_the_file_is_opened_once_it_is_written(brief: str, tmp_path: Path, browsers: Path) -> None:
    out = tmp_path / "a page.md"
    assert main(["show", brief, "--open", "--out", str(out)]) == 0
    assert browsers.read_text() == f"{out.resolve().as_uri()}\n"
    assert out.read_text("utf-8") == to_markdown(ENVELOPE)


def test_a_browser_that_does_not_start_is_told_and_the_file_is_there(
    brief: str,
    tmp_path: Path,
    browsers: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BROWSER_CODE", "1")
    out = tmp_path / "page.md"
    assert main(["show", brief, "--open", "--out", str(out)]) == 2
    assert f"the brief is in {out}" in capsys.readouterr().err
    assert out.exists()


@pytest.mark.parametrize(
    ("words", "message"), [([], "and there is none"), (["--out", "/dev/null"], "is no file that a browser could open")]
)
def test_what_no_browser_can_open_is_told(
    brief: str, browsers: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", brief, "--open", *words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in shown.err
    assert not browsers.exists()


def test_without_a_browser_nothing_is_written(
    brief: str,
    tmp_path: Path,
    browsers: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("BROWSER")
    monkeypatch.setenv("PATH", str(tmp_path))
    out = tmp_path / "page.md"
    assert main(["show", brief, "--open", "--out", str(out)]) == 2
    assert "no browser that could open the file" in capsys.readouterr().err
    assert not out.exists()
