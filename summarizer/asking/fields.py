"""The fields of a reply: what each is validated by, as a whole and item by item, and what is wrong where it is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, to_json

from summarizer.asking.schema import strict_schema
from summarizer.types import Fault, Json, Path, list_item_type

__all__ = ["Field", "error_faults", "is_of_shape", "layout", "validated", "without"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a reply.

    Attributes:
        whole: What validates it.
        item: What validates an item of it, and `items` any number of them; None if it is no list.
        limits: What validates how many items it has, all of which are valid; None if it may have any number.
        required: It may not be left out.
        schema: Its part of the reply's schema.
    """

    name: str
    whole: TypeAdapter[object]
    item: TypeAdapter[object] | None
    items: TypeAdapter[list[object]] | None
    limits: TypeAdapter[list[object]] | None
    required: bool
    schema: dict[str, Json]

    def schema_of_item(self) -> Json:
        """The part of the schema that an item of a list has to keep, also of a list that may be null."""
        options = self.schema.get("anyOf")
        kinds = [self.schema, *(options if isinstance(options, list) else [])]
        return next(one["items"] for one in kinds if isinstance(one, dict) and "items" in one)

    def all_valid(self, items: list[Json]) -> list[object] | None:
        """All items of a list, validated at once; None if one of them is not valid."""
        try:
            return self.items.validate_json(to_json(items), strict=True) if self.items else None
        except ValidationError:
            return None


@lru_cache(maxsize=64)
def layout(reply: type[BaseModel]) -> tuple[dict[str, Json], dict[str, Field]]:
    """The schema and the fields of a model; made once, for it takes longer than a reply takes to judge."""
    schema = strict_schema(reply)
    return schema, {name: _field(reply, name, schema) for name in reply.model_fields}


def _field(reply: type[BaseModel], name: str, schema: dict[str, Json]) -> Field:
    info = reply.model_fields[name]
    whole: TypeAdapter[object] = TypeAdapter(Annotated[info.annotation, info])  # type: ignore[arg-type]  # made at run time
    properties = schema["properties"]
    part = properties.get(name) if isinstance(properties, dict) else None
    written = part if isinstance(part, dict) else {}
    inside = list_item_type(info)
    if inside is None:
        return Field(name, whole, None, None, None, required=info.is_required(), schema=written)
    options = () if get_origin(info.annotation) is list else get_args(info.annotation)
    metadata = [*info.metadata, *(one for option in options for one in getattr(option, "__metadata__", ()))]
    return Field(
        name,
        whole,
        TypeAdapter(inside),  # type: ignore[arg-type]
        TypeAdapter(list[inside]),  # type: ignore[valid-type]
        TypeAdapter(Annotated[list[Any], *metadata]) if metadata else None,
        required=info.is_required(),
        schema=written,
    )


def validated(value: Json, adapter: TypeAdapter[object]) -> object:
    """What a value of a reply is; raises pydantic's `ValidationError` if it does not keep the schema."""
    return adapter.validate_json(to_json(value), strict=True)


def error_faults(path: Path, errors: Iterable[ErrorDetails]) -> tuple[Fault, ...]:
    """What the schema finds wrong with a part of a reply, in words for the model."""
    return tuple(Fault((*path, *error["loc"]), error["msg"].removeprefix("Value error, ")) for error in errors)


def is_of_shape(error: ErrorDetails) -> bool:
    """True for an error that a server that enforces schemas cannot let happen."""
    kind = error["type"]
    return kind in ("missing", "extra_forbidden", "enum", "literal_error") or kind.endswith("_type")


def without(value: Json, places: list[tuple[int | str, ...]]) -> Json:
    """The value without the fields at these places."""
    if isinstance(value, dict):
        return {
            key: without(inside, [place[1:] for place in places if place[:1] == (key,)])
            for key, inside in value.items()
            if (key,) not in places
        }
    if isinstance(value, list):
        return [
            without(inside, [place[1:] for place in places if place[:1] == (index,)])
            for index, inside in enumerate(value)
        ]
    return value
