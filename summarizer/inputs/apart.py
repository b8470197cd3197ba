"""Reads a file of a rich format in a process of its own, which may take little time and memory.

A parser of such formats can be made to take all that there is: bombs, deep nesting, defects of native code. Whatever
happens to the process, the answer is documents or an `ArticleError`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import anyio

from summarizer.errors import ArticleError
from summarizer.escaping import one_line
from summarizer.inputs.decoding import AS_TEXT
from summarizer.inputs.documents import Document
from summarizer.inputs.sniffing import Kind
from summarizer.types import Notice

__all__ = ["read_apart"]

_SECONDS = 60.0  # of a busy machine; the process may take `SECONDS` of processor time
_TOO_MUCH = 3  # exit code of a reader that ran out of memory


async def read_apart(
    kind: Kind, data: bytes, *, source: str, charset: str | None = None, url: str | None = None
) -> tuple[Document, ...]:
    """What is in the file, at least one document.

    Raises:
        ArticleError: It is broken, too costly to read, or has no text.
    """
    order = json.dumps({"kind": kind, "source": source, "charset": charset, "url": url}).encode() + b"\n"
    try:
        with anyio.fail_after(_SECONDS):
            done = await anyio.run_process(
                # -P: whatever lies in the working directory is not imported.
                [sys.executable, "-P", "-m", "summarizer.inputs.child"],
                input=order + data,
                check=False,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
    except TimeoutError as err:
        raise _too_much(source) from err
    if done.returncode < 0 or done.returncode == _TOO_MUCH:
        raise _too_much(source)
    if done.returncode != 0:
        raise ArticleError(f"{source!r} is broken: it cannot be read as what it looks like", hint=AS_TEXT)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise ArticleError(answer["error"], hint=answer["hint"])
    return tuple(
        Document(
            **{
                **found,
                "pages": tuple(found["pages"]),
                "notices": tuple(Notice(one["code"], one_line(one["message"])) for one in found["notices"]),
            }
        )
        for found in answer["documents"]
    )


def _environment() -> dict[str, str] | None:
    """Where modules are, and nothing else that is in the user's environment, such as keys."""
    if sys.platform == "win32":
        return None  # Python does not start without it there
    return {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONUTF8": "1"}


def _too_much(source: str) -> ArticleError:
    return ArticleError(f"{source!r} takes too much time or memory to read", hint=AS_TEXT)
