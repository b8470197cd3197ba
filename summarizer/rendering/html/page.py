"""The page: one file with its style, its script and its data, and a policy that lets a browser run nothing else.

Whatever article and model wrote is escaped by the template; only our own style and script are put in as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup

from summarizer import pages
from summarizer.fragments import link
from summarizer.rendering.findings import address_of
from summarizer.rendering.html.cards import Card, Page, page_of
from summarizer.rendering.html.review import reviewed
from summarizer.rendering.html.text import marks_of, page_number, paragraphs, targets
from summarizer.rendering.pictures import matrix_picture, risk_picture
from summarizer.types import Article, Envelope

__all__ = ["to_html"]

_FOLDER = Path(__file__).parent
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_FIRST_SIGN = re.compile(r"^· ")
_TERMS = {
    "Model": "the model’s words, not the article’s: headline, summary, sentences, issues, stances; read the quotation",
    "verified": "the words stand in the article, and the article says that this speaker says them",
    "not verified": "the words stand in the article; that this speaker says them cannot be told for certain",
    "exact": "the quotation is the article’s text, letter for letter",
    "exact but for typography": "the model’s quotation differed in marks or spaces; shown is the article’s text",
    "fuzzy": "the model’s quotation differed in a word or two; shown is the article’s text",
    "direct": "the article has the words in quotation marks",
    "paraphrase": "the article tells what was said in words of its own",
    "mixed": "the article has a part of the words in quotation marks",
}
_KINDS = {
    "position": "of a position",
    "risk": "of a risk",
    "item": "of another item",
    "actor": "that introduce an actor",
    "lost": "of what is unsupported",
    "left": "that are said, and not in the brief",
}
_MATCHES = {"folded": "exact but for typography", "fuzzy": "fuzzy"}


def to_html(envelope: Envelope) -> str:
    """The brief beside its article as one HTML file, which needs no network and asks for nothing."""
    article, page = envelope.article, page_of(envelope)
    text = paragraphs(article, marks_of(page.cards, len(article.text)))
    found = targets(text)
    anchors = {id(card.item): (card.key, card.number) for card in page.cards if card.number}
    style, script = _own("style.css"), _own("script.js")
    return pages.page_of(
        _FOLDER / "page.html",
        style=style,
        script=script,
        style_hash=pages.hash_of(style),
        script_hash=pages.hash_of(script),
        bare=_bare,
        page=page,
        article=article,
        url=address_of(article),
        language=article.language if _LANGUAGE.fullmatch(article.language) and article.language != "und" else None,
        paragraphs=text,
        targets=found,
        sources=_sources(article, page),
        pages=_pages(article, page),
        matrix=matrix_picture(envelope.brief, anchors),
        risk_map=risk_picture(envelope.brief, anchors),
        risks=next((part for part in page.sections if any(card.kind == "risk" for card in part.cards)), None),
        counts=_counts(page),
        legend=_legend(page),
        terms=_TERMS,
        data=reviewed(envelope, page.cards),
    )


def _bare(text: str) -> str:
    """A text without the sign that stands before it on a terminal."""
    return _FIRST_SIGN.sub("", text)


@cache
def _own(name: str) -> Markup:
    """A file of ours that goes into the page as it is."""
    return Markup((_FOLDER / name).read_text("utf-8"))  # noqa: S704 (a constant of the program)


def _sources(article: Article, page: Page) -> Mapping[str, str]:
    """For each quotation, the address that opens the source at its words, if the source is on the web."""
    if address_of(article) is None:
        return {}
    places = [(quote.key, quote.spans[0]) for card in page.cards for quote in card.quotes if quote.spans]
    found = {key: link(article, span) for key, span in places}
    return {key: address for key, address in found.items() if address}


def _pages(article: Article, page: Page) -> Mapping[str, int]:
    """For each quotation, the page of the source that it is on, if the source has pages."""
    places = [(quote.key, quote.spans[0]) for card in page.cards for quote in card.quotes if quote.spans]
    numbered = {key: page_number(article, span) for key, span in places}
    return {key: number for key, number in numbered.items() if number}


def _legend(page: Page) -> list[tuple[str, str, str]]:
    """The looks of the article's words that are on the page, each with a sample and what it means."""
    quoting = [card for card in page.cards if any(quote.spans for quote in card.quotes)]
    used = {card.kind for card in quoting}
    matches = {quote.match for card in quoting for quote in card.quotes}
    told = [(kind, "words", meaning) for kind, meaning in _KINDS.items() if kind in used]
    told += [(match, "words", meaning) for match, meaning in _MATCHES.items() if match in matches]
    if any(_is_doubtful(card) for card in quoting):
        told.append(("number", "3?", "its speaker is not verified"))
    return told


def _counts(page: Page) -> list[tuple[str, str, str]]:
    """What there is to be read, each with the anchor of its section: positions, risks, what is set apart."""
    counted = []
    for one, several, kind in (
        ("position", "positions", "position"),
        ("risk", "risks", "risk"),
        ("item", "items", "item"),
        ("unsupported", "unsupported", "lost"),
        ("not in the brief", "not in the brief", "left"),
    ):
        here = [(section.key, card) for section in page.sections for card in section.cards if card.kind == kind]
        here = [(key, card) for key, card in here if kind != "item" or card.number]
        if here:
            counted.append((here[0][0], f"{len(here)} {one if len(here) == 1 else several}", kind))
    warned = [card for card in page.cards if card.kind == "notice" or any(row.kind == "note" for row in card.rows)]
    notes = sum(row.kind == "note" for rows in (page.lead, *(card.rows for card in page.cards)) for row in rows)
    if warnings := notes + sum(card.kind == "notice" for card in page.cards):
        first = warned[0].key if warned else "brief"
        counted.append((first, f"{warnings} warning{'' if warnings == 1 else 's'}", "notice"))
    doubtful = [card for card in page.cards if _is_doubtful(card)]
    if doubtful:
        counted.append((doubtful[0].key, f"{len(doubtful)} not verified", "doubt"))
    return counted


def _is_doubtful(card: Card) -> bool:
    return card.number is not None and not card.sure
