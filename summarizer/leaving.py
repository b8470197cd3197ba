"""What an article has and its brief does not: statements that are in no item, and what sounds like a warning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from pydantic import BaseModel

from summarizer.candidates import is_shown_denied, words_of
from summarizer.planning import item_model
from summarizer.types import Article, Json, Left, Notice, Proposals, Span, Stance, Statement

__all__ = ["left_in", "told_of"]


def left_in(
    brief: Mapping[str, Json], schema: type[BaseModel], *, article: Article, proposals: Proposals
) -> tuple[Left, ...]:
    """What is in no item of the brief, in the order of the text.

    A statement is left if the schema has positions, and none of its words are evidence or in a statement before it.
    What the title says is said again below it, and what is denied is left only with its denial. A passage that sounds
    like a warning is left if the schema has risks, and it is neither evidence nor in a statement that is left.

    Args:
        brief: As it is published.
        schema: Its model.
        article: The whole article.
        proposals: What the parse found in it.
    """
    has_positions, has_risks = _kinds(schema)
    shown = _evidence(dict(brief))
    left: list[Left] = []
    for one in _below_title(article, proposals) if has_positions else ():
        if not _touch(shown, one.content.spans) and is_shown_denied(article, one):
            words = one.content if one.kind == "direct" else words_of(article, one)
            left.append(Left(one.holder, words, one.certainty))
            shown += [(span.start, span.end) for span in words.spans]
    if has_risks and proposals.warnings:
        left += [Left(None, one) for one in proposals.warnings if not _touch(shown, one.spans)]
        left.sort(key=lambda one: one.words.spans[0])
    return tuple(left)


def told_of(notices: Iterable[Notice], left: Iterable[Left], proposals: Proposals) -> tuple[Notice, ...]:
    """The notices, of which the one that counts statements counts those that are listed, if any are."""
    listed, total = sum(one.holder is not None for one in left), len(proposals.statements)
    told = f"{listed} of the article's {total} statements are not in the brief"
    return tuple(Notice(one.code, told) if listed and one.code == "statements-left" else one for one in notices)


def _below_title(article: Article, proposals: Proposals) -> Sequence[Statement]:
    """The statements but for those in the title at the head of the text."""
    statements = proposals.statements
    if article.title and article.text.startswith(article.title):
        return [one for one in statements if one.content.spans[0].start >= len(article.title)]
    return statements


def _evidence(value: Json) -> list[tuple[int, int]]:
    """Where the evidence of the brief's items is; that of an actor only names them, and a speaker's is none."""
    found: list[tuple[int, int]] = []
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(one, dict):
            if "match" in one and isinstance(spans := one.get("spans"), list):
                found += [(start, end) for start, end in spans]  # type: ignore[misc, str-unpack]
            elif "aliases" not in one and "verdict" not in one:
                found += _evidence(one)
        elif isinstance(one, list) and one and not isinstance(one[0], str):
            found += _evidence(one)
    return found


def _touch(shown: Iterable[tuple[int, int]], spans: Iterable[Span]) -> bool:
    for span in spans:
        first, last = span.start, span.end
        for start, end in shown:
            if start < last and first < end:
                return True
    return False


@lru_cache(maxsize=64)
def _kinds(schema: type[BaseModel]) -> tuple[bool, bool]:
    """Whether a schema has positions, and risks: items with a stance, and items with a risk."""
    items = [item for name in schema.model_fields if (item := item_model(schema, name))]
    stances = any(info.annotation is Stance for item in items for info in item.model_fields.values())
    return stances, any("risk" in item.model_fields for item in items)
