"""What somebody says in an article as candidates for its brief: words that stand by themselves, and their passage.

What one speaker says in one go is one candidate, with all its spans. So is what a speaker says twice: in the headline
and below it, or in other words a paragraph later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from summarizer.denial import denies
from summarizer.grounding.copying import is_negation
from summarizer.phrases import phrase_at
from summarizer.stems import stems, words_of_text
from summarizer.types import LEAST_CERTAIN, Article, KnownActor, Phrase, Proposals, Span, Statement

__all__ = [
    "Candidate",
    "candidate_of",
    "candidates_in",
    "is_shown_denied",
    "passage_around",
    "sayings",
    "without_repeats",
    "words_of",
]

_GAP = 12  # code points between two spans that are shown as one: marks, spaces and a full stop
_ONE_GO = 500  # code points of what somebody says in one go
_MARKS = frozenset('"“”„«»‚‘‹›')
_LEAD_IN = 40  # code points between a cue and content that needs it: "expressed scepticism over Russia's willingness"
_PARTED = _MARKS | set("\n,.;:")  # between a cue and what it does not lead to
_OPENING = re.compile(r"(?:that|dass|daß|que|qu['’])[\s,]*", re.IGNORECASE)
_SAYING = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|told|tells|add(?:ed|s)|wrote|writes|according to|sag(?:t|te|ten)|laut|so|zufolge|erklärte"
    r"|selon|d['’]après|dit|déclaré|ajouté|affirmé)(?: \w+)?$",
    re.IGNORECASE,
)  # cues before a clause, which needs none of them
_PASSAGE = 900  # code points of a paragraph, from which on it is cut around the words
_SAME, _SHARED = 0.7, 3  # of the shorter saying’s words: the share, and how many, that another of the same has


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may go into a brief, with what the parse knows about them.

    Attributes:
        evidence: The words; several spans where one statement goes on after its cue.
        passage: The paragraph around them, for a question about them.
        holder: Whose words they are; None for the article's own.
        statements: The statements that they are made of.
    """

    evidence: Phrase
    passage: str
    holder: KnownActor | None
    statements: tuple[Statement, ...]

    @property
    def certainty(self) -> float:
        """How sure the parse is of the speaker and the words, from 0 to 1."""
        return fmean(one.certainty for one in self.statements) if self.statements else 0.0


def candidates_in(article: Article, proposals: Proposals) -> list[Candidate]:
    """Everything that somebody says, each thing once, in the order of the text."""
    actors = {actor.id: actor for actor in proposals.actors}
    said = (candidate_of(article, group, actors) for group in sayings(article, proposals))
    return without_repeats(said, article, actors)


def without_repeats(
    candidates: Iterable[Candidate], article: Article, actors: Mapping[str, KnownActor]
) -> list[Candidate]:
    """The candidates in their order, those in which one holder says the same thing made one."""
    kept: list[Candidate] = []
    for one in candidates:
        place = next((place for place, before in enumerate(kept) if _is_repeated(before, one)), None)
        if place is None:
            kept.append(one)
        else:
            kept[place] = _joined(article, kept[place], one, actors)
    return kept


def _joined(article: Article, one: Candidate, other: Candidate, actors: Mapping[str, KnownActor]) -> Candidate:
    """One candidate of two that say the same; what stands in the other word for word is not shown twice."""
    statements = (*one.statements, *other.statements)
    if not statements:  # the article's own words
        return one
    for shown, rest in ((one, other), (other, one)):
        words = " ".join(shown.evidence.quote.casefold().split())
        if all(" ".join(article[span].casefold().split()).strip(" .") in words for span in rest.evidence.spans):
            return replace(shown, statements=statements)
    return candidate_of(article, statements, actors)


def sayings(article: Article, proposals: Proposals) -> list[list[Statement]]:
    """Statements that one holder makes in one go, without a paragraph's end or somebody else between them.

    Those that the parse is not sure enough of are left out, and those whose denial cannot be shown with them.
    """
    groups: list[list[Statement]] = []
    sure = [one for one in proposals.statements if one.certainty >= LEAST_CERTAIN and is_shown_denied(article, one)]
    for statement in sorted(sure, key=lambda one: (one.content.spans[0], -one.certainty)):
        last = groups[-1][-1] if groups else None
        if last is not None and any(a.overlaps(b) for a in last.content.spans for b in statement.content.spans):
            if statement.certainty > last.certainty and len(groups[-1]) == 1:
                groups[-1][-1] = statement
            continue
        if last is not None and last.holder_id == statement.holder_id and _is_one_go(article, groups[-1], statement):
            groups[-1].append(statement)
        else:
            groups.append([statement])
    return groups


def _is_one_go(article: Article, group: Sequence[Statement], following: Statement) -> bool:
    """True if the group goes on: in its paragraph, not without end, and not in the article's account of a denial."""
    if any(one.cue is not None and denies(one.cue.quote) for one in (group[-1], following)):
        return False
    first, last = group[0].content.spans[0], following.content.spans[-1]
    return last.end - first.start <= _ONE_GO and "\n" not in article.text[first.start : last.end]


def candidate_of(article: Article, group: Sequence[Statement], actors: Mapping[str, KnownActor]) -> Candidate:
    """The words that statements of one holder have in an article."""
    spans: list[Span] = []
    for span in (span for statement in group for span in words_of(article, statement).spans):
        between = article.text[spans[-1].end : span.start] if spans and span.start >= spans[-1].end else ""
        if between.strip() and len(between) <= _GAP and not _MARKS & set(between) and "\n" not in between:
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    phrase = phrase_at(article, spans)
    return Candidate(phrase, passage_around(article, phrase.spans), actors.get(group[0].holder_id), tuple(group))


def _is_repeated(one: Candidate, other: Candidate) -> bool:
    """True if one holder says the same in both, in most of the same words, with as many denials and no other number."""
    if _whose(one) != _whose(other):
        return False
    mine, its = (words_of_text(said.evidence.quote) for said in (one, other))
    words, others = (stems(" ".join(said), letters=5, least=4) for said in (mine, its))
    if len(words & others) < max(_SHARED, _SAME * min(len(words), len(others))):
        return False
    numbers, other_numbers = ({word for word in said if word.isnumeric()} for said in (mine, its))
    if numbers and other_numbers and numbers != other_numbers:
        return False
    return any(map(is_negation, mine)) == any(map(is_negation, its))


def _whose(candidate: Candidate) -> str | None:
    return candidate.statements[0].holder_id if candidate.statements else None


def words_of(article: Article, statement: Statement) -> Phrase:
    """The words of a statement that say something by themselves.

    A clause does without its "that". A noun needs the verb before it: "rejected any involvement" is no involvement.
    What somebody denies needs the denial.
    """
    first, *rest = statement.content.spans
    start = _first_word(article, statement, first)
    shown = first if start == first.start else Span(start, first.end)
    return phrase_at(article, [_trimmed(article, span) for span in (shown, *rest)])


def _trimmed(article: Article, span: Span) -> Span:
    """The span without white space at its ends, such as stands inside guillemets."""
    words = article[span]
    if len(words.strip()) == len(words):
        return span
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def _first_word(article: Article, statement: Statement, span: Span) -> int:
    opening = _OPENING.match(article.text, span.start, span.end)
    start = opening.end() if opening else span.start
    if statement.kind == "direct" or statement.cue is None:
        return start
    cue = statement.cue.spans[0]
    between = article.text[cue.end : span.start]
    if cue.end > span.start or len(between) > _LEAD_IN or not _PARTED.isdisjoint(between):
        return start
    is_bare = opening is None and not _SAYING.search(statement.cue.quote)
    return cue.start if is_bare or denies(statement.cue.quote) else start


def is_shown_denied(article: Article, statement: Statement) -> bool:
    """True unless somebody denies the words and the denial does not stand before them."""
    if statement.cue is None or not denies(statement.cue.quote):
        return True
    cue, spans = statement.cue.spans[0], words_of(article, statement).spans
    return any(span.start <= cue.start and cue.end <= span.end for span in spans)


def passage_around(article: Article, spans: Sequence[Span]) -> str:
    """The paragraph around the words, cut around them where it is long; of words far apart, around the first ones."""
    text = article.text
    first, last = spans[0], max(span for span in spans if span.end - spans[0].start <= _PASSAGE or span == spans[0])
    start = text.rfind("\n", 0, first.start) + 1
    end = text.find("\n", last.end)
    end = len(text) if end < 0 else end
    if end - start > _PASSAGE:
        middle = (first.start + last.end) // 2
        low = max(start, min(first.start, middle - _PASSAGE // 2))
        high = min(end, max(last.end, middle + _PASSAGE // 2))
        start = low if low == start else text.rfind(" ", start, low + 1) + 1 or low
        space = text.find(" ", high, end)
        end = end if high == end or space < 0 else space
    return " ".join(text[start:end].split())
