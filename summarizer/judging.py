"""What is wrong with a part of a reply beyond its schema: quotes, speakers, issues, and words of the model's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from enum import Enum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import get_args

from pydantic import BaseModel

from summarizer.asking import Check
from summarizer.candidates import words_of
from summarizer.chunking import Part
from summarizer.facts import Lexicon
from summarizer.fidelity import Fidelity, denied, turned_round
from summarizer.grounding import ground
from summarizer.language import detect_language
from summarizer.proving import Proof, Prover
from summarizer.scales import stated_impact, stated_likelihood
from summarizer.stems import stems
from summarizer.types import (
    Actor,
    Article,
    EvidenceMark,
    Fault,
    Impact,
    Likelihood,
    Mark,
    OneOfMark,
    Path,
    Proposals,
    Span,
    choices_of,
    field_marks,
    is_evidence,
    marks_by_field,
)

__all__ = ["Judge"]

_SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?=\w)[^\n.!?]*)*[.!?]*[”\"’»“]?")
_LEAST_QUOTE = 25
_ENOUGH_WORDS = 12  # to tell a language by
_STEM = 4
_SHOWN = 120
_SCALES = (Likelihood, Impact)


class Judge:
    """Judges parts of replies about one article, which are to be written in `language`."""

    def __init__(self, article: Article, proposals: Proposals, *, language: str) -> None:
        self.article, self.proposals, self.language = article, proposals, language
        self.prover = Prover(article, proposals)
        self._fidelity = Fidelity(article.text, [f"{actor.name} {actor.role or ''}" for actor in proposals.actors])
        self._doubts: dict[str, str | None] = {}
        self.near: Span | None = None

    def close_to(self, span: Span) -> Judge:
        """A judge of the same article who takes a quote that it has more than once to be the one nearest to a span."""
        _ = self.lexicon, self._stems  # read once for all judges of an article
        judge = copy(self)
        judge.near = span
        return judge

    @cached_property
    def lexicon(self) -> Lexicon:
        """The article's names and numbers."""
        return Lexicon(f"{self.article.title or ''}\n{self.article.text}", language=self.article.language)

    def quotable(self, part: Part) -> tuple[str, ...]:
        """The statements' words and the sentences that begin in a part, each once, in the order of the text."""
        found = {
            one.content.spans[0].start: words_of(self.article, one).quote
            for one in self.proposals.statements
            if len(one.content.spans) == 1
        }
        for match in _SENTENCE.finditer(self.article.text):
            if len(sentence := match.group().strip()) >= _LEAST_QUOTE:
                found.setdefault(match.start(), sentence)
        begun = [found[at] for at in sorted(found) if any(span.start <= at < span.end for span in part.spans)]
        return tuple(dict.fromkeys(words for words in begun if self.prover.grounder.locate(words)))

    def check(
        self, reply: type[BaseModel], known: Mapping[str, object] = MappingProxyType({}), *, words: str = ""
    ) -> Check:
        """The check of an answer's parts.

        Args:
            reply: The question's model.
            known: Fields that were answered before, which others may be chosen from.
            words: Somebody's in the article, which the question is about; none if it is about the article.
        """
        choices = choices_of(reply)

        def faults(path: Path, value: object, right: Mapping[str, object]) -> tuple[Fault, ...]:
            # What other fields are chosen from is not asked for again: they would be left with the old word.
            if path[0] in choices:
                return ()
            marks = marks_by_field(reply)[str(path[0])]
            found = self._faults(value, marks, {**known, **right})
            if not found and path[0] in _sentences_of(reply):
                found = self._unfaithful([str(value)], words)
            return tuple(Fault((*path, *fault.path), fault.reason, fault.code) for fault in found)

        return faults

    def doubts(self, sentence: str) -> str | None:
        """What is wrong with a sentence of the model's own; None if nothing is.

        A model that is asked again mostly says the same again, and so it does of several people.
        """
        if sentence not in self._doubts:
            listed = ", ".join(f"“{word}”" for word in self.lexicon.strange(sentence))
            doubt = f"the article does not have {listed}; say only what it says" if listed else None
            self._doubts[sentence] = doubt
        return self._doubts[sentence]

    def strays(self, words: str) -> bool:
        """True if a word of some length is nowhere in the article, in any of its forms: it came from somewhere else."""
        return not stems(words, letters=_STEM, least=_STEM + 1) <= self._stems

    @cached_property
    def _stems(self) -> frozenset[str]:
        return stems(self.article.text, letters=_STEM, least=_STEM)

    def _faults(self, value: object, marks: Sequence[Mark], known: Mapping[str, object]) -> list[Fault]:
        if isinstance(value, list):
            return [
                Fault((number, *fault.path), fault.reason, fault.code)
                for number, inside in enumerate(value)
                for fault in self._faults(inside, marks, known)
            ]
        if isinstance(value, BaseModel):
            proof = self.prover.prove(value, near=self.near)
            unproved = [*proof.lost, *_choices(proof.strings, known)]
            return unproved or [*proof.contradicted] or self._doubted(proof)
        if not isinstance(value, str) or isinstance(value, Enum):
            return []
        if is_evidence(marks):
            return [*ground([((), EvidenceMark(), value)], self.prover.grounder, near=self.near)[1]]
        return [] if marks else self._words([value])

    def _doubted(self, proof: Proof) -> list[Fault]:
        """What an item that is proved says all the same that the article does not."""
        item = proof.item
        quotes = " ".join([quote for _, mark, quote in proof.strings if isinstance(mark, EvidenceMark)])
        sentences = [getattr(item, name) for name in _sentences_of(type(item))]
        return _unstated(item, proof.strings) + self._words(_own_words(item)) + self._unfaithful(sentences, quotes)

    def _unfaithful(self, sentences: Iterable[str], words: str) -> list[Fault]:
        """Sentences that say something else than the words; between two languages that cannot be seen."""
        if not words or self.language != self.article.language:
            return []
        found = []
        for sentence in sentences:
            if turned := turned_round(sentence, words):
                found.append(Fault((), f"“{turned[0]}” is the opposite of “{turned[1]}” in the words", "unfaithful"))
            elif word := denied(sentence, words):
                found.append(Fault((), f"it denies “{word}”, and the words do not", "unfaithful"))
            elif self._fidelity.strays(sentence, words):
                found.append(Fault((), f"it says something else than “{_short(words)}”", "unfaithful"))
        return found

    def _words(self, sentences: Iterable[str]) -> list[Fault]:
        found = []
        for sentence in sentences:
            if doubt := self.doubts(sentence):
                found.append(Fault((), doubt, "words"))
            told = detect_language(sentence) if len(sentence.split()) >= _ENOUGH_WORDS else "und"
            if "und" not in (told, self.language) and told != self.language:
                found.append(Fault((), f"it is not written in the language {self.language!r}", "language"))
        return found


def _choices(strings: Iterable[tuple[Path, Mark, str]], known: Mapping[str, object]) -> list[Fault]:
    """Strings that are none of those that they are to be chosen from."""
    found = []
    for path, mark, value in strings:
        if not isinstance(mark, OneOfMark):
            continue
        choices = known.get(mark.field)
        if isinstance(choices, list) and choices and value not in choices:
            found.append(Fault(path, f"{value!r} is none of the {mark.field}: {'; '.join(map(str, choices))}"))
    return found


def _own_words(item: BaseModel) -> list[str]:
    """The strings of an item that are the model's own: no evidence, speaker, issue or choice."""
    found = []
    for name in _own_fields(type(item)):
        value = getattr(item, name)
        for inside in value if isinstance(value, list) else (value,):
            if isinstance(inside, str):
                found += [] if isinstance(inside, Enum) else [inside]
            elif isinstance(inside, BaseModel):
                found += _own_words(inside)
    return found


@lru_cache(maxsize=256)
def _own_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields without marks; of an actor the name: a role or alias that the article lacks is not published."""
    marks = marks_by_field(model)
    return ("name",) if issubclass(model, Actor) else tuple(name for name in marks if not marks[name])


@lru_cache(maxsize=256)
def _sentences_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields that always have words of the model's own; a role or a trigger may be missing."""
    fields = model.model_fields.items()
    return tuple(name for name, info in fields if info.annotation is str and not field_marks(info))


def _unstated(item: BaseModel, strings: Iterable[tuple[Path, Mark, str]]) -> list[Fault]:
    """Likelihood and impact that the item's evidence has no words for: they are read, not judged."""
    values = [(name, getattr(item, name)) for name in _scales_of(type(item))]
    scales = [(name, value) for name, value in values if isinstance(value, _SCALES) and value != "not stated"]
    if not scales:
        return []
    quotes = [value for path, mark, value in strings if isinstance(mark, EvidenceMark) and len(path) == 1]
    words, found = " ".join(quotes), []
    for name, value in scales:
        stated = stated_likelihood(words) if isinstance(value, Likelihood) else stated_impact(words)
        if quotes and value != stated:
            reason = f"the words of the evidence state {stated.value!r}, not {value.value!r}"
            found.append(Fault((name,), reason, "scale"))
    return found


@lru_cache(maxsize=256)
def _scales_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields that can hold a likelihood or an impact."""
    options = {name: (info.annotation, *get_args(info.annotation)) for name, info in model.model_fields.items()}
    return tuple(name for name, kinds in options.items() if any(kind in _SCALES for kind in kinds))


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
