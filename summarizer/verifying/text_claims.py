"""What a text or a Markdown page claims: quotations, block quotes, and sentences of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from summarizer.types import Span
from summarizer.verifying.claims import Claims, NameClaim, Place, Prose, QuoteClaim

__all__ = ["claims_of_text"]

_MARKUP = re.compile(
    r"\x1b\[[\d;]*m|≈ (?:fuzzy match(?:, \d+%)?|exact but for typography)"
    r"|^\s*(?:#{1,6}\s+|>\s?|(?:[-*+•]|\d{1,3}[.)])\s+)+"  # what a line begins with
    r"|(?<!\w)Model(?:’s (?:headline|summary))?:\s"  # whose words the rest of a line of our page is
    r"|\\(?=[^\w\s])|\*+|(?<!\w)_+(?=\w)|(?<=[\w.,!?])_+(?!\w)|`+|~~"
    r"|!?\[(?=[^\]\n]*\]\()|(?<=[^\s\[])\]\([^)\s]*\)|<[/a-zA-Z!][^>\n]*>",
    re.MULTILINE,
)
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_RULE = re.compile(r"\s*(?:[-*_=~|:+\s]{3,}|`{3,}.*)")
_TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_BLOCK = re.compile(r"\s*(?:#{1,6}\s|>|(?:[-*+•]|\d{1,3}[.)])\s|\|)")
_HEADING = re.compile(r"\s*#{1,6}\s+|\s*(?:[-*+•]\s+)?(?=\*\*[^*]+\*\*:?\s*$)")
_CREDIT = re.compile(r"\s*(?:[—–]|--)\s*(?P<name>[^\W\d_a-zß-ÿ][^\n;:“”\"«»]{1,60}?)\s*[.)]?\s*$")
_NAME_ENDS = re.compile(r"\s*(?:[·,(:—–]|\s-\s).*")
_WRAPPED = 70  # characters of a line that goes on in the next
_MARKS = frozenset('“”„«»"「」')
# What a page of ours says about the run and not about the article.
_OURS_VERDICT = re.compile(
    r"[✓*?] (?:(?:verified|unverified)(?: ·.*|\s*$)|the article[’']s words[ ,;].*)"
    r"|! (?:unfaithful|words|scale|language): .*"
)
_OURS_COUNT = re.compile(r"(?:\w+ ){1,3}\(\d+\)")
_OURS_FOOT = re.compile(r"\S.* · prompt \S+ · .*\d s")
_OURS_MATRIX = re.compile(r"\s*WHO STANDS WHERE\b.*")
_OURS_APART = re.compile(
    r"\s*(?:## )?(?:Unsupported|UNSUPPORTED|Warnings|WARNINGS|Not in the brief|NOT IN THE BRIEF)\b(?: \(\d+.*)?"
)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    is_header: bool = False

    @property
    def is_quote(self) -> bool:
        return self.text.lstrip().startswith(">")

    @property
    def is_heading(self) -> bool:
        return _HEADING.match(self.text) is not None


def claims_of_text(text: str) -> Claims:
    """The claims of a text: block quotes without quotation marks as quotes, all else as passages of its own words.

    Passages are free of Markdown's signs and of line breaks within paragraphs. A heading is kept as whoever may be
    speaking below it. A page of ours ends where it tells what is unsupported.
    """
    quotes: list[QuoteClaim] = []
    prose: list[Prose] = []
    heading: NameClaim | None = None
    for block in _blocks(text):
        passage = _passage(block)
        if not passage.text.strip():
            continue
        if _OURS_COUNT.fullmatch(passage.text):
            heading = None
            continue
        if block[0].is_heading:
            heading = _heading(passage)
        if block[0].is_quote and not _MARKS & set(passage.text):
            quotes.append(_block_quote(passage, heading))
        else:
            speaker = heading if not block[0].is_heading else None
            prose.append(Prose((), passage.text, passage.places, speaker, is_header=block[0].is_header))
    return Claims(tuple(quotes), prose=tuple(prose))


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Paragraphs, headings, list items and block quotes, each as its lines."""
    block: list[_Line] = []
    start, in_matrix = 0, False
    for row in text.splitlines(keepends=True):
        line = _Line(start, row.rstrip())
        start += len(row)
        bare = _COLOUR.sub("", line.text)
        if _OURS_APART.fullmatch(bare) or _OURS_FOOT.fullmatch(bare):
            break
        in_matrix = bool(bare.strip()) and (in_matrix or _OURS_MATRIX.fullmatch(bare) is not None)
        if in_matrix:
            continue
        if block and "|" in block[-1].text and _TABLE_RULE.fullmatch(bare):
            if block[:-1]:
                yield block[:-1]
            block = [replace(block[-1], is_header=True)]
        if not bare.strip() or _RULE.fullmatch(bare):
            if block:
                yield block
            block = []
            continue
        if block and not _goes_on(block[-1], line):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _goes_on(line: _Line, following: _Line) -> bool:
    """True if the paragraph of the line goes on in the following one."""
    if line.is_quote:
        return following.is_quote
    if line.is_heading or _BLOCK.match(following.text) or _OURS_COUNT.fullmatch(_COLOUR.sub("", line.text).strip()):
        return False
    first = following.text.lstrip()[:1]
    return first.islower() or (len(line.text) >= _WRAPPED and line.text[-1] not in ".!?:")


def _passage(block: list[_Line]) -> Prose:
    """The lines in one, without Markdown's signs."""
    characters: list[str] = []
    places: list[int] = []
    for line in block:
        if characters:
            characters.append(" ")
            places.append(line.start - 1)
        hidden = {at for found in _MARKUP.finditer(line.text) for at in range(*found.span())}
        lead = len(line.text) - len(line.text.lstrip())
        for at, character in enumerate(line.text):
            if at >= lead and at not in hidden:
                characters.append(character)
                places.append(line.start + at)
    text = "".join(characters)
    if verdict := _OURS_VERDICT.search(text):
        text = text[: verdict.start()]
    return Prose((), text, tuple(places[: len(text)]))


def _heading(passage: Prose) -> NameClaim | None:
    """The heading up to a comma or dot, if it may be a name."""
    name = _NAME_ENDS.sub("", passage.text).strip()
    if not name or not name[0].isupper():
        return None
    start = passage.text.index(name)
    return NameClaim(passage.at(Span(start, start + len(name))), name)


def _block_quote(passage: Prose, heading: NameClaim | None) -> QuoteClaim:
    """The block quote, without the credit at its end."""
    text, speaker = passage.text, heading
    if credit := _CREDIT.search(text):
        speaker = NameClaim(passage.at(Span(*credit.span("name"))), _NAME_ENDS.sub("", credit["name"]))
        text = text[: credit.start()]
    at: Place = passage.at(Span(0, len(text)))
    return QuoteClaim(at, text, speaker=speaker)
