import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rendering_harbour import ENVELOPE, evidence, of
from test_rendering_envelope import values
from test_rendering_text import everywhere, shown

from summarizer.escaping import one_line
from summarizer.rendering import to_markdown
from summarizer.types import Json

PARSERS = [MarkdownIt("commonmark"), MarkdownIt("gfm-like", {"linkify": False}), MarkdownIt("js-default")]
PLAIN = to_markdown(everywhere("plain"))
PAYLOADS = [
    "# heading", "> quote", "- item", "+ item", "* item", "1. item", "2) item", "---", "***", "===", "    code",
    "\tcode",
    "```\ncode\n```", "~~~", "`code`", "*em*", "__strong__", "~~gone~~", "[a](https://evil.example)", "![a](x.png)",
    "[a]: https://evil.example", "[a][b]", "<https://evil.example>", "<script>alert(1)</script>", "<!-- x -->",
    "&lt;b&gt;",
    "&#x202e;", "| a | b |\n| - | - |\n| 1 | 2 |", "x\\", "x  \ny", "a\n\n# b", "x\n===", "![](javascript:x)", "[^1]",
]  # fmt: skip


def shape_of(markdown: str, parser: MarkdownIt) -> list[tuple[str, str, int]]:
    def inside(tokens: list[Token]) -> list[tuple[str, str, int]]:
        found = []
        for token in tokens:
            found.append((token.type, token.tag, token.nesting))
            found += inside(token.children or [])
        return found

    kinds = inside(parser.parse(markdown))
    return [kind for kind in kinds if kind[0] not in ("text", "text_special")]


def words_of(markdown: str) -> str:
    inline = [token for token in PARSERS[0].parse(markdown) if token.type == "inline"]
    return " ".join("".join(child.content for child in token.children or []) for token in inline)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_every_field_makes_no_markup(payload: str, parser: MarkdownIt) -> None:
    assert shape_of(to_markdown(everywhere(payload)), parser) == shape_of(PLAIN, parser)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("#>-+*_`~[]()<>!|\\&;:=1.) \n\tab/@$\"'"), min_size=1).map(lambda text: f"x{text}x"[1:]))
def test_any_text_makes_no_markup_and_reads_as_it_was(text: str) -> None:
    markdown = to_markdown(everywhere(text))
    assert shape_of(markdown, PARSERS[0]) == shape_of(PLAIN, PARSERS[0])
    assert one_line(text) in words_of(markdown)


def test_markdown_says_the_same_as_the_page_in_a_pipe() -> None:
    page = shown(ENVELOPE, terminal=False).replace("• ", "").casefold()
    page = re.sub(r"who stands where.*?\n\n", "", page, flags=re.DOTALL)  # only a page has room for the matrix
    assert words_of(to_markdown(ENVELOPE)).casefold().split() == page.split()


def test_the_form_of_a_position() -> None:
    assert (
        "## Positions (8)\n\n### Maren Oldacre · Prime Minister\n\n- **+ supports** · the harbour lease\n\n"
        "  Model: She holds that the lease sells nothing and puts an empty quay to use.\n\n"
        "  > “We are selling nothing”\n\n"
        "  **✓ the article’s words, said by Maren Oldacre** · direct · “she told reporters”\n\n"
        "- **− opposes** · naval visits\n"
    ) in to_markdown(ENVELOPE)
    assert to_markdown(ENVELOPE).startswith("# Calvessa splits over plan")
    assert to_markdown(ENVELOPE).endswith("28.4 s\n")


def test_nested_values_are_nested_lists_and_never_code() -> None:
    deep: Json = [[[[["bottom"]]]], {"a": {"b": {"c": [{"d": "e", "evidence": evidence("no treaty")}]}}}]
    markdown = to_markdown(of({"deep": deep}))
    for parser in PARSERS:
        assert not [kind for kind in shape_of(markdown, parser) if "code" in kind[0]]
    assert "        - bottom\n" in markdown
    assert "      - d: e\n\n        > “no treaty”\n" in markdown


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=5), values, max_size=3))
def test_no_brief_of_any_shape_makes_code(brief: dict[str, Json]) -> None:
    assert not [kind for kind in shape_of(to_markdown(of(brief)), PARSERS[0]) if "code" in kind[0]]


def test_hidden_characters_are_shown() -> None:
    markdown = to_markdown(everywhere("a\x1b[31m\u202eb\u2028c"))
    assert not set(markdown) & set("\x1b\u202e\u2028")
    assert r"\\x1b\[31m\\u202eb" in markdown


def test_bare_addresses_do_not_become_links_where_readers_make_them() -> None:
    markdown = to_markdown(of({"summary": "see https://evil.example, www.evil.example, a@evil.example"}))
    assert r"https\://evil.example, www\.evil.example, a\@evil.example" in markdown
