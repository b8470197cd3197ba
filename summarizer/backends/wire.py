"""What goes over the wire to an OpenAI-compatible server, and what comes back: request bodies, completions, events.

Nothing here talks to a server. Everything is read strictly and by us, since servers that call themselves compatible
send null choices, error objects with status 200, half events and no usage at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic_core import PydanticSerializationError, to_json

from summarizer.errors import ReplyError, TransientError
from summarizer.strict_json import NotJson, read_strictly
from summarizer.types import Json, Reply, Request, Rung, Usage

__all__ = ["ErrorInside", "Events", "StreamedReply", "body_of", "completion", "document", "features_of", "written"]

Body = dict[str, Json]
_FEATURES = {"tools": "tools", "temperature": "temperature", "stream_options": "stream_options"} | {
    name: name for name in ("max_tokens", "max_completion_tokens")
}


class ErrorInside(Exception):
    """An error object where a completion was due; `error` is that object or text. Never leaves the package."""

    def __init__(self, error: Json) -> None:
        super().__init__("an error inside a reply")
        self.error = error


def body_of(request: Request, *, model: str, stream: bool, refused: frozenset[str]) -> Body:
    """The fields of a chat completion request, without those that the server is known to refuse."""
    body: Body = {
        "model": model,
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
    }
    body.update(_shape(request))
    limit = next((name for name in ("max_tokens", "max_completion_tokens") if name not in refused), None)
    if limit:
        body[limit] = request.max_tokens
    if request.temperature is not None and "temperature" not in refused:
        body["temperature"] = request.temperature
    if stream:
        body["stream"] = True
        if "stream_options" not in refused:
            body["stream_options"] = {"include_usage": True}
    return body


def written(body: Body) -> bytes:
    """The body as it is sent: JSON in UTF-8, made in a quarter of the time that Python's own module takes.

    Raises:
        UnicodeError: A text in it has half of a surrogate pair.
    """
    try:
        return to_json(body)
    except PydanticSerializationError as err:
        raise UnicodeError(str(err)) from err


def features_of(body: dict[str, Json]) -> tuple[str, ...]:
    """The features that a request asks for, by the names of `UnsupportedError`."""
    form = body.get("response_format")
    shape = str(form["type"]) if isinstance(form, dict) else None
    return tuple(filter(None, [shape, *(_FEATURES[name] for name in body if name in _FEATURES)]))


def _shape(request: Request) -> Body:
    name, schema = request.schema_name, request.schema
    match request.rung:
        case Rung.JSON_SCHEMA:
            shape: Json = {"name": name, "strict": True, "schema": schema}
            return {"response_format": {"type": "json_schema", "json_schema": shape}}
        case Rung.TOOL:
            function: Json = {"name": name, "strict": True, "parameters": schema}
            return {
                "tools": [{"type": "function", "function": function}],
                "tool_choice": {"type": "function", "function": {"name": name}},
            }
        case Rung.JSON_OBJECT:
            return {"response_format": {"type": "json_object"}}
        case Rung.PROMPT:
            return {}


# --------------------------------------------------------------------------------------- reading


def document(data: bytes) -> Body:
    """Reads one JSON object off the wire.

    Raises:
        ErrorInside: It holds an error object.
        TransientError: It is no JSON object in UTF-8.
    """
    try:
        text = data.decode("utf-8")
        value = read_strictly(text)
    except UnicodeDecodeError as err:
        raise TransientError("the server's reply is not UTF-8") from err
    except NotJson as err:
        if data.lstrip()[:1] == b"<":
            hint = "check the base URL: most servers want it to end in /v1; a login page or a proxy may be in between"
            raise TransientError("the server sent a web page in place of a reply", hint=hint) from err
        raise TransientError(f"the server's reply is broken JSON: {err.reason}") from err
    if not isinstance(value, dict):
        raise TransientError("the server's reply is no JSON object")
    if value.get("error"):
        raise ErrorInside(value["error"])
    return value


def completion(data: bytes) -> Reply:
    """Reads a whole chat completion.

    Raises:
        ErrorInside: It holds an error object.
        TransientError: It is no JSON object.
        ReplyError: It has no choices.
    """
    body = document(data)
    choice = _choice(body)
    message = _dict(choice.get("message"))
    text, refusal = _text(message.get("content")), _text(message.get("refusal"))
    calls = [_arguments(call) for call in _list(message.get("tool_calls"))]
    return Reply(
        text=joined_pairs(calls[0] if calls else text),
        refusal=refusal or None,
        finish_reason=_str(choice.get("finish_reason")),
        usage=usage_of(body.get("usage")),
        model=_str(body.get("model")),
        fingerprint=_str(body.get("system_fingerprint")),
    )


def _choice(body: Body) -> Body:
    choices = _list(body.get("choices"))
    if not choices or not isinstance(choices[0], dict):
        raise ReplyError("the server's reply has no choices")
    return choices[0]


def _arguments(call: Json) -> str:
    arguments = _dict(_dict(call).get("function")).get("arguments")
    if isinstance(arguments, dict):
        return json.dumps(arguments, ensure_ascii=False)
    return _text(arguments)


def usage_of(value: Json) -> Usage:
    """The tokens that a server counts; None for each figure that is missing or makes no sense."""
    usage = _dict(value)
    cached = _dict(usage.get("prompt_tokens_details")).get("cached_tokens")
    return Usage(_count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")), _count(cached))


def joined_pairs(text: str) -> str:
    """The text with surrogate pairs that were cut between two events put together again."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _text(value: Json) -> str:
    if isinstance(value, list):
        return "".join(_text(_dict(part).get("text")) for part in value)
    return value if isinstance(value, str) else ""


def _dict(value: Json) -> Body:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _str(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _count(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


# ------------------------------------------------------------------------------------- streaming


@dataclass(slots=True)
class Events:
    """Cuts a stream of bytes into the data of server-sent events (WHATWG HTML, section 9.2)."""

    rest: bytes = b""
    data: list[bytes] = field(default_factory=list)

    def feed(self, more: bytes) -> Iterator[bytes]:
        """Yields the data of each event that `more` completes."""
        lines = (self.rest + more).replace(b"\r\n", b"\n").split(b"\n")
        self.rest = lines.pop()
        for line in lines:
            if line.startswith(b"data:"):
                self.data.append(line[5:].removeprefix(b" "))
            elif not line and self.data:
                yield b"\n".join(self.data)
                self.data.clear()


@dataclass(slots=True)
class StreamedReply:
    """A completion as it streams in."""

    pieces: list[str] = field(default_factory=list)
    refusal: str = ""
    finish_reason: str | None = None
    usage: Usage = field(default_factory=Usage)
    model: str | None = None
    fingerprint: str | None = None
    choices: bool = False
    done: bool = False

    def add(self, data: bytes) -> bool:
        """Takes one event's data; True if it brought text.

        Raises:
            ErrorInside, TransientError: As `document`.
        """
        if data.strip() == b"[DONE]":
            self.done = True
            return False
        body = document(data)
        self.model = _str(body.get("model")) or self.model
        self.fingerprint = _str(body.get("system_fingerprint")) or self.fingerprint
        if body.get("usage"):
            self.usage = usage_of(body["usage"])
        choices = _list(body.get("choices"))
        if not choices:
            return False
        self.choices = True
        choice = _dict(choices[0])
        self.finish_reason = _str(choice.get("finish_reason")) or self.finish_reason
        delta = _dict(choice.get("delta"))
        calls = [call for call in _list(delta.get("tool_calls")) if not _dict(call).get("index")]
        more = _text(delta.get("content")) + "".join(map(_arguments, calls))
        self.pieces.append(more)
        self.refusal += _text(delta.get("refusal"))
        return bool(more)

    def text(self) -> str:
        """The text so far."""
        self.pieces[:] = ["".join(self.pieces)]
        return self.pieces[0]

    def reply(self, *, stopped: bool) -> Reply:
        """The reply as it stands.

        Args:
            stopped: It was stopped by us.

        Raises:
            TransientError: The stream broke off.
            ReplyError: It has no choices.
        """
        if not stopped and not self.done and self.finish_reason is None:
            raise TransientError("the stream broke off before its end")
        if not self.choices:
            raise ReplyError("the server's reply has no choices")
        return Reply(
            text=joined_pairs(self.text()),
            refusal=self.refusal or None,
            finish_reason="stopped" if stopped else self.finish_reason,
            usage=self.usage,
            model=self.model,
            fingerprint=self.fingerprint,
        )
