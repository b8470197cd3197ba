"""How many tokens a text has: as a server counts them, else a guess, since every model counts its own."""

from __future__ import annotations

from collections.abc import Iterable

from summarizer.types import Message, Reply

__all__ = ["guessed_prompt", "guessed_tokens", "taken_tokens"]

_LETTERS, _OTHERS = 4, 2  # code points of a token: in ASCII, and beyond it


def guessed_tokens(text: str) -> int:
    """About how many tokens a text has, for most models and languages rather too many than too few."""
    ascii_ones = len(text.encode("ascii", "ignore"))
    return -(-ascii_ones // _LETTERS) + -(-(len(text) - ascii_ones) // _OTHERS)


def guessed_prompt(messages: Iterable[Message]) -> int:
    """About how many tokens the turns of a request have."""
    return sum(guessed_tokens(message.content) for message in messages)


def taken_tokens(prompt: int, reply: Reply) -> int:
    """The tokens of a request and its reply: as the server counts them, else guessed.

    Args:
        prompt: About how many the request has, where the server does not say.
        reply: What came.
    """
    usage = reply.usage
    asked = prompt if usage.prompt_tokens is None else usage.prompt_tokens
    return asked + (guessed_tokens(reply.text) if usage.completion_tokens is None else usage.completion_tokens)
