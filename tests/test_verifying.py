"""What any brief claims is found, whatever tool wrote it, and each claim is held against the article."""

import asyncio
import dataclasses
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering_harbour import ENVELOPE
from rich.console import Console

from summarizer.errors import UsageError
from summarizer.inputs import read_article
from summarizer.proposing import propose
from summarizer.rendering import dumps, to_json, to_markdown
from summarizer.rendering.text import print_brief
from summarizer.types import ActorKind, Article, KnownActor, Span
from summarizer.verifying import Finding, Verification, read_brief, verify
from summarizer.verifying.nearest import nearest
from summarizer.verifying.quotations import quotations_in

EXAMPLES = Path(__file__).parent.parent / "examples"
HARBOUR = asyncio.run(read_article(str(EXAMPLES / "harbour.txt")))
# What patterns find without a parser, taken for certain, as a parse would be where the speaker stands by the quotation.
FOUND = propose(HARBOUR, None)
VEY = KnownActor("a99", "Brannoch Vey", ActorKind.PERSON, None, (), FOUND.actors[0].evidence, ())
PROPOSALS = dataclasses.replace(
    FOUND,
    statements=tuple(dataclasses.replace(one, certainty=0.9) for one in FOUND.statements),
    actors=(*FOUND.actors, VEY),
)


def check(brief: str, article: Article = HARBOUR) -> Verification:
    claims = read_brief(brief)
    said = propose(Article(id="", source="-", text=claims.text, language=article.language), None)
    proposals = PROPOSALS if article is HARBOUR else propose(article, None)
    return verify(claims, article, proposals=proposals, said=said, language=article.language)


def told(found: Verification, kind: str, verdict: str | None = None) -> list[str]:
    return [one.says for one in found.findings if one.kind == kind and verdict in (None, one.verdict)]


def only(found: Verification, kind: str) -> Finding:
    (finding,) = [one for one in found.findings if one.kind == kind]
    return finding


# -------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    "marked",
    [
        "“{}”", '"{}"', "„{}“", "«{}»", "« {} »", "‘{}’", "'{}'", "”{}”", "»{}«", "「{}」",
        '> "{}"', "> {}", "> {} — Count Lissom",
    ],
)  # fmt: skip
def test_a_quotation_is_found_in_marks_of_any_kind_and_in_block_quotes(marked):
    right = check("Istrel replied.\n\n" + marked.format("A harbour is not a fortress"))
    wrong = check("Istrel replied.\n\n" + marked.format("A harbour is no castle of sand"))
    assert only(right, "quote").verdict == "holds"
    assert only(wrong, "quote").verdict == "not found"
    assert (right.holds, wrong.holds) == (True, False)


def test_the_span_of_a_finding_is_where_the_words_stand_in_the_brief():
    brief = "# A **plan**\n\nIt is for *50 years*, said\n“A harbour is not\na fortress.”\n"
    for one in check(brief).findings:
        there = brief[one.span.start : one.span.end].replace("\n", " ").replace("*", "")
        assert there == one.says


def test_a_quote_that_was_changed_comes_with_the_article_s_words():
    finding = only(check("“We are selling everything,” she said."), "quote")
    assert (finding.verdict, finding.says) == ("contradicted", "We are selling everything,")
    assert finding.article is not None
    assert finding.article.quote == "We are selling nothing"
    assert HARBOUR[finding.article.spans[0]] == finding.article.quote


def test_words_in_brackets_and_left_out_words_are_no_change():
    assert check("“[The government] wants to lease the deep harbour of Port Selwick”").holds
    assert check("“A harbour is not a fortress […]”").holds


def test_a_word_or_two_in_quotation_marks_need_only_be_there():
    assert check("It is a “treaty”, no “hostile act”.").holds
    assert told(check("It is a “gift”."), "quote", "not found") == ["gift"]


@pytest.mark.parametrize(
    "line",
    [
        "“A harbour is not a fortress,” {} said.",
        "{} said: “A harbour is not a fortress.”",
        "“A harbour is not a fortress” — {}",
        "“A harbour is not a fortress” ({})",
        "> A harbour is not a fortress — {}",
        "## {}\n\n- “A harbour is not a fortress”",
        "**{}:**\n\n“A harbour is not a fortress”",
        "- **{}** – “A harbour is not a fortress”",
        "| Speaker | Words |\n|---|---|\n| {} | “A harbour is not a fortress” |",
        "| Words | Speaker |\n|---|---|\n| “A harbour is not a fortress” | {} |",
    ],
)
def test_the_speaker_of_a_quotation_is_whoever_the_brief_has_say_it(line):
    right, wrong = check(line.format("Evard Lissom")), check(line.format("Brannoch Vey"))
    assert told(right, "speaker", "holds") == ["Evard Lissom"]
    assert told(wrong, "speaker", "contradicted") == ["Brannoch Vey"]
    assert "Lissom" in str(only(wrong, "speaker").reason)


def test_a_cell_beside_a_quotation_that_names_nobody_is_no_speaker():
    assert told(check("| “A harbour is not a fortress” | Budget |"), "speaker") == []
    assert told(check("Summary: A harbour is not a fortress, and a lease is not a treaty"), "speaker") == []


LINE = "“No warships without a vote of this house,” said Tobin Achterlane. {}: “A harbour is not a fortress.”"


def test_a_name_right_before_a_quotation_comes_before_the_speaker_who_went_on():
    assert told(check(LINE.format("Evard Lissom")), "speaker", "holds") == ["Tobin Achterlane", "Evard Lissom"]
    assert told(check(LINE.format("Brannoch Vey")), "speaker", "contradicted") == ["Brannoch Vey"]


def test_where_a_colon_announces_somebody_unknown_the_earlier_speaker_does_not_go_on():
    assert told(check(LINE.format("Key quote")), "speaker") == ["Tobin Achterlane"]


def test_a_heading_speaks_for_nothing_but_quotations_that_stand_alone():
    assert told(check("## Brannoch Vey\n\nOthers replied to him: “A harbour is not a fortress.”"), "speaker") == []
    assert told(check("## What others say\n\n“A harbour is not a fortress.”"), "speaker") == []


def test_names_numbers_and_negations_of_the_brief_s_own_words_are_checked_and_those_in_quotes_are_not():
    found = check("He met Angela Merkel for 50 years. “Nobody at 99 Fake Street knows Olaf Scholz.”")
    assert told(found, "name", "not found") == ["Angela Merkel"]
    assert told(found, "number", "not found") == ["50 years"]
    denied = check("His government had plans to station troops on the island, and said that.")
    assert told(denied, "negation") == []
    assert told(check("Oldacre told parliament that the treaty would be reopened."), "negation", "contradicted") != []


@pytest.mark.parametrize(
    "table",
    [
        "| Who | what they want of it | Stance Taken |\n|---|:-:|---|\n| {} | for it | 40 |",
        "Who | what they want of it | Stance Taken\n--- | --- | ---\n{} | for it | 40",
        "About it:\n| Who | what they want of it | Stance Taken |\n| - | - | - |\n| {} | for it | 40 |",
    ],
)
def test_the_row_above_the_rule_of_a_table_names_nobody(table):
    assert check(table.format("Evard Lissom")).failing == ()
    assert "Scholz" in told(check(table.format("Olaf Scholz")), "name", "not found")[0]
    without_rule = table.format("Evard Lissom").replace("-", " ")
    assert told(check(without_rule), "name", "not found") == ["Taken"]


def test_the_parts_of_a_summary_are_no_names_and_names_in_headings_are():
    for heading in ("## Key Points", "**Key Takeaways:**", "Main Findings", "# Executive Summary", "## What Who Said"):
        assert check(f"{heading}\n\nThe harbour is leased.").failing == ()
    assert told(check("## What Olaf Scholz wants of the house\n\n## Key Points\n"), "name", "not found") == [
        "Olaf Scholz"
    ]


SINKHOLE = Article(
    id="", source="-", language="en",
    text="Nearly a thousand people left. The hole is 60m deep. It grew in 1997 and 1998. A dozen boats came.",
)  # fmt: skip


def test_numbers_that_are_written_as_half_a_word_are_found():
    brief = "Almost 1,000 people left a hole 60 metres deep, which grew in 1997–98. 12 boats came."
    assert told(check(brief, SINKHOLE), "number", "not found") == []
    wrong = "100 people left a hole 80 metres deep, which grew in 1997–99."
    assert told(check(wrong, SINKHOLE), "number", "not found") == ["100", "80 metres", "99"]


def test_a_capital_that_opens_a_cell_makes_no_name():
    assert told(check("| Evard Lissom | Actor |"), "name", "not found") == []
    assert told(check("| Evard Lissom | who met the envoy of Selwich |"), "name", "not found") != []


def test_a_numbered_list_claims_no_numbers():
    assert told(check("1. The harbour is leased.\n2. The treaty is final.\n17) The end.\n"), "number") == []


# ---------------------------------------------------------------------------- two of one surname

DAM = Article(
    id="", source="-", language="en",
    text="“The dam will hold through the winter,” said Anna Berg. “Nobody has looked at the wall since May,” said "
    "Tomas Berg. “We will pay for the repairs,” said Clara Quill.\n",
)  # fmt: skip
WALL, PAY = "“Nobody has looked at the wall since May,” said Berg.", "“We will pay for the repairs,” said Berg."


def dam(brief: str) -> Finding:
    """The finding on the one speaker."""
    found = propose(DAM, None)
    people = [
        KnownActor(f"a{number}", name, ActorKind.PERSON, None, (), found.actors[0].evidence, ())
        for number, name in enumerate(("Anna Berg", "Tomas Berg", "Clara Quill"))
    ]
    ids = {one.name: one.id for one in people}
    proposals = dataclasses.replace(
        found,
        actors=tuple(people),
        statements=tuple(
            dataclasses.replace(one, certainty=0.9, holder_id=ids[one.holder]) for one in found.statements
        ),
    )
    claims = read_brief(brief)
    said = propose(Article(id="", source="-", text=claims.text, language="en"), None)
    first = KnownActor("b0", "Anna Berg", ActorKind.PERSON, None, (), found.actors[0].evidence, ())
    statements = (
        dataclasses.replace(one, holder="Anna Berg" if one.holder == "Berg" else one.holder) for one in said.statements
    )
    said = dataclasses.replace(said, actors=(first,), statements=tuple(statements))  # as a parse takes the first Berg
    return only(verify(claims, DAM, proposals=proposals, said=said, language="en"), "speaker")


@pytest.mark.parametrize(
    ("brief", "verdict", "says"),
    [
        (WALL, "unverified", "Berg"),
        ("Anna Berg and Tomas Berg spoke. " + WALL, "unverified", "Berg"),
        ("Anna Berg spoke. It rained. " + WALL, "unverified", "Berg"),
        ("Anna Berg was there. Tomas Berg spoke. " + WALL, "holds", "Tomas Berg"),
        ("Anna Berg was there. It rained.\n\nTomas Berg spoke.\n\n" + WALL, "holds", "Tomas Berg"),
        ("Tomas Berg was there. It rained. Anna Berg spoke. " + WALL, "contradicted", "Anna Berg"),
        (PAY, "contradicted", "Berg"),
    ],
)
def test_a_surname_of_two_people_is_the_one_s_whom_the_sentence_before_names(brief, verdict, says):
    found = dam(brief)
    assert (found.verdict, found.says) == (verdict, says)
    if verdict == "unverified":
        assert found.reason == "this may be Anna Berg or Tomas Berg; the article credits these words to Tomas Berg"


# ----------------------------------------------------------------------- what stands in another place

BATTLE = Article(
    id="", source="-", language="en",
    text="The army of Norland lost 3 soldiers and 40 trucks near the river in Selwick on Monday.\n\n"
    "Sudmark lost 17 soldiers near the river in Dunmere on Friday. Clara Berg met Tobin Vey in Dunmere.\n\n"
    "The treaty gives Anna Quill two seats and Brannoch Ashe four seats in the council. The talks began on 3 May and "
    "ended on 9 May. The harbour costs 12 million crowns in 2031 and 15 million crowns in 2032.\n\n"
    "A survey found that 15 per cent of Sudmarkers and three per cent of Norlanders wanted peace before winter.\n",
)  # fmt: skip


@pytest.mark.parametrize(
    ("brief", "wrong"),
    [
        ("The army of Norland lost 40 soldiers and 3 trucks near the river.", {"40": "3", "3": "40"}),
        ("Sudmark lost 3 soldiers near the river in Dunmere.", {"3": "17"}),
        ("The treaty gives Anna Quill four seats and Brannoch Ashe four seats in the council.", {"four": "two"}),
        ("Sudmark lost 17 soldiers near the river in Selwick on Friday.", {"Selwick": "Dunmere"}),
        ("The treaty gives Brannoch Ashe two seats and Anna Quill four seats in the council.",
         {"Brannoch Ashe": "Anna Quill"}),
        ("A survey found that 15 per cent of Norlanders and three per cent of Sudmarkers wanted peace before winter.",
         {"Sudmarkers": "Norlanders"}),
        ("Sudmark lost 17 soldiers near the river in Dunmere on Monday.", {"Monday": "Friday"}),
        ("The talks began on 9 May and ended on 3 May.", {"9 May": "3 May", "3 May": "9 May"}),
        ("The harbour costs 15 million crowns in 2031.", {"15 million": "12 million"}),
    ],
)  # fmt: skip
def test_a_number_day_or_name_in_the_place_of_another_is_contradicted_with_what_stands_there(brief, wrong):
    found = check(brief, BATTLE)
    assert {one.says: one.article.quote for one in found.failing if one.article} == wrong
    assert all(BATTLE[one.article.spans[0]] == one.article.quote for one in found.failing if one.article)


@pytest.mark.parametrize(
    "brief",
    [
        "Near the river in Selwick, the army of Norland lost 40 trucks and 3 soldiers on Monday.",
        "In Dunmere, Tobin Vey met Clara Berg.",
        "Tobin Vey met Clara Berg in Dunmere.",
        "The treaty gives Brannoch Ashe four seats and Quill two seats in the council.",
        "The harbour costs some 12 million crowns in 2031.",
        "The army lost about 40 trucks and nearly 5 soldiers.",
        "The talks ended on 9 May. They had begun on 3 May.",
        "Losses: 3 soldiers, 40 trucks, 17 soldiers.",
        "A survey found that three per cent of Norlanders and 15 per cent of Sudmarkers wanted peace before winter.",
        "A survey found that 3% of Norlanders and 15% of Sudmarkers wanted peace.",
    ],
)
def test_the_same_numbers_and_names_in_other_words_or_another_order_hold(brief):
    assert [one for one in check(brief, BATTLE).failing if one.verdict == "contradicted"] == []


STORM = Article(
    id="", source="-", language="en",
    text="Three people were killed and twelve stone houses fell in Dunmere, the mayor said.\n\n"
    "Five of the boats sank. Seven were lost. The town has six schools and nine bridges.\n",
)  # fmt: skip


def test_two_counts_the_wrong_way_round_are_contradicted_in_any_words():
    found = check("A storm brought down three houses; twelve people in the town lost their lives.", STORM)
    assert {one.says: one.article.quote for one in found.failing if one.article} == {
        "three": "twelve",
        "twelve": "Three",
    }
    assert told(check("It fell on nine old schools.", STORM), "number", "contradicted") == ["nine"]
    for brief in (
        "A storm brought down twelve houses; three people in the town lost their lives.",
        "Twelve people are homeless.",  # of twelve houses
        "Five people sank with their boats, seven people were lost, and six schools are shut.",
        "Twelve homes are gone, and about 10 houses.",
    ):
        assert told(check(brief, STORM), "number", "contradicted") == []


def test_counts_in_another_language_are_told_as_far_as_it_forms_plurals_so():
    text = "Trois personnes sont mortes et douze maisons sont détruites."
    french = Article(id="", source="-", language="fr", text=text)
    german = Article(id="", source="-", language="de", text="Drei Schiffe sanken, und zwölf Häuser fielen um.")
    assert told(check("Trois maisons tombent et douze personnes meurent.", french), "number", "contradicted") != []
    assert told(check("Drei Häuser fielen um, und zwölf Boote sanken.", german), "number", "contradicted") == []


# -------------------------------------------------------------------------------------------- JSON


def as_json(value: object) -> Verification:
    return check(json.dumps(value, ensure_ascii=False))


@pytest.mark.parametrize(
    "item",
    [
        {"actor": "Evard Lissom", "evidence": "A harbour is not a fortress"},
        {"speaker": "Evard Lissom", "quote": "A harbour is not a fortress"},
        {"said_by": "Evard Lissom", "verbatim": "A harbour is not a fortress"},
        {"holder": {"name": "Evard Lissom"}, "excerpts": ["A harbour is not a fortress"]},
        {"name": "Evard Lissom", "quotes": [{"text": "A harbour is not a fortress"}]},
        {"extraction_text": "A harbour is not a fortress", "attributes": {"speaker": "Evard Lissom"}},
        {"speaker": "Evard Lissom", "text": "A harbour is not a fortress"},
        {"Speaker": "Evard Lissom", "claims": [{"supportingQuote": "A harbour is not a fortress"}]},
    ],
)
def test_quotes_and_speakers_are_told_by_their_keys(item):
    right = as_json({"items": [item]})
    assert told(right, "quote", "holds") == ["A harbour is not a fortress"]
    assert told(right, "speaker", "holds") == ["Evard Lissom"]
    assert right.holds
    other = json.loads(json.dumps(item).replace("Evard Lissom", "Brannoch Vey"))
    assert told(as_json([other]), "speaker", "contradicted") == ["Brannoch Vey"]
    made_up = json.loads(json.dumps(item).replace("is not a fortress", "was sold to 98 wolves"))
    assert not as_json([made_up]).holds


def test_a_text_that_is_not_in_the_article_is_the_tool_s_own_words():
    found = as_json({"speaker": "Evard Lissom", "text": "He sees no danger for 77 ships."})
    assert told(found, "quote") == []
    assert told(found, "number", "not found") == ["77"]


def test_the_evidence_of_an_actor_is_nobody_s_statement():
    found = as_json({"name": "Petra Sandlund", "evidence": "A harbour is not a fortress"})
    assert told(found, "speaker") == []


def test_every_other_string_is_the_tool_s_own_words_but_for_ids_addresses_and_paths():
    found = as_json(
        {"id": "a77", "url": "https://example.org/99", "model": "Fake Model 12", "sha256": "99" * 32,
         "file": "/x/44", "at": "2024-03-12T10:00:00", "topic": "The plan of Angela Merkel", "aliases": ["Ana Fake"]}
    )  # fmt: skip
    assert [one.says for one in found.failing] == ["Ana Fake", "Angela Merkel"]
    assert [one.path for one in found.failing] == [("aliases", 0), ("topic",)]


def test_json_lines_are_a_list():
    found = check('{"quote": "A harbour is not a fortress"}\n{"quote": "We sell seashells by night"}\n')
    assert [one.path for one in found.failing] == [(1, "quote")]


@pytest.mark.parametrize("sign", ["\u2028", "\x85"])
def test_a_line_of_json_lines_ends_at_a_newline_only(sign):
    found = check(
        f'{{"quote": "A harbour is not a fortress", "note": "one{sign}two"}}\r\n{{"quote": "We sell seashells"}}'
    )
    assert [one.path for one in found.failing] == [(1, "quote")]


def test_what_begins_like_json_and_is_none_is_refused_unless_it_is_prose():
    with pytest.raises(UsageError, match="not JSON"):
        read_brief('{"quote": "A harbour')
    assert check("[Update] The harbour is leased for 40 years.").holds


def test_json_of_any_depth_is_read_or_refused():
    assert check("[" * 50 + "]" * 50).holds
    for deep in (
        "[" * 500 + "]" * 500,
        '{"quotes": [' * 200 + '"Far too deep"' + "]}" * 200,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
    ):
        with pytest.raises(UsageError, match=r"not JSON|deeper"):
            read_brief(deep)


# -------------------------------------------------------------------------------- envelopes of ours


def envelope() -> dict:
    return json.loads(dumps(to_json(ENVELOPE)))


def test_an_envelope_of_ours_holds():
    found = check(dumps(to_json(ENVELOPE)))
    assert found.failing == ()
    kinds = Counter(one.kind for one in found.findings)
    assert kinds["quote"] >= 16
    assert kinds["speaker"] >= 8
    assert kinds["article"] == 0
    assert not any("unsupported" in one.path for one in found.findings)


def test_a_quote_that_is_not_the_text_at_its_spans_is_contradicted():
    value = envelope()
    value["brief"]["positions"][0]["evidence"]["spans"] = [[0, 22]]
    value["brief"]["positions"][1]["evidence"]["quote"] = "the treaty would be buried at sea by 2030"
    value["brief"]["positions"][2]["evidence"]["spans"] = [[0, 10**9]]
    moved, changed, outside = [one for one in check(json.dumps(value)).failing if one.kind == "quote"]
    assert moved.path == ("brief", "positions", 0, "evidence", "quote")
    assert moved.verdict == "contradicted"
    assert "does not stand at its spans" in str(moved.reason)
    assert moved.article is not None
    assert moved.article.quote == HARBOUR.text[:22]
    assert changed.says == "the treaty would be buried at sea by 2030"
    assert outside.article is None


def test_a_speaker_in_an_envelope_is_attributed_again():
    value = envelope()
    value["brief"]["positions"][2]["actor"] = "Brannoch Vey"
    found = check(json.dumps(value))
    assert [one.path for one in found.failing] == [("brief", "positions", 2, "actor")]


def test_an_envelope_of_another_text_is_told_and_its_quotes_are_looked_for():
    value = envelope()
    value["article"]["text"] = "Corrected.\n\n" + value["article"]["text"]
    found = check(json.dumps(value))
    assert only(found, "article").verdict == "unverified"
    assert found.holds


def page(*, colour: bool) -> str:
    file = io.StringIO()
    print_brief(ENVELOPE, Console(file=file, force_terminal=colour, width=80))
    return file.getvalue()


@pytest.mark.parametrize(
    "brief", [to_markdown(ENVELOPE), page(colour=False), page(colour=True)], ids=["md", "text", "colour"]
)
def test_a_page_of_ours_holds_and_what_it_says_of_the_run_is_no_claim(brief):
    found = check(brief)
    assert found.failing == ()
    assert len(told(found, "quote", "holds")) >= 10
    assert "94%" not in told(found, "number")


# ------------------------------------------------------------------------------------------- parts


def test_a_pronoun_of_the_article_contradicts_nobody():
    he = dataclasses.replace(
        PROPOSALS.statements[0], holder="Brannoch Vey", holder_id="a1", certainty=1.0,
        source=dataclasses.replace(PROPOSALS.statements[0].source, quote="He"),
    )  # fmt: skip
    claims = read_brief(json.dumps({"speaker": "Olaf Scholz", "quote": he.content.quote}))
    named = dataclasses.replace(he, source=dataclasses.replace(he.source, quote="Brannoch Vey"))
    for statement, verdict in ((he, "unverified"), (named, "contradicted")):
        proposals = dataclasses.replace(PROPOSALS, statements=(statement,))
        found = verify(claims, HARBOUR, proposals=proposals, said=propose(HARBOUR, None))
        assert only(found, "speaker").verdict == verdict


def test_a_description_is_contradicted_by_no_name_and_a_stranger_is():
    quote = "A harbour is not a fortress"
    for speaker, verdict in (
        ("a man of the Homeland Party", "unverified"),
        ("Istrel's Foreign Minister", "unverified"),
        ("Olaf Scholz", "contradicted"),
    ):
        found = as_json({"speaker": speaker, "quote": quote})
        assert only(found, "speaker").verdict == verdict
        assert ("seems to credit" in str(only(found, "speaker").reason)) == (verdict == "unverified")


def test_names_of_a_brief_in_another_language_are_unverified():
    claims = read_brief("Die Regierung von Angela Merkel verpachtet den Hafen für 50 Jahre.")
    said = propose(Article(id="", source="-", text=claims.text, language="de"), None)
    found = verify(claims, HARBOUR, proposals=PROPOSALS, said=said, language="de")
    assert "Angela Merkel" in told(found, "name", "unverified")[-1]
    assert [one.says for one in found.failing] == ["50 Jahre"]


def test_the_nearest_passage_goes_from_word_to_word():
    text = "The Growers were told: “We support repairs, but not at the price of every farm.” It rained."
    span = nearest("We support all repairs, but never at the price of any farm", text)
    assert span is not None
    assert text[span.start : span.end] == "We support repairs, but not at the price of every farm"
    assert nearest("A quite different thing altogether", text) is None
    assert nearest("repairs", text) is None


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("The workers' rights and the dogs' food aren't quotations.", []),
        ("He said 'it's fine' and left.", ["it's fine"]),
        ('A 6" pipe', []),
        ("“One “two” three” and “four", ["One “two", "four"]),
        ("“”", []),
        ('"a" "b"', ["a", "b"]),
    ],
)
def test_apostrophes_and_inches_open_no_quotation(text, quotations):
    assert [text[one.inner.start : one.inner.end] for one in quotations_in(text)] == quotations


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("Ab1 .,“”\"'«»>#*-_[](){}\n—:é"), max_size=200))
def test_any_text_can_be_checked(text):
    try:
        found = check(text)
    except UsageError:
        return
    for one in found.findings:
        assert one.path or 0 <= one.span.start <= one.span.end <= len(text)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["quote", "spans", "speaker", "text", "name", "attributes", "brief"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_can_be_checked(value):
    assert all(isinstance(one.span, Span) for one in as_json([value]).findings)
