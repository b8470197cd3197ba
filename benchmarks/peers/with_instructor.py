"""instructor, in the mode that its users take for other servers than OpenAI's, with the same classes and words."""

from __future__ import annotations

import instructor
from common import MAX_TOKENS, Task, positions_of, run
from openai import OpenAI
from schema import Brief


def found(task: Task) -> list[dict[str, object]]:
    client = instructor.from_openai(OpenAI(base_url=task.base_url, api_key=task.key), mode=instructor.Mode.JSON)
    brief = client.chat.completions.create(
        model=task.model,
        messages=task.messages,  # type: ignore[arg-type]
        response_model=Brief,
        temperature=0,
        max_tokens=MAX_TOKENS,
    )
    return positions_of(brief.model_dump())


if __name__ == "__main__":
    run(found)
