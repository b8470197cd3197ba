"""The paragraphs of a DOCX, without what its reader does not see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from lxml import etree

from summarizer.inputs.formats.markup import local_name

__all__ = ["docx_paragraphs"]

_UNREAD = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText"})
_DEEPEST = 100
_MOST_BASES = 20  # of a style, one on the other
_TINY = 4  # half points
_WHITE = frozenset({"FFFFFF", "FEFEFE", "WHITE"})
_NO_FILL = _WHITE | {"", "AUTO", "NONE"}

Marks: TypeAlias = Mapping[str, str]  # the properties of a run and their values


def docx_paragraphs(document: etree._Element, styles: etree._Element | None) -> Iterator[str]:
    """Yields the text of each paragraph as its reader sees it; a box of text in it is a paragraph of its own.

    Args:
        document: The part ``word/document.xml``.
        styles: The part ``word/styles.xml``, if there is one.
    """
    known = _marks_by_style(styles)
    for one in document.iter():
        if local_name(one) == "p" and not _is_unread(one, known):
            yield "".join(_runs(one, known, 0))


def _is_unread(paragraph: etree._Element, styles: Mapping[str, Marks]) -> bool:
    """True inside of what is not read: a second version of a box for old programs, a run that is hidden."""
    around = ((local_name(one), one) for one in paragraph.iterancestors())
    return any(name in _UNREAD or (name == "r" and _is_hidden(one, styles)) for name, one in around)


def _runs(element: etree._Element, styles: Mapping[str, Marks], depth: int) -> Iterator[str]:
    for child in element:
        name = local_name(child)
        if name in _UNREAD or name == "p" or depth > _DEEPEST:
            continue  # a paragraph within a paragraph comes by itself
        if name == "r" and _is_hidden(child, styles):
            continue
        if name == "t":
            yield child.text or ""
        elif name in ("tab", "br", "cr"):
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        else:
            yield from _runs(child, styles, depth + 1)


def _is_hidden(run: etree._Element, styles: Mapping[str, Marks]) -> bool:
    """True for a run that is hidden, white on nothing or smaller than two points, by itself or by its styles."""
    around = list(run.iterancestors())
    paragraph = next((_marks(one, "pPr") for one in around if local_name(one) == "p"), {})
    own = _marks(run, "rPr")
    marks = {**styles.get(paragraph.get("pStyle", ""), {}), **styles.get(own.get("rStyle", "-"), {}), **own}
    size = marks.get("sz", "")
    return (
        any(marks.get(name, "0") not in ("0", "false", "off") for name in ("vanish", "webHidden", "specVanish"))
        or (marks.get("color", "").upper() in _WHITE and not _is_shaded(marks, around))
        or (size.isdigit() and int(size) < _TINY)
    )


def _is_shaded(marks: Marks, around: list[etree._Element]) -> bool:
    """True if there is a colour behind the run: its own, or that of its paragraph, its cell or the page."""
    fills = [marks.get("shd", ""), marks.get("highlight", "")]
    for one in around:
        first = one[0]  # where the properties of an element stand
        fills.append(_value(first) if local_name(first) == "background" else _marks(one, "pPr", "tcPr").get("shd", ""))
    return any(fill.upper() not in _NO_FILL for fill in fills)


def _marks_by_style(styles: etree._Element | None) -> dict[str, Marks]:
    """What each style says of its runs, with what it has of the one that it is based on; ``""`` is the usual one."""
    found = {_attribute(one, "styleId"): one for one in (styles if styles is not None else ()) if len(one)}
    known: dict[str, Marks] = {}
    for name, style in found.items():
        marks: Marks = {}
        base: etree._Element | None = style
        for _ in range(_MOST_BASES):
            if base is None:
                break
            marks = {**_marks(base, "rPr"), **marks}
            above = next((one for one in base if local_name(one) == "basedOn"), None)
            base = found.get(_value(above)) if above is not None else None
        known[name] = marks
        if _attribute(style, "type") == "paragraph" and _attribute(style, "default") in ("1", "true"):
            known[""] = marks
    return known


def _marks(element: etree._Element, *kinds: str) -> dict[str, str]:
    return {local_name(one): _value(one) for part in element if local_name(part) in kinds for one in part}


def _value(mark: etree._Element) -> str:
    """What a property is set to; of one without a value ``true``."""
    name = {"shd": "fill", "background": "color"}.get(local_name(mark), "val")
    return _attribute(mark, name, "" if name != "val" else "true")


def _attribute(element: etree._Element, name: str, otherwise: str = "") -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), otherwise)
