"""The steps of a brief, in order: read elsewhere, then propose, plan, ask, ground, attribute, resolve."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel

from summarizer.asking import Answer, Limits, Question, Rejected, Wording, ask, key_of
from summarizer.backends.capabilities import Capabilities
from summarizer.choosing import Candidate, choose_statements, choose_warnings, nearest_first
from summarizer.errors import AssetError, RefusalError, ReplyError, SummarizerError
from summarizer.judging import Judge
from summarizer.planning import filled, inquiry, item_model, lead, plan
from summarizer.prompting import Pass, Template, render
from summarizer.publishing import Published, publish
from summarizer.types import (
    Article,
    Attempt,
    Backend,
    Envelope,
    Json,
    Message,
    Notice,
    Path,
    Proposals,
    Run,
    Unsupported,
    Usage,
    show_path,
)

__all__ = ["Job", "Progress", "preview", "summarize"]

_EACH = 12
_LEAD = 12_000  # code points of the article that a small model reads at once: about half a minute on two cores


@dataclass(frozen=True, slots=True)
class Job:
    """What to make of an article.

    Attributes:
        templates: The prompt's own parts by name, and ``reask`` and ``schema``.
        schema: The model of the brief; `schema_name` and `schema_sha256` say which.
        passes: ``one`` request for everything, or ``several`` small ones.
        max_tokens: The longest reply; None for what the passes say.
        temperature: None leaves it to the server.
        enforced: The server keeps schemas, so that evidence can be a choice of the article's own sentences.
        language: What to write in; None for the article's language.
    """

    template: Template
    templates: Mapping[str, Template]
    schema: type[BaseModel]
    schema_name: str
    schema_sha256: str
    parameters: Mapping[str, str]
    passes: Literal["one", "several"] = "one"
    max_tokens: int | None = None
    temperature: float | None = 0.0
    enforced: bool = False
    language: str | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: the step, the requests done and planned so far, and the characters of the reply that is coming."""

    step: str
    done: int
    planned: int
    characters: int = 0


OnProgress = Callable[[Progress], None]


def _silent(progress: Progress) -> None:
    return None


async def summarize(
    article: Article,
    job: Job,
    *,
    proposals: Proposals,
    backend: Backend,
    capabilities: Capabilities | None = None,
    on_progress: OnProgress = _silent,
    keep_statements: bool = False,
) -> Envelope:
    """The brief of an article: every item located and credited, what cannot be proved set apart.

    Args:
        article: As it was read.
        job: What to make of it.
        proposals: What the parse found in it.
        backend: The model that is asked.
        capabilities: What is known of servers.
        on_progress: Told before each request and while replies stream in.
        keep_statements: The envelope has the proposals' statements.

    Raises:
        BackendError: The server gave no usable answer, by its kinds.
        ReplyError: No field of the brief could be made.
        AssetError: The prompt does not fit the schema.
        The error's `attempts` are all requests that were made.
    """
    start = time.monotonic()
    making = _Making(article, job, proposals, backend, capabilities or Capabilities(), on_progress)
    try:
        for asked in plan(job.template, job.schema, passes=job.passes):
            await making.take(asked)
    except SummarizerError as err:
        err.attempts = tuple(making.attempts) + err.attempts
        raise
    published = publish(making.draft, job.schema, article=article, proposals=proposals, grounder=making.judge.grounder)
    return making.envelope(published, seconds=time.monotonic() - start, keep_statements=keep_statements)


def preview(article: Article, job: Job, *, proposals: Proposals) -> tuple[tuple[str, tuple[Message, ...]], ...]:
    """The requests that would be sent, each with its purpose; answers that later ones build on are shown as ``…``."""
    shown = []
    for asked in plan(job.template, job.schema, passes=job.passes):
        known: dict[str, Json] = {name: ["…"] for name in job.schema.model_fields}
        about = inquiry(asked, job.schema, known={})
        for candidate in _candidates(asked, article, proposals) if about.listed else (None,):
            messages = _messages(job, asked, about.fields, article, proposals, candidate, known)
            shown.append((about.purpose, messages))
    return tuple(shown)


class _Making:
    """A brief in the making."""

    def __init__(
        self,
        article: Article,
        job: Job,
        proposals: Proposals,
        backend: Backend,
        capabilities: Capabilities,
        on_progress: OnProgress,
    ) -> None:
        self.article, self.job, self.proposals, self.backend = article, job, proposals, backend
        self.capabilities, self.on_progress = capabilities, on_progress
        self.judge = Judge(article, proposals)
        self.draft: dict[str, Json] = {}
        self.attempts: list[Attempt] = []
        self.unsupported: list[Unsupported] = []
        self.notices: dict[Notice, None] = dict.fromkeys((*article.notices, *proposals.notices))
        self.planned = 0

    async def take(self, asked: Pass) -> None:
        """Asks one pass, and puts what is right of it into the draft."""
        about = inquiry(asked, self.job.schema, known=self.draft, quotes=self._quotes(asked))
        if about.listed is None:
            self.planned += 1
            answer = await self._ask(asked, about.purpose, about.fields, about.reply, self.draft)
            self.draft |= answer.value
            self._set_apart(answer.rejected)
            return
        candidates = _candidates(asked, self.article, self.proposals)
        self._say_what_is_left(asked, candidates)
        self.planned += len(candidates)
        items: list[Json] = []
        model = item_model(self.job.schema, about.listed)
        if model is None:
            raise AssetError(f"the schema's field {about.listed!r} is no list of items with fields")
        for number, candidate in enumerate(candidates):
            self.judge.grounder.known[candidate.evidence.quote] = candidate.evidence.spans
            path: Path = (about.listed, number)
            known = _nearest_first(self.draft, candidate)
            reply = inquiry(asked, self.job.schema, known=known).reply
            try:
                answer = await self._ask(asked, show_path(path), about.fields, reply, known, candidate)
            except (ReplyError, RefusalError) as err:
                self.attempts += err.attempts
                self.unsupported.append(Unsupported(show_path(path), candidate.evidence.quote, err.message))
                continue
            kept = {name: value for name, value in answer.value.items() if name != asked.keep_if}
            if asked.keep_if and answer.value.get(asked.keep_if) is False:
                continue
            item = {**filled(model, candidate), **kept}
            lasting = [rejected for rejected in answer.rejected if not self._flag(rejected, path, item)]
            missing = [name for name, info in model.model_fields.items() if info.is_required() and name not in item]
            if lasting or missing:
                reasons = [fault.reason for rejected in lasting for fault in rejected.faults]
                reason = "; ".join(reasons) or f"the reply has no {', '.join(missing)}"
                self.unsupported.append(Unsupported(show_path(path), item, reason))
            else:
                items.append({name: item[name] for name in model.model_fields if name in item})
        self.draft[about.listed] = items

    async def _ask(
        self,
        asked: Pass,
        purpose: str,
        fields: tuple[str, ...],
        reply: type[BaseModel],
        known: Mapping[str, Json],
        candidate: Candidate | None = None,
    ) -> Answer:
        done = len(self.attempts)
        self.on_progress(Progress(purpose, done, self.planned))
        messages = _messages(self.job, asked, fields, self._part_read(), self.proposals, candidate, known)
        question = Question(
            purpose=purpose,
            messages=messages,
            reply=reply,
            max_tokens=self.job.max_tokens or asked.max_tokens or 4_000,
            temperature=self.job.temperature,
        )
        answer = await ask(
            question,
            backend=self.backend,
            wording=self._wording(),
            limits=self.job.limits,
            capabilities=self.capabilities,
            check=self.judge.check(reply, candidate),
            on_progress=lambda _, text: self.on_progress(Progress(purpose, done, self.planned, len(text))),
        )
        self.attempts += answer.attempts
        self.notices |= dict.fromkeys(answer.notices)
        return answer

    def _part_read(self) -> Article:
        """The article as far as a small model reads it."""
        if self.job.passes == "one":
            return self.article
        part = _leading(self.article)
        if part is not self.article:
            share = len(part.text) / len(self.article.text)
            message = f"headline, summary and issues are made from the first {share:.0%} of the article"
            self.notices[Notice("lead-only", message)] = None
        return part

    def _quotes(self, asked: Pass) -> tuple[str, ...]:
        """What evidence may be, on a server that keeps schemas: the statements, and the article's sentences."""
        if not self.job.enforced or self.job.passes == "one" or asked.each:
            return ()
        return self.judge.quotable

    def _wording(self) -> Wording:
        def words(name: str, known: Mapping[str, object]) -> str:
            messages = render(self.job.templates[name], article=self.article, known=known)
            return "\n\n".join(message.content for message in messages)

        def mend(wrong: tuple[Rejected, ...]) -> str:
            faults = [
                {
                    "key": key_of(one.path),
                    "item": json.dumps(one.item, ensure_ascii=False) if one.item is not None else "",
                    "reasons": [fault.reason for fault in one.faults],
                }
                for one in wrong
            ]
            return words("reask", {"faults": faults})

        return Wording(schema=lambda schema: words("schema", {"schema": schema}), mend=mend)

    def _set_apart(self, rejected: tuple[Rejected, ...]) -> None:
        """What stayed wrong is published with a flag if only its words are doubtful, else set apart."""
        for one in rejected:
            name = str(one.path[0])
            if all(fault.code in ("words", "language") for fault in one.faults) and one.item is not None:
                if len(one.path) == 1:
                    self.draft[name] = one.item
                else:
                    items = self.draft.setdefault(name, [])
                    if isinstance(items, list):
                        items.append(one.item)
                        self._note_words(one, (name, len(items) - 1))
                        continue
                self._note_words(one, one.path)
            else:
                reason = "; ".join(fault.reason for fault in one.faults)
                self.unsupported.append(Unsupported(show_path(one.path), one.item, reason))

    def _flag(self, rejected: Rejected, path: Path, item: dict[str, Json]) -> bool:
        """True if only the words of a field are doubtful, which is then kept, with a warning."""
        if rejected.item is None or any(fault.code not in ("words", "language") for fault in rejected.faults):
            return False
        item[str(rejected.path[0])] = rejected.item
        self._note_words(rejected, (*path, *rejected.path))
        return True

    def _note_words(self, rejected: Rejected, path: Path) -> None:
        for fault in rejected.faults:
            self.notices[Notice(fault.code, fault.reason, show_path(path))] = None

    def _say_what_is_left(self, asked: Pass, chosen: tuple[Candidate, ...]) -> None:
        if asked.each == "statements":
            inside = {one.id for candidate in chosen for one in candidate.statements}
            left = len(self.proposals.statements) - len(inside)
            if left:
                message = f"{left} of the article's {len(self.proposals.statements)} statements are not in the brief"
                self.notices[Notice("statements-left", message)] = None
        elif len(chosen) < len(self.proposals.warnings):
            left = len(self.proposals.warnings) - len(chosen)
            message = f"{left} of {len(self.proposals.warnings)} passages that sound like warnings were not looked at"
            self.notices[Notice("warnings-left", message)] = None

    def envelope(self, published: Published, *, seconds: float, keep_statements: bool) -> Envelope:
        """All of it, with what it cost."""
        brief = published.brief
        for name in self.job.schema.model_fields:
            if name not in brief:
                message = f"the model gave no {name} that could be used"
                self.notices[Notice("missing", message, name)] = None
        if not brief:
            raise ReplyError("no field of the brief could be made", hint="see the attempts with --format json")
        return Envelope(
            article=self.article,
            brief=brief,
            unsupported=(*self.unsupported, *published.unsupported),
            warnings=tuple(self.notices),
            run=Run(
                model=self.backend.model,
                backend=self.backend.name,
                prompt=f"{self.job.template.name}.v{self.job.template.version}",
                prompt_sha256=self.job.template.sha256,
                schema=self.job.schema_name,
                schema_sha256=self.job.schema_sha256,
                parameters=dict(self.job.parameters),
                usage=_total(self.attempts),
                cost=0.0 if self.backend.name == "embedded" else None,
                seconds=seconds,
                attempts=tuple(self.attempts),
            ),
            statements=self.proposals.statements if keep_statements else None,
        )


def _nearest_first(draft: Mapping[str, Json], candidate: Candidate) -> dict[str, Json]:
    """What is known so far, with every list of words in the order of their nearness to the candidate."""
    known: dict[str, Json] = {}
    for name, value in draft.items():
        words = [word for word in value if isinstance(word, str)] if isinstance(value, list) else []
        known[name] = [*nearest_first(words, candidate)] if words else value
    return known


def _candidates(asked: Pass, article: Article, proposals: Proposals) -> tuple[Candidate, ...]:
    choose = choose_warnings if asked.each == "warnings" else choose_statements
    return choose(article, proposals, limit=asked.limit or _EACH)


def _messages(
    job: Job,
    asked: Pass,
    fields: tuple[str, ...],
    article: Article,
    proposals: Proposals,
    candidate: Candidate | None,
    known: Mapping[str, Json],
) -> tuple[Message, ...]:
    template = job.templates[asked.template] if asked.template else job.template
    roles = {actor.id: actor.role for actor in proposals.actors}
    statements = [
        {
            "id": one.id,
            "holder": one.holder,
            "role": roles.get(one.holder_id),
            "kind": one.kind,
            "quote": one.content.quote,
        }
        for one in proposals.statements
    ]
    statement = None
    if candidate:
        statement = {
            "holder": candidate.holder.name if candidate.holder else "",
            "role": (candidate.holder.role or "") if candidate.holder else "",
            "quote": candidate.evidence.quote,
            "passage": candidate.passage,
        }
    return render(
        template,
        article=article,
        fields=fields,
        statements=statements,
        statement=statement,
        known=known,
        parameters=job.parameters if template is job.template else None,
        language=job.language,
    )


def _leading(article: Article) -> Article:
    text = lead(article.text, most=_LEAD)
    if len(text) == len(article.text):
        return article
    return Article(article.id, article.source, text, article.title, article.byline, article.published, article.language)


def _total(attempts: list[Attempt]) -> Usage:
    """The sum of what the servers counted; None where none of them did."""

    def add(counts: list[int | None]) -> int | None:
        known = [count for count in counts if count is not None]
        return sum(known) if known else None

    return Usage(
        add([attempt.usage.prompt_tokens for attempt in attempts]),
        add([attempt.usage.completion_tokens for attempt in attempts]),
        add([attempt.usage.cached_tokens for attempt in attempts]),
    )
