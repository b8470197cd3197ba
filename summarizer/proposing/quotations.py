"""Where the quotation marks of a text open and close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.types import Span

__all__ = ["Quotation", "find_quotations"]

_CLOSERS = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "‘": "’", "‚": "‘", "‹": "›", "›": "‹", "'": "'"}
_SINGLE = frozenset("‘‚'")
_DOUBLE = frozenset('“”„«»"')
_GOES_ON = frozenset('“„«"')
_LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: `outer` with its marks, `inner` without; `closed` is False for one that goes on in the next paragraph."""

    outer: Span
    inner: Span
    closed: bool


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The outermost quotations in the order of the text; none crosses a paragraph, each mark is looked at once.

    A paragraph that ends inside a quotation gives one that is not closed, as newspapers set a speech over several.
    """
    return tuple(found for start, end in _paragraphs(text) for found in _in_paragraph(text, start, end))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line.rstrip())
        start += len(line)


def _in_paragraph(text: str, start: int, end: int) -> Iterator[Quotation]:
    at, barren = start, dict.fromkeys(_CLOSERS, start)
    while at < end:
        mark = text[at]
        if mark not in _CLOSERS or not _opens(text, at, start):
            at += 1
            continue
        limit = min(end, at + _LONGEST)
        close = _close(text, mark, max(at + 1, barren[mark]), limit)
        if close is not None:
            yield Quotation(Span(at, close + 1), Span(at + 1, close), closed=True)
            at = close + 1
            continue
        barren[mark] = limit
        if mark in _GOES_ON and not any(other in _DOUBLE for other in text[at + 1 : end]):
            yield Quotation(Span(at, end), Span(at + 1, end), closed=False)
            return
        at += 1


def _opens(text: str, at: int, start: int) -> bool:
    """An opening mark stands at a word's start; a straight or single one could as well be an apostrophe."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if text[at] in "“„«":
        return True
    return not before.isalnum() and not after.isspace()


def _close(text: str, mark: str, start: int, end: int) -> int | None:
    closers, single = _CLOSERS[mark], mark in _SINGLE
    for index in range(start, end):
        if text[index] not in closers:
            continue
        after = text[index + 1] if index + 1 < len(text) else " "
        if single and (after.isalnum() or text[index - 1].isspace()):
            continue
        if text[index] == '"' and text[index - 1].isspace() and not after.isspace() and after not in ".,;:!?)":
            continue
        return index
    return None
