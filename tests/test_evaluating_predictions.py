"""What of a brief, or of a parse, is scored."""

from scenes import Scene

from summarizer.evaluating.predictions import (
    PredictedActor,
    PredictedPosition,
    PredictedRisk,
    Prediction,
    of_envelope,
    of_proposals,
)
from summarizer.types import Envelope, Json, Proposals, Run, Unsupported, Usage

TEXT = "Mayor Quill says it can wait, she adds, until spring. Fenn fears floods."


def evidence(scene: Scene, *words: str) -> dict[str, Json]:
    located = scene.located(*words)
    spans: list[Json] = [[span.start, span.end] for span in located.spans]
    return {"quote": " … ".join(words), "spans": spans, "match": "exact", "score": 1.0}


def envelope(scene: Scene, brief: dict[str, Json], usage: Usage | None = None, unsupported: int = 0) -> Envelope:
    run = Run("m", "b", "p", "0", "s", "0", {}, usage or Usage(), None, 1.5, ())
    apart = tuple(Unsupported(f"positions[{number}]", "x", "y") for number in range(unsupported))
    return Envelope(scene.article, brief, apart, (), run)


def item(scene: Scene, *words: str, field: str = "actor", name: Json = "Quill", id_: Json = None, **more: Json) -> Json:
    speaker: Json = {"quote": "Mayor", "spans": [[0, 5]]}
    said: dict[str, Json] = {"verdict": "verified", "kind": "paraphrase", "speaker": speaker, "cue": None}
    return {"evidence": evidence(scene, *words), field: name, f"{field}_id": id_, "attribution": said, **more}


def test_a_position_has_the_actors_name_with_all_others_and_its_verdict() -> None:
    scene = Scene(TEXT)
    actor: Json = {
        "id": "a1",
        "name": "Ines Quill",
        "aliases": ["Mayor Quill"],
        "kind": "person",
        "role": None,
        "evidence": evidence(scene, "Mayor Quill"),
    }
    brief: dict[str, Json] = {"actors": [actor], "positions": [item(scene, "it can wait", id_="a1")], "headline": "x"}
    found = of_envelope(envelope(scene, brief, Usage(10, 5), unsupported=2), id="here")
    assert found == Prediction(
        "here",
        (PredictedPosition("Ines Quill", "it can wait", ("Quill", "Mayor Quill"), "verified"),),
        actors=(PredictedActor("Ines Quill", ("Mayor Quill",)),),
        supported=1,
        unsupported=2,
        tokens=15,
        seconds=1.5,
    )


def test_a_quote_of_several_spans_is_its_longest_one() -> None:
    scene = Scene(TEXT)
    brief: dict[str, Json] = {"positions": [item(scene, "it can wait", "until spring")]}
    assert of_envelope(envelope(scene, brief), id="x").positions[0].quote == "until spring"


def test_items_of_any_schema_count_where_they_have_evidence_and_a_speaker() -> None:
    scene = Scene(TEXT)
    inner = item(scene, "it can wait", field="who")
    unsaid: Json = {"evidence": evidence(scene, "until spring")}
    nobody = item(scene, "Fenn", name=None)
    brief: dict[str, Json] = {"themes": [{"title": "waiting", "claims": [inner, unsaid, nobody]}]}
    found = of_envelope(envelope(scene, brief), id="x", seconds=9)
    assert [(one.holder, one.quote) for one in found.positions] == [("Quill", "it can wait")]
    assert (found.actors, found.risks, found.supported, found.tokens, found.seconds) == (None, None, 3, None, 9)


def test_what_stands_in_a_list_of_risks_is_a_risk_and_no_position() -> None:
    scene = Scene(TEXT)
    brief: dict[str, Json] = {"risks": [item(scene, "Fenn fears floods", field="warned_by")], "positions": []}
    found = of_envelope(envelope(scene, brief), id="x")
    assert found.risks == (PredictedRisk("Fenn fears floods"),)
    assert found.positions == ()


def test_a_brief_without_risks_found_none_and_a_schema_without_them_did_not_look() -> None:
    scene = Scene(TEXT)
    assert of_envelope(envelope(scene, {"risks": []}), id="x").risks == ()
    assert of_envelope(envelope(scene, {"headline": "x"}), id="x").risks is None


def test_the_parses_statements_are_positions_and_its_warnings_risks() -> None:
    scene = Scene(TEXT)
    quill = scene.actor("Ines Quill", "Mayor Quill", evidence="Mayor Quill")
    scene.says(quill, "Mayor Quill", "says", "it can wait", "until spring")
    proposals = Proposals(tuple(scene.statements), tuple(scene.actors), (scene.phrase("Fenn fears floods"),))
    assert of_proposals(proposals, scene.article, id="x", seconds=2.0) == Prediction(
        "x",
        (PredictedPosition("Ines Quill", "until spring", ("Mayor Quill",)),),
        actors=(PredictedActor("Ines Quill", ("Mayor Quill",)),),
        risks=(PredictedRisk("Fenn fears floods"),),
        seconds=2.0,
    )
