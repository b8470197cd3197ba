"""The process in which `apart` reads a file: order and file on stdin, documents or an error as JSON on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module

from summarizer.errors import ArticleError
from summarizer.escaping import one_line
from summarizer.inputs.documents import Document

__all__ = ["main", "read"]

_READERS = {"html", "pdf", "zip", "mail", "mailbox", "feed", "markdown"}
_SECONDS = 4  # of processor time
_BYTES = 256 * 1024 * 1024
_CHARACTERS = 10_000_000
_TOO_MUCH = 3


def main() -> int:
    """The exit code: 0 for an answer, 3 for want of memory; a file that breaks its reader ends it otherwise."""
    _limit()
    order = json.loads(sys.stdin.buffer.readline())
    try:
        documents = read(order.pop("kind"), sys.stdin.buffer.read(), **order)
        answer: object = {"documents": [asdict(document) for document in documents]}
    except ArticleError as err:
        answer = {"error": err.message, "hint": err.hint}
    except ImportError as err:  # no fault of the file
        answer = {
            "error": f"{order['source']!r} cannot be read, since a package is missing or broken: {one_line(str(err))}",
            "hint": "install summarizer again, in a new environment",
        }
    except MemoryError:
        return _TOO_MUCH
    sys.stdout.write(json.dumps(answer))
    return 0


def read(kind: str, data: bytes, *, source: str, charset: str | None, url: str | None) -> Sequence[Document]:
    """What the reader of that kind finds, at least one document.

    Raises:
        ArticleError: It says what is wrong with the file; other errors are the library's about a broken one.
    """
    if kind not in _READERS:
        raise ValueError(kind)
    found: Sequence[Document] = import_module(f"summarizer.inputs.formats.{kind}").read(
        data, source=source, charset=charset, url=url
    )
    if sum(len(document.text) for document in found) > _CHARACTERS:
        raise ArticleError(f"{source!r} has more than {_CHARACTERS:,} characters", hint="a corpus: split it")
    if not found:
        raise ArticleError(f"{source!r} has no entries")
    return found


def _limit() -> None:
    """Less time and memory for this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS + 1))
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    try:
        resource.setrlimit(kind, (_BYTES, _BYTES))
    except (ValueError, OSError):  # macOS refuses some
        return


if __name__ == "__main__":
    sys.exit(main())
