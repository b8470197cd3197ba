"""What is done with a reply: what is right stays, what is wrong is asked for again, nothing goes missing in silence."""

import json
from typing import Annotated

import pytest
from pydantic import Field
from pydantic_core import to_jsonable_python
from scripted_backend import Line, Scripted, reply

from summarizer.asking import Answer, Limits, Question, Rejected, Wording, ask, key_of
from summarizer.backends.capabilities import Capabilities
from summarizer.errors import (
    BackendError,
    ContentFilterError,
    ContextOverflowError,
    RefusalError,
    ReplyError,
    TruncatedError,
    UnsupportedError,
)
from summarizer.types import Fault, Item, Json, Message, Path, Rung, Text, Usage

pytestmark = pytest.mark.anyio


class Risk(Item):
    evidence: Text
    impact: Annotated[int, Field(ge=0, le=9)]


class Brief(Item):
    headline: Text
    issues: Annotated[list[Text], Field(min_length=1, max_length=4)]
    risks: list[Risk]
    note: str | None = None


MESSAGES = (Message("system", "Be careful."), Message("user", "<article>The dam may fail.</article> Summarize."))
QUESTION = Question("all", MESSAGES, Brief, 500)
GOOD: dict[str, Json] = {
    "headline": "A dam may fail",
    "issues": ["dams"],
    "risks": [{"evidence": "The dam may fail", "impact": 9}, {"evidence": "may fail", "impact": 1}],
    "note": None,
}


def mend(wrong: tuple[Rejected, ...]) -> str:
    return "Mend: " + "; ".join(f"{key_of(one.path)}: {fault.reason}" for one in wrong for fault in one.faults)


WORDING = Wording(schema=lambda schema: f"Schema: {schema}", mend=mend)


async def no_sleep(seconds: float) -> None:
    return None


async def asked(*script: Line, question: Question = QUESTION, **options: object) -> tuple[Answer, Scripted]:
    backend = Scripted(*script)
    answer = await ask(question, backend=backend, wording=WORDING, sleep=no_sleep, **options)  # type: ignore[arg-type]
    return answer, backend


def said(answer: Answer) -> dict[str, Json]:
    value: dict[str, Json] = to_jsonable_python(answer.value)
    return value


def codes(answer: Answer) -> set[str]:
    return {notice.code for notice in answer.notices}


# --------------------------------------------------------------------------------- what is right


async def test_a_right_reply_is_the_answer_validated() -> None:
    answer, backend = await asked(GOOD)
    assert answer.value == {**GOOD, "risks": [Risk.model_validate(risk) for risk in GOOD["risks"]]}
    assert (answer.rejected, answer.notices, len(backend.requests)) == ((), (), 1)
    attempt = answer.attempts[0]
    assert (attempt.purpose, attempt.rung, attempt.outcome) == ("all", "json_schema", "ok")


async def test_the_question_is_sent_as_it_is() -> None:
    _, backend = await asked(GOOD)
    request = backend.requests[0]
    assert (request.messages, request.max_tokens, request.temperature) == (MESSAGES, 500, 0.0)
    assert (request.schema_name, request.rung) == ("Brief", Rung.JSON_SCHEMA)
    assert request.schema["required"] == ["headline", "issues", "risks", "note"]


async def test_a_field_that_may_be_left_out_and_is_is_not_made_up() -> None:
    answer, _ = await asked({key: value for key, value in GOOD.items() if key != "note"})
    assert "note" not in answer.value
    assert answer.rejected == ()


async def test_the_text_is_shown_while_it_streams() -> None:
    seen: list[str] = []
    await asked(GOOD, on_progress=seen.append)
    assert seen == [json.dumps(GOOD)]


# ---------------------------------------------------------------------------------- what is wrong


async def test_only_the_wrong_item_is_asked_for_again_and_its_neighbours_stay() -> None:
    risks: list[Json] = [
        {"evidence": "a", "impact": 1},
        {"evidence": "b", "impact": 77},
        {"evidence": "c", "impact": 3},
    ]
    answer, backend = await asked({**GOOD, "risks": risks}, {"risks_1": {"evidence": "b", "impact": 7}})
    assert said(answer) == {**GOOD, "risks": [risks[0], {"evidence": "b", "impact": 7}, risks[2]]}
    again = backend.requests[1]
    assert again.schema["required"] == ["risks_1"]
    assert again.messages[:2] == MESSAGES
    assert again.messages[2] == Message("assistant", '{"risks_1": {"evidence": "b", "impact": 77}}')
    assert again.messages[3].content == "Mend: risks_1: Input should be less than or equal to 9"
    assert [attempt.purpose for attempt in answer.attempts] == ["all", "re-ask risks_1"]


async def test_several_wrong_parts_are_asked_for_together_in_the_order_of_the_fields() -> None:
    wrong: dict[str, Json] = {
        "headline": " ",
        "issues": ["", "dams"],
        "risks": [{"evidence": "", "impact": 1}],
        "note": None,
    }
    mended: dict[str, Json] = {"headline": "H", "issues_0": "rain", "risks_0": {"evidence": "x", "impact": 1}}
    answer, backend = await asked(wrong, mended)
    assert backend.requests[1].schema["required"] == ["headline", "issues_0", "risks_0"]
    risks: list[Json] = [{"evidence": "x", "impact": 1}]
    assert said(answer) == {"headline": "H", "issues": ["rain", "dams"], "risks": risks, "note": None}


async def test_a_field_that_is_named_as_an_item_of_another_is_asked_for_in_a_round_of_its_own() -> None:
    class Odd(Item):
        r: list[Text]
        r_0: Text

    answer, _ = await asked(
        {"r": ["", "two"], "r_0": ""}, {"r_0": "one"}, {"r_0": "field"}, question=Question("all", MESSAGES, Odd, 500)
    )
    assert said(answer) == {"r": ["one", "two"], "r_0": "field"}
    assert answer.rejected == ()


async def test_a_part_that_stays_wrong_is_set_apart_with_its_reason() -> None:
    bad: list[Json] = [{"evidence": "b", "impact": n} for n in (70, 71, 72)]
    answer, backend = await asked({**GOOD, "risks": [bad[0]]}, {"risks_0": bad[1]}, {"risks_0": bad[2]})
    assert said(answer) == {**GOOD, "risks": []}
    assert answer.rejected == (Rejected(("risks", 0), bad[2], answer.rejected[0].faults),)
    assert answer.rejected[0].faults[0].path == ("risks", 0, "impact")
    assert len(backend.requests) == 3


async def test_a_part_that_comes_back_the_same_is_not_asked_for_a_third_time() -> None:
    bad: dict[str, Json] = {"evidence": "b", "impact": 70}
    answer, backend = await asked({**GOOD, "risks": [bad]}, {"risks_0": bad})
    assert len(backend.requests) == 2
    assert answer.rejected[0].item == bad


async def test_a_part_that_comes_back_the_same_is_the_same_value_and_is_checked_against_what_is_right_now() -> None:
    seen: list[object] = []

    def check(path: Path, value: object, right: dict[str, Json]) -> tuple[Fault, ...]:
        seen.extend([value] if isinstance(value, Risk) else [])
        is_bad = isinstance(value, Risk) and "headline" not in right
        return (Fault(path, "of what?", "words"),) if is_bad else ()

    wrong = {**GOOD, "headline": " ", "risks": GOOD["risks"][:1]}
    answer, _ = await asked(wrong, {"headline": "H", "risks_0": GOOD["risks"][0]}, check=check)
    assert said(answer) == {**wrong, "headline": "H"}
    assert seen[0] is seen[1] is answer.value["risks"][0]


async def test_of_two_values_with_the_same_fault_the_first_is_kept() -> None:
    def check(path: Path, value: object, right: dict[str, Json]) -> tuple[Fault, ...]:
        worse = [Fault(path, "no", "other")] * (value == "There is no letter U.")
        return (Fault(path, "no U", "words"), *worse) if path == ("headline",) and "U" in str(value) else ()

    answer, _ = await asked({**GOOD, "headline": "U keeps it"}, {"headline": "There is no letter U."}, check=check)
    assert [one.item for one in answer.rejected] == ["U keeps it"]
    answer, _ = await asked({**GOOD, "headline": "U keeps it"}, {"headline": "It is kept"}, check=check)
    assert said(answer)["headline"] == "It is kept"


async def test_re_asks_are_limited() -> None:
    answer, backend = await asked({**GOOD, "headline": " "}, limits=Limits(reask_rounds=0))
    assert len(backend.requests) == 1
    assert [one.path for one in answer.rejected] == [("headline",)]
    assert "headline" not in answer.value


async def test_re_asks_stop_when_the_tokens_are_spent() -> None:
    costly = reply(json.dumps({**GOOD, "headline": " "}), usage=Usage(900, 200))
    _, backend = await asked(costly, limits=Limits(tokens=1000))
    assert len(backend.requests) == 1
    _, backend = await asked(costly, GOOD, limits=Limits(tokens=2000))
    assert len(backend.requests) == 2


async def test_without_a_count_tokens_are_estimated() -> None:
    _, backend = await asked({**GOOD, "headline": " "}, limits=Limits(tokens=10))
    assert len(backend.requests) == 1


async def test_what_the_check_finds_is_asked_for_again() -> None:
    seen: list[tuple[Path, object, list[str]]] = []

    def check(path: Path, value: object, right: dict[str, Json]) -> tuple[Fault, ...]:
        seen.append((path, value, list(right)))
        is_bad = isinstance(value, Risk) and "dam" not in value.evidence
        return (Fault((*path, "evidence"), "is not in the article", "evidence"),) if is_bad else ()

    answer, backend = await asked(GOOD, {"risks_1": {"evidence": "The dam", "impact": 1}}, check=check)
    assert answer.rejected == ()
    assert backend.turns(1)[-1].content == "Mend: risks_1: is not in the article"
    assert seen[0] == (("headline",), "A dam may fail", [])
    assert seen[2][0] == ("risks", 0)
    assert seen[2][2] == ["headline", "issues"]


async def test_unknown_fields_are_left_out_at_no_cost_and_it_is_said() -> None:
    risk: dict[str, Json] = {"evidence": "The dam may fail", "impact": 9}
    more: dict[str, Json] = {"mood": {"good": 1}, "tone": 1, "voice": 2, "z": 3}
    answer, backend = await asked({**GOOD, "risks": [{**risk, "sure": True}], **more})
    assert said(answer) == {**GOOD, "risks": [risk]}
    assert codes(answer) == {"extra-fields"}
    told = " ".join(notice.message for notice in answer.notices)
    assert "nobody asked for (mood, tone, voice, …)" in told
    assert "nobody asked for (sure)" in told
    assert len(backend.requests) == 1


async def test_an_item_that_comes_twice_is_kept_once_and_it_is_said() -> None:
    answer, _ = await asked({**GOOD, "issues": ["dams", "rain", "dams"]})
    assert said(answer)["issues"] == ["dams", "rain"]
    assert codes(answer) == {"duplicates"}


async def test_items_beyond_the_most_that_a_list_may_have_are_left_out_and_it_is_said() -> None:
    answer, _ = await asked({**GOOD, "issues": ["a", "b", "c", "d", "e", "f"]})
    assert said(answer)["issues"] == ["a", "b", "c", "d"]
    assert codes(answer) == {"too-many"}


async def test_a_list_with_too_few_items_is_asked_for_more() -> None:
    answer, backend = await asked({**GOOD, "issues": []}, {"issues": ["dams"]})
    assert said(answer)["issues"] == ["dams"]
    assert backend.requests[1].schema["required"] == ["issues"]


class Register(Item):
    risks: Annotated[list[Risk], Field(max_length=2)] | None


REGISTER = Question("risks", MESSAGES, Register, 500)


async def test_of_a_list_that_may_be_null_one_bad_item_costs_its_neighbours_nothing() -> None:
    wrong, right = {"evidence": "", "impact": 1}, {"evidence": "may fail", "impact": 2}
    answer, backend = await asked({"risks": [wrong, right]}, {"risks_0": wrong}, question=REGISTER)
    assert said(answer) == {"risks": [right]}
    assert [one.path for one in answer.rejected] == [("risks", 0)]
    assert backend.requests[1].schema["properties"] == {"risks_0": {"$ref": "#/$defs/Risk"}}


async def test_a_list_that_may_be_null_is_null_if_the_model_says_so_and_has_its_limits() -> None:
    assert said((await asked({"risks": None}, question=REGISTER))[0]) == {"risks": None}
    many = [{"evidence": f"may fail {number}", "impact": number} for number in range(3)]
    answer, _ = await asked({"risks": many}, question=REGISTER)
    assert said(answer) == {"risks": many[:2]}
    assert codes(answer) == {"too-many"}


async def test_a_list_that_is_none_is_asked_for_again() -> None:
    answer, backend = await asked({**GOOD, "risks": "many"}, {"risks": GOOD["risks"]})
    assert said(answer) == GOOD
    assert backend.turns(1)[2].content == '{"risks": "many"}'


async def test_a_field_is_not_read_more_kindly_than_its_schema_says() -> None:
    answer, _ = await asked(
        {**GOOD, "risks": [{"evidence": "a", "impact": "5"}]}, {"risks_0": {"evidence": "a", "impact": 5}}
    )
    assert said(answer)["risks"] == [{"evidence": "a", "impact": 5}]


@pytest.mark.parametrize("written", ["NaN", r'"\ud83d"', '{"a": 1, "a": 2}', "[" * 80 + "]" * 80])
async def test_what_is_no_json_costs_only_the_item_that_holds_it(written: str) -> None:
    text = json.dumps({**GOOD, "risks": [{"evidence": "a", "impact": 1}]}).replace("1}", f"{written}}}")
    answer, backend = await asked(text, {"risks_0": {"evidence": "a", "impact": 5}})
    assert said(answer) == {**GOOD, "risks": [{"evidence": "a", "impact": 5}]}
    assert backend.requests[1].schema["required"] == ["risks_0"]
    backend.turns(1)[2].content.encode("utf-8")


async def test_what_is_set_apart_can_be_written_down() -> None:
    text = json.dumps(GOOD).replace('"A dam may fail"', r'"\ud83d"')
    answer, _ = await asked(text, text, text)
    assert answer.rejected[0].item == "\ufffd"


# ------------------------------------------------------------------------------ replies that are none


async def test_a_refusal_is_final_and_has_its_words() -> None:
    with pytest.raises(RefusalError, match="I will not") as caught:
        await asked(reply("", refusal="I will not."))
    assert len(caught.value.attempts) == 1


async def test_a_filtered_reply_is_final() -> None:
    with pytest.raises(ContentFilterError):
        await asked(reply('{"headline": "A', finish="content_filter"))


@pytest.mark.parametrize("nothing", [reply(""), reply("  \n"), ReplyError("no choices")])
async def test_an_empty_reply_is_asked_for_once_more(nothing: Line) -> None:
    answer, backend = await asked(nothing, GOOD)
    assert said(answer) == GOOD
    assert backend.turns(1) == MESSAGES
    with pytest.raises(ReplyError) as caught:
        await asked(nothing)
    assert len(caught.value.attempts) == 2


async def test_malformed_json_is_asked_for_again_with_the_reason() -> None:
    answer, backend = await asked("{'headline': 'A dam'}", GOOD)
    assert said(answer) == GOOD
    assert backend.turns(1)[2].content == "{'headline': 'A dam'}"
    assert "no valid answer" in backend.turns(1)[3].content


async def test_half_a_character_in_a_reply_does_not_spoil_the_re_ask() -> None:
    answer, backend = await asked("Sorry \ud83d", GOOD)
    assert said(answer) == GOOD
    backend.turns(1)[2].content.encode("utf-8")


async def test_malformed_json_is_guessed_at_last_and_it_is_said() -> None:
    malformed = json.dumps({**GOOD, "note": "x"}).replace('"note": "x"}', '"note": "x",')
    answer, _ = await asked(malformed.replace('"issues": ["dams"], ', '"issues": ["dams",], '))
    assert said(answer) == {**GOOD, "note": "x"}
    assert "repaired" in codes(answer)


async def test_a_cut_reply_is_never_guessed_at() -> None:
    with pytest.raises(TruncatedError):
        await asked(reply('{"headline": "A dam may', finish="length"))


async def test_after_a_cut_the_rest_is_asked_for_with_more_room() -> None:
    cut = json.dumps(GOOD)[:-60]
    rest: dict[str, Json] = {"risks": GOOD["risks"], "note": None}
    answer, backend = await asked(reply(cut, finish="length"), rest)
    assert said(answer) == GOOD
    assert codes(answer) <= {"truncated", "duplicates"}
    assert "truncated" in codes(answer)
    again = backend.requests[1]
    assert again.max_tokens == 1000
    assert again.schema["required"] == ["risks", "note"]
    assert '"The dam may fail"' in again.messages[2].content


async def test_a_reply_cut_in_silence_is_noticed_too() -> None:
    answer, _ = await asked(json.dumps(GOOD)[:-60], {"risks": GOOD["risks"], "note": None})
    assert said(answer) == GOOD
    assert "truncated" in codes(answer)


async def test_what_is_cut_twice_is_kept_as_far_as_it_goes_and_never_taken_for_whole() -> None:
    cut = json.dumps(GOOD)[:-60]
    answer, backend = await asked(reply(cut, finish="length"), reply('{"risks": [{"evidence": "no', finish="length"))
    assert len(backend.requests) == 2
    assert said(answer)["headline"] == GOOD["headline"]
    assert [one.path for one in answer.rejected] == [("risks",), ("note",)]
    assert answer.rejected[0].faults[0].code == "cut"


async def test_a_reply_that_fills_its_room_after_the_end_is_whole() -> None:
    answer, backend = await asked(reply(json.dumps(GOOD) + "\n" * 100, finish="length"))
    assert said(answer) == GOOD
    assert len(backend.requests) == 1
    assert codes(answer) == set()  # nothing is missing, and nothing was asked for again


async def test_a_loop_is_stopped_and_what_came_before_it_is_kept() -> None:
    risk = '{"evidence": "The dam may fail in the coming spring", "impact": 1}'
    text = f'{{"headline": "A", "issues": ["dams"], "risks": [{", ".join([risk] * 50)}'
    answer, backend = await asked(text, {"note": "n"})
    assert said(answer) == {"headline": "A", "issues": ["dams"], "risks": [json.loads(risk)], "note": "n"}
    assert codes(answer) == {"loop"}
    assert backend.requests[1].max_tokens == 500


async def test_a_loop_before_the_first_item_of_a_list_does_not_empty_the_list() -> None:
    text = '{"headline": "A", "issues": ["dams"], "risks": [{"evidence": "' + "ha " * 300
    answer, backend = await asked(text, {"risks": GOOD["risks"], "note": None})
    assert backend.requests[1].schema["required"] == ["risks", "note"]
    assert said(answer)["risks"] == GOOD["risks"]


async def test_a_loop_is_found_in_a_reply_that_did_not_stream() -> None:
    text = '{"headline": "' + "the dam may fail and then again it may not and " * 40
    answer, _ = await asked(reply(text, finish="length"), GOOD)
    assert said(answer) == GOOD
    assert codes(answer) == {"loop"}


async def test_of_a_sentence_that_came_again_and_again_the_first_is_kept_and_the_rest_is_asked_for() -> None:
    text = '{"headline": "A dam \\"may\\" fail. ' + "It may be said, or not. " * 40
    rest = {name: value for name, value in GOOD.items() if name != "headline"}
    answer, backend = await asked(text, rest)
    assert said(answer) == {**GOOD, "headline": 'A dam "may" fail. It may be said, or not.'}
    assert backend.requests[1].schema["required"] == [*rest]
    assert codes(answer) == {"loop"}


async def test_a_loop_and_nothing_else_is_an_error_that_says_so() -> None:
    with pytest.raises(TruncatedError, match="repeated itself"):
        await asked('{"headline": "' + "ha " * 500)


async def test_a_finish_reason_that_nobody_knows_is_said() -> None:
    answer, _ = await asked(reply(json.dumps(GOOD), finish="tired"))
    assert codes(answer) == {"finish-reason"}


@pytest.mark.parametrize("model", [None, "m-1", "M-1-2026-11-24", "org/m-1", "m-1:latest", "/models/m-1.gguf"])
async def test_the_same_model_under_a_longer_name_is_the_same(model: str | None) -> None:
    answer, _ = await asked(reply(json.dumps(GOOD), model=model))
    assert codes(answer) == set()


async def test_another_model_than_was_asked_for_is_said() -> None:
    answer, _ = await asked(reply(json.dumps(GOOD), model="m-2"))
    assert codes(answer) == {"model-changed"}


# --------------------------------------------------------------------------------- errors and re-asks


async def test_an_error_in_a_re_ask_costs_no_more_than_what_was_wrong() -> None:
    answer, _ = await asked({**GOOD, "headline": " "}, ContextOverflowError("too long"))
    assert said(answer) == {key: value for key, value in GOOD.items() if key != "headline"}
    assert codes(answer) == {"reask-failed"}
    assert [attempt.outcome for attempt in answer.attempts] == ["ok", "too long"]


async def test_an_error_before_anything_is_right_is_raised_with_what_was_tried() -> None:
    with pytest.raises(ContextOverflowError) as caught:
        await asked({"wrong": 1}, ContextOverflowError("too long"))
    assert [attempt.outcome for attempt in caught.value.attempts] == ["ok", "too long"]


async def test_replies_without_anything_of_use_are_an_error_that_says_why() -> None:
    with pytest.raises(ReplyError, match="headline: it is missing"):
        await asked({"wrong": 1})
    with pytest.raises(ReplyError, match="headline: must not be empty"):
        await asked({"headline": " "})


# ---------------------------------------------------------------------------------- a cut prompt

LONG = Question("all", (Message("user", "word " * 2000),), Brief, 500)


async def test_a_server_that_cut_the_prompt_is_an_error() -> None:
    with pytest.raises(BackendError, match="cut") as caught:
        await asked(reply(json.dumps(GOOD), usage=Usage(1024, 10)), question=LONG)
    assert "context" in (caught.value.hint or "")


@pytest.mark.parametrize("usage", [Usage(2100, 10), Usage(1300, 10), Usage(None, 10), Usage(100, 10, 1500)])
async def test_a_prompt_that_was_read_whole_is_none(usage: Usage) -> None:
    answer, _ = await asked(reply(json.dumps(GOOD), usage=usage), question=LONG)
    assert said(answer) == GOOD


async def test_a_short_prompt_is_not_judged() -> None:
    answer, _ = await asked(reply(json.dumps(GOOD), usage=Usage(1, 10)))
    assert said(answer) == GOOD


async def test_a_server_that_has_read_as_much_before_counts_only_what_is_new() -> None:
    known = Capabilities()
    await asked(reply(json.dumps(GOOD), usage=Usage(2100, 10)), question=LONG, capabilities=known)
    answer, _ = await asked(reply(json.dumps(GOOD), usage=Usage(30, 10)), question=LONG, capabilities=known)
    assert said(answer) == GOOD


async def test_a_server_that_counts_only_what_is_not_in_its_cache_has_cut_nothing() -> None:
    short, whole = reply(json.dumps(GOOD), usage=Usage(30, 10)), reply("{", usage=Usage(2100, 1))
    answer, backend = await asked(short, whole, question=LONG)
    assert said(answer) == GOOD
    assert [attempt.purpose for attempt in answer.attempts] == ["all", "whether the prompt is read whole"]
    first, second = backend.requests
    assert second.max_tokens < 20
    assert second.messages[0].content.endswith(
        f"\n{first.messages[0].content}"
    )  # no cache has a prompt of that beginning


async def test_a_prompt_that_looks_cut_and_cannot_be_asked_about_counts_as_cut() -> None:
    short = reply(json.dumps(GOOD), usage=Usage(30, 10))
    with pytest.raises(BackendError, match="read 30 tokens"):
        await asked(short, BackendError("no"), question=LONG)


# ------------------------------------------------------------------------------------- the ladder


def refusing(feature: str) -> UnsupportedError:
    return UnsupportedError(f"no {feature}", feature=feature)


async def test_a_server_that_refuses_one_way_is_asked_the_next_and_it_is_remembered() -> None:
    known = Capabilities()
    script = (refusing("json_schema"), refusing("tools"), refusing("json_object"), GOOD)
    answer, backend = await asked(*script, capabilities=known)
    assert [request.rung for request in backend.requests] == list(Rung)
    assert said(answer) == GOOD
    _, backend = await asked(GOOD, capabilities=known)
    assert [request.rung for request in backend.requests] == [Rung.PROMPT]


async def test_where_the_server_holds_no_schema_its_words_stand_in_the_prompt() -> None:
    _, backend = await asked(refusing("json_schema"), refusing("tools"), GOOD)
    assert backend.turns(1) == MESSAGES
    words = backend.turns(2)[-1].content
    assert words.startswith(MESSAGES[1].content)
    assert json.loads(words.split("Schema: ")[1]) == backend.requests[2].schema


async def test_words_are_never_put_into_an_assistants_mouth() -> None:
    question = Question("all", (*MESSAGES, Message("assistant", "{")), Brief, 500)
    _, backend = await asked(refusing("json_schema"), refusing("tools"), GOOD, question=question)
    assert [message.role for message in backend.turns(2)] == ["system", "user", "assistant", "user"]


async def test_a_server_that_takes_a_schema_and_does_not_keep_it_is_asked_the_next_way() -> None:
    known = Capabilities()
    answer, backend = await asked("Here is what I think of dams.", GOOD, capabilities=known)
    assert [request.rung for request in backend.requests] == [Rung.JSON_SCHEMA, Rung.TOOL]
    assert said(answer) == GOOD
    _, backend = await asked({"dams": True}, GOOD, capabilities=known)
    assert [request.rung for request in backend.requests] == [Rung.JSON_SCHEMA, Rung.TOOL]
    _, backend = await asked(GOOD, capabilities=known)
    assert [request.rung for request in backend.requests] == [Rung.TOOL]


@pytest.mark.parametrize(
    "line", [json.dumps(GOOD)[:-60], {**GOOD, "headline": " "}, {**GOOD, "risks": [{"evidence": "", "impact": 1}]}]
)
async def test_a_cut_reply_or_a_wrong_value_is_no_breach_of_the_schema(line: Line) -> None:
    _, backend = await asked(line, GOOD)
    assert [request.rung for request in backend.requests[:2]] == [Rung.JSON_SCHEMA, Rung.JSON_SCHEMA]


async def test_a_parameter_that_is_refused_costs_one_request() -> None:
    known = Capabilities()
    answer, backend = await asked(refusing("temperature"), GOOD, capabilities=known)
    assert said(answer) == GOOD
    assert len(backend.requests) == 2
    later, _ = await asked(GOOD, capabilities=known)
    for each in (answer, later):
        assert [(notice.code, "temperature of 0" in notice.message) for notice in each.notices] == [("left-out", True)]


async def test_that_a_reply_has_no_limit_is_said_when_the_server_takes_none_by_either_name() -> None:
    answer, _ = await asked(refusing("max_tokens"), GOOD)
    assert answer.notices == ()
    answer, _ = await asked(refusing("max_tokens"), refusing("max_completion_tokens"), GOOD)
    assert codes(answer) == {"left-out"}


@pytest.mark.parametrize("feature", ["temperature", "json_object"])
async def test_a_server_that_refuses_what_was_left_out_is_given_up(feature: str) -> None:
    with pytest.raises(BackendError, match=feature):
        await asked(refusing(feature))
