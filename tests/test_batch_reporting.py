"""What is said of a batch: each reason once, with an example, and what is plain to do next."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from summarizer.batch.command import Command, giving, remember
from summarizer.batch.journal import Failure, Journal, Listed, Outcome
from summarizer.batch.reporting import failures, status_lines
from summarizer.batch.uploads import Asked, Uploads


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path) as journal:
        yield journal


def failed(journal: Journal, *reasons: str, kind: str = "ReplyError") -> None:
    journal.list_rows([Listed(place, "c.jsonl", place + 1, None, f"a{place}") for place, _ in enumerate(reasons)])
    for place, reason in enumerate(reasons):
        journal.settle(f"a{place}", "j", Outcome(Failure(kind, reason)))


def test_rows_that_failed_alike_are_a_line_with_the_first_of_them(journal: Journal) -> None:
    failed(journal, "answered 400: too long", "the reply: '{1'", "the reply: '{2'", "answered 413: too long")
    assert list(status_lines(journal, "j"))[2:] == [
        "  2 ReplyError, such as c.jsonl:1: answered 400: too long",
        "  2 ReplyError, such as c.jsonl:2: the reply: '{1'",
    ]


def test_rows_are_counted_and_not_the_articles_that_they_share(journal: Journal) -> None:
    journal.list_rows([Listed(place, "n.txt", None, None, "a") for place in range(3)])
    journal.settle("a", "j", Outcome(Failure("RefusalError", "no")))
    journal.settle("of other inputs", "j", Outcome(Failure("ReplyError", "no")))
    assert [(one.number, one.failure.kind) for one in failures(journal, "j")] == [(3, "RefusalError")]


def test_however_many_reasons_there_are_five_are_told_and_the_rest_counted(journal: Journal) -> None:
    failed(journal, *(letter * 300 for letter in "abcdefg"))
    *_, fifth, rest = status_lines(journal, "j")
    assert fifth == f"  1 ReplyError, c.jsonl:5: {'e' * 200}"
    assert rest == "  2 for other reasons"


def test_names_that_a_shell_would_take_apart_are_quoted(tmp_path: Path) -> None:
    (tmp_path / "my results").mkdir()
    with Journal(tmp_path / "my results") as journal:
        assert giving("resume", journal.folder) == f"summarizer batch resume '{tmp_path / 'my results'}'"


@pytest.mark.parametrize(
    ("engine", "told"),
    [("openai-batch", "'summarizer batch resume"), ("local", "they are paid for all the same, and the command with")],
)
def test_what_lies_with_a_batch_api_is_told_to_whoever_asks_again_elsewhere(
    journal: Journal, engine: Literal["openai-batch", "local"], told: str
) -> None:
    remember(journal, Command(folder=".", inputs=("a",), engine=engine), "j")
    Uploads(journal, "a server").begin([Asked("a", "r.0", 10), Asked("b", "r.0", 10)], key="k")
    [line] = [line for line in status_lines(journal, "j") if "lie with the server" in line]
    assert line.startswith(f"2 requests lie with the server, in 1 batch: {told}")
