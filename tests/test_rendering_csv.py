"""Briefs as rows of one table: what is in which cell, and that no cell is a formula."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering_harbour import BRIEF, ENVELOPE, evidence, verified

from summarizer.rendering.tables import harmless, to_csv
from summarizer.types import Envelope, Json, Unsupported

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def read(*envelopes: Envelope) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(envelopes), newline="")))


def of(record: str, rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if row["record"] == record]


def with_brief(brief: dict[str, Json], **more) -> Envelope:
    return replace(ENVELOPE, brief=brief, **more)


def test_each_finding_has_a_row_that_says_what_it_is_and_where_it_stands() -> None:
    rows = read(ENVELOPE)
    assert [row["record"] for row in rows] == [
        *("brief", *["position"] * 8, *["risk"] * 2, *["actor"] * 6, "unsupported"),
    ]
    assert [row["path"] for row in of("risk", rows)] == ["risks[0]", "risks[1]"]
    assert {row["article_id"] for row in rows} == {ENVELOPE.article.id}


def test_a_position_has_its_words_their_place_and_the_verdict() -> None:
    row = of("position", read(ENVELOPE))[4]
    assert row["actor"] == "Brannoch Vey"
    assert row["stance"] == "opposes"
    assert ENVELOPE.article.text[int(row["start"]) : int(row["end"])] == row["quote"]
    assert (row["match"], row["score"]) == ("fuzzy", "0.94")
    assert (row["verdict"], row["said_as"], row["reason"]) == ("verified", "direct", "")
    doubted = of("position", read(ENVELOPE))[3]
    assert doubted["verdict"] == "unverified"
    assert doubted["reason"].startswith("the article credits")


def test_the_brief_and_what_is_unsupported_have_rows_of_their_own() -> None:
    rows = read(ENVELOPE)
    assert of("brief", rows)[0]["issues"] == "the harbour lease; naval visits; fishing agreement; dredging"
    assert of("brief", rows)[0]["headline"] == BRIEF["headline"]
    lost = of("unsupported", rows)[0]
    assert lost["path"] == "positions[8]"
    assert lost["reason"].startswith("its evidence is not in the article")
    assert lost["quote"] == ""
    assert of("actor", rows)[0]["aliases"] == "Oldacre"


def test_the_tables_of_any_two_briefs_of_the_built_in_schema_have_the_same_columns() -> None:
    bare = with_brief({"risks": []}, unsupported=())
    assert to_csv([bare]).splitlines()[0] == to_csv([ENVELOPE]).splitlines()[0]
    assert [row["record"] for row in read(bare, ENVELOPE)][:3] == ["brief", "brief", "position"]


def test_fields_of_a_schema_of_ones_own_are_columns() -> None:
    brief: dict[str, Json] = {
        "evidence": evidence("We are selling nothing"),
        "headline": "A lease",
        "votes": 12,
        "groups": [
            {
                "evidence": evidence("the treaty would not be reopened"),
                "proof": evidence("We are selling nothing"),
                "speaker": "Oldacre",
                "speaker_id": "a2",
                "path": "of her own",
                "sure": True,
                "counts": [1, 2],
                "parts": [{"x": None}],
                "attribution": verified("direct", "she", "told reporters", within="We are selling nothing"),
            }
        ],
    }
    rows = read(with_brief(brief, unsupported=(Unsupported("votes", 13, "no"),)))
    assert [row["record"] for row in rows] == ["brief", "other", "unsupported"]
    assert rows[0]["quote"] == "We are selling nothing"
    assert rows[0]["votes"] == "12"
    own = rows[1]
    assert (own["path"], own["path_"]) == ("groups[0]", "of her own")
    assert (own["speaker"], own["speaker_id"], own["verdict"]) == ("Oldacre", "a2", "verified")
    assert (own["proof_quote"], own["proof_start"]) == ("We are selling nothing", rows[0]["start"])
    assert (own["sure"], own["counts"], own["parts"]) == ("yes", "1; 2", '[{"x": null}]')
    assert (rows[2]["item"], rows[2]["reason"]) == ("13", "no")


# ---------------------------------------------------------------------------------------- formulas


def everywhere(value: Json, text: str) -> Json:
    """The value with the text for every string but the words that tell what it is."""
    if isinstance(value, str):
        return text
    if isinstance(value, list):
        return [everywhere(part, text) for part in value]
    if isinstance(value, dict):
        return {name: everywhere(part, text) for name, part in value.items()}
    return value


@given(start=st.sampled_from([*DANGEROUS, " =", "\n=", "＝", "－"]), rest=st.text(max_size=20))
def test_no_cell_of_any_field_is_a_formula(start: str, rest: str) -> None:
    text = start + rest
    brief = everywhere({**BRIEF, "own": [text], text: text}, text)
    assert isinstance(brief, dict)
    article = replace(ENVELOPE.article, source=text, url=text, published=text)
    lost = Unsupported(text, {"claim": text, text: text}, text)
    page = to_csv([with_brief(brief, article=article, unsupported=(lost,))])
    rows = list(csv.reader(io.StringIO(page, newline="")))
    assert len({len(row) for row in rows}) == 1
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith((*DANGEROUS, "＝", "－"))
        assert not cell.lstrip().startswith(DANGEROUS)
        assert "\x00" not in cell
    assert page.replace('""', "").count('"') % 2 == 0
    assert harmless(text) in rows[1]


@pytest.mark.parametrize("text", ["a=b", "2-3", "", "'=x", "x\ty"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_every_cell_is_quoted() -> None:
    for line in to_csv([ENVELOPE]).splitlines():
        assert line.startswith('"')
        assert line.endswith('"')
    assert ",," not in to_csv([with_brief({}, unsupported=())])
