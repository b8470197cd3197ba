"""Which statements and warnings of an article a brief takes: those that weigh most, of as many people as can be.

A parse finds forty statements where a brief has room for twelve. What one speaker says in one go is one candidate,
with all its spans; then every speaker's best candidate comes before anybody's second. A long article is taken from in
all its length: what weighs most is mostly said at its beginning, and would leave nothing of its end.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.denial import denies
from summarizer.phrases import phrase_at
from summarizer.stems import stems
from summarizer.types import Article, KnownActor, Phrase, Proposals, Span, Statement

__all__ = ["Candidate", "choose_statements", "choose_warnings", "nearest_first", "words_of"]

_LEAST_CERTAIN = 0.5
_GAP = 12  # code points between two spans that are shown as one: marks, spaces and a full stop
_ONE_GO = 500  # code points of what somebody says in one go
_MARKS = frozenset('"“”„«»‚‘‹›')
_SAID = 0.35  # the share of a warning that has to be somebody's words for it to be theirs
_LEAD_IN = 40  # code points between a cue and content that needs it: "expressed scepticism over Russia's willingness"
_OPENING = re.compile(r"(?:that|dass|daß|que|qu['’])[\s,]*", re.IGNORECASE)
_SAYING = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|told|tells|add(?:ed|s)|wrote|writes|according to|sag(?:t|te|ten)|laut|so|zufolge|erklärte"
    r"|selon|d['’]après|dit|déclaré|ajouté|affirmé)(?: \w+)?$",
    re.IGNORECASE,
)  # cues before a clause, which needs none of them
_ENOUGH = 40  # letters from which a statement says something by itself
_LONG, _ZONES = 12_000, 3  # code points from which a brief takes as much from the beginning, the middle and the end
_PASSAGE = (240, 900)  # code points: a shorter paragraph gets the one before it, a longer one is cut around the words


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
        return min((statement.certainty for statement in self.statements), default=0.0)


def choose_statements(article: Article, proposals: Proposals, *, limit: int) -> tuple[Candidate, ...]:
    """At most `limit` candidates for positions, in the order of the text."""
    actors = {actor.id: actor for actor in proposals.actors}
    sure = _sure(article, proposals)
    candidates = [_candidate(article, group, actors) for group in _groups(article, sure)]
    by_holder: dict[str | None, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda one: -_weight(one)):
        by_holder[candidate.holder.id if candidate.holder else None].append(candidate)
    turns = [
        (turn, -_weight(candidate), candidate.evidence.spans[0].start, candidate)
        for own in by_holder.values()
        for turn, candidate in enumerate(own)
    ]
    ranked = [entry[-1] for entry in sorted(turns, key=lambda entry: entry[:-1])]
    return _first(ranked, article, limit)


def choose_warnings(article: Article, proposals: Proposals, *, limit: int) -> tuple[Candidate, ...]:
    """At most `limit` candidates for risks, in the order of the text.

    Where somebody says what sounds like a warning, the candidate is that statement, credited to them, without what
    they say before and after it; else it is the article's own sentence.
    """
    actors = {actor.id: actor for actor in proposals.actors}
    groups = _groups(article, _sure(article, proposals))
    chosen: dict[Span, Candidate] = {}
    for warning in proposals.warnings:
        saying = [own for group in groups if (own := _within(group, warning)) and _share(own, warning) >= _SAID]
        if saying:
            candidate = _candidate(article, max(saying, key=lambda own: _share(own, warning)), actors)
        else:
            candidate = Candidate(warning, _passage(article, warning.spans), None, ())
        chosen.setdefault(candidate.evidence.spans[0], candidate)
    # What somebody answers for comes first, then what stands first.
    ranked = sorted(chosen.values(), key=lambda one: (one.holder is None, one.evidence.spans[0]))
    return _first(ranked, article, limit)


def _first(ranked: Sequence[Candidate], article: Article, limit: int) -> tuple[Candidate, ...]:
    """The first of the candidates, in the order of the text; of a long article as many from each third of it."""
    length = len(article.text)
    if length > _LONG:
        turns: list[tuple[int, int]] = []
        seen = [0] * _ZONES
        for place, one in enumerate(ranked):
            zone = one.evidence.spans[0].start * _ZONES // length
            turns.append((seen[zone], place))
            seen[zone] += 1
        ranked = [ranked[place] for _, place in sorted(turns)]
    return tuple(sorted(ranked[:limit], key=lambda one: one.evidence.spans[0]))


def _sure(article: Article, proposals: Proposals) -> list[Statement]:
    """The statements that the parse is sure enough of, without those whose denial cannot be shown with them."""
    sure = [statement for statement in proposals.statements if statement.certainty >= _LEAST_CERTAIN]
    return [statement for statement in sure if _is_shown_denied(article, statement)]


def nearest_first(choices: Sequence[str], candidate: Candidate) -> list[str]:
    """The choices, those whose words stand in the candidate's words or its passage first.

    A small model that has to choose takes the first option more often than not, so the likeliest should be it.
    """

    def nearness(choice: str) -> int:
        words = _stems(choice)
        return 2 * len(words & said) + len(words & around)

    said, around = _stems(candidate.evidence.quote), _stems(candidate.passage)
    return sorted(choices, key=lambda choice: -nearness(choice))


def _stems(text: str) -> frozenset[str]:
    return stems(text, letters=5, least=4, digits=True)


def _groups(article: Article, statements: Iterable[Statement]) -> list[list[Statement]]:
    """Statements that one holder makes in one go, without a paragraph's end or somebody else between them."""
    groups: list[list[Statement]] = []
    for statement in sorted(statements, key=lambda one: (one.content.spans[0], -one.certainty)):
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


def _candidate(article: Article, group: Sequence[Statement], actors: dict[str, KnownActor]) -> Candidate:
    spans: list[Span] = []
    for span in (span for statement in group for span in words_of(article, statement).spans):
        between = article.text[spans[-1].end : span.start] if spans and span.start >= spans[-1].end else ""
        if between.strip() and len(between) <= _GAP and not _MARKS & set(between) and "\n" not in between:
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    phrase = phrase_at(article, spans)
    return Candidate(phrase, _passage(article, phrase.spans), actors.get(group[0].holder_id), tuple(group))


def words_of(article: Article, statement: Statement) -> Phrase:
    """The words of a statement that say something by themselves.

    A clause does without its "that". A noun needs the verb before it: "rejected any involvement" is no involvement.
    What somebody denies needs the denial.
    """
    first, *rest = statement.content.spans
    spans = [_trimmed(article, span) for span in (Span(_first_word(article, statement, first), first.end), *rest)]
    return phrase_at(article, spans)


def _trimmed(article: Article, span: Span) -> Span:
    """The span without white space at its ends, such as stands inside guillemets."""
    words = article[span]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def _first_word(article: Article, statement: Statement, span: Span) -> int:
    opening = _OPENING.match(article.text, span.start, span.end)
    start = opening.end() if opening else span.start
    if statement.kind == "direct" or statement.cue is None:
        return start
    cue = statement.cue.spans[0]
    between = article.text[cue.end : span.start]
    is_near = cue.end <= span.start and len(between) <= _LEAD_IN and not set(between) & (_MARKS | set("\n,.;:"))
    is_bare = opening is None and not _SAYING.search(statement.cue.quote)
    return cue.start if is_near and (is_bare or denies(statement.cue.quote)) else start


def _is_shown_denied(article: Article, statement: Statement) -> bool:
    """True unless somebody denies the words and the denial does not stand before them."""
    if statement.cue is None or not denies(statement.cue.quote):
        return True
    cue, spans = statement.cue.spans[0], words_of(article, statement).spans
    return any(span.start <= cue.start and cue.end <= span.end for span in spans)


def _weight(candidate: Candidate) -> float:
    """How much a candidate matters: how sure it is, whether it says enough, and whether the holder is named."""
    length = sum(span.end - span.start for span in candidate.evidence.spans)
    named = candidate.holder is not None and any(map(str.isupper, candidate.holder.name))
    return candidate.certainty + 0.3 * min(1.0, length / _ENOUGH) + 0.2 * named


def _within(group: Iterable[Statement], warning: Phrase) -> list[Statement]:
    """Those of the statements that have words of the warning."""
    return [one for one in group if any(a.overlaps(b) for a in one.content.spans for b in warning.spans)]


def _share(group: Sequence[Statement], warning: Phrase) -> float:
    """How much of a warning is the content of these statements, from 0 to 1."""
    inside = sum(
        max(0, min(a.end, b.end) - max(a.start, b.start))
        for statement in group
        for a in statement.content.spans
        for b in warning.spans
    )
    return inside / sum(span.end - span.start for span in warning.spans)


def _passage(article: Article, spans: Sequence[Span]) -> str:
    """The paragraph around the words, with the one before it if it is short, within bounds."""
    text, (least, most) = article.text, _PASSAGE
    start = text.rfind("\n", 0, spans[0].start) + 1
    end = text.find("\n", spans[-1].end)
    end = len(text) if end < 0 else end
    if end - start < least and start > 1:
        start = max(text.rfind("\n", 0, start - 1) + 1, start - most)
    if end - start > most:
        middle = (spans[0].start + spans[-1].end) // 2
        first = max(start, min(spans[0].start, middle - most // 2))
        last = min(end, max(spans[-1].end, middle + most // 2))
        start = first if first == start else text.rfind(" ", start, first + 1) + 1 or first
        end = last if last == end else text.find(" ", last, end) % (end + 1)
    return " ".join(text[start:end].split())
