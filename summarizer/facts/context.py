"""Which places of an article a sentence is about, told by the words that they share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from summarizer.stems import stems
from summarizer.types import Span

__all__ = ["Context", "sentences_in", "stems_around", "stems_in"]

_SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?=[\w.,;])[^\n.!?]*)*[.!?]*[”\"’»“]?")
_STEM, _STEM_LETTERS = 5, 4
_LEAST_SHARED, _MOST_SENTENCES = 2, 3
_AROUND = 60  # code points on either side


class Context:
    """An article's sentences, asked which of them are like another one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentences = sentences_in(text)
        self._stems = [stems_in(text[span.start : span.end]) for span in self._sentences]
        self._shares = Counter(stem for stems in self._stems for stem in stems)

    def like(self, sentence: str) -> tuple[Span, ...]:
        """Up to three sentences that share two stems with this one, the one with most and rarest ones first."""
        stems = stems_in(sentence)
        shared = [(stems & others, index) for index, others in enumerate(self._stems)]
        scores = [
            (-sum(1 / self._shares[stem] for stem in both), index)
            for both, index in shared
            if len(both) >= _LEAST_SHARED
        ]
        return tuple(self._sentences[index] for _, index in sorted(scores)[:_MOST_SENTENCES])

    def best(
        self,
        options: Iterable[tuple[float, Span]],
        around: frozenset[str],
        like: tuple[Span, ...],
        *,
        least: float = _LEAST_SHARED,
    ) -> Span | None:
        """The option that has most of the stems around it, on top of its own merit.

        Args:
            options: Merit and place of each; with a merit below 1 only those in one of the sentences `like`.
            around: Stems around the place that something is looked for.
            like: As `like` returns them.
            least: The score that it needs: stems shared, its merit, and up to 1 for the sentence that it is in.

        Returns:
            None if no option has that score, or two of different words have the best one.
        """
        scores: list[tuple[float, Span]] = []
        for merit, span in options:
            ranks = [1 - rank / 4 for rank, sentence in enumerate(like) if sentence.overlaps(span)]
            if ranks or merit >= 1:
                shared = len(around & stems_around(self._text, span))
                scores.append((merit + shared + max(ranks, default=0), span))
        scores.sort(key=lambda one: (-one[0], one[1]))
        if not scores or scores[0][0] < least:
            return None
        words = {self._text[span.start : span.end] for score, span in scores if score == scores[0][0]}
        return scores[0][1] if len(words) == 1 else None


def sentences_in(text: str) -> list[Span]:
    """Sentences, as full stops and line ends tell."""
    return [Span(*found.span()) for found in _SENTENCE.finditer(text)]


def stems_in(text: str) -> frozenset[str]:
    """The first letters of all but the short words, in lower case."""
    return stems(text.casefold(), letters=_STEM, least=_STEM_LETTERS)


def stems_around(text: str, span: Span) -> frozenset[str]:
    """The stems of the words close to a place, in the same sentence as far as full stops tell."""
    before = re.split(r"[.!?\n]\s", text[max(0, span.start - _AROUND) : span.start])[-1]
    behind = re.split(r"[.!?]\s|\n", text[span.end : span.end + _AROUND])[0]
    return stems_in(before) | stems_in(behind)
