"""A copy remembers what it was copied from; nothing of the user's is written to; two templates can be compared."""

import json
from pathlib import Path

import pytest
import yaml
from command_line import run

from summarizer.assets import find_asset
from summarizer.prompting import Template, load_template
from summarizer.prompting.lineage import difference, told, whole

FRONT = """name: tiny  # mine
version: 3
# on the description
description: A tiny one
schema: headline
parameters:
  words: "60"
"""
BODY = """
[system]
{% block style %}
Data stands between {{ fence }}.
{% endblock %}
[user]
{{ fence }}
{{ article.text }}
{{ fence }}
{{ fields | join }} {{ p.words }}
"""
TINY = f"---\n{FRONT}---{BODY}"


@pytest.fixture(autouse=True)
def config(no_config: Path) -> Path:
    return no_config


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder of prompts that somebody else keeps, with the prompt "tiny"."""
    put(tmp_path / "shared", TINY)
    return tmp_path / "shared"


def put(root: Path, text: str, name: str = "tiny") -> None:
    (root / "prompts").mkdir(parents=True, exist_ok=True)
    (root / "prompts" / f"{name}.jinja").write_text(text)


def loaded(root: Path, name: str = "tiny") -> Template:
    return load_template(find_asset("prompts", name, [root]), [root])


def row(capsys, name: str, shared: Path) -> str:
    lines = run(capsys, "prompts", "list", "--assets", shared)[1].splitlines()
    return next(line for line in lines if line.split(" ")[0] == name)


# ------------------------------------------------------------------------------------------ copies


def test_a_copy_says_what_it_was_copied_from_and_keeps_the_rest_as_it_was_written(capsys, shared, config):
    assert run(capsys, "prompts", "copy", "tiny", "mine", "--assets", shared)[0] == 0
    text = (config / "prompts" / "mine.jinja").read_text()
    origin = {"name": "tiny", "version": 3, "sha256": loaded(shared).sha256}
    rest = FRONT.partition("\n")[2]
    assert text == f"---\nname: mine\ncopied_from: {json.dumps(origin)}\n{rest}---{BODY}"
    copy = loaded(config, "mine")
    assert (copy.name, copy.version, copy.copied_from.model_dump()) == ("mine", 3, origin)


@pytest.mark.parametrize(
    "front",
    [
        FRONT,
        "{name: tiny, version: 3, description: A tiny one, schema: headline, parameters: {words: '60'}}\n",
        f"copied_from:\n  name: old\n  version: 1\n  sha256: abc\n{FRONT}",
        f"{FRONT}copied_from: {{name: old, version: 1, sha256: abc}}\n",
    ],
)
def test_a_copy_of_whatever_is_written_another_way_loads_and_has_one_origin(capsys, shared, config, front):
    put(shared, f"---\n{front}---{BODY}")
    assert run(capsys, "prompts", "copy", "tiny", "7", "--assets", shared)[0] == 0
    copy = loaded(config, "7")
    assert (copy.name, copy.copied_from.name, copy.description) == ("7", "tiny", "A tiny one")
    assert difference(loaded(shared), copy) == ""


def test_what_does_not_load_is_not_copied(capsys, shared, config):
    put(shared, TINY + "{{ 1 + 1 }}")
    code, _, err = run(capsys, "prompts", "copy", "tiny", "mine", "--assets", shared)
    assert code == 2
    assert "a template cannot use 'add'" in err
    assert not config.exists()


def test_a_copy_takes_the_place_of_the_built_in_prompt_and_is_never_written_to(capsys, config):
    assert run(capsys, "prompts", "copy", "brief", "brief")[0] == 0
    mine = config / "prompts" / "brief.jinja"
    mine.write_text(mine.read_text().replace("at most twelve words", "at most six words"))
    before = mine.read_bytes()
    assert run(capsys, "prompts", "show", "brief")[1].encode() == before
    assert row(capsys, "brief", config).endswith("copy of brief v1")
    for words in (("list",), ("check", "brief"), ("diff", "brief"), ("copy", "brief", "brief")):
        run(capsys, "prompts", *words)
    assert mine.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text, "copy of tiny v3"),
        (lambda text: text.replace("version: 3", "version: 4"), "copy of tiny v3; there is v4 now"),
        (lambda text: text + "More.", "copy of tiny v3, which has changed since"),
        (lambda text: "broken", "copy of tiny v3, which does not load any more"),
        (None, "copy of tiny v3, which is not there any more"),
    ],
)
def test_the_list_says_when_the_origin_of_a_copy_has_changed(capsys, shared, change, words):
    run(capsys, "prompts", "copy", "tiny", "mine", "--assets", shared)
    if change is None:
        (shared / "prompts" / "tiny.jinja").unlink()
    else:
        put(shared, change(TINY))
    assert row(capsys, "mine", shared).endswith(f"  {words}")


def test_the_origin_is_the_built_in_prompt_and_not_ones_own_of_that_name(capsys, config):
    run(capsys, "prompts", "copy", "brief", "mine")
    put(config, TINY.replace("name: tiny", "name: brief"), name="brief")
    assert row(capsys, "mine", config).endswith("copy of brief v1")


def test_the_list_says_what_a_prompt_extends(capsys, shared):
    put(shared, "---\nname: mine\nversion: 1\nextends: tiny\n---\n", name="mine")
    assert row(capsys, "mine", shared).endswith("  extends tiny")
    assert told(loaded(shared), [shared]) == ""


# --------------------------------------------------------------------------------- whole and diff


def test_the_whole_of_a_prompt_is_a_file_that_says_the_same_and_extends_nothing(capsys, shared):
    own = "---\nname: mine\nversion: 1\nextends: tiny\nparameters: {tone: dry}\n---\n"
    own += "{% block style %}Short.{% endblock %}"
    put(shared, own, name="mine")
    shown = run(capsys, "prompts", "show", "mine", "--whole", "--assets", shared)[1]
    assert whole(loaded(shared, "mine")) == shown
    put(shared, shown, name="mine")
    mine = loaded(shared, "mine")
    assert (mine.name, mine.extends, mine.parameters) == ("mine", None, {"words": "60", "tone": "dry"})
    assert "Short." in shown
    assert "Data stands" not in shown


def test_a_diff_has_front_matter_and_text_of_two_prompts(capsys, shared):
    put(shared, TINY.replace("name: tiny", "name: other").replace('"60"', '"90"') + "More.\n", name="other")
    code, out, _ = run(capsys, "prompts", "diff", "tiny", "other", "--assets", shared)
    changed = [line for line in out.splitlines() if line[0] in "+-"]
    assert code == 0
    assert [line[:12] for line in changed] == ["--- tiny v3 ", "+++ other v3", "-  words: '6", "+  words: '9", "+More."]


def test_a_diff_of_a_copy_is_against_its_origin_and_says_if_that_has_changed(capsys, shared, config):
    run(capsys, "prompts", "copy", "tiny", "mine", "--assets", shared)
    out = run(capsys, "prompts", "diff", "mine", "--assets", shared)[1]
    assert out == "mine v3: copy of tiny v3\nno difference but in name and version\n"
    put(shared, TINY.replace("version: 3", "version: 4") + "\x1b[31mNew.\n")
    first, old, new, *rest = run(capsys, "prompts", "diff", "mine", "--assets", shared)[1].splitlines()
    assert first == "mine v3: copy of tiny v3; there is v4 now"
    assert (old[:11], new[:11]) == ("--- tiny v4", "+++ mine v3")
    assert "-\\x1b[31mNew." in rest


def test_a_diff_of_a_prompt_that_extends_another_is_what_it_changes(capsys, shared):
    own = "---\nname: mine\nversion: 1\nextends: tiny\n---\n{% block style %}\nShort.\n{% endblock %}"
    put(shared, own, name="mine")
    lines = run(capsys, "prompts", "diff", "mine", "--assets", shared)[1].splitlines()
    assert lines[0] == "mine v1: extends tiny"
    assert [line for line in lines[3:] if line[0] in "+-"] == ["-Data stands between {{ fence }}.", "+Short."]


def test_a_prompt_that_takes_another_s_place_is_compared_to_it(capsys, config):
    put(config, TINY.replace("name: tiny", "name: headline"), name="headline")
    out = run(capsys, "prompts", "diff", "headline")[1]
    assert out.startswith("--- headline v1")


def test_a_prompt_of_no_other_needs_a_second_one_to_be_compared_to(capsys, shared):
    code, _, err = run(capsys, "prompts", "diff", "tiny", "--assets", shared)
    assert code == 2
    assert "was not copied from another" in err
    assert "prompts diff ONE OTHER" in err


def test_an_origin_has_a_name_a_version_and_a_hash(shared):
    put(shared, TINY.replace("version: 3", "version: 3\ncopied_from: {name: x}"))
    with pytest.raises(Exception, match=r"copied_from\.version: Field required"):
        loaded(shared)


def test_front_matter_of_a_whole_is_yaml(shared):
    text = whole(loaded(shared)).split("---\n")[1]
    assert yaml.safe_load(text)["parameters"] == {"words": "60"}
