"""What the server answers when nothing is wrong: a value that fits the schema, made of the article's own words."""

import json
import re
from collections.abc import Iterator

from faulty_server.faults import QUOTES, Fault, spoiled

_NAMES = re.compile(r"^(name|actor|holder|speaker|warned_by|who|person)s?$", re.I)
_ARTICLE = re.compile(r"<(article|document|text|source)\b[^>]*>(.*?)</\1\b[^>]*>", re.S)
_FENCED = re.compile(r"^(article-[0-9a-f]{16})\n(.*?)\n\1$", re.S | re.M)
_FINISH = {"length": "length", "repeat": "length", "content_filter": "content_filter", "odd_finish": "tired"}


def words_only(body: dict) -> object:
    """Every field of the schema that was asked for: a word for a text, and no items."""
    properties = body["response_format"]["json_schema"]["schema"]["properties"]
    return {name: [] if kind.get("type") == "array" else "Die Brücke." for name, kind in properties.items()}


def wanted(body: dict, *, reads_schema: bool) -> tuple[str | None, dict | None]:
    """The tool to call or None, and the schema to fit or None."""
    form = body.get("response_format") or {}
    if form.get("type") == "json_schema":
        return None, form["json_schema"]["schema"]
    for tool in body.get("tools") or []:
        return tool["function"]["name"], tool["function"]["parameters"]
    return None, _schema_in(body["messages"][-1]["content"]) if reads_schema else None


def _schema_in(prompt: str) -> dict | None:
    """The schema that stands in a prompt, for ways of asking without one."""
    for opening in re.finditer(r'\{"', prompt):
        try:
            value, _ = json.JSONDecoder().raw_decode(prompt, opening.start())
        except ValueError:
            continue
        if isinstance(value, dict) and "properties" in value:
            return value
    return None


def made_up(schema: dict, prompt: str, count: dict[str, int]) -> object:
    """A value that fits a schema: quotes are sentences of the article, names are names of it."""
    fenced = [match[2] for pattern in (_ARTICLE, _FENCED) for match in pattern.finditer(prompt)]
    found = max(fenced, key=len, default=prompt)
    pieces = re.split(r"(?<=[.!?”\"])\s+|\n+", re.sub(r"\[\[stub:.*?\]\]", "", found))
    sentences = [piece.strip() for piece in pieces if 20 <= len(piece.strip()) <= 400] or ["stub quote"]
    names = list(dict.fromkeys(re.findall(r"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+", found))) or ["Stub Person"]
    return _Fitting(schema.get("$defs", {}), sentences, names, count).value(schema, "", 0)


class _Fitting:
    def __init__(self, defs: dict, sentences: list[str], names: list[str], count: dict[str, int]) -> None:
        self.defs, self.sentences, self.names, self.count = defs, sentences, names, count
        self.quotes = 0

    def value(self, schema: dict, key: str, index: int) -> object:
        if "$ref" in schema:
            return self.value(self.defs[schema["$ref"].rsplit("/", 1)[-1]], key, index)
        if schema.get("enum"):
            return schema["enum"][index % len(schema["enum"])]
        if schema.get("anyOf"):
            return self.value(next(part for part in schema["anyOf"] if part.get("type") != "null"), key, index)
        match schema.get("type"):
            case "object":
                return {name: self.value(part, name, index) for name, part in schema["properties"].items()}
            case "array":
                size = max(schema.get("minItems", 0), min(self.count.get(key, 3), schema.get("maxItems", 1000)))
                return [self.value(schema["items"], key.rstrip("s"), place) for place in range(size)]
            case "integer" | "number":
                return max(schema.get("minimum", 0), index + 1)
            case "boolean":
                return index % 2 == 0
        return self.text(key, index)

    def text(self, key: str, index: int) -> str:
        if QUOTES.search(key):
            self.quotes += 1
            return self.sentences[(self.quotes - 1) % len(self.sentences)]
        return self.names[index % len(self.names)] if _NAMES.match(key) else f"stub {key or 'text'} {index + 1}"


# ---------------------------------------------------------------------------------- the envelope


def envelope(body: dict, content: str, tool: str | None, usage: dict | None, fault: Fault) -> dict:
    """A chat completion."""
    content = spoiled(content, fault)
    finish = _FINISH.get(fault.name, "stop")
    message: dict = {"role": "assistant", "content": content, "refusal": None}
    if fault.name == "refusal":
        message |= {"content": None, "refusal": "I'm sorry, I can't help with that request."}
    elif fault.name == "null_content":
        message["content"] = None
    elif fault.name == "content_filter":
        message["content"] = content[:20]
    elif tool:
        call = {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": content}}
        message |= {"content": None, "tool_calls": [call]}
        finish = "tool_calls" if finish == "stop" else finish
    model = "quite-another-model" if fault.name == "other_model" else body.get("model")
    choices: list | None = [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}]
    if fault.name in ("empty_choices", "null_choices"):
        choices = [] if fault.name == "empty_choices" else None
    whole = {"id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": model, "choices": choices}
    return whole | {"system_fingerprint": "stub"} | ({"usage": usage} if usage else {})


def events(whole: dict, fault: Fault, *, with_usage: bool) -> list[bytes]:
    """The same chat completion as server-sent events."""
    head = {key: whole[key] for key in ("id", "created", "model", "system_fingerprint")}
    head["object"] = "chat.completion.chunk"

    def event(delta: dict, finish: str | None = None) -> bytes:
        return _data({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    found = []
    for choice in whole["choices"] or []:
        found.append(event({"role": "assistant", "content": ""}))
        found += [event(delta) for delta in _deltas(choice["message"], fault)]
        found.append(event({}, choice["finish_reason"]))
    if fault.name == "stream_error":
        error = {"error": {"message": "The server had an error", "type": "server_error"}}
        return [*found[: len(found) // 2], _data(error)]
    if fault.name == "stream_cut":
        return found[: len(found) // 2]
    if with_usage and "usage" in whole:
        found.append(_data({**head, "choices": [], "usage": whole["usage"]}))
    return [*found, b"data: [DONE]\n\n"]


def _deltas(message: dict, fault: Fault) -> Iterator[dict]:
    if message.get("tool_calls"):
        call = message["tool_calls"][0]
        opening = {**call, "index": 0, "function": {"name": call["function"]["name"], "arguments": ""}}
        yield {"tool_calls": [opening]}
        for piece in _pieces(call["function"]["arguments"]):
            yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
    elif message["refusal"]:
        yield from ({"refusal": piece} for piece in _pieces(message["refusal"]))
    elif fault.name == "split_pair":
        yield from ({"content": piece} for piece in ('{"text": "\ud83d', '\ude00"}'))
    else:
        yield from ({"content": piece} for piece in _pieces(message["content"] or ""))


def _pieces(text: str, size: int = 64) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


def _data(value: dict) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"
