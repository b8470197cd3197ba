import os
from pathlib import Path

import pytest

from summarizer.config import Settings, config_file, load_config
from summarizer.errors import UsageError


def test_an_empty_environment_means_the_users_folders_and_no_server():
    config = load_config({})
    assert config.cache_dir.name == config.config_dir.name == "summarizer"
    assert config.cache_dir.is_absolute()
    assert config.cache_dir != config.config_dir
    assert (config.assets_dirs, config.api_key, config.base_url, config.model) == ((), None, None, None)


def test_the_environment_names_cache_server_and_model():
    config = load_config(
        {"SUMMARIZER_CACHE": "/big/disk", "OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "SUMMARIZER_MODEL": "tiny"}
    )
    assert (config.cache_dir, config.base_url, config.model) == (Path("/big/disk"), "http://127.0.0.1:1/v1", "tiny")


@pytest.mark.parametrize("value", ["", "  "])
def test_a_blank_variable_counts_as_not_set(value):
    names = ("SUMMARIZER_CACHE", "SUMMARIZER_ASSETS", "OPENAI_API_KEY", "OPENAI_BASE_URL", "SUMMARIZER_MODEL")
    assert load_config(dict.fromkeys(names, value)) == load_config({})


def test_asset_folders_keep_their_order_and_an_empty_one_is_not_the_working_directory():
    listed = os.pathsep.join(["/a", "", "/b", " "])
    assert load_config({"SUMMARIZER_ASSETS": listed}).assets_dirs == (Path("/a"), Path("/b"))


def test_a_tilde_is_the_home_folder():
    config = load_config({"SUMMARIZER_CACHE": "~/models", "SUMMARIZER_ASSETS": "~/assets"})
    assert config.cache_dir == Path.home() / "models"
    assert config.assets_dirs == (Path.home() / "assets",)


def test_the_key_is_not_shown():
    config = load_config({"OPENAI_API_KEY": " canary-key\n"})
    assert config.api_key is not None
    assert config.api_key.get_secret_value() == "canary-key"
    assert "canary" not in repr(config)


def test_the_process_environment_is_read_when_none_is_given(monkeypatch):
    monkeypatch.setenv("SUMMARIZER_MODEL", "from-the-process")
    assert load_config().model == "from-the-process"


# ---------------------------------------------------------------------------------------- the file

FILE = """
[defaults]
prompt = "stakeholders"
timeout = 20
model = "small"

[profile.office]
base_url = "https://models.example/v1"
temperature = 1
"""


@pytest.fixture
def config_toml(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "summarizer").mkdir()
    return tmp_path / "summarizer" / "config.toml"


def test_without_a_file_the_built_in_settings_hold(config_toml):
    assert config_file() == config_toml
    config = load_config({})
    assert (config.settings, config.origins, config.profiles) == (Settings(), {}, ())


def test_defaults_hold_before_what_is_built_in(config_toml):
    config_toml.write_text(FILE)
    config = load_config({})
    assert (config.settings.prompt, config.settings.timeout, config.settings.passes) == ("stakeholders", 20, "auto")
    assert config.origins == {"prompt": "defaults", "timeout": "defaults", "model": "defaults"}
    assert (config.profile, config.profiles) == (None, ("office",))


def test_a_profile_holds_before_the_defaults_and_its_server_does_not_get_their_model(config_toml):
    config_toml.write_text(FILE)
    config = load_config({}, profile="office")
    assert (config.settings.base_url, config.settings.temperature) == ("https://models.example/v1", 1.0)
    assert (config.settings.prompt, config.origins["prompt"]) == ("stakeholders", "defaults")
    assert config.settings.model is None
    assert config.origins["base_url"] == "profile office"


def test_the_environment_names_a_profile_and_a_flag_another(config_toml):
    config_toml.write_text(FILE + "[profile.home]\ntimeout = 5\n")
    assert load_config({"SUMMARIZER_PROFILE": "home"}).settings.timeout == 5
    assert load_config({"SUMMARIZER_PROFILE": "home"}, profile="office").settings.timeout == 20


def test_a_misspelt_profile_is_told_with_the_nearest(config_toml):
    config_toml.write_text(FILE)
    with pytest.raises(UsageError, match="no profile named 'ofice'; did you mean 'office'") as caught:
        load_config({}, profile="ofice")
    assert caught.value.hint == f"{config_toml} has: office"
    config_toml.unlink()
    with pytest.raises(UsageError) as caught:
        load_config({"SUMMARIZER_PROFILE": "x"})
    assert str(caught.value.hint).endswith("has: none")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[defaults]\ntimout = 3", r"\[defaults\] has no setting 'timout'; did you mean 'timeout'\?"),
        ("[defaults]\nmax_token = 3", r"did you mean 'max_tokens'\?"),
        ("[profile.x]\nzzz = 3", r"\[profile.x\] has no setting 'zzz'$"),
        ("model = 'm'", "top level has no setting 'model'"),
        ("[default]", r"did you mean 'defaults'\?"),
        ("[defaults]\ntimeout = 'long'", r"\[defaults\] timeout: Input should be a valid number"),
        ("[defaults]\npasses = 'two'", r"\[defaults\] passes: Input should be 'auto', 'one' or 'several'"),
        ("[defaults]\nbase_url = 'http://u:pw-canary@h/v1'", "base_url: it has a user or password in it"),
        ("[defaults]\nbase_url = 'http://[::1/pw-canary'", "base_url: Invalid IPv6 URL"),
        ("defaults = 3", "defaults is no table"),
        ("profile = 3", "profile is no table"),
        ("[profile]\nx = 3", "profile.x is no table"),
        ("[profile.'a b']", "'a b' is no name for a profile"),
        ("[defaults", "is no TOML"),
        ("[defaults]\nmodel = '\udc80'", "is no TOML"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_place_and_without_its_value(config_toml, text, told):
    config_toml.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match=told) as caught:
        load_config({})
    assert str(config_toml) in caught.value.message
    assert "canary" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize("name", ["api_key", "OPENAI_API_KEY", "token", "client_secret", "password"])
@pytest.mark.parametrize("table", ["defaults", "profile.office"])
def test_a_key_in_the_file_is_refused_and_not_shown(config_toml, table, name):
    config_toml.write_text(f'[{table}]\n{name} = "sk-canary"\n')
    with pytest.raises(UsageError, match="no key may stand in this file") as caught:
        load_config({})
    assert "canary" not in f"{caught.value.message} {caught.value.hint}"


def test_a_file_that_cannot_be_read_is_an_error(config_toml):
    config_toml.mkdir()
    with pytest.raises(UsageError, match="cannot read"):
        load_config({})


def test_no_file_of_the_working_directory_is_read(config_toml, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("config.toml", ".summarizer.toml", "summarizer.toml", "pyproject.toml"):
        (tmp_path / name).write_text('[defaults]\nbase_url = "https://evil.example/v1"\n')
    assert load_config({}).settings == Settings()
