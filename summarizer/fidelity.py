"""Whether a sentence of the model's own says what somebody's words say, as far as the words themselves tell.

A small model takes a sentence beside the words in question for them, or turns a word round ("not unusual" becomes "not
usual"). Neither can be seen in the article: it has all the words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from itertools import chain

from summarizer.grounding.copying import is_negation
from summarizer.stems import stems

__all__ = ["Fidelity", "denied", "turned_round"]

_SHARED = 0.3  # of the words of the shorter: in sentences that were read, fewer were always about something else
_ELSEWHERE = 0.5  # of the sentence
_LEAST_SAID, _LEAST_WORDS = 4, 5  # stems of the sentence, and of the words; fewer may be put in other words altogether
_TURNING = ("non-", "non", "dis", "dés", "dé", "mis", "miss", "un", "in", "im", "il", "ir")
_LONG = 5  # letters of a word that has an opposite of this sort
_OTHER_WORDS = re.compile(
    "improv|import|impos(?!s)|impress|implant|imprint|impair|inform(?!al|el)|invest|intens|intend|intent|install|instead"
    "|insight|inhabit(?!u)|invoice|income|incoming|intake|input|inquest|inroad|inmate|instance|invent|incit|inflow|inverse"
    "|interne|infighting|discover|dismiss|dissol|disclos|discount|discourse|dispos|display|dispatch|dispense|disease"
    "|dispel|discharg|discard|disband|disarray|mistak|mistook|dépos|dépass|dépens|départ|défaut|défend|découvr|détenu"
    "|déteni|démen|désign|dépêch|délivr|détour|démarch|déroul|dériv|déjou"
)  # what is left of them without "im", "in", "dis" or "dé" is another word, and not their opposite
_TURNED = re.compile(
    rf"[{''.join(sorted({turning[0] for turning in _TURNING}))}](?<![^\W\d_].)"
    rf"(?:{'|'.join(f'(?<={turning[0]}){turning[1:]}' for turning in _TURNING)})[\w’'-]{{{_LONG}}}"
)  # a word that may have one of them; first of all a letter, since that is found fastest
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_CLAUSE_END = re.compile(r"[!?;:…]|\.(?=\s+[^\W\d_a-z])")
_REACH = 3  # words from a negation to what it denies, either way
_NOT_ONLY = frozenset({"only", "just", "merely", "nur", "bloß", "seulement", "uniquement"})
_DOUBTED = re.compile(  # words before another that may make it one that is denied
    r"\b(?:fail|refus|reject|den(?:y|ied|ies)|avoid|prevent|stop|ban|lack|absen|unless|until|hardly|barely|rarely|scarce"
    r"|(?:un|in|im|dis|non|mis)[-\w]{5}|against|oppos|too|ceas|halt|block|end|quit|withdr|cancel|abandon|drop|wrong|false"
    r"|doubt|only|less|few|little|rather|instead|far from|kaum|gegen|verhinder|verweiger|lehn|bevor|zweif|contre"
    r"|emp[eê]ch|sauf|avant|before|beyond|forb|prohibit|exclu|s[kc]eptic|yet|if|wenn|si|otherwise|worr|fear|warn|delay"
    r"|postpon|miss)",
    re.IGNORECASE,
)


class Fidelity:
    """Sentences about one article held against the words in it that they restate."""

    def __init__(self, article: str, names: Iterable[str] = ()) -> None:
        """Takes the article's text, and the names of its actors and their roles.

        A sentence that shares no more than these with somebody's words is about nothing of theirs.
        """
        self._article, self._names = article, names

    def strays(self, sentence: str, words: str) -> bool:
        """True if the sentence has next to nothing of the words, and what it has stands elsewhere in the article.

        A sentence that puts the words in others, as a large model does, has words that stand nowhere in it.
        """
        said = _stems(sentence) - self._named
        if len(said) < _LEAST_SAID:
            return False
        meant = _stems(words)
        if len(meant) < _LEAST_WORDS:
            return False
        shared = said & meant
        if len(shared) >= _SHARED * min(len(said), len(meant)):
            return False  # and the article, which is long, need not be read
        return not shared or len((said & self._all) - meant) >= _ELSEWHERE * len(said)

    @cached_property
    def _named(self) -> frozenset[str]:
        return _stems(" ".join(self._names))

    @cached_property
    def _all(self) -> frozenset[str]:
        return _stems(self._article)


def turned_round(sentence: str, words: str) -> tuple[str, str] | None:
    """A word of the sentence and the one of the words that it is the opposite of; None if there is none.

    A negation makes up for it: "not unusual" may be called "usual".
    """
    sentence, words = sentence.casefold(), words.casefold()
    if not (_TURNED.search(sentence) or _TURNED.search(words)):  # as mostly
        return None
    ours, theirs = _WORD.findall(sentence), _WORD.findall(words)
    bare = {word: _bare(word) for word in (*ours, *theirs) if word.startswith(_TURNING)}
    if {*ours, *theirs}.isdisjoint(chain.from_iterable(bare.values())):
        return None
    if any(map(is_negation, ours)) != any(map(is_negation, theirs)):
        return None
    pairs = ((said, meant) for said in ours if said not in theirs for meant in theirs if meant not in ours)
    return next(
        ((said, meant) for said, meant in pairs if said in bare.get(meant, ()) or meant in bare.get(said, ())), None
    )


def denied(sentence: str, words: str) -> str | None:
    """A word that the sentence denies and the words do not: "not designed" of what "had been designed"; None if none.

    Only a word right behind the negation is looked at, and only where nothing before it in the words' clause, and no
    negation right behind it, could deny it as well.
    """
    ours: list[str] = _WORD.findall(sentence)
    for place, word in enumerate(ours):
        if not is_negation(word):
            continue
        behind = ours[place + 1 : place + 1 + _REACH]
        if behind and behind[0].casefold() in _NOT_ONLY:
            continue
        for said in behind:
            if stem := _stems(said):
                if _is_plainly_said(stem, words):
                    return said
                break
    return None


def _is_plainly_said(stem: frozenset[str], words: str) -> bool:
    """True if each clause with a word of that stem has it without a negation."""
    found, letters = False, min(stem)
    for clause in _CLAUSE_END.split(words):
        if letters not in clause.casefold():  # as mostly, and its words need not be looked at
            continue
        theirs = list(_WORD.finditer(clause))
        for place, word in enumerate(theirs):
            if letters in word.group().casefold() and _stems(word.group()) == stem:
                near = [one.group() for one in theirs[: place + 1 + _REACH]]
                if any(map(is_negation, near)) or _DOUBTED.search(clause, 0, word.start()):
                    return False
                found = True
    return found


def _bare(word: str) -> Collection[str]:
    """The word without a syllable that turns it round; nothing if it is another word with the same beginning."""
    if _OTHER_WORDS.match(word):
        return []
    return [
        word.removeprefix(turning)
        for turning in _TURNING
        if word.startswith(turning) and len(word) >= len(turning) + _LONG
    ]


def _stems(text: str) -> frozenset[str]:
    return stems(text, letters=5, least=4)
