"""Prompts and schemas are found where the user said, and nowhere else."""

import sys
from pathlib import Path

import pytest

from summarizer.assets import Asset, asset_roots, describe_schema, find_asset, list_assets, load_schema
from summarizer.config import Config
from summarizer.errors import AssetError

MODEL = """
'''A small schema.

More about it.'''
from __future__ import annotations
from summarizer.types import Item

class Tiny(Item):
    parts: list[Part]

class Part(Item):
    name: str
"""


def put(root: Path, path: str, text: str) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def schema(root: Path, text: str, name: str = "tiny", suffix: str = ".py") -> Asset:
    put(root, f"schemas/{name}{suffix}", text)
    return find_asset("schemas", name, [root])


def test_the_roots_are_searched_in_order_and_the_built_in_one_last(tmp_path):
    config = Config(cache_dir=tmp_path, config_dir=tmp_path / "user", assets_dirs=(tmp_path / "env",))
    *mine, built_in = asset_roots(config, extra=[tmp_path / "flag"])
    assert mine == [tmp_path / "flag", tmp_path / "env", tmp_path / "user"]
    assert (built_in / "prompts" / "brief.jinja").is_file()


def test_the_first_root_that_has_it_wins(tmp_path):
    put(tmp_path / "one", "prompts/brief.jinja", "first")
    put(tmp_path / "two", "prompts/brief.jinja", "second")
    put(tmp_path / "two", "prompts/only.jinja", "only")
    roots = [tmp_path / "none", tmp_path / "one", tmp_path / "two"]
    assert find_asset("prompts", "brief", roots).text == "first"
    assert find_asset("prompts", "brief", roots).origin == str(tmp_path / "one")
    assert [asset.name for asset in list_assets("prompts", roots)] == ["brief", "only"]


def test_the_working_directory_is_not_searched(tmp_path, monkeypatch):
    put(tmp_path, "schemas/evil.py", "raise SystemExit")
    put(tmp_path, "evil.py", "raise SystemExit")
    monkeypatch.chdir(tmp_path)
    config = Config(cache_dir=tmp_path / "cache", config_dir=tmp_path / "user")
    with pytest.raises(AssetError, match="no schema named 'evil'"):
        find_asset("schemas", "evil", asset_roots(config))


def test_a_misspelt_name_is_told_with_the_one_that_was_meant_and_where_was_looked(tmp_path):
    put(tmp_path, "prompts/brief.jinja", "")
    with pytest.raises(AssetError) as caught:
        find_asset("prompts", "breif", [tmp_path])
    assert caught.value.message == "no prompt named 'breif'; did you mean 'brief'?"
    assert caught.value.hint == f"looked in: {tmp_path / 'prompts'}"


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        ".hidden",
        "%2e%2e",
        "Brief",
        "a\0b",
        "a b",
        "con",
        "nul.v2",
        "com1",
        "a" * 65,
        "é",
        "../x",
        "a\\b",
    ],
)
def test_what_is_no_name_is_refused(tmp_path, name):
    with pytest.raises(AssetError, match="is not the name of a prompt"):
        find_asset("prompts", name, [tmp_path], paths=False)


@pytest.mark.parametrize("name", ["a", "brief.v2", "risk_brief-2", "a" * 64])
def test_a_name_may_have_dots_and_dashes(tmp_path, name):
    put(tmp_path, f"prompts/{name}.jinja", "text")
    assert find_asset("prompts", name, [tmp_path], paths=False).name == name


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path):
    secret = put(tmp_path, "secret.txt", "secret")
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "brief.jinja").symlink_to(secret)
    with pytest.raises(AssetError, match="leads out of its folder"):
        find_asset("prompts", "brief", [tmp_path])


def test_a_path_is_read_as_the_user_gave_it(tmp_path, monkeypatch):
    put(tmp_path, "mine.jinja", "mine")
    monkeypatch.chdir(tmp_path)
    for name in ("mine.jinja", "./mine.jinja", str(tmp_path / "mine.jinja")):
        assert find_asset("prompts", name, []).text == "mine"


def test_a_path_inside_a_template_is_refused(tmp_path):
    file = put(tmp_path, "schemas/mine.py", MODEL)
    with pytest.raises(AssetError, match="is not the name of a schema"):
        find_asset("schemas", str(file), [tmp_path], paths=False)


def test_a_path_of_another_sort_of_file_is_refused(tmp_path):
    with pytest.raises(AssetError, match=r"is no schema: the file's name must end in \.py or \.json"):
        find_asset("schemas", str(put(tmp_path, "mine.txt", MODEL)), [])


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(AssetError, match="No such file"):
        find_asset("prompts", str(tmp_path / "none.jinja"), [])
    (tmp_path / "bytes.jinja").write_bytes(b"\xff\xfe")
    with pytest.raises(AssetError, match="can't decode"):
        find_asset("prompts", str(tmp_path / "bytes.jinja"), [])
    (tmp_path / "long.jinja").write_bytes(b"a" * 200_001)
    with pytest.raises(AssetError, match="longer than 200,000 bytes"):
        find_asset("prompts", str(tmp_path / "long.jinja"), [])


def test_only_files_with_the_name_of_an_asset_are_listed(tmp_path):
    for name in ("brief.py", "other.json", "__init__.py", "README.md", "Upper.py"):
        put(tmp_path, f"schemas/{name}", "")
    assert [asset.path.name for asset in list_assets("schemas", [tmp_path])] == ["brief.py", "other.json"]


def test_listing_and_describing_run_nothing(tmp_path):
    put(tmp_path, "schemas/evil.py", '"""Looks harmless."""\nraise SystemExit')
    (asset,) = list_assets("schemas", [tmp_path])
    assert describe_schema(asset) == "Looks harmless."


@pytest.mark.parametrize(
    ("suffix", "text", "described"),
    [
        (".py", MODEL, "A small schema."),
        (".py", "x = 1", ""),
        (".py", "def", ""),
        (".json", '{"description": "As data.\\nMore."}', "As data."),
        (".json", "{}", ""),
        (".json", "[]", ""),
        (".json", "{", ""),
    ],
)
def test_a_schema_is_described_by_its_first_line(tmp_path, suffix, text, described):
    assert describe_schema(schema(tmp_path, text, suffix=suffix)) == described


def test_a_schema_is_the_model_named_like_its_file_else_the_last_one(tmp_path):
    assert load_schema(schema(tmp_path, MODEL)).__name__ == "Tiny"
    assert load_schema(schema(tmp_path, MODEL, name="other")).__name__ == "Part"
    assert (
        load_schema(schema(tmp_path, MODEL.replace("Tiny", "RiskBriefV2"), name="risk_brief.v2")).__name__
        == "RiskBriefV2"
    )


def test_a_schema_s_forward_references_are_resolved(tmp_path):
    model = load_schema(schema(tmp_path, MODEL))
    assert model.model_validate({"parts": [{"name": "a"}]}).model_dump() == {"parts": [{"name": "a"}]}


def test_the_same_file_is_loaded_once_and_a_changed_one_again(tmp_path):
    first = load_schema(schema(tmp_path, MODEL))
    assert load_schema(schema(tmp_path, MODEL)) is first
    assert load_schema(schema(tmp_path, MODEL + "\n")) is not first


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("class Tiny(:", "SyntaxError", 1),
        ("\nimport nothing_of_that_name", "ModuleNotFoundError", 2),
        ("\n\n1 / 0", "ZeroDivisionError", 3),
        ("raise SystemExit", "SystemExit", 1),
        (
            "from pydantic import BaseModel\nclass Tiny(BaseModel):\n    part: 'Nothing'",
            "PydanticUndefinedAnnotation",
            None,
        ),
    ],
)
def test_a_schema_that_does_not_run_says_where(tmp_path, text, reason, line):
    before = set(sys.modules)
    with pytest.raises(AssetError, match=f"schema 'tiny' does not load: {reason}") as caught:
        load_schema(schema(tmp_path, text))
    assert caught.value.hint.endswith(f"line {line}" if line else "tiny.py")
    assert not {name for name in set(sys.modules) - before if name.startswith("summarizer_schema")}


def test_a_file_without_a_model_of_its_own_is_no_schema(tmp_path):
    with pytest.raises(AssetError, match="defines no pydantic model"):
        load_schema(schema(tmp_path, "from summarizer.types import Item"))


def test_a_json_schema_becomes_a_model(tmp_path):
    text = '{"type": "object", "properties": {"gist": {"type": "string"}}, "required": ["gist"]}'
    model = load_schema(schema(tmp_path, text, suffix=".json"))
    assert model.__name__ == "Tiny"
    assert model.model_validate({"gist": "a"}).model_dump() == {"gist": "a"}
