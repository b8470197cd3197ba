"""Seconds of a brief by the embedded model: as it is run, and with plain settings, in turn.

    python benchmarks/embedded.py examples/harbour.txt --rounds 2

Plain settings are the same model, prompts and requests without prompt-lookup speculation and without reuse of the
prompt that requests share. As it is run, an earlier run has read the worked examples; the first one takes longer. The
figure is the ratio of the medians; run it on a machine that has nothing else to do.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from pathlib import Path

from summarizer.backends.catalogue import DEFAULT_MODEL
from summarizer.backends.embedded import start_embedded
from summarizer.backends.fetching import ensure
from summarizer.backends.prefixes import FOLDER
from summarizer.config import load_config
from summarizer.inputs import read_article
from summarizer.pipeline import summarize
from summarizer.wiring import job_for, proposals_for


async def seconds(path: str, *, plain: bool) -> tuple[float, int, int]:
    """Seconds from the article on disk to its brief, requests, and items in the brief."""
    config = load_config()
    file = await ensure(DEFAULT_MODEL, cache_dir=config.cache_dir)
    job = job_for(config, prompt="brief", passes="several", temperature=0.0, enforced=True)
    start = time.monotonic()
    article = await read_article(path)
    proposals = await proposals_for(article, cache_dir=config.cache_dir)
    prefixes = None if plain else config.cache_dir / FOLDER
    backend = await start_embedded(file, model=DEFAULT_MODEL, plain=plain, prefixes=prefixes)
    try:
        made = await summarize(article, job, proposals=proposals, backend=backend)
    finally:
        await backend.close()
    items = sum(len(value) for value in made.brief.values() if isinstance(value, list))
    return time.monotonic() - start, len(made.run.attempts), items


def main() -> None:
    """Prints a row for each article and setting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--rounds", type=int, default=1)
    args = parser.parse_args()
    for path in args.articles:
        taken: dict[bool, list[float]] = {False: [], True: []}
        for _ in range(args.rounds):
            for plain in (False, True):
                spent, requests, items = asyncio.run(seconds(path, plain=plain))
                taken[plain].append(spent)
                setting = "plain" if plain else "as run"
                print(f"{Path(path).name}: {setting:6} {spent:6.1f} s, {requests} requests, {items} items", flush=True)
        ours, theirs = (statistics.median(taken[plain]) for plain in (False, True))
        print(f"{Path(path).name}: ratio {ours / theirs:.2f} ({ours:.1f} s to {theirs:.1f} s)", flush=True)


if __name__ == "__main__":
    main()
