"""The report as one HTML page, where each error can be read in its article.

It needs no network and runs no script (`summarizer.pages`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from summarizer.evaluating.report import Report
from summarizer.evaluating.scoring import ArticleScore, JudgedPosition, Outcome
from summarizer.evaluating.table import articles, rows_of_differences, rows_of_figures
from summarizer.pages import page_of
from summarizer.types import Span

__all__ = ["to_html"]

_TEMPLATE = Path(__file__).with_name("page.html")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of the article that is shown as something."""

    span: Span
    look: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class _Segment:
    """Text under the same marks; `anchors` are those of the marks that begin here."""

    text: str
    looks: str
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Error:
    """An error and the place of it."""

    kind: str
    quote: str
    note: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class _Section:
    """An article on the page."""

    key: str
    title: str
    url: str | None
    failed: str | None
    right: int
    errors: tuple[_Error, ...]
    segments: tuple[_Segment, ...]


def to_html(report: Report) -> str:
    """The page, whole: figures, comparison, and each article with what was right, wrong and missed in it."""
    return page_of(
        _TEMPLATE,
        articles=articles,
        report=report,
        figures=rows_of_figures(report),
        differences=rows_of_differences(report),
        sections=[_section(number, score) for number, score in enumerate(report.scores, 1)],
    )


def _section(number: int, score: ArticleScore) -> _Section:
    key = f"a{number}"
    article = score.article
    return _Section(
        key=key,
        title=article.title or article.id,
        url=article.url if (article.url or "").startswith(("https://", "http://")) else None,
        failed=score.prediction.error,
        right=sum(one.outcome is Outcome.RIGHT for one in score.positions),
        errors=(*_position_errors(score, key), *_missed(score, key), *_actor_errors(score)),
        segments=tuple(_segments(article.text, [*_marks(score, key)])),
    )


# -------------------------------------------------------------------------------------------- errors


def _position_errors(score: ArticleScore, key: str) -> Iterator[_Error]:
    for number, one in enumerate(score.positions):
        if one.outcome in (Outcome.RIGHT, Outcome.LEFT_OUT):
            continue
        note = f"said by {one.predicted.holder or 'nobody'}"
        if one.outcome is Outcome.WRONG_HOLDER:
            note += f"; the article: {_sources(score, one)}"
        anchor = f"{key}p{number}" if one.span else None
        yield _Error(str(one.outcome), one.predicted.quote or "", note, anchor)


def _sources(score: ArticleScore, one: JudgedPosition) -> str:
    known = [(score.article.attributions or ())[number] for number in one.gold]
    return " or ".join(dict.fromkeys(" … ".join(each.source_words) or "nobody" for each in known))


def _missed(score: ArticleScore, key: str) -> Iterator[_Error]:
    text = score.article.text
    for number, one in enumerate(score.missed):
        words = " … ".join(text[span.start : span.end] for span in one.content)
        yield _Error("missed", words, f"said by {' … '.join(one.source_words)}", f"{key}m{number}")
    for number, risk in enumerate(score.risks):
        if risk.found_by is None:
            words = " … ".join(text[span.start : span.end] for span in risk.gold.content)
            yield _Error("missed risk", words, "", f"{key}r{number}")


def _actor_errors(score: ArticleScore) -> Iterator[_Error]:
    for one in score.actors:
        if one.outcome is Outcome.WRONG and score.article.actors is not None:
            why = "no entity of the article" if one.gold is None else f"{one.gold.type}, which is no salient actor"
            yield _Error("wrong actor", one.predicted.name, why)
    if score.prediction.actors is not None:
        for actor in score.missed_actors:
            yield _Error("missed actor", actor.names[0], f"{actor.type}, salience {actor.salience}")


# ---------------------------------------------------------------------------------------------- text


def _marks(score: ArticleScore, key: str) -> Iterator[_Mark]:
    for gold in score.article.attributions or ():
        yield from (_Mark(span, "said") for span in gold.content)
        yield from (_Mark(span, "source") for span in gold.source)
    for number, one in enumerate(score.positions):
        if one.span is not None:
            yield _Mark(one.span, str(one.outcome).replace(" ", "-"), f"{key}p{number}")
    for number, missed in enumerate(score.missed):
        for at, span in enumerate(missed.content):
            yield _Mark(span, "missed", None if at else f"{key}m{number}")
    for number, risk in enumerate(score.risks):
        for at, span in enumerate(risk.gold.content):
            look = "missed-risk" if risk.found_by is None else "risk"
            yield _Mark(span, look, None if at or risk.found_by else f"{key}r{number}")


def _segments(text: str, marks: list[_Mark]) -> Iterator[_Segment]:
    """The text cut wherever a mark begins or ends."""
    cuts = sorted({0, len(text), *(cut for mark in marks for cut in (mark.span.start, mark.span.end))})
    for start, end in pairwise(cuts):
        here = [mark for mark in marks if mark.span.start <= start and end <= mark.span.end]
        looks = " ".join(dict.fromkeys(mark.look for mark in here))
        anchors = tuple(mark.anchor for mark in here if mark.anchor and mark.span.start == start)
        yield _Segment(text[start:end], looks, anchors)
