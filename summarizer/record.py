"""What has come of a run so far, and the envelope that is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from summarizer.errors import BackendError, SummarizerError
from summarizer.job import Job
from summarizer.judging import Judge
from summarizer.leaving import left_in, told_of
from summarizer.publishing import Published
from summarizer.salvaging import DOUBTS, Doubtful
from summarizer.types import (
    Article,
    Attempt,
    Backend,
    Envelope,
    Notice,
    Path,
    Run,
    Span,
    Statement,
    Unsupported,
    Usage,
    choices_of,
    show_path,
)

__all__ = ["Record", "envelope_of"]

_ITEM = re.compile(r"\w+\[\d+\]")


@dataclass(slots=True)
class Record:
    """What has come of a run so far.

    Attributes:
        draft: Validated values by field.
        attempts: All requests.
        unsupported: What was set apart.
        failed: The first error of a question that came to nothing.
        places: For an item of a list, by its path, the part of the article that it was asked of, or its words.
    """

    draft: dict[str, object] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    unsupported: list[Unsupported] = field(default_factory=list)
    failed: SummarizerError | None = None
    places: dict[Path, Span] = field(default_factory=dict)
    _notices: dict[Notice, None] = field(default_factory=dict)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the reader should know, each once, in the order in which it came up."""
        return tuple(self._notices)

    def note(self, *notices: Notice) -> None:
        """Adds notices that are not there yet."""
        self._notices |= dict.fromkeys(notices)

    def absorb(self, other: Record) -> None:
        """Adds all that another one has."""
        self.draft |= other.draft
        self.attempts += other.attempts
        self.unsupported += other.unsupported
        self.places |= other.places
        self.failed = self.failed or other.failed
        self.note(*other.notices)

    def doubt(self, doubtful: Iterable[Doubtful], inside: Path = ()) -> None:
        """Warns of words that were kept all the same."""
        for place, one in doubtful:
            self.note(*(Notice(fault.code, fault.reason, show_path((*inside, *place))) for fault in one.faults))

    def move(self, moved: Mapping[Path, Path | None]) -> None:
        """Lets what is doubted of an item name its place in the brief; of one that is not in it, no place."""
        if any(notice.code in DOUBTS for notice in self._notices):
            others = ((old, new) for old, new in moved.items() if new != old)
            places = {show_path(old): None if new is None else show_path(new) for old, new in others}
            self._notices = {_moved(notice, places): None for notice in self._notices}

    def fail(self, err: SummarizerError) -> None:
        """Keeps what a question cost that came to nothing, and the first error of that kind."""
        self.attempts += err.attempts
        err.attempts = ()
        self.failed = self.failed or err

    def break_off(self, err: BackendError) -> None:
        """Keeps what was answered before the server went away, and says what is missing for it."""
        self.attempts += err.attempts
        self.note(Notice("broke-off", f"the brief breaks off here: {err.message}"))


def _moved(notice: Notice, places: Mapping[str, str | None]) -> Notice:
    item = _ITEM.match(notice.path or "") if notice.code in DOUBTS else None
    if item is None or (new := places.get(item[0], item[0])) == item[0]:
        return notice
    return replace(notice, path=None if new is None else f"{new}{(notice.path or '')[item.end() :]}")


def envelope_of(
    record: Record,
    published: Published,
    *,
    article: Article,
    job: Job,
    judge: Judge,
    backend: Backend,
    seconds: float,
    statements: tuple[Statement, ...] | None,
) -> Envelope:
    """All of it: the brief, what is not in it and why, and what it cost.

    Args:
        record: Of the whole run; it is told what the brief lacks.
        published: What was made of its draft.
        article: The whole article.
        job: What was to be made.
        judge: Of this article; doubts the words that fields are chosen from.
        backend: The model that was asked.
        seconds: From start to end.
        statements: Those of the parse, if they are to be kept.
    """
    brief = published.brief
    record.move(published.moved)
    for name, info in job.schema.model_fields.items():
        if name not in brief and info.is_required():
            record.note(Notice("missing", f"the model gave no {name} that could be used", name))
    for name in sorted(choices_of(job.schema) & brief.keys()):
        for place, words in enumerate(strings if isinstance(strings := brief[name], list) else ()):
            if isinstance(words, str) and (doubt := judge.doubts(words)):
                record.note(Notice("words", doubt, show_path((name, place))))
    proposals = judge.prover.proposals
    left = left_in(brief, job.schema, article=article, proposals=proposals)
    return Envelope(
        article=article,
        brief=brief,
        unsupported=(*record.unsupported, *published.unsupported),
        warnings=told_of(record.notices, left, proposals),
        run=Run(
            model=backend.model,
            backend=backend.name,
            prompt=f"{job.template.name}.v{job.template.version}",
            prompt_sha256=job.template.sha256,
            schema=job.schema_name,
            schema_sha256=job.schema_sha256,
            parameters=dict(job.parameters),
            usage=_total(record.attempts),
            cost=0.0 if backend.name == "embedded" else None,
            seconds=seconds,
            attempts=tuple(record.attempts),
        ),
        statements=statements,
        left=left,
    )


def _total(attempts: Sequence[Attempt]) -> Usage:
    """The sum of what the servers counted; None where none of them did."""

    def add(counts: list[int | None]) -> int | None:
        known = [count for count in counts if count is not None]
        return sum(known) if known else None

    return Usage(
        add([attempt.usage.prompt_tokens for attempt in attempts]),
        add([attempt.usage.completion_tokens for attempt in attempts]),
        add([attempt.usage.cached_tokens for attempt in attempts]),
    )
