"""A schema as a Python file that somebody can go on editing."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterator, Sequence

from summarizer.assets import class_name
from summarizer.drafting.number import singular
from summarizer.drafting.short import ShortField

__all__ = ["schema_file"]

_BLOCKS = {"str": "Text", "evidence": "Evidence", "speaker": "Speaker", "date": "Date", "money": "Money"}
_DATE = r"""Date = Annotated[
    str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", description="YYYY-MM-DD, or the beginning of it")
]
"""
_MONEY = """Money = Annotated[Text, Field(description="A sum with its currency, as the article has it")]
"""
_TAKEN = frozenset({"Annotated", "Literal", "Field", "Item", "Text", "Evidence", "Speaker", "Date", "Money"})


def schema_file(name: str, fields: Sequence[ShortField], *, description: str) -> str:
    """The text of ``NAME.py``: a model of the fields, and one for each item in them.

    Args:
        name: Of the asset; the model has it in CamelCase.
        fields: See `summarizer.drafting.short.read_short`.
        description: For ``summarizer schemas list``; one line.
    """
    root = class_name(name)
    root = root if root[:1].isalpha() and root not in _TAKEN and not keyword.iskeyword(root) else f"Schema{root}"
    classes = [*_classes(root, fields, {root})]
    body = "\n\n".join(classes)
    words = {*re.findall(r"\b[A-Z]\w+\b", re.sub(r'"(?:[^"\\]|\\.)*"', "", body))}
    extra = [text for block, text in (("Date", _DATE), ("Money", _MONEY)) if block in words]
    words |= {"Annotated", "Field"} if extra else set()
    words |= {"Text"} if "Money" in words else set()
    typing = sorted(words & {"Annotated", "Literal"})
    imports = [f"from typing import {', '.join(typing)}\n"] if typing else []
    imports += ["from pydantic import Field\n"] if "Field" in words else []
    imports += [f"from summarizer.types import {', '.join(sorted(words & {'Evidence', 'Item', 'Speaker', 'Text'}))}\n"]
    parts = [_docstring(description), "\n".join(imports), *extra]
    return "\n".join(parts) + "\n\n" + body


def _classes(name: str, fields: Sequence[ShortField], taken: set[str]) -> Iterator[str]:
    """The classes of the items, then the one that has them."""
    lines = []
    for field in fields:
        kind = _BLOCKS.get(field.kind, field.kind)
        if field.kind == "item":
            kind = _free(class_name(singular(field.name) if field.many else field.name), taken)
            yield from _classes(kind, field.fields, taken)
        elif field.kind == "choice":
            kind = f"Literal[{', '.join(map(_string, field.choices))}]"
        kind = f"list[{kind}]" if field.many else kind
        kind = f"{kind} | None" if field.optional else kind
        lines.append(f"    {field.name}: {_described(kind, field.about)}\n")
    yield f"class {name}(Item):\n{''.join(lines)}"


def _described(kind: str, about: str | None) -> str:
    return f"Annotated[{kind}, Field(description={_string(about)})]" if about else kind


def _string(text: str) -> str:
    """A Python string in double quotes, on one line; JSON's escapes are Python's."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _docstring(text: str) -> str:
    return '"""' + _string(" ".join(text.split()))[1:-1] + '"""\n'


def _free(name: str, taken: set[str]) -> str:
    while name in taken | _TAKEN or keyword.iskeyword(name):
        name += "Item"
    taken.add(name)
    return name
