"""What the pages say is so: helps, commands, examples, codes, names of tests, links."""

import ast
import gzip
import io
import json
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby
from pathlib import Path
from threading import Thread

import pytest
from vcr import VCR

from summarizer import errors
from summarizer.assets import find_asset, load_schema
from summarizer.backends.catalogue import entry
from summarizer.checking import check_asset
from summarizer.cli.main import main
from summarizer.prompting import ARTICLE_KEYS, FILTERS, VARIABLES
from summarizer.prompting.dialect import compiled
from summarizer.prompting.sources import Piece, Source
from summarizer.rendering import from_json, loads
from summarizer.salvaging import DOUBTS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(DOCS.rglob("*.md"))
TESTS = {
    name for file in (ROOT / "tests").glob("test_*.py") for name in re.findall(r"def (test_\w+)", file.read_text())
}
# A language that has no parse model, so that nothing has to be fetched.
ARTICLE = (
    "Il consiglio vota sul traghetto\n\nIl consiglio della città voterà a maggio sul nuovo traghetto per le isole. "
    "“Non possiamo aspettare l'inverno”, ha detto la sindaca Ines Quill. Secondo Tobias Fenn, il traghetto "
    "potrebbe rovinare le barche da pesca che sono nel porto.\n"
)

Block = tuple[str, str, str]


def blocks(page: Path, *languages: str) -> list[Block]:
    """Language, file name or "", and text of a page's fenced blocks, in their order; without languages, of all."""
    found = re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
    return [block for block in found if not languages or block[0] in languages]


def calls(script: str) -> list[list[str]]:
    """The words of each call of the program in a block of shell commands."""
    found = []
    for line in script.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="&|;<>")
        lexer.whitespace_split = True
        for is_mark, part in groupby(lexer, lambda word: not word.strip("&|;<>")):
            words = [word for word in part if not re.fullmatch(r"[A-Z_]+=.*", word)]
            if not is_mark and words[:1] == ["summarizer"]:
                found.append(words[1:])
    return found


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an empty config folder and cache, and no server."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "cache"))
    for name in ("SUMMARIZER_ASSETS", "SUMMARIZER_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a server of this machine on which every page is the article."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"" if self.path == "/robots.txt" else ARTICLE.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return None

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


# ---------------------------------------------------------------------------------------- commands


def test_the_page_of_commands_is_what_the_program_prints() -> None:
    generate = runpy.run_path(str(DOCS / "generate.py"))
    assert (DOCS / "cli.md").read_text() == generate["page"](), "run: python docs/generate.py"
    assert f"summarizer {' '.join(max(generate['commands'](), key=len))}" in (DOCS / "cli.md").read_text()


def test_the_man_page_is_what_the_program_prints() -> None:
    generate = runpy.run_path(str(DOCS / "generate.py"))
    assert (DOCS / "summarizer.1").read_text() == generate["man_page"](), "run: python docs/generate.py"


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff")
def test_the_man_page_shows_every_line_of_the_help() -> None:
    page = DOCS / "summarizer.1"
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-P-cbou", "-ww", "-Kutf8", page], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    shown = " ".join(done.stdout.split())
    helps = runpy.run_path(str(DOCS / "generate.py"))["help_of"]
    for words in (("run",), ("log", "show")):
        for line in helps(words).splitlines():
            assert " ".join(line.split()) in shown, line


def test_calls_are_found_among_other_commands() -> None:
    script = "pip install '.[embedded]' && summarizer run a.txt  # why\nK=v summarizer prompts list | head -3\n"
    assert calls(script) == [["run", "a.txt"], ["prompts", "list"]]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "sh")], ids=lambda page: page.name)
def test_every_call_on_a_page_does_what_it_should(
    page: Path, workplace: Path, site: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the order of the page, so that a call finds what the ones before it made; what asks a model is tried dry."""
    for language, name, text in blocks(page):
        if name:
            put(workplace, name, text)
        for words in calls(text) if language == "sh" else ():
            for word in words:
                if word.endswith(".txt"):
                    assert word == "article.txt" or (ROOT / word).is_file()
                    put(workplace, word, ARTICLE)
            if "corpus.jsonl.gz" in words:
                (workplace / "corpus.jsonl.gz").write_bytes(
                    gzip.compress(json.dumps({"id": 1, "text": ARTICLE}).encode())
                )
            if words[0] == "show":
                put(workplace, "brief.json", blocks(DOCS / "envelope.md", "json")[0][2])
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
            if words[:2] == ["models", "pull"]:
                assert [entry(model).name for model in words[2:]] == words[2:]
                continue
            no_model_or_batch = (["prompts", "try"], ["batch", "status"], ["batch", "resume"])
            if words[:2] in no_model_or_batch:
                words = [*words[:2], "--help"]
            if words[1:2] == ["https://example.org/news/dam"]:
                words = [words[0], site, "--allow-private"]
            dry = ["--dry-run"] if words[0] in ("run", "batch") and "--help" not in words else []
            assert main([*words, *dry]) == 0, (words, capsys.readouterr().err)


def test_the_commands_that_a_sentence_names_are_there(workplace: Path) -> None:
    known = set(runpy.run_path(str(DOCS / "generate.py"))["commands"]())
    groups = {words[:-1] for words in known if words}
    for page in PAGES:
        for words in (code.split() for code in re.findall(r"`summarizer ([^`]+)`", page.read_text())):
            command = tuple(words[:2]) if tuple(words[:1]) in groups else tuple(words[:1])
            assert command in known or words[0].startswith("-"), (page.name, words)


# ---------------------------------------------------------------------------------------- examples


def examples(*languages: str) -> list[object]:
    return [
        pytest.param(name, text, id=f"{page.stem}-{number}")
        for page in PAGES
        for number, (_, name, text) in enumerate(blocks(page, *languages), 1)
    ]


@pytest.mark.parametrize(("name", "text"), examples("python"))
def test_every_schema_on_a_page_loads_and_passes_its_check(name: str, text: str, workplace: Path) -> None:
    if "(Item)" not in text:
        compile(text, name or "example", "exec")
        return
    asset = find_asset("schemas", str(put(workplace, name or "example.py", text)), ())
    assert load_schema(asset).model_fields
    assert check_asset(asset, ()) == ()


@pytest.mark.parametrize(("name", "text"), examples("jinja"))
def test_every_template_on_a_page_loads_and_passes_its_check(name: str, text: str, workplace: Path) -> None:
    if not text.startswith("---"):
        compiled(text, source=Source((Piece(text, Path("example"), 1),)))
        return
    prompts = put(workplace, f"prompts/{Path(name or 'example.jinja').name}", text)
    for page in PAGES:  # a template's schema and parts may stand on any page
        for language, other, inside in blocks(page, "python", "json", "jinja"):
            if other and other != name:
                put(workplace, f"{'prompts' if language == 'jinja' else 'schemas'}/{Path(other).name}", inside)
    problems = check_asset(find_asset("prompts", str(prompts), ()), (workplace, ROOT))
    assert [problem for problem in problems if problem.level == "error"] == []


@pytest.mark.parametrize(("name", "text"), examples("json"))
def test_every_json_on_a_page_is_a_schema_an_envelope_or_part_of_one(name: str, text: str, workplace: Path) -> None:
    value = json.loads(text)
    if "properties" in value:
        asset = find_asset("schemas", str(put(workplace, name or "example.json", text)), ())
        assert load_schema(asset).model_fields
        assert check_asset(asset, ()) == ()
    elif "version" in value:
        envelope = from_json(loads(text))
        assert quotes_in(value)
        for quote in quotes_in(value):
            assert quote["quote"] == " … ".join(envelope.article.text[start:end] for start, end in quote["spans"])


def quotes_in(value: object) -> list[dict]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [value] if isinstance(value, dict) and "spans" in value else []
    return own + [quote for part in inside for quote in quotes_in(part)]


def test_the_example_of_an_offline_test_is_recorded_and_replayed(
    server, workplace: Path, vcr_config: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    [(name, text)] = [(name, text) for _, name, text in blocks(DOCS / "offline-tests.md", "python") if name]
    article = put(workplace, "examples/harbour.txt", ARTICLE)
    for mode, url in (("once", server.url), ("none", "http://127.0.0.1:9/v1")):
        source = text.replace("http://127.0.0.1:8080/v1", url)
        assert url in source
        assert str(article.relative_to(workplace)) in source
        example = runpy.run_path(str(put(workplace, name, source)))
        [test] = [function for called, function in example.items() if called.startswith("test_")]
        with VCR(record_mode=mode).use_cassette(str(workplace / "cassette.yaml"), **vcr_config):
            test()
    assert len(server.bodies) > 0


# ------------------------------------------------------------------------------------ names, codes


def test_the_tests_that_a_page_names_are_there() -> None:
    named = {
        name
        for page in PAGES
        for name in re.findall(r"`(test_\w+)`", page.read_text())
        if not (ROOT / "tests" / f"{name}.py").is_file()
    }
    assert named
    assert named <= TESTS, f"no such tests: {sorted(named - TESTS)}"


def test_every_link_leads_to_a_file() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            assert target.startswith("https://") or (page.parent / target).exists(), (page.name, target)


def test_the_source_distribution_has_all_that_the_tests_read() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    included = set(project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"])
    pages = {page.relative_to(ROOT).parts[0] for page in PAGES}
    source = "".join(file.read_text() for file in (ROOT / "tests").rglob("*.py"))
    read = set(re.findall(r'(?:ROOT|parent\.parent) / "([\w.]+)"', source))
    assert {"docs", "examples", "cassettes"} <= read
    assert (pages | read | {"prompts", "schemas"}) - {"pyproject.toml"} <= included  # which is always there
    assert included <= {path.name for path in ROOT.iterdir()}


def test_every_error_is_listed_with_its_exit_code() -> None:
    text = (DOCS / "exit-codes.md").read_text()
    for name in errors.__all__:
        code = getattr(errors, name).exit_code
        if name != "SummarizerError":
            assert re.search(rf"^\| {code} \|.*`{name}`", text, re.MULTILINE), (name, code)


def test_what_a_template_may_use_is_what_the_page_lists() -> None:
    _, _, text = (DOCS / "prompts.md").read_text().partition("## Variables")
    variables, _, rest = text.partition("## The fence")
    assert set(re.findall(r"^\| `(\w+)` \|", variables, re.MULTILINE)) == VARIABLES
    assert set(re.findall(r"`(\w+)`", re.findall(r"^\| `article` \|(.*)", variables, re.MULTILINE)[0])) == ARTICLE_KEYS
    listed = re.findall(r"filters: (.*?)\.\n", rest, re.DOTALL)[0]
    assert set(re.findall(r"`(\w+)`", listed)) == set(FILTERS)


def codes_in(function: str, tree: ast.AST) -> set[str]:
    """The codes that the calls of a function are given as a first argument."""
    found = [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and _called(node) == function
    ]
    return {
        argument.value for argument in found if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_the_codes_of_warnings_are_those_of_the_program() -> None:
    trees = [ast.parse(file.read_text()) for file in (ROOT / "summarizer").rglob("*.py")]
    codes = {code for tree in trees for function in ("Notice", "_note") for code in codes_in(function, tree)}
    table = (DOCS / "envelope.md").read_text().partition("## Warnings")[2].partition("\n## ")[0]
    # Faults of the model's own words become warnings under the faults' codes.
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == codes | {*DOUBTS}
