"""Trees of HTML and XML, parsed so that nothing is fetched or expanded, and their text as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

__all__ = ["blocks", "html_tree", "local_name", "xml_tree"]

# The last line are trafilatura's names for some of them.
_BLOCKS = """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead title tr ul
    head item list quote row
"""
_INLINE_CELLS = frozenset({"td", "th", "cell"})
_UNSEEN = """
    script style template noscript iframe object embed svg math canvas audio video select textarea button input
    datalist dialog head title meta link
"""
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}\?>")
_DEEPEST = 400

_BLOCK_NAMES, _UNSEEN_NAMES = frozenset(_BLOCKS.split()), frozenset(_UNSEEN.split())


def html_tree(text: str) -> HtmlElement | None:
    """The page's tree, comments and processing instructions left out; None if there is nothing in it."""
    bare = _XML_DECLARATION.sub("", text, count=1).strip().replace("\0", "")
    if not bare:
        return None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree: HtmlElement = document_fromstring(bare.encode(errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing but comments
        return None
    return tree


def xml_tree(data: bytes, *, recover: bool = False) -> etree._Element | None:
    """The root of an XML text, with no entity expanded and nothing fetched; None if there is none."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )
    root: etree._Element | None = etree.fromstring(data, parser=parser)
    return root


def local_name(element: etree._Element) -> str:
    """Its name without the namespace; empty for what is no element (an entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def blocks(root: etree._Element) -> Iterator[str]:
    """The text of each paragraph, heading, item and row of a table, in order; two breaks end a paragraph too."""
    held: list[str] = []
    breaks = 0
    for step, value in _walk(root, 0):
        if step == "text":
            if value.strip():
                breaks = 0
            held.append(value)
        elif step == "break":
            breaks += 1
            held.append(" ")
        if step == "block" or breaks > 1:
            yield "".join(held)
            held, breaks = [], 0
    yield "".join(held)


def _walk(element: etree._Element, depth: int) -> Iterator[tuple[str, str]]:
    name = local_name(element)
    is_block = (
        name in _BLOCK_NAMES and name not in _INLINE_CELLS and not (name in ("head", "title") and _is_page(element))
    )
    if name and (name not in _UNSEEN_NAMES or (name == "head" and not _is_page(element))) and depth < _DEEPEST:
        if name in ("br", "lb"):
            yield "break", ""
        if is_block:
            yield "block", ""
        if element.text:
            yield "text", element.text
        for child in element:
            yield from _walk(child, depth + 1)
        if is_block:
            yield "block", ""
        elif name in _INLINE_CELLS:
            yield "text", " "
    if element.tail and depth:
        yield "text", element.tail


def _is_page(element: etree._Element) -> bool:
    """True for a page's own head, which trafilatura's heading is not."""
    parent = element.getparent()
    return parent is None or local_name(parent) in ("html", "head")
