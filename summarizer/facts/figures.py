"""The numbers and dates of an article, and how those of a sentence stand with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from summarizer.facts.numbers import Day, Number, read_figures, same_value
from summarizer.facts.words import SHARES
from summarizer.types import Span

__all__ = ["Figures", "Standing"]

Standing = Literal["holds", "not found", "contradicted", "unverified"]
"""``contradicted``: the article has it with something else; ``unverified``: it cannot be told."""

_TOP = 300  # code points, in which an article says of which day it is
_DERIVED = 7  # days from that day, which the article may have as a day of the week


class Figures:
    """The numbers and dates of an article, read when the first one is held against them."""

    def __init__(self, text: str, language: str) -> None:
        self._text, self._language = text, language

    @cached_property
    def _read(self) -> tuple[list[Day], list[Number]]:
        return read_figures(self._text, self._language)

    @property
    def days(self) -> list[Day]:
        """The article's dates, in its order."""
        return self._read[0]

    @property
    def numbers(self) -> list[Number]:
        """The article's numbers that are no part of a date, in its order."""
        return self._read[1]

    def number_standing(self, number: Number) -> tuple[Standing, Span | None]:
        """How it stands, and the article's number that contradicts it."""
        same = [one for one in self.numbers if same_value(number, one)]
        fitting = [one for one in same if _is_same_unit(number, one)]
        if fitting:
            if self._belongs(number, fitting):
                return "holds", None
            return "contradicted", next(one.span for one in self.numbers if set(number.nouns[:1]) & set(one.nouns))
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
        return not any(number.nouns[0] in one.nouns for one in self.numbers)

    def _is_in_date(self, number: Number) -> bool:
        """True for a year or a day of the month that stands in a date of the article."""
        if number.unit is not None or number.spelt:
            return False
        return (number.is_year and number.value in self._years) or (
            not number.nouns and number.value in self._days_of_months
        )

    def _has_share(self, percent: Decimal) -> bool:
        """True for 50 % where the article says "half"."""
        return any(abs(share - percent) < 1 and words.search(self._text) for share, words in SHARES)

    def numbers_like(self, number: Number) -> Iterator[tuple[float, Span]]:
        """Yields the article's numbers of the same kind, each with how much speaks for it in the place of this one."""
        for one in self.numbers:
            if one.unit == number.unit and one.is_year == number.is_year:
                yield _alikeness(number, one), one.span

    def day_standing(self, day: Day) -> tuple[Standing, Span | None]:
        """How it stands, and the article's day that contradicts it or from which it cannot be told."""
        for one in self.days:
            if day.agrees(one) and (day.day is None or one.day) and (day.year is None or day.year in self._all_years):
                return "holds", None
        if (dateline := self._dateline) and _days_apart(day, dateline) <= _DERIVED:
            return "unverified", dateline.span
        alike = max(self.days, key=lambda one: _shared(day, one), default=None)
        if alike and _shared(day, alike):
            return "contradicted", alike.span
        return "not found", None

    @cached_property
    def _years(self) -> frozenset[int | None]:
        return frozenset(day.year for day in self.days)

    @cached_property
    def _all_years(self) -> frozenset[int | None]:
        return self._years.union(int(number.value) for number in self.numbers if number.is_year)

    @cached_property
    def _days_of_months(self) -> frozenset[int | None]:
        return frozenset(day.day for day in self.days)

    @property
    def _dateline(self) -> Day | None:
        """The day that the article is of, from which "on Sunday" counts."""
        return next((day for day in self.days[:1] if None not in day.parts and day.span.end <= _TOP), None)


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
