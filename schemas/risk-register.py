"""What could go wrong, for whom, and who warns of it."""

from summarizer.types import Item, Risk


class RiskRegister(Item):
    """The risks that an article voices."""

    risks: list[Risk]
