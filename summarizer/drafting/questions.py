"""From a question to the fields of its answer, by rules; English questions give fields of their own.

“What does each party want, and what would make them walk away?” asks about parties: an item for each answer has the
article's words, who said them, and a field for each clause. A question of which nothing can be told gets one field
for the answer, which is always a prompt that works.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import BaseModel

from summarizer.drafting.number import plural, singular
from summarizer.drafting.short import ShortField

__all__ = ["Draft", "draft_of"]

_HELPING = "is are were does do did will would can could should has have"  # "was" begins German questions
_ASKING = f"what who whom whose which when where why how {_HELPING}"
_BEGIN = rf"(?:by |for |to |with |from |at |in |on )?(?:{'|'.join(_ASKING.split())})\b"
_CLAUSES = re.compile(rf"[?;]+|,?\s+(?:and|or|but)\s+(?={_BEGIN})|,\s*(?={_BEGIN})", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STOP = frozenset(
    f"{_ASKING} was a an the this that these those it its they them their theirs he him his she her there here i you "
    "we us be been being am may might must shall of in on at by for from to with about as into over than and or but "
    "not no any some each every all both either such so if then say says said make makes made get gets got take takes "
    "much many more most other others one ones article text according".split()
)
_EACH = re.compile(  # as the subject: "does each party", not "for every supplier"
    rf"\b(?:{'|'.join(_HELPING.split())})\s+(?:each|every|all(?: the)?|any)\s+([a-z]+)", re.IGNORECASE
)
_TAKEN = frozenset({"evidence", "text"})
_FIELDS = 6


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a schema that answers a question, and the name that goes with it."""

    name: str
    fields: tuple[ShortField, ...]


def draft_of(question: str) -> Draft:
    """The fields that the answer to a question has: a list of items, each with its evidence and who it is credited to.

    Args:
        question: One or more questions, in one line.
    """
    each = _EACH.search(question)
    who = _plain(singular(each[1])) if each else ""
    who = who if _usable(who) and who not in _STOP else ""
    found: list[ShortField] = []
    for clause in _clauses(question)[:_FIELDS]:
        asked = clause.split()[0].lower()
        if asked in ("who", "whom", "whose") and not who:
            who = "who"
        field = _field(clause, asked, {who, plural(who), *(one.name for one in found)})
        if field:
            found.append(field)
    if not found:
        found = [ShortField("answer", "str", about=question)]
    rest = [replace(field, optional=True) for field in found[1:]]
    first = replace(found[0], optional=found[0].kind != "str")
    items = (
        ShortField("evidence", "evidence"),
        ShortField(who or "said_by", "speaker", optional=not who),
        first,
        *rest,
    )
    several = plural(who) if who not in ("", "who") else "answers"
    name = "-".join([several, *found[0].name.split("_")])[:40].strip("-")
    return Draft(name, (ShortField(several, "item", many=True, fields=items),))


def _clauses(question: str) -> list[str]:
    """The single questions in it; none if it does not begin like an English one."""
    clauses = [clause.strip(" ,.!") for clause in _CLAUSES.split(question)]
    return [clause for clause in clauses if re.match(_BEGIN, clause, re.IGNORECASE)]


def _field(clause: str, asked: str, taken: set[str]) -> ShortField | None:
    """What a clause asks for; None if it has no word of its own, as “who says it” beside its speaker."""
    words = [word for word in _content(clause) if word not in taken]
    about = f"{clause[:1].upper()}{clause[1:]}?"
    low = clause.lower()
    if re.match(r"(?:by |until |from )?when\b", low):
        return _named(["when", *words][:2] if "when" in taken else ["when"], "date", about, taken)
    if re.match(r"(?:for |by )?how much\b", low):
        return _named(words or ["amount"], "money", about, taken)
    for asking, name in (("where", "where"), ("why", "why"), ("how", "how")):
        if asked == asking and not words:
            return _named([name], "str", about, taken)
    return _named(words, "str", about, taken) if words else None


def _named(words: list[str], kind: str, about: str, taken: set[str]) -> ShortField | None:
    name = "_".join(words[-3:])[:40].strip("_")
    return ShortField(name, kind, about=about) if _usable(name) and name not in taken else None


def _content(clause: str) -> Iterator[str]:
    for word in _WORD.findall(clause.lower()):
        plain = _plain(re.sub(r"['’]s?$|['’-]", "", word))
        if plain and plain not in _STOP:
            yield plain


def _plain(word: str) -> str:
    """Without accents, and nothing but letters."""
    letters = unicodedata.normalize("NFKD", word.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", letters)


def _usable(name: str) -> bool:
    return bool(name) and name not in _TAKEN and not keyword.iskeyword(name) and not hasattr(BaseModel, name)
