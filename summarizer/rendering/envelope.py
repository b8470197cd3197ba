"""The JSON envelope, version 1, as the program prints and keeps it; `reading` is the way back."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from summarizer.escaping import HIDDEN
from summarizer.phrases import phrase_to_json
from summarizer.types import Article, Envelope, Json, Left, Notice, Run, Statement, Usage

__all__ = [
    "article_to_json",
    "dumps",
    "notice_to_json",
    "statement_to_json",
    "to_document",
    "to_json",
    "to_lines",
]

_RAW = re.compile(f"[{HIDDEN}]".replace("\x00-\x1f", ""))


def to_json(envelope: Envelope) -> dict[str, Json]:
    """The envelope as JSON; ``left`` and ``statements`` only if it has them.

    The notices of the article are not kept with it: those that a reader needs are among the envelope's warnings.
    """
    written: dict[str, Json] = {
        "version": envelope.version,
        "article": article_to_json(envelope.article),
        "brief": dict(envelope.brief),
        "unsupported": [{"path": item.path, "item": item.item, "reason": item.reason} for item in envelope.unsupported],
        "warnings": [notice_to_json(notice) for notice in envelope.warnings],
        "run": _run(envelope.run),
    }
    if envelope.left is not None:
        written["left"] = [_left(one) for one in envelope.left]
    if envelope.statements is not None:
        written["statements"] = [statement_to_json(statement) for statement in envelope.statements]
    return written


def article_to_json(article: Article) -> dict[str, Json]:
    """The article as the envelope has it, without its notices."""
    return {
        "id": article.id,
        "source": article.source,
        "title": article.title,
        "byline": article.byline,
        "published": article.published,
        "language": article.language,
        "publisher": article.publisher,
        "url": article.url,
        "pages": list(article.pages),
        "text": article.text,
    }


def statement_to_json(statement: Statement) -> dict[str, Json]:
    """The statement as ``summarizer statements`` and the envelope have it."""
    return {
        "id": statement.id,
        "holder": statement.holder,
        "holder_id": statement.holder_id,
        "aliases": list(statement.aliases),
        "source": phrase_to_json(statement.source),
        "cue": phrase_to_json(statement.cue) if statement.cue else None,
        "content": phrase_to_json(statement.content),
        "kind": statement.kind,
        "by": statement.by,
        "certainty": statement.certainty,
    }


def notice_to_json(notice: Notice) -> dict[str, Json]:
    """The notice as one of ``warnings``; ``path`` only if it has one."""
    where: dict[str, Json] = {} if notice.path is None else {"path": notice.path}
    return {"code": notice.code, "message": notice.message, **where}


def dumps(value: Json, *, indent: int | None = 2) -> str:
    """The value as JSON text with a newline at its end; ``indent=None`` makes it one line, for JSONL.

    Letters stay as they are. What a terminal would obey or UTF-8 cannot hold (controls, direction marks, U+2028,
    lone surrogates) is written as JSON's own escapes, so that nothing is lost.

    Raises:
        ValueError: A number is not finite.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, check_circular=False)
    # Nothing that can be printed is hidden, and to ask that takes a tenth of a search.
    return (text if text.isprintable() else _RAW.sub(lambda found: json.dumps(found[0])[1:-1], text)) + "\n"


def to_document(envelopes: Sequence[Envelope]) -> str:
    """The envelope as a JSON document; several as JSON lines."""
    return dumps(to_json(envelopes[0])) if len(envelopes) == 1 else to_lines(envelopes)


def to_lines(envelopes: Sequence[Envelope]) -> str:
    """Each envelope in a line of its own: JSON lines."""
    return "".join(dumps(to_json(envelope), indent=None) for envelope in envelopes)


def _left(left: Left) -> dict[str, Json]:
    return {"holder": left.holder, **phrase_to_json(left.words), "certainty": left.certainty}


def _run(run: Run) -> dict[str, Json]:
    return {
        "model": run.model,
        "backend": run.backend,
        "prompt": run.prompt,
        "prompt_sha256": run.prompt_sha256,
        "schema": run.schema,
        "schema_sha256": run.schema_sha256,
        "parameters": dict(run.parameters),
        "usage": _usage(run.usage),
        "cost": run.cost,
        "seconds": run.seconds,
        "attempts": [
            {
                "purpose": attempt.purpose,
                "rung": attempt.rung,
                "seconds": attempt.seconds,
                "outcome": attempt.outcome,
                "usage": _usage(attempt.usage),
            }
            for attempt in run.attempts
        ],
    }


def _usage(usage: Usage) -> dict[str, Json]:
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "cached_tokens": usage.cached_tokens,
    }
