"""How a batch starts: what is loaded where, and what is told before anything is spent."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty_server import FaultyServer
from faulty_server.replies import words_only
from test_batch_workers import recipe

from summarizer.batch.making import told_of
from summarizer.batch.working import Workers
from summarizer.cli.main import main

ROOT = Path(__file__).parent.parent
TEXT = "Alte Brücke wird geschlossen\n\n„Wir können nicht warten“, sagte Bürgermeisterin Ines Quill den Räten.\n"
# A script, and no module: what it is started with has no working directory in its path.
SCRIPT = """
import sys
if __name__ == "__main__":
    from summarizer.__main__ import main
    code = main()
    print(code, *sorted(sys.modules))
"""


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer(script=words_only) as running:
        yield running


def batch(url: str, folder: Path) -> tuple[int, set[str]]:
    """Exit code, and the modules of the process that sends, of a batch with two workers in that working directory."""
    (folder / "corpus.jsonl").write_text(json.dumps({"text": TEXT}) + "\n", "utf-8")
    script = folder.parent / "script.py"
    script.write_text(SCRIPT)
    words = ["batch", "corpus.jsonl", "-o", "out", "--base-url", url, "-m", "stub", "-q", "--workers", "2"]
    done = subprocess.run(
        [sys.executable, str(script), *words, "--no-parquet"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    code, *modules = done.stdout.split()
    return int(code), set(modules)


def test_the_process_that_sends_loads_nothing_that_makes_briefs(
    server: FaultyServer, tmp_path: Path, config_folder: Path
) -> None:
    (folder := tmp_path / "here").mkdir()
    code, modules = batch(server.url, folder)
    assert code == 0
    assert len((folder / "out" / "briefs.jsonl").read_text("utf-8").splitlines()) == 1
    heavy = {"summarizer.pipeline", "summarizer.prompting", "summarizer.proposing", "summarizer.inputs", "jinja2"}
    assert not modules & heavy


def test_a_worker_loads_neither_the_command_line_nor_what_sends() -> None:
    code = "import sys, summarizer.batch.worker; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"httpx2", "openai", "typer", "rich", "pyarrow", "spacy", "summarizer.cli"}


def test_a_worker_imports_nothing_of_the_working_directory(
    server: FaultyServer, tmp_path: Path, config_folder: Path
) -> None:
    (folder := tmp_path / "here").mkdir()
    for name in ("pydantic", "selectors", "jinja2", "summarizer"):
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'was-run')!r}, 'w')")
    code, _ = batch(server.url, folder)
    assert code == 0
    assert not (tmp_path / "was-run").exists()


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.usefixtures("key")
def test_a_prompt_that_is_missing_is_told_before_there_is_a_folder(
    server: FaultyServer, tmp_path: Path, capfd: pytest.CaptureFixture[str], workers: str
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    words = ["batch", "a.txt", "-o", "out", "--base-url", server.url, "-m", "stub", "-t", "breif", "--workers", workers]
    assert main(words) == 2
    assert "error: no prompt named 'breif'; did you mean 'brief'?" in capfd.readouterr().err
    assert not Path("out").exists()
    assert server.bodies == []


@pytest.mark.anyio
async def test_what_a_worker_tells_of_its_job_is_what_is_known_of_it_here(tmp_path: Path) -> None:
    made = recipe(tmp_path)
    with Workers(made, workers=2) as workers:
        assert await workers.ready() == told_of(made.make_job())
        workers.end()
