"""What `--no-cache` asks anew: everything, once, also when it is stopped on its way; what each command goes on from."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from faulty_server import FaultyServer

from summarizer.batch.journal import Journal
from summarizer.cli.main import main

TEXT = "Die Brücke {number} wird im Mai geschlossen\n\n„Wir warten nicht“, sagte Bürgermeisterin Ines Quill. {mark}\n"
HEADLINES = (
    "Die Brücke wird im Mai geschlossen.",
    "Im Mai wird die Brücke geschlossen.",
    "Geschlossen wird die Brücke im Mai.",
    "Die Brücke wird geschlossen.",
    "Wird die Brücke im Mai geschlossen?",
    "Die Brücke.",
    "Im Mai wird geschlossen: die Brücke.",
)
pytestmark = pytest.mark.usefixtures("key")


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    """Each of its replies has a headline of its own."""
    numbers = count()

    def answer(body: dict) -> object:
        time.sleep(0.02)
        properties = body["response_format"]["json_schema"]["schema"]["properties"]
        turn, place = divmod(next(numbers), len(HEADLINES))
        word = HEADLINES[place] + " Die Brücke." * turn
        return {name: [] if kind.get("type") == "array" else word for name, kind in properties.items()}

    with FaultyServer(script=answer) as running:
        yield running


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    marks = ["", "[[stub:refusal]]", "", "", "", ""]
    rows = ({"id": f"n{n}", "text": TEXT.format(number=n, mark=mark)} for n, mark in enumerate(marks))
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return "corpus.jsonl", "-o", "out"


def batch(*words: str, url: str | None = None) -> int:
    more = ["--base-url", url, "-m", "stub", "--workers", "0", "--no-parquet", "-c", "1"] if url else []
    return main(["batch", *words, *more])


def briefs() -> bytes:
    return Path("out/briefs.jsonl").read_bytes()


def spent() -> int:
    with Journal(Path("out"), read_only=True) as journal:
        return journal.spent().tokens


def test_a_batch_that_asks_everything_anew_pays_for_nothing_twice_when_it_is_stopped(
    server: FaultyServer, words: tuple[str, ...]
) -> None:
    assert batch(*words, url=server.url) == 5
    assert len(server.bodies) == 6
    before, budget = briefs(), str(round(spent() * 1.4))
    assert batch(*words, "--no-cache", "--max-tokens", budget, url=server.url) == 8
    stopped = len(server.bodies)
    assert 6 < stopped < 12
    assert batch("resume", "out") == 8
    assert batch(*words, "--no-cache", "--max-tokens", budget, url=server.url) == 8
    assert len(server.bodies) == stopped
    assert batch("resume", "out", "--max-tokens", "1000000") == 5
    assert len(server.bodies) == 12
    assert briefs() != before
    assert batch(*words, "--no-cache", url=server.url) == 5
    assert len(server.bodies) == 18


def test_what_was_asked_anew_is_not_asked_anew_by_resume_or_retry(server: FaultyServer, words: tuple[str, ...]) -> None:
    assert batch(*words, "--no-cache", url=server.url) == 5
    made = briefs()
    assert batch("resume", "out") == 5
    assert len(server.bodies) == 6
    assert batch("retry", "out") == 5
    assert len(server.bodies) == 7
    assert batch(*words, url=server.url) == 5
    assert len(server.bodies) == 7
    assert briefs() == made


def test_whoever_wants_no_more_asked_anew_gets_what_is_there_the_latest_first(
    server: FaultyServer, words: tuple[str, ...]
) -> None:
    assert batch(*words, url=server.url) == 5
    before, budget = briefs(), str(round(spent() * 1.4))
    assert batch(*words, "--no-cache", "--max-tokens", budget, url=server.url) == 8
    stopped = len(server.bodies)
    assert batch(*words, url=server.url) == 5
    assert len(server.bodies) == stopped
    unchanged = len(set(before.splitlines()) & set(briefs().splitlines()))
    assert unchanged in (11 - stopped, 12 - stopped)  # whether the refused one was asked yet


def test_another_prompt_has_a_round_of_its_own(server: FaultyServer, words: tuple[str, ...]) -> None:
    assert batch(*words, "--no-cache", "--max-tokens", "1", url=server.url) == 8
    assert batch(*words, "--temperature", "0.5", "--no-cache", url=server.url) == 5
    asked = len(server.bodies)
    assert batch(*words, "--no-cache", url=server.url) == 5
    assert len(server.bodies) == asked + 5


def test_a_kill_in_the_midst_of_it_costs_nothing_but_what_was_in_flight(
    server: FaultyServer, words: tuple[str, ...]
) -> None:
    assert batch(*words, url=server.url) == 5
    more = "--no-cache", "--base-url", server.url, "-m", "stub", "--workers", "0", "-c", "1"
    with subprocess.Popen([sys.executable, "-m", "summarizer", "batch", *words, *more]) as process:
        end = time.monotonic() + 30
        while len(server.bodies) < 9 and time.monotonic() < end:
            time.sleep(0.01)
        process.kill()
    killed = len(server.bodies)
    assert 9 <= killed < 12
    assert batch("resume", "out") == 5
    assert 12 <= len(server.bodies) <= 13
