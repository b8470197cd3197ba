"""Where somebody stands, as far as the words themselves say it: a small grammar of approval, refusal and conditions.

A small model takes the first option of a list, or what its examples have, and misses what turns a sentence round ("an
end to the sanctions", "only if"). What the words state is read; the model is asked for the rest.

A stance is a product of signs. An attitude ("backs" +, "rejects" -) governs what follows it, another attitude too
("rejects criticism of", "refused to rule out"); a judgement ("a lifeline" +, "premature" -) is of what it is said of;
what is to become of the object ("scrap", "an end to") turns both, and so does each negation near before. A clause says
one thing; words whose clauses state two stances state none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path

import yaml
from pydantic import BaseModel

from summarizer.stems import stems
from summarizer.types import Stance

__all__ = ["stated_stance"]

_MOST_WORDS = 30  # a longer passage has more than one thing to say
_SHORT, _FIRST, _HEAD = 16, 8, 3  # words: of a short passage, of a long one's beginning, up to where it takes a side
_NEAR = 7  # words before an attitude in which a negation denies it
_BESIDE = 1  # words between "must", "should" and the negation after it

_SIGNS = {"for": 1, "against": -1, "good": 1, "bad": -1, "helps": 1, "harms": -1}
_KINDS = (*_SIGNS, "wants", "turns", "furthers", "denies", "nothing")
_IS = r"(?:am|is|are|was|were|be|been|being) (?:(?!(?:an?|the|no|not|never|hardly|scarcely|barely|nothing) )\w+ )?"
_NOT_SAID_OF = (
    r"(?! (?:about|that|when|if|now|here|away|at|with (?:him|her|you|me)|to (?:say|be|point|ask|note|talk))\b)"
)
_JUDGED = "idea|plan|way|law(?! enforcement)|move|step|measure|policy|deal|decision|choice|answer|solution|compromise"
_LAST = rf"(?=\W*$|[.,;!]| (?:and|but|for|to|in|on|{_JUDGED}|precedent|piece)\b)"
_A, _NO_CASE = r"an? (?:\w+ )?", "(?! (?:case|trial|scene|charges?|investigation))"
_BE = r"\b(?:is|are|was|were|be|been|being)"
_OFFERS = re.compile(r"\b(?:will|would|can(?:not)?|could|may|might|must|should|shall|no|not)\b")
_CLAUSES = re.compile(
    r"[;:.?!–—]\s|, (?=\w+ing\b)"
    r"|,? \b(?:and|but|while|which|who|because|although|though|whereas|since|after|before|until)\b"
)
_SAYS_OF = re.compile(rf"{_BE}\b|\b(?:as|called|bec[ao]mes?|seems?|looks?|remains?|would|will|ha[sd]|have)\b")
_PASSIVE = re.compile(rf"{_BE}(?: \w+ly)? $")
_LINK = re.compile(r"\b(?:to|that|of|in|not|if|for)\b")
_COMMAND = re.compile(r"^[A-Za-z]\w*(?<!ed)(?<!ing)(?:(?<!s)|(?<=ss))$|^\w+ (?:on|up|down|out|off|ahead)$")
_ARTICLE = re.compile(r"\b(?:an?|the|this|any|its|their|his|her)(?: \w+ly)? $", re.IGNORECASE)
_SUBJECT = re.compile(r"(\w+) (?:(?:has|had|have|would|will|did|does|also|never|not|\w+ly) )*$")
_PRONOUN = re.compile(r"\b(?:it|this|that|them|they|he|she|him|her|which|these|those|such)\b", re.IGNORECASE)
_DENIED_AFTER = re.compile(r" (?:(?:of|to|in|for) )?(?:not to|neither|none|nothing)\b", re.IGNORECASE)
_FORBIDS = re.compile(r"\b(?:must|should|ought|ha(?:s|ve|d) to|let)\b", re.IGNORECASE)
_ASKS = re.compile(r"(?:\bfor|demand\w*|want\w*|propos\w*|(?:seek|sought).*|open to|keen on)$", re.IGNORECASE)
_PREPOSITION = re.compile(r"\b(?:of|on|in|into|to|by|with|that|from|against|over|about|at|for)\b")


def stated_stance(words: str, *, issue: str) -> Stance | None:
    """The stance on the issue that the words state; None where they state none, or more than one.

    Long passages are read only as far as their first words take a side ("rejects the plan, which …"); a short one has
    to have a word of the issue.

    Args:
        words: What somebody says, in English, with the reporting verb if it is what takes a side.
        issue: A noun phrase. One that is itself a refusal ("drone ban") is supported by words that ban.
    """
    words = _any_of("reported").split(words.replace("’", "'"), maxsplit=1)[0]
    count = len(words.split())
    if count > _MOST_WORDS:
        return None
    bare, about = _any_of("no_conditions").sub(" ", words), _stems(issue)
    if bare == words and _is_conditional(words, about):
        return Stance.CONDITIONAL
    if count <= _SHORT and about & _stems(words):
        turned = _is_turned(issue, bare)
        signs = {sign for clause in _clauses(bare) for sign in _Clause(clause, issue, turned=turned).signs()}
    else:
        beginning = next(_clauses(" ".join(bare.split()[:_FIRST])), "")
        signs = set(_Clause(beginning, issue, turned=False).first_sign())
    if not signs:
        takes_none = _any_of("neutral").search(bare) and not _any_of("wants").search(bare)
        return Stance.NEUTRAL if takes_none else None
    if len(signs) > 1:
        return None
    return Stance.SUPPORTS if signs.pop() > 0 else Stance.OPPOSES


def _is_conditional(words: str, about: frozenset[str]) -> bool:
    """True for an offer that depends on something; not for what the issue itself depends on, or may lead to."""
    words = _any_of("nothing").sub(" ", words)
    favourable, against = _any_of("for", "good", "open").search(words), _any_of("against", "harms").search(words)
    if _any_of("conditions").search(words):
        return bool(favourable or against or _OFFERS.search(words))
    loose = _any_of("loose_conditions").search(words)
    if loose is None or _any_of("fears").search(words):
        return False
    clause = re.split("[,;]", words[loose.end() :], maxsplit=1)[0]
    if about & _stems(clause):
        return False
    if against:
        refuses = re.search(r"\b(?:will|would|shall) $", words[: against.start()]) and against.end() <= loose.start()
        return bool(refuses) and "long" not in loose[0] and not _any_of("turns").search(clause)
    return bool(favourable)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Words of a clause that are in one of the lists."""

    kind: str
    start: int
    end: int
    text: str

    @property
    def sign(self) -> int:
        return _SIGNS[self.kind]

    @property
    def governs(self) -> bool:
        return self.kind in ("for", "against")


def _clauses(words: str) -> Iterator[str]:
    return (clause for clause in (part.strip(" ,") for part in _CLAUSES.split(words)) if clause)


class _Clause:
    """What one clause says: its marks in their order, none over another, and where it names the issue."""

    def __init__(self, words: str, issue: str, *, turned: bool) -> None:
        self.words, self.about = words, _stems(issue)
        self.head = _stems(" ".join(_PREPOSITION.split(issue)[0].split()[-1:]))
        self.marks = self._marked()
        self.takes_side = [mark for mark in self.marks if mark.kind in _SIGNS]
        self.turns = [mark for mark in self.marks if mark.kind == "turns"]
        self.turned = _flip(turned)
        self.mentions = [
            found.start()
            for found in re.finditer(r"[^\W\d_]+", words)
            if found[0][:4].casefold() in self.about
            and not any(mark.start <= found.start() < mark.end for mark in self.takes_side)
        ]

    def _marked(self) -> list[_Mark]:
        found = [
            _Mark(self._kind(kind, match[0]), match.start(), match.end(), match[0])
            for kind in _KINDS
            for match in _any_of(kind).finditer(self.words)
        ]
        kept: list[_Mark] = []
        for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
            if (not kept or mark.start >= kept[-1].end) and self._counts(mark):
                kept.append(mark)
        return kept

    def _kind(self, kind: str, text: str) -> str:
        """What turns a thing furthers an issue that is itself a refusal: drones are banned by a "drone ban"."""
        return "furthers" if kind == "turns" and _among(text, self.about) else kind

    def _counts(self, mark: _Mark) -> bool:
        """False for a word of the issue, for what it does itself or is not said to do, and for "the accepted case"."""
        before = self.words[: mark.start]
        if mark.governs and mark.text.endswith("ed") and _ARTICLE.search(before):
            return False
        if mark.governs:
            subject = _SUBJECT.search(before)
            return not self.about & _stems(f"{mark.text.split()[0]} {subject[1] if subject else ''}")
        if mark.kind in ("helps", "harms"):
            if mark.text.endswith("ed") and _PASSIVE.search(before):
                return False
            return bool(self.about & _stems(before)) and " if " not in before
        return True

    def signs(self) -> Iterator[int]:
        """The sign of each chain of attitudes and judgements; without any, of what is wanted."""
        chains = list(self._chains())
        about_it = bool(self.mentions or _PRONOUN.search(self.words))
        for chain in chains:
            if about_it or chain[0].governs or chain[0].start == 0:
                yield prod(mark.sign * self._denied(mark) for mark in chain) * self._turn(chain) * self.turned
        if not chains and about_it:
            yield from self._wanted()

    def first_sign(self) -> Iterator[int]:
        """The sign of an attitude that the clause begins with."""
        chain = next(self._chains(), None)
        if chain and chain[0].governs and len(self.words[: chain[0].start].split()) < _HEAD:
            yield prod(mark.sign * self._denied(mark) for mark in chain) * self._turn(chain)

    def _chains(self) -> Iterator[Sequence[_Mark]]:
        chain: list[_Mark] = []
        for mark in self.takes_side:
            if chain and not self._is_governed(mark, chain[-1]):
                yield chain
                chain = []
            chain.append(mark)
        if chain:
            yield chain

    def _is_governed(self, mark: _Mark, by: _Mark) -> bool:
        """True if one mark is about what another says: "refused" to "approve", "a mistake" to "reject"."""
        named = any(by.end <= place < mark.start for place in self.mentions)
        between = self.words[by.end : mark.start]
        if mark.governs and by.governs:
            return not named or bool(_PASSIVE.search(between))
        if mark.governs:
            return not named and bool(_LINK.search(between))
        return by.governs and by.start == 0 and by.text.split()[0].endswith("ing")

    def _denied(self, mark: _Mark) -> int:
        """-1 for each negation near before the mark, and for "not to" right after it."""
        since = max((other.end for other in self.takes_side if other.end <= mark.start), default=0)
        before = sum(
            since <= other.start < mark.start and len(self.words[other.start : mark.start].split()) <= _NEAR
            for other in self.marks
            if other.kind == "denies"
        )
        return _flip(before + bool(_DENIED_AFTER.match(self.words, mark.end)))

    def _turn(self, chain: Sequence[_Mark]) -> int:
        """-1 for each word that turns the object; not for one whose object is judged ("stop this mad dam")."""
        first = chain[0]
        if first.kind not in ("good", "bad"):
            return _flip(len(self.turns))
        return _flip(
            sum(
                turn.start > first.start or bool(_SAYS_OF.search(self.words[turn.end : first.end]))
                for turn in self.turns
            )
        )

    def _wanted(self) -> Iterator[int]:
        """The sign of what somebody wants done, or has, if the clause says what."""
        wants = [mark for mark in self.marks if mark.kind == "wants"]
        since = wants[0].end if wants else 0
        does = [mark for mark in self.marks if mark.kind in ("turns", "furthers") and mark.start >= since]
        commands = bool(does) and does[0].start == 0 and bool(_COMMAND.search(does[0].text))
        if not wants and not commands:
            return
        nots = sum(mark.kind == "denies" and self._is_beside(mark, [*wants, *does]) for mark in self.marks)
        forbids = nots and any(_FORBIDS.search(want.text) for want in wants)
        if does or forbids or self.turned < 0 or any(self._asks_for_it(want) for want in wants):
            yield _flip(sum(mark.kind == "turns" for mark in does) + nots) * self.turned

    def _is_beside(self, denial: _Mark, others: Sequence[_Mark]) -> bool:
        """True if a negation stands right after one of the others, or near before it."""
        return any(
            len(self.words[other.end : denial.start].split()) <= _BESIDE
            if other.end <= denial.start
            else len(self.words[denial.end : other.start].split()) <= _NEAR
            for other in others
        )

    def _asks_for_it(self, want: _Mark) -> bool:
        """True if the issue is what is asked for: "called for a lasting ceasefire"."""
        if not _ASKS.search(want.text):
            return False
        asked = _PREPOSITION.split(self.words[want.end :])[0]
        return bool(self.head & _stems(asked)) and not self.words[want.end + len(asked) :].startswith("to ")


def _flip(times: int) -> int:
    """The sign that is left of + when it is turned round that often."""
    return -1 if times % 2 else 1


def _is_turned(issue: str, words: str) -> bool:
    """True if the issue is itself a refusal, and the words do not name it as one."""
    about = _stems(issue)
    refusal = any(_any_of("turns").search(word) for word in issue.split())
    return refusal and not any(_among(match[0], about) for match in _any_of("turns").finditer(words))


def _among(word: str, about: frozenset[str]) -> bool:
    return any(word[:3].casefold() == stem[:3] for stem in about)


def _stems(text: str) -> frozenset[str]:
    return stems(text, letters=4, least=3)


class _Words(BaseModel, extra="forbid", frozen=True):
    """One list of stances.yaml, whose head says what each field is."""

    verbs: str = ""
    adjectives: str = ""
    predicates: str = ""
    nouns: str = ""
    words: tuple[str, ...] = ()
    forms: dict[str, str] = {}


@cache
def _lists() -> dict[str, _Words]:
    listed = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return {name: _Words.model_validate(words) for name, words in listed.items()}


@cache
def _any_of(*names: str) -> re.Pattern[str]:
    """Matches what lists have: each verb in each of its forms, and each of the words; the longest first."""
    forms: list[str] = []
    for listed in (_lists()[name] for name in names):
        predicates = _listed(listed.predicates)
        forms += [*map(_forms, listed.verbs.split()), *map(_phrase, listed.words), *_listed(listed.adjectives)]
        forms += [f"{word}{_LAST}" for word in predicates]
        forms += [f"{_IS}{word}{_NOT_SAID_OF}" for word in predicates if not word.endswith("ing")]
        forms += [f"{_A}{word}{_NO_CASE}" for word in _listed(listed.nouns)]
    return re.compile(rf"\b(?:{'|'.join(sorted(forms, key=len, reverse=True))})(?!\w)", re.IGNORECASE)


def _listed(words: str) -> list[str]:
    return [word for word in re.split(r",\s+", words) if word]


def _forms(verb: str) -> str:
    """A regular expression for all forms of a verb."""
    if others := _lists()["irregular"].forms.get(verb):
        return f"(?:{verb}|{'|'.join(others.split())})"
    if verb.endswith("e"):
        return f"{verb[:-1]}(?:e|es|ed|ing)"
    if verb.endswith("y") and verb[-2] not in "aeo":
        return f"{verb[:-1]}(?:y|ies|ied|ying)"
    if verb.endswith("."):
        return f"{verb[:-1]}(?:s|{verb[-2]}ed|{verb[-2]}ing)?"
    return f"{verb}(?:s|es|ed|ing)?"


def _phrase(words: str) -> str:
    """A regular expression for words of the lists, with their two signs written out."""
    with_forms = re.sub(r"([\w\[\]?]+\.?)~", lambda verb: _forms(verb[1]), words)
    return with_forms.replace(" … ", r" (?:(?!no\b|not\b|never\b)\S+ ){0,3}?")
