"""``summarizer eval`` scores the parse, predictions, or a model; a figure below its floor ends in 6."""

import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from annotated import TEXT, record
from faulty_server import FaultyServer

from summarizer.backends.catalogue import model_path
from summarizer.cli.main import main
from summarizer.config import load_config

GOLD = Path(__file__).parent / "gold"
PARSER = model_path("en_core_web_sm", cache_dir=load_config().cache_dir)
ITALIAN = (
    "Il consiglio vota sul traghetto\n\nIl consiglio della città voterà a maggio sul nuovo traghetto per le isole. "
    "“Non possiamo aspettare l'inverno”, spiega Ines Quill.\n\nSecondo Tobias Fenn, il traghetto "
    "potrebbe rovinare le barche da pesca che sono nel porto."
)
SCHEMA = """
from typing import Annotated
from pydantic import Field
from summarizer.types import Actor, Evidence, Item, Position, Risk, Speaker, Text

class Claim(Item):
    evidence: Evidence
    actor: Speaker

class Warned(Item):
    evidence: Evidence
    warned_by: Speaker

class Claims(Item):
    positions: list[Claim]
    risks: list[Warned]
    actors: list[Actor]
"""
PROMPT = """---
name: claims
version: 1
description: Claims
schema: claims
---
[user]
{{ fence }}
{{ article.text }}
{{ fence }}
Who says what?
"""
REPLY: dict[str, Any] = {
    "positions": [
        {"evidence": "Non possiamo aspettare l'inverno", "actor": "Ines Quill"},
        {"evidence": "il traghetto potrebbe rovinare", "actor": "Tobias Fenn"},
    ],
    "risks": [{"evidence": "il traghetto potrebbe rovinare le barche da pesca", "warned_by": "Tobias Fenn"}],
    "actors": [
        {
            "evidence": "Ines Quill",
            "name": "Ines Quill",
            "kind": "person",
            "role": None,
            "aliases": ["Quill"],
        },
        {"evidence": "Tobias Fenn", "name": "Tobias Fenn", "kind": "person", "role": None, "aliases": []},
    ],
}


@pytest.fixture
def workplace(no_config: Path, tmp_path: Path) -> Path:
    """A folder with gold, a prompt and a schema, an empty cache, and no server."""
    put(tmp_path / "data/ferries/ferries.jsonl", italian("ferry"), italian("again", "Si vota ancora. "))
    put(tmp_path / "assets/prompts/claims.jinja", PROMPT)
    put(tmp_path / "assets/schemas/claims.py", SCHEMA)
    return tmp_path


def put(path: Path, *rows: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def italian(id_: str, before: str = "") -> dict[str, Any]:
    text = before + ITALIAN

    def at(words: str) -> dict[str, Any]:
        return {"spans": [[text.index(words), text.index(words) + len(words)]], "text": [words]}

    return {
        "id": id_,
        "text": text,
        "attributions": [
            {"source": at("Ines Quill"), "content": at("Non possiamo aspettare l'inverno")},
            {"source": at("Tobias Fenn"), "content": at("il traghetto potrebbe rovinare le barche da pesca")},
        ],
        "actors": [
            {"entity_id": "1", "type": "person", "salience": 2, "proper_name_mentions": ["Ines Quill"]},
            {"entity_id": "2", "type": "person", "salience": 2, "proper_name_mentions": ["Tobias Fenn"]},
        ],
        "risks": [{"content": at("rovinare le barche da pesca")}],
    }


SLOW = 0.2


def reply(body: dict[str, Any]) -> dict[str, Any]:
    return REPLY


def slowly(body: dict[str, Any]) -> dict[str, Any]:
    time.sleep(SLOW)
    return REPLY


def evaluated(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    """The report, as printed with ``--format json``."""
    assert main(["eval", *words, "--format", "json"]) == code, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def asking(server: FaultyServer, *words: str) -> list[str]:
    return [
        "ferries",
        "--data",
        "data",
        "-t",
        "claims",
        "--assets",
        "assets",
        "--base-url",
        server.url,
        "-m",
        "m",
        *words,
    ]


# ------------------------------------------------------------------------------------ three kinds of runs


def test_predictions_are_scored_without_model_or_network(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quote = "Non possiamo aspettare l'inverno"
    found = put(workplace / "p.jsonl", {"id": "ferry", "positions": [{"holder": "Quill", "quote": quote}]})
    report = evaluated(capsys, "ferries", "--data", "data", "--predictions", str(found))
    assert report["figures"]["position_precision"]["value"] == 1
    assert report["figures"]["attribution_recall"] == {
        "value": 0.25,
        "low": 0.0,
        "high": 0.5,
        "numerator": 1,
        "denominator": 4,
    }
    assert report["run"] == {"predictions": str(found)}
    assert report["notices"] == ["1 of 2 articles have no prediction and count as found empty: again"]


def test_the_parse_alone_is_scored_with_statements(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = evaluated(capsys, "ferries", "--data", "data", "--statements")
    assert report["figures"]["verbatim"]["value"] == 1
    assert report["figures"]["attribution_recall"]["numerator"] >= 2
    assert report["run"] == {"run": "the parse alone"}
    assert "tokens" not in report["figures"]


def test_a_model_is_scored_and_its_replies_are_kept_so_that_a_second_run_is_free(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with FaultyServer(script=slowly) as server:
        first = evaluated(capsys, *asking(server))
        asked = len(server.bodies)
    second = evaluated(capsys, *asking(server))  # the server is gone
    assert asked == 2
    assert len(server.bodies) == asked
    for figure in ("position_precision", "attribution_recall", "actor_f1", "risk_recall"):
        assert first["figures"][figure]["value"] == 1, figure
    assert first["figures"]["unsupported_rate"]["denominator"] == 6
    assert first["figures"]["unverified_rate"]["denominator"] == 4
    assert first["figures"]["tokens"]["value"] > 0
    seconds = [report["figures"].pop("seconds")["value"] for report in (first, second)]
    assert min(seconds) > SLOW, "a reply from the cache counts as long as it took"
    assert first == second
    assert first["run"]["prompt"] == "claims.v1"
    assert len(first["run"]["prompt_sha256"]) == 64


def test_progress_is_told_on_stderr_and_not_when_quiet(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with FaultyServer(script=reply) as server:
        evaluated(capsys, *asking(server))
        main(["eval", *asking(server)])
        shown = capsys.readouterr()
        assert "[2/2] again" in shown.err
        assert "0 replies asked for, 2 from the cache" in shown.err
        assert "position precision" in shown.out
        main(["eval", *asking(server), "--quiet"])
        assert capsys.readouterr().err == ""


def test_replies_that_could_not_be_kept_are_told(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "cache").mkdir()
    (workplace / "cache/replies").write_text("in the way")
    with FaultyServer(script=reply) as server:
        assert main(["eval", *asking(server)]) == 0
    assert "2 replies asked for, 0 from the cache; 2 could not be kept" in capsys.readouterr().err


def test_an_article_that_fails_is_told_and_the_others_go_on(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def sulking(body: dict[str, Any]) -> object:
        return "no" if "Si vota ancora" in json.dumps(body) else REPLY

    with FaultyServer(script=sulking) as server:
        report = evaluated(capsys, *asking(server), code=5)
    assert list(report["failed"]) == ["again"]
    assert report["figures"]["attribution_recall"]["value"] == 0.5
    assert "1 of 2 articles failed" in report["notices"][0]


def test_a_brief_that_breaks_off_is_no_prediction(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    passes = "passes: [{ask: [positions, risks]}, {ask: [actors]}]"
    leaving = "{% if fields == ['actors'] and 'ancora' in article.text %}[[stub:401]]{% endif %}"
    put(
        workplace / "assets/prompts/claims.jinja",
        PROMPT.replace("schema: claims", f"schema: claims\n{passes}") + leaving,
    )

    def asked_for(body: dict[str, Any]) -> dict[str, Any]:
        return {name: REPLY[name] for name in body["response_format"]["json_schema"]["schema"]["properties"]}

    with FaultyServer(script=asked_for) as server:
        report = evaluated(capsys, *asking(server, "--passes", "several"), code=5)
    assert list(report["failed"]) == ["again"]


def test_an_annotated_text_that_is_no_article_fails_alone(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(workplace / "mixed.jsonl", {"id": "digits", "text": "1 2 3", "attributions": []}, italian("ferry"))
    report = evaluated(capsys, "mixed.jsonl", "--statements", code=5)
    assert list(report["failed"]) == ["digits"]
    assert report["figures"]["attribution_recall"]["numerator"] >= 1


def test_a_server_that_gives_no_answer_stops_the_run(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with FaultyServer(fault="401") as server:
        assert main(["eval", *asking(server, "--out", "out")]) == 4
    assert len(server.bodies) == 1
    assert not (workplace / "out/predictions.jsonl").exists()


# ----------------------------------------------------------------------------------- files, comparison


def test_a_run_is_written_and_compared_with_another(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with FaultyServer(script=reply) as server:
        assert main(["eval", *asking(server, "--out", "a")]) == 0
    assert sorted(path.name for path in (workplace / "a").iterdir()) == [
        "predictions.jsonl",
        "report.html",
        "report.json",
    ]
    capsys.readouterr()
    again = evaluated(capsys, "ferries", "--data", "data", "--predictions", "a/predictions.jsonl")
    written = json.loads((workplace / "a/report.json").read_text())
    assert again["figures"] == written["figures"]
    assert "Tobias Fenn" in (workplace / "a/report.html").read_text()
    worse = put(workplace / "p.jsonl", *[{"id": id_, "positions": []} for id_ in ("ferry", "again")])
    report = evaluated(capsys, "ferries", "--data", "data", "--predictions", str(worse), "--against", "a")
    recall = report["against"]["figures"]["attribution_recall"]
    assert (recall["there"], recall["difference"]) == (1, -1)


def test_files_of_an_earlier_run_are_overwritten_by_force_only(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["eval", "ferries", "--data", "data", "--statements", "--out", "a"]
    assert main(words) == 0
    assert main(words) == 2
    assert "has a run already" in capsys.readouterr().err
    assert main([*words, "--force"]) == 0


def test_a_folder_that_cannot_be_made_is_told_before_anything_is_asked(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(workplace / "file", "x")
    with FaultyServer(script=reply) as server:
        assert main(["eval", *asking(server, "--out", "file/a")]) == 2
    assert server.bodies == []
    assert "cannot write" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "a/report.json").mkdir(parents=True)
    assert main(["eval", "ferries", "--data", "data", "--statements", "--out", "a"]) == 2
    assert "report.json" in capsys.readouterr().err


def test_a_limit_takes_the_first_articles(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = evaluated(capsys, "ferries", "--data", "data", "--statements", "--limit", "1")
    assert report["gold"]["articles"] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ferries"], "no data set 'ferries'"),
        (["ferries", "--data", "data", "--statements", "--predictions", "p"], "two runs"),
        (["ferries", "--data", "data", "--statements", "--raise-floors"], "no file of floors"),
        (["ferries", "--data", "data", "--statements", "--floor", "moon=1"], "no figure 'moon'"),
        (["ferries", "--data", "data", "--statements", "--against", "nowhere"], "cannot read nowhere"),
        (["ferries", "--data", "data", "--predictions", "nowhere.jsonl"], "cannot read nowhere.jsonl"),
        (["ferries", "--data", "data", "-t", "nothing-like-it"], "no prompt named"),
    ],
)
def test_a_mistake_on_the_command_line_is_told(
    workplace: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["eval", *words]) == 2
    assert told in capsys.readouterr().err


# --------------------------------------------------------------------------------------------- floors


def test_a_figure_below_its_floor_ends_in_6(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["eval", "ferries", "--data", "data", "--statements"]
    assert main([*words, "--floor", "verbatim=1"]) == 0
    assert main([*words, "--floor", "verbatim=1", "--floor", "actor_f1=1.01"]) == 6
    shown = capsys.readouterr()
    assert "error: actor_f1 is" in shown.err
    assert "error: verbatim" not in shown.err
    assert "position precision" in shown.out


def test_floors_in_a_file_go_down_for_an_explicit_flag_only(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = put(workplace / "floors.json", {"verbatim": 0.5, "attribution_recall": 1.5})
    words = ["eval", "ferries", "--data", "data", "--statements", "--floors", "floors.json"]
    assert main(words) == 6
    assert json.loads(floors.read_text()) == {"verbatim": 0.5, "attribution_recall": 1.5}
    assert main([*words, "--raise-floors"]) == 6
    assert json.loads(floors.read_text()) == {"verbatim": 1.0, "attribution_recall": 1.5}
    assert main([*words, "--lower-floors"]) == 0
    assert json.loads(floors.read_text())["attribution_recall"] <= 1
    assert main(words) == 0


# ---------------------------------------------------------------------------------------- the gate


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the gate needs no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.model
@pytest.mark.skipif(PARSER is None, reason="the parse model is not in the cache")
@pytest.mark.usefixtures("offline")
def test_the_parse_reaches_its_floors_on_annotated_articles(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["eval", "wikinews", "--data", str(GOLD), "--statements", "--floors", str(GOLD / "floors.json")]
    assert main(words) == 0, capsys.readouterr().err
    assert "position precision" in capsys.readouterr().out


@pytest.mark.usefixtures("offline")
def test_the_gate_is_no_gate_without_its_floors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Predictions that are worse than the parse fall below the same floors."""
    rows = [json.loads(line) for line in (GOLD / "wikinews.jsonl").read_text().splitlines()]
    worse = put(tmp_path / "p.jsonl", *[{"id": row["id"], "positions": [], "actors": []} for row in rows])
    words = ["eval", "wikinews", "--data", str(GOLD), "--predictions", str(worse)]
    assert main([*words, "--floors", str(GOLD / "floors.json")]) == 6
    assert "attribution_recall is 0.0000" in capsys.readouterr().err


def test_an_english_article_of_ours_is_scored_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = put(tmp_path / "gold.jsonl", record())
    quote = {"holder": "Fenn", "quote": "the ferry could ruin the fishing boats"}
    found = put(tmp_path / "p.jsonl", {"id": "ferry", "positions": [quote], "risks": [{"quote": TEXT[:40]}]})
    report = evaluated(capsys, str(gold), "--predictions", str(found))
    assert report["figures"]["position_precision"]["value"] == 1
    assert report["figures"]["risk_recall"]["value"] == 0
