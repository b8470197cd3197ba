"""How much of an article fits into one request."""

from dataclasses import replace
from pathlib import Path

import pytest
from scripted_backend import reply

from summarizer.budgeting import Budget
from summarizer.chunking import split, whole
from summarizer.config import Config
from summarizer.errors import ContextOverflowError
from summarizer.planning import plan
from summarizer.tokens import guessed_prompt, guessed_tokens, taken_tokens
from summarizer.types import Article, Attempt, Message, Proposals, Usage
from summarizer.wiring import job_for

TEXT = "\n\n".join(f"Witness {number} spoke of the harbour of Brackwater until midnight." for number in range(600))


@pytest.fixture
def budget() -> Budget:
    job = job_for(Config(cache_dir=Path("none"), config_dir=Path("none")), prompt="brief")
    (asked,) = plan(job.template, job.schema, passes="one")
    return Budget(asked, job, Article("0" * 64, "-", TEXT, language="en"), Proposals())


def test_letters_beyond_ascii_are_guessed_to_cost_more() -> None:
    assert guessed_tokens("harbours") == 2
    assert guessed_tokens("гавани") == 3
    assert guessed_tokens("") == 0


def test_what_a_server_does_not_count_is_guessed() -> None:
    prompt = guessed_prompt([Message("system", "harbours"), Message("user", "ferries")])
    assert prompt == 4
    assert taken_tokens(prompt, reply("harbours")) == 6
    assert taken_tokens(prompt, reply("harbours", usage=Usage(prompt_tokens=100))) == 102
    assert taken_tokens(prompt, reply("harbours", usage=Usage(completion_tokens=10))) == 14
    assert taken_tokens(prompt, reply("harbours", usage=Usage(100, 0))) == 100


def test_where_nothing_is_known_an_article_of_that_length_is_one_piece(budget: Budget) -> None:
    assert budget.pieces(whole(budget.article)) == (whole(budget.article),)


@pytest.mark.parametrize(("context", "pieces"), [(100_000, 1), (12_000, 2), (5_000, 4)])
def test_a_context_that_is_known_is_kept_to(budget: Budget, context: int, pieces: int) -> None:
    budget.context = context
    found = budget.pieces(whole(budget.article))
    assert len(found) == pieces
    assert "".join(part.article.text for part in found) == TEXT
    for part in found:
        assert budget._guessed(part) + budget.reply_tokens() <= context


def test_the_servers_own_count_makes_shorter_pieces(budget: Budget) -> None:
    budget.context = 12_000
    before = len(budget.pieces(whole(budget.article)))
    part = split(budget.article, most=4_000)[0]
    budget.learn(part, [Attempt("x", "json_schema", 1.0, "ok", Usage(3 * budget._guessed(part), 1, None))])
    assert budget.scale == pytest.approx(3.0)
    assert len(budget.pieces(whole(budget.article))) > 2 * before
    budget.learn(part, [Attempt("x", "json_schema", 1.0, "ok", Usage(10, 1, None))])
    budget.learn(part, [Attempt("x", "json_schema", 1.0, "ok")])
    budget.learn(part, [])
    assert budget.scale == pytest.approx(3.0)


def test_a_short_context_shortens_the_reply_and_not_the_article_if_that_is_enough(budget: Budget) -> None:
    part = split(budget.article, most=2_000)[0]
    assert budget.reply_tokens() == 4_000
    assert budget.smaller(part, ContextOverflowError("too long", context=4_096)) == (part,)
    assert budget.reply_tokens() == 4_096 // 3


def test_where_the_server_says_nothing_a_part_is_halved_until_it_is_too_short(budget: Budget) -> None:
    part, lengths = whole(budget.article), []
    while pieces := budget.smaller(part, ContextOverflowError("too long")):
        assert len(pieces) in (2, 3)
        part = pieces[0]
        lengths.append(len(part.article.text))
    assert lengths[-1] <= 1_000
    assert len(lengths) < 8


def test_a_count_that_the_server_gives_is_taken_for_the_guess(budget: Budget) -> None:
    part = whole(budget.article)
    pieces = budget.smaller(part, ContextOverflowError("too long", context=20_000, prompt=40_000))
    assert budget.scale > 3
    assert len(pieces) >= 3


def test_chunk_tokens_are_tokens_of_the_article(budget: Budget) -> None:
    budget.job = replace(budget.job, chunk_tokens=1_000)
    found = budget.pieces(whole(budget.article))
    assert all(guessed_tokens(part.article.text) <= 1_000 for part in found)
    assert len(found) == -(-guessed_tokens(TEXT) // 1_000)
