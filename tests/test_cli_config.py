"""`summarizer config`, and what the config file does to a run."""

import json

import pytest

from summarizer.cli.main import main

KEY = "sk-canary-71c2"


pytestmark = pytest.mark.usefixtures("article_txt")


@pytest.fixture
def config_toml(config_folder):
    return config_folder / "config.toml"


def settings(capsys, *words):
    assert main(["config", "show", "--format", "json", *words]) == 0
    return {name: (row["value"], row["from"]) for name, row in json.loads(capsys.readouterr().out).items()}


def test_each_setting_is_shown_with_its_value_and_where_it_is_from(config_toml, capsys, monkeypatch):
    config_toml.write_text('[defaults]\ntimeout = 20\nmodel = "m"\n[profile.a]\npasses = "one"\n')
    monkeypatch.setenv("SUMMARIZER_MODEL", "other")
    found = settings(capsys, "--profile", "a")
    assert found["timeout"] == (20.0, "defaults")
    assert found["passes"] == ("one", "profile a")
    assert found["model"] == ("other", "SUMMARIZER_MODEL")
    assert found["prompt"] == ("brief", "built in")
    assert found["profile"] == ("a", "asked for")
    assert main(["config", "show"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["timeout", "20.0", "defaults"] in lines
    assert ["temperature", "-", "built", "in"] in lines


def test_no_secret_is_shown(capsys, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", f"https://u:{KEY}@models.example/v1?key={KEY}")
    for words in ([], ["--format", "json"]):
        assert main(["config", "show", *words]) == 0
        told = capsys.readouterr()
        assert KEY not in told.out + told.err
        assert "for https://models.example/v1" in told.out
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://[{KEY}")
    assert main(["config", "show"]) == 0
    assert KEY not in capsys.readouterr().out


def test_the_path_is_shown_whatever_is_in_the_file(config_toml, capsys):
    config_toml.write_text("nonsense")
    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out == f"{config_toml}\n"
    assert main(["config", "show"]) == 2
    assert "is no TOML" in capsys.readouterr().err


def test_a_run_takes_the_profile_and_a_flag_comes_before_it(config_toml, capsys, server):
    config_toml.write_text(
        f'[profile.a]\nbase_url = "{server.url}"\nmodel = "tiny"\n'
        'prompt = "headline"\nmax_tokens = 321\ntemperature = 1\n'
    )
    assert main(["run", "article.txt", "--profile", "a", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert told.err.startswith(f"tiny on {server.url} (profile a)")
    assert json.loads(told.out)["run"]["prompt"].startswith("headline")
    (first, *_) = server.bodies
    assert (first["model"], first["temperature"]) == ("tiny", 1.0)
    assert 321 in (first.get("max_tokens"), first.get("max_completion_tokens"))
    assert main(["run", "article.txt", "--profile", "a", "--temperature", "0", "--model", "tinier"]) == 0
    last = server.bodies[-1]
    assert (last["model"], last["temperature"]) == ("tinier", 0.0)


def test_a_server_of_the_config_file_does_not_get_the_key_of_the_environment(config_toml, capsys, server, monkeypatch):
    config_toml.write_text(f'[defaults]\nbase_url = "{server.url}"\nprompt = "headline"\n')
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert main(["run", "article.txt"]) == 0
    assert "(defaults; the stored key is for another server; the only model that it lists)" in capsys.readouterr().err
    assert KEY not in str(server.headers)
