"""A plain text as a document, what every format is refused for, and the article that a document becomes."""

from __future__ import annotations

import hashlib
import re

from summarizer.errors import ArticleError
from summarizer.inputs.decoding import AS_TEXT, NEEDS_TEXT, decode, normalise
from summarizer.inputs.documents import Document
from summarizer.language import detect_language
from summarizer.types import Article, Notice

__all__ = ["article_of", "read_plain"]

_WALL = re.compile(
    r"(subscribe|sign in|log in|register)( now)? to (continue|keep|read)|(please )?(enable|turn on) javascript"
    r"|subscribers only|accept (all )?cookies|verify (that )?you are (a )?human|before you continue to"
    r"|we (value|care about) your privacy|this (article|content) is for (paying )?(subscribers|members)"
    r"|um (weiterzulesen|den artikel zu lesen)|réservée? (à nos|aux) abonnés|cookies (akzeptieren|accepter)",
    re.IGNORECASE,
)
_WALL_WORDS = 120  # above that there is an article around it

_BYLINE = re.compile(r"By ([^\W\d_a-z][\w.'’-]*(?:,? (?:and|de|van|von|da|of|the|[^\W\d_a-z][\w.'’-]*))*)")
_BYLINE_AMONG = 6  # lines of text at the top
_TITLE_WORDS = (3, 25)  # a word or two is the name of a section
_SHORT_TITLE = 3  # the line after a title is that many times as long, if no blank line is between them
_LONGEST_FIELD = 500
_LANGUAGE = re.compile(r"([a-z]{2})\b", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")


def read_plain(data: bytes, source: str, *, charset: str | None = None) -> Document:
    """The text as it stands."""
    text, notices = decode(data, source, charset=charset)
    return Document(text, notices=tuple(notices))


def article_of(document: Document, source: str) -> Article:
    """The article, normalised; its id is the hash of what was read.

    Where the document has no title, one is taken from a first line that stands apart and ends like no sentence, and a
    byline from a line "By …" near the top; both stay in the text.

    Raises:
        ArticleError: It is empty, has no words, or is a page that asks to log in.
    """
    text, removed = normalise(document.text)
    notices = list(document.notices)
    if removed:
        notices.append(Notice("characters", f"characters that cannot be seen, removed: {removed}"))
    _refuse_non_articles(text, source)
    detected = detect_language(text)
    return Article(
        id=hashlib.sha256(text.encode()).hexdigest(),
        source=source,
        text=text,
        title=_field(document.title) or _title(text),
        byline=_field(document.byline) or _byline(text),
        published=_date(document.published),
        language=_language(document.language) if detected == "und" else detected,
        publisher=_field(document.publisher),
        url=_address(document.url),
        pages=document.pages,
        notices=tuple(notices),
    )


def _field(value: str | None) -> str | None:
    """What a source says of itself, as one line of bounded length."""
    if not value:
        return None
    line = " ".join(normalise(value)[0].split())[:_LONGEST_FIELD].strip()
    return line or None


def _language(declared: str | None) -> str:
    found = _LANGUAGE.match(declared or "")
    return found[1].lower() if found else "und"


def _date(value: str | None) -> str | None:
    return value if value and _DATE.fullmatch(value) else None


def _address(value: str | None) -> str | None:
    """An address that a browser opens and that hides nothing: no user, no spaces, no controls."""
    usable = (
        value and len(value) <= 2000 and re.fullmatch(r"https?://[^\s/@\\\x00-\x20\"<>]+(/[^\s\x00-\x20\"<>]*)?", value)
    )
    return value if usable else None


def _refuse_non_articles(text: str, source: str) -> None:
    if not text:
        raise ArticleError(
            "standard input is empty" if source == "-" else f"{source!r} is empty",
            hint="what was to write the article to it wrote nothing" if source == "-" else NEEDS_TEXT,
        )
    if not any(map(str.isalpha, text)):
        raise ArticleError(f"{source!r} has no words", hint=NEEDS_TEXT)
    if len(text.split()) < _WALL_WORDS and _WALL.search(text):
        raise ArticleError(f"{source!r} is a page that asks to log in or accept cookies, not an article", hint=AS_TEXT)


def _title(text: str) -> str | None:
    """The first line, if it stands apart from what follows and ends like no sentence."""
    first, _, rest = text.partition("\n")
    following = rest.partition("\n")[0]
    stands_apart = not following.strip() or len(following) > _SHORT_TITLE * len(first)
    title = first.lstrip("#").strip()
    if not rest.strip() or not stands_apart or _BYLINE.fullmatch(title):
        return None
    words = len(title.split())
    return title if _TITLE_WORDS[0] <= words <= _TITLE_WORDS[1] and title[-1] not in ".,;:" else None


def _byline(text: str) -> str | None:
    lines = [line.strip() for line in text[:2000].splitlines() if line.strip()]
    matches = (_BYLINE.fullmatch(line) for line in lines[:_BYLINE_AMONG])
    return next((match[1] for match in matches if match), None)
