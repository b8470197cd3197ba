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

With ``extends: brief`` it has blocks in place of turns, and is that template with these blocks changed. The whole is
split into turns before anything is put into it, and each turn is rendered on its own: no article can open a turn, end
its fence or run as a template.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Literal, TypeAlias

from jinja2 import meta, nodes

from summarizer.assets import BUILT_IN, Asset
from summarizer.errors import AssetError, UsageError
from summarizer.prompting import dialect
from summarizer.prompting.front import Origin, Pass, inherited, raw_front, validated
from summarizer.prompting.inheriting import TURN, base_of, blocks_of, extended
from summarizer.prompting.sources import Piece, Source
from summarizer.types import Article, Json, Message

__all__ = [
    "ARTICLE_KEYS",
    "VARIABLES",
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
_FIXED = frozenset({"p", "language"})
ARTICLE_KEYS = frozenset({"text", "title", "byline", "published", "language", "publisher", "url"})

_CHAIN = 8  # files
_MOST_TURNS = 200  # each is kept with the lines before it
# Words that open or end a turn for a model ("<|im_start|>"); a server may obey them wherever they stand.
_TURN_TOKEN = re.compile(r"<(?=\|[\w-]{1,40}\|>)")


@dataclass(frozen=True, slots=True)
class Turn:
    """A part of a template.

    Attributes:
        role: Who speaks.
        text: Line numbers in it are those of the template's source.
        compiled: What makes the text ready to run, once.
    """

    role: Role
    text: str
    compiled: Callable[[], dialect.Compiled] = field(repr=False, compare=False)

    @property
    def code(self) -> dialect.Compiled:
        """The text made ready to run.

        Raises:
            AssetError: It is none that can be, which is told of a template of the user's when it is loaded.
        """
        return self.compiled()

    @property
    def fixed(self) -> bool:
        """True if nothing of an article is put into it."""
        return self.code.uses <= _FIXED


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt template, checked as far as it can be without a schema.

    Attributes:
        schema: Name of the schema that it asks for; None in one that only serves another's pass.
        parameters: Their default values; ``-p key=value`` changes them.
        passes: What a small model is asked, in order; a large one is asked for everything at once.
        sha256: Of the file's bytes; of those of all files, if it extends others.
        source: The whole text, with its blocks filled; knows which line stands in which file.
        extends: Name of the template that it changes.
        copied_from: What it was copied from, as it was then.
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
    source: Source
    extends: str | None = None
    copied_from: Origin | None = None


def load_template(asset: Asset, roots: Sequence[Path] = ()) -> Template:
    """The template in a file, with what it has from the templates that it extends.

    Args:
        asset: See `summarizer.assets.find_asset`.
        roots: Where the template that it extends is looked for, by name.

    Raises:
        AssetError: The front matter or a turn is not as it has to be; says in which line. Or what it extends is not
            there, or does not end.
    """
    chain, fronts, ends = [asset], [], []
    while True:
        said, end = raw_front(chain[-1])
        fronts.append(said)
        ends.append(end)
        base = said.get("extends") if isinstance(said, dict) else None
        if not isinstance(base, str):
            break
        if len(chain) == _CHAIN:
            raise AssetError(f"{asset.path} extends a chain of more than {_CHAIN} templates")
        chain.append(base_of(chain[-1], base, chain, roots))
    merged, source = fronts[-1], Source((Piece(chain[-1].text, chain[-1].path, 1),))
    matter = validated(merged, chain[-1].path)
    for one, own, end in reversed([*zip(chain, fronts, ends, strict=True)][:-1]):
        merged = inherited(merged, own)
        matter = validated(merged, one.path)
        file = Source((Piece(one.text, one.path, 1),))
        source = extended(source, blocks_of(file.cut(end, len(one.text))))
    turns = _turns(source, ends[-1])
    if any(one.origin != BUILT_IN for one in chain):  # of ours it is known that they can be
        for turn in turns:
            turn.compiled()
    return Template(
        name=matter.name,
        version=matter.version,
        description=matter.description,
        schema=matter.schema_,
        parameters=matter.parameters,
        passes=matter.passes,
        turns=turns,
        sha256=_sha256(chain),
        path=asset.path,
        source=source,
        extends=matter.extends,
        copied_from=matter.copied_from,
    )


def _sha256(chain: Sequence[Asset]) -> str:
    """Of the file's bytes; of a chain, of the hashes of all its files, so that a change of a base changes it."""
    if len(chain) == 1:
        return chain[0].sha256
    return hashlib.sha256("\n".join(one.sha256 for one in chain).encode()).hexdigest()


def _turns(source: Source, start: int) -> tuple[Turn, ...]:
    text = source.text
    marks = list(TURN.finditer(text, start))
    before = text[start : marks[0].start()] if marks else text[start:]
    if not marks or before.strip():
        where = source.at(text.count("\n", 0, start) + 2)
        raise AssetError(f"{where}: a turn begins with a line that is [system], [user] or [assistant]")
    if len(marks) > _MOST_TURNS:
        where = source.at(text.count("\n", 0, marks[_MOST_TURNS].start()) + 1)
        raise AssetError(f"{where}: there are more than {_MOST_TURNS} turns")
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    turns = []
    for mark, end in zip(marks, ends, strict=True):
        role: Role = "system" if mark[1] == "system" else "user" if mark[1] == "user" else "assistant"
        # As many newlines as there are lines before it, so that messages name lines of the file.
        said = "\n" * text.count("\n", 0, mark.end()) + text[mark.end() : end]
        turns.append(Turn(role, said, cache(partial(dialect.compiled, said, source=source))))
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
    used = frozenset[str]().union(*(turn.code.uses for turn in template.turns))
    written = _written({name: value for name, value in variables.items() if name in used})
    plain: dict[str, Json] = json.loads(written)
    plain["fence"] = _fence(article, written)
    messages = (
        Message(turn.role, dialect.rendered(turn.code, plain, source=template.source), fixed=turn.fixed)
        for turn in template.turns
    )
    return tuple(message for message in messages if message.content)


def _written(variables: Mapping[str, object]) -> str:
    """The variables as JSON, so that no object of ours reaches a template, and without words that open a turn."""
    written = _ENCODER.encode(variables)
    return _TURN_TOKEN.sub("< ", written) if "<|" in written else written


def _plain(value: object) -> Json:
    """What JSON does not know, as what it does."""
    if isinstance(value, Mapping):
        return {**value}
    if isinstance(value, Sequence):
        return [*value]
    raise TypeError(f"not for a template: {type(value).__name__}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_plain)


def _fence(article: Article, written: str) -> str:
    """A word that stands nowhere in the variables that are used.

    It is made from the article's hash: always the same for an article, and nobody can write it into one, because
    that would change the hash.
    """
    words = (f"article-{hashlib.sha256(f'{n} {article.id}'.encode()).hexdigest()[:16]}" for n in count())
    return next(word for word in words if word not in written)


def syntax_trees(template: Template) -> tuple[nodes.Template, ...]:
    """The syntax tree of each turn; line numbers are those of the template's source."""
    return tuple(dialect.parse(turn.text, source=template.source) for turn in template.turns)


def undeclared(template: Template) -> dict[str, int]:
    """Variables that the template uses and that no request has, each with the first line of the source that does."""
    found: dict[str, int] = {}
    for tree in syntax_trees(template):
        unknown = meta.find_undeclared_variables(tree) - VARIABLES
        for name in tree.find_all(nodes.Name):
            if name.name in unknown:
                found.setdefault(name.name, name.lineno)
    return found
