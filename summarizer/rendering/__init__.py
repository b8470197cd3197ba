"""What a person or a later command reads of a brief: the JSON envelope, a page in the terminal, Markdown.

`print_brief` needs rich and is imported from `summarizer.rendering.text` by whoever prints.
"""

from __future__ import annotations

from summarizer.rendering.envelope import article_to_json, dumps, notice_to_json, statement_to_json, to_json
from summarizer.rendering.markdown import to_markdown
from summarizer.rendering.reading import from_json, loads

__all__ = [
    "article_to_json",
    "dumps",
    "from_json",
    "loads",
    "notice_to_json",
    "statement_to_json",
    "to_json",
    "to_markdown",
]
