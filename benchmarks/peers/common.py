"""What the peers' scripts share; the standard library and openai, since each runs in an environment of its own.

Each ``with_…`` is run as ``python SCRIPT BASE_URL MODEL ARTICLE.json`` with the key in PEER_KEY, on a file with the
``id`` and ``text`` of one article, and prints a line of JSON: the positions that it found, its seconds and its tokens.
Each ``batch_…`` is run as ``python SCRIPT BASE_URL ARTICLES.jsonl AT_ONCE``, for `benchmarks/batch.py`.
"""

from __future__ import annotations

import asyncio
import functools
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_TOKENS = 2000
SYSTEM = "You are a careful analyst of political news."
USER = (
    "Write a brief of this article: headline, summary, what people take sides on, the actors, the position of each "
    "actor with the words of the article that show it, and the risks that somebody warns of. Copy each quote from the "
    "article word for word.\n\n{text}"
)


@dataclass(frozen=True, slots=True)
class Task:
    """One article, and the server that is to be asked about it."""

    base_url: str
    key: str
    model: str
    id: str
    text: str

    @property
    def messages(self) -> list[dict[str, str]]:
        """The turns of an ordinary script."""
        return messages_for(self.text)


def messages_for(text: str) -> list[dict[str, str]]:
    """The turns of an ordinary script about an article."""
    return [{"role": "system", "content": SYSTEM}, {"role": "user", "content": USER.format(text=text)}]


def run(found: Callable[[Task], list[dict[str, object]]]) -> None:
    """Prints what is found in the article; an error of any kind is part of that."""
    base_url, model, file = sys.argv[1:]
    article = json.loads(Path(file).read_text("utf-8"))
    task = Task(base_url, os.environ["PEER_KEY"], model, article["id"], article["text"])
    usage = _counted()
    start, positions, error = time.monotonic(), [], None
    try:
        positions = found(task)
    except Exception as err:  # noqa: BLE001 (whatever a library raises, it has found nothing)
        error = f"{type(err).__name__}: {err}"[:500]
    row = {"id": task.id, "positions": positions, "seconds": time.monotonic() - start, "error": error}
    print("\n" + json.dumps(row | usage), flush=True)


def run_batch(asker: Callable[[str], Callable[[str], Awaitable[object]]]) -> None:
    """Asks about each article of a file, so many at once; what fails ends it.

    Args:
        asker: From a base URL to what asks about a text.
    """
    base_url, file, at_once = sys.argv[1:]
    ask = asker(base_url)
    texts = (json.loads(line)["text"] for line in Path(file).read_text("utf-8").splitlines())

    async def work() -> None:
        for text in texts:
            await ask(text)

    async def work_all() -> None:
        await asyncio.gather(*(work() for _ in range(int(at_once))))

    asyncio.run(work_all())


def _counted() -> dict[str, int]:
    """Tokens of all requests that the openai client sends from now on, failed and repeated ones too."""
    from openai.resources.chat import Completions

    total = {"prompt_tokens": 0, "completion_tokens": 0}
    send = Completions.create

    @functools.wraps(send)
    def create(*args: Any, **kwargs: Any) -> Any:
        reply = send(*args, **kwargs)
        if (used := getattr(reply, "usage", None)) is not None:
            for name in total:
                total[name] += getattr(used, name)
        return reply

    Completions.create = create  # type: ignore[method-assign]
    return total


def positions_of(brief: dict[str, Any]) -> list[dict[str, object]]:
    """A brief's positions, each actor with the other names that the list of actors has for it."""
    aliases = {actor["name"]: actor["aliases"] for actor in brief["actors"]}
    return [
        {"holder": one["actor"], "aliases": aliases.get(one["actor"], []), "quote": one["quote"]}
        for one in brief["positions"]
    ]
