"""What all tests share: asyncio for async tests, the faulty server, and how cassettes are kept."""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty_server import FaultyServer
from vcr.cassette import Cassette
from vcr.request import Request

from summarizer.backends.catalogue import model_path
from summarizer.config import load_config
from summarizer.proposing import Parser, load_parser

# Models are fetched by pip, a process of its own, which no block of sockets in this one reaches.
os.environ |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}

# Nor do tests see what the one who runs them has set, noted or stored for the program.
_NOWHERE = Path(tempfile.gettempdir()) / "summarizer-tests-nowhere"
os.environ |= {
    "XDG_CONFIG_HOME": str(_NOWHERE),
    "XDG_STATE_HOME": str(_NOWHERE),
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
}
os.environ.pop("SUMMARIZER_PROFILE", None)

CASSETTES = Path(__file__).parent.parent / "cassettes"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer() as running:
        yield running


# ----------------------------------------------------------------------------------------- a user

TEXT = (
    "Alte Brücke in Brackwasser wird im Mai geschlossen\n\n„Wir können nicht warten, bis sie einstürzt“, sagte "
    "Bürgermeisterin Ines Quill den Räten der Stadt. Die alte Brücke ist seit einem Jahr nicht mehr sicher.\n"
)


@pytest.fixture
def no_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the config folder would be of a user who has none, and whose other folders and working directory are the
    test's too.
    """
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "SUMMARIZER_MODEL", "SUMMARIZER_ASSETS", "SUMMARIZER_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "config" / "summarizer"


@pytest.fixture
def config_folder(no_config: Path) -> Path:
    """Of a user who has set nothing."""
    no_config.mkdir(parents=True)
    return no_config


@pytest.fixture
def article_txt(config_folder: Path, tmp_path: Path) -> Path:
    """An article in the working directory, in a language without a parse model."""
    path = tmp_path / "article.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def key(config_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A key that the user has set, and that stands in no file in the end."""
    secret = "sk-canary-77a1"
    monkeypatch.setenv("OPENAI_API_KEY", secret)
    yield secret
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    assert kept == [], "the key is in a file"


# ----------------------------------------------------------------------------------------- parsers


def _parser(name: str, language: str, variable: str) -> Parser:
    """The parser from the program's own cache of models, else from the folder that the variable names."""
    folder = model_path(name, cache_dir=load_config().cache_dir) or os.environ.get(variable)
    if folder is None:
        pytest.skip(f"no parse model: summarizer models pull {name}, or set {variable}")
    return load_parser(Path(folder), language=language)


@pytest.fixture(scope="session")
def english_parser() -> Parser:
    return _parser("en_core_web_sm", "en", "SUMMARIZER_PARSE_EN")


@pytest.fixture(scope="session")
def french_parser() -> Parser:
    return _parser("fr_core_news_sm", "fr", "SUMMARIZER_PARSE_FR")


# --------------------------------------------------------------------------------------- cassettes

KEPT_REQUEST_HEADERS = {"accept", "content-type"}
KEPT_RESPONSE_HEADERS = {"content-type", "retry-after", "retry-after-ms"}


def _kept_request(request: Request) -> Request:
    """The request without secrets and without the port, which differs from run to run on this machine."""
    request.headers = {name: value for name, value in request.headers.items() if name.lower() in KEPT_REQUEST_HEADERS}
    request.uri = re.sub(r"^(https?://(?:127\.0\.0\.1|localhost)):\d+", r"\1", request.uri)
    return request


def _kept_response(response: dict) -> dict:
    headers = {name: value for name, value in response["headers"].items() if name.lower() in KEPT_RESPONSE_HEADERS}
    return {**response, "headers": headers}


@pytest.fixture
def vcr_config() -> dict[str, object]:
    return {
        "match_on": ["method", "path", "body"],
        "before_record_request": _kept_request,
        "before_record_response": _kept_response,
        "decode_compressed_response": True,
    }


@pytest.fixture(scope="module")
def vcr_cassette_dir(request: pytest.FixtureRequest) -> str:
    return str(CASSETTES / request.path.stem)


def unused_exchanges(cassette: Cassette) -> list[str]:
    """The recorded exchanges that nothing asked for."""
    return [
        f"{request.method} {request.uri}"
        for index, request in enumerate(cassette.requests)
        if not cassette.play_counts[index]
    ]


@pytest.fixture(autouse=True)
def _every_recorded_exchange_is_used(vcr: Cassette | None, record_mode: str) -> Iterator[None]:
    yield
    if vcr is not None and record_mode == "none":
        assert not unused_exchanges(vcr), "these recorded exchanges are not used any more; record the test anew"
