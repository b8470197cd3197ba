"""`summarizer cache`, and that a run pays for nothing twice."""

import json
import os
import time

import pytest

from summarizer.backends.capabilities import Capabilities
from summarizer.backends.selecting import Selection, connect
from summarizer.cli.cache import seconds_in
from summarizer.cli.main import main
from summarizer.errors import UsageError

pytestmark = pytest.mark.usefixtures("article_txt")


@pytest.fixture
def ran(capsys, server):
    """Runs, and has the envelope, what stderr was told, and how many requests the server had."""

    def run(*words):
        before = len(server.bodies)
        assert main(["run", "article.txt", "--base-url", server.url, "--format", "json", *words]) == 0
        told = capsys.readouterr()
        return json.loads(told.out), told.err, len(server.bodies) - before

    return run


def outcomes(envelope):
    return {attempt["outcome"] for attempt in envelope["run"]["attempts"]}


def test_the_same_question_is_paid_for_once_and_it_is_said(ran):
    first, told, asked = ran()
    assert asked > 0
    assert outcomes(first) == {"ok"}
    assert "cache" not in told
    again, told, asked_again = ran()
    assert asked_again == 0
    assert outcomes(again) == {"cached"}
    assert again["brief"] == first["brief"]
    assert again["run"]["usage"] == first["run"]["usage"]
    assert f"{asked} of {asked} replies from the cache (took " in told


@pytest.mark.parametrize(
    "change",
    [("--model", "other"), ("--temperature", "1"), ("--prompt", "headline"), ("--max-tokens", "999")],
)
def test_another_question_is_asked(ran, change):
    ran()
    changed, _, asked = ran(*change)
    assert asked > 0
    assert outcomes(changed) == {"ok"}


def test_another_article_is_asked_about(ran, article_txt):
    ran()
    article_txt.write_text(article_txt.read_text("utf-8").replace("Quill", "Quell"), "utf-8")
    assert ran()[2] > 0


def test_without_the_cache_it_is_asked_anew_and_nothing_is_kept(ran, tmp_path, config_folder):
    for _ in range(2):
        assert ran("--no-cache")[2] > 0
    assert not (tmp_path / "cache" / "replies").exists()
    (config_folder / "config.toml").write_text("[defaults]\ncache = false\n")
    assert ran()[2] > 0
    assert not (tmp_path / "cache" / "replies").exists()
    assert ran("--cache")[2] > 0
    assert ran("--cache")[2] == 0


def test_a_cache_that_cannot_be_written_is_told_and_costs_no_brief(ran, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "replies").write_text("in the way")
    _, told, asked = ran()
    assert f"warning: {asked} replies could not be kept" in told


@pytest.mark.anyio
async def test_a_kept_backend_starts_nothing_until_it_has_to_ask(tmp_path):
    from summarizer.backends.capabilities import Capabilities

    chosen = Selection("qwen2.5-coder-1.5b", None, None, "")
    backend = await connect(chosen, cache_dir=tmp_path / "c", capabilities=Capabilities(), on_progress=print, keep=True)
    assert (backend.name, backend.model) == ("embedded", "qwen2.5-coder-1.5b")
    await backend.close()
    assert not (tmp_path / "c").exists()


def test_the_parts_of_the_cache_are_shown_with_their_sizes(capsys, tmp_path):
    assert main(["cache", "stats"]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'cache'}\n"
    (tmp_path / "cache" / "models").mkdir(parents=True)
    (tmp_path / "cache" / "models" / "m.gguf").write_bytes(bytes(2_500_000))
    (tmp_path / "cache" / "models" / "link").symlink_to("m.gguf")
    assert main(["cache", "stats"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == ["models", "1", "file", "2.5", "MB"]
    assert main(["cache", "stats", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["parts"] == {"models": {"files": 1, "bytes": 2_500_000}}


def test_replies_of_an_age_are_cleared_and_models_stay(capsys, ran, tmp_path):
    _, _, asked = ran()
    replies = tmp_path / "cache" / "replies"
    old, *others = sorted(replies.rglob("*.json"))
    os.utime(old, (time.time() - 40 * 86_400,) * 2)
    model = tmp_path / "cache" / "models" / "m.gguf"
    model.parent.mkdir()
    model.write_bytes(b"model")
    (replies / "mine.json").write_text("not ours")
    assert main(["cache", "clear", "--older-than", "30d"]) == 0
    assert capsys.readouterr().err.startswith("removed 1 reply, ")
    assert not old.exists()
    assert all(other.exists() for other in others)
    assert main(["cache", "clear"]) == 0
    assert capsys.readouterr().err.startswith(f"removed {asked - 1} replies")
    assert [path.name for path in replies.rglob("*.json")] == ["mine.json"]
    assert model.exists()


def test_what_servers_refuse_is_forgotten_with_the_replies(capsys, tmp_path):
    Capabilities(tmp_path / "cache" / "capabilities").refuse("http://127.0.0.1/v1", "m", "temperature")
    assert main(["cache", "clear", "--older-than", "1d"]) == 0
    assert "forgot" not in capsys.readouterr().err
    assert main(["cache", "clear"]) == 0
    assert capsys.readouterr().err.endswith("forgot what 1 server refuses\n")
    assert not Capabilities(tmp_path / "cache" / "capabilities").known("http://127.0.0.1/v1", "m").refused


@pytest.mark.parametrize(("age", "seconds"), [("90m", 5_400), ("12h", 43_200), ("30d", 2_592_000), ("1w", 604_800)])
def test_an_age_is_a_number_and_a_unit(age, seconds):
    assert seconds_in(age) == seconds


@pytest.mark.parametrize("age", ["", "30", "d", "30 d", "-3d", "3y", "9999999d"])
def test_what_is_no_age_is_refused(age, capsys):
    with pytest.raises(UsageError):
        seconds_in(age)
