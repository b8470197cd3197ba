"""The benchmark beside peers: each in a process of its own with a deadline, and one scorer for all."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from faulty_server import FaultyServer

from summarizer.evaluating.gold import Gold, GoldArticle, GoldAttribution
from summarizer.types import Span

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
TEXT = "The ferry is late again, Ines Quill said. Tobias Fenn warned that it could sink."
LATE = GoldAttribution("A1", (Span(25, 35),), (Span(36, 40),), (Span(0, 23),), ("Ines Quill",))
SINKS = GoldAttribution("A2", (Span(42, 53),), (Span(54, 60),), (Span(61, 79),), ("Tobias Fenn",))


@pytest.fixture(scope="module")
def positions() -> ModuleType:
    spec = importlib.util.spec_from_file_location("positions", BENCHMARKS / "positions.py")
    assert spec is not None
    assert spec.loader is not None
    sys.modules["positions"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "article.json"
    file.write_text(json.dumps({"id": "ferry", "text": TEXT}), "utf-8")
    return file


def gold(*ids: str) -> Gold:
    articles = tuple(GoldArticle(id, TEXT, attributions=(LATE, SINKS)) for id in ids)
    return Gold("ferries", "0", articles)


def program(tmp_path: Path, words: str) -> tuple[str, ...]:
    file = tmp_path / "program.py"
    file.write_text(words, "utf-8")
    return sys.executable, str(file)


def brief(_: dict) -> object:
    one = {"actor": "Ines Quill", "role": None, "issue": "ferry", "claim": "It is late.", "stance": "opposes"}
    actor = {"name": "Ines Quill", "kind": "person", "role": None, "aliases": ["Quill"]}
    positions = [one | {"quote": "The ferry is late again"}]
    return {"headline": "", "summary": "", "issues": [], "actors": [actor], "positions": positions, "risks": []}


@pytest.mark.parametrize("script", ["plain.py", "ours.py"])
def test_a_program_is_given_a_server_and_an_article_and_prints_what_it_found(script: str, article: Path) -> None:
    with FaultyServer(script=brief if script == "plain.py" else None) as server:
        command = [sys.executable, str(BENCHMARKS / "peers" / script), server.url, "stub", str(article)]
        environment = os.environ | {"PEER_KEY": "k", "PYTHONPATH": str(BENCHMARKS.parent)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    row = json.loads(done.stdout.strip().rpartition("\n")[2])
    assert row["id"] == "ferry"
    assert row["error"] is None
    assert row["seconds"] > 0
    assert row["prompt_tokens"] > 0
    assert row["completion_tokens"] > 0
    assert "The ferry is late again" in [one["quote"] for one in row["positions"]]


def test_a_reply_that_is_no_json_is_the_error_of_that_program(article: Path) -> None:
    with FaultyServer(fault="malformed") as server:
        command = [sys.executable, str(BENCHMARKS / "peers" / "plain.py"), server.url, "stub", str(article)]
        environment = os.environ | {"PEER_KEY": "k"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    row = json.loads(done.stdout.strip().rpartition("\n")[2])
    assert row["positions"] == []
    assert row["error"].startswith("JSONDecodeError")
    assert row["completion_tokens"] > 0


def test_a_program_that_loops_is_ended_at_the_deadline_and_the_table_tells(
    positions: ModuleType, article: Path, tmp_path: Path
) -> None:
    row = positions.Row("loops", program(tmp_path, "while True: pass"))
    server = positions.Server("http://127.0.0.1:1/v1", "k", "stub")
    row.found["ferry"] = positions.asked(row, server, article, "ferry", 0.5)
    assert row.found["ferry"]["error"] == "overran 0.5 s"
    figures = positions.figures_of(gold("ferry"), row)
    assert figures["overran"] == 1
    assert positions.table({"loops": figures}).split("\n")[1].split()[-2:] == ["1", "1"]


def test_a_program_that_crashes_is_told_by_its_last_words(positions: ModuleType, article: Path, tmp_path: Path) -> None:
    row = positions.Row("crashes", program(tmp_path, "import sys; sys.exit('no such server')"))
    server = positions.Server("http://127.0.0.1:1/v1", "k", "stub")
    assert positions.asked(row, server, article, "ferry", 20)["error"] == "exit code 1: no such server"


def test_rows_are_scored_over_the_articles_that_they_have_been_given(positions: ModuleType) -> None:
    row = positions.Row("half", ())
    late = {"holder": "Ines Quill", "quote": "The ferry is late again"}
    row.found["one"] = {"id": "one", "positions": [late], "seconds": 2.0, "error": None, "prompt_tokens": 5}
    figures = positions.figures_of(gold("one", "two"), row)
    assert figures["figures"]["attribution_recall"]["value"] == 0.5
    assert figures["figures"]["tokens"]["value"] == 5
    assert figures["verified"] is None


def test_verified_positions_have_a_holder_accuracy_of_their_own(positions: ModuleType) -> None:
    row = positions.Row("ours", ())
    late = {"holder": "Ines Quill", "quote": "The ferry is late again", "verdict": "verified"}
    sinks = {"holder": "Ines Quill", "quote": "it could sink", "verdict": "unverified"}
    row.found["one"] = {"id": "one", "positions": [late, sinks], "seconds": 2.0, "error": None}
    figures = positions.figures_of(gold("one"), row)
    assert figures["figures"]["holder_accuracy"]["value"] == 0.5
    assert figures["verified"] == {"positions": 1, "holder_accuracy": 1.0}
    assert "of the 1 verified positions: holder accuracy 1.000" in positions.table({"ours": figures})
