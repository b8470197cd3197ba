import math

import pytest
from model_shelf import entry_for
from pydantic import ValidationError

from summarizer.backends.catalogue import (
    DEFAULT_MODEL,
    PartsSource,
    UrlSource,
    entries,
    entry,
    find,
    mark_whole,
    model_path,
    parse_model_for,
    place_of,
)
from summarizer.errors import UsageError

LINK = {"url": "http://127.0.0.1:9/tiny.gguf"}


def test_the_default_model_is_the_first_language_model_of_the_catalogue():
    assert entries()[0].name == DEFAULT_MODEL
    assert entries()[0].kind == "language"


def test_names_and_places_are_unique():
    assert len({each.name for each in entries()}) == len(entries())


def test_every_model_is_fetched_over_tls_from_its_makers_first():
    hosts = {"language": "https://huggingface.co/Qwen/", "parse": "https://github.com/explosion/spacy-models/"}
    for each in entries():
        first = each.sources[0]
        assert isinstance(first, UrlSource)
        assert first.url.startswith(hosts[each.kind])


def test_the_parts_of_a_model_add_up_to_it():
    parts = [source for each in entries() for source in each.sources if isinstance(source, PartsSource)]
    assert parts
    for source in parts:
        assert source.parts == math.ceil(entry(DEFAULT_MODEL).size / source.part_size)
        assert source.package.format(part=1).endswith("part1")
        assert source.member.format(part=1).endswith("part01.bin")


@pytest.mark.parametrize(("language", "name"), [("en", "en_core_web_sm"), ("fr", "fr_core_news_sm")])
def test_a_language_has_its_parse_model(language, name):
    assert parse_model_for(language) == name
    assert entry(name).kind == "parse"


@pytest.mark.parametrize("language", ["und", "de", "la", ""])
def test_other_languages_have_none(language):
    assert parse_model_for(language) is None


def test_a_misspelt_name_is_told_what_is_close_and_what_there_is(tmp_path):
    with pytest.raises(UsageError, match="did you mean 'en_core_web_sm'") as caught:
        model_path("en_core_web_smm", cache_dir=tmp_path)
    assert DEFAULT_MODEL in caught.value.hint
    with pytest.raises(UsageError, match=r"no model named '§§§'$"):
        entry("§§§")


def test_a_repacked_wheel_has_a_size_and_hash_of_its_own():
    model = entry("en_core_web_sm")
    release, repacked = (model.identity(source) for source in model.sources)
    assert release == (model.size, model.sha256)
    assert repacked[0] != release[0]
    assert repacked[1] != release[1]


@pytest.mark.parametrize(
    "change", [{"size": 0}, {"sha256": "abc"}, {"name": "../x"}, {"sources": ()}, {"colour": "red"}, {"kind": "table"}]
)
def test_an_entry_that_could_not_be_checked_is_refused(change):
    good = entry_for(b"x", LINK).model_dump()
    with pytest.raises(ValidationError):
        type(entry_for(b"x", LINK)).model_validate(good | change)


def test_a_model_is_found_only_once_it_was_marked(tmp_path):
    model = entry_for(b"bytes", LINK)
    place = place_of(model, cache_dir=tmp_path)
    assert find(model, cache_dir=tmp_path) is None
    place.parent.mkdir()
    place.write_bytes(b"bytes")
    assert find(model, cache_dir=tmp_path) is None
    mark_whole(place, model.sha256)
    assert find(model, cache_dir=tmp_path) == place


def test_a_model_that_was_cut_short_since_is_not_whole(tmp_path):
    model = entry_for(b"bytes", LINK)
    place = place_of(model, cache_dir=tmp_path)
    place.parent.mkdir()
    place.write_bytes(b"bytes")
    mark_whole(place, model.sha256)
    place.write_bytes(b"byte")
    assert find(model, cache_dir=tmp_path) is None
    place.unlink()
    assert find(model, cache_dir=tmp_path) is None


def test_a_folder_that_lost_a_file_is_not_whole(tmp_path):
    model = entry_for(b"wheel", LINK, kind="parse")
    place = place_of(model, cache_dir=tmp_path)
    (place / "vocab").mkdir(parents=True)
    (place / "vocab" / "strings").write_bytes(b"words")
    mark_whole(place, model.sha256)
    assert find(model, cache_dir=tmp_path) == place
    (place / "vocab" / "strings").unlink()
    assert find(model, cache_dir=tmp_path) is None


def test_a_model_of_an_older_catalogue_is_not_the_one_of_this(tmp_path):
    old, new = entry_for(b"bytes", LINK), entry_for(b"other", LINK)
    place = place_of(old, cache_dir=tmp_path)
    place.parent.mkdir()
    place.write_bytes(b"bytes")
    mark_whole(place, old.sha256)
    assert find(new, cache_dir=tmp_path) is None


def test_a_marker_that_does_not_read_is_none(tmp_path):
    model = entry_for(b"bytes", LINK)
    place = place_of(model, cache_dir=tmp_path)
    place.parent.mkdir()
    place.write_bytes(b"bytes")
    mark_whole(place, model.sha256)
    place.with_name(f"{place.name}.checked").write_text("{")
    assert find(model, cache_dir=tmp_path) is None


def test_an_address_is_shown_by_its_host():
    assert str(UrlSource(url="https://hub.example/a/b?token=secret")) == "hub.example"
    assert str(UrlSource(url="nowhere")) == "nowhere"
