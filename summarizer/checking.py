"""What is wrong with a template or schema, found before anything is spent on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from jinja2 import nodes
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from summarizer.asking.schema import strict_schema
from summarizer.assets import Asset, find_asset, load_schema
from summarizer.errors import AssetError
from summarizer.prompting import ARTICLE_KEYS, Template, load_template, syntax_trees, undeclared
from summarizer.types import EvidenceMark, OneOfMark, SpeakerMark, field_marks

__all__ = ["Problem", "check_asset", "check_schema", "check_template"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend: where (a line, a field), and what.

    Attributes:
        level: A ``warning`` does not keep the asset from being used.
    """

    where: str
    message: str
    level: Literal["error", "warning"] = "error"


def check_asset(asset: Asset, roots: Sequence[Path]) -> tuple[Problem, ...]:
    """What is wrong with a prompt or schema, and with what it names; what does not load is a problem too.

    Args:
        asset: See `summarizer.assets.find_asset`.
        roots: Where the schema of a prompt, and the templates of its passes, are looked for.
    """
    try:
        if asset.kind == "schemas":
            return check_schema(load_schema(asset))
        template = load_template(asset)
    except AssetError as err:
        return (_unusable("file", err),)
    schema = None
    problems = []
    for number, one in enumerate(template.passes, 1):
        if one.template:
            try:
                load_template(find_asset("prompts", one.template, roots, paths=False))
            except AssetError as err:
                problems.append(_unusable(f"passes[{number}]", err))
    if template.schema:
        try:
            schema = load_schema(find_asset("schemas", template.schema, roots, paths=False))
        except AssetError as err:
            problems.append(_unusable("schema", err))
    return (*problems, *check_template(template, schema))


def _unusable(where: str, err: AssetError) -> Problem:
    return Problem(where, f"{err.message} ({err.hint})" if err.hint else err.message)


# --------------------------------------------------------------------------------------- templates


def check_template(template: Template, schema: type[BaseModel] | None) -> tuple[Problem, ...]:
    """What is wrong with a template that loads, in the order of its lines; empty if nothing is.

    Args:
        template: See `summarizer.prompting.load_template`.
        schema: The schema that it asks for; None for a template that only serves another's pass, whose fields and
            fence are then not looked at.
    """
    problems = [*_names(template), *_fences(template)]
    if schema:
        problems += [*_passes(template, schema), *_unasked(template, schema)]
        if not any(_is_article_text(node) for tree in syntax_trees(template) for node in tree.find_all(nodes.Expr)):
            problems.append(Problem("turns", "the article's text ({{ article.text }}) is in none of them"))
    return tuple(problems)


def _names(template: Template) -> Iterator[Problem]:
    """Variables that are not there, and keys that the article or the parameters do not have."""
    for name, line in undeclared(template).items():
        yield Problem(f"line {line}", f"there is no variable {name!r}")
    keys = {"article": ARTICLE_KEYS, "p": template.parameters.keys()}
    for tree in syntax_trees(template):
        for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
            variable, key = _key(node)
            if variable in keys and key not in keys[variable]:
                yield Problem(f"line {node.lineno}", f"{variable!r} has no {key!r}: {_listed(keys[variable])}")


def _fences(template: Template) -> Iterator[Problem]:
    """The article's text has to stand between two fences of its own turn."""
    for tree in syntax_trees(template):
        found = [node for node in tree.find_all(nodes.Expr) if _is_fence(node) or _is_article_text(node)]
        for index, node in enumerate(found):
            fenced = any(map(_is_fence, found[:index])) and any(map(_is_fence, found[index:]))
            if _is_article_text(node) and not fenced:
                yield Problem(f"line {node.lineno}", "the article's text needs {{ fence }} before and after it")


def _passes(template: Template, schema: type[BaseModel]) -> Iterator[Problem]:
    for number, one in enumerate(template.passes, 1):
        for asked in one.ask:
            outer, _, inner = asked.partition(".")
            field = schema.model_fields.get(outer)
            if field is None:
                yield Problem(f"passes[{number}]", f"the schema has no field {outer!r}: {_listed(schema.model_fields)}")
            elif inner and not any(inner in item.model_fields for item in _models_in(field.annotation)):
                yield Problem(f"passes[{number}]", f"the items of {outer!r} have no field {inner!r}")


def _unasked(template: Template, schema: type[BaseModel]) -> Iterator[Problem]:
    """Fields that no turn names, unless the turns write whatever is in `fields`."""
    names = {node.name for tree in syntax_trees(template) for node in tree.find_all(nodes.Name)}
    source = "\n".join(turn.source for turn in template.turns)
    for name in schema.model_fields:
        if "fields" not in names and not re.search(rf"\b{re.escape(name)}\b", source):
            yield Problem("turns", f"the field {name!r} is never mentioned")


def _is_fence(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "fence"


def _is_article_text(node: nodes.Node) -> bool:
    return _key(node) == ("article", "text")


def _key(node: nodes.Node) -> tuple[str, str]:
    """Variable and key of ``article.text`` or ``article["text"]``; blank for anything else."""
    match node:
        case (
            nodes.Getattr(node=nodes.Name(name=variable), attr=key)
            | nodes.Getitem(node=nodes.Name(name=variable), arg=nodes.Const(value=str(key)))
        ):
            return variable, key
        case _:
            return "", ""


# ----------------------------------------------------------------------------------------- schemas


def check_schema(model: type[BaseModel]) -> tuple[Problem, ...]:
    """What is wrong with a schema that loads; empty if nothing is.

    Errors are what cannot be sent to a server that enforces schemas, and a speaker who is credited with nothing.
    Warnings are what makes for worse answers: evidence that does not come first, and defaults, which are never used.
    """
    problems = []
    try:
        strict_schema(model)
    except AssetError as err:
        problems.append(Problem("schema", err.message))
    for where, inner in _all_models(model, "", ()):
        problems += _marks(where, inner, model)
        for name, field in inner.model_fields.items():
            if not field.is_required():
                message = "has a default, which is never used: the model always answers"
                problems.append(Problem(_join(where, name), message, "warning"))
    return tuple(problems)


def _marks(where: str, model: type[BaseModel], schema: type[BaseModel]) -> Iterator[Problem]:
    marks = {name: field_marks(field) for name, field in model.model_fields.items()}
    proven = [name for name, found in marks.items() if any(isinstance(mark, EvidenceMark) for mark in found)]
    for name, found in marks.items():
        for mark in found:
            if isinstance(mark, SpeakerMark) and not proven:
                yield Problem(_join(where, name), "a Speaker needs an Evidence in the same item")
            if isinstance(mark, OneOfMark) and mark.field not in schema.model_fields:
                yield Problem(_join(where, name), f"must be one of {mark.field!r}, and the schema has no such field")
    if where.endswith("[]"):
        if not proven:
            yield Problem(where, "has no Evidence: nothing in these items can be checked", "warning")
        elif proven[0] != next(iter(marks)):
            yield Problem(
                where, f"{proven[0]!r} should come first: a model that copies first says what it copied", "warning"
            )


def _all_models(
    model: type[BaseModel], where: str, inside: tuple[type[BaseModel], ...]
) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yields the model and those of its fields, each with its place; the items of a list end in ``[]``."""
    if model in inside:
        return
    yield where, model
    for name, field in model.model_fields.items():
        for inner in _models_in(field.annotation):
            place = _join(where, name) + ("[]" if _is_list(field) else "")
            yield from _all_models(inner, place, (*inside, model))


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inside in get_args(annotation) for model in _models_in(inside)]


def _is_list(field: FieldInfo) -> bool:
    return "list[" in str(field.annotation)


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
