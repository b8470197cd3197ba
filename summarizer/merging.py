"""What the chunks of an article gave becomes one draft: lists joined without duplicates, choices under one name.

Two items are one if the same actor says them in different chunks, and their evidence overlaps, or the quotes or the
model's own words are nearly the same. The item then has the evidence of both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from rapidfuzz import fuzz

from summarizer.grounding.copying import is_negation
from summarizer.judging import Judge
from summarizer.mapping import Chunk
from summarizer.names import fold_name
from summarizer.phrases import phrase_at
from summarizer.planning import item_model
from summarizer.record import Record
from summarizer.stems import stems, words_of_text
from summarizer.types import (
    Actor,
    EvidenceMark,
    Located,
    Notice,
    OneOfMark,
    Span,
    SpeakerMark,
    choices_of,
    field_marks,
    is_evidence,
    list_item_type,
    marks_by_field,
    show_path,
)

__all__ = ["merge"]

_ALIKE = 90  # of 100: how like each other two texts are that say the same
_LEAST_WORDS = 3  # of two texts, to be said to be alike
_PLACE = re.compile(r"(\w+)\[(\d+)\]")


def merge(chunks: Sequence[Chunk], schema: type[BaseModel], *, judge: Judge) -> Record:
    """One record of all chunks: their lists joined, what they set apart, what they cost, and what each of them lost.

    Fields that are no lists are not in it: they are to be asked for again, of the article as a whole.

    Args:
        chunks: In the order of the article.
        schema: Of the brief.
        judge: Of the article; its grounder knows the places of evidence that is put together of several.
    """
    merging = _Merging(chunks, schema, judge)
    lists = [name for name, info in schema.model_fields.items() if list_item_type(info) is not None]
    for name in sorted(lists, key=lambda name: name not in choices_of(schema)):
        merging.join(name)
    merging.record.draft = {name: merging.record.draft[name] for name in lists if name in merging.record.draft}
    merging.order_choices()
    for number, chunk in enumerate(chunks):
        merging.keep_the_rest(number, chunk, lists)
    return merging.record


@dataclass(slots=True)
class _Entry:
    """An item of a list, with what tells whether another one is the same."""

    item: object
    chunk: int
    who: tuple[str, ...] = ()
    quote: str = ""
    own: str = ""
    chosen: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()

    def is_same(self, other: _Entry) -> bool:
        if self.chunk == other.chunk or self.who != other.who:
            return False
        if any(mine.overlaps(its) for mine in self.spans for its in other.spans):
            return True
        return self.chosen == other.chosen and (_alike(self.quote, other.quote) or _alike(self.own, other.own))


class _Merging:
    def __init__(self, chunks: Sequence[Chunk], schema: type[BaseModel], judge: Judge) -> None:
        self.chunks, self.schema, self.judge = chunks, schema, judge
        self.record = Record()
        self.moved: dict[tuple[int, str, int], int] = {}
        self.renamed: dict[tuple[int, str, str], str] = {}
        self.ids = {
            fold_name(name): actor.id for actor in judge.proposals.actors for name in (*actor.aliases, actor.name)
        }

    def join(self, name: str) -> None:
        """The list of all chunks, each item once."""
        is_cast, info = item_model(self.schema, name) is Actor, self.schema.model_fields[name]
        entries: list[_Entry] = []
        for number, chunk in enumerate(self.chunks):
            if not isinstance(items := chunk.record.draft.get(name), list):
                continue
            for place, item in enumerate(items):
                entry = self._entry(item, number, is_evidence=is_evidence(field_marks(info)))
                same = None if is_cast else next((one for one in entries if self._is_same(one, entry)), None)
                if same:
                    self._widen(same, entry)
                else:
                    entries.append(entry)
                at = entries.index(same) if same else len(entries) - 1
                self.moved[number, name, place] = at
                if isinstance(item, str):
                    self.renamed[number, name, item] = str(entries[at].item)
        if any(name in chunk.record.draft for chunk in self.chunks):
            self.record.draft[name] = [entry.item for entry in entries]
            for place, entry in enumerate(entries):
                self.record.places[name, place] = self.chunks[entry.chunk].span

    def _entry(self, item: object, number: int, *, is_evidence: bool) -> _Entry:
        near = self.chunks[number].span
        if isinstance(item, str) and is_evidence:
            located = self.judge.prover.grounder.locate(item, near=near)
            return _Entry(item, number, quote=item, spans=located.spans if located else ())
        if not isinstance(item, BaseModel):
            return _Entry(item, number, own=str(to_jsonable_python(item)))
        item = self._with_names(item, number)
        proof = self.judge.prover.prove(item, near=near)
        return _Entry(
            item,
            number,
            who=tuple(self._id(said) for _, mark, said in proof.strings if isinstance(mark, SpeakerMark)),
            quote=" ".join(said for _, mark, said in proof.strings if isinstance(mark, EvidenceMark)),
            own=" ".join(_own_words(item)),
            chosen=tuple(str(said) for said in vars(item).values() if isinstance(said, Enum)),
            spans=tuple(span for one in proof.located.values() for span in one.spans),
        )

    def _with_names(self, item: BaseModel, number: int) -> BaseModel:
        """The item with what it chose under the name that the choice now has."""
        renamed: dict[str, object] = {}
        for name, marks in marks_by_field(type(item)).items():
            for mark in marks:
                if isinstance(mark, OneOfMark):
                    chosen = getattr(item, name)
                    words = [self.renamed.get((number, mark.field, str(word)), word) for word in _words(chosen)]
                    renamed[name] = words if isinstance(chosen, list) else next(iter(words), None)
        changed = {name: value for name, value in renamed.items() if value != getattr(item, name)}
        return item.model_copy(update=changed) if changed else item

    def _id(self, name: str) -> str:
        return self.ids.get(fold_name(name), fold_name(name))

    def _is_same(self, one: _Entry, other: _Entry) -> bool:
        if isinstance(one.item, str) and not one.quote:
            return _is_one_choice(one.own, other.own)
        return one.is_same(other)

    def _widen(self, one: _Entry, other: _Entry) -> None:
        """Gives an item the evidence of another that says the same, unless that makes its speaker less sure."""
        if not isinstance(one.item, BaseModel):
            return
        fields = [name for name, marks in marks_by_field(type(one.item)).items() if is_evidence(marks)]
        own = [value for name in fields if isinstance(value := getattr(one.item, name), str)]
        if len(fields) != 1 or not own:
            return
        mine, its = self._located(one, fields[0]), self._located(other, fields[0])
        if mine is None or its is None or any(a.overlaps(b) for a in mine.spans for b in its.spans):
            return
        spans = tuple(sorted({*mine.spans, *its.spans}))
        quote = phrase_at(self.judge.article, spans).quote
        worse = max(mine, its, key=lambda located: ("exact", "folded", "fuzzy").index(located.match))
        self.judge.prover.grounder.remember(quote, Located(spans, worse.match, min(mine.score, its.score)))
        wider = one.item.model_copy(update={fields[0]: quote})
        if self._verdicts(wider, one) == self._verdicts(one.item, one):
            one.item, one.spans = wider, spans

    def _located(self, entry: _Entry, name: str) -> Located | None:
        quote = getattr(entry.item, name)
        near = self.chunks[entry.chunk].span
        return self.judge.prover.grounder.locate(quote, near=near) if isinstance(quote, str) else None

    def _verdicts(self, item: BaseModel, entry: _Entry) -> list[str]:
        proof = self.judge.prover.prove(item, near=self.chunks[entry.chunk].span)
        return [one.verdict.verdict for one in proof.credits]

    def order_choices(self) -> None:
        """What is chosen most comes first; what nothing chose is kept as far as the schema has room for it."""
        for name in choices_of(self.schema) & self.record.draft.keys():
            used: Counter[object] = Counter()
            for field in self.record.draft:
                model = item_model(self.schema, field)
                for key, info in model.model_fields.items() if model else ():
                    if any(isinstance(mark, OneOfMark) and mark.field == name for mark in field_marks(info)):
                        used.update(
                            word for item in _items(self.record.draft[field]) for word in _words(getattr(item, key))
                        )
            words = self.record.draft[name]
            ranked = sorted(words, key=lambda word: -used[word]) if isinstance(words, list) else []
            most = max(_longest(self.schema, name) or len(ranked), sum(word in used for word in ranked))
            self.record.draft[name] = ranked[:most]

    def keep_the_rest(self, number: int, chunk: Chunk, lists: Sequence[str]) -> None:
        """What a chunk cost, what was set apart of it, and what is to be known of it."""
        label = f"chunk {number + 1} of {len(self.chunks)}"
        self.record.attempts += [
            replace(attempt, purpose=f"{label}: {attempt.purpose}") for attempt in chunk.record.attempts
        ]
        self.record.unsupported += [one for one in chunk.record.unsupported if re.split(r"\W", one.path)[0] in lists]
        for notice in chunk.record.notices:
            field = re.split(r"\W", notice.path or "")[0]
            found = _PLACE.match(notice.path or "")
            if found and (at := self.moved.get((number, found[1], int(found[2])))) is not None:
                rest = (notice.path or "")[found.end() :]
                self.record.note(replace(notice, path=show_path((found[1], at)) + rest))
            elif not field or field in lists:
                self.record.note(replace(notice, message=f"{label}: {notice.message}"))
        if chunk.error:
            message = f"{_where(chunk, self.judge)} are not in the brief: {chunk.error.message}"
            self.record.note(Notice("chunk-failed", message))
            return
        for name in lists:
            if name not in chunk.record.draft and self.schema.model_fields[name].is_required():
                message = f"{label}, {_where(chunk, self.judge)}, gave no {name} that could be used"
                self.record.note(Notice("incomplete", message, name))


def _where(chunk: Chunk, judge: Judge) -> str:
    """The place of a chunk in words and per cent of the article."""
    text, span = judge.article.text, chunk.span
    before, inside, words = len(text[: span.start].split()), len(text[span.start : span.end].split()), len(text.split())
    shares = f"{span.start / len(text):.0%} to {span.end / len(text):.0%}"
    return f"words {before + 1:,} to {before + inside:,} of the article's {words:,} ({shares} of it)"


def _is_one_choice(one: str, other: str) -> bool:
    """True for words of the same stems: “the ferry's fares” and “ferry fares”."""
    mine, its = (stems(text, letters=5, least=4, digits=True) for text in (one, other))
    return one.casefold() == other.casefold() or (bool(mine) and mine == its)


def _alike(one: str, other: str) -> bool:
    """True for texts that say the same but for a word or two, none of them a number or a negation."""
    mine, its = (words_of_text(text) for text in (one, other))
    if min(len(mine), len(its)) < _LEAST_WORDS:
        return False
    if any(is_negation(word) or word.isnumeric() for word in {*mine} ^ {*its}):
        return False
    return fuzz.token_sort_ratio(" ".join(mine), " ".join(its)) >= _ALIKE


def _own_words(value: BaseModel) -> list[str]:
    """The item's strings without marks: the model's own words."""
    return [
        said
        for name, info in type(value).model_fields.items()
        if isinstance(said := getattr(value, name), str) and not isinstance(said, Enum) and not field_marks(info)
    ]


def _items(value: object) -> list[BaseModel]:
    return [item for item in value if isinstance(item, BaseModel)] if isinstance(value, list) else []


def _words(chosen: object) -> list[object]:
    """What an item chose: one word, several, or none."""
    return chosen if isinstance(chosen, list) else [] if chosen is None else [chosen]


def _longest(schema: type[BaseModel], name: str) -> int | None:
    """How many items a list may have; None for any number."""
    return next((one.max_length for one in schema.model_fields[name].metadata if hasattr(one, "max_length")), None)
