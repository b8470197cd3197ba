"""langextract with one worked example, its own chunks and its own settings.

A quote is what langextract found of it in the article, or the model's words where it found nothing.
"""

from __future__ import annotations

import langextract
from common import MAX_TOKENS, Task, run
from langextract.data import ExampleData, Extraction

PROMPT = (
    "Extract the positions that people and organisations take in the news article, in the order of the text. The "
    "extraction text is what they say or think, copied from the article word for word; the actor is who says it."
)
TEXT = (
    "The lighthouse on Gannet Rock will lose its keeper in May. Harbour master Odile Brandt told the council that "
    "“a lamp without a keeper is a wreck without a date”. Piet Sorrel, who runs the island's museum, said that the "
    "money would be better spent on the pier."
)
EXAMPLE = ExampleData(
    text=TEXT,
    extractions=[
        Extraction(
            extraction_class="position",
            extraction_text="a lamp without a keeper is a wreck without a date",
            attributes={
                "actor": "Odile Brandt",
                "role": "harbour master",
                "issue": "keeper of the lighthouse",
                "claim": "Taking the keeper away will sooner or later cost a ship.",
                "stance": "opposes",
            },
        ),
        Extraction(
            extraction_class="position",
            extraction_text="the money would be better spent on the pier",
            attributes={
                "actor": "Piet Sorrel",
                "role": "head of the museum",
                "issue": "keeper of the lighthouse",
                "claim": "The pier needs the money more than the lighthouse does.",
                "stance": "supports",
            },
        ),
    ],
)


def found(task: Task) -> list[dict[str, object]]:
    settings = {"base_url": task.base_url, "api_key": task.key, "temperature": 0.0, "max_output_tokens": MAX_TOKENS}
    model = langextract.factory.ModelConfig(
        model_id=task.model, provider="OpenAILanguageModel", provider_kwargs=settings
    )
    document = langextract.extract(
        task.text, prompt_description=PROMPT, examples=[EXAMPLE], config=model, show_progress=False
    )
    positions: list[dict[str, object]] = []
    for one in document.extractions or []:
        holder = (one.attributes or {}).get("actor")
        if one.extraction_class == "position" and holder:
            at = one.char_interval
            quote = task.text[at.start_pos : at.end_pos] if at else one.extraction_text
            positions.append({"holder": str(holder), "aliases": [], "quote": quote})
    return positions


if __name__ == "__main__":
    run(found)
