"""A template that extends another is that template with some blocks changed, and can do no more than any other."""

import hashlib
import itertools
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer.assets import asset_roots, find_asset
from summarizer.config import Config
from summarizer.errors import AssetError
from summarizer.prompting import Template, load_template, render
from summarizer.types import Article
from summarizer.wiring import job_for

ARTICLE = Article(id="0" * 64, source="-", text="The mayor spoke.", language="en")
BASE = """---
name: base
version: 3
description: The base
schema: brief
parameters: {words: "60", tone: plain}
passes:
  - ask: [issues]
---
[system]
{% block style %}
Be brief.
{% endblock %}
[user]
{{ fence }}
{{ article.text }}
{{ fence }}
{% block task %}
Task in {{ p.words }} words.
{% block rules %}
- One.
{% endblock %}
{% endblock %}
{% block more %}{% endblock %}
The end.
"""
FENCED = "FENCE\nThe mayor spoke.\nFENCE\n"


def put(root: Path, name: str, text: str) -> Path:
    file = root / "prompts" / f"{name}.jinja"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def child(body: str, *, name: str = "mine", extends: str = "base", more: str = "") -> str:
    return f"---\nname: {name}\nversion: 1\nextends: {extends}\n{more}---\n{body}"


def loaded(root: Path, name: str = "mine") -> Template:
    return load_template(find_asset("prompts", name, [root]), [root])


def extended(root: Path, body: str, *, base: str = BASE, more: str = "") -> Template:
    put(root, "base", base)
    put(root, "mine", child(body, more=more))
    return loaded(root)


def written(template: Template, **variables: object) -> list[str]:
    contents = [message.content for message in render(template, article=ARTICLE, **variables)]  # type: ignore[arg-type]
    return [re.sub(r"article-[0-9a-f]{16}", "FENCE", content) for content in contents]


# ------------------------------------------------------------------------------------------ blocks


def test_without_a_block_of_its_own_it_says_what_its_base_says(tmp_path):
    assert written(extended(tmp_path, "")) == ["Be brief.", f"{FENCED}Task in 60 words.\n- One.\nThe end."]


def test_a_block_takes_the_place_of_the_base_s(tmp_path):
    mine = extended(tmp_path, "{% block style %}\nBe long.\n{% endblock %}\n\n{% block rules %}- Two.\n{% endblock %}")
    assert written(mine) == ["Be long.", f"{FENCED}Task in 60 words.\n- Two.\nThe end."]


def test_a_block_that_held_nothing_may_be_filled(tmp_path):
    mine = extended(tmp_path, "{% block more %}\n{{ fields | join }}\n{% endblock %}")
    assert written(mine, fields=["a"])[1].endswith("- One.\na\nThe end.")


def test_an_outer_block_that_is_replaced_takes_its_inner_ones_with_it(tmp_path):
    mine = extended(tmp_path, "{% block task %}Other.\n{% endblock %}{# why #}{% block rules %}- Two.{% endblock %}\n")
    assert written(mine)[1] == f"{FENCED}Other.\nThe end."


@pytest.mark.parametrize(
    ("body", "task"),
    [
        ("{% block rules %}\n{{ super() }}\n- Two.\n{% endblock %}", "Task in 60 words.\n- One.\n- Two.\n"),
        ("{% block rules %}\n- Zero.\n{{super()}}\n{% endblock %}", "Task in 60 words.\n- Zero.\n- One.\n"),
        (
            "{% block task %}\nFirst.\n{{ super() }}\n{% endblock %}\n{% block rules %}- Two.\n{% endblock %}",
            "First.\nTask in 60 words.\n- Two.\n",
        ),
        ("{% block more %}\n{{ super() }}\nMore.\n{% endblock %}", "Task in 60 words.\n- One.\nMore.\n"),
    ],
)
def test_super_is_what_stood_in_the_base_s_block(tmp_path, body, task):
    assert written(extended(tmp_path, body))[1] == f"{FENCED}{task}The end."


def test_a_chain_of_three_is_filled_from_the_base_on(tmp_path):
    extended(tmp_path, "{% block rules %}\n{{ super() }}\n- Two.\n{% block last %}{% endblock %}\n{% endblock %}")
    third = "{% block last %}\n- Three.\n{% endblock %}\n{% block style %}Loud.{% endblock %}"
    put(tmp_path, "third", child(third, name="third", extends="mine"))
    assert written(loaded(tmp_path, "third")) == [
        "Loud.",
        f"{FENCED}Task in 60 words.\n- One.\n- Two.\n- Three.\nThe end.",
    ]


def test_a_comment_or_a_raw_part_that_looks_like_a_block_is_none(tmp_path):
    base = BASE.replace(
        "The end.", "{# {% block more %} #}{% raw %}{% block task %}{% endraw %} '{{ '{% block x %}' }}'"
    )
    mine = extended(tmp_path, "{% block more %}More.\n{% endblock %}", base=base)
    assert written(mine)[1].endswith("More.\n{% block task %} '{% block x %}'")


@pytest.mark.parametrize("name", ["brief", "headline", "risk-register", "stakeholders"])
def test_the_blocks_of_a_built_in_template_change_nothing_of_what_it_says(tmp_path, name):
    roots = asset_roots(Config(cache_dir=tmp_path, config_dir=tmp_path))
    asset = find_asset("prompts", name, roots)
    bare = re.sub(r"^\{% (end)?block[^%]*%\}(\{% endblock %\})?\n", "", asset.text, flags=re.MULTILINE)
    assert "block" in asset.text
    assert "block" not in bare
    with_blocks, without = load_template(asset), load_template(replace(asset, text=bare))
    fields = ("issues", "actors", "positions", "risks", "summary", "headline")
    statements = [{"holder": "Mara", "quote": "no"}]
    for asked, said, language in itertools.product((fields, fields[-2:]), ((), statements), ("en", "de", "es")):
        given = {"article": ARTICLE, "fields": asked, "statements": said, "language": language}
        assert render(with_blocks, **given) == render(without, **given)  # type: ignore[arg-type]


def test_a_built_in_template_may_be_extended_by_one_s_own_of_the_same_name(tmp_path):
    put(tmp_path, "brief", child("{% block rules %}\nNo adjectives.\n{% endblock %}", name="brief", extends="brief"))
    job = job_for(Config(cache_dir=tmp_path, config_dir=tmp_path), prompt="brief")
    assert job.schema_name == "brief"
    assert [one.template for one in job.template.passes] == ["issues", None, "position", "risk"]
    last = render(job.template, article=ARTICLE, fields=["summary", "headline"])[-1].content
    assert last.endswith('headline": at most ten words.\nNo adjectives.')


# ------------------------------------------------------------------------------------ front matter


def test_front_matter_is_inherited_and_overridden_key_by_key(tmp_path):
    mine = extended(tmp_path, "", more="description: Mine\nparameters: {tone: dry, extra: x}\n")
    assert (mine.name, mine.version, mine.description, mine.schema) == ("mine", 1, "Mine", "brief")
    assert mine.parameters == {"words": "60", "tone": "dry", "extra": "x"}
    assert [one.ask for one in mine.passes] == [("issues",)]
    assert mine.extends == "base"
    other = extended(tmp_path, "", more="schema: headline\npasses: []\n")
    assert (other.description, other.schema, other.passes) == ("The base", "headline", ())


def test_name_and_version_are_its_own(tmp_path):
    put(tmp_path, "base", BASE)
    put(tmp_path, "mine", "---\nextends: base\n---\n")
    with pytest.raises(AssetError, match=r"mine\.jinja: .*name: Field required; version: Field required"):
        loaded(tmp_path)


def test_the_hash_covers_the_whole_chain(tmp_path):
    first = extended(tmp_path, "").sha256
    assert first == extended(tmp_path, "").sha256
    changed = extended(tmp_path, "", base=BASE.replace("The end.", "An end.")).sha256
    own = extended(tmp_path, "{% block more %}{% endblock %}").sha256
    assert len({first, changed, own}) == 3
    assert loaded(tmp_path, "base").sha256 == hashlib.sha256(BASE.encode()).hexdigest()


# ------------------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Hello", r"mine\.jinja:6: text of a template that extends another stands in its blocks"),
        ("{% block rules %}{% endblock %}\n\n[user]\nHello", r"mine\.jinja:8: a template that extends"),
        ("{{ fence }}", r"mine\.jinja:6: text of a template"),
        ("{% block rulse %}{% endblock %}", r"mine\.jinja:6: the base has no block 'rulse'; did you mean 'rules'\?"),
        ("\n{% block zzz %}{% endblock %}", r"mine\.jinja:7: the base has no block 'zzz'$"),
        ("{% block rules %}", r"mine\.jinja:6: block 'rules' has no end"),
        ("{% endblock %}", r"mine\.jinja:6: there is no block to end"),
        ("{% block rules %}{% endblock %}\n{% block rules %}{% endblock %}", r"mine\.jinja:7: there are two blocks"),
        ("{% block rules %}\n{{ super() }}\n{{ super() }}{% endblock %}", r"mine\.jinja:8: .*can stand once"),
        ("{% block rules %}\n{{ super() | upper }}\n{% endblock %}", r"mine\.jinja:7: a template cannot use calls"),
        ("{% block rules %}\n{% if %}\n{% endblock %}", r"mine\.jinja:7: Expected an expression"),
        ("{% block rules %}\n{{ '\n{% endblock %}", r"mine\.jinja:7: unexpected char"),
        ("{% block rules %}\n\n{{ ''.__class__ }}\n{% endblock %}", r"mine\.jinja:8: a template cannot use the name"),
        ("{% block rules %}\n{% include 'x' %}{% endblock %}", r"mine\.jinja:7: a template cannot use 'include'"),
        ("{% block rules %}\n[user]\n{% endblock %}", r"mine\.jinja:7: .* the turns of its base"),
    ],
)
def test_what_is_wrong_in_a_block_is_told_with_its_file_and_line(tmp_path, body, reason):
    with pytest.raises(AssetError, match=reason):
        extended(tmp_path, body)


def test_what_goes_wrong_when_it_is_rendered_is_told_with_the_file_that_has_it(tmp_path):
    mine = extended(tmp_path, "{% block rules %}\n\n{{ moon }}\n{% endblock %}")
    with pytest.raises(AssetError, match=r"mine\.jinja:8: 'moon' is undefined"):
        written(mine)
    mine = extended(tmp_path, "{% block rules %}\n\n\n{% endblock %}", base=BASE + "{{ star }}")
    with pytest.raises(AssetError, match=r"base\.jinja:26: 'star' is undefined"):
        written(mine)


def test_jinja_s_own_extends_is_refused_with_what_to_write(tmp_path):
    put(tmp_path, "mine", BASE.replace("[system]", "[system]\n{% extends 'base' %}"))
    with pytest.raises(AssetError, match="a template cannot use 'extends'") as caught:
        loaded(tmp_path)
    assert caught.value.hint == "the front matter says what a template extends: 'extends: NAME'"


def test_a_base_that_is_not_there_is_told(tmp_path):
    put(tmp_path, "base", BASE)
    put(tmp_path, "mine", child("", extends="bsae"))
    with pytest.raises(AssetError, match=r"mine\.jinja extends 'bsae': no prompt named 'bsae'; did you mean 'base'"):
        loaded(tmp_path)


@pytest.mark.parametrize("base", ["../base", "/etc/passwd", "base.jinja", "a/base", "con", "''"])
def test_a_base_is_a_name_and_never_a_path(tmp_path, base):
    put(tmp_path, "base", BASE)
    put(tmp_path, "mine", child("", extends=base))
    with pytest.raises(AssetError, match=r"is not the name of a prompt|no prompt named 'base\.jinja'"):
        loaded(tmp_path)


def test_a_base_that_is_a_link_out_of_its_folder_is_refused(tmp_path):
    secret = tmp_path / "secret.jinja"
    secret.write_text(BASE)
    put(tmp_path, "mine", child(""))
    (tmp_path / "prompts" / "base.jinja").symlink_to(secret)
    with pytest.raises(AssetError, match="leads out of its folder"):
        loaded(tmp_path)


def test_a_chain_that_comes_back_is_told(tmp_path):
    put(tmp_path, "mine", child("", extends="mine"))
    with pytest.raises(AssetError, match=r"mine\.jinja extends 'mine', which extends it in turn"):
        loaded(tmp_path)
    put(tmp_path, "mine", child("", extends="other"))
    put(tmp_path, "other", child("", name="other", extends="mine"))
    with pytest.raises(AssetError, match=r"other\.jinja extends 'mine', which extends it in turn"):
        loaded(tmp_path)


def test_a_chain_without_end_is_told(tmp_path):
    for number in range(12):
        put(tmp_path, f"t{number}", child("", name=f"t{number}", extends=f"t{number + 1}"))
    with pytest.raises(AssetError, match="a chain of more than 8 templates"):
        loaded(tmp_path, "t0")


def test_what_a_base_cannot_do_it_cannot_do_for_another(tmp_path):
    with pytest.raises(AssetError, match=r"base\.jinja:25: a template cannot use calls"):
        extended(
            tmp_path, "", base=BASE.replace("The end.", "{{ range(9) }}").replace("{% block more %}", "{% block m %}")
        )


def test_a_part_may_extend_another(tmp_path):
    put(tmp_path, "reask", child("", name="reask", extends="reask"))
    job = job_for(Config(cache_dir=tmp_path, config_dir=tmp_path), prompt="brief")
    assert job.templates["reask"].path == tmp_path / "prompts" / "reask.jinja"


def test_a_template_of_very_many_blocks_or_turns_is_refused_in_time(tmp_path):
    start = time.process_time()
    many = "".join(f"{{% block b{number} %}}{{% endblock %}}" for number in range(6_000))
    with pytest.raises(AssetError, match="there are more than 100 blocks"):
        extended(tmp_path, "", base=BASE.replace("The end.", many))
    with pytest.raises(AssetError, match=r"mine\.jinja:6: there are more than 100 blocks"):
        extended(tmp_path, many)
    with pytest.raises(AssetError, match=r"base\.jinja:2\d\d: there are more than 200 turns"):
        extended(tmp_path, "", base=BASE + "\n[user]" * 25_000)
    assert time.process_time() - start < 5


def test_the_longest_chain_is_put_together_in_time(tmp_path):
    blocks = [f"b{number}" for number in range(96)]
    put(
        tmp_path,
        "t7",
        BASE.replace("name: base", "name: t7") + "".join(f"{{% block {b} %}}x{{% endblock %}}" for b in blocks),
    )
    start = time.process_time()
    for number in range(7):
        own = "".join(f"{{% block {b} %}}{{{{ super() }}}}{'y' * 300}{{% endblock %}}" for b in blocks)
        put(tmp_path, f"t{number}", child(own, name=f"t{number}", extends=f"t{number + 1}"))
    assert written(loaded(tmp_path, "t0"))[1].count("yy") == 7 * 96 * 150
    assert time.process_time() - start < 5


def test_a_template_by_path_extends_by_name(tmp_path):
    file = tmp_path / "here.jinja"
    file.write_text(child("{% block rules %}\nNo adjectives.\n{% endblock %}", name="here", extends="headline"))
    job = job_for(Config(cache_dir=tmp_path, config_dir=tmp_path), prompt=str(file))
    assert render(job.template, article=ARTICLE)[-1].content.endswith("would print it.\nNo adjectives.")
    assert job.schema_name == "headline"
