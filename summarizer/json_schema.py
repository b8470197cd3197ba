"""Makes a pydantic model of a JSON Schema, as far as a reply can be held to one.

What servers enforce is a small part of JSON Schema: objects with fixed fields, lists, strings, numbers, booleans,
enumerations, and null beside any of these; limits of length, size and pattern are checked in the reply, whether or not
a server enforces them. Anything else is refused, by its place. A field that the schema does not require may be null in
a reply, but is always asked for. Two formats of a string are our own: ``"format": "evidence"`` must be the article's
words, ``"format": "speaker"`` names whom they are credited to.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NoReturn, TypeAlias

from pydantic import BaseModel, Field, PydanticUserError, create_model
from pydantic_core import SchemaError

from summarizer.errors import AssetError
from summarizer.types import Evidence, Item, Json, Path, Speaker, show_path

__all__ = ["model_from"]

Node: TypeAlias = dict[str, Json]

_MAX_DEPTH = 10
_SCALARS: dict[str, Any] = {"string": str, "integer": int, "number": float, "boolean": bool}
_FORMATS: dict[Json, Any] = {"evidence": Evidence, "speaker": Speaker}
_OF_NUMBERS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
}
_LIMITS = {  # of each type, with pydantic's name
    "string": {"minLength": "min_length", "maxLength": "max_length", "pattern": "pattern"},
    "array": {"minItems": "min_length", "maxItems": "max_length"},
    "integer": _OF_NUMBERS,
    "number": _OF_NUMBERS,
}
_ALL_LIMITS = {keyword for limits in _LIMITS.values() for keyword in limits}
_KEYWORDS = {
    *_ALL_LIMITS,
    *("type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref", "$defs"),
    *("title", "description", "format", "$schema", "$id"),
}


def model_from(text: str, *, name: str, where: str) -> type[BaseModel]:
    """The pydantic model that a JSON Schema describes; it refuses fields that the schema does not have.

    Args:
        text: The schema's file.
        name: What the class is called.
        where: The file, for messages.

    Raises:
        AssetError: It is no JSON, or has something that a reply cannot be held to; says where.
    """
    try:
        schema: Json = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise AssetError(f"{where} is no JSON: {err}") from err
    definitions = schema.get("$defs") if isinstance(schema, dict) else None
    reader = _Reader(where, definitions if isinstance(definitions, dict) else {})
    node = reader.resolved(schema, (), ())[0]
    if reader.kind(node, ()) != "object":
        reader.refuse((), "a reply is an object")
    try:
        return reader.object(node, name, (), ())
    except (TypeError, SchemaError, PydanticUserError) as err:  # a limit that is none, or not for that type
        raise AssetError(f"schema {where} cannot be used: {str(err).partition(chr(10))[0]}") from err


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one schema; `inside` are the definitions that a node stands in, which may not refer to themselves."""

    where: str
    definitions: Node

    def refuse(self, path: Path, why: str) -> NoReturn:
        raise AssetError(f"schema {self.where}: {show_path(path).replace('.[', '[') or 'it'}: {why}")

    def object(self, node: Node, name: str, path: Path, inside: tuple[str, ...]) -> type[Item]:
        properties, required = node.get("properties"), node.get("required")
        if node.get("additionalProperties", False) is not False:
            self.refuse(path, "has fields without names; use a list of objects with a name")
        if not isinstance(properties, dict) or not properties:
            self.refuse(path, 'an object needs "properties"')
        fields: dict[str, Any] = {}
        for key, inner in properties.items():
            if not key.isidentifier() or key.startswith("_") or hasattr(BaseModel, key):
                self.refuse((*path, key), "cannot be the name of a field")
            annotation = self.annotation(inner, f"{name}_{key}", (*path, key), inside)
            always = isinstance(required, list) and key in required
            fields[key] = (annotation if always else annotation | None, ...)
        return create_model(name, __base__=Item, __doc__=_description(node), **fields)

    def annotation(self, schema: Json, name: str, path: Path, inside: tuple[str, ...]) -> Any:  # a type, made here
        if len(path) > _MAX_DEPTH:
            self.refuse(path, f"is more than {_MAX_DEPTH} levels deep")
        node, inside = self.resolved(schema, path, inside)
        bare = self.bare(node, name, path, inside)
        return Annotated[bare, Field(description=_description(node))] if _description(node) else bare

    def bare(self, node: Node, name: str, path: Path, inside: tuple[str, ...]) -> Any:
        if "anyOf" in node:
            options = node["anyOf"] if isinstance(node["anyOf"], list) else []
            others = [option for option in options if option != {"type": "null"}]
            if len(others) != 1:
                self.refuse(path, "a choice between types cannot be enforced: anyOf takes one type, and null")
            return self.annotation(others[0], name, path, inside) | None
        if "const" in node or "enum" in node:
            return self.choice(node["enum"] if "enum" in node else [node["const"]], path)
        inner: Any
        match kind := self.kind(node, path):
            case "object":
                inner = self.object(node, name, path, inside)
            case "array":
                inner = list[self.annotation(node.get("items"), name, (*path, "[]"), inside)]  # type: ignore[misc]
            case _:
                inner = self.scalar(kind, node, path)
        fitting = _LIMITS.get(kind, {})
        if misplaced := (node.keys() & _ALL_LIMITS) - fitting.keys():
            self.refuse(path, f"{min(misplaced)!r} is no limit of this type")
        limits: dict[str, Any] = {argument: node[keyword] for keyword, argument in fitting.items() if keyword in node}
        limited = Annotated[inner, Field(**limits)] if limits else inner
        return limited | None if isinstance(node["type"], list) else limited

    def choice(self, values: Json, path: Path) -> Any:
        if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
            self.refuse(path, "a choice needs a list of strings")
        return Literal[tuple(values)]

    def scalar(self, kind: str, node: Node, path: Path) -> Any:
        if "format" not in node:
            return _SCALARS[kind]
        if kind != "string" or node["format"] not in ("evidence", "speaker"):
            self.refuse(path, f"format {node['format']!r} is not supported: a string may be 'evidence' or 'speaker'")
        return _FORMATS[node["format"]]

    def kind(self, node: Node, path: Path) -> str:
        """The node's one type, null left out."""
        declared = node.get("type")
        kinds = [kind for kind in declared if kind != "null"] if isinstance(declared, list) else [declared]
        if len(kinds) != 1 or kinds[0] not in (*_SCALARS, "object", "array"):
            self.refuse(path, 'needs one "type", or one and "null"')
        return str(kinds[0])

    def resolved(self, schema: Json, path: Path, inside: tuple[str, ...]) -> tuple[Node, tuple[str, ...]]:
        """The node that a reference stands for, with its own description if it has one."""
        if not isinstance(schema, dict):
            self.refuse(path, "is no schema")
        if unknown := schema.keys() - _KEYWORDS:
            self.refuse(path, f"{min(unknown)!r} is not supported")
        if "$ref" not in schema:
            return schema, inside
        target = str(schema["$ref"]).removeprefix("#/$defs/")
        if target not in self.definitions:
            self.refuse(path, f"{schema['$ref']!r} points nowhere: only '#/$defs/…' is followed")
        if target in inside:
            self.refuse(path, f"{target!r} contains itself, which has no end")
        node, inside = self.resolved(self.definitions[target], path, (*inside, target))
        return node | ({"description": schema["description"]} if "description" in schema else {}), inside


def _description(node: Node) -> str | None:
    described = node.get("description")
    return described if isinstance(described, str) else None
