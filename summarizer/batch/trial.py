"""Whether a batch is worth going on with: it is not while the model fails at every article."""

from __future__ import annotations

from summarizer.batch.asking import Stop
from summarizer.batch.journal import Failure, Journal, Outcome
from summarizer.errors import ArticleError, BackendError, ContentFilterError, ContextOverflowError

__all__ = ["Trial"]

_ENOUGH = 20
_OF_THE_ARTICLE = frozenset(kind.__name__ for kind in (ArticleError, ContentFilterError, ContextOverflowError))


class Trial:
    """Stops a batch once the first articles that the model could have done have all failed.

    Failures that are the article's own (unreadable, too long, refused by a filter) are no sign of it, and one brief,
    of this run or of one before, ends the trial for good.
    """

    def __init__(self, journal: Journal, job: str, stop: Stop) -> None:
        self._journal, self._job, self._stop = journal, job, stop
        self._failed = 0
        self._is_over = False

    def came_to(self, outcome: Outcome) -> None:
        """An article came to that, in this run."""
        result = outcome.result
        if self._is_over or (isinstance(result, Failure) and result.kind in _OF_THE_ARTICLE):
            return
        self._failed += 1
        self._is_over = isinstance(result, str) or self._failed == _ENOUGH
        if isinstance(result, Failure) and self._is_over and not self._journal.has_brief(self._job):
            self._stop.now(
                BackendError(
                    f"the first {_ENOUGH} articles that were asked about have all failed, the last with: "
                    f"{result.reason}",
                    hint="'summarizer run' with one of them shows more; --keep-going goes on all the same",
                )
            )
