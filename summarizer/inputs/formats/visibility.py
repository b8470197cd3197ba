"""Takes out of a page what its reader does not see, which is how instructions to a model are smuggled in.

Judged are the page's own markup, ``style`` attributes and ``<style>`` rules; what external style sheets, scripts and
overlapping elements hide cannot be told from the page alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cssselect import HTMLTranslator, SelectorError
from lxml import etree
from lxml.html import HtmlElement

__all__ = ["remove_hidden"]

_TAGS = (
    *("template", "noscript", "iframe", "object", "embed", "canvas", "audio"),
    *("video", "svg", "select", "datalist", "textarea"),
)
_NEVER = frozenset({"html", "body"})  # pages hide these until their scripts run
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MEDIA = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", re.IGNORECASE)
_AT = re.compile(r"@[\w-]+[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_MOST_RULES = 2000
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|em|rem|pt|vw|vh|cm|mm|in|ch|ex|%)?$")
_PIXELS = {"em": 16.0, "rem": 16.0, "pt": 1.33, "vw": 12.0, "vh": 8.0, "cm": 38.0, "mm": 3.8, "in": 96.0, "ch": 8.0}
_OFF_PAGE = -500.0
_TINY = 2.0
_CLIPPED = re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)|inset\(\s*(?:50|100)%|circle\(\s*0|polygon\(\s*0 0[ ,0]*\)")
_NAMED = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240)}
_ALIKE = 24
_ARIA_SHARE = 0.25

Style = Mapping[str, str]


def remove_hidden(tree: HtmlElement) -> None:
    """Leaves in the tree what is seen on the page; read its structured data before, for scripts go too."""
    for element in list(tree.iter(*_TAGS)):
        _drop(element)
    words = _length(tree)
    by_rule = dict(_hidden_by_rules(tree))
    styles = {element: _declarations(element.get("style") or "") for element in tree.iter(etree.Element)}
    for element in list(tree.iter(etree.Element)):
        if element.tag in _NEVER or element.tag in ("head", "script", "style", "meta", "link"):
            continue
        inline = styles[element]
        if (
            _hidden_by_markup(element, words)
            or _hides(inline)
            or (element in by_rule and not _shown_again(by_rule[element], inline))
            or _like_its_background(element, inline, styles)
        ):
            _drop(element)
    for element in list(tree.iter("script", "style")):
        _drop(element)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _length(element: HtmlElement) -> int:
    return sum(len(text) for text in element.itertext() if not text.isspace())


def _hidden_by_markup(element: HtmlElement, words: int) -> bool:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    if element.tag == "font" and (element.get("size") == "0" or _colour(element.get("color") or "") == (255, 255, 255)):
        return True
    # Readers see such text, but it is decoration or an overlay, unless much of the page is marked so.
    return element.get("aria-hidden") == "true" and _length(element) < _ARIA_SHARE * words


def _declarations(style: str) -> dict[str, str]:
    """The properties of a block; of one that is set twice the last, unless one before it is important."""
    found: dict[str, str] = {}
    important = set()
    for one in style.split(";"):
        name, colon, value = one.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        weighty = value.endswith("!important")
        if colon and (weighty or name not in important):
            found[name] = value.removesuffix("!important").strip()
            if weighty:
                important.add(name)
    return found


def _hides(style: Style) -> bool:
    """True if an element with that style alone is not seen."""
    return bool(style) and (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("content-visibility") == "hidden"
        or _number(style.get("opacity"), 1.0) <= 0.05
        or "opacity(0" in style.get("filter", "")
        or _tiny_letters(style)
        or _no_room(style)
        or _off_page(style)
        or bool(_CLIPPED.search(style.get("clip", "") + style.get("clip-path", "")))
        or bool(re.search(r"scale[xy]?\(\s*0(\.0+)?\s*[,)]", style.get("transform", "")))
        or style.get("scale") == "0"
        or _colour(style.get("-webkit-text-fill-color", "")) == "transparent"
        or _colour(style.get("color", "")) == "transparent"
    )


def _tiny_letters(style: Style) -> bool:
    size = style.get("font-size", "")
    short = re.search(r"(?:^|\s)(\d*\.?\d+(?:px|pt|em|rem)?)(?:\s*/|\s)", style.get("font", "") + " ")
    return any(0 <= _pixels(value, 16.0) < _TINY for value in (size, short[1] if short else "") if value)


def _no_room(style: Style) -> bool:
    cut = any(
        word in style.get(name, "") for name in ("overflow", "overflow-x", "overflow-y") for word in ("hidden", "clip")
    )
    sizes = ("width", "height", "max-width", "max-height")
    return cut and any(0 <= _pixels(style[name], 99.0) < _TINY for name in sizes if name in style)


def _off_page(style: Style) -> bool:
    placed = style.get("position") in ("absolute", "fixed", "relative")
    names = ("left", "top", "right", "bottom") if placed else ()
    margins = ("text-indent", "margin-left", "margin-top", "margin")
    moved = re.search(r"translate[xy3d]*\(\s*(-\d[\d.]*[a-z%]*)", style.get("transform", ""))
    far = [style[name].split()[0] for name in (*names, *margins) if style.get(name)]
    return any(_pixels(value, 0.0) <= _OFF_PAGE for value in far) or bool(moved and _pixels(moved[1], 0.0) <= _OFF_PAGE)


def _pixels(value: str, default: float) -> float:
    found = _LENGTH.match(value)
    if not found:
        return default
    return float(found[1]) * _PIXELS.get(found[2] or "px", 1.0)


def _number(value: str | None, default: float) -> float:
    try:
        return float((value or "").rstrip("%")) if value else default
    except ValueError:
        return default


def _hidden_by_rules(tree: HtmlElement) -> Iterator[tuple[HtmlElement, Style]]:
    """Elements that a rule of the page's own style sheets hides, and no later rule shows again."""
    rules = [rule for style in tree.iter("style") for rule in _rules(style.text or "")][:_MOST_RULES]
    translator = HTMLTranslator()
    hidden: dict[HtmlElement, Style] = {}
    for selector, style in rules:
        showing = hidden and "display" in style and style["display"] != "none"
        if not showing and not _hides(style):
            continue
        try:
            matched = tree.xpath(translator.css_to_xpath(selector))
        except (SelectorError, etree.XPathError):  # a state or a part of an element, such as :hover
            continue
        for element in matched:
            if _hides(style):
                hidden[element] = style
            elif hidden.get(element, {}).get("display") == "none":
                del hidden[element]
    yield from hidden.items()


def _rules(sheet: str) -> Iterator[tuple[str, Style]]:
    """Each rule that holds on a screen of any size; those for print or for some widths are left out."""
    if len(sheet) > 1_000_000:
        return
    plain = _AT.sub("", _MEDIA.sub(r"\1", _COMMENT.sub("", sheet)))
    for selectors, block in _RULE.findall(plain):
        if "@" not in selectors and len(selectors) < 1000:
            style = _declarations(block)
            for selector in selectors.split(","):
                yield selector.strip(), style


def _shown_again(rule: Style, inline: Style) -> bool:
    return any(
        rule.get(name) and inline.get(name) and not _hides({name: inline[name]})
        for name in ("display", "visibility", "opacity")
    )


def _like_its_background(element: HtmlElement, inline: Style, styles: Mapping[HtmlElement, Style]) -> bool:
    """True for text in the colour of what is behind it, as far as attributes tell; a page is white by itself."""
    colour = _colour(inline.get("color", ""))
    if not isinstance(colour, tuple):
        return False
    behind: HtmlElement | None = element
    while behind is not None:
        style = styles.get(behind, {})
        value = style.get("background-color") or style.get("background") or behind.get("bgcolor")
        if value:
            under = _colour(value.split()[0])
            return isinstance(under, tuple) and _alike(colour, under)
        behind = behind.getparent()
    return _alike(colour, (255, 255, 255)) and not any(True for _ in element.iter("h1"))


def _alike(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def _colour(value: str) -> tuple[int, int, int] | str | None:
    """Red, green and blue from 0 to 255, ``"transparent"``, or None for what cannot be told."""
    value = value.strip().lower()
    if value in _NAMED:
        return _NAMED[value]
    if value == "transparent":
        return value
    if found := re.fullmatch(r"#?([0-9a-f]{6})([0-9a-f]{2})?", value):
        return (
            "transparent"
            if found[2] == "00"
            else (int(found[1][:2], 16), int(found[1][2:4], 16), int(found[1][4:], 16))
        )
    if found := re.fullmatch(r"#([0-9a-f])([0-9a-f])([0-9a-f])([0-9a-f])?", value):
        return (
            "transparent" if found[4] == "0" else (int(found[1] * 2, 16), int(found[2] * 2, 16), int(found[3] * 2, 16))
        )
    if found := re.fullmatch(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:\s*[,/]\s*([\d.]+)(%?))?\s*\)", value):
        if found[4] and float(found[4]) < 0.05:
            return "transparent"
        return int(found[1]), int(found[2]), int(found[3])
    return None
