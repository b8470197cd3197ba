"""Names, numbers and dates of a sentence that the article does not have, or has otherwise.

A sentence of the model's own cannot be located, but what a reader would take from it can be looked for: a number or a
name that the article nowhere has was made up, or put otherwise than the article puts it. What the article has instead
is told where that can be told: a number of the same kind in the sentence that is most like this one, the name beside
the same surname, a name that is spelt nearly so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Literal

from summarizer.facts.context import Context, stems_around
from summarizer.facts.counting import Counts
from summarizer.facts.names import Name, Names, as_name, read_names
from summarizer.facts.negation import Negations
from summarizer.facts.numbers import Day, Number, read_dates, read_numbers, same_value
from summarizer.facts.words import IN_A_WORD, SHARES
from summarizer.types import Span

__all__ = ["Fact", "Lexicon", "Standing"]

Kind = Literal["name", "number", "date", "negation"]
Standing = Literal["holds", "not found", "contradicted", "unverified"]
"""``contradicted``: the article has it with something else; ``unverified``: it cannot be told."""

_STRANGE = ("not found", "contradicted")
_SHORT_YEAR = re.compile(r"\b(1[5-9]|20)\d\d[-–/]$")
_TOP = 300  # code points, in which an article says of which day it is
_DERIVED = 7  # days from that day, which the article may have as a day of the week
_LEAST_FOR_NAMES = 4  # see `Context.best`; names stand close together more often than numbers do


@dataclass(frozen=True, slots=True)
class Fact:
    """A name, number or date of a sentence, and how it stands with the article.

    Attributes:
        span: In the sentence.
        words: As written there.
        instead: What the article has in its place, or with it; None where that cannot be told.
    """

    kind: Kind
    span: Span
    words: str
    standing: Standing
    instead: Span | None = None


class Lexicon:
    """The names, numbers and dates of an article, to hold other sentences against."""

    def __init__(self, text: str, *, language: str) -> None:
        self._text, self._language = text, language

    # Each is read when a sentence first has something to be looked for in it.

    @cached_property
    def _numbers(self) -> tuple[Number, ...]:
        return tuple(read_numbers(self._text, self._language, days=self._days))

    @cached_property
    def _days(self) -> tuple[Day, ...]:
        return tuple(read_dates(self._text))

    @cached_property
    def _names(self) -> Names:
        return Names(self._text, self._language)

    @cached_property
    def _context(self) -> Context:
        return Context(self._text)

    def strange(self, sentence: str) -> tuple[str, ...]:
        """Names, numbers and dates of the sentence that the article does not have, as written, in their order."""
        days = list(read_dates(sentence))
        strange = [day.span for day in days if self._day_standing(day)[0] in _STRANGE]
        numbers = read_numbers(sentence, self._language, days=days)
        strange += [number.span for number in numbers if self._number_standing(number)[0] in _STRANGE]
        for name in read_names(sentence, self._language):
            if not any(name.span.overlaps(day.span) for day in days):
                strange += [name.span_of(part) for part in self._strange_in(name)]
        return tuple(dict.fromkeys(sentence[span.start : span.end] for span in sorted(strange)))

    def facts(self, sentence: str, *, language: str | None = None) -> tuple[Fact, ...]:
        """Every name, number and date of the sentence with how it stands, in their order.

        Numbers in words below four are counts of the sentence's own and are not looked for. A word counts as a name
        if it is capitalised without standing first in a sentence; in German, where every noun is, if it stands beside
        another one or is an acronym; in headlines in capitals none does.

        Args:
            sentence: One or more sentences.
            language: What it is written in, if it may be another language than the article's: names that are not
                found are then unverified, since names differ between languages.
        """
        other = language not in (None, "und", self._language) and self._language != "und"
        days = list(read_dates(sentence))
        found = [self._day(day, sentence) for day in days]
        numbers = read_numbers(sentence, language if language and other else self._language, days=days)
        found += [self._number(number, sentence) for number in numbers]
        for name in read_names(sentence, language if language and other else self._language):
            if not any(name.span.overlaps(day.span) for day in days):
                found += self._name(name, sentence, other=other)
        return tuple(sorted(found, key=lambda fact: fact.span))

    def named(self, name: str, *, language: str | None = None) -> tuple[Fact, ...]:
        """How a name stands, all of whose capitalised words count; nothing if it has none."""
        other = language not in (None, "und", self._language) and self._language != "und"
        read = as_name(name)
        return tuple(self._name(read, name, other=other)) if read else ()

    @cached_property
    def _negations(self) -> Negations:
        return Negations(self._text)

    def denials(self, text: str) -> tuple[Fact, ...]:
        """Sentences that are the article's but for a negation more or less; see `summarizer.facts.negation`."""
        found = self._negations.find(text)
        return tuple(self._fact("negation", here, text, "contradicted", there) for here, there in found)

    @cached_property
    def _counts(self) -> Counts:
        return Counts(self._text, language=self._language)

    def has_otherwise(self, number: Fact, text: str) -> bool:
        """True for a number of the text that is not found but stands there in a form that is read as none.

        "1,000" for "a thousand", "60 metres" for "60m", which may be 60 million, and "1997–98" for both years.
        """
        short = _SHORT_YEAR.search(text, 0, number.span.start) if number.words.isdigit() else None
        if short:
            return any(one.is_year and str(one.value) == short[1] + number.words for one in self._numbers)
        for one in read_numbers(number.words, self._language):
            words = next((words for value, words in IN_A_WORD if value == one.value and one.unit is None), None)
            metres = rf"{re.escape(f'{one.value:f}')} ?m\b" if one.unit == "m" else None
            if any(re.search(rf"(?i)(?<![\w.,]){pattern}", self._text) for pattern in (words, metres) if pattern):
                return True
        return False

    def miscounted(self, text: str) -> tuple[Fact, ...]:
        """Numbers that the article has with other nouns, see `summarizer.facts.counting`; they are not `strange`."""
        found = self._counts.swapped(text)
        return tuple(self._fact("number", here, text, "contradicted", there) for here, there in found)

    # ------------------------------------------------------------------------------------- numbers

    def _number(self, number: Number, sentence: str) -> Fact:
        standing, instead = self._number_standing(number)
        if standing == "not found":
            instead = self._number_instead(number, sentence)
        return self._fact("number", number.span, sentence, standing, instead)

    def _number_standing(self, number: Number) -> tuple[Standing, Span | None]:
        """How it stands, and the article's number that contradicts it."""
        same = [one for one in self._numbers if same_value(number, one)]
        fitting = [one for one in same if _is_same_unit(number, one)]
        if fitting:
            if self._belongs(number, fitting):
                return "holds", None
            return "contradicted", next(one.span for one in self._numbers if set(number.nouns[:1]) & set(one.nouns))
        if same:
            return "contradicted", same[0].span
        if self._is_in_date(number) or (number.unit == "%" and self._has_share(number.value)):
            return "holds", None
        return "not found", None

    def _belongs(self, number: Number, fitting: list[Number]) -> bool:
        """False if the article counts something else with this number, and counts this with other numbers."""
        if not number.nouns or number.unit or number.is_year or any(one.unit or not one.nouns for one in fitting):
            return True
        if any(set(number.nouns) & set(one.nouns) for one in fitting):
            return True
        return not any(number.nouns[0] in one.nouns for one in self._numbers)

    def _is_in_date(self, number: Number) -> bool:
        """True for a year or a day of the month that stands in a date of the article."""
        whole = number.value if number.unit is None and not number.spelt else -1
        return (number.is_year and whole in self._years) or (not number.nouns and whole in self._days_of_months)

    def _has_share(self, percent: Decimal) -> bool:
        """True for 50 % where the article says "half"."""
        return any(abs(share - percent) < 1 and words.search(self._text) for share, words in SHARES)

    def _number_instead(self, number: Number, sentence: str) -> Span | None:
        """The number of the same kind at the place that is most like this one."""
        alike = (one for one in self._numbers if one.unit == number.unit and one.is_year == number.is_year)
        options = ((_alikeness(number, one), one.span) for one in alike)
        return self._context.best(options, stems_around(sentence, number.span), self._context.like(sentence))

    # --------------------------------------------------------------------------------------- dates

    def _day(self, day: Day, sentence: str) -> Fact:
        standing, instead = self._day_standing(day)
        if standing == "not found":
            options = ((0.5, one.span) for one in self._days)
            like = self._context.like(sentence)
            instead = self._context.best(options, stems_around(sentence, day.span), like)
        return self._fact("date", day.span, sentence, standing, instead)

    def _day_standing(self, day: Day) -> tuple[Standing, Span | None]:
        """How it stands, and the article's day that contradicts it or from which it cannot be told."""
        for one in self._days:
            if day.agrees(one) and (day.day is None or one.day) and (day.year is None or day.year in self._all_years):
                return "holds", None
        if (dateline := self._dateline) and _days_apart(day, dateline) <= _DERIVED:
            return "unverified", dateline.span
        alike = max(self._days, key=lambda one: _shared(day, one), default=None)
        if alike and _shared(day, alike):
            return "contradicted", alike.span
        return "not found", None

    @cached_property
    def _years(self) -> frozenset[int | None]:
        return frozenset(day.year for day in self._days)

    @cached_property
    def _all_years(self) -> frozenset[int | None]:
        return self._years.union(int(number.value) for number in self._numbers if number.is_year)

    @cached_property
    def _days_of_months(self) -> frozenset[int | None]:
        return frozenset(day.day for day in self._days)

    @property
    def _dateline(self) -> Day | None:
        """The day that the article is of, from which "on Sunday" counts."""
        return next((day for day in self._days[:1] if None not in day.parts and day.span.end <= _TOP), None)

    # --------------------------------------------------------------------------------------- names

    def _name(self, name: Name, sentence: str, *, other: bool) -> Iterator[Fact]:
        kind: Literal["name", "date"] = "date" if name.is_day else "name"
        strange = self._strange_in(name)
        if not strange:
            yield self._fact(kind, name.span, sentence, "holds")
        for part in strange:
            instead = self._instead(name, part, sentence)
            yield self._fact(kind, name.span_of(part), sentence, "unverified" if other else "not found", instead)

    def _strange_in(self, name: Name) -> list[range]:
        """The words of the name that the article does not have, by where they begin and end."""
        strange = [len(word) > 1 and not self._names.has(word) for word in name.words]  # an initial tells nothing
        if not any(strange) or self._names.has_state(name):
            return []
        alike = groupby(range(len(strange)), strange.__getitem__)
        runs = [list(indices) for is_strange, indices in alike if is_strange]
        return [range(run[0], run[-1] + 1) for run in runs]

    def _instead(self, name: Name, strange: range, sentence: str) -> Span | None:
        """What the article has in the place of these words of the name."""
        around = stems_around(sentence, name.span)
        if name.is_day:
            days = self._names.days_like(name)
            alone = len({self._text[day.start : day.end] for day in days}) == 1
            return (
                days[0]
                if alone
                else self._context.best(((0.0, day) for day in days), around, self._context.like(sentence))
            )
        if instead := self._names.like(name, strange):
            return instead
        options = ((0.0, span) for span in self._names.beside(sentence))
        return self._context.best(options, around, self._context.like(sentence), least=_LEAST_FOR_NAMES)

    @staticmethod
    def _fact(
        kind: Kind,
        span: Span,
        sentence: str,
        standing: Standing,
        instead: Span | None = None,
    ) -> Fact:
        return Fact(kind, span, sentence[span.start : span.end], standing, instead)


def _is_same_unit(number: Number, other: Number) -> bool:
    """True if both have one unit, or one has none; but what counts things ("80 jobs") is no percentage."""
    if None not in (number.unit, other.unit):
        return number.unit == other.unit
    return number.unit != "%" or not other.nouns


def _alikeness(number: Number, other: Number) -> float:
    """How much speaks for one number in the place of the other: they count the same, or differ in one digit."""
    same_nouns = bool(set(number.nouns) & set(other.nouns))
    ours, theirs = str(number.value), str(other.value)
    one_digit = len(ours) == len(theirs) > 1 and sum(a != b for a, b in zip(ours, theirs, strict=True)) == 1
    return 0.5 * (number.spelt == other.spelt) + 2 * same_nouns + one_digit


def _days_apart(day: Day, other: Day) -> int:
    try:
        ours = date(day.year or other.year or 0, day.month, day.day or 0)
        return abs((ours - date(other.year or 0, other.month, other.day or 0)).days)
    except ValueError:  # a part is missing, or there is no such day
        return _DERIVED + 1


def _shared(day: Day, other: Day) -> int:
    return sum(ours == theirs for ours, theirs in zip(day.parts, other.parts, strict=True) if ours and theirs)
