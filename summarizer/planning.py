"""How many requests an article takes, and what each of them asks for.

A large model is asked for all fields of a schema at once. A small one does better with small questions: one for a few
fields, or one for each statement that the parse found, whose words and speaker are then known before it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel, create_model
from pydantic.fields import FieldInfo

from summarizer.candidates import Candidate
from summarizer.choosing import choose_statements, choose_warnings
from summarizer.chunking import Part, extract, whole
from summarizer.errors import AssetError
from summarizer.prompting import Pass, Template
from summarizer.scales import stated_impact, stated_likelihood
from summarizer.stances import stated_stance
from summarizer.types import (
    Actor,
    Article,
    EvidenceMark,
    Impact,
    Item,
    Likelihood,
    Notice,
    OneOfMark,
    Proposals,
    SpeakerMark,
    Stance,
    choices_of,
    field_marks,
    list_item_type,
)

__all__ = [
    "Inquiry",
    "candidates_for",
    "filled",
    "inquiry",
    "item_model",
    "left_out",
    "part_read",
    "plan",
    "with_stated_stance",
]

_REPLY_TOKENS = 4_000
_READ = 12_000  # code points of the article that a small model reads at once: about half a minute on two cores
_STATEMENTS = 24  # of a longer article, whose paragraphs are read
_EACH = 12  # candidates of a pass that sets no limit
_ROLE = "role"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What one pass asks for.

    Attributes:
        purpose: The fields, as attempts and progress show them.
        fields: Top-level fields that are asked for.
        listed: The list whose items' fields are asked for, each item by itself; None if whole fields are.
        reply: The model of the answer.
        item: The model of the list's items, or of all fields.
        max_tokens: The longest reply.
    """

    purpose: str
    fields: tuple[str, ...]
    listed: str | None
    reply: type[BaseModel]
    item: type[BaseModel]
    max_tokens: int


def plan(template: Template, schema: type[BaseModel], *, passes: Literal["one", "several"]) -> tuple[Pass, ...]:
    """The passes, in the order in which they are asked.

    Several are those of the template, and what they leave out but for the actors, whom the parse knows; a template
    that has none is asked for everything. What other fields are chosen from is asked first, then each list by itself,
    then all that is no list together.
    """
    if passes == "one":
        return (Pass(ask=tuple(schema.model_fields)),)
    asked = {name.partition(".")[0] for one in template.passes for name in one.ask}
    left = [
        name for name in schema.model_fields if name not in asked and not (asked and item_model(schema, name) is Actor)
    ]
    first = [name for name in left if name in choices_of(schema)]
    lists = [name for name in left if name not in first and item_model(schema, name)]
    others = [name for name in left if name not in first and name not in lists]
    groups = [first, *([name] for name in lists), others]
    return (*template.passes, *(Pass(ask=tuple(group)) for group in groups if group))


def inquiry(
    asked: Pass, schema: type[BaseModel], *, known: Mapping[str, object], quotes: Sequence[str] = ()
) -> Inquiry:
    """What a pass asks for, now that the fields in `known` are there.

    Args:
        asked: See `plan`.
        schema: The whole schema.
        known: Fields that have been answered; one that a `OneOfMark` names becomes the choice of its field.
        quotes: If given, evidence must be one of these, so that a server that enforces schemas cannot misquote.

    Raises:
        AssetError: The pass names a field that the schema does not have.
    """
    purpose = ", ".join(asked.ask)
    listed = {name.partition(".")[0] for name in asked.ask if "." in name}
    if not listed:
        reply = _part(schema, asked.ask, known=known, quotes=quotes)
        return Inquiry(purpose, asked.ask, None, reply, schema, asked.max_tokens or _REPLY_TOKENS)
    if len(listed) > 1 or not all("." in name for name in asked.ask):
        raise AssetError(f"a pass asks for fields of one list, or for whole fields, not for {purpose}")
    name = listed.pop()
    model = item_model(schema, name)
    if model is None:
        raise AssetError(
            f"the schema's field {name!r} is no list of items with fields, so no pass can ask for {purpose}"
        )
    reply = _part(model, [field.partition(".")[2] for field in asked.ask], known=known, first=asked.keep_if)
    return Inquiry(purpose, (name,), name, reply, model, asked.max_tokens or _REPLY_TOKENS)


def item_model(schema: type[BaseModel], name: str) -> type[BaseModel] | None:
    """The model of a list's items; None if the field is not there, or no list of models."""
    info = schema.model_fields.get(name)
    inside = list_item_type(info) if info else None
    return inside if isinstance(inside, type) and issubclass(inside, BaseModel) else None


def filled(model: type[BaseModel], candidate: Candidate) -> dict[str, object]:
    """The fields of an item that are known without a model: evidence, speaker, role, and what the words state."""
    found: dict[str, object] = {}
    for name, info in model.model_fields.items():
        marks = field_marks(info)
        if any(isinstance(mark, EvidenceMark) for mark in marks):
            found[name] = candidate.evidence.quote if list_item_type(info) is None else [candidate.evidence.quote]
        elif any(isinstance(mark, SpeakerMark) for mark in marks):
            found[name] = candidate.holder.name if candidate.holder else None
        elif name == _ROLE and candidate.holder:
            found[name] = candidate.holder.role
        elif info.annotation is Likelihood:
            found[name] = stated_likelihood(candidate.evidence.quote)
        elif info.annotation is Impact:
            found[name] = stated_impact(candidate.evidence.quote)
    return found


def with_stated_stance(item: Mapping[str, object], model: type[BaseModel], candidate: Candidate) -> dict[str, object]:
    """The item with the stance that the candidate's words state, where they state one, in place of the model's.

    Unlike a likelihood it cannot be filled in before: it depends on the issue, which the model names.
    """
    stances = [name for name, info in model.model_fields.items() if info.annotation is Stance and name in item]
    issues = [item.get(name) for name, info in model.model_fields.items() if _is_choice(info)]
    issue = next((value for value in issues if isinstance(value, str)), "")
    stated = stated_stance(candidate.evidence.quote, issue=issue) if stances else None
    return dict(item) if stated is None else dict(item) | dict.fromkeys(stances, stated.value)


def candidates_for(asked: Pass, article: Article, proposals: Proposals) -> tuple[Candidate, ...] | None:
    """What the pass asks about one by one; None if it asks for whole fields."""
    if not any("." in name for name in asked.ask):
        return None
    choose = choose_warnings if asked.each == "warnings" else choose_statements
    return choose(article, proposals, limit=asked.limit or _EACH)


def part_read(article: Article, proposals: Proposals) -> Part:
    """The article as far as a small model is given it: its beginning, and the paragraphs of statements."""
    if len(article.text) <= _READ:
        return whole(article)
    chosen = [one.evidence.spans[0] for one in choose_statements(article, proposals, limit=_STATEMENTS)]
    # Every third one first: what there is no room for is then left out from all over the article.
    return extract(article, most=_READ, wanted=[span for first in range(3) for span in chosen[first::3]])


def left_out(part: Part, article: Article) -> tuple[Notice, ...]:
    """What is not read of the article."""
    if len(part.article.text) == len(article.text):
        return ()
    read, words = sum(len(article[span].split()) for span in part.spans), len(article.text.split())
    message = (
        f"headline, summary and issues are made from {read:,} of the article's {words:,} words: "
        "its beginning and paragraphs from all over it"
    )
    return (Notice("extract", message),)


def _part(
    model: type[BaseModel],
    names: Sequence[str],
    *,
    known: Mapping[str, object],
    quotes: Sequence[str] = (),
    first: str | None = None,
    base: type[BaseModel] = Item,
) -> type[BaseModel]:
    """A model with some of the fields of another, in the order of `names`."""
    if missing := [name for name in names if name not in model.model_fields]:
        raise AssetError(f"the schema has no field {missing[0]!r} in {model.__name__}; it has: {_listed(model)}")
    if tuple(names) == tuple(model.model_fields) and not quotes and not first:
        return model
    fields: dict[str, object] = {first: (bool, ...)} if first else {}
    for name in names:
        info = model.model_fields[name]
        choices = next((known.get(m.field) for m in field_marks(info) if isinstance(m, OneOfMark)), None)
        annotation: object = info.annotation
        if isinstance(choices, list) and (words := [word for word in choices if isinstance(word, str)]):
            annotation = _choosing(annotation, tuple(words))
        elif quotes:
            annotation = _quoting(annotation, field_marks(info), tuple(quotes))
        fields[name] = (Annotated[annotation, info], ...)
    return create_model(model.__name__, __base__=base, __module__=model.__module__, **fields)  # type: ignore[call-overload, no-any-return]


def _choosing(annotation: object, words: tuple[str, ...]) -> object:
    """The type with one of the words wherever it has a string: also in a list, or beside null."""
    inside = get_args(annotation)
    if annotation is str:
        return Literal[words]
    if get_origin(annotation) is Annotated:
        return Annotated[_choosing(inside[0], words), *inside[1:]]
    if get_origin(annotation) is list:
        return list[_choosing(inside[0], words)]  # type: ignore[misc]
    if get_origin(annotation) in (Union, UnionType):
        return Union[tuple(_choosing(one, words) for one in inside)]  # noqa: UP007 (made at run time)
    return annotation


def _quoting(annotation: object, marks: Sequence[object], quotes: tuple[str, ...]) -> object:
    """The type with one of the quotes wherever evidence is asked for."""
    if annotation is str and any(isinstance(mark, EvidenceMark) for mark in marks):
        return Literal[quotes]
    if get_origin(annotation) is list:
        inside = get_args(annotation)[0]
        if isinstance(inside, type) and issubclass(inside, BaseModel):
            return list[_part(inside, tuple(inside.model_fields), known={}, quotes=quotes, base=inside)]  # type: ignore[misc]
    return annotation


def _is_choice(info: FieldInfo) -> bool:
    return any(isinstance(mark, OneOfMark) for mark in field_marks(info))


def _listed(model: type[BaseModel]) -> str:
    return ", ".join(model.model_fields)
