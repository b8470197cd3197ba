"""Whether a sentence of the model's own says what somebody's words say, as far as the words themselves tell.

A small model takes a sentence beside the words in question for them, or turns a word round ("not unusual" becomes "not
usual"). Neither can be seen in the article: it has all the words.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from summarizer.grounding.copying import is_negation
from summarizer.stems import stems

__all__ = ["strays_from", "turned_round"]

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
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


def strays_from(sentence: str, words: str, *, article: str, names: Collection[str] = ()) -> bool:
    """True if the sentence has next to nothing of the words, and what it has stands elsewhere in the article.

    A sentence that puts the words in others, as a large model does, has words that stand nowhere in it.

    Args:
        sentence: The model's.
        words: Somebody's, in the same language.
        article: Where they stand.
        names: Of actors, and their roles; a sentence that shares no more than these with the words is about nothing
            of theirs.
    """
    said, meant = _stems(sentence) - _stems(" ".join(names)), _stems(words)
    if len(said) < _LEAST_SAID or len(meant) < _LEAST_WORDS:
        return False
    shared = said & meant
    if len(shared) >= _SHARED * min(len(said), len(meant)):
        return False  # and the article, which is long, need not be read
    return not shared or len((said & _stems(article)) - meant) >= _ELSEWHERE * len(said)


def turned_round(sentence: str, words: str) -> tuple[str, str] | None:
    """A word of the sentence and the one of the words that it is the opposite of; None if there is none.

    A negation makes up for it: "not unusual" may be called "usual".
    """
    ours, theirs = (_WORD.findall(text.casefold()) for text in (sentence, words))
    if any(map(is_negation, ours)) != any(map(is_negation, theirs)):
        return None
    bare = {word: _bare(word) for word in (*ours, *theirs)}
    if not any(bare.values()):  # as nearly always
        return None
    pairs = ((said, meant) for said in ours for meant in theirs if said not in theirs and meant not in ours)
    return next(((said, meant) for said, meant in pairs if said in bare[meant] or meant in bare[said]), None)


def _bare(word: str) -> Collection[str]:
    """The word without a syllable that turns it round; nothing if it has none."""
    if not word.startswith(_TURNING) or _OTHER_WORDS.match(word):
        return []
    return [
        word.removeprefix(turning)
        for turning in _TURNING
        if word.startswith(turning) and len(word) >= len(turning) + _LONG
    ]


def _stems(text: str) -> frozenset[str]:
    return stems(text, letters=5, least=4)
