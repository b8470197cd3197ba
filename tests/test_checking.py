"""What is wrong with a prompt or schema is told before anything is spent on it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, RootModel, create_model
from typing_extensions import TypedDict

from summarizer.assets import Asset, find_asset
from summarizer.checking import Problem, check_asset, check_schema, check_template
from summarizer.prompting import load_template
from summarizer.types import Actor, Evidence, Item, Position, Risk, Speaker, Text, one_of

FENCED = "<{{ fence }}>{{ article.text }}</{{ fence }}>\n"


class Brief(Item):
    gist: Text
    issues: list[str]
    positions: list[Position]


def template(turns: str, passes: str = "[]"):
    front = "---\nname: tiny\nversion: 1\ndescription: A tiny one\nschema: brief\nparameters: {words: 60}\n"
    text = f"{front}passes: {passes}\n---\n[user]\n{turns}"
    return load_template(Asset("prompts", "tiny", Path("tiny.jinja"), "test", text, "hash"))


def messages(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.level} {problem.where}: {problem.message}" for problem in problems]


# --------------------------------------------------------------------------------------- templates


@pytest.mark.parametrize(
    "ask", ["{{ fields|join(', ') }}", "{% for f in fields %}{{ f }}{% endfor %}", "gist, issues and positions"]
)
def test_a_template_that_fences_the_article_and_asks_for_every_field_is_fine(ask):
    assert check_template(template(f"{FENCED}{ask} {{{{ p.words }}}}"), Brief) == ()


def test_variables_and_keys_that_are_not_there_are_told_with_their_line():
    turns = FENCED + "{{ fields|join }} {{ moon }}\n{{ article.txt }} {{ p['wrods'] }}"
    assert messages(check_template(template(turns), Brief)) == [
        "error line 11: there is no variable 'moon'",
        "error line 12: 'article' has no 'txt': byline, language, published, publisher, text, title, url",
        "error line 12: 'p' has no 'wrods': words",
    ]


def test_a_field_that_is_never_mentioned_is_told():
    assert messages(check_template(template(f"{FENCED}gist, issues, positional"), Brief)) == [
        "error turns: the field 'positions' is never mentioned"
    ]


@pytest.mark.parametrize(
    "turns", ["{{ article['text'] }}", "{{ fence }}{{ article.text }}", "{{ article.text }}{{ fence }}"]
)
def test_an_article_without_a_fence_on_both_sides_is_told(turns):
    assert messages(check_template(template("{{ fields|join }}" + turns), Brief)) == [
        "error line 10: the article's text needs {{ fence }} before and after it"
    ]


def test_a_fence_in_another_turn_is_no_fence():
    turns = "{{ fields|join }}{{ fence }}\n[user]\n{{ article.text }}\n[user]\n{{ fence }}"
    assert "line 12" in messages(check_template(template(turns), Brief))[0]


def test_a_template_that_never_shows_the_article_is_told():
    assert messages(check_template(template("{{ fields|join }}{{ article.title }}"), Brief)) == [
        "error turns: the article's text ({{ article.text }}) is in none of them"
    ]


def test_without_a_schema_neither_fields_nor_the_article_are_looked_for():
    assert check_template(template("Stance of {{ statement.quote }}?", "[{ask: [anything]}]"), None) == ()


def test_a_pass_that_asks_for_what_the_schema_does_not_have_is_told():
    passes = "[{ask: [gist, risks]}, {ask: [positions.stance, positions.mood, gist.x]}]"
    assert messages(check_template(template(f"{FENCED}{{{{ fields|join }}}}", passes), Brief)) == [
        "error passes[1]: the schema has no field 'risks': gist, issues, positions",
        "error passes[2]: the items of 'positions' have no field 'mood'",
        "error passes[2]: the items of 'gist' have no field 'x'",
    ]


def test_each_and_keep_if_do_nothing_for_whole_fields_and_are_told():
    passes = "[{ask: [gist, issues], each: statements, keep_if: gist}, {ask: [positions.claim], each: statements}]"
    assert messages(check_template(template(f"{FENCED}{{{{ fields|join }}}}", passes), Brief)) == [
        "error passes[1]: 'each' is for fields of items only, not for gist, issues",
        "error passes[1]: 'keep_if' is for fields of items only, not for gist, issues",
    ]


@pytest.mark.parametrize(
    "turns",
    [
        "{{ statement.quote }}",
        "{% if statement.quote %}x{% endif %}",
        "{% if fields and statement['quote'] %}x{% endif %}",
        "{% if fields %}{{ statement.quote | upper }}{% endif %}",
        "{% for f in fields if statement.quote %}{{ f }}{% endfor %}",
    ],
)
def test_a_word_on_one_statement_where_none_is_asked_about_is_told(turns):
    assert messages(check_template(template(FENCED + "{{ fields|join }}" + turns), Brief)) == [
        "error line 11: there is no statement in a request for whole fields: put {% if statement %} around it"
    ]


@pytest.mark.parametrize(
    "turns",
    [
        "{% if statement %}{{ statement.quote }}{% endif %}",
        "{% if statement and statement.quote %}x{% endif %}",
        "{% if not statement %}{{ article.title }}{% else %}{{ statement.quote }}{% endif %}",
        "{{ statement.quote if statement else article.title }}",
        "{{ statement.quote | default('none') }}{% if statement.role is defined %}x{% endif %}",
        "{% for statement in statements %}{{ statement.quote }}{% endfor %}",
    ],
)
def test_a_template_that_looks_whether_there_is_a_statement_is_fine(turns):
    assert check_template(template(FENCED + "{{ fields|join }}" + turns), Brief) == ()


@pytest.mark.parametrize(("asker", "extra"), [("tiny", ""), ("part", ", template: part")])
def test_a_pass_whose_template_never_mentions_what_decides_is_told(asker, extra):
    tiny = template(
        f"{FENCED}{{{{ fields|join }}}}",
        "[{ask: [positions.claim], each: warnings, keep_if: warns" + extra + "}]",
    )
    part = replace(template("Which? {{ statement.quote }}"), name="part")
    assert messages(check_template(tiny, Brief, {"part": part})) == [
        f"error passes[1]: {asker!r} never mentions 'warns', which decides what is kept"
    ]
    says = template(f"{FENCED}{{{{ fields|join }}}} First warns.")
    assert check_template(replace(says, passes=tiny.passes), Brief, {"part": replace(says, name="part")}) == ()


# ----------------------------------------------------------------------------------------- schemas


def test_a_schema_of_the_blocks_is_fine():
    assert check_schema(Brief) == ()


@pytest.mark.parametrize("annotation", [dict[str, str], tuple[str, int], object])
def test_what_cannot_be_sent_is_told(annotation):
    model = type("Tiny", (BaseModel,), {"__annotations__": {"part": annotation}})
    (problem,) = check_schema(model)
    assert problem.level == "error"
    assert "part" in problem.message


def test_what_has_no_json_schema_at_all_is_told():
    model = type("Tiny", (BaseModel,), {"__annotations__": {"part": type}})
    assert [problem.level for problem in check_schema(model)] == ["error"]


def test_a_speaker_without_evidence_is_an_error():
    class Voice(Item):
        actor: Speaker

    class Tiny(Item):
        voice: Voice

    assert messages(check_schema(Tiny)) == ["error voice.actor: a Speaker needs an Evidence in the same item"]


def test_a_second_speaker_in_an_item_is_an_error():
    class Quarrel(Item):
        evidence: Evidence
        accuser: Speaker
        accused: Speaker | None

    class Tiny(Item):
        quarrels: list[Quarrel]

    assert messages(check_schema(Tiny)) == [
        "error quarrels[].accused: is a second Speaker beside 'accuser': an item has one attribution"
    ]


def test_items_without_evidence_or_with_evidence_that_is_not_first_are_warned_of():
    class Last(Item):
        claim: str
        evidence: Evidence

    class Never(Item):
        claim: str

    class Tiny(Item):
        last: list[Last]
        never: Annotated[list[Never] | None, Field(description="None of them")]

    assert messages(check_schema(Tiny)) == [
        "warning last[]: 'evidence' should come first: a model that copies first says what it copied",
        "warning never[]: has no Evidence: nothing in these items can be checked",
    ]


def test_evidence_that_may_be_null_is_evidence():
    class Maybe(Item):
        evidence: Evidence | None
        actor: Speaker | None

    class Tiny(Item):
        maybe: list[Maybe]
        risks: list[Risk]

    assert check_schema(Tiny) == ()


def test_one_of_a_field_that_is_not_there_is_an_error():
    class Tiny(Item):
        topic: Annotated[Text, one_of("topics")]

    assert messages(check_schema(Tiny)) == ["error topic: must be one of 'topics', and the schema has no such field"]


def test_one_of_a_field_that_is_no_list_of_strings_is_an_error():
    class Tiny(Item):
        gist: Text
        risks: list[Risk]
        counts: list[int]
        issues: Annotated[list[Text] | None, Field(description="What it is about")]
        moods: list[Literal["good", "bad"]]
        one: Annotated[Text, one_of("gist")]
        two: Annotated[Text, one_of("risks")]
        three: Annotated[Text, one_of("counts")]
        four: Annotated[Text, one_of("issues")]
        five: Annotated[Text, one_of("moods")]

    assert messages(check_schema(Tiny)) == [
        "error one: must be one of 'gist', and that is no list of strings",
        "error two: must be one of 'risks', and that is no list of strings",
        "error three: must be one of 'counts', and that is no list of strings",
    ]


@pytest.mark.parametrize("annotation", [list[Speaker], list[Speaker] | None, list[Speaker | None]])
def test_a_list_of_speakers_is_an_error(annotation):
    voice = create_model("Voice", __base__=Item, evidence=(Evidence, ...), actors=(annotation, ...))
    model = create_model("Tiny", __base__=Item, voices=(list[voice], ...))
    assert messages(check_schema(model)) == [
        "error voices[].actors: must be one Speaker, not a list: an item has one attribution"
    ]


class Promise(Item):
    evidence: Evidence


class Quotes(RootModel[Evidence]):
    pass


class Table(TypedDict):
    evidence: Evidence


@dataclass
class Record:
    evidence: Evidence


@pytest.mark.parametrize(
    "annotation",
    [
        *(tuple[Evidence, ...], set[Evidence], frozenset[str], Sequence[Promise], list[tuple[Promise, ...]]),
        *(tuple[str, ...] | None, Quotes, Table, Record, list[Record]),
    ],
)
def test_what_no_mark_is_looked_for_in_is_an_error(annotation):
    """What stands in these was published as it came, and nobody looked for it in the article."""
    (told,) = messages(check_schema(create_model("Tiny", __base__=Item, proofs=(annotation, ...))))
    assert told.startswith("error proofs: is a ")
    assert told.endswith("looked for in the article: use a list, or a model with named fields")


@pytest.mark.parametrize(
    "annotation",
    [Evidence, list[Evidence] | None, list[list[Promise]], Promise | None, datetime.date, Literal["a"], bool],
)
def test_lists_models_and_plain_values_are_fine(annotation):
    assert check_schema(create_model("Tiny", __base__=Item, proofs=(annotation, ...))) == ()


def test_a_second_list_of_actors_is_an_error():
    model = create_model(
        "Match", __base__=Item, winners=(list[Actor], ...), losers=(list[Actor], ...), others=(list[Actor], ...)
    )
    assert messages(check_schema(model)) == [
        "error losers: is a second list of Actor beside 'winners': each would have all actors",
        "error others: is a second list of Actor beside 'winners': each would have all actors",
    ]


class Node(Item):
    note: str
    evidence: Evidence
    nodes: list["Node"]


class Tree(Item):
    nodes: list[Node]


def test_a_schema_that_contains_itself_is_looked_at_once():
    assert messages(check_schema(Tree)) == [
        "warning nodes[]: 'evidence' should come first: a model that copies first says what it copied"
    ]


def test_a_default_is_warned_of():
    class Tiny(Item):
        gist: str = "none"
        when: datetime.date

    assert messages(check_schema(Tiny)) == [
        "warning gist: has a default, which is never used: the model always answers"
    ]


# ------------------------------------------------------------------------------------------ assets


def put(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)


SCHEMA = "from summarizer.types import Item\nclass Brief(Item):\n    gist: str\n    also: str\n"
PROMPT = (
    "---\nname: brief\nversion: 1\ndescription: A tiny one\nschema: brief\n"
    "passes: [{ask: [gist], template: small}, {ask: [also]}]\n---\n[system]\n{{ fence }} is no word of ours.\n[user]\n"
    + FENCED
    + "{{ fields|join }}"
)
SMALL = "---\nname: small\nversion: 1\ndescription: A smaller one\n---\n[user]\nWhat?"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path, "schemas/brief.py", SCHEMA)
    put(tmp_path, "prompts/brief.jinja", PROMPT)
    put(tmp_path, "prompts/small.jinja", SMALL)
    return tmp_path


def checked(root: Path, kind: str = "prompts", name: str = "brief") -> list[str]:
    return messages(check_asset(find_asset(kind, name, [root]), [root]))


def test_a_prompt_is_checked_with_the_schema_and_the_templates_that_it_names(root):
    assert checked(root) == checked(root, name="small") == checked(root, "schemas") == []
    put(root, "schemas/brief.py", SCHEMA.replace("gist", "sum"))
    assert checked(root) == ["error passes[1]: the schema has no field 'gist': also, sum"]


def test_a_part_that_speaks_of_a_statement_in_a_pass_for_whole_fields_is_a_problem_of_the_prompt(root):
    put(root, "prompts/small.jinja", SMALL + " {{ statement.quote }}")
    assert checked(root, name="small") == []
    assert checked(root) == [
        "error passes[1]: line 7 of 'small': there is no statement in a request for whole fields: "
        "put {% if statement %} around it"
    ]


def test_a_prompt_whose_file_has_another_name_is_a_problem(root):
    put(root, "prompts/other.jinja", PROMPT)
    assert checked(root, name="other") == ["error name: is 'brief', and the file's is 'other'"]


def test_a_schema_that_is_not_there_is_a_problem_of_the_prompt(root):
    put(root, "prompts/brief.jinja", PROMPT.replace("schema: brief", "schema: breif"))
    assert checked(root) == [
        f"error schema: no schema named 'breif'; did you mean 'brief'? (looked in: {root / 'schemas'})"
    ]


def test_a_schema_that_does_not_load_is_a_problem_of_both(root):
    put(root, "schemas/brief.py", "1 / 0")
    (problem,) = checked(root)
    assert problem.startswith("error schema: schema 'brief' does not load: ZeroDivisionError")
    assert checked(root, "schemas")[0].startswith("error file: schema 'brief' does not load")


@pytest.mark.parametrize("name", ["smal", "../small", "/small.jinja"])
def test_a_pass_s_template_that_is_not_there_is_a_problem(root, name):
    put(root, "prompts/brief.jinja", PROMPT.replace("template: small", f"template: {name}"))
    (problem,) = checked(root)
    assert problem.startswith("error passes[1]: ")


def test_a_prompt_cannot_name_a_schema_by_its_path(root):
    put(root, "prompts/brief.jinja", PROMPT.replace("schema: brief", f"schema: {root / 'schemas' / 'brief.py'}"))
    assert "is not the name of a schema" in checked(root)[0]


def test_a_prompt_that_does_not_load_is_a_problem_itself(root):
    put(root, "prompts/brief.jinja", "Hello")
    assert checked(root)[0].startswith("error file: ")
    assert "has no front matter" in checked(root)[0]
