"""The article of a web page: its text without all that stands around it, and what the page says about it."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from summarizer.errors import ArticleError
from summarizer.inputs.decoding import AS_TEXT, decode
from summarizer.inputs.documents import Document, headed, paragraphs
from summarizer.inputs.formats.markup import blocks, html_tree
from summarizer.inputs.formats.visibility import remove_hidden
from summarizer.types import Json, Notice

__all__ = ["page_of", "read"]

_SHORT = 100  # words; below that the page is looked at again
_TEASER = 50
_LONG = 400
_LINKS = 0.7  # of the characters, that are links
_LINK = 15  # characters
_AGAIN = 3  # times
_MORE = 1.25
_SIGNED_IN = "save the page from a browser in which you are signed in, and name that file"
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_OF_ARTICLES = re.compile(r"Article|Posting|Report")


def read(data: bytes, *, source: str, charset: str | None, url: str | None) -> list[Document]:
    """The one article of the page, its title as the first paragraph.

    Raises:
        ArticleError: It has no text, is a list of links, or shows a few words to those who do not pay.
    """
    text, notices = decode(data, source, charset=charset, markup=True)
    page = page_of(text, source=source, url=url)
    return [headed(replace(page, notices=(*notices, *page.notices)))]


def page_of(text: str, *, source: str, url: str | None) -> Document:
    """The article of the page, as `read` has it, without the title in the text.

    Raises:
        ArticleError: See `read`.
    """
    tree = html_tree(text)
    if tree is None:
        raise ArticleError(f"{source!r} is an empty page")
    said = list(_linked_data(tree))
    about = _about(tree, said, url)
    remove_hidden(tree)
    given = _given(said)
    body = _longer(_without_extras(tree, _main_text(tree), source), tree, given)
    free = not any(_is_false(one.get("isAccessibleForFree")) for one in said)
    notices: tuple[Notice, ...] = ()
    if _words(body) < _SHORT and free and _words(given) > max(2 * _words(body), _SHORT):
        body = given
        notices = (Notice("not-shown", "the page shows little text without its scripts: read from its metadata"),)
    if not body:
        raise ArticleError(f"{source!r} is a page without text that a reader would see", hint=AS_TEXT)
    if not free and _words(body) < _TEASER:
        raise ArticleError(f"{source!r} shows only the beginning of an article for subscribers", hint=_SIGNED_IN)
    if not free and _words(body) < _LONG:
        notices += (Notice("paywall", "the page says that it is for subscribers: this may be only its beginning"),)
    return replace(about, text=body, notices=notices)


def _words(text: str) -> int:
    """How many there are; two characters of Chinese or Japanese count as one."""
    return len(re.findall(r"[^\W\u3040-\u30ff\u3400-\u9fff]+", text)) + len(_IDEOGRAPHS.findall(text)) // 2


def _given(said: list[dict[str, Json]]) -> str:
    """The longest text of an article in the page's structured data, as paragraphs."""
    text = max((_text(one.get("articleBody")) or "" for one in said), key=len, default="")
    if re.search(r"</?(p|br|div|a)\b", text):
        tree = html_tree(text)
        return paragraphs(blocks(tree)) if tree is not None else ""
    return paragraphs(re.split(r"\n+", text))


def _main_text(tree: HtmlElement) -> str:
    """What is the article, by trafilatura; with a lighter hand where that finds little."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = ""
    for recall in (False, True):
        made = trafilatura.bare_extraction(
            deepcopy(tree), include_comments=False, with_metadata=False, favor_recall=recall
        )
        text = paragraphs(blocks(made.body)) if isinstance(made, trafilatura.settings.Document) else ""
        if _words(text) >= _SHORT:
            return text
        found = max(found, text, key=len)
    return found


def _without_extras(tree: HtmlElement, body: str, source: str) -> str:
    """The text without paragraphs that are links to other articles, or that stand in it again and again.

    Raises:
        ArticleError: There is hardly anything but links.
    """
    found = body.split("\n\n")
    links = "\n".join(" ".join("".join(link.itertext()).split()) for link in tree.iter("a"))
    times = Counter(found)
    kept = [one for one in found if times[one] < _AGAIN and not (len(one) >= _LINK and one in links)]
    rest = body
    for link in sorted(set(links.split("\n")), key=len, reverse=True):
        if len(link) >= _LINK:
            rest = rest.replace(link, "")
    if len(links) > _LINK * 10 and len(rest) < (1 - _LINKS) * len(body):
        raise ArticleError(f"{source!r} is a list of links, not an article", hint="name the address of one of them")
    return "\n\n".join(kept)


def _longer(body: str, tree: HtmlElement, given: str) -> str:
    """The text; or, if the page's structured data has much more of it, all that is both there and on the page."""
    if _words(given) < max(_SHORT, _MORE * _words(body)):
        return body
    whole = _folded(given)
    seen = paragraphs(one for one in blocks(tree) if len(one) > 1 and _folded(one) in whole)
    return seen if _words(seen) > _MORE * _words(body) else body


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _about(tree: HtmlElement, said: list[dict[str, Json]], url: str | None) -> Document:
    """What the page says about its article: its own structured data first, then what trafilatura finds."""
    from trafilatura.metadata import extract_metadata

    known = extract_metadata(
        deepcopy(tree), url, date_config={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}
    )
    main = next((one for one in said if _OF_ARTICLES.search(str(one.get("@type")))), {})
    date = _text(main.get("datePublished")) or _meta(tree, "article:published_time") or known.date
    return Document(
        "",
        title=_as_headed(_text(main.get("headline")) or known.title, tree),
        byline=_names(main.get("author")) or known.author,
        published=_iso(date),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        publisher=_names(main.get("publisher")) or _meta(tree, "og:site_name") or known.sitename,
        url=_canonical(tree, url),
    )


def _as_headed(title: str | None, tree: HtmlElement) -> str | None:
    """The title without the name of the site, which many put after it, where a heading of the page is the rest."""
    for heading in tree.iter("h1"):
        words = " ".join("".join(heading.itertext()).split())
        if title and len(words) >= _LINK and title.startswith(words):
            return words
    return title


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Json]]:
    """Each object of the page's JSON-LD, graphs and lists opened."""
    for script in tree.iter("script"):
        if script.get("type", "").lower() == "application/ld+json":
            try:
                yield from _objects(json.loads(script.text or ""), 0)
            except (ValueError, RecursionError):
                continue


def _objects(value: Json, depth: int) -> Iterator[dict[str, Json]]:
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list) and depth < 5:
        for inside in value.values() if isinstance(value, dict) else value:
            yield from _objects(inside, depth + 1)


def _names(value: Json) -> str | None:
    many = value if isinstance(value, list) else [value]
    names = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in many]
    return ", ".join(dict.fromkeys(name for name in names if name and "://" not in name)) or None


def _text(value: Json) -> str | None:
    """A string of JSON-LD, in which some sites leave the entities of HTML."""
    from html import unescape

    return unescape(value).strip() or None if isinstance(value, str) else None


def _is_false(value: Json) -> bool:
    return value is False or (isinstance(value, str) and value.lower() == "false")


def _meta(tree: HtmlElement, name: str) -> str | None:
    for meta in tree.iter("meta"):
        if name in (meta.get("property"), meta.get("name")) and meta.get("content"):
            return str(meta.get("content"))
    return None


def _iso(date: str | None) -> str | None:
    """The date as ISO 8601, or None for one that is written otherwise."""
    found = re.match(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?", date or "")
    if not found:
        return None
    return found[1] + (f"T{found[2]}{found[3] or ''}" if found[2] else "")


def _canonical(tree: HtmlElement, url: str | None) -> str | None:
    """The address that the page gives itself, if it is on the site that it came from; else where it came from."""
    link = next(
        (one.get("href") for one in tree.iter("link") if "canonical" in (one.get("rel") or "").lower().split()), None
    )
    stated = link or _meta(tree, "og:url")
    if not stated:
        return url
    try:
        whole = urljoin(url or "", stated.strip())
        same = not url or _site(whole) == _site(url)
    except ValueError:
        return url
    return whole if same and whole.startswith(("http://", "https://")) else url


def _site(url: str) -> str:
    """The last two labels of the host: enough to tell www. from m. of one site."""
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])
