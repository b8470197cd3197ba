"""Reading what a model wrote: forgiving about wrappers, strict about JSON, and whole up to the place where it broke."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.asking.parsing import parse, repair
from summarizer.strict_json import MAX_DEPTH, NotJson, flaws_in, read_at, read_strictly, read_with_flaws, writable
from summarizer.types import Json

FIELDS = {"headline", "risks"}
VALUE: dict[str, Json] = {"headline": "A bridge", "risks": [{"risk": "It falls"}, {"risk": "It floods"}]}
TEXT = json.dumps(VALUE)

WRAPPED = {
    "bare": TEXT,
    "spaces": f"\n\n  {TEXT}\n\n\n",
    "fence": f"```json\n{TEXT}\n```",
    "fence without a language": f"```\n{TEXT}\n```",
    "chat": f"Sure! Here it is:\n{TEXT}\nAnything {{else}}?",
    "thoughts": f"<think>It wants {{like this}}.</think>\n{TEXT}",
    "thoughts begun in the prompt": f'I will write {{"headline": "x"}} first.</think>{TEXT}',
    "the same twice": f"{TEXT}\n{TEXT}",
    "a list around it": f"[{TEXT}]",
    "another object before": f'{{"note": 1}} {TEXT}',
    "byte order mark": f"\ufeff{TEXT}",
}


@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED.keys())
def test_what_stands_around_the_answer_is_taken_off(text: str) -> None:
    parsed = parse(text, FIELDS)
    assert (parsed.value, parsed.state, parsed.flaws) == (VALUE, "whole", ())


def test_words_inside_the_answer_that_look_like_wrappers_stay() -> None:
    value = {"headline": "He wrote </think> and ```json {} ``` and <think>"}
    assert parse(json.dumps(value), FIELDS).value == value


NO_ANSWER = {
    "nothing": "",
    "plain words": "I cannot see an article.",
    "a list": "[1, 2, 3]",
    "thoughts without an end": f"<think>Let me see: {TEXT}",
    "two answers": f'{TEXT}\n{{"headline": "Another bridge"}}',
    "a field twice": '{"headline": "a", "headline": "b", "risks": []}',
}


@pytest.mark.parametrize("text", NO_ANSWER.values(), ids=NO_ANSWER.keys())
def test_where_there_is_no_one_answer_none_is_made_up(text: str) -> None:
    parsed = parse(text, FIELDS)
    assert parsed.value == {}
    assert parsed.state in ("malformed", "ambiguous")
    assert parsed.reason


def test_an_answer_to_something_else_is_read_and_has_none_of_the_fields() -> None:
    parsed = parse('{"result": "ok"}', FIELDS)
    assert (parsed.value, parsed.state) == ({"result": "ok"}, "whole")


# -------------------------------------------------------------------------------------------- flaws


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("NaN", "number"),
        ("-Infinity", "number"),
        ("1e999", "number"),
        (r'"\ud83d"', "text"),
        ('"\ud83d"', "text"),
        (r'"a\u0000b"', "text"),
        (r'{"\ud83d": 1}', "text"),
        ('{"a": 1, "a": 1}', "doubled"),
    ],
)
def test_what_json_does_not_allow_is_marked_with_its_place(written: str, kind: str) -> None:
    parsed = parse(f'{{"headline": "x", "risks": [{{"risk": "a"}}, {{"risk": {written}}}]}}', FIELDS)
    assert parsed.state == "whole"
    assert [(flaw.path, flaw.kind) for flaw in parsed.flaws] == [(("risks", 1, "risk"), kind)]


@pytest.mark.parametrize("depth", [MAX_DEPTH + 2, 900, 100_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_text_of_any_depth_is_read_without_a_crash(depth: int, opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    inside = opening * depth + "1" + closing * depth
    parsed = parse(f'{{"headline": "x", "risks": {inside}}}', FIELDS)
    assert parsed.value["headline"] == "x"
    assert parsed.state == "malformed" or parsed.flaws[0].kind == "deep"


def test_a_number_with_too_many_digits_is_no_json() -> None:
    for read in (read_strictly, lambda text: read_at(text, 0)):
        with pytest.raises(NotJson, match="digits"):
            read("9" * 5000)


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 2}', "[NaN]", "[1e999]", "", "{} {}", "[1,]", "{'a': 1}", "[" * 100_000]
)
def test_strict_reading_refuses_what_python_lets_pass(text: str) -> None:
    with pytest.raises(NotJson):
        read_strictly(text)


def test_strict_reading_lets_half_a_pair_pass_for_the_other_half_may_follow() -> None:
    assert read_strictly(r'["\ud83d"]') == ["\ud83d"]


@pytest.mark.parametrize("text", [r'{"a": "\ud83d", "b": ["\u0000", NaN, 1.5]}', "[" * 300 + "]" * 300])
def test_what_has_flaws_can_be_made_writable(text: str) -> None:
    value = writable(read_at(text, 0)[0])
    assert flaws_in(value) == ()
    json.dumps(value, allow_nan=False).encode("utf-8")


# ----------------------------------------------------------------------------------- broken replies


def test_a_reply_cut_anywhere_gives_only_what_was_whole() -> None:
    for end in range(len(TEXT)):
        parsed = parse(TEXT[:end], FIELDS)
        assert parsed.state == ("cut" if end else "malformed"), TEXT[:end]
        assert parsed.value.get("headline", "A bridge") == "A bridge"
        risks = parsed.value.get("risks", [])
        assert risks == VALUE["risks"][: len(risks)]  # type: ignore[index, arg-type]
        assert ("risks" in parsed.value) == ('"risks": [' in TEXT[:end])
        assert (parsed.open == "risks") == ('"risks":' in TEXT[:end] and "]" not in TEXT[:end])


@pytest.mark.parametrize("text", ['{"risks": [1, 2', '{"risks": [1, 20', '{"risks": [1, tru', r'{"risks": [1, "a\u12'])
def test_a_number_at_the_cut_may_have_gone_on(text: str) -> None:
    parsed = parse(text, FIELDS)
    assert (parsed.value, parsed.state, parsed.open) == ({"risks": [1]}, "cut", "risks")


def test_a_field_cut_in_a_number_is_missing() -> None:
    assert parse('{"headline": 12', FIELDS).value == {}


BROKEN = {
    '{"risks": [{"risk": "a"}, {"risk": "b",]': {"risks": [{"risk": "a"}]},
    '{"headline": "He said "no" to it", "risks": []}': {},
    '{"headline": "a" "risks": []}': {},
    '{"headline": "a", risks: []}': {"headline": "a"},
    '{"headline": "a", "risks": ["b" "c"]}': {"headline": "a", "risks": []},
    '{"headline": "a", "risks": [{"risk": "b"} {"risk": "c"}]}': {"headline": "a", "risks": [{"risk": "b"}]},
    '{"headline": "a", "headline": "b", "risks": [}': {"headline": "a"},
    '{"headline" "a"}': {},
}


@pytest.mark.parametrize(("text", "value"), BROKEN.items())
def test_malformed_json_gives_what_was_whole_before_the_mistake(text: str, value: dict[str, Json]) -> None:
    parsed = parse(text, FIELDS)
    assert (parsed.value, parsed.state) == (value, "malformed")


def test_a_guess_at_malformed_json_is_made_only_when_asked_for() -> None:
    assert repair('{"headline": "a", "risks": [{"risk": "b"},]') == {"headline": "a", "risks": [{"risk": "b"}]}


HOPELESS = ["", "no", "[1]", "{}", '{"a": "\\ud83d",]', "{" * 5000, '{"a":[' * 5000, "[{}," * 12_501]


@pytest.mark.parametrize("text", HOPELESS, ids=range(len(HOPELESS)))
def test_where_nothing_can_be_guessed_nothing_is(text: str) -> None:
    start = time.process_time()
    assert repair(text) is None
    assert time.process_time() - start < 10


# ----------------------------------------------------------------------------------------- any text


@given(st.text() | st.text('{}[]",:\\ntruefalse0123456789.eE- abriskshedln'))
def test_any_text_is_parsed_without_an_exception(text: str) -> None:
    parse(text, FIELDS)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
        max_leaves=10,
    )
)
def test_json_without_flaws_is_read_as_python_reads_it(value: Json) -> None:
    text = json.dumps(value)
    assert read_at(text, 0) == (json.loads(text), len(text))


@given(
    st.recursive(
        st.floats() | st.text(st.characters(categories=None), max_size=3),
        lambda inside: (
            st.lists(inside, max_size=4) | st.dictionaries(st.text(st.characters(categories=None)), inside, max_size=4)
        ),
        max_leaves=5,
    ),
    st.booleans(),
)
def test_flaws_are_found_without_a_walk_as_with_one(value: Json, is_ascii: bool) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii)
    read, end = read_at(text, 0)
    assert repr(read_with_flaws(text, 0)) == repr((read, end, flaws_in(read)))


@pytest.mark.parametrize("piece", ["{", '{"', '{"a":', "[{", '{"headline":[', "<think>", "```", "{}", '{"a":1},'])
def test_hostile_texts_are_read_in_linear_time(piece: str) -> None:
    start = time.process_time()
    parse(piece * (1_000_000 // len(piece)), FIELDS)
    assert time.process_time() - start < 10
