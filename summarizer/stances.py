"""Where somebody stands, as far as the words themselves say it: a small grammar of approval, refusal and conditions.

A small model takes the first option of a list, or what its examples have, and misses what turns a sentence round ("an
end to the sanctions", "only if"). What the words state is read; the model is asked for the rest.

A stance is a product of signs: of the attitude ("backs" +, "rejects" -), of what is to become of its object ("scrap",
"an end to": -) and of each negation. Words that state two attitudes which differ state none.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from summarizer.stems import stems
from summarizer.types import Stance

__all__ = ["stated_stance"]

_MOST_WORDS = 30  # a longer passage has more than one thing to say
_SHORT, _FIRST, _HEAD = 16, 8, 3  # words: of a short passage, of a long one's beginning, up to where it takes a side
_NEAR = 7  # words before an attitude in which a negation denies it


def _forms(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb[:-1]}(?:e|es|ed|ing)"
    if verb.endswith("y"):
        return f"{verb[:-1]}(?:y|ies|ied|ying)"
    if verb.endswith("."):  # "ban.": the last letter is doubled
        return f"{verb[:-1]}(?:s|{verb[-2]}ed|{verb[-2]}ing)?"
    return f"{verb}(?:s|es|ed|ing)?"


_LISTS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


def _any_of(name: str) -> re.Pattern[str]:
    """Matches what a list has: each verb in each of its regular forms, and each of the words."""
    forms = [*map(_forms, _LISTS[name].get("verbs", "").split()), *_LISTS[name].get("words", ())]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE)


_FOR, _AGAINST, _WANTS = _any_of("for"), _any_of("against"), _any_of("wants")
_HELPS, _HARMS = _any_of("helps"), _any_of("harms")
_TURNS, _FURTHERS, _NEUTRAL = _any_of("turns"), _any_of("furthers"), _any_of("neutral")
_CONDITIONS, _LOOSE, _NO_CONDITIONS = _any_of("conditions"), _any_of("loose_conditions"), _any_of("no_conditions")
_OPEN, _FEARS = _any_of("open"), _any_of("fears")
_NOT = re.compile(
    r"(?:\b(?:not|never|no|nobody|none|cannot|neither|nor|hardly)\b|n['’]t\b)"
    r"(?! (?:only|just|doubt|longer|need)\b)",
    re.IGNORECASE,
)


def stated_stance(words: str, *, issue: str) -> Stance | None:
    """The stance on the issue that the words state; None where they state none, or more than one.

    Long passages are read only as far as their first words take a side ("rejects the plan, which …"); a short one has
    to have a word of the issue.

    Args:
        words: What somebody says, in English, with the reporting verb if it is what takes a side.
        issue: A noun phrase. One that is itself a refusal ("drone ban") is supported by words that ban.
    """
    count = len(words.split())
    if count > _MOST_WORDS:
        return None
    bare, about = _NO_CONDITIONS.sub(" ", words), _stems(issue)
    if bare == words and _is_conditional(words, about):
        return Stance.CONDITIONAL
    if count <= _SHORT and about & _stems(words):
        sign = _sign(bare, about, turned=_is_turned(issue, bare))
    else:
        sign = _sign(" ".join(bare.split()[:_FIRST]), about, turned=False, first=True)
    if sign is None:
        return Stance.NEUTRAL if _NEUTRAL.search(bare) and not _WANTS.search(bare) else None
    return Stance.SUPPORTS if sign > 0 else Stance.OPPOSES


def _is_conditional(words: str, about: frozenset[str]) -> bool:
    """True for an offer that depends on something; not for what the issue itself depends on, or may lead to."""
    if _CONDITIONS.search(words):
        return True
    loose = _LOOSE.search(words)
    if loose is None or _FEARS.search(words) or _HARMS.search(words) or _AGAINST.search(words):
        return False
    clause = re.split("[,;]", words[loose.end() :], maxsplit=1)[0]
    return not about & _stems(clause) and bool(_OPEN.search(words) or _FOR.search(words))


def _sign(words: str, about: frozenset[str], *, turned: bool, first: bool = False) -> int | None:
    """+1 or -1 by the product of the signs in the words; None if no attitude is among them, or two that differ."""
    found = [(match, sign) for pattern, sign in ((_FOR, 1), (_AGAINST, -1)) for match in pattern.finditer(words)]
    if first:
        found = [(match, sign) for match, sign in found if len(words[: match.start()].split()) < _HEAD]
    else:
        found += [
            (match, sign)
            for pattern, sign in ((_HELPS, 1), (_HARMS, -1))
            for match in pattern.finditer(words)
            if about & _stems(words[: match.start()])
        ]
    refusals = [match[0] for match in _TURNS.finditer(words)]
    turns = sum(not _among(word, about) for word in refusals) + turned
    if found:
        signs = {sign * (-1) ** _denials(words[: match.start()]) for match, sign in found}
        return signs.pop() * (-1) ** turns if len(signs) == 1 else None
    if first or not _WANTS.search(words):
        return None
    nots = len(_NOT.findall(words))
    says_what = refusals or nots or turned or _FURTHERS.search(words)
    return (-1) ** (turns + nots) if says_what else None


def _denials(before: str) -> int:
    """How many negations are near enough before a word to deny it."""
    return len(_NOT.findall(" ".join(before.split()[-_NEAR:])))


def _is_turned(issue: str, words: str) -> bool:
    """True if the issue is itself a refusal, and the words do not name it as one."""
    about = _stems(issue)
    refusal = any(_TURNS.search(word) for word in issue.split())
    return refusal and not any(_among(match[0], about) for match in _TURNS.finditer(words))


def _among(word: str, about: frozenset[str] | set[str]) -> bool:
    return any(word[:3].casefold() == stem[:3] for stem in about)


def _stems(text: str) -> frozenset[str]:
    return stems(text, letters=4, least=3)
