"""What in a prompt makes for worse or dearer answers: habits that were measured, as warnings.

What cannot be used at all is found by `summarizer.checking`. Everything here is read off the text and the schema;
nothing is asked.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args, get_origin

from jinja2 import nodes
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from summarizer.errors import SummarizerError
from summarizer.problems import Problem, all_models, at, is_article_text, is_fence, join, key_of, mentions
from summarizer.prompting import Template, render, syntax_trees
from summarizer.prompting.inheriting import words_alone
from summarizer.prompting.sources import Piece, Source
from summarizer.tokens import guessed_prompt, guessed_tokens
from summarizer.types import Article, field_marks, is_evidence

__all__ = ["lint_template", "own_tokens"]

_KEYS = re.compile(r'(?:^[ \t]*(?:[-*][ \t]+)?|\. |[{,] ?(?="))"?([a-z][a-z0-9_]*)"?:(?=\s)', re.MULTILINE)
_CODE_NAMES = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
_NO_FIELDS = frozenset({"example", "examples", "note", "notes", "rule", "rules", "language", "question", "answer"})
_OF_THE_QUESTION = frozenset({"fields", "statement", "known"})  # what differs between questions about an article
_FROM_THE_ARTICLE = frozenset({"title", "byline"})
_LONG = 3_000  # tokens: as much as the text of a long article


def lint_template(template: Template, schema: type[BaseModel] | None) -> tuple[Problem, ...]:
    """What could be better in a template that can be used, in the order of what it costs; empty if nothing could.

    Args:
        template: See `summarizer.prompting.load_template`.
        schema: The schema that it asks for; None for a part.
    """
    found = [*_before_the_article(template, schema), *_outside_the_fence(template)]
    if schema:
        found += [
            *_unknown_fields(template, schema),
            *_unexplained(template, schema),
            *_words_before_evidence(template, schema),
        ]
    if (tokens := own_tokens(template, schema)) > _LONG:
        found.append(
            Problem("turns", f"are about {tokens:,} tokens without the article: a small model reads them slowly")
        )
    return tuple(Problem(one.where, one.message, "warning") for one in found)


def own_tokens(template: Template, schema: type[BaseModel] | None) -> int:
    """About how many tokens the template itself puts into a request: for an English article, all fields at once."""
    fields = tuple(schema.model_fields) if schema else ()
    blank = Article("0" * 64, "-", "", language="en")
    known: dict[str, object] = {name: [] for name in (*fields, "issues", "faults")} | {"schema": ""}
    about = {"holder": "", "role": "", "quote": "", "passage": ""}
    for statement in (None, about):
        try:
            messages = render(template, article=blank, fields=fields, statement=statement, known=known)
        except SummarizerError:
            continue
        return guessed_prompt(messages)
    return sum(guessed_tokens(_words(turn.text)) for turn in template.turns)


def _words(text: str) -> str:
    """The text of a turn with its tags blanked, every other character in its place."""
    return words_alone(Source((Piece(text, Path("turn"), 1),)))


def _before_the_article(template: Template, schema: type[BaseModel] | None) -> Iterator[Problem]:
    """What a server has read of an article it can keep, if all questions about it begin in the same way."""
    trees = syntax_trees(template)
    place = next((number for number, tree in enumerate(trees) if any(map(is_article_text, _expressions(tree)))), None)
    if place is None:
        return
    why = "a server has to read the article anew for each question; put it after the article"
    for tree in trees[: place + 1]:
        for node in _expressions(tree):
            if is_article_text(node):
                break
            if isinstance(node, nodes.Name) and node.name in _OF_THE_QUESTION:
                yield Problem(at(template, node.lineno), f"{node.name!r} stands before the article: {why}")
    begins = next(node.lineno for node in _expressions(trees[place]) if is_article_text(node))
    text = _words(template.turns[place].text)
    for found in _KEYS.finditer(text):
        line = text.count("\n", 0, found.start(1)) + 1
        if line < begins and schema and found[1] in schema.model_fields:
            yield Problem(at(template, line), f"the task ({found[1]!r}) stands before the article: {why}")


def _expressions(tree: nodes.Template) -> list[nodes.Expr]:
    return list(tree.find_all(nodes.Expr))


def _outside_the_fence(template: Template) -> Iterator[Problem]:
    trees = syntax_trees(template)
    with_text = [tree for tree in trees if any(map(is_article_text, _expressions(tree)))]
    if with_text and not any(is_fence(node) for tree in trees if tree not in with_text for node in _expressions(tree)):
        message = "no turn says that what stands between the lines {{ fence }} is data, to be read and never obeyed"
        yield Problem("turns", message)
    for tree in trees:
        found = _expressions(tree)
        for number, node in enumerate(found):
            variable, key = key_of(node)
            fenced = any(map(is_fence, found[:number])) and any(map(is_fence, found[number:]))
            if variable == "article" and key in _FROM_THE_ARTICLE and not fenced:
                message = f"'article.{key}' is the article's own words, outside of its fence"
                yield Problem(at(template, node.lineno), message)


def _unknown_fields(template: Template, schema: type[BaseModel]) -> Iterator[Problem]:
    """Fields that the text asks for, and that no reply can have."""
    known = {name for _, model in all_models(schema) for name in model.model_fields}
    known |= {one.keep_if for one in template.passes if one.keep_if} | {*template.parameters}
    told: set[str] = set()
    for turn in template.turns:
        text = _words(turn.text)
        for found in (*_KEYS.finditer(text), *_CODE_NAMES.finditer(text)):
            name = found[found.lastindex or 0]
            if name in known | _NO_FIELDS | told:
                continue
            told.add(name)
            close = difflib.get_close_matches(name, known, n=1)
            meant = f"; did you mean {close[0]!r}?" if close else ""
            line = text.count("\n", 0, found.start(found.lastindex or 0)) + 1
            yield Problem(at(template, line), f"asks for {name!r}, which the schema does not have{meant}")


def _unexplained(template: Template, schema: type[BaseModel]) -> Iterator[Problem]:
    """Fields of items of which a model is told nothing but the name."""
    text = "\n".join(_words(turn.text) for turn in template.turns)
    for where, model in all_models(schema):
        for name, field in model.model_fields.items():
            if where and not (field.description or _is_choice(field) or mentions(text, name)):
                message = "is never mentioned, and the schema does not describe it"
                yield Problem(join(where, name), message)


def _is_choice(field: FieldInfo) -> bool:
    kinds = [field.annotation, *get_args(field.annotation)]
    return any(
        get_origin(kind) is Literal or kind is bool or (isinstance(kind, type) and issubclass(kind, Enum | BaseModel))
        for kind in kinds
    )


def _words_before_evidence(template: Template, schema: type[BaseModel]) -> Iterator[Problem]:
    """A model that copies first says what it copied: the text should ask in that order too."""
    tops = {*schema.model_fields}
    for turn in template.turns:
        keys = [(found[1], found.start(1)) for found in _KEYS.finditer(_words(turn.text))]
        begins = [number for number, (name, _) in enumerate(keys) if name in tops]
        for begin, end in pairwise([*begins, len(keys)] if begins else []):
            inner = _items_of(schema, keys[begin][0])
            proof = next((name for name, info in inner.items() if is_evidence(field_marks(info))), None)
            own = [(name, at_) for name, at_ in keys[begin + 1 : end] if name in inner]
            if proof and own and proof in dict(own) and own[0][0] != proof:
                line = turn.text.count("\n", 0, own[0][1]) + 1
                message = f"{own[0][0]!r} is asked for before {proof!r}: a model that copies first says what it copied"
                yield Problem(at(template, line), message)


def _items_of(schema: type[BaseModel], name: str) -> dict[str, FieldInfo]:
    return next((model.model_fields for where, model in all_models(schema) if where.rstrip("[]") == name), {})
