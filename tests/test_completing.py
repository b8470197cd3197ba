"""What a shell is offered after an option: names that are there, and never an error."""

import pytest

from summarizer.cli.main import main


@pytest.fixture(autouse=True)
def own(tmp_path, monkeypatch):
    """The user's config folder."""
    for name in ("SUMMARIZER_ASSETS", "SUMMARIZER_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "summarizer"
    (folder / "prompts").mkdir(parents=True)
    return folder


@pytest.fixture
def offered(monkeypatch, capsys):
    def offer(*words):
        """What is offered for the last word."""
        monkeypatch.setenv("_SUMMARIZER_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", " ".join(("summarizer", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        assert main([]) == 0
        told = capsys.readouterr()
        assert told.err == ""
        return told.out.split()

    return offer


def test_commands_are_offered(offered):
    assert offered("sche") == ["schemas"]
    assert offered("log", "") == ["list", "show", "clear"]


def test_prompts_and_schemas_are_offered_ones_own_too(offered, own):
    (own / "prompts" / "headliner.jinja").write_text("not even read")
    assert offered("run", "--prompt", "head") == ["headline", "headliner"]
    assert offered("prompts", "check", "head") == ["headline", "headliner"]
    assert offered("prompts", "show", "risk-") == ["risk-register"]
    assert offered("run", "--schema", "risk-") == ["risk-register"]
    assert offered("schemas", "show", "headl") == ["headline"]


def test_models_are_offered_those_of_the_config_file_too(offered, own):
    (own / "config.toml").write_text('[defaults]\nmodel = "qwen-large"\n')
    assert offered("run", "-m", "q") == ["qwen-large", "qwen2.5-coder-1.5b"]
    assert offered("eval", "-m", "qwen2") == ["qwen2.5-coder-1.5b"]
    assert offered("models", "pull", "fr") == ["fr_core_news_sm"]
    (own / "config.toml").unlink()
    assert offered("run", "-m", "q") == ["qwen2.5-coder-1.5b"]


def test_profiles_are_offered(offered, own):
    (own / "config.toml").write_text("[profile.office]\n[profile.home]\n")
    assert offered("run", "--profile", "") == ["home", "office"]
    assert offered("doctor", "--profile", "o") == ["office"]


def test_a_broken_config_file_offers_nothing_and_shows_no_error(offered, own):
    (own / "config.toml").write_text("nonsense")
    assert offered("run", "--profile", "") == []
    assert offered("run", "--prompt", "") == []
