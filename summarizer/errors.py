"""Every error that the program raises on purpose, and the exit code that each one ends in.

    SummarizerError                 exit code
    ├── UsageError                  2   a flag, name or value that the user can mend
    │   └── AssetError              2   a prompt or schema that is missing or does not load
    ├── ArticleError                3   the article cannot be read
    ├── BackendError                4   no usable answer from the server
    │   ├── QuotaError              7   the account has no quota or credit left
    │   ├── TransientError          4   a transport fault; the same request may be sent again
    │   ├── UnsupportedError        4   the server refuses one feature; another way of asking may do
    │   ├── ContextOverflowError    4   the prompt is longer than the model's context
    │   ├── ContentFilterError      4   the server's filter refused the prompt or stopped the reply
    │   └── ModelFileError          4   an embedded or parse model that is missing, broken or cannot be fetched
    ├── ReplyError                  5   the model answered, and the answer cannot be used
    │   ├── RefusalError            5   the model declined
    │   └── TruncatedError          5   the reply ran out of tokens
    ├── BudgetError                 8   a batch has spent what it may
    ├── JournalError                9   a batch's journal cannot be written or read
    └── WorkerError                 1   a batch's worker processes do not start

An error has a message (what happened, to what) and may have a hint (what to do). Some exit codes come without an error:
5, or 4 if it was the server's doing, for a brief that is printed and lacks a field or the rest of a list; 5 for an
``eval`` or a ``batch`` in which articles failed; 6 for a brief with unsupported items (``--strict``), one in which
something does not hold (``verify``), or a figure below its floor (``eval``). 1 is a defect of ours, 130 an interrupt,
141 a reader of stdout who went away, 143 a batch that was terminated, and 129 one whose terminal was closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.types import Attempt

__all__ = [
    "ArticleError",
    "AssetError",
    "BackendError",
    "BudgetError",
    "ContentFilterError",
    "ContextOverflowError",
    "JournalError",
    "ModelFileError",
    "QuotaError",
    "RefusalError",
    "ReplyError",
    "SummarizerError",
    "TransientError",
    "TruncatedError",
    "UnsupportedError",
    "UsageError",
    "WorkerError",
]


_OF_ONE_REQUEST = frozenset({200, 400, 413, 422})  # statuses that say nothing about the next article


class SummarizerError(Exception):
    """The root of the tree; has a message, and a hint that says what to do.

    Attributes:
        attempts: The requests that were made before it failed, for what they cost.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.attempts: tuple[Attempt, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """Goes to another process with all that it has, whatever its kind is made from."""
        return _remade, (type(self), self.args, self.__dict__)


def _remade(kind: type[SummarizerError], args: tuple[object, ...], has: dict[str, object]) -> SummarizerError:
    err = kind.__new__(kind, *args)
    err.__dict__.update(has)
    return err


class UsageError(SummarizerError):
    """A flag, name or value that the user can mend."""

    exit_code = 2


class AssetError(UsageError):
    """A prompt or schema that is missing or does not load."""


class ArticleError(SummarizerError):
    """The article cannot be read, or is not one."""

    exit_code = 3


class BackendError(SummarizerError):
    """The server gave no usable answer, and asking again would not help.

    Attributes:
        status: The status of HTTP that it answered with, if it did.
    """

    exit_code = 4

    def __init__(self, message: str, *, hint: str | None = None, status: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status

    @property
    def concerns_all(self) -> bool:
        """True if the server would fail the next article too: a wrong key, no quota, no server."""
        return self.status not in _OF_ONE_REQUEST


class QuotaError(BackendError):
    """The account has no quota or credit left."""

    exit_code = 7


class TransientError(BackendError):
    """A transport fault; the same request may be sent again.

    Attributes:
        retry_after: Seconds that the server asks to wait, if it said so.
        timed_out: True if a whole deadline passed, so that another try costs as long again.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
        timed_out: bool = False,
    ) -> None:
        super().__init__(message, hint=hint, status=status)
        self.retry_after = retry_after
        self.timed_out = timed_out

    @property
    def concerns_all(self) -> bool:
        """True unless a deadline passed: the next article may be shorter."""
        return not self.timed_out


class UnsupportedError(BackendError):
    """The server refuses one feature of the request.

    Attributes:
        feature: ``"json_schema"``, ``"tools"``, ``"json_object"``, or the name of a request parameter.
    """

    def __init__(self, message: str, *, feature: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.feature = feature

    @property
    def concerns_all(self) -> bool:
        """False: another article may not need it."""
        return False


class ContextOverflowError(BackendError):
    """The prompt is longer than the model's context, or leaves no room in it for the reply.

    Attributes:
        context: Tokens of prompt and reply together, if the server said so.
        prompt: Tokens of the prompt, if the server said so.
    """

    def __init__(
        self, message: str, *, hint: str | None = None, context: int | None = None, prompt: int | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.context = context
        self.prompt = prompt

    @property
    def concerns_all(self) -> bool:
        """False: it is this article that is long."""
        return False


class ContentFilterError(BackendError):
    """The server's content filter refused the prompt, or stopped the reply."""

    @property
    def concerns_all(self) -> bool:
        """False: it is this article that it does not let pass."""
        return False


class ModelFileError(BackendError):
    """An embedded or parse model that is missing, broken, or cannot be fetched."""


class ReplyError(SummarizerError):
    """The model answered, and the answer cannot be used."""

    exit_code = 5


class RefusalError(ReplyError):
    """The model declined; the message has its words."""


class TruncatedError(ReplyError):
    """The reply ran out of tokens before it was whole."""


class BudgetError(SummarizerError):
    """A batch has spent the money, tokens or time that it may."""

    exit_code = 8


class JournalError(SummarizerError):
    """A batch's journal cannot be written or read; what is in it stays as it is."""

    exit_code = 9


class WorkerError(SummarizerError):
    """A batch's worker processes do not start, or end before they are ready."""
