"""langextract over a file of articles, with one worked example, its own chunks, and positions alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import langextract
from langextract.data import Document
from with_langextract import EXAMPLE, PROMPT


def extract(base_url: str, file: str, at_once: int) -> None:
    """Extracts the positions of all articles.

    Raises:
        ValueError: An article came to nothing.
    """
    texts = [json.loads(line)["text"] for line in Path(file).read_text("utf-8").splitlines()]
    model = langextract.factory.ModelConfig(
        model_id="m", provider="OpenAILanguageModel", provider_kwargs={"base_url": base_url, "api_key": "none"}
    )
    found = langextract.extract(
        [Document(text=text) for text in texts],
        prompt_description=PROMPT,
        examples=[EXAMPLE],
        config=model,
        batch_length=at_once,
        max_workers=at_once,
        show_progress=False,
    )
    if not all(one.extractions for one in found):
        raise ValueError("an article has no positions")


if __name__ == "__main__":
    base_url, file, at_once = sys.argv[1:]
    extract(base_url, file, int(at_once))
