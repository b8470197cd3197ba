"""The cast of an article: who is named in it, under which names, in which role, and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.proposing import grammar
from summarizer.proposing.cues import Cues, words
from summarizer.proposing.given_names import FEMALE, MALE
from summarizer.proposing.kinds import COUNTRIES, kind_of
from summarizer.types import ActorKind, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Words

__all__ = ["Cast", "Figure", "find_cast"]

_LABELS = {"PERSON": "PERSON", "PER": "PERSON", "ORG": "ORG", "GPE": "GPE", "LOC": "LOC", "NORP": "NORP", "FAC": "ORG"}
_MEN = words("mr mr. sir lord king prince monsieur m. herr señor rev rev.")
_WOMEN = words("mrs mrs. ms ms. miss madam lady dame queen princess madame mme mme. mlle frau señora")
_TITLES = (
    _MEN
    | _WOMEN
    | words(
        """dr dr. prof prof. professor sen sen. rep rep. gov gov. gen gen. col col. lt lt. capt capt. sgt sgt. president
        minister senator representative governor general colonel judge justice chancellor secretary mayor"""
    )
)
_SUFFIXES = words("jr jr. sr sr. ii iii iv")
_NOT_NAMES = words(
    "monday tuesday wednesday thursday friday saturday sunday the a an and of i editor read photo image video"
)
_LONGEST_ROLE = 60


@dataclass(slots=True)
class Figure:
    """One of the cast while it is being put together; `tokens` are the first tokens of its mentions by name."""

    name: str
    label: str
    kind: ActorKind | None = None
    gender: str | None = None
    role: str | None = None
    evidence: Span = Span(0, 0)
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
    """All figures in the order of first mention, and which of them each token of a name stands for."""

    figures: list[Figure] = field(default_factory=list)
    at: dict[int, Figure] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)

    def named_in(self, first: int, last: int) -> list[Figure]:
        """The figures named by the tokens `first` to `last`, in order, each once."""
        return list({id(self.at[i]): self.at[i] for i in range(first, last + 1) if i in self.at}.values())


@dataclass(slots=True)
class _Mention:
    first: int
    last: int
    name: str
    label: str


def find_cast(doc: Doc, cues: Cues, text: str) -> Cast:
    """Everybody whom the model's entities name; two full names are never one person, a surname alone joins a full name."""
    mentions = [mention for ent in doc.ents if (mention := _mention(ent, text)) is not None]
    votes: dict[str, Counter[str]] = {}
    for mention in mentions:
        votes.setdefault(mention.name.lower(), Counter())[mention.label] += 1
    for mention in mentions:
        mention.label = votes[mention.name.lower()].most_common(1)[0][0]
    people = _people(mentions)
    mentions = _with_missed(doc, mentions, people)
    cast = Cast()
    index: dict[str, Figure] = {}
    recent: dict[str, Figure] = {}
    ambiguous = _ambiguous(people)
    for mention in mentions:
        figure = _figure_for(doc, mention, people, index, recent, cast)
        _add(doc, cast, figure, mention)
        if " " not in mention.name and mention.name.lower() in ambiguous:
            cast.unsure.update(range(mention.first, mention.last + 1))
    for figure in cast.figures:
        _describe(doc, figure, cues)
    return cast


def _mention(ent: Words, text: str) -> _Mention | None:
    label = _LABELS.get(ent.label_)
    first, last = ent.start, ent.end - 1
    doc = ent.doc
    while first < last and (
        doc[first].lower_ in _TITLES
        or doc[first].lower_ in ("the", "a", "an", "l'", "la", "le", "les")
        or doc[first].is_punct
    ):
        first += 1
    while last > first and (
        doc[last].lower_ in ("'s", "'", "s'") or (doc[last].is_punct and doc[last].text != ".") or doc[last].is_space
    ):
        last -= 1
    name = _clean(text[doc[first].idx : grammar.end_of(doc[last])])
    if label is None or not name or not any(map(str.isupper, name)) or name.lower() in _NOT_NAMES or len(name) > 80:
        return None
    if any(t.is_space and "\n" in t.text for t in doc[first:last]):
        return None
    return _Mention(first, last, name, label)


def _clean(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(" .,;:\"'()[]")
    return name[:-2] if name.endswith(("'s", "’s")) else name


def _core(name: str) -> list[str]:
    """The words of a person's name without initials and suffixes: Donald J. Trump is Donald Trump."""
    parts = [part for part in name.lower().split() if part.rstrip(".") not in _SUFFIXES and part not in _SUFFIXES]
    return [part for part in parts if len(part.rstrip(".")) > 1] or parts


def _people(mentions: list[_Mention]) -> dict[str, list[str]]:
    """Surnames and the full names that have them."""
    people: dict[str, list[str]] = {}
    for mention in mentions:
        core = _core(mention.name)
        if mention.label == "PERSON" and len(core) > 1:
            key = f"{core[0]} {core[-1]}"
            known = people.setdefault(core[-1], [])
            if key not in known:
                known.append(key)
    return people


def _ambiguous(people: dict[str, list[str]]) -> set[str]:
    return {surname for surname, names in people.items() if len(names) > 1}


def _with_missed(doc: Doc, mentions: list[_Mention], people: dict[str, list[str]]) -> list[_Mention]:
    """Adds surnames that the model saw elsewhere and passed over here, in the order of the text."""
    taken = {i for mention in mentions for i in range(mention.first, mention.last + 1)}
    labelled = {i for ent in doc.ents for i in range(ent.start, ent.end)}
    missed = [
        _Mention(token.i, token.i, token.text, "PERSON")
        for token in doc
        if token.i not in taken and token.i not in labelled and token.lower_ in people and token.text[:1].isupper()
    ]
    return sorted([*mentions, *missed], key=lambda mention: mention.first)


def _figure_for(
    doc: Doc,
    mention: _Mention,
    people: dict[str, list[str]],
    index: dict[str, Figure],
    recent: dict[str, Figure],
    cast: Cast,
) -> Figure:
    core = _core(mention.name)
    if len(core) == 1 and core[0] in people and mention.label in ("PERSON", "ORG", "GPE", "NORP", "LOC"):
        return _by_surname(doc, mention, core[0], people[core[0]], index, recent, cast)
    key = mention.name.lower()
    if mention.label == "PERSON" and len(core) > 1:
        key = f"{core[0]} {core[-1]}"
    elif mention.label == "PERSON":
        key = next((full for names in people.values() for full in names if full.split()[0] == core[0]), core[0])
    elif mention.label in ("ORG", "GPE", "LOC"):
        key = _organisation_key(mention.name, index)
    figure = index.get(key)
    if figure is None:
        figure = index[key] = _new(cast, mention, key)
    if mention.label == "PERSON":
        recent[core[-1]] = figure
    return figure


def _by_surname(
    doc: Doc,
    mention: _Mention,
    surname: str,
    names: list[str],
    index: dict[str, Figure],
    recent: dict[str, Figure],
    cast: Cast,
) -> Figure:
    """The person of that surname whom the title allows: the one named most so far, else the first to be named in full.

    A "Mr." whom no full name fits is somebody else of that surname, and so is the surname alone from then on.
    """
    gender = _gender_before(doc, mention)
    fitting = [name for name in names if gender is None or _gender_of_name(name) in (None, gender)]
    own = index.get(surname)
    if own is not None and (gender is None or own.gender == gender):
        fitting.append(surname)
    known = [name for name in fitting if name in index]
    key = max(known, key=lambda name: len(index[name].mentions)) if known else fitting[0] if fitting else surname
    if key not in index:
        index[key] = _new(cast, _Mention(mention.first, mention.last, mention.name, "PERSON"), key)
    figure = index[key]
    figure.gender = figure.gender or gender
    return figure


def _gender_before(doc: Doc, mention: _Mention) -> str | None:
    before = doc[mention.first - 1].lower_ if mention.first else ""
    return "m" if before in _MEN else "f" if before in _WOMEN else None


def _organisation_key(name: str, index: dict[str, Figure]) -> str:
    key = name.lower().removesuffix(" inc.").removesuffix(" inc")
    key = {
        "us": "united states",
        "u.s": "united states",
        "u.s.": "united states",
        "america": "united states",
        "usa": "united states",
        "uk": "united kingdom",
        "u.k": "united kingdom",
        "u.k.": "united kingdom",
        "britain": "united kingdom",
        "eu": "european union",
        "un": "united nations",
        "u.n": "united nations",
    }.get(key, key)
    if key in index:
        return key
    if name.isupper() and 2 <= len(name.replace(".", "")) <= 6:
        letters = name.replace(".", "").lower()
        for known in index:
            if letters == "".join(word[0] for word in known.split() if word not in ("of", "the", "and", "for")):
                return known
    return key


def _new(cast: Cast, mention: _Mention, key: str) -> Figure:
    figure = Figure(name=mention.name, label=mention.label)
    if mention.label == "PERSON":
        figure.gender = _gender_of_name(key)
    cast.figures.append(figure)
    return figure


def _gender_of_name(name: str) -> str | None:
    first = name.split()[0].lower()
    if " " not in name:
        return None
    return "m" if first in MALE and first not in FEMALE else "f" if first in FEMALE and first not in MALE else None


def _add(doc: Doc, cast: Cast, figure: Figure, mention: _Mention) -> None:
    figure.names[mention.name] += 1
    figure.mentions.append(Span(doc[mention.first].idx, doc[mention.last].idx + len(doc[mention.last])))
    if (len(mention.name.split()), len(mention.name)) > (
        len(figure.name.split()),
        len(figure.name),
    ) and mention.label == figure.label:
        figure.name = mention.name
    for i in range(mention.first, mention.last + 1):
        cast.at[i] = figure
    if figure.is_person and mention.first:
        before = doc[mention.first - 1].lower_
        figure.gender = "m" if before in _MEN else "f" if before in _WOMEN else figure.gender


# ------------------------------------------------------------------------------------------- roles


def _describe(doc: Doc, figure: Figure, cues: Cues) -> None:
    """Sets kind, role, gender and the introducing mention."""
    first = figure.mentions[0]
    figure.kind = kind_of(figure.name, figure.label)
    figure.plural = figure.label == "NORP" or (figure.name.lower() in COUNTRIES and figure.name.endswith("s"))
    figure.evidence = first
    if not figure.is_person:
        return
    for span in figure.mentions[:12]:
        words_ = doc.char_span(span.start, span.end)
        if words_ is None:
            continue
        for role, evidence in _roles(doc, words_):
            heads = set(role.lower().replace("-", " ").split())
            figure.titles |= heads
            if figure.role is None:
                figure.role, figure.evidence = role, evidence
            if figure.gender is None:
                figure.gender = "m" if heads & cues.males else "f" if heads & cues.females else None


def _roles(doc: Doc, name: Words) -> Iterator[tuple[str, Span]]:
    """The title before the name and the apposition behind it, each with the span of title and name together."""
    first = name.start
    while first > 0 and _can_be_title(doc[first - 1]) and doc[first - 1].sent == doc[name.start].sent:
        first -= 1
    while (
        first < name.start
        and (
            doc[first].pos_ in ("DET", "ADP", "PUNCT", "NUM", "CCONJ", "PART", "PRON")
            or doc[first].lower_ in ("'s", "former")
        )
        and doc[first].lower_ != "former"
    ):
        first += 1
    title = doc[first : name.start]
    if any(t.pos_ in ("NOUN", "PROPN") and t.lower_ not in _MEN | _WOMEN for t in title):
        yield title.text, Span(doc[first].idx, name.end_char)
    head = name.root
    for child in [*head.children, *([head.head] if head.dep_ == "appos" else [])]:
        if (
            child.i >= name.end
            and (child.dep_ == "appos")
            and child.pos_ in ("NOUN", "PROPN")
            and child.ent_type_ not in ("PERSON", "PER", "DATE")
        ):
            end = min(
                [
                    c.left_edge.i
                    for c in child.children
                    if c.dep_ in ("relcl", "acl", "acl:relcl", "punct", "appos") and c.i > child.i
                ],
                default=child.right_edge.i + 1,
            )
            words_ = doc[child.left_edge.i : end]
            while len(words_) > 1 and words_[0].pos_ == "DET":
                words_ = words_[1:]
            if len(words_) and len(words_.text) <= _LONGEST_ROLE and child.i < end:
                yield words_.text.strip(" ,"), Span(name.start_char, words_.end_char)


def _can_be_title(token: Token) -> bool:
    if token.pos_ in ("NOUN", "PROPN", "ADJ") and token.ent_type_ not in ("PERSON", "PER", "DATE", "TIME"):
        return not token.is_space
    return token.lower_ in ("'s", "-", "of", "for") and token.ent_type_ not in ("PERSON", "PER")
