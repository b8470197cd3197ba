"""Quotations that are set out, with a dash and a name behind them: "It is over." – Anna Berg, mayor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.proposing import grammar
from summarizer.proposing.findings import Finding
from summarizer.proposing.parsed import Doc
from summarizer.proposing.quotations import Quotation
from summarizer.types import Span

__all__ = ["credited", "find_credits"]

_WORD = r"[^\W\d_a-zß-ÿ][\w.’'-]{0,40}"
_CREDIT = re.compile(
    r"[ \t]{0,4}(?:\n[ \t]{0,4}){0,2}(?P<dash>[—–―]|--?)[ \t]{0,2}"
    rf"(?P<name>{_WORD}(?:[ \t](?:d[aeiou]s?|v[ao]n|bin|al|der|le|la|{_WORD})){{1,3}})"
    r"(?:[,(][^\n.!?:“”\"«»]{0,80})?[ \t]*\.?[ \t]*(?=\n|$)"
)
_OTHERS = frozenset(
    {"DATE", "TIME", "GPE", "LOC", "FAC", "EVENT", "CARDINAL", "QUANTITY", "MONEY", "PERCENT", "ORDINAL"}
)
_SHORTEST_WORDS = 4


def find_credits(doc: Doc, quotations: Sequence[Quotation]) -> Iterator[tuple[Quotation, Span, int, int]]:
    """The quotations that open a paragraph and end in a credit, with its dash and the name's first and last token.

    The name has two to four words and ends its line, but for what somebody is ("– Anna Berg, mayor"). Dates and places
    are no names.
    """
    text = doc.text
    for quotation in quotations:
        opens = not text[text.rfind("\n", 0, quotation.outer.start) + 1 : quotation.outer.start].strip()
        long = len(text[quotation.inner.start : quotation.inner.end].split(maxsplit=_SHORTEST_WORDS)) >= _SHORTEST_WORDS
        found = _CREDIT.match(text, quotation.outer.end) if opens and long and quotation.closed else None
        name = doc.char_span(*found.span("name")) if found else None
        if found and name is not None and not any(token.ent_type_ in _OTHERS for token in name):
            yield quotation, Span(*found.span("dash")), name.start, name.end - 1


def credited(doc: Doc, quotations: Sequence[Quotation]) -> Iterator[Finding]:
    """The statements that those quotations are."""
    for quotation, dash, _, last in find_credits(doc, quotations):
        content = grammar.trim(doc.text, quotation.inner.start, quotation.inner.end)
        if content is not None:
            yield Finding(doc[last], doc[last], dash, (content,), "quotation")
