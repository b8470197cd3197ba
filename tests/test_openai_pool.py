"""Requests that wait for a Batch API: when they are sent, what is never sent twice, and what stops them all."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import pytest
from batch_server import BatchServer as Server

from summarizer.backends.batches import BatchServer
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.prices import Price
from summarizer.batch.asking import PLACE, Budget, Halt, Stop
from summarizer.batch.engine import Keyed
from summarizer.batch.journal import Failure, Journal, Outcome
from summarizer.batch.openai_batch import Manner, Pool, pool_engine
from summarizer.batch.openai_pending import Pending
from summarizer.batch.rows import Row
from summarizer.errors import BackendError, BudgetError, JournalError, SummarizerError, TransientError
from summarizer.types import Message, Reply, Request, Rung, Usage

pytestmark = pytest.mark.anyio


def echo(body: dict) -> str:
    return str(body["messages"][0]["content"])


@dataclass
class Run:
    """Articles that each ask about some texts side by side, from a journal in a folder, of a server."""

    folder: Path
    server: Server
    manner: Manner = field(default_factory=lambda: Manner(poll=0.02, settle=0.02))
    budget: Budget = field(default_factory=Budget)
    price: Price | None = None
    told: list[str] = field(default_factory=list)
    stop: Stop = field(default_factory=Stop)
    errors: dict[str, SummarizerError] = field(default_factory=dict)
    breaks: bool = False

    def tell(self, line: str) -> None:
        self.told.append(line)
        if self.breaks:
            raise RuntimeError("a defect")

    async def of(self, *articles: tuple[str, ...]) -> dict[str, str]:
        """What each article was answered, by its place."""
        with Journal(self.folder) as journal:
            return await self.within(journal, *articles)

    async def within(self, journal: Journal, *articles: tuple[str, ...], at_once: int = 1000) -> dict[str, str]:
        backend = BatchServer(self.server.url, None, "stub")
        pool = Pool(
            backend,
            capabilities=Capabilities(),
            journal=journal,
            budget=self.budget,
            stop=self.stop,
            price=self.price,
            manner=self.manner,
            tell=self.tell,
        )

        async def reply(article: str, number: int, text: str) -> str:
            PLACE.set((article, text))
            if kept := journal.reply(article, text):
                return kept.text
            request = Request(
                (Message("user", text),), schema_name="s", schema={}, rung=Rung.PROMPT, max_tokens=9, temperature=0
            )
            return (await pool.send(request, deadline=1)).text

        async def make(one: Keyed) -> Outcome | None:
            found: dict[int, str] = {}

            async def ask(number: int, text: str) -> None:
                try:
                    found[number] = await reply(one.key, number, text)
                except Halt:
                    pass
                except SummarizerError as err:
                    self.errors[one.key] = err

            async with anyio.create_task_group() as group:
                for number, text in enumerate(articles[int(one.key)]):
                    group.start_soon(ask, number, text)
            if one.key in self.errors:
                return Outcome(Failure("failed", self.errors[one.key].message))
            whole = len(found) == len(articles[int(one.key)])
            return Outcome(" ".join(found[number] for number in sorted(found))) if whole else None

        async def keyed() -> AsyncIterator[Keyed]:
            for number in range(len(articles)):
                yield Keyed(str(number), Row("made up"))

        try:
            with anyio.fail_after(20):
                engine = pool_engine(make, pool=pool, at_once=at_once, stop=self.stop)
                return {done.key: str(done.outcome.result) async for done in engine(keyed())}
        finally:
            await pool.close()


def sizes(server: Server) -> list[int]:
    """Of the files that were uploaded."""
    return [len(data.splitlines()) for data in server.files.values() if b'"method"' in data]


def texts(count: int) -> list[tuple[str, ...]]:
    return [(f"text {number}",) for number in range(count)]


# ------------------------------------------------------------------------------------- who waits


async def test_chunks_with_the_same_text_are_one_request_and_both_have_its_reply(tmp_path: Path) -> None:
    with Server(script=echo) as server:
        assert await Run(tmp_path, server).of(("same", "same", "other")) == {"0": "same same other"}
    assert server.lines == [2]


async def test_what_is_asked_anew_is_not_taken_for_what_was_asked_before() -> None:
    pending = Pending()
    place = ("a", "r")

    async def ask(again: bool) -> str:
        try:
            return (await pending.reply(place, {}, tokens=1, is_sent=False)).text
        except BackendError:
            return (await pending.reply(place, {}, tokens=1, is_sent=False)).text if again else "refused"

    async with asyncio.TaskGroup() as group:
        first, second = group.create_task(ask(True)), group.create_task(ask(False))
        await asyncio.sleep(0)
        pending.fail(place, BackendError("another way, please"))
        await asyncio.sleep(0.01)
        assert [one.place for one in pending.gathered()] == [place]
        pending.answer(place, Reply("there", None, "stop", Usage()))
    assert (first.result(), second.result()) == ("there", "refused")


async def test_the_replies_of_a_large_file_are_all_taken_in(tmp_path: Path) -> None:
    with Server(script=echo) as server:
        found = await Run(tmp_path, server).of(*texts(450))
    assert found == {str(number): f"text {number}" for number in range(450)}
    assert server.lines == [450]


async def test_files_have_no_more_requests_than_are_allowed(tmp_path: Path) -> None:
    three = Manner(poll=0.02, settle=0.02, most_requests=3)
    with Server(script=echo) as server:
        assert len(await Run(tmp_path, server, three).of(*texts(7))) == 7
    assert sorted(server.lines) == [1, 3, 3]


async def test_files_have_no_more_bytes_than_are_allowed(tmp_path: Path) -> None:
    small = Manner(poll=0.02, settle=0.02, most_bytes=1000)
    with Server(script=echo) as server:
        assert len(await Run(tmp_path, server, small).of(*texts(6))) == 6
    sent = [data for data in server.files.values() if b'"method"' in data]
    assert len(sent) > 1
    assert all(len(data) <= 1000 for data in sent)


async def test_no_more_articles_are_in_memory_than_may_be(tmp_path: Path) -> None:
    with Server(script=echo) as server, Journal(tmp_path) as journal:
        await Run(tmp_path, server).within(journal, *texts(5), at_once=2)
    assert server.lines == [2, 2, 1]


async def test_lines_that_answer_nothing_that_was_asked_are_passed_over(tmp_path: Path) -> None:
    class Odd(Server):
        def _kept(self, rows: list[dict]) -> str | None:
            id = super()._kept(rows)
            if id:
                strange = b'{"custom_id": "another-0", "response": {"status_code": 200, "body": {}}}\n'
                self.files[id] = b"no JSON\n\xff\n[]\n" + strange + self.files[id] * 2
            return id

    run = Run(tmp_path, server := Odd(script=echo))
    with server:
        assert await run.of(("a",), ("b",)) == {"0": "a", "1": "b"}
    assert run.budget.replies == 2, "and what is answered twice counts once"


async def test_a_request_is_asked_again_of_a_server_that_answers_it_with_a_fault(tmp_path: Path) -> None:
    with Server(script=echo) as server:
        assert await Run(tmp_path, server).of(("[[stub:500x1]]",), ("b",)) == {"0": "[[stub:500x1]]", "1": "b"}
    assert server.lines == [2, 1]


async def test_a_fault_that_nobody_waits_for_is_asked_again_when_somebody_does(tmp_path: Path) -> None:
    detach = Manner(poll=0.02, settle=0.02, detach=True)
    with Server(script=echo) as server:
        for _ in range(4):
            assert await Run(tmp_path, server, detach).of(("[[stub:500x1]]",)) == {}
        assert server.lines == [1, 1]
        assert await Run(tmp_path, server).of(("[[stub:500x1]]",)) == {"0": "[[stub:500x1]]"}


# --------------------------------------------------------------------------- what has no answer


async def test_what_an_expired_batch_did_not_reach_is_asked_again_and_the_rest_is_not(tmp_path: Path) -> None:
    with Server(script=echo, ends={0: "expired"}) as server:
        assert len(await Run(tmp_path, server).of(*texts(4))) == 4
    assert server.lines == [4, 2]
    assert set(server.billed.values()) == {1}


async def test_a_request_that_is_never_reached_fails_in_the_end(tmp_path: Path) -> None:
    with Server(script=echo, ends=dict.fromkeys(range(9), "expired")) as server:
        run = Run(tmp_path, server)
        await run.of(("a",))
    assert server.lines == [1, 1, 1]
    assert isinstance(run.errors["0"], TransientError)
    assert "in 3 batches" in run.errors["0"].message
    assert run.stop.reason is None


async def test_a_line_that_is_in_no_file_is_asked_again(tmp_path: Path) -> None:
    with Server(script=echo, lose={0}) as server:
        assert len(await Run(tmp_path, server).of(*texts(4))) == 4
    assert server.lines == [4, 1]


async def test_a_file_that_is_too_large_for_the_server_is_cut_in_two(tmp_path: Path) -> None:
    with Server(script=echo, largest=1000) as server:
        assert len(await Run(tmp_path, server).of(*texts(6))) == 6
    assert len(server.lines) > 1


async def test_a_request_that_is_too_large_by_itself_is_its_articles_error(tmp_path: Path) -> None:
    with Server(script=echo, largest=20) as server:
        run = Run(tmp_path, server)
        await run.of(*texts(2))
    assert [err.status for err in run.errors.values() if isinstance(err, BackendError)] == [413, 413]
    assert run.stop.reason is None


async def test_a_server_that_is_full_gets_smaller_batches_one_after_the_other(tmp_path: Path) -> None:
    with Server(script=echo, enqueued=4) as server:
        assert len(await Run(tmp_path, server).of(*texts(8))) == 8
    assert server.lines[0] == 8
    assert max(server.lines[1:]) == 4
    assert set(server.billed.values()) == {1}


async def test_a_server_that_takes_no_request_at_all_stops_it(tmp_path: Path) -> None:
    with Server(script=echo, enqueued=0) as server:
        run = Run(tmp_path, server)
        await run.of(*texts(2))
    assert "token_limit_exceeded" in str(run.stop.reason)


# ---------------------------------------------------------------------------- nothing is sent twice


@pytest.mark.parametrize("status", [429, 503])
async def test_a_batch_that_may_be_there_is_looked_for_until_the_server_tells(tmp_path: Path, status: int) -> None:
    with Server(script=echo, vanish={0}, refuse={"GET batches": [status]}) as server:
        assert await Run(tmp_path, server).of(("a",)) == {"0": "a"}
    assert server.lines == [1]


@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_is_refused_when_it_goes_on_loses_no_batch(tmp_path: Path, status: int) -> None:
    with Server(script=echo, vanish={0}, refuse={"GET batches": [status]}) as server:
        first = Run(tmp_path, server)
        assert await first.of(("a",)) == {}
        assert isinstance(first.stop.reason, BackendError)
        assert await Run(tmp_path, server).of(("a",)) == {"0": "a"}
    assert server.lines == [1]
    assert set(server.billed.values()) == {1}


async def test_a_batch_is_found_behind_many_newer_ones(tmp_path: Path) -> None:
    with Server(script=echo, vanish={0}, refuse={"GET batches": [401]}) as server:
        await Run(tmp_path, server).of(("a",))
        server.vanish.clear()
        for number in range(5):
            (tmp_path / str(number)).mkdir()
            await Run(tmp_path / str(number), server).of(("b",))
        assert await Run(tmp_path, server).of(("a",)) == {"0": "a"}
    assert len(server.lines) == 6


async def test_a_creation_that_failed_is_made_up_for_by_the_next_run(tmp_path: Path) -> None:
    with Server(script=echo, refuse={"POST batches": [429] * 8}) as server:
        first = Run(tmp_path, server)
        assert await first.of(("a",)) == {}
        assert isinstance(first.stop.reason, TransientError)
        assert await Run(tmp_path, server).of(("a",)) == {"0": "a"}
    assert server.lines == [1]
    assert sizes(server) == [1], "the file was there already"


async def test_a_creation_that_is_refused_is_forgotten(tmp_path: Path) -> None:
    with Server(script=echo, refuse={"POST batches": [400]}) as server:
        first = Run(tmp_path, server)
        assert await first.of(("a",)) == {}
        assert isinstance(first.stop.reason, BackendError)
        assert await Run(tmp_path, server).of(("a",)) == {"0": "a"}
    assert sizes(server) == [1, 1]


async def test_a_creation_whose_answer_says_nothing_is_looked_for_and_not_forgotten(tmp_path: Path) -> None:
    class Mute(Server):
        mute = True

        def _answer(self, method, path, headers, data):  # type: ignore[no-untyped-def]
            made = super()._answer(method, path, headers, data)
            if self.mute and (method, path) == ("POST", "/v1/batches"):
                made.body = b"{}"
            return made

    with Mute(script=echo) as server:
        first = Run(tmp_path, server)
        assert await first.of(("a",)) == {}
        assert "without an id" in str(first.stop.reason)
        server.mute = False
        assert await Run(tmp_path, server).of(("a",)) == {"0": "a"}
    assert server.lines == [1]


# ------------------------------------------------------------------------------------ what stops all


async def test_a_long_wait_stops_it_and_tells_until_when(tmp_path: Path) -> None:
    with Server(script=echo, refuse={"POST files": [429]}, pause=3_600_000) as server:
        run = Run(tmp_path, server)
        assert await run.of(("a",)) == {}
    assert isinstance(run.stop.reason, TransientError)
    assert "(3600 s)" in str(run.stop.reason.hint)


async def test_a_file_that_cannot_be_written_stops_it(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with Server(script=echo) as server, Journal(folder) as journal:
        folder.rename(tmp_path / "elsewhere")
        run = Run(folder, server)
        assert await run.within(journal, ("a",)) == {}
    assert isinstance(run.stop.reason, JournalError)
    assert "requests cannot be written" in run.stop.reason.message
    assert server.files == {}


async def test_a_defect_of_ours_leaves_nobody_waiting(tmp_path: Path) -> None:
    with Server(script=echo) as server:
        run = Run(tmp_path, server, breaks=True)
        with pytest.raises(RuntimeError, match="a defect"):
            await run.of(("a",), ("b",))
    assert "a defect" in str(run.stop.reason)


def test_files_lie_beside_the_journal_and_none_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with Server(script=echo) as server:
        assert anyio.run(Run(tmp_path, server).of, ("a",)) == {"0": "a"}
    assert {path.name for path in tmp_path.iterdir()} == {"journal.sqlite"}


# ----------------------------------------------------------------------------- a full server, a budget


async def test_a_full_server_is_left_alone_until_a_batch_has_ended(tmp_path: Path) -> None:
    two = Manner(poll=0.02, settle=0.02, most_requests=2)
    with Server(script=echo, enqueued=2) as server:
        found = await Run(tmp_path, server, two).of(*texts(4))
    assert len(found) == 4
    assert server.lines == [2, 2, 2], "the second one failed, and was not made smaller"
    assert [batch.status for batch in server.batches] == ["completed", "failed", "completed"]


async def test_detached_a_full_server_stops_it_with_what_to_do(tmp_path: Path) -> None:
    detach = Manner(poll=0.02, settle=0.02, detach=True)
    with Server(script=echo, enqueued=0) as server:
        await Run(tmp_path, server, detach).of(("a",))
        again = Run(tmp_path, server, detach)
        assert await again.of(("a",)) == {}
    assert isinstance(again.stop.reason, BackendError)
    assert "when what is under way is through" in str(again.stop.reason.hint)


async def test_a_batch_that_fails_for_no_reason_is_told(tmp_path: Path) -> None:
    with Server(script=echo, ends={0: "failed"}, reason=None) as server:
        run = Run(tmp_path, server)
        assert await run.of(("a",)) == {}
    assert "no reason given" in str(run.stop.reason)


async def test_the_rest_is_sent_when_what_is_under_way_took_less_than_expected(tmp_path: Path) -> None:
    budget = Budget(max_tokens=1300)
    with Server(script=echo) as server:
        found = await Run(tmp_path, server, budget=budget).of(("a",), ("b",), ("c",))
    assert len(found) == 3
    assert server.lines == [2, 1]


async def test_dollars_are_a_budget_too(tmp_path: Path) -> None:
    run = Run(tmp_path, Server(script=echo), budget=Budget(max_cost=1.0), price=Price(0.0, 1000.0, 0.0))
    with run.server as server:
        found = await run.of(("a",), ("b",), ("c",))
    assert (len(found), server.lines) == (3, [1, 1, 1]), "600 tokens are expected to cost $0.6"
    low = Run(tmp_path, Server(script=echo), budget=Budget(max_cost=0.5), price=Price(0.0, 1000.0, 0.0))
    with low.server as server:
        assert await low.of(("d",)) == {}
    assert isinstance(low.stop.reason, BudgetError)
    assert server.lines == []


async def test_a_file_of_replies_that_is_gone_is_asked_for_anew(tmp_path: Path) -> None:
    class Forgetful(Server):
        def _end(self, batch, how):  # type: ignore[no-untyped-def]
            super()._end(batch, how)
            if len(self.batches) == 1:
                del self.files[batch.output]

    with Forgetful(script=echo) as server:
        first = Run(tmp_path, server)
        assert await first.of(("a",)) == {}
        assert "has it no more" in str(getattr(first.stop.reason, "hint", ""))
        assert await Run(tmp_path, server).of(("a",)) == {"0": "a"}


def test_what_is_sent_has_a_custom_id_for_each_line_and_the_endpoint(tmp_path: Path) -> None:
    with Server(script=echo) as server:
        anyio.run(Run(tmp_path, server).of, ("a",), ("b",))
        sent = [json.loads(line) for line in server.files["file-0"].splitlines()]
    assert len({line["custom_id"] for line in sent}) == 2
    assert {(line["method"], line["url"]) for line in sent} == {("POST", "/v1/chat/completions")}
