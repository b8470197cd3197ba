"""Briefs as a workbook for spreadsheets, in which every text is a text and nothing is a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format as Look
from xlsxwriter.worksheet import Worksheet

from summarizer.errors import UsageError
from summarizer.escaping import visible
from summarizer.rendering.tables import RECORDS, Row, columns, rows
from summarizer.types import Envelope

__all__ = ["to_xlsx"]

_SHEETS = {"brief": "briefs", "position": "positions", "risk": "risks", "actor": "actors"}
_LONGEST = 32_767  # what a cell of Excel holds
_MOST = 2**53  # beyond it a spreadsheet's numbers lose digits
_ROWS = 1_048_575  # and the names of the columns
_WIDE = {"summary", "claim", "risk", "quote", "headline", "reason"}


def to_xlsx(envelopes: Sequence[Envelope]) -> bytes:
    """A sheet each for the briefs, positions, risks and actors, and for other findings and what is unsupported."""
    found = [row for envelope in envelopes for row in rows(envelope)]
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for record in RECORDS:
            own = [row for row in found if row["record"] == record]
            if len(own) > _ROWS:
                raise UsageError(
                    f"a sheet has {_ROWS:,} rows, and these are {len(own):,}", hint="--format csv has no limit"
                )
            if own or record in _SHEETS:
                _fill(book.add_worksheet(_SHEETS.get(record, record)), own, columns(own, [record]), bold, wrapped)
    return file.getvalue()


def _fill(sheet: Worksheet, found: Sequence[Row], names: Sequence[str], bold: Look, wrapped: Look) -> None:
    """The names of the columns on top, which stay in sight, then a line a row."""
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(found), len(names) - 1)
    for column, name in enumerate(names):
        sheet.set_column(column, column, 60 if name in _WIDE else 16)
        sheet.write_string(0, column, visible(name), bold)
        for line, row in enumerate(found, 1):
            cell = row.get(name, "")
            if isinstance(cell, str) or abs(cell) > _MOST:
                text = visible(str(cell))
                text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
                sheet.write_string(line, column, text, wrapped)
            else:
                sheet.write_number(line, column, cell, wrapped)
