"""Which differences between a quote and the article are slips of a copyist, and which make it another statement.

A slip is a light function word (an article, a copula, "that") that is dropped, added or changed for one of its own
group, or a misspelt word. Never a slip: whatever touches a number, a name (any word with a capital), a negation, a
script without letter case (where names cannot be told), or a word for another word that the article uses elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from rapidfuzz.distance import OSA, Levenshtein

__all__ = ["is_light", "is_misspelling", "is_negation", "is_swap", "light_words"]

LightWords = dict[str, str]
"""A light word and the first word of the group within which it may be changed."""

_LIGHT = {
    "en": "a an the this these those|that which|is are was were be been being|has have had|in on at|of|to|and|it|also",
    "de": "der die das den dem des ein eine einen einem einer eines|dass daß|ist sind war waren|"
    "hat haben hatte hatten|in im|und|zu|es|auch",
    "fr": "le la les un une des|que qui|est sont était étaient|ont avait avaient|et|de du|au aux|ce cette ces|aussi",
    "es": "el la los las un una unos unas|que|es son era eran fue|ha han había|y|de del|en|al|también",
    "it": "il lo la gli le un uno una|che|è sono era erano|ha hanno aveva|e|di del della dei|nel nella|anche",
    "pt": "o a os as um uma|que|é são era foi|e|de do da dos das|em|também",
    "nl": "de het een|dat|is zijn was waren|heeft hebben had|en|van|te|in|ook",
    "pl": "że|jest są był była było były|i|w we|się|to|także",
    "ru": "что|и|это|был была было были|в во|же|также",
    "uk": "що|і й та|це|був була було були|в у|також",
    "el": "ο η το οι τα του της των τον την τους τις|ότι πως|και|είναι ήταν|σε στο στη στην στον|επίσης",
}
_NEGATION_WORDS = (
    "no not never none nobody nothing nor neither nowhere without cannot hardly barely scarcely dont cant wont "
    "nicht nie niemals niemand nichts ohne weder ne pas jamais aucun aucune sans ni rien nunca sin jamás ninguno "
    "non mai senza né nessuno não sem nem niet geen nooit zonder nie bez nigdy не нет ни без никогда никто нельзя "
    "ні немає ніколи δεν δε μη μην όχι χωρίς ποτέ κανείς 不 没 沒 無 无 非 未 别 لا لم لن ليس לא אין नहीं"
)
_NUMBER_STEMS = (
    "three four five seven eight nine eleven twelve twent thirt fift sixt hundred thousand million milliard billion "
    "trillion dozen double triple third quarter zwei drei vier fünf sechs sieben acht neun zehn hundert tausend deux "
    "trois quatre cinq sept huit neuf mille cuatro cinco siete ocho nueve ciento тысяч миллион миллиард двад трид "
    "пять шесть семь восемь девять"
)
_NEGATIONS, _NUMBERS = frozenset(_NEGATION_WORDS.split()), tuple(_NUMBER_STEMS.split())
_SUBSTITUTED, _MISSPELT, _TWICE_MISSPELT = 8, 5, 10
"""Letters that a word needs for a letter changed; for one dropped, doubled or transposed; for two slips."""


def light_words(counts: Counter[str]) -> LightWords:
    """The light words of the language that a text with these (lower-case) words is most likely in."""
    tables = [
        {word: group.split()[0] for group in groups.split("|") for word in group.split()} for groups in _LIGHT.values()
    ]
    return max(tables, key=lambda table: sum(counts[word] for word in table))


def is_light(word: str, light: LightWords) -> bool:
    """True if dropping or adding the word is a slip; with a capital it may be part of a name."""
    return word in light


def is_swap(word: str, other: str, light: LightWords) -> bool:
    """True if the two are light words of one group."""
    group = light.get(word)
    return group is not None and group == light.get(other)


def is_negation(word: str) -> bool:
    """True for "not", "never", "hasn't" and their like in the languages of the table."""
    word = word.lower()
    return word in _NEGATIONS or word.endswith("n't") or word.startswith(("kein", "ningun"))


def is_misspelling(word: str, other: str, used: Collection[str]) -> bool:
    """True if one is the other with a slip of the pen.

    Args:
        word: As the article has it.
        other: As the quote has it.
        used: The article's words in lower case; a word that stands elsewhere in the article is no misspelling.
    """
    if not (word.islower() and other.islower()) or word[0] != other[0] or other in used:
        return False
    if is_negation(word) or is_negation(other) or word.startswith(_NUMBERS) or other.startswith(_NUMBERS):
        return False
    shorter = min(len(word), len(other))
    slips = OSA.distance(word, other)
    if slips == 1:
        substituted = len(word) == len(other) and Levenshtein.distance(word, other) == 1
        return shorter >= (_SUBSTITUTED if substituted else _MISSPELT)
    return slips == 2 and shorter >= _TWICE_MISSPELT
