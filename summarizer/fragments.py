"""Links that open a page at a quote: text fragments, as the WICG's "URL Fragment Text Directives" has them."""

from __future__ import annotations

import re
from urllib.parse import quote, urldefrag, urlsplit

from summarizer.types import Article, Span

__all__ = ["fragment", "link"]

_LONG = 300  # code points; a longer quote is named by its ends, which is also how it may run over paragraphs
_END_WORDS = 6
_CONTEXT_WORDS = 5
_WORD = re.compile(r"\S+")


def link(article: Article, span: Span) -> str | None:
    """The address of the article that opens at the words of the span; None if it has no address on the web."""
    if not article.url or urlsplit(article.url).scheme not in ("http", "https"):
        return None
    directive = fragment(article.text, span)
    return f"{urldefrag(article.url).url}#{directive}" if directive else None


def fragment(text: str, span: Span) -> str:
    """The fragment, ``:~:text=…``, that names the words at the span; empty if there are none.

    A long quote, or one of several paragraphs, is named by its first and last words. Words before and after are
    added where the same quote stands in the text more than once.
    """
    words = text[span.start : span.end].strip()
    if not words:
        return ""
    start = text.index(words, span.start)
    end = start + len(words)
    if len(words) <= _LONG and "\n" not in words:
        named = _encoded(words)
        once = _count(text, words) == 1
    else:
        first, last = _first(words.partition("\n")[0], _END_WORDS), _last(words.rpartition("\n")[2], _END_WORDS)
        named = f"{_encoded(first)},{_encoded(last)}"
        once = _count(text, first) == 1
    if once:
        return f":~:text={named}"
    # A browser looks for the context within the block, so it is taken from no other paragraph.
    before = _last(text[:start].rpartition("\n")[2], _CONTEXT_WORDS)
    after = _first(text[end:].partition("\n")[0], _CONTEXT_WORDS)
    prefix = f"{_encoded(before)}-," if before else ""
    suffix = f",-{_encoded(after)}" if after else ""
    return f":~:text={prefix}{named}{suffix}"


def _encoded(words: str) -> str:
    """Percent-encoded; the dash, which has a meaning in the directive, too."""
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")


def _count(text: str, words: str) -> int:
    """How often a browser finds the words: letter case and the width of spaces do not matter to it."""
    return " ".join(text.lower().split()).count(" ".join(words.lower().split()))


def _first(text: str, count: int) -> str:
    return " ".join([word[0] for word, _ in zip(_WORD.finditer(text), range(count), strict=False)])


def _last(text: str, count: int) -> str:
    return " ".join(text[-count * 40 :].split()[-count:])
