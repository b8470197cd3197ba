"""What tokens cost: from a file that comes with the program, and one of the user's own, which comes first."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, NonNegativeFloat, ValidationError

from summarizer.errors import UsageError
from summarizer.types import Envelope, Usage

__all__ = ["FILE", "Price", "load_prices", "price_of", "priced"]

FILE = "prices.yaml"
_MILLION = 1_000_000
_DATED = re.compile(r"-\d{4}-?\d{2}-?\d{2}$")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens: of the prompt, of what of it the server had cached, and of the reply."""

    input: float
    output: float
    cached: float

    def cost(self, usage: Usage) -> float | None:
        """What it comes to; None if the server did not count."""
        if usage.prompt_tokens is None or usage.completion_tokens is None:
            return None
        cached = min(usage.cached_tokens or 0, usage.prompt_tokens)
        fresh = usage.prompt_tokens - cached
        return (fresh * self.input + cached * self.cached + usage.completion_tokens * self.output) / _MILLION

    def halved(self) -> Price:
        """What a Batch API takes for the same."""
        return Price(self.input / 2, self.output / 2, self.cached / 2)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    input: NonNegativeFloat
    output: NonNegativeFloat
    cached: NonNegativeFloat | None = None
    server: str | None = None


class _Prices(BaseModel):
    model_config = ConfigDict(extra="forbid")

    prices: list[_Entry]
    as_of: object = None


def load_prices(config_dir: Path) -> tuple[_Entry, ...]:
    """The entries of the user's file, if there is one, and then those of the program's.

    Raises:
        UsageError: The user's file is no list of prices.
    """
    own = config_dir / FILE
    try:
        entries = _entries(own.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        entries = []
    except (OSError, ValueError, yaml.YAMLError, ValidationError) as err:
        reason = str(err).replace("\n", " ")[:300]
        hint = "the form is that of the program's own: prices: [{model, input, output, cached, server}]"
        raise UsageError(f"{own} is no list of prices: {reason}", hint=hint) from err
    built_in = resources.files("summarizer.backends").joinpath(FILE).read_text("utf-8")
    return (*entries, *_entries(built_in))


def price_of(entries: tuple[_Entry, ...], *, server: str | None, model: str) -> Price | None:
    """The price of a model on a server, None if it is not known; the embedded model (no server) costs nothing."""
    if server is None:
        return Price(0.0, 0.0, 0.0)
    names = (model, _DATED.sub("", model))
    for name in names:
        for entry in entries:
            if entry.model == name and entry.server in (None, server):
                return Price(entry.input, entry.output, entry.input if entry.cached is None else entry.cached)
    return None


def priced(envelope: Envelope, price: Price | None) -> Envelope:
    """The envelope with what its requests cost, where that is known."""
    if price is None:
        return envelope
    costs = [price.cost(attempt.usage) for attempt in envelope.run.attempts if attempt.outcome == "ok"]
    known = [cost for cost in costs if cost is not None]
    if len(known) < len(costs):
        return envelope
    return replace(envelope, run=replace(envelope.run, cost=round(sum(known), 9)))


def _entries(text: str) -> list[_Entry]:
    return _Prices.model_validate(yaml.safe_load(text)).prices
