"""What of a draft is published: what is proved, at its spans, with whoever says it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, create_model
from scenes import Scene, validated

from summarizer.checking import check_proofs
from summarizer.naming import Naming
from summarizer.proving import Prover
from summarizer.publishing import Published, publish
from summarizer.record import Record
from summarizer.types import Actor, ActorKind, Evidence, Item, Json, Located, Notice, Position, Speaker, Text

QUILL, BOATS, MAY = "the old ferry must stay in service", "We cannot lose two boats", "not before May"
TEXT = f"Mayor Ines Quill said that {QUILL}. “{BOATS},” Tobias Fenn told the council, “{MAY}.”"
INVENTED = "We shall burn every last one of them"


class Brief(Item):
    headline: Text
    actors: list[Actor]
    positions: Annotated[list[Position], Field(min_length=2)]
    best: Evidence
    quotes: list[Evidence]


@pytest.fixture
def scene() -> Scene:
    scene = Scene(TEXT)
    quill = scene.actor("Ines Quill", role="Mayor", evidence="Mayor Ines Quill")
    fenn = scene.actor("Tobias Fenn")
    scene.says(quill, "Mayor Ines Quill", "said", QUILL)
    scene.says(fenn, "Tobias Fenn", "told", BOATS, MAY, kind="direct")
    return scene


def published(scene: Scene, draft: dict[str, Json], schema: type[Item] = Brief) -> Published:
    return publish(validated(draft, schema), schema, prover=Prover(scene.article, scene.proposals))


def position(evidence: str = QUILL, actor: str = "Ines Quill") -> dict[str, Json]:
    return {"evidence": evidence, "actor": actor, "role": None, "issue": "i", "claim": "c", "stance": "supports"}


def test_evidence_is_published_as_the_articles_words_at_their_spans(scene: Scene) -> None:
    folded = QUILL.upper()[:1] + QUILL[1:]
    found = published(scene, {"positions": [position(folded)], "best": f"{BOATS} … {MAY}"}).brief
    start = TEXT.index(QUILL)
    assert found["positions"][0]["evidence"] == {
        "quote": QUILL,
        "spans": [[start, start + len(QUILL)]],
        "match": "folded",
        "score": 1.0,
    }
    assert [TEXT[a:b] for a, b in found["best"]["spans"]] == [BOATS, MAY]
    assert found["best"]["quote"] == f"{BOATS} … {MAY}"


def test_what_was_copied_by_the_program_is_exact_at_its_spans(scene: Scene) -> None:
    prover = Prover(scene.article, scene.proposals)
    prover.grounder.remember(f"{BOATS} … {MAY}", Located((scene.span(BOATS), scene.span(MAY)), "exact", 1.0))
    found = publish({"best": f"{BOATS} … {MAY}"}, Brief, prover=prover).brief
    assert found["best"]["match"] == "exact"


def test_a_speaker_has_a_verdict_and_an_id(scene: Scene) -> None:
    (one,) = published(scene, {"positions": [position()]}).brief["positions"]
    assert one["actor_id"] == "a1"
    assert one["attribution"] == {
        "verdict": "verified",
        "kind": "paraphrase",
        "speaker": {"quote": "Mayor Ines Quill", "spans": [[0, 16]]},
        "cue": {"quote": "said", "spans": [[17, 21]]},
        "reason": None,
    }


@pytest.mark.parametrize(
    ("item", "reason"),
    [(position(INVENTED), "not in the article"), (position(actor="Tobias Fenn"), "not to Tobias Fenn")],
)
def test_an_item_that_is_not_proved_is_set_apart_with_its_reason(
    scene: Scene, item: dict[str, Json], reason: str
) -> None:
    found = published(scene, {"positions": [position(), item]})
    assert len(found.brief["positions"]) == 1
    (lost,) = found.unsupported
    assert (lost.path, lost.item) == ("positions[1]", item)
    assert reason in lost.reason


def test_evidence_by_itself_is_set_apart_too(scene: Scene) -> None:
    found = published(scene, {"best": INVENTED, "quotes": [BOATS, INVENTED]})
    assert "best" not in found.brief
    assert [one["quote"] for one in found.brief["quotes"]] == [BOATS]
    assert [one.path for one in found.unsupported] == ["best", "quotes[1]"]


def test_fields_come_in_the_order_of_the_schema_and_what_is_missing_stays_missing(scene: Scene) -> None:
    found = published(scene, {"best": BOATS, "headline": "h"}).brief
    assert [*found] == ["headline", "actors", "best"]


def test_actors_come_from_the_parse_if_the_model_gave_none(scene: Scene) -> None:
    actors = published(scene, {}).brief["actors"]
    assert [(one["id"], one["name"], one["role"]) for one in actors] == [
        *(("a1", "Ines Quill", "Mayor"), ("a2", "Tobias Fenn", None))
    ]


def test_actors_of_the_model_are_held_to_their_evidence(scene: Scene) -> None:
    right: dict[str, Json] = {"evidence": "Mayor Ines Quill", "name": "Ines Quill", "kind": "person"}
    right |= {"role": "Mayor", "aliases": []}
    found = published(scene, {"actors": [right, right | {"evidence": INVENTED, "name": "Nobody"}]})
    assert [one["name"] for one in found.brief["actors"]] == ["Ines Quill"]
    assert [one.path for one in found.unsupported] == ["actors[1]"]


def test_an_actor_whom_the_article_does_not_name_is_set_apart_and_evidence_names_its_actor(scene: Scene) -> None:
    elsewhere: dict[str, Json] = {"evidence": QUILL, "kind": "person", "role": None, "aliases": []}
    found = published(scene, {"actors": [elsewhere | {"name": name} for name in ("Zed Nobody", "Tobias Fenn")]})
    [apart] = found.unsupported
    assert (apart.path, apart.reason) == ("actors[0]", "the article does not name “Zed Nobody”")
    shown = {one["name"]: one["evidence"]["quote"] for one in found.brief["actors"]}
    assert "Zed Nobody" not in shown
    assert "Fenn" in shown["Tobias Fenn"]


CREW = (
    "Lena Bergman told the council. Tobias Fenn looked on with Ines Quill, and with Rolf and Mara Stend. Ukraine paid."
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("Lena Bergmann", "person"), ("Lena Bergholm", "person"), ("Tobias Fennimore", "person")),
        *(("Inez Quill", "person"), ("Lena Quill", "person"), ("Bergholm Council", "organisation")),
    ],
)
def test_an_actor_whose_name_only_begins_as_one_of_the_article_s_is_set_apart(name: str, kind: str) -> None:
    """Their evidence names whom they were made of, and is found."""
    actor: Json = {"evidence": "Lena Bergman told the council", "name": name, "kind": kind, "role": None, "aliases": []}
    done = published(Scene(CREW), {"actors": [actor]})
    assert done.brief["actors"] == []
    assert [one.reason for one in done.unsupported] == [f"the article does not name “{name}”"]


@pytest.mark.parametrize(
    ("text", "language", "name", "kind"),
    [
        (CREW, "en", "Mayor Lena Bergman", "person"),
        (CREW, "en", "Rolf Stend", "person"),
        (CREW, "en", "LENA BERGMAN", "person"),
        (CREW, "en", "the Ukrainian government", "government"),
        ("Der Rat hörte Lena Bergmans Rede in der Halle.", "de", "Lena Bergman", "person"),
        ("Совет слушал Ивана Зимина в зале города.", "ru", "Иван Зимин", "person"),
    ],
)
def test_an_actor_whom_the_article_names_in_another_case_or_with_more_words_stays(
    text: str, language: str, name: str, kind: str
) -> None:
    assert Naming(text, language).has(name, ActorKind(kind))


def test_where_items_went_is_known_so_that_a_warning_points_at_what_it_is_about(scene: Scene) -> None:
    def actor(name: str, evidence: str) -> Json:
        return {"evidence": evidence, "name": name, "kind": "person", "role": None, "aliases": []}

    fenn, quill = actor("Tobias Fenn", "Tobias Fenn told"), actor("Ines Quill", "Mayor Ines Quill said")
    actors = [actor("Ines Quillan", "Mayor Ines Quill said"), fenn, quill]
    done = published(
        scene, {"actors": actors, "positions": [position(INVENTED), position()], "quotes": [INVENTED, QUILL]}
    )
    assert [one["name"] for one in done.brief["actors"]] == ["Ines Quill", "Tobias Fenn"]
    assert done.moved == {
        ("actors", 0): None,
        ("actors", 1): ("actors", 1),
        ("actors", 2): ("actors", 0),
        ("positions", 0): None,
        ("positions", 1): ("positions", 0),
        ("quotes", 0): None,
        ("quotes", 1): ("quotes", 0),
    }
    record = Record()
    record.note(
        Notice("words", "a", "actors[2]"), Notice("scale", "b", "positions[1].claim"), Notice("words", "c", "best")
    )
    record.note(Notice("words", "d", "actors[0]"), Notice("extra-fields", "e", "positions[1]"))
    record.move(done.moved)
    assert [one.path for one in record.notices] == ["actors[0]", "positions[0].claim", "best", None, "positions[1]"]


def test_a_speaker_is_held_to_the_evidence_around_it_and_to_all_of_a_list(scene: Scene) -> None:
    class Voice(Item):
        by: Speaker | None

    class Said(Item):
        quotes: list[Evidence]
        voice: Voice

    class Nested(Item):
        said: list[Said]

    right: dict[str, Json] = {"quotes": [BOATS, MAY], "voice": {"by": "Tobias Fenn"}}
    wrong: dict[str, Json] = {"quotes": [QUILL], "voice": {"by": "Tobias Fenn"}}
    found = published(scene, {"said": [right, wrong]}, Nested)
    (one,) = found.brief["said"]
    assert one["voice"]["attribution"]["verdict"] == "verified"
    assert one["voice"]["by_id"] == "a2"
    assert [lost.path for lost in found.unsupported] == ["said[1]"]


def test_a_speaker_who_is_left_open_is_whom_the_article_credits(scene: Scene) -> None:
    class Said(Item):
        evidence: Evidence
        by: Speaker | None

    class Heard(Item):
        said: list[Said]

    found = published(scene, {"said": [{"evidence": BOATS, "by": None}, {"evidence": MAY, "by": None}]}, Heard)
    shown = [(one["by"], one["by_id"], one["attribution"]["verdict"]) for one in found.brief["said"]]
    assert shown == [("Tobias Fenn", "a2", "verified")] * 2
    nobodys = replace(scene, statements=[])
    (one,) = published(nobodys, {"said": [{"evidence": BOATS, "by": None}]}, Heard).brief["said"]
    assert (one["by"], one["by_id"], one["attribution"]["verdict"]) == (None, None, "unverified")


def item_of(kind: object) -> type[Item]:
    """An item with a field of some type between evidence and a speaker."""
    fields: dict[str, Any] = {"evidence": (Evidence, ...), "inner": (kind, ...), "by": (Speaker, ...)}
    return create_model("Made", __base__=Item, **fields)


@st.composite
def shaped(draw: st.DrawFn, depth: int = 3) -> tuple[Any, Json]:
    """A type that has evidence somewhere, or many of them, and a value of it, invented or not."""
    kind = draw(st.sampled_from(["evidence", "item", "list", "null", "tuple", "set", "sequence", "dict"]))
    if kind == "evidence" or depth == 0:
        return Evidence, draw(st.sampled_from([QUILL, BOATS, INVENTED]))
    inside, value = draw(shaped(depth - 1))
    match kind:
        case "item":
            quote = draw(st.sampled_from([QUILL, INVENTED]))
            return item_of(inside), {"evidence": quote, "inner": value, "by": "Ines Quill"}
        case "null":
            return inside | None, draw(st.sampled_from([value, None]))
        case "dict":
            return dict[str, inside], {"key": value}
    types = {"list": list[inside], "tuple": tuple[inside, ...], "sequence": Sequence[inside], "set": set[inside]}
    return types[kind], [value]


@settings(max_examples=150, deadline=None)
@given(shaped())
def test_in_a_schema_of_any_shape_no_words_are_published_that_the_article_does_not_have(made: tuple[Any, Json]) -> None:
    kind, value = made
    schema = create_model("Shaped", __base__=Item, field=(kind, ...))
    if check_proofs(schema):
        return
    scene = Scene(TEXT)
    quill = scene.actor("Ines Quill")
    scene.says(quill, "Mayor Ines Quill", "said", QUILL)
    done = published(scene, {"field": value}, schema)
    assert INVENTED not in json.dumps(done.brief)
    assert INVENTED in json.dumps([one.item for one in done.unsupported]) or INVENTED not in json.dumps(value)


def test_a_speaker_in_a_list_of_lists_has_a_verdict(scene: Scene) -> None:
    class Voice(Item):
        evidence: Evidence
        by: Speaker

    schema = create_model("Grid", __base__=Item, evidence=(Evidence, ...), rows=(list[list[Voice]], ...))
    whole = create_model("Whole", __base__=Item, grids=(list[schema], ...))
    voice: Json = {"evidence": QUILL, "by": "Ines Quill"}
    done = published(scene, {"grids": [{"evidence": QUILL, "rows": [[voice]]}]}, whole)
    assert done.brief["grids"][0]["rows"][0][0]["attribution"]["verdict"] == "verified"


def test_actors_that_may_be_null_come_from_the_parse_if_they_are(scene: Scene) -> None:
    schema = create_model("Cast", __base__=Item, actors=(list[Actor] | None, ...), positions=(list[Position], ...))
    done = published(scene, {"actors": None, "positions": [position()]}, schema)
    assert [actor["name"] for actor in done.brief["actors"]] == ["Ines Quill", "Tobias Fenn"]
