"""`summarizer`, as ``summarizer run`` asks the embedded model."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

from summarizer.backends.openai import OpenAIBackend
from summarizer.config import load_config
from summarizer.errors import SummarizerError
from summarizer.evaluating.predictions import of_envelope
from summarizer.inputs import article_from_text
from summarizer.pipeline import summarize
from summarizer.wiring import job_for, proposals_for


async def found(base_url: str, model: str, one: dict[str, str]) -> dict[str, object]:
    """The row of one article; its seconds include loading the parser."""
    config = load_config()
    job = job_for(config, prompt="brief", passes="several", temperature=0.0, enforced=True)
    backend = OpenAIBackend(base_url, os.environ["PEER_KEY"], model, name="embedded")
    row: dict[str, object] = {"id": one["id"], "positions": [], "error": None}
    start = time.monotonic()
    try:
        article = article_from_text(one["text"], source=one["id"])
        proposals = await proposals_for(article, cache_dir=config.cache_dir)
        made = await summarize(article, job, proposals=proposals, backend=backend)
    except SummarizerError as err:
        return row | {"seconds": time.monotonic() - start, "error": err.message}
    finally:
        await backend.close()
    usage = made.run.usage
    broken = next((notice.message for notice in made.warnings if notice.code == "broke-off"), None)
    return row | {
        "positions": [] if broken else [asdict(position) for position in of_envelope(made, id=one["id"]).positions],
        "seconds": time.monotonic() - start,
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "error": broken,
    }


if __name__ == "__main__":
    base_url, model, file = sys.argv[1:]
    print(json.dumps(asyncio.run(found(base_url, model, json.loads(Path(file).read_text("utf-8"))))))
