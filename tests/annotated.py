"""A small annotated article, written for tests, with spans looked up by words."""

from __future__ import annotations

from typing import Any

TEXT = (
    "Ferry vote\n\n“We cannot wait for winter,” mayor Ines Quill said on Monday. She added that the harbour is full. "
    "According to Tobias Fenn, the ferry could ruin the fishing boats. Locals fear higher fares, and he agreed that "
    "“the  money is gone”."
)


def words(*parts: str) -> dict[str, Any]:
    return {"spans": [[TEXT.index(part), TEXT.index(part) + len(part)] for part in parts], "text": list(parts)}


def said(id_: str, source: str | None, cue: str | None, *content: str, **more: object) -> dict[str, Any]:
    return {
        "id": id_,
        "source": words(source) if source else {"spans": [], "text": []},
        "cue": words(cue) if cue else None,
        "content": words(*content),
        **more,
    }


def record() -> dict[str, Any]:
    """Two statements of the mayor (one by a pronoun that the chain names), one of Fenn, one of an unnamed "he"."""
    return {
        "id": "ferry",
        "text": TEXT,
        "title": "Ferry vote",
        "url": "https://example.org/ferry",
        "attributions": [
            said("A1", "mayor Ines Quill", "said", "We cannot wait for winter", source_entity="e1"),
            said("A2", "She", "added", "that the harbour is full", source_entity="e1"),
            said("A3", "Tobias Fenn", "According to", "the ferry could ruin the fishing boats"),
            said("A4", "he", "agreed", "that “the  money is gone”"),
        ],
        "actors": [
            actor("e1", "person", 4, "mayor Ines Quill"),
            actor("e2", "person", 1, "Tobias Fenn"),
            actor("e3", "person", 0, "Ferry Club"),
            actor("e4", "place", 3, "Aldport Harbour"),
            {"entity_id": "e5", "type": "person", "salience": 2, "mention_texts": ["Locals"]},
            actor("e6", "event", 2, "Ferry vote"),
        ],
        "risks": [
            {"content": words("the ferry could ruin the fishing boats")},
            {"content": words("higher fares")},
        ],
    }


def actor(id_: str, type_: str, salience: int, *names: str) -> dict[str, Any]:
    return {"entity_id": id_, "type": type_, "salience": salience, "proper_name_mentions": list(names)}
