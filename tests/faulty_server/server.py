"""The server itself: HTTP/1.1 over real sockets in a thread of its own, and what a healthy server refuses."""

import asyncio
import email.utils
import gzip
import json
import socket
import threading
import time
import urllib.parse
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self

from faulty_server import replies
from faulty_server.faults import CONNECTION, NO_FAULT, STATUSES, Fault, picked

_TLS_HANDSHAKE = b"\x16"
Script = Callable[[dict], object]


@dataclass
class Options:
    """How the server behaves.

    script: From a request's body to the content of the reply (any JSON value, or text); None makes it up.
    fault: For requests that ask for none.
    structured: The best response_format that is accepted: json_schema, json_object or none.
    enforces: Whether a schema that is accepted is kept to; else the content is plain words.
    reject: Request fields that are answered with 400.
    context: Tokens; a longer prompt gets 400, or with `cuts` is cut in silence.
    overflow: Whose words the 400 has: bare, openai, vllm or llama.cpp.
    usage: False leaves it out.
    """

    script: Script | None = None
    fault: str = ""
    structured: str = "json_schema"
    tools: bool = True
    enforces: bool = True
    reads_schema: bool = True
    reject: tuple[str, ...] = ()
    context: int = 0
    overflow: str = "bare"
    cuts: bool = False
    api_key: str | None = None
    models: tuple[str, ...] = ()
    usage: bool = True
    count: dict[str, int] = field(default_factory=dict)


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    chunks: list[bytes] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    fault: Fault = NO_FAULT


class FaultyServer:
    """A context manager; `url` ends in /v1, `bodies` and `headers` are what was asked for so far."""

    def __init__(self, **options: object) -> None:
        self.options = Options(**options)  # type: ignore[arg-type]
        self.bodies: list[dict] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.attempts: Counter[int] = Counter()
        self.connections = 0

    def __enter__(self) -> Self:
        ready = threading.Event()

        async def serve() -> None:
            self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
            server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            await self._stop.wait()
            server.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

        self._thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def faulty(self, fault: str) -> str:
        """The base URL that asks for a fault."""
        return f"http://127.0.0.1:{self.port}/_f/{urllib.parse.quote(fault)}/v1"

    # ------------------------------------------------------------------------------------ HTTP

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                first = await reader.readexactly(1)
                if first == _TLS_HANDSHAKE:
                    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    return
                head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, path, _ = head[0].split(" ")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                answer = self._answer(method, path, headers, body)
                if not await _write(writer, answer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _answer(self, method: str, path: str, headers: dict[str, str], data: bytes) -> Answer:
        asked = headers.get("x-stub-fault", "")
        if path.startswith("/_f/"):
            spec, _, rest = path[4:].partition("/")
            asked, path = asked or urllib.parse.unquote(spec), f"/{rest}"
        self.headers.append(headers)
        self.paths.append(path)
        if path == "/v1/models" and method == "GET":
            listed = [{"id": model, "object": "model"} for model in self.options.models or ("stub",)]
            return Answer(body=_json({"object": "list", "data": listed}))
        if path != "/v1/chat/completions" or method != "POST":
            return _error(404, f"Unknown request URL: {method} {path}")
        body = json.loads(data)
        self.bodies.append(body)
        prompt = "\n".join(message["content"] for message in body["messages"])
        if not asked and "[[stub:" in prompt:
            asked = prompt.split("[[stub:", 1)[1].split("]]", 1)[0]
        return self._refused(headers, body, prompt) or self._made(body, prompt, asked or self.options.fault)

    def _refused(self, headers: dict[str, str], body: dict, prompt: str) -> Answer | None:
        """What a healthy server refuses."""
        options = self.options
        if options.api_key and headers.get("authorization") != f"Bearer {options.api_key}":
            given = headers.get("authorization", "")
            return _error(401, f"Incorrect API key provided: {given}.", code="invalid_api_key")
        if options.models and body["model"] not in options.models:
            return _error(404, f"The model '{body['model']}' does not exist.", code="model_not_found")
        for name in options.reject:
            if name in body:
                words = f"Unsupported parameter: '{name}' is not supported with this model."
                return _error(400, words, code="unsupported_parameter", param=name)
        if "tools" in body and not options.tools:
            return _error(400, "This model does not support tools.")
        form = (body.get("response_format") or {}).get("type", "")
        if form and options.structured not in ("json_schema", form):
            return _no_format(form)
        reply = body.get("max_tokens", 0) if options.overflow == "vllm" else 0
        if options.context and not options.cuts and len(prompt) // 4 + reply > options.context:
            return _overflow(options, len(prompt) // 4, body)
        return None

    def _made(self, body: dict, prompt: str, asked: str) -> Answer:
        first = next(message["content"] for message in body["messages"] if message["role"] == "user")
        key = zlib.crc32(first[:200].encode())
        self.attempts[key] += 1
        fault = picked(asked, self.attempts[key])
        if fault.name in STATUSES:
            failed = _status(fault, body)
            if failed is not None:
                return failed
        answer = self._completion(body, prompt, fault)
        answer.fault = fault
        return _broken(answer, fault)

    def _completion(self, body: dict, prompt: str, fault: Fault) -> Answer:
        options = self.options
        tool, schema = replies.wanted(body, reads_schema=options.reads_schema)
        form = (body.get("response_format") or {}).get("type")
        enforced = options.enforces or not (tool or form == "json_schema")
        value: object = "These are plain words."
        if options.script:
            value = options.script(body)
        elif schema and enforced:
            value = replies.made_up(schema, prompt, options.count)
        content = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        read = len(prompt) // 4 + 1
        read = min(read, options.context) if options.cuts else read
        details = {"prompt_tokens_details": {"cached_tokens": 0}}
        usage = {"prompt_tokens": read, "completion_tokens": len(content) // 4 + 1, **details}
        has_usage = options.usage and fault.name != "no_usage"
        whole = replies.envelope(body, content, tool if enforced else None, usage if has_usage else None, fault)
        if not body.get("stream"):
            return Answer(body=_json(whole))
        with_usage = bool((body.get("stream_options") or {}).get("include_usage"))
        return Answer(chunks=replies.events(whole, fault, with_usage=with_usage), kind="text/event-stream")


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _error(status: int, message: str, kind: str = "invalid_request_error", **more: str) -> Answer:
    return Answer(status, _json({"error": {"message": message, "type": kind, **more}}))


def _overflow(options: Options, read: int, body: dict) -> Answer:
    """What servers say of a prompt that is too long; vLLM counts the reply that is asked for, too."""
    context, reply = options.context, body.get("max_tokens", 0)
    known = f"This model's maximum context length is {context} tokens."
    match options.overflow:
        case "openai":
            words = f"{known} However, your messages resulted in {read} tokens. Please reduce their length."
            return _error(400, words, code="context_length_exceeded", param="messages")
        case "vllm":
            parts = f"{read} in the messages, {reply} in the completion"
            words = f"{known} However, you requested {read + reply} tokens ({parts})."
            return Answer(400, _json({"object": "error", "message": words, "type": "BadRequestError", "code": 400}))
        case "llama.cpp":
            words = "the request exceeds the available context size, try increasing it"
            error = {"code": 400, "message": words, "type": "exceed_context_size_error"}
            return Answer(400, _json({"error": error | {"n_prompt_tokens": read, "n_ctx": context}}))
    return _error(400, "Please reduce the length of the messages.", code="context_length_exceeded", param="messages")


def _no_format(form: str) -> Answer:
    words = f"Invalid parameter: 'response_format' of type '{form}' is not supported with this model."
    return _error(400, words, param="response_format")


def _status(fault: Fault, body: dict) -> Answer | None:
    """The answer with an error status; None if the fault does not concern this request."""
    name = fault.name
    if name in ("no_json_schema", "no_response_format"):
        form = (body.get("response_format") or {}).get("type", "")
        return _no_format(form) if form == "json_schema" or (form and name == "no_response_format") else None
    if name == "429_quota":
        return _error(429, "You exceeded your current quota.", "insufficient_quota", code="insufficient_quota")
    if name == "context":
        return _error(400, "This model's maximum context length is 8192 tokens.", code="context_length_exceeded")
    if name == "filter":
        return _error(400, "The prompt was filtered by our content management policy.", code="content_filter")
    if name == "error_bomb":
        return Answer(400, gzip.compress(b" " * 2**26), headers={"Content-Encoding": "gzip"})
    if name == "302":
        return Answer(302, headers={"Location": "/v1/models"})
    status = int(name[:3])
    if status in (502, 504):
        return Answer(status, f"<html><body><h1>{status}</h1></body></html>".encode(), kind="text/html")
    code = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}.get(status, "none")
    answer = _error(status, f"stub {status}: {STATUSES[name]}", code=code)
    if name in ("429", "503_after"):
        answer.headers["Retry-After"] = f"{fault.number(1):.15g}"
    elif name == "429_date":
        answer.headers["Retry-After"] = email.utils.formatdate(time.time() + fault.number(2), usegmt=True)
    elif name == "429_ms":
        answer.headers |= {"retry-after-ms": f"{fault.number(1500):g}", "Retry-After": "2"}
    return answer


def _broken(answer: Answer, fault: Fault) -> Answer:
    """The answer with a fault of its envelope."""
    whole = {
        "html200": Answer(body=b"<html><body>Please log in</body></html>", kind="text/html"),
        "error200": Answer(body=_json({"error": {"message": "Provider returned error", "code": 502}})),
        "doubled_envelope": Answer(body=b'{"choices": [], "choices": []}'),
        "bad_gzip": Answer(body=b"this is no gzip", headers={"Content-Encoding": "gzip"}),
    }
    if fault.name in whole:
        return whole[fault.name]
    if fault.name == "bomb":
        return Answer(body=gzip.compress(b" " * 2**26), headers={"Content-Encoding": "gzip"})
    if fault.name == "bad_envelope":
        answer.body = answer.body[: len(answer.body) // 2]
        answer.chunks = answer.chunks and [*answer.chunks[:2], answer.chunks[2][:40] + b"\n\n", *answer.chunks[3:]]
    if fault.name == "invalid_utf8":
        answer.body = answer.body.replace(b"stub", b"\xff\xfe")
        answer.chunks = answer.chunks and [
            chunk.replace(b'"content": "', b'"content": "\xff') for chunk in answer.chunks
        ]
    return answer


# ------------------------------------------------------------------------------------- the connection


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    """Writes an answer, with the faults of a connection; False if nothing more can be written to it."""
    name = answer.fault.name if answer.fault.name in CONNECTION else ""
    if name == "hang":
        await asyncio.sleep(3600)
    if name == "not_http":
        writer.write(b"SMTP 220 ready\r\n\r\n")
    if name in ("reset_early", "close_early", "not_http"):
        return await _dropped(writer, reset=name == "reset_early")
    lines = [f"HTTP/1.1 {answer.status} {_phrase(answer.status)}", f"Content-Type: {answer.kind}", "Server: stub"]
    lines += ["x-request-id: stub", "Set-Cookie: session=stub", "openai-organization: stub-organisation"]
    lines += [f"{key}: {value}" for key, value in answer.headers.items()]
    lines.append("Transfer-Encoding: chunked" if answer.chunks is not None else f"Content-Length: {len(answer.body)}")
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
    if name == "reset_headers":
        return await _dropped(writer, reset=True)
    size = max(1, len(answer.body) // 8)
    pieces = [answer.body[start : start + size] for start in range(0, len(answer.body), size)]
    if answer.chunks is not None:
        pieces = [b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in answer.chunks] + [b"0\r\n\r\n"]
    for index, piece in enumerate(pieces):
        if index >= len(pieces) // 2 and name in ("reset_body", "truncated", "stall"):
            if name == "stall":
                await asyncio.sleep(3600)
            return await _dropped(writer, reset=name == "reset_body")
        if name == "stream_cut" and answer.chunks is None and index:
            return await _dropped(writer, reset=False)
        if writer.transport.is_closing():
            return False
        writer.write(piece)
        if index % 100 == 99:
            await writer.drain()
        if name == "slow":
            await asyncio.sleep(answer.fault.number(0.2))
    await writer.drain()
    return True


async def _dropped(writer: asyncio.StreamWriter, *, reset: bool) -> bool:
    await writer.drain()
    await asyncio.sleep(0.02)  # the bytes have to be out before a reset throws them away
    if reset:
        linger_zero = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_zero)
        writer.transport.abort()
    return False


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Overloaded"
