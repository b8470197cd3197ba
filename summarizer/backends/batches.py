"""OpenAI's Batch API: files of requests that are answered within a day, at half the price, by an id for each.

What it may be given and what comes back: https://platform.openai.com/docs/guides/batch
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import BinaryIO, Protocol

from summarizer.backends.batch_files import PATH, Answer, RemoteBatch, batch_in, id_in
from summarizer.backends.openai import OpenAIBackend
from summarizer.backends.wire import Body, ErrorInside, completion, document
from summarizer.backends.wrapping import Refused, error_inside, refusal_of
from summarizer.errors import BackendError, TransientError
from summarizer.types import Reply

__all__ = ["BatchServer"]

_OURS = "summarizer"  # the name of our key in a batch's metadata
_MOVES = 3600.0  # seconds for a file on its way
_CALL = 60.0
_LONGEST_LINE = 8 * 1024 * 1024
_LISTED = 100


class _Response(Protocol):
    def iter_bytes(self) -> AsyncIterator[bytes]: ...


class BatchServer(OpenAIBackend):
    """An OpenAI-compatible server that also has the endpoints for files and batches.

    Each method raises a BackendError of its kinds, as `OpenAIBackend.send` does.
    """

    async def upload(self, name: str, file: BinaryIO) -> str:
        """The server has the file, for a batch; its id."""
        call = self._client.files.with_streaming_response.create(file=(name, file), purpose="batch")
        return id_in(await self._document(call, _MOVES), self.name)

    async def create_batch(self, file: str, *, key: str) -> RemoteBatch:
        """The server works at the requests in a file that it has; `key` is how `find_batch` knows it again."""
        call = self._client.batches.with_streaming_response.create(
            input_file_id=file, endpoint=PATH, completion_window="24h", metadata={_OURS: key}
        )
        return batch_in(await self._document(call, _CALL), self.name)

    async def batch(self, id: str) -> RemoteBatch:
        """How far a batch is."""
        return batch_in(await self._document(self._client.batches.with_streaming_response.retrieve(id), _CALL), id)

    async def find_batch(self, key: str, *, since: float) -> RemoteBatch | None:
        """The batch that was created with a key, at or after a time of Unix; None if none was.

        The server lists the newest ones first; clocks may differ by an hour.
        """
        after: str | None = None
        while True:
            more = {"after": after} if after else {}
            page = await self._document(
                self._client.batches.with_streaming_response.list(limit=_LISTED, extra_query=more), _CALL
            )
            data = page.get("data")
            found = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
            for one in found:
                if isinstance(metadata := one.get("metadata"), dict) and metadata.get(_OURS) == key:
                    return batch_in(one, self.name)
            oldest = found[-1] if found else {}
            created, last = oldest.get("created_at"), oldest.get("id")
            is_past = isinstance(created, int | float) and created < since - 3600
            if not page.get("has_more") or is_past or not isinstance(last, str) or last == after:
                return None
            after = last

    async def lines(self, file: str) -> AsyncGenerator[bytes, None]:
        """Yields the lines of a file that the server has, as they come."""
        rest = b""
        try:
            async with (
                asyncio.timeout(_MOVES),
                self._wrapped(()),
                self._client.files.with_streaming_response.content(file) as response,
            ):
                async for part in response.iter_bytes():
                    *whole, rest = (rest + part).split(b"\n")
                    for line in whole:
                        yield line
                    if len(rest) > _LONGEST_LINE:
                        raise BackendError(f"{self.name} sent a line of more than {_LONGEST_LINE:,} bytes", status=200)
        except TimeoutError as err:
            raise TransientError(f"{self.name} did not send a file within {_MOVES:g} s", timed_out=True) from err
        if rest:
            yield rest

    def reply_in(self, answer: Answer, asked: tuple[str, ...]) -> Reply:
        """The reply in a line; `asked` are the features of its request, as `features_of` names them.

        Raises:
            BackendError: The request was refused, or not reached.
            ReplyError: It is no completion.
        """
        refused = Refused(answer.status, {}, answer.body, self.name, self.model, asked)
        if answer.status != 200:
            raise refusal_of(refused)
        try:
            return completion(answer.body)
        except ErrorInside as err:
            raise error_inside(err.error, refused) from err

    async def _document(self, call: AbstractAsyncContextManager[_Response], deadline: float) -> Body:
        try:
            async with asyncio.timeout(deadline), self._wrapped(()), call as response:
                return document(b"".join([part async for part in self._capped(response.iter_bytes())]))
        except TimeoutError as err:
            raise TransientError(f"{self.name} did not answer within {deadline:g} s", timed_out=True) from err
