"""Where speakers stand: how often the embedded model is right, alone and with what the words state put in its place.

    python benchmarks/stances.py [FILE …] [--first N]
    python benchmarks/stances.py --words [FILE …]

The statements of `stances.txt` and of other files of its form come in pairs that differ by a few words, so that whoever
takes the first option, or the last example's, is right in no more than half of them. Each is asked as a brief asks it.
With `--words` no model is asked: it tells on how many the words state a stance, and on how many the right one.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from summarizer.asking import Limits
from summarizer.asking.schema import strict_schema
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.selecting import connect, select
from summarizer.config import load_config
from summarizer.planning import inquiry
from summarizer.prompting import render
from summarizer.stances import stated_stance
from summarizer.types import Article, Request, Rung
from summarizer.wiring import job_for

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Probe:
    """One statement and the stance that a reader takes from it."""

    pair: int
    speaker: str
    issue: str
    other: str
    stance: str
    passage: str
    words: str

    @property
    def issues(self) -> list[str]:
        return [self.other, self.issue] if self.pair % 2 else [self.issue, self.other]


def probes(path: Path) -> Iterator[Probe]:
    """Both statements of each pair of a file."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    for pair, line in enumerate(lines, 1):
        speaker, issue, other, first, second, passage = (part.strip() for part in line.split(" | ", 5))
        for number, stance in enumerate((first, second)):
            text = re.sub(r"\{([^{}]*)\}", lambda found, number=number: found[1].split("|")[number], passage)
            words = text[text.index("[") + 1 : text.index("]")]
            yield Probe(pair, speaker, issue, other, stance, text.replace("[", "").replace("]", ""), words)


async def measure(files: list[Path], *, first: int | None) -> None:
    config = load_config()
    job = job_for(config, prompt="brief", passes="several", enforced=True, limits=Limits())
    asked = next(one for one in job.template.passes if one.template == "position")
    article = Article(id="", source="", text="", language="en")
    selection = select(config, model="qwen2.5-coder-1.5b", base_url=None)
    backend = await connect(
        selection, cache_dir=config.cache_dir, capabilities=Capabilities(), on_progress=lambda _: None
    )
    try:
        for path in files:
            alone, with_reading, read, read_right, both = 0, 0, 0, 0, dict[int, int]()
            chosen = list(probes(path))[: first and 2 * first]
            for one in chosen:
                about = inquiry(asked, job.schema, known={"issues": one.issues})
                statement = {"passage": one.passage, "holder": one.speaker, "quote": one.words}
                messages = render(
                    job.templates["position"], article=article, known={"issues": one.issues}, statement=statement
                )
                schema = strict_schema(about.reply)
                request = Request(messages, "position", schema, Rung.JSON_SCHEMA, about.max_tokens, 0.0)
                reply = await backend.send(request, deadline=300)
                try:
                    answer = about.reply.model_validate_json(reply.text).model_dump(mode="json")
                except ValidationError:
                    answer = {"issue": "", "stance": ""}
                stated = stated_stance(one.words, issue=answer["issue"])
                right = (stated.value if stated else answer["stance"]) == one.stance
                alone += answer["stance"] == one.stance
                with_reading += right
                read += stated is not None
                read_right += stated is not None and right
                both[one.pair] = both.get(one.pair, 0) + right
            pairs = sum(count == 2 for count in both.values())
            print(
                f"{path.name}: {len(chosen)} statements; the model alone {alone / len(chosen):.3f}; with the words "
                f"read {with_reading / len(chosen):.3f} (both of a pair {pairs} of {len(both)}); the words state "
                f"one in {read}, rightly in {read_right}"
            )
    finally:
        await backend.close()


def measure_words(files: list[Path]) -> None:
    for path in files:
        chosen = list(probes(path))
        stated = [(one, found) for one in chosen if (found := stated_stance(one.words, issue=one.issue))]
        right = sum(found.value == one.stance for one, found in stated)
        print(
            f"{path.name}: the words state one in {len(stated)} of {len(chosen)} ({len(stated) / len(chosen):.3f}), "
            f"rightly in {right} ({right / max(len(stated), 1):.3f})"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, default=[HERE / "stances.txt"])
    parser.add_argument("--first", type=int, help="no more than that many pairs of each file")
    parser.add_argument("--words", action="store_true", help="ask no model")
    arguments = parser.parse_args()
    if arguments.words:
        measure_words(arguments.files)
    else:
        asyncio.run(measure(arguments.files, first=arguments.first))
