"""What a brief says, line by line, before anybody decides how it looks: terminal and Markdown are made from it.

Items are known by their shape and not by the name of their field, so that a schema of the user's own reads as well
as ours: whatever has an actor, a stance and evidence is a position, wherever it stands. Anything else is shown field
by field; nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal, TypeAlias

from summarizer.escaping import one_line
from summarizer.phrases import phrase_to_json
from summarizer.rendering.notes import is_short_list, notes_of
from summarizer.rendering.shapes import Table, actors_of, is_verdict, plain, quoted, reach, scalar, shape
from summarizer.types import Article, Envelope, Json, Notice, Run

__all__ = ["Kind", "Line", "Look", "Section", "Whose", "Words", "outline", "outline_found"]

Kind: TypeAlias = Literal["title", "paragraph", "section", "group", "item", "detail", "quote", "check", "note", "foot"]
Look: TypeAlias = Literal[
    "plain", "strong", "faint", "quote", "good", "bad", "warn",
    "supports", "opposes", "conditional", "neutral", "unclear",
]  # fmt: skip
Whose: TypeAlias = Literal["ours", "model", "article"]
Section: TypeAlias = Literal["brief", "unsupported", "warnings", "left"]

_STANCES: dict[str, tuple[str, Look]] = {
    "supports": ("+", "supports"),
    "opposes": ("−", "opposes"),
    "conditional": ("±", "conditional"),
    "neutral": ("=", "neutral"),
    "unclear": ("~", "unclear"),
}
_VERDICTS: dict[str, tuple[str, Look]] = {"verified": ("✓", "good"), "contradicted": ("✗", "bad")}
_UNKNOWN = "not stated"
_LISTED = 70  # letters of what is left, as it is listed
_MATCHES = {"folded": "exact but for typography", "fuzzy": "fuzzy match"}


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a line in one look. Its text has no newline and no hidden character, whatever it was made from.

    Attributes:
        whose: Who wrote it, and so in which language it is: the program, the model, or the article.
    """

    text: str
    look: Look = "plain"
    whose: Whose = "ours"

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", one_line(self.text))


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the page; the pieces are set apart by single spaces.

    Attributes:
        kind: ``group`` and ``item`` begin something; ``detail``, ``quote``, ``check`` (what is verified of a quotation)
            and ``note`` (a warning) belong to what began last.
        depth: How deep it is nested: 0 at the top of a section.
        value: The item of the brief that begins here; None for other lines.
        evidence: The evidence that is quoted here.
        section: Of a line that begins a section: what is in it.
    """

    kind: Kind
    words: tuple[Words, ...]
    depth: int = 0
    value: Json | Table = None
    evidence: Table | None = None
    section: Section = "brief"


def outline(envelope: Envelope) -> Iterator[Line]:
    """Yields the lines of a brief: title, headline, summary, findings, actors, what is unsupported or left, the run.

    A warning stands at what it is about. Those that are about no item come after what is unsupported.
    """
    article, brief = envelope.article, dict(envelope.brief)
    title = article.title or article.source
    yield Line("title", (Words(title, "strong", "article"),))
    about = (article.source if title != article.source else None, article.byline, article.published)
    yield Line("paragraph", (Words(" · ".join(part for part in about if part), "faint"),))
    page = _Page(
        article,
        {str(actor.get("id")): actor for value in brief.values() for actor in actors_of(value)},
        *notes_of(envelope),
    )
    for name in ("headline", "summary"):
        if isinstance(brief.get(name), str):
            yield from page.told(name, str(brief.pop(name)))
    for name, value in sorted(brief.items(), key=lambda entry: bool(actors_of(entry[1]))):
        yield from page.section(name, value)
    if envelope.unsupported:
        note = "said by the model, not proved by the article"
        yield replace(_heading("unsupported", len(envelope.unsupported), note), section="unsupported")
        for lost in envelope.unsupported:
            yield Line("item", (Words(f"✗ {lost.path}:", "bad"), Words(lost.reason)))
            yield from page.value(lost.item, 0)
    if page.others:
        yield replace(_heading("warnings", len(page.others)), section="warnings")
        for notice in page.others:
            where = (Words(f"({notice.path})", "faint"),) if notice.path else ()
            yield Line("item", (Words(f"! {notice.code}:", "warn"), Words(notice.message), *where))
    yield from _left(envelope)
    yield Line("foot", (Words(_how(envelope.run), "faint"),))


def outline_found(found: Mapping[str, Json], article: Article) -> Iterator[Line]:
    """Yields the lines of items by themselves, before there is a brief that they are part of."""
    page = _Page(article)
    for items in found.values():
        yield from page.items(items if isinstance(items, list) else [items], 0)


def _left(envelope: Envelope) -> Iterator[Line]:
    """What the article has and the brief does not, an entry each."""
    left = envelope.left or ()
    statements = sum(one.holder is not None for one in left)
    counts = ((statements, "statement"), (len(left) - statements, "passage that sounds like a warning"))
    told = [f"{count} {what if count == 1 else _several(what)}" for count, what in counts if count]
    if told:
        heading = (Words("Not in the brief", "strong"), Words(f"({', '.join(told)})", "faint"))
        doubt = (Words("? the parse is not sure", "faint"),) if any(not one.sure for one in left) else ()
        yield Line("section", (*heading, *doubt), section="left")
    for one in left:
        who = (one.holder or "sounds like a warning") + ("" if one.sure else "?")
        words = Words(quoted(_cut(one.words.quote, _LISTED - len(who))), "quote", "article")
        name = Words(f"{who}:", "strong" if one.holder else "faint", "article" if one.holder else "ours")
        yield Line("item", (name, words), value={"holder": one.holder}, evidence=phrase_to_json(one.words))


def _several(what: str) -> str:
    return "passages that sound like warnings" if what.startswith("passage") else f"{what}s"


def _cut(words: str, most: int) -> str:
    """The words on one line, as many as there is room for."""
    line = one_line(words)
    return line if len(line) <= most else line[: max(most, 20)].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True, slots=True)
class _Page:
    """Puts values of the brief into lines, with the article and its published actors at hand."""

    article: Article
    actors: Mapping[str, Table] = field(default_factory=dict)
    notes: Mapping[int | str, tuple[Notice, ...]] = field(default_factory=dict)
    others: tuple[Notice, ...] = ()

    def told(self, name: str, text: str) -> Iterator[Line]:
        """The model's headline or summary, named as the model's; a headline that is the article's is not said twice."""
        look: Look = "strong" if name == "headline" else "plain"
        if name != "headline" or text.casefold() != (self.article.title or "").casefold():
            yield Line("paragraph", (Words(f"Model’s {name}:", "faint"), Words(text, look, "model")))
        yield from self.doubts(name)

    def doubts(self, about: int | str, depth: int = 0) -> Iterator[Line]:
        """The warnings about an item or a field."""
        for notice in self.notes.get(about, ()):
            yield Line("note", (Words(f"! {notice.code}:", "warn"), Words(notice.message)), depth)

    def section(self, name: str, value: Json) -> Iterator[Line]:
        yield _heading(name, len(value) if isinstance(value, list) else None)
        if is_short_list(value) and isinstance(value, list):
            yield Line("paragraph", (Words(" · ".join(str(part) for part in value), "plain", "model"),))
        elif isinstance(value, str):
            yield Line("paragraph", (Words(value, "plain", "model"),))
        elif isinstance(value, dict) and not shape(value):
            yield from self.fields(value, 0, kind="item")
            yield from self.doubts(id(value))
        else:
            yield from self.items(value if isinstance(value, list) else [value], 0)
        yield from self.doubts(name)

    def items(self, items: Sequence[Json], depth: int) -> Iterator[Line]:
        """Each value as an item, and neighbours of one shape in the form of that shape."""
        if not items:
            yield Line("item", (Words("none", "faint"),), depth)
        for form, alike in groupby(items, key=shape):
            tables = [item for item in alike if isinstance(item, dict)] if form else []
            if form == "position":
                yield from self.positions(tables, depth)
            elif form:
                lines = {"risk": self.risk, "actor": self.actor, "evidence": self.quote}[form]
                for table in tables:
                    yield from self.begun(lines(table, depth), table, depth)
            else:
                for item in alike:
                    yield from self.begun(self.value(item, depth), item, depth)

    def begun(self, lines: Iterator[Line], value: Json | Table, depth: int) -> Iterator[Line]:
        """The lines with the first one as the beginning of the item that they are made from, and its warnings."""
        for first in lines:
            yield replace(first, kind="item", value=value)
            yield from lines
        yield from self.doubts(id(value), depth)

    def value(self, value: Json, depth: int) -> Iterator[Line]:
        """Any value, as details."""
        if isinstance(value, dict):
            yield from self.fields(value, depth)
        elif isinstance(value, list):
            yield Line("detail", (Words("list:", "faint"),), depth)
            yield from self.items(value, depth + 1)
        else:
            yield Line("detail", (Words(scalar(value)),), depth)

    def fields(self, table: Table, depth: int, *, shown: Sequence[str] = (), kind: Kind = "detail") -> Iterator[Line]:
        """The fields that are not shown yet: a label and its value, evidence as a quotation."""
        for name, value in sorted(table.items(), key=_late):
            label = Words(f"{_spaced(name)}:", "faint")
            quotes = value if isinstance(value, list) else [value]
            if name.endswith("_id") and name.removesuffix("_id") in table:
                continue
            if name in shown and not isinstance(value, list | dict):
                continue
            if is_verdict(name, value) and isinstance(value, dict):
                yield Line("check", self.attribution(value, _speaker(table)), depth)
            elif quotes and all(shape(quote) == "evidence" for quote in quotes):
                labels = () if name == "evidence" else (label,)
                for line in (line for quote in quotes if isinstance(quote, dict) for line in self.quote(quote, depth)):
                    yield replace(line, words=(*labels, *line.words))
            elif isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
                said = ", ".join(scalar(part) for part in value) or "none"
                yield Line(kind, (label, Words(said, "plain", "model")), depth)
            elif isinstance(value, list | dict):
                yield Line(kind, (label,), depth)
                yield from self.items(value if isinstance(value, list) else [value], depth + 1)
            else:
                whose: Whose = "model" if isinstance(value, str) else "ours"
                yield Line(kind, (label, Words(scalar(value), "plain", whose)), depth)

    def positions(self, items: Sequence[Table], depth: int) -> Iterator[Line]:
        """Positions under the actor who holds them, in the order in which the actors first speak."""
        groups: dict[str, list[Table]] = {}
        for item in items:
            groups.setdefault(str(item.get("actor_id") or item["actor"]), []).append(item)
        for group in groups.values():
            known = self.actors.get(str(group[0].get("actor_id")), {})
            roles = [
                role for item in (*group, known) if (role := plain(item, "role")) and role not in str(item.get("actor"))
            ]
            name = Words(str(group[0]["actor"]), "strong", "article")
            yield Line("group", (name, Words(f"· {roles[0]}", "plain", "article")) if roles else (name,), depth)
            for item in group:
                yield from self.begun(self.position(item, inside := depth + (depth > 0)), item, inside)

    def position(self, item: Table, depth: int) -> Iterator[Line]:
        stance = str(item["stance"])
        sign, look = _STANCES.get(stance, ("·", "unclear"))
        issue, claim = plain(item, "issue"), plain(item, "claim")
        on = (Words(f"· {issue}", "plain", "model"),) if issue else ()
        yield Line("item", (Words(f"{sign} {stance}", look), *on), depth)
        if claim:
            yield Line("detail", (Words("Model:", "faint"), Words(claim, "plain", "model")), depth)
        yield from self.fields(item, depth, shown=("actor", "role", "stance", "issue", "claim"))

    def risk(self, item: Table, depth: int) -> Iterator[Line]:
        sentence = Words(str(item["risk"]), "plain", "model")
        yield Line("item", (Words("!", "warn"), Words("Model:", "faint"), sentence), depth)
        bands = [f"{name}: {band}" for name in ("likelihood", "impact") if (band := _stated(item, name))]
        if bands:
            yield Line("detail", (Words(" · ".join(bands)),), depth)
        for name in ("trigger", "affected"):
            if told := _stated(item, name):
                yield Line("detail", (Words(f"{name}:", "faint"), Words(told, "plain", "model")), depth)
        rest = {name: value for name, value in item.items() if not is_verdict(name, value)}
        yield from self.fields(
            rest, depth, shown=("risk", "likelihood", "impact", "trigger", "affected", "warned_by", "warned_by_id")
        )
        verdicts = [value for name, value in item.items() if is_verdict(name, value) and isinstance(value, dict)]
        warner = _stated(item, "warned_by")
        if verdicts:
            yield Line("check", self.attribution(verdicts[0], warner), depth)
        elif warner:
            yield Line("detail", (Words("warned by:", "faint"), Words(warner, "plain", "article")), depth)

    def actor(self, item: Table, depth: int) -> Iterator[Line]:
        aliases = item.get("aliases")
        parts = [part for name in ("role", "kind") if (part := plain(item, name))]
        if isinstance(aliases, list) and aliases:
            parts.append("also " + ", ".join(scalar(alias) for alias in aliases))
        name = Words(str(item["name"]), "strong", "article")
        yield Line("item", (name, *(Words(f"· {part}") for part in parts)), depth)
        rest = {name: value for name, value in item.items() if name not in ("aliases", "evidence")}
        yield from self.fields(rest, depth, shown=("id", "name", "role", "kind"))

    def quote(self, evidence: Table, depth: int) -> Iterator[Line]:
        match, score = evidence.get("match"), evidence.get("score")
        how = "" if match in (None, "exact") else f"≈ {_MATCHES.get(str(match), scalar(match))}"
        if match == "fuzzy" and isinstance(score, int | float):
            how += f", {score:.0%}"
        words = (Words(quoted(str(evidence["quote"])), "quote", "article"), *([Words(how, "warn")] if how else []))
        yield Line("quote", words, depth, evidence=evidence)

    def attribution(self, found: Table, speaker: str) -> tuple[Words, ...]:
        """What is verified of a quotation, its kind, and the article's words that name whoever says it."""
        verdict = str(found["verdict"])
        sign, look = _VERDICTS.get(verdict, ("?", "warn"))
        if verdict == "verified":
            told = f"the article’s words, said by {speaker}" if speaker else "the article’s words and their speaker"
        elif verdict == "unverified":
            told = f"the article’s words; not verified: {f'said by {speaker}' if speaker else 'who says them'}"
        else:
            told = f"{verdict}: said by {speaker}" if speaker else verdict
        said = self.said(found.get("speaker"), found.get("cue"))
        parts = [str(found["kind"])] if found.get("kind") else []
        parts += [quoted(said)] if said else []
        parts += [str(found["reason"])] if found.get("reason") else []
        return (Words(f"{sign} {told}", look), *(Words(f"· {part}", "faint") for part in parts))

    def said(self, *phrases: Json) -> str:
        """The words for speaker and cue as the article has them, in its order, with ``…`` for what lies between."""
        found = sorted((*reach(phrase), str(phrase.get("quote"))) for phrase in phrases if isinstance(phrase, dict))
        said, last = "", 0
        for start, end, quote in found:
            gap = self.article.text[last:start] if said else ""
            said += (" … " if gap.strip() else " " if said else "") + quote
            last = end
        return said


def _heading(name: str, count: int | None = None, note: str = "") -> Line:
    asides = ("" if count is None else f"({count})", note)
    return Line(
        "section",
        (Words(_spaced(name[:1].upper() + name[1:]), "strong"), *(Words(aside, "faint") for aside in asides if aside)),
    )


def _late(entry: tuple[str, Json]) -> int:
    """What an item says comes first, then the words that prove it, then who says them."""
    name, value = entry
    return 2 if is_verdict(name, value) else int(name == "evidence" or shape(value) == "evidence")


def _stated(item: Table, name: str) -> str:
    """The field as text; an empty string if the article does not state it."""
    told = plain(item, name)
    return "" if told == _UNKNOWN else told


def _speaker(item: Table) -> str:
    """Whoever is credited with the item's words; an empty string if nobody is."""
    named = next((name for name in item if f"{name}_id" in item), "actor")
    return plain(item, named)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _how(run: Run) -> str:
    """Model, prompt, tokens, cost if known, and seconds."""
    tokens = [(run.usage.prompt_tokens, "tokens in"), (run.usage.completion_tokens, "out")]
    counted = ", ".join(f"{count:,} {what}" for count, what in tokens if count is not None)
    cost = f"${run.cost:.4f}" if run.cost else ""
    parts = (f"{run.model} ({run.backend})", f"prompt {run.prompt}", counted, cost, f"{run.seconds:.1f} s")
    return " · ".join(part for part in parts if part)
