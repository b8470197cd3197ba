"""`summarizer doctor`: what it finds broken, what it ends in, and what it never shows."""

import json
import sys
from importlib import metadata
from pathlib import Path

import keyring
import pytest
from keyring.backends import null
from pydantic import SecretStr

from summarizer.backends.capabilities import Capabilities
from summarizer.backends.catalogue import DEFAULT_MODEL, entry, mark_whole, place_of
from summarizer.cli.doctor import free_memory
from summarizer.cli.main import main

KEY = "sk-canary-3f1e"


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "SUMMARIZER_MODEL", "SUMMARIZER_ASSETS", "SUMMARIZER_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "cache"))
    (tmp_path / "summarizer" / "prompts").mkdir(parents=True)
    (tmp_path / "summarizer" / "schemas").mkdir()


@pytest.fixture
def own(tmp_path):
    return tmp_path / "summarizer"


def found(capsys, *words, code=0):
    """What was found of each name, as the last check of it says."""
    assert main(["doctor", "--format", "json", *words]) == code
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == 1
    assert told["ok"] is (code == 0)
    return {check["name"]: (check["status"], check["detail"]) for check in told["checks"]}


def test_where_a_run_could_go_ahead_the_exit_code_is_0_and_nothing_is_made(capsys, server, tmp_path):
    checks = found(capsys, "--base-url", server.url, "--model", "m")
    assert checks["backend"] == ("ok", f"m on {server.url} (--base-url)")
    assert checks["python"][1].startswith(sys.version.split()[0])
    assert checks["prompt"] == ("ok", "brief, schema brief")
    assert checks[f"model {DEFAULT_MODEL}"] == ("note", "not here")
    assert "problem" not in {status for status, _ in checks.values()}
    assert server.bodies == []
    assert not (tmp_path / "cache").exists()


def test_what_a_server_is_known_to_refuse_is_shown(capsys, tmp_path):
    here = ("http://127.0.0.1:9/v1", "m")
    Capabilities(tmp_path / "cache" / "capabilities").refuse(*here, "temperature")
    assert found(capsys, "--base-url", here[0], "--model", "m")["refused"] == ("note", "not sent: temperature")
    assert "refused" not in found(capsys, "--base-url", here[0], "--model", "m-2")


def test_as_text_each_check_is_a_line_and_a_hint_says_what_to_do(capsys):
    assert main(["doctor", "--model", "gpt-99"]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("PROBLEM  backend ") and "no server for the model 'gpt-99'" in line for line in lines)
    assert lines[-1].strip().startswith("hint: set one of them")
    assert any(line.startswith("ok       python ") for line in lines)


def test_a_model_that_is_here_is_told_with_its_place(capsys, tmp_path):
    place = place_of(entry(DEFAULT_MODEL), cache_dir=tmp_path / "cache")
    place.parent.mkdir(parents=True)
    place.write_bytes(b"model")
    mark_whole(place, entry(DEFAULT_MODEL).sha256)
    assert found(capsys)[f"model {DEFAULT_MODEL}"] == ("ok", f"here, {place}")
    place.write_bytes(b"another")
    assert found(capsys)[f"model {DEFAULT_MODEL}"] == ("note", "not checked")


def test_a_probe_is_one_small_question_and_says_what_it_took(capsys, server):
    status, detail = found(capsys, "--base-url", server.url, "--probe")["probe"]
    assert status == "ok"
    assert detail.startswith("answered as json_schema in ")
    assert detail.endswith("tokens, 1 request")
    assert len(server.bodies) == 1
    assert server.bodies[0].get("max_tokens", server.bodies[0].get("max_completion_tokens")) == 200


def test_a_server_that_cannot_do_schemas_is_probed_the_next_way(capsys, server):
    url = server.faulty("no_response_format")
    status, detail = found(capsys, "--base-url", url, "--probe")["probe"]
    assert status == "ok"
    assert detail.startswith("answered as tool")


def test_a_reply_that_is_not_of_the_schema_is_asked_for_again(capsys, server):
    status, detail = found(capsys, "--base-url", server.faulty("wrong_schemax1"), "--probe")["probe"]
    assert (status, detail.split(", ")[-1]) == ("ok", "2 requests")


def test_a_probe_that_fails_ends_in_what_a_run_would(capsys, server):
    assert found(capsys, "--base-url", server.faulty("401"), "--probe", code=4)["probe"][0] == "problem"


def test_an_embedded_model_that_is_not_here_is_not_fetched_for_a_probe(capsys):
    checks = found(capsys, "--probe")
    assert checks["probe"] == ("note", "not asked: the model is not here")
    assert checks["embedded model"][0] == "note"


def test_an_embedded_model_without_the_package_that_runs_it_is_a_problem(capsys, monkeypatch):
    real = metadata.version

    def version(name):
        if name == "xllamacpp":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)
    assert main(["doctor"]) == 4
    told = capsys.readouterr().out
    assert "PROBLEM  embedded model" in told
    assert "pip install 'summarizer[embedded]'" in told


@pytest.mark.parametrize("package", ["trafilatura", "pypdfium2", "markdown_it"])
def test_a_package_without_which_articles_cannot_be_read_is_a_problem(capsys, monkeypatch, package):
    assert found(capsys)["readers"][0] == "ok"
    monkeypatch.setitem(sys.modules, package, None)
    status, detail = found(capsys, code=1)["readers"]
    assert status == "problem"
    assert detail.startswith(f"{package} cannot be imported: ")


def test_a_broken_config_file_is_a_problem_that_is_told_and_no_crash(capsys, own):
    (own / "config.toml").write_text("[defaults]\ntimout = 3\n")
    status, detail = found(capsys, code=2)["config file"]
    assert status == "problem"
    assert "did you mean 'timeout'" in detail


def test_a_broken_template_is_a_note_unless_a_run_takes_it(capsys, own):
    (own / "prompts" / "mine.jinja").write_text("---\nname: mine\n---\n{{ nothing_like_it }}")
    checks = found(capsys)
    assert checks["prompt"][0] == "ok"
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    assert "note     your prompts" in told
    assert "mine cannot be used" in told
    assert "hint: summarizer prompts check mine" in told
    (own / "config.toml").write_text('[defaults]\nprompt = "mine"\n')
    assert found(capsys, code=2)["prompt"][0] == "problem"


def test_a_folder_of_assets_that_is_not_there_is_told(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("SUMMARIZER_ASSETS", str(tmp_path / "nowhere"))
    assert found(capsys)["SUMMARIZER_ASSETS"] == ("note", f"no folder {str(tmp_path / 'nowhere')!r}")


def test_a_cache_that_cannot_be_written_is_a_problem(capsys, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "file" / "cache"))
    assert found(capsys, code=4)["cache folder"][0] == "problem"


@pytest.mark.parametrize("words", [[], ["--format", "json"], ["--probe"]])
def test_no_secret_is_shown_by_doctor(capsys, monkeypatch, server, words):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url + f"?key={KEY}")
    for extra in ([], ["--base-url", server.faulty("401")]):
        main(["doctor", *words, *extra])
        told = capsys.readouterr()
        assert KEY not in told.out + told.err
        assert str(SecretStr(KEY)) not in told.out


def test_which_keyring_there_is_is_told(capsys):
    assert found(capsys)["keyring"] == ("note", "this machine has none that keys could be kept in")
    before = keyring.get_keyring()
    keyring.set_keyring(null.Keyring())
    try:
        assert found(capsys)["keyring"] == ("ok", "keyring.backends.null.Keyring")
    finally:
        keyring.set_keyring(before)


def test_a_key_in_the_clear_is_noted(capsys, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://models.example/v1")
    assert found(capsys)["key"] == ("note", "goes in the clear: the address is http")


def test_free_memory_is_what_is_available_and_what_the_control_group_leaves(tmp_path):
    assert free_memory(tmp_path) is None
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/meminfo").write_text("MemTotal: 9 kB\nMemAvailable:  3000 kB\n")
    assert free_memory(tmp_path) == 3000 * 1024
    group = tmp_path / "sys/fs/cgroup"
    group.mkdir(parents=True)
    (group / "memory.current").write_text("1000\n")
    (group / "memory.max").write_text("max\n")
    assert free_memory(tmp_path) == 3000 * 1024
    (group / "memory.max").write_text("3000\n")
    assert free_memory(tmp_path) == 2000


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="no such file")
def test_too_little_memory_for_the_embedded_model_is_noted(capsys, monkeypatch):
    monkeypatch.setattr("summarizer.cli.doctor._EMBEDDED_BYTES", 10**18)
    assert found(capsys)["embedded model"][1].endswith("more than is free")
