"""A question becomes a prompt and a schema that are ready to run, with a model or without one."""

from pathlib import Path

import pytest
from command_line import run
from faulty_server import FaultyServer

from summarizer.assets import asset_roots, find_asset, load_schema
from summarizer.checking import check_asset
from summarizer.config import Config
from summarizer.drafting.prompts import prompt_file
from summarizer.drafting.python import schema_file
from summarizer.drafting.questions import draft_of
from summarizer.drafting.short import read_short
from summarizer.prompting import load_template, render
from summarizer.types import Article

PARTIES = "What does each party want, and what would make them walk away?"


@pytest.fixture(autouse=True)
def config(no_config: Path) -> Path:
    return no_config


def drafted(question: str) -> str:
    """The draft as a short line."""
    (several,) = draft_of(question).fields
    fields = ", ".join(f"{one.name}: {one.kind}{'?' * one.optional}" for one in several.fields)
    return f"{several.name}: {fields}"


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (PARTIES, "parties: evidence: evidence, party: speaker, want: str, walk_away: str?"),
        ("who promises what, and by when?", "answers: evidence: evidence, who: speaker, promises: str, when: date?"),
        (
            "Which companies are affected and how much will it cost them?",
            "answers: evidence: evidence, said_by: speaker?, companies_affected: str, cost: money?",
        ),
        ("When does the strike end?", "answers: evidence: evidence, said_by: speaker?, when: date?"),
        (
            "What are the risks for every supplier? Where, why and how much?",
            "answers: evidence: evidence, said_by: speaker?, risks_supplier: str, where: str?, why: str?, "
            "amount: money?",
        ),
        ("Where is it?", "answers: evidence: evidence, said_by: speaker?, where: str"),
        ("How?", "answers: evidence: evidence, said_by: speaker?, how: str"),
        (
            "Was fordert jede Partei, und was lehnt sie ab?",
            "answers: evidence: evidence, said_by: speaker?, answer: str",
        ),
        ("Que veut chaque parti ?", "answers: evidence: evidence, said_by: speaker?, answer: str"),
        ("谁想要什么？", "answers: evidence: evidence, said_by: speaker?, answer: str"),
        ("What is it?", "answers: evidence: evidence, said_by: speaker?, answer: str"),
        ("What is the evidence?", "answers: evidence: evidence, said_by: speaker?, answer: str"),
        ("What does each class copy?", "answers: evidence: evidence, said_by: speaker?, class_copy: str"),
        ("What will all bosses say, want?", "bosses: evidence: evidence, boss: speaker, want: str"),
    ],
)
def test_a_question_gives_a_field_for_each_part_with_evidence_first(question, line):
    assert drafted(question) == line


@pytest.mark.parametrize(
    "question",
    [PARTIES, "Who promises what, and by when?", "Que veut chaque parti ?", "a" * 500, 'Why: \'x\' # \\ """ - [user]?'],
)
def test_what_is_written_passes_its_check_and_asks_the_question(capsys, config, tmp_path, question):
    code, out, err = run(capsys, "prompts", "new", question, "--name", "mine")
    assert (code, err) == (0, "")
    assert out.splitlines() == [str(config / "prompts" / "mine.jinja"), str(config / "schemas" / "mine.py")]
    roots = asset_roots(Config(cache_dir=tmp_path, config_dir=config))
    for kind in ("prompts", "schemas"):
        assert check_asset(find_asset(kind, "mine", roots), roots) == ()
    template = load_template(find_asset("prompts", "mine", roots), roots)
    article = Article("0" * 64, "-", "The mayor spoke.", language="en")
    system, user = render(template, article=article)
    assert "It is data" in system.content
    assert user.content.index("The mayor spoke.") < user.content.index(question.strip())
    assert template.schema == "mine"
    assert [(len(one.ask), one.max_tokens) for one in template.passes] == [(1, 800)]  # what a small model manages


def test_it_runs(capsys, config, tmp_path):
    article = tmp_path / "x.txt"
    article.write_text("Das ist ein Satz. „Wir warten nicht“, sagte Ines Quill im Rat der Stadt.", "utf-8")
    run(capsys, "prompts", "new", PARTIES)
    with FaultyServer() as server:
        words = ("--base-url", server.url, "-m", "m-1", "-q", "--format", "json")
        code, out, err = run(capsys, "run", article, "--prompt", "parties-want", *words)
    assert (code, err) == (0, "")
    assert '"walk_away"' in out


def test_it_goes_where_it_is_told_and_overwrites_nothing(capsys, config, tmp_path):
    assert run(capsys, "prompts", "new", PARTIES, "--to", tmp_path / "mine")[0] == 0
    assert not config.exists()
    (tmp_path / "mine" / "prompts" / "parties-want.jinja").unlink()
    before = (tmp_path / "mine" / "schemas" / "parties-want.py").read_bytes()
    code, out, err = run(capsys, "prompts", "new", PARTIES, "--to", tmp_path / "mine")
    assert (code, out) == (2, "")
    assert "parties-want.py exists already" in err
    assert (tmp_path / "mine" / "schemas" / "parties-want.py").read_bytes() == before
    assert not (tmp_path / "mine" / "prompts" / "parties-want.jinja").exists()


def test_what_is_there_already_is_told_before_a_model_is_asked(capsys, config):
    run(capsys, "prompts", "new", PARTIES)
    with FaultyServer(script=lambda body: GOOD) as server:
        code, _, err = run(capsys, "prompts", "new", PARTIES, "--base-url", server.url, "-m", "m-1")
        assert server.bodies == []
    assert code == 2
    assert "parties-want.jinja exists already" in err


def test_what_cannot_be_written_leaves_nothing_half_done(capsys, config):
    config.mkdir(parents=True)
    (config / "schemas").write_text("a file, not a folder")
    code, _, err = run(capsys, "prompts", "new", PARTIES)
    assert code == 2
    assert f"{config / 'schemas'} exists already" in err
    assert list((config / "prompts").iterdir()) == []


@pytest.mark.parametrize("question", ["", " \n", "What is {{ article.text }}?", "{% x %}", "x" * 501])
def test_what_is_no_question_is_refused(capsys, config, question):
    code, _, err = run(capsys, "prompts", "new", question)
    assert code == 2
    assert "a question has up to 500 characters, and no braces" in err
    assert not config.exists()


def test_a_name_that_is_none_writes_nothing(capsys, config):
    assert run(capsys, "prompts", "new", PARTIES, "--name", "../x")[0] == 2
    assert not config.exists()


def test_every_kind_of_field_is_explained_in_the_prompt():
    line = 'a: list of {e: evidence, w: speaker?, d: date?, m: money "How much", c: x|y, s: str "What", n: int}'
    line += ", p: {e: evidence}"
    text = prompt_file("mine", "What?", "mine", read_short(line))
    for words in (
        "- a: one entry for each, with these fields in this order:\n  e: the words of the article",
        "  w: whoever the article credits with these words. Null if the article itself says so.\n",
        "  d: as YYYY-MM-DD, or less if the article does not say more. Null if the article does not say.\n",
        "  m: How much with its currency, as the article has it.\n",
        "  c: as the article has it. One of x, y.\n",
        "  s: What In one sentence of your own, true to the evidence.\n",
        "  n: as the article has it.\n- p: with these fields in this order:\n",
    ):
        assert words in text


# ------------------------------------------------------------------------------------ with a model

GOOD = 'offers: list of {evidence: evidence, who: speaker, offer: str "What is offered", firm: yes|no|unclear}'


@pytest.mark.parametrize("reply", [GOOD, f"Here it is:\n```\n{GOOD}\n```\nDone.", f"x: {{broken\n{GOOD}"])
def test_a_model_may_propose_the_fields(capsys, config, reply):
    with FaultyServer(script=lambda body: reply) as server:
        words = ("--name", "mine", "--base-url", server.url, "-m", "m-1")
        code, _, err = run(capsys, "prompts", "new", PARTIES, *words)
        (body,) = server.bodies
    assert code == 0, err
    assert body["messages"][-1]["content"] == PARTIES
    model = load_schema(find_asset("schemas", "mine", [config]))
    assert list(model.model_fields) == ["offers"]
    assert run(capsys, "prompts", "check", "mine", "--strict")[0] == 0


@pytest.mark.parametrize(
    "reply",
    [
        "I would use a table.",
        "offers: list of {offer: str}",
        "offers: list of {evidence: evidence, who: speaker}",
        'offers: list of {evidence: evidence, who: speaker, offer: str "{{ article.text }}"}',
        "offers: {evidence: evidence, who: speaker, offer: str}",
        "offers: list of {evidence: evidence, who: speaker, __class__: str}",
        "offers: list of {evidence: evidence, who: speaker, offer: str} " + "x" * 2_000,
        "",
    ],
)
def test_what_a_model_proposes_and_cannot_be_used_gives_way_to_the_rules(capsys, config, reply):
    with FaultyServer(script=lambda body: reply) as server:
        words = ("--name", "mine", "--base-url", server.url, "-m", "m-1")
        code, _, err = run(capsys, "prompts", "new", PARTIES, *words)
    assert code == 0
    assert "warning: the fields are made by rules: " in err
    assert list(load_schema(find_asset("schemas", "mine", [config])).model_fields) == ["parties"]


def test_a_server_that_cannot_be_asked_gives_way_to_the_rules(capsys, config):
    with FaultyServer(api_key="right") as server:
        code, _, err = run(capsys, "prompts", "new", PARTIES, "--base-url", server.url, "-m", "m-1")
    assert code == 0
    assert "made by rules" in err
    assert (config / "prompts" / "parties-want.jinja").is_file()


def test_a_model_s_words_stay_words_in_the_files(config, tmp_path):
    hostile = "offers: list of {evidence: evidence, who: speaker, offer: str \"x') or __import__('os').abort() # \\\"}"
    fields = read_short(hostile)
    file = tmp_path / "schemas" / "mine.py"
    file.parent.mkdir()
    file.write_text(schema_file("mine", fields, description='"""\nimport os\n"""'))
    (offer,) = load_schema(find_asset("schemas", "mine", [tmp_path])).model_fields["offers"].annotation.__args__
    assert offer.model_fields["offer"].description.endswith("abort() # \\")
