"""What the server can do wrong, by name, and how a faulty model writes.

A fault is written NAME, NAME=ARG, with xN for only the first N requests about an article: ``429=30``, ``malformedx1``.
Where to ask for one, first found wins: the header X-Stub-Fault; the base URL, ``/_f/500x2/v1`` (commas between
several); ``[[stub:500x2]]`` inside the prompt, so that one article of many fails; the option `fault` of the server.
"""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

STATUSES = {
    "400": "invalid_request_error",
    "401": "bad key",
    "402": "no credit",
    "403": "forbidden",
    "404": "unknown model",
    "408": "timeout",
    "409": "conflict",
    "413": "body too large",
    "422": "unprocessable",
    "429": "with Retry-After (=seconds, default 1)",
    "429_bare": "without Retry-After",
    "429_date": "Retry-After as an HTTP date",
    "429_ms": "retry-after-ms (=milliseconds)",
    "429_quota": "insufficient_quota: not to be retried",
    "500": "server error",
    "502": "HTML body of a proxy",
    "503": "overloaded",
    "503_after": "with Retry-After (=seconds)",
    "504": "HTML body of a proxy",
    "529": "overloaded",
    "302": "a redirect to another path",
    "context": "context_length_exceeded (400)",
    "filter": "content_filter (400)",
    "no_json_schema": "400: response_format json_schema unsupported",
    "no_response_format": "400: no response_format supported",
    "error_bomb": "400 with a body that decompresses to 64 MB",
}
CONNECTION = {
    "reset_early": "RST before any byte",
    "close_early": "FIN before any byte",
    "reset_headers": "RST after the headers",
    "reset_body": "RST in mid-body",
    "truncated": "Content-Length says more than is sent, then FIN",
    "stream_cut": "SSE ends without [DONE]; plain: as truncated",
    "slow": "the body drips, =seconds between pieces (default 0.2)",
    "stall": "half of the body, then nothing",
    "hang": "never answers",
    "not_http": "bytes that are not HTTP",
    "bad_gzip": "says gzip and is not",
    "bomb": "a body that decompresses to 64 MB",
}
ENVELOPE = {
    "html200": "200 with an HTML page",
    "bad_envelope": "200 with cut JSON",
    "error200": "200 with an error object",
    "doubled_envelope": "200 with a key twice",
    "empty_choices": "choices: []",
    "null_choices": "choices: null",
    "null_content": "content: null",
    "empty_content": "content: ''",
    "invalid_utf8": "a byte that is not UTF-8 inside the content",
    "no_usage": "no usage field",
    "refusal": "message.refusal set",
    "content_filter": "finish_reason content_filter",
    "odd_finish": "finish_reason 'tired'",
    "other_model": "another model than was asked for",
    "length": "content cut, finish_reason length",
    "length_quiet": "content cut, finish_reason stop",
    "stream_error": "an error event in mid-stream",
    "split_pair": "a surrogate pair cut between two events",
}
CONTENT = {
    "malformed": "JSON with a missing bracket and a trailing comma",
    "fenced": "JSON in markdown fences",
    "prose": "JSON with chat around it",
    "think": "<think>...</think> before the JSON",
    "twice": "two JSON values, the same",
    "two_answers": "two JSON values that differ",
    "wrong_schema": "valid JSON, wrong fields",
    "wrong_types": "right fields, every value a string",
    "extra_fields": "unknown fields added",
    "doubled": "a key twice in the first item",
    "nan": "NaN and Infinity as numbers",
    "surrogate": "a lone surrogate escape",
    "nul": "a NUL escape",
    "not_object": "a JSON array",
    "invented": "quotes that are not in the article",
    "edited": "quotes with small edits",
    "elided": "quotes with '...' in the middle",
    "huge": "a reply of =MB (default 16)",
    "deep": "=N nested arrays (default 100000)",
    "repeat": "a loop: the same piece again and again until finish_reason length",
}
FAULTS = STATUSES | CONNECTION | ENVELOPE | CONTENT

QUOTES = re.compile(r"quote|evidence|verbatim|excerpt", re.I)


@dataclass(frozen=True)
class Fault:
    name: str
    arg: str | None = None
    times: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Fault":
        match = re.fullmatch(r"\s*(?P<name>[a-z0-9_]+?)(?:=(?P<arg>[\w.]+?))?(?:x(?P<times>\d+))?\s*", text)
        if match is None or match["name"] not in FAULTS:
            raise ValueError(f"unknown fault {text!r}; known: {', '.join(FAULTS)}")
        return cls(match["name"], match["arg"], int(match["times"]) if match["times"] else None)

    def number(self, default: float) -> float:
        return float(self.arg) if self.arg else default


NO_FAULT = Fault("none")


def picked(asked: str, attempt: int) -> Fault:
    """The first of the faults asked for that still applies at this attempt."""
    faults = [Fault.parse(part) for part in asked.split(",")] if asked else []
    return next((fault for fault in faults if fault.times is None or attempt <= fault.times), NO_FAULT)


def spoiled(content: str, fault: Fault) -> str:
    """The content as a faulty model writes it."""
    if fault.name in _AS_TEXT:
        return _AS_TEXT[fault.name](content)
    if fault.name in _AS_VALUE:
        try:
            value = json.loads(content)
        except ValueError:
            value = {"text": content}
        return json.dumps(_AS_VALUE[fault.name](value), ensure_ascii=False)
    if fault.name == "deep":
        depth = int(fault.number(100_000))
        return "[" * depth + "]" * depth
    if fault.name == "huge":
        return json.dumps({"text": "word " * int(fault.number(16) * 2**20 / 5)})
    return content


def _malformed(content: str) -> str:
    cut = content.rstrip().rstrip("}]")
    return cut + ",]" if cut != content else content + "}"


def _cut(content: str) -> str:
    return content[: max(1, int(len(content) * 0.6))]


def _repeated(content: str) -> str:
    half = len(content) // 2
    return content[:half] + content[max(0, half - 200) : half] * 40


def _doubled(content: str) -> str:
    return re.sub(r'\[\{"(\w+)": ', r'[{"\1": "", "\1": ', content, count=1)


_AS_TEXT: dict[str, Callable[[str], str]] = {
    "malformed": _malformed,
    "fenced": lambda content: f"```json\n{content}\n```",
    "prose": lambda content: f"Sure! Here it is:\n\n{content}\n\nLet me know if you need {{anything}} else.",
    "think": lambda content: f"<think>\nThe user wants JSON {{like this}}.\n</think>\n\n{content}",
    "twice": lambda content: f"{content}\n{content}",
    "two_answers": lambda content: content + "\n" + content.replace('": "', '": "another ', 1),
    "length": _cut,
    "length_quiet": _cut,
    "wrong_schema": lambda content: '{"result": "ok", "items": [{"id": 1, "label": "wrong schema"}]}',
    "not_object": lambda content: "[1, 2, 3]",
    "empty_content": lambda content: "",
    "doubled": _doubled,
    "surrogate": lambda content: content.replace('": "', '": "\\ud83d ', 1),
    "nul": lambda content: content.replace('": "', '": "\\u0000 ', 1),
    "repeat": _repeated,
}


def _wrong_types(value: object) -> object:
    return dict.fromkeys(value, "a text where a structure was asked for") if isinstance(value, dict) else "x"


def _extra_fields(value: object) -> object:
    if not isinstance(value, dict):
        return value
    inside = {
        key: [_extra_item(item) for item in part] if isinstance(part, list) else part for key, part in value.items()
    }
    return {**inside, "confidence": 0.9, "notes": {"by": "stub"}}


def _extra_item(item: object) -> object:
    return {**item, "confidence": 0.5} if isinstance(item, dict) else item


def _nan(value: object) -> object:
    if not isinstance(value, dict):
        return [math.nan]
    lists = [part for part in value.values() if isinstance(part, list) and part and isinstance(part[0], dict)]
    for first in lists[:1]:
        first[0][next(iter(first[0]))] = math.nan
    return {**value, "score": math.nan, "weight": math.inf}


def _quotes(change: Callable[[str], str]) -> Callable[[object], object]:
    def changed(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {name: changed(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [changed(part, key) for part in value]
        return change(value) if isinstance(value, str) and QUOTES.search(key) else value

    return changed


def _edited(quote: str) -> str:
    words = quote.split()
    return " ".join(word for index, word in enumerate(words) if index != len(words) // 2)


_AS_VALUE: dict[str, Callable[[object], object]] = {
    "wrong_types": _wrong_types,
    "extra_fields": _extra_fields,
    "nan": _nan,
    "invented": _quotes(lambda quote: "We have never said anything of the kind, and we never will."),
    "edited": _quotes(_edited),
    "elided": _quotes(lambda quote: " ".join(quote.split()[:4]) + " ... " + " ".join(quote.split()[-4:])),
}
