"""What a reply tells of the server behind it: a prompt that it cut, another model, a setting that it does not take."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from summarizer.backends.capabilities import Capabilities
from summarizer.errors import ContextOverflowError
from summarizer.types import Backend, Notice, Reply, Request, Usage

__all__ = ["as_never_read", "cut_prompt", "is_short_of", "left_out", "notices_of", "seems_cut"]

_CHARACTERS = 4
_SHORT = 500
_FEW = 16
_FINISHED = frozenset({None, "stop", "length", "stopped", "tool_calls", "function_call", "eos", "end_turn"})
_DATE = re.compile(r"[-@:](\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest)$")


def seems_cut(backend: Backend, capabilities: Capabilities, characters: int, usage: Usage) -> bool:
    """True if the server may not have read the whole prompt.

    Some servers drop what does not fit into their context and answer all the same. A token of running text has about
    four characters, or fewer, so a count of less than half is a cut prompt; or the server counts only what it had not
    in its cache, which is known if it has read a prompt as long before. `as_never_read` tells one from the other.
    """
    if is_short_of(characters, usage):
        return characters > capabilities.longest_read(backend.name, backend.model) * 1.2
    if usage.prompt_tokens is not None and characters // _CHARACTERS >= _SHORT:
        capabilities.has_read(backend.name, backend.model, characters)
    return False


def is_short_of(characters: int, usage: Usage) -> bool:
    """True if so few tokens were read that they are less than half of a prompt of that length; a short one never is."""
    estimate = characters // _CHARACTERS
    if usage.prompt_tokens is None or estimate < _SHORT:
        return False
    return usage.prompt_tokens + (usage.cached_tokens or 0) < estimate // 2


def as_never_read(request: Request) -> Request:
    """The request with a beginning that is in no server's cache, for a reply of a few tokens."""
    first, *others = request.messages
    begun = replace(first, content=f"[{secrets.token_hex(8)}]\n{first.content}")
    return replace(request, messages=(begun, *others), max_tokens=_FEW)


def cut_prompt(backend: Backend, characters: int, usage: Usage) -> ContextOverflowError:
    """The error that a prompt is which the server has cut."""
    estimate = characters // _CHARACTERS
    return ContextOverflowError(
        f"{backend.name} read {usage.prompt_tokens} tokens of a prompt of about {estimate}: it cut the rest off",
        hint="give the model a longer context (Ollama: num_ctx; llama.cpp: --ctx-size), or take a shorter article",
        context=usage.prompt_tokens,
    )


def left_out(request: Request, refused: frozenset[str]) -> list[Notice]:
    """What was asked for, and is not sent since the server refuses it."""
    found = []
    if request.temperature is not None and "temperature" in refused:
        found.append(f"the temperature of {request.temperature:g}")
    if {"max_tokens", "max_completion_tokens"} <= refused:
        found.append("the longest length of a reply")
    return [
        Notice("left-out", f"{name} was not sent: the server refuses it ('summarizer cache clear' forgets that)")
        for name in found
    ]


def notices_of(reply: Reply, asked_model: str) -> list[Notice]:
    """What a reader should know of a reply's envelope."""
    found = []
    if reply.finish_reason not in _FINISHED:
        found.append(Notice("finish-reason", f"a reply ended for a reason that is not known: {reply.finish_reason!r}"))
    if reply.model and not _is_same_model(asked_model, reply.model):
        found.append(Notice("model-changed", f"asked for {asked_model}, answered by {reply.model}"))
    return found


def _is_same_model(asked: str, answered: str) -> bool:
    """True if the names differ by no more than a date, a folder or a file's ending."""
    names = [_DATE.sub("", name.lower().rsplit("/", 1)[-1].removesuffix(".gguf")) for name in (asked, answered)]
    return names[0] == names[1]
