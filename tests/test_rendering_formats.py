"""The list of output formats: what is on it can be made, one brief or several."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path, PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering_harbour import BRIEF, ENVELOPE, evidence

from summarizer import rendering
from summarizer.errors import UsageError
from summarizer.rendering import dumps, from_json, to_json
from summarizer.rendering.formats import Format
from summarizer.types import Json

PAGE = Path(__file__).parent.parent / "docs" / "formats.md"


@pytest.mark.parametrize("form", Format)
def test_every_format_can_be_made_and_is_told_by_its_suffix(form: Format) -> None:
    if form.needs:
        pytest.importorskip(form.needs)
    made = form.make([ENVELOPE])
    assert made
    assert isinstance(made, bytes if form.binary else str)
    assert isinstance(made, bytes) or made.endswith("\n")
    assert Format.of_file(f"a.b{form.suffix.upper()}") is form
    assert form.about


@pytest.mark.parametrize("form", Format)
def test_every_format_is_on_the_page_with_its_suffix(form: Format) -> None:
    assert f"| `{form}` | `{form.suffix}` |" in PAGE.read_text("utf-8")


def test_a_file_without_a_suffix_holds_text() -> None:
    assert Format.of_file("brief") is Format.TEXT


@pytest.mark.parametrize("name", ["brief.pdf", "a.json.foo", "page.htm"])
def test_a_suffix_of_no_format_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(UsageError, match=f"'{PurePath(name).suffix}'") as caught:
        Format.of_file(name)
    assert all(form.suffix in str(caught.value.hint) for form in Format)


def test_pages_of_several_briefs_stand_one_after_the_other() -> None:
    one = Format.MD.make([ENVELOPE])
    assert Format.MD.make([ENVELOPE, ENVELOPE]) == f"{one}\n{one}"


def test_json_of_several_briefs_is_json_lines() -> None:
    assert Format.JSON.make([ENVELOPE]) == dumps(to_json(ENVELOPE))
    lines = str(Format.JSON.make([ENVELOPE, ENVELOPE])).splitlines()
    assert [from_json(json.loads(line)).brief for line in lines] == [ENVELOPE.brief, ENVELOPE.brief]
    assert Format.JSONL.make([ENVELOPE]) == f"{lines[0]}\n"


def test_a_format_that_holds_one_brief_refuses_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Format.MD, "several", "never")
    assert Format.MD.make([ENVELOPE])
    with pytest.raises(UsageError, match="md holds one brief, and these are 2"):
        Format.MD.make([ENVELOPE, ENVELOPE])


def test_a_format_without_its_library_says_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Format.MD, "needs", "no_such_library")
    with pytest.raises(UsageError, match="md needs no_such_library") as told:
        Format.MD.check()
    assert told.value.hint == "pip install 'summarizer[md]'"


def test_what_the_package_does_not_have_is_an_attribute_error() -> None:
    assert not hasattr(rendering, "to_nothing")
    assert all(hasattr(rendering, name) for name in rendering.__all__)


# ------------------------------------------------------------------------------- briefs of any shape

NAMES = st.one_of(
    st.sampled_from([*BRIEF, *BRIEF["positions"][0], *BRIEF["risks"][0], *BRIEF["actors"][0], "quote", "spans"]),
    st.text(max_size=4),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inside: st.one_of(
        st.lists(inside, max_size=3),
        st.dictionaries(NAMES, inside, max_size=5),
        st.just(evidence("Brannoch Vey")),
        st.fixed_dictionaries({"evidence": st.just(evidence("no treaty")), "actor": st.text(), "stance": st.text()}),
        st.fixed_dictionaries({"evidence": inside, "name": st.text(), "kind": st.text(), "aliases": inside}),
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(brief=st.dictionaries(NAMES, VALUES, max_size=5))
def test_a_brief_of_any_shape_is_written_in_every_format(brief: dict[str, Json]) -> None:
    envelope = replace(ENVELOPE, brief=brief)
    for form in Format:
        if form.needs:
            pytest.importorskip(form.needs)
        made = form.make([envelope])
        if form.suffix.endswith(("json", "jsonld")):
            assert json.loads(made)
        elif form is Format.CSV:
            rows = list(csv.reader(io.StringIO(str(made), newline="")))
            assert len({len(row) for row in rows}) == 1
