"""The outline of a brief as sections of cards: each item with its words, its quotes, and whom it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, TypeAlias

from summarizer.rendering.notes import paths_in
from summarizer.rendering.outline import Kind, Line, Words, outline
from summarizer.rendering.outline import Section as SectionKind
from summarizer.rendering.shapes import Table, actors_of, is_verdict, plain, quoted, shape, spans_of
from summarizer.types import Envelope, Json, Span

__all__ = ["Card", "Heading", "Overview", "Page", "Quote", "Row", "Section", "page_of", "places_of", "speaker_of"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Evidence as it is shown: where it is in the article, and how well it was found there."""

    key: str
    words: Words
    spans: tuple[Span, ...]
    match: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a card; a quotation has its `quote`."""

    kind: Kind
    words: tuple[Words, ...]
    depth: int = 0
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """An item of the brief.

    Attributes:
        key: Its anchor on the page: ``"i3"``.
        number: What its highlights are numbered with; None for what is not among the findings.
        kind: ``position``, ``risk``, ``actor``, ``lost`` (unsupported), ``notice``, ``left``, or ``item``.
        head: Its first line without the verdict.
        badge: What is verified of its quotation and speaker, if it has one.
        fine: How the article credits its speaker, in the words that stand after the verdict.
        actor: Whom it is filtered by: an id or a name.
        item: What it was made from.
        path: Where it stands in the brief; empty if it stands nowhere.
    """

    key: str
    number: int | None
    kind: str
    head: tuple[Words, ...]
    rows: tuple[Row, ...]
    badge: Words | None
    fine: tuple[Words, ...]
    actor: str | None
    item: Json | Table
    path: str
    depth: int = 0

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Its quotations, in their order."""
        return tuple(row.quote for row in self.rows if row.quote)

    @property
    def sure(self) -> bool:
        """False if the article does not credit it to its speaker as far as that can be told."""
        return self.badge is None or self.badge.look == "good"


@dataclass(frozen=True, slots=True)
class Heading:
    """The name above the cards of one actor, or a paragraph among cards."""

    kind: Literal["group", "paragraph"]
    words: tuple[Words, ...]


Block: TypeAlias = Card | Heading


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the brief: its heading, and what stands under it."""

    key: str
    kind: SectionKind
    words: tuple[Words, ...]
    blocks: tuple[Block, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """Its cards, without the headings between them."""
        return tuple(block for block in self.blocks if isinstance(block, Card))


@dataclass(frozen=True, slots=True)
class Overview:
    """Somebody whom cards are about, and how many of them there are."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """All that is shown beside the article."""

    title: Words
    about: tuple[Words, ...]
    lead: tuple[Row, ...]
    sections: tuple[Section, ...]
    foot: tuple[Words, ...]
    actors: tuple[Overview, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """All cards, in their order."""
        return tuple(card for section in self.sections for card in section.cards)


def page_of(envelope: Envelope) -> Page:
    """The brief in sections of cards; it says the same as the terminal's page, in the same order."""
    paths = {id(table): path for path, table in paths_in(dict(envelope.brief))}
    cut = _Cutter(paths, {str(one["name"]): str(one["id"]) for one in _cast(envelope) if "id" in one})
    lines = list(outline(envelope))
    starts = [at for at, line in enumerate(lines) if line.kind == "section"]
    foot = next((line.words for line in lines if line.kind == "foot"), ())
    top = lines[: starts[0] if starts else len(lines)]
    ends = [at for at, line in enumerate(lines) if line.kind == "foot"][-1:] or [len(lines)]
    sections = tuple(cut.section(lines[start:end]) for start, end in pairwise([*starts, *ends]))
    return Page(
        title=lines[0].words[0],
        about=top[1].words,
        lead=tuple(Row(line.kind, line.words) for line in top[2:] if line.kind != "foot"),
        sections=sections,
        foot=foot,
        actors=_actors(envelope, sections),
    )


def speaker_of(item: Json | Table) -> tuple[str, str] | None:
    """Id (or name, without an id) and name of whom an item credits; None if it credits nobody."""
    if not isinstance(item, Mapping):
        return None
    if shape(dict(item)) == "actor":
        return str(item.get("id") or item["name"]), str(item["name"])
    for name, value in item.items():
        if isinstance(value, str) and (f"{name}_id" in item or (name == "actor" and shape(dict(item)) == "position")):
            return str(item.get(f"{name}_id") or value), value
    return None


def places_of(phrase: Json | Table) -> tuple[Span, ...]:
    """The spans of a phrase or an evidence that have words in them; none of anything else."""
    return tuple(span for span in spans_of(phrase) if span.start < span.end) if isinstance(phrase, Mapping) else ()


def _cast(envelope: Envelope) -> list[Table]:
    return [one for value in envelope.brief.values() for one in actors_of(value)]


def _actors(envelope: Envelope, sections: tuple[Section, ...]) -> tuple[Overview, ...]:
    """Whoever has a card that is not their own, with the names that the brief has for them."""
    names = {str(one["id"]): str(one["name"]) for one in _cast(envelope) if "id" in one}
    counts: dict[str, int] = {}
    for card in (card for section in sections for card in section.cards):
        if card.actor and card.kind not in ("actor", "left"):
            counts[card.actor] = counts.get(card.actor, 0) + 1
            names.setdefault(card.actor, (speaker_of(card.item) or ("", card.actor))[1])
    return tuple(Overview(key, names[key], count) for key, count in counts.items())


@dataclass(slots=True)
class _Cutter:
    """Cuts lines into cards, and numbers cards and quotations through the page."""

    paths: Mapping[int, str]
    ids: Mapping[str, str]
    cards: int = 0
    numbers: int = 0
    quotes: int = 0
    sections: int = 0
    _open: list[Line] = field(default_factory=list)

    def section(self, lines: list[Line]) -> Section:
        """The section that a heading and the lines up to the next one make."""
        self.sections += 1
        kind = lines[0].section
        blocks: list[Block] = []
        for line in lines[1:]:
            if line.kind == "paragraph" or (line.kind == "group" and not line.depth):
                blocks += self._close(kind)
                blocks.append(Heading("paragraph" if line.kind == "paragraph" else "group", line.words))
                continue
            if line.kind == "item" and (not line.depth or _is_finding(line.value)):
                blocks += self._close(kind)
            self._open.append(line)
        blocks += self._close(kind)
        return Section(f"part{self.sections}", kind, lines[0].words, tuple(blocks))

    def _close(self, section: str) -> list[Card]:
        """The card of the lines since the last one, if there are any."""
        if not self._open:
            return []
        first, *rest = self._open
        self._open = []
        self.cards += 1
        known = shape(first.value if isinstance(first.value, dict) else None)
        if first.kind == "note":
            known = "notice"
        kind = {"unsupported": "lost", "warnings": "notice", "left": "left"}.get(
            section, known if known not in ("", "evidence") else "item"
        )
        head = () if first.evidence else first.words
        rows = [self._row(line) for line in ([first] if first.evidence else []) + rest]
        if kind == "actor" and isinstance(first.value, Mapping) and places_of(first.value.get("evidence")):
            rows.append(self._row(_quoted(first.value["evidence"])))
        checks = [row for row in rows if row.kind == "check"]
        badge, *fine = checks[0].words if checks else (None,)
        is_finding = kind in ("position", "risk", "item") and any(row.quote for row in rows)
        self.numbers += is_finding
        speaker = self._left_by(first.value) if kind == "left" else speaker_of(first.value)
        return [
            Card(
                key=f"i{self.cards}",
                number=self.numbers if is_finding else None,
                kind=kind,
                head=head,
                rows=tuple(
                    row for row in rows if not checks or row is not checks[0] or not any(one.quote for one in rows)
                ),
                badge=badge,
                fine=tuple(fine),
                actor=speaker[0] if speaker else None,
                item=first.value,
                path=self.paths.get(id(first.value), ""),
                depth=first.depth,
            )
        ]

    def _left_by(self, value: Json | Table) -> tuple[str, str] | None:
        """Whoever says what is left, by the id that the brief has for the name."""
        name = plain(value, "holder") if isinstance(value, Mapping) else ""
        return (self.ids.get(name, name), name) if name else None

    def _row(self, line: Line) -> Row:
        """The line; of a quotation, what stands before the quoted words, and the words themselves."""
        if line.evidence is None:
            return Row(line.kind, line.words, line.depth)
        self.quotes += 1
        at = next((at for at, words in enumerate(line.words) if words.look == "quote"), 0)
        match, score = str(line.evidence.get("match") or ""), line.evidence.get("score")
        note = {"exact": "exact", "folded": "exact but for typography"}.get(match, match)
        if match == "fuzzy" and isinstance(score, int | float):
            note = f"fuzzy, {score:.0%}"
        words = Words(quoted(str(line.evidence["quote"])), "quote", "article")
        quote = Quote(f"q{self.quotes}", words, places_of(line.evidence), match, note)
        return Row("quote", line.words[:at], line.depth, quote)


def _is_finding(value: Json | Table) -> bool:
    """True for what stands as a card of its own, however deep it is nested."""
    return isinstance(value, dict) and (
        shape(value) in ("position", "risk") or any(is_verdict(name, inside) for name, inside in value.items())
    )


def _quoted(evidence: Json) -> Line:
    """The words that introduce an actor, which the outline leaves out."""
    told = evidence if isinstance(evidence, dict) else {}
    return Line("quote", (Words(plain(told, "quote"), "quote"),), evidence=told)
