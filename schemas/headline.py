"""A headline and one sentence, with the sentence of the article that they rest on."""

from typing import Annotated

from pydantic import Field

from summarizer.types import Evidence, Item, Text


class Headline(Item):
    """What a newspaper prints on top."""

    evidence: Evidence
    summary: Annotated[Text, Field(description="One sentence of your own")]
    headline: Text
