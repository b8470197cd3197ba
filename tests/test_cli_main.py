"""Whatever happens, the program ends in an exit code and, if it failed, in a line that says why."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from summarizer import __version__
from summarizer.cli.commands import COMMANDS
from summarizer.cli.main import main
from summarizer.escaping import visible

HEAVY = ("asyncio", "jinja2", "openai", "pydantic", "rapidfuzz", "rich", "spacy", "xllamacpp", "yaml")


ARTICLE = (
    "Alte Brücke — im Mai geschlossen\n\n„Wir können nicht warten, bis sie einstürzt“, sagte Bürgermeisterin Ines "
    "Quill den Räten der Stadt. Die alte Brücke 👍 ist seit langem nicht mehr sicher.\n"
)


pytestmark = pytest.mark.usefixtures("no_config")


def put_schema(root: Path, text: str) -> list[str]:
    """The arguments that let a command find a schema of that text, named "tiny"."""
    (root / "schemas").mkdir()
    (root / "schemas" / "tiny.py").write_text(text)
    return ["--assets", str(root)]


def test_the_version_is_shown(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"summarizer {__version__}\n"


@pytest.mark.parametrize("words", [[], ["prompts"], ["schemas"]])
def test_a_command_without_words_shows_its_help_on_stderr(capsys, words):
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("Usage: summarizer")
    assert "error:" not in shown.err
    assert shown.out == ""


def test_help_that_is_asked_for_goes_to_stdout(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr()
    assert all(command in shown.out for command in ("run", "prompts", "schemas"))
    assert shown.err == ""


@pytest.mark.parametrize(
    ("words", "message", "command"),
    [
        (["prompts", "shw"], "No such command 'shw'", "summarizer prompts"),
        (["prompts", "show"], "Missing argument 'NAME'", "summarizer prompts show"),
        (["prompts", "show", "brief", "--moon"], "No such option: --moon", "summarizer prompts show"),
        (["schemas", "show", "brief", "--format", "xml"], "'xml' is not one of", "summarizer schemas show"),
    ],
)
def test_a_word_that_is_wrong_is_an_error_with_the_way_to_its_help(capsys, words, message, command):
    assert main(words) == 2
    error, hint = capsys.readouterr().err.splitlines()
    assert error.startswith("error: ")
    assert message in error
    assert hint == f"hint: see '{command} --help'"


def test_an_error_of_ours_is_told_with_its_hint_and_ends_in_its_exit_code(capsys):
    assert main(["prompts", "show", "nothing-like-it"]) == 2
    error, hint = capsys.readouterr().err.splitlines()
    assert error == "error: no prompt named 'nothing-like-it'"
    assert hint.startswith("hint: looked in: ")


def test_an_error_without_a_hint_is_one_line(capsys):
    assert main(["prompts", "show", "Not A Name"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_traceback_of_an_error_of_ours_is_shown_with_debug_only(capsys):
    main(["prompts", "show", "Not A Name"])
    assert "Traceback" not in capsys.readouterr().err
    main(["prompts", "show", "Not A Name", "--debug"])
    assert "Traceback" in capsys.readouterr().err


BROKEN = """
from summarizer.types import Item
class Tiny(Item):
    part: str
    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema, handler):
        raise RuntimeError("boom\\x1b[2J")
"""


def test_a_defect_is_one_line_and_the_way_to_the_traceback(capsys, tmp_path):
    words = ["schemas", "show", "tiny", "--format", "json", *put_schema(tmp_path, BROKEN)]
    assert main(words) == 1
    assert capsys.readouterr().err == "error: RuntimeError: boom\\x1b[2J\nhint: run with --debug for the traceback\n"
    assert main(["--debug", *words]) == 1
    assert 'raise RuntimeError("boom' in capsys.readouterr().err


def test_what_follows_two_dashes_is_no_option(capsys):
    assert main(["prompts", "show", "--", "--debug"]) == 2
    assert "'--debug' is not the name of a prompt" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_what_the_encoding_of_stdout_lacks_is_escaped(tmp_path, encoding):
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, "utf-8")
    env = os.environ | {"PYTHONIOENCODING": encoding, "SUMMARIZER_CACHE": str(tmp_path)}

    def shown(*words: str) -> str:
        command = [sys.executable, "-m", "summarizer", *words]
        done = subprocess.run(command, capture_output=True, env=env)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode("utf-8" if encoding == "ascii" else encoding)

    (found, *_) = json.loads(shown("statements", str(article), "--format", "json"))["statements"]
    assert "Wir können nicht warten" in found["content"]["quote"]
    assert "Wir k" in shown("statements", str(article))
    assert json.loads(shown("verify", str(article), str(article), "--format", "json"))["holds"]
    shown("verify", str(article), str(article))
    shown("prompts", "show", "brief")


def test_an_interrupt_ends_in_130(capsys, tmp_path):
    assert main(["schemas", "check", "tiny", *put_schema(tmp_path, "raise KeyboardInterrupt")]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_an_error_cannot_send_escapes_to_the_terminal(capsys):
    assert main(["prompts", "show", "\x1b[31m/x.jinja"]) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="no such pipes")
def test_a_reader_that_goes_away_is_no_error(capfd, monkeypatch):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr("sys.stdout", closed)
        assert main(["schemas", "show", "brief"]) == 141
    assert capfd.readouterr().err == ""


def test_the_installed_program_takes_its_words_from_the_command_line():
    done = subprocess.run([sys.executable, "-m", "summarizer", "prompts", "nope"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("error: No such command 'nope'")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_has_the_first_line_of_each_ones_help(name, capsys):
    assert main([name, "--help"]) == 0
    first = capsys.readouterr().out.split("\n\n")[1]
    assert " ".join(first.split()) == COMMANDS[name][1]


def test_help_imports_no_command():
    code = "import sys; from summarizer.cli.main import main; main(['--help']); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1]
    assert "'summarizer.cli.commands'" in loaded
    assert "'summarizer.cli.run'" not in loaded


def test_help_imports_nothing_heavy():
    code = f"import sys; from summarizer.cli.main import main; main(['--help']); print({HEAVY!r} & sys.modules.keys())"
    code = code.replace(repr(HEAVY), f"set({HEAVY!r})")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n“Née” 5\u00a0% 東京 👍", "plain\ttext\n“Née” 5\u00a0% 東京 👍"),
        ("\x1b[31mred\x07\r", "\\x1b[31mred\\x07\\x0d"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\u202e\u2066\u200b\u2028\U000e0041", "\\u202e\\u2066\\u200b\\u2028\\U000e0041"),
        ("\udc80", "\\udc80"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # a joiner, without which the word is another
    ],
)
def test_what_a_terminal_would_act_on_is_shown(text, shown):
    assert visible(text) == shown
