"""What is wrong with a part of a reply beyond its schema: quotes, speakers, issues, and words of the model's own."""

from __future__ import annotations

import re
from enum import Enum
from functools import cached_property

from pydantic import BaseModel

from summarizer.asking import Check
from summarizer.attributing import attribute
from summarizer.choosing import Candidate
from summarizer.facts import Lexicon
from summarizer.grounding import Grounder, ground
from summarizer.types import (
    Article,
    Evidence,
    EvidenceMark,
    Fault,
    Item,
    Json,
    OneOfMark,
    Path,
    Proposals,
    SpeakerMark,
    field_marks,
    marked,
)

__all__ = ["Judge"]

_SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?=\w)[^\n.!?]*)*[.!?]*[”\"’»“]?")
_LEAST_QUOTE = 25


class _Quoted(Item):
    """A string that is evidence by itself."""

    evidence: Evidence


class Judge:
    """Judges parts of replies about one article."""

    def __init__(self, article: Article, proposals: Proposals) -> None:
        self.article, self.proposals = article, proposals
        self.grounder = Grounder(article.text)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The article's names and numbers."""
        return Lexicon(f"{self.article.title or ''}\n{self.article.text}", language=self.article.language)

    @cached_property
    def quotable(self) -> tuple[str, ...]:
        """The statements' words and the article's sentences, each once, in the order of the text."""
        found = {one.content.spans[0].start: one.content.quote for one in self.proposals.statements}
        for match in _SENTENCE.finditer(self.article.text):
            if len(sentence := match.group().strip()) >= _LEAST_QUOTE:
                found.setdefault(match.start(), sentence)
        return tuple(dict.fromkeys(found[start] for start in sorted(found)))

    def check(self, reply: type[BaseModel], candidate: Candidate | None) -> Check:
        """The check of an answer's parts; `candidate` is what the question was about, if it was about one."""

        def faults(path: Path, value: object, right: dict[str, Json]) -> tuple[Fault, ...]:
            info = reply.model_fields[str(path[0])]
            marks = field_marks(info)
            if isinstance(value, BaseModel):
                found = [*self._evidence(value), *self._issues(value, right)]
                found += [] if found else self._speakers(value)
                found += [] if found else self._words(_own_words(value))
                return tuple(Fault((*path, *fault.path), fault.reason, fault.code) for fault in found)
            if any(isinstance(mark, EvidenceMark) for mark in marks) and isinstance(value, str):
                _, lost = ground(_Quoted(evidence=value), self.grounder)
                return tuple(Fault(path, fault.reason, fault.code) for fault in lost)
            own = [value] if isinstance(value, str) and not isinstance(value, Enum) and not marks else []
            return tuple(Fault(path, fault.reason, fault.code) for fault in self._words(own))

        return faults

    def _evidence(self, item: BaseModel) -> list[Fault]:
        _, lost = ground(item, self.grounder)
        return list(lost)

    def _issues(self, item: BaseModel, right: dict[str, Json]) -> list[Fault]:
        found = []
        for path, mark, value in marked(item):
            if not isinstance(mark, OneOfMark):
                continue
            choices = right.get(mark.field)
            if isinstance(choices, list) and choices and value not in choices:
                found.append(Fault(path, f"{value!r} is none of the {mark.field}: {'; '.join(map(str, choices))}"))
        return found

    def _speakers(self, item: BaseModel) -> list[Fault]:
        located, _ = ground(item, self.grounder)
        found = []
        for path, mark, speaker in marked(item):
            if not isinstance(mark, SpeakerMark):
                continue
            evidence = next((where for at, where in located.items() if at[:-1] == path[:-1]), None)
            if evidence is None:
                continue
            verdict = attribute(speaker, evidence, article=self.article, proposals=self.proposals)
            if verdict.verdict == "contradicted":
                found.append(Fault(path, str(verdict.reason), "speaker"))
        return found

    def _words(self, sentences: list[str]) -> list[Fault]:
        found = []
        for sentence in sentences:
            if strange := self.lexicon.strange(sentence):
                listed = ", ".join(f"“{word}”" for word in strange)
                found.append(Fault((), f"the article does not have {listed}; say only what it says", "words"))
        return found


def _own_words(item: BaseModel) -> list[str]:
    """The strings of an item that are the model's own: no evidence, speaker, issue or choice."""
    found = []
    for name, info in type(item).model_fields.items():
        value = getattr(item, name)
        if isinstance(value, str) and not isinstance(value, Enum) and not field_marks(info):
            found.append(value)
        elif isinstance(value, BaseModel):
            found += _own_words(value)
    return found
