"""Seconds from a command to the first byte of its first request: of a batch, of a run, and of a bare openai script.

    python -m compileall -q summarizer
    python benchmarks/starting.py --rounds 9

In turn, each against a socket of this process, on the articles of `fast_server.py`, without a parse. A line for each:
the median of its seconds, the least, the median over the rounds of its ratio to the bare script's in the same round,
and the processor time of its processes until then (Linux). With other work on the machine the ratio is the figure to
read.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fast_server import articles

ROOT = Path(__file__).parent.parent
BARE = "a bare openai script"
SCRIPT = """
import asyncio, sys
from openai import AsyncOpenAI

async def main():
    async with AsyncOpenAI(base_url=sys.argv[1], api_key="none") as client:
        await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "An article."}])

asyncio.run(main())
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        commands = commands_in(Path(name), options.articles)
        for command in commands.values():
            first_byte(command, Path(name))  # whatever is compiled or read from the disk for the first time
        found: dict[str, list[tuple[float, float]]] = {one: [] for one in commands}
        for _ in range(options.rounds):
            for one, command in commands.items():
                found[one].append(first_byte(command, Path(name)))
    for one, figures in found.items():
        seconds, cpu = zip(*figures, strict=True)
        ratio = statistics.median(took / bare for took, (bare, _) in zip(seconds, found[BARE], strict=True))
        line = f"{one}: {statistics.median(seconds):.2f} s, at least {min(seconds):.2f}, {ratio:.2f} of the bare script"
        print(f"{line}, {statistics.median(cpu):.2f} s CPU")


def commands_in(folder: Path, count: int) -> dict[str, list[str]]:
    """What is measured, by name; URL and OUT stand for a server and for a folder of its own."""
    texts = list(articles(count))
    (folder / "articles.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
    (folder / "article.txt").write_text(texts[0], "utf-8")
    (folder / "bare.py").write_text(SCRIPT)
    ours, asked = [sys.executable, "-m", "summarizer"], ["--base-url", "URL", "-m", "m", "-q"]
    return {
        BARE: [sys.executable, str(folder / "bare.py"), "URL"],
        "batch": [*ours, "batch", str(folder / "articles.jsonl"), "--out", "OUT", *asked, "-c", "64", "--no-parse"],
        "run": [*ours, "run", str(folder / "article.txt"), *asked, "--no-cache"],
    }


def first_byte(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds until it sends something, and seconds of processor time of its processes; then they are killed."""
    with socket.create_server(("127.0.0.1", 0)) as server, tempfile.TemporaryDirectory(dir=folder) as out:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        words = [url if word == "URL" else out if word == "OUT" else word for word in command]
        server.settimeout(60)
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            connection, _ = server.accept()
            with connection:
                connection.recv(1)
                return time.perf_counter() - start, cpu_of(process.pid)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def cpu_of(session: int) -> float:
    """Seconds of processor time that the processes of a session have used; 0 where the system does not tell."""
    used = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[3]) == session:
            used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
