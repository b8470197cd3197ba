"""One question to one answer: asked, judged part by part, and asked again about no more than what is wrong.

Three loops lie in each other and are never mixed. *Retry* sends the same request after a transport fault; the *ladder*
asks another way when the server cannot hold a schema; *re-ask* is a new request about the parts that are wrong.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping

from summarizer.asking import retrying
from summarizer.asking.draft import Check, Draft, Part, key_of
from summarizer.asking.ladder import Ladder
from summarizer.asking.loops import LoopWatch, loops, without_loop
from summarizer.asking.parsing import Parsed, parse, repair
from summarizer.asking.question import Answer, Limits, Question, Rejected, Wording
from summarizer.asking.retrying import Sleep
from summarizer.asking.serving import as_never_read, cut_prompt, is_short_of, left_out, notices_of, seems_cut
from summarizer.backends.capabilities import Capabilities
from summarizer.errors import ContentFilterError, RefusalError, ReplyError, SummarizerError, TruncatedError
from summarizer.tokens import guessed_prompt, taken_tokens
from summarizer.types import Attempt, Backend, Fault, Json, Message, Notice, Path, Reply, Request, Rung

__all__ = ["ask"]

_SHOWN = 400
_WITHOUT_SCHEMA = (Rung.JSON_OBJECT, Rung.PROMPT)


def _no_faults(path: Path, value: object, right: Mapping[str, object]) -> tuple[Fault, ...]:
    return ()


def _nobody_listens(text: str) -> None:
    return None


async def ask(
    question: Question,
    *,
    backend: Backend,
    wording: Wording,
    limits: Limits | None = None,
    capabilities: Capabilities | None = None,
    check: Check = _no_faults,
    on_progress: Callable[[str], None] = _nobody_listens,
    sleep: Sleep = asyncio.sleep,
) -> Answer:
    """Asks a question until its answer is right, or the limits are reached; what is right by then is the answer.

    Args:
        question: What to ask.
        backend: Whom.
        wording: The caller's words for schemas and re-asks.
        limits: What it may cost; by default `Limits()`.
        capabilities: What is known of servers, and where refusals are remembered.
        check: What a schema cannot say: called for each part that keeps the schema; its faults are asked about again.
        on_progress: Called with the text so far, while a reply streams in.
        sleep: Waits between retries.

    Raises:
        BackendError: The server gave no usable answer, by its kinds; or it cut the prompt.
        ReplyError: Nothing in the replies keeps the schema; or RefusalError, TruncatedError.
        AssetError: The question's model cannot be sent.
        The error's `attempts` are the requests that were made.
    """
    asking = _Asking(
        question,
        backend,
        wording,
        limits=limits or Limits(),
        capabilities=capabilities or Capabilities(),
        check=check,
        on_progress=on_progress,
        sleep=sleep,
    )
    try:
        return await asking.answer()
    except SummarizerError as err:
        err.attempts = tuple(asking.attempts)
        raise


class _Asking:
    """The state of one question."""

    def __init__(
        self,
        question: Question,
        backend: Backend,
        wording: Wording,
        *,
        limits: Limits,
        capabilities: Capabilities,
        check: Check,
        on_progress: Callable[[str], None],
        sleep: Sleep,
    ) -> None:
        self.question, self.backend, self.wording, self.limits = question, backend, wording, limits
        self.capabilities, self.on_progress, self.sleep = capabilities, on_progress, sleep
        self.ladder = Ladder(backend, capabilities)
        self.draft = Draft(question.reply, check)
        self.everything = self.draft.wrong()
        self.attempts: list[Attempt] = []
        self.notices: dict[Notice, None] = {}
        self.tokens = 0
        self.max_tokens = question.max_tokens
        self.last: tuple[str, Parsed] = ("", Parsed({}))
        self.malformed: list[str] = []

    async def answer(self) -> Answer:
        asked, cuts, empty, rounds = self.everything, 0, 0, 0
        while asked:
            try:
                reply, rung = await self._sent(asked)
                parsed = self._taken(reply, rung, asked)
            except SummarizerError as err:
                if isinstance(err, ReplyError) and not isinstance(err, RefusalError) and not empty:
                    empty += 1
                    continue
                if self.draft.is_empty():
                    raise
                self._note("reask-failed", f"what was wrong could not be asked for again: {err.message}")
                break
            cuts += parsed.state == "cut"
            rounds += 1
            is_first_try = self.draft.is_empty() and self.ladder.rung is not rung
            if rounds > self.limits.reask_rounds and not is_first_try:
                break
            if cuts > 1 or (self.limits.tokens is not None and self.tokens >= self.limits.tokens):
                break
            asked = self.draft.open()
        return self._answer()

    async def _sent(self, asked: tuple[Part, ...]) -> tuple[Reply, Rung]:
        schema = self.draft.schema_for(asked)
        name = re.sub(r"[^a-zA-Z0-9_-]", "_", self.question.reply.__name__)[:64]
        keys = ", ".join(key_of(part.path) for part in asked)
        purpose = self.question.purpose if asked == self.everything else f"re-ask {keys}"
        watch = LoopWatch()

        def on_text(text: str) -> bool:
            self.on_progress(text)
            return not watch.sees_loop(text)

        async def send(rung: Rung) -> Reply:
            messages = self._messages(asked, schema, rung)
            request = Request(messages, name, schema, rung, self.max_tokens, self.question.temperature)
            reply = await self._retried(request, purpose, on_text)
            self.notices |= dict.fromkeys(left_out(request, self.ladder.refused))
            await self._ensure_whole(request, reply)
            return reply

        return await self.ladder.climb(send)

    async def _retried(self, request: Request, purpose: str, on_text: Callable[[str], bool] | None = None) -> Reply:
        reply = await retrying.send(
            request,
            backend=self.backend,
            limits=self.limits,
            purpose=purpose,
            record=self.attempts.append,
            on_text=on_text,
            sleep=self.sleep,
        )
        self.tokens += taken_tokens(guessed_prompt(request.messages), reply)
        return reply

    async def _ensure_whole(self, request: Request, reply: Reply) -> None:
        """Makes sure that the server read the whole prompt: one that it has in its cache may only look cut.

        Raises:
            ContextOverflowError: It did not.
        """
        characters = sum(len(message.content) for message in request.messages)
        if not seems_cut(self.backend, self.capabilities, characters, reply.usage):
            return
        try:
            again = await self._retried(as_never_read(request), "whether the prompt is read whole")
        except SummarizerError as err:
            raise cut_prompt(self.backend, characters, reply.usage) from err
        if is_short_of(characters, again.usage):
            raise cut_prompt(self.backend, characters, again.usage)
        self.capabilities.has_read(self.backend.name, self.backend.model, characters)

    def _taken(self, reply: Reply, rung: Rung, asked: tuple[Part, ...]) -> Parsed:
        """Takes what is right in a reply; raises if it is none."""
        if reply.refusal:
            raise RefusalError(f"the model declined: {reply.refusal}")
        if reply.finish_reason == "content_filter":
            raise ContentFilterError(f"the server's content filter stopped the reply: {reply.text[:200]!r}")
        was_ended = reply.finish_reason in ("length", "stopped")
        if not reply.text.strip() and not was_ended:
            raise ReplyError("the model's reply is empty")
        self.notices |= dict.fromkeys(notices_of(reply, self.backend.model))
        keys = {key_of(part.path) for part in asked}
        parsed = parse(reply.text, keys)
        looped = reply.finish_reason == "stopped" or (parsed.state != "whole" and loops(reply.text))
        if looped:
            parsed = parse(without_loop(reply.text), keys)
        if was_ended and parsed.state != "whole":
            parsed = Parsed(parsed.value, parsed.flaws, "cut", parsed.reason, parsed.open)
        if looped:
            self._note("loop", "the model repeated itself and was stopped; what came before is kept")
        elif parsed.state == "cut":
            self._note("truncated", "a reply ended before it was whole; the rest was asked for")
            self.max_tokens = self.question.max_tokens * 2
        fits = self.draft.take(parsed, asked, closed=looped)
        if parsed.state != "cut":
            self.ladder.judge(rung, kept=fits)
        self.last = (reply.text, parsed)
        if parsed.state == "malformed":
            self.malformed.append(reply.text)
        return parsed

    def _messages(self, asked: tuple[Part, ...], schema: dict[str, Json], rung: Rung) -> tuple[Message, ...]:
        """The question's own turns, then what is wrong; the schema's words where the server does not enforce it."""
        messages = self.question.messages
        wrong = tuple(Rejected(part.path, part.item, part.faults) for part in asked)
        if self.last[1].state in ("malformed", "ambiguous"):
            fault = Fault((), f"the reply was no valid answer in JSON: {self.last[1].reason}")
            wrong = (Rejected((), None, (fault,)), *wrong)
        if self.last[0]:
            turns = Message("assistant", self._said(asked)), Message("user", self.wording.mend(wrong))
            messages = (*messages, *turns)
        if rung in _WITHOUT_SCHEMA:
            messages = _with_more(messages, self.wording.schema(json.dumps(schema, ensure_ascii=False)))
        return messages

    def _said(self, asked: tuple[Part, ...]) -> str:
        """What the model said of these parts, in short; of a list that broke off, what it has given of it."""
        said: dict[str, Json] = {key_of(part.path): part.item for part in asked if part.item is not None}
        for part in asked:
            if len(part.path) == 1 and (items := self.draft.items(str(part.path[0]))):
                said[key_of(part.path)] = list(items)
        shown = json.dumps(said, ensure_ascii=False) if said else self.last[0][:_SHOWN]
        return shown.encode("utf-8", "replace").decode()

    def _answer(self) -> Answer:
        self._repair()
        wrong, parsed = self.draft.wrong(), self.last[1]
        if self.draft.is_empty() and not any(part.is_of_use for part in wrong):
            reasons = "; ".join(f"{key_of(part.path)}: {part.faults[0].reason}" for part in wrong[:5])
            if parsed.state == "cut":
                looped = any(notice.code == "loop" for notice in self.notices)
                why = "the model repeated itself" if looped else "the reply ran out of tokens"
                raise TruncatedError(
                    f"{why} before any part of it was whole", hint="allow longer replies, or ask a larger model"
                )
            raise ReplyError(f"nothing in the model's reply could be used: {parsed.reason or reasons}")
        rejected = tuple(Rejected(part.path, part.item, part.faults, part.value) for part in wrong)
        notices = (*self.notices, *self.draft.notices)
        return Answer(self.draft.right(), rejected, notices, tuple(self.attempts))

    def _repair(self) -> None:
        """The last resort for what is still wrong: a guess at the malformed replies, the newest first."""
        for text in reversed(self.malformed):
            asked = self.draft.wrong()
            value = repair(text) if asked else None
            if value is not None and any(key_of(part.path) in value for part in asked):
                self.draft.take(Parsed(value), asked)
                if len(self.draft.wrong()) < len(asked):
                    self._note("repaired", "a reply was malformed JSON; parts of it are a guess at what was meant")

    def _note(self, code: str, message: str) -> None:
        self.notices[Notice(code, message)] = None


def _with_more(messages: tuple[Message, ...], more: str) -> tuple[Message, ...]:
    """The same turns with more words at the end of the last user turn."""
    *before, last = messages
    if last.role != "user":
        return (*messages, Message("user", more))
    return (*before, Message("user", f"{last.content}\n\n{more}".strip()))
