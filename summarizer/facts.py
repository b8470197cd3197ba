"""Names and numbers in the model's own words that the article does not have.

A sentence of the model's own cannot be located, but what a reader would take from it can be looked for: a number or a
name that the article nowhere has was made up, or put otherwise than the article puts it.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["Lexicon"]

_WORD = re.compile(r"\d[\d.,:\u00a0\u202f]*\d|\d|[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…]\s+|[“\"„«(]\s*)$")
_POSSESSIVE = re.compile(r"[’']s?$")
_STEM = 4  # letters in which "Ukraine" and "Ukrainian" agree
_NOUNS_CAPITALISED = frozenset({"de", "lb"})
_NUMBERS = {
    word: str(number)
    for words in (
        "zero one two three four five six seven eight nine ten eleven twelve",
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
    )
    for number, word in enumerate(words.split())
}


class Lexicon:
    """The names and numbers of an article, to hold other sentences against."""

    def __init__(self, text: str, *, language: str) -> None:
        self._language = language
        words = [match.group() for match in _WORD.finditer(text)]
        self._numbers = {_number(word) for word in words if word[0].isdigit()}
        self._numbers |= {_NUMBERS[word.casefold()] for word in words if word.casefold() in _NUMBERS}
        self._words = {part for word in words for part in _parts(word)}
        self._stems = {word[:_STEM] for word in self._words if len(word) > _STEM}
        capitals = [word[0] if word[0].isupper() else " " for word in words]
        self._initials = "".join(capitals)

    def strange(self, sentence: str) -> tuple[str, ...]:
        """Names and numbers of the sentence that the article does not have, as written, in their order.

        A word counts as a name if it is capitalised without standing first in a sentence. Where every noun is
        capitalised (German), and in headlines in capitals, names cannot be told, and only numbers are looked for.
        """
        matches = list(_WORD.finditer(sentence))
        letters = [match.group() for match in matches if not match.group()[0].isdigit()]
        in_title_case = sum(word[0].isupper() for word in letters) > 0.6 * len(letters)
        names = self._language not in _NOUNS_CAPITALISED and not in_title_case
        found = []
        for match in matches:
            word = match.group()
            if word[0].isdigit():
                known = _number(word) in self._numbers
            else:
                is_name = names and word[0].isupper() and not _SENTENCE_START.search(sentence, 0, match.start())
                known = not is_name or self._has_name(word)
            if not known:
                found.append(word)
        return tuple(dict.fromkeys(found))

    def _has_name(self, word: str) -> bool:
        parts = _parts(word)
        if any(part in self._words or (len(part) > _STEM and part[:_STEM] in self._stems) for part in parts):
            return True
        return word.isupper() and 2 <= len(word) <= 5 and word in self._initials


def _number(written: str) -> str:
    """Digits alone: 1,000 and 1.000 and 1 000 are one number; so are 2.5 and 2,5."""
    return re.sub(r"\D", "", written)


def _parts(word: str) -> set[str]:
    whole = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word)).casefold()
    whole = "".join(c for c in whole if not unicodedata.combining(c))
    return {whole, *(part for part in re.split(r"[-’']", whole) if len(part) > 2)}
