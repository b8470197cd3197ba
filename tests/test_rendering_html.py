"""The HTML report as text: what is in it, where, and how it is written. tests/test_browser_report.py has the rest."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering_harbour import ARTICLE, BRIEF, ENVELOPE, TEXT, evidence, position, unverified

from summarizer.rendering.formats import Format
from summarizer.rendering.html import to_html
from summarizer.rendering.html.cards import page_of
from summarizer.rendering.html.text import marks_of, paragraphs
from summarizer.rendering.pictures import matrix_of, matrix_picture, risk_picture
from summarizer.rendering.text import to_text
from summarizer.types import Article, Envelope, Json, Span

VOID = {"meta", "input", "br"}


class Tree(HTMLParser):
    """The text of a page, its ids and links; elements that are closed in another order than they were opened."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.ids += [known["id"]] if known.get("id") else []
        self.links += [known["href"]] if known.get("href") else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "template"} & {*self.open}:
            self.text += data


def of(brief: dict[str, Json], article: Article = ARTICLE) -> Envelope:
    return replace(ENVELOPE, article=article, brief=brief, unsupported=(), warnings=())


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_page_is_well_formed_and_every_link_leads_somewhere() -> None:
    tree = Tree(to_html(ENVELOPE))
    assert (tree.wrong, tree.open) == ([], [])
    assert len(tree.ids) == len(set(tree.ids))
    assert {link for link in tree.links if not link.startswith("#")} == set()
    assert {link[1:] for link in tree.links} <= set(tree.ids)


def test_the_page_says_all_that_the_terminals_page_says() -> None:
    told = one_line(Tree(to_html(ENVELOPE)).text)
    for words in (words for line in to_text(ENVELOPE).splitlines() for words in re.split(r"[·≈•✓]|  +", line)):
        shown = one_line(words.replace("fuzzy match, 94%", "fuzzy, 94%"))
        wanted = shown.capitalize() if shown.isupper() else shown
        assert wanted.lower() in told.lower(), words


def test_the_article_is_there_to_the_last_letter_but_for_its_empty_lines() -> None:
    page = page_of(ENVELOPE)
    shown = paragraphs(ARTICLE, marks_of(page.cards, len(TEXT)))
    assert "\n\n".join("".join(one.text for one in part.segments) for part in shown) == TEXT
    assert [part.is_title for part in shown[:2]] == [True, False]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_spans_cut_any_text_without_losing_a_letter(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab \n🚢é", min_size=1, max_size=60))
    ends = (
        st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
        .map(sorted)
        .filter(lambda pair: pair[0] < pair[1])
    )
    spans = data.draw(st.lists(ends, max_size=6))
    items: list[Json] = [
        {"evidence": {"quote": text[start:end], "spans": [[start, end]], "match": "exact", "score": 1.0}}
        for start, end in spans
    ]
    article = Article("x", "x.txt", text)
    marks = marks_of(page_of(of({"items": items}, article)).cards, len(text))
    shown = paragraphs(article, marks)
    assert "\n".join("".join(one.text for one in part.segments) for part in shown).split() == text.split()
    for mark in marks:
        inside = [one.text for part in shown for one in part.segments if mark in one.marks]
        assert "".join("".join(inside).split()) == "".join(text[mark.span.start : mark.span.end].split())


def test_the_policy_allows_our_own_style_and_script_and_nothing_else() -> None:
    page = to_html(ENVELOPE)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    for kind in ("style", "script"):
        [inside] = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert not re.search(r'\s(style|on\w+)="', page)


def test_the_data_cannot_end_their_element() -> None:
    page = to_html(of({"positions": []}, replace(ARTICLE, text="</script><!-- & '\u2028")))
    [data] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert "<" not in data
    assert json.loads(data)["article"]["text"] == "</script><!-- & '\u2028"


def test_doubt_and_likeness_are_visible_at_the_words_and_at_the_item() -> None:
    page = to_html(ENVELOPE)
    assert re.search(r'class="position doubt"[^>]*data-n="4\?">his government had no plans', page)
    assert re.search(r'class="position fuzzy"[^>]*data-n="5">The day their frigates', page)
    assert re.search(r'class="position folded"[^>]*data-n="6">it would regard', page)
    assert re.search(
        r'<span class="check warn" title="[^"]+">\? the article’s words; not verified: said by Count', page
    )
    assert re.search(r'<span class="match fuzzy" title="[^"]+">fuzzy, 94%</span>', page)


def test_what_is_unsupported_and_warnings_have_places_of_their_own_and_are_counted_at_the_top() -> None:
    page = to_html(ENVELOPE)
    top, _, rest = page.partition('class="desk"')
    assert "1 unsupported" in top
    assert "2 warnings" in top
    assert "1 not verified" in top
    assert re.search(r'<section class="part unsupported".*positions\[8\]:', rest, re.DOTALL)
    assert re.search(r'<section class="part warnings".*loop:', rest, re.DOTALL)
    assert "unsupported" not in to_html(of(BRIEF)).partition('class="desk"')[2].partition("<dialog")[0]


def test_a_schema_of_somebodys_own_has_cards_numbers_and_a_filter() -> None:
    said = unverified("unsure")
    brief: dict[str, Json] = {
        "promises": [
            {"evidence": evidence("We are selling nothing"), "promised_by": "Maren Oldacre", "promised_by_id": "a2",
             "by_when": None, "attribution": said},
        ],
        "mood": "tense",
        "places": {"names": ["Port Selwick"], "chapters": [{"quotes": [evidence("We are selling nothing")]}]},
    }  # fmt: skip
    cards = page_of(of(brief)).cards
    assert [(card.kind, card.number, card.path) for card in cards if card.number] == [
        ("item", 1, "promises[0]"),
        ("item", 2, ""),
    ]
    page = to_html(of(brief))
    assert '<option value="a2">Maren Oldacre (1)</option>' in page
    assert "by when:" in page
    assert 'data-n="1?,2"' in page


@pytest.mark.parametrize("schema", ["risk-register", "stakeholders"])
def test_the_briefs_of_other_schemas_are_whole_pages(schema: str) -> None:
    fields = {"risk-register": ("risks",), "stakeholders": ("issues", "actors", "positions")}[schema]
    envelope = of({name: BRIEF[name] for name in fields})
    tree = Tree(to_html(envelope))
    assert tree.wrong == []
    assert ("How likely" in tree.text, "Who stands where" in tree.text) == (
        schema == "risk-register",
        schema != "risk-register",
    )


def test_an_item_nested_in_another_is_a_card_of_its_own() -> None:
    inner = position(
        evidence("We are selling nothing"), ("a2", "Maren Oldacre"), None, "lease", "supports", "No.", unverified("x")
    )
    cards = page_of(of({"chapters": [{"name": "One", "held": [inner]}]})).cards
    assert [(card.kind, card.path) for card in cards] == [("item", "chapters[0]"), ("position", "chapters[0].held[0]")]


def test_words_of_a_paged_source_name_their_page_and_words_of_the_web_their_address() -> None:
    paged = replace(
        ARTICLE, pages=(0, TEXT.index("Her coalition")), url="https://news.example/a?b=1&c=2", publisher="The Example"
    )
    page = to_html(of(BRIEF, paged))
    assert re.search(r"We are selling nothing”</a>.*?page 1<", page, re.DOTALL)
    assert re.search(r"No warships.*?”</a>.*?page 2<", page, re.DOTALL)
    assert 'href="https://news.example/a?b=1&amp;c=2#:~:text=We%20are%20selling%20nothing"' in page
    assert ">The Example</a>" in page
    assert "javascript:" not in to_html(of(BRIEF, replace(paged, url="javascript:alert(1)"))).partition("<script")[0]


def test_the_language_of_the_article_is_told_only_if_it_is_one() -> None:
    assert '<main class="article" id="article" aria-label="Article" lang="en">' in to_html(ENVELOPE)
    assert " lang=" not in re.search("<main[^>]*>", to_html(of({}, replace(ARTICLE, language="und"))))[0]


def test_an_address_and_a_stance_have_no_hidden_characters_in_the_page() -> None:
    article = replace(ARTICLE, url="https://harbour.example/a\u202e\x1b]0;b\x9b")
    odd = {**BRIEF["positions"][0], "stance": "for\x1b[31m\u202e it"}
    page = to_html(replace(ENVELOPE, article=article, brief={**BRIEF, "positions": [odd, *BRIEF["positions"][1:]]}))
    assert not set(page) & {"\x1b", "\x9b", "\u202e"}


def test_hidden_characters_are_seen_and_move_no_span() -> None:
    text = "Ines\u202e said it"
    page = to_html(of({"positions": []}, Article("x", "x.txt", text)))
    assert "Ines\ufffd said it" in page
    assert "\u202e" not in page


# ------------------------------------------------------------------------------------------ pictures


def test_the_matrix_has_whoever_takes_most_positions_first_and_says_what_it_leaves_out() -> None:
    def held(actor: str, issue: str) -> dict[str, Json]:
        return position(
            evidence("We are selling nothing"), (actor, actor), None, issue, "opposes", "No.", unverified("x")
        )

    brief: dict[str, Json] = {"positions": [held("One", "a"), held("Two", "b"), held("Two", "a"), held("Three", "c")]}
    matrix = matrix_of(brief, rows=2, columns=2)
    assert (matrix.actors, matrix.issues, matrix.left_out) == (("Two", "One"), ("a", "b"), (1, 1))
    assert sorted(matrix.cells) == [(0, 0), (0, 1), (1, 0)]
    many: dict[str, Json] = {"positions": [held(f"Actor {at}", f"issue {at}") for at in range(30)]}
    assert (
        matrix_picture(many, {}).about
        == "24 actors by 8 issues, without 6 more actors, 22 more issues; as the model reads it"
    )
    assert matrix_of({"positions": [held("One", "a"), held("One", "b")]}) is None
    assert matrix_picture({"positions": [held("One", "a"), held("Two", "a")]}, {}) is None


def test_each_stance_has_a_shape_and_a_sign_besides_its_colour() -> None:
    stances = ("supports", "opposes", "conditional", "neutral", "unclear", "of two minds")
    items: list[Json] = [
        position(evidence("We are selling nothing"), (name, name), None, issue, stance, "No.", unverified("x"))
        for stance in stances
        for name, issue in (("One", "a"), ("Two", "b"))
    ]
    picture = matrix_picture({"positions": items[:8]}, {})
    links = [part for part in picture.parts if part.tag == "g"]
    assert len({(part.inside[1].tag, part.inside[1].attributes.get("height")) for part in links}) == 4
    assert {part.inside[2].text for part in links} == {"+", "−", "±", "="}
    [*_, last] = matrix_picture({"positions": items[8:]}, {}).legend
    assert last == ("·", "of two minds")


def test_risks_that_share_a_cell_are_stacked_and_those_that_find_no_room_counted() -> None:
    words = evidence("We are selling nothing")
    risk: dict[str, Json] = {"evidence": words, "risk": "Mud.", "likelihood": "likely", "impact": "low"}
    picture = risk_picture({"risks": [dict(risk) for _ in range(9)]}, {})
    assert sum(part.tag == "g" for part in picture.parts) == 5
    assert "+4" in [part.text for part in picture.parts]
    nothing = {**risk, "likelihood": "not stated", "impact": "not stated"}
    assert risk_picture({"risks": [nothing]}, {}) is None


def test_html_is_one_of_the_formats_and_holds_one_brief() -> None:
    assert Format.of_file("brief.html") is Format.HTML
    assert str(Format.HTML.make([ENVELOPE])).startswith("<!DOCTYPE html>")


def test_the_files_of_the_page_are_in_the_package() -> None:
    folder = Path(to_html.__code__.co_filename).parent
    assert {"page.html", "style.css", "script.js"} <= {file.name for file in folder.iterdir()}
    assert "</script" not in (folder / "script.js").read_text()  # it would end there


def test_a_span_outside_of_the_article_is_no_highlight() -> None:
    loose: dict[str, Json] = {"quote": "x", "spans": [[0, 10_000], "x", [1]], "match": "exact", "score": 1.0}
    page = page_of(of({"items": [{"evidence": loose}]}))
    assert marks_of(page.cards, 100) == []
    assert page.cards[0].quotes[0].spans == (Span(0, 10_000),)
