"""Where the quotation marks of a text open and close."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.types import Span

__all__ = ["Quotation", "find_quotations"]

_TWICE = "''"
_CLOSERS = {
    _TWICE: _TWICE,
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    '"': '"',
    "‘": "’",
    "‚": "‘",
    "‹": "›",
    "›": "‹",
    "'": "'",
}
_CLOSING = {mark: re.compile(f"[{closers}]") for mark, closers in _CLOSERS.items()}
_SINGLE = frozenset("‘‚'")
_DOUBLE = frozenset('“”„«»"')
_MARK = re.compile("|".join(map(re.escape, _CLOSERS)))  # the longest stands first
_GOES_ON = frozenset({"“", "„", "«", '"', _TWICE})
_LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: `outer` with its marks, `inner` without; one that is not `closed` goes on in the next paragraph."""

    outer: Span
    inner: Span
    closed: bool


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The outermost quotations in the order of the text; none crosses a paragraph, each mark is looked at once.

    A paragraph that ends inside a quotation gives one that is not closed, as newspapers set a speech over several.
    """
    return tuple(found for start, end in _paragraphs(text) for found in _in_paragraph(text, start, end))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Those with a mark."""
    end = 0
    while mark := _MARK.search(text, end):
        start = text.rfind("\n", 0, mark.start()) + 1
        end = text.find("\n", mark.end())
        end = len(text) if end < 0 else end
        yield start, start + len(text[start:end].rstrip())


def _in_paragraph(text: str, start: int, end: int) -> Iterator[Quotation]:
    at, barren, last = start, dict[str, int](), -1
    while found := _MARK.search(text, at, end):
        at, mark = found.start(), found.group()
        if not _opens(text, at, start, mark):
            at += 1
            continue
        limit = min(end, at + _LONGEST)
        close = _close(text, mark, max(at + len(mark), barren.get(mark, start)), limit)
        if close is not None:
            yield Quotation(Span(at, close + len(mark)), Span(at + len(mark), close), closed=True)
            at = close + len(mark)
            continue
        barren[mark] = limit
        if mark in _GOES_ON:
            last = last if last >= 0 else max(text.rfind(double, start, end) for double in _DOUBLE)
            if last < at + len(mark):
                yield Quotation(Span(at, end), Span(at + len(mark), end), closed=False)
                return
        at += len(mark)


def _opens(text: str, at: int, start: int, mark: str) -> bool:
    """An opening mark stands at a word's start; a straight or single one could as well be an apostrophe."""
    before = text[at - 1] if at > start else " "
    after = text[at + len(mark)] if at + len(mark) < len(text) else " "
    return mark in "“„«" or (not before.isalnum() and not after.isspace())


def _close(text: str, mark: str, start: int, end: int) -> int | None:
    if mark == _TWICE:
        found = text.find(_TWICE, start, end)
        return None if found < 0 else found
    single = mark in _SINGLE
    for closer in _CLOSING[mark].finditer(text, start, end):
        index = closer.start()
        before, after = text[index - 1], text[index + 1] if index + 1 < len(text) else " "
        if single and (after.isalnum() or before.isspace()):
            continue
        if closer.group() == '"' and before.isspace() and not after.isspace() and after not in ".,;:!?)":
            continue
        return index
    return None
