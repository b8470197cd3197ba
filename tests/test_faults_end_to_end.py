"""Whatever a server or a model does wrong ends in a right brief, or in the documented exit code; over real sockets."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from faulty_server import FAULTS, FaultyServer
from test_asking_faults import EXIT, PARTLY, RIGHT

from summarizer.asking import Limits
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.selecting import connect, select
from summarizer.cli.main import main
from summarizer.config import Config, load_config
from summarizer.errors import SummarizerError
from summarizer.inputs import read_article
from summarizer.pipeline import Job, summarize
from summarizer.types import Article, Envelope, Json, Proposals
from summarizer.wiring import job_for, proposals_for

pytestmark = pytest.mark.anyio

KEY = "sk-canary-91c4"
TEXT = (
    "Old bridge at Brackwater to close in May\n\n"
    "Mayor Ines Quill said that the old bridge at Brackwater would be closed in May. “We cannot wait for it to fall,” "
    "Ines Quill told the council of 1 town and 3 villages.\n\n"
    "Harbour master Tobias Fenn rejected the plan as ruinous for the 2 fishing fleets. Engineers at the ministry "
    "fear that the piers could give way in a storm. Tobias Fenn asked for a ferry instead.\n"
)
# In a language without a parse model, which would have to be in the cache.
GERMAN = (
    "Alte Brücke in Brackwasser wird im Mai geschlossen\n\n"
    "„Wir können nicht warten, bis sie einstürzt“, sagte Bürgermeisterin Ines Quill den 2 Räten der Stadt. Die alte "
    "Brücke ist seit 1 Jahr nicht mehr sicher. Hafenmeister Tobias Fenn lehnt den Plan ab und fordert eine Fähre für "
    "die 3 Dörfer auf der anderen Seite. Das Ministerium fürchtet, dass die Pfeiler in einem Sturm nachgeben.\n"
)
# What a program can recover from: 24 faults of which the best of comparable tools keeps 15.
RECOVERABLE = [
    *("500x1", "500x3", "429=1x1", "429_barex3", "no_json_schema", "reset_earlyx1", "reset_bodyx1", "truncatedx1"),
    *("bad_envelopex1", "invalid_utf8x1", "html200x1", "error200x1", "malformedx1", "fenced", "prose", "think"),
    *("twice", "wrong_schemax1", "nan", "extra_fields", "lengthx1", "empty_choicesx1", "null_contentx1"),
    "empty_contentx1",
]
INCOMPLETE = {"length", "length_quiet", "wrong_types", "repeat"}
"""Of the faults that cost a part of the answer, those after which a field is missing or a list is cut: exit code 5."""


@pytest.fixture
def article(tmp_path: Path) -> Article:
    (tmp_path / "bridge.txt").write_text(TEXT, "utf-8")
    return asyncio.run(read_article(str(tmp_path / "bridge.txt")))


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Job]:
    folder = tmp_path_factory.mktemp("config")
    config = Config(cache_dir=folder, config_dir=folder)
    return {
        "one": job_for(config, prompt="brief", limits=Limits(call_seconds=20)),
        "several": job_for(config, prompt="brief", passes="several", limits=Limits(call_seconds=20)),
    }


async def no_sleep(seconds: float) -> None:
    return None


SILENT = ("hang", "stall", "slow=0.3")


async def made(article: Article, job: Job, url: str, *, proposals: Proposals | None = None) -> Envelope:
    known = Capabilities()
    if any(f"/{fault}" in unquote(url) for fault in SILENT):  # what does not answer is waited for
        job = replace(job, limits=Limits(call_seconds=0.5))
    config = Config(cache_dir=Path("nowhere"), config_dir=Path("nowhere"))
    backend = await connect(
        select(config, model="stub", base_url=url),
        cache_dir=config.cache_dir,
        capabilities=known,
        on_progress=lambda _: None,
    )
    try:
        proposals = proposals or Proposals()
        return await summarize(article, job, proposals=proposals, backend=backend, capabilities=known, sleep=no_sleep)
    finally:
        await backend.close()


def evidence_in(value: Json) -> list[dict[str, Json]]:
    if isinstance(value, dict):
        own = [value] if {"quote", "spans", "match"} <= value.keys() else []
        return own + [found for inside in value.values() for found in evidence_in(inside)]
    return [found for inside in value for found in evidence_in(inside)] if isinstance(value, list) else []


def assert_is_right(envelope: Envelope) -> None:
    """Every quote is the article's text at its span."""
    text = envelope.article.text
    found = evidence_in(envelope.brief)
    assert found
    for one in found:
        assert one["quote"] == " … ".join(text[start:end] for start, end in one["spans"])


def is_incomplete(envelope: Envelope) -> bool:
    return bool({"missing", "incomplete"} & {notice.code for notice in envelope.warnings})


def test_every_fault_of_the_server_is_in_a_table() -> None:
    named = {name.split("=")[0] for name in (*RIGHT, *PARTLY, *EXIT)}
    named |= {name.rsplit("x", 1)[0] for name in named if name.rsplit("x", 1)[-1].isdigit()}
    assert FAULTS.keys() - named <= {"huge", "repeat", "stream_error", "split_pair"}
    assert len(set(RECOVERABLE)) == 24


@pytest.mark.parametrize("fault", [*RECOVERABLE, *sorted({*RIGHT} - {*RECOVERABLE}), "split_pair", "elided"])
async def test_what_can_be_recovered_from_ends_in_a_whole_brief(
    server: FaultyServer, article: Article, jobs: dict[str, Job], fault: str
) -> None:
    envelope = await made(article, jobs["one"], server.faulty(fault))
    assert_is_right(envelope)
    assert envelope.brief.keys() == {"issues", "actors", "positions", "risks", "summary", "headline"}
    # A list ends where the model loops in it, which is said; one that was cut goes on where it broke off.
    assert fault != "repeatx1" or "loop" in {notice.code for notice in envelope.warnings}
    assert len(envelope.brief["positions"]) >= (1 if fault == "repeatx1" else 3)
    assert len(envelope.brief["risks"]) >= 3
    assert envelope.unsupported == ()
    assert not is_incomplete(envelope)
    assert len(envelope.run.attempts) == len(server.bodies)


@pytest.mark.parametrize("fault", RECOVERABLE)
async def test_the_same_where_a_small_model_is_asked_small_questions(
    server: FaultyServer, article: Article, jobs: dict[str, Job], proposals: Proposals, fault: str
) -> None:
    envelope = await made(article, jobs["several"], server.faulty(fault), proposals=proposals)
    assert_is_right(envelope)
    assert len(envelope.brief["positions"]) >= 3
    assert {one["attribution"]["verdict"] for one in envelope.brief["positions"]} == {"verified"}
    assert envelope.unsupported == ()
    assert not is_incomplete(envelope)
    assert len(envelope.run.attempts) == len(server.bodies)


@pytest.fixture
async def proposals(article: Article) -> Proposals:
    """What the program's own parse finds, or what patterns find where the parse model is not in the cache."""
    return await proposals_for(article, cache_dir=load_config().cache_dir)


@pytest.mark.parametrize("fault", [*sorted(PARTLY.keys() - {"elided", "edited"}), "repeat"])
async def test_what_stays_wrong_costs_what_it_spoils_and_it_is_said(
    server: FaultyServer, article: Article, jobs: dict[str, Job], fault: str
) -> None:
    envelope = await made(article, jobs["one"], server.faulty(fault))
    if envelope.brief["actors"]:
        assert_is_right(envelope)
    assert envelope.unsupported or is_incomplete(envelope)
    assert is_incomplete(envelope) == (fault in INCOMPLETE)
    assert len(envelope.run.attempts) == len(server.bodies)


@pytest.mark.parametrize("mode", ["one", "several"])
@pytest.mark.parametrize("fault", ["invented", "inventedx1", "edited", "elided"])
async def test_no_invented_quote_is_ever_published(
    server: FaultyServer, article: Article, jobs: dict[str, Job], proposals: Proposals, fault: str, mode: str
) -> None:
    for parse in (proposals, Proposals()):
        envelope = await made(article, jobs[mode], server.faulty(fault), proposals=parse)
        assert "never will" not in json.dumps(envelope.brief)
        for one in evidence_in(envelope.brief):
            assert one["quote"] == " … ".join(article.text[start:end] for start, end in one["spans"])


@pytest.mark.parametrize(("fault", "code"), [*EXIT.items(), ("stream_error", 4), ("huge=1", 5)])
async def test_what_cannot_be_recovered_from_ends_in_its_exit_code_with_its_attempts(
    server: FaultyServer, article: Article, jobs: dict[str, Job], fault: str, code: int
) -> None:
    with pytest.raises(SummarizerError) as caught:
        await made(article, jobs["one"], server.faulty(fault))
    assert caught.value.exit_code == code
    assert len(caught.value.attempts) == len(server.bodies) > 0


ON_THE_COMMAND_LINE = {
    **dict.fromkeys(["fenced", "think", "nan", "malformedx1", "no_json_schema", "lengthx1", "wrong_schemax1"], 0),
    **dict.fromkeys(["invented", "429_ms=1x1", "500x1", "html200x1"], 0),
    **dict.fromkeys(["401", "404", "429=9999", "302", "context", "filter", "error_bomb", "bomb"], 4),
    **dict.fromkeys(["402", "429_quota"], 7),
    **dict.fromkeys(["hang", "stall"], 4),
    **dict.fromkeys(["refusal", "not_object", "deep", "length", "empty_content"], 5),
}


@pytest.mark.parametrize(("fault", "code"), ON_THE_COMMAND_LINE.items())
def test_the_command_ends_in_a_brief_or_its_exit_code_and_never_in_a_traceback(
    server: FaultyServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    fault: str,
    code: int,
) -> None:
    url = server.faulty(fault)
    for name, value in {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": url, "XDG_CONFIG_HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "cache"))
    (tmp_path / "bridge.txt").write_text(GERMAN, "utf-8")
    words = ["run", str(tmp_path / "bridge.txt"), "--model", "stub", "--format", "json", "--timeout", "0.5"]
    assert main(words) == code
    shown = capfd.readouterr()
    assert "Traceback" not in shown.err
    assert KEY not in shown.out + shown.err
    assert KEY not in "".join(path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file())
    if code == 0:
        brief = json.loads(shown.out)["brief"]
        assert brief["headline"]
    else:
        assert shown.err.count("error: ") == (not shown.out)
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
