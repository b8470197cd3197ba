"""A report says what was measured, how sure it is, and where each error stands."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from annotated import TEXT, record

from summarizer.errors import UsageError
from summarizer.evaluating.floors import below, floors_from, moved, read_floors, write_floors
from summarizer.evaluating.gold import Gold, read_gold
from summarizer.evaluating.page import to_html
from summarizer.evaluating.predictions import (
    PredictedActor,
    PredictedPosition,
    PredictedRisk,
    Prediction,
    read_predictions,
    write_predictions,
)
from summarizer.evaluating.report import FIGURES, Report, report_of, to_json
from summarizer.evaluating.table import to_text

WHOLE = Prediction(
    "ferry",
    (
        PredictedPosition("Ines Quill", "We cannot wait for winter", ("mayor",), "verified"),
        PredictedPosition("Tobias Fenn", "the harbour is full", (), "unverified"),
        PredictedPosition("Fenn", "words of nobody"),
        PredictedPosition(None, "Locals fear"),
        PredictedPosition("Ines Quill", "the money is gone"),
    ),
    actors=(PredictedActor("Ines Quill", ("mayor",)), PredictedActor("Moon Base"), PredictedActor("Ferry vote")),
    risks=(PredictedRisk("the ferry could ruin the fishing boats"),),
    supported=6,
    unsupported=2,
    tokens=1200,
    seconds=3.25,
)


def gold_of(folder: Path, count: int = 4, **changes: object) -> Gold:
    path = folder / "gold.jsonl"
    rows = [record() | {"id": "ferry" if number == 0 else f"ferry{number}"} | changes for number in range(count)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read_gold(path, name="ferries")


def worse(id_: str) -> Prediction:
    return Prediction(id_, (PredictedPosition("Ines Quill", "the ferry could ruin"),), seconds=1)


def report(folder: Path, *, against: bool = False, **changes: object) -> Report:
    gold = gold_of(folder, **changes)
    found = {"ferry": WHOLE} | {f"ferry{n}": Prediction(f"ferry{n}", WHOLE.positions[:2]) for n in (1, 2, 3)}
    others = {name: worse(name) for name in found}
    return report_of(
        gold, found, run={"model": "m-1", "prompt_sha256": "0" * 64}, against=("b", others) if against else None
    )


# --------------------------------------------------------------------------------------------- files


def test_predictions_that_are_written_are_read_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    failed = Prediction("b", error="the article is empty")
    path.write_text(write_predictions([WHOLE, failed]))
    assert read_predictions(path) == {"ferry": WHOLE, "b": failed}


def test_predictions_of_other_programs_need_no_more_than_ids_and_positions(tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    path.write_text('{"id": "ferry", "positions": [{"holder": "x", "quote": "y", "span": [1, 2]}, {}]}\n')
    positions = (PredictedPosition("x", "y"), PredictedPosition(None, None))
    assert read_predictions(path) == {"ferry": Prediction("ferry", positions)}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('{"id": "b"}', ":2: positions: Field required"),
        ('{"id": "b", "positions": [{"holder": 3}]}', ":2: positions[0].holder: "),
        ('{"id": "a", "positions": []}', ":2: a second prediction for 'a'"),
        ("nonsense", ":2: not JSON"),
    ],
)
def test_a_mistake_in_predictions_is_told_with_its_line(tmp_path: Path, row: str, told: str) -> None:
    path = tmp_path / "predictions.jsonl"
    path.write_text(f'{{"id": "a", "positions": []}}\n{row}\n')
    with pytest.raises(UsageError) as caught:
        read_predictions(path)
    assert f"{path}{told}" in caught.value.message


# ------------------------------------------------------------------------------------------- figures


def test_figures_are_pooled_over_articles_with_an_interval(tmp_path: Path) -> None:
    figures = report(tmp_path).figures
    precision = figures["position_precision"]
    assert (precision.numerator, precision.denominator) == (4, 10)
    assert precision.value == 0.4
    assert precision.low is not None
    assert precision.high is not None
    assert precision.low <= 0.4 <= precision.high
    assert list(figures) == [figure.name for figure in FIGURES if figure.name in figures]


def test_a_figure_is_over_the_articles_that_it_is_known_of(tmp_path: Path) -> None:
    figures = report(tmp_path).figures
    assert (figures["tokens"].value, figures["tokens"].denominator, figures["tokens"].low) == (1200, 1, None)


def test_an_article_without_a_prediction_counts_as_found_empty_and_is_told(tmp_path: Path) -> None:
    made = report_of(gold_of(tmp_path), {"ferry": WHOLE, "ferry2": Prediction("ferry2", error="refused")}, run={})
    assert made.figures["attribution_recall"].denominator == 4 * 3
    assert made.notices == (
        "2 of 4 articles have no prediction and count as found empty: ferry1, ferry3",
        "1 of 4 articles failed and count as found empty: ferry2",
    )
    assert to_json(made)["failed"] == {"ferry2": "refused"}


def test_many_ids_are_told_in_short(tmp_path: Path) -> None:
    made = report_of(gold_of(tmp_path, 9), {"ferry": WHOLE}, run={})
    assert made.notices[0].endswith("ferry1, ferry2, ferry3, …")


def test_predictions_of_other_articles_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none of the articles of ferries"):
        report_of(gold_of(tmp_path), {"x": Prediction("x")}, run={})
    with pytest.raises(UsageError, match="the predictions of b are of none"):
        report_of(gold_of(tmp_path), {"ferry": WHOLE}, run={}, against=("b", {"x": Prediction("x")}))


def test_two_runs_are_compared_over_the_articles_and_figures_that_both_have(tmp_path: Path) -> None:
    gold = gold_of(tmp_path)
    found = {f"ferry{n}": Prediction(f"ferry{n}", WHOLE.positions[:1], seconds=2) for n in (1, 2, 3)}
    others = {name: worse(name) for name in ("ferry", "ferry1", "ferry2")}
    against = report_of(gold, found, run={}, against=("b", others)).against
    assert against is not None
    assert against.articles == 3
    assert against.there["position_precision"] == 0
    assert against.differences["position_precision"].difference == 1
    assert against.differences["seconds"].difference == 1
    assert "actor_f1" not in against.differences


def test_the_json_has_a_version_and_every_figure(tmp_path: Path) -> None:
    written: Any = to_json(report(tmp_path, against=True))
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    assert written["version"] == 1
    assert written["gold"]["articles"] == 4
    assert len(written["gold"]["sha256"]) == 64
    precision = written["figures"]["position_precision"]
    assert set(precision) == {"value", "low", "high", "numerator", "denominator"}
    assert precision["value"] == 0.4
    assert set(written["against"]["figures"]["verbatim"]) == {"there", "difference", "low", "high", "p"}


def test_the_table_has_a_line_a_figure_and_leaves_out_hashes(tmp_path: Path) -> None:
    text = to_text(report(tmp_path, against=True))
    assert re.search(r"^position precision +0\.400 +0\.\d{3} to 0\.\d{3} +4 of 10$", text, re.MULTILINE)
    assert re.search(r"^tokens +1,200\.0$", text, re.MULTILINE)
    assert re.search(r"^position precision +0\.000 +\+0\.400 +\S+ to \S+ +0\.\d{3}", text, re.MULTILINE)
    assert text.startswith("ferries, 4 articles: model m-1\n")
    assert "against b, 4 articles" in text


def test_one_article_is_compared_to_nothing(tmp_path: Path) -> None:
    made = report_of(gold_of(tmp_path, 1), {"ferry": WHOLE}, run={}, against=("b", {"ferry": worse("ferry")}))
    assert "nothing to compare" in to_text(made)
    assert "ferries, 1 article:" in to_text(made)


def test_a_figure_of_which_nothing_was_judged_is_a_dash(tmp_path: Path) -> None:
    made = report_of(gold_of(tmp_path, 2), {"ferry": Prediction("ferry")}, run={})
    assert re.search(r"^position precision +– +0 of 0$", to_text(made), re.MULTILINE)
    figures: Any = to_json(made)["figures"]
    assert figures["position_precision"]["value"] is None


# -------------------------------------------------------------------------------------------- floors


def test_a_figure_below_its_floor_is_told_and_one_at_it_is_not(tmp_path: Path) -> None:
    made = report(tmp_path)
    assert below(made, {"position_precision": 0.4, "verbatim": 0.5}) == []
    assert below(made, {"position_precision": 0.41}) == ["position_precision is 0.4000, below its floor of 0.41"]


def test_a_figure_that_was_not_measured_is_below_any_floor(tmp_path: Path) -> None:
    made = report_of(gold_of(tmp_path), {"ferry": Prediction("ferry")}, run={})
    assert below(made, {"tokens": 0, "verbatim": 0}) == [
        "tokens was not measured; its floor is 0",
        "verbatim was not measured; its floor is 0",
    ]


def test_floors_are_raised_and_only_lowered_by_who_says_so(tmp_path: Path) -> None:
    made = report(tmp_path)
    floors = {"position_precision": 0.9, "verbatim": 0.1, "unverified_rate": 0.2}
    assert moved(floors, made, lower=False) == {"position_precision": 0.9, "verbatim": 0.9, "unverified_rate": 0.5}
    assert moved(floors, made, lower=True)["position_precision"] == 0.4
    assert moved({"tokens": 3}, report_of(gold_of(tmp_path), {"ferry": Prediction("ferry")}, run={}), lower=True) == {
        "tokens": 3
    }


def test_floors_are_written_and_read(tmp_path: Path) -> None:
    write_floors(tmp_path / "floors.json", {"verbatim": 0.9, "tokens": 3})
    assert read_floors(tmp_path / "floors.json") == {"verbatim": 0.9, "tokens": 3}
    assert floors_from(["verbatim=.9", "tokens=3"]) == {"verbatim": 0.9, "tokens": 3}
    with pytest.raises(UsageError, match="cannot write"):
        write_floors(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "no object"),
        ("{", "not JSON"),
        ('{"verbatim": "1"}', "'verbatim' is no number"),
        ('{"verbatim": true}', "'verbatim' is no number"),
        ('{"verbatm": 1}', "no figure 'verbatm'"),
        (b"\xff", "codec"),
    ],
)
def test_a_file_of_floors_is_read_strictly(tmp_path: Path, text: str | bytes, told: str) -> None:
    (tmp_path / "floors.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError, match=told) as caught:
        read_floors(tmp_path / "floors.json")
    assert "floors.json" in caught.value.message


def test_a_file_of_floors_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read"):
        read_floors(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("pair", "told"),
    [("verbatim", "no floor"), ("verbatim=x", "no floor"), ("moon=1", "no figure"), ("verbatim=nan", "not finite")],
)
def test_a_floor_on_the_command_line_is_a_figure_and_a_number(pair: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        floors_from([pair])


# ---------------------------------------------------------------------------------------------- page


class Reader(HTMLParser):
    """Tags, ids, links, and the text of each article."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.articles: list[str] = []
        self._inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "div" and dict(attrs).get("class") == "text":
            self._inside = True
            self.articles.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.articles[-1] += data

    def values(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute)) is not None]


def test_the_page_shows_each_article_as_it_is_with_its_errors_at_their_places(tmp_path: Path) -> None:
    page = to_html(report(tmp_path, against=True))
    reader = Reader(page)
    assert reader.articles == [TEXT] * 4
    links = [link[1:] for link in reader.values("href") if link.startswith("#")]
    ids = reader.values("id")
    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)
    wrong = re.search(r'<a id="a1p1"></a><mark class="([^"]*)">the harbour is full</mark>', page)
    assert wrong is not None
    assert {"said", "wrong-holder", "missed"} <= set(wrong[1].split())
    assert '“the harbour is full” <span class="note">said by Tobias Fenn; the article: She</span>' in page
    for kind in (
        "wrong holder",
        "not verbatim",
        "in no attribution",
        "missed",
        "missed risk",
        "wrong actor",
        "missed actor",
    ):
        assert re.search(rf"<(a|span) class=\"kind\"[^>]*>{kind}</", page), kind
    assert "event, which is no salient actor" in page


def test_the_page_runs_nothing_and_asks_for_nothing(tmp_path: Path) -> None:
    page = to_html(report(tmp_path))
    reader = Reader(page)
    assert not {"script", "img", "link", "iframe", "form", "object"} & {tag for tag, _ in reader.tags}
    assert not [name for _, attrs in reader.tags for name in attrs if name.startswith("on") or name == "style"]
    policy = next(
        attrs["content"] for tag, attrs in reader.tags if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_what_an_article_or_a_model_says_is_text_and_never_markup(tmp_path: Path) -> None:
    attack = "</div><script>alert(1)</script>\" onload=x '{{ 7 * 7 }}"
    hidden = "a\u202eb\u0000\u200b"
    text = f"{attack} {hidden}\n\tend"
    path = tmp_path / "gold.jsonl"
    row = {
        "id": attack,
        "text": text,
        "title": attack,
        "url": "javascript:alert(1)",
        "attributions": [{"source": {"spans": [[0, 6]]}, "content": {"spans": [[0, len(text)]]}}],
        "actors": [{"entity_id": "1", "type": attack, "salience": 0, "proper_name_mentions": [attack]}],
    }
    path.write_text(json.dumps(row))
    found = Prediction(attack, (PredictedPosition(attack, attack),), actors=(PredictedActor(attack),), error=attack)
    page = to_html(report_of(read_gold(path, name=attack), {attack: found}, run={attack: attack}))
    assert "<script" not in page
    assert "49" not in page.partition("<body>")[2]
    assert "javascript:" not in page
    assert Reader(page).articles == [f"{attack} a\ufffdb\ufffd\ufffd\n\tend"]
