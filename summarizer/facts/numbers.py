"""Numbers as texts write them: with separators, units, currencies and powers, in words, as dates and times of day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from summarizer.facts.spelt import matches_at, numbers_in_words
from summarizer.facts.words import ENDS_OF_HEDGES, HEDGES, MONTHS, POWERS, UNITS
from summarizer.types import Span

__all__ = ["Day", "Number", "read_figures", "same_value"]

_SPACE = "[ \u00a0\u202f]"
_RUN_OF_DIGITS = re.compile(r"\d+")
_DIGITS = rf"\d{{1,3}}(?:(?:{_SPACE}|[.,’'])\d{{3}})+(?!\d)(?:[.,]\d{{1,2}}(?!\d))?|\d+(?:[.,]\d+)?"
_CLOCK = re.compile(
    rf"(?<![\w.,])(\d{{1,2}})(?:[:.](\d{{2}}))?{_SPACE}?(?:([ap])\.?{_SPACE}?m\b\.?|(?:Uhr|heures?|h)\b)"
    r"|(?<![\w.,:])(\d{1,2}):(\d{2})(?![\d:])",
    re.IGNORECASE,
)
_CURRENCY = rf"(?P<before>[A-Z]{{0,3}}[$€£¥₽₹]|\b(?:USD|EUR|GBP|CHF){_SPACE}?){_SPACE}?"
_CURRENCY_BEFORE = re.compile(rf"{_CURRENCY}\Z")
_LONGEST_CURRENCY = 5  # with the spaces behind it
_NUMBER = re.compile(
    rf"(?:{_CURRENCY})?"
    rf"(?<![\w])(?<!\d[.,:])(?P<digits>{_DIGITS})(?P<th>st|nd|rd|th|e|er|ère|ème)?(?![\d])"
)
_AFTER = re.compile(
    rf"{_SPACE}?(%|‰|°{_SPACE}?[CF]|[$€£¥₽₹]|(?i:per{_SPACE}?cent|pour{_SPACE}cent|percentage{_SPACE}points?))"
    rf"|[ \u00a0\u202f-]?-?([^\W\d_]+)\.?"
)
_BETWEEN = re.compile(rf"{_SPACE}|-")  # the parts of "per cent"
_DECIMAL = re.compile(r"(.*\d)[.,](\d\d?|\d{4,})|(0)[.,](\d+)")
_MONTH_BEFORE = re.compile(rf"(?<!\w)[^\W\d_]+\.?,?{_SPACE}(?:(?i:of){_SPACE})?\Z")
_LONGEST_MONTH = 16  # with what may stand between it and a number
_WORD = re.compile(r"\w+")
_NEXT_WORD = re.compile(r"[ \u00a0\u202f’'-]{1,2}([^\W\d_]+)")
_YEARS = (1500, 2100)
_NOUN_LETTERS, _STEM = 4, 5
_LONGEST_HEDGE = 24  # code points, with what may stand behind it
_ABBREVIATED = 4  # letters of a month with a full stop behind it
_ROUNDED = Decimal("0.06")  # of a number that is said to be about so much
_ROUND_DIGITS = 2  # that count, of a number that can be a rounding
_LEAST_WORD = 4  # below that, words such as "two" count what the sentence has just said


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what it counts.

    Attributes:
        value: Of the digits or words, with the power behind them: 1.5 million is 1,500,000.
        unit: ``"%"``, a currency's code, ``"day"``, ``"km"``, ``"clock"`` (minutes after midnight or noon), or None.
        nouns: Stems of the words behind it, up to three.
        step: What the last digit that is written is worth: 100,000 for 1.5 million.
        about: It is said to be a rounding ("nearly", "more than").
        spelt: It stands in words.
    """

    span: Span
    value: Decimal
    unit: str | None
    nouns: tuple[str, ...]
    step: Decimal
    about: bool
    spelt: bool

    @property
    def is_year(self) -> bool:
        """True for a whole number that may be a year."""
        plain = self.unit is None and not self.spelt and self.step == 1
        return plain and _YEARS[0] <= self.value <= _YEARS[1]


@dataclass(frozen=True, slots=True)
class Day:
    """A date, or a part of one; each part is None where it is not said."""

    span: Span
    day: int | None
    month: int
    year: int | None

    @property
    def parts(self) -> tuple[int | None, int, int | None]:
        """Day, month, year."""
        return self.day, self.month, self.year

    def agrees(self, other: Day) -> bool:
        """True if the parts that both say are the same."""
        return all(ours == theirs for ours, theirs in zip(self.parts, other.parts, strict=True) if ours and theirs)


def same_value(number: Number, other: Number) -> bool:
    """True if they are equal, or the number is the other one rounded, as its zeros or the words before it tell."""
    if number.value == other.value:
        return True
    if "clock" in (number.unit, other.unit) or number.is_year or other.is_year:
        return False
    gap = abs(number.value - other.value)
    if number.about and _is_round(number.value) and gap <= _ROUNDED * other.value:
        return True
    return number.step > other.step and 2 * gap <= number.step


def _is_round(value: Decimal) -> bool:
    digits = f"{value.normalize():f}".replace(".", "").strip("0")
    return len(digits) <= _ROUND_DIGITS and (len(digits) < _ROUND_DIGITS or digits.endswith("5") or value % 10 == 0)


def read_figures(text: str, language: str, *, small: bool = False) -> tuple[list[Day], list[Number]]:
    """The dates of a text, and the numbers that are no part of one, each in its order; words as the language has them.

    A date is a month with a day or year: ``12 March 2024``, ``March 12``, ``12.3.2024``, ``2024-03-12``.

    Args:
        text: Any.
        language: Of the text.
        small: The words for two and three too, which elsewhere count what a sentence has just said.
    """
    digits = [found.start() for found in _RUN_OF_DIGITS.finditer(text)]
    words = numbers_in_words(text, language)
    if not digits and not words:  # as mostly
        return [], []
    days = list(_read_days(text, digits))
    numbers = (one for one in _read_numbers(text, days, digits, words) if _counts(one, small))
    return days, sorted(numbers, key=lambda one: one.span)


def _read_days(text: str, digits: Iterable[int]) -> Iterator[Day]:
    for found in matches_at(_DATE, text, _date_starts(text, digits)):
        part = {name: value for name, value in found.groupdict().items() if value}
        month = next(value for name, value in part.items() if name.startswith("month"))
        number = int(month) if month.isdigit() else MONTHS.get(month.casefold().rstrip("."), 0)
        day = next((int(value) for name, value in part.items() if name.startswith("day")), None)
        year = next((int(value) for name, value in part.items() if name.startswith("year")), None)
        if 1 <= number <= 12 and (day is None or 1 <= day <= 31):
            yield Day(Span(*found.span()), day, number, year)


def _date_starts(text: str, digits: Iterable[int]) -> Iterator[int]:
    """Where a date can begin: at digits, and at the word before them, which may be a month."""
    for at in digits:
        if month := _MONTH_BEFORE.search(text, max(0, at - _LONGEST_MONTH), at):
            yield month.start()
        yield at


def _number_starts(text: str, digits: Iterable[int]) -> Iterator[int]:
    for at in digits:
        currency = _CURRENCY_BEFORE.search(text, max(0, at - _LONGEST_CURRENCY), at)
        yield currency.start() if currency else at


def _read_numbers(
    text: str, days: Iterable[Day], digits: Sequence[int], words: Iterable[tuple[Span, Decimal]]
) -> Iterator[Number]:
    taken = {at for day in days for at in range(day.span.start, day.span.end)}
    for found in matches_at(_CLOCK, text, digits):
        if not _is_taken(span := Span(*found.span()), taken):
            taken.update(range(span.start, span.end))
            hours, minutes = found[1] or found[4], found[2] or found[5] or "0"
            value = Decimal((int(hours) * 60 + int(minutes)) % 720)
            yield Number(span, value, "clock", (), Decimal(1), False, False)
    for found in matches_at(_NUMBER, text, _number_starts(text, digits)):
        if not _is_taken(Span(*found.span("digits")), taken) and not _is_in_word(text, found.start("digits")):
            value, step = _value(found["digits"])
            unit = UNITS.get((found["before"] or "").strip().casefold()) or UNITS.get((found["before"] or "")[-1:])
            yield _counted(text, Span(*found.span()), value, step, unit, spelt=False)
    for span, said in words:
        if not _is_taken(span, taken):
            yield _counted(text, span, said, _step(str(said)), None, spelt=True)


def _counts(one: Number, small: bool) -> bool:
    return not one.spelt or one.value >= _LEAST_WORD or (one.value > 1 and (small or one.unit is not None))


def _is_taken(span: Span, taken: set[int]) -> bool:
    return span.start in taken or span.end - 1 in taken


def _is_in_word(text: str, at: int) -> bool:
    """True for the digits of "COVID-19" and "F-16", which belong to a name."""
    return at > 1 and text[at - 1] in "-‑" and text[at - 2].isalpha()


def _value(written: str) -> tuple[Decimal, Decimal]:
    """The value, and what its last digit is worth: 1,000 and 1.000 and 1 000 are one number; so are 2.5 and 2,5."""
    decimal = _DECIMAL.fullmatch(written)
    if decimal is None:
        whole, rest = written, ""
    else:
        whole, rest = decimal[1] or decimal[3], decimal[2] or decimal[4]
    number = Decimal(re.sub(r"\D", "", whole) + ("." + rest if rest else ""))
    return number, Decimal(10) ** -len(rest) if rest else _step(str(number))


def _step(whole: str) -> Decimal:
    """What the last digit that counts is worth: 100 for 1,400, and 1 for 40 and 0."""
    zeros = len(whole) - len(whole.rstrip("0"))
    return Decimal(10) ** (zeros if 1 < zeros < len(whole) else 0)


def _counted(text: str, span: Span, value: Decimal, step: Decimal, unit: str | None, *, spelt: bool) -> Number:
    """The number with the power, unit and nouns that stand behind it."""
    end = span.end
    found = _AFTER.match(text, end)
    if found and found[2] and (power := POWERS.get(found[2].casefold())):
        value, step, end = value * power, step * power, found.end(2)
        found = _AFTER.match(text, end)
        if found and found[2] and found[2].casefold() in ("de", "d", "of"):  # "3 millions d'euros"
            found = _AFTER.match(text, found.end(2) + text.startswith(("'", "’"), found.end(2)))
    if found and (behind := UNITS.get(_BETWEEN.sub("", (found[1] or found[2]).casefold()))):
        unit, end = unit or behind, found.end(1) if found[1] else found.end(2)
    return Number(Span(span.start, end), value, unit, _nouns(text, end), step, _is_hedged(text, span.start), spelt)


def _is_hedged(text: str, at: int) -> bool:
    before = text[max(0, at - _LONGEST_HEDGE) : at].casefold()
    return not ENDS_OF_HEDGES.isdisjoint(_WORD.findall(before)[-2:]) and HEDGES.search(before) is not None


def _nouns(text: str, at: int) -> tuple[str, ...]:
    found: list[str] = []
    while len(found) < 3 and (word := _NEXT_WORD.match(text, at)):
        found.append(word[1].casefold())
        at = word.end()
    return tuple(word[:_STEM] for word in found if len(word) >= _NOUN_LETTERS)


def _date_pattern() -> re.Pattern[str]:
    long, short = (
        "|".join(sorted((name for name in MONTHS if (len(name) > _ABBREVIATED) == is_long), key=len, reverse=True))
        for is_long in (True, False)
    )
    month = rf"(?:(?:{long}|may|mai|mars|juni|juli|juin|août)(?![^\W\d_])|(?:{short})(?![^\W\d_])\.?)"
    year = r"(?:1[5-9]|20)\d\d(?!\d)"
    return re.compile(
        rf"(?<!\w)(?:(?P<year_a>{year})-(?P<month_a>\d\d)-(?P<day_a>\d\d)(?!\d)"
        rf"|(?P<day_b>\d{{1,2}})\.{_SPACE}?(?P<month_b>\d{{1,2}})\.{_SPACE}?(?P<year_b>{year})"
        rf"|(?P<day_c>\d{{1,2}})(?:\.|st|nd|rd|th|er)?{_SPACE}(?:of{_SPACE})?(?P<month_c>{month})(?:,?{_SPACE}(?P<year_c>{year}))?"
        rf"|(?P<month_d>{month}){_SPACE}(?P<day_d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.]\d|\d)(?:,?{_SPACE}(?P<year_d>{year}))?"
        rf"|(?P<month_e>{month}),?{_SPACE}(?:of{_SPACE})?(?P<year_e>{year}))",
        re.IGNORECASE,
    )


_DATE = _date_pattern()
