"""The cast of an article: who is named in it, under which names, in which role, and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from summarizer.names import fold_name, state_of
from summarizer.proposing import grammar
from summarizer.proposing.credits import find_credits
from summarizer.proposing.cues import Cues, words
from summarizer.proposing.given_names import FEMALE, GIVEN, MALE
from summarizer.proposing.introductions import Introduction, find_described, find_introductions
from summarizer.proposing.kinds import COUNTRIES, SHORT_NAMES, kind_of, kind_of_noun
from summarizer.proposing.mentions import MEN, WOMEN, Mention, core_of, find_mentions, full_names
from summarizer.proposing.parsed import Doc, Words
from summarizer.proposing.quotations import find_quotations
from summarizer.proposing.roles import roles_at
from summarizer.proposing.turns import Turn
from summarizer.types import ActorKind, Span

__all__ = ["Cast", "Figure", "find_cast"]

_LONGEST_ACRONYM = 6
_SMALL_WORDS = frozenset({"of", "the", "and", "for"})
_MENTIONS_READ = 12
_BODIES = words(
    """church court department ministry council commission committee union party agency authority association foundation
    institute university senate bank board league federation"""
)
_OFFICES_OF_STATE = (
    "government|parliament|prime minister|foreign minist(?:er|ry)|defen[cs]e minist(?:er|ry)|embassy|president"
    "|airspace|waters"
)
_OFFICE_OF_STATE = re.compile(rf"\b(?:{_OFFICES_OF_STATE})\b", re.IGNORECASE)
_AROUND = 10  # between a name and an office: "of", "n", "'s"
_STATE = re.compile(
    r"(?:Federation|Republic|Kingdom|Commonwealth|Principality|Emirate|Sultanate|Duchy) of (?:the )?(.+)"
)
_SHORTEST_STATE = 4
_BODILY = frozenset({"ORG", "GPE", "LOC", "NORP"})
_FAR_MORE = 4
_WHAT = words("magazine newspaper news television tv party group company corporation inc corp agency")
_GENDERS = {"le": "m", "un": "m", "la": "f", "une": "f", "sa": "f"}


@dataclass(slots=True)
class Figure:
    """One of the cast while it is put together.

    Attributes:
        label: PERSON, ORG, GPE, LOC, NORP, or NOMINAL for somebody without a name.
        gender: ``m``, ``f``, or None where the article does not tell.
        evidence: The mention that introduces it, with its title.
        names: Its names as they stand in the article, and how often.
        titles: The words of all its roles, in lower case.
        principal: For whom a spokesman speaks.
        acts: False for what is only named in passing: adjectives of nations, places.
    """

    name: str
    label: str
    kind: ActorKind | None = None
    gender: str | None = None
    role: str | None = None
    evidence: Span = field(default_factory=lambda: Span(0, 0))
    names: Counter[str] = field(default_factory=Counter)
    mentions: list[Span] = field(default_factory=list)
    plural: bool = False
    titles: set[str] = field(default_factory=set)
    principal: Figure | None = None
    acts: bool = True

    @property
    def is_person(self) -> bool:
        """True for somebody of flesh and blood."""
        return self.label == "PERSON"

    @property
    def first(self) -> int:
        """Where it is first named."""
        return min((span.start for span in self.mentions), default=self.evidence.start)


@dataclass(slots=True)
class Cast:
    """All figures in the order of first mention, and which of them each token of a name stands for.

    Attributes:
        unsure: Tokens of surnames that several people have, where neither a title nor a pronoun tells which.
        introduced: By the noun that tells what they are, the people whom it introduces.
    """

    figures: list[Figure] = field(default_factory=list)
    at: dict[int, Figure] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    introduced: dict[int, tuple[Figure, Introduction]] = field(default_factory=dict)

    def named_in(self, first: int, last: int) -> list[Figure]:
        """The figures named by the tokens `first` to `last`, in order, each once."""
        return list({id(self.at[i]): self.at[i] for i in range(first, last + 1) if i in self.at}.values())


def find_cast(doc: Doc, cues: Cues, text: str, turns: Sequence[Turn] = ()) -> Cast:
    """Everybody whom the article names; a surname alone joins a full name, two full names are never one person.

    Whoever has a turn in an interview or a debate is one of it, too.
    """
    introductions = list(find_introductions(doc, cues))
    people = list(dict.fromkeys([*((one.first, one.last) for one in introductions), *find_described(doc, cues)]))
    people += [
        (first, last)
        for _, _, first, last in find_credits(doc, find_quotations(text[: len(doc.text)]))
        if all(token.ent_type_ in ("", "PERSON", "PER") for token in doc[first : last + 1])
    ]
    people += _labels_of(doc, turns)
    people = _longest(list(dict.fromkeys(people)))
    mentions = find_mentions(doc, text, people, {one.noun for one in introductions})
    casting = _Casting(doc, full_names(mentions))
    for mention in mentions:
        casting.add(mention)
    _join(casting.cast)
    for one in introductions:
        _introduce(casting.cast, one, doc, cues, text)
    offices = [found.span() for found in _OFFICE_OF_STATE.finditer(text)]
    for figure in casting.cast.figures:
        _describe(doc, figure, cues, text, offices)
    _let_answer(casting.cast, doc, turns)
    return casting.cast


def _labels_of(doc: Doc, turns: Sequence[Turn]) -> Iterator[tuple[int, int]]:
    """The names that open turns; what the model takes for a body's stays one, unless it ends within what is said."""
    bodies = {(one.start, one.end) for one in doc.ents if one.label_ in _BODILY}
    for turn in turns:
        label = doc.within(turn.label.start, turn.label.end)
        if turn.name is not None and label is not None and (label.start, label.end) not in bodies:
            yield label.start, label.end - 1


def _let_answer(cast: Cast, doc: Doc, turns: Sequence[Turn]) -> None:
    """Whoever answers under no name is the one person whom the article names most before the first turn."""
    nameless = [turn for turn in turns if turn.name is None]
    people = [one for one in cast.figures if one.is_person]
    named = [sum(span.end <= turns[0].label.start for span in one.mentions) for one in people] if nameless else []
    if not any(named) or named.count(max(named)) > 1:
        return
    answering = people[named.index(max(named))]
    for turn in nameless:
        if (label := doc.within(turn.label.start, turn.label.end)) is not None:
            cast.at.update(dict.fromkeys(range(label.start, label.end), answering))


def _longest(people: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of the names that do not lie in another one."""
    return [one for one in people if not any(a <= one[0] and one[1] <= b and (a, b) != one for a, b in people)]


@dataclass(slots=True)
class _Casting:
    """Puts mentions to figures, from front to back."""

    doc: Doc
    surnames: dict[str, list[str]]
    cast: Cast = field(default_factory=Cast)
    index: dict[str, Figure] = field(default_factory=dict)
    full_at: dict[str, int] = field(default_factory=dict)

    def add(self, mention: Mention) -> None:
        core = core_of(mention.name)
        alone = len(core) == 1 and core[0] in self.surnames
        key, several = self._by_surname(mention, core[0]) if alone else (self._key(mention, core), False)
        figure = self.index.get(key)
        if figure is None:
            label = "PERSON" if alone else mention.label
            figure = self.index[key] = Figure(
                mention.name, label, gender=_gender_of(key) if label == "PERSON" else None
            )
            self.cast.figures.append(figure)
        if figure.is_person:
            figure.gender = self._gender_before(mention) or figure.gender
        if len(core) > 1:
            self.full_at[key] = mention.first
        figure.names[mention.name] += 1
        figure.mentions.append(grammar.extent(self.doc[mention.first], self.doc[mention.last]))
        if _fullness(mention.name) > _fullness(figure.name) and mention.label == figure.label:
            figure.name = mention.name
        for i in range(mention.first, mention.last + 1):
            self.cast.at[i] = figure
            if several:
                self.cast.unsure.add(i)

    def _key(self, mention: Mention, core: list[str]) -> str:
        if mention.label == "PERSON" and len(core) > 1:
            return f"{core[0]} {core[-1]}"
        if mention.label == "PERSON":
            names = (name for names in self.surnames.values() for name in names)
            return next((name for name in names if name.split()[0] == core[0]), core[0])
        key = mention.name.lower()
        key = SHORT_NAMES.get(key, key)
        letters = mention.name.replace(".", "")
        if (
            mention.label == "NORP"
            or key in self.index
            or state_of(mention.name)
            or not letters.isupper()
            or len(letters) > _LONGEST_ACRONYM
        ):
            return key
        return next((known for known in self.index if len(letters) > 1 and _initials(known) == letters.lower()), key)

    def _by_surname(self, mention: Mention, surname: str) -> tuple[str, bool]:
        """The person of that surname whom a title or "Ost said he …" allows, and whether more people are allowed.

        Of several it is the one named in full last, but for somebody named far more often; else the first to be named.

        A "Mr." whom no full name fits is somebody else of that surname, and so may the surname alone be from then on.
        """
        gender = self._gender_before(mention) or self._gender_behind(mention)
        fitting = [name for name in self.surnames[surname] if gender is None or _gender_of(name) in (None, gender)]
        own = self.index.get(surname)
        if own is not None and (gender is None or own.gender == gender):
            fitting.append(surname)
        known = [name for name in fitting if name in self.index]
        if known:
            last = max(known, key=lambda name: self.full_at.get(name, -1))
            most = max(known, key=lambda name: len(self.index[name].mentions))
            often = len(self.index[most].mentions) >= _FAR_MORE * len(self.index[last].mentions)
            return most if often else last, len(fitting) > 1
        return (fitting[0] if fitting else surname), len(fitting) > 1

    def _gender_behind(self, mention: Mention) -> str | None:
        """What "he" tells in "Ost said he would wait": the subject of a clause right behind the verb of its subject."""
        behind = self.doc[mention.last + 1 : mention.last + 4]
        verb = self.doc[mention.last].head
        if self.doc[mention.last].dep_ not in grammar.SUBJECTS or verb.pos_ != "VERB":
            return None
        pronoun = next((token for token in behind if token.i > verb.i and token.dep_ in grammar.SUBJECTS), None)
        return None if pronoun is None else {"he": "m", "she": "f"}.get(pronoun.lower_)

    def _gender_before(self, mention: Mention) -> str | None:
        before = self.doc[mention.first - 1].lower_ if mention.first else ""
        return "m" if before in MEN else "f" if before in WOMEN else None


def _join(cast: Cast) -> None:
    """Makes one figure of a body and its short name, where that can be no other's: "the Church", "WHO"."""
    bodies = [one for one in cast.figures if one.label in ("ORG", "GPE", "LOC", "NORP")]
    for short in sorted(bodies, key=lambda one: -len(one.name.split())):
        state = state_of(short.name)
        whole = [one for one in bodies if one is not short and _is_short_for(short, one, state)]
        if len(whole) != 1:
            continue
        whole[0].names.update(short.names)
        whole[0].mentions = sorted([*whole[0].mentions, *short.mentions])
        bodies.remove(short)
        cast.figures = [one for one in cast.figures if one is not short]
        cast.at.update({i: whole[0] for i, one in cast.at.items() if one is short})


def _is_short_for(one: Figure, other: Figure, state: str | None) -> bool:
    short, full = one.name, other.name
    letters, parts = short.replace(".", ""), full.split()
    if state:
        return letters.isupper() and state == fold_name(full)
    if letters.isupper() and 1 < len(letters) <= _LONGEST_ACRONYM:
        return _initials(full.lower()) == letters.lower()
    if "NORP" in (one.label, other.label) or short.lower() in COUNTRIES:
        return False
    if whole := _STATE.fullmatch(full):
        return whole[1] == short
    head = parts[parts.index("of") - 1] if "of" in parts[1:] else parts[-1]
    return (short.lower() in _BODIES and len(parts) > 1 and head == short) or _is_part_of(short.split(), parts)


def _is_part_of(short: list[str], full: list[str]) -> bool:
    """Whether the full name is the short one with a nation before it, or with "of …" or what it is behind it.

    "Home Office" and "United Kingdom Home Office", "Freedom" and "Freedom Magazine"; not "Norland" and "Church of
    Norland". Possessives do not count.
    """
    for first in range(min(4, len(full) - len(short) + 1)):
        nation, middle, tail = full[:first], full[first : first + len(short)], full[first + len(short) :]
        if [_bare(word) for word in middle] != [_bare(word) for word in short] or (
            nation and not _is_nation(" ".join(nation))
        ):
            continue
        if (len(short) > 1 and (not tail or tail[0] == "of")) or (not nation and " ".join(tail).lower() in _WHAT):
            return True
    return False


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s").rstrip("'’")


def _is_nation(words_: str) -> bool:
    return words_.lower() in COUNTRIES or bool(state_of(words_) or state_of(f"{words_} government"))


def _fullness(name: str) -> tuple[int, int]:
    return len(name.split()), len(name)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word not in _SMALL_WORDS)


def _gender_of(name: str) -> str | None:
    first = name.partition(" ")[0]
    if (first in MALE) == (first in FEMALE):
        return None
    return "m" if first in MALE else "f"


def _introduce(cast: Cast, one: Introduction, doc: Doc, cues: Cues, text: str) -> None:
    """Sets the role, the introducing mention and the principal of whom a noun introduces."""
    figure, role = cast.at[one.last], doc.words(one.start, one.end)
    cast.introduced[one.noun] = (figure, one)
    if figure.role is None:
        figure.role = text[role.start_char : role.end_char]
        figure.evidence = Span(role.start_char, doc[one.last].end)
    figure.titles |= {part for part in role.text.lower().replace("-", " ").split() if part.isalpha()}
    noun, before = doc[one.noun], doc[one.start - 1].lower_ if one.start else ""
    if figure.gender is None and noun.lang_ == "fr" and before in _GENDERS:
        figure.gender = _GENDERS[before]
    if noun.lemma in cues.spokesmen and figure.principal is None:
        figure.principal = next(iter(cast.named_in(one.noun + 1, one.end - 1)), None)


def _told_by_noun(figure: Figure, mentions: Sequence[Words]) -> ActorKind | None:
    """The kind that a noun right before one of the names tells, where it is a body's or a thing's: "the film"."""
    if figure.label not in ("PERSON", "ORG") or figure.role is not None or figure.name.split()[0].lower() in GIVEN:
        return None
    for named in mentions[:_MENTIONS_READ]:
        noun = named.doc[named.start - 1] if named.start else None
        if noun is not None and noun.pos_ == "NOUN" and noun.whitespace_ == " ":
            kind = kind_of_noun(noun.lemma_, plural=noun.tag_ == "NNS")
            if kind not in (ActorKind.PERSON, ActorKind.GROUP):
                return kind
    return None


def _is_state(name: str, text: str, offices: Sequence[tuple[int, int]]) -> bool:
    """Whether it is called so, or the article tells of its government: "the Dorrovian government"."""
    if _STATE.fullmatch(name):
        return True
    if len(name.split()) > 2 or len(name) < _SHORTEST_STATE or name.isupper():
        return False
    bare, reach = name[:-1] if name[-1:] in "aeioy" else name, len(name) + _AROUND
    near = (text[max(0, start - reach) : end + reach] for start, end in offices)
    if not any(bare.lower() in words_.lower() for words_ in near):
        return False
    stem = re.escape(bare)
    of_it = rf"\b(?:{_OFFICES_OF_STATE}) of {re.escape(name)}\b"
    its = rf"\b(?:{re.escape(name)}['’]s?|{stem}[a-zé]{{1,4}}) (?i:{_OFFICES_OF_STATE})\b"
    return bool(re.search(f"(?i:{of_it})|{its}", text))


def _describe(doc: Doc, figure: Figure, cues: Cues, text: str, offices: Sequence[tuple[int, int]]) -> None:
    """Sets kind, role, gender, the introducing mention, and whether it acts."""
    spans = [doc.char_span(span.start, span.end) for span in figure.mentions]
    told = _told_by_noun(figure, [named for named in spans if named is not None])
    if told is not None:
        figure.label, figure.gender = "ORG", None
    figure.kind = told or kind_of(figure.name, figure.label)
    if figure.kind is ActorKind.OTHER and figure.label == "ORG":
        figure.label = "LOC"
    if figure.kind in (ActorKind.OTHER, ActorKind.ORGANISATION, None) and any(
        _is_state(name, text, offices) for name in figure.names
    ):
        figure.kind, figure.label = ActorKind.COUNTRY, "GPE"
    if figure.role is None:
        figure.evidence = figure.mentions[0]
    heads = [named.root for named in spans if named is not None]
    if figure.label == "NORP":
        figure.plural = any(head.tag_ in ("NNPS", "NNS") for head in heads)
        figure.acts = figure.plural
    elif figure.label in ("GPE", "LOC") and figure.kind is not ActorKind.COUNTRY:
        figure.acts = any(head.dep_ in grammar.SUBJECTS for head in heads)
    if not figure.is_person:
        return
    for named in spans[:_MENTIONS_READ]:
        for role, evidence in () if named is None else roles_at(doc, text, named):
            parts = set(role.lower().replace("-", " ").split())
            figure.titles |= parts
            if figure.role is None:
                figure.role, figure.evidence = role, evidence
            if figure.gender is None:
                figure.gender = "m" if parts & cues.males else "f" if parts & cues.females else None
