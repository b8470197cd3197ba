"""What several floors share: files that are whole or not there, stems of words, phrases as JSON."""

import stat
from pathlib import Path

import pytest

from summarizer.files import write_whole
from summarizer.phrases import phrase_at, phrase_to_json
from summarizer.stems import stems
from summarizer.types import Article, Span


@pytest.mark.parametrize("data", ["zwölf\n", "zwölf\n".encode()])
def test_what_was_there_is_replaced_and_nothing_is_left_over(tmp_path: Path, data: str | bytes) -> None:
    place = tmp_path / "brief.json"
    place.write_bytes(b"old, and longer than the new one")
    write_whole(place, data)
    assert place.read_bytes() == "zwölf\n".encode()
    assert [*tmp_path.iterdir()] == [place]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    place = tmp_path / "brief.json"
    place.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(place, "half of a character: \ud800")
    assert place.read_text() == "old"
    assert [*tmp_path.iterdir()] == [place]


def test_a_folder_in_its_place_is_an_error_and_nothing_is_left_over(tmp_path: Path) -> None:
    (tmp_path / "brief.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "brief.json", "new")
    assert [one.name for one in tmp_path.iterdir()] == ["brief.json"]


def test_a_private_file_is_for_nobody_else(tmp_path: Path) -> None:
    write_whole(tmp_path / "reply.json", "{}", private=True)
    assert not stat.S_IMODE((tmp_path / "reply.json").stat().st_mode) & 0o077


def test_the_longest_name_that_a_folder_takes_can_be_written(tmp_path: Path) -> None:
    place = tmp_path / ("n" * 255)
    write_whole(place, "x")
    assert place.read_text() == "x"


def test_stems_are_the_beginnings_of_the_longer_words() -> None:
    assert stems("The FERRIES of 2060", letters=4, least=4) == {"ferr"}
    assert stems("The FERRIES of 2060", letters=5, least=4, digits=True) == {"ferri", "2060"}


def test_a_phrase_has_the_articles_words_and_where_they_stand() -> None:
    article = Article("a1", "-", "We stay, she said, until May.")
    phrase = phrase_at(article, (Span(0, 7), Span(19, 28)))
    assert phrase_to_json(phrase) == {"quote": "We stay … until May", "spans": [[0, 7], [19, 28]]}
