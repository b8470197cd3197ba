"""Who speaks when in an interview, a hearing or a debate: paragraphs that a name opens, and those that go on.

Read from the text alone, in any language. A page's markup is often lost, so that the name may have no colon behind it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from summarizer.proposing.cues import words
from summarizer.proposing.grammar import trim
from summarizer.proposing.pattern_words import sentences
from summarizer.proposing.quotations import Quotation
from summarizer.types import Span

__all__ = ["Turn", "Utterance", "find_turns"]

_LINE = re.compile(
    r"^[ \t:*•>–—-]{0,6}(?P<name>[^\W\d_][^\n:!?;]{0,49})(?P<colon>:)[ \t*]{1,4}(?P<said>\S[^\n]*)$", re.MULTILINE
)
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_GLUED = re.compile(r"(?<=\w[.!?…])(?=[^\W\d_a-zà-ÿ][^\W\d_A-ZÀ-Þ]{2})")
_TITLES = words(
    """dr prof mr mrs ms herr frau sir president senator präsident minister dr. prof. mr. mrs. ms. м-р sen. rep.
    representative congressman congresswoman justice judge chairman chairwoman chair mayor governor gov. secretary
    commissioner chancellor ambassador general bürgermeister bürgermeisterin kanzler kanzlerin the"""
)
_PARTICLES = words("von van de del della der den di da el al bin la le zu и")
_NO_SPEAKERS = words(
    """foto fotos photo bild quelle source sources quellen update hinweis anmerkung note notes tipp info kontakt datum
    date ort place titel title thema tel telefon email mail web preis ergebnis tore tor stand zeit autor author text
    video audio siehe via http https fazit warnung warning важно фото источник источники crédit crédits sujet attention
    figure table abbildung tabelle"""
)
_ASKING = words("q question questions frage вопрос в pregunta domanda")
_ANSWERING = words("a answer antwort réponse r ответ о respuesta risposta")
_LONGEST = 5
_OFTEN = 3
_OFTEN_BARE = 4
_VARIED = 3  # times a label at most comes with one and the same word behind it, on average
_MOST_LABELS = 40
_LEAST_TURNS = 4  # of a script, in which paragraphs without a label go on
_SHARE = 0.3  # of its paragraphs that have a label
_SHORTEST_WORDS = 4
_LONGEST_OPENING = 100
_SENTENCE_ENDS = frozenset('.?!…"”’')
_CLOSING = ' "”»’)*'
_SURE, _LESS_SURE = 0.6, 0.5  # by a name of several words, by one word


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence of a turn; `carried` if it stands in a paragraph without a label.

    `asks` tells that it is a question, or stands in the turn of somebody who mostly asks.
    """

    content: Span
    asks: bool
    carried: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What one says until somebody else does.

    Attributes:
        label: The words that name the speaker, without a title.
        name: Who is meant: "Rosa Hall" by "R. Hall" too; None for whoever answers, where "A" does.
        colon: The mark behind the label; None where lost markup has set it off.
        said: Its sentences that are of some length, in order.
        certainty: How sure the label by itself makes it, from 0 to 1.
    """

    label: Span
    name: str | None
    colon: Span | None
    said: tuple[Utterance, ...]
    certainty: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph with a label: its words without a title, and where label, colon and the rest stand."""

    name: str
    label: Span
    colon: Span | None
    said: Span


def find_turns(text: str, quotations: Sequence[Quotation]) -> tuple[Turn, ...]:
    """The turns in order; linear in the length of the text.

    There are two or more, else none. A label counts if it comes three times, comes twice where others do, or is a name,
    two words with capitals, that comes twice or is found elsewhere. "R. Hall" is "Rosa Hall" where one such label is;
    "Q" and "A" count where both come. Between the turns of a script, a paragraph without a label that does not name
    whoever spoke goes on.
    """
    lines = _speaking(text, [line for found in _with_colons(text) if (line := _line(found)) is not None])
    lines = lines or _bare(text)
    if len(lines) < 2:
        return ()
    names = _full_names(lines)
    going_on = _going_on(text, lines)
    asking = _asking(text, lines, going_on)
    whole = list(sentences(text, quotations))
    starts = [sentence.start for sentence in whole]
    turns = []
    for line, later in zip(lines, going_on, strict=True):
        said = []
        for paragraph in (line.said, *later):
            first, behind = bisect_right(starts, paragraph.start) - 1, bisect_right(starts, paragraph.end - 1)
            for sentence in whole[first:behind]:
                content = trim(text, max(sentence.start, paragraph.start), min(sentence.end, paragraph.end))
                if content is not None and len(text[content.start : content.end].split()) >= _SHORTEST_WORDS:
                    asks = line.name in asking or _is_question(text, content)
                    said.append(Utterance(content, asks, carried=paragraph is not line.said))
        name = None if _role(line) == "answers" else names[line.name]
        if said and _role(line) != "asks":
            certainty = _SURE if len(line.name.split()) > 1 else _LESS_SURE
            turns.append(Turn(line.label, name, line.colon, tuple(said), certainty))
    return tuple(turns)


def _with_colons(text: str) -> Iterator[re.Match[str]]:
    colon = text.find(":")
    while colon >= 0:
        line = _LINE.match(text, text.rfind("\n", 0, colon) + 1)
        if line is not None:
            yield line
        end = text.find("\n", colon)
        colon = text.find(":", end) if end >= 0 else -1


def _line(found: re.Match[str]) -> _Line | None:
    name = _without_title(found["name"])
    parts = name.split()
    if not 0 < len(parts) <= _LONGEST or parts[0].lower() in _NO_SPEAKERS:
        return None
    if not all(part[0].isupper() or part.lower() in _PARTICLES for part in parts):
        return None
    start = found.start("name") + found["name"].rindex(name)
    return _Line(
        name, Span(start, start + len(name)), Span(*found.span("colon")), Span(found.start("said"), _end(found))
    )


def _without_title(label: str) -> str:
    parts = label.strip(" *").split()
    while len(parts) > 1 and parts[0].lower() in _TITLES:
        parts = parts[1:]
    return " ".join(parts)


def _end(line: re.Match[str]) -> int:
    """The paragraph's end, or where the next question was glued to its last sentence."""
    if not line["said"].rstrip().endswith("?"):
        return line.end("said")
    glued = [found.start() for found in _GLUED.finditer(line.string, line.start("said"), line.end("said"))]
    return max(glued, default=line.end("said"))


def _speaking(text: str, lines: Sequence[_Line]) -> list[_Line]:
    """The lines whose label is somebody who speaks there."""
    names, often = _full_names(lines), Counter(line.name for line in lines)
    count = Counter(names[line.name] for line in lines)
    roles = Counter(_role(line) for line in lines)
    scripted = sum(number for number in often.values() if number > 1) >= _LEAST_TURNS

    def speaks(line: _Line) -> bool:
        if _role(line):
            return roles["asks"] > 1 and roles["answers"] > 1
        if len(line.name.split()) > 1:
            return count[names[line.name]] > 1 or (len(often) <= _MOST_LABELS and text.count(line.name) > 1)
        return often[line.name] >= _OFTEN or (scripted and often[line.name] > 1)

    return [line for line in lines if speaks(line)]


def _role(line: _Line) -> Literal["asks", "answers"] | None:
    label = line.name.lower()
    return "asks" if label in _ASKING else "answers" if label in _ANSWERING else None


def _full_names(lines: Iterable[_Line]) -> dict[str, str]:
    """Each label's name, an initial spelt out where one label does so."""
    names = {line.name for line in lines}
    by_initial: dict[tuple[str, str], set[str]] = {}
    for name in names:
        first, *rest = name.split()
        if rest and not first.endswith("."):
            by_initial.setdefault((first[0], rest[-1]), set()).add(name)
    full = {}
    for name in names:
        first, *rest = name.split()
        found = by_initial.get((first[0], rest[-1]), set()) if rest and first.endswith(".") else set()
        full[name] = next(iter(found)) if len(found) == 1 else name
    return full


def _bare(text: str) -> list[_Line]:
    """The paragraphs of a script whose labels have no colon: two or more that come often, with a sentence behind each.

    A label is two words with capitals, or one of capitals alone, behind which another word opens each time.
    """
    first = Counter([line.partition(" ")[0] for line in text.split("\n")])
    if sum(number >= _OFTEN_BARE and word[:1].isupper() for word, number in first.items()) < 2:  # as mostly
        return []
    paragraphs = [found.span() for found in _PARAGRAPH.finditer(text)]
    behind: dict[str, list[str]] = {}
    labels: list[tuple[str, ...]] = []
    for start, end in paragraphs:
        opening = text[start : min(end, start + _LONGEST_OPENING)].split(" ")[:3]
        here = [" ".join(opening[:n]) for n in (2, 1) if len(opening) > n and _is_bare(opening[:n])]
        labels.append(tuple(here))
        for label in here:
            behind.setdefault(label, []).append(opening[len(label.split())])
    often = {
        label
        for label, following in behind.items()
        if len(following) >= _OFTEN_BARE
        and all(word.lstrip('"“„«')[:1].isupper() for word in following)
        and len(set(following)) >= len(following) / _VARIED
    }
    lines = []
    for (start, end), tried in zip(paragraphs, labels, strict=True):
        for label in [one for one in tried if one in often][:1]:
            stop = start + len(label)
            lines.append(_Line(label, Span(start, stop), None, Span(stop + 1, end)))
    return lines if len({line.name for line in lines}) > 1 and len(lines) >= _SHARE * len(paragraphs) else []


def _is_bare(words_: Sequence[str]) -> bool:
    return all(word.isalpha() for word in words_) and (
        words_[0].isupper() if len(words_) == 1 else all(word.istitle() for word in words_)
    )


def _going_on(text: str, lines: Sequence[_Line]) -> list[tuple[Span, ...]]:
    """For each line the paragraphs behind it in which its speaker goes on; none behind the last one."""
    gaps = [
        [Span(*found.span()) for found in _PARAGRAPH.finditer(text, _line_end(text, line), following.label.start)]
        for line, following in pairwise(lines)
    ]
    gaps = [[span for span in gap if _is_prose(text, span)] for gap in gaps]
    if len(lines) < _LEAST_TURNS or len(lines) < _SHARE * (len(lines) + sum(map(len, gaps))):
        return [()] * len(lines)
    going_on: list[tuple[Span, ...]] = []
    for line, gap in zip(lines, gaps, strict=False):
        surname = line.name.split()[-1]
        narrated = any(surname in text[span.start : span.end] for span in gap) and not _role(line)
        going_on.append(() if narrated else tuple(gap))
    return [*going_on, ()]


def _line_end(text: str, line: _Line) -> int:
    return text.find("\n", line.said.end)


def _is_prose(text: str, paragraph: Span) -> bool:
    words_ = text[paragraph.start : paragraph.end].split(maxsplit=_SHORTEST_WORDS)
    return len(words_) >= _SHORTEST_WORDS and text[paragraph.end - 1] in _SENTENCE_ENDS


def _asking(text: str, lines: Sequence[_Line], going_on: Sequence[tuple[Span, ...]]) -> set[str]:
    """The labels most of whose turns end in a question."""
    asked, spoken = Counter[str](), Counter[str]()
    for line, later in zip(lines, going_on, strict=True):
        spoken[line.name] += 1
        asked[line.name] += _is_question(text, later[-1] if later else line.said)
    return {name for name, number in spoken.items() if number > 1 and 2 * asked[name] > number}


def _is_question(text: str, span: Span) -> bool:
    return text[span.start : span.end].rstrip(_CLOSING).endswith("?")
