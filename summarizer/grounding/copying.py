"""Which differences between a quote and the article are slips of a copyist, and which make it another statement.

A slip is a light function word (an article, a copula, "that") that is dropped, added or changed for one of its own
group, a pronoun dropped or added, or a misspelt word. Never a slip: whatever touches a number, a name (any word with
a capital), a negation, a script without letter case (where names cannot be told), or a word that turns into another
word of the article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import lru_cache

from rapidfuzz.distance import OSA

__all__ = ["is_light", "is_misspelling", "is_negation", "is_swap", "light_words"]

LightWords = dict[str, str]
"""A light word and the first word of the group within which it may be changed."""

_LIGHT = {
    "en": "a an the this these those|that which|is are was were be been being|has have had|in on at|of|to|and|it its|"
    "also|as|for|with|then|he|she|they|we|his|her|their|our|my",
    "de": "der die das den dem des ein eine einen einem einer eines|dass daß|ist sind war waren|"
    "hat haben hatte hatten|in im|und|zu|es|auch|er|sie|wir|ich|sich|mit",
    "fr": "le la les un une des|que qui|est sont était étaient|ont avait avaient|et|de du|au aux|ce cette ces|aussi|"
    "il|elle|ils|elles|nous|avec|se",
    "es": "el la los las un una unos unas|que|es son era eran fue|ha han había|y|de del|en|al|también|su sus|se|con",
    "it": "il lo la gli le un uno una|che|è sono era erano|ha hanno aveva|e|di del della dei|nel nella|anche|si|con",
    "pt": "o a os as um uma|que|é são era foi|e|de do da dos das|em|também|se|com",
    "nl": "de het een|dat|is zijn was waren|heeft hebben had|en|van|te|in|ook|hij|zij|met",
    "pl": "że|jest są był była było były|i|w we|się|to|także|z ze",
    "ru": "что|и|это|был была было были|в во|же|также|он|она|они|с со",
    "uk": "що|і й та|це|був була було були|в у|також|він|вона|вони|з із",
    "el": "ο η το οι τα του της των τον την τους τις|ότι πως|και|είναι ήταν|σε στο στη στην στον|επίσης|με",
}
_TABLES: list[LightWords] = [
    {word: group.split()[0] for group in groups.split("|") for word in group.split()} for groups in _LIGHT.values()
]
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
_FIXED_WORDS = (
    "can could may might must shall should will would need more less most least fewer before after over under within "
    "against only first second last next once twice half zero both each east west north south left right able kann "
    "könnte konnte muss müsste soll sollte darf wird würde mehr weniger vor nach peut doit plus moins puede debe más "
    "menos может должен больше меньше"
)
"""Words that no slip may turn into others, which are often one letter away: modals, directions, comparisons."""
_NEGATIONS, _NUMBERS = frozenset(_NEGATION_WORDS.split()), tuple(_NUMBER_STEMS.split())
_FIXED = frozenset(_FIXED_WORDS.split())
_SHORTEST, _SHORTEST_FIRST, _SHORTEST_TWICE = 4, 6, 9
"""Letters that a word needs to be misspelt; with another first letter; and in two letters."""


def light_words(counts: Counter[str]) -> LightWords:
    """The light words of the language that a text with these (lower-case) words is most likely in."""
    return max(_TABLES, key=lambda table: sum(map(counts.__getitem__, table.keys() & counts.keys())))


def is_light(word: str, light: LightWords) -> bool:
    """True if dropping or adding the word is a slip; with a capital it may be part of a name."""
    return word in light


def is_swap(word: str, other: str, light: LightWords) -> bool:
    """True if the two are light words of one group."""
    group = light.get(word)
    return group is not None and group == light.get(other)


@lru_cache(maxsize=20_000)
def is_negation(word: str) -> bool:
    """True for "not", "never", "hasn't" and their like in the languages of the table."""
    word = word.lower()
    return word in _NEGATIONS or word.endswith(("n't", "n’t")) or word.startswith(("kein", "ningun"))


def is_misspelling(word: str, other: str, used: Collection[str], light: LightWords) -> bool:
    """True if one is the other with a slip of the pen.

    Args:
        word: As the article has it.
        other: As the quote has it.
        used: The article's words in lower case; a word that stands elsewhere in the article is no misspelling.
        light: The light words of the article's language; only they may be misspelt however short they are.
    """
    known = other in used or other in light
    if known or not (word.islower() and other.islower()) or _is_fixed(word) or _is_fixed(other):
        return False
    slips, shorter = OSA.distance(word, other), min(len(word), len(other))
    if word[0] != other[0]:
        negated = word == "a" + other or other == "a" + word
        return slips == 1 and shorter >= _SHORTEST_FIRST and not negated
    shortest = 2 if word in light else _SHORTEST
    return (slips == 1 and max(len(word), len(other)) >= shortest) or (slips == 2 and shorter >= _SHORTEST_TWICE)


def _is_fixed(word: str) -> bool:
    return word in _FIXED or word.startswith(_NUMBERS) or any(map(str.isnumeric, word)) or is_negation(word)
