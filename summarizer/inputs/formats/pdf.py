"""PDF: the lines that a reader sees, joined to paragraphs, with the offsets at which the pages begin."""

from __future__ import annotations

import re
from collections import Counter

import pypdfium2

from summarizer.errors import ArticleError
from summarizer.inputs.decoding import AS_TEXT
from summarizer.inputs.documents import Document
from summarizer.inputs.formats.pdf_lines import Line, Page, lines_of
from summarizer.inputs.formats.pdf_paragraphs import ENDS, Vocabulary, joined, paragraphs_of
from summarizer.types import Notice

__all__ = ["read"]

_MOST_PAGES = 1000
_EDGE = 2  # lines at the top and at the bottom of a page, that may be running heads
_REPEATS = 0.4  # of the pages
_NUMBER = re.compile(
    r"(page|seite|pagina|página|p\.)?\s*[-–—|]?\s*(\d{1,4}|[ivxl]{1,6})\s*((/|of|von|de|sur|di)\s*\d{1,4})?\s*[-–—|]?",
    re.IGNORECASE,
)


def read(data: bytes, *, source: str, charset: str | None, url: str | None) -> list[Document]:
    """The one text. Its title and author are believed where the text shows them; its dates are the file's own.

    Raises:
        ArticleError: It is encrypted, broken, scanned without a layer of text, or has too many pages.
    """
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as err:
        if "password" in str(err).lower():
            raise ArticleError(f"{source!r} is encrypted", hint="save it without a password") from err
        raise ArticleError(f"{source!r} is a broken PDF: {err}", hint=AS_TEXT) from err
    if len(file) > _MOST_PAGES:
        raise ArticleError(f"{source!r} has more than {_MOST_PAGES:,} pages", hint="split it")
    pages = []
    for number in range(len(file)):
        try:
            pages.append(lines_of(file[number]))
        except pypdfium2.PdfiumError:
            pages.append(Page((), pictures=False, scanned=False))
    if not any(page.lines for page in pages):
        if any(page.pictures for page in pages):
            raise ArticleError(
                f"{source!r} is scanned: its pages are pictures", hint="run text recognition (OCR) on it first"
            )
        raise ArticleError(f"{source!r} is a PDF without text", hint=AS_TEXT)
    text, starts = _together(_without_heads([page.lines for page in pages]))
    about = file.get_metadata_dict()
    notices = (Notice("scanned", "read from the layer of text of a scan, which may have misread it"),)
    return [
        Document(
            text,
            title=_title(about.get("Title"), text),
            byline=_if_shown(about.get("Author"), text),
            url=url,
            pages=starts,
            notices=notices if any(page.scanned for page in pages) else (),
        )
    ]


def _together(pages: list[tuple[Line, ...]]) -> tuple[str, tuple[int, ...]]:
    """The text and where its pages begin; a paragraph that goes on over the page stays one."""
    vocabulary = Vocabulary(line.text for page in pages for line in page)
    text, starts = "", []
    for page in pages:
        for number, paragraph in enumerate(paragraphs_of(page, vocabulary)):
            goes_on = number == 0 and text and not ENDS.search(text) and paragraph[:1].islower()
            text, start = (
                joined(text, paragraph, vocabulary)
                if goes_on
                else (f"{text}\n\n{paragraph}" if text else paragraph, -1)
            )
            if number == 0:
                starts.append(start if goes_on else len(text) - len(paragraph))
        if not page or len(starts) == 0 or not paragraphs_of(page, vocabulary):
            starts.append(len(text))
    return text, tuple(min(start, len(text)) for start in starts)


def _without_heads(pages: list[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """The pages without lines at their edges that repeat but for their numbers, and without page numbers."""
    if len(pages) < 2:
        return pages
    edges = [_edges(page) for page in pages]
    times = Counter(key for edge in edges for key in {_key(line.text) for line in edge})
    return [
        tuple(
            line
            for line in page
            if not (
                line in edge
                and (times[_key(line.text)] >= max(2, _REPEATS * len(pages)) or _NUMBER.fullmatch(line.text))
            )
        )
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: tuple[Line, ...]) -> frozenset[Line]:
    by_height = sorted(page, key=lambda line: line.bottom)
    return (
        frozenset(by_height[:_EDGE] + by_height[-_EDGE:])
        if len(page) > 2 * _EDGE
        else frozenset(by_height[:1] + by_height[-1:])
    )


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.casefold().split()))


def _title(value: str | None, text: str) -> str | None:
    """What the text shows of the title: a page that was printed has the names of its site behind it."""
    parts = re.split(r"(\s[|·–—-]\s)", value or "")
    cut = ["".join(parts[:count]) for count in range(len(parts) - 2, 0, -2)]
    shown = (_if_shown(one, text) for one in (value, *(one for one in cut if len(one.split()) > 2)))
    return next((one for one in shown if one), None)


def _if_shown(value: str | None, text: str) -> str | None:
    """What the file says of itself, if its first page says so too: programs leave all sorts of things there."""
    value = " ".join((value or "").split())
    return value if value and value.casefold() in " ".join(text[:3000].split()).casefold() else None
