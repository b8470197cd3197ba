"""The front matter of a template: YAML between two lines ``---``, read as data and bounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from summarizer.assets import Asset
from summarizer.errors import AssetError
from summarizer.types import Json

__all__ = ["FrontMatter", "Origin", "Pass", "front_of", "inherited", "raw_front", "validated"]

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$", re.MULTILINE | re.DOTALL)
_FRONT_LENGTH = 20_000
_FRONT_DEPTH = 10
_OPENING = (
    *(yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken),
    *(yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken),
)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
_OWN = frozenset({"name", "version", "extends", "copied_from"})  # what a template never has from its base


class Pass(BaseModel):
    """One small question of several, for models that do badly on large ones.

    Attributes:
        ask: Fields of the schema, or of the items of one of its lists: ``"headline"``, ``"positions.stance"``.
        each: Asked once for each of these; None for whole fields, which are asked for once, and for items the same as
            ``statements``.
        template: Name of the template that asks it; None for the one that has the pass.
        limit: How many of `each` at most.
        keep_if: A yes-or-no field that is asked before those of an item, which is left out if the answer is no; does
            nothing for whole fields.
        max_tokens: The longest reply.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    ask: tuple[str, ...] = Field(min_length=1)
    each: Literal["statements", "warnings"] | None = None
    template: str | None = None
    limit: int | None = Field(default=None, ge=1)
    keep_if: str | None = Field(default=None, pattern=r"^[a-z][a-z_]*$")
    max_tokens: int | None = Field(default=None, ge=1)


class Origin(BaseModel):
    """What a copy was made from: name, version and hash as they were then."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(strict=True)
    version: int = Field(ge=1)
    sha256: str = Field(strict=True)


class FrontMatter(BaseModel):
    """What stands in front matter, with what it has from its bases."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, hide_input_in_errors=True)

    name: str = Field(strict=True)
    version: int = Field(ge=1)
    description: str
    schema_: str | None = Field(default=None, alias="schema", strict=True)
    extends: str | None = Field(default=None, strict=True)
    copied_from: Origin | None = None
    parameters: dict[str, str] = {}
    passes: tuple[Pass, ...] = ()


def front_of(text: str) -> tuple[str, int] | None:
    """The YAML of a file's front matter, and the offset at which the front matter ends; None if it has none."""
    found = _FRONT.match(text)
    return (found[1], found.end()) if found else None


def raw_front(asset: Asset) -> tuple[Json, int]:
    """What the front matter of a file says, unchecked, and the offset at which it ends.

    Raises:
        AssetError: There is none, or it is no YAML that is read here.
    """
    path = asset.path
    front = front_of(asset.text)
    if not front:
        raise AssetError(f"{path} has no front matter: it must begin with a line '---' and have a second one")
    text, end = front
    if len(text) > _FRONT_LENGTH:
        raise AssetError(f"{path}: the front matter is longer than {_FRONT_LENGTH:,} characters")
    try:
        _refuse_bombs(text, path)
        said: Json = yaml.safe_load(text)
    except yaml.MarkedYAMLError as err:
        line = f":{err.problem_mark.line + 2}" if err.problem_mark else ""  # counted from 0, after the line '---'
        raise AssetError(f"{path}{line}: {err.problem or err.context}") from err
    except (yaml.YAMLError, ValueError) as err:
        raise AssetError(f"{path}: the front matter is not as it has to be: {_in_short(err)}") from err
    return said, end


def validated(said: Json, path: Path) -> FrontMatter:
    """The front matter as it has to be.

    Raises:
        AssetError: It is not; says what.
    """
    try:
        return FrontMatter.model_validate(said)
    except ValidationError as err:
        raise AssetError(f"{path}: the front matter is not as it has to be: {_in_short(err)}") from err


def inherited(base: Json, own: Json) -> Json:
    """The front matter of a template with that of its base: each key from the base, unless it has it itself.

    Of ``parameters`` each is a key of its own. Name, version and where the base came from are not inherited.
    """
    if not isinstance(base, Mapping) or not isinstance(own, Mapping):
        return own
    merged: dict[str, Json] = {**{key: value for key, value in base.items() if key not in _OWN}, **own}
    theirs, ours = base.get("parameters"), own.get("parameters")
    if isinstance(theirs, Mapping) and isinstance(ours, Mapping):
        merged["parameters"] = {**theirs, **ours}
    return merged


def _refuse_bombs(text: str, path: Path) -> None:
    """YAML can say much in few characters, and takes the square of the depth to be read."""
    depth = 0
    for token in yaml.scan(text):
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
            raise AssetError(f"{path}: anchors and aliases are not read in front matter")
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > _FRONT_DEPTH:
            raise AssetError(f"{path}: the front matter is nested too deeply")


def _in_short(err: Exception) -> str:
    if not isinstance(err, ValidationError):
        return str(err).partition("\n")[0] or type(err).__name__
    return "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'it'}: {fault['msg']}" for fault in err.errors())
