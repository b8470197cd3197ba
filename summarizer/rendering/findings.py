"""What a brief found, one after the other, for formats that are made of records and not of pages.

A finding is known by its shape, as in `outline`: whatever rests on evidence of its own is one, wherever it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import quote
from uuid import NAMESPACE_DNS, UUID, uuid5

from summarizer.escaping import HIDDEN
from summarizer.rendering.shapes import Table, is_verdict, plain, shape
from summarizer.types import Article, Envelope, Json, Path, show_path

__all__ = ["Finding", "Form", "address_of", "cast_of", "findings", "name_of", "source_of", "words_of"]

Form: TypeAlias = Literal["position", "risk", "actor", "other"]
_FORMS: dict[str, Form] = {"position": "position", "risk": "risk", "actor": "actor"}
_OURS = uuid5(NAMESPACE_DNS, "summarizer")
_ADDRESS = re.compile(rf"https?://[^\s{HIDDEN}<>\"{{}}|\\^`]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of a brief that rests on evidence.

    Attributes:
        form: What it is, told by its fields.
        field: The field of the brief that it stands in; empty if it is the brief itself.
        path: Where it stands in the brief, as people write it; empty if it is the brief itself.
        table: Its fields.
    """

    form: Form
    field: str
    path: str
    table: Table

    @property
    def evidence(self) -> tuple[Table, ...]:
        """The evidence in its own fields, in their order; its parts are findings of their own."""
        values = [part for value in self.table.values() for part in (value if isinstance(value, list) else [value])]
        return tuple(value for value in values if isinstance(value, dict) and shape(value) == "evidence")

    @property
    def verdict(self) -> Table:
        """What the article says of its speaker; empty if nobody is credited."""
        found = [value for name, value in self.table.items() if is_verdict(name, value) and isinstance(value, dict)]
        return found[0] if found else {}

    @property
    def speaker(self) -> tuple[str, str]:
        """The name of whoever is credited, and the id of the actor; empty where there is none."""
        for name in self.table:
            if f"{name}_id" in self.table and plain(self.table, name):
                return plain(self.table, name), plain(self.table, f"{name}_id")
        return plain(self.table, "actor") if self.form == "position" else "", ""

    def speaker_in(self, cast: Mapping[str, Table]) -> Table | None:
        """Whoever is credited, as `cast_of` has them; None if nobody is."""
        name, actor_id = self.speaker
        return cast.get(actor_id) or cast.get(name)

    @property
    def said(self) -> str:
        """What it comes to in the model's own words: in a shape that is not known its longest text, or nothing."""
        if own := plain(self.table, {"position": "claim", "risk": "risk", "actor": "name"}.get(self.form, "summary")):
            return own
        return self.text_besides(self.speaker[0])

    def text_besides(self, name: str) -> str:
        """Its longest text that is not this name, no id, and not the role of whoever speaks; or nothing."""
        other = ("id", "role") if self.speaker[0] else ("id",)
        own = {field: text for field, text in self.table.items() if field not in other and not field.endswith("_id")}
        texts = [text for text in own.values() if isinstance(text, str)]
        return max((text for text in texts if text != name), key=len, default="")


def findings(envelope: Envelope) -> Iterator[Finding]:
    """Yields the findings of the brief in its order, an outer one before those in it."""
    yield from _found_in(envelope.brief, ())


def cast_of(found: Iterable[Finding]) -> dict[str, Table]:
    """Who appears: actors by their ids and names, and by name whoever speaks and is not among them."""
    cast: dict[str, Table] = {}
    speakers = []
    for finding in found:
        if finding.form == "actor":
            cast |= {name: finding.table for name in (plain(finding.table, "id"), finding.said) if name}
        elif finding.speaker[0]:
            speakers.append(finding)
    for finding in speakers:
        if finding.speaker_in(cast) is None:
            cast[finding.speaker[0]] = {"name": finding.speaker[0]}
    return cast


def words_of(table: Table, field: str) -> list[str]:
    """The texts in a list of the table; empty if it has no such list."""
    value = table.get(field)
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def name_of(*parts: object) -> UUID:
    """The name of something in a namespace of ours: the same for the same parts, wherever and whenever it is made.

    Args:
        parts: Whatever can be written as JSON.
    """
    return uuid5(_OURS, json.dumps(parts, sort_keys=True, ensure_ascii=True))


def source_of(article: Article) -> str:
    """The address of the article, or a name that its text alone has; an URI whatever an envelope says."""
    return address_of(article) or f"urn:sha256:{quote(article.id, safe='')}"


def address_of(article: Article) -> str | None:
    """Where the article is on the web; None if it is not, or in no way that a program should follow."""
    return article.url if article.url and _ADDRESS.fullmatch(article.url) else None


def _found_in(value: Json, path: Path) -> Iterator[Finding]:
    if isinstance(value, list):
        for index, inside in enumerate(value):
            yield from _found_in(inside, (*path, index))
    elif isinstance(value, dict) and shape(value) != "evidence":
        form, field = _FORMS.get(shape(value), "other"), str(path[0]) if path else ""
        finding = Finding(form, field, show_path(path), value)
        if finding.evidence or finding.form != "other":
            yield finding
        for name, inside in value.items():
            if not is_verdict(name, inside):
                yield from _found_in(inside, (*path, name))
