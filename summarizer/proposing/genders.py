"""What the article's own pronouns tell of those whose names do not say whether they are men or women."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from summarizer.proposing import grammar
from summarizer.proposing.cast import Cast, Figure
from summarizer.proposing.cues import Cues
from summarizer.proposing.introductions import calls_a_person
from summarizer.proposing.parsed import Doc, Token, Words

__all__ = ["gender_of_noun", "learn_genders"]

_HE = frozenset({"he", "his", "him", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_ENDINGS = (("woman", "f"), ("man", "m"))


def gender_of_noun(noun: Token, cues: Cues) -> str | None:
    """``m`` for a father, ``f`` for a councilwoman, None for a lawyer."""
    lemma = noun.lemma.lower()
    if lemma in cues.females or lemma in cues.males:
        return "f" if lemma in cues.females else "m"
    if noun.lang_ != "en" or lemma == "human":
        return None
    return next((gender for ending, gender in _ENDINGS if lemma.endswith(ending)), None)


def learn_genders(cast: Cast, doc: Doc, cues: Cues, quoted: Sequence[bool]) -> None:
    """Sets the gender of people of whom it is not known, where "he" or "she" can be nobody else.

    That is so in a sentence that names one person only, and in the next one if that names nobody; neither may tell of
    somebody without a name. What stands in quotation marks tells nothing, as do pronouns that contradict each other.
    """
    if doc.language != "en" or not any(one.is_person and one.gender is None for one in cast.figures):
        return
    votes: dict[int, Counter[str]] = {}
    before: list[Figure] = []
    for sentence in doc.sents:
        people, pronouns, alone = _named_in(sentence, cast, cues, quoted)
        told = people if people else before
        first = pronouns[0] if pronouns else None
        if first is not None and len(told) == 1 and alone and told[0].gender is None:
            own = _first_of(sentence, told[0], cast, quoted)
            behind = own is None or own.i < first.i
            others = bool(people) and before not in ([], people) and not _owns(own, first)
            if behind and not others:
                votes.setdefault(id(told[0]), Counter())["m" if first.lower_ in _HE else "f"] += 1
        before = (people if alone else [*people, *people]) if people or not alone else before
    for figure in cast.figures:
        found = votes.get(id(figure), Counter())
        if figure.is_person and len(found) == 1:
            figure.gender = next(iter(found))


def _named_in(
    sentence: Words, cast: Cast, cues: Cues, quoted: Sequence[bool]
) -> tuple[list[Figure], list[Token], bool]:
    """The people whom the sentence names, its pronouns for one person, and whether it tells of nobody else."""
    people: dict[int, Figure] = {}
    pronouns, alone = [], True
    for token in sentence:
        if quoted[token.i]:
            continue
        if token.i in cast.at:
            if cast.at[token.i].is_person:
                people[id(cast.at[token.i])] = cast.at[token.i]
        elif token.pos_ == "PRON" and token.lower_ in _HE | _SHE:
            pronouns.append(token)
        elif token.pos_ == "NOUN" and token.i not in cast.introduced and calls_a_person(token, cues):
            beside = {id(cast.at[i]) for i in _near(token) if i in cast.at}
            alone &= bool(beside) or token.dep_ in ("appos", "compound", "attr") or "Number=Plur" in token.morph
    return list(people.values()), pronouns, alone


def _near(noun: Token) -> Collection[int]:
    return range(noun.left_edge.i, min(noun.right_edge.i, noun.i + 4) + 1)


def _first_of(sentence: Words, figure: Figure, cast: Cast, quoted: Sequence[bool]) -> Token | None:
    return next((token for token in sentence if not quoted[token.i] and cast.at.get(token.i) is figure), None)


def _owns(own: Token | None, pronoun: Token) -> bool:
    """Whether it is "Ost sold her house": the subject's own, by the same verb."""
    return own is not None and pronoun.dep_ == "poss" and own.dep_ in grammar.SUBJECTS and own.head is pronoun.head.head
