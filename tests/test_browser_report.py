"""The HTML report in a real browser: what a reader sees, clicks, presses and takes away."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import chromium, violations
from rendering_harbour import ARTICLE, BRIEF, ENVELOPE, RUN, evidence, position, span, unverified

from summarizer.cli.main import main
from summarizer.rendering.html import to_html
from summarizer.types import Article, Envelope, Json, Left, Notice, Phrase, Unsupported

pytestmark = pytest.mark.browser

HOSTILE = (
    "<script>hit(1)</script>",
    "</script><script>hit(2)</script>",
    '"><img src=x onerror=hit(3)>',
    "'><svg onload=hit(4)>",
    "javascript:hit(5)",
    "</textarea></title></style><iframe src=https://evil.example/6></iframe>",
    "<!--<script>hit(7)",
    "{{ 7*7 }}{% for x in y %}${hit(8)}",
    "<a href=javascript:hit(9)>x</a><base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/10'>",
    "]]><style>@import 'https://evil.example/11'</style>",
    "\u2028hit(12)\u202e\x00\x1b[31m",
    "<form action=https://evil.example/><input name=data id=data>",
    "data:text/html,<script>hit(13)</script>",
    "&lt;script&gt;hit(14)&lt;/script&gt;",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


class Opened:
    """A page of the report, with all that it asked for and complained of."""

    def __init__(self, browser: Any, folder: Path, envelope: Envelope, **looks: object) -> None:
        self.file = folder / "report.html"
        self.file.write_text(to_html(envelope), "utf-8")
        self.context = browser.new_context(
            **{"viewport": {"width": 1300, "height": 900}, "reduced_motion": "reduce"} | looks
        )
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.told: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("dialog", lambda dialog: self.told.append(dialog.message))
        self.page.goto(self.file.as_uri())

    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.id || document.activeElement.tagName")

    def here(self) -> str:
        return self.page.locator(".card.here .number").inner_text().split()[-1]

    def lit(self) -> list[str]:
        return self.page.locator("mark a.on").all_text_contents()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    pages: list[Opened] = []

    def open_page(envelope: Envelope = ENVELOPE, **looks: object) -> Opened:
        pages.append(Opened(browser, tmp_path, envelope, **looks))
        return pages[-1]

    yield open_page
    for one in pages:
        one.context.close()


def large(count: int) -> Envelope:
    """An article of so many statements, each with its position."""
    names = [f"Speaker {chr(65 + number % 26)}{number // 26}" for number in range(count // 8)]
    text, positions = "", []
    for number in range(count):
        name = names[number % len(names)]
        words = f"proposal {number} for the bridge would cost the town more than the ferry does"
        start = len(text)
        text += f"{name} said that {words}." + ("\n\n" if number % 4 == 3 else " ")
        at = text.index(words, start)
        quote: dict[str, Json] = {"quote": words, "spans": [[at, at + len(words)]], "match": "exact", "score": 1.0}
        stance = ("supports", "opposes", "conditional", "neutral", "unclear")[number % 5]
        said = unverified("the parse has no statement here")
        positions.append(
            position(
                quote, (f"a{number % len(names)}", name), None, f"issue {number % 9}", stance, "It costs more.", said
            )
        )
    return replace(
        ENVELOPE, article=Article("x" * 64, "large.txt", text.strip(), language="en"), unsupported=(), warnings=(),
        brief={"headline": "A long debate", "summary": "Many speak of a bridge.", "positions": positions},
    )  # fmt: skip


# ------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize("width", [1300, 390])
def test_a_matrix_of_two_issues_is_seen_whole_on_a_telephone_too(opened: Any, width: int) -> None:
    said, words = unverified("x"), evidence("We are selling nothing")
    items: list[Json] = [
        position(words, (name, name), None, issue, "opposes", "No.", said)
        for name in ("One", "Two")
        for issue in ("harbour lease for", "compensation mm")
    ]
    page = opened(replace(ENVELOPE, brief={"positions": items}), viewport={"width": width, "height": 900}).page
    assert page.locator("figure.matrix figcaption").inner_text().endswith("2 issues; as the model reads it")
    assert page.evaluate("(() => { const one = document.querySelector('.matrix .canvas');"
                         " return one.scrollWidth <= one.clientWidth })()")  # fmt: skip
    assert page.evaluate(
        "(() => { const edge = document.querySelector('.matrix svg').getBoundingClientRect().right;"
        " return [...document.querySelectorAll('.matrix text.issue')]"
        ".every(one => one.getBoundingClientRect().right <= edge) })()"
    )


def test_a_click_on_a_quotation_goes_to_its_words_and_enter_goes_back(opened: Any) -> None:
    report = opened()
    quote = report.page.locator("a.quote", has_text="No warships without a vote")
    quote.click()
    assert report.lit() == ["No warships without a vote of this house, or there will be no treaty"]
    assert report.page.locator("mark a.on").first.bounding_box()["y"] < 900
    assert report.focused() == report.page.locator("mark a.on").first.get_attribute("id")
    report.page.keyboard.press("Enter")
    assert report.focused() == quote.get_attribute("id")
    assert report.here() == "3"


def test_lit_words_look_the_same_whatever_they_are_words_of(opened: Any) -> None:
    quote = evidence("We are selling nothing")
    item = position(quote, ("a2", "Maren Oldacre"), None, "lease", "supports", "No.", unverified("x"))
    risk: dict[str, Json] = {"evidence": quote, "risk": "Nothing is sold."}
    page = opened(replace(ENVELOPE, brief={"positions": [item], "risks": [risk]})).page
    mark = page.locator("mark a.position.risk")
    background = "one => getComputedStyle(one).background"
    before = mark.evaluate(background)
    page.locator("a.quote").first.click()
    assert "gradient" in before
    assert "gradient" not in mark.evaluate(background)
    page.select_option("#who", "")
    page.locator("#search").fill("no such words")
    assert "rgba(0, 0, 0, 0)" in mark.evaluate(background)


def test_a_click_on_a_highlight_goes_to_each_of_its_items_in_turn(opened: Any) -> None:
    twice = evidence("We are selling nothing")
    items = [
        position(twice, ("a2", "Maren Oldacre"), None, issue, "supports", "She sells nothing.", unverified("unsure"))
        for issue in ("the lease", "the quay")
    ]
    report = opened(replace(ENVELOPE, brief={"positions": items}, unsupported=(), warnings=()))
    mark = report.page.locator("mark a", has_text="We are selling nothing")
    seen = []
    for _ in range(3):
        mark.click()
        seen.append(report.here())
    assert seen == ["1", "2", "1"]


def left(words: str, holder: str | None, certainty: float | None = 0.9) -> Left:
    return Left(holder, Phrase(words, (span(words),)), certainty)


LEFT = (
    left("We are letting a quay", "Maren Oldacre"),
    left("we pay for it in Hallow Bay", "Petra Sandlund", 0.4),
    left("A harbour is not a fortress", None, None),
)


def test_what_is_left_is_folded_at_the_end_and_leads_to_its_place_and_back(opened: Any) -> None:
    report = opened(replace(ENVELOPE, left=LEFT))
    page = report.page
    quote = page.locator(".left a.quote").nth(1)
    assert not quote.is_visible()
    mark = page.locator("mark a.left", has_text="we pay for it in Hallow Bay")
    assert "rgba(0, 0, 0, 0)" in mark.evaluate("one => getComputedStyle(one).background")
    assert page.locator(".reading .sample.left").is_visible()
    mark.click()
    assert quote.is_visible()
    assert report.focused() == quote.get_attribute("id")
    assert page.locator(".left .card").nth(1).inner_text().startswith("Petra Sandlund?:")
    page.locator(".left a.quote").nth(2).click()
    assert report.lit() == ["A harbour is not a fortress"]
    page.reload()
    page.locator(".counts .left a", has_text="3 not in the brief").click()
    assert quote.is_visible()
    page.select_option("#who", label="Maren Oldacre (2)")
    assert page.locator(".left .card:visible").count() == 1
    page.reload()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert quote.is_visible()


def test_items_that_are_folded_are_not_stepped_to(opened: Any) -> None:
    page = opened(replace(ENVELOPE, brief={}, unsupported=(), warnings=(), left=LEFT)).page
    page.keyboard.press("j")
    assert page.locator(".card.here").count() == 0
    page.locator(".left summary").click()
    page.keyboard.press("j")
    assert page.locator(".card.here").count() == 1


def test_what_is_verified_stands_at_the_quotation_and_the_models_words_are_named_as_the_models(opened: Any) -> None:
    page = opened().page
    card = page.locator("#i1")
    assert card.locator(".head").inner_text().split() == ["Item", "1", "+", "supports", "the", "harbour", "lease"]
    quote, check = card.locator(".said .quote"), card.locator(".said .check")
    assert check.inner_text() == "✓ the article’s words, said by Maren Oldacre"
    assert 0 <= check.bounding_box()["y"] - quote.bounding_box()["y"] - quote.bounding_box()["height"] < 12
    assert card.locator(".row.detail").inner_text().startswith("Model: She holds")
    assert page.locator("h1").inner_text() == ARTICLE.title
    assert [one.split(":")[0] for one in page.locator(".lead").all_inner_texts()] == [
        "Model’s headline",
        "Model’s summary",
    ]


def test_a_warning_stands_on_the_card_that_it_is_about(opened: Any) -> None:
    warned = (Notice("unfaithful", "it says otherwise", "positions[2].claim"), Notice("loop", "stopped", "positions"))
    page = opened(replace(ENVELOPE, warnings=warned)).page
    assert page.locator("#i3 .note").inner_text() == "! unfaithful: it says otherwise"
    assert page.locator(".warnings .card").all_inner_texts() == ["! loop: stopped (positions)"]
    page.locator(".counts .notice a", has_text="2 warnings").click()
    assert report_here(page) == "3"


def report_here(page: Any) -> str:
    return page.locator(".card.here .number").inner_text().split()[-1]


@pytest.mark.parametrize("media", ["screen", "print"])
def test_a_matrix_that_there_is_no_room_for_is_a_list_by_actor(opened: Any, media: str) -> None:
    said, words = unverified("x"), evidence("We are selling nothing")
    items: list[Json] = [
        position(words, (name, name), None, f"issue {at}", "opposes", "No.", said)
        for at in range(5)
        for name in ("One", "Two")
    ]
    page = opened(replace(ENVELOPE, brief={"positions": items}), viewport={"width": 390, "height": 900}).page
    page.emulate_media(media=media)
    assert not page.locator(".matrix svg").is_visible()
    assert page.locator(".byactor li").first.inner_text().split()[:4] == ["One", "−", "issue", "0"]
    assert page.locator(".byactor a").first.get_attribute("aria-label") == "opposes: issue 0"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if media == "screen":
        page.locator(".byactor a").nth(1).click()
        assert report_here(page) == "2"
        page.set_viewport_size({"width": 1300, "height": 900})
        assert page.locator(".matrix svg").is_visible()
        assert not page.locator(".byactor").is_visible()


def test_words_are_in_the_language_of_who_wrote_them(opened: Any) -> None:
    page = opened(replace(ENVELOPE, article=replace(ARTICLE, language="de"))).page
    spoken = "one => one.closest('[lang]').lang"
    for theirs in ("h1", "#i1 .quote", "#i1 .detail .w:not(.faint)", ".lead .w:not(.faint)", "main p", "h3 .strong"):
        assert page.locator(theirs).first.evaluate(spoken) == "de", theirs
    for ours in ("#i1 .check", "#i1 .detail .w.faint", ".part h2", ".reading", ".lead .faint", "#i1 .match"):
        assert page.locator(ours).first.evaluate(spoken) == "en", ours


def test_the_legend_has_the_looks_that_are_there_and_words_are_explained(opened: Any) -> None:
    page = opened().page
    looks = page.locator(".reading .sample").evaluate_all("all => all.map(one => one.className.split(' ')[1])")
    assert looks == ["position", "risk", "actor", "folded", "fuzzy", "number"]
    for look in ("position", "risk"):
        colour = "one => getComputedStyle(one).backgroundColor"
        mark = page.locator(f"mark a.{look}").first
        assert page.locator(f".sample.{look}").evaluate(colour) == mark.evaluate(colour)
    assert "quotation marks" in page.locator("#i1 .w.faint[title]").get_attribute("title")
    page.locator(".terms summary").click()
    assert page.locator(".terms dt", has_text="paraphrase").is_visible()
    plain = opened(replace(ENVELOPE, brief={"risks": BRIEF["risks"]}, unsupported=())).page
    assert plain.locator(".reading .sample").count() == 1


def test_the_column_fades_where_it_goes_on(opened: Any) -> None:
    page = opened().page
    fade = page.evaluate("(() => { const one = getComputedStyle(document.querySelector('.column'), '::after');"
                         " return [one.position, one.backgroundImage.slice(0, 15)] })()")  # fmt: skip
    assert fade == ["sticky", "linear-gradient"]


def test_filters_hide_items_and_dim_their_words(opened: Any) -> None:
    report = opened()
    page = report.page
    page.select_option("#who", label="Maren Oldacre (2)")
    assert page.locator(".card:visible").count() == 3
    assert page.locator(".part h3:visible").all_inner_texts() == ["Maren Oldacre Prime Minister"]
    assert "off" in page.locator("mark a", has_text="No warships").get_attribute("class")
    assert "off" not in page.locator("mark a", has_text="We are selling").get_attribute("class")
    page.select_option("#who", "")
    page.select_option("#which", "doubt")
    assert [one[:27] for one in page.locator(".card:visible .check").all_inner_texts()] == [
        "? the article’s words; not "
    ]
    page.select_option("#which", "inexact")
    assert page.locator(".card:visible").count() == 2
    page.select_option("#which", "")
    page.keyboard.press("/")
    page.keyboard.type("seagrass")
    assert page.locator(".card:visible").count() == 1
    assert page.locator("#progress").inner_text().startswith("1 of ")
    page.keyboard.press("Escape")
    assert page.locator(".card:visible").count() > 10


def test_every_item_and_every_highlight_is_reached_by_keys_alone(opened: Any) -> None:
    report = opened()
    page = report.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert report.here() == "2"
    page.keyboard.press("ArrowUp")
    assert report.here() == "1"
    page.keyboard.press("Enter")
    assert report.lit() == ["We are selling nothing"]
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    reached = set()
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
    page.reload()
    for _ in range(page.locator("a, button, input, select, .canvas").count() + 5):
        page.keyboard.press("Tab")
        reached.add(report.focused())
    wanted = {one.get_attribute("id") for one in page.locator("a.quote, mark a, #tools button:visible").all()}
    assert wanted <= reached


def test_single_keys_can_be_turned_off(opened: Any) -> None:
    report = opened()
    report.page.keyboard.press("?")
    report.page.locator("#letters").uncheck()
    report.page.locator("#close").click()
    report.page.keyboard.press("j")
    assert report.page.locator(".card.here").count() == 0


def test_without_scripts_links_lead_both_ways_and_nothing_is_missing(opened: Any) -> None:
    report = opened(java_script_enabled=False)
    page = report.page
    assert not page.locator("#tools").is_visible()
    quote = page.locator("a.quote", has_text="No warships")
    target = page.locator(quote.get_attribute("href"))
    assert target.inner_text().startswith("No warships")
    assert target.get_attribute("href") == f"#{quote.get_attribute('id')}"


# -------------------------------------------------------------------------------------- accessibility


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1300, 360])
def test_axe_finds_nothing_that_keeps_anybody_out(opened: Any, scheme: str, width: int) -> None:
    article = replace(ARTICLE, url="https://news.example/harbour", pages=(0, 900))
    report = opened(replace(ENVELOPE, article=article), color_scheme=scheme, viewport={"width": width, "height": 800})
    report.page.keyboard.press("r")
    report.page.keyboard.press("j")
    report.page.keyboard.press("a")
    report.page.keyboard.press("j")
    report.page.keyboard.press("x")
    report.page.keyboard.press("j")
    report.page.keyboard.press("c")
    assert report.page.locator(".correcting").is_visible()
    assert violations(report.page) == []
    assert report.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    report.page.keyboard.press("Escape")
    if width > 1000:
        report.page.locator("#help").click()
        assert violations(report.page) == []
    assert report.told == []


def test_print_shows_the_article_and_the_brief_without_tools(opened: Any) -> None:
    report = opened(color_scheme="dark")
    report.page.emulate_media(media="print")
    assert not report.page.locator("#tools").is_visible()
    assert report.page.locator(".card").first.is_visible()
    assert report.page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(31, 35, 40)"


# ------------------------------------------------------------------------------------------ security


def hostile(payload: str) -> Envelope:
    """An envelope that has the payload in every field that anybody but us fills."""
    text = f"{payload}\n\nIt is {payload} said {payload}."
    quote: dict[str, Json] = {"quote": payload, "spans": [[0, len(payload)]], "match": payload, "score": 1.0}
    phrase: dict[str, Json] = {"quote": payload, "spans": [[0, len(payload)]]}
    said: dict[str, Json] = {"verdict": payload, "kind": payload, "speaker": phrase, "cue": phrase, "reason": payload}
    items: list[Json] = [
        position(quote, (payload + str(number), payload), payload, f"{payload}{number}", payload, payload, said)
        for number in range(2)
    ]
    risk: dict[str, Json] = {
        "evidence": quote, "risk": payload, "affected": payload, "warned_by": payload, "warned_by_id": payload,
        "likelihood": "likely", "impact": payload, "trigger": payload, "attribution": said,
    }  # fmt: skip
    actor: dict[str, Json] = {
        "id": payload,
        "name": payload,
        "kind": payload,
        "role": payload,
        "aliases": [payload],
        "evidence": quote,
    }
    return replace(
        ENVELOPE,
        article=Article(
            payload, payload, text, title=payload, byline=payload, published=payload, language=payload,
            publisher=payload, url=payload, pages=(0,),
        ),
        brief={"headline": payload, "summary": payload, "issues": [payload], "positions": items, "risks": [risk],
               "actors": [actor], payload: {payload: [payload, {payload: payload}]}},
        unsupported=(Unsupported(payload, {payload: payload, "evidence": quote}, payload),),
        warnings=(Notice(payload, payload, payload),),
        run=replace(RUN, model=payload, backend=payload, prompt=payload, schema=payload),
    )  # fmt: skip


def test_no_script_of_anybody_runs_and_nothing_is_asked_for(opened: Any) -> None:
    report = opened()
    page, folder = report.page, report.file.parent
    for number, payload in enumerate(HOSTILE):
        file = folder / f"{number}.html"
        file.write_text(to_html(hostile(payload)), "utf-8")
        report.asked.clear()
        page.goto(file.as_uri())
        page.keyboard.press("r")
        page.locator(".verdicts button").first.click()
        page.locator("a.quote").first.click()
        assert report.asked == [file.as_uri()], payload
        assert report.told == [], payload
        assert page.locator("script").count() == 2, payload
        assert page.locator("iframe, img, base, object, embed, link").count() == 0, payload
        links = page.evaluate("[...document.querySelectorAll('[href]')].map(one => one.getAttribute('href'))")
        assert [link for link in links if not link.startswith("#")] == [], payload
        assert page.locator("[data-verdict=accepted]").count() == 1, payload


def test_the_policy_stops_a_script_that_would_get_into_the_page(opened: Any, browser: Any, tmp_path: Path) -> None:
    report = opened()
    broken = to_html(ENVELOPE).replace(
        "</main>", "<script>document.title = 'hit'</script><img src=https://evil.example/x></main>"
    )
    (tmp_path / "broken.html").write_text(broken)
    report.page.goto((tmp_path / "broken.html").as_uri())
    assert report.page.title() != "hit"
    assert len([told for told in report.told if "Content Security Policy" in told]) == 2


# -------------------------------------------------------------------------------------------- speed


def test_a_thousand_quotations_are_shown_and_found_without_a_wait(opened: Any) -> None:
    envelope = large(1000)
    started = time.process_time()
    to_html(envelope)
    made = time.process_time() - started
    report = opened(envelope)
    page = report.page
    assert page.locator("mark a").count() >= 1000
    shown = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    clicked = page.evaluate(
        """() => { const quote = document.querySelectorAll('a.quote')[900]; const start = performance.now();
        quote.click(); document.body.offsetHeight; return performance.now() - start; }"""
    )
    assert report.lit() == [page.locator("a.quote").nth(900).text_content().strip("“”")]
    print(f"made in {made:.2f} s, shown in {shown:.0f} ms, a click in {clicked:.0f} ms")
    assert made < 5
    assert shown < 5000
    assert clicked < 1000


# ----------------------------------------------------------------------------------------- reviewing


def export(report: Any, folder: Path) -> Path:
    with report.page.expect_download() as download:
        report.page.locator("#export").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_what_was_reviewed_is_gold_that_eval_takes(opened: Any, tmp_path: Path, capsys: Any) -> None:
    report = opened()
    page = report.page
    page.locator("#review").click()
    for number, what in ((1, "Accept"), (2, "Reject"), (3, "Accept"), (9, "Accept")):
        page.locator(f"#i{number}").get_by_role("button", name=what).click()
    doubtful = page.locator("#i4")
    doubtful.get_by_role("button", name="Correct").click()
    doubtful.get_by_label("Actor").fill("Tobin Achterlane")
    doubtful.get_by_label("Stance").select_option("opposes")
    doubtful.get_by_label("Note").fill("the Istrelian denies it")
    doubtful.get_by_role("button", name="Save").click()
    assert page.locator("#progress").inner_text() == "5 of 10 reviewed"
    file = export(report, tmp_path)
    row = json.loads(file.read_text())
    assert [one["content"]["text"] for one in row["attributions"]] == [
        ["We are selling nothing"],
        ["No warships without a vote of this house, or there will be no treaty"],
        ["his government had no plans to station troops on the island"],
    ]
    assert row["attributions"][2]["source"]["text"] == ["Tobin Achterlane"]
    assert (row["attributions"][2]["holder"], row["attributions"][2]["stance"]) == ("Tobin Achterlane", "opposes")
    assert len(row["risks"]) == 1
    assert [one["verdict"] for one in row["review"]["items"]] == [
        "accepted",
        "rejected",
        "accepted",
        "corrected",
        "accepted",
    ]
    assert row["review"]["items"][3]["note"] == "the Istrelian denies it"
    found = tmp_path / "found.jsonl"
    positions = [
        {"holder": "Maren Oldacre", "quote": "We are selling nothing"},
        {"holder": "Tobin Achterlane", "quote": "No warships without a vote of this house"},
    ]
    found.write_text(json.dumps({"id": row["id"], "positions": positions, "risks": []}) + "\n")
    assert main(["eval", str(file), "--predictions", str(found), "--format", "json"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]
    assert figures["position_precision"]["value"] == 1.0
    assert (figures["attribution_recall"]["numerator"], figures["attribution_recall"]["denominator"]) == (2, 3)
    assert (figures["risk_recall"]["numerator"], figures["risk_recall"]["denominator"]) == (0, 1)


def test_a_review_is_kept_in_the_browser_and_can_be_taken_back(opened: Any) -> None:
    report = opened()
    page = report.page
    page.keyboard.press("r")
    page.keyboard.press("j")
    page.keyboard.press("a")
    assert page.locator("#kept").inner_text() == "Kept in this browser."
    page.reload()
    assert page.locator(".card[data-verdict=accepted] .verdict").all_inner_texts() == ["✓ accepted"]
    page.locator("#review").click()
    page.locator("#which").select_option("open")
    assert page.locator(".card:visible").count() == 9
    page.locator("#which").select_option("")
    page.locator(".card[data-verdict=accepted]").get_by_role("button", name="Accept").click()
    assert page.locator("#progress").inner_text() == "0 of 10 reviewed"
    page.keyboard.press("x")
    page.locator("#forget").click()
    assert page.locator("[data-verdict]").count() == 0


def test_a_browser_that_keeps_nothing_says_so_and_still_reviews(opened: Any) -> None:
    report = opened()
    page = report.page
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }})")
    page.reload()
    page.keyboard.press("r")
    page.keyboard.press("j")
    page.keyboard.press("a")
    assert page.locator("#kept").inner_text() == "Not kept by this browser: export before you leave."
    assert page.locator("[data-verdict=accepted]").count() == 1


def test_spans_beyond_the_first_plane_are_exported_in_code_points(opened: Any, tmp_path: Path) -> None:
    text = "🚢🚢 Ines Quill said “𝒩o ferry 🚢 in winter”. Ines Quill left."
    words = "𝒩o ferry 🚢 in winter"
    start = text.index(words)
    quote: dict[str, Json] = {"quote": words, "spans": [[start, start + len(words)]], "match": "exact", "score": 1.0}
    item = position(quote, ("a1", "Ines Quill"), None, "ferry", "opposes", "No.", unverified("unsure"))
    report = opened(
        replace(ENVELOPE, article=replace(ARTICLE, text=text, title=None), brief={"positions": [item]}, unsupported=())
    )
    report.page.keyboard.press("r")
    report.page.keyboard.press("j")
    report.page.keyboard.press("a")
    [row] = json.loads(export(report, tmp_path).read_text())["attributions"]
    assert row["content"] == {"spans": [[start, start + len(words)]], "text": [words]}
    assert row["source"]["text"] == ["Ines Quill"]
    assert text[slice(*row["source"]["spans"][0])] == "Ines Quill"
