"""How a parse model is set up: for the least processor time, and for the same parse."""

import pytest

from summarizer.proposing.matching import RememberingMatcher

TEXT = (
    "It can't be, they ain't gonna say that the mayor's men have had 3 of them. There's nothing, let's go! "
    "\"I've got to,\" said one, \tand did not; the 2.5 million who'd doin' it were what he'd seen in which it hurt him."
)


@pytest.mark.parametrize("most", [50_000, 4])
def test_a_matcher_that_remembers_kinds_of_tokens_finds_what_one_without_finds(most, english_parser, monkeypatch):
    spacy = pytest.importorskip("spacy")
    monkeypatch.setattr("summarizer.proposing.matching._MOST", most)
    plain = spacy.load(english_parser.nlp.path, exclude=["ner", "senter"])
    doc, ruler = plain(TEXT), plain.get_pipe("attribute_ruler")
    found = sorted(ruler.matcher(doc, allow_missing=True, as_spans=False))
    matcher = RememberingMatcher(ruler)
    assert len(found) > len(doc)
    for _ in range(2):
        assert sorted(matcher(doc, allow_missing=True, as_spans=False)) == found
    assert len(matcher._known) <= most
    assert matcher(plain.make_doc(""), allow_missing=True, as_spans=False) == []


def test_a_parse_takes_one_thread_and_the_faster_of_two_multiplications(english_parser):
    threadpoolctl = pytest.importorskip("threadpoolctl")
    assert {pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"} <= {1}
    models = [pipe.model for _, pipe in english_parser.nlp.pipeline if hasattr(pipe, "model")]
    layers = [layer for model in models if model is not None for layer in model.walk() if layer.name == "maxout"]
    assert layers
    assert not any(layer.ops.use_blis for layer in layers)
    assert "senter" not in english_parser.nlp.component_names
