"""The rows of JSONL files: read strictly, and every mistake told with its file, line and field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from summarizer.errors import UsageError
from summarizer.rendering import loads
from summarizer.types import Json, show_path

__all__ = [
    "FORMAT",
    "ActorRow",
    "ArticleRow",
    "AttributionRow",
    "CoreferenceRow",
    "PassageRow",
    "RiskRow",
    "Row",
    "WordsRow",
    "record_of",
    "rows_of",
]

FORMAT = "docs/eval.md has the format"

Record = TypeVar("Record", bound=BaseModel)


class Row(BaseModel):
    """The base of all rows: types are strict, and keys that are not known are passed over."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, hide_input_in_errors=True)


class WordsRow(Row):
    """Words of the article: their spans, and their texts too if the file has them."""

    spans: list[Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=2, max_length=2)]] = []
    text: list[str] | None = None


class CoreferenceRow(Row):
    """Other names of a source, and the chain that they come from."""

    chain: int | str | None = None
    named_mentions: list[str] = []


class AttributionRow(Row):
    """Who says what."""

    id: str | None = None
    source: WordsRow | None = None
    cue: WordsRow | None = None
    content: WordsRow
    source_entity: str | None = None
    source_coref_auto: CoreferenceRow | None = None


class ActorRow(Row):
    """An entity."""

    entity_id: str
    type: str
    salience: Annotated[int, Field(ge=0)] = 1
    proper_name_mentions: list[str] = []
    mention_texts: list[str] = []


class RiskRow(Row):
    """A voiced risk."""

    id: str | None = None
    content: WordsRow


class ArticleRow(Row):
    """An annotated article; what is None was not annotated."""

    id: str
    text: Annotated[str, Field(min_length=1)]
    title: str | None = None
    url: str | None = None
    attributions: list[AttributionRow] | None = None
    actors: list[ActorRow] | None = None
    risks: list[RiskRow] | None = None


class PassageRow(Row):
    """A risk whose article stands in another file, ``<set>.jsonl``."""

    set: str
    id: str
    attribution: str | None = None
    content: WordsRow
    negated_cue: bool = False


def rows_of(path: Path) -> Iterator[tuple[int, Json]]:
    """The values of a JSONL file with the numbers of their lines; blank lines are skipped.

    Raises:
        UsageError: It cannot be read, or a line is not JSON.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                    if text.strip():
                        yield number, loads(text)
                except (UnicodeDecodeError, UsageError) as err:
                    raise UsageError(f"{path}:{number}: {err}", hint="a JSON object a line, in UTF-8") from err
    except OSError as err:
        raise UsageError(f"cannot read {path}: {err.strerror}") from err


def record_of(model: type[Record], value: Json, where: str) -> Record:
    """The record that a row holds.

    Raises:
        UsageError: A field is missing or of another type.
    """
    try:
        return model.model_validate(value)
    except ValidationError as err:
        first = err.errors()[0]
        at = show_path(first["loc"])
        raise UsageError(
            f"{where}: {at + ': ' if at else ''}{first['msg']}", hint="docs/eval.md has the format"
        ) from err
