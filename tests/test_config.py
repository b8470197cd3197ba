import os
from pathlib import Path

import pytest

from summarizer.config import load_config


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
