"""Which statements and warnings of an article a brief takes: those that weigh most, of as many people as can be.

A parse finds forty statements where a brief has room for twelve. What one speaker says in one go is one candidate,
with all its spans; then every speaker's best candidate comes before anybody's second. A long article is taken from in
all its length: what weighs most is mostly said at its beginning, and would leave nothing of its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from summarizer.candidates import Candidate, candidate_of, candidates_in, passage_around, sayings, without_repeats
from summarizer.stances import stated_stance
from summarizer.stems import stems
from summarizer.types import Article, Phrase, Proposals, Span, Statement

__all__ = ["choose_statements", "choose_warnings", "nearest_first"]

_SAID = 0.35  # the share of a warning that has to be somebody's words for it to be theirs
_SURE, _SURE_OF_SIDES = 0.7, 0.6
_FEW = 6  # candidates: an article that has fewer sure ones gives doubtful ones too
_ENOUGH = 40  # letters from which a statement says something by itself
_LONG, _ZONES = 12_000, 3  # code points from which a brief takes as much from the beginning, the middle and the end


def choose_statements(article: Article, proposals: Proposals, *, limit: int) -> tuple[Candidate, ...]:
    """At most `limit` candidates for positions, in the order of the text."""
    by_holder: dict[str | None, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates_in(article, proposals), key=lambda one: -_weight(one)):
        by_holder[candidate.holder.id if candidate.holder else None].append(candidate)
    turns = [
        (turn, -_weight(candidate), candidate.evidence.spans[0].start, candidate)
        for own in by_holder.values()
        for turn, candidate in enumerate(own)
    ]
    ranked = [entry[-1] for entry in sorted(turns, key=lambda entry: entry[:-1])]
    sure = [one for one in ranked if _is_sure(one)] or ranked
    doubtful = [one for one in ranked if one not in sure]
    return _first([*sure, *doubtful[: max(0, _FEW - len(sure))]], article, limit)


def choose_warnings(article: Article, proposals: Proposals, *, limit: int) -> tuple[Candidate, ...]:
    """At most `limit` candidates for risks, in the order of the text.

    Where somebody says what sounds like a warning, the candidate is that statement, credited to them, without what
    they say before and after it; else it is the article's own sentence.
    """
    actors = {actor.id: actor for actor in proposals.actors}
    groups = sayings(article, proposals)
    chosen: dict[Span, Candidate] = {}
    for warning in proposals.warnings:
        saying = [own for group in groups if (own := _within(group, warning)) and _share(own, warning) >= _SAID]
        if saying:
            candidate = candidate_of(article, max(saying, key=lambda own: _share(own, warning)), actors)
        else:
            candidate = Candidate(warning, passage_around(article, warning.spans), None, ())
        chosen.setdefault(candidate.evidence.spans[0], candidate)
    # What somebody answers for comes first, then what stands first.
    distinct = without_repeats(chosen.values(), article, actors)
    ranked = sorted(distinct, key=lambda one: (one.holder is None, one.evidence.spans[0]))
    return _first(ranked, article, limit)


def _is_sure(candidate: Candidate) -> bool:
    """True if the parse is sure of it; words that take a side are what a brief is for, so less will do."""
    takes_side = stated_stance(candidate.evidence.quote, issue="") is not None
    return candidate.certainty >= (_SURE_OF_SIDES if takes_side else _SURE)


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
