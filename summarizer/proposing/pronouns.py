"""Whom "he", "the agency", "they" and "the prime minister" stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from summarizer.proposing import grammar
from summarizer.proposing.cast import Cast, Figure
from summarizer.proposing.cues import Cues
from summarizer.proposing.genders import gender_of_noun, learn_genders
from summarizer.proposing.introductions import calls_a_person
from summarizer.proposing.kinds import kind_of_noun
from summarizer.proposing.parsed import Doc, Token, Words
from summarizer.proposing.quotations import Quotation
from summarizer.proposing.roles import is_person_noun
from summarizer.proposing.speakers import is_human, source_end
from summarizer.types import ActorKind, Span

__all__ = ["Resolver", "Who"]

_WINDOW = 4
_ENOUGH = 0.2
_UNTOLD = 0.7  # how well somebody fits of whom nothing tells a man or a woman
_OTHERWISE = 0.3  # of one that was "she" a moment ago, for "he"
_FADING = 0.4  # from sentence to sentence
_SURNAME = 0.0  # that several people have: never certain enough to hold anybody to
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "le", "la", "les", "l'", "ce", "cet", "cette", "ces"})


_BODIES = frozenset({ActorKind.GOVERNMENT, ActorKind.MEDIA, ActorKind.PARTY, ActorKind.ORGANISATION})
_LONGEST_TITLE = 8
_OPENING = frozenset('"“«„')
_NOT_MEANT = frozenset({"compound", "appos", "npadvmod", "amod", "nmod"})
_PAPERS = frozenset({"report", "study", "survey", "poll", "review", "audit", "inquiry", "analysis"})
_QUANTIFIERS = frozenset(
    {"some", "many", "several", "few", "most", "all", "both", "no", "certains", "certaines", "plusieurs", "quelques"}
)


def _is_balanced(text: str) -> bool:
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”")


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody found for a speaker's noun, and how sure that is, from 0 to 1."""

    figure: Figure
    sure: float


@dataclass(frozen=True, slots=True)
class _Seen:
    token: int
    sentence: int
    figure: Figure
    weight: float
    sure: float = 1.0


@dataclass(slots=True)
class Resolver:
    """Reads the article once from front to back and remembers whom each pronoun and title stands for."""

    doc: Doc
    cues: Cues
    cast: Cast
    quoted: Sequence[bool]
    text: str
    sentence_of: list[int] = field(default_factory=list)
    found: dict[int, Who] = field(default_factory=dict)
    nominals: dict[str, Figure] = field(default_factory=dict)
    _persons: set[int] = field(default_factory=set)
    _taken_for: dict[int, str] = field(default_factory=dict)
    _called: dict[str, Figure] = field(default_factory=dict)
    _seen: list[_Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sentence_of = [0] * len(self.doc)
        number = 0
        for sentence in self.doc.sents:
            for token in sentence:
                self.sentence_of[token.i] = number
            number += any(not (token.is_punct or token.is_space) for token in sentence)
        self._called = {name: one for one in reversed(self.cast.figures) for name in one.names}
        learn_genders(self.cast, self.doc, self.cues, self.quoted)
        for token in self.doc:
            self._visit(token)

    # ------------------------------------------------------------------------------------ asking

    def who(self, speaker: Token) -> Who | None:
        """Who speaks, for the head of a speaker's words; None for a pronoun that nothing names."""
        if speaker.i in self.found:
            return self.found[speaker.i]
        if self._is_pronoun(speaker):
            return None
        figure = self._named(speaker)
        if figure is not None:
            return Who(figure, _SURNAME if speaker.i in self.cast.unsure else 1.0)
        return Who(self.nominal(speaker), 0.9)

    def nominal(self, speaker: Token) -> Figure:
        """Somebody without a name, as the article words it: "Western officials"; a spokesman knows the principal."""
        words = self._whole(self.doc.words(speaker.left_edge.i, source_end(speaker)))
        while len(words) > 1 and (
            words[0].pos_ in ("DET", "PUNCT", "ADP")
            or words[0].lower_ in ("the", "a", "an")
            or grammar.is_clock(words[0])
        ):
            if words[0].lower_ in _QUANTIFIERS or words[0].text in _OPENING:
                break
            words = self.doc.words(words.start + 1, words.end)
        while len(words) > 1 and words[-1].i > speaker.i and words[-1].pos_ in ("DET", "ADP", "CCONJ"):
            words = self.doc.words(words.start, words.end - 1)
        text = self.text[words.start_char : words.end_char].strip(" ,")
        text = text if _is_balanced(text) else text.strip('"“”')
        figure = self.nominals.get(text.lower())
        if figure is None:
            plural = "Number=Plur" in speaker.morph
            speaks_for = speaker.lemma in self.cues.spokesmen
            kind = ActorKind.PERSON if speaks_for else self._kind_of(speaker, plural=plural)
            figure = Figure(text, "PERSON" if speaks_for else "NOMINAL", kind, plural=plural)
            figure.evidence = Span(words.start_char, words.end_char)
            figure.gender = None if plural else gender_of_noun(speaker, self.cues)
            if not plural and (calls_a_person(speaker, self.cues) or speaker.lower_ == "one"):
                self._persons.add(id(figure))
            principals = self.cast.named_in(words.start, words.end - 1) if speaks_for else []
            figure.principal = principals[0] if principals else None
            self.nominals[text.lower()] = figure
        figure.names[text] += 1
        figure.mentions.append(Span(words.start_char, words.end_char))
        return figure

    def _kind_of(self, speaker: Token, *, plural: bool) -> ActorKind:
        kind = kind_of_noun(speaker.lemma_, plural=plural)
        if kind in (ActorKind.PERSON, ActorKind.GROUP) and not (
            is_human(speaker, self.cues) or is_person_noun(speaker)
        ):
            return ActorKind.OTHER
        return kind

    def _whole(self, words: Words) -> Words:
        """The words, from the opening mark of a quotation in whose middle they begin and behind whose end they end."""
        first = words.start
        while self.quoted[first] and not self.quoted[words.end - 1] and words.start - first < _LONGEST_TITLE:
            first -= 1
        opened = first < words.start and not self.quoted[first]
        return self.doc.words(first, words.end) if opened else words

    def add_mentions(self) -> None:
        """Adds the pronouns and titles that stand for somebody to the mentions of that figure."""
        for i, who in self.found.items():
            token = self.doc[i]
            first = token.left_edge if token.pos_ in ("NOUN", "PROPN") else token
            who.figure.mentions.append(grammar.extent(first, token))

    def _named(self, speaker: Token) -> Figure | None:
        """The figure that the noun phrase names: its head, its apposition, or the name behind a title."""
        if speaker.i in self.cast.introduced:
            return self.cast.introduced[speaker.i][0]
        if speaker.i in self.cast.at:
            return self.cast.at[speaker.i]
        if speaker.tag_ == "NNS" and any(child.dep_ in ("appos", "compound") for child in speaker.children):
            return None  # "the sisters Ann, Eva and Ida Ost" are none of them
        for child in speaker.children:
            if child.dep_ in ("appos", "flat", "flat:name", "compound") and child.i in self.cast.at:
                figure = self.cast.at[child.i]
                if figure.is_person and (child.i > speaker.i or child.dep_ != "compound"):
                    return figure
                if self._is_called(speaker, figure):
                    if figure.kind in (None, ActorKind.ORGANISATION):
                        figure.kind = kind_of_noun(speaker.lemma_, plural=False)
                    return figure
        for child in speaker.children:
            if (
                (child.dep_ == "appos" or (child.dep_ == "conj" and self.doc[child.i - 1].text == ","))
                and child.i > speaker.i
                and child.pos_ in ("PROPN", "NOUN")
            ):
                below = (
                    self.cast.at[t.i]
                    for t in self.doc[child.i : child.i + 3]
                    if t.i in self.cast.at and t.i <= child.right_edge.i
                )
                person = next((one for one in below if one.is_person), None)
                if person is not None:
                    return person
        if (called := self._introduced_around(speaker)) is not None:
            return called
        if speaker.dep_ == "appos" and speaker.head.i in self.cast.at and self.cast.at[speaker.head.i].is_person:
            return self.cast.at[speaker.head.i]
        if (named := self._named_behind(speaker)) is not None:
            return named
        return self._called.get(speaker.text) if speaker.pos_ == "PROPN" and speaker.left_edge is speaker else None

    def _named_behind(self, noun: Token) -> Figure | None:
        """Whom "a hydrologist named Ida Ost" is."""
        for child in noun.rights:
            if child.dep_ == "acl" and child.lemma in ("name", "call") and child.i < noun.i + 4:
                named = self.cast.named_in(child.i + 1, min(child.i + 3, child.right_edge.i))
                return named[0] if named and named[0].is_person else None
        return None

    def _introduced_around(self, noun: Token) -> Figure | None:
        """The person of whose introduction, role and name together, the noun is a part."""
        if noun.pos_ not in ("NOUN", "PROPN"):
            return None
        people = (one for one in self.cast.figures if one.is_person and one.role is not None)
        return next((one for one in people if one.evidence.start <= noun.idx < one.evidence.end), None)

    def _is_called(self, noun: Token, figure: Figure) -> bool:
        """Whether the name right behind the noun is the body's that it tells of: "the newspaper Kathimerini"."""
        behind = noun.i + 1 < len(self.doc) and self.cast.at.get(noun.i + 1) is figure
        return behind and noun.pos_ == "NOUN" and kind_of_noun(noun.lemma_, plural=False) in _BODIES

    # ----------------------------------------------------------------------------------- reading

    def _is_pronoun(self, token: Token) -> bool:
        cues = self.cues
        return token.pos_ in ("PRON", "DET") and (
            any(token.lower_ in known for known in (cues.he, cues.she, cues.they, cues.it))
            or any(token.lower_.strip("-") in known for known in (cues.he, cues.she))
            or token.lower_
            in (
                "i",
                "we",
                "you",
                "me",
                "us",
                "my",
                "our",
                "je",
                "nous",
                "vous",
                "on",
                "this",
                "that",
                "which",
                "these",
                "those",
                "who",
                "-je",
                "-nous",
                "-vous",
                "-on",
            )
        )

    def _visit(self, token: Token) -> None:
        if token.i in self.cast.at:
            if token.i + 1 >= len(self.doc) or self.cast.at.get(token.i + 1) is not self.cast.at[token.i]:
                self._see(token, self.cast.at[token.i])
            return
        who = None
        if token.pos_ in ("PRON", "DET"):
            who = self._pronoun(token)
        elif token.i in self.cast.introduced:
            self._see(token, self.cast.introduced[token.i][0])
        elif token.pos_ in ("NOUN", "PROPN"):
            who = self._title(token)
            if who is None and self._could_be_meant(token):
                named = self._named(token)
                if named is None or token.dep_ in grammar.SUBJECTS:
                    self._see(token, self.nominal(token) if named is None else named)
        elif token.lower_ == "one" and token.dep_ in grammar.SUBJECTS and is_human(token, self.cues):
            self._see(token, self.nominal(token))
        if who is not None:
            self.found[token.i] = who
            self._see(token, who.figure, who.sure)
            gender = "m" if token.lower_ in self.cues.he else "f" if token.lower_ in self.cues.she else None
            if who.figure.gender is None and gender is not None and token.pos_ == "PRON":
                self._taken_for[id(who.figure)] = gender

    def _could_be_meant(self, noun: Token) -> bool:
        """Whether a pronoun behind it could stand for it: somebody without a name, a report."""
        if noun.dep_ in grammar.SUBJECTS and is_human(noun, self.cues):
            return noun.lemma != "person" or not self.quoted[noun.i]
        plural = "Number=Plur" in noun.morph
        if noun.pos_ != "NOUN" or noun.dep_ in _NOT_MEANT or (noun.dep_ in ("attr", "oprd") and not plural):
            return False
        if self.quoted[noun.i] or noun.lemma == "person":
            return False
        told = any(child.dep_ in ("det", "poss", "nummod") for child in noun.lefts)
        return told and not _is_only_meant(noun) and (calls_a_person(noun, self.cues) or noun.lemma in _PAPERS)

    def _see(self, token: Token, figure: Figure, sure: float = 1.0) -> None:
        weight, at = 1.5, token
        while token.dep_ == "conj" and token.head.pos_ in ("NOUN", "PROPN") and token.head is not token:
            token = token.head  # of "Ost and Berg met" both are the subject
        if token.dep_ in grammar.SUBJECTS:
            says = token.head.lemma in self.cues.speech and not self.quoted[token.i]
            main = token.head.dep_ == "ROOT" or (token.head.dep_ == "conj" and token.head.head.dep_ == "ROOT")
            weight = 4.0 if says else 3.0 if main else 2.2
        elif token.dep_ in ("poss", "compound", "amod", "nmod"):
            weight = 0.3 if token.head.lemma in _PAPERS else 0.8
        if self.quoted[at.i]:
            weight *= 0.3
        self._seen.append(_Seen(at.i, self.sentence_of[at.i], figure, weight, sure))

    def _pronoun(self, token: Token) -> Who | None:
        lower, cues = token.lower_.strip("-"), self.cues
        if lower in cues.he:
            return self._best(token, lambda figure: self._fits(figure, "m"))
        if lower in cues.she:
            return self._best(token, lambda figure: self._fits(figure, "f"))
        if lower in cues.they:
            return self._best(
                token, lambda figure: 1.0 if figure.plural else 0.35 if figure.label in ("ORG", "NOMINAL") else 0.0
            )
        if lower in cues.it and token.dep_ in ("nsubj", "poss"):
            return self._best(token, self._fits_it)
        return None

    def _fits(self, figure: Figure, gender: str) -> float:
        if not figure.is_person and id(figure) not in self._persons:
            return 0.0
        if figure.gender is None:
            return _UNTOLD * (1 if self._taken_for.get(id(figure), gender) == gender else _OTHERWISE)
        return 1.0 if figure.gender == gender else 0.0

    def _fits_it(self, figure: Figure) -> float:
        """A body or a paper rather than a country, and hardly a place."""
        if figure.is_person or figure.plural or id(figure) in self._persons:
            return 0.0
        placed = figure.label in ("GPE", "LOC", "NORP")
        return 1.0 if not placed else 0.5 if figure.kind is ActorKind.COUNTRY else 0.2

    def _best(self, token: Token, fits: object) -> Who | None:
        sentence = self.sentence_of[token.i]
        scores: dict[int, tuple[float, Figure]] = {}
        heaviest: dict[int, tuple[float, float]] = {}
        banned, told_of = self._banned(token), _noun_told_of(token)
        for seen in self._recent(sentence):
            fit = fits(seen.figure)  # type: ignore[operator]
            if fit <= 0 or seen.figure is banned:
                continue
            value = fit * seen.weight * _FADING ** (sentence - seen.sentence)
            value *= 2 if told_of is not None and told_of.i <= seen.token < token.i else 1
            heaviest[id(seen.figure)] = max(heaviest.get(id(seen.figure), (0.0, 0.0)), (value, seen.sure))
            known = scores.get(id(seen.figure), (0.0, seen.figure))[0]
            scores[id(seen.figure)] = (max(known, value) + 0.15 * min(known, value), seen.figure)
        ranked = sorted(scores.values(), key=lambda pair: -pair[0])
        if not ranked or ranked[0][0] < _ENOUGH:
            return None
        best = ranked[0][0]
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        sure = best / (best + second) if second else 0.95
        return Who(ranked[0][1], min(sure, heaviest[id(ranked[0][1])][1]))

    def _recent(self, sentence: int) -> Iterator[_Seen]:
        for seen in reversed(self._seen):
            if seen.sentence < sentence - _WINDOW:
                return
            yield seen

    def _banned(self, token: Token) -> Figure | None:
        """The subject of a verb is not its own "him"."""
        if token.dep_ in ("dobj", "pobj", "obj", "iobj", "dative"):
            head = token.head
            while head.pos_ == "ADP" and head.head != head:
                head = head.head
            own = grammar.subject(head)
            if own is not None:
                return self.cast.at.get(own.i) or (self.found[own.i].figure if own.i in self.found else None)
        return None

    def _title(self, token: Token) -> Who | None:
        """Whom the article calls "the prime minister"; of several the one named last."""
        first = token.left_edge
        headed = self.sentence_of[token.i] == 0 and token.dep_ in grammar.SUBJECTS and first.pos_ != "DET"
        if (
            not (headed or first.lower_ in _DEFINITE)
            or token.dep_ in ("compound", "appos", "attr")
            or token.i - first.i > 5
        ):
            return None
        if not calls_a_person(token, self.cues):
            return None
        opening = first.i if headed else first.i + 1
        mine = {t.lower_ for t in self.doc[opening : token.i + 1] if t.pos_ in ("NOUN", "PROPN", "ADJ")}
        if headed:
            called = [one for one in self.cast.figures if one.is_person and mine and mine <= one.titles]
            return Who(called[0], 0.6) if len(called) == 1 else None
        fitting = [seen for seen in self._seen if seen.figure.is_person and mine and mine <= seen.figure.titles]
        if not fitting:
            return None
        figure = fitting[-1].figure
        figure.names[self.text[first.idx : token.end]] += 1
        return Who(figure, 0.8 if len({id(seen.figure) for seen in fitting}) == 1 else 0.5)


def _noun_told_of(pronoun: Token) -> Token | None:
    """The noun in whose relative clause the pronoun stands: "an interview with a father in which he …"."""
    above = pronoun.head
    while above.head is not above and above.dep_ != "relcl":
        above = above.head
    return above.head if above.dep_ == "relcl" else None


def _is_only_meant(noun: Token) -> bool:
    """Whether it stands in an infinitive, so that there need be nobody: "to send her to a doctor"."""
    while noun.head is not noun and noun.pos_ not in ("VERB", "AUX"):
        noun = noun.head
    return any(child.tag_ == "TO" for child in noun.lefts)


def quoted_tokens(doc: Doc, quotations: Sequence[Quotation]) -> list[bool]:
    """For each token whether it stands within a quotation."""
    inside, at = [False] * len(doc), 0
    for token in doc:
        while at < len(quotations) and quotations[at].outer.end <= token.idx:
            at += 1
        inside[token.i] = at < len(quotations) and quotations[at].inner.start <= token.idx < quotations[at].inner.end
    return inside
