"""Markdown as the text that its page would show: emphasis, links and headings without their marks.

The words between the marks are the article's own, in their order, so quotes stay quotes; block quotes and lists are
paragraphs. A title, author and date come from front matter, a title also from a first heading.
"""

from __future__ import annotations

from collections.abc import Mapping

from summarizer.errors import ArticleError
from summarizer.inputs.decoding import NEEDS_TEXT, decode
from summarizer.inputs.documents import Document, headed, paragraphs
from summarizer.inputs.formats.markup import blocks, html_tree
from summarizer.inputs.formats.visibility import remove_hidden
from summarizer.inputs.sniffing import FRONT_MATTER

__all__ = ["read"]

_ALIASES = {
    "title": ("title", "headline"),
    "byline": ("author", "authors", "byline"),
    "published": ("date", "published"),
    "language": ("lang", "language"),
    "publisher": ("publisher", "source", "site"),
    "url": ("canonical_url", "canonical", "url", "link"),
}


def read(data: bytes, *, source: str, charset: str | None, url: str | None) -> list[Document]:
    """The one text.

    Raises:
        ArticleError: It shows no text.
    """
    from markdown_it import MarkdownIt

    text, notices = decode(data, source, charset=charset)
    front = FRONT_MATTER.match(text)
    about = _front_matter(front[1]) if front else {}
    tree = html_tree(
        MarkdownIt("commonmark", {"html": True}).enable("table").render(text[front.end() if front else 0 :])
    )
    if tree is None:
        raise ArticleError(f"{source!r} is empty", hint=NEEDS_TEXT)
    heading = tree.find(".//h1")
    title = " ".join("".join(heading.itertext()).split()) if heading is not None else None
    remove_hidden(tree)
    known = {name: next((about[key] for key in keys if key in about), None) for name, keys in _ALIASES.items()}
    document = Document(
        paragraphs(blocks(tree)),
        title=known["title"] or title,
        byline=known["byline"],
        published=known["published"],
        language=known["language"],
        publisher=known["publisher"],
        url=known["url"] or url,
        notices=tuple(notices),
    )
    return [headed(document)]


def _front_matter(text: str) -> Mapping[str, str]:
    """Its top-level values that are words; YAML that is broken, or does more than name values, is left alone."""
    import yaml

    try:
        if any(isinstance(token, yaml.AliasToken | yaml.AnchorToken) for token in yaml.scan(text)):
            return {}
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return (
        {str(key).lower(): shown for key, value in values.items() if (shown := _shown(value))}
        if isinstance(values, dict)
        else {}
    )


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(one for one in value if isinstance(one, str))
    if isinstance(value, dict):
        return _shown(value.get("name"))
    return "" if value is None else str(value).replace(" ", "T", 1) if hasattr(value, "hour") else str(value)
