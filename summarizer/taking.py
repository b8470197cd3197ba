"""Asks the passes of a plan about an article or a part of it, and keeps what of the answers can be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from summarizer.asking import Answer, Question, ask
from summarizer.candidates import Candidate
from summarizer.choosing import choose_warnings
from summarizer.chunking import Part
from summarizer.errors import ContentFilterError, ReplyError
from summarizer.job import Job, OnProgress, Progress, Server
from summarizer.judging import Judge
from summarizer.phrasing import known_for, messages_of, wording_of
from summarizer.planning import Inquiry, candidates_for, filled, inquiry, with_stated_stance
from summarizer.prompting import Pass
from summarizer.publishing import publish
from summarizer.record import Record
from summarizer.salvaging import made, reasons_of, restored, without_the_speaker
from summarizer.tokens import guessed_tokens
from summarizer.types import Located, Notice, Proposals, Unsupported, choices_of, show_path

__all__ = ["Taking"]


class Taking:
    """Fields of a brief as they are taken from one part of an article.

    Attributes:
        record: What has come of it so far.
    """

    def __init__(
        self,
        part: Part,
        proposals: Proposals,
        *,
        job: Job,
        judge: Judge,
        server: Server,
        on_progress: OnProgress,
        record: Record | None = None,
        known: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """A taking, of which nothing is asked yet.

        Args:
            part: What the model is given to read.
            proposals: What the parse found in it.
            job: What to make of it.
            judge: Of the whole article.
            server: Whom to ask.
            on_progress: Told before each request and while replies stream in.
            record: What has come of the run so far; by default nothing.
            known: What templates are told besides what the record has.
        """
        self.part, self.proposals, self.job, self.judge, self.server = part, proposals, job, judge, server
        self.record = Record() if record is None else record
        self._known = known
        self._on_progress = on_progress
        self._planned = 0

    async def take_all(self, passes: Sequence[Pass]) -> None:
        """Asks the passes one after the other.

        Raises:
            BackendError: The server gave no usable answer; the record has what it answered before.
            ReplyError: Nothing came of any of them.
        """
        candidates = [candidates_for(one, self.judge.article, self.proposals) for one in passes]
        self._planned = sum(1 if chosen is None else len(chosen) for chosen in candidates)
        for asked, chosen in zip(passes, candidates, strict=True):
            about = inquiry(asked, self.job.schema, known=self.record.draft, quotes=self._quotes(asked))
            if about.listed is None or chosen is None:
                await self._take_fields(asked, about)
            else:
                await self._take_items(asked, about, about.listed, chosen)
        if not self.record.draft and self.record.failed:
            raise self.record.failed

    async def _take_fields(self, asked: Pass, about: Inquiry) -> None:
        """Asks for whole fields, and puts what can be used of them into the draft."""
        draft = self.record.draft
        try:
            answer = await self._ask(asked, about, about.purpose, draft)
        except (ReplyError, ContentFilterError) as err:
            self.record.fail(err)
            return
        doubtful, lasting = restored(answer.rejected, into=answer.value)
        draft |= self._without_strays(answer.value) if asked.template else answer.value
        self.record.doubt(doubtful)
        for one in lasting:
            if one.item is not None or len(one.path) > 1:
                self.record.unsupported.append(Unsupported(show_path(one.path), one.item, "; ".join(reasons_of(one))))
            elif one.path[0] in draft:
                reason = "; ".join(fault.reason for fault in one.faults)
                self.record.note(Notice("incomplete", reason, show_path(one.path)))

    def _without_strays(self, value: dict[str, object]) -> dict[str, object]:
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
        items: list[BaseModel] = []
        self.record.draft[name] = items
        failed = 0
        for number, candidate in enumerate(candidates):
            try:
                await self._take_item(asked, candidate, (name, number), items)
            except (ReplyError, ContentFilterError) as err:
                self.record.fail(err)
                lost = Unsupported(show_path((name, number)), candidate.evidence.quote, err.message)
                self.record.unsupported.append(lost)
                failed += 1
        if failed and failed == len(candidates):
            del self.record.draft[name]

    async def _take_item(
        self, asked: Pass, candidate: Candidate, path: tuple[str, int], items: list[BaseModel]
    ) -> None:
        """Asks about one candidate; an item that comes of it is added to `items`, or set apart."""
        evidence = candidate.evidence
        self.judge.prover.grounder.remember(evidence.quote, Located(evidence.spans, "exact", 1.0))
        known = known_for(candidate, self.record.draft)
        about = inquiry(asked, self.job.schema, known=known)
        answer = await self._ask(asked, about, show_path(path), known, candidate)
        if asked.keep_if and answer.value.get(asked.keep_if) is False:
            return
        item = filled(about.item, candidate) | without_the_speaker(answer.value, about.item, candidate)
        doubtful, lasting = restored(answer.rejected, into=item)
        if self.judge.language == self.judge.article.language == "en":
            item = with_stated_stance(item, about.item, candidate)
        said = to_jsonable_python({field: item[field] for field in about.item.model_fields if field in item})
        found = [reason for one in lasting for reason in reasons_of(one)] or made(said, about.item)
        if isinstance(found, list):
            self.record.unsupported.append(Unsupported(show_path(path), said, "; ".join(found)))
        else:
            self.record.doubt(doubtful, (path[0], len(items)))
            self.record.places[path[0], len(items)] = evidence.spans[0]
            items.append(found)
            self._tell(path, found)

    def _tell(self, path: tuple[str, int], item: BaseModel) -> None:
        """Tells of an item as it will be shown; of one that cannot be, it does not."""
        alone = publish({path[0]: [item]}, self.job.schema, prover=self.judge.prover)
        if shown := alone.brief[path[0]]:
            done = len(self.record.attempts)
            self._on_progress(Progress(show_path(path), done, self._planned, found={path[0]: shown}))

    async def _ask(
        self, asked: Pass, about: Inquiry, purpose: str, known: Mapping[str, object], candidate: Candidate | None = None
    ) -> Answer:
        done, article = len(self.record.attempts), self.judge.article
        self._on_progress(Progress(purpose, done, self._planned))
        question = Question(
            purpose=purpose,
            messages=messages_of(
                asked,
                self.job,
                article=article,
                part=self.part,
                proposals=self.proposals,
                fields=about.fields,
                known={**self._known, **known},
                candidate=candidate,
            ),
            reply=about.reply,
            max_tokens=self.job.max_tokens or about.max_tokens,
            temperature=self.job.temperature,
        )
        answer = await ask(
            question,
            backend=self.server.backend,
            wording=wording_of(self.job, article),
            limits=self.job.limits,
            capabilities=self.server.capabilities,
            check=self.judge.check(about.reply, self.record.draft, words=candidate.evidence.quote if candidate else ""),
            on_progress=lambda text: self._on_progress(Progress(purpose, done, self._planned, guessed_tokens(text))),
            sleep=self.server.sleep,
        )
        self.record.attempts += answer.attempts
        self.record.note(*answer.notices)
        return answer

    def _quotes(self, asked: Pass) -> tuple[str, ...]:
        """What evidence may be, on a server that keeps schemas: the statements, and the article's sentences."""
        if not self.job.enforced or self.job.passes == "one" or asked.each:
            return ()
        return self.judge.quotable(self.part)

    def _say_what_is_left(self, asked: Pass, chosen: tuple[Candidate, ...]) -> None:
        """Says how many statements, or passages, no question is asked about; what is said twice is asked about once."""
        article, proposals = self.judge.article, self.proposals
        if asked.each == "warnings":
            distinct = choose_warnings(article, proposals, limit=len(proposals.warnings))
            if left := len(distinct) - len(chosen):
                message = f"{left} of {len(distinct)} passages that sound like warnings were not looked at"
                self.record.note(Notice("warnings-left", message))
            return
        inside = {one.id for candidate in chosen for one in candidate.statements}
        if left := len(proposals.statements) - len(inside):
            message = f"{left} of the article's {len(proposals.statements)} statements are not in the brief"
            self.record.note(Notice("statements-left", message))
