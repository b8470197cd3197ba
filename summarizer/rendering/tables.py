"""Briefs as rows: one long table for CSV, one sheet for each kind of row for spreadsheets.

A field of the schema is a column, whatever the schema; those of the built-in blocks are always there, so that the
tables of two briefs fit each other. No cell is a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

from summarizer.escaping import visible
from summarizer.rendering.envelope import dumps
from summarizer.rendering.findings import Finding, findings
from summarizer.rendering.shapes import Table, is_verdict, reach, scalar, shape
from summarizer.types import Article, Envelope, Json

__all__ = ["RECORDS", "Cell", "Row", "columns", "harmless", "rows", "to_csv"]

Cell: TypeAlias = str | int | float
Row: TypeAlias = dict[str, Cell]

RECORDS = ("brief", "position", "risk", "actor", "other", "unsupported")
_COMMON = ("article_id", "source", "url", "published", "record", "path")
_EVIDENCE = ("quote", "start", "end", "match", "score")
_ATTRIBUTION = ("verdict", "said_as", "reason")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "brief": ("headline", "summary", "issues"),
    "position": ("actor", "actor_id", "role", "issue", "stance", "claim", *_EVIDENCE, *_ATTRIBUTION),
    "risk": (
        *("risk", "likelihood", "impact", "trigger", "affected", "warned_by", "warned_by_id"),
        *_EVIDENCE,
        *_ATTRIBUTION,
    ),
    "actor": ("id", "name", "kind", "role", "aliases", *_EVIDENCE),
    "other": (*_EVIDENCE, *_ATTRIBUTION),
    "unsupported": ("reason",),
}
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")


def harmless(text: str) -> str:
    """The text with hidden characters shown, and an apostrophe before what a spreadsheet would compute."""
    return visible(f"'{text}" if _FORMULA.match(text) else text)


def to_csv(envelopes: Sequence[Envelope]) -> str:
    """The rows of all briefs in one table, every cell quoted, with the names of the columns on top."""
    found = [row for envelope in envelopes for row in rows(envelope)]
    page = io.StringIO()
    writer = csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\n")
    names = columns(found, RECORDS)
    writer.writerow(harmless(name) for name in names)
    for row in found:
        cells = [row.get(name, "") for name in names]
        writer.writerow(harmless(cell) if isinstance(cell, str) else str(cell) for cell in cells)
    return page.getvalue()


def columns(found: Iterable[Row], records: Iterable[str]) -> list[str]:
    """The columns that rows of these records always have, then what else these rows have, in the order of the rows."""
    known = chain(_COMMON, *(_FIELDS[record] for record in records))
    return list(dict.fromkeys((*known, *chain.from_iterable(found))))


def rows(envelope: Envelope) -> Iterator[Row]:
    """Yields one row for the brief, one for each finding, and one for each item that is unsupported."""
    about = _about(envelope.article)
    found = list(findings(envelope))
    whole = found[0].table if found and not found[0].path else envelope.brief
    yield {**about, "record": "brief", "path": "", **_fields(whole, skip_tables=True)}
    for finding in found:
        if finding.path:
            yield {**about, "record": finding.form, "path": finding.path, **_of(finding)}
    for lost in envelope.unsupported:
        said = lost.item if isinstance(lost.item, dict) else {"item": lost.item}
        own = {name: value for name, value in said.items() if name != "evidence"}
        yield {**about, "record": "unsupported", "path": lost.path, "reason": lost.reason, **_fields(own)}


def _about(article: Article) -> Row:
    return {
        "article_id": article.id,
        "source": article.source,
        "url": article.url or "",
        "published": article.published or "",
    }


def _of(finding: Finding) -> Row:
    return _fields(finding.table)


def _fields(table: Table, *, skip_tables: bool = False) -> Row:
    """Each field in a cell: evidence in five, a verdict in three, a list of words as one text, other parts as JSON."""
    row: Row = {}
    for name, value in table.items():
        if shape(value) == "evidence" and isinstance(value, dict):
            row |= {_named(name, column): cell for column, cell in _proved(value).items()}
        elif is_verdict(name, value) and isinstance(value, dict):
            row |= {"verdict": scalar(value["verdict"])}
            row |= {"said_as": _cell(value.get("kind")), "reason": _cell(value.get("reason"))}
        elif not (skip_tables and _is_tables(value)):
            row[_free(name)] = _cell(value)
    return row


def _proved(evidence: Table) -> Row:
    start, end = reach(evidence)
    known = {name: _cell(evidence.get(name)) for name in ("match", "score")}
    return {"quote": _cell(evidence["quote"]), "start": start, "end": end, **known}


def _named(field: str, column: str) -> str:
    return column if field == "evidence" else f"{field}_{column}"


def _free(name: str) -> str:
    """A schema's own field whose name is one of ours keeps apart from it."""
    return f"{name}_" if name in (*_COMMON, *_EVIDENCE, *_ATTRIBUTION) else name


def _is_tables(value: Json) -> bool:
    """True for parts that have rows of their own, or none."""
    return isinstance(value, dict) or (isinstance(value, list) and not any(isinstance(part, str) for part in value))


def _cell(value: Json) -> Cell:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return "; ".join(scalar(part) for part in value)
    if isinstance(value, list | dict):
        return dumps(value, indent=None).rstrip("\n")
    return "" if value is None else scalar(value)
