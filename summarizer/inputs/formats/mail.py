"""Mail: what the sender wrote, as plain text where there is such a part, with its subject as the title."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from summarizer.errors import ArticleError
from summarizer.inputs.decoding import AS_TEXT, decode
from summarizer.inputs.documents import Document, headed, paragraphs
from summarizer.inputs.formats.markup import blocks, html_tree
from summarizer.inputs.formats.visibility import remove_hidden
from summarizer.types import Notice

__all__ = ["message_of", "read"]

_MOST_PARTS = 500
_DEEPEST = 20
_INTRODUCTION = 3  # lines, as mail breaks them
_INTRODUCED = re.compile(  # "On Monday, Ada Reed <…> wrote:", "Am Montag schrieb Ada Reed:"
    r"\s*(?:On|Am|Le|El|Il|Op|Den|Em|W dniu)\b.{0,300}"
    r"\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev|escreveu|napisał)\b.{0,100}:\s*"
)


def read(data: bytes, *, source: str, charset: str | None, url: str | None) -> list[Document]:
    """The one message.

    Raises:
        ArticleError: It has no text.
    """
    return [message_of(data, source=source)]


def message_of(data: bytes, *, source: str) -> Document:
    """The message, without attachments and without the mail that it answers where that is quoted at its end.

    Raises:
        ArticleError: See `read`.
    """
    message = BytesParser(policy=policy.default.clone(max_line_length=None)).parsebytes(data)
    plain, html = _parts(message, source)
    if plain is not None and (html is None or len(plain.split()) > 20):
        own, notices = _own(plain.replace("\r\n", "\n"))
        text = _unwrapped(own)
    else:
        tree = html_tree(html or "")
        if tree is None:
            raise ArticleError(f"{source!r} is a mail without text", hint=AS_TEXT)
        remove_hidden(tree)
        text, notices = paragraphs(blocks(tree)), ()
    name, address = parseaddr(_header(message, "from"))
    document = Document(
        text,
        title=_header(message, "subject") or None,
        byline=name or address or None,
        published=_date(_header(message, "date")),
        language=_header(message, "content-language") or None,
        notices=notices,
    )
    return headed(document)


def _header(message: EmailMessage, name: str) -> str:
    """The header, decoded; empty if it is missing, or so broken that the library cannot read it."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        return ""


def _date(header: str) -> str | None:
    try:
        return parsedate_to_datetime(header).isoformat() if header else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _parts(message: EmailMessage, source: str) -> tuple[str | None, str | None]:
    """The first part of plain text and the first of HTML that are no attachments."""
    found: dict[str, str] = {}
    waiting: list[tuple[MIMEPart, int]] = [(message, 0)]
    for _ in range(_MOST_PARTS):
        if not waiting:
            break
        part, depth = waiting.pop(0)
        kind = part.get_content_type()
        if part.is_multipart():
            inside = part.get_payload()
            if depth < _DEEPEST and kind != "message/rfc822" and isinstance(inside, list):
                waiting[:0] = [(one, depth + 1) for one in inside if isinstance(one, MIMEPart)]
        elif (
            kind in ("text/plain", "text/html")
            and kind not in found
            and "attachment" not in str(part.get("content-disposition", "")).lower()
        ):
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data.strip():
                found[kind] = decode(data, source, charset=part.get_content_charset(), markup=kind == "text/html")[0]
    return found.get("text/plain"), found.get("text/html")


def _own(text: str) -> tuple[str, tuple[Notice, ...]]:
    """What the sender wrote above a quoted mail that ends the text; all of it, if that would be nothing."""
    lines = text.split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith(">")):
        end -= 1
    if not any(lines[end:]):
        return text, ()
    for start in range(end - 1, max(0, end - _INTRODUCTION) - 1, -1):
        if _INTRODUCED.fullmatch(" ".join(lines[start:end])) and any(map(str.strip, lines[:start])):
            left_out = sum(line.startswith(">") for line in lines[end:])
            notice = Notice("quoted-mail", f"the mail that it answers, left out: {left_out} lines")
            return "\n".join(lines[:start]).rstrip(), (notice,)
    return text, ()


def _unwrapped(text: str) -> str:
    """The paragraphs, whose lines mail breaks at some 72 characters; a line that is short of that stays a line."""
    made = []
    for block in text.split("\n\n"):
        lines = [line.rstrip() for line in block.split("\n")]
        wrapped = len(lines) > 1 and all(55 <= len(line) <= 80 for line in lines[:-1])
        made.append((" " if wrapped else "\n").join(lines))
    return "\n\n".join(made)
