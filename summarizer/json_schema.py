"""JSON Schema, as much of it as a reply can be held to: the check, and a pydantic model of a schema that passes it.

What servers enforce ("strict mode") is a small part of JSON Schema: objects with fixed fields, lists, strings, numbers,
booleans, enumerations, and null beside any of these; limits of length, size and pattern are checked here, whether or
not a server enforces them. A field that the schema does not require may be null in the
reply, but is always asked for. Two formats of a string are our own: ``"format": "evidence"`` must be the article's
words, ``"format": "speaker"`` names whom they are credited to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, Field, create_model

from summarizer.errors import AssetError
from summarizer.types import Evidence, Item, Json, Speaker

__all__ = ["MAX_DEPTH", "faults_in", "model_from"]

MAX_DEPTH = 5
_SCALARS = {"string": str, "integer": int, "number": float, "boolean": bool}
_FORMATS = {"evidence": Evidence, "speaker": Speaker}
_LIMITS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
    "pattern": "pattern",
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
}
_KEYWORDS = {
    *_LIMITS,
    *("type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref", "$defs"),
    *("title", "description", "format", "default", "$schema", "$id"),
}
_SAID = {
    "prefixItems": "a tuple cannot be sent: use a list, or an object with named fields",
    "uniqueItems": "a set cannot be sent: use a list",
    "oneOf": "a choice between types cannot be sent: use one type, or anyOf with null",
    "discriminator": "a choice between types cannot be sent: use one type, or anyOf with null",
}

Node: TypeAlias = dict[str, Json]
Where: TypeAlias = tuple[str, ...]


def faults_in(schema: Json) -> Iterator[tuple[str, str]]:
    """Yields where and why a JSON Schema cannot be sent in strict mode; nothing for one that can."""
    for where, message in _faults(schema, (), _definitions(schema), ()):
        yield ".".join(where) or "schema", message
    if isinstance(schema, dict) and "object" not in _types(schema) and "$ref" not in schema:
        yield "schema", 'a reply is an object: "type": "object" with "properties"'


def model_from(text: str, *, name: str, where: str) -> type[BaseModel]:
    """The pydantic model that a JSON Schema describes.

    Args:
        text: The schema's file.
        name: What the class is called.
        where: The file, for messages.

    Raises:
        AssetError: It is no JSON, or has something that `faults_in` names.
    """
    try:
        schema: Json = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise AssetError(f"{where} is no JSON: {err}") from err
    fault = next(faults_in(schema), None)
    if fault or not isinstance(schema, dict):
        raise AssetError(f"schema {where} cannot be used: {': '.join(fault or ('schema', 'not an object'))}")
    return _object(_resolved(schema, _definitions(schema)), name, _definitions(schema))


# ------------------------------------------------------------------------------------------- check


def _faults(node: Json, where: Where, definitions: Node, inside: tuple[str, ...]) -> Iterator[tuple[Where, str]]:
    if not isinstance(node, dict):
        yield where, "not a schema: an object is expected here"
        return
    for keyword in sorted(node.keys() - _KEYWORDS):
        yield where, _SAID.get(keyword, f"{keyword!r} is not supported")
    ref = node.get("$ref")
    if ref is not None:
        yield from _faults_of_reference(str(ref), where, definitions, inside)
    elif "anyOf" in node:
        options = node["anyOf"]
        others = [option for option in options if option != {"type": "null"}] if isinstance(options, list) else []
        if len(others) != 1:
            yield where, "a choice between types cannot be sent: anyOf may have one type, and null"
        for other in others:
            yield from _faults(other, where, definitions, inside)
    elif "enum" in node or "const" in node:
        if not (values := _values(node)) or not all(isinstance(value, str | int | bool | None) for value in values):
            yield where, "an enumeration needs strings, whole numbers, true, false or null"
    else:
        yield from _faults_of_type(node, where, definitions, inside)


def _faults_of_reference(
    ref: str, where: Where, definitions: Node, inside: tuple[str, ...]
) -> Iterator[tuple[Where, str]]:
    target = ref.removeprefix("#/$defs/")
    if target not in definitions:
        yield where, f"$ref {ref!r} points nowhere: only '#/$defs/…' is followed"
    elif target in inside:
        yield where, f"{target!r} contains itself, which has no end"
    else:
        yield from _faults(definitions[target], where, definitions, (*inside, target))


def _faults_of_type(
    node: Node, where: Where, definitions: Node, inside: tuple[str, ...]
) -> Iterator[tuple[Where, str]]:
    types = _types(node)
    if len(types - {"null"}) != 1 or not types <= {*_SCALARS, "null", "object", "array"}:
        yield where, 'no type, or more than one: "type" may be one type, or one and "null"'
    if "format" in node and (node["format"] not in _FORMATS or "string" not in types):
        yield where, f"format {node['format']!r} is not supported: a string may be 'evidence' or 'speaker'"
    if "array" in types:
        if "items" in node:
            yield from _faults(node["items"], (*where, "[]"), definitions, inside)
        elif "prefixItems" not in node:
            yield where, 'a list of what? it needs "items"'
    if "object" in types:
        yield from _faults_of_object(node, where, definitions, inside)


def _faults_of_object(
    node: Node, where: Where, definitions: Node, inside: tuple[str, ...]
) -> Iterator[tuple[Where, str]]:
    properties = node.get("properties")
    if node.get("additionalProperties") not in (None, False):
        yield where, "a dict cannot be sent, only an object with fixed fields: use a list of items with a name"
    elif not isinstance(properties, dict) or not properties:
        yield where, 'an object needs "properties"'
    elif sum(step != "[]" for step in where) >= MAX_DEPTH:
        yield where, f"more than {MAX_DEPTH} levels deep"
    else:
        for name, inner in properties.items():
            if not name.isidentifier() or name.startswith("_") or hasattr(BaseModel, name):
                yield (*where, name), "this name cannot be used: letters, digits and '_', and no name of pydantic's"
            yield from _faults(inner, (*where, name), definitions, inside)


# ------------------------------------------------------------------------------------------- model


def _object(node: Node, name: str, definitions: Node) -> type[Item]:
    properties, required = node["properties"], node.get("required")
    fields: dict[str, Any] = {}
    for key, inner in properties.items() if isinstance(properties, dict) else ():
        annotation = _annotation(inner, f"{name}_{key}", definitions)
        always = isinstance(required, list) and key in required
        fields[key] = (annotation if always else annotation | None, ...)
    return create_model(name, __base__=Item, __doc__=_description(node), **fields)


def _annotation(node: Json, name: str, definitions: Node) -> Any:  # a type, which is made here
    """The annotation of a field: its type, its limits, and its description."""
    if not isinstance(node, dict):
        raise TypeError(node)
    node = _resolved(node, definitions)
    bare = _bare(node, name, definitions)
    return Annotated[bare, Field(description=_description(node))] if _description(node) else bare


def _bare(node: Node, name: str, definitions: Node) -> Any:
    if isinstance(options := node.get("anyOf"), list):
        (other,) = (option for option in options if option != {"type": "null"})
        chosen = _annotation(other, name, definitions)
        return chosen | None if len(options) > 1 else chosen
    if values := _values(node):
        return Literal[tuple(values)]
    (kind,) = _types(node) - {"null"}
    inner: Any
    if kind == "object":
        inner = _object(node, name, definitions)
    elif kind == "array":
        inner = list[_annotation(node["items"], name, definitions)]  # type: ignore[misc]
    else:
        inner = _FORMATS[str(node["format"])] if "format" in node else _SCALARS[kind]
    limits: dict[str, Any] = {argument: node[keyword] for keyword, argument in _LIMITS.items() if keyword in node}
    limited = Annotated[inner, Field(**limits)] if limits else inner
    return limited | None if "null" in _types(node) else limited


def _description(node: Node) -> str | None:
    described = node.get("description")
    return described if isinstance(described, str) else None


def _resolved(node: Node, definitions: Node) -> Node:
    """The node that a reference stands for; its own description wins."""
    while "$ref" in node:
        target = definitions[str(node["$ref"]).removeprefix("#/$defs/")]
        if not isinstance(target, dict):
            raise TypeError(target)
        node = target | {key: value for key, value in node.items() if key != "$ref"}
    return node


def _definitions(schema: Json) -> Node:
    found = schema.get("$defs") if isinstance(schema, dict) else None
    return found if isinstance(found, dict) else {}


def _types(node: Node) -> set[str]:
    declared = node.get("type")
    return {str(kind) for kind in declared} if isinstance(declared, list) else {str(declared)} if declared else set()


def _values(node: Node) -> list[Json]:
    if "const" in node:
        return [node["const"]]
    values = node.get("enum")
    return values if isinstance(values, list) else []
