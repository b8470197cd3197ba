"""An ordinary script: the openai client, one request, the JSON schema of the brief, and no check of what comes back."""

from __future__ import annotations

import json

from common import MAX_TOKENS, Task, positions_of, run
from openai import OpenAI
from schema import Brief


def found(task: Task) -> list[dict[str, object]]:
    client = OpenAI(base_url=task.base_url, api_key=task.key)
    reply = client.chat.completions.create(
        model=task.model,
        messages=task.messages,  # type: ignore[arg-type]
        response_format={"type": "json_schema", "json_schema": {"name": "brief", "schema": Brief.model_json_schema()}},
        temperature=0,
        max_tokens=MAX_TOKENS,
    )
    return positions_of(json.loads(reply.choices[0].message.content or ""))


if __name__ == "__main__":
    run(found)
