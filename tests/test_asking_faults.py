"""Each thing that a server can do wrong, over real sockets: a right answer, or an error with its exit code."""

import random
from typing import Annotated

import pytest
from faulty_server import FAULTS, FaultyServer
from pydantic import Field

from summarizer.asking import Answer, Limits, Question, Wording, ask, key_of
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.openai import OpenAIBackend
from summarizer.errors import SummarizerError
from summarizer.types import Fault, Item, Json, Message, Path, Position, Risk, Text, marked

pytestmark = pytest.mark.anyio

ARTICLE = (
    "Mayor Ines Quill said that the old bridge at Brackwater would be closed in May. “We cannot wait for it to fall,” "
    "Ines Quill told the council. Harbour master Tobias Fenn rejected the plan as ruinous for the fishing boats. "
    "Engineers at the ministry fear that the piers could give way in a storm. Tobias Fenn asked for a ferry instead."
)
WORDING = Wording(
    schema=lambda schema: f"Answer with JSON of this schema: {schema}",
    mend=lambda wrong: "\n".join(f"{key_of(one.path)}: {fault.reason}" for one in wrong for fault in one.faults),
)


class Brief(Item):
    headline: Text
    summary: Text
    issues: Annotated[list[Text], Field(max_length=6)]
    positions: list[Position]
    risks: list[Risk]


def in_the_article(path: Path, value: object, right: dict[str, Json]) -> tuple[Fault, ...]:
    """The simplest check of evidence: the article's own words."""
    items = [*marked(value)] if isinstance(value, Item) else []
    quotes = [(inside, quote) for inside, _, quote in items if inside[-1] == "evidence"]
    return tuple(
        Fault((*path, *inside), "not in the article", "evidence") for inside, quote in quotes if quote not in ARTICLE
    )


async def asked(url: str, *, stream: bool, known: Capabilities | None = None, call_seconds: float = 0.5) -> Answer:
    words = f"<article>{ARTICLE}</article> Summarize."
    question = Question("all", (Message("system", "Be careful."), Message("user", words)), Brief, 2000)
    backend = OpenAIBackend(
        url, "sk-canary", "stub", stream=stream, capabilities=known, max_bytes=400_000, idle_seconds=0.2
    )

    async def no_sleep(seconds: float) -> None:
        return None

    try:
        return await ask(
            question,
            backend=backend,
            wording=WORDING,
            limits=Limits(call_seconds=call_seconds),
            capabilities=known,
            check=in_the_article,
            sleep=no_sleep,
        )
    finally:
        await backend.close()


RIGHT = ["500x1", "500x3", "429=1x1", "429_barex3", "no_json_schema", "reset_earlyx1", "reset_bodyx1", "truncatedx1"]
RIGHT += [
    "bad_envelopex1",
    "invalid_utf8x1",
    "html200x1",
    "error200x1",
    "malformedx1",
    "fenced",
    "prose",
    "think",
    "twice",
]
RIGHT += ["wrong_schemax1", "nan", "extra_fields", "lengthx1", "empty_choicesx1", "null_contentx1", "empty_contentx1"]
# beyond those: more of the same kind
RIGHT += [
    "408x1",
    "409x1",
    "429_datex1",
    "429_msx1",
    "502x1",
    "503x2",
    "503_after=1x1",
    "504x1",
    "529x1",
    "close_earlyx1",
]
RIGHT += [
    "reset_headersx1",
    "stream_cutx1",
    "stream_errorx1",
    "not_httpx1",
    "bad_gzipx1",
    "slow=0.01",
    "stallx1",
    "hangx1",
]
RIGHT += [
    "doubled_envelopex1",
    "null_choicesx1",
    "no_usage",
    "odd_finish",
    "other_model",
    "length_quietx1",
    "two_answersx1",
]
RIGHT += ["wrong_typesx1", "doubledx1", "surrogatex1", "nulx1", "not_objectx1", "inventedx1", "editedx1", "elidedx1"]
RIGHT += ["deepx1", "repeatx1", "no_response_format", "wrong_schemax2", "malformed", "nanx2", "doubled"]

PARTLY = {  # something of the answer is right, and what is missing is said
    "length": {"truncated"},
    "length_quiet": {"truncated"},
    "wrong_types": set(),
    "surrogate": set(),
    "nul": set(),
    "invented": set(),
    "edited": set(),
    "elided": set(),
}

EXIT = {
    **dict.fromkeys(["400", "401", "403", "404", "413", "422", "302", "context", "filter"], 4),
    **dict.fromkeys(["402", "429_quota"], 7),
    **dict.fromkeys(["error_bomb", "bomb", "408", "409", "429", "429=9999", "429_bare", "429_date", "429_ms"], 4),
    **dict.fromkeys(["500", "502", "503", "503_after", "504", "529", "reset_early", "close_early", "reset_headers"], 4),
    **dict.fromkeys(["reset_body", "truncated", "stream_cut", "slow=0.3", "stall", "hang", "not_http", "bad_gzip"], 4),
    **dict.fromkeys(["html200", "bad_envelope", "error200", "doubled_envelope", "invalid_utf8", "content_filter"], 4),
    **dict.fromkeys(["empty_choices", "null_choices", "null_content", "empty_content", "refusal", "two_answers"], 5),
    **dict.fromkeys(["wrong_schema", "not_object", "deep"], 5),
}
ELSEWHERE = {"huge", "repeat", "stream_error", "split_pair"}  # not the same plain and streamed: tested below


@pytest.fixture(params=[False, True], ids=["plain", "stream"])
def stream(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_the_tables_leave_out_no_fault() -> None:
    listed = [*RIGHT, *PARTLY, *EXIT, *ELSEWHERE]
    assert {name.split("=")[0].split("x")[0] if name.split("x")[0] in FAULTS else name for name in FAULTS} <= {
        name if name in FAULTS else name.split("=")[0].rsplit("x", 1)[0] for name in listed
    }


@pytest.mark.parametrize("fault", RIGHT)
async def test_a_fault_that_passes_costs_nothing_of_the_answer(server: FaultyServer, stream: bool, fault: str) -> None:
    answer = await asked(server.faulty(fault), stream=stream)
    assert answer.rejected == ()
    brief = Brief.model_validate(answer.value)
    assert brief.positions
    assert brief.risks
    assert len(answer.attempts) == len(server.bodies)


@pytest.mark.parametrize(("fault", "codes"), PARTLY.items())
async def test_a_fault_that_stays_costs_what_it_spoils_and_it_is_said(
    server: FaultyServer, stream: bool, fault: str, codes: set[str]
) -> None:
    answer = await asked(server.faulty(fault), stream=stream)
    assert answer.rejected
    assert codes <= {notice.code for notice in answer.notices}
    assert answer.value
    missing = Brief.model_fields.keys() - answer.value.keys()
    assert missing <= {str(one.path[0]) for one in answer.rejected}


@pytest.mark.parametrize(("fault", "code"), EXIT.items())
async def test_a_fault_that_stays_ends_in_a_typed_error(
    server: FaultyServer, stream: bool, fault: str, code: int
) -> None:
    seconds = 10 if "bomb" in fault else 0.5  # a bomb takes time to begin on a busy machine
    with pytest.raises(SummarizerError) as caught:
        await asked(server.faulty(fault), stream=stream, call_seconds=seconds)
    assert caught.value.exit_code == code
    assert len(caught.value.attempts) == len(server.bodies)
    assert "sk-canary" not in f"{caught.value.message} {caught.value.hint}"


async def test_a_reply_without_end_is_given_up_plain_and_stopped_in_a_stream(
    server: FaultyServer, stream: bool
) -> None:
    with pytest.raises(SummarizerError) as caught:
        await asked(server.faulty("huge=0.5"), stream=stream, call_seconds=20)
    assert caught.value.exit_code == (5 if stream else 4)


async def test_a_loop_is_cut_off_and_said(server: FaultyServer, stream: bool) -> None:
    answer = await asked(server.faulty("repeat"), stream=stream)
    assert "loop" in {notice.code for notice in answer.notices}
    assert answer.value["headline"]


async def test_an_error_in_every_stream_is_an_error(server: FaultyServer) -> None:
    with pytest.raises(SummarizerError) as caught:
        await asked(server.faulty("stream_error"), stream=True)
    assert caught.value.exit_code == 4


async def test_a_server_that_cuts_prompts_is_found_out(stream: bool) -> None:
    with FaultyServer(context=60, cuts=True) as server, pytest.raises(SummarizerError) as caught:
        await asked_with_padding(server.url, stream=stream)
    assert caught.value.exit_code == 4
    assert "cut" in caught.value.message


async def asked_with_padding(url: str, *, stream: bool) -> Answer:
    backend = OpenAIBackend(url, None, "stub", stream=stream)
    try:
        question = Question("all", (Message("user", ARTICLE * 10),), Brief, 2000)
        return await ask(question, backend=backend, wording=WORDING)
    finally:
        await backend.close()


@pytest.mark.parametrize(
    ("options", "requests"),
    [
        ({}, (1, 1)),
        ({"structured": "json_object"}, (2, 1)),
        ({"structured": "none", "tools": False}, (4, 1)),
        ({"tools": False}, (1, 1)),
        ({"enforces": False}, (3, 3, 1)),  # one breach may be chance, two in a row are not
        (
            {"structured": "none", "tools": False, "reject": ("temperature", "max_tokens", "max_completion_tokens")},
            (7, 1),
        ),
    ],
)
async def test_whatever_a_server_lacks_costs_one_request_and_only_once(
    stream: bool, options: dict[str, object], requests: tuple[int, ...]
) -> None:
    known = Capabilities()
    with FaultyServer(**options) as server:
        for expected in requests:
            server.bodies.clear()
            answer = await asked(server.url, stream=stream, known=known)
            assert answer.rejected == ()
            assert len(server.bodies) == expected


async def test_any_mixture_of_faults_is_an_answer_or_a_typed_error(server: FaultyServer, stream: bool) -> None:
    rng = random.Random(7)
    names = sorted(FAULTS.keys() - {"huge", "hang", "stall", "slow", "bomb", "error_bomb", "deep"})
    ends = set()
    for _ in range(8):
        faults = [f"{name}x{times}" for times, name in enumerate(rng.sample(names, 5), 1)]
        try:
            answer = await asked(server.faulty(",".join(faults)), stream=stream)
        except SummarizerError as err:
            ends.add(err.exit_code)
        else:
            ends.add(0)
            assert answer.value
        server.attempts.clear()
    assert ends <= {0, 4, 5}
