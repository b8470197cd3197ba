"""The line on stderr while the program works."""

import errno
import fcntl
import io
import pty
import struct
import termios
import time

import pytest
from pydantic import SecretStr

from summarizer.backends.fetching import Progress as Fetching
from summarizer.backends.selecting import Selection
from summarizer.cli.progress import Display
from summarizer.pipeline import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *, quiet: bool = False) -> str:
    monkeypatch.setattr("sys.stderr", stream)
    with Display(quiet=quiet) as display:
        display.say("m on a server\x1b[2J")
        display.fetching(Fetching("qwen", 0, 2_000_000))
        display.asking(Progress("issues", 0, 14))
        display.asking(Progress("issues", 0, 14, tokens=100))
        display.asking(Progress("re-ask", 14, 14))
    return stream.getvalue()


def test_a_terminal_sees_which_question_is_asked_in_a_line_that_is_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = shown(monkeypatch, Terminal())
    assert "\r\x1b[2K[1/14] issues" in text
    assert "[15/15] re-ask" in text
    assert "tokens" not in text  # so soon after the line before
    assert text.endswith("\r\x1b[2K")


def test_elsewhere_only_lines_that_stay_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, io.StringIO())
    assert text == "m on a server\\x1b[2J\nfetching qwen (2 MB), once\n"


@pytest.mark.parametrize(
    ("quiet", "lines"),
    [(False, ["[3/14] issues: 100 tokens, 0 s", "[5/14] risks", "[5/14] risks: 1 token, 34 s"]), (True, [])],
)
def test_elsewhere_a_long_run_says_each_half_minute_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], quiet: bool, lines: list[str]
) -> None:
    clock = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    display = Display(quiet=quiet)
    for second, progress in (
        (29.0, Progress("issues", 1, 14)),
        (30.0, Progress("issues", 2, 14, tokens=100)),
        (59.0, Progress("actors", 3, 14)),
        (61.0, Progress("risks", 4, 14)),
        (95.0, Progress("risks", 4, 14, tokens=1)),
    ):
        clock[0] = 1000.0 + second
        display.asking(progress)
    assert capsys.readouterr().err.splitlines() == lines


def test_one_of_several_articles_is_named_with_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    live = Terminal()
    monkeypatch.setattr("sys.stderr", live)
    Display(quiet=False, title="The ferry").asking(Progress("issues", 0, 14))
    assert live.getvalue() == "\r\x1b[2K[1/14] issues  The ferry"
    monkeypatch.undo()
    display, later = Display(quiet=False, title="The ferry"), time.monotonic() + 60
    monkeypatch.setattr("time.monotonic", lambda: later)
    display.asking(Progress("issues", 0, 14))
    assert capsys.readouterr().err == "The ferry: [1/14] issues\n"


@pytest.mark.parametrize(("host", "warnings"), [("models.example", 1), ("127.0.0.1", 0)])
def test_a_key_in_the_clear_is_warned_of(capsys: pytest.CaptureFixture[str], host: str, warnings: int) -> None:
    Display(quiet=False).chosen(Selection("m", f"http://{host}/v1", SecretStr("sk-canary"), "OPENAI_BASE_URL"))
    first, *others = capsys.readouterr().err.splitlines()
    assert first == f"m on http://{host}/v1 (OPENAI_BASE_URL)"
    told = "warning: the address is http, so the key and the article go in the clear: use https"
    assert others == [told] * warnings


@pytest.mark.parametrize("stream", [Terminal, io.StringIO])
def test_quiet_shows_nothing(monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO]) -> None:
    assert shown(monkeypatch, stream(), quiet=True) == ""


def test_a_fetch_shows_how_much_of_it_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    Display(quiet=False).fetching(Fetching("qwen", 1_000_000, 2_000_000))
    assert "qwen: 1 MB, 50%" in stream.getvalue()


class Narrow(Terminal):
    """A terminal of 40 columns."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self._terminal, self._other_end = pty.openpty()
        fcntl.ioctl(self._other_end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def fileno(self) -> int:
        return self._other_end


def test_a_line_that_is_written_over_is_no_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, width in ((Narrow(40), 38), (Narrow(200), 198), (Terminal(), 78)):
        monkeypatch.setattr("sys.stderr", stream)
        Display(quiet=False).show("x" * 300)
        assert stream.getvalue() == "\r\x1b[2K" + "x" * width


class Gone(Terminal):
    """A terminal that was closed while the program works."""

    def write(self, text: str) -> int:
        raise OSError(errno.EIO, "Input/output error")


def test_a_terminal_that_is_gone_ends_what_is_said_and_not_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", Gone())
    with Display(quiet=False) as display:
        display.say("m on a server")
        assert display.quiet
        display.show("1 done")
