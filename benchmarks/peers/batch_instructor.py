"""instructor over a file of articles, in its default mode: a tool, whose arguments are validated."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import instructor
from common import messages_for, run_batch
from openai import AsyncOpenAI
from schema import Brief


def asker(base_url: str) -> Callable[[str], Awaitable[Brief]]:
    client = instructor.from_openai(AsyncOpenAI(base_url=base_url, api_key="none"))

    async def ask(text: str) -> Brief:
        return await client.chat.completions.create(model="m", messages=messages_for(text), response_model=Brief)

    return ask


if __name__ == "__main__":
    run_batch(asker)
