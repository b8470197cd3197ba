"""What a file is, told by its content; of its name only that it ends in .md, and not what a server says of it."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from summarizer.errors import ArticleError
from summarizer.inputs.decoding import AS_TEXT

__all__ = ["FRONT_MATTER", "Kind", "kind_of"]

Kind: TypeAlias = Literal["text", "markdown", "html", "pdf", "zip", "mail", "mailbox", "feed"]

_BINARY = {
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x7fELF": "a program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"BZh": "a compressed file",
    b"\xfd7zXZ": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"{\\rtf": "an RTF document",
}
_HEAD = 8192
_PDF_WITHIN = 1024
_PROLOGUE = re.compile(r"(?:\s+|<\?[^>]{0,500}\?>|<!--.{0,2000}?-->|<!doctype\b[^<>]{0,500}>)*", re.I | re.S)
_FEED = re.compile(r"<(rss|feed|rdf:RDF)\b", re.IGNORECASE)
_HTML = re.compile(
    r"<(!doctype\s+html|html|head|body|meta|title|script|style|link|article|main|div|section|header|p|h[1-6]|table)\b",
    re.IGNORECASE,
)
_DOCTYPE = re.compile(r"\s*(?:<\?xml[^>]{0,500}\?>\s*)?<!doctype\s+html", re.IGNORECASE)
_MAIL_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]?")
_MAIL_ROUTE = {
    "received",
    "message-id",
    "mime-version",
    "return-path",
    "content-type",
    "delivered-to",
    "dkim-signature",
}
_MAIL_TOP = {"from", "to", "subject", "date", "cc", "reply-to", "sender"}
_MARK = re.compile(r"[#>`~*\]](?:(?<!\])|\()")  # each sort of markup has one, or a "]("
_MARKDOWN = (
    re.compile(r"^#{1,6} \S", re.M),
    re.compile(r"\[[^\[\]\n]{1,200}\]\((?:https?://|mailto:|/|#)[^\s()]{0,500}\)"),
    re.compile(r"(?<![\w*])\*\*[^\s*][^*\n]{0,200}\*\*(?![\w*])"),
    re.compile(r"^\*[^\s*][^*\n]{0,500}\*[ \t]*$", re.M),
    re.compile(r"^> \S", re.M),
    re.compile(r"^(?:```|~~~)", re.M),
    re.compile(r"^!\[[^\]\n]{0,200}\]\([^\s()]{1,500}\)", re.M),
)
_NAMED_MARKDOWN = re.compile(r"\.(md|markdown)$", re.IGNORECASE)
FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n((?:[\w-]{1,40}:.*\r?\n|[ \t-].*\r?\n|\r?\n){1,60}?)(?:---|\.\.\.)[ \t]*\r?\n"
)


def kind_of(data: bytes, source: str) -> Kind:
    """Which reader the bytes are for; a text is Markdown by its name, by two sorts of markup, or by front matter.

    Raises:
        ArticleError: They are of a kind that no reader is for.
    """
    for magic, name in _BINARY.items():
        if data.startswith(magic):
            raise ArticleError(f"{source!r} is {name}, not text", hint=AS_TEXT)
    if b"%PDF-" in data[:_PDF_WITHIN] and not data[:_PDF_WITHIN].lstrip().startswith(b"<"):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    head = _head(data)
    if kind := _markup(head, source) or _mail(head):
        return kind
    return "markdown" if _NAMED_MARKDOWN.search(source) or _is_markdown(data) else "text"


def _head(data: bytes) -> str:
    """The beginning as text, good enough to tell markup by."""
    start = data[:_HEAD]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[: len(start) & ~1].decode("utf-16", errors="replace")
    return start.decode("utf-8-sig", errors="replace").replace("\0", "")


def _markup(head: str, source: str) -> Kind | None:
    if _DOCTYPE.match(head):
        return "html"
    begin = _PROLOGUE.match(head)
    rest = head[begin.end() if begin else 0 :]
    if _FEED.match(rest):
        return "feed"
    if _HTML.match(rest):
        return "html"
    if re.match(r"\s*<\?xml\b", head, re.IGNORECASE) or rest.startswith("<!DOCTYPE"):
        if re.search(r"<(rss|feed|rdf:RDF)\b", head):
            return "feed"
        if re.search(r"<html\b", head, re.IGNORECASE):
            return "html"
        raise ArticleError(f"{source!r} is XML that is neither a page nor a feed", hint=AS_TEXT)
    return None


def _mail(head: str) -> Kind | None:
    if re.match(r"From \S+ .*\d{4}\r?\n[A-Za-z-]{2,40}:", head):
        return "mailbox"
    names: list[str] = []
    for line in head.splitlines()[:60]:
        if line[:1] in " \t" and names:
            continue
        if not (header := _MAIL_HEADER.match(line)):
            break
        names.append(header[1].lower())
    known = _MAIL_ROUTE & set(names), _MAIL_TOP & set(names)
    return "mail" if names and known[0] and len(known[1]) >= 1 and len(names) >= 3 else None


def _is_markdown(data: bytes) -> bool:
    text = data[:100_000].decode("utf-8", errors="replace").removeprefix("\ufeff")
    if FRONT_MATTER.match(text):
        return True
    return bool(_MARK.search(text)) and sum(bool(sign.search(text)) for sign in _MARKDOWN) >= 2
