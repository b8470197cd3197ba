"""Which server is asked, which key it gets, and that no other gets it."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from faulty_server import FaultyServer
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from summarizer.backends.capabilities import Capabilities
from summarizer.backends.catalogue import DEFAULT_MODEL
from summarizer.backends.openai import OpenAIBackend, certificates
from summarizer.backends.selecting import OPENAI_MODEL, OPENAI_URL, Selection, connect, select, settled
from summarizer.cli.asking import seconds_of, seconds_set
from summarizer.config import Config, Settings
from summarizer.errors import UsageError

KEY = "sk-canary-0b77"


def config(*, key: str | None = None, url: str | None = None, model: str | None = None) -> Config:
    return Config(Path("c"), Path("c"), api_key=SecretStr(key) if key else None, base_url=url, model=model)


@pytest.mark.parametrize(
    ("environment", "flags", "model", "base_url", "has_key"),
    [
        ({}, {}, DEFAULT_MODEL, None, False),
        ({"key": KEY}, {}, OPENAI_MODEL, OPENAI_URL, True),
        ({"key": KEY, "model": "big"}, {}, "big", OPENAI_URL, True),
        ({"key": KEY, "model": "big"}, {"model": "bigger"}, "bigger", OPENAI_URL, True),
        ({"key": KEY}, {"model": DEFAULT_MODEL}, DEFAULT_MODEL, None, False),
        ({"key": KEY, "url": "http://h/v1", "model": DEFAULT_MODEL}, {}, DEFAULT_MODEL, None, False),
        ({"url": "http://h:1/v1/"}, {}, OPENAI_MODEL, "http://h:1/v1", False),
        ({"key": KEY, "url": "http://h:1/v1"}, {"model": "m"}, "m", "http://h:1/v1", True),
        ({"key": KEY}, {"base_url": "http://h:1/v1"}, OPENAI_MODEL, "http://h:1/v1", False),
        ({"key": KEY}, {"base_url": OPENAI_URL + "/"}, OPENAI_MODEL, OPENAI_URL, True),
        ({"key": KEY}, {"base_url": "HTTPS://API.OpenAI.com/v1"}, OPENAI_MODEL, "HTTPS://API.OpenAI.com/v1", True),
        ({"key": KEY, "url": "http://h/v1"}, {"base_url": "http://h"}, OPENAI_MODEL, "http://h", True),
        ({"key": KEY, "url": "http://h/v1"}, {"base_url": OPENAI_URL}, OPENAI_MODEL, OPENAI_URL, False),
        ({}, {"base_url": "http://h/v1", "model": DEFAULT_MODEL}, DEFAULT_MODEL, "http://h/v1", False),
    ],
)
def test_flags_go_before_the_environment_and_without_either_the_model_is_embedded(
    environment: dict[str, str], flags: dict[str, str], model: str, base_url: str | None, has_key: bool
) -> None:
    chosen = select(config(**environment), **({"model": None, "base_url": None} | flags))
    assert (chosen.model, chosen.base_url, chosen.api_key is not None) == (model, base_url, has_key)
    assert chosen.embedded == (base_url is None)
    assert chosen.why
    assert KEY not in repr(chosen)


@pytest.mark.parametrize(
    ("file", "environment", "flags", "model", "base_url", "has_key"),
    [
        ({"base_url": "http://h/v1"}, {}, {}, OPENAI_MODEL, "http://h/v1", False),
        ({"base_url": "http://h/v1"}, {"key": KEY}, {}, OPENAI_MODEL, "http://h/v1", False),
        ({"base_url": OPENAI_URL}, {"key": KEY}, {}, OPENAI_MODEL, OPENAI_URL, True),
        ({"base_url": "http://h/v1", "model": "m"}, {"url": "http://g/v1", "key": KEY}, {}, "m", "http://g/v1", True),
        ({"base_url": "http://h/v1"}, {}, {"base_url": "http://g/v1"}, OPENAI_MODEL, "http://g/v1", False),
        ({"model": "m"}, {"key": KEY}, {}, "m", OPENAI_URL, True),
        ({"model": "m"}, {"key": KEY, "model": "n"}, {"model": "o"}, "o", OPENAI_URL, True),
        ({"model": DEFAULT_MODEL}, {"key": KEY, "url": "http://h/v1"}, {}, DEFAULT_MODEL, None, False),
        ({"base_url": "http://h/v1", "model": DEFAULT_MODEL}, {}, {}, DEFAULT_MODEL, "http://h/v1", False),
        ({"base_url": "http://h/v1"}, {"model": DEFAULT_MODEL}, {}, DEFAULT_MODEL, None, False),
        ({"base_url": "http://h/v1"}, {}, {"model": DEFAULT_MODEL}, DEFAULT_MODEL, None, False),
    ],
)
def test_the_environment_goes_before_the_config_file_and_a_table_names_the_model_of_its_server(
    file: dict[str, str],
    environment: dict[str, str],
    flags: dict[str, str],
    model: str,
    base_url: str | None,
    has_key: bool,
) -> None:
    made = replace(config(**environment), settings=Settings(**file), origins=dict.fromkeys(file, "defaults"))
    chosen = select(made, **({"model": None, "base_url": None} | flags))
    assert (chosen.model, chosen.base_url, chosen.api_key is not None) == (model, base_url, has_key)


def test_a_key_that_is_kept_back_is_told_of() -> None:
    chosen = select(config(key=KEY), model=None, base_url="http://h/v1")
    assert chosen.why == "--base-url; the stored key is for another server"
    assert select(config(), model=None, base_url="http://h/v1").why == "--base-url"


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://api.openai.com/v1",
            "https://api.openai.com.evil.example/v1",
            "https://evil.example/api.openai.com/v1",
        ),
        *("https://api.openai.com:8443/v1", "https://api.openai.com/V1", "https://api.openai.com/v1/v1"),
        *(
            "https://api.openai.com/proxy/v1",
            "https://evil.example/v1?x=https://api.openai.com/v1",
        ),
    ],
)
def test_an_address_that_only_looks_like_the_stored_one_gets_no_key(address: str) -> None:
    assert select(config(key=KEY), model=None, base_url=address).api_key is None


@pytest.mark.parametrize("address", ["https:/api.openai.com", "127.0.0.1:8933", "localhost:80", "ftp://h/v1", "h"])
def test_an_address_of_no_server_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="is no address of a server"):
        select(config(key=KEY), model=None, base_url=address)


@settings(deadline=None)  # the first of them imports the keyring
@given(st.text(alphabet="abcAB./:-_1", min_size=1, max_size=30))
def test_the_key_goes_to_the_host_that_it_is_stored_for_and_to_no_other(rest: str) -> None:
    try:
        chosen = select(config(key=KEY, url="https://h.example/v1"), model=None, base_url=f"https://{rest}")
    except UsageError:
        return
    assert chosen.api_key is None or rest.lower().split("/")[0] == "h.example"


@pytest.mark.parametrize(
    ("address", "key", "clear"),
    [
        ("http://models.example/v1", KEY, True),
        ("HTTP://10.0.0.7:8080/v1", KEY, True),
        ("http://models.example/v1", None, False),
        ("https://models.example/v1", KEY, False),
        *((f"http://{host}:8080/v1", KEY, False) for host in ("localhost", "127.0.0.1", "127.8.8.8", "[::1]")),
        (None, None, False),
    ],
)
def test_a_key_that_would_be_sent_in_the_clear_to_another_machine_is_noticed(
    address: str | None, key: str | None, clear: bool
) -> None:
    chosen = select(config(key=key, url=address), model=None, base_url=None)
    assert chosen.base_url == address
    assert chosen.in_the_clear is clear


def test_a_model_of_a_server_without_a_server_is_an_error_that_names_the_embedded_ones() -> None:
    with pytest.raises(UsageError) as caught:
        select(config(model="gpt-99"), model=None, base_url=None)
    assert DEFAULT_MODEL in str(caught.value.hint)


@pytest.mark.parametrize(
    ("stored", "flag", "source"),
    [
        ("http://u:secret@h/v1", None, "OPENAI_BASE_URL"),
        (None, "http://u:secret@h/v1", "--base-url"),
        (None, "http://[::1/secret", "--base-url"),
    ],
)
def test_an_address_with_a_password_in_it_is_refused_and_not_shown(
    stored: str | None, flag: str | None, source: str
) -> None:
    with pytest.raises(UsageError) as caught:
        select(config(url=stored), model=None, base_url=flag)
    assert caught.value.message.startswith(source)
    assert "secret" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.anyio
async def test_a_server_is_connected_to_without_anything_being_sent() -> None:
    chosen = Selection("m", "http://127.0.0.1:9/v1", None, "--base-url")
    backend = await connect(chosen, cache_dir=Path("c"), capabilities=Capabilities(), on_progress=lambda _: None)
    assert isinstance(backend, OpenAIBackend)
    assert (backend.name, backend.model) == ("http://127.0.0.1:9/v1", "m")
    await backend.close()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("models", "asked", "why"),
    [
        (("local-8b",), "local-8b", "--base-url; the only model that it lists"),
        (("other", OPENAI_MODEL), OPENAI_MODEL, "--base-url"),
    ],
)
async def test_of_a_server_whose_model_nobody_named_the_only_one_that_it_lists_is_taken(
    models: tuple[str, ...], asked: str, why: str
) -> None:
    with FaultyServer(models=models) as server:
        chosen = await settled(select(config(), model=None, base_url=server.url))
        named = await settled(select(config(), model="m", base_url=server.url))
    assert (chosen.model, chosen.why, chosen.assumed) == (asked, why, False)
    assert named.model == "m"
    assert server.paths.count("/v1/models") == 1


@pytest.mark.anyio
async def test_of_several_models_none_is_taken_and_the_hint_lists_them() -> None:
    server = FaultyServer(models=tuple(f"m-{number}" for number in range(22)))
    with server, pytest.raises(UsageError, match="no model is named") as caught:
        await settled(select(config(), model=None, base_url=server.url))
    assert "m-0, m-1, " in (caught.value.hint or "")
    assert (caught.value.hint or "").endswith("m-19 and 2 more")


@pytest.mark.anyio
async def test_a_server_that_lists_no_models_is_asked_for_the_usual_one() -> None:
    with FaultyServer() as server:
        url = server.url
    assert await settled(select(config(), model=None, base_url=url)) == select(config(), model=None, base_url=url)


@pytest.mark.parametrize(
    ("flag", "file", "embedded", "seconds"),
    [
        (None, None, True, 1_800.0),
        (None, None, False, 300.0),
        (None, 300.0, True, 300.0),
        (20.0, 300.0, True, 20.0),
        (20.0, None, False, 20.0),
    ],
)
def test_the_embedded_model_has_the_time_that_it_takes_unless_the_user_says_how_long(
    flag: float | None, file: float | None, embedded: bool, seconds: float
) -> None:
    used = (
        config()
        if file is None
        else replace(config(), settings=Settings(timeout=file), origins={"timeout": "defaults"})
    )
    chosen = select(used, model=None, base_url=None if embedded else "http://127.0.0.1:9/v1")
    assert seconds_of(chosen, seconds_set(used, flag)) == seconds


def test_a_server_on_this_machine_without_encryption_needs_no_authorities_and_every_other_has_this_machines():
    here, there = certificates("http://127.0.0.1:8080/v1"), certificates("https://models.example/v1")
    assert here.cert_store_stats()["x509_ca"] == 0
    assert here.verify_mode is ssl.CERT_REQUIRED
    assert there is certificates("https://localhost:8443/v1")
    assert there is certificates("http://models.example/v1")  # a proxy may be asked with encryption
    assert there.cert_store_stats()["x509_ca"] > 0
