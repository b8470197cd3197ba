"""How much an article is about somebody, told by where it names them.

News puts first what matters most, so that a mention weighs the less the later it stands. On the Wikinews articles of
GUM, whose salient entities are those that people's and models' summaries mention, this tells them better than the
number of mentions, the lead or the title by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from summarizer.types import Span

__all__ = ["least_salience", "salience"]

_HALF = 600  # code points, about a hundred words: a mention that stands there weighs half of one at the opening
_ENOUGH = 1.0  # as much as one mention at the very opening


def salience(mentions: Iterable[Span]) -> float:
    """The sum of all mentions, pronouns included: 1 for one at the opening of the article, a half 600 characters on."""
    return sum(1 / (1 + span.start / _HALF) for span in mentions)


def least_salience(all_: Collection[float]) -> float:
    """What makes an article be about somebody: 1, or half of the most that anybody has, if that is less."""
    return min(_ENOUGH, max(all_, default=0.0) / 2)
