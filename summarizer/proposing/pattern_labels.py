"""Lines that a speaker's name opens, as interviews and transcripts have them, in any language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.proposing.cues import words
from summarizer.proposing.grammar import trim
from summarizer.types import Span

__all__ = ["Labelled", "labelled"]

_LINE = re.compile(r"^[ \t:*•>–—-]{0,6}(?P<name>[^\W\d_][^\n:!?;]{1,49}):[ \t*]{1,4}(?P<said>\S[^\n]*)$", re.MULTILINE)
_GLUED = re.compile(r"(?<=\w[.!?…])(?=[^\W\d_a-zà-ÿ][^\W\d_A-ZÀ-Þ]{2})")
_TITLES = words("dr prof mr mrs ms herr frau sir president senator präsident minister dr. prof. mr. mrs. ms. м-р")
_PARTICLES = words("von van de del della der den di da el al bin la le zu и")
_NO_SPEAKERS = words(
    """foto fotos photo bild quelle source sources quellen update hinweis anmerkung note notes tipp info kontakt datum
    date ort place titel title thema frage question вопрос ответ antwort answer tel telefon email mail web preis
    ergebnis tore tor stand zeit autor author text video audio siehe via http https fazit warnung warning важно фото
    источник источники crédit crédits sujet réponse attention figure table abbildung tabelle"""
)
_LONGEST = 5
_OFTEN = 3
_MOST_LABELS = 40
_SHORTEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line's label without its title, its colon, what stands behind, and who is meant by the label."""

    speaker: Span
    holder: str
    colon: Span
    content: Span
    certainty: float


def labelled(text: str) -> Iterator[Labelled]:
    """The lines that open with a name and a colon, in order.

    A label counts if it comes three times, or comes twice or is found elsewhere and is a name: two words with capitals.
    "R. Hall" is "Rosa Hall" where one such label is.
    """
    lines = [line for line in _lines(text) if _looks_like_a_name(line["name"])]
    often = Counter(_bare(line["name"]) for line in lines)
    by_initial: dict[tuple[str, str], set[str]] = {}
    for name in often:
        parts = name.split()
        if len(parts) > 1 and not parts[0].endswith("."):
            by_initial.setdefault((parts[0][0], parts[-1]), set()).add(name)
    full = {name: _full(name, by_initial) for name in often}
    count = Counter(full[name] for name in often.elements())
    few = len(often) <= _MOST_LABELS
    for line in lines:
        name = _bare(line["name"])
        parts = name.split()
        named = len(parts) > 1 and (count[full[name]] > 1 or (few and text.count(name) > 1))
        if not named and not (count[name] >= _OFTEN and len(parts) <= 2):
            continue
        content = trim(text, line.start("said"), _end(line))
        if (
            content is not None
            and len(text[content.start : content.end].split(maxsplit=_SHORTEST_WORDS)) >= _SHORTEST_WORDS
        ):
            start = line.start("name") + line["name"].rindex(name)
            colon = Span(line.end("name"), line.end("name") + 1)
            yield Labelled(Span(start, start + len(name)), full[name], colon, content, 0.6 if named else 0.5)


def _lines(text: str) -> Iterator[re.Match[str]]:
    colon = text.find(":")
    while colon >= 0:
        line = _LINE.match(text, text.rfind("\n", 0, colon) + 1)
        if line is not None:
            yield line
        end = text.find("\n", colon)
        colon = text.find(":", end) if end >= 0 else -1


def _end(line: re.Match[str]) -> int:
    """The paragraph's end, or where the next question was glued to its last sentence."""
    if not line["said"].rstrip().endswith("?"):
        return line.end("said")
    return max(
        (glued.start() for glued in _GLUED.finditer(line.string, line.start("said"), line.end("said"))),
        default=line.end("said"),
    )


def _bare(label: str) -> str:
    parts = label.strip(" *").split()
    while len(parts) > 1 and parts[0].lower() in _TITLES:
        parts = parts[1:]
    return " ".join(parts)


def _looks_like_a_name(label: str) -> bool:
    parts = _bare(label).split()
    return (
        0 < len(parts) <= _LONGEST
        and parts[0].lower() not in _NO_SPEAKERS
        and all(part[0].isupper() or part.lower() in _PARTICLES for part in parts)
    )


def _full(name: str, by_initial: dict[tuple[str, str], set[str]]) -> str:
    parts = name.split()
    if len(parts) > 1 and parts[0].endswith("."):
        found = by_initial.get((parts[0][0], parts[-1]), set())
        if len(found) == 1:
            return next(iter(found))
    return name
