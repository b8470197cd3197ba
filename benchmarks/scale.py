"""What many articles cost and take, from what is measured here and now; writes the figures into docs/scale.md.

    python benchmarks/scale.py --articles 10000000

Measured: tokens from the recorded exchanges of a real model (`cassettes/`), the length of a prompt from the articles in
`examples/`, processor time and bytes from a batch against `fast_server.py`. Prices are those of
`summarizer/backends/prices.yaml`.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml
from batch import HERE, measured
from fast_server import articles

ROOT = HERE.parent
PAGE = ROOT / "docs" / "scale.md"
CASSETTE = ROOT / "cassettes/test_embedded_cassettes/test_the_brief_of_the_dam_is_made_by_the_embedded_model.yaml"
SERVER = "https://api.openai.com/v1"
MODELS = ("gpt-5.4-mini", "gpt-5-mini", "gpt-5-nano")
DAY = 86_400


def recorded() -> tuple[float, int]:
    """Characters of a prompt for each of its tokens, and the tokens that a whole brief took to write."""
    characters = read = written = 0
    for exchange in yaml.safe_load(CASSETTE.read_text("utf-8"))["interactions"]:
        asked, body = exchange["request"]["body"], exchange["response"]["body"]["string"]
        usage = re.findall(r'"usage":(\{.*?\}\}|\{[^{}]*\})', body if isinstance(body, str) else body.decode())
        if not asked or not usage:
            continue
        counted = json.loads(usage[-1])
        characters += sum(len(turn["content"]) for turn in json.loads(asked)["messages"])
        read += counted["prompt_tokens"]
        written += counted["completion_tokens"]
    return characters / read, written


def prompt_characters() -> tuple[float, float]:
    """Characters of the prompt of `brief` in one request, and words of the article, on average over the examples."""
    from summarizer.config import load_config
    from summarizer.inputs import read_article
    from summarizer.pipeline import preview
    from summarizer.proposing import propose
    from summarizer.wiring import job_for

    job = job_for(load_config(), prompt="brief")
    sizes, words = [], []
    for path in sorted((ROOT / "examples").glob("*.txt")):
        article = asyncio.run(read_article("-", stdin=io.BytesIO(path.read_bytes())))
        shown = preview(article, job, proposals=propose(article, None))
        sizes.append(sum(len(message.content) for _, messages in shown for message in messages))
        words.append(len(article.text.split()))
    return sum(sizes) / len(sizes), sum(words) / len(words)


def batch_of(count: int) -> tuple[float, float, float]:
    """Seconds of processor time an article, the start included, megabytes of memory, bytes on the disk an article."""
    server = subprocess.Popen([sys.executable, str(HERE / "fast_server.py")], stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        url = server.stdout.readline().decode().strip()
        with tempfile.TemporaryDirectory() as folder:
            corpus, out = Path(folder) / "corpus.jsonl", Path(folder) / "out"
            corpus.write_text("".join(json.dumps({"text": text}) + "\n" for text in articles(count)), "utf-8")
            command = [sys.executable, "-m", "summarizer", "batch", str(corpus), "--out", str(out)]
            command += ["--base-url", url, "-m", "m", "-q", "-c", "64", "--workers", "1", "--no-parse", "--no-parquet"]
            _, cpu, megabytes = measured(command)
            size = sum(path.stat().st_size for path in out.iterdir())
    finally:
        server.kill()
        server.wait()
    return cpu / count, megabytes, size / count


def figures(count: int, sample: int) -> str:
    """The measured constants and what follows from them, as Markdown."""
    from summarizer.backends.prices import load_prices, price_of

    each, reply = recorded()
    prompt, words = prompt_characters()
    read = prompt / each
    cpu, megabytes, size = batch_of(sample)
    lines = [
        "| measured | |",
        "|---|---|",
        f"| words of an article (`examples/`) | {words:,.0f} |",
        f"| characters of a prompt for a token (a recorded model) | {each:.2f} |",
        f"| tokens of a prompt, P | {read:,.0f} |",
        f"| tokens of a brief's replies, R (the same recording) | {reply:,} |",
        f"| articles a second that a core makes, without parse, V = 1 / C | {1 / cpu:,.0f} |",
        f"| seconds of processor time an article, without parse, C | {cpu:.4f} |",
        f"| bytes on the disk an article, B | {size:,.0f} |",
        f"| memory of the process, {sample:,} articles | {megabytes:,.0f} MB |",
        "",
        f"For N = {count:,} articles:",
        "",
        "| | formula | |",
        "|---|---|---|",
        f"| tokens read | N P | {count * read / 1e9:,.1f} thousand million |",
        f"| tokens written | N R | {count * reply / 1e9:,.1f} thousand million |",
        f"| one core, if the server keeps up | N / V | {count * cpu / DAY:,.1f} days |",
        f"| disk | N B | {count * size / 1e9:,.0f} GB |",
        f"| a server that writes 1,000 tokens a second | N R / 1,000 | {count * reply / 1000 / DAY:,.0f} days |",
        f"| a limit of 10 million tokens a minute | N (P + R) / 10⁷ | {count * (read + reply) / 1.44e10:,.1f} days |",
        f"| files for a Batch API | N / 50,000 | {-(-count // 50_000):,} |",
    ]
    entries = load_prices(ROOT / "no folder")
    for model in MODELS:
        price = price_of(entries, server=SERVER, model=model)
        assert price is not None
        whole = count * (read * price.input + reply * price.output) / 1e6
        half = count * (read * price.halved().input + reply * price.halved().output) / 1e6
        lines.append(f"| {model} | N (P·input + R·output) | ${whole:,.0f}; by a Batch API ${half:,.0f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000_000)
    parser.add_argument("--sample", type=int, default=500)
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    begin, end = "<!-- begin: benchmarks/scale.py -->", "<!-- end -->"
    before, _, rest = PAGE.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    text = figures(options.articles, options.sample)
    PAGE.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
