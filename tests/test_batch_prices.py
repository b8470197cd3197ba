"""What tokens cost, and where that is written."""

from dataclasses import replace
from pathlib import Path

import pytest
from rendering_harbour import ENVELOPE

from summarizer.backends.prices import Price, load_prices, price_of, priced
from summarizer.backends.selecting import OPENAI_MODEL, OPENAI_URL
from summarizer.errors import UsageError
from summarizer.types import Attempt, Usage


def test_a_price_is_of_fresh_and_cached_tokens_and_of_the_reply() -> None:
    price = Price(input=10, output=100, cached=1)
    assert price.cost(Usage(1000, 10, 400)) == pytest.approx((600 * 10 + 400 * 1 + 10 * 100) / 1e6)
    assert price.cost(Usage(1000, 10)) == pytest.approx((1000 * 10 + 10 * 100) / 1e6)
    assert price.cost(Usage(1000, None)) is None


def test_the_default_model_has_a_price_on_its_own_server_only(tmp_path: Path) -> None:
    entries = load_prices(tmp_path)
    assert price_of(entries, server=OPENAI_URL, model=OPENAI_MODEL) is not None
    dated = price_of(entries, server=OPENAI_URL, model=f"{OPENAI_MODEL}-2026-03-17")
    assert dated == price_of(entries, server=OPENAI_URL, model=OPENAI_MODEL)
    assert price_of(entries, server="http://127.0.0.1:8080/v1", model=OPENAI_MODEL) is None
    assert price_of(entries, server=OPENAI_URL, model="another") is None
    assert price_of(entries, server=None, model="qwen2.5-coder-1.5b") == Price(0, 0, 0)


def test_the_users_own_prices_come_first(tmp_path: Path) -> None:
    (tmp_path / "prices.yaml").write_text(
        f"prices:\n- {{model: {OPENAI_MODEL}, input: 1, output: 2}}\n"
        "- {model: mine, input: 3, output: 4, cached: 0}\n"
    )
    entries = load_prices(tmp_path)
    assert price_of(entries, server=OPENAI_URL, model=OPENAI_MODEL) == Price(1, 2, 1)
    assert price_of(entries, server="http://x/v1", model="mine") == Price(3, 4, 0)


@pytest.mark.parametrize("text", ["prices: [{model: a, input: -1, output: 1}]", "prices: 7", "[", "a: b", "\x00"])
def test_a_list_of_prices_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "prices.yaml").write_text(text)
    with pytest.raises(UsageError, match="is no list of prices"):
        load_prices(tmp_path)


def test_a_brief_has_its_cost_where_all_of_it_is_known() -> None:
    price = Price(10, 100, 1)
    paid = Attempt("brief", "json_schema", 1.0, "ok", Usage(1000, 10))
    lost = Attempt("brief", "json_schema", 1.0, "reset", Usage())
    envelope = replace(ENVELOPE, run=replace(ENVELOPE.run, attempts=(lost, paid), cost=None))
    assert priced(envelope, price).run.cost == pytest.approx(0.011)
    assert priced(envelope, None).run.cost is None
    uncounted = replace(envelope.run, attempts=(paid, replace(paid, usage=Usage())))
    assert priced(replace(envelope, run=uncounted), price).run.cost is None
