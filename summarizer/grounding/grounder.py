"""Locating quotes. The ladder: exact, folded, fuzzy, none; and an elided quote ("a … b") part by part, in order.

A text becomes a string with one character a token, so that a plain search compares whole words, and a match can
neither begin nor end inside one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from rapidfuzz import fuzz

from summarizer.grounding.copying import is_negation
from summarizer.grounding.fuzzy import FuzzyIndex
from summarizer.grounding.tokens import QUOTATION, Tokens, encode, find_all, tokenise
from summarizer.types import EvidenceMark, Fault, Located, Mark, Match, Path, Span

__all__ = ["Grounder", "ground"]

LONGEST_GAP = 500
"""Code points between two parts of an elided quote."""
MOST_PARTS, MOST_STARTS = 8, 12
"""Parts of an elided quote, and places of its first part that are tried."""
MOST_PLACES = 500
"""Places looked at where a quote recurs."""
LONGEST_MARKS = 8
"""Code points of quotation marks and the spaces within them at one end of a quote."""
LONGEST_SHOWN = 200
"""Letters of a quote that a fault repeats."""

_ELLIPSIS = re.compile(r"[\[(]?\s?(?:…|\.{3}|\. \. \.)[….]*\s?[\])]?")
_BRACKETED_LETTER = re.compile(r"\[(\w)\](?=\w)")
_PLAIN_WORD = re.compile(r"(?<!\S)[A-Za-z]{4,}(?!\S)")
"""A word that is something by itself, whatever stands around it."""
_MARKS = '"“”„«»'
_SIGNS = frozenset(".,;:!?" + _MARKS)
_NO_WORD = _SIGNS | {" ", "\n"}
"""What no token has beside a letter, nor beside a quotation mark."""
_SPACE_AND_WORD = re.compile(rf"[ \n]+(?:[{_MARKS}\w]|\Z)|\Z")
"""Behind a sign: it ends a token there, since no more of its kind follow."""
_AROUND = "".join(sorted(QUOTATION)) + " \u00a0\u202f"
_ENDS = frozenset(".!?;。！？।؟；")
_CLAUSE_ENDS = _ENDS | frozenset(",:-–—()[]…，、：")
_BEGINS = re.compile(rf"(?:^|[.!?;:…。！？।؟；\n][{re.escape(_AROUND)}\])]*|[“„«»‹「『\"][ \u00a0\u202f]?)\Z")
"""What stands before a sentence, or before a quotation."""
_OPENERS = frozenset(["that", "dass", "daß", "que", "что", "che", ","])
_SAYING_WORDS = "said say told claim add warn argu insist explain state sagt dit affirm сказал говор заяв"
_SAYS = tuple(_SAYING_WORDS.split())
_STANCE_WORDS = (
    "reject oppos refus deny denie support favour favor endors resist against prevent avoid fail stop instead rather "
    "only unless ablehn lehn verweiger unterstütz gegen statt nur rejet soutien soutenir soutient appui refuse contre "
    "поддерж отверг против отказ только"
)
_STANCES = tuple(_STANCE_WORDS.split())
"""How words begin that say where somebody stands, or on what condition: no ellipsis stands for one of them."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Tokens ``[first, last]`` of the text, and how like the quote they are."""

    first: int
    last: int
    match: Match
    score: float


class Grounder:
    """Finds quotes in one text: the first inexact one in linear time, each other in well below a millisecond."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, list[Located]] = {}
        self._found: dict[tuple[str, Span | None], Located | None] = {}

    @cached_property
    def _tokens(self) -> Tokens:
        return tokenise(self._text)

    @cached_property
    def _line(self) -> tuple[str, dict[str, str]]:
        """The text with one character a token, and the character of each key."""
        ids: dict[str, str] = {}
        return encode(self._tokens.keys, ids), ids

    @cached_property
    def _fuzzy(self) -> FuzzyIndex:
        return FuzzyIndex(self._tokens)

    def remember(self, quote: str, located: Located) -> None:
        """The quote, which a program put together from the text, stands there, and need not be looked for.

        Two people may say the same words: what is remembered of them stays, and `locate` chooses as among any places.
        """
        self._known.setdefault(quote, []).append(located)

    def locate(self, quote: str, *, near: Span | None = None) -> Located | None:
        """Where the quote stands in the text, or None if it does not.

        A quote of less than two words and eight letters (in scripts without letter case: four letters) proves
        nothing. It is found only if it is exact, and has a word of four letters, an acronym, or two letters without
        case: enough for the mention of an actor.

        Args:
            quote: As the model wrote it. Outer quotation marks and punctuation need not be in the text.
            near: Where the quote occurs more than once, the occurrence closest to this is chosen; else the first, or
                of those that are remembered the last.

        Returns:
            ``exact`` only if the text at the span is the quote, but for white space around it. Spans are trimmed.
        """
        quote = quote.strip()
        if known := self._known.get(quote):
            return min(known, key=lambda one: _distance(one.spans[0].start, near)) if near else known[-1]
        asked = quote, near
        if asked not in self._found:
            self._found[asked] = self._looked_for(quote, near)
        return self._found[asked]

    def _looked_for(self, quote: str, near: Span | None) -> Located | None:
        wanted = None if _PLAIN_WORD.search(quote) else _wanted(quote)
        if wanted and not (_is_something(wanted) or _is_enough(wanted)):
            return None
        places = self._occurrences(quote)
        at = min(places, key=lambda at: _distance(at, near), default=None) if near else next(places, None)
        if at is not None:
            return Located((Span(at, at + len(quote)),), "exact", 1.0)
        wanted = wanted or _wanted(quote)
        if place := next(self._places(wanted, near), None):
            span = _with_marks(self._text, self._span(place), quote)
            return Located((span,), place.match, place.score)
        return self._elided(quote, near)

    def _occurrences(self, quote: str) -> Iterator[int]:
        """Yields where the quote begins without cutting a word, or a letter from its marks."""
        for at in islice(find_all(self._text, quote), MOST_PLACES):
            if not (self._is_inside_token(at) or self._is_inside_token(at + len(quote))):
                yield at

    def _is_inside_token(self, at: int) -> bool:
        before, behind = self._text[max(0, at - 1) : at], self._text[at : at + 1]
        if before in _NO_WORD and (behind.isalpha() or (behind and behind in _MARKS)):
            return False
        if behind in _NO_WORD and before.isalpha():
            return False
        if before in _SIGNS and _SPACE_AND_WORD.match(self._text, at):
            return False
        index = bisect_left(self._tokens.starts, at) - 1
        return index >= 0 and self._tokens.ends[index] > at

    def _places(self, wanted: Tokens, near: Span | None) -> Iterator[_Place]:
        """Folded places, closest first; if there are none, the best fuzzy one."""
        if not _is_enough(wanted):
            return
        starts = self._tokens.starts
        text, ids = self._line
        for keys in _variants(wanted):
            line = encode(keys, ids, grow=False)
            if found := list(islice(find_all(text, line), MOST_PLACES)):
                found.sort(key=lambda at: _distance(starts[at], near))
                yield from (_Place(at, at + len(line) - 1, "folded", 1.0) for at in found)
                return
        ways = self._fuzzy.find(wanted)
        if best := min(ways, key=lambda way: (way.slips, _distance(starts[way.first], near)), default=None):
            last = best.last
            if self._tokens.keys[last + 1 : last + 2] == wanted.keys[-1:]:
                last += 1
            there = " ".join(self._tokens.keys[best.first : last + 1])
            score = fuzz.ratio(" ".join(wanted.keys).lower(), there.lower()) / 100
            yield _Place(best.first, last, "fuzzy", min(score, 0.999))

    def _elided(self, quote: str, near: Span | None) -> Located | None:
        """The parts of a quote with ellipses, each found for itself, in order and close together."""
        parts = [wanted for part in _ELLIPSIS.split(quote) if (wanted := tokenise(part)).keys]
        if not 2 <= len(parts) <= MOST_PARTS:
            return None
        options = [list(self._places(part, near)) for part in parts]
        for start in options[0][:MOST_STARTS]:
            chain = [start]
            for places in options[1:]:
                following = [place for place in places if self._may_skip(chain[-1], place)]
                chain += sorted(following, key=lambda place: place.first)[:1]
            if len(chain) == len(parts):
                match: Match = "fuzzy" if any(place.match == "fuzzy" for place in chain) else "folded"
                return Located(tuple(map(self._span, chain)), match, min(place.score for place in chain))
        return None

    def _may_skip(self, place: _Place, following: _Place) -> bool:
        """True if what the ellipsis leaves out is short, and what is kept says the same without it."""
        start, end = self._tokens.ends[place.last], self._tokens.starts[following.first]
        if following.first <= place.last or end - start > LONGEST_GAP:
            return False
        keys = self._tokens.keys
        skipped = keys[place.last + 1 : following.first]
        if "\n" in self._text[start:end] or keys[place.last] in _ENDS or not _ENDS.isdisjoint(skipped):
            whole = self._ends_a_clause(place.last) or self._ends_a_clause(following.last)
            return whole and self._begins_a_clause(skipped, end)
        if skipped and skipped[0] in _CLAUSE_ENDS and skipped[-1] in _CLAUSE_ENDS:
            return True
        return not any(is_negation(key) or key.lower().startswith(_STANCES) for key in skipped)

    def _begins_a_clause(self, before: list[str], at: int) -> bool:
        """True for what begins a sentence or a quotation, and for what somebody says in the words before."""
        if _BEGINS.search(self._text, max(0, at - LONGEST_MARKS), at):
            return True
        ends = [i for i, key in enumerate(before) if key in _ENDS]
        lead = [key.lower() for key in before[ends[-1] + 1 if ends else 0 :]]
        opens = lead and (lead[-1] in _OPENERS or lead[-1].startswith(_SAYS))
        return bool(opens) and not any(is_negation(key) or key.startswith(_STANCES) for key in lead)

    def _ends_a_clause(self, token: int) -> bool:
        return not _CLAUSE_ENDS.isdisjoint(self._tokens.keys[token : token + 2]) or token + 1 == len(self._tokens.keys)

    def _span(self, place: _Place) -> Span:
        return Span(self._tokens.starts[place.first], self._tokens.ends[place.last])


def ground(
    strings: Iterable[tuple[Path, Mark, str]], grounder: Grounder, *, near: Span | None = None
) -> tuple[dict[Path, Located], tuple[Fault, ...]]:
    """Where each evidence of an item stands, and a fault for each that the article does not have.

    Args:
        strings: The item's strings, as `summarizer.types.marked` has them; those that are marked as evidence are looked
            for.
        grounder: Of the article's text.
        near: As `Grounder.locate` has it.

    Returns:
        The located evidence by its path in the item, and the faults, with a reason that the model can act on.
    """
    found: dict[Path, Located] = {}
    faults: list[Fault] = []
    for path, mark, quote in strings:
        if isinstance(mark, EvidenceMark):
            if located := grounder.locate(quote, near=near):
                found[path] = located
            else:
                faults.append(Fault(path, _reason(quote), code="evidence"))
    return found, tuple(faults)


def _wanted(quote: str) -> Tokens:
    return tokenise(_BRACKETED_LETTER.sub(r"\1", quote))


def _reason(quote: str) -> str:
    shown = quote if len(quote) <= LONGEST_SHOWN else quote[:LONGEST_SHOWN].rstrip() + "…"
    if not _is_enough(tokenise(quote)):
        return f"these words are too few to prove anything: “{shown}”; copy a sentence of the article exactly"
    return f"these words are not in the article, or not in one place: “{shown}”; copy a sentence of the article exactly"


def _with_marks(text: str, span: Span, quote: str) -> Span:
    """The span with as many of the quotation marks around it as the quote has.

    A pair of marks around a quote that the text does not have there is the model's own.
    """
    inside = quote.strip(_AROUND)
    opening, closing = quote[: quote.index(inside)], quote[quote.index(inside) + len(inside) :]
    before = text[max(0, span.start - LONGEST_MARKS) : span.start]
    after = text[span.end : span.end + LONGEST_MARKS]
    before, after = before[len(before.rstrip(_AROUND)) :], after[: len(after) - len(after.lstrip(_AROUND))]
    opened, closed = _count_marks(opening), _count_marks(closing)
    if opened and closed and (opened > _count_marks(before) or closed > _count_marks(after)):
        opened, closed = opened - 1, closed - 1
    starts = [at for at, char in enumerate(before) if char in QUOTATION]
    ends = [at + 1 for at, char in enumerate(after) if char in QUOTATION]
    start = starts[-min(opened, len(starts)) :][0] - len(before) if opened and starts else 0
    end = ends[min(closed, len(ends)) - 1] if closed and ends else 0
    return Span(span.start + start, span.end + end)


def _count_marks(text: str) -> int:
    return sum(char in QUOTATION for char in text)


def _distance(start: int, near: Span | None) -> int:
    return max(near.start - start, start - near.end, 0) if near else 0


def _cased(wanted: Tokens) -> list[str]:
    return [key for key, kind in zip(wanted.keys, wanted.kinds, strict=True) if kind in "wd"]


def _is_enough(wanted: Tokens) -> bool:
    """True for two words and eight letters, or four letters of a script without case."""
    words = _cased(wanted)
    return wanted.kinds.count("c") >= 4 or (len(words) >= 2 and sum(map(len, words)) >= 8)


def _is_something(wanted: Tokens) -> bool:
    """True for what may be found if it is exact: a word of four letters, an acronym, two letters without case."""
    words = [word for word in _cased(wanted) if word.isalpha()]
    return wanted.kinds.count("c") >= 2 or any(len(word) >= 4 or (len(word) > 1 and word.isupper()) for word in words)


def _variants(wanted: Tokens) -> Iterator[list[str]]:
    """The quote's tokens; without punctuation around them; and both with the first letter's case changed."""
    bare = wanted.kinds.strip("p")
    start = wanted.kinds.index(bare)
    for keys in (wanted.keys, wanted.keys[start : start + len(bare)]):
        yield keys
        if keys[0][0].isalpha():
            yield [keys[0][0].swapcase() + keys[0][1:], *keys[1:]]
