"""The words that all modules share: articles and spans, statements, and the building blocks of schemas.

A schema is a pydantic model made of these blocks. `Evidence` marks a string that must be the article's own words: it
is located in the article, and what cannot be located is never published. `Speaker` marks whoever the evidence beside
it is credited to. `one_of` marks a string that has to be one of the values of another field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Literal, Protocol, TypeAlias, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

__all__ = [
    "LEAST_CERTAIN",
    "Actor",
    "ActorKind",
    "Article",
    "Attempt",
    "Backend",
    "Envelope",
    "Evidence",
    "EvidenceMark",
    "Fault",
    "Impact",
    "Item",
    "Json",
    "KnownActor",
    "Left",
    "Likelihood",
    "Located",
    "Mark",
    "Match",
    "Message",
    "Notice",
    "OneOfMark",
    "Path",
    "Phrase",
    "Position",
    "Proposals",
    "Reply",
    "Request",
    "Risk",
    "Run",
    "Rung",
    "Span",
    "Speaker",
    "SpeakerMark",
    "Stance",
    "Statement",
    "StatementKind",
    "Text",
    "Unsupported",
    "Usage",
    "alternatives",
    "choices_of",
    "field_marks",
    "fields_to_walk",
    "is_evidence",
    "list_item_type",
    "marked",
    "marks_by_field",
    "one_of",
    "show_path",
]

Json: TypeAlias = Union[bool, int, float, str, list["Json"], dict[str, "Json"], None]  # noqa: UP007 (recursive)
Path: TypeAlias = tuple[str | int, ...]


def show_path(path: Path) -> str:
    """The path as people write it: ``("positions", 3, "evidence")`` is ``positions[3].evidence``."""
    shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return shown.removeprefix(".")


# ---------------------------------------------------------------------------------------- articles


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``[start, end)`` in code points of `Article.text`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def overlaps(self, other: Span) -> bool:
        """True if the two share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the reader of a brief should know: a warning with a stable code."""

    code: str
    message: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    r"""A text to summarize, normalised once; every span of the program counts in `text`.

    Attributes:
        id: sha256 of `text` in UTF-8, in hex.
        source: Where it came from, as the user named it: a path, an address, or ``-``.
        text: Unicode NFC, newlines as ``\n``, no control or bidi characters.
        published: ISO 8601 date, or date and time, as its source gives it.
        language: ISO 639-1 code as detected, or ``"und"``.
        publisher: Name of the site or paper that it is from.
        url: Where it can be read on the web: its canonical address, http or https.
        pages: Offsets in `text` at which the pages of a paged source begin, the first of them 0; empty for others.
        notices: What was done to read it (replaced bytes, removed characters).
    """

    id: str
    source: str
    text: str
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    language: str = "und"
    publisher: str | None = None
    url: str | None = None
    pages: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()

    def __getitem__(self, span: Span) -> str:
        return self.text[span.start : span.end]


# -------------------------------------------------------------------------------------- statements

StatementKind: TypeAlias = Literal["direct", "paraphrase", "mixed"]
LEAST_CERTAIN = 0.5  # of a statement that may go into a brief


class ActorKind(StrEnum):
    """What an actor is."""

    PERSON = "person"
    GOVERNMENT = "government"
    COUNTRY = "country"
    ORGANISATION = "organisation"
    PARTY = "party"
    MEDIA = "media"
    GROUP = "group"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the article, at one or more spans. `quote` joins the spans' texts with ``" … "``."""

    quote: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What the article says that somebody said, thought, wanted or warned of.

    Attributes:
        id: ``"s1"``, ``"s2"``, … in the order of the text.
        holder: The speaker's name as resolved in the article (``"Keir Starmer"`` for ``"he"``).
        holder_id: Id of the `KnownActor`.
        aliases: Other names of the holder in the article.
        source: The words that name the speaker at this place.
        cue: The reporting words ("said", "according to"); None for a quotation that goes on.
        content: What is said, without its outer quotation marks.
        kind: Whether the content stands in quotation marks.
        by: Id of the statement that reports this one ("X said that Y wants …"), or None.
        certainty: From 0 to 1, how sure the parse is of speaker and content.
    """

    id: str
    holder: str
    holder_id: str
    aliases: tuple[str, ...]
    source: Phrase
    cue: Phrase | None
    content: Phrase
    kind: StatementKind
    by: str | None
    certainty: float


@dataclass(frozen=True, slots=True)
class KnownActor:
    """Somebody whom the article names, as far as it can be told without a model.

    Attributes:
        id: ``"a1"``, ``"a2"``, … in the order of first mention.
        name: The fullest name in the article.
        kind: None where the article does not tell.
        role: The role or title in the article's words ("Finnish President"), or None.
        aliases: Its other names in the article, pronouns left out.
        evidence: The mention that introduces it, with its title.
        mentions: Spans of all mentions, pronouns included.
    """

    id: str
    name: str
    kind: ActorKind | None
    role: str | None
    aliases: tuple[str, ...]
    evidence: Phrase
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a parse finds in an article without a model.

    Attributes:
        warnings: Clauses or sentences that voice a risk (“could provoke”, “fear that”), in the order of the text.
        notices: What could not be done (no parser for the language).
    """

    statements: tuple[Statement, ...] = ()
    actors: tuple[KnownActor, ...] = ()
    warnings: tuple[Phrase, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """What an article has and its brief does not: somebody's statement, or a passage that sounds like a warning.

    Attributes:
        holder: Whoever says it, as resolved in the article; None for a passage that is nobody's statement.
        words: The article's words.
        certainty: From 0 to 1, how sure the parse is of it; None for a passage.
    """

    holder: str | None
    words: Phrase
    certainty: float | None = None

    @property
    def sure(self) -> bool:
        """False for a statement that the parse is not sure enough of for a brief."""
        return self.certainty is None or self.certainty >= LEAST_CERTAIN


# --------------------------------------------------------------------------------------- grounding

Match: TypeAlias = Literal["exact", "folded", "fuzzy"]


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quote stands in the article, and how well it was found.

    Attributes:
        spans: One, or several for an elided quote, in the order of the text.
        match: ``exact``: the same code points; ``folded``: but for quotation marks, dashes, spaces, ellipses, Unicode
            forms and letter case at the start; ``fuzzy``: but for punctuation, letter case, and a slip, or one in six
            words, four at most.
        score: 1.0 for exact and folded, else the similarity from 0 to 1.
    """

    spans: tuple[Span, ...]
    match: Match
    score: float


# ------------------------------------------------------------------------------------------ asking


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered turn. `fixed` if it is the same whatever article it is rendered for."""

    role: Literal["system", "user", "assistant"]
    content: str
    fixed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the server counts them; None where it does not say."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: what it was for, what it cost, and how it ended.

    Attributes:
        purpose: The fields asked for ("positions"), or "re-ask positions[3]".
        rung: How structured output was asked for.
        seconds: From sending to the last byte.
        outcome: ``"ok"``, ``"cached"`` (nothing was sent; `usage` is what it was then), or in a few words what went
            wrong.
    """

    purpose: str
    rung: str
    seconds: float
    outcome: str
    usage: Usage = field(default_factory=Usage)


class Rung(StrEnum):
    """The ways of asking for structured output, best first; a server that lacks one is asked the next way."""

    JSON_SCHEMA = "json_schema"
    TOOL = "tool"
    JSON_OBJECT = "json_object"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent once to a backend.

    Attributes:
        schema_name: ``[a-zA-Z0-9_-]{1,64}``.
        schema: The JSON Schema that the reply has to keep; its words stand in `messages` too on the lower rungs.
        max_tokens: The longest reply.
        temperature: None leaves it to the server.
    """

    messages: tuple[Message, ...]
    schema_name: str
    schema: dict[str, Json]
    rung: Rung
    max_tokens: int
    temperature: float | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, before anybody believes it.

    Attributes:
        finish_reason: The server's word, or None.
        cached: It was paid for by an earlier run, and nothing was sent now.
    """

    text: str
    refusal: str | None
    finish_reason: str | None
    usage: Usage
    model: str | None = None
    fingerprint: str | None = None
    cached: bool = field(default=False, compare=False)


class Backend(Protocol):
    """A server with one model, asked through one seam; what wraps a backend is a backend."""

    @property
    def name(self) -> str:
        """The server as shown to the user, without secrets: ``embedded``, ``https://api.openai.com/v1``."""

    @property
    def model(self) -> str:
        """The model that is asked for."""

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """Sends it once.

        Args:
            request: What to send.
            deadline: Seconds until the call is given up, from first to last byte.
            on_text: Called with the text so far as it streams in; False stops the reply there
                (``finish_reason`` is then ``"stopped"``).

        Raises:
            BackendError: One of its kinds, always typed; never an error of the client library.
            ReplyError: The body is no completion.
        """

    async def close(self) -> None:
        """Gives back connections, and the embedded server."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a part of a reply, in words that the model can act on.

    Attributes:
        path: Where: ``("positions", 3, "evidence")``.
        reason: What is wrong, and what would be right.
        code: ``schema`` (whatever the schema refuses), ``missing``, ``cut`` (a list that broke off), ``evidence``,
            ``speaker``, ``words`` (names and numbers that the article lacks), ``language``,
            ``unfaithful`` (a sentence says something else than the words that it restates), or ``scale``.
    """

    path: Path
    reason: str
    code: str = "schema"


# ------------------------------------------------------------------------------------------- brief


@dataclass(frozen=True, slots=True)
class Unsupported:
    """An item that could not be proved: where it stood in the reply, what the model said, and why it is set apart."""

    path: str
    item: Json
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """How a brief came about. `cost` is in US dollars, None if the price is not known; `seconds` from start to end."""

    model: str
    backend: str
    prompt: str
    prompt_sha256: str
    schema: str
    schema_sha256: str
    parameters: dict[str, str]
    usage: Usage
    cost: float | None
    seconds: float
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A brief with all that is needed to trust it; version 1 of the JSON that the program prints.

    Attributes:
        brief: The schema's fields as JSON. Each Evidence is ``{"quote", "spans", "match", "score"}``; an item with a
            Speaker also has ``"<field>_id"`` (of the actor) and ``"attribution"`` (verdict, kind, speaker, cue,
            reason).
        statements: Those of the parse, if they were asked for.
        left: What the article has and the brief does not; None if nobody looked.
    """

    article: Article
    brief: dict[str, Json]
    unsupported: tuple[Unsupported, ...]
    warnings: tuple[Notice, ...]
    run: Run
    statements: tuple[Statement, ...] | None = None
    version: int = 1
    left: tuple[Left, ...] | None = None

    @property
    def ending(self) -> Literal["done", "incomplete", "broke-off"]:
        """Whether it has all that was asked for, by its warnings: it may lack a part, or the server went away."""
        codes = {notice.code for notice in self.warnings}
        if "broke-off" in codes:
            return "broke-off"
        return "incomplete" if codes & {"missing", "incomplete", "chunk-failed"} else "done"


# ------------------------------------------------------------------------------ blocks for schemas


@dataclass(frozen=True, slots=True)
class EvidenceMark:
    """Marks a string that must be the article's own words."""


@dataclass(frozen=True, slots=True)
class SpeakerMark:
    """Marks a string that names whoever the evidence in the same item is credited to."""


@dataclass(frozen=True, slots=True)
class OneOfMark:
    """Marks a string that has to be one of the values of the top-level field `field`, once that is known."""

    field: str


Mark: TypeAlias = EvidenceMark | SpeakerMark | OneOfMark


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


Text = Annotated[str, AfterValidator(_not_blank)]
Evidence = Annotated[
    Text, EvidenceMark(), Field(description="Words of the article, copied character for character, without changes")
]
Speaker = Annotated[Text, SpeakerMark(), Field(description="Whoever the article credits with these words, by name")]


def one_of(name: str) -> OneOfMark:
    """A mark for a string that must be one of the values of the top-level list `name`, as in `Position.issue`."""
    return OneOfMark(name)


class Item(BaseModel):
    """The base of every part of a schema: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Stance(StrEnum):
    """Where an actor stands on an issue."""

    SUPPORTS = "supports"
    OPPOSES = "opposes"
    CONDITIONAL = "conditional"
    NEUTRAL = "neutral"
    UNCLEAR = "unclear"


class Likelihood(StrEnum):
    """The bands of ICD 203, in words: below 5 %, 20 %, 45 %, 55 %, 80 %, 95 %, and above."""

    ALMOST_NO_CHANCE = "almost no chance"
    VERY_UNLIKELY = "very unlikely"
    UNLIKELY = "unlikely"
    ROUGHLY_EVEN = "roughly even chance"
    LIKELY = "likely"
    VERY_LIKELY = "very likely"
    ALMOST_CERTAIN = "almost certain"
    NOT_STATED = "not stated"


class Impact(StrEnum):
    """How bad it would be, as the article has it."""

    LOW = "low"
    MODERATE = "moderate"
    SEVERE = "severe"
    NOT_STATED = "not stated"


class Actor(Item):
    """Somebody who acts or speaks in the article."""

    evidence: Evidence
    name: Annotated[Text, Field(description="The fullest name in the article")]
    kind: ActorKind
    role: Annotated[str | None, Field(description="Role or title as the article states it")]
    aliases: Annotated[list[str], Field(description="Other names for the same actor in the article")]


class Position(Item):
    """What an actor holds on an issue."""

    evidence: Evidence
    actor: Speaker
    role: Annotated[str | None, Field(description="The actor's role or title as the article states it")]
    issue: Annotated[Text, one_of("issues"), Field(description="What it is about, in two to five words")]
    claim: Annotated[Text, Field(description="The position in one sentence of your own")]
    stance: Annotated[Stance, Field(description="Where the actor stands on the issue")]


class Risk(Item):
    """Something that somebody warns may go wrong."""

    evidence: Evidence
    risk: Annotated[Text, Field(description="What could go wrong, in one sentence of your own")]
    affected: Annotated[str | None, Field(description="For whom, as the article has it")]
    warned_by: Annotated[Speaker | None, Field(description="Who warns of it; null if the article itself does")]
    likelihood: Annotated[Likelihood, Field(description="As the article words it; 'not stated' if it does not")]
    impact: Annotated[Impact, Field(description="As the article words it; 'not stated' if it does not")]
    trigger: Annotated[str | None, Field(description="What would set it off, as the article has it")]


def marked(item: BaseModel) -> list[tuple[Path, Mark, str]]:
    """Path, mark and value of every marked string in a validated item, in the order of its fields."""
    found: list[tuple[Path, Mark, str]] = []
    _gather_marked(item, (), found)
    return found


def field_marks(info: FieldInfo) -> list[Mark]:
    """The marks of a field, whether it is one string, may be None, or is a list of them."""
    return [m for m in info.metadata if isinstance(m, Mark)] or _marks_of(info.annotation)


def is_evidence(marks: Iterable[Mark]) -> bool:
    """True if one of a field's marks says that it must be the article's own words."""
    return any(isinstance(mark, EvidenceMark) for mark in marks)


def alternatives(annotation: object) -> list[object]:
    """The types that a value may have, without marks, limits and None."""
    if get_origin(annotation) is Annotated:
        return alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [one for inside in get_args(annotation) if inside is not NoneType for one in alternatives(inside)]
    return [annotation]


def list_item_type(info: FieldInfo) -> object:
    """What the items of a list field are, also of one that may be null; None for a field that is no list."""
    only, *others = alternatives(info.annotation)
    return get_args(only)[0] if get_origin(only) is list and not others else None


@lru_cache(maxsize=256)
def choices_of(model: type[BaseModel]) -> frozenset[str]:
    """The top-level fields that strings in a model are chosen from (`one_of`)."""
    marks = [mark for info in model.model_fields.values() for mark in field_marks(info)]
    found = {mark.field for mark in marks if isinstance(mark, OneOfMark)}
    inner = (part for info in model.model_fields.values() for part in _models_in(info.annotation) if part is not model)
    return frozenset(found).union(*map(choices_of, inner))


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inside in get_args(annotation):
        yield from _models_in(inside)


def _gather_marked(value: object, path: Path, found: list[tuple[Path, Mark, str]]) -> None:
    if isinstance(value, BaseModel):
        for name, marks, has_items in fields_to_walk(type(value)):
            inside, where = getattr(value, name), (*path, name)
            _gather_strings(inside, marks, where, found)
            if has_items:
                _gather_marked(inside, where, found)
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            _gather_marked(inside, (*path, index), found)


def _gather_strings(value: object, marks: list[Mark], path: Path, found: list[tuple[Path, Mark, str]]) -> None:
    if isinstance(value, str):
        for mark in marks:
            found.append((path, mark, value))
    elif marks and isinstance(value, list):
        for index, inside in enumerate(value):
            _gather_strings(inside, marks, (*path, index), found)


@lru_cache(maxsize=256)
def fields_to_walk(model: type[BaseModel]) -> tuple[tuple[str, list[Mark], bool], ...]:
    """The fields in which marks can be: name, marks, and whether there can be items inside that have marks."""
    fields = (
        (name, marks, not _is_plain(model.model_fields[name].annotation))
        for name, marks in marks_by_field(model).items()
    )
    return tuple(field for field in fields if field[1] or field[2])


def _is_plain(annotation: object) -> bool:
    """True for strings, numbers and lists of them, which no model can be in."""
    if inner := get_args(annotation):
        return all(map(_is_plain, inner))
    return not isinstance(annotation, type) or issubclass(annotation, str | int | float | None)


@lru_cache(maxsize=256)
def marks_by_field(model: type[BaseModel]) -> dict[str, list[Mark]]:
    """The marks of each field of a model, looked for once: every item of every reply is walked."""
    return {name: field_marks(info) for name, info in model.model_fields.items()}


def _marks_of(annotation: object) -> list[Mark]:
    """Marks inside ``Evidence | None`` or ``list[Evidence]``, where pydantic leaves them in the annotation."""
    found = [m for m in getattr(annotation, "__metadata__", ()) if isinstance(m, Mark)]
    return found + [m for inside in get_args(annotation) for m in _marks_of(inside)]
