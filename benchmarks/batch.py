"""Articles a second of a batch with everything on, and of a bare loop with the openai client, in turn.

    python benchmarks/batch.py --articles 2000 --rounds 3
    python benchmarks/batch.py --articles 20000 --prompt headline --only-ours --milliseconds 0

Against `fast_server.py`, in a process of its own, at 0 and 50 ms. Ours reads, finds statements by patterns, validates,
grounds, checks speakers, keeps the journal and writes the results, in as many worker processes as a user gets; "ours,
parsed" parses them too. The loop sends and has pydantic validate. A line for each: articles a second, seconds
of processor time for 1,000, peak memory of the largest process, and its rate to the loop's. All start from nothing, so
that few articles measure the start. Other programs: ``--other NAME=COMMAND``, run as they are with the base URL, the
file of articles and the number at once as their last words. Those of peers are in `peers/`, each for a Python that has
the peer:

    python benchmarks/batch.py --other 'instructor=VENV/bin/python benchmarks/peers/batch_instructor.py' \\
        --other 'pydantic-ai=VENV/bin/python benchmarks/peers/batch_pydantic_ai.py' \\
        --other 'langextract=VENV/bin/python benchmarks/peers/batch_langextract.py'

``pip install instructor``, ``'pydantic-ai-slim[openai]'``, ``'langextract[openai]'``. The first two validate the brief
of `peers/schema.py`, as the call of a tool; langextract finds positions alone, in chunks of 1,000 characters.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from fast_server import articles

HERE = Path(__file__).parent
BARE = "the openai client in a loop"
_PR_SET_CHILD_SUBREAPER = 36


async def bare_loop(url: str, lines: list[str], at_once: int) -> None:
    """Asks about each article with the openai client, the same messages and schema as ours, and validates replies."""
    from openai import AsyncOpenAI

    from summarizer.asking.schema import strict_schema
    from summarizer.config import load_config
    from summarizer.wiring import job_for

    brief = job_for(load_config(), prompt="brief").schema
    rows = iter(lines)
    form = {"type": "json_schema", "json_schema": {"name": "brief", "strict": True, "schema": strict_schema(brief)}}

    async with AsyncOpenAI(base_url=url, api_key="none") as client:

        async def work() -> None:
            for row in rows:
                text = json.loads(row)["text"]
                turns = [{"role": "system", "content": "A brief."}, {"role": "user", "content": text}]
                reply = await client.chat.completions.create(model="m", messages=turns, response_format=form)  # type: ignore[call-overload]
                brief.model_validate_json(reply.choices[0].message.content or "")

        await asyncio.gather(*(work() for _ in range(at_once)))


def measured(command: list[str]) -> tuple[float, float, float]:
    """Seconds, seconds of processor time, and megabytes of the largest process, of a command and its processes.

    Also of those that are not its children any more when they end: they are of its group, and come to this process.
    """
    _adopt_orphans()
    start = time.monotonic()
    process = subprocess.Popen(command, start_new_session=True)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    all_used = [used]
    with suppress(ChildProcessError):
        while True:
            all_used.append(os.wait4(-process.pid, 0)[2])
    cpu = sum(one.ru_utime + one.ru_stime for one in all_used)
    return seconds, cpu, max(one.ru_maxrss for one in all_used) / 1024


def _adopt_orphans() -> None:
    """Processes whose parent has ended become children of this one (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--milliseconds", type=int, nargs="*", default=[50, 0])
    parser.add_argument("--workers", type=int, help="default: as summarizer batch has it")
    parser.add_argument("--no-parse", action="store_true", help="leave out the batch that parses")
    parser.add_argument("--prompt", default="brief")
    parser.add_argument("--language", choices=("en", "de"), default="en", help="German has no parser here")
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--other", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--bare", nargs=3, metavar=("URL", "FILE", "N"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare:
        url, file, at_once = options.bare
        asyncio.run(bare_loop(url, Path(file).read_text("utf-8").splitlines(), int(at_once)))
        return
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    for milliseconds in options.milliseconds:
        compare(options, milliseconds)


def compare(options: argparse.Namespace, milliseconds: int) -> None:
    """Measures all in turn against a server that takes so long, and prints a line for each."""
    server = subprocess.Popen(
        [sys.executable, str(HERE / "fast_server.py"), "--milliseconds", str(milliseconds)], stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        url = server.stdout.readline().decode().strip()
        with tempfile.TemporaryDirectory() as folder:
            commands = commands_for(options, url, Path(folder))
            found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
            for number in range(options.rounds):
                for place, (name, command) in enumerate(commands.items()):
                    more = ["--out", f"{folder}/out-{place}-{number}"] if name.startswith("ours") else []
                    found[name].append(measured([*command, *more]))
    finally:
        server.kill()
        server.wait()
    print_table(options, milliseconds, found)


def commands_for(options: argparse.Namespace, url: str, folder: Path) -> dict[str, list[str]]:
    """What is measured, by name, all on the same articles."""
    corpus = folder / "articles.jsonl"
    with corpus.open("w", encoding="utf-8") as file:  # what this process has in memory would be counted as a command's
        for text in articles(options.articles, language=options.language):
            file.write(json.dumps({"text": text}) + "\n")
    at_once = str(options.at_once)
    ours = [sys.executable, "-m", "summarizer", "batch", "--base-url", url, "-m", "m", "-q"]
    ours += ["-c", at_once, "-t", options.prompt]
    if options.workers is not None:
        ours += ["--workers", str(options.workers)]
    commands = {"ours": [*ours, "--no-parse", str(corpus)]}
    if not options.no_parse and options.language == "en":
        commands["ours, parsed"] = [*ours, str(corpus)]
    if not options.only_ours:
        commands[BARE] = [sys.executable, __file__, "--bare", url, str(corpus), at_once]
    for other in options.other:
        name, _, words = other.partition("=")
        commands[name] = [*shlex.split(words), url, str(corpus), at_once]
    return commands


def print_table(
    options: argparse.Namespace, milliseconds: int, found: dict[str, list[tuple[float, float, float]]]
) -> None:
    """A line for each: medians, and the median over the rounds of its rate to the bare loop's in the same round."""
    for name, figures in found.items():
        seconds, cpu, megabytes = (statistics.median(column) for column in zip(*figures, strict=True))
        rate = options.articles / seconds
        line = f"{milliseconds} ms  {name}: {rate:.0f} articles/s, {1000 * cpu / options.articles:.1f} s CPU for 1,000"
        rounds = zip(figures, found.get(BARE, ()), strict=False)
        ratios = [bare[0] / one[0] for one, bare in rounds]
        print(f"{line}, {megabytes:.0f} MB" + (f", {statistics.median(ratios):.2f} of the loop" if ratios else ""))


if __name__ == "__main__":
    main()
