"""Briefs as news items, held to the IPTC's own schema of ninjs 3.1."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from rendering_harbour import ARTICLE, BRIEF, ENVELOPE

from summarizer.rendering import to_markdown
from summarizer.rendering.ninjs import to_ninjs
from summarizer.types import Envelope

SCHEMA = json.loads((Path(__file__).parent / "data" / "ninjs" / "ninjs-schema_3.1.json").read_text("utf-8"))
# The schema refers to that of GeoJSON, which no item of ours has.
GEO = ("https://geojson.org/schema/GeoJSON.json", DRAFT202012.create_resource({}))
VALIDATOR = Draft202012Validator(SCHEMA, registry=Registry().with_resources([GEO]), format_checker=FormatChecker())


def made(envelope: Envelope) -> dict:
    return json.loads(to_ninjs([envelope]))


@pytest.mark.parametrize("fields", [{}, {"url": "https://news.example/a", "published": "2026-03-05T09:00:00Z"}])
def test_an_item_is_what_the_schema_of_the_iptc_asks_for(fields: dict[str, str]) -> None:
    more = {**fields, "publisher": "The Example", "byline": "By Nobody"} if fields else {}
    VALIDATOR.validate(made(replace(ENVELOPE, article=replace(ARTICLE, **more))))
    VALIDATOR.validate(made(replace(ENVELOPE, brief={}, unsupported=(), article=replace(ARTICLE, **more, title=None))))


def test_the_schema_refuses_what_is_no_item() -> None:
    assert not VALIDATOR.is_valid({**made(ENVELOPE), "positions": []})
    assert not VALIDATOR.is_valid({**made(ENVELOPE), "uri": "no uri"})


@settings(max_examples=20, deadline=None)
@given(text=st.text(min_size=1, max_size=30))
def test_whatever_an_article_says_it_is_an_item(text: str) -> None:
    fields = dict.fromkeys(("id", "source", "title", "byline", "published", "publisher", "url"), text)
    brief = {"headline": text, "summary": text, "issues": [text], "actors": BRIEF["actors"]}
    VALIDATOR.validate(made(replace(ENVELOPE, article=replace(ARTICLE, **fields), brief=brief)))


def test_the_item_is_the_brief_and_the_article_is_associated_with_it() -> None:
    item = made(replace(ENVELOPE, article=replace(ARTICLE, url="https://news.example/a", publisher="The Example")))
    assert item["headlines"] == [{"value": BRIEF["headline"]}]
    assert item["descriptions"][0]["value"] == BRIEF["summary"]
    assert item["bodies"][0]["contentType"] == "text/markdown"
    assert item["bodies"][0]["value"] == to_markdown(ENVELOPE)
    [article] = item["associations"]
    assert article["uri"] == "https://news.example/a"
    assert (article["name"], article["rel"]) == (ARTICLE.title, "derivedFrom")
    assert article["infoSources"] == [{"name": "The Example"}]
    assert article["altIds"] == [{"role": "sha256", "value": ARTICLE.id}]


def test_actors_are_people_organisations_or_places_and_issues_are_subjects() -> None:
    kinds = ["person", "government", "organisation", "party", "media", "group", "country", "other"]
    actors = [{**BRIEF["actors"][0], "name": kind, "kind": kind} for kind in kinds]
    item = made(replace(ENVELOPE, brief={"actors": actors, "issues": BRIEF["issues"]}))
    assert [one["name"] for one in item["people"]] == ["person"]
    assert [one["name"] for one in item["organisations"]] == ["government", "organisation", "party", "media", "group"]
    assert [one["name"] for one in item["places"]] == ["country"]
    assert [one["name"] for one in item["objects"]] == ["other"]
    assert [one["name"] for one in item["subjects"]] == BRIEF["issues"]


def test_an_editor_is_told_that_a_model_wrote_it_and_what_is_not_proved() -> None:
    item = made(ENVELOPE)
    assert item["digitalSourceType"]["uri"].endswith("trainedAlgorithmicMedia")
    assert item["edNote"].endswith("could not be verified: 1; items set apart as unsupported: 1")
    assert "unsupported" not in made(replace(ENVELOPE, brief={}, unsupported=()))["edNote"]


@pytest.mark.parametrize(
    ("published", "created"),
    [("2026-03-05T09:00:00+02:00", "2026-03-05T09:00:00+02:00"), ("2026-03-05", None), ("spring", None), (None, None)],
)
def test_a_date_without_a_time_and_a_zone_is_not_completed(published: str | None, created: str | None) -> None:
    item = made(replace(ENVELOPE, article=replace(ARTICLE, published=published)))
    assert item["associations"][0].get("contentCreated") == created


def test_several_items_are_a_line_each() -> None:
    lines = to_ninjs([ENVELOPE, ENVELOPE]).splitlines()
    assert [json.loads(line) for line in lines] == [made(ENVELOPE)] * 2
