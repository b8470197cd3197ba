"""The benchmark of `verify`: a summary of an article's own sentences is true, and a slip put into it is not."""

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "verifying.py"
TEXT = (
    "The council of Selwick lost 17 of its 40 boats in the storm on Monday. Clara Berg said that the northern pier, "
    "which was built in March, will not be used this winter. Tobin Vey warned that the repairs cost 12 million dollars "
    "and take 30 weeks. Berg added that Norhaven had lent 5 boats to the fishermen of Selwick, who had asked for 9."
)


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verifying", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    sys.modules["verifying"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_summary_of_the_article_s_own_sentences_holds_and_its_slips_are_found(benchmark, english_parser):
    checker = benchmark.Checker(TEXT, english_parser)
    summary = benchmark.summary_of(english_parser.nlp(TEXT), random.Random(1))
    assert len(summary) == 4
    assert checker.check("\n\n".join(one.text for one in summary)).holds
    slips = list(benchmark.slips_in(summary, random.Random(1)))
    assert {"a number made up", "another unit", "a not less", "another day or month"} <= {kind for kind, _ in slips}
    for kind, changed in slips:
        assert all(one.text != summary[at].text for at, one in changed.items())
        if kind in ("a number made up", "another unit"):
            brief = "\n\n".join(changed.get(at, one).text for at, one in enumerate(summary))
            assert not checker.check(brief).holds


@pytest.mark.parametrize(
    "form",
    ["{} said that {}.", "According to {}, {}.", "{}: {}.", "| {} | {} |", "{} spoke. “{}”"],
)
def test_words_of_the_article_without_quotation_marks_are_credited_too(form, benchmark, english_parser):
    checker, words = benchmark.Checker(TEXT, english_parser), "the repairs cost 12 million dollars and take 30 weeks"
    right = [one for one in checker.check(form.format("Tobin Vey", words)).findings if one.kind == "speaker"]
    wrong = [one for one in checker.check(form.format("Clara Berg", words)).findings if one.kind == "speaker"]
    marked = "“" in form
    assert [one.verdict for one in right] == ([] if marked else ["holds"])
    assert [one.verdict for one in wrong] == ([] if marked else ["contradicted"])


def test_quotes_that_people_marked_are_taken_with_the_name_of_their_speaker(benchmark):
    text = "“The ferry is late once more today,” Ines Quill said."
    marked = {"source": {"spans": [[37, 47]]}, "content": {"spans": [[0, 36]]}}
    assert benchmark._quotes_of({"text": text, "attributions": [marked]}) == [
        ("The ferry is late once more today", "Ines Quill")
    ]


BERGS = (
    "Anna Berg, the mayor, said that the bridge was safe. “We looked at every bolt of it,” Anna Berg said.\n\n"
    "The engineer Tomas Berg disagreed. “The arch could fall within two winters,” Tomas Berg warned."
)


def test_two_people_of_one_surname_are_not_taken_for_each_other(benchmark, english_parser):
    checker = benchmark.Checker(BERGS, english_parser)

    def told(name: str) -> list[tuple[str, str | None]]:
        found = checker.check(f"“We looked at every bolt of it,” {name} said.").findings
        return [(one.verdict, one.reason) for one in found if one.kind == "speaker"]

    assert told("Anna Berg") == [("holds", None)]
    assert [verdict for verdict, _ in told("Tomas Berg")] == ["contradicted"]
    reason = "this may be Anna Berg or Tomas Berg; the article credits these words to Anna Berg"
    assert told("Berg") == [("unverified", reason)]
