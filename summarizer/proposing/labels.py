"""Speakers named before their words: in headlines ("Hall: we will not yield"), interviews and debates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.proposing import grammar
from summarizer.proposing.cast import Cast
from summarizer.proposing.findings import Finding, Form
from summarizer.proposing.parsed import Doc, Words
from summarizer.proposing.turns import Turn
from summarizer.types import Span

__all__ = ["labelled", "said_in_turn"]

_LINE = re.compile(  # the time of a live report may stand before the label
    r"^(?:\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?[ \t]*(?:[-–—|][ \t]*)?)?([^\n:]{2,60}):[ \t]+(\S[^\n]*)$", re.MULTILINE
)
_QUOTED = re.compile('["“„«][^"“”„«»]+["”“»]$')  # all that is behind the colon
_SHORTEST_WORDS = 4
_LONGEST_LABEL = 5


def labelled(doc: Doc, cast: Cast, turns: Sequence[Turn]) -> Iterator[Finding]:
    """The lines that open with somebody's name and a colon, and are no turns.

    A name counts if the article has it as a person's or, in the first line, as anybody's. Whatever stands before a
    colon and a quotation speaks it.
    """
    text = doc.text
    colons = {turn.colon for turn in turns}
    for line in _LINE.finditer(text):
        label, colon = doc.within(line.start(1), line.end(1)), Span(line.end(1), line.end(1) + 1)
        if (
            label is None
            or colon in colons
            or not 0 < len(label) <= _LONGEST_LABEL
            or len(line.group(2).split()) < _SHORTEST_WORDS
        ):
            continue
        if any(token.pos_ in ("VERB", "AUX") for token in label) or not (
            _QUOTED.match(line.group(2)) or _is_named(label, cast, line)
        ):
            continue
        content = grammar.trim(text, line.start(2), line.end(2))
        if content is not None:
            yield Finding(label[-1], label[-1], colon, (content,), "colon")


def _is_named(label: Words, cast: Cast, line: re.Match[str]) -> bool:
    figures = cast.named_in(label.start, label.end - 1)
    if len(figures) != 1 or cast.at.get(label.end - 1) is not figures[0]:
        return False
    return figures[0].is_person or (line.start() == 0 and figures[0].label == "ORG")


def said_in_turn(doc: Doc, cast: Cast, turns: Sequence[Turn]) -> Iterator[Finding]:
    """The sentences of an interview or a debate, with the label of their turn, where that tells who speaks."""
    for turn in turns:
        label = doc.within(turn.label.start, turn.label.end)
        if label is None or (turn.name is None and label.start not in cast.at):
            continue
        for one in turn.said:
            form: Form = "asked" if one.asks else "carried" if one.carried else "turn"
            yield Finding(label[-1], label[-1], turn.colon, (one.content,), form)
