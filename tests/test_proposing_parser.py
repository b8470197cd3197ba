"""How a parse model is set up: for the least processor time, and for the same parse."""

import pytest

from summarizer.proposing.matching import RememberingMatcher
from summarizer.proposing.parsed import Doc

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


def test_a_parse_in_plain_objects_says_what_spacy_says(english_parser):
    nlp = english_parser.nlp
    parts = [
        TEXT + "\n\n",
        'Mayor Ann Ost of Sarn, who left the U.S. on 2 May,  told 12 "friends" so.\n',
        "Hoped for.\n",
    ]
    docs = list(nlp.pipe(parts))
    whole, ours = type(docs[0]).from_docs(docs, ensure_whitespace=False), Doc(docs, language="en")
    assert ours.text == whole.text == "".join(parts)
    same = (
        "i",
        "idx",
        "text",
        "lower_",
        "lemma_",
        "pos_",
        "tag_",
        "dep_",
        "ent_type_",
        "ent_iob_",
        "whitespace_",
        "lang_",
    )
    for mine, its in zip(ours, whole, strict=True):
        assert [getattr(mine, name) for name in same] == [getattr(its, name) for name in same]
        assert (mine.is_punct, mine.is_space, mine.morph.strip("_")) == (its.is_punct, its.is_space, str(its.morph))
        edges = [(one.head.i, one.left_edge.i, one.right_edge.i, one.sent.start, one.sent.end) for one in (mine, its)]
        assert edges[0] == edges[1]
        for name in ("lefts", "rights", "children", "subtree"):
            assert [one.i for one in getattr(mine, name)] == [one.i for one in getattr(its, name)]
        assert [mine.is_ancestor(one) for one in ours] == [its.is_ancestor(one) for one in whole]
        assert mine.end == its.idx + len(its)
    for mine, its in zip((*ours.sents, *ours.ents), (*whole.sents, *whole.ents), strict=True):
        for name in ("start", "end", "label_", "text", "start_char", "end_char"):
            assert getattr(mine, name) == getattr(its, name)
        assert mine.root.i == its.root.i
        assert len(mine) == len(its)
        assert mine[-1].i == its[-1].i
    for start in range(0, len(whole.text), 3):
        for end in range(start + 1, start + 30):
            mine, its = ours.char_span(start, end), whole.char_span(start, end)
            assert (mine is None) == (its is None)
            assert mine is None or its is None or (mine.start, mine.end) == (its.start, its.end)
    assert [ours.words(i, i + 4).root.i for i in range(60)] == [whole[i : i + 4].root.i for i in range(60)]
    assert ours.within(1, 9).text == "can't"
    assert ours.within(1, 2) is None
    assert ours.words(3, 2).text == ""
