"""Briefs as linked data, held to the vocabulary that schema.org publishes."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from rendering_harbour import ARTICLE, BRIEF, ENVELOPE, evidence, verified
from schema_org import registry

from summarizer.rendering.schema_org import to_jsonld
from summarizer.types import Envelope

THERE = replace(ENVELOPE, article=replace(ARTICLE, url="https://news.example/a", published="2026-03-05"))
KINDS = ["person", "government", "organisation", "party", "media", "group", "country", "other"]
ALL = replace(
    ENVELOPE,
    article=replace(THERE.article, publisher="The Example", byline="By Nobody"),
    brief={**BRIEF, "actors": [{**BRIEF["actors"][0], "id": f"k{kind}", "name": kind, "kind": kind} for kind in KINDS]},
)


def nodes(*envelopes: Envelope) -> dict[str, dict]:
    graph = json.loads(to_jsonld(envelopes))["@graph"]
    return {node["@id"]: node for node in graph}


def of(kind: str, *envelopes: Envelope) -> list[dict]:
    return [node for node in nodes(*envelopes).values() if node["@type"] == kind]


def types_of(node: dict, known: dict[str, dict]) -> set[str]:
    kinds = node.get("@type") or known[node["@id"]]["@type"]
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return {name for kind in kinds for name in (kind, *registry.ancestry(kind))}


def faults(node: dict, known: dict[str, dict]) -> Iterator[str]:
    """What the vocabulary does not have, or not on such a node, or not with such a value."""
    own = types_of(node, known)
    for name, value in node.items():
        if name.startswith("@"):
            continue
        about = registry.PROPERTY_BY_SCHEMA[name]
        if not own & set(about.domains):
            yield f"{name} on {sorted(own)}"
        for part in value if isinstance(value, list) else [value]:
            kinds = types_of(part, known) if isinstance(part, dict) else {"Text", "Date", "URL"}
            if not kinds & set(about.ranges):
                yield f"{name}: {part}"
            if isinstance(part, dict) and "@type" in part:
                yield from faults(part, known)


@pytest.mark.parametrize(
    "envelope", [ENVELOPE, THERE, ALL, replace(ENVELOPE, brief={})], ids=["harbour", "url", "all", "empty"]
)
def test_every_type_and_property_is_one_of_schema_org_and_stands_where_it_may(envelope: Envelope) -> None:
    known = nodes(envelope)
    assert [fault for node in known.values() for fault in faults(node, known)] == []


def test_the_check_finds_a_property_in_a_wrong_place() -> None:
    wrong = {"@id": "urn:x", "@type": "Person", "spokenByCharacter": "x", "name": {"@type": "Person"}}
    assert len(list(faults(wrong, {}))) == 3


def test_a_position_is_a_claim_by_its_actor_that_appears_in_the_article() -> None:
    known = nodes(THERE)
    claim = of("Claim", THERE)[4]
    assert claim["text"] == "He holds that Istrel’s navy would make the island a target."
    assert known[claim["author"]["@id"]]["name"] == "Brannoch Vey"
    assert known[claim["author"]["@id"]]["jobTitle"] == "leader of the Homeland Party"
    assert claim["about"]["name"] == "the harbour lease"
    assert claim["keywords"] == ["stance: opposes"]
    assert claim["appearance"] == {"@id": "https://news.example/a"}
    [quotation] = [known[one["@id"]] for one in claim["isBasedOn"]]
    assert quotation["text"] == "The day their frigates tie up here, we become a target"
    assert quotation["spokenByCharacter"] == claim["author"]


def test_only_what_stands_in_quotation_marks_and_is_verified_is_spoken_by_somebody() -> None:
    spoken = {quotation["text"] for quotation in of("Quotation", ENVELOPE) if "spokenByCharacter" in quotation}
    assert spoken == {
        "We are selling nothing",
        "No warships without a vote of this house, or there will be no treaty",
        "The day their frigates tie up here, we become a target",
    }
    doubted = {**BRIEF["positions"][0], "attribution": {"verdict": "unverified", "kind": "direct"}}
    [quotation] = of("Quotation", replace(ENVELOPE, brief={"positions": [doubted]}))
    assert "spokenByCharacter" not in quotation


def test_a_risk_is_a_claim_with_its_likelihood_and_without_an_author_where_the_article_warns() -> None:
    first, last = of("Claim", ENVELOPE)[-2:]
    assert first["keywords"] == ["likelihood: not stated", "impact: severe"]
    assert "author" in first
    assert "author" not in last


def test_the_brief_is_a_work_of_its_own_based_on_the_article() -> None:
    [brief], [article] = of("CreativeWork", THERE), of("NewsArticle", THERE)
    assert brief["abstract"] == BRIEF["summary"]
    assert brief["isBasedOn"] == {"@id": article["@id"]}
    assert len(brief["hasPart"]) == 10
    assert {one["@id"] for one in brief["mentions"]} <= set(nodes(THERE))
    assert article["datePublished"] == "2026-03-05"
    assert article["url"] == "https://news.example/a"
    assert "abstract" not in article
    assert "datePublished" not in of("NewsArticle", replace(ENVELOPE, article=replace(ARTICLE, published="soon")))[0]


def test_a_schema_of_ones_own_gives_what_it_has() -> None:
    brief = {
        "evidence": evidence("Brannoch Vey"),
        "summary": "x",
        "views": [
            {
                "evidence": evidence("We are selling nothing"),
                "speaker": "Maren Oldacre",
                "speaker_id": None,
                "attribution": verified("direct", "she", "told reporters", within="We are selling nothing"),
            }
        ],
    }
    own = replace(ENVELOPE, brief=brief)
    assert [one["text"] for one in of("Quotation", own)] == ["Brannoch Vey", "We are selling nothing"]
    assert of("Person", own)[0]["name"] == "Maren Oldacre"
    assert of("Quotation", own)[1]["spokenByCharacter"] == {"@id": of("Person", own)[0]["@id"]}
    assert of("Claim", own) == []
    brief["views"][0]["view"] = "She sells nothing."
    assert [one["text"] for one in of("Claim", replace(ENVELOPE, brief=brief))] == ["She sells nothing."]


def test_ids_are_the_same_each_time_and_several_briefs_are_one_graph() -> None:
    assert list(nodes(ENVELOPE)) == list(nodes(ENVELOPE, ENVELOPE))
    other = replace(ENVELOPE, article=replace(ARTICLE, id="0" * 64))
    assert not set(nodes(other)) & set(nodes(ENVELOPE))
    assert len(nodes(ENVELOPE, other)) == 2 * len(nodes(ENVELOPE))
