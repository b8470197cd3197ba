"""From an article and a scripted model to an envelope: what is proved is in the brief, and nothing goes missing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from scenes import Scene
from scripted_backend import Scripted, reply

from summarizer.choosing import choose_statements
from summarizer.config import Config
from summarizer.errors import (
    AssetError,
    BackendError,
    ContentFilterError,
    RefusalError,
    TransientError,
)
from summarizer.pipeline import Job, Progress, preview, summarize
from summarizer.types import Envelope, Json, Notice, Phrase, Proposals, Span, Usage
from summarizer.wiring import job_for

pytestmark = pytest.mark.anyio

QUILL, FENN = "the ferry must stay", "“We cannot lose two boats,”"
PIERS = "the piers could give way in a storm"
TEXT = (
    "Brackwater argues over its ferry\n\n"
    f"Mayor Ines Quill said that {QUILL}. {FENN} Tobias Fenn told the council, “not before May.”\n\n"
    f"Engineers fear that {PIERS}. The council votes in May, and 300 people signed a petition."
)
HEAD = "---\nname: tiny\nversion: 1\ndescription: A small brief\nschema: tiny\nparameters: {tone: dry}\n"
TURNS = """---
[system]
Be {{ p.tone }}.
[user]
{{ fence }}
{{ article.text }}
{{ fence }}
Give {{ fields | join(", ") }}.
"""
PASSES = """passes:
  - ask: [issues]
    max_tokens: 50
  - ask: [headline]
  - ask: [positions.claim, positions.issue, positions.stance]
    each: statements
    template: about
  - ask: [risks.risk, risks.affected, risks.likelihood, risks.impact, risks.trigger]
    each: warnings
    keep_if: warns
    template: about
"""
ABOUT = """---
name: about
version: 1
description: One statement
---
[user]
{{ statement.holder }}: {{ statement.quote }} ({{ known.issues | join(", ") }})
"""
SCHEMA = """
from summarizer.types import Actor, Item, Position, Risk, Text

class Tiny(Item):
    issues: list[Text]
    actors: list[Actor]
    positions: list[Position]
    risks: list[Risk]
    headline: Text
"""


@pytest.fixture
def scene() -> Scene:
    scene = Scene(TEXT)
    quill = scene.actor("Ines Quill", role="Mayor", evidence="Mayor Ines Quill")
    fenn = scene.actor("Tobias Fenn")
    scene.says(quill, "Mayor Ines Quill", "said", QUILL)
    scene.says(fenn, "Tobias Fenn", "told", "We cannot lose two boats", "not before May", kind="direct")
    return scene


@pytest.fixture
def proposals(scene: Scene) -> Proposals:
    return replace(scene.proposals, warnings=(scene.phrase(PIERS),))


def job(tmp_path: Path, *, several: bool = False, front: str = "", schema: str = SCHEMA, **options: object) -> Job:
    for folder in ("prompts", "schemas"):
        (tmp_path / folder).mkdir(exist_ok=True)
    front = front or (PASSES if several else "")
    (tmp_path / "prompts" / "tiny.jinja").write_text(HEAD + front + TURNS)
    (tmp_path / "prompts" / "about.jinja").write_text(ABOUT)
    (tmp_path / "schemas" / "tiny.py").write_text(schema)
    config = Config(cache_dir=tmp_path / "cache", config_dir=tmp_path / "none")
    passes = "several" if several else "one"
    return job_for(config, prompt="tiny", assets=[tmp_path], passes=passes, **options)  # type: ignore[arg-type]


def position(evidence: str, actor: str, **changed: Json) -> dict[str, Json]:
    made: dict[str, Json] = {"evidence": evidence, "actor": actor, "role": None, "issue": "ferry"}
    return made | {"claim": "It has to stay.", "stance": "supports"} | changed


def brief(**changed: Json) -> dict[str, Json]:
    made: dict[str, Json] = {
        "issues": ["ferry"],
        "actors": [],
        "positions": [position(QUILL, "Ines Quill")],
        "risks": [],
        "headline": "Brackwater argues",
    }
    return made | changed


def about(claim: str = "It has to stay.", **changed: Json) -> dict[str, Json]:
    return {"claim": claim, "issue": "ferry", "stance": "supports"} | changed


def risk(*, warns: bool = True, **changed: Json) -> dict[str, Json]:
    made: dict[str, Json] = {"warns": warns, "risk": "The piers may break.", "affected": None}
    return made | {"likelihood": "likely", "impact": "severe", "trigger": "a storm"} | changed


async def made(scene: Scene, job: Job, *script: object, proposals: Proposals | None = None, **options: object):
    backend = Scripted(*script)  # type: ignore[arg-type]

    async def no_sleep(seconds: float) -> None:
        return None

    options = {"proposals": proposals or Proposals(), "backend": backend, "sleep": no_sleep} | options
    return await summarize(scene.article, job, **options), backend  # type: ignore[arg-type]


def quotes(value: Json) -> list[dict[str, Json]]:
    """Every evidence in a brief."""
    if isinstance(value, dict):
        own = [value] if {"quote", "spans", "match"} <= value.keys() else []
        return own + [found for inside in value.values() for found in quotes(inside)]
    return [found for inside in value for found in quotes(inside)] if isinstance(value, list) else []


def words_of(scene: Scene) -> list[str]:
    """The words of each statement that is asked about."""
    return [one.evidence.quote for one in choose_statements(scene.article, scene.proposals, limit=9)]


def codes(envelope: Envelope) -> dict[str, str | None]:
    return {notice.code: notice.path for notice in envelope.warnings}


# ----------------------------------------------------------------------------------- one request


async def test_a_right_reply_is_a_brief_at_its_spans(scene: Scene, proposals: Proposals, tmp_path: Path) -> None:
    envelope, backend = await made(scene, job(tmp_path), brief(), proposals=proposals)
    assert len(backend.requests) == 1
    assert list(envelope.brief) == ["issues", "actors", "positions", "risks", "headline"]
    (found,) = envelope.brief["positions"]
    start = TEXT.index(QUILL)
    assert found["evidence"] == {"quote": QUILL, "spans": [[start, start + len(QUILL)]], "match": "exact", "score": 1.0}
    assert found["attribution"]["verdict"] == "verified"
    assert found["actor_id"] == "a1"
    assert envelope.unsupported == ()
    assert envelope.warnings == ()


async def test_the_envelope_says_how_it_came_about(scene: Scene, tmp_path: Path) -> None:
    wanted = job(tmp_path, parameters=["tone=short"])
    text = json.dumps(brief())
    envelope, backend = await made(scene, wanted, reply(text, usage=Usage(100, 20, None)))
    run = envelope.run
    assert (run.model, run.backend, run.prompt, run.schema) == ("m-1", "scripted", "tiny.v1", "tiny")
    assert (run.prompt_sha256, run.schema_sha256) == (wanted.template.sha256, wanted.schema_sha256)
    assert run.parameters == {"tone": "short"}
    assert run.usage == Usage(100, 20, None)
    assert run.cost is None
    assert [(one.purpose, one.outcome) for one in run.attempts] == [
        ("issues, actors, positions, risks, headline", "ok")
    ]
    assert backend.turns(0)[0].content == "Be short."


async def test_the_embedded_model_costs_nothing(scene: Scene, tmp_path: Path) -> None:
    envelope, _ = await made(scene, job(tmp_path), brief(), backend=Scripted(brief(), name="embedded"))
    assert envelope.run.cost == 0.0


async def test_statements_are_kept_if_they_are_asked_for(scene: Scene, proposals: Proposals, tmp_path: Path) -> None:
    envelope, _ = await made(scene, job(tmp_path), brief(), proposals=proposals)
    assert envelope.statements is None
    envelope, _ = await made(scene, job(tmp_path), brief(), proposals=proposals, keep_statements=True)
    assert envelope.statements == proposals.statements


async def test_notices_of_article_and_parse_are_among_the_warnings(scene: Scene, tmp_path: Path) -> None:
    article = replace(scene.article, notices=(Notice("encoding", "a guess"),))
    proposals = Proposals(notices=(Notice("no-parser", "by patterns"),))
    backend = Scripted(brief())
    envelope = await summarize(article, job(tmp_path), proposals=proposals, backend=backend)
    assert codes(envelope) == {"encoding": None, "no-parser": None}


async def test_an_invented_quote_is_asked_for_again_and_never_published(scene: Scene, tmp_path: Path) -> None:
    invented = position("We shall burn every last one of them", "Ines Quill")
    first = brief(positions=[position(QUILL, "Ines Quill"), invented])
    envelope, backend = await made(scene, job(tmp_path), first, {"positions_1": invented})
    assert len(backend.requests) == 2
    assert {one["quote"] for one in quotes(envelope.brief)} == {QUILL}
    (lost,) = envelope.unsupported
    assert lost.path == "positions[1]"
    assert lost.item == invented
    assert "not in the article" in lost.reason


async def test_only_what_is_wrong_is_asked_again_and_the_rest_stays_byte_for_byte(scene: Scene, tmp_path: Path) -> None:
    odd = "it  has to – „stay“ "
    first = brief(
        positions=[position(QUILL, "Ines Quill", claim=odd), position("We shall burn every one of them", "Tobias Fenn")]
    )
    mended = position("We cannot lose two boats", "Tobias Fenn")
    envelope, backend = await made(scene, job(tmp_path), first, {"positions_1": mended})
    assert list(backend.requests[1].schema["properties"]) == ["positions_1"]
    assert [one["claim"] for one in envelope.brief["positions"]] == [odd, "It has to stay."]
    assert envelope.brief["positions"][1]["evidence"]["quote"] == "We cannot lose two boats"
    assert envelope.brief["headline"] == "Brackwater argues"
    assert envelope.unsupported == ()
    assert [one.purpose for one in envelope.run.attempts][1] == "re-ask positions_1"


async def test_a_contradicted_speaker_is_asked_again_then_set_apart(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    wrong = position(QUILL, "Tobias Fenn")
    script = brief(positions=[wrong]), {"positions_0": wrong}
    envelope, backend = await made(scene, job(tmp_path), *script, proposals=proposals)
    assert len(backend.requests) == 2
    assert "actor: the article credits these words to Ines Quill" in backend.turns(1)[-1].content
    assert envelope.brief["positions"] == []
    assert [(one.path, "not to Tobias Fenn" in one.reason) for one in envelope.unsupported] == [("positions[0]", True)]


async def test_a_speaker_left_open_is_asked_for_where_the_article_has_one(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    open_ = {"evidence": QUILL, "risk": "r", "affected": None, "warned_by": None, "likelihood": "likely"}
    open_ |= {"impact": "low", "trigger": None}
    mended = open_ | {"warned_by": "Ines Quill"}
    script = brief(risks=[open_]), {"risks_0": mended}
    envelope, _ = await made(scene, job(tmp_path), *script, proposals=proposals)
    assert envelope.brief["risks"][0]["warned_by_id"] == "a1"


async def test_names_and_numbers_that_the_article_lacks_are_asked_again_once_then_kept_with_a_warning(
    scene: Scene, tmp_path: Path
) -> None:
    wrong = "Brackwater loses 12 boats to Omsk"
    envelope, backend = await made(scene, job(tmp_path), brief(headline=wrong), {"headline": wrong})
    assert len(backend.requests) == 2
    assert envelope.brief["headline"] == wrong
    (notice,) = envelope.warnings
    assert (notice.code, notice.path) == ("words", "headline")
    assert "“12”, “Omsk”" in notice.message


async def test_a_question_of_which_all_words_are_doubtful_is_answered_all_the_same(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    wrong = {"headline": "Brackwater loses 12 boats"}
    script = (SEVERAL[0], wrong, wrong, *SEVERAL[2:])
    envelope, _ = await made(scene, job(tmp_path, several=True), *script, proposals=proposals)
    assert envelope.brief["headline"] == "Brackwater loses 12 boats"
    assert codes(envelope) == {"words": "headline"}


async def test_a_warning_names_the_place_in_the_brief_as_it_is(scene: Scene, tmp_path: Path) -> None:
    bad = position("We shall burn every last one of them", "Ines Quill")
    odd = position("We cannot lose two boats", "Tobias Fenn", claim="He wants 77 boats.")
    last = position(PIERS, "Engineers", claim="They are afraid.")
    first = brief(positions=[bad, odd, last])
    envelope, _ = await made(scene, job(tmp_path), first, {"positions_0": bad, "positions_1": odd})
    assert [one["claim"] for one in envelope.brief["positions"]] == ["He wants 77 boats.", "They are afraid."]
    assert codes(envelope) == {"words": "positions[0]"}
    assert [one.path for one in envelope.unsupported] == ["positions[0]"]


async def test_a_position_on_none_of_the_issues_is_set_apart(scene: Scene, tmp_path: Path) -> None:
    wrong = position(QUILL, "Ines Quill", issue="football")
    envelope, _ = await made(scene, job(tmp_path), brief(positions=[wrong]), {"positions_0": wrong})
    assert envelope.brief["positions"] == []
    assert "none of the issues: ferry" in envelope.unsupported[0].reason


async def test_an_issue_that_the_article_lacks_keeps_its_positions_and_is_flagged(scene: Scene, tmp_path: Path) -> None:
    first = brief(issues=["the ferry of Omsk", "piers"], positions=[position(QUILL, "Ines Quill", issue="piers")])
    first["positions"] += [position(PIERS, "Engineers", issue="the ferry of Omsk")]
    envelope, backend = await made(scene, job(tmp_path), first)
    assert len(backend.requests) == 1
    assert envelope.brief["issues"] == ["the ferry of Omsk", "piers"]
    assert len(envelope.brief["positions"]) == 2
    assert codes(envelope) == {"words": "issues[0]"}


async def test_evidence_with_gaps_has_several_spans(scene: Scene, proposals: Proposals, tmp_path: Path) -> None:
    elided = position("We cannot lose two boats … not before May", "Tobias Fenn")
    envelope, _ = await made(scene, job(tmp_path), brief(positions=[elided]), proposals=proposals)
    (found,) = envelope.brief["positions"]
    assert [TEXT[start:end] for start, end in found["evidence"]["spans"]] == [
        "We cannot lose two boats",
        "not before May",
    ]
    assert found["attribution"]["verdict"] == "verified"


async def test_a_field_that_does_not_come_is_missing_and_the_rest_is_a_brief(scene: Scene, tmp_path: Path) -> None:
    without = {name: value for name, value in brief().items() if name != "headline"}
    envelope, backend = await made(scene, job(tmp_path), without, "{}", "{}")
    assert len(backend.requests) == 3
    assert codes(envelope)["missing"] == "headline"
    assert "headline" not in envelope.brief
    assert envelope.unsupported == ()
    assert len(envelope.brief["positions"]) == 1


async def test_a_list_that_breaks_off_twice_is_incomplete(scene: Scene, tmp_path: Path) -> None:
    text = json.dumps(brief(positions=[position(QUILL, "Ines Quill"), position(PIERS, "Engineers")]))
    cut = reply(text[: text.index("Engineers")], finish="length")
    envelope, _ = await made(scene, job(tmp_path), cut, reply('{"positions": [', finish="length"))
    assert len(envelope.brief["positions"]) == 1
    assert codes(envelope)["incomplete"] == "positions"
    assert "truncated" in codes(envelope)


async def test_a_reply_in_another_language_is_asked_again_and_flagged(scene: Scene, tmp_path: Path) -> None:
    german = "das ist noch nicht so weit und es wird auch so sein wie er es will"
    envelope, backend = await made(scene, job(tmp_path), brief(headline=german), {"headline": german})
    assert len(backend.requests) == 2
    assert codes(envelope) == {"language": "headline"}


async def test_a_server_that_fails_ends_in_its_error_with_all_attempts(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(TransientError) as caught:
        await made(scene, job(tmp_path), TransientError("overloaded"))
    assert [one.outcome for one in caught.value.attempts] == ["overloaded"] * 5


async def test_a_refusal_stays_a_refusal(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(RefusalError) as caught:
        await made(scene, job(tmp_path), reply("", refusal="I would rather not."))
    assert len(caught.value.attempts) == 1


# ------------------------------------------------------------------------- what schemas may hold

GROUPED = """
from summarizer.types import Evidence, Item, Speaker, Text

class Said(Item):
    quotes: list[Evidence]
    by: Speaker | None
    points: list[Text]

class Part(Item):
    title: Text
    said: list[Said]

class Tiny(Item):
    best: Evidence
    parts: list[Part]
    table: list[list[Said]]
    others: list[Said] | None
"""


async def test_evidence_is_checked_wherever_a_schema_has_it(scene: Scene, proposals: Proposals, tmp_path: Path) -> None:
    right = {"quotes": [QUILL], "by": "Ines Quill", "points": ["short"]}
    false = {"quotes": [QUILL, "We shall burn every last one of them"], "by": None, "points": []}
    value: dict[str, Json] = {
        "best": PIERS,
        "parts": [{"title": "t", "said": [right]}, {"title": "u", "said": [false]}],
        "table": [[right], [false]],
        "others": [right, false],
    }
    envelope, _ = await made(scene, job(tmp_path, schema=GROUPED), value, value, value, proposals=proposals)
    assert {one["quote"] for one in quotes(envelope.brief)} == {PIERS, QUILL}
    assert len(envelope.brief["parts"]) == 1
    assert envelope.brief["parts"][0]["said"][0]["attribution"]["verdict"] == "verified"
    assert {one.path.split("[")[0] for one in envelope.unsupported} == {"parts", "table", "others"}


async def test_a_list_that_is_shorter_than_its_schema_wants_is_published_all_the_same(
    scene: Scene, tmp_path: Path
) -> None:
    schema = SCHEMA.replace("list[Position]", "Annotated[list[Position], Field(min_length=2)]").replace(
        "from summarizer", "from typing import Annotated\nfrom pydantic import Field\nfrom summarizer", 1
    )
    invented = position("We shall burn every last one of them", "Ines Quill")
    first = brief(positions=[position(QUILL, "Ines Quill"), invented])
    envelope, _ = await made(scene, job(tmp_path, schema=schema), first, {"positions_1": invented})
    assert len(envelope.brief["positions"]) == 1
    assert len(envelope.unsupported) == 1


# ------------------------------------------------------------------------------ several requests

SEVERAL = ({"issues": ["ferry"]}, {"headline": "Brackwater argues"}, about(), about("Not two boats."), risk())


async def test_several_small_questions_make_a_brief(scene: Scene, proposals: Proposals, tmp_path: Path) -> None:
    envelope, backend = await made(scene, job(tmp_path, several=True), *SEVERAL, proposals=proposals)
    purposes = [one.purpose for one in envelope.run.attempts]
    assert purposes == ["issues", "headline", "positions[0]", "positions[1]", "risks[0]"]
    assert [one["actor"] for one in envelope.brief["positions"]] == ["Ines Quill", "Tobias Fenn"]
    assert envelope.brief["positions"][0]["role"] == "Mayor"
    assert [one["attribution"]["verdict"] for one in envelope.brief["positions"]] == ["verified", "verified"]
    elided = envelope.brief["positions"][1]["evidence"]
    assert (len(elided["spans"]), elided["match"]) == (2, "exact")
    assert envelope.brief["risks"][0]["evidence"]["quote"] == PIERS
    assert "warns" not in envelope.brief["risks"][0]
    assert [actor["name"] for actor in envelope.brief["actors"]] == ["Ines Quill", "Tobias Fenn"]
    assert backend.requests[0].max_tokens == 50
    assert backend.requests[2].schema["properties"]["issue"]["enum"] == ["ferry"]
    assert backend.turns(2)[0].content == f"Ines Quill: {words_of(scene)[0]} (ferry)"
    assert envelope.unsupported == ()


async def test_a_longest_reply_that_is_asked_for_goes_before_that_of_the_passes(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    wanted = job(tmp_path, several=True, max_tokens=77)
    _, backend = await made(scene, wanted, *SEVERAL, proposals=proposals)
    assert {one.max_tokens for one in backend.requests} == {77}


async def test_a_claim_may_end_in_the_speakers_name_but_a_field_that_may_be_empty_is_not_the_speaker(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    claim = "The ferry has to stay, says Ines Quill"
    script = (*SEVERAL[:2], about(claim), SEVERAL[3], risk())
    envelope, _ = await made(scene, job(tmp_path, several=True), *script, proposals=proposals)
    assert [one["claim"] for one in envelope.brief["positions"]] == [claim, "Not two boats."]
    assert envelope.unsupported == ()


async def test_what_does_not_warn_is_no_risk(scene: Scene, proposals: Proposals, tmp_path: Path) -> None:
    script = (*SEVERAL[:-1], risk(warns=False))
    envelope, _ = await made(scene, job(tmp_path, several=True), *script, proposals=proposals)
    assert envelope.brief["risks"] == []
    assert envelope.unsupported == ()
    assert envelope.warnings == ()


@pytest.mark.parametrize("failing", ["no JSON", reply("", refusal="no"), ContentFilterError("filtered")])
async def test_a_question_that_fails_loses_its_item_only(
    scene: Scene, proposals: Proposals, tmp_path: Path, failing: object
) -> None:
    tries = 4 if failing == "no JSON" else 1
    script = (*SEVERAL[:2], *[failing] * tries, *SEVERAL[3:])
    envelope, backend = await made(scene, job(tmp_path, several=True), *script, proposals=proposals)
    assert [one["actor"] for one in envelope.brief["positions"]] == ["Tobias Fenn"]
    assert [(one.path, one.item) for one in envelope.unsupported] == [("positions[0]", words_of(scene)[0])]
    assert len(envelope.run.attempts) == len(backend.requests) == 4 + tries


async def test_a_list_of_which_every_question_failed_is_missing(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    refused = reply("", refusal="no")
    script = (*SEVERAL[:2], refused, refused, SEVERAL[4])
    envelope, _ = await made(scene, job(tmp_path, several=True), *script, proposals=proposals)
    assert codes(envelope)["missing"] == "positions"
    assert len(envelope.unsupported) == 2


async def test_a_field_that_fails_is_missing_and_the_other_questions_go_on(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    script = (reply("", refusal="no"), *SEVERAL[1:])
    envelope, backend = await made(scene, job(tmp_path, several=True), *script, proposals=proposals)
    assert codes(envelope)["missing"] == "issues"
    assert len(envelope.brief["positions"]) == 2
    assert backend.turns(2)[0].content == f"Ines Quill: {words_of(scene)[0]} ()"
    assert [one.purpose for one in envelope.run.attempts][:2] == ["issues", "headline"]


async def test_if_every_question_fails_the_first_error_is_told_with_all_attempts(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    with pytest.raises(RefusalError) as caught:
        await made(scene, job(tmp_path, several=True), reply("", refusal="never"), proposals=proposals)
    assert "never" in caught.value.message
    assert len(caught.value.attempts) == 5


async def test_a_server_that_goes_away_between_questions_leaves_what_it_answered(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    script = (*SEVERAL[:3], BackendError("gone"))
    envelope, _ = await made(scene, job(tmp_path, several=True), *script, proposals=proposals)
    assert [one.outcome for one in envelope.run.attempts] == ["ok", "ok", "ok", "gone"]
    assert len(envelope.brief["positions"]) == 1
    assert "broke-off" in codes(envelope)


async def test_a_server_that_was_never_there_is_an_error_with_all_attempts(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    with pytest.raises(BackendError) as caught:
        await made(scene, job(tmp_path, several=True), BackendError("gone"), proposals=proposals)
    assert [one.outcome for one in caught.value.attempts] == ["gone"]


async def test_doubtful_words_of_an_item_are_flagged_at_its_place_in_the_brief(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    refused, odd = reply("", refusal="no"), about("He wants 77 boats.")
    script = (*SEVERAL[:2], refused, odd, {"claim": "He wants 77 boats."}, SEVERAL[4])
    envelope, _ = await made(scene, job(tmp_path, several=True), *script, proposals=proposals)
    assert [one["claim"] for one in envelope.brief["positions"]] == ["He wants 77 boats."]
    assert codes(envelope)["words"] == "positions[0].claim"


async def test_an_item_that_lacks_a_field_is_set_apart_without_a_warning_about_its_words(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    half = {"claim": "He wants 77 boats.", "stance": "supports"}
    script = (*SEVERAL[:3], half, half, half, SEVERAL[4])
    envelope, _ = await made(scene, job(tmp_path, several=True), *script, proposals=proposals)
    assert [one["actor"] for one in envelope.brief["positions"]] == ["Ines Quill"]
    assert [one.path for one in envelope.unsupported] == ["positions[1]"]
    assert "words" not in codes(envelope)


async def test_an_item_for_which_the_parse_has_no_speaker_is_set_apart_and_no_crash(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    nobody = replace(proposals, actors=proposals.actors[:1])
    envelope, _ = await made(scene, job(tmp_path, several=True), *SEVERAL, proposals=nobody)
    assert [(one.path, one.reason.partition(":")[0]) for one in envelope.unsupported] == [("positions[1]", "actor")]


async def test_what_there_was_no_room_for_is_said(scene: Scene, proposals: Proposals, tmp_path: Path) -> None:
    front = PASSES.replace("    each: statements\n", "    each: statements\n    limit: 1\n")
    script = ({"issues": ["ferry"]}, {"headline": "Brackwater"}, about(), risk())
    envelope, _ = await made(scene, job(tmp_path, several=True, front=front), *script, proposals=proposals)
    assert len(envelope.brief["positions"]) == 1
    assert "1 of the article's 2 statements" in envelope.warnings[0].message


async def test_statements_left_are_told_also_of_a_pass_that_does_not_say_what_it_is_about(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    front = PASSES.replace("    each: statements\n", "    limit: 1\n")
    script = ({"issues": ["ferry"]}, {"headline": "Brackwater"}, about(), risk())
    envelope, _ = await made(scene, job(tmp_path, several=True, front=front), *script, proposals=proposals)
    assert codes(envelope) == {"statements-left": None}


async def test_warnings_in_one_statement_are_one_and_none_of_them_is_left(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    parts = (scene.phrase("the ferry must"), scene.phrase("ferry must stay"))
    one_statement = replace(proposals, warnings=parts)
    envelope, _ = await made(scene, job(tmp_path, several=True), *SEVERAL, proposals=one_statement)
    assert [one["evidence"]["quote"] for one in envelope.brief["risks"]] == [QUILL]
    assert "warnings-left" not in codes(envelope)
    front = PASSES.replace("    each: warnings\n", "    each: warnings\n    limit: 1\n")
    with_another = replace(proposals, warnings=(*parts, scene.phrase(PIERS)))
    envelope, _ = await made(scene, job(tmp_path, several=True, front=front), *SEVERAL, proposals=with_another)
    assert "1 of 2 passages" in envelope.warnings[0].message


async def test_what_two_people_say_in_the_same_words_is_credited_to_each_at_their_own_place(tmp_path: Path) -> None:
    same = "the old dam is safe for another winter"
    scene = Scene(f"Ines Quill said that {same}.\n\nIt rained on Monday.\n\nTobias Fenn added that {same}.")
    quill, fenn = scene.actor("Ines Quill"), scene.actor("Tobias Fenn")
    scene.says(quill, "Ines Quill", "said", same)
    at = scene.text.rindex(same)
    again = scene.says(fenn, "Tobias Fenn", "added", same)
    scene.statements[1] = replace(again, content=Phrase(same, (Span(at, at + len(same)),)))
    script = *SEVERAL[:2], about("The dam is safe."), about("The dam is safe.")
    envelope, _ = await made(scene, job(tmp_path, several=True), *script, proposals=scene.proposals)
    places = [(one["actor"], one["evidence"]["spans"][0][0]) for one in envelope.brief["positions"]]
    assert places == [("Ines Quill", scene.text.index(same)), ("Tobias Fenn", at)]
    assert envelope.unsupported == ()


CHOOSING = """
from typing import Annotated
from summarizer.types import Evidence, Item, Speaker, Text, one_of

class Said(Item):
    quotes: list[Evidence]
    by: Speaker
    about: list[Annotated[Text, one_of("issues")]]
    beside: Annotated[Text, one_of("issues")] | None

class Tiny(Item):
    issues: list[Text]
    positions: list[Said]
"""


async def test_an_item_may_choose_several_or_none_and_have_its_evidence_in_a_list(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    front = "passes:\n  - ask: [issues]\n  - ask: [positions.about, positions.beside]\n    template: about\n"
    chosen: dict[str, Json] = {"about": ["piers", "ferry"], "beside": None}
    wanted = job(tmp_path, several=True, front=front, schema=CHOOSING)
    envelope, backend = await made(scene, wanted, {"issues": ["ferry", "piers"]}, chosen, proposals=proposals)
    assert [one["about"] for one in envelope.brief["positions"]] == [["piers", "ferry"]] * 2
    assert [one["quotes"][0]["quote"] for one in envelope.brief["positions"]] == words_of(scene)
    assert backend.requests[1].schema["properties"]["about"] == {
        "type": "array",
        "items": {"type": "string", "enum": ["ferry", "piers"]},
    }
    assert len(backend.requests) == 3


async def test_a_field_that_no_pass_asks_for_is_asked_for_at_the_end(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    front = PASSES.replace("  - ask: [headline]\n", "")
    script = ({"issues": ["ferry"]}, *SEVERAL[2:], {"headline": "Brackwater"})
    envelope, _ = await made(scene, job(tmp_path, several=True, front=front), *script, proposals=proposals)
    assert envelope.brief["headline"] == "Brackwater"
    assert envelope.warnings == ()


async def test_without_passes_of_its_own_a_prompt_is_asked_for_one_list_after_the_other(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    wanted = job(tmp_path, several=True, front="passes: []\n", enforced=True)
    wrong, right = (position(QUILL, "Ines Quill", issue=issue) for issue in ("football", "ferry"))
    script = ({"issues": ["ferry"]}, {"actors": []}, {"positions": [wrong]}, {"positions_0": right}, {"risks": []})
    envelope, backend = await made(scene, wanted, *script, {"headline": "Brackwater"}, proposals=proposals)
    assert [list(one.schema["properties"]) for one in backend.requests] == [
        *(["issues"], ["actors"], ["positions"], ["positions_0"], ["risks"], ["headline"])
    ]
    choice = backend.requests[2].schema["$defs"]["Position"]["properties"]["evidence"]["enum"]
    assert QUILL in choice
    assert envelope.brief["positions"][0]["issue"] == "ferry"


async def test_a_small_model_reads_an_extract_of_a_long_article_and_quotes_from_it(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    witnesses = (f"The council heard witness {number} until midnight and went home." for number in range(800))
    long = Scene("\n\n".join([TEXT, *witnesses]))
    wanted = job(tmp_path, several=True, front="passes: []\n", enforced=True)
    script = ({"issues": ["ferry"]}, {"actors": []}, {"positions": []}, {"risks": []}, {"headline": "Brackwater"})
    envelope, backend = await made(long, wanted, *script)
    assert "extract" in codes(envelope)
    read = backend.turns(0)[1].content
    assert "witness 0 " in read
    assert "witness 799 " in read
    assert len(read) > 11_000
    words = len(read.replace("[…]", "").split()) - len(["fence", "fence", "Give", "issues."])
    assert [notice.message for notice in envelope.warnings if notice.code == "extract"] == [
        f"headline, summary and issues are made from {words:,} of the article's 8,049 words: "
        "its beginning and paragraphs from all over it"
    ]
    assert max(len(message.content) for message in backend.turns(0)) < 12_500
    assert all(len(json.dumps(one.schema)) < 40_000 for one in backend.requests)
    shown = preview(long.article, wanted, proposals=Proposals())
    assert [message.content for message in shown[0][1]] == [message.content for message in backend.turns(0)]


async def test_progress_counts_all_questions_from_the_start(scene: Scene, proposals: Proposals, tmp_path: Path) -> None:
    seen: list[Progress] = []
    await made(scene, job(tmp_path, several=True), *SEVERAL, proposals=proposals, on_progress=seen.append)
    assert {one.planned for one in seen} == {5}
    started = [(one.step, one.done) for one in seen if not one.tokens and not one.found]
    assert started == [("issues", 0), ("headline", 1), ("positions[0]", 2), ("positions[1]", 3), ("risks[0]", 4)]
    assert any(one.tokens for one in seen)


async def test_an_item_is_told_when_it_is_found_as_it_is_published_later(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    seen: list[Progress] = []
    wanted = job(tmp_path, several=True)
    envelope, _ = await made(scene, wanted, *SEVERAL, proposals=proposals, on_progress=seen.append)
    told = [dict(one.found) for one in seen if one.found]

    def shown(item: Json) -> Json:
        return {name: value for name, value in item.items() if not name.endswith("_id")}

    items = [(name, item) for name in ("positions", "risks") for item in envelope.brief[name]]
    assert [(name, shown(item)) for one in told for name, (item,) in one.items()] == [
        (name, shown(item)) for name, item in items
    ]
    assert items[0][1]["attribution"]["verdict"] == "verified"
    steps = [(one.step, bool(one.found)) for one in seen if not one.tokens]
    assert steps.index(("positions[0]", True)) < steps.index(("positions[1]", False))


async def test_what_is_set_apart_is_not_told_as_found(scene: Scene, proposals: Proposals, tmp_path: Path) -> None:
    seen: list[Progress] = []
    answers = (*SEVERAL[:2], reply("", refusal="no"), *SEVERAL[3:])
    envelope, _ = await made(scene, job(tmp_path, several=True), *answers, proposals=proposals, on_progress=seen.append)
    assert [lost.path for lost in envelope.unsupported] == ["positions[0]"]
    assert [one.step for one in seen if one.found] == ["positions[1]", "risks[0]"]


async def test_a_preview_shows_the_requests_that_would_be_sent(
    scene: Scene, proposals: Proposals, tmp_path: Path
) -> None:
    wanted = job(tmp_path, several=True)
    shown = preview(scene.article, wanted, proposals=proposals)
    _, backend = await made(scene, wanted, *SEVERAL, proposals=proposals)
    assert len(shown) == len(backend.requests)
    assert shown[0] == ("issues", backend.turns(0))
    assert shown[2][1][0].content == f"Ines Quill: {words_of(scene)[0]} (…)"
    assert len(preview(scene.article, job(tmp_path), proposals=proposals)) == 1


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        ("[positions.claim, risks.risk]", "one list"),
        ("[positions.claim, headline]", "one list"),
        ("[headline.claim]", "no list of items"),
        ("[moon]", "no field 'moon'"),
        ("[positions.moon]", "no field 'moon' in Position"),
    ],
)
async def test_a_pass_that_does_not_fit_the_schema_is_an_error_before_anything_is_sent(
    scene: Scene, proposals: Proposals, tmp_path: Path, ask: str, words: str
) -> None:
    backend = Scripted({})
    with pytest.raises(AssetError, match=words):
        await made(
            scene,
            job(tmp_path, several=True, front=f"passes:\n  - ask: {ask}\n"),
            proposals=proposals,
            backend=backend,
        )
    assert backend.requests == []
