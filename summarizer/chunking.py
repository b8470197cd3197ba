"""The parts of an article that a model reads at once; each knows where in the whole article it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from summarizer.types import Article, Phrase, Span

__all__ = ["Part", "lead", "whole"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an article.

    Attributes:
        article: The article with no more text than this.
        spans: Where that text stands in the whole article, in order.
    """

    article: Article
    spans: tuple[Span, ...]

    def has(self, phrase: Phrase) -> bool:
        """True if all of the phrase, whose spans are those of the whole article, is in this part."""
        return all(
            any(mine.start <= span.start and span.end <= mine.end for mine in self.spans) for span in phrase.spans
        )


def whole(article: Article) -> Part:
    """All of it."""
    return Part(article, (Span(0, len(article.text)),))


def lead(article: Article, *, most: int) -> Part:
    """The first paragraphs, at most that many code points; all of it if it is no longer."""
    text = article.text
    if len(text) <= most:
        return whole(article)
    end = max(text.rfind("\n", 0, most), text.rfind(". ", 0, most) + 1)
    text = text[: end if end > most // 2 else most].rstrip()
    return Part(replace(article, text=text), (Span(0, len(text)),))
