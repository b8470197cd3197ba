"""Quotations in a passage of a brief, and the names that stand behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.types import Span

__all__ = ["Quotation", "labelled", "quotations_in"]

_PAIRS = {
    "“": '”“"',
    "„": '“”"',
    "«": "»",
    "»": "«",
    '"': '"”',
    "「": "」",
    "『": "』",
    "‘": "’",
    "‚": "‘",
    "‹": "›",
    "'": "'",
    "”": "”",
}
_GOES_ON = frozenset("“„«")
_LONGEST = 5_000
_SINGLE = frozenset("‘'‚")
_CREDIT = re.compile(
    r"\s{0,2}(?:(?:[—–]|--?)\s{0,2}|\(|(?P<cell>\|)\s{0,2})"
    r"(?P<name>[^\W\d_a-zß-ÿ][\w.’'-]*(?:\s[\w.’'-]+){0,5})(?=[).,;:]|\s*(?:\||$))"
)
_WORD = r"[^\W\d_a-zß-ÿ][\w.’'-]{0,40}"
_NAME = rf"(?P<name>{_WORD}(?:\s(?:d[aeiou]s?|v[ao]n|al|bin|der|le|la|of|{_WORD})){{0,5}})"
_LABEL = re.compile(rf"(?:^\s?|(?:\||(?<=[.!?…:;”“\"»«’)]))\s){_NAME}\s?(?::|[–—-]|\|)\s{{0,2}}$")
_LABELLED = re.compile(rf"(?:\|\s?)?{_NAME}\s?(?::|\s[–—-]|\|)\s(?P<words>[^|]+?)\s?\|?\s*$")
_BEFORE = 120  # characters before a quotation that are searched for a label
_COLON = re.compile(r":\s{0,2}$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation in a passage.

    Attributes:
        inner: Without its marks.
        credit: The name that stands behind it: "…" — Name.
        label: The name that alone opens it: Name: "…"; or that is in the cell beside it, before or behind.
        announced: True if a colon stands before it.
    """

    inner: Span
    credit: Span | None
    label: Span | None = None
    announced: bool = False


def quotations_in(text: str) -> Iterator[Quotation]:
    """Yields the outermost quotations in quotation marks of any kind, in the order of the text."""
    at = 0
    while at < len(text):
        end = _closing(text, at) if text[at] in _PAIRS else None
        if end is None:
            at += 1
            continue
        inner = Span(at + 1, end)
        if any(map(str.isalnum, text[inner.start : inner.end])):
            credit = _CREDIT.match(text, end + 1)
            low = max(0, at - _BEFORE)
            found = _LABEL.search(text[low:at])
            label = Span(low + found.start("name"), low + found.end("name")) if found else None
            behind = Span(*credit.span("name")) if credit else None
            in_cell = credit is not None and credit["cell"] is not None
            yield Quotation(
                inner,
                None if in_cell else behind,
                label or (behind if in_cell else None),
                announced=_COLON.search(text[low:at]) is not None,
            )
        at = end + 1


def labelled(text: str) -> tuple[Span, Span] | None:
    """The name that opens a passage or a row of a table, and the words behind its colon, dash or cell; None without."""
    found = _LABELLED.match(text)
    return (Span(*found.span("name")), Span(*found.span("words"))) if found else None


def _closing(text: str, at: int) -> int | None:
    """Where the quotation that begins here ends, the text's end if it may go on behind it; None if none begins."""
    mark = text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before.isalnum() or not after or (after.isspace() and mark not in "«"):
        return None
    for end in range(at + 1, min(len(text), at + _LONGEST)):
        if text[end] in _PAIRS[mark]:
            behind = text[end + 1 : end + 2]
            if mark in _SINGLE and (behind.isalnum() or text[end - 1].isspace()):
                continue
            if text[end] in '"“' and text[end - 1].isspace() and behind and not behind.isspace():
                continue
            return end
    return len(text) if mark in _GOES_ON and len(text) - at <= _LONGEST else None
