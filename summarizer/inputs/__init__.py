"""From bytes of any sort to one normalised article, or a reason why there is none."""

from __future__ import annotations

from summarizer.inputs.reading import article_from_text, is_address, read_article, read_articles

__all__ = ["article_from_text", "is_address", "read_article", "read_articles"]
