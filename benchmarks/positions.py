"""Who said what, against what people annotated: `summarizer` beside its peers, on one model, in one run.

    python benchmarks/positions.py --data DIR --articles 30 --peer-python instructor=VENV/bin/python \\
        --peer-python langextract=VENV/bin/python --out report.json

DIR/polnear/polnear_dev30.jsonl is gold in the format of docs/eval.md. One embedded server answers everybody; each
article is given to all in turn, to each in a process of its own that is ended at the deadline. `peers/` has what is
run. A row without a Python of its own runs in this one. ``--baseline FILE.py`` is another program, run as
``python FILE.py GOLD.jsonl OUT.jsonl`` before the others (its Python: ``--peer-python baseline=…``).

One scorer for all: that of ``summarizer eval``. An article that failed or overran counts as one in which nothing was
found. A quote of ours with several spans counts with its longest.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import anyio

from summarizer.backends import llama_server
from summarizer.backends.catalogue import DEFAULT_MODEL
from summarizer.backends.embedded import DEFAULT_CONTEXT
from summarizer.backends.fetching import ensure
from summarizer.config import load_config
from summarizer.evaluating.gold import Gold, read_gold
from summarizer.evaluating.predictions import PredictedPosition, Prediction
from summarizer.evaluating.report import report_of, score_all, to_json
from summarizer.evaluating.scoring import pooled

HERE = Path(__file__).parent
SCRIPTS = {
    "ours": "ours.py",
    "plain": "plain.py",
    "langextract": "with_langextract.py",
    "instructor": "with_instructor.py",
}
FIGURES = ("position_precision", "holder_accuracy", "attribution_recall", "holder_recall", "positions", "verbatim")
HEAD = ("precision", "holder acc.", "attr. recall", "holder rec.", "positions", "verbatim")
VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Server:
    """The embedded model's server, which all ask."""

    base_url: str
    key: str
    model: str


@dataclass(slots=True)
class Row:
    """One who is measured: how it is run, and what it found so far, by the articles' ids."""

    name: str
    command: tuple[str, ...]
    found: dict[str, dict[str, object]] = field(default_factory=dict)


@contextmanager
def serving() -> Iterator[Server]:
    """The server that `start_embedded` starts, with a key that other programs can be given too."""
    file = anyio.run(lambda: ensure(DEFAULT_MODEL, cache_dir=load_config().cache_dir))
    key = secrets.token_urlsafe(32)
    task = {"file": str(file), "name": DEFAULT_MODEL, "key": key}
    options = {"context": DEFAULT_CONTEXT, "plain": False, "threads": None, "prefixes": None}
    with tempfile.TemporaryFile() as log:
        command = [sys.executable, "-P", llama_server.__file__]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            print(json.dumps(task | options), file=process.stdin, flush=True)
            if not (line := process.stdout.readline()):
                log.seek(0)
                sys.exit(f"the server ended ({process.wait()}): {log.read().decode(errors='replace')[-1000:]}")
            yield Server(json.loads(line)["address"] + "/v1", key, DEFAULT_MODEL)
        finally:
            process.kill()
            process.wait()


def asked(row: Row, server: Server, article: Path, id: str, deadline: float) -> dict[str, object]:
    """What the row's program finds in the article; an error if it fails or takes longer than the deadline."""
    environment = os.environ | {"PEER_KEY": server.key}
    start = time.monotonic()
    try:
        done = subprocess.run(
            [*row.command, server.base_url, server.model, str(article)],
            capture_output=True,
            text=True,
            timeout=deadline,
            env=environment,
            check=False,
        )
        answer = json.loads(done.stdout.strip().rpartition("\n")[2])
        return dict(answer)
    except subprocess.TimeoutExpired:
        error = f"overran {deadline:g} s"
    except ValueError:
        error = f"exit code {done.returncode}: {done.stderr.strip().rpartition(chr(10))[2]}"
    return {"id": id, "positions": [], "seconds": time.monotonic() - start, "error": error}


def by_baseline(command: Sequence[str], gold: Path, out: Path, count: int) -> dict[str, dict[str, object]]:
    """What a program finds that takes all articles at once; each takes the same share of its seconds."""
    start = time.monotonic()
    subprocess.run([*command, str(gold), str(out)], check=True, stdout=sys.stderr)
    seconds = (time.monotonic() - start) / count
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return {row["id"]: row | {"seconds": seconds, "error": None} for row in rows}


# --------------------------------------------------------------------------------------------- scoring


def prediction_of(row: Mapping[str, object], *, verified: bool = False) -> Prediction:
    """A program's answer as the scorer takes it; with `verified`, only the positions with that verdict."""
    positions = row["positions"]
    assert isinstance(positions, list)
    counts = [count for name in ("prompt_tokens", "completion_tokens") if isinstance(count := row.get(name), int)]
    seconds, error = row.get("seconds"), row.get("error")
    return Prediction(
        str(row["id"]),
        positions=tuple(
            PredictedPosition(one.get("holder"), one.get("quote"), tuple(one.get("aliases") or ()), one.get("verdict"))
            for one in positions
            if not verified or one.get("verdict") == VERIFIED
        ),
        tokens=sum(counts) if counts else None,
        seconds=float(seconds) if isinstance(seconds, int | float) else None,
        error=str(error) if error else None,
    )


def figures_of(gold: Gold, row: Row) -> dict[str, object]:
    """The row's figures over the articles that it has been given, and what they were counted from."""
    judged = replace(gold, articles=tuple(one for one in gold.articles if one.id in row.found))
    report = report_of(judged, {id: prediction_of(one) for id, one in row.found.items()}, run={"run": row.name})
    only = {id: prediction_of(one, verified=True) for id, one in row.found.items()}
    verified = [score.ratios["holder_accuracy"] for score in score_all(judged, only)]
    count = sum(len(one.positions) for one in only.values())
    return {
        **to_json(report),
        "overran": sum(str(one.get("error") or "").startswith("overran") for one in row.found.values()),
        "verified": {"positions": count, "holder_accuracy": pooled(verified)} if count else None,
        "predictions": list(row.found.values()),
    }


def table(rows: Mapping[str, dict[str, object]]) -> str:
    """The figures for people; a dash is what could not be measured."""
    lines = [" ".join(("".ljust(12), *(name.rjust(12) for name in (*HEAD, "seconds", "tokens", "failed", "overran"))))]
    for name, figures in rows.items():
        measured, failed = figures["figures"], figures["failed"]
        assert isinstance(measured, dict)
        assert isinstance(failed, dict)
        cells = [_shown(measured, figure, ".1f" if figure == "positions" else ".3f") for figure in FIGURES]
        cells += [_shown(measured, "seconds", ".1f"), _shown(measured, "tokens", ",.0f")]
        cells += [str(len(failed)), str(figures["overran"])]
        lines.append(" ".join((name.ljust(12), *(cell.rjust(12) for cell in cells))))
        if isinstance(verified := figures["verified"], dict) and verified["holder_accuracy"] is not None:
            share = verified["holder_accuracy"]
            lines.append(f"  of the {verified['positions']} verified positions: holder accuracy {share:.3f}")
    return "\n".join(lines)


def _shown(measured: Mapping[str, dict[str, float | None]], name: str, form: str) -> str:
    value = measured[name]["value"] if name in measured else None
    return "–" if value is None else format(value, form)


# ------------------------------------------------------------------------------------------------- run


def measure(options: argparse.Namespace) -> None:
    """Gives each article to each row, says and writes after each what there is, and prints the table."""
    path = options.data / "polnear" / "polnear_dev30.jsonl"
    gold = read_gold(path, limit=options.articles)
    pythons = dict(pair.split("=", 1) for pair in options.peer_python)
    chosen = (
        options.only.split(",")
        if options.only
        else [name for name in SCRIPTS if name in {"ours", "plain"} | {*pythons}]
    )
    rows = [Row(name, (pythons.get(name, sys.executable), str(HERE / "peers" / SCRIPTS[name]))) for name in chosen]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HERE.parent), os.environ.get("PYTHONPATH"))))
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "article.json"
        if options.baseline:
            rows.append(baseline(options.baseline, pythons, path, gold, Path(folder)))
        with serving() as server:
            for number, one in enumerate(gold.articles, 1):
                article.write_text(json.dumps({"id": one.id, "text": one.text}), "utf-8")
                for row in rows[: len(chosen)]:
                    row.found[one.id] = asked(row, server, article, one.id, options.deadline)
                    print(f"[{number}/{len(gold.articles)}] {one.id} {told(row.found[one.id], row, gold)}", flush=True)
                figures = {row.name: figures_of(gold, row) for row in rows}
                if options.out:
                    options.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False), "utf-8")
        print(table(figures), flush=True)


def baseline(file: Path, pythons: Mapping[str, str], path: Path, gold: Gold, folder: Path) -> Row:
    """The row of the other program, which has been run."""
    cut = folder / "gold.jsonl"
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    cut.write_text("\n".join(lines[: len(gold.articles)]) + "\n", "utf-8")
    command = (pythons.get("baseline", sys.executable), str(file))
    return Row("baseline", command, by_baseline(command, cut, folder / "out.jsonl", len(gold.articles)))


def told(found: Mapping[str, object], row: Row, gold: Gold) -> str:
    """One answer, in a line."""
    prediction = prediction_of(found)
    judged = replace(gold, articles=tuple(one for one in gold.articles if one.id == prediction.id))
    right = score_all(judged, {prediction.id: prediction})[0].ratios["position_precision"]
    count = f"{right.numerator:g} of {right.denominator:g} right ({len(prediction.positions)} positions)"
    cost = f"{prediction.seconds or 0:.1f} s, {prediction.tokens or 0} tokens"
    return f"{row.name}: {count}, {cost}" + (f"; {prediction.error}" if prediction.error else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--articles", type=int, default=30, metavar="N", help="from the top")
    parser.add_argument("--only", metavar="NAMES", help=f"of {','.join(SCRIPTS)}; default: those that can run")
    parser.add_argument("--peer-python", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--baseline", type=Path, metavar="FILE.py")
    parser.add_argument("--deadline", type=float, default=300, metavar="SECONDS", help="for one article")
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="figures and predictions, after each article")
    options = parser.parse_args()
    if unknown := {*(options.only or "").split(",")} - {"", *SCRIPTS}:
        parser.error(f"--only: no {', '.join(sorted(unknown))} (there are {', '.join(SCRIPTS)})")
    for pair in options.peer_python:
        name, _, python = pair.partition("=")
        if name not in {*SCRIPTS, "baseline"} or shutil.which(python) is None:
            parser.error(f"--peer-python: {pair!r} names no row or no program")
    measure(options)


if __name__ == "__main__":
    main()
