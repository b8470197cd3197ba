"""Files of every format that people summarize become articles, told by their content; what is broken has a reason."""

# ruff: noqa: E501  (markup is easier to read on one line)

import asyncio
import io
import random
import resource
import subprocess
import sys
import time
import tomllib
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from files_made import W, docx, epub, lines, pdf, zipped

from summarizer.errors import ArticleError
from summarizer.inputs import article_from_text, read_article, read_articles
from summarizer.inputs.apart import read_apart
from summarizer.inputs.child import read
from summarizer.inputs.formats.mail import message_of
from summarizer.inputs.plain import article_of
from summarizer.inputs.sniffing import kind_of
from summarizer.types import Article

FIRST = "The council of Orrin will close the old bridge over the Sarn in spring, the mayor said on Monday."
SECOND = "“The bridge has carried us for ninety years,” Quill told the council. “It will carry us no more.”"
CANARY = "zanzibarquokka"
STYLES = (
    '<w:style w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="OnGone"><w:basedOn w:val="Gone"/></w:style>'
    '<w:style w:styleId="Pale"><w:basedOn w:val="Pale"/><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>'
)


def articles(data: bytes, *, url: str | None = None) -> list[Article]:
    """What the reader of the data's kind finds, in this process."""
    kind = kind_of(data, "file")
    return [article_of(one, "file") for one in read(kind, data, source="file", charset=None, url=url)]


def article(data: bytes) -> Article:
    (one,) = articles(data)
    return one


def apart(data: bytes, tmp_path: Path, name: str = "file", **options: int) -> tuple[Article, ...]:
    (tmp_path / name).write_bytes(data)
    return asyncio.run(read_articles(str(tmp_path / name), **options))


# -------------------------------------------------------------------------------------------- DOCX


def test_a_docx_is_read_with_its_title_and_author() -> None:
    about = (
        "<dc:title>Orrin closes its bridge</dc:title><dc:creator>Ada Reed</dc:creator><dc:language>en-GB</dc:language>"
    )
    read = article(docx(["Orrin closes its bridge", FIRST, "", SECOND], about=about))
    assert read.text == f"Orrin closes its bridge\n\n{FIRST}\n\n{SECOND}"
    assert (read.title, read.byline, read.language) == ("Orrin closes its bridge", "Ada Reed", "en")


@pytest.mark.parametrize(
    "run",
    [
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r>",
        '<w:r><w:rPr><w:vanish w:val="true"/></w:rPr><w:t>{}</w:t></w:r>',
        '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>{}</w:t></w:r>',
        '<w:r><w:rPr><w:color w:val="FFFFFF"/><w:shd w:fill="FFFFFF"/></w:rPr><w:t>{}</w:t></w:r>',
        '<w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>{}</w:t></w:r>',
        '<w:r><w:rPr><w:rStyle w:val="Gone"/></w:rPr><w:t>{}</w:t></w:r>',
        '<w:r><w:rPr><w:rStyle w:val="OnGone"/></w:rPr><w:t>{}</w:t></w:r>',
        "<w:r><w:rPr><w:vanish/></w:rPr><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></w:r>",
        '</w:p><w:p><w:pPr><w:pStyle w:val="Pale"/></w:pPr><w:r><w:t>{}</w:t></w:r>',
        "<w:del><w:r><w:delText>{}</w:delText></w:r></w:del>",
        "<w:del><w:r><w:t>{}</w:t></w:r></w:del>",
        '<w:r><w:instrText>HYPERLINK "{}"</w:instrText></w:r>',
        "<!-- {} -->",
    ],
)
def test_what_a_docx_hides_is_not_read(run: str) -> None:
    read = article(docx([FIRST, f"<w:r><w:t>{SECOND}</w:t></w:r>{run.format(CANARY)}"], styles=STYLES))
    assert read.text == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    "run",
    [
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>seen</w:t></w:r>',
        '<w:r><w:rPr><w:color w:val="FFFFFF"/><w:shd w:fill="000000"/></w:rPr><w:t>seen</w:t></w:r>',
        '<w:r><w:rPr><w:rStyle w:val="Gone"/><w:vanish w:val="0"/></w:rPr><w:t>seen</w:t></w:r>',
        "<w:hyperlink><w:r><w:t>seen</w:t></w:r></w:hyperlink>",
        "<w:ins><w:r><w:t>seen</w:t></w:r></w:ins>",
        "<w:r><w:tab/><w:t>seen</w:t><w:br/></w:r>",
    ],
)
def test_what_a_docx_shows_is_read(run: str) -> None:
    assert article(docx([FIRST, f"<w:r><w:t>It was </w:t></w:r>{run}"])).text.endswith("It was seen")


def test_white_letters_on_the_colour_of_a_cell_a_paragraph_or_the_page_are_read() -> None:
    white = '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>{}</w:t></w:r>'
    dark = '<w:shd w:fill="203040"/>'
    cell = f"<w:tbl><w:tr><w:tc><w:tcPr>{dark}</w:tcPr><w:p>{white.format('In a cell.')}</w:p></w:tc></w:tr></w:tbl>"
    read = article(docx([FIRST, f"<w:pPr>{dark}</w:pPr>{white.format('In a box.')}", white.format(CANARY)], extra=cell))
    assert read.text.split("\n\n") == [FIRST, "In a box.", "In a cell."]
    page = f'<w:document {W}><w:background w:color="101010"/><w:body><w:p>{white.format(FIRST)}</w:p></w:body></w:document>'
    assert article(zipped({"word/document.xml": page})).text == FIRST


def test_a_hyphen_that_does_not_break_and_a_box_of_text_are_read_once() -> None:
    box = "<w:r><AlternateContent><Choice><w:txbxContent><w:p><w:r><w:t>A box.</w:t></w:r></w:p></w:txbxContent></Choice><Fallback><w:p><w:r><w:t>A box.</w:t></w:r></w:p></Fallback></AlternateContent></w:r>"
    read = article(docx([f"<w:r><w:t>semi</w:t><w:noBreakHyphen/><w:t>official</w:t></w:r>{box}", FIRST]))
    assert "semi-official" in read.text
    assert read.text.count("A box.") == 1


# -------------------------------------------------------------------------------------------- EPUB


def test_an_epub_is_read_in_the_order_of_its_spine() -> None:
    about = (
        "<dc:title>The bridge of Orrin</dc:title><dc:creator>Ada Reed</dc:creator><dc:date>2026-03-02</dc:date>"
        "<dc:publisher>Sarn Press</dc:publisher><dc:language>en</dc:language>"
    )
    read = article(
        epub([f"<h1>One</h1><p>{FIRST}</p>", f"<p>{SECOND}</p><p style='display:none'>{CANARY}</p>"], about=about)
    )
    assert read.text == f"One\n\n{FIRST}\n\n{SECOND}"
    assert (read.title, read.byline, read.publisher) == ("The bridge of Orrin", "Ada Reed", "Sarn Press")
    assert read.published == "2026-03-02"


def test_an_epub_without_a_package_and_one_with_a_lock_are_refused() -> None:
    with pytest.raises(ArticleError, match="without a package"):
        article(zipped({"META-INF/container.xml": "<container/>"}))
    with pytest.raises(ArticleError, match="encrypted"):
        article(
            zipped(
                {
                    "META-INF/container.xml": '<container><rootfile full-path="a.opf"/></container>',
                    "a.opf": "<package/>",
                    "META-INF/encryption.xml": "",
                    "META-INF/rights.xml": "",
                }
            )
        )


@pytest.mark.parametrize(
    ("parts", "sort"),
    [({"xl/workbook.xml": ""}, "a spreadsheet"), ({"ppt/x.xml": ""}, "a presentation"), ({"a": ""}, "a zip archive")],
)
def test_another_archive_is_refused_by_its_sort(parts: dict[str, str], sort: str) -> None:
    with pytest.raises(ArticleError, match=f"is {sort}, not"):
        article(zipped(parts))


# --------------------------------------------------------------------------------------------- PDF


def test_a_pdf_is_read_in_paragraphs_with_its_pages_and_its_words_mended() -> None:
    head = lines("The Orrin Courier", top=810, size=8)
    first = (
        head
        + lines("Orrin closes its bridge", size=18)
        + lines(
            "The council of Orrin will close the old bridge over the Sarn in spring, the mayor",
            "of the town, Ada Quill, said on Monday after a long meeting with the engi-",
            "neers of the province.",
            top=730,
        )
        + lines("Ben Marrow, who runs a ferry, said that he would double his crossings and that", "the well-", top=680)
        + lines("Page 1", top=30)
    )
    second = (
        head
        + lines("known landing would stay.", "   ", top=760)
        + lines("A new bridge would cost nine million crowns, and the well-known landing more.", top=720)
        + lines("Page 2", top=30)
    )
    read = article(pdf([first, second], about="/Title (Orrin closes its bridge) /Author (Somebody Else)"))
    assert read.text.split("\n\n") == [
        "Orrin closes its bridge",
        "The council of Orrin will close the old bridge over the Sarn in spring, the mayor of the town, Ada Quill, said on "
        "Monday after a long meeting with the engineers of the province.",
        "Ben Marrow, who runs a ferry, said that he would double his crossings and that the well-known landing would stay.",
        "A new bridge would cost nine million crowns, and the well-known landing more.",
    ]
    assert read.title == "Orrin closes its bridge"
    assert read.byline is None  # the text does not show it
    assert len(read.pages) == 2
    assert read.pages[0] == 0
    assert read.text[read.pages[1] :].startswith("known landing would stay.")


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Orrin closes - for good - its bridge", "Orrin closes - for good - its bridge"),
        ("Orrin closes - for good - its bridge | Sarn - The Orrin Courier", "Orrin closes - for good - its bridge"),
        ("Orrin opens its bridge | The Orrin Courier", "The Orrin Courier"),
        ("The Orrin | Courier of the Sarn", "The Orrin Courier"),
    ],
)
def test_the_title_of_a_printed_page_is_believed_without_the_names_of_its_site(title: str, told: str) -> None:
    page = (
        lines("The Orrin Courier", top=780, size=18)
        + lines("Orrin closes - for good - its bridge", top=740)
        + lines("The mayor of Orrin, Ada Quill, said on Monday that the bridge will close.", top=700)
    )
    assert article(pdf([page], about=f"/Title ({title})")).title == told


def test_indents_and_short_last_lines_part_paragraphs() -> None:
    page = (
        lines("The council of Orrin will close the old bridge over the Sarn in spring.", "It gave no date.")
        + lines("Ben Marrow said that he would double his crossings over the river.", top=736)
        + lines("Engineers had found cracks in two of the five piers of the bridge and", x=84, top=724)
        + lines("said so.", top=712)
    )
    assert article(pdf([page])).text.count("\n\n") == 2


@pytest.mark.parametrize(
    "trick",
    [
        f"1 1 1 rg {lines(CANARY, top=500)} 0 0 0 rg",
        f"3 Tr {lines(CANARY, top=500)} 0 Tr",
        lines(CANARY, top=500, size=0.5),
        lines(CANARY, top=500, x=-500),
        lines(CANARY, top=2000),
        f"q 0.01 0 0 0.01 0 0 cm {lines(CANARY, top=500)} Q",
    ],
    ids=["white", "invisible", "tiny", "left of the page", "above the page", "shrunk"],
)
def test_what_a_pdf_hides_is_not_read(trick: str) -> None:
    assert article(pdf([lines(FIRST) + trick])).text == FIRST


@pytest.mark.parametrize(
    ("boxes", "seen", "unseen"),
    [
        ("/MediaBox [0 0 595 842] /Rotate 90", {"top": 830}, {"x": 600}),
        ("/MediaBox [1000 1000 1595 1842]", {"x": 1072, "top": 1760}, {}),
        ("/MediaBox [0 0 595 842] /CropBox [0 400 595 842]", {}, {"top": 300}),
    ],
    ids=["turned", "elsewhere", "cropped"],
)
def test_the_page_is_what_its_boxes_say_it_is(boxes: str, seen: dict[str, float], unseen: dict[str, float]) -> None:
    assert article(pdf([lines(FIRST, **seen) + lines(CANARY, **unseen)], boxes=boxes)).text == FIRST


def form(content: str) -> bytes:
    """What a page may draw again and again, each time elsewhere."""
    about = "/Type /XObject /Subtype /Form /BBox [-900 -900 900 900] /Resources << /Font << /F1 3 0 R >> >>"
    return f"<< {about} /Length {len(content)} >>\nstream\n{content}\nendstream".encode()


def test_what_a_form_draws_is_judged_where_the_page_puts_it() -> None:
    drawn = [form(lines(FIRST, x=60, top=-20)), form(lines(CANARY, x=60, top=700)), form(lines(CANARY, x=60, top=90))]
    put = "q 1 0 0 1 0 700 cm /A Do Q q 1 0 0 1 0 700 cm /B Do Q q .01 0 0 .01 0 700 cm /C Do Q"
    resources = "/XObject << /A 7 0 R /B 8 0 R /C 9 0 R >>"
    assert article(pdf([put], resources=resources, objects=drawn)).text == FIRST


def test_white_letters_on_a_dark_box_are_read() -> None:
    page = lines(FIRST) + f"0 0 0 rg 50 480 400 60 re f 1 1 1 rg {lines('The bridge in numbers', top=500)}"
    assert "The bridge in numbers" in article(pdf([page])).text


PICTURE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
    b"stream\nA\nendstream"
)


def test_a_scan_is_told_and_its_layer_of_text_is_read_with_a_notice() -> None:
    scan = "q 595 0 0 842 0 0 cm /I Do Q "
    resources = "/XObject << /I 7 0 R >>"
    with pytest.raises(ArticleError, match="is scanned") as caught:
        article(pdf([scan], resources=resources, objects=[PICTURE]))
    assert "OCR" in (caught.value.hint or "")
    read = article(pdf([f"{scan} 3 Tr {lines(FIRST)}"], resources=resources, objects=[PICTURE]))
    assert read.text == FIRST
    assert [notice.code for notice in read.notices] == ["scanned"]


def test_a_pdf_without_anything_is_refused() -> None:
    with pytest.raises(ArticleError, match="without text"):
        article(pdf([""]))


def test_an_encrypted_pdf_is_told(tmp_path: Path) -> None:
    locked = pdf([lines(FIRST)]).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> >>",
    )
    with pytest.raises(ArticleError, match="is encrypted") as caught:
        apart(locked, tmp_path)
    assert caught.value.hint == "save it without a password"


# -------------------------------------------------------------------------------------------- mail

MAIL = (
    "Received: from a by b\r\nFrom: =?utf-8?q?Ada_R=C3=A9ed?= <ada@courier.example>\r\nTo: b@courier.example\r\n"
    "Subject: Orrin closes its bridge\r\nDate: Mon, 02 Mar 2026 08:30:00 +0100\r\nMessage-ID: <1@courier.example>\r\n"
    "MIME-Version: 1.0\r\n"
)


def test_a_mail_is_read_with_its_subject_sender_and_date() -> None:
    wrapped = "The council of Orrin will close the old bridge over the Sarn in\r\nspring, the mayor said on Monday."
    read = article(f"{MAIL}Content-Type: text/plain; charset=utf-8\r\n\r\n{wrapped}\r\n\r\n{SECOND}\r\n".encode())
    assert read.text == f"Orrin closes its bridge\n\n{FIRST}\n\n{SECOND}"
    assert (read.title, read.byline, read.published) == (
        "Orrin closes its bridge",
        "Ada Réed",
        "2026-03-02T08:30:00+01:00",
    )


@pytest.mark.parametrize(
    "introduced",
    [
        "On Mon, 2 Mar 2026 at 08:30, Ben Marrow <ben@courier.example> wrote:",
        "On Mon, 2 Mar 2026 at 08:30, Ben Marrow\n<ben@courier.example> wrote:\n",
        "Am 02.03.26 um 08:30 schrieb Ben Marrow:",
    ],
)
def test_the_mail_that_is_answered_is_left_out_and_that_is_told(introduced: str) -> None:
    read = message_of(f"{MAIL}\r\n{FIRST}\n\n{introduced}\n> {CANARY}\n>\n>> Older.\n\n".encode(), source="x")
    assert read.text == f"Orrin closes its bridge\n\n{FIRST}"
    assert [(one.code, one.message) for one in read.notices] == [
        ("quoted-mail", "the mail that it answers, left out: 3 lines")
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"On Monday Ben Marrow wrote:\n> The bridge is old.\n\n{FIRST}",
        f"{FIRST}\n\nOf this the mayor said:\n> The bridge is old.",
        f"{FIRST}\n\nOn Monday Ben Marrow wrote:",
        "On Monday Ben Marrow wrote:\n> The bridge is old.",
    ],
)
def test_what_a_sender_quotes_between_own_lines_stays_and_so_does_a_mail_of_nothing_else(body: str) -> None:
    read = message_of(f"{MAIL}\r\n{body}\n".encode(), source="x")
    assert read.text.split()[-len(body.split()) :] == body.split()  # behind the subject
    assert read.notices == ()


def test_a_mail_of_html_is_read_as_it_is_shown_and_attachments_are_left_out() -> None:
    parts = (
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n"
        f"--y\r\nContent-Type: text/plain\r\n\r\nsee the other part\r\n--y\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        f"<p>{FIRST}</p><p>{SECOND}</p><p style='display:none'>{CANARY}</p>\r\n--y--\r\n--x\r\nContent-Type: text/plain\r\n"
        f"Content-Disposition: attachment; filename=a.txt\r\n\r\n{CANARY}\r\n--x--\r\n"
    )
    assert article((MAIL + parts).encode()).text == f"Orrin closes its bridge\n\n{FIRST}\n\n{SECOND}"


def test_a_mail_without_text_and_headers_that_are_broken_are_no_crash() -> None:
    with pytest.raises(ArticleError, match="without text"):
        article(f"{MAIL}Content-Type: image/png\r\n\r\nx".encode())
    broken = MAIL.replace("Mon, 02 Mar 2026 08:30:00 +0100", "someday").replace(
        "=?utf-8?q?Ada_R=C3=A9ed?=", "\x00\xff((("
    )
    assert FIRST in article(f"{broken}\r\n{FIRST}".encode()).text


def test_a_mailbox_is_an_article_for_each_of_its_messages() -> None:
    one = f"From ada Mon Mar  2 08:30:00 2026\n{MAIL.replace(chr(13), '')}\n{FIRST}\n>From here on it is closed.\n"
    empty = f"From ada Mon Mar  2 08:30:00 2026\n{MAIL.replace(chr(13), '')}Content-Type: image/png\n\nx\n"
    read = articles(f"{one}\n{empty}\n{one.replace('Orrin closes', 'Orrin opens')}".encode())
    assert [each.title for each in read] == ["Orrin closes its bridge", "Orrin opens its bridge"]
    assert "\nFrom here on" in read[0].text


# -------------------------------------------------------------------------------------------- feeds

RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Orrin Courier</title><language>en-gb</language>
<item><title>Orrin closes its bridge</title><link>https://courier.example/bridge</link>
<pubDate>Mon, 02 Mar 2026 08:30:00 +0100</pubDate><dc:creator>Ada Reed</dc:creator>
<description>A teaser.</description>
<content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p>{"<p>" + FIRST + "</p>" * 9}<p style="opacity:0">{CANARY}</p>]]></content:encoded></item>
<item><title>Ferry &amp;amp; rail</title><guid>https://courier.example/ferry</guid><description>&lt;p&gt;The ferry runs.&lt;/p&gt;</description></item>
<item><title></title></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Orrin Courier</title>
<entry><title type="html">Orrin &lt;b&gt;closes&lt;/b&gt; its bridge</title><link rel="self" href="https://courier.example/self"/>
<link href="https://courier.example/bridge"/><published>2026-03-02T08:30:00Z</published><author><name>Ada Reed</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FIRST}</p><p>{SECOND}</p></div></content></entry></feed>"""


def test_each_entry_of_a_feed_is_an_article_and_a_teaser_says_what_reads_the_whole() -> None:
    whole, teaser = articles(RSS.encode())
    assert whole.text.startswith(f"Orrin closes its bridge\n\n{FIRST}\n\n{SECOND}")
    assert CANARY not in whole.text
    assert (whole.byline, whole.published, whole.publisher) == (
        "Ada Reed",
        "2026-03-02T08:30:00+01:00",
        "The Orrin Courier",
    )
    assert (whole.url, whole.language) == ("https://courier.example/bridge", "en")
    assert teaser.text == "Ferry & rail\n\nThe ferry runs."
    assert [notice.code for notice in teaser.notices] == ["teaser"]
    assert "summarizer run 'https://courier.example/ferry'" in teaser.notices[0].message


def test_atom_is_read_too() -> None:
    read = article(ATOM.encode())
    assert read.text == f"Orrin closes its bridge\n\n{FIRST}\n\n{SECOND}"
    assert (read.title, read.byline, read.url) == (
        "Orrin closes its bridge",
        "Ada Reed",
        "https://courier.example/bridge",
    )
    assert (read.published, read.publisher) == ("2026-03-02T08:30:00Z", "The Orrin Courier")


@pytest.mark.parametrize(
    ("base", "feed", "href", "told"),
    [
        (' xml:base="https://courier.example/news/"', None, "bridge", "https://courier.example/news/bridge"),
        (' xml:base="/news/"', "https://courier.example/feed", "bridge", "https://courier.example/news/bridge"),
        ("", "https://courier.example/feed", "/bridge", "https://courier.example/bridge"),
        ("", None, "/bridge", None),
        ("", None, "file:///bridge", None),
        ("", "https://courier.example/feed", "https://[bridge", None),
    ],
)
def test_what_reads_the_page_of_an_entry_is_a_whole_address_and_never_a_path(
    base: str, feed: str | None, href: str, told: str | None
) -> None:
    data = f"""<feed xmlns="http://www.w3.org/2005/Atom"{base}><entry><title>Orrin closes its bridge</title>
<link href="{href}"/><summary>The ferry runs.</summary></entry></feed>"""
    (read,) = articles(data.encode(), url=feed)
    assert read.url == told
    assert read.notices[0].message.partition("summarizer run ")[2] == (f"'{told}'" if told else "")


def test_one_entry_can_be_chosen_and_one_that_is_not_there_cannot(tmp_path: Path) -> None:
    assert [one.title for one in apart(RSS.encode(), tmp_path, entry=2)] == ["Ferry & rail"]
    with pytest.raises(ArticleError, match="no entry 3") as caught:
        apart(RSS.encode(), tmp_path, entry=3)
    assert "2" in (caught.value.hint or "")


def test_who_wants_one_article_of_a_feed_of_several_is_told_of_them() -> None:
    with pytest.raises(ArticleError, match="has 2 entries") as caught:
        asyncio.run(read_article("-", stdin=io.BytesIO(RSS.encode())))
    assert "2: Ferry & rail" in (caught.value.hint or "")


@pytest.mark.parametrize("feed", [b"<rss><channel></channel></rss>", b"<feed/>"])
def test_a_feed_without_entries_is_refused(feed: bytes) -> None:
    with pytest.raises(ArticleError, match="no entries"):
        articles(feed)


# ----------------------------------------------------------------------------------------- Markdown


@pytest.mark.parametrize("name", ["m.md", "M.MARKDOWN"])
def test_a_file_that_ends_in_md_is_markdown_by_its_name(tmp_path: Path, name: str) -> None:
    data = f"# Big Title\n\n{FIRST}\n\n{SECOND}\n".encode()
    (found,) = apart(data, tmp_path, name)
    assert (found.title, found.text.split("\n\n")[0]) == ("Big Title", "Big Title")
    assert kind_of(data, "m.txt") == "text"
    assert kind_of(b"<!doctype html><p>x", "m.md") == "html"


def test_a_line_in_emphasis_under_a_heading_makes_it_markdown() -> None:
    found = article(f"# Big Title\n\n*A standfirst.*\n\nBy Ann Lee\n\n{FIRST}\n".encode())
    assert found.title == "Big Title"
    assert found.text.split("\n\n")[1] == "A standfirst."


def test_markdown_loses_its_marks_and_keeps_its_words() -> None:
    text = f"""---
title: Orrin closes its bridge
author: [Ada Reed, Tom Oak]
date: 2026-03-02
lang: en
---

# Orrin closes its bridge

The council of **Orrin** will close the [old bridge](https://courier.example/bridge) over the *Sarn* in
spring, the mayor said on Monday.

> {SECOND}

- First the piers.
- Then the deck.

<p style="display:none">{CANARY}</p> <!-- {CANARY} -->
"""
    read = article(text.encode())
    assert read.text.split("\n\n") == ["Orrin closes its bridge", FIRST, SECOND, "First the piers.", "Then the deck."]
    assert (read.title, read.byline, read.published) == ("Orrin closes its bridge", "Ada Reed, Tom Oak", "2026-03-02")


@pytest.mark.parametrize(
    "front", ["title: [", "title: &a x\nb: *a", "- a\n- b", "title:\n  name: x", "date: 2026-03-02 08:30:00"]
)
def test_front_matter_that_is_not_plain_is_no_crash(front: str) -> None:
    assert FIRST in article(f"---\nkey: value\n{front}\n---\n# A heading\n\n**{FIRST}**\n".encode()).text.replace(
        "*", ""
    )


@pytest.mark.parametrize(
    "data",
    [
        b'---\ntitle: "The bridge \\uD800 closes"\n---\n\nIt will **close** in spring.\n',
        b'<html><script type="application/ld+json">{"@type": "NewsArticle", "headline": "The bridge \\ud800 closes"}'
        b"</script><body><p>" + FIRST.encode() * 3 + b"</p></body></html>",
    ],
    ids=["front matter", "structured data"],
)
def test_half_a_character_in_what_a_file_says_of_itself_is_no_crash(data: bytes, tmp_path: Path) -> None:
    assert apart(data, tmp_path)[0].text.startswith("The bridge \ufffd closes\n\n")


@pytest.mark.parametrize(
    "text",
    [
        f"# Orrin closes its bridge\n\n{FIRST}",
        f"{FIRST}\n\n> {SECOND}",
        f"From: Ada Reed\nDate: Monday\n\n{FIRST}",
        f"5 * 3 * 2 and snake_case_word\n\n{FIRST}",
        f"---\n\n{FIRST}",
        f"Note: {FIRST}",
    ],
)
def test_a_plain_text_with_a_mark_or_two_stays_as_it_stands(tmp_path: Path, text: str) -> None:
    (one,) = apart(text.encode(), tmp_path, "article.txt")
    assert one.text == text


def test_a_text_that_looks_like_markup_can_be_read_as_it_stands() -> None:
    assert article_from_text("<html> is the first word here", source="x").text == "<html> is the first word here"


# ---------------------------------------------------------------------------- whatever the name says


def made() -> dict[str, bytes]:
    return {
        "docx": docx([FIRST, SECOND]),
        "epub": epub([f"<p>{FIRST}</p>"]),
        "pdf": pdf([lines(FIRST), lines(SECOND)]),
        "mail": f"{MAIL}\r\n{FIRST}".encode(),
        "rss": RSS.encode(),
        "atom": ATOM.encode(),
        "html": f"<!doctype html><html><body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>".encode(),
        "markdown": f"# A heading\n\n**{FIRST}** [x](https://courier.example)\n".encode(),
    }


@pytest.mark.parametrize("name", made())
def test_a_file_is_told_by_its_content_and_stdin_is_read_alike(tmp_path: Path, name: str) -> None:
    data = made()[name]
    from_file = apart(data, tmp_path, "article.txt")
    from_stdin = asyncio.run(read_articles("-", stdin=io.BytesIO(data)))
    assert FIRST in from_file[0].text
    assert [one.text for one in from_stdin] == [one.text for one in from_file]


@pytest.mark.parametrize("name", made())
def test_a_broken_file_is_an_article_or_an_article_error(name: str) -> None:
    data, chance = made()[name], random.Random(7)
    for _ in range(40):
        broken = bytearray(data[: chance.randrange(len(data))] if chance.random() < 0.5 else data)
        for _ in range(chance.randrange(12)):
            if broken:
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        with suppress(ArticleError):
            kind = kind_of(bytes(broken), "file")
            if kind != "text":
                # Other errors end the child, which is an ArticleError too: below.
                with suppress(ValueError, KeyError, TypeError, AttributeError, SyntaxError):
                    read(kind, bytes(broken), source="file", charset=None, url=None)


def test_a_reader_that_crashes_is_an_article_error() -> None:
    with pytest.raises(ArticleError, match="is broken"):
        asyncio.run(read_apart("text", b"", source="file"))  # a kind that has no reader there


def test_a_package_that_is_missing_is_told_and_the_file_is_not_called_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trafilatura.py").write_text("import nowhere_to_be_found")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ArticleError, match="a package is missing or broken: No module named 'nowhere_to_be_found'"):
        asyncio.run(read_apart("html", b"<html><p>A page.</p></html>", source="page.html"))


def test_what_trafilatura_needs_is_asked_for_in_a_way_that_an_old_pip_understands() -> None:
    # justext asks for lxml[html_clean]; pip before 23.3 does not find lxml's extra html-clean by that name.
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
    assert any(one.startswith("lxml-html-clean") for one in project["dependencies"])


# -------------------------------------------------------------------------------------------- bombs


def deflated(size: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()


def bombs() -> dict[str, Callable[[], bytes]]:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]><rss><channel><item><title>&a11;</title></item></channel></rss>'
    outside = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>'

    def pdf_bomb() -> bytes:
        stream = deflated(800_000_000)
        page = pdf(["x"])
        start = page.index(b"<< /Length 1 >>")
        end = page.index(b"endstream")
        return (
            page[:start] + b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\n" % (len(stream), stream) + page[end:]
        )

    return {
        "zip": lambda: zipped({"word/document.xml": b"<a>" + b" " * 200_000_000}),
        "many parts": lambda: zipped({"word/document.xml": "", **{f"p{n}": "" for n in range(6000)}}),
        "entities": laughs.encode,
        "an entity from outside": outside.encode,
        "deep xml": lambda: b"<rss>" + b"<a>" * 3_000_000,
        "deep html": lambda: b"<!doctype html>" + b"<b><i>" * 1_000_000 + FIRST.encode(),
        "deep mail": lambda: (
            MAIL.encode()
            + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5000))
        ),
        "pdf": pdf_bomb,
    }


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory and the figure are those of Linux")
@pytest.mark.parametrize("name", bombs())
def test_a_bomb_ends_in_seconds_and_megabytes(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(bombs()[name]())
    code = (
        "import asyncio, resource, sys\n"
        "from summarizer.inputs import read_articles\n"
        "from summarizer.errors import ArticleError\n"
        "try:\n    print('article', asyncio.run(read_articles(sys.argv[1]))[0].text[:80])\n"
        "except ArticleError as err:\n    print('error', err.message)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)\n"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said, megabytes = done.stdout.strip().rsplit("\n", 1)
    assert "root:" not in said
    assert int(megabytes) < 300
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 7
    assert time.monotonic() - start < 30


def test_the_process_apart_has_no_key_and_imports_nothing_of_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from summarizer.inputs.apart import _environment

    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lxml.py").write_text("raise SystemExit(9)")
    assert FIRST in apart(made()["docx"], tmp_path)[0].text
    if sys.platform != "win32":
        assert "canary" not in str(_environment())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04" + b"\0" * 40, "broken zip"),
        (docx([FIRST]).replace(b"word/document.xml", b"word/documemt.xml", 1), "broken zip"),
        (zipped({"word/document.xml": "<w:document"}), "no XML"),
        (b"<rss", "broken feed|no entries"),
        (b"From a Mon Mar  2 2026\nMIME-Version: 1.0\nTo: b\nContent-Type: image/png\n\nx", "without text"),
        (f"---\ntitle: x\n---\n<!-- {CANARY} -->\n".encode(), "is empty"),
    ],
)
def test_each_sort_of_breakage_has_its_reason(data: bytes, message: str) -> None:
    with pytest.raises(ArticleError, match=message):
        articles(data)


def test_an_encrypted_part_is_told() -> None:
    data = bytearray(docx([FIRST]))
    at = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 4)  # the second entry of the directory: the text
    data[at + 8] |= 1
    with pytest.raises(ArticleError, match="encrypted"):
        article(bytes(data))


def test_a_pdf_and_a_mailbox_with_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summarizer.inputs.formats.pdf._MOST_PAGES", 1)
    with pytest.raises(ArticleError, match="more than 1 pages"):
        article(pdf([lines(FIRST)] * 2))
    monkeypatch.setattr("summarizer.inputs.formats.mailbox._MOST", 1)
    one = f"From ada Mon Mar  2 08:30:00 2026\n{MAIL.replace(chr(13), '')}\n{FIRST}\n"
    with pytest.raises(ArticleError, match="more than 1 messages"):
        articles(f"{one}\n{one}".encode())


def test_columns_of_a_pdf_are_read_one_after_the_other() -> None:
    left = lines("The council of Orrin will", "close the old bridge over", top=700)
    right = lines("the Sarn in spring.", "The mayor spoke.", x=320, top=700)
    assert article(pdf([left + right])).text.startswith(
        "The council of Orrin will close the old bridge over the Sarn in spring."
    )


def test_a_word_with_a_hyphen_keeps_it_where_the_text_has_it_so() -> None:
    page = lines(
        "The well-known mayor of Orrin and the well-", "known ferry of Ben Marrow met the Anglo-", "Saxon guests."
    )
    assert article(pdf([page])).text == (
        "The well-known mayor of Orrin and the well-known ferry of Ben Marrow met the Anglo-Saxon guests."
    )
