import io
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering_harbour import BRIEF, ENVELOPE, RUN, evidence, of, position, unverified, verified
from rich.cells import cell_len
from rich.console import Console

from summarizer.rendering.text import print_brief
from summarizer.types import Envelope, Json, Left, Notice, Phrase, Span, Unsupported

HOSTILE = (
    "[bold]x[/bold] [link=https://evil.example]y[/link] :smile: \x1b[31mred\x1b]8;;https://evil.example\x07z "
    "\x9b2J \u202eabc\u2066 \u2028next \x00 \r\n# no \x7f"
)


def shown(envelope: Envelope, *, width: int = 80, terminal: bool = True, colour: bool = False) -> str:
    page = io.StringIO()
    console = Console(
        file=page,
        width=width,
        force_terminal=terminal,
        color_system="truecolor" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    print_brief(envelope, console)
    return page.getvalue()


def test_the_page_has_everything_of_the_brief() -> None:
    page = shown(ENVELOPE, terminal=False)
    assert page.startswith(
        "Calvessa splits over plan to lease its deep harbour to Istrel\nexamples/harbour.txt\n\n"
        "Model’s headline: Calvessa’s parliament to vote on 40-year harbour lease to Istrel\n\nModel’s summary: Calv"
    )
    assert (
        "Brannoch Vey · leader of the Homeland Party\n"
        "  − opposes · the harbour lease\n"
        "    Model: He holds that Istrel’s navy would make the island a target.\n"
        "    “The day their frigates tie up here, we become a target” ≈ fuzzy match, 94%\n"
        "    ✓ the article’s words, said by Brannoch Vey · direct · “he said”\n"
    ) in page
    assert "a hostile act” ≈ exact but for typography\n" in page
    doubt = (
        "    ? the article’s words; not verified: said by Count Evard Lissom · the article credits “He”, and the parse"
    )
    assert f"{doubt} is not sure who that is\n" in page
    assert (
        "  ! Model: Calvessa is drawn into the dispute between Istrel and Dorrovia.\n"
        "    impact: severe\n"
        "    trigger: Istrel’s frigates tie up at Port Selwick\n"
        "    affected: Calvessa\n"
        "    “Calvessa could be drawn into Istrel's dispute with neighbouring Dorrovia”\n"
        "    ✓ the article’s words, said by Brannoch Vey · paraphrase · “Brannoch Vey … warned”\n"
    ) in page
    assert "not stated" not in page
    assert "  • Maren Oldacre · Prime Minister · person · also Oldacre\n  • Tobin Achterlane · person\n" in page
    assert "ISSUES (4)\nthe harbour lease · naval visits · fishing agreement · dredging\n" in page
    assert page.endswith(
        "qwen2.5-coder-1.5b-instruct-q4_k_m (embedded) · prompt brief.v1 · 2,314 tokens in, 812 out · 28.4 s\n"
    )


def test_positions_stand_together_under_their_actor() -> None:
    page = shown(ENVELOPE)
    assert page.count("Maren Oldacre · Prime Minister\n") == 1
    first, second = page.index("the lease sells nothing"), page.index("refuses to reopen")
    assert page.index("Maren Oldacre · Prime Minister\n") < first < second < page.index("Tobin Achterlane · leads")


def test_a_role_that_the_name_tells_is_not_said_twice() -> None:
    assert "\nProfessor Anselm Quay\n" in shown(ENVELOPE)


def test_what_is_unsupported_and_the_warnings_come_last_with_their_reasons() -> None:
    page = shown(ENVELOPE)
    order = ["POSITIONS", "RISKS", "ACTORS", "UNSUPPORTED (1)", "WARNINGS (2)", "qwen2.5"]
    assert [page.index(word) for word in order] == sorted(page.index(word) for word in order)
    assert "  ✗ positions[8]: its evidence is not in the article; asked for again 2 times\n" in page
    assert "    evidence: We will never fish for Istrel\n" in page
    assert "  ! loop: the model repeated itself and was stopped (positions)\n" in page


def test_a_warning_stands_at_what_it_is_about_and_only_there() -> None:
    warned = (
        Notice("unfaithful", "it says otherwise", "positions[0].claim"),
        Notice("scale", "not 'severe'", "risks[0]"),
        Notice("words", "no “June”", "summary"),
        Notice("words", "no “whales”", "issues[1]"),
        Notice("words", "no “Ida”", "actors[0]"),
        Notice("extra-fields", "two more", "positions[0]"),
        Notice("missing", "no places", "places"),
    )
    page = shown(replace(ENVELOPE, warnings=warned), terminal=False)
    assert (
        "said by Maren Oldacre · direct · “she told reporters”\n    ! unfaithful: it says otherwise\n\n  − opp" in page
    )
    assert "“Brannoch Vey … warned”\n    ! scale: not 'severe'\n" in page
    assert "boats depend.\n    ! words: no “June”\n" in page
    assert "fishing agreement · dredging\n    ! words: no “whales”\n" in page
    assert "person · also Oldacre\n    ! words: no “Ida”\n" in page
    end = "WARNINGS (2)\n  ! extra-fields: two more (positions[0])\n  ! missing: no places (places)\n"
    assert end in page
    assert [page.count(one.message) for one in warned] == [1] * 7


def test_a_warning_about_a_table_that_is_a_section_is_not_lost() -> None:
    warned = (Notice("words", "no “600”", "budget.jobs"),)
    page = shown(replace(of({"budget": {"jobs": "600", "town": "Port"}}), warnings=warned))
    assert "  • town: Port\n    ! words: no “600”\n" in page


def test_what_is_left_is_listed_with_its_speaker_on_a_line_each() -> None:
    long = "A coalition partner makes its votes conditional on a vote of parliament on every naval visit there is"
    left = (
        Left("Ines Quill", Phrase("we need a “ferry”", (Span(0, 5),)), 0.9),
        Left("Tobias Fenn", Phrase(long, (Span(6, 9),)), 0.4),
        Left(None, Phrase("the piers may collapse", (Span(9, 12),))),
    )
    counted = (Notice("statements-left", "2 of the article's 9 statements are not in the brief"),)
    page = shown(replace(ENVELOPE, left=left, warnings=counted), terminal=False)
    assert (
        "NOT IN THE BRIEF (2 statements, 1 passage that sounds like a warning) ? the parse is not sure\n"
        "  • Ines Quill: “we need a ‘ferry’”\n"
        "  • Tobias Fenn?: “A coalition partner makes its votes conditional on a vote …”\n"
        "  • sounds like a warning: “the piers may collapse”\n\nqwen"
    ) in page
    assert "WARNINGS" not in page
    assert "NOT IN" not in shown(replace(ENVELOPE, left=()), terminal=False)


def test_a_headline_that_is_the_articles_own_is_not_said_twice() -> None:
    title = "Calvessa splits over plan to lease its deep harbour to Istrel"
    assert shown(of({"headline": title.upper()})).count("plan to lease") == 1


@pytest.mark.parametrize(
    ("quote", "marked"),
    [
        ("no treaty", "“no treaty”"),
        ("“We are selling,” she said, “nothing”", "“‘We are selling,’ she said, ‘nothing’”"),
        ('moving like a "loose tooth"', "“moving like a ‘loose tooth’”"),
        ('"a" and "b"', "“‘a’ and ‘b’”"),
        ("„sehr schnell“ aus dem Ruder", "“‚sehr schnell‘ aus dem Ruder”"),
        ("“We are selling nothing”", "“We are selling nothing”"),
    ],
)
def test_words_quoted_in_a_quotation_have_single_marks(quote: str, marked: str) -> None:
    assert f"  • {marked}\n" in shown(of({"quotes": [{**evidence("no treaty"), "quote": quote}]}))


def test_a_heading_of_the_matrix_is_not_broken_within_a_word() -> None:
    words, said = evidence("We are selling nothing"), unverified("x")
    names = ("international inquiry", "Seilbahnbetriebsgenehmigungsverfahren", "dam collapse", "safety report")
    items = [position(words, (f"a{at}", f"Actor {at}"), None, names[at % 4], "opposes", "No.", said) for at in range(8)]
    rows = shown(of({"positions": items[:2]}), terminal=False).partition("reads it\n")[2].splitlines()
    assert rows[0].split() == ["international", "inquiry", "Seilbahnbetriebsgenehmigungsverfah…"]
    assert max(map(cell_len, rows[:3])) <= 80
    rows = shown(of({"positions": items}), terminal=False).partition("reads it\n")[2].splitlines()
    assert "international" in rows[0]


def test_the_cost_is_shown_if_it_is_known_and_tokens_if_the_server_counts() -> None:
    priced = shown(replace(ENVELOPE, run=replace(RUN, cost=0.01234)), terminal=False)
    assert "812 out · $0.0123 · 28.4 s" in priced
    silent = shown(replace(ENVELOPE, run=replace(RUN, usage=replace(RUN.usage, prompt_tokens=None))), terminal=False)
    assert "prompt brief.v1 · 812 out · 28.4 s" in silent


@pytest.mark.parametrize(
    ("stance", "sign"),
    [("supports", "+"), ("opposes", "−"), ("conditional", "±"), ("neutral", "="), ("unclear", "~"), ("hopeful", "·")],
)
def test_a_stance_has_a_sign_and_a_word_and_on_a_terminal_a_colour(stance: str, sign: str) -> None:
    brief: dict[str, Json] = {"views": [{"evidence": evidence("no treaty"), "actor": "Vey", "stance": stance}]}
    assert f"  {sign} {stance}\n" in shown(of(brief))
    line = next(row for row in shown(of(brief), colour=True).splitlines() if stance in row)
    assert line.startswith("  \x1b[1;3")
    assert f"m{sign} {stance}\x1b[0m" in line


def test_stances_differ_in_their_colours() -> None:
    page = shown(ENVELOPE, colour=True)
    colours = {row.split("m", 1)[0] for row in page.splitlines() if row.startswith("  \x1b[1;3") and " · " in row}
    assert len(colours) == 5


def test_no_color_leaves_no_colour() -> None:
    page = io.StringIO()
    print_brief(
        ENVELOPE, Console(file=page, force_terminal=True, width=80, _environ={"NO_COLOR": "1", "TERM": "xterm"})
    )
    assert not any(f"\x1b[{bold}3{code}m" in page.getvalue() for bold in ("", "1;") for code in range(1, 7))
    assert "✓ the article’s words, said by" in page.getvalue()


@pytest.mark.parametrize("width", [40, 80, 100, 300])
def test_no_row_is_wider_than_the_terminal_or_than_reads_well(width: int) -> None:
    rows = shown(ENVELOPE, width=width).splitlines()
    assert max(cell_len(row) for row in rows) <= min(width, 100)
    assert all(row == row.rstrip() for row in rows)
    assert " ".join(shown(ENVELOPE, terminal=False, width=width).split()) == " ".join(" ".join(rows).split())


def test_in_a_pipe_a_paragraph_is_one_line_and_there_are_no_escapes() -> None:
    page = shown(of({"summary": "word " * 200}), terminal=False, width=40)
    assert "word " * 199 + "word\n" in page
    assert "\x1b" not in page


def test_french_spaces_do_not_break() -> None:
    page = shown(of({"summary": "Il a dit «\u00a0non\u00a0» hier\u202f!"}), width=12)
    assert "«\u00a0non\u00a0»" in page
    assert "hier\u202f!" in page


def test_signs_that_the_terminal_lacks_are_replaced() -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii")
    print_brief(of({**BRIEF, "note": "Ørsk – ja"}), Console(file=file, width=80))
    file.flush()
    page = raw.getvalue().decode("ascii")
    assert (
        '    "We are selling nothing"\n'
        '    * the article\'s words, said by Maren Oldacre - direct - "she told reporters"\n' in page
    )
    assert "\\xd8rsk - ja" in page


def everywhere(text: str) -> Envelope:
    quote = {**evidence("no treaty"), "quote": text}
    found = {**verified("direct", "she", "told reporters", within="We are selling"), "reason": text}
    known = position(quote, ("a1", text), text, text, text, text, found)
    risk: Json = {
        "evidence": quote, "risk": text, "affected": text, "warned_by": text, "likelihood": text, "impact": text,
        "trigger": text, "attribution": unverified(text),
    }  # fmt: skip
    actor: Json = {"id": "a1", "name": text, "kind": text, "role": text, "aliases": [text], "evidence": quote}
    return replace(
        ENVELOPE,
        article=replace(ENVELOPE.article, source=text, byline=text, title=text),
        brief={
            "headline": text, "summary": text, "issues": [text], "positions": [known], "risks": [risk],
            text: {text: text, "more": [text, {text: text}]}, "actors": [actor],
        },
        unsupported=(Unsupported(text, {text: text}, text),),
        warnings=(Notice(text, text, text),),
        run=replace(RUN, model=text, backend=text, prompt=text),
    )  # fmt: skip


@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_of_article_or_model_is_obeyed_by_rich_or_the_terminal(terminal: bool) -> None:
    page = shown(everywhere(HOSTILE), terminal=terminal, width=100)
    assert not set(page) & {
        chr(code) for code in (*range(10), *range(11, 32), *range(127, 160), 0x202E, 0x2066, 0x2028)
    }
    for literal in (
        "[bold]x[/bold]",
        "[link=https://evil.example]y[/link]",
        ":smile:",
        r"\x1b[31mred\x1b]8;;",
        r"\u202eabc",
    ):
        assert literal in page
    assert "evil" not in "".join(part for part in shown(everywhere(HOSTILE), colour=True).split("\x1b]8")[1:])


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=30), st.integers(20, 120))
def test_for_any_text_the_page_has_no_control_character_but_newlines(text: str, width: int) -> None:
    page = shown(everywhere(text), width=width)
    hidden = {
        *range(0x0A),
        *range(0x0B, 0x20),
        *range(0x7F, 0xA0),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
    }
    assert not [character for character in page if ord(character) in hidden or 0xD800 <= ord(character) < 0xE000]


def test_a_schema_that_nobody_knows_is_shown_field_by_field() -> None:
    page = shown(
        of(
            {
                "verdict_of_the_day": "mixed",
                "confidence": 0.5,
                "settled": False,
                "nothing": None,
                "empty": [],
                "timeline": [
                    {
                        "evidence": evidence("on Tuesday"),
                        "when": "Tuesday",
                        "what": ["press talk", "vote"],
                        "sure": True,
                    },
                    "and a remark that is longer than forty characters",
                    [1, 2],
                ],
                "budget": {
                    "jobs": 600,
                    "per_town": [{"town": "Hallow Bay", "jobs": None}],
                    "proof": evidence("1,200 jobs"),
                },
                "quotes": [evidence("A harbour is not a fortress")],
            }
        )
    )
    assert (
        "VERDICT OF THE DAY\nmixed\n\nCONFIDENCE\n  • 0.5\n\nSETTLED\n  • no\n\nNOTHING\n  • none\n\n"
        "EMPTY (0)\n  • none\n\n"
        "TIMELINE (3)\n  • when: Tuesday\n    what: press talk, vote\n    sure: yes\n    “on Tuesday”\n\n"
        "  • and a remark that is longer than forty characters\n"
        "  • list:\n    • 1\n    • 2\n\n"
        "BUDGET\n  • jobs: 600\n  • per town:\n    • town: Hallow Bay\n      jobs: none\n    proof: “1,200 jobs”\n\n"
        "QUOTES (1)\n  • “A harbour is not a fortress”\n"
    ) in page


def test_positions_are_known_by_their_shape_wherever_they_stand() -> None:
    held = position(evidence("no treaty"), ("a4", "Achterlane"), None, "ships", "opposes", "No.", unverified("unsure"))
    page = shown(of({"debate": {"place": "parliament", "sides": [{**held, "since": "May"}, "others were silent"]}}))
    assert (
        "DEBATE\n  • place: parliament\n  • sides:\n    Achterlane\n      − opposes · ships\n        Model: No.\n"
        "        since: May\n        “no treaty”\n"
        "        ? the article’s words; not verified: said by Achterlane · unsure\n"
        "    • others were silent\n"
    ) in page


def test_several_quotes_and_values_of_other_shapes_are_all_shown() -> None:
    item: Json = {
        "evidence": [evidence("no treaty"), evidence("hostile act")],
        "actor": "Vey",
        "stance": "opposes",
        "issue": ["ships", "fish"],
        "attribution": "nobody knows",
        "seen_by": evidence("Petra Sandlund"),
    }
    page = shown(of({"positions": [item]}))
    assert "issue: ships, fish\n    attribution: nobody knows\n    “no treaty”\n    “hostile act”\n" in page
    assert "    seen by: “Petra Sandlund”\n" in page


def test_the_role_comes_from_the_actors_if_the_position_has_none() -> None:
    held = position(evidence("no treaty"), ("a1", "Achterlane"), None, "ships", "opposes", "No.", unverified("unsure"))
    actor: Json = {
        "id": "a1",
        "name": "Achterlane",
        "kind": "person",
        "role": "party leader",
        "evidence": evidence("he"),
    }
    assert "\nAchterlane · party leader\n" in shown(of({"positions": [held], "actors": [actor]}))


def test_quotes_with_their_own_marks_get_no_second_pair() -> None:
    page = shown(of({"quotes": [{**evidence("no treaty"), "quote": "“We are selling nothing,”"},
                                {**evidence("no treaty"), "quote": "«\u00a0Non\u00a0»"}]}))  # fmt: skip
    assert "  • “We are selling nothing,”\n  • «\u00a0Non\u00a0»\n" in page


def test_without_a_headline_the_article_names_itself() -> None:
    assert shown(of({})).startswith("Calvessa splits over plan")
    untitled = replace(of({"headline": {"text": "x"}}), article=replace(ENVELOPE.article, title=None))
    assert shown(untitled).startswith("examples/harbour.txt\n")
    assert "HEADLINE\n  • text: x\n" in shown(untitled)


def test_words_of_a_speaker_without_a_place_are_still_shown() -> None:
    found: Json = {"verdict": "verified", "kind": None, "speaker": {"quote": "Vey", "spans": None}, "cue": None}
    item: Json = {"evidence": evidence("no treaty"), "actor": "Vey", "stance": "opposes", "attribution": found}
    assert "    ✓ the article’s words, said by Vey · “Vey”\n" in shown(of({"positions": [item]}))


def test_rich_is_loaded_only_by_who_prints() -> None:
    program = "import sys, summarizer.rendering; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_actors_and_issues_make_a_matrix_within_80_columns() -> None:
    page = shown(ENVELOPE, terminal=False)
    rows = page.partition("\nWHO STANDS WHERE · as the model reads it\n")[2].partition("\n\n")[0].splitlines()
    assert max(cell_len(row) for row in rows) <= 80
    assert [row.split() for row in rows if "Oldacre" in row or "Quay" in row] == [
        ["Maren", "Oldacre", "+", "−"],
        ["Professor", "Anselm", "Quay", "="],
    ]
    assert "\n+ supports  − opposes  ± conditional  = neutral  ~ unclear\n\nISSUES" in page
    assert "WHO STANDS" not in shown(ENVELOPE, width=60)
    assert "WHO STANDS" not in shown(of({"positions": BRIEF["positions"][:1]}), terminal=False)


def test_what_the_matrix_has_no_room_for_is_counted() -> None:
    words, said = evidence("We are selling nothing"), unverified("x")
    items = [
        position(words, (f"a{at}", f"Actor {at}"), None, f"issue {at % 6}", "opposes", "No.", said) for at in range(14)
    ]
    assert "− opposes  (2 more actors, 2 more issues)\n" in shown(of({"positions": items}), terminal=False)
