"""Loops are noticed while a model writes, and what merely resembles itself is not a loop."""

import json
import time

import pytest

from summarizer.asking.loops import LoopWatch, loops, without_loop

ITEM = json.dumps({"evidence": "The dam could fail in a heavy storm.", "risk": "The dam fails", "impact": "severe"})
OTHER = [
    json.dumps({"evidence": f"Witness {n} spoke of the flood.", "role": "minister", "impact": "not stated"})
    for n in range(40)
]

LOOPING = {
    "spaces": '{"headline": "A bridge"' + " " * 300,
    "a word": "the bridge and " + "very " * 100,
    "a sentence": "It was closed. " + "Nobody knows why it was closed in May. " * 12,
    "two sentences in turn": "It was so. " + "First this happened to the bridge. Then that did. " * 10,
    "a long stretch": "".join(OTHER[:20]) * 4,
    "an item with others between": ", ".join(x for other in OTHER[:4] for x in (ITEM, other)),
    "brackets": "[" * 400,
}
HARMLESS = {
    "nothing": "",
    "short": "no no no no no no",
    "a list of items": "[" + ", ".join(OTHER) + "]",
    "indented": json.dumps([json.loads(other) for other in OTHER], indent=4),
    "the same item three times": ", ".join([ITEM] * 3),
    "a table of nothing": json.dumps([None] * 30),
}


@pytest.mark.parametrize("text", LOOPING.values(), ids=LOOPING.keys())
def test_a_loop_is_noticed(text: str) -> None:
    assert loops(text)


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_resembles_itself_is_no_loop(text: str) -> None:
    assert not loops(text)


def test_a_loop_is_noticed_while_it_is_written() -> None:
    watch, text = LoopWatch(), "[" + ", ".join(OTHER)
    seen = [watch.sees_loop(text[:end]) for end in range(0, len(text), 40)]
    assert not any(seen)
    grown = text + "".join(f", {ITEM}" for _ in range(40))
    ends = [end for end in range(len(text), len(grown), 40) if watch.sees_loop(grown[:end])]
    assert ends[0] < len(text) + 6 * len(ITEM)
    assert watch.sees_loop(grown)


def test_a_text_that_starts_anew_is_watched_anew() -> None:
    watch = LoopWatch()
    assert watch.sees_loop("ha " * 300)
    assert not watch.sees_loop("A bridge.")


def test_a_long_text_is_watched_in_linear_time() -> None:
    watch = LoopWatch()
    text = "".join(f'{{"evidence": "Witness {n} spoke of the flood at length.", "n": {n}}}, ' for n in range(16_000))
    start = time.process_time()
    assert not any(watch.sees_loop(text[:end]) for end in range(0, len(text), 2000))
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{"a": "It was closed. ' + "Nobody knows why. " * 20, '{"a": "It was closed. Nobody knows why."'),
        ('{"a": "One. ' + "Two of 3.5. Three! " * 20, '{"a": "One. Two of 3.5. Three!"'),
        ('{"a": "b"' + " " * 300, '{"a": "b" '),
        ('{"a": "' + "very " * 100, '{"a": "very '),
        (f"[{OTHER[0]}, {OTHER[1]}]", f"[{OTHER[0]}, {OTHER[1]}]"),
    ],
)
def test_what_came_again_and_again_is_kept_once(text: str, kept: str) -> None:
    assert without_loop(text) == kept


def test_a_long_loop_is_cut_in_linear_time() -> None:
    start = time.process_time()
    without_loop('{"a": "It was closed. ' + "Nobody knows why. " * 20_000)
    assert time.process_time() - start < 2
