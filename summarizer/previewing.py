"""What would be sent for an article, without anybody to send it to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from summarizer.budgeting import Budget
from summarizer.chunking import Part, whole
from summarizer.job import Job
from summarizer.phrasing import messages_of
from summarizer.planning import candidates_for, inquiry, part_read, plan
from summarizer.prompting import Pass
from summarizer.reducing import reduction
from summarizer.types import Article, Json, Message, Proposals

__all__ = ["preview"]


def preview(article: Article, job: Job, *, proposals: Proposals) -> tuple[tuple[str, tuple[Message, ...]], ...]:
    """The requests that would be sent, each with its purpose; answers that later ones build on are shown as ``…``."""
    shown: list[tuple[str, tuple[Message, ...]]] = []
    known: dict[str, Json] = {name: ["…"] for name in job.schema.model_fields}

    def show(asked: Pass, part: Part, label: str = "", more: Mapping[str, Json] = MappingProxyType({})) -> None:
        about = inquiry(asked, job.schema, known={})
        chosen = candidates_for(asked, article, proposals)
        for candidate in (None,) if chosen is None else chosen:
            messages = messages_of(
                asked,
                job,
                article=article,
                part=part,
                proposals=proposals,
                fields=about.fields,
                known={**known, **more},
                candidate=candidate,
            )
            shown.append((f"{label}{about.purpose}", messages))

    passes = plan(job.template, job.schema, passes=job.passes)
    if job.passes == "several":
        for asked in passes:
            show(asked, part_read(article, proposals))
        return tuple(shown)
    parts = Budget(passes[0], job, article, proposals).pieces(whole(article))
    for number, part in enumerate(parts, 1):
        show(passes[0], part, f"chunk {number} of {len(parts)}: " if len(parts) > 1 else "")
    if len(parts) > 1 and (last := reduction(job.schema)):
        told: Json = [dict.fromkeys(last.ask, "…") for _ in parts]
        show(last, Part(replace(article, text=""), ()), more={"parts": told, "findings": ["…"]})
    return tuple(shown)
