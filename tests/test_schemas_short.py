"""A schema in one short line becomes a file that loads, or an error that names its column."""

import json
from pathlib import Path

import pytest
from command_line import run
from hypothesis import given
from hypothesis import strategies as st

from summarizer.assets import describe_schema, find_asset, load_schema
from summarizer.checking import check_schema
from summarizer.drafting.python import schema_file
from summarizer.drafting.short import ShortField, read_short
from summarizer.errors import UsageError
from summarizer.types import EvidenceMark, SpeakerMark, field_marks


@pytest.fixture(autouse=True)
def config(no_config: Path) -> Path:
    return no_config


def model_of(root: Path, line: str, name: str = "deal"):
    file = root / "schemas" / f"{name}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(schema_file(name, read_short(line), description="A deal"), "utf-8")
    return load_schema(find_asset("schemas", name, [root]))


# ---------------------------------------------------------------------------------------- reading


def test_fields_are_read_with_their_types_and_evidence_comes_first():
    assert read_short("deadline: date?, sum: money, clause: evidence") == (
        ShortField("clause", "evidence", column=30),
        ShortField("deadline", "date", optional=True, column=1),
        ShortField("sum", "money", column=18),
    )


def test_lists_items_choices_and_descriptions_are_read():
    line = 'who : list of { words: evidence, by: speaker , mood: calm | not calm? "How, in a word", n?: int }, ok: bool'
    group, ok = read_short(line)
    assert (group.kind, group.many, ok.kind) == ("item", True, "bool")
    words, by, mood, n = group.fields
    assert (words.kind, by.kind) == ("evidence", "speaker")
    assert (mood.choices, mood.optional, mood.about) == (("calm", "not calm"), True, "How, in a word")
    assert (n.kind, n.optional) == ("int", True)
    assert read_short("a: List of str, b: listing|x")[0].many


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "column 1: a field begins with its name"),
        ("   ", "column 4: a field begins with its name"),
        ("a: str,", "column 8: a field begins with its name"),
        ("a: str, 7: int", "column 9: a field begins with its name"),
        ("deadline", "column 9: after 'deadline' come ':' and a type"),
        ("a b: str", "column 3: after 'a' come"),
        ("a: ", "column 4: here a type is missing"),
        ("a: ,", "column 4: here a type is missing"),
        ("a: dat", "column 4: there is no type 'dat'; did you mean 'date'?"),
        ("a: str, b: zzzz", "column 12: there is no type 'zzzz'"),
        ("a: str}", "column 7: unexpected '}'"),
        ("a: str b: int", "column 4: there is no type 'str b'"),
        ("a: {b: str", "column 11: here '}' is missing"),
        ("a: {}", "column 5: a field begins with its name"),
        ("a: x|", "column 4: each word of a choice"),
        ("a: x|x", "column 4: each word of a choice"),
        ("a: str, a: int", "column 9: there are two fields 'a'"),
        ("Deadline: str", "column 1: 'Deadline' cannot be the name"),
        ("a: str, class: str", "column 9: 'class' cannot be the name"),
        ("copy: str", "column 1: 'copy' cannot be the name"),
        ("é: str", "column 1: 'é' cannot be the name"),
        ("w: speaker", "column 1: a speaker needs evidence"),
        ("e: evidence, w: speaker, v: speaker", "column 26: a second speaker beside 'w'"),
        ("e: evidence, w: list of speaker", "column 14: a speaker is one, not a list"),
        ("a: list of list of str", "column 23: a list of lists"),
        ("a: {" * 7 + "b: str" + "}" * 7, "more than 5 items in one another"),
    ],
)
def test_what_is_wrong_is_told_with_its_column(line, reason):
    with pytest.raises(UsageError) as caught:
        read_short(line)
    assert reason in caught.value.message
    assert caught.value.message.startswith("column ")
    assert caught.value.hint


@given(st.text(alphabet='ab:,?{}|" list of str evidence speaker\n\\"é', max_size=60))
def test_any_line_is_read_or_refused_by_its_column(line):
    try:
        fields = read_short(line)
    except UsageError as err:
        if not err.message.startswith("column "):
            raise
    else:
        compile(schema_file("any", fields, description=line), "any.py", "exec")


# ---------------------------------------------------------------------------------------- writing


def test_the_file_loads_and_its_marks_are_those_of_the_line(tmp_path):
    line = "sum: money?, day: date, parties: list of {words: evidence, who: speaker, mood: calm|angry, n: list of int}"
    model = model_of(tmp_path, line + ", gist: str \"In a 'word' é\", clause: evidence?")
    assert check_schema(model) == ()
    assert list(model.model_fields) == ["clause", "sum", "day", "parties", "gist"]
    assert isinstance(field_marks(model.model_fields["clause"])[0], EvidenceMark)
    party = model.model_fields["parties"].annotation.__args__[0]
    assert party.__name__ == "Party"
    assert [type(mark) for info in party.model_fields.values() for mark in field_marks(info)] == [
        EvidenceMark,
        SpeakerMark,
    ]
    reply = {
        "clause": None, "sum": "3 million", "day": "2026-05", "gist": "x",
        "parties": [{"words": "w", "who": "Mara", "mood": "calm", "n": [1, 2]}],
    }  # fmt: skip
    assert model.model_validate(reply).model_dump() == reply
    with pytest.raises(ValueError, match="day"):
        model.model_validate(reply | {"day": "in May"})


def test_a_description_is_what_the_model_is_told(tmp_path):
    model = model_of(tmp_path, 'e: evidence, day: date? "When \' \u202e it ends"')
    assert model.model_fields["day"].description == "When ' \u202e it ends"
    assert "\u202e" not in (tmp_path / "schemas" / "deal.py").read_text("utf-8")


@pytest.mark.parametrize("name", ["item", "7", "none", "text", "risk-brief.v2", "field"])
def test_whatever_the_name_the_model_of_the_file_is_the_whole(tmp_path, name):
    line = "e: evidence, items: list of {e: evidence}, nones: list of {e: evidence}, texts: {e: evidence}"
    model = model_of(tmp_path, line, name)
    assert list(model.model_fields) == ["e", "items", "nones", "texts"]


@pytest.mark.parametrize(
    ("many", "one"), [("parties", "Party"), ("classes", "Class"), ("losses", "Loss"), ("press", "Press"), ("as", "As"),
                      ("offers", "Offer"), ("ties", "Tie"), ("wish_lists", "WishList")],
)  # fmt: skip
def test_an_item_is_named_after_one_of_its_list(many, one):
    name = "as_" if many == "as" else many
    text = schema_file("deal", read_short(f"{name}: list of {{e: evidence}}"), description="x")
    assert f"class {one}(Item):" in text


# ---------------------------------------------------------------------------------------- command


def test_a_new_schema_goes_to_the_config_folder_and_passes_its_check(capsys, config):
    code, out, err = run(capsys, "schemas", "new", "deal", "deadline: date, sum: money, clause: evidence")
    path = config / "schemas" / "deal.py"
    assert (code, out, err) == (0, f"{path}\n", "")
    assert run(capsys, "schemas", "check", "deal", "--strict") == (0, "deal: ok\n", "")
    assert describe_schema(find_asset("schemas", "deal", [config])) == "Clause, deadline, sum"
    sent = json.loads(run(capsys, "schemas", "show", "deal", "--format", "json")[1])
    assert sent["required"] == ["clause", "deadline", "sum"]


def test_a_new_schema_goes_where_it_is_told_and_is_described_as_it_is_told(capsys, tmp_path):
    words = ("--to", tmp_path / "mine", "--description", 'Say """ \\ x')
    assert run(capsys, "schemas", "new", "deal", "a: evidence", *words)[0] == 0
    assert describe_schema(find_asset("schemas", "deal", [tmp_path / "mine"])) == 'Say """ \\ x'


def test_a_new_schema_overwrites_nothing(capsys, config):
    run(capsys, "schemas", "new", "deal", "a: evidence")
    before = (config / "schemas" / "deal.py").read_text()
    code, out, err = run(capsys, "schemas", "new", "deal", "b: evidence")
    assert (code, out) == (2, "")
    assert "deal.py exists already" in err
    assert (config / "schemas" / "deal.py").read_text() == before


def test_a_line_that_is_wrong_or_a_name_that_is_none_writes_nothing(capsys, config):
    code, _, err = run(capsys, "schemas", "new", "deal", "a: dat")
    assert code == 2
    assert err.startswith("error: column 4: there is no type 'dat'; did you mean 'date'?\nhint: types: str, int,")
    assert run(capsys, "schemas", "new", "../deal", "a: evidence")[0] == 2
    assert not config.exists()


def test_items_without_evidence_are_warned_of_and_written(capsys, config):
    code, _, err = run(capsys, "schemas", "new", "deal", "parts: list of {a: str}")
    assert code == 0
    assert err == "warning: parts[]: has no Evidence: nothing in these items can be checked\n"
