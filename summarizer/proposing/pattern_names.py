"""Who is introduced in a text without a parse: German words for what somebody is, and the name behind them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from summarizer.proposing.cues import words
from summarizer.proposing.given_names import FEMALE, MALE
from summarizer.types import Span

__all__ = ["People", "Person", "find_people", "is_role"]

_ENDINGS = sorted(
    words(
        """minister ministerin präsident präsidentin vorsitzende vorsitzender vorsitzenden abgeordnete abgeordneter
        abgeordneten sprecher sprecherin meister meisterin kanzler kanzlerin sekretär sekretärin leiter
        leiterin chef chefin direktor direktorin loge login professor professorin anwalt anwältin kommissar
        kommissarin landrat landrätin stadtrat stadträtin richter richterin forscher forscherin experte
        expertin autor autorin botschafter botschafterin bischof bischöfin senator senatorin gouverneur
        gouverneurin trainer trainerin politiker politikerin ökonom ökonomin ist istin unternehmer
        unternehmerin gründer gründerin bauer bäuerin kandidat kandidatin
        führer führerin premier könig königin papst kapitän
        vertreter vertreterin anwohner anwohnerin nachbar nachbarin landwirt landwirtin"""
    )
)
_GROUPS = (
    "polizei", "behörde", "behörden", "experten", "kritiker", "beobachter", "vertreter", "vertreterin", "ministerium",
    "forschern", "anwälte", "zeugen", "beamte", "beamter", "partei", "verband", "verbände", "gewerkschaft",
    "gewerkschaften", "agentur", "sender", "magazin", "gericht", "gerichtshof", "minister",
    "mitarbeiter", "mitarbeiterin",
    "kreise", "kreisen", "angaben", "amt", "rat", "präsidium", "staatsanwaltschaft", "feuerwehr", "veranstalter",
    "präsidenten", "demonstranten", "aktivisten", "bewohner", "augenzeugen", "reporter", "reporterin", "berater",
    "beraterin", "regierung", "opposition", "forscherin", "spieler", "ministerpräsident",
)  # fmt: skip
_SHORTEST = 4
_LONGEST_ROLE = 60
_LAST_WORD = re.compile(r"\w+\Z")
_NEAR = 5
_NO_SURNAMES = words(
    """montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz april mai juni juli
    august september oktober november dezember anfang mitte ende deutschland europa berlin"""
)
_SPEAKING: dict[str, tuple[str, ...]] = {}  # by their last three letters
for _ending in (*(ending for ending in _ENDINGS if ending not in ("in", "loge")), "ologe", *_GROUPS):
    _SPEAKING[_ending[-3:]] = (*_SPEAKING.get(_ending[-3:], ()), _ending)
_CAPITAL = "[A-ZÀ-ÞŠŽČŁŚ]"
_PART = rf"{_CAPITAL}[^\W\d_A-ZÀ-Þ]++"
_WORD = rf"{_PART}(?:-{_PART})?"
_LINKS = "(?:von|vom|der|des|für|im|in|am|beim)"
_BEHIND_A_ROLE = re.compile(rf" (?={_CAPITAL}|{_LINKS} )")
_LAST_LETTERS = frozenset(ending[-3:] for ending in _ENDINGS)
_INTRODUCTION = re.compile(
    rf"\b(?P<role>\w{{0,40}}(?i:{'|'.join(_ENDINGS)})(?: {_LINKS}(?: [\w-]{{1,40}}){{0,4}},)?)"
    rf" (?:(?:Frau|Herr|Dr\.|Prof\.) )*(?P<name>{_WORD}(?: (?:von|van|de|zu))? {_WORD}|{_WORD}(?= [a-zäöü]|[.,:;“]))",
)
_APPOSED = re.compile(
    rf", (?:der|die|ein|eine) (?:[a-zäöüß]{{1,30}} ){{0,2}}(?P<role>\w{{0,40}}(?i:{'|'.join(_ENDINGS)})\b)"
)
_APPOSITION = re.compile(rf"(?P<name>{_WORD}(?: (?:von|van|de|zu))? {_WORD}){_APPOSED.pattern}")
# A word's start is told behind its first letter: so the engine skips what is no capital.
_FULL_NAME = re.compile(
    rf"(?P<given>{_CAPITAL}(?<!\w.){_WORD.removeprefix(_CAPITAL)})(?: (?:von|van|de|zu))? {_WORD}(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody introduced at `span`, role and name together; without a role, named in full there."""

    name: str
    role: str | None
    span: Span

    @property
    def gender(self) -> str | None:
        """The gender that the role's form or the given name tells."""
        given = self.name.split()[0].lower()
        if given in FEMALE or given in MALE:
            return "f" if given in FEMALE else "m"
        if self.role is None:
            return None
        word = self.role.split()[0].lower()
        return "f" if word.endswith("in") else None if word.endswith(("e", "en")) else "m"


@dataclass(frozen=True, slots=True)
class People:
    """The people whom a text introduces, in its order."""

    all: tuple[Person, ...]
    named: Mapping[str, Person]
    by_role: Mapping[str, tuple[Person, ...]]
    described: dict[str, Person | None]

    def at(self, speaker: Span, bare: str) -> Person | None:
        """Who is introduced within these words, has that name, in full or its last part, or is so described."""
        index = bisect_left(self.all, speaker.end, key=lambda person: person.span.start) - 1
        if index >= 0 and self.all[index].span.overlaps(speaker):
            here = self.all[index]
            return self.named.get(here.name, here) if here.role is None or " " not in here.name else here
        return self.named.get(bare) or self._described(bare)

    def most_named(self, before: int) -> Person | None:
        """The one who is named more often than anybody else before an offset."""
        often = Counter(one.name for one in self.all if one.span.start < before).most_common(2)
        alone = bool(often) and (len(often) == 1 or often[0][1] > often[1][1])
        return self.named.get(often[0][0]) if alone else None

    def _described(self, bare: str) -> Person | None:
        """The one person whose role is that word or ends in it: "Minister" is the only "Innenminister"."""
        word = bare.lower()
        if " " in word or not word.endswith(tuple(_ENDINGS)):
            return None
        if word not in self.described:
            fitting = {one.name: one for role, ones in self.by_role.items() if role.endswith(word) for one in ones}
            self.described[word] = next(iter(fitting.values())) if len(fitting) == 1 else None
        return self.described[word]

    def first(self, low: int, high: int, gender: str) -> Person | None:
        """The first person of that gender named in full between two offsets."""
        index = bisect_left(self.all, low, key=lambda person: person.span.start)
        for found in self.all[index : index + _NEAR]:
            if found.span.start >= high:
                break
            if found.gender in (None, gender):
                return self.named.get(found.name, found)
        return None


def is_role(word: str) -> bool:
    """Whether the German noun says what somebody is, or who many are: "Sprecherin", "Landgericht", "Experten"."""
    lower = word.lower()
    return len(word) >= _SHORTEST and lower.endswith(_SPEAKING.get(lower[-3:], ()))


def find_people(text: str, language: str) -> People:
    """Those of a German text; of any other none."""
    introduced = list(_found(text)) if language == "de" else []
    starts = {one.span.end for one in introduced}
    named = list(_named(text)) if language == "de" else []
    found = sorted([*introduced, *(one for one in named if one.span.end not in starts)], key=lambda one: one.span.start)
    best = sorted(found, key=lambda one: (" " not in one.name, one.role is None, one.span.start))
    names = {name: one for one in reversed(best) for name in (one.name, one.name.split()[-1])}
    roles: dict[str, dict[str, Person]] = {}
    for one in introduced:
        whole = names.get(one.name, one)
        roles.setdefault((one.role or "").split()[0].lower(), {}).setdefault(whole.name, whole)
    return People(tuple(found), names, {role: tuple(ones.values()) for role, ones in roles.items()}, {})


def _named(text: str) -> Iterator[Person]:
    """Those whose given name is a common one."""
    for match in _FULL_NAME.finditer(text):
        given = match["given"].split("-")[0].lower()
        if given in FEMALE or given in MALE:
            yield Person(match.group(), None, Span(match.start(), match.end()))


def _introductions(text: str) -> Iterator[re.Match[str]]:
    """The introductions one after another: only what ends like a role, and has a name or "von" behind it, is tried."""
    end = 0
    for blank in _BEHIND_A_ROLE.finditer(text):
        behind = blank.start()
        if text[behind - 3 : behind].casefold() not in _LAST_LETTERS:
            continue
        low = max(end, behind - _LONGEST_ROLE)
        word = _LAST_WORD.search(text, max(low, text.rfind(" ", low, behind)), behind)
        found = None if word is None else _INTRODUCTION.match(text, word.start())
        if found is not None:
            end = found.end()
            yield found


def _found(text: str) -> Iterator[Person]:
    found = [*_introductions(text), *(_APPOSITION.finditer(text) if _APPOSED.search(text) else ())]
    for match in sorted(found, key=lambda match: match.start()):
        role, name = match["role"].rstrip(","), match["name"]
        short = " " not in name and (" " in role or name.lower() in _NO_SURNAMES)
        if role[0].isupper() and len(role.split()[0]) >= _SHORTEST and not is_role(name.split()[0]) and not short:
            start, end = sorted((*match.span("role"), *match.span("name")))[::3]
            yield Person(name, role, Span(start, end))
