"""From what a server or the client library says is wrong to an error of ours, once and for all of them.

Servers agree on the status of an error and on little else: its body may be OpenAI's object, a string, a FastAPI detail
or a page of HTML. What only words can tell comes first, since servers send it with whatever status they have at hand (a
prompt that is too long with 429 or 500, a feature that is not there with 500 or 501); then the status decides.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from summarizer.errors import (
    BackendError,
    ContentFilterError,
    ContextOverflowError,
    QuotaError,
    TransientError,
    UnsupportedError,
)
from summarizer.types import Json

__all__ = ["Refused", "connection_error", "error_inside", "refusal_of", "retry_after"]

_TRANSIENT = frozenset({408, 409, 425, 429})
_OVERFLOW = re.compile(
    r"context[_ ](length|window|size)|maximum context|(prompt|input) is too long|too many tokens|exceed_context", re.I
)
_LARGER_THAN_EVER = re.compile(r"request too large|context_length_exceeded", re.I)  # waiting does not make it smaller
_NO_QUOTA = re.compile(
    r"insufficient[_ ](quota|funds|balance|credits?)|exceeded your current quota|(credit|balance)( balance)? is too low"
    r"|out of credits?",
    re.I,
)
# How OpenAI, vLLM, llama.cpp, Mistral, Anthropic and LM Studio say how long the context is, and the prompt.
_CONTEXT = re.compile(
    r"maximum context length is (\d{1,9})|context size \((\d{1,9})|n_ctx\W{1,4}(\d{1,9})|limit of (\d{1,9})"
    r"|model with (\d{1,9})|tokens > (\d{1,9})|length of only (\d{1,9})"
    r"|Limit:? (\d{1,9}), Requested"
)
_PROMPT = re.compile(
    r"resulted in (\d{1,9}) tokens|(\d{1,9}) in the messages|has (\d{1,9}) input tokens|n_prompt_tokens\W{1,4}(\d{1,9})"
    r"|request \((\d{1,9}) tokens|prompt contains (\d{1,9}) tokens|too long: (\d{1,9}) tokens"
    r"|Limit:? \d{1,9}, Requested (\d{1,9})",
    re.IGNORECASE,
)
_FILTERED = re.compile(r"content[_ ]?(filter|policy|management)|ResponsibleAIPolicy|flagged", re.I)
_UNSUPPORTED = re.compile(
    r"unsupported|not support|unknown|unrecogni[sz]ed|unexpected|not permitted|extra inputs|extra_forbidden|not allowed"
    r"|not implemented|not available|no endpoints found|requires --\w",
    re.I,
)
_LACKING = re.compile(r"unsupported|not support|not implemented|requires --\w", re.I)  # of a server that blames itself
_INVALID = re.compile(r"invalid", re.I)
_VALUE = re.compile(
    r"(above|below)[_ ](the )?(max|min)|expected a value|too (large|big|high|low|small)|at (most|least)"
    r"|(less|greater|more) than|exceeds|out of range|must be (between|in|within|non-negative|positive)",
    re.I,
)
_SETTINGS = {
    "temperature": "--temperature",
    "max_tokens": "--max-tokens",
    "max_completion_tokens": "--max-tokens",
}
_LONGEST_WAIT = 365 * 86_400.0  # what is longer is no date that can be told
_WORDS = {
    "json_schema": ("response_format", "json_schema", "text.format"),
    "json_object": ("response_format", "json_object"),
    "tools": ("tools", "tool_choice", "function", "tool use", "tool call"),
    "max_completion_tokens": ("max_completion_tokens",),
    "max_tokens": ("max_tokens",),
    "temperature": ("temperature",),
    "stream_options": ("stream_options",),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A reply with an error status: what it was, and what had been asked.

    Attributes:
        headers: By their names in lower case.
        data: The body, up to a limit.
        asked: The features of the request: ``json_schema``, ``tools``, ``temperature``, …
    """

    status: int
    headers: Mapping[str, str]
    data: bytes
    server: str
    model: str
    asked: tuple[str, ...]


def refusal_of(refused: Refused) -> BackendError:
    """The error that a reply with an error status stands for."""
    try:
        body: Json = json.loads(refused.data)
    except (ValueError, RecursionError):
        body = None
    inside = body.get("error", body) if isinstance(body, dict) else body
    return _classified(refused, inside)


def error_inside(error: Json, refused: Refused) -> BackendError:
    """The error that an error object inside a reply of status 200 stands for."""
    code = str(error.get("code")) if isinstance(error, dict) else ""
    kind = str(error.get("type")) if isinstance(error, dict) else ""
    status = int(code) if re.fullmatch("[45][0-9][0-9]", code) else 0
    if not status:
        status = 429 if "rate_limit" in f"{code} {kind}" else 400 if "invalid_request" in kind else 500
    inside = Refused(status, refused.headers, b"", refused.server, refused.model, refused.asked)
    return _classified(inside, error)


def _classified(refused: Refused, error: Json) -> BackendError:
    status, words = refused.status, _words(error, refused)
    message, everything = f"{refused.server} answered {status}: {words}", f"{error} {words}"
    if status < 400:
        place = refused.headers.get("location", "elsewhere")
        return BackendError(
            f"{refused.server} sends requests on to {place}, and they are not followed: the key would go there",
            hint="set the base URL to the address that the server really has",
            status=status,
        )
    if status == 402 or _NO_QUOTA.search(everything):
        return QuotaError(message, hint="the account has no quota left; check its plan and billing", status=status)
    if status == 401:
        return BackendError(message, hint=_other_key(refused.server), status=status)
    if status == 403:
        hint = f"this key may not use the model {refused.model}, or not from here"
        return BackendError(message, hint=hint, status=status)
    is_busy = status in _TRANSIENT
    if _LARGER_THAN_EVER.search(everything) or (not is_busy and _OVERFLOW.search(everything)):
        return ContextOverflowError(
            message,
            hint="the server's context is too small for this article",
            context=_first_number(_CONTEXT, everything),
            prompt=_first_number(_PROMPT, everything),
        )
    if not is_busy and status < 500 and _FILTERED.search(everything):
        return ContentFilterError(message)
    if not is_busy and (found := _about_a_feature(refused, error, message, everything)):
        return found
    if is_busy or status >= 500:
        hint = "it was asked again, and may answer later" if is_busy else "the server failed: its own log may say why"
        return TransientError(message, hint=hint, retry_after=retry_after(refused.headers), status=status)
    return BackendError(message, hint=_hint(status), status=status)


def _first_number(pattern: re.Pattern[str], words: str) -> int | None:
    found = pattern.search(words)
    return int(next(filter(None, found.groups()))) if found else None


def _other_key(server: str) -> str:
    if server.startswith("https://api.openai.com/"):
        return "set OPENAI_API_KEY to a key that this server knows"
    return (
        f"'summarizer keys set {server}' keeps a key for it; OPENAI_API_KEY goes to the server of OPENAI_BASE_URL only"
    )


def _hint(status: int) -> str | None:
    return {
        404: "check the base URL (most servers want it to end in /v1) and the name of the model",
        413: "the request is too large for this server",
    }.get(status)


def _about_a_feature(refused: Refused, error: Json, message: str, words: str) -> BackendError | None:
    """What is wrong with a feature of those asked for: it is not there, or its value is; None if neither is said."""
    feature = _feature_named(refused, error, words)
    if feature is None:
        return None
    if refused.status >= 500:
        return UnsupportedError(message, feature=feature) if _LACKING.search(words) else None
    setting = _SETTINGS.get(feature)
    if setting and _VALUE.search(words):
        hint = f"this server does not take that value: give another one, by {setting} or in the config file"
        return BackendError(message, hint=hint, status=refused.status)
    if _UNSUPPORTED.search(words) or (not setting and _INVALID.search(words)):
        return UnsupportedError(message, feature=feature)
    return None


def _feature_named(refused: Refused, error: Json, words: str) -> str | None:
    """The first feature of those asked for that the error names, as its parameter or else in its words."""
    param = str(error.get("param") or "") if isinstance(error, dict) else ""
    for place in (param.lower(), words.lower()):
        named = [(place.find(word), feature) for feature in refused.asked for word in _WORDS[feature] if word in place]
        if named:
            return min(named)[1]
    return None


def _words(error: Json, refused: Refused) -> str:
    """The server's own words, on one line, at most 500 characters."""
    found: Json = error
    if isinstance(error, dict):
        found = error.get("message") or error.get("detail") or error.get("error") or error.get("code")
    if not found:
        found = re.sub(rb"<[^>]*>", b" ", refused.data[:2000]).decode("utf-8", "replace")
    text = found if isinstance(found, str) else json.dumps(found)
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return shown[:500] or "no reason given"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait: ``retry-after-ms``, or Retry-After in seconds or as a date (RFC 9110).

    A year at most.
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,12}(\.\d{1,12})?", value):
            return min(float(value) * unit, _LONGEST_WAIT)
    try:
        when = parsedate_to_datetime(headers.get("retry-after", ""))
    except (ValueError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(0.0, (when - datetime.now(UTC)).total_seconds()), _LONGEST_WAIT)


def connection_error(err: BaseException, server: str) -> BackendError:
    """The error that a failed connection stands for: to be tried again, but for certificates that do not fit."""
    chain: list[BaseException] = []
    cause: BaseException | None = err
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    if any(isinstance(link, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY" in str(link) for link in chain):
        hint = "the server's certificate is not trusted here; add its authority with SSL_CERT_FILE"
        return BackendError(f"{server} cannot be trusted: its certificate does not verify", hint=hint)
    if any(isinstance(link, ssl.SSLError) and not isinstance(link, ssl.SSLEOFError) for link in chain):
        hint = "if the server speaks plain http, say http:// in the base URL"
        return BackendError(f"no secure connection to {server}: {chain[-1]}", hint=hint)
    if any(isinstance(link, UnicodeError) for link in chain):
        return BackendError("the request cannot be written as UTF-8", hint="the article holds half of a character")
    reason = next((str(link) for link in reversed(chain) if str(link)), type(err).__name__)
    return TransientError(f"no reply from {server}: {reason}", hint="check that the server runs and can be reached")
