"""What a reply tells of the server behind it: a prompt that it cut, another model than was asked for."""

from __future__ import annotations

import re

from summarizer.backends.capabilities import Capabilities
from summarizer.errors import ContextOverflowError
from summarizer.types import Backend, Notice, Reply, Usage

__all__ = ["checked_prompt", "notices_of"]

_CHARACTERS = 4
_SHORT = 500
_FINISHED = frozenset({None, "stop", "length", "stopped", "tool_calls", "function_call", "eos", "end_turn"})
_DATE = re.compile(r"[-@:](\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest)$")


def checked_prompt(backend: Backend, capabilities: Capabilities, characters: int, usage: Usage) -> None:
    """Makes sure that the server read the whole prompt.

    Some servers drop what does not fit into their context and answer all the same. A token of running text has about
    four characters, or fewer, so a count of less than half is a cut prompt; unless the server has read one as long
    before, and now counts only what it had not in its cache.

    Raises:
        ContextOverflowError: It read less than half.
    """
    estimate = characters // _CHARACTERS
    if usage.prompt_tokens is None or estimate < _SHORT:
        return
    if usage.prompt_tokens + (usage.cached_tokens or 0) >= estimate // 2:
        capabilities.has_read(backend.name, backend.model, characters)
    elif characters > capabilities.longest_read(backend.name, backend.model) * 1.2:
        raise ContextOverflowError(
            f"{backend.name} read {usage.prompt_tokens} tokens of a prompt of about {estimate}: it cut the rest off",
            hint="give the model a longer context (Ollama: num_ctx; llama.cpp: --ctx-size), or take a shorter article",
            context=usage.prompt_tokens,
        )


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
