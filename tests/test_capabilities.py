"""What servers can do is remembered: by server and model, across runs, without secrets, and never at a brief's cost."""

import json
import time
from pathlib import Path

import pytest

from summarizer.backends.capabilities import BREACHES, STALE, Capabilities, forget
from summarizer.types import Rung

HERE = ("https://api.example/v1", "m-1")


def test_of_a_server_that_is_new_everything_is_hoped_for(tmp_path: Path) -> None:
    assert Capabilities(tmp_path).known(*HERE).rungs() == tuple(Rung)


@pytest.mark.parametrize(
    ("feature", "rung"), [("json_schema", Rung.JSON_SCHEMA), ("tools", Rung.TOOL), ("json_object", Rung.JSON_OBJECT)]
)
def test_what_is_refused_is_known_to_the_next_run(tmp_path: Path, feature: str, rung: Rung) -> None:
    Capabilities(tmp_path).refuse(*HERE, feature)
    known = Capabilities(tmp_path).known(*HERE)
    assert known.refused == {feature}
    assert known.rungs() == tuple(one for one in Rung if one is not rung)


def test_another_model_or_server_is_another_matter(tmp_path: Path) -> None:
    Capabilities(tmp_path).refuse(*HERE, "tools")
    later = Capabilities(tmp_path)
    assert not later.known(HERE[0], "m-2").refused
    assert not later.known("http://127.0.0.1/v1", HERE[1]).refused


def test_a_way_counts_as_not_kept_after_breaches_in_a_row(tmp_path: Path) -> None:
    capabilities = Capabilities(tmp_path)
    for kept in [False] * (BREACHES - 1) + [True] + [False] * (BREACHES - 1):
        capabilities.kept(*HERE, Rung.JSON_SCHEMA, kept=kept)
    assert Rung.JSON_SCHEMA in Capabilities(tmp_path).known(*HERE).rungs()
    capabilities.kept(*HERE, Rung.JSON_SCHEMA, kept=False)
    assert Rung.JSON_SCHEMA not in Capabilities(tmp_path).known(*HERE).rungs()


def test_plain_prompting_is_always_left() -> None:
    capabilities = Capabilities()
    for feature in ("json_schema", "tools", "json_object"):
        capabilities.refuse(*HERE, feature)
    assert capabilities.known(*HERE).rungs() == (Rung.PROMPT,)


def test_without_a_folder_it_is_remembered_as_long_as_it_lives() -> None:
    capabilities = Capabilities()
    capabilities.refuse(*HERE, "tools")
    assert capabilities.known(*HERE).refused == {"tools"}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"refused": 3, "breaches": {}}', '{"refused": [], "breaches": []}', "\x00"]
)
def test_a_broken_file_counts_as_nothing_known(tmp_path: Path, text: str) -> None:
    Capabilities(tmp_path).refuse(*HERE, "tools")
    (file,) = tmp_path.iterdir()
    file.write_text(text)
    capabilities = Capabilities(tmp_path)
    assert not capabilities.known(*HERE).refused
    capabilities.refuse(*HERE, "json_object")
    assert Capabilities(tmp_path).known(*HERE).refused == {"json_object"}


def test_a_folder_that_cannot_be_made_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    capabilities = Capabilities(tmp_path / "file" / "folder")
    capabilities.refuse(*HERE, "tools")
    assert capabilities.known(*HERE).refused == {"tools"}


def test_a_file_that_cannot_be_put_in_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    Capabilities(tmp_path).refuse(*HERE, "tools")
    (file,) = tmp_path.iterdir()
    file.unlink()
    file.mkdir()
    Capabilities(tmp_path).refuse(*HERE, "tools")
    assert list(tmp_path.iterdir()) == [file]


def test_the_file_says_whom_it_is_about_and_holds_no_more(tmp_path: Path) -> None:
    Capabilities(tmp_path).refuse(*HERE, "tools")
    (file,) = tmp_path.iterdir()
    saved = json.loads(file.read_text())
    assert time.time() - saved.pop("since") < 60
    assert saved == {"server": HERE[0], "model": HERE[1], "refused": ["tools"], "breaches": {}}


def test_what_was_refused_a_month_ago_is_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    then = time.time()
    monkeypatch.setattr(time, "time", lambda: then - STALE + 60)
    Capabilities(tmp_path).refuse(*HERE, "tools")
    monkeypatch.setattr(time, "time", lambda: then)
    Capabilities(tmp_path).refuse(*HERE, "temperature")  # what is learnt later makes the rest no younger
    assert Capabilities(tmp_path).known(*HERE).refused == {"tools", "temperature"}
    monkeypatch.setattr(time, "time", lambda: then + 120)
    assert not Capabilities(tmp_path).known(*HERE).refused


def test_a_file_without_a_time_counts_as_old(tmp_path: Path) -> None:
    Capabilities(tmp_path).refuse(*HERE, "temperature")
    (file,) = tmp_path.iterdir()
    file.write_text(json.dumps({"server": HERE[0], "model": HERE[1], "refused": ["temperature"], "breaches": {}}))
    assert not Capabilities(tmp_path).known(*HERE).refused


def test_what_is_known_can_be_forgotten_and_nothing_else_goes(tmp_path: Path) -> None:
    Capabilities(tmp_path).refuse(*HERE, "tools")
    (tmp_path / "mine.json").write_text("{}")
    assert forget(tmp_path, before=time.time() - 60) == 0
    assert forget(tmp_path) == 1
    assert not Capabilities(tmp_path).known(*HERE).refused
    assert [path.name for path in tmp_path.iterdir()] == ["mine.json"]


def test_the_longest_prompt_that_was_read_is_kept() -> None:
    capabilities = Capabilities()
    assert capabilities.longest_read(*HERE) == 0
    for characters in (10, 30, 20):
        capabilities.has_read(*HERE, characters)
    assert capabilities.longest_read(*HERE) == 30
