"""``summarizer statements``: what it prints. Everybody is invented."""

import csv
import io
import json
import os
import sys

import pytest

from summarizer.backends.catalogue import model_path
from summarizer.cli.main import main
from summarizer.config import load_config

TEXT = """Mayor Anna Berg warned on Monday that the old bridge of Norhaven could collapse in the next storm.

“We have looked at every bolt of it,” she told reporters. “Nothing is left of some of them.”

Anna Berg said that Piet Holm wants to sell the harbour. The council rejected any sale of the harbour.
"""


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "bridge.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


@pytest.fixture
def english_model():
    if model_path("en_core_web_sm", cache_dir=load_config().cache_dir) is None:
        pytest.skip("no parse model in the cache: summarizer models pull en_core_web_sm")


@pytest.fixture
def no_models(tmp_path, monkeypatch):
    """An empty cache, and no hub or index to fill it from."""
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")


@pytest.mark.usefixtures("english_model")
def test_the_text_is_a_block_a_speaker(article, capsys):
    assert main(["statements", article]) == 0
    out, err = capsys.readouterr()
    blocks = out.strip().split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == ["Anna Berg (Mayor)", "Piet Holm", "council"]
    assert "told: “We have looked at every bolt of it”" in blocks[0]
    assert "…: “Nothing is left of some of them.”" in blocks[0]
    assert "by Anna Berg's account" in blocks[1]
    assert err == ""


@pytest.mark.usefixtures("english_model")
def test_the_json_is_the_article_and_its_statements(article, capsys):
    assert main(["statements", article, "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == ["version", "article", "statements", "warnings"]
    assert (printed["version"], printed["warnings"]) == (1, [])
    first = printed["statements"][0]
    assert (first["id"], first["holder"], first["kind"], first["by"]) == ("s1", "Anna Berg", "paraphrase", None)
    ((start, end),) = first["content"]["spans"]
    assert printed["article"]["text"][start:end] == first["content"]["quote"]


@pytest.mark.usefixtures("english_model")
def test_the_csv_has_a_row_a_statement_and_no_formula(tmp_path, capsys):
    path = tmp_path / "formula.txt"
    path.write_text(TEXT + "\nAnna Berg said: “=HYPERLINK(1) is what they sent to all of us.”\n", encoding="utf-8")
    assert main(["statements", str(path), "-f", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0]["holder"] == "Anna Berg"
    assert rows[-1]["content"].startswith("'=HYPERLINK")


@pytest.mark.usefixtures("english_model")
def test_sure_leaves_out_the_less_certain_and_what_hangs_on_them(article, capsys):
    assert main(["statements", article, "-f", "json", "--sure", "0.8"]) == 0
    kept = json.loads(capsys.readouterr().out)["statements"]
    assert kept
    assert all(one["certainty"] >= 0.8 and one["by"] is None for one in kept)


@pytest.mark.usefixtures("english_model")
def test_an_article_without_statements_says_so(tmp_path, capsys):
    path = tmp_path / "quiet.txt"
    path.write_text("The old bridge of Norhaven is closed. It is made of wood, and the sea is calm below it.\n" * 3)
    assert main(["statements", str(path)]) == 0
    assert capsys.readouterr().out == "no statements found\n"


@pytest.mark.usefixtures("english_model")
def test_the_article_may_come_from_stdin(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["statements", "-"]) == 0
    assert capsys.readouterr().out.startswith("Anna Berg (Mayor)")


@pytest.mark.usefixtures("no_models")
def test_without_a_parse_model_there_are_patterns_and_a_warning(article, capsys):
    assert main(["statements", article, "-f", "json"]) == 0
    out, err = capsys.readouterr()
    assert "warning: statements were read by patterns" in err
    assert json.loads(out)["statements"][0]["certainty"] <= 0.6


@pytest.mark.usefixtures("no_models")
def test_what_was_noticed_of_the_article_itself_is_a_warning_too(tmp_path, capsys):
    path = tmp_path / "broken.txt"
    path.write_bytes(TEXT.encode() + b"Caf\xff\n")
    assert main(["statements", str(path), "-f", "json"]) == 0
    out, err = capsys.readouterr()
    warnings = json.loads(out)["warnings"]
    assert "characters that could not be read and stand as \ufffd: 1" in [one["message"] for one in warnings]
    assert "no-parser" in [one["code"] for one in warnings]
    for one in warnings:
        assert f"warning: {one['message']}\n" in err


def test_an_article_that_is_not_there_is_an_error(tmp_path, capsys):
    assert main(["statements", str(tmp_path / "no.txt")]) == 3
    assert "error:" in capsys.readouterr().err
