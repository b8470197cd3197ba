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
from functools import cached_property
from itertools import groupby
from typing import Literal

from summarizer.facts.context import Context, stems_around
from summarizer.facts.counting import Counts
from summarizer.facts.figures import Figures, Standing
from summarizer.facts.names import Name, Names, as_name, read_names
from summarizer.facts.negation import Negations
from summarizer.facts.numbers import Day, Number, read_figures
from summarizer.facts.words import IN_A_WORD
from summarizer.types import Span

__all__ = ["Fact", "Lexicon"]

Kind = Literal["name", "number", "date", "negation"]

_STRANGE = ("not found", "contradicted")
_SHORT_YEAR = re.compile(r"\b(1[5-9]|20)\d\d[-–/]$")
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
    def _figures(self) -> Figures:
        return Figures(self._text, self._language)

    @cached_property
    def _names(self) -> Names:
        return Names(self._text, self._language)

    @cached_property
    def _context(self) -> Context:
        return Context(self._text)

    def strange(self, sentence: str) -> tuple[str, ...]:
        """Names, numbers and dates of the sentence that the article does not have, as written, in their order."""
        days, numbers = read_figures(sentence, self._language)
        strange = [day.span for day in days if self._figures.day_standing(day)[0] in _STRANGE]
        strange += [number.span for number in numbers if self._figures.number_standing(number)[0] in _STRANGE]
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
        days, numbers = read_figures(sentence, language if language and other else self._language)
        found = [self._day(day, sentence) for day in days]
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
            return any(one.is_year and str(one.value) == short[1] + number.words for one in self._figures.numbers)
        for one in read_figures(number.words, self._language)[1]:
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
        standing, instead = self._figures.number_standing(number)
        if standing == "not found":
            instead = self._number_instead(number, sentence)
        return self._fact("number", number.span, sentence, standing, instead)

    def _number_instead(self, number: Number, sentence: str) -> Span | None:
        """The number of the same kind at the place that is most like this one."""
        options = self._figures.numbers_like(number)
        return self._context.best(options, stems_around(sentence, number.span), self._context.like(sentence))

    # --------------------------------------------------------------------------------------- dates

    def _day(self, day: Day, sentence: str) -> Fact:
        standing, instead = self._figures.day_standing(day)
        if standing == "not found":
            options = ((0.5, one.span) for one in self._figures.days)
            like = self._context.like(sentence)
            instead = self._context.best(options, stems_around(sentence, day.span), like)
        return self._fact("date", day.span, sentence, standing, instead)

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
