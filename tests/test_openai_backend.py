"""The backend for OpenAI-compatible servers, over real sockets: what it sends, what it takes, how it fails."""

import asyncio
import json
import ssl
import time
import traceback
from collections.abc import AsyncIterator, Callable
from itertools import pairwise

import pytest
from faulty_server import FaultyServer
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from summarizer.backends.capabilities import Capabilities
from summarizer.backends.openai import OpenAIBackend
from summarizer.backends.wire import ErrorInside, Events, StreamedReply, completion
from summarizer.backends.wrapping import Refused, connection_error, error_inside, refusal_of, retry_after
from summarizer.errors import (
    BackendError,
    ContentFilterError,
    ContextOverflowError,
    QuotaError,
    ReplyError,
    SummarizerError,
    TransientError,
    UnsupportedError,
    UsageError,
)
from summarizer.types import Json, Message, Request, Rung

pytestmark = pytest.mark.anyio

KEY = "sk-canary-7f3a"
SCHEMA: dict[str, Json] = {
    "type": "object",
    "properties": {"headline": {"type": "string"}, "quotes": {"type": "array", "items": {"type": "string"}}},
}
PROMPT = "<article>The mayor of Brackwater said that the old bridge would be closed in May.</article>"
Make = Callable[..., OpenAIBackend]


def request(rung: Rung = Rung.JSON_SCHEMA, *, temperature: float | None = 0.0) -> Request:
    return Request((Message("system", "Be brief."), Message("user", PROMPT)), "note", SCHEMA, rung, 300, temperature)


@pytest.fixture(params=[False, True], ids=["plain", "stream"])
def stream(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
async def make(anyio_backend: str) -> AsyncIterator[Make]:
    made = []

    def backend(url: str, **options: object) -> OpenAIBackend:
        made.append(OpenAIBackend(url, KEY, "stub", **options))  # type: ignore[arg-type]
        return made[-1]

    yield backend
    for one in made:
        await one.close()


async def failed(backend: OpenAIBackend, *, deadline: float = 5) -> SummarizerError:
    with pytest.raises(SummarizerError) as caught:
        await backend.send(request(), deadline=deadline)
    return caught.value


# ------------------------------------------------------------------------------------- what is sent


@pytest.mark.parametrize("rung", [Rung.JSON_SCHEMA, Rung.TOOL])
async def test_a_reply_that_a_server_holds_to_a_schema_comes_back_as_text(
    server: FaultyServer, make: Make, stream: bool, rung: Rung
) -> None:
    reply = await make(server.url, stream=stream).send(request(rung), deadline=5)
    assert json.loads(reply.text).keys() == {"headline", "quotes"}
    assert reply.usage.prompt_tokens == len("Be brief.\n" + PROMPT) // 4 + 1
    assert reply.usage.completion_tokens
    assert reply.usage.cached_tokens == 0
    assert (reply.model, reply.fingerprint, reply.refusal) == ("stub", "stub", None)


async def test_a_schema_is_sent_as_strict_and_a_tool_is_forced(server: FaultyServer, make: Make) -> None:
    backend = make(server.url)
    for rung in Rung:
        await backend.send(request(rung), deadline=5)
    by_schema, by_tool, by_object, by_prompt = server.bodies
    assert by_schema["response_format"]["json_schema"] == {"name": "note", "strict": True, "schema": SCHEMA}
    assert by_tool["tools"][0]["function"] == {"name": "note", "strict": True, "parameters": SCHEMA}
    assert by_tool["tool_choice"] == {"type": "function", "function": {"name": "note"}}
    assert by_object["response_format"] == {"type": "json_object"}
    assert not {"response_format", "tools"} & by_prompt.keys()
    assert by_prompt["messages"] == [{"role": "system", "content": "Be brief."}, {"role": "user", "content": PROMPT}]
    assert (by_prompt["max_tokens"], by_prompt["temperature"]) == (300, 0.0)


async def test_a_temperature_of_none_is_left_to_the_server(server: FaultyServer, make: Make) -> None:
    await make(server.url).send(request(temperature=None), deadline=5)
    assert "temperature" not in server.bodies[0]


async def test_nothing_of_the_environment_is_sent(
    server: FaultyServer, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-somebody")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-gateway-key: abc\nauthorization: Bearer of-somebody")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody")
    await make(server.url).send(request(), deadline=5)
    assert "somebody" not in json.dumps(server.headers)
    assert "x-gateway-key" not in server.headers[0]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


async def test_a_cookie_that_a_server_sets_is_not_sent_back(server: FaultyServer, make: Make) -> None:
    backend = make(server.url)
    for _ in range(2):
        await backend.send(request(), deadline=5)
    assert "cookie" not in server.headers[1]


async def test_as_many_connections_are_kept_as_are_asked_over_at_once(server: FaultyServer, make: Make) -> None:
    backend = make(server.url, stream=False)
    for _ in range(2):
        await asyncio.gather(*(backend.send(request(), deadline=10) for _ in range(30)))
    assert server.connections <= 30


@pytest.mark.parametrize("key", [None, "", SecretStr("")])
async def test_without_a_key_none_is_sent(
    server: FaultyServer, key: SecretStr | str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody")
    backend = OpenAIBackend(server.url, key, "stub")
    await backend.send(request(), deadline=5)
    await backend.close()
    assert "authorization" not in server.headers[0]


@pytest.mark.parametrize("key", ["sk-two words", "sk-naïve", "sk-\nx"])
def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(UsageError) as caught:
        OpenAIBackend("http://127.0.0.1:1/v1", key, "stub")
    assert key not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    "url", ["", "api.example", "ftp://host/v1", "http://", "http://host:port/v1", "http://u:p@host/v1"]
)
def test_a_base_url_that_cannot_be_one_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        OpenAIBackend(url, KEY, "stub")


def test_a_backend_is_named_by_its_url_or_as_it_is_told() -> None:
    assert OpenAIBackend("https://api.example/v1", KEY, "m").name == "https://api.example/v1"
    named = OpenAIBackend("http://127.0.0.1:1/v1", KEY, "m", name="embedded")
    assert (named.name, named.model) == ("embedded", "m")


# --------------------------------------------------------------------------------------- streaming


async def test_a_streamed_reply_is_shown_as_it_grows(server: FaultyServer, make: Make) -> None:
    seen: list[str] = []
    reply = await make(server.faulty("slow=0.02")).send(
        request(),
        deadline=5,
        on_text=lambda text: not seen.append(text),  # type: ignore[func-returns-value]
    )
    assert len(seen) > 1
    assert all(later.startswith(earlier) for earlier, later in pairwise(seen))
    assert seen[-1] == reply.text


async def test_a_streamed_reply_can_be_stopped(server: FaultyServer, make: Make) -> None:
    reply = await make(server.faulty("slow=0.02")).send(request(), deadline=5, on_text=lambda text: False)
    whole = await make(server.url).send(request(), deadline=5)
    assert reply.finish_reason == "stopped"
    assert whole.text.startswith(reply.text)
    assert len(reply.text) < len(whole.text)


async def test_a_character_cut_between_two_events_is_put_together(server: FaultyServer, make: Make) -> None:
    reply = await make(server.faulty("split_pair")).send(request(), deadline=5)
    assert reply.text == '{"text": "😀"}'


async def test_a_server_that_does_not_stream_is_read_all_the_same(make: Make) -> None:
    reply = completion(b'{"choices": [{"message": {"content": [{"type": "text", "text": "a"}, {"text": "b"}]}}]}')
    assert reply.text == "ab"


def test_arguments_that_come_as_an_object_are_written_out() -> None:
    call = {"function": {"name": "note", "arguments": {"headline": "Ä"}}}
    reply = completion(json.dumps({"choices": [{"message": {"tool_calls": [call]}}]}).encode())
    assert reply.text == '{"headline": "Ä"}'


def test_events_may_come_in_any_pieces() -> None:
    stream = b": ping\r\ndata: {}\r\n\r\nevent: x\ndata: a\ndata: b\n\n"
    for size in range(1, len(stream)):
        events = Events()
        pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
        assert [event for piece in pieces for event in events.feed(piece)] == [b"{}", b"a\nb"]


# ------------------------------------------------------------------------------------------ faults

TRANSIENT = ["408", "409", "429", "429_bare", "500", "502", "503", "504", "529", "reset_early", "close_early"]
TRANSIENT += ["reset_headers", "reset_body", "truncated", "not_http", "bad_gzip", "html200", "bad_envelope", "error200"]
TRANSIENT += ["doubled_envelope", "invalid_utf8", "stream_cut"]
FINAL = ["400", "401", "402", "403", "404", "413", "422", "429_quota", "302", "bomb", "error_bomb"]


@pytest.mark.parametrize("fault", TRANSIENT)
async def test_a_transport_fault_may_be_tried_again(server: FaultyServer, make: Make, stream: bool, fault: str) -> None:
    error = await failed(make(server.faulty(fault), stream=stream))
    assert type(error) is TransientError
    assert not error.timed_out
    assert len(server.bodies) == 1


@pytest.mark.parametrize("fault", FINAL)
async def test_what_would_fail_again_is_not_to_be_tried_again(
    server: FaultyServer, make: Make, stream: bool, fault: str
) -> None:
    error = await failed(make(server.faulty(fault), stream=stream))
    assert type(error) is (QuotaError if fault in ("402", "429_quota") else BackendError)
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("context", ContextOverflowError),
        ("filter", ContentFilterError),
        ("no_json_schema", UnsupportedError),
        ("empty_choices", ReplyError),
        ("null_choices", ReplyError),
    ],
)
async def test_faults_of_their_own_have_errors_of_their_own(
    server: FaultyServer, make: Make, stream: bool, fault: str, kind: type[SummarizerError]
) -> None:
    assert type(await failed(make(server.faulty(fault), stream=stream))) is kind


async def test_an_error_in_mid_stream_is_an_error(server: FaultyServer, make: Make) -> None:
    assert type(await failed(make(server.faulty("stream_error")))) is TransientError


@pytest.mark.parametrize(
    ("fault", "finish"),
    [("length", "length"), ("content_filter", "content_filter"), ("odd_finish", "tired"), ("null_content", "stop")],
)
async def test_a_finish_reason_is_handed_on(
    server: FaultyServer, make: Make, stream: bool, fault: str, finish: str
) -> None:
    reply = await make(server.faulty(fault), stream=stream).send(request(), deadline=5)
    assert reply.finish_reason == finish


async def test_a_refusal_is_handed_on(server: FaultyServer, make: Make, stream: bool) -> None:
    reply = await make(server.faulty("refusal"), stream=stream).send(request(), deadline=5)
    assert (reply.text, reply.refusal) == ("", "I'm sorry, I can't help with that request.")


async def test_a_reply_without_usage_is_accepted(server: FaultyServer, make: Make, stream: bool) -> None:
    reply = await make(server.faulty("no_usage"), stream=stream).send(request(), deadline=5)
    assert reply.usage.prompt_tokens is None


@pytest.mark.parametrize(("fault", "least", "most"), [("429=7", 7, 7), ("503_after=3", 3, 3), ("429_ms", 1.5, 1.5)])
async def test_the_wait_that_a_server_asks_for_is_kept(
    server: FaultyServer, make: Make, fault: str, least: float, most: float
) -> None:
    error = await failed(make(server.faulty(fault)))
    assert isinstance(error, TransientError)
    assert least <= (error.retry_after or -1) <= most


async def test_a_wait_until_a_date_is_understood(server: FaultyServer, make: Make) -> None:
    error = await failed(make(server.faulty("429_date=30")))
    assert isinstance(error, TransientError)
    assert 25 < (error.retry_after or -1) <= 30


FAR_YEAR = "Fri, 01 Jan 99999999999999999999 00:00:00 GMT"


@pytest.mark.parametrize("value", ["", "soon", "-5", "nan", "1e9", "9" * 40, "Tue, 99 Foo 2026 00:00:00 GMT", FAR_YEAR])
def test_a_wait_that_makes_no_sense_is_none(value: str) -> None:
    assert retry_after({"retry-after": value}) is None


def test_a_wait_until_a_date_that_has_passed_is_no_wait() -> None:
    assert retry_after({"retry-after": "Tue, 01 Jan 2019 00:00:00"}) == 0


@pytest.mark.parametrize("value", ["999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_wait_that_no_date_can_tell_is_a_year(value: str) -> None:
    assert retry_after({"retry-after": value}) == 365 * 86_400


async def test_a_redirect_is_refused_and_the_key_stays_here(server: FaultyServer, make: Make, stream: bool) -> None:
    error = await failed(make(server.faulty("302"), stream=stream))
    assert "/v1/models" in error.message
    assert server.paths == ["/v1/chat/completions"]


async def test_a_missing_model_is_answered_with_those_that_there_are(make: Make) -> None:
    with FaultyServer(models=("small", "large")) as server:
        error = await failed(make(server.url))
    assert error.hint == "no model 'stub' here? the server lists: small, large"


async def test_a_missing_model_that_the_server_lists_is_not_named_as_another(server: FaultyServer, make: Make) -> None:
    error = await failed(make(server.faulty("404")))
    assert "the server lists 'stub', so" in (error.hint or "")


@pytest.mark.parametrize(
    ("name", "words"),
    [("https://api.openai.com/v1", "set OPENAI_API_KEY to"), ("http://h:1/v1", "'summarizer keys set http://h:1/v1'")],
)
def test_a_wrong_key_is_told_with_where_the_one_for_this_server_goes(name: str, words: str) -> None:
    assert words in (refusal_of(Refused(401, {}, b"", name, "m", ())).hint or "")


@pytest.mark.parametrize("status", [429, 500])
def test_a_server_that_fails_is_told_with_what_to_do(status: int) -> None:
    assert refusal_of(Refused(status, {}, b"boom", "s", "m", ())).hint


async def test_a_server_that_lists_no_models_leaves_the_hint_as_it_is(make: Make) -> None:
    with FaultyServer() as server:
        error = await failed(make(f"http://127.0.0.1:{server.port}/api"))
    assert "/v1" in (error.hint or "")


async def test_a_server_can_be_asked_for_its_models(server: FaultyServer, make: Make) -> None:
    assert await make(server.url).models() == ("stub",)
    with pytest.raises(BackendError):
        await make(f"http://127.0.0.1:{server.port}/nothing").models()


@pytest.mark.parametrize("fault", ["hang", "slow=0.4"])
async def test_no_call_outlives_its_deadline(server: FaultyServer, make: Make, stream: bool, fault: str) -> None:
    start = time.monotonic()
    error = await failed(make(server.faulty(fault), stream=stream), deadline=0.3)
    assert time.monotonic() - start < 0.8
    assert isinstance(error, TransientError)
    assert error.timed_out
    assert "--timeout" in (error.hint or "")


async def test_a_stream_that_falls_silent_is_given_up_before_its_deadline(server: FaultyServer, make: Make) -> None:
    start = time.monotonic()
    error = await failed(make(server.faulty("stall"), idle_seconds=0.2), deadline=30)
    assert time.monotonic() - start < 5
    assert isinstance(error, TransientError)
    assert "silent" in error.message


async def test_a_reply_beyond_the_limit_is_not_read_to_its_end(server: FaultyServer, make: Make, stream: bool) -> None:
    error = await failed(make(server.faulty("huge=1"), stream=stream, max_bytes=100_000))
    assert "100,000 bytes" in error.message


async def test_a_server_that_is_not_there_may_be_tried_again(make: Make) -> None:
    with FaultyServer() as gone:
        url = gone.url
    assert isinstance(await failed(make(url)), TransientError)


async def test_a_secure_connection_to_a_server_without_one_fails_at_once(server: FaultyServer, make: Make) -> None:
    error = await failed(make(server.url.replace("http:", "https:")))
    assert type(error) is BackendError
    assert "http://" in (error.hint or "")


def test_a_certificate_that_does_not_verify_is_final() -> None:
    try:
        try:
            raise ssl.SSLCertVerificationError("self-signed certificate")
        except ssl.SSLError as err:
            raise ConnectionError("failed") from err
    except ConnectionError as err:
        error = connection_error(err, "https://server")
    assert type(error) is BackendError
    assert "certificate" in error.message


async def test_half_a_character_in_a_prompt_is_an_error_of_ours(server: FaultyServer, make: Make) -> None:
    half = Request((Message("user", "\ud83d"),), "note", SCHEMA, Rung.PROMPT, 10, None)
    with pytest.raises(BackendError, match="UTF-8"):
        await make(server.url).send(half, deadline=5)


@pytest.mark.parametrize("fault", ["401", "500", "hang", "reset_early", "not_http", "bad_envelope"])
async def test_the_key_is_in_no_message_and_no_traceback(make: Make, fault: str) -> None:
    with FaultyServer(api_key=None if fault != "401" else "another") as server:
        error = await failed(make(server.faulty(fault)), deadline=0.2)
    shown = "".join(traceback.format_exception(error)) + f"{error.message} {error.hint} {error!r}"
    assert KEY not in shown.replace("Bearer [key]", "")


# ------------------------------------------------------------------------------- what is unsupported


@pytest.mark.parametrize("name", ["temperature", "max_tokens", "stream_options"])
async def test_a_parameter_that_is_refused_is_left_out_from_then_on(make: Make, name: str) -> None:
    with FaultyServer(reject=(name,)) as server:
        backend = make(server.url)
        error = await failed(backend)
        assert isinstance(error, UnsupportedError)
        assert error.feature == name
        await backend.send(request(), deadline=5)
    assert name not in server.bodies[1]
    assert ("max_completion_tokens" in server.bodies[1]) == (name == "max_tokens")


async def test_what_one_backend_was_refused_another_one_knows(make: Make) -> None:
    known = Capabilities()
    with FaultyServer(reject=("temperature",)) as server:
        await failed(make(server.url, capabilities=known))
        await make(server.url, capabilities=known).send(request(), deadline=5)
    assert len(server.bodies) == 2


REFUSED = Refused(400, {}, b"", "server", "m", ("json_schema", "max_tokens", "temperature"))


@pytest.mark.parametrize(
    ("error", "feature"),
    [
        ({"message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'."}, "max_tokens"),
        ({"message": "Unsupported value", "param": "temperature"}, "temperature"),
        ({"message": "Invalid schema for response_format 'note'", "param": "response_format"}, "json_schema"),
        ("json_schema is not supported", "json_schema"),
        ({"detail": [{"loc": ["body", "response_format"], "msg": "Extra inputs are not permitted"}]}, "json_schema"),
    ],
)
def test_the_feature_that_is_refused_is_named(error: Json, feature: str) -> None:
    body = json.dumps({"error": error} if not isinstance(error, dict) or "detail" not in error else error).encode()
    found = refusal_of(Refused(400, {}, body, "server", "m", REFUSED.asked))
    assert isinstance(found, UnsupportedError)
    assert found.feature == feature


@pytest.mark.parametrize(
    "words",
    ["Invalid max_tokens: too large, at most 4096", "Invalid image", "tools are unsupported"],
)
def test_what_is_not_about_a_feature_that_was_asked_for_is_no_missing_feature(words: str) -> None:
    found = refusal_of(Refused(400, {}, json.dumps({"error": {"message": words}}).encode(), "s", "m", REFUSED.asked))
    assert type(found) is BackendError


@pytest.mark.parametrize(
    ("error", "setting"),
    [
        (
            {
                "message": "Invalid 'temperature': decimal above maximum value. Expected a value <= 1, but got 1.5.",
                "param": "temperature",
                "code": "decimal_above_max_value",
            },
            "--temperature",
        ),
        (
            {
                "message": "Invalid 'max_tokens': integer above maximum value. Expected a value <= 16384.",
                "param": "max_tokens",
                "code": "integer_above_max_value",
            },
            "--max-tokens",
        ),
        ({"message": "max_tokens is too large: 32000. This model supports at most 16384 tokens"}, "--max-tokens"),
        ({"message": "Unsupported value: temperature must be between 0 and 1"}, "--temperature"),
    ],
)
def test_a_value_that_is_out_of_range_is_no_missing_feature(error: Json, setting: str) -> None:
    found = refusal_of(Refused(400, {}, json.dumps({"error": error}).encode(), "s", "m", REFUSED.asked))
    assert type(found) is BackendError
    assert setting in (found.hint or "")


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (429, "Request too large for m: on tokens per min (TPM): Limit 30000, Requested 42000.", ContextOverflowError),
        (413, "Request too large for model m: Limit 6000, Requested 9000, reduce your message", ContextOverflowError),
        (500, "the request exceeds the available context size", ContextOverflowError),
        (501, "json_schema is not implemented", UnsupportedError),
        (500, "tools param requires --jinja flag", UnsupportedError),
        (429, "You exceeded your current quota, please check your plan and billing details.", QuotaError),
        (
            429,
            "Rate limit reached for m on tokens per min (TPM): Limit 30000, Used 29000, Requested 4000",
            TransientError,
        ),
        (429, "Too many tokens, please wait before trying again.", TransientError),
        (500, "unexpected error while the response_format was read", TransientError),
        (503, "tools are overloaded, temperature rising", TransientError),
    ],
)
def test_the_words_of_an_error_come_before_its_status(status: int, message: str, kind: type[BackendError]) -> None:
    asked = ("json_schema", "tools", "temperature")
    found = refusal_of(Refused(status, {}, json.dumps({"error": {"message": message}}).encode(), "s", "m", asked))
    assert type(found) is kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": 429}, TransientError),
        ({"code": "rate_limit_exceeded"}, TransientError),
        ({"code": "insufficient_quota"}, QuotaError),
        ({"code": "context_length_exceeded", "type": "invalid_request_error"}, ContextOverflowError),
        ({"type": "invalid_request_error", "message": "no"}, BackendError),
        ("something", TransientError),
        ({"code": 9999}, TransientError),
    ],
)
def test_an_error_inside_a_reply_is_told_by_its_code(error: Json, kind: type[BackendError]) -> None:
    assert type(error_inside(error, REFUSED)) is kind


def test_a_servers_words_are_shown_on_one_line_without_control_characters() -> None:
    body = json.dumps({"error": {"message": "a\x1b[31m\nb" + "c" * 900}}).encode()
    message = refusal_of(Refused(400, {}, body, "server", "m", ())).message
    assert message.isprintable()
    assert len(message) < 600


# --------------------------------------------------------------------------- no untyped exception

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(["choices", "message", "content", "tool_calls", "function", "arguments", "delta", "usage"])
            | st.sampled_from(
                ["prompt_tokens", "prompt_tokens_details", "finish_reason", "error", "code", "model", "text"]
            ),
            inside,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.binary() | JSONS.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_reply_or_a_typed_error(data: bytes) -> None:
    streamed = StreamedReply()
    for read in (lambda: completion(data), lambda: streamed.add(data), lambda: streamed.reply(stopped=False)):
        error: Json = None
        try:
            read()
        except ErrorInside as err:
            error = err.error
        except (TransientError, ReplyError):
            continue
        assert isinstance(error_inside(error, REFUSED), BackendError)


@given(st.integers(300, 599), st.binary() | JSONS.map(lambda value: json.dumps(value).encode()), st.text())
def test_any_error_status_is_a_typed_error(status: int, data: bytes, header: str) -> None:
    refused = Refused(status, {"retry-after": header}, data, "server", "m", REFUSED.asked)
    assert isinstance(refusal_of(refused), BackendError)


@pytest.mark.parametrize(
    ("message", "more", "context", "prompt"),
    [
        (
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 11043 tokens.",
            {},
            8192,
            11043,
        ),
        (
            "Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 290000 tokens.",
            {},
            272000,
            290000,
        ),
        (
            "This model's maximum context length is 4096 tokens. However, you requested "
            "5000 tokens (4500 in the messages, 500 in the completion).",
            {},
            4096,
            4500,
        ),
        (
            "'max_tokens' is too large: 4000. This model's maximum context length "
            "is 4096 tokens and your request has 500 input tokens",
            {},
            4096,
            500,
        ),
        ("the request exceeds the available context size", {"n_prompt_tokens": 9000, "n_ctx": 4096}, 4096, 9000),
        ("request (9000 tokens) exceeds the available context size (4096 tokens), try increasing it", {}, 4096, 9000),
        ("prompt is too long: 210000 tokens > 200000 maximum", {}, 200000, 210000),
        ("Prompt contains 40000 tokens, too large for model with 32768 maximum context length", {}, 32768, 40000),
        ("Request too large: tokens per min (TPM): Limit 30000, Requested 42000.", {}, 30000, 42000),
        ("Please reduce the length of the messages.", {}, None, None),
    ],
)
def test_the_length_of_a_context_is_read_from_what_servers_say(
    message: str, more: dict[str, Json], context: int | None, prompt: int | None
) -> None:
    body = {"error": {"message": message, "code": "context_length_exceeded", **more}}
    found = refusal_of(Refused(400, {}, json.dumps(body).encode(), "s", "m", ()))
    assert isinstance(found, ContextOverflowError)
    assert (found.context, found.prompt) == (context, prompt)
