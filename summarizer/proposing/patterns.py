"""Statements without a parse: a quotation or clause beside a known verb or phrase, and capitalised words that speak."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from summarizer.proposing.grammar import trim
from summarizer.proposing.pattern_cues import GENERIC, PATTERNS, PatternCues
from summarizer.proposing.pattern_names import People, Person, find_people
from summarizer.proposing.quotations import Quotation, find_quotations
from summarizer.types import Span, StatementKind

__all__ = ["Pattern", "find_patterns", "find_risky_sentences"]

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*[’']?", re.UNICODE)
_SENTENCE = re.compile(r"[.!?…]+[\"“”»)]?\s+(?=[\"“„«(]?\w)|\n+")
_LONGEST_SPEAKER = 9
_LONGEST_HELPER = 5
_SHORTEST = 10
_SURE = {"quotation": 0.6, "clause": 0.5, "phrase": 0.5, "goes on": 0.35}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A statement found by pattern; `speaker` is the span of the words that name the speaker there.

    `person` is whom the holder is known to be.
    """

    speaker: Span
    holder: str
    cue: Span | None
    content: Span
    kind: StatementKind
    certainty: float
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower()


def find_patterns(text: str, language: str) -> list[Pattern]:
    """The statements in order; linear in the length of the text. A quotation without a speaker is none."""
    cues = PATTERNS.get(language, GENERIC)
    quotations, people = find_quotations(text), find_people(text, language)
    found: list[Pattern] = []
    last: Pattern | None = None
    for sentence in _sentences(text, quotations):
        parts = _outside(text, sentence, quotations)
        new = [
            one
            for one in _in_sentence(text, parts, cues, last, people)
            if one.content.end - one.content.start >= _SHORTEST
        ]
        if not new and last is not None and "\n" not in text[last.content.end : sentence.start].strip(" "):
            new = list(_goes_on(text, parts, cues, last))
        found += new
        last = (
            new[-1] if new else last if last is not None and "\n" not in text[sentence.start : sentence.end] else None
        )
    return sorted(
        {one.content: one for one in reversed(found)}.values(), key=lambda one: (one.content.start, one.speaker.start)
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """A sentence: its span, the quotations in it, and its words outside of them."""

    span: Span
    quotations: tuple[Quotation, ...]
    words: tuple[_Word, ...]


def _outside(text: str, sentence: Span, quotations: Sequence[Quotation]) -> _Parts:
    low = bisect_left(quotations, sentence.start, key=lambda quotation: quotation.outer.end)
    near: list[Quotation] = []
    for quotation in quotations[low:]:
        if quotation.outer.start >= sentence.end:
            break
        near.append(quotation)
    words, at = [], 0
    for match in _WORD.finditer(text, sentence.start, sentence.end):
        while at < len(near) and near[at].outer.end <= match.start():
            at += 1
        if at == len(near) or not near[at].outer.start <= match.start() < near[at].outer.end:
            words.append(_Word(match.group(), match.start(), match.end()))
    return _Parts(sentence, tuple(near), tuple(words))


def _goes_on(text: str, parts: _Parts, cues: PatternCues, last: Pattern) -> Iterator[Pattern]:
    """A sentence behind a statement that is all quotation, or in the subjunctive of reported speech."""
    whole = trim(text, parts.span.start, parts.span.end, " ,;:\n\t.")
    quoted = [q for q in parts.quotations if q.outer.end - q.outer.start > 0.8 * (parts.span.end - parts.span.start)]
    if quoted:
        content = trim(text, quoted[0].inner.start, quoted[0].inner.end)
        if content is not None and last.kind == "direct":
            yield replace(last, cue=None, content=content, certainty=_SURE["goes on"])
    elif whole is not None and any(word.lower in cues.reported for word in parts.words):
        yield replace(last, cue=None, content=whole, kind="paraphrase", certainty=_SURE["goes on"])


def _sentences(text: str, quotations: Sequence[Quotation]) -> Iterator[Span]:
    """Sentences; a quotation's own full stops do not end them."""
    start = at = 0
    for stop in _SENTENCE.finditer(text):
        while at < len(quotations) and quotations[at].outer.end <= stop.start():
            at += 1
        inside = at < len(quotations) and quotations[at].inner.start <= stop.start() < quotations[at].inner.end
        if inside and "\n" not in stop.group():
            continue
        if _is_abbreviation(text, stop.start()):
            continue
        if stop.end() > start:
            yield Span(start, stop.end())
        start = stop.end()
    if start < len(text):
        yield Span(start, len(text))


def _is_abbreviation(text: str, dot: int) -> bool:
    return text[dot] == "." and (
        text[max(0, dot - 2) : dot].strip(" .").isdigit() or text[dot - 2 : dot - 1] in (" ", ".")
    )


def _in_sentence(
    text: str, parts: _Parts, cues: PatternCues, last: Pattern | None, people: People
) -> Iterator[Pattern]:
    yield from _phrases(text, parts, cues, people)
    for index, word in enumerate(parts.words):
        aside = word.lower in cues.asides and text[max(0, word.start - 3) : word.start].rstrip()[-1:] in (",", "“", '"')
        if aside or word.lower in cues.verbs or word.lower in cues.weak:
            one = _at_cue(text, parts, index, cues, last, people, aside=aside)
            if one is not None:
                yield one


def _at_cue(
    text: str, parts: _Parts, index: int, cues: PatternCues, last: Pattern | None, people: People, *, aside: bool
) -> Pattern | None:
    cue = parts.words[index]
    speaker = None if aside else _before(parts.words, index, cues, text)
    speaker = speaker or _after(text, parts.words, index, cues)
    if speaker is None:
        return None
    name = text[speaker.start : speaker.end]
    pronoun = name.lower() in cues.pronouns
    bare = _bare(name, cues)
    if pronoun:
        since = last.speaker.end if last is not None else text.rfind("\n", 0, cue.start) + 1
        person = people.before(since, cue.start, "f" if name.lower() == "sie" else "m")
        person = person or (last.person if last is not None else None)
        bare = last.holder if last is not None else ""
    else:
        person = people.at(speaker, bare)
    holder = bare if person is None else person.name
    if not holder:
        return None
    low, high = min(cue.start, speaker.start), max(cue.end, speaker.end)
    quotation = next((one for one in parts.quotations if _touches(text, one, low, high)), None)
    if quotation is not None:
        content = trim(text, quotation.inner.start, quotation.inner.end)
    else:
        behind = aside or speaker.start > cue.start
        content = _clause(text, parts.span, low, high, before=behind, only_before=aside)
        if content is None and cues.bare_clauses and not behind:
            content = trim(text, high, parts.span.end, " ,;:\n\t.")
        if content is not None and cue.lower in cues.weak and not text.startswith("dass", content.start):
            return None
    if content is None:
        return None
    sure = round(_SURE["clause" if quotation is None else "quotation"] - (0.15 if pronoun else 0.0), 2)
    return Pattern(
        speaker,
        holder,
        Span(cue.start, cue.end),
        content,
        "paraphrase" if quotation is None else "direct",
        sure,
        person,
    )


def _clause(text: str, sentence: Span, low: int, high: int, *, before: bool, only_before: bool) -> Span | None:
    """What is said: behind the next comma or colon, else before the comma that the cue follows."""
    marks = [at for at in (text.find(",", high, sentence.end), text.find(":", high, sentence.end)) if at >= 0]
    if marks and not only_before and len(text[high : min(marks)].split()) <= 8:
        return trim(text, min(marks) + 1, sentence.end, " ,;:\n\t.")
    if before and (only_before or text[sentence.start : low].rstrip().endswith(",")):
        return trim(text, sentence.start, low)
    return None


def _touches(text: str, quotation: Quotation, low: int, high: int) -> bool:
    """The quotation ends right before the cue and speaker, or opens behind them after a colon or comma."""
    if quotation.outer.end <= low:
        gap = text[quotation.outer.end : low]
        helper = gap.strip(" ,–—-")  # "a déclaré"
        return (not helper or (helper.isalpha() and len(helper) <= _LONGEST_HELPER)) and "\n" not in gap
    if quotation.outer.start >= high:
        gap = text[high : quotation.outer.start]
        return len(gap) < 80 and (gap.rstrip().endswith((":", ",")) or not gap.strip())
    return False


def _phrases(text: str, parts: _Parts, cues: PatternCues, people: People) -> Iterator[Pattern]:
    """Reads "Laut X …" and "X zufolge …"."""
    words = parts.words
    lowered = [word.lower for word in words]
    for index, word in enumerate(words):
        speaker = cue = None
        if word.lower in cues.behind:
            speaker, cue = _before(words, index, cues, text), Span(word.start, word.end)
        for phrase in _by_first_word(cues.before).get(lowered[index], ()):
            if tuple(lowered[index : index + len(phrase)]) == phrase:
                end = index + len(phrase) - 1
                speaker, cue = _after(text, words, end, cues), Span(word.start, words[end].end)
        if speaker is None or cue is None:
            continue
        low, high = min(cue.start, speaker.start), max(cue.end, speaker.end)
        before, behind = trim(text, parts.span.start, low), trim(text, high, parts.span.end, " ,;:\n\t.")
        content = before if before is not None and before.end - before.start > 30 else behind
        name = _bare(text[speaker.start : speaker.end], cues)
        person = people.at(speaker, name)
        if content is not None and name:
            holder = name if person is None else person.name
            yield Pattern(speaker, holder, cue, content, "paraphrase", _SURE["phrase"], person)


@lru_cache
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    """The words of the phrases, by the first of them, short ones first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(phrases, key=len):
        words = tuple(phrase.split(" "))
        found.setdefault(words[0], []).append(words)
    return found


def _before(words: Sequence[_Word], index: int, cues: PatternCues, text: str) -> Span | None:
    """The speaker that ends at the cue: capitalised words with what opens them, back to the clause's start."""
    first = index
    while first > 0 and index - first < _LONGEST_SPEAKER and _joined(text, words[first - 1], words[first]):
        first -= 1
    taken = list(words[first:index])
    if not taken or taken[0].lower in cues.not_speakers or index - first == _LONGEST_SPEAKER:
        return None
    if len(taken) == 1 and taken[0].lower in cues.pronouns:
        return Span(taken[0].start, taken[0].end)
    while taken and not (taken[0].text[:1].isupper() or taken[0].lower in cues.articles):
        taken = taken[1:]
    stop = next((n for n, word in enumerate(taken) if n and word.lower in cues.not_speakers), len(taken))
    taken = taken[:stop]
    while taken and not taken[-1].text[:1].isupper():
        taken = taken[:-1]
    named = any(word.text[:1].isupper() and word.lower not in cues.articles | cues.pronouns for word in taken)
    return Span(taken[0].start, taken[-1].end) if named else None


def _after(text: str, words: Sequence[_Word], index: int, cues: PatternCues) -> Span | None:
    """The speaker that follows the cue: an article and adjectives, then capitalised words."""
    if index + 1 < len(words) and words[index + 1].lower in cues.reflexives:
        index += 1
    last, named = index, None
    while last + 1 < len(words) and last - index < _LONGEST_SPEAKER and _joined(text, words[last], words[last + 1]):
        word = words[last + 1]
        if last == index and word.lower in cues.pronouns:
            return Span(word.start, word.end)
        if word.lower in cues.not_speakers - cues.articles and named is not None:
            break
        if word.text[:1].isupper():
            named = last + 1
        elif word.lower not in cues.joining | cues.articles and (named is not None or last - index > 2):
            break
        last += 1
    if named is None or words[index + 1].lower in cues.not_speakers - cues.articles:
        return None
    return Span(words[index + 1].start, words[named].end)


def _joined(text: str, left: _Word, right: _Word) -> bool:
    return text[left.end : right.start].strip(" .") == "" and right.start - left.end < 4


def _bare(name: str, cues: PatternCues) -> str:
    parts = name.split()
    while len(parts) > 1 and parts[0].lower() in cues.articles | cues.possessives:
        parts = parts[1:]
    return " ".join(parts)


def find_risky_sentences(text: str, language: str) -> list[Span]:
    """The sentences with a word of danger."""
    risks = PATTERNS.get(language, GENERIC).risks
    found = []
    for sentence in _sentences(text, find_quotations(text)):
        lower = text[sentence.start : sentence.end].lower()
        if not any(risk in lower for risk in risks):
            continue  # before its words are looked at one by one
        if any(word.group().lower().startswith(risks) for word in _WORD.finditer(text, sentence.start, sentence.end)):
            span = trim(text, sentence.start, sentence.end)
            if span is not None:
                found.append(span)
    return found
