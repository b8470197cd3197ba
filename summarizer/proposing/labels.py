"""Speakers named before a colon: headlines ("Hall: we will not yield") and the lines of an interview or debate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from summarizer.proposing import grammar
from summarizer.proposing.findings import Finding
from summarizer.proposing.names import Cast
from summarizer.proposing.parsed import Doc, Words
from summarizer.types import Span

__all__ = ["labelled"]

_LINE = re.compile(  # the time of a live report may stand before the label
    r"^(?:\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?[ \t]*(?:[-–—|][ \t]*)?)?([^\n:]{2,60}):[ \t]+(\S[^\n]*)$", re.MULTILINE
)
_QUOTED = re.compile('["“„«][^"“”„«»]+["”“»]$')  # all that is behind the colon
_SHORTEST_WORDS = 4
_LONGEST_LABEL = 5
_OFTEN = 3


def labelled(doc: Doc, cast: Cast) -> Iterator[Finding]:
    """The lines that open with somebody's name and a colon.

    A name counts if the article has it as a person's or, in the first line, as anybody's; in a script, whose labels
    come again and again, words in capitals count too. Whatever stands before a colon and a quotation speaks it.
    """
    text = doc.text
    lines = list(_LINE.finditer(text))
    often = Counter(line.group(1) for line in lines)
    for line in lines:
        label = doc.within(line.start(1), line.end(1))
        if label is None or not 0 < len(label) <= _LONGEST_LABEL or len(line.group(2).split()) < _SHORTEST_WORDS:
            continue
        if any(token.pos_ in ("VERB", "AUX") for token in label) or not (
            _QUOTED.match(line.group(2)) or _is_named(label, cast, line, is_often=often[line.group(1)] >= _OFTEN)
        ):
            continue
        content = grammar.trim(text, line.start(2), line.end(2))
        if content is not None:
            colon = Span(line.end(1), line.end(1) + 1)
            yield Finding(label[-1], label[-1], colon, (content,), "colon")


def _is_named(label: Words, cast: Cast, line: re.Match[str], *, is_often: bool) -> bool:
    figures = cast.named_in(label.start, label.end - 1)
    if len(figures) != 1 or cast.at.get(label.end - 1) is not figures[0]:
        return False
    return figures[0].is_person or is_often or (line.start() == 0 and figures[0].label == "ORG")
