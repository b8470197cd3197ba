"""An article is read once, normalised once, and refused with a reason."""

import asyncio
import hashlib
import io
import os
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizer.errors import ArticleError
from summarizer.inputs import article_from_text
from summarizer.inputs import read_article as read_one
from summarizer.types import Article

TEXT = "The mayor of Orrin said the bridge will close.\nShe gave no date."


def read_article(source: str, **options) -> Article:
    return asyncio.run(read_one(source, **options))


def read(data: bytes, folder: Path, name: str = "article.txt", **options: int):
    path = folder / name
    path.write_bytes(data)
    return read_article(str(path), **options)


def codes(article) -> list[str]:
    return [notice.code for notice in article.notices]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_and_without_a_mark_and_without_a_notice(tmp_path, encoding):
    article = read(f"{TEXT} “Née” was the word.".encode(encoding), tmp_path)
    assert article.text == f"{TEXT} “Née” was the word."
    assert article.notices == ()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Le maire a déclaré que l’hôpital « resterait ouvert » malgré la grève de Besançon."),
        ("cp1252", "El alcalde dijo: «Mañana no habrá más agua en la región», según la señora Núñez."),
        ("cp1252", "The mayor said it was “a disgrace” — and that the council’s café would close."),
        ("cp1250", "Burmistrz powiedział, że „decyzja zapadła” i że mieszkańcy będą czekać na to do wiosny."),
        ("cp1251", "Мэр заявил, что решение принято, и жители будут ждать до весны."),
        ("shift_jis", "市長は決定を下したと述べ、住民は待つだろうと語った。"),
    ],
)
def test_a_guessed_encoding_is_right_and_said_to_be_a_guess(tmp_path, encoding, text):
    article = read(text.encode(encoding), tmp_path)
    assert article.text == text
    assert codes(article) == ["encoding"]
    assert encoding in article.notices[0].message


def test_bytes_that_no_guess_fits_are_read_as_windows_1252_and_counted(tmp_path):
    article = read(b"a\x81 word \x98\x81\x8d\x8f", tmp_path)
    assert codes(article) == ["encoding", "encoding"]
    assert "could not be read" in article.notices[1].message


def test_a_few_broken_bytes_do_not_turn_utf8_into_something_else(tmp_path):
    article = read("Näher: „Brücke“, ".encode() + b"\xff sagte sie.", tmp_path)
    assert article.text == "Näher: „Brücke“, \ufffd sagte sie."
    assert [notice.message for notice in article.notices] == [
        "characters that could not be read and stand as \ufffd: 1"
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x7fELFtext", "a program"),
        (b"\x89PNG text", "a picture"),
        (b"\x1f\x8btext", "a compressed file"),
        (b"{\\rtf1 text}", "an RTF document"),
        (b"text\0\0\0text and more text", "NUL bytes"),
        (b"<?xml version='1.0'?><report>text</report>", "XML that is neither"),
    ],
)
def test_what_is_no_plain_text_is_refused_by_its_kind(tmp_path, data, kind):
    with pytest.raises(ArticleError, match=kind) as caught:
        read(data, tmp_path)
    assert caught.value.hint == "save its text as a plain text file, and name that"


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "is empty"), (b" \n\xef\xbb\xbf\n", "is empty"), (b"12. --", "no words")]
)
def test_nothing_to_read_is_an_error(tmp_path, data, reason):
    with pytest.raises(ArticleError, match=reason) as caught:
        read(data, tmp_path)
    assert caught.value.hint == "the text of the article has to be in it"


def test_nothing_on_standard_input_is_the_doing_of_what_was_to_write_it():
    with pytest.raises(ArticleError, match="standard input is empty") as caught:
        read_article("-", stdin=io.BytesIO(b"\n"))
    assert caught.value.hint == "what was to write the article to it wrote nothing"


@pytest.mark.parametrize("wall", ["Subscribe to continue reading.", "Please enable JavaScript.", "Accept all cookies"])
def test_a_page_that_only_asks_to_log_in_is_refused(tmp_path, wall):
    with pytest.raises(ArticleError, match="not an article"):
        read(f"The Orrin Courier. {wall}".encode(), tmp_path)


def test_an_article_around_such_words_is_an_article(tmp_path):
    assert read((TEXT * 20 + " Subscribe to continue reading.").encode(), tmp_path).text.startswith("The mayor")


def test_a_missing_file_is_told_with_the_one_that_was_meant(tmp_path):
    (tmp_path / "harbour.txt").write_text(TEXT)
    with pytest.raises(ArticleError, match=r"no file '.*harbor\.txt'") as caught:
        read_article(str(tmp_path / "harbor.txt"))
    assert caught.value.hint == f"did you mean {str(tmp_path / 'harbour.txt')!r}?"


def test_a_missing_file_with_nothing_like_it_says_where_was_looked(tmp_path):
    with pytest.raises(ArticleError) as caught:
        read_article(str(tmp_path / "harbor.txt"))
    assert caught.value.hint == f"looked in {str(tmp_path)!r}"


def test_a_link_that_leads_nowhere_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("gone.txt")
    with pytest.raises(ArticleError) as caught:
        read_article(str(tmp_path / "link.txt"))
    assert caught.value.hint == "it is a link to 'gone.txt', which is not there"


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(ArticleError) as caught:
        read_article(str(tmp_path / "none" / "harbor.txt"))
    assert caught.value.hint == f"there is no folder {str(tmp_path / 'none')!r}"


@pytest.mark.parametrize(
    ("source", "scheme", "hint"),
    [
        ("file:///etc/orrin.txt", "file", "name it by its path: /etc/orrin.txt"),
        ("FILE://server/orrin.txt", "file", "save it as a file, and name that"),
        ("ftp://courier.example/a.txt", "ftp", "save it as a file, and name that"),
        ("s3://courier/a.txt", "s3", "save it as a file, and name that"),
    ],
)
def test_an_address_of_another_kind_is_told_apart_from_a_path(source, scheme, hint):
    with pytest.raises(ArticleError, match=f"begin with {scheme}:// are not read, only paths, http:// and") as caught:
        read_article(source)
    assert caught.value.hint == hint


@pytest.mark.parametrize("source", ["", " "])
def test_a_name_that_is_empty_is_no_folder(source):
    with pytest.raises(ArticleError, match="its name is empty") as caught:
        read_article(source)
    assert "variable of your shell" in str(caught.value.hint)


def test_a_folder_is_no_article(tmp_path):
    with pytest.raises(ArticleError, match="is a folder"):
        read_article(str(tmp_path))


def test_a_name_with_a_nul_is_an_error_like_any_other():
    with pytest.raises(ArticleError, match="cannot read"):
        read_article("a\0b")


@pytest.mark.skipif(os.name == "nt", reason="no such file system")
def test_the_system_s_reason_is_told(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(ArticleError, match="Too many levels of symbolic links"):
        read_article(str(tmp_path / "loop"))


def test_an_article_of_just_the_limit_is_read_and_one_byte_more_is_not(tmp_path):
    assert read(b"a" * 100, tmp_path, max_bytes=100).text == "a" * 100
    with pytest.raises(ArticleError, match="longer than 100 bytes"):
        read(b"a" * 101, tmp_path, max_bytes=100)


def test_a_dash_reads_standard_input():
    article = read_article("-", stdin=io.BytesIO(TEXT.encode()))
    assert (article.source, article.text) == ("-", TEXT)


def test_a_terminal_is_not_waited_for():
    class Terminal(io.BytesIO):
        def isatty(self) -> bool:
            return True

    with pytest.raises(ArticleError, match="which is the terminal"):
        read_article("-", stdin=Terminal(TEXT.encode()))


def test_the_process_s_own_input_is_the_default(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert read_article("-").text == TEXT


def test_what_was_read_is_what_is_hashed(tmp_path):
    article = read("\ufeffE\u0301tat\r\n".encode(), tmp_path)
    assert article.text == "État"
    assert article.id == hashlib.sha256("État".encode()).hexdigest()


@pytest.mark.parametrize("end", ["\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029"])
def test_every_sort_of_line_end_is_a_newline(tmp_path, end):
    article = read(f"One{end}two".encode(), tmp_path)
    assert (article.text, article.notices) == ("One\ntwo", ())


@pytest.mark.parametrize(
    "hidden", [*"\x00\x1b\x7f\x9b\xad\u200b\u200e\u202e\u2060\u2066\ufe0f\ufeff\ufffb", "\U000e0041"]
)
def test_what_a_reader_cannot_see_is_removed_and_counted(tmp_path, hidden):
    data = f"The ma{hidden}yor{hidden} spoke.".encode("utf-16")  # with a mark, so that NUL is a character
    article = read(data, tmp_path)
    assert article.text == "The mayor spoke."
    assert [notice.message for notice in article.notices] == ["characters that cannot be seen, removed: 2"]


@pytest.mark.parametrize(
    ("coloured", "seen", "removed"),
    [
        ("\x1b[31mRed Fox\x1b[0m said so.", "Red Fox said so.", 9),
        ("\x1b[1;38;5;196mRed\x1b[m \x1b[?25lFox said so.", "Red Fox said so.", 22),
        ("\x1b]8;;https://a.example/\x1b\\Red Fox\x1b]8;;\x07 said so.", "Red Fox said so.", 31),
        ("\x1b(BRed Fox said so.", "Red Fox said so.", 3),
        ("Red \x1b]Fox said so.\nAnd \x07so.", "Red ]Fox said so.\nAnd so.", 2),
    ],
)
def test_what_colours_a_terminal_is_removed_whole_and_counted(tmp_path, coloured, seen, removed):
    """Of the first "[31m" stayed, and "m" was somebody; of the last, which is broken, no word is lost."""
    article = read(coloured.encode(), tmp_path)
    assert article.text == seen
    assert [notice.message for notice in article.notices] == [f"characters that cannot be seen, removed: {removed}"]


def test_the_article_s_own_typography_stays(tmp_path):
    text = "“It’s 5\u00a0%”, she said – ‘maybe’ … „so“ « oui »"
    assert read(text.encode(), tmp_path).text == text


def test_half_a_character_stands_as_one_that_could_not_be_read_and_two_halves_are_whole():
    found = article_from_text("The mayor said \ud83d\ude00 and \ud800 today.", source="-")
    assert found.text == "The mayor said \U0001f600 and \ufffd today."


def test_joiners_stay_where_they_are_spelling_and_go_where_they_hide(tmp_path):
    assert read("می\u200cخواهم".encode(), tmp_path).text == "می\u200cخواهم"
    assert read("may\u200cor\u200d\u200d".encode(), tmp_path).text == "mayor"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@example("a\u200b\u200d")
@example("e\u200b\u0301")
def test_normalising_twice_changes_nothing(text):
    text = f"word {text} word"
    once = read_article("-", stdin=io.BytesIO(text.encode("utf-32"))).text
    assert read_article("-", stdin=io.BytesIO(once.encode("utf-32"))).text == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Orrin closes its bridge\n\nThe mayor spoke.", "Orrin closes its bridge"),
        ("# Orrin closes its bridge\n\nThe mayor spoke.", "Orrin closes its bridge"),
        ("Will Orrin close its bridge?\n\nThe mayor spoke.", "Will Orrin close its bridge?"),
        ("Orrin closes its bridge\n" + "The mayor spoke at length. " * 5, "Orrin closes its bridge"),
        ("The mayor of Orrin spoke at length and gave\nno date for the closing.", None),
        ("The mayor of Orrin spoke.\n\nShe gave no date.", None),
        ("Orrin\n\nThe mayor spoke.", None),
        ("Orrin closes its bridge", None),
        ("By Ada Quill and Ben Marrow\n\nThe mayor spoke.", None),
    ],
)
def test_a_title_is_a_first_line_that_stands_apart_and_is_no_sentence(tmp_path, text, title):
    article = read(text.encode(), tmp_path)
    assert article.title == title
    assert article.text == text.strip()


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Ada Quill", "Ada Quill"),
        ("By Ada Quill and Ben O’Marrow-Lee", "Ada Quill and Ben O’Marrow-Lee"),
        ("By Ada Quill, Ben Marrow", "Ada Quill, Ben Marrow"),
        ("By the river they met", None),
        ("By Tuesday the council had left.", None),
    ],
)
def test_a_byline_is_a_line_of_names(tmp_path, line, byline):
    assert read(f"Orrin closes its bridge\n\n{line}\n\nThe mayor spoke.".encode(), tmp_path).byline == byline


def test_the_language_of_the_text_is_detected(tmp_path):
    assert read(TEXT.encode(), tmp_path).language == "en"


@pytest.mark.parametrize(
    "text", ["By A" + " A" * 500_000, "a" + "<" * 1_000_000, "sign in" * 150_000, "A" + "\u0301\u0323" * 250_000]
)
def test_a_megabyte_of_hostile_text_is_read_in_a_second(tmp_path, text):
    start = time.process_time()
    assert read(text.encode(), tmp_path).text
    assert time.process_time() - start < 5


def test_thirty_accents_on_a_letter_are_enough(tmp_path):
    article = read(("z" + "\u0301" * 31 + " word").encode(), tmp_path)
    assert article.text == "ź" + "\u0301" * 29 + " word"
    assert codes(article) == ["characters"]
