"""From bytes to the text that the program counts in: the encoding found, and every character that stays normalised.

What is kept as it stands: the article's own typography (quotation marks, dashes, no-break spaces); treating those
alike is the business of whoever compares texts. What is changed: Unicode NFC; every sort of line end, form feed
included, to a newline; a tab to a space; blank space around the whole removed. What is removed, and counted in a
notice: characters that a reader cannot see, which is how instructions and look-alikes are smuggled in (controls, bidi
marks, zero-width and tag characters), and what a terminal obeys and does not show (escape sequences, ECMA-48).
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from summarizer.errors import ArticleError
from summarizer.language import detect_language
from summarizer.types import Notice

__all__ = ["AS_TEXT", "NEEDS_TEXT", "decode", "normalise"]

AS_TEXT = "save its text as a plain text file, and name that"
NEEDS_TEXT = "the text of the article has to be in it"

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ("cp1252", "cp1250", "cp1251", "cp1253", "koi8_r", "gb18030", "shift_jis", "euc_jp", "euc_kr", "big5")
_CENTRAL_EUROPEAN = {"pl", "cs"}
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})"""
    rb"""|<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_DECLARED_AMONG = 4096
_OF_PAGES = ("cp", "iso8859", "iso2022", "koi8", "mac", "gb", "big5", "shift_jis", "euc", "tis", "ascii")
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}

_NEWLINE = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_ESCAPES = (
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, where the cursor goes
    r"|\x1b[]PX^_][^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\)"  # OSC and its like: titles, links
    r"|\x1b[#%()*+][0-~]"  # sets of characters
)
_HIDDEN = re.compile(
    f"{_ESCAPES}|"
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
    # Joiners are spelling in Persian and Indic scripts, and hold emoji together; elsewhere they only hide.
    "|(?<![\u0590-\u1fff\u2190-\U0010ffff])[\u200c\u200d]"
)
_PLAIN = re.compile(  # Latin and Cyrillic letters, marks and spaces: nothing that is changed but by NFC
    "[\n -~\xa0-\xac\xae-\u02ff\u0400-\u0482\u048a-\u052f\u2000-\u200a\u2010-\u2027\u202f-\u205f\u20a0-\u20cf]*"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_STACK = 30
_NOT_LATIN = re.compile(f"[^\x00-\u02ff]{{{_STACK + 1},}}")


def decode(data: bytes, source: str, *, charset: str | None = None, markup: bool = False) -> tuple[str, list[Notice]]:
    """The text of the bytes, with a notice where that took a guess or a replacement.

    Args:
        data: Its byte order mark goes before all else.
        source: What it is called in an error.
        charset: What the server says; the name of none is passed over.
        markup: Whether it may say in its own first bytes (``<meta charset=…>``, ``<?xml encoding=…?>``).

    Raises:
        ArticleError: It has NUL bytes.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked is None and b"\0" in data:
        marked = _utf16_without_mark(data)
        if marked is None:
            raise ArticleError(f"{source!r} is not text: it has NUL bytes", hint=AS_TEXT)
    stated = marked or _known(charset) or (_declared(data) if markup else None)
    text = data.decode(stated or "utf-8", errors="replace")
    notices = []
    if marked is None and stated is None and _is_not_utf8(text):
        encoding = _guess(data)
        text = data.decode(encoding, errors="replace")
        notices.append(Notice("encoding", f"not UTF-8: read as {encoding}, which is a guess"))
    if replaced := text.count("\ufffd"):
        notices.append(Notice("encoding", f"characters that could not be read and stand as \ufffd: {replaced}"))
    return text, notices


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_DECLARED_AMONG])
    return _known((found[1] or found[2]).decode("ascii")) if found else None


def _known(name: str | None) -> str | None:
    """The codec of that name, as browsers read it: what calls itself Latin-1 is Windows-1252.

    None for UTF-8, which is tried anyway; for UTF-16, which has a mark or is told by its zeros; and for what is no
    encoding of web pages, such as Python's own codecs.
    """
    try:
        codec = codecs.lookup(name or "").name
    except (LookupError, ValueError):
        return None
    return _AS_BROWSERS_DO.get(codec, codec) if codec.startswith(_OF_PAGES) else None


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


def normalise(text: str) -> tuple[str, int]:
    """The text as the program counts in it, and how many characters were removed. Doing it twice changes nothing."""
    if _PLAIN.fullmatch(text):
        return unicodedata.normalize("NFC", text).strip(), 0
    whole = _NEWLINE.sub("\n", _with_whole_pairs(text).removeprefix("\ufeff"))
    seen = _NOT_LATIN.sub(_without_stacks, _HIDDEN.sub("", whole))
    return unicodedata.normalize("NFC", seen.replace("\t", " ")).strip(), len(whole) - len(seen)


def _with_whole_pairs(text: str) -> str:
    """The text with pairs of surrogates as the character they stand for, and \ufffd for one alone.

    Escapes in JSON and YAML, and maps of letters in PDF, can have either; UTF-8 can hold neither.
    """
    if not _SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


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
