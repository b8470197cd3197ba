"""Quotations without a cue of their own, which go on with the speaker before them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from summarizer.proposing import grammar
from summarizer.proposing.findings import Finding
from summarizer.proposing.quotations import Quotation
from summarizer.proposing.quoting import Quotes

__all__ = ["continuations"]

_SHORTEST_WORDS = 4
_GAP = 80
_SENTENCE_END = re.compile(r"[.?!…][\"”»’')\]]*$")
_OPENERS = frozenset({"", ".", "?", "!", ":", "”", '"', "’", "'", ")", "…"})


@dataclass(frozen=True, slots=True)
class _Held:
    """A statement in quotation marks and where its last quotation ends."""

    finding: Finding
    end: int
    closed: bool


def continuations(quotes: Quotes, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Whole sentences in quotation marks that no cue claims, with the speaker and cue that came last.

    They belong to the last statement if it is in the same paragraph, or ended the one before this; a paragraph that
    ended inside a quotation goes on in the next if that opens with one. One that is set out with a credit is its own.
    """
    outside = sorted((f for f in findings if quotes.around(f.anchor.idx) is None), key=lambda f: f.anchor.idx)
    starts = [finding.anchor.idx for finding in outside]
    claimed = sorted((span.start, span.end, index) for index, f in enumerate(outside) for span in f.contents)
    held: _Held | None = None
    at = 0
    for quotation in quotes.all:
        while at < len(claimed) and claimed[at][1] <= quotation.inner.start:
            at += 1
        if at < len(claimed) and claimed[at][0] < quotation.inner.end:
            held = _Held(outside[claimed[at][2]], quotation.outer.end, quotation.closed)
            continue
        if not _is_whole(quotes, quotation):
            continue
        last = bisect_left(starts, quotation.outer.start) - 1
        source = _source(quotes.text, quotation, held, outside[last] if last >= 0 else None)
        content = grammar.trim(quotes.text, quotation.inner.start, quotation.inner.end)
        if source is not None and content is not None:
            yield replace(source, cue=None, contents=(content,), form="continuation")
            held = _Held(source, quotation.outer.end, quotation.closed)


def _source(text: str, quotation: Quotation, held: _Held | None, last: Finding | None) -> Finding | None:
    """Whose words go on: of the last quotation, or of a statement behind it in the same or the last paragraph."""
    if last is not None and (held is None or last.anchor.idx > held.end):
        between = text[last.anchor.idx : quotation.outer.start]
        return (
            last
            if _line_breaks(between) == 0 or (_line_breaks(between) == 1 and between.rstrip().endswith(":"))
            else None
        )
    if held is None:
        return None
    between = text[held.end : quotation.outer.start]
    if _line_breaks(between) == 0:
        return held.finding
    if _line_breaks(between) != 1 or len(between.strip(" \n.,")) >= _GAP or _has_credit(text, quotation):
        return None
    return held.finding


def _has_credit(text: str, quotation: Quotation) -> bool:
    """Words that are no sentence end its paragraph: they say whose it is, as below a quotation that is set out."""
    behind = text[quotation.outer.end :].split("\n", 1)[0].strip()
    return any(map(str.isalnum, behind)) and not _SENTENCE_END.search(behind)


def _line_breaks(between: str) -> int:
    return len([line for line in between.split("\n")[1:] if line.strip()]) + (
        1 if between.endswith(("\n", "\n ")) else 0
    )


def _is_whole(quotes: Quotes, quotation: Quotation) -> bool:
    """It stands where a sentence starts and has some words."""
    before = quotes.text[max(0, quotation.outer.start - 40) : quotation.outer.start]
    opens = "\n" in before[len(before.rstrip()) :] or before.rstrip()[-1:] in _OPENERS
    inner = quotes.text[quotation.inner.start : quotation.inner.end]
    words = inner.split(maxsplit=_SHORTEST_WORDS)
    titled = all(word[:1].isupper() or len(word) <= 3 for word in inner.split()[:8]) and len(inner.split()) < 8
    return opens and len(words) >= _SHORTEST_WORDS and not titled
