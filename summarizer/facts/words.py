"""Words for numbers, units, months and days in English, German and French."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["ATOMS", "DAYS", "ENDS_OF_HEDGES", "HEDGES", "IN_A_WORD", "MONTHS", "POWERS", "SHARES", "UNITS"]

_SMALL = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix",
}
_MORE = {
    "en": {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12},
    "de": {"hundert": 100, "tausend": 1000, "eine": 1, "einen": 1, "eins": 1, "dreissig": 30},
    "fr": {"cent": 100, "cents": 100, "mille": 1000, "une": 1, "quatre-vingts": 80},
}
ATOMS: dict[str, dict[str, int]] = {
    language: {word: value for value, word in enumerate(_SMALL[language].split())}
    | {word: 10 * value for value, word in enumerate(_TENS[language].split(), 2)}
    | more
    for language, more in _MORE.items()
}
"""What each part of a number in words is worth, by language."""

POWERS = {
    word: 10**power
    for power, words in (
        (3, "thousand thousands tausend mille k"),
        (6, "million millions millionen mio mn m"),
        (9, "billion billions bn milliarde milliarden milliard milliards mrd"),
        (12, "trillion trillions billionen tn"),
    )
    for word in words.split()
}
"""Words behind a number that multiply it."""

UNITS = {
    word: unit
    for unit, words in {
        "%": "% percent prozent percentagepoint percentagepoints prozentpunkt prozentpunkte pct pourcent",
        "‰": "‰ promille",
        "USD": "$ us$ usd dollar dollars",
        "CAD": "c$ ca$",
        "AUD": "a$ au$",
        "EUR": "€ eur euro euros",
        "GBP": "£ gbp pound pounds pfund sterling",
        "JPY": "¥ yen",
        "RUB": "₽ rouble roubles ruble rubles rubel",
        "CHF": "chf franken francs",
        "INR": "₹ rupee rupees",
        "second": "second seconds sekunde sekunden seconde secondes",
        "minute": "minute minutes minuten",
        "hour": "hour hours stunde stunden heure heures",
        "day": "day days tag tage tagen jour jours",
        "week": "week weeks woche wochen semaine semaines",
        "month": "month months monat monate monaten mois",
        "year": "year years jahr jahre jahren an ans année années",
        "km": "km kilometre kilometres kilometer kilometers kilometern kilomètre kilomètres",
        "mile": "mile miles meile meilen",
        "m": "metre metres meter meters metern mètre mètres",
        "foot": "foot feet ft",
        "ha": "hectare hectares hektar ha",
        "acre": "acre acres",
        "kg": "kg kilogram kilograms kilo kilos kilogramm",
        "t": "ton tons tonne tonnes tonnen",
        "°C": "°c celsius",
        "°F": "°f fahrenheit",
        "MW": "mw megawatt megawatts",
        "GW": "gw gigawatt gigawatts",
    }.items()
    for word in words.split()
}
"""Words and signs beside a number, and the unit that they mean."""

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january januar jänner janvier jan",
            "february februar février feb",
            "march märz mars mar",
            "april avril apr",
            "may mai",
            "june juni juin jun",
            "july juli juillet jul",
            "august août aug",
            "september septembre sept sep",
            "october oktober octobre oct okt",
            "november novembre nov",
            "december dezember décembre dec dez",
        ),
        1,
    )
    for word in words.split()
}
"""Months by name, in lower case."""

DAYS = {
    word: number
    for number, words in enumerate(
        (
            "monday montag lundi mon",
            "tuesday dienstag mardi tue tues",
            "wednesday mittwoch mercredi wed",
            "thursday donnerstag jeudi thu thurs",
            "friday freitag vendredi fri",
            "saturday samstag sonnabend samedi sat",
            "sunday sonntag dimanche sun",
        )
    )
    for word in words.split()
}
"""Days of the week by name, in lower case."""

_HEDGES = (
    "about|around|approximately|roughly|nearly|almost|some|over|under|more than|less than|at least|up to|close to|"
    "circa|ca|ca.|rund|etwa|ungefähr|fast|knapp|über|mehr als|weniger als|mindestens|bis zu|environ|près de|presque|"
    "quelque|plus de|moins de|au moins"
)
HEDGES = re.compile(rf"\b(?:{_HEDGES.replace('.', '[.]')})[ \u00a0](?:[$€£]|a )?$")
"""At the end of the words before a number: it is a rounding."""

ENDS_OF_HEDGES = frozenset(words.split()[-1].rstrip(".") for words in _HEDGES.split("|"))
"""The last words of these, one of which is among the last two before such a number."""

SHARES = tuple(
    (Decimal(share), re.compile(rf"(?i)\b(?:{words})\b"))
    for share, words in (
        (50, "half|hälfte|halb|moitié"),
        (25, "quarter|viertel|quart"),
        (75, "three[- ]quarters|dreiviertel|drei viertel|trois[- ]quarts"),
        (33, "third|drittel|tiers"),
        (67, "two[- ]thirds|zwei drittel|deux[- ]tiers"),
        (20, "one[- ]fifth|a fifth|fünftel|cinquième"),
        (10, "one[- ]tenth|a tenth|zehntel|dixième"),
    )
)
"""Percentages, and the words for them."""

IN_A_WORD = (
    (12, r"(?:a dozen|(?:ein )?dutzend|une douzaine)\b"),
    (100, r"(?:a hundred|(?:ein)?hundert|cent|une centaine)\b"),
    (1000, r"(?:a thousand|(?:ein)?tausend|mille|un millier)\b"),
    (10**6, r"(?:a million|eine million|un million)\b"),
)
"""Numbers that are said with no other number beside the word, and the words."""
