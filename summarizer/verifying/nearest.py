"""The passage of an article that a quote which it does not have comes closest to."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from summarizer.types import Span

__all__ = ["nearest"]

_LIKE = 72.0  # of 100
_MARKS = " \n\u00a0,;:“”„«»\"‘’'"
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?][”“»\"’]?\s+")
_SHORTEST = 12
_LONGEST_QUOTE, _LONGEST_TEXT = 2_000, 300_000


def nearest(quote: str, text: str) -> Span | None:
    """The closest passage, from word to word; None if none is like the quote, or the quote is too short to tell."""
    words = quote.strip(_MARKS)
    if not _SHORTEST <= len(words) <= _LONGEST_QUOTE:
        return None
    there = text[:_LONGEST_TEXT]
    lowered = there.lower() if len(there.lower()) == len(there) else there
    place = fuzz.partial_ratio_alignment(words.lower(), lowered, score_cutoff=_LIKE)
    if place is None:
        return None
    start, end = place.dest_start, place.dest_end
    if (cut := re.search(r"\w+$", text[max(0, start - 40) : start])) and text[start].isalnum():
        start -= len(cut[0])
    if (cut := re.match(r"\w+", text[end : end + 40])) and text[end - 1].isalnum():
        end += len(cut[0])
    said = set(_WORD.findall(words.lower()))
    for found in _SENTENCE_END.finditer(text, start, end):
        before, behind = text[start : found.start()], text[found.end() : end]
        if not said & set(_WORD.findall(behind.lower())):
            end = found.start()
            break
        if not said & set(_WORD.findall(before.lower())):
            start = found.end()
    passage = text[start:end]
    return Span(start + len(passage) - len(passage.lstrip(_MARKS)), end - len(passage) + len(passage.rstrip(_MARKS)))
