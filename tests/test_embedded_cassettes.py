"""The embedded model's own replies, replayed from cassettes: no model, no network.

To record them anew, with the model in the cache ('summarizer models pull'):

    pytest tests/test_embedded_cassettes.py --record-mode=rewrite
"""

import json
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path

import pytest
from conftest import CASSETTES
from vcr.cassette import Cassette

from summarizer.asking import Answer, Limits, Question, Wording, ask, key_of
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.catalogue import DEFAULT_MODEL, entry, model_path
from summarizer.backends.embedded import start_embedded
from summarizer.backends.openai import OpenAIBackend
from summarizer.config import Config, load_config
from summarizer.inputs import read_article
from summarizer.pipeline import summarize
from summarizer.proposing import Parser, propose
from summarizer.types import Backend, Fault, Item, Json, Message, Rung, Text
from summarizer.types import Path as Place
from summarizer.wiring import job_for

pytestmark = [pytest.mark.anyio, pytest.mark.vcr]

FOLDER = CASSETTES / Path(__file__).stem
EXAMPLES = Path(__file__).parent.parent / "examples"
NEWS = (
    "The town council of Ambrel voted on Monday to close the old footbridge over the Sarn, after divers found that two "
    "of its piers had been washed out. Mayor Corin Dask said a ferry would run until a new bridge is built."
)
WORDING = Wording(
    schema=lambda schema: f"Reply with one JSON object of this JSON Schema: {schema}",
    mend=lambda wrong: "\n".join(
        f"Write {key_of(one.path)!r} again, for it is wrong: {fault.reason}" for one in wrong for fault in one.faults
    ),
)


class Note(Item):
    """What happened."""

    headline: Text
    places: list[Text]


@pytest.fixture
async def backend(record_mode: str, request: pytest.FixtureRequest) -> AsyncIterator[Backend]:
    """The embedded model while cassettes are recorded; else a client whose server is the cassette."""
    if record_mode == "none":
        if not (FOLDER / f"{request.node.name}.yaml").exists():
            pytest.fail("no cassette: record it with --record-mode=rewrite")
        client = OpenAIBackend("http://127.0.0.1:9/v1", None, DEFAULT_MODEL, name="embedded")
        yield client
        await client.close()
        return
    file = model_path(DEFAULT_MODEL, cache_dir=load_config().cache_dir)
    if file is None:
        pytest.skip("no embedded model: summarizer models pull")
    server = await start_embedded(file, model=DEFAULT_MODEL)
    yield server
    await server.close()
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "recorded-from.txt").write_text(
        f"{DEFAULT_MODEL}, {entry(DEFAULT_MODEL).title}, sha256 {entry(DEFAULT_MODEL).sha256}\n"
        f"served by llama.cpp in xllamacpp {version('xllamacpp')}, as the program's embedded backend\n"
    )


def no_faults(path: Place, value: object, right: dict[str, Json]) -> tuple[Fault, ...]:
    return ()


async def noted(backend: Backend, *, words: str, rung: Rung = Rung.JSON_SCHEMA, check=no_faults, seen=None) -> Answer:
    """The answer to a small question, asked in one of the four ways."""
    known = Capabilities()
    features = {Rung.JSON_SCHEMA: "json_schema", Rung.TOOL: "tools", Rung.JSON_OBJECT: "json_object"}
    for better in [*Rung][: [*Rung].index(rung)]:
        known.refuse(backend.name, backend.model, features[better])
    messages = (Message("system", "You are a careful news editor."), Message("user", f"{NEWS}\n\n{words}"))
    return await ask(
        Question("note", messages, Note, 200),
        backend=backend,
        wording=WORDING,
        limits=Limits(reask_rounds=1),
        capabilities=known,
        check=check,
        on_progress=lambda text: seen.append(text) if seen is not None else None,
    )


@pytest.mark.parametrize("rung", [*Rung], ids=str)
async def test_the_embedded_model_answers_in_each_of_the_four_ways(backend: Backend, rung: Rung) -> None:
    answer = await noted(
        backend, words='Give a "headline", and "places", a list of the places that are named.', rung=rung
    )
    note = Note.model_validate(answer.value)
    assert "Ambrel" in " ".join([note.headline, *note.places])
    assert answer.rejected == ()
    assert [one.rung for one in answer.attempts] == [rung.value]
    assert answer.attempts[0].usage.completion_tokens


async def test_the_embedded_model_is_asked_again_for_what_is_wrong_and_for_no_more(backend: Backend) -> None:
    def first_word(path: Place, value: object, right: dict[str, Json]) -> tuple[Fault, ...]:
        is_right = path != ("headline",) or str(value).startswith("Ambrel")
        return () if is_right else (Fault(path, "it must begin with the word “Ambrel”", "words"),)

    words = 'Give a "headline" that begins with the word "Divers", and "places", a list of the places that are named.'
    answer = await noted(backend, words=words, check=first_word)
    assert [one.purpose for one in answer.attempts] == ["note", "re-ask headline"]
    assert answer.rejected == ()
    assert str(answer.value["headline"]).startswith("Ambrel")
    assert answer.value["places"]


async def test_the_embedded_model_writes_in_a_stream(backend: Backend, vcr: Cassette) -> None:
    seen: list[str] = []
    answer = await noted(backend, words='Give a "headline", and "places", a list of places.', seen=seen)
    assert json.loads(seen[-1]) == answer.value
    events = vcr.responses[0]["body"]["string"].count(b"data: {")
    assert events > 10


async def test_the_brief_of_the_dam_is_made_by_the_embedded_model(backend: Backend, english_parser: Parser) -> None:
    article = await read_article(str(EXAMPLES / "dam.txt"))
    config = Config(cache_dir=Path("none"), config_dir=Path("none"))
    job = job_for(config, prompt="brief", passes="several", temperature=0.0, enforced=True)
    envelope = await summarize(
        article, job, proposals=propose(article, english_parser), backend=backend, keep_statements=True
    )
    assert envelope.brief["headline"]
    assert envelope.brief["summary"]
    assert len(envelope.brief["positions"]) >= 3
    for position in envelope.brief["positions"]:
        cut = [article.text[start:end] for start, end in position["evidence"]["spans"]]
        assert position["evidence"]["quote"] == " … ".join(cut)
        assert position["issue"] in envelope.brief["issues"]
        assert position["attribution"]["verdict"] == "verified"
    assert len(envelope.run.attempts) >= 5
    assert envelope.run.cost == 0.0


def test_the_cassettes_say_whom_they_were_recorded_from_and_hold_no_key() -> None:
    told = (FOLDER / "recorded-from.txt").read_text("utf-8")
    assert entry(DEFAULT_MODEL).sha256 in told
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text("utf-8").lower()
        assert "authorization" not in text
        assert "bearer" not in text
