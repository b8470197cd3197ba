"""pydantic-ai over a file of articles, in its default mode: a tool, whose arguments are validated."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from common import SYSTEM, USER, run_batch
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from schema import Brief


def asker(base_url: str) -> Callable[[str], Awaitable[Brief]]:
    model = OpenAIChatModel("m", provider=OpenAIProvider(base_url=base_url, api_key="none"))
    agent = Agent(model, output_type=Brief, instructions=SYSTEM)

    async def ask(text: str) -> Brief:
        return (await agent.run(USER.format(text=text))).output

    return ask


if __name__ == "__main__":
    run_batch(asker)
