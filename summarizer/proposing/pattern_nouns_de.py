"""German noun phrases without a parse: where one ends, and whether it can be the one who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.proposing.cues import words
from summarizer.proposing.given_names import FEMALE, MALE
from summarizer.proposing.pattern_cues_de import ADVERBS, ARTICLES, OBLIQUE, POSSESSIVE, PREPOSITIONS, TIMES
from summarizer.proposing.pattern_names import is_role
from summarizer.proposing.pattern_words import Names, Piece

__all__ = ["NounPhrase", "can_speak", "may_be_source", "noun_phrase"]

_PARTICLES = words("von van de del della di da el al bin der den la le zu ibn for of and the & für")
_DETERMINERS = ARTICLES | OBLIQUE
_OPENERS = _DETERMINERS | POSSESSIVE
_BEFORE_MORE = ARTICLES | POSSESSIVE
_NO_ADJECTIVES = ADVERBS | PREPOSITIONS | _DETERMINERS
_NO_NOUNS = ADVERBS | PREPOSITIONS | TIMES
_GENITIVE = words("der des eines einer dieses dieser ihres seines ihrer seiner unserer")
_LINKS = words("von vom für bei beim")
_POLITE = words("sie ihnen ihr ihre ihrem ihren ihrer")
_SMALL_NAMES = words("n-tv n24 dpa dapd taz afp apa sid stern.de spiegel.de heise tagesschau.de zdf.de")
_MOST_NOUNS = 7
_MOST_LINKS = 3
_MOST_ADJECTIVES = 4
_LONGEST_NAME = 40
_ENDINGS = ("e", "en", "er", "es", "em")
_ABSTRACT = ("ung", "ungen", "heit", "heiten", "keit", "keiten", "ität", "ion", "ionen", "ismus", "nis", "nisse", "tum")
_BODIES = (
    "regierung", "verwaltung", "zeitung", "leitung", "führung", "vertretung", "stiftung", "abteilung", "redaktion",
    "kommission", "union", "organisation", "koalition", "opposition", "delegation", "fraktion", "direktion",
    "institution", "mission", "föderation", "vereinigung", "versammlung", "bewegung", "universität", "fakultät",
    "behörde", "division", "station", "nation", "nationen", "reinigung", "zeitungen", "forschung",
    "regierungen", "organisationen", "staatsanwaltschaft", "administration", "generation", "person", "personen",
    "verteidigung", "anklage", "konvention", "religion", "region", "sektion", "television",
    "vertretungen", "einrichtung", "inspektion", "konföderation", "studie", "untersuchung", "meldung",
    "umfrage", "mitteilung", "erklärung", "begründung", "stellungnahme",
)  # fmt: skip
_QUANTITIES = words("niemand jemand alles nichts etwas beide einige viele manche alle andere weder weitere mehr")
_NEVER = words(
    """website webseite internetseite homepage rakete grund ziel problem frage beispiel thema folge ursache
    hintergrund art weise zeit stelle seite fall sache lage teil anlass wetter krieg frieden titel motto name
    begriff wort artikel video bild foto tabelle liste ergebnis spiel tor minute sekunde stunde punkt prozent
    euro dollar million millionen milliarden meter kilometer tonnen grad band buch film lied musik gesetz plan
    vorschlag antrag vertrag abkommen preis kosten geld zahl zahlen streit debatte diskussion gespräch gespräche
    treffen besuch reise rede wahl wahlen absicht maßnahme maßnahmen vorwurf vorwürfe kritik gerücht gerüchte
    unfall unglück feuer erdbeben flugzeug zug auto bus schiff straße brücke haus gebäude stadt insel fluss"""
)


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """Pieces [first, last] are it; the name begins at `bare`, behind the article.

    Attributes:
        article: The article or possessive in lower case, "" if there is none.
        nouns: The capitalised words before what belongs to them ("Sprecher" of "Sprecher der Polizei").
    """

    first: int
    bare: int
    last: int
    article: str
    nouns: tuple[str, ...]


def noun_phrase(pieces: Sequence[Piece], first: int, end: int, *, linked: bool = True) -> NounPhrase | None:
    """The noun phrase that begins at `first`, with its genitives, within [first, end).

    Unless it is `linked`, no phrase with "von" or "für" belongs to it.
    """
    at, article = first, ""
    if at < end and pieces[at].lower in _OPENERS and not pieces[at].text[1:].isupper():
        article, at = pieces[at].lower, at + 1
        if at < end and pieces[at].lower in ("beiden", "meisten", "vielen"):
            at += 1
    bare = at
    at, nouns = _nouns(pieces, at, end)
    if len(nouns) > 1:
        bare = next(n for n in range(bare, at) if pieces[n].text == nouns[0])
    if not nouns:
        return None
    for _ in range(_MOST_LINKS):
        behind = _linked(pieces, at, end, linked=linked)
        if behind == at:
            break
        at = behind
    return NounPhrase(first, bare, at - 1, article, nouns)


def _nouns(pieces: Sequence[Piece], at: int, end: int) -> tuple[int, tuple[str, ...]]:
    """Adjectives, then capitalised words or a short title in quotation marks; where they end, and the words."""
    low = at
    while at < end and at - low < _MOST_ADJECTIVES and _is_adjective(pieces[at]):
        at += 1
    start = at
    nouns: list[str] = []
    while at < end and len(nouns) < _MOST_NOUNS:
        piece = pieces[at]
        if (is_noun(piece) and not (at > start and piece.lower in TIMES and at + 1 == end)) or (
            piece.kind == "quotation" and len(piece.text) <= _LONGEST_NAME and _is_title(piece) and at > 0
        ):
            nouns.append(piece.text)
        elif not (nouns and piece.lower in _PARTICLES and _name_goes_on(pieces, at, end) and len(nouns[-1]) > 2):
            break
        at += 1
        if at < end and not _adjacent(pieces[at - 1], pieces[at]):
            break
    return at, tuple(nouns)


def _name_goes_on(pieces: Sequence[Piece], at: int, end: int) -> bool:
    """Reads "van der Berg", "Ursula von Hagen": a particle between a given name and a capitalised word."""
    if pieces[at].lower in ("der", "den", "von", "zu", "für", "le"):
        given = pieces[at - 1].lower
        return (
            (given in FEMALE or given in MALE or given in _PARTICLES)
            and at + 1 < end
            and (pieces[at + 1].capital or pieces[at + 1].lower in _PARTICLES)
        )
    return at + 1 < end and (pieces[at + 1].capital or pieces[at + 1].lower in _PARTICLES)


def is_noun(piece: Piece) -> bool:
    """Whether it is written like a noun or name; "Sie" is none."""
    return (piece.capital and piece.lower not in _POLITE) or (piece.kind == "word" and piece.lower in _SMALL_NAMES)


def _is_adjective(piece: Piece) -> bool:
    if piece.kind != "word" or piece.capital:
        return False
    lower = piece.lower
    if lower[0].isdigit():
        return True
    return lower.endswith(_ENDINGS) and len(lower) > 3 and lower not in _NO_ADJECTIVES


def _is_title(piece: Piece) -> bool:
    """A name in quotation marks: "Der Bote"; no more than four words, the first with a capital."""
    inner = piece.text[1:-1]
    return inner[:1].isupper() and len(inner.split()) <= 4 and inner[-1:] not in ".!?,"


def _adjacent(left: Piece, right: Piece) -> bool:
    return right.start - left.end < _LONGEST_NAME


def _linked(pieces: Sequence[Piece], at: int, end: int, *, linked: bool) -> int:
    """Where a genitive, a phrase with "von", or one more speaker behind "und" ends; `at` if there is none."""
    if at >= end or pieces[at].kind == "mark":
        return at
    lower = pieces[at].lower
    low = at + 1
    if lower in _LINKS:
        if not linked:
            return at
        if low < end and pieces[low].lower in _DETERMINERS:
            low += 1
    elif lower in ("und", "sowie"):
        if low < end and pieces[low].lower in _BEFORE_MORE:
            low += 1
    elif lower not in _GENITIVE:
        return at
    behind, nouns = _nouns(pieces, low, end)
    return behind if nouns and nouns[0].lower() not in TIMES else at


def can_speak(phrase: NounPhrase, pieces: Sequence[Piece], known: Names, *, opens: bool) -> bool:
    """Whether these words can be a speaker's: no oblique case, no thing, and no other word at a sentence's start.

    Args:
        phrase: The words.
        pieces: Of the sentence.
        known: The words that the text has with a capital elsewhere than at a sentence's start.
        opens: True if the phrase stands at the start of the sentence.
    """
    if phrase.article in OBLIQUE or not phrase.nouns:
        return False
    return may_be_source(phrase, pieces, known, opens=opens)


def may_be_source(phrase: NounPhrase, pieces: Sequence[Piece], known: Names, *, opens: bool) -> bool:
    """As `can_speak`, in any case of the noun: "laut dem Sprecher"."""
    head, first = phrase.nouns[-1].lower(), phrase.nouns[0].lower()
    alone = len(phrase.nouns) == 1
    if first in _NO_NOUNS or first in _QUANTITIES or head[0].isdigit():
        return False
    if any(is_role(noun) for noun in phrase.nouns):
        return True
    if first in _NEVER or (alone and head in TIMES) or (head.endswith(_ABSTRACT) and not head.endswith(_BODIES)):
        return False
    if opens and alone and phrase.first == phrase.bare and pieces[phrase.bare].capital:
        return phrase.nouns[0] in known
    return True
