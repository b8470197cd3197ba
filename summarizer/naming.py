"""Whether an article names an actor: the words of the name stand there together, not only words that begin alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from itertools import takewhile

from summarizer.names import name_words, state_of
from summarizer.types import ActorKind

__all__ = ["Naming"]

_WORD = re.compile(r"[^\W_]+")
_RUSSIAN = "а у ом ем е ой ою ы и я ю ей ым ому ого ых ь"
_OBLIQUE = {"de": frozenset(["", "s", "es", "n", "en"]), "ru": frozenset(["", *_RUSSIAN.split()])}
"""Endings by which a name in German or Russian may differ from itself in another case."""
_BETWEEN = 3  # other words between those of a name: "Ines and Tobias Quill"
_STEM, _LEAST, _ENDING = 4, 3, 3


class Naming:
    """The words of an article, asked whether it names somebody."""

    def __init__(self, text: str, language: str) -> None:
        self._text, self._language = text, language

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, word in enumerate(_words(self._text)):
            found.setdefault(word, []).append(place)
        return found

    def has(self, name: str, kind: ActorKind) -> bool:
        """True if the words of the name stand together in the article; of no person's, if each of them stands there.

        Titles do not count. In German and Russian a person's name may stand in another case; the name of what is no
        person may stand in any form ("Ukraine" for "Ukrainian"), and a state under another name.
        """
        if self._is_written(name):
            return True
        if kind is ActorKind.PERSON:
            return self._stand_together(_words(" ".join(name_words(name))))
        wanted = [word for word in _words(name) if len(word) >= _LEAST]
        return all(map(self._is_there, wanted)) or state_of(name) is not None

    def lacks(self, name: str) -> bool:
        """True if no word of a name of several is there in any form, though the text is in its script."""
        wanted = [word for word in _words(name) if len(word) >= _LEAST]
        return (
            len(wanted) > 1
            and not any(map(self._is_there, wanted))
            and state_of(name) is None
            and _script(name) == _script(self._text)
        )

    def _is_written(self, name: str) -> bool:
        at = self._text.find(name)
        around = self._text[max(0, at - 1) : at] + self._text[at + len(name) : at + len(name) + 1]
        return at >= 0 and not any(map(str.isalnum, around))

    def _stand_together(self, words: Sequence[str]) -> bool:
        wanted = [word for word in words if len(word) > 1]
        places = [self._places_of(word) for word in wanted]
        reach = len(wanted) + _BETWEEN
        return bool(places) and any(
            all(any(abs(one - first) < reach for one in others) for others in places[1:]) for first in places[0]
        )

    def _places_of(self, word: str) -> list[int]:
        endings = _OBLIQUE.get(self._language)
        if word in self._places or endings is None:
            return self._places.get(word, [])
        return [
            place
            for known, places in self._places.items()
            if (stem := _common(word, known)) >= _STEM and {word[stem:], known[stem:]} <= endings
            for place in places
        ]

    def _is_there(self, word: str) -> bool:
        """True if the article has the word or one that is it but for its ending."""
        least = max(_STEM, len(word) - _ENDING)
        return word in self._places or any(known[:least] == word[:least] for known in self._places)


def _script(text: str) -> str:
    """Of its first letter: "LATIN", "CYRILLIC"."""
    return unicodedata.name(next(filter(str.isalpha, text), " "), "").split(" ", 1)[0]


def _common(word: str, other: str) -> int:
    """With how many letters both begin."""
    return sum(takewhile(bool, (mine == its for mine, its in zip(word, other, strict=False))))


def _words(text: str) -> list[str]:
    """The words in lower case and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))
