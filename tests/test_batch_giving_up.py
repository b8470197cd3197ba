"""A batch whose articles all fail stops before it has paid for all of them; what goes on from there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty_server import FaultyServer

from summarizer.cli.main import main

TEXT = "Die Brücke {number} wird im Mai geschlossen\n\n„Wir warten nicht“, sagte Bürgermeisterin Ines Quill. {mark}\n"
ENOUGH = 20
pytestmark = pytest.mark.usefixtures("key")


def answer(body: dict) -> object:
    properties = body.get("response_format", {}).get("json_schema", {}).get("schema", {}).get("properties", {})
    return {name: [] if kind.get("type") == "array" else "Die Brücke." for name, kind in properties.items()}


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer(script=answer) as running:
        yield running


def corpus(folder: Path, *marks: str) -> str:
    """A JSONL file of an article for each mark, which stands in its text."""
    texts = (TEXT.format(number=number, mark=mark) for number, mark in enumerate(marks))
    lines = (json.dumps({"id": f"n{number}", "text": text}) for number, text in enumerate(texts))
    (folder / "corpus.jsonl").write_text("\n".join(lines), "utf-8")
    return "corpus.jsonl"


class Shown:
    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd
        self.err = ""

    def batch(self, *words: str, url: str | None = None, workers: int = 0) -> int:
        more = ["--base-url", url, "-m", "stub", "--workers", str(workers), "--no-parquet"] if url else []
        code = main(["batch", *words, *more])
        self.err = self._capfd.readouterr().err
        return code


@pytest.fixture
def shown(capfd: pytest.CaptureFixture[str]) -> Shown:
    return Shown(capfd)


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize("fault", ["not_object", "400"])
def test_a_model_that_fails_at_the_first_twenty_articles_is_asked_about_no_more(
    shown: Shown, server: FaultyServer, tmp_path: Path, fault: str, workers: int
) -> None:
    words = corpus(tmp_path, *[""] * 60), "-o", "out", "-c", "2"
    assert shown.batch(*words, url=server.faulty(fault), workers=workers) == 4
    assert f"error: the first {ENOUGH} articles that were asked about have all failed, the last with: " in shown.err
    assert "--keep-going goes on all the same" in shown.err
    articles = {body["messages"][-1]["content"] for body in server.bodies if len(body["messages"]) <= 2}
    assert ENOUGH <= len(articles) <= ENOUGH + 4
    assert re.search(r"^0 done, 2[0-3] failed", shown.err, re.M)
    assert "errors.jsonl" not in shown.err
    assert not Path("out/briefs.jsonl").exists()


def test_what_a_stopped_batch_has_not_asked_about_is_asked_about_by_the_same_command(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    words = corpus(tmp_path, *["[[stub:refusal]]"] * (ENOUGH + 5), *[""] * 10), "-o", "out", "-c", "1"
    assert shown.batch(*words, url=server.url) == 4
    calls = len(server.bodies)
    assert ENOUGH <= calls <= ENOUGH + 3
    assert shown.batch(*words, url=server.url) == 5
    assert len(server.bodies) == ENOUGH + 5 + 10
    assert len(Path("out/briefs.jsonl").read_text("utf-8").splitlines()) == 10


def test_a_batch_goes_on_however_many_fail_when_it_is_told_to(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    words = corpus(tmp_path, *["[[stub:refusal]]"] * 45), "-o", "out", "-c", "1"
    assert shown.batch(*words, url=server.url) == 4
    assert shown.batch("resume", "out") == 4
    assert shown.batch("resume", "out", "--keep-going") == 5
    assert len(server.bodies) == 45


def test_one_brief_also_of_a_run_before_is_a_sign_that_the_model_can_do_it(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    words = corpus(tmp_path, "", *["[[stub:refusal]]"] * 25), "-o", "out", "-c", "1"
    assert shown.batch(*words, url=server.url) == 5
    assert shown.batch("retry", "out") == 5
    assert len(server.bodies) == 1 + 25 + 25


@pytest.mark.parametrize("mark", ["[[stub:filter]]", "[[stub:context]]"])
def test_what_is_an_articles_own_fault_says_nothing_of_the_model(
    shown: Shown, server: FaultyServer, tmp_path: Path, mark: str
) -> None:
    words = corpus(tmp_path, *[mark] * 25, ""), "-o", "out"
    assert shown.batch(*words, url=server.url) == 5
    assert "1 done, 25 failed" in shown.err


def test_rows_that_cannot_be_read_are_not_failures_of_the_model(
    shown: Shown, server: FaultyServer, tmp_path: Path
) -> None:
    (tmp_path / "corpus.jsonl").write_text("{}\n" * 30 + json.dumps({"text": " "}) + "\n", "utf-8")
    assert shown.batch("corpus.jsonl", "-o", "out", url=server.url) == 5
    assert server.bodies == []
