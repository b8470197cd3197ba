"""Reads whatever people summarize: a path, an address or standard input, recognised by its content."""

from __future__ import annotations

import difflib
import re
import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from summarizer.errors import ArticleError
from summarizer.inputs.documents import Document
from summarizer.inputs.plain import article_of, read_plain
from summarizer.inputs.sniffing import kind_of
from summarizer.types import Article

__all__ = ["article_from_text", "is_address", "read_article", "read_articles"]

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Raw:
    data: bytes
    charset: str | None = None
    url: str | None = None


async def read_articles(
    source: str,
    *,
    stdin: BinaryIO | None = None,
    max_bytes: int = 10_000_000,
    entry: int | None = None,
    allow_private: bool = False,
) -> tuple[Article, ...]:
    """The articles at `source`, normalised: one, or one for each entry of a feed or message of a mailbox.

    Read are plain text, Markdown, HTML, PDF, DOCX, EPUB, mail, mailboxes, RSS and Atom. What only a notice tells: a
    guessed encoding, replaced bytes (code ``encoding``), removed characters (``characters``), text that a reader of
    the page would not see (``hidden-text``), an entry that is only a teaser (``teaser``).

    Args:
        source: A path, an http or https address, or ``-`` for `stdin`.
        stdin: What ``-`` reads; None for the process's own.
        max_bytes: The longest file that is read.
        entry: Which entry of a feed or message of a mailbox, from 1; None for all.
        allow_private: Whether an address may lie in a private network.

    Raises:
        ArticleError: It is missing, unreadable, too large, empty, of a kind that is not read, or a page that asks to
            log in; the feed has no such entry.
    """
    raw = await _raw(source, stdin=stdin, max_bytes=max_bytes, allow_private=allow_private)
    if len(raw.data) > max_bytes:
        raise ArticleError(
            f"{source!r} is longer than {max_bytes:,} bytes", hint="an article of that size is a corpus: split it"
        )
    kind = kind_of(raw.data, source)
    if kind == "text":
        documents: tuple[Document, ...] = (read_plain(raw.data, source, charset=raw.charset),)
    else:
        from summarizer.inputs.apart import read_apart

        documents = await read_apart(kind, raw.data, source=source, charset=raw.charset, url=raw.url)
    if entry is not None:
        if not 1 <= entry <= len(documents):
            raise ArticleError(
                f"{source!r} has no entry {entry}", hint=f"it has {len(documents)}: --entry 1 is the first"
            )
        documents = documents[entry - 1 : entry]
    return tuple(article_of(document, source) for document in documents)


async def read_article(
    source: str,
    *,
    stdin: BinaryIO | None = None,
    max_bytes: int = 10_000_000,
    entry: int | None = None,
    allow_private: bool = False,
) -> Article:
    """The one article at `source`, as `read_articles` reads it.

    Raises:
        ArticleError: See `read_articles`; or it is a feed or mailbox of several, and none is chosen.
    """
    found = await read_articles(source, stdin=stdin, max_bytes=max_bytes, entry=entry, allow_private=allow_private)
    if len(found) > 1:
        titles = "; ".join(f"{number}: {one.title or one.text[:60]}" for number, one in enumerate(found[:5], 1))
        raise ArticleError(f"{source!r} has {len(found)} entries", hint=f"choose one with --entry N ({titles})")
    return found[0]


def article_from_text(text: str, *, source: str) -> Article:
    """The article that a plain text is, whatever it may look like.

    Raises:
        ArticleError: It is empty, has no words, or is a page that asks to log in.
    """
    return article_of(Document(text), source)


def is_address(source: str) -> bool:
    """True for what is fetched rather than opened."""
    return bool(_ADDRESS.match(source))


async def _raw(source: str, *, stdin: BinaryIO | None, max_bytes: int, allow_private: bool) -> _Raw:
    if source == "-":
        return _Raw(_read_stdin(stdin or sys.stdin.buffer, max_bytes))
    if not is_address(source):
        return _Raw(_read_file(source, max_bytes))
    from summarizer.inputs.web import fetch

    page = await fetch(source, allow_private=allow_private)
    return _Raw(page.data, page.charset, page.url)


def _read_stdin(stdin: BinaryIO, max_bytes: int) -> bytes:
    if stdin.isatty():
        raise ArticleError(
            "no article: '-' reads standard input, which is the terminal",
            hint="name a file, or send a text: summarizer run - < article.txt",
        )
    return stdin.read(max_bytes + 1)


def _read_file(source: str, max_bytes: int) -> bytes:
    if not source.strip():
        raise ArticleError(
            "no article: its name is empty", hint="name a file or an address (is a variable of your shell not set?)"
        )
    path = Path(source)
    try:
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except FileNotFoundError as err:
        if scheme := _SCHEME.match(source):
            raise _not_read(scheme[1].lower(), scheme[2]) from err
        raise ArticleError(f"no file {source!r}", hint=_instead_of(path)) from err
    except IsADirectoryError as err:
        raise ArticleError(f"{source!r} is a folder", hint="name one file in it") from err
    except (OSError, ValueError) as err:  # ValueError: a NUL in the name
        reason = (err.strerror if isinstance(err, OSError) else None) or str(err)
        raise ArticleError(f"cannot read {source!r}: {reason}") from err


def _not_read(scheme: str, rest: str) -> ArticleError:
    is_file = scheme == "file" and rest.startswith("/")
    return ArticleError(
        f"addresses that begin with {scheme}:// are not read, only paths, http:// and https://",
        hint=f"name it by its path: {rest}" if is_file else "save it as a file, and name that",
    )


def _instead_of(path: Path) -> str:
    """What the user may have meant by the path of a file that is not there."""
    if path.is_symlink():
        return f"it is a link to {str(path.readlink())!r}, which is not there"
    try:
        beside = [entry.name for entry in islice(path.parent.iterdir(), 1000)]
    except OSError:
        return f"there is no folder {str(path.parent)!r}"
    close = difflib.get_close_matches(path.name, beside, n=1)
    return f"did you mean {str(path.with_name(close[0]))!r}?" if close else f"looked in {str(path.parent.absolute())!r}"
