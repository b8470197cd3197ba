"""What several chunks give becomes one list of each, and nothing that is different becomes one."""

from dataclasses import replace
from typing import Annotated

import pytest
from pydantic import Field
from pydantic_core import to_jsonable_python
from scenes import Scene, validated

from summarizer.chunking import split
from summarizer.errors import RefusalError
from summarizer.judging import Judge
from summarizer.mapping import Chunk
from summarizer.merging import merge
from summarizer.publishing import publish
from summarizer.record import Record
from summarizer.types import (
    Actor,
    Attempt,
    Evidence,
    Item,
    Json,
    Notice,
    Phrase,
    Position,
    Risk,
    Span,
    Text,
    Unsupported,
    one_of,
)

STAYS, LEASE, FARES = "the old ferry has to stay in service", "the lease must end in May", "fares will have to double"
TEXT = (
    f"Mayor Ines Quill said that {STAYS}. Tobias Fenn said that {FARES}.\n\n"
    f"A week later, Ines Quill repeated that {STAYS}. Ines Quill added that {LEASE}."
)
SECOND = TEXT.rindex(STAYS)


class Brief(Item):
    issues: list[Text]
    actors: list[Actor]
    positions: list[Position]
    risks: list[Risk]
    best: list[Evidence]
    headline: Text


@pytest.fixture
def judge() -> Judge:
    scene = Scene(TEXT)
    quill, fenn = scene.actor("Ines Quill", "Quill"), scene.actor("Tobias Fenn")
    scene.says(quill, "Mayor Ines Quill", "said", STAYS)
    scene.says(fenn, "Tobias Fenn", "said", FARES)
    again = replace(scene.statements[0], id="s3", content=Phrase(STAYS, (Span(SECOND, SECOND + len(STAYS)),)))
    scene.statements.append(again)
    return Judge(scene.article, scene.proposals, language="en")


def chunks(judge: Judge, *drafts: dict[str, Json], schema: type[Item] = Brief) -> list[Chunk]:
    parts = split(judge.article, most=len(TEXT) - 20)
    assert len(parts) == 2
    return [Chunk(part, Record(draft=validated(draft, schema))) for part, draft in zip(parts, drafts, strict=True)]


def position(quote: str, actor: str, claim: str = "", **changed: Json) -> dict[str, Json]:
    made: dict[str, Json] = {"evidence": quote, "actor": actor, "role": None, "issue": "ferry service"}
    return made | {"claim": claim or f"{actor} says {quote}.", "stance": "supports"} | changed


def shown(judge: Judge, record: Record) -> dict[str, Json]:
    draft = {**record.draft, "headline": "A ferry"}
    return publish(draft, Brief, prover=judge.prover, places=record.places).brief


def items(record: Record, name: str) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = to_jsonable_python(record.draft[name])
    return found


def test_a_quote_is_found_in_the_chunk_that_it_came_from(judge: Judge) -> None:
    made = merge(chunks(judge, {"positions": []}, {"positions": [position(STAYS, "Ines Quill")]}), Brief, judge=judge)
    (found,) = shown(judge, made)["positions"]
    assert found["evidence"]["spans"] == [[SECOND, SECOND + len(STAYS)]]


def test_what_one_actor_says_in_two_chunks_is_one_item_with_the_evidence_of_both(judge: Judge) -> None:
    first, second = position(STAYS, "Ines Quill"), position(STAYS, "Quill", f"Quill says again that {STAYS}.")
    made = merge(chunks(judge, {"positions": [first]}, {"positions": [second]}), Brief, judge=judge)
    (found,) = shown(judge, made)["positions"]
    start = TEXT.index(STAYS)
    assert found["evidence"] == {
        "quote": f"{STAYS} … {STAYS}",
        "spans": [[start, start + len(STAYS)], [SECOND, SECOND + len(STAYS)]],
        "match": "exact",
        "score": 1.0,
    }
    assert found["actor_id"] == "a1"


@pytest.mark.parametrize(
    "other",
    [
        position(LEASE, "Ines Quill", "The ferry is not to be sold at all this year."),
        position(LEASE, "Ines Quill", "The ferry is to be sold at all in 2031 this year."),
        position(LEASE, "Ines Quill", "Something else altogether is wanted here."),
        position(LEASE, "Tobias Fenn", "The ferry is to be sold at all this year."),
        position(LEASE, "Ines Quill", "The ferry is to be sold at all this year.", stance="opposes"),
    ],
    ids=["negation", "number", "words", "actor", "stance"],
)
def test_items_that_differ_stay_two(judge: Judge, other: dict[str, Json]) -> None:
    first = position(STAYS, "Ines Quill", "The ferry is to be sold at all this year.")
    made = merge(chunks(judge, {"positions": [first]}, {"positions": [other]}), Brief, judge=judge)
    assert items(made, "positions") == [first, other]


def test_two_items_of_one_chunk_stay_two(judge: Judge) -> None:
    same = [position(STAYS, "Ines Quill"), position(STAYS, "Ines Quill")]
    made = merge(chunks(judge, {"positions": same}, {}), Brief, judge=judge)
    assert items(made, "positions") == same


def test_issues_of_the_same_words_are_one_and_items_take_its_name(judge: Judge) -> None:
    first = {"issues": ["ferry fares", "lease"], "positions": [position(FARES, "Tobias Fenn", issue="ferry fares")]}
    second = {
        "issues": ["Lease", "the ferry's fares", "cost"],
        "positions": [
            position(LEASE, "Ines Quill", issue="Lease"),
            position(STAYS, "Ines Quill", issue="the ferry's fares"),
        ],
    }
    made = merge(chunks(judge, first, second), Brief, judge=judge)
    assert made.draft["issues"] == ["ferry fares", "lease", "cost"]
    assert [one["issue"] for one in items(made, "positions")] == ["ferry fares", "lease", "ferry fares"]


def test_an_issue_that_is_used_is_never_left_out_and_others_only_if_there_are_too_many(judge: Judge) -> None:
    class Short(Item):
        issues: Annotated[list[Text], Field(max_length=2)]
        positions: list[Position]

    names = {STAYS: "ferry service", LEASE: "pier works", FARES: "night boats"}
    used = [position(quote, "Ines Quill", issue=name) for quote, name in names.items()]
    drafts = ({"issues": ["unused", "ferry service"], "positions": used[:1]}, {"issues": ["pier works", "night boats"]})
    drafts[1]["positions"] = used[1:]
    made = merge(chunks(judge, *drafts, schema=Short), Short, judge=judge)
    assert made.draft["issues"] == ["ferry service", "pier works", "night boats"]


def test_evidence_by_itself_is_listed_once(judge: Judge) -> None:
    made = merge(chunks(judge, {"best": [FARES, STAYS]}, {"best": [STAYS, LEASE]}), Brief, judge=judge)
    assert made.draft["best"] == [FARES, STAYS, LEASE]


def test_actors_of_all_chunks_are_one_by_their_names(judge: Judge) -> None:
    def actor(name: str, quote: str) -> dict[str, Json]:
        return {"evidence": quote, "name": name, "kind": "person", "role": None, "aliases": []}

    drafts = {"actors": [actor("Ines Quill", "Mayor Ines Quill")]}, {"actors": [actor("Quill", "Ines Quill repeated")]}
    made = merge(chunks(judge, *drafts), Brief, judge=judge)
    assert [one["name"] for one in shown(judge, made)["actors"]].count("Ines Quill") == 1


def test_what_a_chunk_cost_and_set_apart_is_kept_and_places_are_those_of_the_brief(judge: Judge) -> None:
    first, second = chunks(
        judge,
        {"positions": [position(FARES, "Tobias Fenn")]},
        {"positions": [position(LEASE, "Ines Quill"), position(STAYS, "Ines Quill")]},
    )
    for chunk in (first, second):
        chunk.record.attempts.append(Attempt("everything", "json_schema", 1.0, "ok"))
    second.record.unsupported += [Unsupported("positions[7]", "x", "no"), Unsupported("headline", "x", "no")]
    second.record.note(
        Notice("words", "strange", "positions[1].claim"),
        Notice("words", "strange", "headline"),
        Notice("incomplete", "it broke off", "risks"),
        Notice("loop", "it looped"),
    )
    made = merge([first, second], Brief, judge=judge)
    assert [one.purpose for one in made.attempts] == ["chunk 1 of 2: everything", "chunk 2 of 2: everything"]
    assert [one.path for one in made.unsupported] == ["positions[7]"]
    told = [(notice.code, notice.path, notice.message) for notice in made.notices if "gave no" not in notice.message]
    assert told == [
        ("words", "positions[2].claim", "strange"),
        ("incomplete", "risks", "chunk 2 of 2: it broke off"),
        ("loop", None, "chunk 2 of 2: it looped"),
    ]
    assert made.places["positions", 2] == second.span


def test_a_chunk_that_failed_is_named_by_its_place(judge: Judge) -> None:
    good, bad = chunks(judge, {"positions": []}, {})
    made = merge([good, Chunk(bad.part, bad.record, RefusalError("the model declined"))], Brief, judge=judge)
    (told,) = [notice.message for notice in made.notices if notice.code == "chunk-failed"]
    assert told.endswith("of it) are not in the brief: the model declined")
    assert "100%" in told


def test_a_list_that_no_chunk_gave_is_not_there(judge: Judge) -> None:
    made = merge(chunks(judge, {"positions": []}, {}), Brief, judge=judge)
    assert [*made.draft] == ["positions"]


class Talk(Item):
    evidence: list[Evidence]
    topic: str


class Talks(Item):
    topics: list[str]
    talks: list[Talk]
    counts: list[int]


def test_items_with_several_quotes_and_lists_of_anything_else_are_joined(judge: Judge) -> None:
    first = {"talks": [{"evidence": [STAYS], "topic": "ferry"}], "counts": [1, 2]}
    second = {"talks": [{"evidence": [STAYS], "topic": "ferry"}, {"evidence": [FARES], "topic": "x"}], "counts": [2, 3]}
    made = merge(chunks(judge, first, second, schema=Talks), Talks, judge=judge)
    assert items(made, "talks") == [first["talks"][0], second["talks"][1]]
    assert made.draft["counts"] == [1, 2, 2, 3]


def test_evidence_whose_speaker_would_be_less_sure_is_not_added() -> None:
    scene = Scene(TEXT)
    quill = scene.actor("Ines Quill")
    scene.says(quill, "Mayor Ines Quill", "said", STAYS)
    judge = Judge(scene.article, scene.proposals, language="en")
    claim = "Ines Quill wants the ferry to go on as it is."
    first, second = position(STAYS, "Ines Quill", claim), position(LEASE, "Ines Quill", claim)
    made = merge(chunks(judge, {"positions": [first]}, {"positions": [second]}), Brief, judge=judge)
    assert items(made, "positions") == [first]


def test_an_item_that_chose_several_has_them_under_the_names_that_they_have_now(judge: Judge) -> None:
    class Said(Item):
        evidence: Evidence
        about: list[Annotated[Text, one_of("issues")]]
        beside: Annotated[Text, one_of("issues")] | None

    class Wide(Item):
        issues: list[Text]
        positions: list[Said]

    first: dict[str, Json] = {"issues": ["fares", "ferry"]}
    second: dict[str, Json] = {
        "issues": ["the ferry", "lease"],
        "positions": [
            {"evidence": STAYS, "about": ["the ferry", "lease"], "beside": None},
            {"evidence": LEASE, "about": ["lease"], "beside": "the ferry"},
        ],
    }
    made = merge(chunks(judge, first, second, schema=Wide), Wide, judge=judge)
    assert made.draft["issues"] == ["ferry", "lease", "fares"]
    assert [(one["about"], one["beside"]) for one in items(made, "positions")] == [
        (["ferry", "lease"], None),
        (["lease"], "ferry"),
    ]
