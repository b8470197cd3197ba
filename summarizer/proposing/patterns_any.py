"""Statements of any language without a parse: a quotation or clause beside a known verb or phrase, and who speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from summarizer.proposing.grammar import SUFFIXES, trim
from summarizer.proposing.pattern_cues import PatternCues
from summarizer.proposing.pattern_words import Names, Part, Saying, Word, words_outside
from summarizer.types import Span, StatementKind

__all__ = ["AnyReader"]

_LONGEST_SPEAKER = 9
_LONGEST_HELPER = 5
_LONG_BEFORE = 30
_NAME = 2
_PATRONYMICS = ("вич", "вна")
_SURE = {"quotation": 0.6, "clause": 0.5, "phrase": 0.5}
_PRONOUN_DOUBT = 0.15


class AnyReader:
    """Reads one sentence after another, by the words of one language.

    Args:
        text: The article.
        known: Words that the article has with a capital elsewhere than at a sentence's start.
        cues: The words of the language.
    """

    def __init__(self, text: str, known: Names, cues: PatternCues) -> None:
        self.text, self.known, self.cues = text, known, cues
        self._signs = cues.verbs.union(_by_first_word(cues.before))

    def read(self, sentence: Part, previous: Span | None) -> list[Saying]:
        """The statements of the sentence; the one before it tells nothing here."""
        if self._signs.isdisjoint(sentence.words):
            return []
        words = words_outside(self.text, sentence)
        found = list(self._phrases(sentence.span, words))
        for index, word in enumerate(words):
            if word.lower in self.cues.verbs and (one := self._at_verb(sentence, words, index)) is not None:
                found.append(one)
        return found

    def _at_verb(self, sentence: Part, words: Sequence[Word], index: int) -> Saying | None:
        text, cue, span = self.text, words[index], sentence.span
        speaker = self._named(_before(words, index, self.cues, text), span)
        speaker = speaker or self._named(_after(text, words, index, self.cues), span)
        if speaker is None:
            return None
        pronoun = text[speaker.start : speaker.end].lower() in self.cues.pronouns
        low, high = min(cue.start, speaker.start), max(cue.end, speaker.end)
        quotation = next((one for one in sentence.quotations if _touches(text, one.outer, low, high)), None)
        if quotation is not None:
            content = trim(text, quotation.inner.start, quotation.inner.end)
        else:
            behind = speaker.start > cue.start
            content = _clause(text, span, low, high, before=behind)
            if content is None and self.cues.bare_clauses and not behind:
                content = trim(text, high, span.end, " ,;:\n\t.")
        if content is None:
            return None
        sure = _SURE["clause" if quotation is None else "quotation"] - (_PRONOUN_DOUBT if pronoun else 0.0)
        kind: StatementKind = "paraphrase" if quotation is None else "direct"
        place = Span(cue.start, cue.end)
        return Saying(speaker, self._bare(speaker), pronoun, place, (content,), kind, round(sure, 2))

    def _phrases(self, sentence: Span, words: Sequence[Word]) -> Iterator[Saying]:
        """Reads "selon X"."""
        text, lowered, phrases = self.text, [word.lower for word in words], _by_first_word(self.cues.before)
        if phrases.keys().isdisjoint(lowered):
            return
        for index, word in enumerate(words):
            for phrase in phrases.get(word.lower, ()):
                end = index + len(phrase) - 1
                if tuple(lowered[index : end + 1]) != phrase:
                    continue
                speaker = _after(text, words, end, self.cues)
                if speaker is None:
                    continue
                before = trim(text, sentence.start, word.start)
                behind = trim(text, speaker.end, sentence.end, " ,;:\n\t.")
                content = before if before is not None and before.end - before.start > _LONG_BEFORE else behind
                if content is not None:
                    cue = Span(word.start, words[end].end)
                    yield Saying(speaker, self._bare(speaker), False, cue, (content,), "paraphrase", _SURE["phrase"])

    def _named(self, speaker: Span | None, sentence: Span) -> Span | None:
        """The speaker; of one word at a sentence's start only if the article has it with a capital elsewhere too."""
        words = [] if speaker is None else self.text[speaker.start : speaker.end].split()
        if speaker is None or len(words) > 1:
            return speaker
        if len(words[0]) == 1:
            return None
        opens = not self.text[sentence.start : speaker.start].strip(" \n\t")
        known = not opens or words[0] in self.known or words[0].lower() in self.cues.pronouns
        return speaker if known else None

    def _bare(self, speaker: Span) -> Span:
        """The name without the article before it."""
        start = speaker.start
        while (blank := self.text.find(" ", start, speaker.end)) > 0 and (
            self.text[start:blank].lower() in self.cues.determiners
        ):
            start = blank + 1
        return Span(start, speaker.end)


def _clause(text: str, sentence: Span, low: int, high: int, *, before: bool) -> Span | None:
    """What is said: behind the next comma or colon, else before the comma that the cue follows."""
    marks = [at for at in (text.find(",", high, sentence.end), text.find(":", high, sentence.end)) if at >= 0]
    if marks and len(text[high : min(marks)].split()) <= 8:
        return trim(text, min(marks) + 1, sentence.end, " ,;:\n\t.")
    if before and text[sentence.start : low].rstrip().endswith(","):
        return trim(text, sentence.start, low)
    return None


def _touches(text: str, quotation: Span, low: int, high: int) -> bool:
    """The quotation ends right before the cue and speaker, or opens behind them after a colon or comma."""
    if quotation.end <= low:
        gap = text[quotation.end : low]
        helper = gap.strip(" ,–—-")  # "a déclaré"
        return (not helper or (helper.isalpha() and len(helper) <= _LONGEST_HELPER)) and "\n" not in gap
    if quotation.start >= high:
        gap = text[high : quotation.start]
        return len(gap) < 80 and (gap.rstrip().endswith((":", ",")) or not gap.strip())
    return False


@lru_cache
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    """The words of the phrases, by the first of them, short ones first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(phrases, key=len):
        words = tuple(phrase.split(" "))
        found.setdefault(words[0], []).append(words)
    return found


def _name_at_the_end(taken: list[Word], cues: PatternCues) -> list[Word]:
    """The capitalised words next to the verb: "Holm" of "In an interview Holm"."""
    last = len(taken)
    while last and not taken[last - 1].text[:1].isupper():
        last -= 1
    first = last
    while first and (taken[first - 1].text[:1].isupper() or taken[first - 1].lower in cues.joining):
        first -= 1
    while first < last and not taken[first].text[:1].isupper():
        first += 1
    if not cues.articles and last - first > _NAME:
        first = last - _NAME - taken[last - _NAME].lower.endswith(_PATRONYMICS)
    named = taken[first:last]
    return [] if len(named) == 1 and named[0].lower in cues.not_speakers else named


def _before(words: Sequence[Word], index: int, cues: PatternCues, text: str) -> Span | None:
    """The speaker that ends at the cue: capitalised words with what opens them, back to the clause's start."""
    first = index
    while first > 0 and index - first < _LONGEST_SPEAKER and _joined(text, words[first - 1], words[first]):
        first -= 1
    taken = list(words[first:index])
    if not taken or (cues.articles and taken[0].lower in cues.not_speakers) or index - first == _LONGEST_SPEAKER:
        return None
    if len(taken) == 1 and taken[0].lower in cues.pronouns:
        return Span(taken[0].start, taken[0].end)
    while taken and not (taken[0].text[:1].isupper() or taken[0].lower in cues.articles):
        taken = taken[1:]
    if taken and taken[0].lower not in cues.articles:
        taken = _name_at_the_end(taken, cues)
    stop = next((n for n, word in enumerate(taken) if n and word.lower in cues.not_speakers), len(taken))
    taken = taken[:stop]
    while taken and not taken[-1].text[:1].isupper():
        taken = taken[:-1]
    named = any(word.text[:1].isupper() and word.lower not in cues.nameless for word in taken)
    return Span(taken[0].start, taken[-1].end) if named else None


def _after(text: str, words: Sequence[Word], index: int, cues: PatternCues) -> Span | None:
    """The speaker that follows the cue: an article and adjectives, then capitalised words."""
    if index + 1 < len(words) and words[index + 1].lower in cues.reflexives:
        index += 1
    last, named = index, None
    while last + 1 < len(words) and last - index < _LONGEST_SPEAKER and _joined(text, words[last], words[last + 1]):
        word = words[last + 1]
        if last == index and word.lower in cues.pronouns:
            return Span(word.start, word.end)
        if named is not None and word.lower in cues.ending:
            break
        if word.text[:1].isupper():
            named = last + 1
        elif word.lower not in cues.within and (named is not None or last - index > 2):
            break
        last += 1
    if named is None or words[index + 1].lower in cues.ending:
        return None
    return Span(words[index + 1].start, words[named].end)


def _joined(text: str, left: Word, right: Word) -> bool:
    between = text[left.end : right.start]
    return len(between) < 4 and (not between.strip(" .") or (right.lower in SUFFIXES and between.strip() == ","))
