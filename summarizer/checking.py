"""What is wrong with a template or schema, found before anything is spent on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from pathlib import Path
from typing import Literal, get_args, get_origin

from jinja2 import nodes
from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from summarizer.asking.schema import strict_schema
from summarizer.assets import Asset, find_asset, load_schema
from summarizer.errors import AssetError
from summarizer.linting import lint_template, own_tokens
from summarizer.problems import (
    Problem,
    all_models,
    at,
    is_article_text,
    is_fence,
    join,
    key_of,
    mentions,
    models_in,
)
from summarizer.prompting import ARTICLE_KEYS, Template, load_template, syntax_trees, undeclared
from summarizer.types import Actor, EvidenceMark, OneOfMark, SpeakerMark, alternatives, field_marks, list_item_type

__all__ = ["Problem", "check_asset", "check_proofs", "check_schema", "check_template", "size_of"]

_ONLY_IF = "put {% if statement %} around it"


def check_asset(asset: Asset, roots: Sequence[Path]) -> tuple[Problem, ...]:
    """What is wrong with a prompt or schema, and with what it names; what does not load is a problem too.

    Args:
        asset: See `summarizer.assets.find_asset`.
        roots: Where the schema of a prompt, and the templates of its passes, are looked for.
    """
    try:
        if asset.kind == "schemas":
            return check_schema(load_schema(asset))
        template = load_template(asset, roots)
    except AssetError as err:
        return (_unusable("file", err),)
    schema = None
    problems = []
    parts = {}
    if template.name != asset.name:  # a brief would say that it came from another prompt
        problems.append(Problem("name", f"is {template.name!r}, and the file's is {asset.name!r}"))
    for number, one in enumerate(template.passes, 1):
        if one.template:
            try:
                parts[one.template] = load_template(find_asset("prompts", one.template, roots, paths=False), roots)
            except AssetError as err:
                problems.append(_unusable(f"passes[{number}]", err))
    if template.schema:
        try:
            schema = load_schema(find_asset("schemas", template.schema, roots, paths=False))
        except AssetError as err:
            problems.append(_unusable("schema", err))
    problems += check_template(template, schema, parts)
    unusable = any(problem.level == "error" for problem in problems)
    return tuple(problems) if unusable else (*problems, *lint_template(template, schema))


def size_of(prompt: Asset, roots: Sequence[Path]) -> int:
    """About how many tokens a prompt that can be used puts into a request, without the article."""
    template = load_template(prompt, roots)
    named = template.schema
    schema = load_schema(find_asset("schemas", named, roots, paths=False)) if named else None
    return own_tokens(template, schema)


def _unusable(where: str, err: AssetError) -> Problem:
    return Problem(where, f"{err.message} ({err.hint})" if err.hint else err.message)


# --------------------------------------------------------------------------------------- templates


def check_template(
    template: Template, schema: type[BaseModel] | None, parts: Mapping[str, Template] | None = None
) -> tuple[Problem, ...]:
    """What is wrong with a template that loads, in the order of its lines; empty if nothing is.

    Args:
        template: See `summarizer.prompting.load_template`.
        schema: The schema that it asks for; None for a template that only serves another's pass, whose fields and
            fence are then not looked at.
        parts: The templates that its passes name, by name.
    """
    problems = [*_names(template), *_fences(template)]
    if schema:
        problems += [*_passes(template, schema), *_unasked(template, schema)]
        problems += _asked_in_vain(template, parts or {})
        if not any(is_article_text(node) for tree in syntax_trees(template) for node in tree.find_all(nodes.Expr)):
            problems.append(Problem("turns", "the article's text ({{ article.text }}) is in none of them"))
    return tuple(problems)


def _names(template: Template) -> Iterator[Problem]:
    """Variables that are not there, and keys that the article or the parameters do not have."""
    for name, line in undeclared(template).items():
        yield Problem(at(template, line), f"there is no variable {name!r}")
    keys = {"article": ARTICLE_KEYS, "p": template.parameters.keys()}
    for tree in syntax_trees(template):
        for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
            variable, key = key_of(node)
            if variable in keys and key not in keys[variable]:
                yield Problem(at(template, node.lineno), f"{variable!r} has no {key!r}: {_listed(keys[variable])}")


def _fences(template: Template) -> Iterator[Problem]:
    """The article's text has to stand between two fences of its own turn."""
    for tree in syntax_trees(template):
        found = [node for node in tree.find_all(nodes.Expr) if is_fence(node) or is_article_text(node)]
        for index, node in enumerate(found):
            fenced = any(map(is_fence, found[:index])) and any(map(is_fence, found[index:]))
            if is_article_text(node) and not fenced:
                yield Problem(at(template, node.lineno), "the article's text needs {{ fence }} before and after it")


def _passes(template: Template, schema: type[BaseModel]) -> Iterator[Problem]:
    for number, one in enumerate(template.passes, 1):
        for asked in one.ask:
            outer, _, inner = asked.partition(".")
            field = schema.model_fields.get(outer)
            if field is None:
                yield Problem(f"passes[{number}]", f"the schema has no field {outer!r}: {_listed(schema.model_fields)}")
            elif inner and not any(inner in item.model_fields for item in models_in(field.annotation)):
                yield Problem(f"passes[{number}]", f"the items of {outer!r} have no field {inner!r}")


def _unasked(template: Template, schema: type[BaseModel]) -> Iterator[Problem]:
    """Fields that no turn names, unless the turns write whatever is in `fields`."""
    names = {node.name for tree in syntax_trees(template) for node in tree.find_all(nodes.Name)}
    source = "\n".join(turn.text for turn in template.turns)
    for name in schema.model_fields:
        if "fields" not in names and not mentions(source, name):
            yield Problem("turns", f"the field {name!r} is never mentioned")


def _asked_in_vain(template: Template, parts: Mapping[str, Template]) -> Iterator[Problem]:
    """Keys of passes that would do nothing, and words on one statement in a request that is about none."""
    for line in _statement_lines(template):  # it is also asked for everything at once
        yield Problem(at(template, line), f"there is no statement in a request for whole fields: {_ONLY_IF}")
    for number, one in enumerate(template.passes, 1):
        where = f"passes[{number}]"
        asker = template if one.template is None else parts.get(one.template)
        if not any("." in asked for asked in one.ask):
            for key in ("each", "keep_if"):
                if getattr(one, key):
                    yield Problem(where, f"{key!r} is for fields of items only, not for {', '.join(one.ask)}")
            if asker and one.template:
                for line in _statement_lines(asker):
                    message = (
                        f"{at(asker, line)} of {asker.name!r}: there is no statement in a request for whole fields"
                    )
                    yield Problem(where, f"{message}: {_ONLY_IF}")
        elif one.keep_if and asker and not any(mentions(turn.text, one.keep_if) for turn in asker.turns):
            yield Problem(where, f"{asker.name!r} never mentions {one.keep_if!r}, which decides what is kept")


def _statement_lines(template: Template) -> list[int]:
    """Lines that use a key of ``statement`` where there may be none; a loop may have its own variable of that name."""
    trees = [tree for tree in syntax_trees(template) if ("statement", "store") not in _names_in(tree)]
    return sorted({line for tree in trees for line in _unguarded(tree)})


def _unguarded(node: nodes.Node) -> Iterator[int]:
    test = node.left if isinstance(node, nodes.And) else getattr(node, "test", None)
    asks_first = test and ("statement", "load") in _names_in(test) and not any(_unguarded(test))
    stands_in = isinstance(node, nodes.Filter | nodes.Test) and node.name in ("default", "defined", "undefined")
    if asks_first or stands_in:
        return
    if key_of(node)[0] == "statement":
        yield node.lineno
    for inside in node.iter_child_nodes():
        yield from _unguarded(inside)


def _names_in(node: nodes.Node) -> set[tuple[str, str]]:
    """Names in a tree, its root too, and whether each is read or set."""
    names = [node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name)
    return {(name.name, name.ctx) for name in names}


# ----------------------------------------------------------------------------------------- schemas


def check_schema(model: type[BaseModel]) -> tuple[Problem, ...]:
    """What is wrong with a schema that loads; empty if nothing is.

    Errors are what cannot be sent to a server that enforces schemas, a speaker who is credited with nothing, more than
    one speaker in an item or list of actors in a schema, and choices from what is no list of strings. Warnings are what
    makes for worse answers: evidence that does not come first, and defaults, which are never used.
    """
    problems = []
    try:
        strict_schema(model)
    except AssetError as err:
        problems.append(Problem("schema", err.message))
    else:
        problems += check_proofs(model)
    first, *others = [name for name, field in model.model_fields.items() if list_item_type(field) is Actor] or [""]
    for name in others:
        problems.append(Problem(name, f"is a second list of Actor beside {first!r}: each would have all actors"))
    for where, inner in all_models(model):
        problems += _marks(where, inner, model)
        for name, field in inner.model_fields.items():
            if not field.is_required():
                message = "has a default, which is never used: the model always answers"
                problems.append(Problem(join(where, name), message, "warning"))
    return tuple(problems)


def check_proofs(model: type[BaseModel]) -> tuple[Problem, ...]:
    """What in a schema would be published unproved, in silence; empty if nothing is.

    Marks are looked for in models and in lists, and a speaker is credited once an item: a field of any other type, such
    as a tuple or a set, and a list of speakers are errors.
    """
    return tuple(
        Problem(join(where, name), message)
        for where, inner in all_models(model)
        for name, field in inner.model_fields.items()
        if (message := _unproved(field))
    )


def _unproved(field: FieldInfo) -> str | None:
    """Why what stands in a field would not be held to the article; None if it is."""
    speaks = any(isinstance(mark, SpeakerMark) for mark in field_marks(field))
    if speaks and any(get_origin(one) not in (None, Literal) for one in alternatives(field.annotation)):
        return "must be one Speaker, not a list: an item has one attribution"
    if unread := next(_unread(field.annotation), None):
        shown = unread.__name__ if isinstance(unread, type) else str(unread)
        return f"is a {shown}, in which nothing is looked for in the article: use a list, or a model with named fields"
    return None


def _unread(annotation: object) -> Iterator[object]:
    """The types inside one that are neither plain values nor models nor lists."""
    for one in alternatives(annotation):
        if get_origin(one) is list:
            yield from _unread(get_args(one)[0])
        elif get_origin(one) is not Literal and not (isinstance(one, type) and _is_read(one)):
            yield one


def _is_read(kind: type) -> bool:
    if issubclass(kind, BaseModel):
        return not issubclass(kind, RootModel)
    return issubclass(kind, str) or not (issubclass(kind, Collection) or is_dataclass(kind))


def _marks(where: str, model: type[BaseModel], schema: type[BaseModel]) -> Iterator[Problem]:
    marks = {name: field_marks(field) for name, field in model.model_fields.items()}
    proven = [name for name, found in marks.items() if any(isinstance(mark, EvidenceMark) for mark in found)]
    speakers = [name for name, found in marks.items() if any(isinstance(mark, SpeakerMark) for mark in found)]
    for name, found in marks.items():
        for mark in found:
            if isinstance(mark, SpeakerMark) and not proven:
                yield Problem(join(where, name), "a Speaker needs an Evidence in the same item")
            if isinstance(mark, SpeakerMark) and (first := speakers[0]) != name:
                yield Problem(join(where, name), f"is a second Speaker beside {first!r}: an item has one attribution")
            if isinstance(mark, OneOfMark) and mark.field not in schema.model_fields:
                yield Problem(join(where, name), f"must be one of {mark.field!r}, and the schema has no such field")
            elif isinstance(mark, OneOfMark) and not _is_list_of_strings(schema.model_fields[mark.field].annotation):
                yield Problem(join(where, name), f"must be one of {mark.field!r}, and that is no list of strings")
    if where.endswith("[]"):
        if not proven:
            yield Problem(where, "has no Evidence: nothing in these items can be checked", "warning")
        elif proven[0] != next(iter(marks)):
            yield Problem(
                where, f"{proven[0]!r} should come first: a model that copies first says what it copied", "warning"
            )


def _is_list_of_strings(annotation: object) -> bool:
    return all(
        get_origin(one) is list and all(map(_is_string, alternatives(get_args(one)[0])))
        for one in alternatives(annotation)
    )


def _is_string(annotation: object) -> bool:
    if get_origin(annotation) is Literal:
        return all(isinstance(word, str) for word in get_args(annotation))
    return isinstance(annotation, type) and issubclass(annotation, str)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
