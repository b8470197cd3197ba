"""The lines of a page of a PDF, without what its reader does not see."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pypdfium2
import pypdfium2.raw as pdfium

from summarizer.inputs.decoding import normalise

__all__ = ["HYPHEN", "Line", "Page", "lines_of"]

_Box: TypeAlias = tuple[
    float, float, float, float
]  # left, bottom, right, top, in points of the page before it is turned

HYPHEN = "\x02"  # how pdfium writes a hyphen at which it takes a word for broken
_JOINED = ("\x02", "\ufffe")
_BROKEN = (*_JOINED, "\xad")
_WHITE = 245
_TINY = 1.5  # points
_OF_PAGE = 0.5  # that a picture covers, for the page to be a scan


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its text, its ends and height from the lower left corner, and the size of its letters, in points.

    A word that is broken at its end has `HYPHEN` there.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its lines; whether it has pictures; whether its text is the unseen layer of a scan."""

    lines: tuple[Line, ...]
    pictures: bool
    scanned: bool


def lines_of(page: pypdfium2.PdfPage) -> Page:
    """The page's lines in the order of the file, which is that of reading in nearly all."""
    objects = list(page.get_objects(max_depth=6))
    texts = [one for one in objects if one.type == pdfium.FPDF_PAGEOBJ_TEXT]
    boxes = [_bounds(one) for one in objects if one.type == pdfium.FPDF_PAGEOBJ_PATH and not _is_pale(one)]
    pictures = [_bounds(one) for one in objects if one.type == pdfium.FPDF_PAGEOBJ_IMAGE]
    shown = page.get_bbox()
    scanned = any(_area(box) > _OF_PAGE * _area(shown) for box in pictures if box)
    scanned = scanned and bool(texts) and all(_mode(one) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE for one in texts)
    behind = [box for box in (*boxes, *pictures) if box]
    hidden = set() if scanned else {_address(one) for one in texts if _is_hidden(one, behind, shown)}
    return Page(tuple(_lines(page, hidden)), pictures=bool(pictures), scanned=scanned)


def _lines(page: pypdfium2.PdfPage, hidden: set[int]) -> Iterator[Line]:
    text = page.get_textpage()
    held: list[tuple[int, str]] = []
    for index in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, index) or 32)
        if character in "\r\n":
            if line := _line(text, held):
                yield line
            held = []
        elif not hidden or not _is_in(text, index, hidden):
            held.append((index, character))
            if character in _JOINED:  # pdfium writes no end of the line after it
                if line := _line(text, held):
                    yield line
                held = []
    if line := _line(text, held):
        yield line


def _is_in(text: pypdfium2.PdfTextPage, index: int, hidden: set[int]) -> bool:
    found = pdfium.FPDFText_GetTextObject(text, index)
    return bool(found) and ctypes.addressof(found.contents) in hidden


def _address(one: pypdfium2.PdfObject) -> int:
    return ctypes.addressof(one.raw.contents)


def _line(text: pypdfium2.PdfTextPage, held: list[tuple[int, str]]) -> Line | None:
    seen = [index for index, character in held if not character.isspace()]
    words = "".join(HYPHEN if character in _BROKEN else character for _, character in held).strip()
    broken = words.endswith(HYPHEN)
    words = " ".join(normalise(words)[0].split())
    if not seen or not words:
        return None
    left, bottom, _, _ = text.get_charbox(seen[0])
    right = text.get_charbox(seen[-1])[2]
    size = pdfium.FPDFText_GetFontSize(text, seen[0])
    height = _height(text, seen[0])
    return Line(words + (HYPHEN if broken else ""), left, right, bottom if height is None else height, size)


def _height(text: pypdfium2.PdfTextPage, index: int) -> float | None:
    """That of the line on which the letters stand, below which some of them reach."""
    x, y = ctypes.c_double(), ctypes.c_double()
    return y.value if pdfium.FPDFText_GetCharOrigin(text, index, x, y) else None


def _bounds(one: pypdfium2.PdfObject) -> _Box | None:
    """Where it is on the page; what is inside of a form is where the form is put."""
    try:
        box: _Box = one.get_bounds()
    except pypdfium2.PdfiumError:
        return None
    for form in _around(one):
        box = form.get_matrix().on_rect(*box)
    return box


def _around(one: pypdfium2.PdfObject) -> Iterator[pypdfium2.PdfObject]:
    """The forms that it is in, the innermost first."""
    while one.container is not None:
        one = one.container
        yield one


def _area(box: _Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _mode(one: pypdfium2.PdfObject) -> int:
    return int(pdfium.FPDFTextObj_GetTextRenderMode(one.raw))


def _is_hidden(one: pypdfium2.PdfObject, behind: list[_Box], shown: _Box) -> bool:
    if _mode(one) in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP):
        return True
    bounds = _bounds(one)
    if bounds is None:
        return False
    left, bottom, right, top = bounds
    outside = right <= shown[0] or left >= shown[2] or top <= shown[1] or bottom >= shown[3]
    if outside or top - bottom < _TINY / 2:
        return True
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(one.raw, size)
    matrix = one.get_matrix()
    for form in _around(one):
        matrix = matrix.multiply(form.get_matrix())
    if size.value * max(abs(matrix.a), abs(matrix.b), abs(matrix.d)) < _TINY:
        return True
    x, y = (left + right) / 2, (bottom + top) / 2
    return _is_pale(one) and not any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in behind)


def _is_pale(one: pypdfium2.PdfObject) -> bool:
    """True if it is filled with white, or with nothing that is seen."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(one.raw, red, green, blue, alpha):
        return False
    return alpha.value < 10 or min(red.value, green.value, blue.value) >= _WHITE
