"""Reads an article: bytes of any sort to one normalised text, or a reason why there is none.

The text is normalised here, once, and every span of the program counts in it. What is kept as it stands: the
article's own typography (quotation marks, dashes, no-break spaces); treating those alike is the business of whoever
compares texts. What is changed: Unicode NFC; every sort of line end, form feed included, to a newline; a tab to a
space; blank space around the whole removed. What is removed, and counted in a notice: characters that a reader cannot
see, which is how instructions and look-alikes are smuggled in (controls, bidi marks, zero-width and tag characters).
"""

from __future__ import annotations

import codecs
import difflib
import hashlib
import re
import sys
import unicodedata
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from summarizer.errors import ArticleError
from summarizer.language import detect_language
from summarizer.types import Article, Notice

__all__ = ["read_article"]

_AS_TEXT = "save its text as a plain text file, and name that"

_BINARY = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or office document",
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
_MARKUP = re.compile(r"\s*(<\?xml|<!doctype|<html|<head|<body)\b", re.IGNORECASE)
_WALL = re.compile(
    r"(subscribe|sign in|log in|register)( now)? to (continue|keep|read)|(please )?(enable|turn on) javascript"
    r"|subscribers only|accept (all )?cookies|verify (that )?you are (a )?human",
    re.IGNORECASE,
)
_WALL_WORDS = 120  # above that there is an article around it

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ("cp1252", "cp1250", "cp1251", "cp1253", "koi8_r", "gb18030", "shift_jis", "euc_jp", "euc_kr", "big5")
_CENTRAL_EUROPEAN = {"pl", "cs"}

_NEWLINE = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
    # Joiners are spelling in Persian and Indic scripts, and hold emoji together; elsewhere they only hide.
    "|(?<![\u0590-\u1fff\u2190-\U0010ffff])[\u200c\u200d]"
)
_STACK = 30
_NOT_LATIN = re.compile(f"[^\x00-\u02ff]{{{_STACK + 1},}}")

_BYLINE = re.compile(r"By ([^\W\d_a-z][\w.'’-]*(?:,? (?:and|de|van|von|da|of|the|[^\W\d_a-z][\w.'’-]*))*)")
_BYLINE_AMONG = 6  # lines of text at the top
_TITLE_WORDS = (3, 25)  # a word or two is the name of a section
_SHORT_TITLE = 3  # the line after a title is that many times as long, if no blank line is between them


def read_article(source: str, *, stdin: BinaryIO | None = None, max_bytes: int = 10_000_000) -> Article:
    """The article at `source`, normalised; its id is the hash of what was read.

    A title is taken from a first line that stands apart and ends like no sentence, a byline from a line "By …" near
    the top; both stay in the text. Where the encoding had to be guessed, bytes were replaced or characters removed,
    a notice says so (codes ``encoding`` and ``characters``).

    Args:
        source: A path, or ``-`` for `stdin`.
        stdin: What ``-`` reads; None for the process's own.
        max_bytes: The longest article that is read.

    Raises:
        ArticleError: It is missing, unreadable, too large, empty, binary, markup, or a page that asks to log in.
    """
    data = _read_stdin(stdin or sys.stdin.buffer, max_bytes) if source == "-" else _read_file(source, max_bytes)
    if len(data) > max_bytes:
        raise ArticleError(
            f"{source!r} is longer than {max_bytes:,} bytes", hint="an article of that size is a corpus: split it"
        )
    raw, notices = _decode(data, source)
    text, removed = _normalise(raw)
    if removed:
        notices.append(Notice("characters", f"characters that cannot be seen, removed: {removed}"))
    _refuse_non_articles(text, source)
    return Article(
        id=hashlib.sha256(text.encode()).hexdigest(),
        source=source,
        text=text,
        title=_title(text),
        byline=_byline(text),
        language=detect_language(text),
        notices=tuple(notices),
    )


def _read_stdin(stdin: BinaryIO, max_bytes: int) -> bytes:
    if stdin.isatty():
        raise ArticleError(
            "no article: '-' reads standard input, which is the terminal",
            hint="name a file, or send a text: summarizer run - < article.txt",
        )
    return stdin.read(max_bytes + 1)


def _read_file(source: str, max_bytes: int) -> bytes:
    path = Path(source)
    try:
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except FileNotFoundError as err:
        raise ArticleError(f"no file {source!r}", hint=_instead_of(path)) from err
    except IsADirectoryError as err:
        raise ArticleError(f"{source!r} is a folder", hint="name one file in it") from err
    except (OSError, ValueError) as err:  # ValueError: a NUL in the name
        reason = (err.strerror if isinstance(err, OSError) else None) or str(err)
        raise ArticleError(f"cannot read {source!r}: {reason}") from err


def _instead_of(path: Path) -> str:
    """What the user may have meant by the path of a file that is not there."""
    if re.match(r"https?:", str(path)):
        return f"addresses are not read: {_AS_TEXT}"
    try:
        beside = [entry.name for entry in islice(path.parent.iterdir(), 1000)]
    except OSError:
        return f"there is no folder {str(path.parent)!r}"
    close = difflib.get_close_matches(path.name, beside, n=1)
    return f"did you mean {str(path.with_name(close[0]))!r}?" if close else f"looked in {str(path.parent.absolute())!r}"


def _decode(data: bytes, source: str) -> tuple[str, list[Notice]]:
    """The text of the bytes, with a notice where that took a guess or a replacement."""
    for magic, kind in _BINARY.items():
        if data.startswith(magic):
            raise ArticleError(f"{source!r} is {kind}, not text", hint=_AS_TEXT)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _utf16_without_mark(data)
    if encoding is None and b"\0" in data:
        raise ArticleError(f"{source!r} is not text: it has NUL bytes", hint=_AS_TEXT)
    text = data.decode(encoding or "utf-8", errors="replace")
    notices = []
    if encoding is None and _is_not_utf8(text):
        encoding = _guess(data)
        text = data.decode(encoding, errors="replace")
        notices.append(Notice("encoding", f"not UTF-8: read as {encoding}, which is a guess"))
    if replaced := text.count("\ufffd"):
        notices.append(Notice("encoding", f"characters that could not be read and stand as \ufffd: {replaced}"))
    return text, notices


def _utf16_without_mark(data: bytes) -> str | None:
    """In UTF-16, nearly every other byte of a text in a Latin script is NUL."""
    high, low = data[::2].count(0), data[1::2].count(0)
    half = len(data) / 2
    if low > 0.4 * half and high < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if high > 0.4 * half and low < 0.05 * half else None


def _is_not_utf8(text: str) -> bool:
    """True unless what could be decoded as UTF-8 outweighs what could not: then a few bytes are broken."""
    replaced = text.count("\ufffd")
    return replaced > 0 and replaced >= sum(not character.isascii() for character in text) - replaced


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_GUESSES)).best()
    if best is None:
        return "cp1252"
    # Short Western texts are often taken for Central European: only letters with accents differ.
    if best.encoding == "cp1250" and detect_language(str(best)) not in _CENTRAL_EUROPEAN:
        return "cp1252"
    return best.encoding


def _normalise(text: str) -> tuple[str, int]:
    """The text as the program counts in it, and how many characters were removed. Doing it twice changes nothing."""
    whole = _NEWLINE.sub("\n", text.removeprefix("\ufeff"))
    seen = _NOT_LATIN.sub(_without_stacks, _HIDDEN.sub("", whole))
    return unicodedata.normalize("NFC", seen.replace("\t", " ")).strip(), len(whole) - len(seen)


def _without_stacks(run: re.Match[str]) -> str:
    """The run with no more accents on a letter than Unicode's stream-safe format has (UAX 15).

    Normalising takes the square of their number.
    """
    kept, marks = [], 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _STACK:
            kept.append(character)
    return "".join(kept)


def _refuse_non_articles(text: str, source: str) -> None:
    if not text:
        raise ArticleError(f"{source!r} is empty")
    if _MARKUP.match(text):
        raise ArticleError(f"{source!r} is a page's source, not its text", hint=_AS_TEXT)
    if not any(map(str.isalpha, text)):
        raise ArticleError(f"{source!r} has no words")
    if len(text.split()) < _WALL_WORDS and _WALL.search(text):
        raise ArticleError(f"{source!r} is a page that asks to log in or accept cookies, not an article", hint=_AS_TEXT)


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
