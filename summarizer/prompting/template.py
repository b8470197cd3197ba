"""A prompt template is one file: front matter in YAML, then turns; it is rendered to messages.

::

    ---
    name: brief
    version: 1
    description: Positions and risks
    schema: brief
    parameters: {words: "60"}
    passes:
      - ask: [positions]
        each: statements
    ---
    [system]
    …
    [user]
    …

The file is split into turns before anything is put into it, and each turn is rendered on its own: no article can
open a turn, end its fence or run as a template.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal, TypeAlias

import yaml
from jinja2 import meta, nodes
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from summarizer.assets import Asset
from summarizer.errors import AssetError, UsageError
from summarizer.prompting import dialect
from summarizer.types import Article, Json, Message

__all__ = [
    "ARTICLE_KEYS",
    "VARIABLES",
    "Pass",
    "Template",
    "Turn",
    "load_template",
    "parameters_for",
    "render",
    "syntax_trees",
    "undeclared",
]

Role: TypeAlias = Literal["system", "user", "assistant"]

VARIABLES = frozenset({"article", "fence", "fields", "statements", "statement", "known", "p", "language"})
ARTICLE_KEYS = frozenset({"text", "title", "byline", "published", "language"})

_TURN = re.compile(r"^\[(system|user|assistant)\][ \t]*$", re.MULTILINE)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$", re.MULTILINE | re.DOTALL)
_FRONT_LENGTH = 20_000
_FRONT_DEPTH = 10
_OPENING = (
    *(yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken),
    *(yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken),
)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
# Words that open or end a turn for a model ("<|im_start|>"); a server may obey them wherever they stand.
_TURN_TOKEN = re.compile(r"<(?=\|[\w-]{1,40}\|>)")


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


class _FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, hide_input_in_errors=True)

    name: str = Field(strict=True)
    version: int = Field(ge=1)
    description: str
    schema_: str | None = Field(default=None, alias="schema", strict=True)
    parameters: dict[str, str] = {}
    passes: tuple[Pass, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A part of a template: who speaks, and the source, in which line numbers are the file's."""

    role: Role
    source: str


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt template, checked as far as it can be without a schema.

    Attributes:
        schema: Name of the schema that it asks for; None in one that only serves another's pass.
        parameters: Their default values; ``-p key=value`` changes them.
        passes: What a small model is asked, in order; a large one is asked for everything at once.
        sha256: Of the file's bytes.
    """

    name: str
    version: int
    description: str
    schema: str | None
    parameters: Mapping[str, str]
    passes: tuple[Pass, ...]
    turns: tuple[Turn, ...]
    sha256: str
    path: Path


def load_template(asset: Asset) -> Template:
    """The template in a file.

    Raises:
        AssetError: The front matter or a turn is not as it has to be; says in which line.
    """
    front = _FRONT.match(asset.text)
    if not front:
        raise AssetError(f"{asset.path} has no front matter: it must begin with a line '---' and have a second one")
    matter = _front_matter(front[1], asset.path)
    turns = _turns(asset.text, front.end(), asset.path)
    for turn in turns:
        dialect.compiled(turn.source, where=str(asset.path))
    return Template(
        name=matter.name,
        version=matter.version,
        description=matter.description,
        schema=matter.schema_,
        parameters=matter.parameters,
        passes=matter.passes,
        turns=turns,
        sha256=asset.sha256,
        path=asset.path,
    )


def _front_matter(text: str, path: Path) -> _FrontMatter:
    if len(text) > _FRONT_LENGTH:
        raise AssetError(f"{path}: the front matter is longer than {_FRONT_LENGTH:,} characters")
    try:
        _refuse_bombs(text, path)
        return _FrontMatter.model_validate(yaml.safe_load(text))
    except yaml.MarkedYAMLError as err:
        line = f":{err.problem_mark.line + 2}" if err.problem_mark else ""  # counted from 0, after the line '---'
        raise AssetError(f"{path}{line}: {err.problem or err.context}") from err
    except (yaml.YAMLError, ValueError) as err:
        raise AssetError(f"{path}: the front matter is not as it has to be: {_in_short(err)}") from err


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


def _turns(text: str, start: int, path: Path) -> tuple[Turn, ...]:
    marks = list(_TURN.finditer(text, start))
    before = text[start : marks[0].start()] if marks else text[start:]
    if not marks or before.strip():
        line = text.count("\n", 0, start) + 2
        raise AssetError(f"{path}:{line}: a turn begins with a line that is [system], [user] or [assistant]")
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    turns = []
    for mark, end in zip(marks, ends, strict=True):
        role: Role = "system" if mark[1] == "system" else "user" if mark[1] == "user" else "assistant"
        # As many newlines as there are lines before it, so that messages name lines of the file.
        turns.append(Turn(role, "\n" * text.count("\n", 0, mark.end()) + text[mark.end() : end]))
    return tuple(turns)


def parameters_for(template: Template, pairs: Sequence[str]) -> dict[str, str]:
    """The template's parameters, with each ``key=value`` of `pairs` (``-p``) in place of its default.

    Raises:
        UsageError: A pair has no ``=``, or a key that the template does not have.
    """
    given = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"not a parameter: {pair!r}", hint="-p key=value")
        given[key.strip()] = value
    return _parameters(template, given)


def _parameters(template: Template, given: Mapping[str, str]) -> dict[str, str]:
    for key in given.keys() - template.parameters.keys():
        close = difflib.get_close_matches(key, template.parameters, n=1)
        known = ", ".join(template.parameters) or "none"
        raise UsageError(
            f"prompt {template.name!r} has no parameter {key!r}" + (f"; did you mean {close[0]!r}?" if close else ""),
            hint=f"its parameters: {known}",
        )
    return {**template.parameters, **given}


def render(
    template: Template,
    *,
    article: Article,
    fields: Sequence[str] = (),
    statements: Sequence[Mapping[str, object]] = (),
    statement: Mapping[str, object] | None = None,
    known: Mapping[str, object] | None = None,
    parameters: Mapping[str, str] | None = None,
    language: str | None = None,
) -> tuple[Message, ...]:
    """The messages of one request; the same values give the same messages.

    A turn that comes out blank is left out. Words that would open a turn for a model (``<|im_start|>``) come out as
    ``< |im_start|>``, in whatever variable they stand.

    Args:
        template: See `load_template`.
        article: Its text is what stands in the fence, so a chunk is an article with a part of the text.
        fields: The schema's top-level fields that this request asks for.
        statements: What the article's parse found: id, holder, role, kind, quote.
        statement: The one that this request is about.
        known: Values found before, by field.
        parameters: Those to change; see `parameters_for`.
        language: What the reply should be written in; None for the article's.

    Raises:
        AssetError: The template uses a variable that is not there, or loops or writes too much.
        UsageError: A parameter that the template does not have.
    """
    variables: dict[str, object] = {
        "article": {key: getattr(article, key) for key in ARTICLE_KEYS},
        "fields": fields,
        "statements": statements,
        "statement": statement,
        "known": known or {},
        "p": _parameters(template, parameters or {}),
        "language": language or article.language,
    }
    plain = {name: _plain(value) for name, value in variables.items()}
    plain["fence"] = _fence(article, plain)
    messages = (
        Message(turn.role, dialect.rendered(turn.source, plain, where=str(template.path))) for turn in template.turns
    )
    return tuple(message for message in messages if message.content)


def _plain(value: object) -> Json:
    """The value as nothing but strings, numbers, lists and dicts: no object of ours reaches a template."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return _TURN_TOKEN.sub("< ", str(value))
        case Mapping():
            return {str(key): _plain(inside) for key, inside in value.items()}
        case Sequence():
            return [_plain(inside) for inside in value]
        case _:
            raise TypeError(f"not for a template: {type(value).__name__}")


def _fence(article: Article, variables: Mapping[str, Json]) -> str:
    """A word that stands nowhere in the variables.

    It is made from the article's hash: always the same for an article, and nobody can write it into one, because
    that would change the hash.
    """
    everything = json.dumps(variables)
    words = (f"article-{hashlib.sha256(f'{n} {article.id}'.encode()).hexdigest()[:16]}" for n in count())
    return next(word for word in words if word not in everything)


def syntax_trees(template: Template) -> tuple[nodes.Template, ...]:
    """The syntax tree of each turn; line numbers are the file's."""
    return tuple(dialect.parse(turn.source, where=str(template.path)) for turn in template.turns)


def undeclared(template: Template) -> dict[str, int]:
    """Variables that the template uses and that no request has, each with the first line of the file that does."""
    found: dict[str, int] = {}
    for tree in syntax_trees(template):
        unknown = meta.find_undeclared_variables(tree) - VARIABLES
        for name in tree.find_all(nodes.Name):
            if name.name in unknown:
                found.setdefault(name.name, name.lineno)
    return found
