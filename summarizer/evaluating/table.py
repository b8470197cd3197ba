"""Figures as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.evaluating.report import FIGURES, Report

__all__ = ["articles", "rows_of_differences", "rows_of_figures", "to_text"]

_KINDS = {figure.name: figure.kind for figure in FIGURES}
_SURE = 0.05


def rows_of_figures(report: Report) -> list[tuple[str, str, str, str, str]]:
    """For each figure: label, value, interval, how it was counted, meaning."""
    rows = []
    for figure in FIGURES:
        measured = report.figures.get(figure.name)
        if measured is None:
            continue
        counted = ""
        if figure.kind == "share":
            counted = f"{measured.numerator:g} of {measured.denominator:g}"
        interval = _interval(figure.name, measured.low, measured.high)
        rows.append((figure.label, _shown(figure.name, measured.value), interval, counted, figure.means))
    return rows


def rows_of_differences(report: Report) -> list[tuple[str, str, str, str, str]]:
    """For each figure that both runs have: label, value there, difference, its interval, p."""
    if report.against is None:
        return []
    rows = []
    for figure in FIGURES:
        one = report.against.differences.get(figure.name)
        if one is not None:
            difference = _shown(figure.name, one.difference, signed=True)
            interval = _interval(figure.name, one.low, one.high, signed=True)
            p = f"{one.p:.3f}" + (" *" if one.p < _SURE else "")
            rows.append((figure.label, _shown(figure.name, report.against.there[figure.name]), difference, interval, p))
    return rows


def articles(count: int) -> str:
    """The number with its noun."""
    return "1 article" if count == 1 else f"{count:,} articles"


def to_text(report: Report) -> str:
    """The figures as a table in plain text, with the comparison below them."""
    run = ", ".join(f"{name} {value}" for name, value in report.run.items() if not name.endswith("sha256"))
    parts = [f"{report.gold.name}, {articles(len(report.scores))}: {run}"]
    parts += [f"note: {notice}" for notice in report.notices]
    parts.append(_aligned(("", "value", "95 % interval", "counted"), [row[:4] for row in rows_of_figures(report)]))
    if report.against is not None:
        parts.append(f"against {report.against.name}, {articles(report.against.articles)} (*: p < {_SURE})")
        rows = rows_of_differences(report)
        head = ("", "there", "difference", "95 % interval", "p")
        parts.append(_aligned(head, rows) if rows else "nothing to compare: that takes two articles or more")
    return "\n\n".join(parts)


def _aligned(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = []
    for row in (head, *rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _shown(name: str, value: float | None, *, signed: bool = False) -> str:
    if value is None:
        return "–"
    digits = ".3f" if _KINDS[name] == "share" else ",.1f"
    return format(value, f"{'+' if signed else ''}{digits}")


def _interval(name: str, low: float | None, high: float | None, *, signed: bool = False) -> str:
    if low is None or high is None:
        return ""
    return f"{_shown(name, low, signed=signed)} to {_shown(name, high, signed=signed)}"
