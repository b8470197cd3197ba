"""`summarizer keys`, and to whom a key of the keyring goes."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from summarizer.backends.keys import host_of, key_for
from summarizer.backends.selecting import OPENAI_URL, select
from summarizer.cli.main import main
from summarizer.config import Config, config_file
from summarizer.errors import UsageError

KEY = "sk-canary-90aa"


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets at the end."""

    priority = 0.1

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


class LockedKeyring(MemoryKeyring):
    """A keyring that its owner did not unlock."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"{KEY} is locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"{password} is locked")


@pytest.fixture
def ring(config_folder):
    before = keyring.get_keyring()
    made = MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def give(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def note(host):
    config_file().parent.mkdir(parents=True, exist_ok=True)
    (config_file().parent / "hosts-with-keys.json").write_text(f'["{host}"]')


def chosen(url):
    return select(Config(Path("c"), config_file().parent), model=None, base_url=url)


def test_a_key_is_kept_listed_without_being_shown_and_removed(ring, capsys, monkeypatch):
    for host in ("models.example", "https://API.openai.com/v1"):
        give(monkeypatch, f"{KEY}\n")
        assert main(["keys", "set", host]) == 0
    assert main(["keys", "list"]) == 0
    assert main(["keys", "remove", "models.example"]) == 0
    assert main(["keys", "list"]) == 0
    told = capsys.readouterr()
    assert told.out == "api.openai.com\nmodels.example\napi.openai.com\n"
    assert KEY not in told.out + told.err
    assert [secret for secret in ring.entries.values() if secret == KEY] == [KEY]


def test_a_key_of_the_keyring_goes_to_its_host_and_to_no_other(ring, capsys, monkeypatch):
    give(monkeypatch, KEY)
    assert main(["keys", "set", "models.example"]) == 0
    found = chosen("https://models.example/v1")
    assert found.api_key is not None
    assert found.api_key.get_secret_value() == KEY
    assert found.why == "--base-url; key from the keyring"
    assert chosen("HTTPS://Models.Example:443/other/v1").api_key is not None
    for other in ("http://models.example/v1", "https://models.example:8443/v1", "https://a.models.example/v1"):
        assert chosen(other).api_key is None
    assert select(Config(Path("c"), Path("c")), model=None, base_url=None).embedded


def test_the_environment_comes_before_the_keyring_for_its_server_only(ring, monkeypatch):
    for host in ("api.openai.com", "models.example"):
        give(monkeypatch, "from-the-ring")
        assert main(["keys", "set", host]) == 0
    from pydantic import SecretStr

    config = Config(Path("c"), config_file().parent, api_key=SecretStr(KEY))

    def key(url):
        return select(config, model=None, base_url=url).api_key.get_secret_value()

    assert key(OPENAI_URL) == KEY
    assert key("https://models.example/v1") == "from-the-ring"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("api.openai.com", "api.openai.com"),
        ("https://api.openai.com/v1", "api.openai.com"),
        ("API.OPENAI.COM:443", "api.openai.com"),
        ("models.example:8443", "models.example:8443"),
        ("http://models.example/v1", "http://models.example"),
        ("http://10.0.0.7:8080/v1", "http://10.0.0.7:8080"),
        ("http://models.example:443", "http://models.example:443"),
        ("localhost:8080", "localhost:8080"),
        ("http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
        ("http://localhost", "localhost:80"),
    ],
)
def test_a_host_is_told_from_others_by_name_port_and_encryption(address, host):
    assert host_of(address) == host


@pytest.mark.parametrize("address", ["", "https://", "u:pw@h", "ftp://h", "http://[::1", "h:port"])
def test_what_is_no_host_is_refused_and_not_shown(address):
    with pytest.raises(UsageError, match=r"^that is no host$"):
        host_of(address)


@pytest.mark.parametrize("typed", ["", "  \n", "two words", "line\nline", "schlüssel", "a\x1b[2J"])
def test_what_is_no_key_is_refused_and_not_kept(ring, capsys, monkeypatch, typed):
    give(monkeypatch, typed)
    assert main(["keys", "set", "models.example"]) == 2
    assert "that is no key" in capsys.readouterr().err
    assert ring.entries == {}


def test_a_key_is_never_a_word_of_the_command_line(ring, capsys):
    assert main(["keys", "set", "models.example", KEY]) == 2
    assert ring.entries == {}


@pytest.mark.skipif(os.name == "nt", reason="no such terminals")
def test_on_a_terminal_the_key_is_asked_for_and_not_echoed(tmp_path):
    """The keyring there is the one that fails, so that only what is shown is of interest."""
    leading, following = pty.openpty()
    command = [sys.executable, "-m", "summarizer", "keys", "set", "models.example"]
    env = os.environ | {"PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(
        command, stdin=following, stdout=following, stderr=following, start_new_session=True, env=env
    ) as process:
        os.close(following)
        shown = b""
        while b"key for" not in shown:
            shown += os.read(leading, 1000)
        os.write(leading, KEY.encode() + b"\n")
        try:
            while more := os.read(leading, 1000):
                shown += more
        except OSError:  # Linux says so when the other end is closed
            pass
    os.close(leading)
    assert process.returncode == 2
    assert b"no keyring" in shown
    assert KEY.encode() not in shown


@pytest.mark.parametrize("words", [["list"], ["set", "models.example"], ["remove", "models.example"]])
def test_where_there_is_no_keyring_it_is_said_and_what_to_do(config_folder, capsys, monkeypatch, words):
    note("models.example")
    give(monkeypatch, KEY)
    assert main(["keys", *words]) == 2
    error, hint = capsys.readouterr().err.splitlines()
    assert error == "error: this machine has no keyring that keys could be kept in"
    assert "OPENAI_API_KEY" in hint
    assert key_for("https://models.example/v1", config_dir=config_file().parent) is None


def test_without_the_package_it_is_said_how_to_get_it(config_folder, capsys, monkeypatch):
    note("models.example")
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert main(["keys", "list"]) == 2
    assert "pip install 'summarizer[keyring]'" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "keyring.errors", None)
    assert key_for("https://models.example/v1", config_dir=config_file().parent) is None


def test_a_locked_keyring_costs_a_run_its_key_and_is_told(ring, capsys, monkeypatch):
    note("models.example")
    keyring.set_keyring(LockedKeyring())
    found = chosen("https://models.example/v1")
    assert found.api_key is None
    assert found.why == "--base-url; no key: the keyring cannot be used (KeyringLocked)"
    give(monkeypatch, KEY)
    assert main(["keys", "set", "models.example"]) == 2
    assert KEY not in capsys.readouterr().err


def test_a_key_that_is_not_there_cannot_be_removed(ring, capsys, monkeypatch):
    give(monkeypatch, KEY)
    assert main(["keys", "set", "models.example"]) == 0
    assert main(["keys", "remove", "model.example"]) == 2
    assert "hint: kept: models.example" in capsys.readouterr().err


@pytest.mark.parametrize("entry", ["no json", "3", '["a", 3]'])
def test_a_broken_list_of_hosts_is_begun_anew(ring, capsys, monkeypatch, entry):
    config_file().parent.mkdir(parents=True, exist_ok=True)
    (config_file().parent / "hosts-with-keys.json").write_text(entry)
    give(monkeypatch, KEY)
    assert main(["keys", "set", "models.example"]) == 0
    assert main(["keys", "list"]) == 0
    assert capsys.readouterr().out == "models.example\n"


@pytest.mark.skipif(sys.platform == "darwin", reason="where Apple's libraries are looked for")
def test_no_process_is_started_to_look_for_a_key(config_folder) -> None:
    note("models.example")
    code = """
import sys
sys.addaudithook(lambda name, given: print(name, given) if name in ("subprocess.Popen", "os.posix_spawn") else None)
from summarizer.backends.keys import key_for
from summarizer.config import config_file
print(key_for("https://models.example", config_dir=config_file().parent), "keyring" in sys.modules)
"""
    chosen = "PYTHON_KEYRING_BACKEND"
    quiet = {name: value for name, value in os.environ.items() if name != chosen}
    quiet["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"
    done = subprocess.run([sys.executable, "-c", code], env=quiet, capture_output=True, text=True, check=True)
    assert done.stdout == "None True\n"


def test_no_keyring_is_loaded_for_a_host_that_no_key_was_kept_for(config_folder) -> None:
    note("models.example")
    code = """
import sys
from summarizer.backends.keys import key_for
from summarizer.config import config_file
print(key_for("https://other.example", config_dir=config_file().parent), "keyring" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "None False\n"


def test_a_host_that_cannot_be_noted_is_an_error(ring, capsys, monkeypatch):
    config_file().parent.mkdir(parents=True, exist_ok=True)
    (config_file().parent / "hosts-with-keys.json").mkdir()
    give(monkeypatch, KEY)
    assert main(["keys", "set", "models.example"]) == 2
    assert "hosts-with-keys.json" in capsys.readouterr().err
