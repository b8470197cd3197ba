"""A template that extends another: the base's text, with some of its blocks replaced.

There is no loader in the sandbox. The files of a chain are found by name before anything is compiled, the blocks of
each are put into the text of its base, and what comes of it is read like any other template: whatever a template may
not do is refused in the whole.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from jinja2 import Environment, TemplateSyntaxError

from summarizer.assets import Asset, find_asset
from summarizer.errors import AssetError
from summarizer.prompting.sources import Piece, Source

__all__ = ["TURN", "base_of", "blocks_of", "extended", "words_alone"]

TURN = re.compile(r"^\[(system|user|assistant)\][ \t]*$", re.MULTILINE)

# Tokens with nothing trimmed, so that they can be found again in the text; nothing is ever run here.
_LEXER = Environment(keep_trailing_newline=True, autoescape=False).lexer  # noqa: S701 (prompts are no HTML)
_MOST = 100  # blocks: each is looked for in the pieces of the whole
_SUPER = ("super", "(", ")")


@dataclass(slots=True)
class _Block:
    """``{% block name %}`` from `start` to `end`, and what is in it."""

    name: str
    start: int
    inner: int
    inner_end: int = -1
    end: int = -1
    inside: list[_Block] = field(default_factory=list)


def base_of(asset: Asset, name: str, chain: Sequence[Asset], roots: Sequence[Path]) -> Asset:
    """The template of that name that an asset extends: the first on the search path that is not in the chain itself.

    So a template of the user's may extend the built-in one of the same name.

    Raises:
        AssetError: There is none, it is no name, or the chain comes back to where it was.
    """
    taken = {one.path.resolve() for one in chain}
    try:
        return find_asset("prompts", name, roots, paths=False, besides=taken)
    except AssetError as err:
        if any(one.name == name for one in chain):
            circle = f"{asset.path} extends {name!r}, which extends it in turn: a chain of templates has to end"
            raise AssetError(circle) from err
        raise AssetError(f"{asset.path} extends {name!r}: {err.message}", hint=err.hint) from err


def blocks_of(source: Source) -> dict[str, Source]:
    """What stands in each outer block of a template that extends another.

    Raises:
        AssetError: A block is not closed, or is there twice; or there is text around the blocks, which would be lost,
            or a turn.
    """
    found = _blocks(source)
    text, at, own = source.text, 0, {}
    if turn := TURN.search(text):
        where = source.at(_line(text, turn.start()))
        raise AssetError(f"{where}: a template that extends another has blocks, and the turns of its base")
    for block in [*found, None]:
        outside = _without_comments(source.cut(at, block.start if block else len(text)))
        if outside is not None:
            raise AssetError(
                f"{source.at(_line(text, at + outside))}: text of a template that extends another stands in its blocks",
                hint="put it between {% block NAME %} and {% endblock %}",
            )
        if block:
            own[block.name] = source.cut(block.inner, block.inner_end)
            at = block.end
    return own


def extended(base: Source, own: Mapping[str, Source]) -> Source:
    """The base with the own blocks in place of its blocks of the same names; ``{{ super() }}`` is what stood there.

    Raises:
        AssetError: The base has no such block.
    """
    blocks = _blocks(base)
    known = {block.name for block in _all(blocks)}
    for name, source in own.items():
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            raise AssetError(
                f"{source.at(1)}: the base has no block {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""),
                hint=f"its blocks: {', '.join(sorted(known)) or 'none'}",
            )
    return Source(tuple(_filled(base, 0, len(base.text), blocks, own)))


def _filled(base: Source, start: int, end: int, blocks: Sequence[_Block], own: Mapping[str, Source]) -> Iterator[Piece]:
    for block in blocks:
        yield from base.cut(start, block.inner).pieces
        inner = [*_filled(base, block.inner, block.inner_end, block.inside, own)]
        mine = own.get(block.name)
        yield from inner if mine is None else _with_super(mine, Source(tuple(inner)))
        start = block.inner_end
    yield from base.cut(start, end).pieces


def _with_super(own: Source, theirs: Source) -> Iterator[Piece]:
    """The own text; ``{{ super() }}`` gives way to the base's, without the line ends around it."""
    place = _super_in(own)
    if place is None:
        yield from own.pieces
        return
    start, end = place
    text, words = own.text, theirs.text
    first = 1 if words.startswith("\n") else 0
    last = max(first, len(words.rstrip(" \t").removesuffix("\n")))
    if not words.strip() and text[end : end + 1] == "\n":  # or it would leave a blank line
        end += 1
    yield from own.cut(0, start).pieces
    yield from theirs.cut(first, last).pieces
    yield from own.cut(end, len(text)).pieces


def _super_in(source: Source) -> tuple[int, int] | None:
    found: list[tuple[int, int]] = []
    opened, words = 0, list[str]()
    for kind, value, start, end in _tokens(source):
        if kind == "variable_begin":
            opened, words = start, []
        elif kind == "variable_end" and tuple(words) == _SUPER:
            found.append((opened, end))
        elif kind != "whitespace":
            words.append(value)
    if len(found) > 1:
        where = source.at(_line(source.text, found[1][0]))
        raise AssetError(f"{where}: {{{{ super() }}}} can stand once in a block")
    return found[0] if found else None


def _all(blocks: Sequence[_Block]) -> Iterator[_Block]:
    for block in blocks:
        yield block
        yield from _all(block.inside)


def _blocks(source: Source) -> list[_Block]:
    """The outer blocks, in their order, each with those inside of it."""
    outer: list[_Block] = []
    opened: list[_Block] = []
    names: set[str] = set()

    def refuse(why: str, offset: int) -> NoReturn:
        raise AssetError(f"{source.at(_line(source.text, offset))}: {why}")

    for words, start, end in _tags(source):
        if words[:1] == ["block"] and len(words) > 1:
            if words[1] in names:
                refuse(f"there are two blocks {words[1]!r}", start)
            names.add(words[1])
            if len(names) > _MOST:
                refuse(f"there are more than {_MOST} blocks", start)
            block = _Block(words[1], start, end)
            (opened[-1].inside if opened else outer).append(block)
            opened.append(block)
        elif words[:1] == ["endblock"]:
            if not opened:
                refuse("there is no block to end", start)
            opened[-1].inner_end, opened[-1].end = start, end
            opened.pop()
    if opened:
        refuse(f"block {opened[-1].name!r} has no end", opened[-1].start)
    return outer


def _tags(source: Source) -> Iterator[tuple[list[str], int, int]]:
    """The words of each ``{% … %}``, and where it stands."""
    begins, words = 0, list[str]()
    for kind, value, start, end in _tokens(source):
        if kind == "block_begin":
            begins, words = start, []
        elif kind == "block_end":
            yield words, begins, end
        elif kind != "whitespace":
            words.append(value)


def _tokens(source: Source) -> Iterator[tuple[str, str, int, int]]:
    """Kind, text and place of each token; the lexer leaves out nothing but blank space."""
    text, at = source.text, 0
    try:
        for _, kind, value in _LEXER.tokeniter(text, None):
            start = text.find(value, at)
            at = start + len(value)
            yield kind, value, start, at
    except TemplateSyntaxError as err:
        raise AssetError(f"{source.at(err.lineno)}: {err.message}") from err


def words_alone(source: Source) -> str:
    """The text with everything but words blanked: tags, variables and comments; each character keeps its place."""
    kept = list(re.sub(r"[^\n]", " ", source.text))
    for kind, value, start, end in _tokens(source):
        if kind == "data":
            kept[start:end] = value
    return "".join(kept)


def _without_comments(source: Source) -> int | None:
    """The offset of the first word that is no comment; None if there is none."""
    for kind, value, start, _ in _tokens(source):
        if not kind.startswith("comment") and value.strip():
            return start + len(value) - len(value.lstrip())
    return None


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
