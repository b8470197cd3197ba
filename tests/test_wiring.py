"""The parse of an article and the job of a prompt, put together."""

import importlib.util
from pathlib import Path

import pytest

from summarizer.asking import Limits
from summarizer.config import Config, load_config
from summarizer.errors import AssetError, ModelFileError, UsageError
from summarizer.proposing import Parser
from summarizer.types import Article
from summarizer.wiring import job_for, proposals_for

TEXT = "Mayor Ines Quill said that the old ferry must stay in service. “We cannot lose two boats,” Tobias Fenn said."


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(cache_dir=tmp_path / "cache", config_dir=tmp_path / "config")


def own(tmp_path: Path, text: str, *, name: str = "mine") -> Path:
    (tmp_path / "own" / "prompts").mkdir(parents=True, exist_ok=True)
    path = tmp_path / "own" / "prompts" / f"{name}.jinja"
    path.write_text(text)
    return path


# ------------------------------------------------------------------------------------------- jobs


@pytest.mark.parametrize("prompt", ["brief", "headline", "stakeholders", "risk-register"])
def test_every_prompt_that_comes_with_the_program_makes_a_job(config: Config, prompt: str) -> None:
    job = job_for(config, prompt=prompt)
    assert job.schema_name == prompt
    assert {"reask", "schema"} <= job.templates.keys()
    assert {one.template for one in job.template.passes if one.template} <= job.templates.keys()
    assert (job.passes, job.limits, job.enforced, job.temperature) == ("one", Limits(), False, None)


def test_options_are_handed_on(config: Config) -> None:
    limits = Limits(call_seconds=3)
    options = {"passes": "several", "max_tokens": 9, "temperature": 0.5, "enforced": True, "limits": limits}
    job = job_for(config, prompt="brief", parameters=["sentences=1"], **options)  # type: ignore[arg-type]
    assert job.parameters["sentences"] == "1"
    assert {name: getattr(job, name) for name in options} == options


def test_another_schema_may_be_named(config: Config) -> None:
    assert job_for(config, prompt="brief", schema="headline").schema.__name__ == "Headline"


def test_the_parts_of_a_prompt_may_be_ones_own(config: Config, tmp_path: Path) -> None:
    own(tmp_path, "---\nname: reask\nversion: 7\ndescription: x\n---\n[user]\nAgain.\n", name="reask")
    assert job_for(config, prompt="brief", assets=[tmp_path / "own"]).templates["reask"].version == 7


def test_a_prompt_without_a_schema_needs_one(config: Config, tmp_path: Path) -> None:
    path = own(tmp_path, "---\nname: mine\nversion: 1\ndescription: x\n---\n[user]\nx\n")
    with pytest.raises(AssetError, match="names no schema"):
        job_for(config, prompt=str(path))
    assert job_for(config, prompt=str(path), schema="headline").schema_name == "headline"


def test_a_schema_with_a_list_of_speakers_makes_no_job(config: Config, tmp_path: Path) -> None:
    path = tmp_path / "voices.py"
    path.write_text(
        "from summarizer.types import Evidence, Item, Speaker\n"
        "class Voices(Item):\n    evidence: Evidence\n    actors: list[Speaker]\n"
    )
    with pytest.raises(AssetError, match="actors must be one Speaker, not a list"):
        job_for(config, prompt="brief", schema=str(path))


def test_a_schema_that_a_prompt_names_is_never_a_path(config: Config, tmp_path: Path) -> None:
    code = tmp_path / "evil.py"
    code.write_text("raise SystemExit('it ran')")
    path = own(tmp_path, f"---\nname: mine\nversion: 1\ndescription: x\nschema: {code}\n---\n[user]\nx\n")
    with pytest.raises(AssetError):
        job_for(config, prompt=str(path))


@pytest.mark.parametrize(("pair", "words"), [("moon=1", "no parameter 'moon'"), ("sentences", "not a parameter")])
def test_a_parameter_that_the_prompt_does_not_have_is_an_error(config: Config, pair: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        job_for(config, prompt="brief", parameters=[pair])


# -------------------------------------------------------------------------------------- proposals


def article(language: str) -> Article:
    return Article("0" * 64, "-", TEXT, language=language)


@pytest.mark.anyio
async def test_the_parse_model_of_the_language_reads_the_article(english_parser: Parser) -> None:
    found = await proposals_for(article("en"), cache_dir=load_config().cache_dir)
    assert {one.holder.removeprefix("Mayor ") for one in found.statements} == {"Ines Quill", "Tobias Fenn"}
    assert found.notices == ()


@pytest.mark.anyio
@pytest.mark.parametrize("language", ["de", "und"])
async def test_a_language_without_a_parse_model_is_read_by_patterns(tmp_path: Path, language: str) -> None:
    found = await proposals_for(article(language), cache_dir=tmp_path)
    assert [notice.code for notice in found.notices] == ["no-parser"]


@pytest.mark.anyio
async def test_without_spacy_patterns_have_to_do_and_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (notice,) = (await proposals_for(article("en"), cache_dir=tmp_path)).notices
    assert notice.code == "no-parser"
    assert "pip install 'summarizer[parse]'" in notice.message


@pytest.mark.anyio
async def test_a_parse_model_that_cannot_be_had_is_said_and_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> Path:
        raise ModelFileError("the index cannot be reached")

    monkeypatch.setattr("summarizer.backends.fetching.ensure", fails)
    (notice,) = (await proposals_for(article("en"), cache_dir=tmp_path)).notices
    assert notice.message == "statements were read by patterns: the index cannot be reached"
