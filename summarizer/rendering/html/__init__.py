"""A brief beside its article, as one HTML file that asks for nothing: highlights, pictures, and reviewing."""

from __future__ import annotations

from summarizer.rendering.html.page import to_html

__all__ = ["to_html"]
