"""A backend that says what it is told to, for tests of what is done with replies."""

import json
from collections.abc import Callable

from summarizer.types import Json, Message, Reply, Request, Usage

Line = str | dict[str, Json] | Reply | Exception


def reply(
    text: str,
    *,
    finish: str | None = "stop",
    refusal: str | None = None,
    usage: Usage | None = None,
    model: str | None = None,
) -> Reply:
    return Reply(text, refusal, finish, usage or Usage(), model)


class Scripted:
    """Gives one line of its script to each request, and keeps the requests; the last line stays."""

    def __init__(self, *script: Line, name: str = "scripted") -> None:
        self.script = list(script)
        self.name = name
        self.model = "m-1"
        self.requests: list[Request] = []

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        self.requests.append(request)
        line = self.script[0] if len(self.script) == 1 else self.script.pop(0)
        if isinstance(line, Exception):
            raise line
        if isinstance(line, Reply):
            return line
        text = line if isinstance(line, str) else json.dumps(line)
        if on_text is not None and not on_text(text):
            return reply(text, finish="stopped")
        return reply(text)

    async def close(self) -> None:
        pass

    def turns(self, index: int) -> tuple[Message, ...]:
        return self.requests[index].messages
