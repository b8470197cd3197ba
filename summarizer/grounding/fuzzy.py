"""Finding a quote that was copied with a slip or two, and no other.

One slip is allowed in six words, four at most (`copying` says what a slip is). With so few, one of five pieces of the
quote has to stand in the text as it is; searching for the pieces finds every candidate place, and rapidfuzz aligns the
quote there only. Since each differing word must be a slip, words that come from two places have no alignment: a
splice is refused, however alike its halves are to the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise, product

from rapidfuzz.distance import Levenshtein

from summarizer.grounding.copying import is_light, is_misspelling, is_swap, light_words
from summarizer.grounding.tokens import Tokens, encode, find_all

__all__ = ["FuzzyIndex", "FuzzyPlace"]

WORDS_A_SLIP, MOST_SLIPS, FEWEST_WORDS = 6, 4, 4
"""One slip in so many words of a quote; how many at most; and the words of a quote that may have one at all."""
LONGEST = 2_000
"""Words of a quote; a longer one is found as it is or not at all."""
MOST_CANDIDATES = 12
"""Places looked at for each piece."""


@dataclass(frozen=True, slots=True)
class FuzzyPlace:
    """Tokens ``[first, last]`` of the text, and by how many slips the quote differs from them."""

    first: int
    last: int
    slips: int


class FuzzyIndex:
    """The words of a text, without punctuation and letter case, as a string with one character a word."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._word_at = _words(tokens)
        lowered = [tokens.keys[i].lower() for i in self._word_at]
        self._ids: dict[str, str] = {}
        self._line = encode(lowered, self._ids)
        self._light = light_words(Counter(lowered))

    def find(self, quote: Tokens) -> Iterator[FuzzyPlace]:
        """The places where the quote stands but for punctuation, letter case and slips; one place may come twice."""
        at = _words(quote)
        if len(at) > LONGEST:
            return
        line = encode([quote.keys[i].lower() for i in at], self._ids, grow=False)
        most = 0 if len(at) < FEWEST_WORDS else min(MOST_SLIPS, max(1, len(at) // WORDS_A_SLIP))
        for start, end in pairwise(len(line) * i // (most + 1) for i in range(most + 2)):
            for hit in islice(find_all(self._line, line[start:end]), MOST_CANDIDATES):
                after = hit + end - start
                before = self._line[max(0, hit - start - most) : hit]
                lefts = _reaches(line[:start][::-1], before[::-1], most)
                rights = _reaches(line[end:], self._line[after : after + len(line) - end + most], most)
                for (left, before_hit), (right, behind_hit) in product(lefts, rights):
                    there = self._word_at[hit - before_hit : after + behind_hit]
                    if left + right <= most and self._differ_by_slips(quote, at, there):
                        yield FuzzyPlace(there[0], there[-1], left + right)

    def _differ_by_slips(self, quote: Tokens, at: list[int], there: list[int]) -> bool:
        """True if tokens `there` of the text turn into tokens `at` of the quote by slips."""
        words, others = [self._tokens.keys[i] for i in there], [quote.keys[i] for i in at]
        words[0], others[0] = self._begin(words[0]), self._begin(others[0])
        shouted = all(map(str.isupper, words)) or all(map(str.isupper, others))
        for op in Levenshtein.opcodes([word.lower() for word in words], [word.lower() for word in others]):
            theirs, ours = range(op.src_start, op.src_end), range(op.dest_start, op.dest_end)
            pairs = [(words[i], others[j]) for i, j in zip(theirs, ours, strict=False)]
            if op.tag == "equal":
                slips = shouted or not any(_is_acronym_for_word(word, other) for word, other in pairs)
            elif op.tag == "replace":
                slips = all(self._is_slip(word, other) for word, other in pairs)
            else:
                added_around = op.dest_start < op.dest_end and (op.dest_start == 0 or op.dest_end == len(others))
                dropped = all(self._may_go(words, i) for i in theirs)
                slips = dropped and not added_around and all(self._may_go(others, j) for j in ours)
            if not slips:
                return False
        return True

    def _begin(self, word: str) -> str:
        """The first word, without its capital if it is a light one: it has it for being the first."""
        return word.lower() if is_light(word.lower(), self._light) else word

    def _is_slip(self, word: str, other: str) -> bool:
        return is_swap(word, other, self._light) or is_misspelling(word, other, self._ids, self._light)

    def _may_go(self, words: list[str], index: int) -> bool:
        """True if the word is light, and not part of a name such as "Bank of Norland"."""
        beside = words[max(0, index - 1) : index] + words[index + 1 : index + 2]
        in_name = len(beside) == 2 and all(word[0].isupper() for word in beside)
        return is_light(words[index], self._light) and not in_name


def _words(tokens: Tokens) -> list[int]:
    return [i for i, kind in enumerate(tokens.kinds) if kind != "p"]


def _reaches(line: str, beside: str, most: int) -> list[tuple[int, int]]:
    """The fewest differences with which `line` is the beginning of `beside`, with each length that it then may have."""
    lengths = range(max(0, len(line) - most), min(len(beside), len(line) + most) + 1)
    ways = [(Levenshtein.distance(line, beside[:length], score_cutoff=most), length) for length in lengths]
    fewest = min((differences for differences, _ in ways), default=most + 1)
    return [way for way in ways if way[0] == fewest <= most]


def _is_acronym_for_word(word: str, other: str) -> bool:
    """True for "US" and "us", which only letter case tells apart."""
    shouted, said = (word, other) if word.isupper() else (other, word)
    return len(word) > 1 and shouted.isupper() and said.islower()
