"""Briefs as a workbook, read back with another library: sheets, cells, and that all text is text."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering_harbour import BRIEF, ENVELOPE

from summarizer.errors import UsageError
from summarizer.escaping import visible
from summarizer.types import Envelope, Unsupported

pytest.importorskip("xlsxwriter")
openpyxl = pytest.importorskip("openpyxl")

from summarizer.rendering.workbook import to_xlsx  # noqa: E402 (after the check for its library)


def read(*envelopes: Envelope):
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(envelopes)))


def table(book, name: str) -> list[dict[str, object]]:
    names, *lines = book[name].iter_rows(values_only=True)
    return [dict(zip(names, line, strict=True)) for line in lines]


def test_each_kind_of_row_has_a_sheet_with_its_own_columns() -> None:
    book = read(ENVELOPE, ENVELOPE)
    assert book.sheetnames == ["briefs", "positions", "risks", "actors", "unsupported"]
    assert len(table(book, "positions")) == 16
    assert len(table(book, "actors")) == 12
    position = table(book, "positions")[4]
    assert position["actor"] == "Brannoch Vey"
    assert ENVELOPE.article.text[position["start"] : position["end"]] == position["quote"]
    assert position["score"] == 0.94
    assert "risk" not in position
    assert "stance" not in table(book, "risks")[0]


def test_the_sheets_are_there_when_they_are_empty() -> None:
    book = read(replace(ENVELOPE, brief={}, unsupported=()))
    assert book.sheetnames == ["briefs", "positions", "risks", "actors"]
    assert table(book, "positions") == []


@settings(max_examples=25, deadline=None)
@given(
    text=st.one_of(
        st.text(min_size=1, max_size=20),
        st.sampled_from(
            ["=1+1", "{=1}", "https://a.example/", "mailto:a@b", "_x0041_", "0012", "#REF!", "true", " x "]
        ),
    )
)
def test_any_text_is_a_text_and_reads_as_it_was(text: str) -> None:
    lost = Unsupported("positions[0]", {"claim": text}, text)
    book = read(replace(ENVELOPE, brief={"headline": text, "own": text}, unsupported=(lost,)))
    row = table(book, "briefs")[0]
    assert (row["headline"] or "").replace("\r\n", "\n") == visible(text)
    assert row["own"] == row["headline"]
    for cell in (cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None):
        assert cell.data_type in ("s", "n", "inlineStr")
        assert cell.hyperlink is None


def test_a_text_that_is_longer_than_a_cell_ends_in_an_ellipsis() -> None:
    row = table(read(replace(ENVELOPE, brief={**BRIEF, "summary": "x" * 40_000})), "briefs")[0]
    assert row["summary"] == "x" * 32_766 + "…"


def test_a_number_that_a_spreadsheet_would_round_is_a_text() -> None:
    row = table(read(replace(ENVELOPE, brief={"big": 10**400, "near": 2**53 + 1, "small": -7})), "briefs")[0]
    assert (row["big"], row["near"], row["small"]) == (str(10**400), str(2**53 + 1), -7)


def test_more_rows_than_a_sheet_has_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summarizer.rendering.workbook._ROWS", 7)
    with pytest.raises(UsageError, match="a sheet has 7 rows, and these are 8"):
        to_xlsx([ENVELOPE])
