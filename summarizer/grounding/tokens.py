"""A text as tokens that stay the same when only its typography changes.

Quotation marks, spaces and invisible characters are no tokens; a dash is ``-`` and an ellipsis ``…`` however they are
written; words are compared in Unicode form NFKC. Where a script has letter case, words are the tokens; in all others
(Chinese, Thai, Arabic, Hindi, Korean, …) each letter with its marks is one, so that spaces do not matter there.

Every character has a class, which is one letter, and the regular expression for tokens runs over the classes:
``w`` letter with case, ``c`` letter without, ``d`` number, ``m`` mark, ``a`` apostrophe, ``q`` quotation mark, ``n``
short dash (a minus before a number), ``h`` long dash, ``e`` ellipsis, ``s`` space, ``.,:`` themselves, ``p`` other
punctuation, ``y`` symbol, ``x`` nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

__all__ = ["QUOTATION", "Tokens", "encode", "find_all", "tokenise"]

_APOSTROPHES = "'’‘ʼ`´′ʹ׳＇"
_QUOTATION = '"“”„‟«»‹›″‶״〝〞〟「」『』《》〈〉❝❞'
QUOTATION = frozenset(_APOSTROPHES + _QUOTATION)
"""All marks that open or close a quotation, apostrophes with them."""

_IGNORED = "\u00ad\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_IGNORED_RUN = re.compile(f"[{_IGNORED}]+")
_JAMO = "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
_HALF_WIDTH_VOICING = "\uff9e\uff9f"
_MARKS_OF_ONE_LETTER = 30
"""Longest run of marks that is composed at once (Unicode's stream-safe format); it bounds the cost of normalising."""

_TOKEN = re.compile(
    r"(w+(?![wdma])"  # as most are: what the next line would find, found faster
    r"|(?:(?<![wdmch])n(?=d))?[wd][wdm]*(?:(?:(?<=[wm])a(?=w)|(?<=d)[.,:a](?=d))[wdm]+)*"
    r"|cm*|[.e](?:s*[.e])+|e|[nh](?:s*[nh])*|[.,:py])"
)


_PLAIN = {"a": "'", "n": "-"}


class _Table(dict[int, str]):
    """A table for `str.translate` that fills itself."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, code: int) -> str:
        made = self[code] = self._make(chr(code))
        return made


def _class_of(char: str) -> str:
    category = unicodedata.category(char)
    for letter, chars in (("a", _APOSTROPHES), ("q", _QUOTATION), ("n", "-−–‐‑"), ("e", "…‥⋯"), (".", ".")):
        if char in chars:
            return letter
    if char in ",:":
        return char
    if char.isspace():
        return "s"
    if category[0] == "L":
        return "w" if char.lower() != char.upper() else "c"
    simple = {"N": "d", "M": "m", "S": "y", "C": "x", "Z": "s"}
    if category in ("Pi", "Pf", "Pd"):
        return "h" if category == "Pd" else "q"
    return "y" if char in "%‰&@#*/\\" else simple.get(category[0], "p")


def _one_to_one(char: str) -> str:
    """The compatibility form where it is one character; apostrophes and ellipses have forms that lose them."""
    if char in "´…‥" or unicodedata.category(char)[0] == "M" or char in _HALF_WIDTH_VOICING:
        return char
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


_CLASSES = _Table(_class_of)
_FORMS = _Table(_one_to_one)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens in the order of the text, column by column.

    Attributes:
        keys: What is compared; letter case is kept.
        kinds: One letter each: ``w`` word, ``d`` word with a number in it, ``c`` letter of a script without case,
            ``y`` symbol, ``p`` punctuation.
        starts: Where each begins in the text, in code points.
        ends: Where each ends.
    """

    keys: list[str]
    kinds: str
    starts: list[int]
    ends: list[int]


def tokenise(text: str) -> Tokens:
    """The tokens of a text, with their places in it. Linear in its length."""
    folded, back = _fold(text)
    pieces = _TOKEN.split(folded.translate(_CLASSES))  # what is between tokens, and tokens, by turns
    places, shapes = [*accumulate(map(len, pieces))], pieces[1::2]
    starts, ends = places[:-1:2], places[1::2]
    known = {shape: _kind_and_fix(shape) for shape in set(shapes)}
    kinds = "".join([known[shape][0] for shape in shapes])
    keys = [folded[start:end] for start, end in zip(starts, ends, strict=True)]
    fixes = {shape: fix for shape, (_, fix) in known.items() if fix}
    for i in [i for i, shape in enumerate(shapes) if shape in fixes]:
        keys[i] = fixes[shapes[i]](keys[i])
    if back:
        starts, ends = [back.start(at) for at in starts], [back.end(at) for at in ends]
    return Tokens(keys, kinds, starts, ends)


@lru_cache(maxsize=1000)
def _kind_and_fix(shape: str) -> tuple[str, Callable[[str], str] | None]:
    """What a token with these classes is, and how its key is made from what is written, if they differ."""
    if shape[0] in "cyp,:" or shape == ".":
        return (shape if shape in "cy" else "c" if shape[0] == "c" else "p"), None
    if "w" not in shape and "d" not in shape:
        return "p", (lambda _: "-") if shape[0] in "nh" else (lambda _: "…")
    kind = "d" if "d" in shape else "w"
    if "a" not in shape and "n" not in shape:
        return kind, None
    return kind, lambda written: "".join(_PLAIN.get(c, w) for c, w in zip(shape, written, strict=True))


@dataclass(frozen=True, slots=True)
class _Back:
    """The way back from a folded text: pieces that are as they were, and pieces that were replaced as a whole."""

    folded: list[int]
    original: list[tuple[int, int]]
    replaced: list[bool]

    def start(self, at: int) -> int:
        piece = bisect_right(self.folded, at) - 1
        begin, _ = self.original[piece]
        return begin if self.replaced[piece] else begin + at - self.folded[piece]

    def end(self, at: int) -> int:
        piece = bisect_right(self.folded, at - 1) - 1
        begin, end = self.original[piece]
        return end if self.replaced[piece] else begin + at - self.folded[piece]


def _fold(text: str) -> tuple[str, _Back | None]:
    """The text in form NFKC without invisible characters, and the way back unless no place has moved."""
    if text.isascii() or (unicodedata.is_normalized("NFKC", text) and not _IGNORED_RUN.search(text)):  # as mostly
        return text, None
    text = text.translate(_FORMS)
    longer = [c for c in set(text) if c not in "´…‥" and len(unicodedata.normalize("NFKC", c)) > 1]
    if not longer and unicodedata.is_normalized("NFC", text) and not _IGNORED_RUN.search(text):
        return text, None
    marks = "".join(re.escape(c) for c in set(text) if unicodedata.category(c)[0] == "M" or c in _HALF_WIDTH_VOICING)
    clusters = [rf"[{_IGNORED}]+", _JAMO]
    if marks:
        clusters.insert(0, f"[^{marks}][{marks}]{{1,{_MARKS_OF_ONE_LETTER}}}")
    if longer:
        clusters.append(f"[{''.join(map(re.escape, longer))}]")
    return _replace(text, re.compile("|".join(clusters), re.DOTALL))


def _replace(text: str, cluster: re.Pattern[str]) -> tuple[str, _Back]:
    pieces: list[str] = []
    back = _Back([], [], [])
    length = done = 0

    def add(piece: str, begin: int, end: int, *, replaced: bool) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            back.folded.append(length)
            back.original.append((begin, end))
            back.replaced.append(replaced)
            length += len(piece)

    known: dict[str, str] = {}
    for found in cluster.finditer(text):
        written = found.group()
        folded = known.get(written)
        if folded is None:
            folded = known[written] = _IGNORED_RUN.sub("", unicodedata.normalize("NFKC", written))
        if folded != written:
            add(text[done : found.start()], done, found.start(), replaced=False)
            add(folded, found.start(), found.end(), replaced=True)
            done = found.end()
    add(text[done:], done, len(text), replaced=False)
    return "".join(pieces), back


def encode(keys: list[str], ids: dict[str, str], *, grow: bool = True) -> str:
    """The keys as a string with one character each, so that `str.find` searches for whole tokens.

    Args:
        keys: Of tokens.
        ids: The character of each key so far.
        grow: Whether unknown keys are added to `ids`; if not, they are NUL, which no key is.
    """
    if grow:
        return "".join([ids.setdefault(key, chr(len(ids) + 1)) for key in keys])
    return "".join([ids.get(key, "\0") for key in keys])


def find_all(text: str, piece: str) -> Iterator[int]:
    """Yields where the piece begins in the text, overlaps included; nowhere for an empty one."""
    at = text.find(piece) if piece else -1
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)
