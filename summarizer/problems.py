"""What is wrong with a template or schema, and how it is looked for in their trees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from jinja2 import nodes
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from summarizer.prompting import Template

__all__ = [
    "Problem",
    "all_models",
    "at",
    "is_article_text",
    "is_fence",
    "is_list",
    "join",
    "key_of",
    "mentions",
    "models_in",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend: where (a line, a field), and what.

    Attributes:
        level: A ``warning`` does not keep the asset from being used.
    """

    where: str
    message: str
    level: Literal["error", "warning"] = "error"


def mentions(source: str, name: str) -> bool:
    """True if the text has the name as a word."""
    return re.search(rf"\b{re.escape(name)}\b", source) is not None


def is_fence(node: nodes.Node) -> bool:
    """True for the variable ``fence``."""
    return isinstance(node, nodes.Name) and node.name == "fence"


def is_article_text(node: nodes.Node) -> bool:
    """True for ``article.text``."""
    return key_of(node) == ("article", "text")


def at(template: Template, line: int) -> str:
    """A line of the template, as that of the file where it stands."""
    path, number = template.source.place(line)
    return f"line {number}" if path == template.path else f"line {number} of {path}"


def key_of(node: nodes.Node) -> tuple[str, str]:
    """Variable and key of ``article.text`` or ``article["text"]``; blank for anything else."""
    match node:
        case (
            nodes.Getattr(node=nodes.Name(name=variable), attr=key)
            | nodes.Getitem(node=nodes.Name(name=variable), arg=nodes.Const(value=str(key)))
        ):
            return variable, key
        case _:
            return "", ""


def all_models(
    model: type[BaseModel], where: str = "", inside: tuple[type[BaseModel], ...] = ()
) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yields the model and those of its fields, each with its place; the items of a list end in ``[]``."""
    if model in inside:
        return
    yield where, model
    for name, field in model.model_fields.items():
        for inner in models_in(field.annotation):
            place = join(where, name) + ("[]" if is_list(field) else "")
            yield from all_models(inner, place, (*inside, model))


def models_in(annotation: object) -> list[type[BaseModel]]:
    """The models that an annotation is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inside in get_args(annotation) for model in models_in(inside)]


def is_list(field: FieldInfo) -> bool:
    """True for a list, also one that may be None."""
    return "list[" in str(field.annotation)


def join(where: str, name: str) -> str:
    """The place of a field in what stands at `where`."""
    return f"{where}.{name}" if where else name
