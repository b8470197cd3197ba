"""From bytes of any sort to one normalised article, or a reason why there is none."""

from __future__ import annotations

from summarizer.inputs.text import read_article

__all__ = ["read_article"]
