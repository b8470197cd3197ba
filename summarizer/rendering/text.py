"""A brief as a person reads it in a terminal, or finds it in a pipe."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import dropwhile, zip_longest

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from summarizer.rendering.outline import Kind, Line, Look, outline, outline_found
from summarizer.rendering.pictures import SIGNS, Matrix, matrix_of
from summarizer.rendering.shapes import plain
from summarizer.types import Article, Envelope, Json

__all__ = ["print_brief", "print_found", "to_text"]

_WIDEST = 100
# The matrix fits into 80 columns.
_ACTORS, _ISSUES, _NAMES, _CELL, _COLUMNS = 12, 4, 26, 13, 80
_STYLES: dict[Look, str] = {
    "plain": "",
    "strong": "bold",
    "faint": "dim",
    "quote": "italic",
    "good": "green",
    "bad": "bold red",
    "warn": "bold yellow",
    "supports": "bold green",
    "opposes": "bold red",
    "conditional": "bold yellow",
    "neutral": "bold blue",
    "unclear": "bold magenta",
}
_INDENTS: dict[Kind, int] = {"item": 2, "detail": 4, "quote": 4, "check": 4, "note": 4}
# For terminals whose encoding lacks our signs; what the article says in other letters is escaped there.
_PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "✓": "*",
        "✗": "x",
        "−": "-",
        "±": "+/-",
        "·": "-",
        "•": "*",
        "≈": "~",
        "…": "...",
    }
)
# rich breaks lines at every space; noncharacters, which no line has, stand in for the spaces that must not break.
_GLUE = str.maketrans("\u00a0\u202f", "\ufffe\uffff")
_UNGLUE = str.maketrans("\ufffe\uffff", "\u00a0\u202f")
_UNSIGNED: tuple[Look, ...] = ("plain", "strong", "faint", "quote")


def print_brief(envelope: Envelope, console: Console) -> None:
    """Prints the brief: wrapped to the terminal and in its colours, or one line a paragraph if it is no terminal.

    Nothing of the article or the model is taken for markup, and characters that a terminal would obey are shown as
    escapes. Every colour comes with a sign and a word. Two actors and two issues make a matrix of who stands where.
    """
    lines = list(outline(envelope))
    top = next((at for at, line in enumerate(lines) if line.kind == "section"), len(lines))
    _print(iter(lines[:top]), console)
    matrix = matrix_of(envelope.brief, rows=_ACTORS, columns=_ISSUES)
    if matrix and console.width >= _NAMES + _CELL * len(matrix.issues):
        _print_matrix(matrix, console)
    if lines[top:]:
        console.print()
        _print(iter(lines[top:]), console)


def print_found(found: Mapping[str, Json], article: Article, console: Console) -> None:
    """Prints items as they come, at once and with an empty line behind them, as `print_brief` prints them."""
    _print(outline_found(found, article), console)
    console.print()
    console.file.flush()


def _print(lines: Iterator[Line], console: Console) -> None:
    width = min(console.width, _WIDEST) if console.is_terminal else None
    for line in dropwhile(lambda line: line is None, _spaced_out(lines)):
        for row in _rows(line, width, console) if line else [Text()]:
            console.print(row, soft_wrap=True)


def _print_matrix(matrix: Matrix, console: Console) -> None:
    """Prints actors by issues: in each cell the signs of the stances, which a last line explains."""

    def sign(stance: str) -> Text:
        looks: dict[str, str] = dict(_STYLES.items())
        return Text(_encodable(SIGNS.get(stance, "~"), console.encoding), looks.get(stance, ""))

    names = min(_NAMES, 1 + max(map(cell_len, matrix.actors)))
    longest = 1 + max(cell_len(word) for issue in matrix.issues for word in issue.split() or [""])
    column = min(max(_CELL, longest), (min(console.width, _COLUMNS) - names) // len(matrix.issues))

    def row(first: Text, cells: Iterable[Text]) -> None:
        widths = [names, *[column] * len(matrix.issues)]
        wrapped = [_in_column(cell, width - 1, console) for cell, width in zip((first, *cells), widths, strict=True)]
        for parts in zip_longest(*wrapped):
            line = Text()
            for part, width in zip(parts, widths, strict=True):
                cell = part or Text()
                cell.truncate(width, pad=True)
                line.append(cell)
            line.rstrip()
            console.print(line, soft_wrap=True)

    heading = Text("WHO STANDS WHERE", "bold cyan").append(
        _encodable(" · as the model reads it", console.encoding), "not bold dim"
    )
    console.print("", heading, sep="\n", soft_wrap=True)
    row(Text(), (Text(_encodable(issue, console.encoding), "dim") for issue in matrix.issues))
    for at, actor in enumerate(matrix.actors):
        held = [matrix.stances(at, column) for column in range(len(matrix.issues))]
        row(Text(_encodable(actor, console.encoding)), (Text(" ").join(map(sign, stances)) for stances in held))
    used = {plain(item, "stance") for items in matrix.cells.values() for item in items}
    told = [sign(stance).append(f" {stance}", "dim") for stance in SIGNS if stance in used]
    more = [f"{count} more {what}" for count, what in zip(matrix.left_out, ("actors", "issues"), strict=True) if count]
    console.print(Text("  ").join([*told, *([Text(f"({', '.join(more)})", "dim")] if more else [])]), soft_wrap=True)


def _in_column(cell: Text, width: int, console: Console) -> Iterable[Text]:
    """The words in rows; one that is longer than a row is cut, for half a word reads as another."""
    words = cell.split(" ")
    for word in words:
        word.truncate(width, overflow="ellipsis" if "utf" in console.encoding else "crop")
    return Text(" ").join(words).wrap(console, width)


def to_text(envelope: Envelope) -> str:
    """The brief as a file has it: no colours, one line a paragraph."""
    page = io.StringIO()
    print_brief(envelope, Console(file=page, no_color=True, force_terminal=False))
    return page.getvalue()


def _spaced_out(lines: Iterator[Line]) -> Iterator[Line | None]:
    """The lines, with None where an empty line makes the page easier to read."""
    before: Kind | None = None
    for line in lines:
        if line.kind == "item":
            apart = line.depth == 0 and before in ("detail", "quote", "check", "note")
        elif line.kind == "section" or line.kind == "foot":
            apart = True
        else:
            apart = line.kind in ("paragraph", "group") and before not in ("title", "section", "item")
        if apart:
            yield None
        yield line
        before = line.kind


def _rows(line: Line, width: int | None, console: Console) -> Iterator[Text]:
    """The line in its looks, indented, and wrapped if there is a width."""
    indent = 2 * line.depth + (2 if line.kind == "group" and line.depth else _INDENTS.get(line.kind, 0))
    text = Text()
    for words in line.words:
        shown = words.text.upper() if line.kind == "section" and words.look == "strong" else words.text
        style = (
            f"{_STYLES[words.look]} cyan" if line.kind == "section" and words.look == "strong" else _STYLES[words.look]
        )
        text.append(" " if text else "").append(_encodable(shown, console.encoding), style)
    if line.kind == "item" and line.words[0].look in _UNSIGNED:
        text = Text(_encodable("• ", console.encoding)).append(text)
    if width is None:
        yield Text(" " * indent).append(text)
        return
    hang = indent + (1 if line.kind == "quote" else 2 if line.kind == "item" or len(line.words) > 1 else 0)
    for number, row in enumerate(_wrapped(text, max(width - hang, 8), console)):
        yield Text(" " * (hang if number else indent)).append(row)


def _wrapped(text: Text, width: int, console: Console) -> Iterator[Text]:
    """Rows of at most `width` cells, broken at spaces but not at those that must not break."""
    text.plain = text.plain.translate(_GLUE)
    for row in text.wrap(console, width):
        row.rstrip()
        row.plain = row.plain.translate(_UNGLUE)
        yield row


def _encodable(text: str, encoding: str) -> str:
    """The text, in letters that the terminal has."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "backslashreplace").decode(encoding)
    return text
