"""A sentence that is nearly one of the article's, but for a "not" that is there or is missing.

Only near copies are told: most of the words in the same order. Elsewhere a negation is no sign of a contradiction
("no warships without a vote" is "warships only with a vote").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from summarizer.facts.context import sentences_in
from summarizer.types import Span

__all__ = ["Negations"]

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_NEGATION_WORDS = (
    "not no never none nobody nothing nor neither without cannot nicht nie niemals niemand nichts ohne weder pas "
    "jamais aucun aucune rien sans ni "
    "deny denies denied denying bestreitet bestreiten bestritt bestritten dementiert dementierte dementierten "
    "nie nier nient niait nié démentir dément démentent démenti"  # "denied that she had" is "said that she had not"
)
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_COPIED, _LEAST_WORDS, _LEAST_LONG = 0.8, 6, 3
_LONG = 4  # letters of a word that says something
_LOOSE = 1.6  # how much longer the article's passage may be


@dataclass(frozen=True, slots=True)
class _Sentence:
    words: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def bare(self) -> list[int]:
        """Indices of the words that are no negations."""
        return [index for index, word in enumerate(self.words) if not _is_negation(word)]


class Negations:
    """The sentences of an article, to find near copies with one negation more or less."""

    def __init__(self, text: str) -> None:
        self._sentences = [_read(text, span) for span in sentences_in(text)]

    def find(self, text: str) -> tuple[tuple[Span, Span], ...]:
        """Each sentence of `text` that denies what the article says or the reverse, and the article's words for it."""
        pairs = []
        for span in sentences_in(text):
            mine = _read(text, span)
            if there := self._contradicted(mine):
                pairs.append((Span(mine.spans[0].start, mine.spans[-1].end), there))
        return tuple(pairs)

    def _contradicted(self, mine: _Sentence) -> Span | None:
        """The passage that is most like the sentence, if it has another number of negations."""
        bare = [mine.words[index] for index in mine.bare]
        if len(bare) < _LEAST_WORDS:
            return None
        best: tuple[float, bool, Span] | None = None
        for theirs in self._sentences:
            at = theirs.bare
            passage = _passage(bare, [theirs.words[index] for index in at])
            if passage and (best is None or passage[0] > best[0]):
                first, last = at[passage[1]], at[passage[2]]
                # "It was not said that …": a negation just before the passage belongs to it.
                # "… and the other did not.": so does one that ends the sentence.
                if all(map(_is_negation, theirs.words[last + 1 :])):
                    last = len(theirs.words) - 1
                denials = sum(map(_is_negation, theirs.words[max(0, first - 1) : last + 1]))
                differs = denials != sum(map(_is_negation, mine.words))
                best = (passage[0], differs, Span(theirs.spans[first].start, theirs.spans[last].end))
        return best[2] if best and best[1] else None


def _passage(bare: Sequence[str], theirs: Sequence[str]) -> tuple[float, int, int] | None:
    """How much of the words stand there in their order, from which index to which; None if too few or too far apart."""
    if LCSseq.similarity(bare, theirs) < _COPIED * len(bare):
        return None
    same = [op for op in LCSseq.opcodes(bare, theirs) if op.tag == "equal"]
    copied = [word for op in same for word in bare[op.src_start : op.src_end]]
    first, last = _closest(copied, theirs)
    if last + 1 - first > _LOOSE * len(bare) or sum(len(word) >= _LONG for word in copied) < _LEAST_LONG:
        return None
    return len(copied) / len(bare), first, last


def _closest(words: Sequence[str], theirs: Sequence[str]) -> tuple[int, int]:
    """From where to where they stand there in their order, up to the first place where all of them do."""
    last = -1
    for word in words:
        last = theirs.index(word, last + 1)
    first = last + 1
    for word in reversed(words):
        first = next(at for at in range(first - 1, -1, -1) if theirs[at] == word)
    return first, last


def _read(text: str, span: Span) -> _Sentence:
    found = list(_WORD.finditer(text, span.start, span.end))
    return _Sentence(tuple(word[0].lower() for word in found), tuple(Span(*word.span()) for word in found))


def _is_negation(word: str) -> bool:
    return word in _NEGATIONS or word.endswith(("n't", "n’t")) or word.startswith("kein")
