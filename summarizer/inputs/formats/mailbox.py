"""A mailbox (mbox): one document for each of its messages."""

from __future__ import annotations

import re

from summarizer.errors import ArticleError
from summarizer.inputs.documents import Document
from summarizer.inputs.formats.mail import message_of

__all__ = ["read"]

_FROM = re.compile(rb"(?:\A|\n\r?\n)From \S+ [^\r\n]*\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_MOST = 1000


def read(data: bytes, *, source: str, charset: str | None, url: str | None) -> list[Document]:
    """Each message that has text, in order.

    Raises:
        ArticleError: It has too many, or none with text.
    """
    messages = [part for part in _FROM.split(data) if part.strip()]
    if len(messages) > _MOST:
        raise ArticleError(f"{source!r} has more than {_MOST:,} messages", hint="split the mailbox")
    found = []
    for message in messages:
        try:
            found.append(message_of(_QUOTED.sub(rb"\1", message), source=source))
        except ArticleError:
            if len(messages) == 1:
                raise
    return found
