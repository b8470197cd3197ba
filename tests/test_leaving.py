"""What an article has and its brief does not."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from scenes import Scene

from summarizer.assets import asset_roots, find_asset, load_schema
from summarizer.config import load_config
from summarizer.leaving import left_in, told_of
from summarizer.types import Json, Left, Notice, Phrase, Span

TEXT = (
    "Quill wants a ferry\n\n"
    "Ines Quill said that the town needs a ferry. “We are cut off,” she said. She denied that she had been paid. "
    "Tobias Fenn warned that the ferry could ruin the boats. The piers may collapse in a storm."
)


@pytest.fixture
def scene() -> Scene:
    made = Scene(TEXT)
    quill, fenn = made.actor("Ines Quill", "Quill"), made.actor("Tobias Fenn")
    made.says(quill, "Quill", "wants", "a ferry")
    made.says(quill, "Ines Quill", "said", "that the town needs a ferry")
    made.says(quill, "she", "said", "We are cut off", kind="direct")
    made.says(quill, "She", "denied", "that she had been paid")
    made.says(fenn, "Tobias Fenn", "warned", "that the ferry could ruin the boats")
    made.says(fenn, "Tobias Fenn", "warned", "the boats", certainty=0.2)
    return made


def left(scene: Scene, *quotes: str, schema: str = "brief", more: Mapping[str, Json] | None = None) -> tuple[Left, ...]:
    """What a brief with these quotes leaves of the article, which has a title."""
    spans = [[list[Json]((span.start, span.end))] for span in map(scene.span, quotes)]
    items: list[Json] = [{"evidence": {"quote": "", "spans": [*one], "match": "exact"}} for one in spans]
    article = replace(scene.article, title="Quill wants a ferry")
    proposals = replace(scene.proposals, warnings=tuple(map(scene.phrase, WARNINGS)))
    model = load_schema(find_asset("schemas", schema, asset_roots(load_config())))
    return left_in({"positions": items, **(more or {})}, model, article=article, proposals=proposals)


WARNINGS = ("the ferry could ruin the boats", "The piers may collapse in a storm")
BOATS, PIERS = WARNINGS


def words(found: tuple[Left, ...]) -> list[tuple[str | None, str]]:
    return [(one.holder, one.words.quote) for one in found]


def test_what_is_in_no_item_is_left_with_its_speaker_and_its_place(scene: Scene) -> None:
    found = left(scene, "We are cut off")
    assert words(found) == [
        ("Ines Quill", "the town needs a ferry"),
        ("Ines Quill", "denied that she had been paid"),
        ("Tobias Fenn", BOATS),
        (None, PIERS),
    ]
    assert all(TEXT[span.start : span.end] in one.words.quote for one in found for span in one.words.spans)


def test_a_part_of_a_statement_in_the_brief_is_the_statement(scene: Scene) -> None:
    assert ("Ines Quill", "the town needs a ferry") not in words(left(scene, "the town needs"))


def test_a_warning_in_the_brief_is_not_left(scene: Scene) -> None:
    assert (None, PIERS) not in words(left(scene, "may collapse"))


def test_what_names_an_actor_or_a_speaker_is_not_the_evidence_of_an_item(scene: Scene) -> None:
    place = scene.span(PIERS)
    spans: Json = [[place.start, place.end]]
    named: list[Json] = [{"name": "x", "aliases": [], "evidence": {"quote": "", "spans": spans, "match": "exact"}}]
    said: Json = {"verdict": "verified", "speaker": {"quote": "", "spans": spans}}
    assert (None, PIERS) in words(left(scene, more={"actors": named, "risks": [{"attribution": said}]}))


def test_evidence_is_found_however_deep_it_stands(scene: Scene) -> None:
    place = scene.span(PIERS)
    quote: Json = {"quote": "", "spans": [[place.start, place.end]], "match": "exact"}
    assert (None, PIERS) not in words(left(scene, more={"parts": {"of": [{"it": {"quotes": ["x"], "all": [quote]}}]}}))


def test_a_schema_without_positions_leaves_warnings_only_and_one_without_either_nothing(scene: Scene) -> None:
    assert words(left(scene, schema="risk-register")) == [(None, BOATS), (None, PIERS)]
    assert {one.holder for one in left(scene, schema="stakeholders")} == {"Ines Quill", "Tobias Fenn"}
    assert left(scene, schema="headline") == ()


def test_what_the_parse_is_not_sure_of_is_left_and_says_so(scene: Scene) -> None:
    fenn = scene.actors[1]
    scene.says(fenn, "Tobias Fenn", None, "in a storm", certainty=0.3)
    found = {one.words.quote: one for one in left(scene)}
    assert (found["in a storm"].certainty, found["in a storm"].sure) == (0.3, False)
    assert found[BOATS].sure


def test_a_denied_statement_that_would_be_shown_as_said_is_not_listed(scene: Scene) -> None:
    quill = scene.actors[0]
    scene.says(quill, "Ines Quill", "denied", "in a storm")
    assert "in a storm" not in {one.words.quote for one in left(scene)}


def test_the_warning_counts_the_statements_that_are_listed(scene: Scene) -> None:
    many, other = Notice("statements-left", "5 of 6"), Notice("words", "x")
    found = (Left("Ines Quill", Phrase("x", (Span(0, 1),))), Left(None, Phrase("x", (Span(0, 1),))))
    told = told_of((many, other), found, scene.proposals)
    assert told == (replace(many, message="1 of the article's 6 statements are not in the brief"), other)
    assert told_of((many,), (), scene.proposals) == (many,)
