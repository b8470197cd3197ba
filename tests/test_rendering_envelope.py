import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering_harbour import ARTICLE, ENVELOPE, STATEMENTS

from summarizer.errors import UsageError
from summarizer.rendering import dumps, from_json, loads, statement_to_json, to_json
from summarizer.types import (
    Article,
    Attempt,
    Envelope,
    Json,
    Left,
    Notice,
    Phrase,
    Run,
    Span,
    Statement,
    Unsupported,
    Usage,
)

TEXT = "Ünï 🏝 said so."
texts = st.text(max_size=12)
counts = st.none() | st.integers(0, 10**7)
numbers = st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda ends: Span(min(ends), max(ends)))
phrases = st.builds(Phrase, texts, st.lists(spans, max_size=2).map(tuple))
usages = st.builds(Usage, counts, counts, counts)
statements = st.builds(
    Statement,
    id=texts,
    holder=texts,
    holder_id=texts,
    aliases=st.lists(texts, max_size=2).map(tuple),
    source=phrases,
    cue=st.none() | phrases,
    content=phrases,
    kind=st.sampled_from(["direct", "paraphrase", "mixed"]),
    by=st.none() | texts,
    certainty=numbers,
)
envelopes = st.builds(
    Envelope,
    article=st.builds(
        Article,
        id=texts,
        source=texts,
        text=st.just(TEXT),
        title=st.none() | texts,
        byline=st.none() | texts,
        published=st.none() | texts,
        language=texts,
        publisher=st.none() | texts,
        url=st.none() | texts,
        pages=st.lists(st.integers(0, len(TEXT)), max_size=2).map(tuple),
        notices=st.just(()),
    ),
    brief=st.dictionaries(texts, values, max_size=4),
    unsupported=st.lists(st.builds(Unsupported, texts, values, texts), max_size=2).map(tuple),
    warnings=st.lists(st.builds(Notice, texts, texts, st.none() | texts), max_size=2).map(tuple),
    run=st.builds(
        Run,
        model=texts,
        backend=texts,
        prompt=texts,
        prompt_sha256=texts,
        schema=texts,
        schema_sha256=texts,
        parameters=st.dictionaries(texts, texts, max_size=2),
        usage=usages,
        cost=st.none() | numbers,
        seconds=numbers,
        attempts=st.lists(st.builds(Attempt, texts, texts, numbers, texts, usages), max_size=2).map(tuple),
    ),
    statements=st.none() | st.lists(statements, max_size=2).map(tuple),
    left=st.none() | st.lists(st.builds(Left, st.none() | texts, phrases, st.none() | numbers), max_size=2).map(tuple),
    version=st.just(1),
)


@settings(deadline=None)
@given(envelopes)
def test_every_envelope_comes_back_as_it_was(envelope: Envelope) -> None:
    assert from_json(loads(dumps(to_json(envelope)))) == envelope


def test_the_envelope_of_version_1_has_these_fields_in_this_order() -> None:
    written = json.loads(dumps(to_json(replace(ENVELOPE, statements=STATEMENTS))))
    assert list(written) == ["version", "article", "brief", "unsupported", "warnings", "run", "statements"]
    assert written["version"] == 1
    assert list(written["article"]) == [
        *("id", "source", "title", "byline", "published", "language", "publisher", "url", "pages", "text")
    ]
    assert list(written["unsupported"][0]) == ["path", "item", "reason"]
    assert written["warnings"][0] == {
        "code": "loop",
        "message": "the model repeated itself and was stopped",
        "path": "positions",
    }
    assert list(written["warnings"][1]) == ["code", "message"]
    assert list(written["run"]) == [
        "model", "backend", "prompt", "prompt_sha256", "schema", "schema_sha256", "parameters", "usage", "cost",
        "seconds", "attempts",
    ]  # fmt: skip
    assert written["run"]["usage"] == {"prompt_tokens": 2314, "completion_tokens": 812, "cached_tokens": 1900}
    assert list(written["run"]["attempts"][0]) == ["purpose", "rung", "seconds", "outcome", "usage"]
    assert written["statements"][0] == {
        "id": "s1",
        "holder": "Maren Oldacre",
        "holder_id": "a2",
        "aliases": ["Oldacre"],
        "source": {"quote": "she", "spans": [list(_ends(STATEMENTS[0].source.spans[0]))]},
        "cue": {"quote": "told reporters", "spans": [list(_ends(STATEMENTS[0].cue.spans[0]))]},
        "content": {
            "quote": "We are selling nothing … We are letting a quay",
            "spans": [list(_ends(span)) for span in STATEMENTS[0].content.spans],
        },
        "kind": "direct",
        "by": None,
        "certainty": 0.9,
    }
    assert statement_to_json(STATEMENTS[1])["cue"] is None


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def test_without_statements_there_is_no_such_field() -> None:
    assert "statements" not in to_json(ENVELOPE)
    assert from_json(to_json(ENVELOPE)).statements is None


def test_letters_stay_readable_and_the_text_ends_with_a_newline() -> None:
    assert dumps({"näme": "“ja” 🏝"}) == '{\n  "näme": "“ja” 🏝"\n}\n'
    assert dumps([1, {"a": "b\nc"}], indent=None) == '[1, {"a": "b\\nc"}]\n'


@pytest.mark.parametrize("code", [0x1B, 0x7F, 0x85, 0x9B, 0x2028, 0x2029, 0x202E, 0x2066, 0xFEFF, 0xE0041])
def test_what_a_terminal_obeys_is_escaped_and_not_lost(code: int) -> None:
    written = dumps({"a": f"x{chr(code)}y"})
    assert chr(code) not in written
    assert loads(written) == {"a": f"x{chr(code)}y"}


@pytest.mark.parametrize("code", [0xD800, 0xDFFF])
def test_a_lone_surrogate_can_be_written_to_a_file(code: int) -> None:
    written = dumps({"a": f"x{chr(code)}y"})
    written.encode("utf-8")
    assert loads(written) == {"a": f"x{chr(code)}y"}


def test_no_number_that_json_lacks_is_written() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        dumps({"a": float("nan")})


@pytest.mark.parametrize("text", ["", "{", "nan", "[NaN]", "[1e999]", '{"a": 1, "a": 2}', "[" * 10**5, "1" * 10**5])
def test_what_is_not_json_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="not JSON"):
        loads(text)


MISSING = object()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("version",), 2, "version 2; this program reads version 1"),
        (("version",), True, "at version, expected a whole number, found a boolean"),
        (("version",), MISSING, "at its top, expected an object with a version, found an object"),
        (("run",), MISSING, "its top has no 'run'"),
        (("extra",), 1, "unknown field 'extra'"),
        (("article", "notices"), [], "unknown field 'article.notices'"),
        (("article", "text"), None, "at article.text, expected a string, found null"),
        (("article", "title"), 5, "at article.title, expected a string, found a number"),
        (("article",), [], "at article, expected an object, found a list"),
        (("brief",), "x", "at brief, expected an object, found a string"),
        (("unsupported",), {}, "at unsupported, expected a list, found an object"),
        (("unsupported", 0, "reason"), MISSING, "unsupported[0] has no 'reason'"),
        (("warnings", 0, "path"), None, "at warnings[0].path, expected a string"),
        (("run", "seconds"), "1", "at run.seconds, expected a number, found a string"),
        (("run", "seconds"), False, "at run.seconds, expected a number, found a boolean"),
        (("run", "seconds"), 10**400, "expected a finite number"),
        (("run", "cost"), float("inf"), "expected a finite number"),
        (("run", "usage", "prompt_tokens"), 1.5, "expected a whole number, found a number"),
        (("run", "parameters", "temperature"), 0, "at run.parameters.temperature, expected a string"),
        (("run", "attempts", 1, "rung"), MISSING, "run.attempts[1] has no 'rung'"),
        (("statements", 0, "kind"), "loud", "expected direct or paraphrase or mixed"),
        (("statements", 0, "source", "spans", 0), [1], "expected a span"),
        (("statements", 0, "source", "spans", 0), [3, 1], "expected a span"),
        (("statements", 0, "content", "spans", 0), [0, 10**6], "expected a span"),
        (("brief", "positions", 0, "evidence", "spans", 0), [0, 10**6], "at brief.positions[0].evidence.spans[0]"),
        (("brief", "positions", 0, "evidence", "spans", 0), [-1, 2], "at brief.positions[0].evidence.spans[0]"),
    ],
)
def test_what_is_no_envelope_is_refused_with_the_place(
    path: tuple[str | int, ...], value: object, message: str
) -> None:
    written = json.loads(dumps(to_json(replace(ENVELOPE, statements=STATEMENTS))))
    inside = written
    for step in path[:-1]:
        inside = inside[step]
    if value is MISSING:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    with pytest.raises(UsageError) as caught:
        from_json(written)
    assert message in caught.value.message


def test_nesting_that_no_schema_has_is_refused_and_does_not_exhaust_the_stack() -> None:
    deep: Json = "x"
    for _ in range(600):
        deep = [deep]
    with pytest.raises(UsageError, match="at most 50 levels"):
        from_json({**to_json(ENVELOPE), "brief": {"a": deep}})


@pytest.mark.parametrize("value", [None, [], "x", 3])
def test_what_is_no_object_is_refused(value: Json) -> None:
    with pytest.raises(UsageError, match="an object with a version"):
        from_json(value)


def test_a_refused_key_does_not_reach_the_terminal_raw() -> None:
    with pytest.raises(UsageError) as caught:
        from_json({**to_json(ENVELOPE), "brief": {"\x1b[2J": {"quote": "x", "spans": 5}}})
    assert "\x1b" not in caught.value.message


def test_the_notices_of_the_article_are_not_kept_with_it() -> None:
    noted = replace(ENVELOPE, article=replace(ARTICLE, notices=(Notice("bytes", "replaced"),)))
    assert from_json(to_json(noted)) == ENVELOPE
