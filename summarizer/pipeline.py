"""The steps of a brief, in order: read elsewhere, then propose, plan, ask, ground, attribute, resolve."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from summarizer.asking import Answer, Limits, Question, Rejected, Sleep, Wording, ask, key_of
from summarizer.backends.capabilities import Capabilities
from summarizer.choosing import Candidate, choose_statements, choose_warnings, nearest_first, words_of
from summarizer.errors import BackendError, ContentFilterError, ReplyError, SummarizerError
from summarizer.judging import Judge
from summarizer.planning import Inquiry, filled, inquiry, lead, plan
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
    choices_of,
    show_path,
)

__all__ = ["Job", "Progress", "preview", "summarize"]

_EACH = 12
_DOUBTS = ("words", "language", "scale")  # faults with which a part is shown all the same, with a warning
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
    sleep: Sleep = asyncio.sleep,
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
        sleep: Waits between retries.

    Raises:
        BackendError: The server gave no usable answer, by its kinds. If it did so before, the brief of what it answered
            is returned, with a notice ``broke-off``.
        ReplyError: No field of the brief could be made.
        AssetError: The prompt does not fit the schema.
        The error's `attempts` are all requests that were made.
    """
    start = time.monotonic()
    making = _Making(article, job, proposals, backend, capabilities or Capabilities(), on_progress, sleep)
    try:
        await making.take_all(plan(job.template, job.schema, passes=job.passes))
    except SummarizerError as err:
        if not (isinstance(err, BackendError) and any(making.draft.values())):
            err.attempts = (*making.attempts, *err.attempts)
            raise
        making.break_off(err)
    published = publish(making.draft, job.schema, article=article, proposals=proposals, grounder=making.judge.grounder)
    return making.envelope(published, seconds=time.monotonic() - start, keep_statements=keep_statements)


def preview(article: Article, job: Job, *, proposals: Proposals) -> tuple[tuple[str, tuple[Message, ...]], ...]:
    """The requests that would be sent, each with its purpose; answers that later ones build on are shown as ``…``."""
    shown = []
    read = _part_read(article, job)
    for asked in plan(job.template, job.schema, passes=job.passes):
        known: dict[str, Json] = {name: ["…"] for name in job.schema.model_fields}
        about = inquiry(asked, job.schema, known={})
        chosen = _candidates(asked, article, proposals)
        for candidate in (None,) if chosen is None else chosen:
            messages = _messages(job, asked, about.fields, read, proposals, candidate, known)
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
        sleep: Sleep,
    ) -> None:
        self.article, self.job, self.proposals, self.backend = article, job, proposals, backend
        self.capabilities, self.on_progress, self.sleep = capabilities, on_progress, sleep
        self.read = _part_read(article, job)
        self.judge = Judge(article, proposals, language=job.language or article.language)
        self.draft: dict[str, Json] = {}
        self.attempts: list[Attempt] = []
        self.unsupported: list[Unsupported] = []
        self.notices: dict[Notice, None] = dict.fromkeys((*article.notices, *proposals.notices))
        self.failed: SummarizerError | None = None
        self.planned = 0

    async def take_all(self, passes: tuple[Pass, ...]) -> None:
        """Asks the passes one after the other; raises if nothing came of any of them."""
        if len(self.read.text) < len(self.article.text):
            share = len(self.read.text) / len(self.article.text)
            message = f"headline, summary and issues are made from the first {share:.0%} of the article"
            self.notices[Notice("lead-only", message)] = None
        candidates = [_candidates(one, self.article, self.proposals) for one in passes]
        self.planned = sum(1 if chosen is None else len(chosen) for chosen in candidates)
        for asked, chosen in zip(passes, candidates, strict=True):
            about = inquiry(asked, self.job.schema, known=self.draft, quotes=self._quotes(asked))
            if about.listed is None or chosen is None:
                await self._take_fields(asked, about)
            else:
                await self._take_items(asked, about, about.listed, chosen)
        if not self.draft and self.failed:
            raise self.failed

    async def _take_fields(self, asked: Pass, about: Inquiry) -> None:
        """Asks for whole fields, and puts what can be used of them into the draft."""
        try:
            answer = await self._ask(asked, about, about.purpose, self.draft)
        except (ReplyError, ContentFilterError) as err:
            self._has_failed(err)
            return
        doubtful, lasting = _restored(answer.rejected, into=answer.value)
        self.draft |= self._without_strays(answer.value) if asked.template else answer.value
        self._note(doubtful)
        for one in lasting:
            reason = "; ".join(fault.reason for fault in one.faults)
            if one.item is not None or len(one.path) > 1:
                self.unsupported.append(Unsupported(show_path(one.path), one.item, reason))
            elif one.path[0] in self.draft:
                self.notices[Notice("incomplete", reason, show_path(one.path))] = None

    def _without_strays(self, value: dict[str, Json]) -> dict[str, Json]:
        """The fields without choices that stem from a template's examples rather than from the article."""
        choices = choices_of(self.job.schema)
        return {
            name: [word for word in words if not (isinstance(word, str) and self.judge.strays(word))]
            if name in choices and isinstance(words, list)
            else words
            for name, words in value.items()
        }

    async def _take_items(self, asked: Pass, about: Inquiry, name: str, candidates: tuple[Candidate, ...]) -> None:
        """Asks about one candidate after the other; the items that come of them are the list."""
        self._say_what_is_left(asked, candidates)
        items: list[Json] = []
        self.draft[name] = items
        failed = 0
        for number, candidate in enumerate(candidates):
            self.judge.grounder.known[candidate.evidence.quote] = candidate.evidence.spans
            known = _nearest_first(self.draft, candidate)
            about = inquiry(asked, self.job.schema, known=known)
            purpose = show_path((name, number))
            try:
                answer = await self._ask(asked, about, purpose, known, candidate)
            except (ReplyError, ContentFilterError) as err:
                self._has_failed(err)
                self.unsupported.append(Unsupported(purpose, candidate.evidence.quote, err.message))
                failed += 1
                continue
            if asked.keep_if and answer.value.get(asked.keep_if) is False:
                continue
            item = filled(about.item, candidate) | _not_the_speaker(answer.value, about.item, candidate)
            doubtful, lasting = _restored(answer.rejected, into=item)
            item = {field: item[field] for field in about.item.model_fields if field in item}
            reasons = [fault.reason for one in lasting for fault in one.faults] or _faults_of(item, about.item)
            if reasons:
                self.unsupported.append(Unsupported(purpose, item, "; ".join(reasons)))
            else:
                self._note(doubtful, (name, len(items)))
                items.append(item)
        if failed and failed == len(candidates):
            del self.draft[name]

    def break_off(self, err: BackendError) -> None:
        """Keeps what was answered before the server went away, and says what is missing for it."""
        self.attempts += err.attempts
        self.notices[Notice("broke-off", f"the brief breaks off here: {err.message}")] = None

    def _has_failed(self, err: SummarizerError) -> None:
        """Keeps what a question cost that came to nothing, and the first error of that kind."""
        self.attempts += err.attempts
        err.attempts = ()
        self.failed = self.failed or err

    async def _ask(
        self, asked: Pass, about: Inquiry, purpose: str, known: Mapping[str, Json], candidate: Candidate | None = None
    ) -> Answer:
        done = len(self.attempts)
        self.on_progress(Progress(purpose, done, self.planned))
        question = Question(
            purpose=purpose,
            messages=_messages(self.job, asked, about.fields, self.read, self.proposals, candidate, known),
            reply=about.reply,
            max_tokens=self.job.max_tokens or about.max_tokens,
            temperature=self.job.temperature,
        )
        answer = await ask(
            question,
            backend=self.backend,
            wording=self._wording(),
            limits=self.job.limits,
            capabilities=self.capabilities,
            check=self.judge.check(about.reply, self.draft),
            on_progress=lambda _, text: self.on_progress(Progress(purpose, done, self.planned, len(text))),
            sleep=self.sleep,
        )
        self.attempts += answer.attempts
        self.notices |= dict.fromkeys(answer.notices)
        return answer

    def _quotes(self, asked: Pass) -> tuple[str, ...]:
        """What evidence may be, on a server that keeps schemas: the statements, and the article's sentences."""
        if not self.job.enforced or self.job.passes == "one" or asked.each:
            return ()
        return self.judge.quotable(end=len(self.read.text))

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

    def _note(self, doubtful: Iterable[tuple[Path, Rejected]], inside: Path = ()) -> None:
        """Warns of words that were kept all the same."""
        for place, one in doubtful:
            for fault in one.faults:
                self.notices[Notice(fault.code, fault.reason, show_path((*inside, *place)))] = None

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
        for name, info in self.job.schema.model_fields.items():
            if name not in brief and info.is_required():
                message = f"the model gave no {name} that could be used"
                self.notices[Notice("missing", message, name)] = None
        for name in sorted(choices_of(self.job.schema) & brief.keys()):
            for place, words in enumerate(strings if isinstance(strings := brief[name], list) else ()):
                if isinstance(words, str) and (doubt := self.judge.doubts(words)):
                    self.notices[Notice("words", doubt, show_path((name, place)))] = None
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


def _not_the_speaker(answer: dict[str, Json], item: type[BaseModel], candidate: Candidate) -> dict[str, Json]:
    """The answer with null where a small model filled a field that may be empty with nothing but the speaker's name."""
    speaker = candidate.holder.name if candidate.holder else None
    may_be_empty = {name for name, info in item.model_fields.items() if type(None) in get_args(info.annotation)}
    return {name: None if name in may_be_empty and value == speaker else value for name, value in answer.items()}


def _candidates(asked: Pass, article: Article, proposals: Proposals) -> tuple[Candidate, ...] | None:
    """What the pass asks about one by one; None if it asks for whole fields."""
    if not any("." in name for name in asked.ask):
        return None
    choose = choose_warnings if asked.each == "warnings" else choose_statements
    return choose(article, proposals, limit=asked.limit or _EACH)


def _restored(
    rejected: tuple[Rejected, ...], *, into: dict[str, Json]
) -> tuple[list[tuple[Path, Rejected]], list[Rejected]]:
    """Puts parts of which only the words are doubtful back in their places; gives these with places, and the rest."""
    doubtful: list[tuple[Path, Rejected]] = []
    lasting: list[Rejected] = []
    for one in rejected:
        name, place = str(one.path[0]), one.path[-1]
        if one.item is None or any(fault.code not in _DOUBTS for fault in one.faults):
            lasting.append(one)
        elif isinstance(place, int) and isinstance(items := into.setdefault(name, []), list):
            place -= sum(other.path[0] == name and len(other.path) > 1 for other in lasting)
            items.insert(place, one.item)
            doubtful.append(((name, place), one))
        else:
            into[name] = one.item
            doubtful.append(((name,), one))
    return doubtful, lasting


def _faults_of(item: dict[str, Json], model: type[BaseModel]) -> list[str]:
    """Why an item cannot be used, which the reply and the parse have made together."""
    try:
        model.model_validate_json(json.dumps(item))
    except ValidationError as err:
        return [f"{show_path(fault['loc'])}: {fault['msg']}" for fault in err.errors(include_url=False)]
    return []


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
            "quote": words_of(article, one).quote,
        }
        for one in proposals.statements
        if one.content.spans[-1].end <= len(article.text)
    ]
    # A field that the model did not give is blank: a question that builds on it is worse, and not an error.
    blank = {name: [] if get_origin(info.annotation) is list else "" for name, info in job.schema.model_fields.items()}
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
        known={**blank, **known},
        parameters=job.parameters if template is job.template else None,
        language=job.language,
    )


def _part_read(article: Article, job: Job) -> Article:
    """The article as far as a model is given it: a small one reads no more than its lead."""
    return article if job.passes == "one" else replace(article, text=lead(article.text, most=_LEAD))


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
