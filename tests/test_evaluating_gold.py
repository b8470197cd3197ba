"""Gold is read strictly: what is wrong with a line is told by file, line and field."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from annotated import TEXT, record, said, words

from summarizer.errors import UsageError
from summarizer.evaluating.gold import Gold, find_gold, read_gold
from summarizer.types import Span


def put(folder: Path, *rows: object, name: str = "gold.jsonl") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


def read(folder: Path, *rows: object, limit: int | None = None) -> Gold:
    return read_gold(put(folder, *rows), limit=limit)


def test_an_article_is_read_with_all_that_people_found_in_it(tmp_path: Path) -> None:
    [article] = read(tmp_path, record()).articles
    assert (article.id, article.text, article.title) == ("ferry", TEXT, "Ferry vote")
    first, second, third, _ = article.attributions or ()
    assert first.source_words == ("mayor Ines Quill",)
    assert [TEXT[span.start : span.end] for span in first.content] == ["We cannot wait for winter"]
    assert second.names == ("mayor Ines Quill",)
    assert first.holder == second.holder == "entity e1"
    assert third.holder is None
    assert [actor.salience for actor in article.actors or ()] == [4, 1, 0, 3, 2, 2]
    assert len(article.risks or ()) == 2


def test_what_was_not_annotated_is_not_the_same_as_nothing_found(tmp_path: Path) -> None:
    [article] = read(tmp_path, {"id": "a", "text": TEXT, "attributions": [], "risks": []}).articles
    assert (article.attributions, article.actors, article.risks) == ((), None, ())


def test_names_may_come_from_coreference_that_is_not_among_the_actors(tmp_path: Path) -> None:
    chain = {"chain": 0, "named_mentions": ["Ines Quill"], "representative": "Ines Quill"}
    row = {"id": "a", "text": TEXT, "attributions": [said("A", "She", "added", "the harbour", source_coref_auto=chain)]}
    [[one]] = [article.attributions or () for article in read(tmp_path, row).articles]
    assert (one.holder, one.names) == ("chain 0", ("Ines Quill",))


def test_words_beside_the_spans_may_be_left_out(tmp_path: Path) -> None:
    row = {"id": "a", "text": TEXT, "attributions": [{"source": {"spans": [[0, 5]]}, "content": {"spans": [[6, 10]]}}]}
    [[one]] = [article.attributions or () for article in read(tmp_path, row).articles]
    assert (one.id, one.source_words, one.content, one.cue) == ("A1", ("Ferry",), (Span(6, 10),), ())


def test_keys_that_are_not_known_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    path = put(tmp_path, record() | {"publisher": "x", "summaries": [1]}, "", "  ", record() | {"id": "other"})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [article.id for article in read_gold(path).articles] == ["ferry", "other"]


def test_a_limit_takes_the_first_articles(tmp_path: Path) -> None:
    rows = [record() | {"id": str(number)} for number in range(5)]
    assert [article.id for article in read(tmp_path, *rows, limit=2).articles] == ["0", "1"]


def _with(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    row = record()
    change(row)
    return row


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{", ":2: not JSON"),
        ('{"id": "a", "id": "b"}', ":2: not JSON"),
        ("[]", ":2: "),
        (_with(lambda row: row.pop("id")), ":2: id: Field required"),
        (_with(lambda row: row.update(id=3)), ":2: id: "),
        (_with(lambda row: row.update(text="")), ":2: text: "),
        (_with(lambda row: row["attributions"][2].pop("content")), ":2: attributions[2].content: Field required"),
        (_with(lambda row: row["attributions"][0]["cue"].update(spans=[[1, 2, 3]])), "attributions[0].cue.spans[0]"),
        (_with(lambda row: row["attributions"][0]["cue"].update(spans=[[-1, 2]])), "attributions[0].cue.spans[0][0]"),
        (_with(lambda row: row["attributions"][0]["cue"].update(spans=[[True, 2]])), "attributions[0].cue.spans[0][0]"),
        (
            _with(lambda row: row["attributions"][1]["content"].update(spans=[[5, 9999]])),
            "attributions[1].content: no span",
        ),
        (_with(lambda row: row["attributions"][1]["source"].update(spans=[[9, 9]])), "attributions[1].source: no span"),
        (_with(lambda row: row["risks"][1]["content"].update(spans=[[9, 8]])), "risks[1].content: no span"),
        (_with(lambda row: row["actors"][0].update(salience=-1)), "actors[0].salience"),
        ({"id": "a", "text": "Words."}, ":2: no annotation"),
        ({"id": "a", "text": "Half \ud800", "risks": []}, ":2: text: "),
        (record(), ":2: a second article with the id 'ferry'"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_field(tmp_path: Path, row: object, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, record(), row)
    assert str(tmp_path / "gold.jsonl") in caught.value.message
    assert told in caught.value.message
    assert "Half" not in caught.value.message
    assert caught.value.exit_code == 2


def test_spans_that_count_in_bytes_are_noticed_by_the_words_beside_them(tmp_path: Path) -> None:
    row = record()
    row["attributions"][0]["source"]["spans"] = [[at + 4 for at in row["attributions"][0]["source"]["spans"][0]]]
    with pytest.raises(UsageError, match=r"attributions\[0\]\.source: the text at the spans is .* says") as caught:
        read(tmp_path, row)
    assert "not bytes" in str(caught.value.hint)


def test_bytes_that_are_no_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    path = put(tmp_path, record())
    path.write_bytes(path.read_bytes() + b'{"id": "\xff"}\n')
    with pytest.raises(UsageError, match=r"gold\.jsonl:2: "):
        read_gold(path)


def test_a_file_without_articles_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no articles"):
        read(tmp_path, "")


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*No such file"):
        read_gold(tmp_path / "none.jsonl")


# ------------------------------------------------------------------------------------------ finding it


def test_a_data_set_is_a_path_or_a_name_in_the_folder_of_data(tmp_path: Path) -> None:
    path = put(tmp_path / "data" / "ferries", record(), name="ferries_dev.jsonl")
    put(tmp_path / "data" / "ferries", {"id": "ferry", "positions": []}, name="baseline.jsonl")
    data = tmp_path / "data"
    assert find_gold(str(path), None) == path
    assert find_gold("ferries", data) == path
    assert find_gold("ferries/ferries_dev", data) == path
    assert find_gold("ferries/ferries_dev.jsonl", data) == path
    assert find_gold(str(path.parent), None) == path


def test_of_several_sets_in_a_folder_one_has_to_be_named(tmp_path: Path) -> None:
    for name in ("dev", "test"):
        put(tmp_path / "ferries", record(), name=f"{name}.jsonl")
    with pytest.raises(UsageError, match="several") as caught:
        find_gold("ferries", tmp_path)
    assert "dev.jsonl" in str(caught.value.hint)
    assert "test.jsonl" in str(caught.value.hint)


def test_a_folder_without_gold_is_an_error(tmp_path: Path) -> None:
    put(tmp_path / "ferries", {"id": "ferry", "positions": []})
    put(tmp_path / "ferries", name="empty.jsonl")
    with pytest.raises(UsageError, match="no JSONL file with annotated articles"):
        find_gold("ferries", tmp_path)


def test_a_name_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    put(tmp_path / "ferries", record())
    with pytest.raises(UsageError, match="no data set 'feries'") as caught:
        find_gold("feries", tmp_path)
    assert "ferries" in str(caught.value.hint)
    with pytest.raises(UsageError) as caught:
        find_gold("feries", None)
    assert "--data" in str(caught.value.hint)


# --------------------------------------------------------------------------- risks of other files' articles


def passage(*content: str, set_: str = "ferries", id_: str = "ferry", **more: object) -> dict[str, Any]:
    return {"set": set_, "id": id_, "attribution": "E1", "content": words(*content), **more}


def test_passages_are_risks_of_the_articles_that_they_name(tmp_path: Path) -> None:
    put(tmp_path / "x", record(), record() | {"id": "calm"}, name="ferries.jsonl")
    path = put(
        tmp_path / "risk",
        passage("higher fares"),
        passage("the harbour is full", negated_cue=True),
        passage("higher fares", set_="elsewhere"),
        passage("higher fares", id_="unknown"),
    )
    gold = read_gold(path)
    [article] = gold.articles
    assert [[TEXT[span.start : span.end] for span in risk.content] for risk in article.risks or ()] == [
        ["higher fares"]
    ]
    assert len(article.attributions or ()) == 4
    assert gold.notices == (f"2 of 4 passages are left out: their articles are not in {tmp_path}",)


def test_no_notice_is_given_where_all_articles_are_there(tmp_path: Path) -> None:
    put(tmp_path / "x", record(), name="ferries.jsonl")
    assert read_gold(put(tmp_path / "risk", passage("higher fares")), data=tmp_path).notices == ()


def test_passages_of_which_no_article_is_there_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="are not in") as caught:
        read_gold(put(tmp_path / "risk", passage("higher fares")))
    assert caught.value.hint == "they stand in ferries.jsonl"


def test_a_passage_whose_words_stand_elsewhere_is_an_error(tmp_path: Path) -> None:
    put(tmp_path / "x", record(), name="ferries.jsonl")
    wrong = passage("higher fares")
    wrong["content"]["spans"] = [[0, 5]]
    with pytest.raises(UsageError, match=r"gold\.jsonl:1: content: the text at the spans"):
        read_gold(put(tmp_path / "risk", wrong))
