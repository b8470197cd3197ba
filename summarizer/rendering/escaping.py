"""The name that `outline` knows `summarizer.escaping.one_line` by."""

from __future__ import annotations

from summarizer.escaping import one_line as visible

__all__ = ["visible"]
