"""Numbers, days and names of a brief that stand where its article has other ones.

A sentence of the brief is laid beside the one of the article that it is most like, word by word in their order. Where
most words are the same, and those around a number too, the two numbers have to be the same; so for days and names.
It says nothing if the same number stands in the article with as many of the words around it, and it says nothing of
what was put into other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Literal, TypeAlias

from rapidfuzz.distance import LCSseq

from summarizer.facts import Context, Day, Number, read_figures, read_names, same_value, sentences_in
from summarizer.facts.words import DAYS, MONTHS
from summarizer.names import Register, fold_name, is_same_name, name_words
from summarizer.types import Span

__all__ = ["Misplaced", "Named", "Places", "named_in"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_STEM, _LONG = 5, 4
_COPIED, _LEAST = 0.65, 4  # the share of the words that count which both have in their order, and how many
_AROUND = 3  # words on each side of a place that tell which one it is
_JOINING = _set("and or & et ou und oder sowie")
_EITHER_WAY = _set("with met meet meets meeti betwe and or versus marri avec mit zwisc entre")
_SKIPPED = _set(
    "a an the about around some nearl almos only at least most more less than over under up to just appro "
    "rough der die das den dem ein eine einen etwa rund fast le la les l un une envir "
)


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A number, day or name, and what the article has in its place."""

    kind: Literal["number", "date", "name"]
    here: Span
    there: Span


@dataclass(frozen=True, slots=True)
class Named:
    """A name, and an id that all names of one actor have."""

    id: str
    name: str

    def is_same(self, other: Named) -> bool:
        """True if the two may be one's."""
        alike = self.id == other.id or is_same_name(self.name, other.name)
        return alike or not {*name_words(self.name)}.isdisjoint(name_words(other.name))


@dataclass(frozen=True, slots=True)
class _Token:
    """A word by its stem; or a number, day or name, whose key is the same for all that could stand there."""

    key: str
    span: Span
    kind: Literal["number", "date", "name"] | None = None
    value: Number | Day | Named | str | None = None

    @property
    def counts(self) -> bool:
        """False for the small words."""
        return self.kind is not None or len(self.key) >= _LONG

    @property
    def worth(self) -> object:
        """What is equal for all that are the same."""
        match self.value:
            case Number() as number:
                return number.value
            case Day() as day:
                return day.parts
            case Named() as named:
                return named.id
            case word:
                return word

    def is_same(self, other: _Token) -> bool:
        """True if the article has no other number, day or name there."""
        match self.value, other.value:
            case Number() as mine, Number() as theirs:
                return same_value(mine, theirs) or same_value(theirs, mine)
            case Day() as mine, Day() as theirs:
                return mine.agrees(theirs)
            case Named() as mine, Named() as theirs:
                return mine.is_same(theirs)
            case mine, theirs:
                return mine == theirs


_Place: TypeAlias = tuple[Sequence[_Token], int]


class Places:
    """The sentences of an article with their numbers, days and names, to lay others beside."""

    def __init__(self, text: str, *, language: str, names: Mapping[Span, Named]) -> None:
        """Takes the article, and the names that stand at these spans of it."""
        self._text, self._language, self._names = text, language, names
        self._context, self._sentences = Context(text), sentences_in(text)
        self._read: dict[Span, tuple[_Token, ...]] = {}

    def misplaced(self, text: str, *, names: Mapping[Span, Named]) -> Iterator[Misplaced]:
        """Yields what stands in the place of something else, sentence by sentence.

        Args:
            text: The brief's own words.
            names: Those that stand at these spans of it.
        """
        for sentence in sentences_in(text):
            mine = _tokens(text, sentence, self._language, names)
            if any(token.kind for token in mine):
                yield from self._misplaced_in(mine, self._context.like(text[sentence.start : sentence.end]))

    def _misplaced_in(self, mine: Sequence[_Token], like: Sequence[Span]) -> Iterator[Misplaced]:
        beside = [(theirs, _beside(mine, theirs)) for theirs in map(self._sentence, like)]
        theirs, pairs = max(beside, key=lambda one: _same_in(mine, *one), default=((), []))
        for at, other in pairs:
            kind = mine[at].kind
            if not kind or mine[at].is_same(theirs[other]) or not _is_held(mine, at, theirs, other):
                continue
            own = [*self._places_of(mine[at])]
            if any(_is_bound(mine, at, place, (theirs, other)) for place in own):
                continue
            if max((_likeness(mine, at, *place) for place in own), default=(0, 0)) < _likeness(mine, at, theirs, other):
                yield Misplaced(kind, mine[at].span, theirs[other].span)

    def _sentence(self, span: Span) -> tuple[_Token, ...]:
        if span not in self._read:
            self._read[span] = _tokens(self._text, span, self._language, self._names)
        return self._read[span]

    def _places_of(self, token: _Token) -> Iterator[_Place]:
        """Wherever the article has the same number, day or name."""
        for span in self._sentences:
            tokens = self._sentence(span)
            yield from ((tokens, at) for at, one in enumerate(tokens) if one.key == token.key and token.is_same(one))


def named_in(text: str, *, mentions: Iterable[Span], register: Register, language: str) -> dict[Span, Named]:
    """The names of a text, told by their capitals and by a parse.

    Args:
        text: An article, or a passage of a brief.
        mentions: Where a parse has found somebody's name in it.
        register: The article's actors, whose ids the names have.
        language: Of the text.
    """
    found: dict[Span, Named] = {}
    taken: set[int] = set()
    for span in (*mentions, *(name.span for name in read_names(text, language) if not name.is_day)):
        name = text[span.start : span.end]
        if taken.isdisjoint((span.start, span.end - 1)):
            taken.update(range(span.start, span.end))
            found[span] = Named(register.find(name) or fold_name(name), name)
    return found


def _beside(mine: Sequence[_Token], theirs: Sequence[_Token]) -> list[tuple[int, int]]:
    """The indices of what lies beside each other in two sentences; none if these are not nearly the same."""
    ops = LCSseq.opcodes([token.key for token in mine], [token.key for token in theirs])
    same = [op for op in ops if op.tag == "equal"]
    pairs = [(op.src_start + i, op.dest_start + i) for op in same for i in range(op.src_end - op.src_start)]
    copied = sum(mine[at].counts for at, _ in pairs)
    if copied < max(_LEAST, _COPIED * sum(token.counts for token in mine)):
        return []
    return pairs


def _same_in(mine: Sequence[_Token], theirs: Sequence[_Token], pairs: Sequence[tuple[int, int]]) -> int:
    """How many of the pairs are the same word, number, day or name."""
    return sum(mine[at].is_same(theirs[other]) for at, other in pairs)


def _is_held(mine: Sequence[_Token], at: int, theirs: Sequence[_Token], other: int) -> bool:
    """True if the words around both are the same: on both sides of a name, on one side at least of anything else."""
    if _group(mine, at) == _group(theirs, other):
        return False  # "A and B" for "B and A"
    before, before_theirs = _neighbours(mine, at, -1), _neighbours(theirs, other, -1)
    behind, behind_theirs = _neighbours(mine, at, 1), _neighbours(theirs, other, 1)
    left, right = _agree(before, before_theirs), _agree(behind, behind_theirs)
    if mine[at].kind == "name":
        if any(token.key in _EITHER_WAY for token in (*before[:1], *behind[:1])):
            return False
        if not before and not before_theirs:
            return right > 1
        return min(left, right) > 0 or (left > 1 and not behind and not behind_theirs)
    differ = behind and behind_theirs and not right and min(len(behind[0].key), len(behind_theirs[0].key)) >= _LONG
    return left + right > 0 and not differ  # "40 trucks" has not the place of "3 soldiers"


def _is_bound(mine: Sequence[_Token], at: int, own: _Place, other: _Place) -> bool:
    """True if it stands in its own place by what it counts, or by the number before it, and not in the other place.

    "3 % of the ships and 15 % of the boats" says the same in the other order.
    """
    step = 1 if mine[at].kind == "number" else -1
    words = _neighbours(mine, at, step)
    held, held_there = (_agree(words, _neighbours(*place, step)) for place in (own, other))
    more = words[held_there:held]
    return any(one.counts for one in more) if step > 0 else any(one.kind == "number" for one in more)


def _likeness(mine: Sequence[_Token], at: int, theirs: Sequence[_Token], other: int) -> tuple[int, int]:
    """On how many sides of two places the next word is the same, and how many are so from there on."""
    sides = [_agree(_neighbours(mine, at, step), _neighbours(theirs, other, step)) for step in (-1, 1)]
    return sum(map(bool, sides)), sum(sides)


def _neighbours(tokens: Sequence[_Token], at: int, step: int) -> list[_Token]:
    """The next words on that side, articles and roundings left out."""
    side = range(at + step, len(tokens) if step > 0 else -1, step)
    return list(islice((tokens[index] for index in side if tokens[index].key not in _SKIPPED), _AROUND))


def _agree(mine: Sequence[_Token], theirs: Sequence[_Token]) -> int:
    """How many of these words are the same, from the first on."""
    same = (one.key == other.key and one.is_same(other) for one, other in zip(mine, theirs, strict=False))
    return sum(takewhile(bool, same))


def _group(tokens: Sequence[_Token], at: int) -> frozenset[object]:
    """The values, ids for names, that stand there with nothing but "and" between them."""
    kind, found = tokens[at].kind, {tokens[at].worth}
    for step in (-1, 1):
        index = at + step
        while 0 <= index < len(tokens) and (tokens[index].kind == kind or tokens[index].key in _JOINING):
            if tokens[index].kind:
                found.add(tokens[index].worth)
            index += step
    return frozenset(found)


def _tokens(text: str, sentence: Span, language: str, names: Mapping[Span, Named]) -> tuple[_Token, ...]:
    """The words of a sentence; a number, day or name is one token."""
    inside, start = text[sentence.start : sentence.end], sentence.start
    found = [
        _Token("@name", span, "name", name)
        for span, name in names.items()
        if sentence.start <= span.start and span.end <= sentence.end
    ]
    days, numbers = read_figures(inside, language, small=True)
    for day in days:
        found.append(_Token("@day", _moved(day.span, start), "date", day))
    for number in numbers:
        key = "#year" if number.is_year else f"#{number.unit or ''}"
        found.append(_Token(key, _moved(number.span, start), "number", number))
    taken = {at for token in found for at in range(token.span.start, token.span.end)}
    for word in _WORD.finditer(inside):
        if start + word.start() not in taken:
            found.append(_word(word[0], _moved(Span(*word.span()), start)))
    return tuple(sorted(found, key=lambda token: token.span))


def _word(word: str, span: Span) -> _Token:
    folded = word.casefold()
    if word[0].isupper() and folded in DAYS and len(folded) > _LONG:
        return _Token("@weekday", span, "date", f"day {DAYS[folded]}")
    if word[0].isupper() and folded in MONTHS and len(folded) > _LONG:
        return _Token("@month", span, "date", f"month {MONTHS[folded]}")
    return _Token(folded[:_STEM], span)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
