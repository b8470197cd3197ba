"""Prompts and models are tried side by side: what each found alone, what it cost, and what failed."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from command_line import run
from faulty_server import FaultyServer

from summarizer.comparing.tables import to_html, to_json, to_text
from summarizer.comparing.trials import Finding, Trial, figures, findings, matched
from summarizer.rendering import from_json
from summarizer.types import Article, Envelope, Run, Span, Usage

# A language without a parse model: patterns read it, and no model has to be in the cache.
TEXT = (
    "Alte Brücke in Brackwasser wird im Mai geschlossen\n\n"
    "„Wir können nicht warten, bis sie einstürzt“, sagte Bürgermeisterin Ines Quill den Räten der Stadt. Die alte "
    "Brücke ist seit langer Zeit nicht mehr sicher. Hafenmeister Tobias Fenn lehnt den Plan ab.\n"
)
FIRST = "Wir können nicht warten, bis sie einstürzt"
SECOND = "Hafenmeister Tobias Fenn lehnt den Plan ab"
SCHEMA = """
from summarizer.types import Evidence, Item, Speaker, Text

class Claim(Item):
    evidence: Evidence
    who: Speaker
    claim: Text

class Claims(Item):
    claims: list[Claim]
"""
PROMPT = """---
name: {name}
version: 1
description: x
schema: claims
---
[user]
{name} {{{{ fence }}}}
{{{{ article.text }}}}
{{{{ fence }}}}
{{{{ fields | join }}}}
"""


@pytest.fixture(autouse=True)
def assets(no_config: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "assets"
    (folder / "prompts").mkdir(parents=True)
    (folder / "schemas").mkdir()
    (folder / "schemas" / "claims.py").write_text(SCHEMA)
    for name in ("one", "other"):
        (folder / "prompts" / f"{name}.jinja").write_text(PROMPT.format(name=name))
    return folder


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    file = tmp_path / "bridge.txt"
    file.write_text(TEXT, "utf-8")
    return file


def claim(quote: str, who: str) -> dict[str, str]:
    return {"evidence": quote, "who": who, "claim": f"{who} sagt etwas."}


def answer(body: dict) -> object:
    """The prompt "one" finds both, "other" a part of the first, and what no article says."""
    prompt = body["messages"][0]["content"]
    if "fails" in prompt:
        return "no JSON at all"
    if prompt.startswith("one"):
        return {"claims": [claim(FIRST, "Ines Quill"), claim(SECOND, "Tobias Fenn")]}
    return {"claims": [claim("nicht warten, bis sie einstürzt", "Ines Quill")]}


def tried(capsys, assets: Path, server: FaultyServer, *words: object) -> tuple[int, str, str]:
    return run(capsys, "prompts", "try", *words, "--assets", assets, "--base-url", server.url)


# ------------------------------------------------------------------------------------- from end to end


def test_two_prompts_are_compared_by_what_each_found_alone_and_what_it_cost(capsys, assets, bridge):
    with FaultyServer(script=answer) as server:
        words = (bridge, "-t", "one", "-t", "other", "-m", "m-1", "--passes", "one")
        code, out, err = tried(capsys, assets, server, *words)
    assert code == 0, err
    lines = out.splitlines()
    assert re.split(r"\s{2,}", lines[1].strip()) == ["one.v1", "other.v1"]
    rows = {cells[0]: cells[1:] for cells in (re.split(r"\s{2,}", line) for line in lines[2:])}
    assert rows["claims"] == ["2", "1"]
    assert rows["requests"] == ["1", "1"]
    assert all(re.fullmatch(r"\d+\.\d", cell) for cell in rows["seconds"])
    assert int(rows["tokens"][0].replace(",", "")) > 100
    assert "found by more than one: 1" in lines
    assert lines[lines.index("only one.v1: 1") + 1].startswith(f"  claims: Tobias Fenn: “{SECOND}”")
    assert lines[-1] == "only other.v1: nothing"
    assert "one.v1: " in err


def test_models_are_compared_too_and_the_articles_one_after_the_other(capsys, assets, bridge, tmp_path):
    second = tmp_path / "second.txt"
    second.write_text(TEXT.replace("Mai", "Juni"), "utf-8")
    with FaultyServer(script=answer) as server:
        words = (bridge, second, "-t", "one", "-m", "m-1", "-m", "m-2", "--format", "json", "--passes", "one", "-q")
        code, out, err = tried(capsys, assets, server, *words)
        asked = [body["model"] for body in server.bodies]
    assert (code, err) == (0, "")
    articles = json.loads(out)["articles"]
    assert [one["article"]["source"] for one in articles] == [str(bridge), str(second)]
    for one in articles:
        assert [each["label"] for each in one["runs"]] == ["one.v1 m-1", "one.v1 m-2"]
        assert [each["model"] for each in one["runs"]] == ["m-1", "m-2"]
        assert all(set(each["found"]) == {"one.v1 m-1", "one.v1 m-2"} for each in one["findings"])
    assert asked == ["m-1", "m-1", "m-2", "m-2"]


def test_a_run_that_fails_does_not_stop_the_others_and_ends_in_its_exit_code(capsys, assets, bridge):
    (assets / "prompts" / "fails.jinja").write_text(PROMPT.format(name="fails"))
    with FaultyServer(script=answer) as server:
        words = (bridge, "-t", "fails", "-t", "one", "-m", "m-1", "--passes", "one", "-q")
        code, out, _ = tried(capsys, assets, server, *words)
    assert code == 5
    assert "fails.v1 failed: " in out
    assert "only one.v1: 2" in out


def test_a_server_that_answers_nobody_is_asked_no_more_and_the_error_is_its_own(capsys, assets, bridge):
    with FaultyServer(api_key="right") as server:
        code, out, err = tried(capsys, assets, server, bridge, "-t", "one", "-t", "other", "-m", "m-1", "-q")
        assert len(server.bodies) == 1
    assert (code, out) == (4, "")
    assert err.startswith("error: ")


def test_an_article_that_a_server_refuses_or_is_late_with_does_not_end_the_others(capsys, assets, bridge, tmp_path):
    for fault, words in (("400", ()), ("hang", ("--timeout", "0.3"))):
        other = tmp_path / f"{fault}.txt"
        other.write_text(f"[[stub:{fault}]] {TEXT}", "utf-8")
        with FaultyServer(script=answer) as server:
            asked = (other, bridge, "-t", "one", "-m", "m-1", "--passes", "one", "-q", *words)
            code, out, _ = tried(capsys, assets, server, *asked)
        assert code == 4
        assert "one.v1 failed: " in out
        assert re.search(r"^claims +2$", out, re.MULTILINE)


def test_briefs_that_would_have_one_name_are_told_before_anything_is_asked(capsys, assets, bridge, tmp_path):
    words = (bridge, "-t", "one", "-m", "m:7b", "-m", "m/7b", "-q", "--out", tmp_path / "kept")
    with FaultyServer(script=answer) as server:
        code, _, err = tried(capsys, assets, server, *words)
        assert server.bodies == []
    assert code == 2
    assert "would both be " in err


def test_a_brief_that_breaks_off_is_told_and_shown_as_far_as_it_came(capsys, assets, bridge):
    (assets / "schemas" / "claims.py").write_text(SCHEMA + "    also: list[Claim]\n")

    def then_locked(body: dict) -> object:
        server.options.api_key = "another"
        return {"claims": [claim(FIRST, "Ines Quill")]}

    with FaultyServer(script=then_locked) as server:
        words = (bridge, "-t", "one", "-m", "m-1", "--passes", "several", "-q")
        code, out, _ = tried(capsys, assets, server, *words)
    assert code == 4
    assert "one.v1 broke off: " in out
    assert re.search(r"^claims +1$", out, re.MULTILINE)


def test_a_page_is_printed_where_it_is_asked_for(capsys, assets, bridge):
    with FaultyServer(script=answer) as server:
        words = (bridge, "-t", "one", "-m", "m-1", "--passes", "one", "-q", "--format", "html")
        code, out, err = tried(capsys, assets, server, *words)
    assert (code, err) == (0, "")
    assert out.startswith("<!DOCTYPE html>")
    assert SECOND in out


def test_an_article_that_is_named_twice_is_asked_about_once(capsys, assets, bridge):
    with FaultyServer(script=answer) as server:
        words = (bridge, bridge, "-t", "one", "-m", "m-1", "--passes", "one", "-q")
        assert tried(capsys, assets, server, *words)[0] == 0
        assert len(server.bodies) == 1


def test_the_same_prompt_twice_is_numbered(capsys, assets, bridge):
    with FaultyServer(script=answer) as server:
        words = (bridge, "-t", "one", "-t", "one", "-t", "one", "-m", "m-1", "--passes", "one", "-q")
        out = tried(capsys, assets, server, *words)[1]
    assert re.split(r"\s{2,}", out.splitlines()[1].strip()) == ["one.v1", "one.v1 #2", "one.v1 #3"]


def test_the_brief_of_each_run_is_kept_and_nothing_overwritten(capsys, assets, bridge, tmp_path):
    kept = tmp_path / "kept"
    words = (bridge, "-t", "one", "-t", "other", "-m", "m-1", "--passes", "one", "-q", "--out", kept)
    with FaultyServer(script=answer) as server:
        assert tried(capsys, assets, server, *words)[0] == 0
        files = sorted(kept.iterdir())
        assert [re.sub(r"-[0-9a-f]{8}\.", ".", file.name) for file in files] == [
            "bridge.one.v1.json",
            "bridge.other.v1.json",
        ]
        assert from_json(json.loads(files[0].read_text())).run.prompt == "one.v1"
        asked = len(server.bodies)
        code, _, err = tried(capsys, assets, server, *words)
        assert code == 2
        assert "is there already\nhint: --force overwrites it" in err
        assert len(server.bodies) == asked
        assert tried(capsys, assets, server, *words, "--force")[0] == 0


def test_a_folder_that_cannot_be_made_is_told_before_anything_is_asked(capsys, assets, bridge, tmp_path):
    with FaultyServer(script=answer) as server:
        code, _, err = tried(capsys, assets, server, bridge, "-t", "one", "-m", "m-1", "--out", bridge / "kept")
        assert server.bodies == []
    assert code == 2
    assert "cannot make the folder" in err


# --------------------------------------------------------------------------------------- matching


ARTICLE = Article(id="a" * 64, source="x.txt", text="0123456789" * 10, title="<b>A\x1b[31m title</b>")


def evidence(start: int, end: int) -> dict:
    return {"quote": ARTICLE.text[start:end], "spans": [[start, end]], "match": "exact", "score": 1.0}


def position(start: int, end: int, who: str = "Mara", verdict: str = "verified") -> dict:
    return {
        "evidence": evidence(start, end), "actor": who, "role": "a very long role indeed", "actor_id": "a1",
        "issue": "dam", "claim": f"{who} wants it.", "attribution": {"verdict": verdict, "cue": evidence(0, 1)},
    }  # fmt: skip


def trial(label: str, brief: dict | None, *, usage: Usage | None = None) -> Trial:
    if brief is None:
        return Trial(label, ARTICLE, None, "it \x1b[31mfailed")
    run = Run("m", "b", "p.v1", "0", "s", "0", {}, usage or Usage(), None, 1.25, ())
    return Trial(label, ARTICLE, Envelope(ARTICLE, brief, (), (), run))


def test_findings_are_items_with_evidence_wherever_they_stand():
    brief = {
        "issues": ["dam"],
        "positions": [position(0, 10)],
        "actors": [{"evidence": evidence(0, 4), "id": "a1", "name": "Mara", "kind": "person", "aliases": []}],
        "gist": {"evidence": evidence(4, 8), "parts": [{"words": evidence(50, 60), "why": "because"}]},
        "evidence": evidence(20, 30),
        "headline": "A dam",
    }
    found = findings(trial("a", brief).envelope)
    assert [(one.field, one.who, one.words, one.verdict) for one in found] == [
        ("positions", "Mara", "Mara wants it.", "verified"),
        ("actors", "Mara", "person", None),
        ("gist", "", "", None),
        ("gist", "", "because", None),
        ("evidence", "", "A dam", None),
    ]
    assert found[0] == Finding("positions", "Mara", "Mara wants it.", ARTICLE.text[:10], (Span(0, 10),), "verified")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [((0, 20), (0, 20), True), ((0, 20), (10, 14), True), ((0, 20), (15, 35), False), ((0, 20), (10, 30), True),
     ((0, 20), (20, 40), False), ((0, 90), (89, 99), False)],
)  # fmt: skip
def test_positions_are_the_same_if_their_quotes_share_half_of_the_shorter_one(first, second, same):
    trials = [trial("a", {"positions": [position(*first)]}), trial("b", {"positions": [position(*second)]})]
    assert [one.by for one in matched(trials)] == ([(0, 1)] if same else [(0,), (1,)])


def test_the_same_place_in_another_field_is_another_finding():
    trials = [trial("a", {"positions": [position(0, 9)]}), trial("b", {"risks": [position(0, 9)]})]
    assert [one.by for one in matched(trials)] == [(0,), (1,)]


def test_actors_are_the_same_by_name():
    def actor(start: int) -> dict:
        return {"actors": [{"evidence": evidence(start, start + 4), "name": "Mara"}]}

    assert [one.by for one in matched([trial("a", actor(0)), trial("b", actor(50))])] == [(0, 1)]


def test_figures_count_what_is_proved_verified_and_spent():
    brief = {"positions": [position(0, 9), position(20, 30, verdict="unverified")], "risks": [], "issues": ["dam"]}
    assert figures(trial("a", brief, usage=Usage(100, 20))) == {
        "positions": 2, "risks": 0, "verified speakers": 1, "unsupported": 0, "warnings": 0, "requests": 0,
        "tokens": 120, "seconds": 1.25,
    }  # fmt: skip
    assert figures(trial("a", brief))["tokens"] is None
    assert figures(trial("a", None)) == {}


def test_a_terminal_is_shown_nothing_that_it_would_obey():
    text = to_text(
        [trial("a\x1b[31m", {"positions": [position(0, 9, "Ma\x1b[31mra", "unverified")]}), trial("b", None)]
    )
    assert "\x1b" not in text
    assert "Ma\\x1b[31mra: “012345678” (unverified)" in text
    assert "b failed: it \\x1b[31mfailed" in text
    assert to_text([trial("a", {})]).count("only") == 0


def test_a_page_escapes_what_comes_from_articles_and_runs_no_script():
    trials = [trial("a<i>", {"positions": [position(0, 9, "<script>x</script>", "unverified")]}), trial("b", None)]
    page = to_html(trials)
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(page)
    assert not {"script", "b", "i"} & set(tags)
    assert "default-src 'none'" in page
    assert "\x1b" not in page
    assert "&lt;script&gt;x" in page
    assert page.count('class="only"') == 1
    assert "it �[31mfailed" in page


def test_the_comparison_as_json_has_each_run_and_each_place():
    shown = to_json([trial("a", {"positions": [position(0, 9)]}), trial("b", None)])
    (article,) = shown["articles"]
    assert [run["error"] for run in article["runs"]] == [None, "it \x1b[31mfailed"]
    (place,) = article["findings"]
    assert place["found"]["a"][0]["spans"] == [[0, 9]]
    assert list(place["found"]) == ["a"]
