"""The list of output formats: what is on it can be made, one brief or several."""

import json
from pathlib import Path

import pytest
from rendering_harbour import ENVELOPE

from summarizer.errors import UsageError
from summarizer.rendering import dumps, from_json, to_json
from summarizer.rendering.formats import Format

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


def test_a_file_without_a_known_suffix_tells_no_format() -> None:
    assert Format.of_file("brief.out") is None
    assert Format.of_file("brief") is None


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
