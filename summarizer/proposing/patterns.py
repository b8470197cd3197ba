"""Statements without a parse, of any language: what the sentences show, whose words go on, and who "she" is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from summarizer.proposing.grammar import trim
from summarizer.proposing.pattern_cues import GENERIC, PATTERNS, PatternCues
from summarizer.proposing.pattern_names import People, Person, find_people
from summarizer.proposing.pattern_words import Names, Part, Saying, parts_of, sentences
from summarizer.proposing.patterns_any import AnyReader
from summarizer.proposing.patterns_de import GermanReader
from summarizer.proposing.quotations import Quotation, find_quotations
from summarizer.proposing.turns import Turn, find_turns
from summarizer.types import Span, StatementKind

__all__ = ["Pattern", "find_patterns"]

_SHORTEST = 10
_SHORTEST_QUOTATION = 6
_LONGEST = 3_000
_SHORTEST_NOUN = 3
_GOES_ON = 0.35
_GOES_ON_LATER = 0.3
_ASKED = 0.3
_CARRIED = 0.1
_ENDS_PERFECT = re.compile(r"\b(?:sein|haben)[.\s]*$")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A statement found by pattern; `speaker` is the span of the words that name the speaker there.

    `person` is whom the holder is known to be.
    """

    speaker: Span
    holder: str
    cue: Span | None
    contents: tuple[Span, ...]
    kind: StatementKind
    certainty: float
    person: Person | None = None


def find_patterns(text: str, language: str) -> tuple[list[Pattern], list[Span]]:
    """The statements in order, and the sentences with a word of danger; linear in the length of the text.

    A quotation without a speaker is no statement.
    """
    cues, quotations = PATTERNS.get(language, GENERIC), find_quotations(text)
    verb_last = language == "de"
    parts = [*parts_of(text, quotations, verb_last=verb_last)]
    whole = sentences(text, quotations) if verb_last else (part.span for part in parts)
    return _statements(text, language, quotations, parts, cues), _risky(text, parts, whole, cues.risks)


def _statements(
    text: str, language: str, quotations: Sequence[Quotation], parts: Sequence[Part], cues: PatternCues
) -> list[Pattern]:
    known = Names(text, parts)
    reader = GermanReader(text, known) if language == "de" else AnyReader(text, known, cues)
    people = find_people(text, language)
    found = [*_said_in_turn(find_turns(text, quotations), people)]
    taken = sorted((one.contents[0].start, one.contents[0].end) for one in found)
    voice = _Voice(text, cues, people, known)
    previous: Span | None = None
    at = 0
    for part in parts:
        span = part.span
        while at < len(taken) and taken[at][1] <= span.start:
            at += 1
        if at < len(taken) and taken[at][0] < span.end:
            voice.last = previous = None
            continue
        found += voice.hear(part, reader.read(part, previous))
        previous = voice.before
    return sorted(
        {one.contents: one for one in reversed(found)}.values(),
        key=lambda one: (one.contents[0].start, one.speaker.start),
    )


def _said_in_turn(turns: Sequence[Turn], people: People) -> Iterator[Pattern]:
    """What is said in an interview or a debate; whoever answers there is the one person whom its opening names most."""
    answers = people.most_named(turns[0].label.start) if turns else None
    for turn in turns:
        person = answers if turn.name is None else people.named.get(turn.name)
        name = turn.name if turn.name is not None or answers is None else answers.name
        if name is not None:
            for one in turn.said:
                certainty = _ASKED if one.asks else turn.certainty - _CARRIED * one.carried
                yield Pattern(turn.label, name, turn.colon, (one.content,), "direct", certainty, person)


_GENITIVE = re.compile(r"(?:(?<=[bcdfghjklmnpqrstvwxzß])es|(?<=[^sxzß])s)$")


class _Voice:
    """Who spoke last within the paragraph, and so whose words go on and who "er" is; `before` is the sentence there."""

    def __init__(self, text: str, cues: PatternCues, people: People, known: Names) -> None:
        self.text, self.cues, self.people, self.known = text, cues, people, known
        self.last: Pattern | None = None
        self.before: Span | None = None
        self._far = False

    def hear(self, part: Part, sayings: Sequence[Saying]) -> list[Pattern]:
        """The statements of the next sentence."""
        sentence = part.span
        new = [one for saying in sayings if (one := self._named(saying)) is not None and _is_long_enough(one)]
        ends = "\n" in self.text[sentence.start : sentence.end]
        if not sayings and self.last is not None:
            new = list(self._goes_on(part, self.last))
            self._far = not new or self._far
        elif new:
            self._far = False
        self.before = None if ends else sentence
        self.last = None if ends else (new[-1] if new else self.last)
        return new

    def _named(self, saying: Saying) -> Pattern | None:
        name, person = self.text[saying.bare.start : saying.bare.end], None
        if saying.pronoun:
            gender = "f" if name.lower() in ("sie", "elle", "she", "ella", "она") else "m"
            found = self._meant(saying, gender)
            if found is None:
                return None
            name, person = found
        else:
            person = self.people.at(saying.speaker, name)
            name = name if person is not None else self._nominative(saying, name)
        holder = name if person is None else person.name
        return Pattern(saying.speaker, holder, saying.cue, saying.contents, saying.kind, saying.certainty, person)

    def _nominative(self, saying: Saying, name: str) -> str:
        """The form without the ending of an oblique case, where the text has it: "des Rates" is "Rat"."""
        article = self.text[saying.speaker.start : saying.bare.start].strip().lower()
        if " " in name or article in ("die", "das", "ein", "eine", "der"):
            return name
        for ending in ("es", "s", "en", "n"):
            bare = name.removesuffix(ending)
            if bare != name and len(bare) >= _SHORTEST_NOUN and bare in self.known:
                return bare
        bare = _GENITIVE.sub("", name) if article in ("des", "eines") else name
        return bare if len(bare) >= _SHORTEST_NOUN else name

    def _meant(self, saying: Saying, gender: str) -> tuple[str, Person | None] | None:
        """Whom "er" or "sie" means: the speaker of the sentence before, else the first person there, else who spoke."""
        last, at = self.last, saying.speaker.start
        agrees = last is not None and self._agrees(last, gender)
        if last is not None and agrees and not self._far:
            return last.holder, last.person
        low = self.before.start if self.before is not None else self.text.rfind("\n", 0, at) + 1
        person = self.people.first(low, at, gender)
        if person is not None:
            return person.name, person
        return (last.holder, last.person) if last is not None and agrees else None

    def _agrees(self, last: Pattern, gender: str) -> bool:
        """Whether "er" or "sie" can be the speaker before, by person or article."""
        if last.person is not None:
            return last.person.gender in (None, gender)
        first = self.text[last.speaker.start : last.speaker.end].split()[0].lower()
        known = {"der": "m", "ein": "m", "die": "f", "eine": "f", "das": "n"}.get(first)
        return known in (None, gender)

    def _goes_on(self, part: Part, last: Pattern) -> Iterator[Pattern]:
        """A sentence behind a statement that is all quotation, or in the subjunctive of reported speech."""
        text, sentence, words = self.text, part.span, part.words
        quoted = [one for one in part.quotations if _length(one.outer) > 0.8 * _length(sentence)]
        if quoted:
            content = trim(text, quoted[0].inner.start, quoted[0].inner.end)
            if content is not None and last.kind == "direct" and not self._far:
                yield replace(last, cue=None, contents=(content,), certainty=_GOES_ON)
            return
        cues = self.cues
        said = not (words.isdisjoint(cues.reported) and (self._far or words.isdisjoint(cues.doubtful)))
        hearsay = not words.isdisjoint(cues.hearsay)
        whole = trim(text, sentence.start, sentence.end, " ,;:\n\t.") if said or hearsay else None
        if whole is None or _length(whole) > _LONGEST:
            return
        if said or _ENDS_PERFECT.search(text[max(0, whole.end - 10) : whole.end]):
            sure = _GOES_ON if said and not self._far else _GOES_ON_LATER
            yield replace(last, cue=None, contents=(whole,), kind="paraphrase", certainty=sure)


def _is_long_enough(one: Pattern) -> bool:
    return _LONGEST >= sum(map(_length, one.contents)) >= (_SHORTEST_QUOTATION if one.kind == "direct" else _SHORTEST)


def _length(span: Span) -> int:
    return span.end - span.start


def _risky(text: str, parts: Sequence[Part], whole: Iterator[Span], risks: tuple[str, ...]) -> list[Span]:
    """The whole sentences in a part of which is a word of danger."""
    risky = {word for word in set[str]().union(*(part.words for part in parts)) if word.startswith(risks)}
    starts = [part.span.start for part in parts if not risky.isdisjoint(part.words)]
    if not starts:
        return []
    found = [one for one in whole if bisect_left(starts, one.start) < bisect_left(starts, one.end)]
    return [span for one in found if (span := trim(text, one.start, one.end)) is not None]
