"""How much of an article is read from its page, and how much that is none: F1 against texts that people marked.

    python benchmarks/reading.py --data FOLDER

The folder holds folders with ``html/NAME.html.gz`` and one JSON file, ``{NAME: {"articleBody": text}}`` or
``{NAME: {"body": [paragraphs]}}``. Words are counted as a bag, and in shingles of four, which also tell the order.
Beside ours stands what trafilatura makes of the same pages with its own settings.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean

import trafilatura

from summarizer.errors import ArticleError
from summarizer.inputs.decoding import decode
from summarizer.inputs.formats.html import page_of


def ours(page: bytes) -> str:
    return page_of(decode(page, "page", markup=True)[0], source="page", url=None).text


def plain_trafilatura(page: bytes) -> str:
    return trafilatura.extract(page, include_comments=False) or ""


def pages(folder: Path) -> Iterator[tuple[str, bytes, str]]:
    marked = json.loads(next(folder.glob("*.json")).read_text("utf-8"))
    for name, one in marked.items():
        file = folder / "html" / (name if name.endswith(".gz") else f"{name}.html.gz")
        if file.is_file():
            yield name, gzip.decompress(file.read_bytes()), one.get("articleBody") or "\n".join(one["body"])


def f1(found: str, marked: str, size: int) -> float:
    one, other = shingles(found, size), shingles(marked, size)
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def shingles(text: str, size: int) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[at : at + size]) for at in range(max(len(words) - size + 1, 1 if words else 0)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--worst", type=int, default=0, help="name that many of the pages that are read worst")
    options = parser.parse_args()
    tools: dict[str, Callable[[bytes], str]] = {"ours": ours, "trafilatura": plain_trafilatura}
    print(f"{'':22}{'':13}{'pages':>6}{'words':>8}{'shingles':>10}{'lost':>6}{'ms a page':>11}")
    for folder in sorted(path for path in options.data.iterdir() if path.is_dir()):
        for tool, read in tools.items():
            scores = []
            start = time.perf_counter()
            for name, page, marked in pages(folder):
                try:
                    text = read(page)
                except ArticleError as err:
                    print(f"  {name}: {err.message}")
                    text = ""
                scores.append((f1(text, marked, 1), f1(text, marked, 4), name, len(text), len(marked)))
            spent = 1000 * (time.perf_counter() - start) / len(scores)
            lost = sum(score[0] < 0.2 for score in scores)
            words, shingled = mean(score[0] for score in scores), mean(score[1] for score in scores)
            print(f"{folder.name:22}{tool:13}{len(scores):6}{words:8.3f}{shingled:10.3f}{lost:6}{spent:11.1f}")
            for score in sorted(scores)[: options.worst]:
                print(f"    {score[0]:.3f} {score[1]:.3f} {score[2][:50]} {score[3]} characters for {score[4]}")


if __name__ == "__main__":
    main()
