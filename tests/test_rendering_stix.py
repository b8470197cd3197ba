"""Briefs as STIX 2.1, held to OASIS's own library and validator."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import stix2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rendering_harbour import ARTICLE, BRIEF, ENVELOPE, evidence
from stix2validator import ValidationOptions, validate_string

from summarizer.rendering.stix import to_stix
from summarizer.types import Envelope

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)


def made(*envelopes: Envelope) -> list[dict]:
    return json.loads(to_stix(envelopes, now=NOW))["objects"]


def of(kind: str, *envelopes: Envelope) -> list[dict]:
    return [one for one in made(*envelopes) if one["type"] == kind]


def with_article(**fields) -> Envelope:
    return replace(ENVELOPE, article=replace(ARTICLE, **fields))


def check(text: str) -> None:
    """What the standard asks for and recommends, but for two things.

    Ids are made from what they name (UUIDv5), and what the bytes of a page hash to is not known.
    """
    assert stix2.parse(text, allow_custom=False)
    found = validate_string(text, ValidationOptions(version="2.1", strict=True, disabled="uuid-check,extref-hashes"))
    assert found.is_valid, [str(error) for error in found.errors]


@pytest.mark.parametrize(
    "envelope",
    [
        ENVELOPE,
        with_article(url="https://news.example/a", published="2026-03-05T09:00:00+02:00", publisher="The Example"),
        replace(ENVELOPE, brief={}),
        replace(ENVELOPE, brief={"evidence": evidence("Brannoch Vey"), "summary": "x", "headline": "y"}),
    ],
    ids=["harbour", "published", "empty", "headline"],
)
def test_a_bundle_is_what_the_standard_asks_for(envelope: Envelope) -> None:
    check(to_stix([envelope], now=NOW))


def test_a_bundle_of_several_briefs_holds_each_object_once() -> None:
    check(to_stix([ENVELOPE, ENVELOPE, with_article(id="0" * 64)], now=NOW))
    ids = [one["id"] for one in made(ENVELOPE, ENVELOPE, with_article(id="0" * 64))]
    assert len(ids) == len(set(ids))
    assert len(of("report", ENVELOPE, ENVELOPE, with_article(id="0" * 64))) == 2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(min_size=1, max_size=30))
def test_whatever_a_brief_says_it_is_a_bundle(text: str) -> None:
    position = {**BRIEF["positions"][0], "actor": text, "actor_id": None, "claim": text, "stance": text, "issue": text}
    article = replace(ARTICLE, source=text, publisher=text, published=text, title=text, url=text)
    check(to_stix([replace(ENVELOPE, article=article, brief={"headline": text, "positions": [position]})], now=NOW))


def test_the_report_refers_to_all_that_the_article_says() -> None:
    [report] = of("report", ENVELOPE)
    assert report["name"] == BRIEF["headline"]
    assert report["description"] == BRIEF["summary"]
    others = {one["id"] for one in made(ENVELOPE) if one["type"] != "report" and "created_by_ref" in one}
    assert set(report["object_refs"]) == others
    assert len(of("note", ENVELOPE)) == 10


def test_a_position_is_a_note_by_its_actor_with_its_evidence() -> None:
    note = of("note", ENVELOPE)[4]
    assert note["abstract"] == "opposes · the harbour lease"
    assert note["labels"] == ["position", "opposes"]
    assert note["authors"] == ["Brannoch Vey"]
    assert note["content"].splitlines()[0] == "He holds that Istrel’s navy would make the island a target."
    assert note["content"].splitlines()[-1] == "evidence: “The day their frigates tie up here, we become a target”"
    [speaker] = [one for one in of("identity", ENVELOPE) if one["name"] == "Brannoch Vey"]
    assert speaker["id"] == note["object_refs"][0]
    assert speaker["identity_class"] == "individual"
    assert speaker["description"] == "leader of the Homeland Party"


def test_confidence_is_of_words_and_speaker_and_likelihood_is_a_label() -> None:
    notes = of("note", ENVELOPE)
    assert [note["confidence"] for note in notes[:5]] == [85, 85, 85, 50, 50]
    doubted = {**BRIEF["positions"][3], "evidence": BRIEF["positions"][4]["evidence"]}
    assert of("note", replace(ENVELOPE, brief={"positions": [doubted]}))[0]["confidence"] == 15
    assert notes[-1]["labels"] == ["risk", "almost certain", "not stated"]
    assert "authors" not in notes[-1]


def test_who_speaks_and_is_not_among_the_actors_has_an_identity_too() -> None:
    names = [one["name"] for one in of("identity", ENVELOPE)]
    assert names.count("Professor Anselm Quay") == 1
    assert [one["identity_class"] for one in of("identity", ENVELOPE) if one["name"] == "Dorrovia"] == ["organization"]


def test_ids_are_the_same_each_time_and_others_for_another_article() -> None:
    first, again = made(ENVELOPE), json.loads(to_stix([ENVELOPE]))["objects"]
    assert [one["id"] for one in first] == [one["id"] for one in again]
    other = {one["id"] for one in made(with_article(id="0" * 64))}
    assert other & {one["id"] for one in first} == {first[0]["id"]}


@pytest.mark.parametrize(
    ("published", "time"),
    [
        ("2026-03-01", "2026-03-01T00:00:00.000Z"),
        ("2026-03-01T23:30:00-02:00", "2026-03-02T01:30:00.000Z"),
        (None, "2026-03-05T12:30:00.000Z"),
        ("spring", "2026-03-05T12:30:00.000Z"),
        ("0001-01-01T00:00:00+14:00", "2026-03-05T12:30:00.000Z"),
    ],
)
def test_objects_have_the_date_of_the_article_or_that_of_now(published: str | None, time: str) -> None:
    [report] = of("report", with_article(published=published))
    assert report["created"] == report["modified"] == report["published"] == time


def test_the_article_is_referred_to_by_its_address_or_by_its_hash() -> None:
    [report] = of("report", with_article(url="https://news.example/a", publisher="The Example"))
    assert report["external_references"] == [{"source_name": "The Example", "url": "https://news.example/a"}]
    [report] = of("report", with_article(url="javascript:alert(1)"))
    assert report["external_references"][0]["external_id"] == f"urn:sha256:{ARTICLE.id}"
