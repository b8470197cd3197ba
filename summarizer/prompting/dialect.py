"""The part of Jinja2 that a template may use, and how it is run.

A template may come from anywhere, so what it may do is a list: variables, ``if``, ``for``, ``set`` of one value,
comparisons, ``block`` and the filters below. There are no calls, no arithmetic, no joining of strings but by ``join``,
no loading of other templates, and no names with a leading underscore; what is not on the list is refused when the
template is loaded. A block is its content: what replaces it has done so before (`summarizer.prompting.inheriting`).
The rest runs in Jinja2's immutable sandbox, within a budget of loop rounds and characters instead of a clock, so that
the same template always ends in the same way.
"""

from __future__ import annotations

import functools
import json
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, meta, nodes, pass_context
from jinja2 import Template as Code
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS as _JINJA_FILTERS
from jinja2.filters import make_attrgetter
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from summarizer.errors import AssetError
from summarizer.prompting.sources import Source
from summarizer.types import Json

__all__ = ["FILTERS", "Compiled", "compiled", "parse", "rendered"]

FILTERS = (
    *("capitalize", "default", "first", "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min"),
    *("reject", "rejectattr", "select", "selectattr", "sort", "title", "tojson", "trim", "truncate", "unique", "upper"),
    "wordcount",
)
_NODES: frozenset[type[nodes.Node]] = frozenset(
    {
        *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign),
        *(nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.List, nodes.Tuple),
        *(nodes.Filter, nodes.Test, nodes.Keyword, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
        *(nodes.CondExpr, nodes.Neg, nodes.Block),
    }
)
_HINT = f"there are variables, if, for, set, block, comparisons, and the filters {', '.join(FILTERS)}"
_EXTENDS = "the front matter says what a template extends: 'extends: NAME'"
_BUDGET = 20_000_000  # characters made or written, for a turn
_ROUND = 1_000  # what one round of a loop costs: 20,000 rounds a turn

_left: ContextVar[int] = ContextVar("left")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A turn's text made ready to run; `uses` are the variables that it needs."""

    code: Code
    uses: frozenset[str]


def parse(text: str, *, source: Source) -> nodes.Template:
    """The syntax tree of a turn's text, which keeps to the list; its blocks are gone, and what they hold is there.

    Args:
        text: The turn, with as many newlines before it as there are lines before it in the source.
        source: The whole template, for messages.

    Raises:
        AssetError: It is no Jinja2, or uses more than is allowed; the message has file and line.
    """
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as err:
        raise AssetError(f"{source.at(err.lineno)}: {err.message}") from err
    except RecursionError as err:
        raise AssetError(f"{source.pieces[0].path}: nested too deeply") from err
    for node in tree.find_all(nodes.Node):
        if refused := _refused(node):
            message = f"{source.at(node.lineno or None)}: a template cannot use {refused}"
            raise AssetError(message, hint=_EXTENDS if isinstance(node, nodes.Extends) else _HINT)
    inlined = _WithoutBlocks().visit(tree)
    assert isinstance(inlined, nodes.Template)  # noqa: S101 (a template is no block)
    return inlined


def rendered(turn: Compiled, variables: Mapping[str, Json], *, source: Source) -> str:
    """What the turn gives with these variables, without blank space around it.

    Raises:
        AssetError: It uses a variable that is not there, or more than its budget.
    """
    token = _left.set(_BUDGET)
    try:
        written, length = [], 0
        for part in turn.code.generate(variables):
            written.append(part)
            length += len(part)
            if length > _left.get():
                raise _too_much()
    except (TemplateError, TypeError, ValueError, LookupError, AttributeError, RecursionError) as err:
        raise AssetError(f"{source.at(_line_of(err))}: {err}") from err
    finally:
        _left.reset(token)
    return "".join(written).strip()


def compiled(text: str, *, source: Source) -> Compiled:
    """The text made ready to run.

    Raises:
        AssetError: As `parse`.
    """
    tree = parse(text, source=source)
    try:
        uses = _uses(tree)
        return Compiled(_ENVIRONMENT.from_string(_CountRounds().visit(tree)), uses)
    except TemplateSyntaxError as err:
        raise AssetError(f"{source.at(err.lineno)}: {err.message}") from err
    except (SyntaxError, RecursionError) as err:  # Python's limit of blocks in one another
        raise AssetError(f"{source.pieces[0].path}: nested too deeply") from err


def _uses(tree: nodes.Template) -> frozenset[str]:
    """The variables that have to be given; Jinja2 makes code to find them, and need not where none is set."""
    names = list(tree.find_all(nodes.Name))
    if all(name.ctx == "load" for name in names):
        return frozenset(name.name for name in names)
    return frozenset(meta.find_undeclared_variables(tree))


def _refused(node: nodes.Node) -> str | None:
    """What is wrong with a node, in the words of somebody who writes templates; None if nothing is."""
    match node:
        case nodes.Call():
            return "calls"
        case nodes.Name(name=name) | nodes.Getattr(attr=name) | nodes.Getitem(arg=nodes.Const(value=str(name))):
            return f"the name {name!r}" if name.startswith("_") else None
        case nodes.Filter():
            return _refused_filter(node)
        case nodes.Test(name=name):
            return f"the test {name!r}" if name not in _ENVIRONMENT.tests else None
        case nodes.List(items=items) | nodes.Tuple(items=items):
            parts = nodes.Const if getattr(node, "ctx", "load") == "load" else nodes.Name
            return None if all(isinstance(item, parts) for item in items) else "a list of anything but constants"
        case nodes.For(recursive=True):
            return "a recursive loop"
        case nodes.Block(scoped=True) | nodes.Block(required=True):
            return "'scoped' or 'required' blocks"
        case _:
            return None if type(node) in _NODES else f"'{type(node).__name__.lower()}'"


def _refused_filter(node: nodes.Filter) -> str | None:
    if node.name not in FILTERS:
        return f"the filter {node.name!r}"
    if node.dyn_args or node.dyn_kwargs:
        return "'*' before a filter's arguments"
    if node.name == "map" and (
        node.args or any(keyword.key not in ("attribute", "default") for keyword in node.kwargs)
    ):
        return "map with anything but attribute="
    return None


# ----------------------------------------------------------------------------------------- budget


def _spend(cost: int) -> None:
    left = _left.get() - cost
    if left < 0:
        raise _too_much()
    _left.set(left)


def _too_much() -> SecurityError:
    return SecurityError("the template loops or writes too much")


class _WithoutBlocks(NodeTransformer):
    """Puts what is in a block in its place."""

    def visit_Block(self, node: nodes.Block) -> list[nodes.Node]:
        self.generic_visit(node)
        return node.body


class _CountRounds(NodeTransformer):
    """Sends what each loop runs over through `_rounds`."""

    def visit_For(self, node: nodes.For) -> nodes.For:
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, "_rounds", [], [], None, None, lineno=node.lineno)
        return node


@pass_context  # or it would be run when the template is compiled
def _rounds(context: Context, values: Iterable[Json] | Undefined) -> Iterator[Json]:
    if isinstance(values, str):
        raise SecurityError("a loop needs a list, and this is a text")
    if isinstance(values, Undefined):
        str(values)  # which raises, with the name
    return _counted(values)


def _counted(values: Iterable[Json]) -> Iterator[Json]:
    for value in values:
        _spend(_ROUND)
        yield value


def _charged(function: Callable[..., object]) -> Callable[..., object]:
    """The filter, paying for the length of what it gives."""

    @functools.wraps(function)
    def charge(*args: object, **kwargs: object) -> object:
        value = function(*args, **kwargs)
        _spend(len(value) if isinstance(value, str | list) else 1)
        return value

    return charge


# ---------------------------------------------------------------------------------------- filters


@pass_context
def _join(context: Context, values: Iterable[Json], separator: str = "", attribute: str | None = None) -> str:
    """Jinja2's own, but that it pays before it joins."""
    get = make_attrgetter(context.environment, attribute) if attribute else None
    parts = [_writable(get(value) if get else value) for value in values]
    _spend(sum(len(str(part)) + len(separator) for part in parts))
    return separator.join(map(str, parts))


def _to_json(value: Json | Undefined) -> str:
    """JSON as a model reads it best: Jinja2's own would escape it for HTML."""
    if isinstance(value, Undefined):
        return str(value)  # which raises, with the name
    return json.dumps(value, ensure_ascii=False)


def _writable(value: object) -> object:
    """What may be written: None as nothing; no list or dict, whose look would be Python's."""
    if value is None:
        return ""
    if isinstance(value, str | int | float | Undefined):
        return value
    raise SecurityError("only text and numbers can be written: a list needs join, a dict needs tojson")


def _line_of(err: BaseException) -> int | None:
    lines = [frame.lineno for frame in traceback.extract_tb(err.__traceback__) if frame.filename == "<template>"]
    return lines[-1] if lines else None


class _Environment(ImmutableSandboxedEnvironment):
    """A dot is a look into a dict, and never finds a method; only a loop's own state has attributes."""

    def getattr(self, obj: object, attribute: str) -> object:
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute) if isinstance(obj, LoopContext) else self.getitem(obj, attribute)

    def getitem(self, obj: object, argument: object) -> object:
        if isinstance(obj, dict) and isinstance(argument, str) and argument in obj:
            return obj[argument]
        if isinstance(obj, str | list | tuple) and isinstance(argument, int | slice):
            return super().getitem(obj, argument)
        return self.undefined(obj=obj, name=argument)  # type: ignore[arg-type]


def _environment() -> ImmutableSandboxedEnvironment:
    environment = _Environment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_writable,
        loader=None,
    )
    environment.globals.clear()
    own = {"join": _join, "tojson": _to_json}
    environment.filters = {name: _charged(own.get(name, _JINJA_FILTERS[name])) for name in FILTERS}
    environment.filters["_rounds"] = _rounds
    return environment


_ENVIRONMENT = _environment()
