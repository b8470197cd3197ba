"""From rows to a journal that has an outcome for each, whoever makes the outcomes."""

from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import pytest
from scripted_backend import Scripted

from summarizer.backends.limiting import Limiter
from summarizer.batch.asking import Budget, Stop
from summarizer.batch.engine import Done, Keyed
from summarizer.batch.journal import Counts, Failure, Journal, Outcome
from summarizer.batch.maker import Asked
from summarizer.batch.row import Row
from summarizer.batch.running import Batch, run

DOWN = Outcome(Failure("TransientError", "the server is down"))


class Nobody:
    async def make(self, one: Keyed, backend: Asked) -> Outcome | None:
        raise NotImplementedError

    def leave(self) -> None:
        raise NotImplementedError


def batch_in(journal: Journal) -> Batch:
    return Batch(
        backend=Scripted(""),
        limiter=Limiter(concurrency=1),
        price=None,
        budget=Budget(),
        stop=Stop(),
        longest_wait=1,
        key="job",
        journal=journal,
        maker=Nobody(),
    )


@pytest.mark.anyio
async def test_a_text_whose_failure_is_not_settled_yet_is_not_begun_again_for_another_row(tmp_path: Path) -> None:
    texts = ["Die Brücke.", "Die Brücke.", "Die Fähre."]
    begun = []

    async def engine(articles: AsyncIterator[Keyed]) -> AsyncGenerator[Done, None]:
        async for one in articles:
            begun.append(one.row.line)
            yield Done(one.key, Outcome("{}") if one.row.line == 3 else DOWN)

    with Journal(tmp_path) as journal:
        rows = (Row("a", line, data=text.encode()) for line, text in enumerate(texts, 1))
        tally = await run(batch_in(journal), rows, engine=engine)
        assert journal.counts("job") == Counts(done=1, failed=2, open=0, repeated=1, ambiguous=0)
    assert begun == [1, 3]
    assert (tally.done, tally.failed, tally.skipped) == (1, 1, 1)
