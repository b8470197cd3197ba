"""The command ends in 0 or 6 for scripts, and shows a person what does not hold first."""

import io
import json
import re
from pathlib import Path

import pytest
from rendering_harbour import ENVELOPE

from summarizer.cli.main import main
from summarizer.rendering import dumps, to_json

# Of a language that has no parse model, so that nothing has to be fetched.
ARTICLE = """Il consiglio vota sul traghetto

Il consiglio della città voterà a maggio sul nuovo traghetto per le 40 isole, che sono lontane dalla costa. “Non \
possiamo aspettare l'inverno”, ha detto la sindaca Ines Quill. Secondo Tobias Fenn, il traghetto potrebbe rovinare le \
barche da pesca che sono nel porto.
"""
RIGHT = "Ines Quill ha detto: “Non possiamo aspettare l'inverno”. Sono 40 isole."
WRONG = "Ines Quill ha detto: “Non possiamo aspettare la primavera”. Sono 50 isole."


@pytest.fixture(autouse=True)
def folder(no_config: Path, tmp_path: Path) -> Path:
    (tmp_path / "article.txt").write_text(ARTICLE)
    (tmp_path / "right.txt").write_text(RIGHT)
    (tmp_path / "wrong.md").write_text(WRONG)
    return tmp_path


def test_a_brief_that_holds_ends_in_0_and_says_how_much_was_checked(capsys):
    assert main(["verify", "right.txt", "article.txt"]) == 0
    shown = capsys.readouterr().out
    assert "1 of 1 quotes hold" in shown
    assert "1 of 1 numbers hold" in shown
    assert "✗" not in shown


def test_what_does_not_hold_comes_first_with_the_article_s_words_and_ends_in_6(capsys):
    assert main(["verify", "wrong.md", "article.txt"]) == 6
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "✗ quote line 1: “Non possiamo aspettare la primavera”"
    assert "it has “Non possiamo aspettare l'inverno”" in lines[1]
    assert "✗ number line 1: “50”" in lines
    assert lines[-1].startswith("0 of 1 quotes hold")


def test_json_has_every_finding_with_its_place_in_the_brief_and_the_article(capsys, folder):
    (folder / "brief.json").write_text(
        json.dumps({"items": [{"speaker": "Ines Quill", "quote": "Non possiamo volare"}]})
    )
    assert main(["verify", "brief.json", "article.txt", "--format", "json"]) == 6
    out = capsys.readouterr().out
    assert out.endswith("}\n")
    assert not out.endswith("\n\n")
    value = json.loads(out)
    assert (value["version"], value["holds"], value["brief"]) == (1, False, "brief.json")
    assert value["counts"]["holds"] == 1
    quote = next(one for one in value["findings"] if one["kind"] == "quote")
    assert (quote["path"], quote["says"]) == ("items[0].quote", "Non possiamo volare")
    there = quote["article"]
    if there is not None:
        start, end = there["spans"][0]
        assert ARTICLE[start:end] == there["quote"]


def test_quiet_prints_nothing_and_the_exit_code_tells(capsys):
    assert [main(["verify", "-q", name, "article.txt"]) for name in ("right.txt", "wrong.md")] == [0, 6]
    assert capsys.readouterr() == ("", "")


def test_the_brief_can_come_from_stdin(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
    assert main(["verify", "-", "article.txt"]) == 6
    assert "primavera" in capsys.readouterr().out


def test_a_brief_that_claims_nothing_says_so(capsys, folder):
    (folder / "empty.json").write_text("{}")
    assert main(["verify", "empty.json", "article.txt"]) == 0
    assert "nothing to check" in capsys.readouterr().out


def test_the_last_line_counts_whatever_was_found(capsys, folder):
    (folder / "turned.txt").write_text("L'articolo non dice che il ponte non chiude.")
    code = main(["verify", "turned.txt", "article.txt"])
    shown = capsys.readouterr().out
    assert ("nothing to check" in shown) == (code == 0)


def test_what_a_terminal_would_obey_is_shown_and_not_sent(capsys, folder):
    (folder / "evil.txt").write_text("“\x1b]0;owned\x07 [bold]rosso[/bold] \u202ekcab”")
    assert main(["verify", "evil.txt", "article.txt"]) == 6
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]rosso[/bold]" in shown


def test_an_envelope_of_another_article_is_told(capsys, folder):
    (folder / "brief.json").write_text(dumps(to_json(ENVELOPE)))
    assert main(["verify", "brief.json", "article.txt"]) == 6
    shown = capsys.readouterr().out
    assert "made of another text" in shown
    assert "? article article.text\n" in shown


@pytest.mark.parametrize(
    ("brief", "message"),
    [
        (b"", "is empty"),
        (b"\n<!DOCTYPE html>\n<p>Ines Quill</p>", "is HTML, not a brief as text"),
        (b"{\"quote\":\n 'x'}", "is not JSON: Expecting value, at line 2, column 2\nhint: mend it there"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"x" * 10_000_001, "longer than"),
        (None, "cannot read"),
    ],
)  # fmt: skip
def test_a_brief_that_cannot_be_read_ends_in_2(capsys, folder, brief, message):
    if brief is not None:
        (folder / "brief").write_bytes(brief)
    assert main(["verify", "brief", "article.txt"]) == 2
    assert message in capsys.readouterr().err


def test_an_article_that_cannot_be_read_ends_in_3(capsys):
    assert main(["verify", "right.txt", "artcle.txt"]) == 3
    assert "did you mean 'article.txt'" in capsys.readouterr().err


def test_the_brief_or_the_article_may_come_from_stdin_but_not_both(capsys, monkeypatch, folder):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((folder / "article.txt").read_bytes())))
    assert main(["verify", "right.txt", "-"]) == 0
    assert main(["verify", "-", "-"]) == 2
    assert "only one of the two" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["verify", "", "article.txt"], ["show", ""], ["run", "", "--dry-run"]])
def test_a_variable_that_is_not_set_is_no_name(capsys, words):
    assert main(words) in (2, 3)
    assert re.fullmatch(r"error: no (brief|article): its name is empty\nhint: name a file.*\n", capsys.readouterr().err)


@pytest.mark.parametrize("words", [["verify", "-", "article.txt"], ["show", "-"], ["run", "-", "--dry-run"]])
def test_nothing_on_stdin_is_said_to_be_empty_in_words(capsys, monkeypatch, words):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert main(words) in (2, 3)
    told = capsys.readouterr().err
    assert "error: standard input is empty\nhint: what was to write the " in told


def test_a_terminal_is_no_brief(monkeypatch, capsys):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    assert main(["verify", "-", "article.txt"]) == 2
    assert "the terminal" in capsys.readouterr().err
