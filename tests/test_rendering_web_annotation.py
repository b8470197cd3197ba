"""Evidence as W3C Web Annotations, held to the definitions of the W3C's own test suite."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, FormatChecker
from referencing.jsonschema import DRAFT4, EMPTY_REGISTRY
from rendering_harbour import BRIEF, ENVELOPE, evidence

from summarizer.rendering.web_annotation import to_web_annotation
from summarizer.types import Article, Envelope, Json

DATA = Path(__file__).parent / "data" / "web_annotation"
DEFINITIONS = {path.name: json.loads(path.read_text("utf-8")) for path in DATA.glob("*.json")}
CONTEXT = json.loads((DATA / "anno.jsonld").read_text("utf-8"))["@context"]


def made(*envelopes: Envelope) -> dict:
    return json.loads(to_web_annotation(envelopes))


def items(*envelopes: Envelope) -> list[dict]:
    return made(*envelopes)["first"]["items"]


@cache
def validator(definition: str) -> Draft4Validator:
    registry = EMPTY_REGISTRY.with_resources((name, DRAFT4.create_resource(held)) for name, held in DEFINITIONS.items())
    file, name = definition.split("#")
    schema = {"$ref": f"{file}.json#/definitions/{name}"}
    return Draft4Validator(schema, registry=registry, format_checker=FormatChecker())


def holds(value: object, definition: str) -> None:
    validator(definition).validate(value)


def test_every_evidence_is_an_annotation_of_the_words_at_its_place() -> None:
    notes = items(ENVELOPE)
    assert len(notes) == made(ENVELOPE)["total"] == 16
    for note in notes:
        for target in note["target"]:
            quote, position = target["selector"]
            text = ENVELOPE.article.text
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert text[: position["start"]].endswith(quote["prefix"])
            assert text[position["end"] :].startswith(quote["suffix"])
            assert len(quote["prefix"]) == 32


def test_the_body_says_what_the_model_made_of_the_words_and_who_says_them() -> None:
    bodies = [(body["purpose"], body["value"]) for body in items(ENVELOPE)[4]["body"]]
    assert bodies == [
        ("describing", "Brannoch Vey: He holds that Istrel’s navy would make the island a target."),
        ("classifying", "position"),
        ("tagging", "opposes"),
        ("tagging", "the harbour lease"),
        ("tagging", "speaker verified"),
    ]


def test_positions_count_code_points_and_not_the_units_of_a_language() -> None:
    text = "😀 The ferry 🛥️ sails at dawn."
    start = text.index("sails")
    brief: dict[str, Json] = {
        "evidence": {"quote": "sails at dawn", "spans": [[start, start + 13]], "match": "exact", "score": 1.0},
        "summary": "It sails.",
    }
    article = Article(id=hashlib.sha256(text.encode()).hexdigest(), source="-", text=text)
    [note] = items(replace(ENVELOPE, article=article, brief=brief))
    quote, position = note["target"][0]["selector"]
    assert (position["start"], position["end"]) == (start, start + 13)
    assert quote == {"type": "TextQuoteSelector", "exact": "sails at dawn", "prefix": text[:start], "suffix": "."}
    assert [body["value"] for body in note["body"]] == ["It sails.", "other"]


def test_an_elided_quote_is_several_targets() -> None:
    first, last = evidence("We are selling nothing"), evidence("We are letting a quay")
    quote: Json = {"quote": "We … quay", "spans": [*first["spans"], *last["spans"]], "match": "exact", "score": 1.0}
    [note] = items(replace(ENVELOPE, brief={"evidence": quote}))
    assert [target["selector"][0]["exact"] for target in note["target"]] == [first["quote"], last["quote"]]


def test_the_target_is_the_address_of_the_article_or_a_name_made_from_its_text() -> None:
    assert items(ENVELOPE)[0]["target"][0]["source"] == f"urn:sha256:{ENVELOPE.article.id}"
    there = replace(ENVELOPE, article=replace(ENVELOPE.article, url="https://news.example/a?b=c"))
    assert items(there)[0]["target"][0]["source"] == "https://news.example/a?b=c"
    for url in ("javascript:alert(1)", "https://a b", "https://x\n"):
        bad = replace(ENVELOPE, article=replace(ENVELOPE.article, url=url))
        assert items(bad)[0]["target"][0]["source"].startswith("urn:sha256:")


def test_names_are_the_same_each_time_and_differ_from_each_other() -> None:
    names = [note["id"] for note in items(ENVELOPE)]
    assert names == [note["id"] for note in items(ENVELOPE)]
    assert len(set(names)) == len(names)
    other = items(replace(ENVELOPE, article=replace(ENVELOPE.article, id="0" * 64)))
    assert not set(names) & {note["id"] for note in other}


def test_several_briefs_are_one_collection_and_none_at_all_an_empty_one() -> None:
    other = replace(ENVELOPE, article=replace(ENVELOPE.article, id="0" * 64))
    assert made(ENVELOPE, other)["total"] == 32
    assert made(ENVELOPE, ENVELOPE)["total"] == 16
    empty = made(replace(ENVELOPE, brief={"headline": "x", "actors": [{**BRIEF["actors"][0], "evidence": None}]}))
    assert empty["total"] == 0
    assert "first" not in empty
    holds(empty, "collections#annotationCollectionTypeValueFound")


# ------------------------------------------------------------------------------- the W3C's own


@pytest.mark.parametrize(
    "definition",
    ["annotations#annotationTypeValueFound", "annotations#motivationRecognizedIfPresent", "id#idValueFound"],
)
def test_an_annotation_is_what_the_definitions_of_the_w3c_ask_for(definition: str) -> None:
    for note in items(ENVELOPE):
        holds(note, definition)
        holds(note["@context"], "annotations#contextValueFound")
        for target in note["target"]:
            holds(target, "bodyTarget#targetResourcesFound")
            holds(target, "specificResource#specificeResourceDetected")
            for selector, kind in zip(target["selector"], ("textQuote", "textPosition"), strict=True):
                holds({"selector": selector}, "specificResource#selectorDetected")
                holds(selector, f"specificResource#{kind}SelectorDetected")
        for body in note["body"]:
            holds(body, "bodyTarget#bodyResourcesFound")
            holds(body, "bodyTarget#textualBodyFound")


def test_a_collection_is_what_the_definitions_of_the_w3c_ask_for() -> None:
    collection = made(ENVELOPE)
    for definition in ("annotationCollectionTypeValueFound", "labelFound", "totalMoreThanZero", "firstValidIfPresent"):
        holds(collection, f"collections#{definition}")
    for definition in ("annotationPageTypeValueFound", "startIndexFound", "itemsFound"):
        holds(collection["first"], f"collections#{definition}")


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield key
            yield from keys(inside)
            if key in ("type", "purpose", "motivation"):
                yield inside
    elif isinstance(value, list):
        for inside in value:
            yield from keys(inside)


def test_every_word_is_one_of_the_context_so_that_none_is_lost_as_linked_data() -> None:
    assert set(keys(made(ENVELOPE))) - {"@context"} <= set(CONTEXT)
