"""Schemas as servers enforce them: closed, all fields required, in order; what cannot be sent is named."""

from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model

from summarizer.asking import strict_schema
from summarizer.errors import AssetError
from summarizer.types import Item, Json, Position, Risk, Stance


class Inner(Item):
    word: str = "none"


class Outer(BaseModel):
    """A model with all that can be sent."""

    zeta: Annotated[str, Field(min_length=3, max_length=9, description="last letter first", examples=["x"])]
    alpha: int | None = None
    choice: Literal["yes", "no"] = "yes"
    single: Literal["only"]
    mixed: Literal["a", None]
    stance: Stance = Stance.NEUTRAL
    inner: Inner
    described: Annotated[Inner, Field(description="an inner one")]
    described_stance: Annotated[Stance, Field(description="where it stands")]
    many: Annotated[list[Inner], Field(min_length=1, max_length=4)]
    number: Annotated[float, Field(ge=0, le=1)]
    day: date
    either: Inner | int


def made(annotation: object) -> type[BaseModel]:
    return create_model(
        "Made", part=(annotation, ...), deeper=(list[create_model("Deeper", part=(annotation, ...))], ...)
    )


def words_of(schema: Json) -> set[str]:
    if isinstance(schema, dict):
        inside = set(schema) | {word for part in schema.values() for word in words_of(part)}
        return inside - (schema.get("properties") or {}).keys() | set().union(  # type: ignore[union-attr, operator]
            *(words_of(part) for part in (schema.get("properties") or {}).values())  # type: ignore[union-attr]
        )
    return {word for part in schema for word in words_of(part)} if isinstance(schema, list) else set()


def test_all_fields_are_required_in_the_order_of_the_model() -> None:
    schema = strict_schema(Outer)
    assert list(schema["properties"]) == list(Outer.model_fields)  # type: ignore[arg-type]
    assert schema["required"] == list(Outer.model_fields)
    assert schema["additionalProperties"] is False
    assert next(iter(strict_schema(Position)["properties"])) == "evidence"  # type: ignore[arg-type]


def test_the_words_that_servers_refuse_are_left_out() -> None:
    refused = {"default", "title", "const", "examples", "minLength", "maxLength", "oneOf", "allOf", "prefixItems"}
    assert not words_of(strict_schema(Outer)) & refused


def test_choices_nulls_limits_and_descriptions_are_kept() -> None:
    fields = strict_schema(Outer)["properties"]
    assert isinstance(fields, dict)
    assert fields["zeta"] == {"type": "string", "description": "last letter first"}
    assert fields["alpha"] == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert fields["choice"] == {"type": "string", "enum": ["yes", "no"]}
    assert fields["single"] == {"type": "string", "enum": ["only"]}
    assert fields["mixed"] == {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null", "enum": [None]}]}
    assert fields["number"] == {"type": "number", "minimum": 0, "maximum": 1}
    assert fields["day"] == {"type": "string", "format": "date"}
    assert fields["many"] == {"type": "array", "minItems": 1, "maxItems": 4, "items": {"$ref": "#/$defs/Inner"}}
    assert fields["either"] == {"anyOf": [{"$ref": "#/$defs/Inner"}, {"type": "integer"}]}


def test_a_reference_has_no_words_beside_it() -> None:
    fields = strict_schema(Outer)["properties"]
    assert isinstance(fields, dict)
    assert fields["described"] == {"$ref": "#/$defs/Inner"}
    stances = [stance.value for stance in Stance]
    assert fields["described_stance"] == {"type": "string", "enum": stances, "description": "where it stands"}


def test_sub_models_are_closed_too() -> None:
    schema = strict_schema(create_model("Brief", positions=(list[Position], ...), risks=(list[Risk], ...)))
    defs = schema["$defs"]
    assert isinstance(defs, dict)
    for part in (defs["Position"], defs["Risk"]):
        assert isinstance(part, dict)
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])  # type: ignore[arg-type]


def test_a_model_may_hold_itself() -> None:
    class Node(BaseModel):
        model_config = ConfigDict(extra="forbid")
        children: list["Node"]

    assert "$ref" in words_of(strict_schema(Node))


@pytest.mark.parametrize(
    "annotation",
    [dict[str, str], dict[str, Any], tuple[int, str], Any, object, list[Any], dict[str, str] | None],
    ids=str,
)
def test_a_field_that_cannot_be_sent_is_named(annotation: object) -> None:
    with pytest.raises(AssetError, match=r"schema Made: part\b"):
        strict_schema(made(annotation))


def test_a_field_deep_inside_is_named_with_its_path() -> None:
    model = create_model("Made", items=(list[create_model("Entry", tags=(dict[str, str], ...))], ...))
    with pytest.raises(AssetError, match=r"schema Made: items\[\]\.tags"):
        strict_schema(model)


def test_too_many_levels_are_refused() -> None:
    annotation: object = str
    for _ in range(12):
        annotation = list[annotation]  # type: ignore[valid-type]
    with pytest.raises(AssetError, match="levels"):
        strict_schema(made(annotation))


def test_what_has_no_named_fields_is_no_schema() -> None:
    with pytest.raises(AssetError, match="no object"):
        strict_schema(RootModel[list[str]])
    with pytest.raises(AssetError):
        strict_schema(create_model("Empty"))


def test_what_pydantic_cannot_describe_is_an_error_of_ours() -> None:
    with pytest.raises(AssetError, match="no JSON Schema"):
        strict_schema(create_model("Made", part=(type(len), ...), __config__=ConfigDict(arbitrary_types_allowed=True)))
