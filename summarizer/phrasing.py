"""What is said to a model: the turns of a question about an article, and the words that ask for something again."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic_core import to_jsonable_python

from summarizer.asking import Rejected, Wording, key_of
from summarizer.candidates import Candidate, words_of
from summarizer.choosing import nearest_first
from summarizer.chunking import Part
from summarizer.job import Job
from summarizer.prompting import Pass, render
from summarizer.types import Article, Fault, Message, Path, Proposals, list_item_type, show_path

__all__ = ["known_for", "messages_of", "wording_of"]

_LISTED = 16  # statements of an extract


def messages_of(
    asked: Pass,
    job: Job,
    *,
    article: Article,
    part: Part,
    proposals: Proposals,
    fields: tuple[str, ...],
    known: Mapping[str, object],
    candidate: Candidate | None = None,
) -> tuple[Message, ...]:
    """The turns of one question.

    Args:
        asked: What is asked for.
        job: Its templates, parameters and language.
        article: The whole article.
        part: What the model is given to read of it; with the statements that stand there.
        proposals: What the parse found in the whole article.
        fields: The top-level fields of the answer.
        known: Answers before this one; a field that has none is blank, so that what builds on it is worse and no error.
        candidate: The words that it is about; None for whole fields.
    """
    template = job.templates[asked.template] if asked.template else job.template
    blank = {name: "" if list_item_type(info) is None else [] for name, info in job.schema.model_fields.items()}
    return render(
        template,
        article=part.article,
        fields=fields,
        statements=_statements(article, part, proposals),
        statement=_statement(candidate) if candidate else None,
        known={**blank, **to_jsonable_python(known)},
        parameters=job.parameters if template is job.template else None,
        language=job.language,
    )


def _statements(article: Article, part: Part, proposals: Proposals) -> list[dict[str, str | None]]:
    roles = {actor.id: actor.role for actor in proposals.actors}
    inside = [one for one in proposals.statements if part.has(one.content)]
    if len(part.spans) > 1:  # an extract: a template that lists the first few has them from all over the article
        inside = inside[:: -(-len(inside) // _LISTED) or 1]
    return [
        {
            "id": one.id,
            "holder": one.holder,
            "role": roles.get(one.holder_id),
            "kind": one.kind,
            "quote": words_of(article, one).quote,
        }
        for one in inside
    ]


def _statement(candidate: Candidate) -> dict[str, str]:
    return {
        "holder": candidate.holder.name if candidate.holder else "",
        "role": (candidate.holder.role or "") if candidate.holder else "",
        "quote": candidate.evidence.quote,
        "passage": candidate.passage,
    }


def known_for(candidate: Candidate, draft: Mapping[str, object]) -> dict[str, object]:
    """What is known so far, with every list of words in the order of their nearness to the candidate."""
    known: dict[str, object] = {}
    for name, value in draft.items():
        words = [word for word in value if isinstance(word, str)] if isinstance(value, list) else []
        known[name] = [*nearest_first(words, candidate)] if words else value
    return known


def wording_of(job: Job, article: Article) -> Wording:
    """The job's own words for a schema that a server cannot keep, and for what is to be mended."""

    def words(name: str, known: Mapping[str, object]) -> str:
        messages = render(job.templates[name], article=article, known=known)
        return "\n\n".join(message.content for message in messages)

    def mend(wrong: tuple[Rejected, ...]) -> str:
        return words("reask", {"faults": [_fault(one) for one in wrong]})

    return Wording(schema=lambda schema: words("schema", {"schema": schema}), mend=mend)


def _fault(one: Rejected) -> dict[str, object]:
    return {
        "key": key_of(one.path),
        "item": json.dumps(one.item, ensure_ascii=False) if one.item is not None else "",
        "reasons": [_reason(fault, one.path) for fault in one.faults],
    }


def _reason(fault: Fault, part: Path) -> str:
    """What is wrong, with the field in which it is if the part has several."""
    inside = fault.path[len(part) :]
    return f"{show_path(inside)}: {fault.reason}" if inside else fault.reason
