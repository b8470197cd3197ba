"""When two names are one actor's: titles, possessives, acronyms, surnames, capitals that stand for their states.

Two names are alike (`is_same_name`) if they could be one actor's when nobody else is in the article. Whether they are
is for a `Register` of all actors to say: a name that is like two of them is nobody's.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile

__all__ = ["Register", "fold_name", "is_pronoun", "is_same_name", "mentions_name", "name_words", "state_of"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set("""
    mr mrs ms miss mx dr prof professor sir dame lord lady king queen prince princess pope rev sen senator rep
    representative congressman congresswoman gov governor gen lt col colonel capt captain sgt president vice-president
    chancellor premier minister secretary chief chairman chairwoman chair mayor ambassador envoy spokesman
    spokeswoman spokesperson director commissioner judge candidate leader herr frau präsident präsidentin kanzler
    kanzlerin bundeskanzler minister ministerin ministerpräsident monsieur madame m mme président présidente ministre
    señor señora presidente presidenta президент министр премьер премьер-министр господин
    """)
_ARTICLES = _set("the a an le la les l' der die das el los las il lo many some several most all both other")
_OF = _set("of the and for de la le du des der die das und y e et &")
_LINKS = _set("of for and to in at du des &")
_PRONOUNS = _set(
    """i he him she her it they them we us you one who someone somebody both himself herself themselves er sie es wir
    ihr il elle ils elles on nous vous он она они мы это"""
)
_GENERIC = _set(
    """government ministry department party committee commission council court police parliament senate congress house
    administration office agency army military union league group company university institute bank association
    organisation organization officials official authorities lawmakers experts analysts critics residents leaders
    leader spokesman spokeswoman spokesperson president minister secretary people state states nations service force
    forces campaign jr sr ii iii"""
)
_FAMILY_FIRST = _set("xi kim li wang zhang chen liu lee park moon yoon nguyen tran lai tsai wu zhao sun ma")
"""Family names that stand before the given name and are used alone ("Xi" for Xi Jinping)."""
_GOVERNMENT = _set(
    "government govt administration authorities officials leadership leaders regime state republic of cabinet"
)

_STATES = """
    australia|canberra|australian; austria|vienna|austrian; belarus|minsk|belarusian; belgium||belgian;
    brazil|brasília, brasilia|brazilian; canada|ottawa|canadian; china|beijing, prc|chinese; cuba|havana|cuban;
    denmark|copenhagen|danish; egypt|cairo|egyptian; european union|eu, brussels|european; finland|helsinki|finnish;
    france|paris, élysée, elysée, elysee palace, élysée palace|french; germany|berlin, deutschland|german;
    greece|athens|greek; hungary|budapest|hungarian; india|new delhi, delhi|indian; indonesia|jakarta|indonesian;
    iran|tehran, teheran|iranian; iraq|baghdad|iraqi; ireland|dublin|irish; israel|jerusalem|israeli;
    italy|rome|italian; japan|tokyo|japanese; mexico|mexico city|mexican; netherlands|the hague|dutch;
    north korea|pyongyang, dprk|north korean; norway|oslo|norwegian; pakistan|islamabad|pakistani;
    poland|warsaw|polish; russia|moscow, kremlin, russian federation|russian; saudi arabia|riyadh|saudi;
    serbia|belgrade|serbian; south africa|pretoria|south african; south korea|seoul|south korean;
    spain|madrid|spanish; sweden|stockholm|swedish; switzerland|bern|swiss; syria|damascus|syrian;
    taiwan|taipei|taiwanese; turkey|ankara, türkiye|turkish; ukraine|kyiv, kiev|ukrainian;
    united kingdom|london, downing street, 10 downing street, number 10, no 10, uk, britain, great britain|british, uk;
    united states|washington, white house, us, usa, america, united states of america|american, us;
    venezuela|caracas|venezuelan
"""


def _read_states() -> tuple[dict[str, str], dict[str, str]]:
    seats: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    for row in _STATES.split(";"):
        state, others, adjective = row.strip().split("|")
        seats |= {seat.strip(): state for seat in [state, *others.split(",")] if seat.strip()}
        adjectives |= {word.strip(): state for word in adjective.split(",")}
    return seats, adjectives


_SEATS, _ADJECTIVES = _read_states()
_REMEMBERED = 4096
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|&")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?")
_APART = re.compile(r"\s*(?:[,;:]\s|\(|\[|\s[-–—]\s).*", re.DOTALL)
_PARTS = re.compile(r"[,;:()\[\]–—]")
_BRACKETED = re.compile(r"\(([^()]{2,60})\)")


def _plain(name: str) -> str:
    """Form NFKC, straight apostrophes, no dots in acronyms, nothing behind a comma or bracket, no possessive."""
    name = unicodedata.normalize("NFKC", name).replace("’", "'").replace("‘", "'").strip(" \t\n\"“”„«».,;:'")
    name = _DOTTED.sub(lambda found: found.group().replace(".", ""), _APART.sub("", name))
    return re.sub(r"(?i)'s\b|(?<=s)'(?=\s|$)", "", name)


@lru_cache(_REMEMBERED)
def _words(name: str) -> tuple[str, ...]:
    words = _WORD.findall(_plain(name))
    while len(words) > 1 and words[0].lower() in _ARTICLES:
        del words[0]
    return tuple(words)


@lru_cache(_REMEMBERED)
def fold_name(name: str) -> str:
    """The name as it is compared: lower case, without article, possessive, dots and what follows a comma."""
    return " ".join(_words(name)).casefold()


@lru_cache(_REMEMBERED)
def name_words(name: str) -> tuple[str, ...]:
    """The words of the name itself, in lower case: "UK Health Secretary Wes Streeting" is ``("wes", "streeting")``.

    A title with "of" behind it, or with nothing, stays ("President of Norland", "the Prime Minister"); what a person
    with a title is of does not ("Mayor Torvald of Sandø").
    """
    words = fold_name(name).split()
    titles = [i for i, word in enumerate(words[:-1]) if word in _TITLES and words[i + 1] not in _OF]
    if not titles or words[-1] in _TITLES:
        return tuple(words)
    return tuple(takewhile(lambda word: word != "of", words[titles[-1] + 1 :]))


def is_pronoun(name: str) -> bool:
    """True for "he", "they" and their like, which name nobody."""
    return fold_name(name) in _PRONOUNS and not name.strip().rstrip(".").isupper()


@lru_cache(_REMEMBERED)
def state_of(name: str) -> str | None:
    """The state that a name stands for ("the Kremlin", "Moscow", "Russian officials": ``"russia"``), or None."""
    folded = fold_name(name)
    if folded in _SEATS:
        return _SEATS[folded]
    words = folded.split()
    rest = " ".join(word for word in words if word not in _GOVERNMENT and word not in _ARTICLES)
    return _SEATS.get(rest) or _ADJECTIVES.get(rest) if len(rest) < len(" ".join(words)) else None


def is_same_name(name: str, other: str) -> bool:
    """True if the two could be one actor's names: equal, acronym, state, surname, middle name left out.

    A shared first name, title or last word of an office ("the Ministry") is not enough.
    """
    folded, other_folded = fold_name(name), fold_name(other)
    if (folded in _PRONOUNS or other_folded in _PRONOUNS) and is_pronoun(name) != is_pronoun(other):
        return False
    if folded == other_folded:
        return bool(folded)
    if (state := state_of(name)) and state == state_of(other):
        return True
    forms, others = _forms(name), _forms(other)
    return any(
        _acronym(a) in _initials(b) or _acronym(b) in _initials(a) or _is_one_person(name_words(a), name_words(b))
        for a in forms
        for b in others
    )


def _forms(name: str) -> list[str]:
    """The name, and the acronym or name that stands in brackets behind it."""
    return [name, *(form for form in _BRACKETED.findall(name) if form[0].isupper())]


def _acronym(name: str) -> str:
    """The letters of an acronym in lower case, or nothing if it is none."""
    letters = "".join(_words(name))
    return letters.casefold() if sum(map(str.isupper, letters)) >= 2 else ""


@lru_cache(_REMEMBERED)
def _initials(name: str) -> frozenset[str]:
    """The initials of a name of several words, with and without those of "of" and "the"."""
    words = [word.casefold() for word in _words(name)]
    if len(words) < 2:
        return frozenset()
    short = [word for word in words if word not in _OF]
    return frozenset("".join(word[0] for word in some) for some in (words, short) if some)


def _is_one_person(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    if not words or not others:
        return False
    short, full = sorted((words, others), key=len)
    if short == full:
        return len(short) > 1 or short[0] not in _GENERIC
    if len(short) == 1 and (short[0] in _GENERIC or short[0] == full[0]):
        return short[0] in _FAMILY_FIRST
    if full[-len(short) :] == short:
        return full[-len(short) - 1] not in _LINKS
    first, known = short[0], full[0]
    initial = 1 in (len(first), len(known)) and first[0] == known[0]
    return len(short) > 1 and short[-1] == full[-1] and (first == known or initial)


def mentions_name(text: str, name: str) -> bool:
    """True if the words of the name, or of the state that it stands for, stand in the text one after another.

    A single word does not count behind another name: "Bill Clinton" does not mention "Clinton".
    """
    if not name_words(name):
        return False
    words = [word for part in _PARTS.split(text) for word in _WORD.findall(_plain(part))]
    state = state_of(name)
    seats = [word for table in (_SEATS, _ADJECTIVES) for word, its in table.items() if state and its == state]
    for wanted in (list(name_words(name)), *(seat.split() for seat in seats)):
        for i in range(len(words) - len(wanted) + 1):
            before = words[i - 1] if i else ""
            alone = len(wanted) > 1 or seats or before.casefold() in _TITLES or not before[:1].isupper()
            if alone and [word.casefold() for word in words[i : i + len(wanted)]] == wanted:
                return True
    return False


class Register:
    """All actors of an article under all their names, asked whose a name is."""

    def __init__(self, actors: Iterable[tuple[str, str, Iterable[str]]] = ()) -> None:
        """Enters each actor: an id, the fullest name, and other names."""
        self._full: dict[str, str] = {}
        self._aliases: defaultdict[str, list[str]] = defaultdict(list)
        self._by_key: defaultdict[str, set[str]] = defaultdict(set)
        for id_, name, aliases in actors:
            self.add(id_, name, aliases)

    def add(self, id_: str, name: str, aliases: Iterable[str] = ()) -> None:
        """Enters an actor, or more names of one who is entered already; its fullest name stays the first."""
        full = self._full.setdefault(id_, name)
        for one in (name, *aliases):
            if one != full:
                self._aliases[id_].append(one)
            for key in _keys(one):
                self._by_key[key].add(id_)

    def alike(self, name: str) -> frozenset[str]:
        """The ids of all actors whose name it could be: it is like the fullest name, or equal to another one."""
        near: set[str] = set()
        for key in _keys(name, of_others=True):
            near.update(self._by_key.get(key, ()))
        return frozenset([id_ for id_ in near if self._could_be(name, id_)])

    def _could_be(self, name: str, id_: str) -> bool:
        return is_same_name(name, self._full[id_]) or any(
            fold_name(alias) == fold_name(name) or name_words(alias) == name_words(name) for alias in self._aliases[id_]
        )

    def find(self, name: str) -> str | None:
        """The id of the one actor whose name it is, or None where it is like several, or nobody's.

        The only one with exactly this full name comes before those that are merely like it, unless it is a single
        word that several share.
        """
        if is_pronoun(name):
            return None
        alike = self.alike(name)
        equal = [id_ for id_ in alike if fold_name(self._full[id_]) == fold_name(name)]
        if len(equal) == 1 and (len(name_words(name)) > 1 or len(alike) <= 2):
            return equal[0]
        return next(iter(alike)) if len(alike) == 1 else None


@lru_cache(_REMEMBERED)
def _keys(name: str, *, of_others: bool = False) -> frozenset[str]:
    """Keys under which a name is entered, or those of the others that it may be like.

    Two names that are alike share a word that counts, a state, or an acronym and the initials that it is made of.
    """
    keys = {fold_name(name), state_of(name) or ""}
    acronym, initials = ("…{}", "{}…") if of_others else ("{}…", "…{}")
    for form in _forms(name):
        words = name_words(form)
        keys |= {*words[-1:], *(word for word in words[:1] if word in _FAMILY_FIRST)}
        keys |= {initials.format(letters) for letters in _initials(form)}
        if letters := _acronym(form):
            keys.add(acronym.format(letters))
    return frozenset(keys - {""})
