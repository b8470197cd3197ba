"""What must hold for any text: bounded time, the same answer twice, true offsets, errors that can be told."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proposed import read

from summarizer.errors import ModelFileError
from summarizer.proposing import load_parser
from summarizer.proposing.parser import MOST_WORDS

HOSTILE = ['"', "“", "“a ", " 'a", "\n", "a", "A. ", "🙂"]
WORDS = [
    "said",
    "that",
    "Anna",
    "Berg",
    "“",
    "”",
    ",",
    ".",
    "he",
    "wants",
    "to",
    "\n\n",
    ":",
    "the",
    "risk",
    "of",
    "war",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_of_anything_takes_seconds(piece, english_parser):
    text = piece * (1_000_000 // len(piece))
    for parser, language in ((english_parser, "en"), (None, "de")):
        start = time.process_time()
        read(text, parser, language)
        assert time.process_time() - start < 20


def test_a_chain_of_clauses_takes_no_longer_than_its_words(english_parser):
    start = time.process_time()
    read("He said that " * 1_000, english_parser)
    assert time.process_time() - start < 20


def test_what_lies_beyond_the_bound_is_not_read_and_that_is_said(english_parser):
    text = "Anna Berg said the bridge was safe.\n\n" + "1 " * (MOST_WORDS + 1) + "\n\nPiet Holm said the gate was open."
    for parser in (english_parser, None):
        found = read(text, parser)
        assert {one.holder for one in found.statements} == {"Anna Berg"}
        assert "not-parsed" in [notice.code for notice in found.notices]


def test_an_article_within_the_bound_has_no_notice(english_parser):
    assert read("Anna Berg said the bridge was safe.", english_parser).notices == ()


def test_tables_and_code_between_paragraphs_do_not_shift_what_follows(english_parser):
    text = "12.5 | 13.7 | 15.9\n\n" + "x" * 500 + "\n\n}{}{}{\n\nAnna Berg said the bridge was safe."
    (found,) = read(text, english_parser).statements
    assert found.content.quote == "the bridge was safe"
    assert text[found.content.spans[0].start : found.content.spans[0].end] == "the bridge was safe"


def test_an_article_without_words_has_nothing(english_parser):
    for text in ("", "\n\n", "...", " "):
        found = read(text, english_parser)
        assert (found.statements, found.actors, found.warnings) == ((), (), ())


def test_the_same_article_gives_the_same_proposals(english_parser):
    text = "Mayor Anna Berg warned that the bridge could fall. “It is old,” she said. Piet Holm wants it closed."
    assert read(text, english_parser) == read(text, english_parser)


def test_a_parser_of_a_language_without_cues_gives_patterns(english_parser):
    foreign = type(english_parser)(nlp=english_parser.nlp, language="xx")
    assert [notice.code for notice in read("Anna Berg said it.", foreign).notices] == ["no-parser"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(WORDS), max_size=40))
def test_every_phrase_is_where_it_says(words, english_parser):
    text = " ".join(words)
    for parser, language in ((english_parser, "en"), (None, "de")):
        found = read(text, parser, language)
        phrases = [p for one in found.statements for p in (one.source, one.cue, one.content) if p]
        phrases += [actor.evidence for actor in found.actors] + list(found.warnings)
        for phrase in phrases:
            assert phrase.spans
            assert phrase.quote == " … ".join(text[span.start : span.end] for span in phrase.spans)
        ids = {actor.id for actor in found.actors}
        assert all(one.holder_id in ids for one in found.statements)
        assert all(one.by is None or one.by in {other.id for other in found.statements} for one in found.statements)


def test_a_folder_that_is_no_model_is_told_of(tmp_path):
    with pytest.raises(ModelFileError, match="no parse model"):
        load_parser(tmp_path, language="en")
