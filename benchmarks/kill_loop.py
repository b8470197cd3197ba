"""Kills a batch again and again, and shows that nothing is lost, doubled, or paid for twice.

    python benchmarks/kill_loop.py --kills 300 --articles 2000

A batch over made-up articles runs against a server of the tests that counts what it is asked. It is killed (SIGKILL)
after a random number of calls and a random while, and begun again with the same command, folder after folder, until it
was killed so often. Then, for each kill, the calls since the one before are held against the replies in the journal; at
the end of each folder the results are held, byte for byte, against those of a run that nobody disturbed. Ends in 1 at
the first difference. The processes are forked from one that has imported the program, for starting takes longest.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from faulty_server import FaultyServer  # noqa: E402 (it lies with the tests)

BRIEF = {"headline": "Die Brücke", "summary": "Es geht um die Brücke.", "issues": ["Brücke"]}
RESULTS = ("briefs.jsonl", "briefs.parquet", "errors.jsonl")
TEXT = (
    "Alte Brücke Nummer {number} wird im Mai geschlossen\n\n„Wir können nicht warten, bis sie einstürzt“, sagte "
    "Bürgermeisterin Ines Quill den Räten der Stadt. Hafenmeister Tobias Fenn lehnt den Plan {number} ab und fordert "
    "eine Fähre für die Dörfer auf der anderen Seite.\n"
)


@dataclass
class Figures:
    """What the kills came to."""

    kills: int = 0
    folders: int = 0
    in_flight: int = 0
    most_in_flight: int = 0


def write_articles(path: Path, count: int) -> None:
    """A JSONL file of articles; one is broken, and one has the text of another."""
    lines = [json.dumps({"id": f"n{number}", "text": TEXT.format(number=number)}) for number in range(count)]
    lines[count // 2] = "{broken"
    lines[count // 3] = json.dumps({"id": "again", "text": TEXT.format(number=0)})
    path.write_text("\n".join(lines) + "\n", "utf-8")


def answer(body: dict) -> object:
    """An answer with every field of the schema that was asked for: known words, and no items."""
    schema = body["response_format"]["json_schema"]["schema"]
    return {name: BRIEF.get(name, []) for name in schema["properties"]}


def words_of(articles: Path, out: Path, url: str, concurrency: int, workers: int) -> list[str]:
    words = ["batch", str(articles), "--out", str(out), "--quiet", "--base-url", url, "-m", "stub"]
    return [*words, "-c", str(concurrency), "--workers", str(workers)]


def run(words: list[str]) -> None:
    """One process of the batch."""
    from summarizer.cli.main import main as program

    sys.exit(program(words))


_PROCESSES = multiprocessing.get_context("forkserver")


def replies_in(out: Path) -> int:
    """The replies that a journal has by now, read from a copy, as after a crash of the machine's."""
    if not (out / "journal.sqlite").is_file():
        return 0
    with sqlite3.connect(out / "journal.sqlite") as journal:
        try:
            [count] = journal.execute("SELECT COUNT(*) FROM reply").fetchone()
        except sqlite3.OperationalError:  # killed before there were tables
            return 0
        assert journal.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return int(count)


def results(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in RESULTS if (out / name).is_file()}


def kill_loop(folder: Path, *, kills: int, articles: int, concurrency: int, workers: int, most_calls: int) -> Figures:
    """Kills a batch so often, and returns what that came to.

    Raises:
        AssertionError: Something was lost, doubled or paid for twice.
    """
    _PROCESSES.set_forkserver_preload(["summarizer.cli.main", "summarizer.cli.batching", "openai", "pyarrow.parquet"])
    corpus, figures = folder / "articles.jsonl", Figures()
    write_articles(corpus, articles)
    with FaultyServer(script=answer) as server:
        undisturbed = folder / "undisturbed"
        words = words_of(corpus, undisturbed, server.url, concurrency, workers)
        assert ended(words) == 5, "one article is broken, so the batch ends in 5"
        expected, replies = results(undisturbed), replies_in(undisturbed)
        assert len(server.bodies) == replies
        while figures.kills < kills:
            figures.folders += 1
            out = folder / f"killed-{figures.folders}"
            words = words_of(corpus, out, server.url, concurrency, workers)
            code = None
            while code is None:
                server.bodies.clear()
                before = replies_in(out)
                code = killed(words, server, random.randint(0, most_calls)) if figures.kills < kills else ended(words)
                figures.kills += code is None
                time.sleep(0.05)  # what was in flight arrives
                lost = len(server.bodies) - (replies_in(out) - before)
                assert 0 <= lost <= (concurrency if code is None else 0), f"{lost} calls are in no journal"
                figures.in_flight += lost
                figures.most_in_flight = max(figures.most_in_flight, lost)
            assert code == 5, code
            assert replies_in(out) == replies, "replies were lost or doubled"
            assert results(out) == expected, "the results are not those of an undisturbed run"
    return figures


def ended(words: list[str]) -> int | None:
    """The exit code of a batch that nobody disturbs."""
    process = _PROCESSES.Process(target=run, args=(words,))
    process.start()
    process.join()
    return process.exitcode


def killed(words: list[str], server: FaultyServer, calls: int) -> int | None:
    """None once a batch is killed, some time after so many calls; its exit code if it was through before."""
    process = _PROCESSES.Process(target=run, args=(words,))
    process.start()
    while process.is_alive() and len(server.bodies) < calls:
        time.sleep(0.001)
    process.join(random.uniform(0, 0.3))
    process.kill()
    process.join()
    return None if process.exitcode == -9 else process.exitcode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--most-calls", type=int, default=150, help="calls until a kill, at most")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "SUMMARIZER_MODEL"):
        os.environ.pop(name, None)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SUMMARIZER_CACHE"] = os.environ["XDG_CONFIG_HOME"] = folder
        try:
            figures = kill_loop(
                Path(folder),
                kills=options.kills,
                articles=options.articles,
                concurrency=options.concurrency,
                workers=options.workers,
                most_calls=options.most_calls,
            )
        except AssertionError as err:
            print(f"FAILED: {err}")
            return 1
    seconds = time.monotonic() - start
    print(f"{figures.kills} kills of {figures.folders} batches of {options.articles} articles, {seconds:.0f} s")
    print("0 lost, 0 doubled, 0 completed calls paid for again; results byte for byte those of an undisturbed run")
    print(f"in flight when killed, and asked again: {figures.in_flight}, at most {figures.most_in_flight} at a time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
