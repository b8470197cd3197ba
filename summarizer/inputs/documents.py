"""What a reader of one format finds in a file, before it is an article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from summarizer.types import Notice

__all__ = ["Document", "headed", "paragraphs"]


@dataclass(frozen=True, slots=True)
class Document:
    """The text and what its source says about it, as read; see `Article` for the fields.

    Attributes:
        text: Paragraphs apart by a blank line; not yet normalised, but that of a paged source is.
    """

    text: str
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    language: str | None = None
    publisher: str | None = None
    url: str | None = None
    pages: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()


def paragraphs(blocks: Iterable[str]) -> str:
    """The blocks with their blank space as single spaces, those without any words left out, a blank line between.

    No-break spaces are part of the article's typography and stay.
    """
    joined = (" ".join(block.replace("\xa0", "\ue000").split()).replace("\ue000", "\xa0") for block in blocks)
    return "\n\n".join(block for block in joined if block.strip())


def headed(document: Document) -> Document:
    """The document with its title as the first paragraph, where it does not stand at the top already."""
    title = " ".join((document.title or "").split())
    top = document.text[: 3 * len(title) + 200].casefold()
    if not title or title.casefold() in " ".join(top.split()):
        return document
    return replace(document, text=f"{title}\n\n{document.text}")
