"""The JSON Schema of a reply, in the part of the language that servers enforce.

Strict structured output (OpenAI's guide "Structured model outputs", llama.cpp's grammars) takes objects whose fields
are all required, lists, strings, numbers, booleans, enums and nulls; a schema with anything else is refused by one
server and half kept by another. What pydantic writes is brought into that part, or the field that cannot be is named.
The order of the fields is kept: a model writes them in that order, and evidence has to come before the words about it.
"""

from __future__ import annotations

from pydantic import BaseModel
from pydantic.errors import PydanticUserError

from summarizer.errors import AssetError
from summarizer.types import Json, Path, show_path

__all__ = ["strict_schema"]

_DEPTH = 10
_KEPT = {"type", "description", "enum", "anyOf", "items", "properties", "pattern", "format"} | {
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems")
}
_FORMATS = frozenset({"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"})

Object = dict[str, Json]


def strict_schema(model: type[BaseModel]) -> Object:
    """Gives the model's JSON Schema as servers enforce it: closed objects, all fields required, in their order.

    Defaults, titles, examples and lengths of strings are left out; they are checked when the reply is here. Sub-models
    stand under ``$defs``.

    Raises:
        AssetError: A field cannot be sent: free-form objects, tuples, `Any`, sets of unlike items, too many levels.
    """
    try:
        whole = model.model_json_schema()
    except PydanticUserError as err:
        raise AssetError(f"schema {model.__name__} has no JSON Schema: {err.message}") from err
    writer = _Writer(model.__name__, _object(whole.pop("$defs", {})))
    if "$ref" in whole:
        whole = _object(writer.defs.get(str(whole["$ref"]).removeprefix("#/$defs/")))
    schema = writer.written(whole, (), 0)
    if schema.get("type") != "object":
        raise AssetError(f"schema {model.__name__} is no object with fields", hint="make it a model with named fields")
    if writer.written_defs:
        schema["$defs"] = dict(writer.written_defs)
    return schema


class _Writer:
    def __init__(self, name: str, defs: Object) -> None:
        self.name = name
        self.defs = defs
        self.written_defs: dict[str, Object] = {}

    def written(self, part: Object, path: Path, depth: int) -> Object:
        if depth > _DEPTH:
            raise self._no(path, f"lies more than {_DEPTH} levels deep")
        if "$ref" in part:
            return self._reference(part, path, depth)
        part = self._plainer(part, path)
        kept: Object = {key: value for key, value in part.items() if key in _KEPT and value is not None}
        if kept.get("format") not in _FORMATS:
            kept.pop("format", None)
        if "anyOf" in kept:
            options = _list(kept["anyOf"])
            kept["anyOf"] = [self.written(_object(option), path, depth) for option in options]
        elif part.get("type") == "object":
            kept |= self._closed(part, path, depth)
        elif part.get("type") == "array":
            kept["items"] = self.written(_object(part.get("items")), (*path, 0), depth + 1)
        elif "enum" not in kept and "type" not in kept:
            raise self._no(path, "has no type")
        return kept

    def _reference(self, part: Object, path: Path, depth: int) -> Object:
        """A bare reference; one with words beside it, which strict servers refuse, is written out."""
        name = str(part["$ref"]).removeprefix("#/$defs/")
        target = _object(self.defs.get(name))
        beside = {key: value for key, value in part.items() if key == "description"}
        if beside and target.get("type") != "object":
            return self.written(target | beside, path, depth)
        if name not in self.written_defs:
            self.written_defs[name] = {}
            self.written_defs[name] = self.written(target, path, depth)
        return {"$ref": f"#/$defs/{name}"}

    def _plainer(self, part: Object, path: Path) -> Object:
        """The same in fewer words of JSON Schema: no const, oneOf or allOf of one."""
        if "prefixItems" in part:
            raise self._no(path, "is a tuple", hint="use a list, or a model with a field for each place")
        if "const" in part:
            part = part | {"enum": [part["const"]]}
        if "enum" in part and "type" not in part:
            part = part | _choice(_list(part["enum"]))
        if "oneOf" in part:
            part = part | {"anyOf": part["oneOf"]}
        if "allOf" in part and len(_list(part["allOf"])) == 1:
            part = part | _object(_list(part["allOf"])[0])
        return part

    def _closed(self, part: Object, path: Path, depth: int) -> Object:
        fields = _object(part.get("properties"))
        if part.get("additionalProperties") not in (None, False) or "patternProperties" in part or not fields:
            raise self._no(path, "has fields without names", hint="use a list of models with a key and a value")
        written: Object = {
            name: self.written(_object(field), (*path, name), depth + 1) for name, field in fields.items()
        }
        return {"properties": written, "required": list(written), "additionalProperties": False}

    def _no(self, path: Path, why: str, hint: str | None = None) -> AssetError:
        where = show_path(tuple("*" if isinstance(step, int) else step for step in path)).replace(".*", "[]")
        return AssetError(f"schema {self.name}: {where or 'it'} {why}, which servers cannot enforce", hint=hint)


_KINDS: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def _choice(values: list[Json]) -> Object:
    """The words for a choice of values; values of unlike kinds stand beside each other."""
    kinds: dict[str, list[Json]] = {}
    for value in values:
        kinds.setdefault(_KINDS[type(value)], []).append(value)
    if len(kinds) == 1:
        return {"type": next(iter(kinds))}
    return {"anyOf": [{"type": kind, "enum": same} for kind, same in kinds.items()], "enum": None}


def _object(value: Json) -> Object:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
