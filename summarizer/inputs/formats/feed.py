"""RSS and Atom feeds: one document for each entry, in the feed's order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from lxml import etree

from summarizer.errors import ArticleError
from summarizer.inputs.documents import Document, headed, paragraphs
from summarizer.inputs.formats.markup import blocks, html_tree, local_name, xml_tree
from summarizer.inputs.formats.visibility import remove_hidden
from summarizer.types import Notice

__all__ = ["read"]

_MOST = 500
_TEASER = 150  # words; an article has more
_BODIES = ("encoded", "content", "description", "summary")  # the fuller ones first


def read(data: bytes, *, source: str, charset: str | None, url: str | None) -> list[Document]:
    """Each entry that has a title or text; a notice where that is only a teaser, with what reads the article.

    Raises:
        ArticleError: It is no feed, or has no entries.
    """
    try:
        root = xml_tree(data.lstrip(), recover=True)
    except (etree.XMLSyntaxError, ValueError) as err:
        raise ArticleError(f"{source!r} is a broken feed: {err}") from err
    if root is None or local_name(root) not in ("rss", "feed", "RDF"):
        raise ArticleError(f"{source!r} is a broken feed")
    entries = [one for one in root.iter() if local_name(one) in ("item", "entry")][:_MOST]
    channel = next((one for one in root if local_name(one) == "channel"), root)
    publisher = _plain(_child(channel, "title"))
    language = channel.findtext("language") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    found = [_entry(entry, publisher, language, url) for entry in entries]
    return [one for one in found if any(map(str.isalpha, one.text))]


def _entry(entry: etree._Element, publisher: str | None, language: str | None, feed: str | None) -> Document:
    text = max((_body(one) for name in _BODIES for one in _children(entry, name)), key=len, default="")
    link = _link(entry, feed)
    notices: tuple[Notice, ...] = ()
    if len(text.split()) < _TEASER:
        whole = f"; to read its page: summarizer run '{link}'" if link and "'" not in link else ""
        notices = (Notice("teaser", f"the feed has only a few words of this entry{whole}"),)
    author = _child(entry, "creator")
    if author is None:
        author = _child(entry, "author")
    name = _child(author, "name") if author is not None else None
    document = Document(
        text,
        title=_plain(_child(entry, "title")),
        byline=_plain(name if name is not None else author),
        published=_date(
            next((v for n in ("pubDate", "published", "date", "updated") if (v := _words(_child(entry, n)))), "")
        ),
        language=language,
        publisher=publisher,
        url=link,
        notices=notices,
    )
    return headed(document)


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (
        one for one in element if local_name(one) == name and not str(one.tag).startswith("{http://search.yahoo.com")
    )


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next(_children(element, name), None)


def _words(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _body(element: etree._Element) -> str:
    """The paragraphs of the element, whose HTML is escaped, in a CDATA section, or (XHTML) its children."""
    inside = (
        "".join(element.itertext())
        if not len(element)
        else etree.tostring(element, encoding="unicode", with_tail=False)
    )
    if not re.search(r"<\w|&\w+;|&#", inside):
        return paragraphs(inside.split("\n\n"))
    tree = html_tree(f"<div>{inside}</div>")
    if tree is None:
        return ""
    remove_hidden(tree)
    return paragraphs(blocks(tree))


def _plain(element: etree._Element | None) -> str | None:
    """A title or name, in which feeds have escaped HTML too."""
    text = _words(element)
    if re.search(r"<\w|&\w+;|&#", text):
        tree = html_tree(f"<div>{text}</div>")
        text = _words(tree)
    return text or None


def _link(entry: etree._Element, feed: str | None) -> str | None:
    """The address of the entry's page, whole: by `xml:base`, else by where the feed is from. Never a path."""
    for one in _children(entry, "link"):
        if one.get("href") and one.get("rel", "alternate") == "alternate":
            link = _absolute(str(one.get("href")).strip(), str(one.base or ""), feed or "")
            if link.startswith(("http://", "https://")):
                return link
        if (text := _words(one)).startswith(("http://", "https://")):
            return text
    guid = _words(_child(entry, "guid"))
    return guid if guid.startswith(("http://", "https://")) else None


def _absolute(link: str, *bases: str) -> str:
    try:
        for base in bases:
            link = urljoin(base, link)
    except ValueError:
        return ""
    return link


def _date(text: str) -> str | None:
    if re.match(r"\d{4}-\d\d-\d\d(T|$)", text):
        return text
    try:
        return parsedate_to_datetime(text).isoformat() if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
