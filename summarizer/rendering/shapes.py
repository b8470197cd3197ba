"""What a value of a brief is, told by its shape: position, risk, actor, evidence, or anything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from summarizer.types import Json, Span

__all__ = ["Table", "actors_of", "is_verdict", "plain", "quoted", "reach", "scalar", "shape", "spans_of"]

Table: TypeAlias = Mapping[str, Json]
_PAIRS = {"“": "”", '"': '"', "„": "“", "«": "»", "»": "«", "‘": "’", "‚": "‘", "「": "」"}
_SINGLE = str.maketrans({"“": "‘", "”": "’", "„": "‚", "«": "‹", "»": "›", '"': "’"})
_OPENING = re.compile(r'(?:^|(?<=[\s(\[–—-]))"')


def shape(value: Json) -> str:
    """``position``, ``risk``, ``actor`` or ``evidence`` if the value has its fields, else an empty string."""
    if not isinstance(value, dict):
        return ""
    if "quote" in value and "spans" in value:
        return "evidence"
    texts = {name for name, inside in value.items() if isinstance(inside, str)}
    if "evidence" in value:
        for known, needed in (("position", {"actor", "stance"}), ("risk", {"risk"}), ("actor", {"name", "kind"})):
            if needed <= texts:
                return known
    return ""


def actors_of(value: Json) -> list[Table]:
    """The actors of a list; empty if the value is none."""
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict) and shape(item) == "actor"]


def is_verdict(name: str, value: Json) -> bool:
    """True if the field says whether the article credits the speaker."""
    return name == "attribution" and isinstance(value, dict) and isinstance(value.get("verdict"), str)


def reach(phrase: Table) -> tuple[int, int]:
    """From the start of the phrase's first span to the end of its last; (0, 0) if it has none."""
    ends = [end for span in spans_of(phrase) for end in (span.start, span.end)]
    return (min(ends), max(ends)) if ends else (0, 0)


def spans_of(phrase: Table) -> tuple[Span, ...]:
    """The spans of a phrase; what is no span is left out."""
    spans = phrase.get("spans")
    pairs = [span for span in spans if isinstance(span, list)] if isinstance(spans, list) else []
    ends = [[end for end in pair if isinstance(end, int)] for pair in pairs]
    return tuple(Span(*pair) for pair in ends if len(pair) == 2)


def quoted(quote: str) -> str:
    """The words in quotation marks, and those that are quoted in them in single ones; as they are with marks around."""
    if len(quote) > 1 and _PAIRS.get(quote[0]) == quote[-1] and not {quote[0], quote[-1]} & {*quote[1:-1]}:
        return quote
    return f"“{_OPENING.sub('‘', quote).translate(_SINGLE)}”"


def plain(item: Table, name: str) -> str:
    """The field as text; an empty string if it is missing, null, or no plain value."""
    value = item.get(name)
    return "" if value is None or isinstance(value, list | dict) else scalar(value)


def scalar(value: Json) -> str:
    """A plain value in words."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
