"""The cast of an article: who is named in it, under which names, in which role, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from summarizer.names import state_of
from summarizer.proposing import grammar
from summarizer.proposing.cast import Cast, Figure
from summarizer.proposing.credits import find_credits
from summarizer.proposing.cues import Cues
from summarizer.proposing.describing import describe, introduce
from summarizer.proposing.given_names import FEMALE, MALE
from summarizer.proposing.introductions import find_described, find_introductions
from summarizer.proposing.kinds import SHORT_NAMES
from summarizer.proposing.mentions import find_mentions
from summarizer.proposing.naming import MEN, WOMEN, Mention, core_of, full_names
from summarizer.proposing.parsed import Doc
from summarizer.proposing.quotations import find_quotations
from summarizer.proposing.short_names import is_acronym, join_short_names, stands_for
from summarizer.proposing.turns import Turn

__all__ = ["find_cast"]

_BODILY = frozenset({"ORG", "GPE", "LOC", "NORP"})
_FAR_MORE = 4


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
    join_short_names(casting.cast)
    for one in introductions:
        introduce(casting.cast, one, doc, cues, text)
    describe(casting.cast, doc, cues, text)
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
        if mention.label == "NORP" or key in self.index or state_of(mention.name) or not is_acronym(letters):
            return key
        return next((known for known in self.index if len(letters) > 1 and stands_for(letters, known)), key)

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


def _fullness(name: str) -> tuple[int, int]:
    return len(name.split()), len(name)


def _gender_of(name: str) -> str | None:
    first = name.partition(" ")[0]
    if (first in MALE) == (first in FEMALE):
        return None
    return "m" if first in MALE else "f"
