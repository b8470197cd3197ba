"""Articles that are longer than the model's context: chunks side by side, one brief, and nothing lost in silence."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from faulty_server import FaultyServer
from scenes import Scene
from scripted_backend import Scripted

from summarizer.asking import Limits
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.openai import OpenAIBackend
from summarizer.config import Config
from summarizer.errors import BackendError, ContentFilterError, ContextOverflowError, RefusalError, TransientError
from summarizer.pipeline import Job, Progress, preview, summarize
from summarizer.types import Envelope, Json, Phrase, Proposals, Reply, Request, Span, Usage
from summarizer.wiring import job_for

pytestmark = pytest.mark.anyio

NAMES = [f"{first} {last}" for first in ("Ines", "Tobias", "Oda", "Marek") for last in ("Quill", "Fenn", "Strand")]
COUNT = 60


def paragraph(number: int) -> str:
    name = NAMES[number % len(NAMES)]
    return (
        f"On the day of hearing {number}, {name} told the council of Brackwater that pier {number} must be rebuilt "
        "soon. The hall was cold, and the clerk wrote all of it down before the lamps went out over the harbour."
    )


TEXT = "\n\n".join(map(paragraph, range(COUNT)))


@pytest.fixture
def scene() -> Scene:
    return Scene(TEXT)


def job(**options: object) -> Job:
    config = Config(cache_dir=Path("none"), config_dir=Path("none"))
    return job_for(config, prompt="brief", limits=Limits(attempts=1, reask_rounds=0), **options)  # type: ignore[arg-type]


def asked_for(schema: dict[str, Json]) -> list[str]:
    return list(schema["properties"])  # type: ignore[arg-type, call-overload]


def position(quote: str, actor: str, **changed: Json) -> dict[str, Json]:
    made: dict[str, Json] = {"evidence": quote, "actor": actor, "role": None, "issue": "piers of the harbour"}
    return made | {"claim": f"{actor} speaks for {quote[:7].strip()}.", "stance": "supports"} | changed


def answered(prompt: str, fields: list[str]) -> dict[str, Json]:
    """A right reply about whatever stands in the prompt."""
    if fields == ["summary", "headline"]:
        return {"summary": "Many spoke for the piers.", "headline": "Brackwater argues over its piers"}
    fenced = re.findall(r"^(article-[0-9a-f]{16})\n(.*?)\n\1$", prompt, re.S | re.M)[0][1]
    said = re.findall(r", (\w+ \w+) told the council of Brackwater that (pier \d+ must be rebuilt soon)", fenced)
    return {
        "issues": ["piers of the harbour"],
        "actors": [],
        "positions": [position(quote, actor) for actor, quote in said],
        "risks": [],
        "summary": f"The hearing began with {said[0][1][:7].strip()}." if said else "A hearing.",
        "headline": "A hearing on piers",
    }


class Reading:
    """A backend that answers about what it is given to read; `fault` may raise instead."""

    name, model = "reading", "m-1"

    def __init__(self, fault: Callable[[str], Exception | None] = lambda prompt: None, *, seconds: float = 0.0) -> None:
        self.requests: list[Request] = []
        self.fault, self.seconds = fault, seconds
        self.now = self.most = 0

    async def send(self, request: Request, *, deadline: float, on_text: object = None) -> Reply:
        self.requests.append(request)
        self.now += 1
        self.most = max(self.most, self.now)
        await anyio.sleep(self.seconds)
        self.now -= 1
        prompt = "\n".join(message.content for message in request.messages)
        if error := self.fault(prompt):
            raise error
        text = json.dumps(answered(prompt, asked_for(request.schema)))
        return Reply(text, None, "stop", Usage(len(prompt) // 4, 9, None))

    async def close(self) -> None:
        pass


async def no_sleep(seconds: float) -> None:
    return None


async def made(scene: Scene, wanted: Job, backend: object, **options: object) -> Envelope:
    options = {"proposals": Proposals(), "sleep": no_sleep} | options
    return await summarize(scene.article, wanted, backend=backend, **options)  # type: ignore[arg-type]


def messages(envelope: Envelope, code: str) -> list[str]:
    return [notice.message for notice in envelope.warnings if notice.code == code]


def quotes_of(envelope: Envelope) -> list[str]:
    return [position["evidence"]["quote"] for position in envelope.brief["positions"]]


ALL = [f"pier {number} must be rebuilt soon" for number in range(COUNT)]


# ------------------------------------------------------------------------------------- one brief


async def test_chunks_make_one_brief_with_spans_of_the_whole_article(scene: Scene) -> None:
    backend = Reading()
    envelope = await made(scene, job(chunk_tokens=1000), backend)
    assert quotes_of(envelope) == ALL
    for found in envelope.brief["positions"]:
        ((start, end),) = found["evidence"]["spans"]
        assert TEXT[start:end] == found["evidence"]["quote"]
    assert list(envelope.brief) == ["issues", "actors", "positions", "risks", "summary", "headline"]
    assert envelope.brief["issues"] == ["piers of the harbour"]
    assert sorted(actor["name"] for actor in envelope.brief["actors"]) == sorted(NAMES)
    assert envelope.brief["headline"] == "Brackwater argues over its piers"
    assert envelope.unsupported == ()
    assert messages(envelope, "chunked") == ["the article was read in 4 chunks of at most 600 words"]
    assert [one.purpose.partition(":")[0] for one in envelope.run.attempts] == [
        *(f"chunk {number} of 4" for number in (1, 2, 3, 4)),
        "summary, headline",
    ]


async def test_the_chunks_are_the_article_and_each_has_only_its_own_statements(scene: Scene) -> None:
    for number in (0, COUNT - 1):
        name = NAMES[number % len(NAMES)]
        scene.says(scene.actor(name), f"hearing {number}, {name}", "told", f"pier {number} must be rebuilt soon")
    backend = Reading()
    envelope = await made(scene, job(chunk_tokens=1000), backend, proposals=scene.proposals)
    prompts = [request.messages[1].content for request in backend.requests[:-1]]
    read = [re.findall(r"^(article-[0-9a-f]{16})\n(.*?)\n\1$", prompt, re.S | re.M)[0][1] for prompt in prompts]
    assert "".join(read).split() == TEXT.split()
    assert [f"“{ALL[0]}”" in prompt for prompt in prompts] == [True, False, False, False]
    assert [f"“{ALL[-1]}”" in prompt for prompt in prompts] == [False, False, False, True]
    verdicts = {one["evidence"]["quote"]: one["attribution"]["verdict"] for one in envelope.brief["positions"]}
    assert (verdicts[ALL[0]], verdicts[ALL[-1]]) == ("verified", "verified")


async def test_what_is_said_of_the_whole_article_is_made_of_all_chunks(scene: Scene) -> None:
    backend = Reading()
    await made(scene, job(chunk_tokens=1000), backend)
    last = backend.requests[-1]
    assert asked_for(last.schema) == ["summary", "headline"]
    told = last.messages[1].content
    assert re.findall(r"The hearing began with (pier \d+)", told) == ["pier 0", "pier 15", "pier 30", "pier 45"]
    assert f"positions: {NAMES[0]}" in told
    assert "must be rebuilt" not in told


async def test_a_name_that_the_article_lacks_is_warned_of_in_the_summary_of_the_whole(scene: Scene) -> None:
    class Inventing(Reading):
        async def send(self, request: Request, *, deadline: float, on_text: object = None) -> Reply:
            reply = await super().send(request, deadline=deadline)
            return replace(reply, text=reply.text.replace("Many spoke", "Gustav Orlok spoke"))

    envelope = await made(scene, job(chunk_tokens=1000), Inventing())
    assert [notice.path for notice in envelope.warnings if notice.code == "words"] == ["summary"]


async def test_an_article_that_fits_is_asked_about_in_one_request(scene: Scene) -> None:
    backend = Reading()
    envelope = await made(scene, job(), backend)
    assert len(backend.requests) == 1
    assert messages(envelope, "chunked") == []


async def test_the_first_chunk_goes_ahead_and_the_others_are_asked_side_by_side(scene: Scene) -> None:
    backend = Reading(seconds=0.02)
    seen: list[Progress] = []
    envelope = await made(scene, job(chunk_tokens=400), backend, on_progress=seen.append)
    assert backend.most == 4
    assert quotes_of(envelope) == ALL
    assert seen[0].step == "chunk 1 of 9"
    assert {one.planned for one in seen if one.step.startswith("chunk")} == {10}


async def test_a_preview_shows_the_requests_of_all_chunks(scene: Scene) -> None:
    backend, wanted = Reading(), job(chunk_tokens=1000)
    await made(scene, wanted, backend)
    shown = preview(scene.article, wanted, proposals=Proposals())
    assert [purpose.partition(":")[0] for purpose, _ in shown] == [
        *(f"chunk {number} of 4" for number in (1, 2, 3, 4)),
        "summary, headline",
    ]
    assert {turns for _, turns in shown[:-1]} == {request.messages for request in backend.requests[:-1]}
    assert "summary: …" in shown[-1][1][1].content


async def test_a_schema_of_lists_needs_no_last_request(scene: Scene) -> None:
    wanted = replace(
        job(chunk_tokens=1000),
        schema=job_for(Config(cache_dir=Path("none"), config_dir=Path("none")), prompt="stakeholders").schema,
    )
    fields = [*wanted.schema.model_fields]
    script: dict[str, Json] = {name: [] for name in fields}
    backend = Scripted(script)
    await made(scene, wanted, backend)
    assert len(backend.requests) == 4 + any(name in ("summary", "headline") for name in fields)


# ------------------------------------------------------------------------- contexts of real servers


@pytest.fixture
def capabilities() -> Capabilities:
    return Capabilities()


@pytest.fixture(params=["bare", "openai", "vllm", "llama.cpp"])
def small(request: pytest.FixtureRequest) -> Iterator[FaultyServer]:
    def script(body: dict) -> object:
        prompt = "\n".join(message["content"] for message in body["messages"])
        return answered(prompt, asked_for(body["response_format"]["json_schema"]["schema"]))

    with FaultyServer(context=2400, overflow=request.param, script=script) as running:
        yield running


async def test_a_context_that_is_too_small_makes_chunks(
    scene: Scene, small: FaultyServer, capabilities: Capabilities
) -> None:
    backend = OpenAIBackend(small.url, None, "stub", capabilities=capabilities)
    envelope = await made(scene, job(), backend, capabilities=capabilities)
    await backend.close()
    assert quotes_of(envelope) == ALL
    assert envelope.brief["headline"] == "Brackwater argues over its piers"
    (told,) = messages(envelope, "chunked")
    assert told.endswith("since it is too long for the model's context")
    assert len(envelope.run.attempts) == len(small.bodies)
    too_long = [one for one in envelope.run.attempts if one.outcome != "ok"]
    assert len(too_long) == 1 if small.options.overflow != "bare" else len(too_long) <= 3


async def test_the_next_article_is_cut_without_asking_in_vain(
    scene: Scene, small: FaultyServer, capabilities: Capabilities
) -> None:
    if small.options.overflow == "bare":
        pytest.skip("this server does not say how long its context is")
    backend = OpenAIBackend(small.url, None, "stub", capabilities=capabilities)
    for _ in range(2):
        envelope = await made(scene, job(), backend, capabilities=capabilities)
    await backend.close()
    assert {one.outcome for one in envelope.run.attempts} == {"ok"}
    assert messages(envelope, "chunked")


async def test_a_server_that_cuts_prompts_in_silence_gets_chunks(scene: Scene, capabilities: Capabilities) -> None:
    def script(body: dict) -> object:
        prompt = "\n".join(message["content"] for message in body["messages"])
        return answered(prompt, asked_for(body["response_format"]["json_schema"]["schema"]))

    with FaultyServer(context=1500, cuts=True, script=script) as server:
        backend = OpenAIBackend(server.url, None, "stub", capabilities=capabilities)
        envelope = await made(scene, job(), backend, capabilities=capabilities)
        await backend.close()
    assert quotes_of(envelope) == ALL


async def test_a_context_for_which_the_prompt_alone_is_too_long_ends_after_a_few_requests(scene: Scene) -> None:
    backend = Reading(lambda prompt: ContextOverflowError("too long", context=300))
    with pytest.raises(ContextOverflowError) as caught:
        await made(scene, job(), backend)
    assert len(backend.requests) <= 8
    assert len(caught.value.attempts) == len(backend.requests)


# ------------------------------------------------------------------------------- what a chunk lost


@pytest.mark.parametrize(
    "error", [RefusalError("no"), ContentFilterError("filtered"), TransientError("gone"), BackendError("odd")]
)
async def test_a_chunk_that_fails_is_told_and_the_rest_goes_on(scene: Scene, error: Exception) -> None:
    backend = Reading(lambda prompt: error if f"told the council of Brackwater that {ALL[20]}" in prompt else None)
    envelope = await made(scene, job(chunk_tokens=1000), backend)
    lost = [quote for quote in ALL if quote not in quotes_of(envelope)]
    assert lost == ALL[15:30]
    (told,) = messages(envelope, "chunk-failed")
    assert told == f"words 601 to 1,200 of the article's 2,400 (25% to 50% of it) are not in the brief: {error}"
    assert envelope.brief["summary"]


async def test_a_first_chunk_that_the_model_refuses_does_not_end_the_run(scene: Scene) -> None:
    backend = Reading(lambda prompt: RefusalError("no") if f"Brackwater that {ALL[0]}" in prompt else None)
    envelope = await made(scene, job(chunk_tokens=1000), backend)
    assert quotes_of(envelope) == ALL[15:]
    assert len(messages(envelope, "chunk-failed")) == 1


async def test_a_server_that_answers_nothing_is_not_asked_about_every_chunk(scene: Scene) -> None:
    backend = Reading(lambda prompt: BackendError("no such model"))
    with pytest.raises(BackendError, match="no such model") as caught:
        await made(scene, job(chunk_tokens=1000), backend)
    assert len(backend.requests) == 1
    assert len(caught.value.attempts) == 1


async def test_if_every_chunk_fails_so_does_the_run(scene: Scene) -> None:
    backend = Reading(lambda prompt: RefusalError("no"))
    with pytest.raises(RefusalError) as caught:
        await made(scene, job(chunk_tokens=1000), backend)
    assert len(caught.value.attempts) == len(backend.requests) >= 4


async def test_a_list_that_a_chunk_did_not_give_is_told(scene: Scene) -> None:
    class Forgetful(Reading):
        async def send(self, request: Request, *, deadline: float, on_text: object = None) -> Reply:
            reply = await super().send(request, deadline=deadline)
            said = json.loads(reply.text)
            if "positions" in said and said["positions"][0]["evidence"] == ALL[15]:
                said["positions"] = "none"
            return replace(reply, text=json.dumps(said))

    envelope = await made(scene, job(chunk_tokens=1000), Forgetful())
    (told,) = messages(envelope, "incomplete")
    assert told.startswith(
        "chunk 2 of 4, words 601 to 1,200 of the article's 2,400 (25% to 50% of it), gave no positions"
    )


async def test_if_only_the_last_request_fails_the_brief_lacks_its_fields(scene: Scene) -> None:
    backend = Reading(lambda prompt: RefusalError("no") if "read in parts" in prompt else None)
    envelope = await made(scene, job(chunk_tokens=1000), backend)
    assert quotes_of(envelope) == ALL
    assert {notice.path for notice in envelope.warnings if notice.code == "missing"} == {"summary", "headline"}


async def test_a_last_request_that_is_too_long_is_sent_again_with_less(scene: Scene) -> None:
    told: list[str] = []

    def fault(prompt: str) -> Exception | None:
        if "read in parts" not in prompt:
            return None
        told.append(prompt)
        return ContextOverflowError("too long") if len(told) < 3 else None

    envelope = await made(scene, job(chunk_tokens=1000), Reading(fault))
    assert envelope.brief["summary"]
    assert [prompt.count("Part of the article") for prompt in told] == [4, 2, 1]
    assert [prompt.count("\n- positions") for prompt in told] == [60, 30, 15]


async def test_a_server_that_goes_away_before_the_last_request_leaves_the_rest(scene: Scene) -> None:
    backend = Reading(lambda prompt: BackendError("gone") if "read in parts" in prompt else None)
    envelope = await made(scene, job(chunk_tokens=1000), backend)
    assert quotes_of(envelope) == ALL
    assert messages(envelope, "broke-off")


# ----------------------------------------------------------------------------- found close to its chunk


async def test_words_that_two_people_say_are_credited_by_the_chunk_that_they_were_found_in() -> None:
    words = "the harbour must stay open in the winter"
    first, last = f"Ines Quill said that {words}.", f"Tobias Fenn said that {words}."
    scene = Scene(f"{first}\n\n{TEXT}\n\n{last}")
    quill, fenn = scene.actor("Ines Quill"), scene.actor("Tobias Fenn")
    scene.says(quill, "Ines Quill", "said", words)
    scene.says(fenn, "Tobias Fenn", "said", words)
    at = scene.text.rindex(words)
    place = scene.text.rindex("Tobias Fenn")
    scene.statements[1] = replace(
        scene.statements[1],
        source=Phrase("Tobias Fenn", (Span(place, place + 11),)),
        cue=Phrase("said", (Span(place + 12, place + 16),)),
        content=Phrase(words, (Span(at, at + len(words)),)),
    )

    class Both(Reading):
        async def send(self, request: Request, *, deadline: float, on_text: object = None) -> Reply:
            reply = await super().send(request, deadline=deadline)
            said = json.loads(reply.text)
            for name, sentence in (("Ines Quill", first), ("Tobias Fenn", last)):
                if "positions" in said and sentence in request.messages[1].content:
                    said["positions"] = [position(words, name)]
            return replace(reply, text=json.dumps(said))

    envelope = await made(scene, job(chunk_tokens=1000), Both(), proposals=scene.proposals)
    found = [one for one in envelope.brief["positions"] if one["evidence"]["quote"] == words]
    assert [(one["actor"], one["attribution"]["verdict"]) for one in found] == [
        ("Ines Quill", "verified"),
        ("Tobias Fenn", "verified"),
    ]
    assert found[1]["evidence"]["spans"] == [[at, at + len(words)]]


async def test_a_server_that_counts_more_tokens_than_were_guessed_gets_shorter_chunks(scene: Scene) -> None:
    class Counting(Reading):
        async def send(self, request: Request, *, deadline: float, on_text: object = None) -> Reply:
            reply = await super().send(request, deadline=deadline)
            return replace(reply, usage=Usage(sum(len(one.content) for one in request.messages) // 2, 9, None))

    envelope = await made(scene, job(chunk_tokens=1000), Counting())
    assert quotes_of(envelope) == ALL
    assert messages(envelope, "chunked") == ["the article was read in 7 chunks of at most 600 words"]
