"""A comparison as lines for a terminal, as JSON, and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from summarizer.comparing.trials import Finding, Match, Trial, figures, matched
from summarizer.escaping import one_line
from summarizer.pages import page_of
from summarizer.types import Article, Json

__all__ = ["to_html", "to_json", "to_text"]

_PAGE = Path(__file__).with_name("page.html")


@dataclass(frozen=True, slots=True)
class _Section:
    """One article, and all runs over it."""

    article: Article
    trials: tuple[Trial, ...]
    matches: tuple[Match, ...]

    @property
    def labels(self) -> list[str]:
        return [trial.label for trial in self.trials]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """Names of figures, with that of each run."""
        each = [figures(trial) for trial in self.trials]
        names = list(dict.fromkeys(name for one in each for name in one))
        cost = ["verified speakers", "unsupported", "warnings", "requests", "tokens", "seconds"]
        names.sort(key=lambda name: cost.index(name) + 1 if name in cost else 0)
        return [(name, [_number(one.get(name)) for one in each]) for name in names]

    def only(self, number: int) -> list[Finding]:
        """What no other run has."""
        return [one for match in self.matches if match.by == (number,) for one in match.found[number]]


def _sections(trials: Sequence[Trial]) -> list[_Section]:
    groups = [tuple(group) for _, group in groupby(trials, key=lambda trial: trial.article.id)]
    return [_Section(group[0].article, group, matched(group)) for group in groups]


def to_text(trials: Sequence[Trial]) -> str:
    """Of each article the figures of all runs, and what each of them has that no other has; safe for a terminal.

    Args:
        trials: Those of one article after the other.
    """
    return "\n\n".join("\n".join(_lines(section)) for section in _sections(trials)) + "\n"


def _lines(section: _Section) -> Iterator[str]:
    yield one_line(section.article.title or section.article.source)
    labels = [one_line(label) for label in section.labels]
    table = [["", *labels], *([name, *numbers] for name, numbers in section.rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for first, *rest in table:
        cells = [one_line(first).ljust(widths[0]), *map(str.rjust, rest, widths[1:])]
        yield "  ".join(cells).rstrip()
    for trial, label in zip(section.trials, labels, strict=True):
        if trial.error:
            yield f"{label} {trial.fate}: {one_line(trial.error)}"
    if len(labels) < 2:
        return
    common = sum(len(match.by) > 1 for match in section.matches)
    yield f"\nfound by more than one: {common}"
    for number, label in enumerate(labels):
        if section.trials[number].envelope:
            found = section.only(number)
            yield f"\nonly {label}: {len(found) or 'nothing'}"
            yield from (f"  {one.field}: {_in_words(one)}" for one in found)


def _in_words(one: Finding) -> str:
    who = f"{one_line(one.who)}: " if one.who else ""
    doubt = f" ({one.verdict})" if one.verdict not in (None, "verified") else ""
    return f"{who}“{one_line(one.quote)}”{doubt}"


def to_json(trials: Sequence[Trial]) -> Json:
    """The whole comparison; see docs/prompts.md."""
    return {
        "version": 1,
        "articles": [
            {
                "article": {"id": one.article.id, "source": one.article.source, "title": one.article.title},
                "runs": [_run(trial) for trial in one.trials],
                "findings": [
                    {
                        "field": match.field,
                        "found": {
                            label: [_item(finding) for finding in found]
                            for label, found in zip(one.labels, match.found, strict=True)
                            if found
                        },
                    }
                    for match in one.matches
                ],
            }
            for one in _sections(trials)
        ],
    }


def _run(trial: Trial) -> Json:
    run = trial.envelope.run if trial.envelope else None
    return {
        "label": trial.label,
        "prompt": run.prompt if run else None,
        "prompt_sha256": run.prompt_sha256 if run else None,
        "model": run.model if run else None,
        "error": trial.error,
        "figures": {**figures(trial)},
    }


def _item(one: Finding) -> Json:
    spans: list[Json] = [[span.start, span.end] for span in one.spans]
    return {"who": one.who, "words": one.words, "quote": one.quote, "spans": spans, "verdict": one.verdict}


def to_html(trials: Sequence[Trial]) -> str:
    """A page without scripts: of each article the figures, and all findings side by side."""
    return page_of(_PAGE, sections=_sections(trials))


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
