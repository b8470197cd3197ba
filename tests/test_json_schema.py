"""A JSON Schema becomes a model that holds a reply to it, or is refused by the place that cannot be held."""

import json

import pytest
from pydantic import ValidationError

from summarizer.asking.schema import strict_schema
from summarizer.errors import AssetError
from summarizer.json_schema import model_from
from summarizer.types import EvidenceMark, SpeakerMark, marked

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {
        "position": {
            "type": "object",
            "properties": {
                "evidence": {"type": "string", "format": "evidence"},
                "actor": {"type": "string", "format": "speaker"},
                "also": {"type": ["string", "null"], "format": "evidence", "maxLength": 20},
                "stance": {"$ref": "#/$defs/stance", "description": "Where the actor stands"},
            },
            "required": ["evidence", "actor", "stance"],
        },
        "stance": {"enum": ["for", "against"]},
    },
    "type": "object",
    "description": "A brief.",
    "properties": {
        "kind": {"const": "brief"},
        "gist": {"type": "string", "maxLength": 20, "description": "In short"},
        "count": {"type": "integer", "minimum": 1},
        "share": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "open": {"type": "boolean"},
        "positions": {"type": "array", "items": {"$ref": "#/$defs/position"}, "minItems": 1},
    },
    "required": ["kind", "gist", "share", "open", "positions"],
    "additionalProperties": False,
}
POSITION = {"evidence": "the words", "actor": "Ada Quill", "also": None, "stance": "for"}
REPLY = {"kind": "brief", "gist": "It is", "count": None, "share": 0.5, "open": True, "positions": [POSITION]}


def model(schema: object = SCHEMA):
    return model_from(json.dumps(schema), name="Brief", where="brief.json")


def inside(schema: object) -> dict[str, object]:
    return {"type": "object", "properties": {"part": schema}, "required": ["part"]}


def test_a_reply_that_keeps_to_the_schema_is_accepted_as_it_is():
    assert model().model_validate(REPLY).model_dump() == REPLY
    assert model().__doc__ == "A brief."


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"gist": "more than twenty characters"},
        {"count": 0},
        {"share": "much"},
        {"open": None},
        {"positions": []},
        {"positions": [POSITION | {"stance": "both"}]},
        {"positions": [POSITION | {"evidence": " "}]},
        {"positions": [POSITION | {"also": "more than twenty characters"}]},
        {"positions": [POSITION | {"more": 1}]},
        {"more": 1},
    ],
)
def test_a_reply_that_does_not_is_refused(change):
    with pytest.raises(ValidationError):
        model().model_validate(REPLY | change)


@pytest.mark.parametrize("field", list(REPLY))
def test_every_field_has_to_be_there_even_one_that_may_be_null(field):
    with pytest.raises(ValidationError):
        model().model_validate({key: value for key, value in REPLY.items() if key != field})


def test_evidence_and_speaker_are_marked():
    reply = model().model_validate(REPLY | {"positions": [POSITION | {"also": "these too"}]})
    assert list(marked(reply)) == [
        (("positions", 0, "evidence"), EvidenceMark(), "the words"),
        (("positions", 0, "actor"), SpeakerMark(), "Ada Quill"),
        (("positions", 0, "also"), EvidenceMark(), "these too"),
    ]


def test_what_is_sent_has_the_fields_in_order_and_the_descriptions():
    sent = strict_schema(model())
    assert list(sent["properties"]) == list(REPLY)
    assert sent["properties"]["gist"]["description"] == "In short"
    assert "Where the actor stands" in json.dumps(sent)


def test_null_stands_beside_a_list_or_an_object_too():
    part = {"anyOf": [{"type": "array", "items": {"type": ["integer", "null"]}}, {"type": "null"}]}
    assert model(inside(part)).model_validate({"part": [1, None]}).model_dump() == {"part": [1, None]}
    assert model(inside(part)).model_validate({"part": None}).model_dump() == {"part": None}


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (["a"], "it: is no schema"),
        ({"type": "array", "items": {"type": "string"}}, "it: a reply is an object"),
        ({"type": "object"}, 'it: an object needs "properties"'),
        ({"properties": {"part": {"type": "string"}}}, 'it: needs one "type"'),
        (inside(True), "part: is no schema"),
        (inside({}), 'part: needs one "type", or one and "null"'),
        (inside({"type": ["string", "integer"]}), 'part: needs one "type"'),
        (inside({"type": "date"}), 'part: needs one "type"'),
        (inside({"type": "string", "format": "date"}), "part: format 'date' is not supported"),
        (inside({"type": "integer", "format": "evidence"}), "part: format 'evidence' is not supported"),
        (inside({"type": "array"}), "part[]: is no schema"),
        (inside({"type": "array", "items": inside({"type": "x"})}), "part[].part: needs one"),
        (inside({"type": "array", "prefixItems": []}), "part: 'prefixItems' is not supported"),
        (inside({"type": "object", "properties": {}}), 'part: an object needs "properties"'),
        (inside({"type": "object", "additionalProperties": {"type": "string"}}), "part: has fields without names"),
        (inside({"anyOf": [{"type": "string"}, {"type": "integer"}]}), "part: a choice between types"),
        (inside({"anyOf": "string"}), "part: a choice between types"),
        (inside({"enum": []}), "part: a choice needs a list of strings"),
        (inside({"enum": ["a", 1]}), "part: a choice needs a list of strings"),
        (inside({"$ref": "https://x.example/y"}), "part: 'https://x.example/y' points nowhere"),
        (inside({"type": "string", "minimum": 1}), "part: 'minimum' is no limit of this type"),
        (inside({"type": "boolean", "maxLength": 1}), "part: 'maxLength' is no limit of this type"),
        (inside({"type": "string", "default": "x"}), "part: 'default' is not supported"),
        ({"type": "object", "properties": {"a b": {"type": "string"}}}, "a b: cannot be the name of a field"),
        ({"type": "object", "properties": {"copy": {"type": "string"}}}, "copy: cannot be the name of a field"),
        ({"type": "object", "properties": {"_a": {"type": "string"}}}, "_a: cannot be the name of a field"),
    ],
)
def test_what_a_reply_cannot_be_held_to_is_refused_by_its_place(schema, message):
    with pytest.raises(AssetError) as caught:
        model(schema)
    assert caught.value.message.startswith(f"schema brief.json: {message}")


@pytest.mark.parametrize("limit", [{"maxLength": "x"}, {"pattern": "("}])
def test_a_limit_that_is_none_for_that_type_is_refused(limit):
    with pytest.raises(AssetError, match=r"schema brief\.json cannot be used"):
        model(inside({"type": "string", **limit}))


def test_a_schema_that_contains_itself_is_refused():
    node = inside({"type": "array", "items": {"$ref": "#/$defs/node"}})
    with pytest.raises(AssetError, match="'node' contains itself"):
        model(inside({"$ref": "#/$defs/node"}) | {"$defs": {"node": node}})


def test_a_schema_of_eleven_levels_is_refused():
    schema = {"type": "string"}
    for _ in range(11):
        schema = inside(schema)
    with pytest.raises(AssetError, match="more than 10 levels deep"):
        model(schema)


@pytest.mark.parametrize("text", ["{", "", "[" * 100_000])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(AssetError, match=r"brief\.json is no JSON"):
        model_from(text, name="Brief", where="brief.json")
