"""What a server sends, decoded piece by piece, so that no stream costs more than its limit."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable

from summarizer.errors import ArticleError

__all__ = ["ACCEPTED", "read_body"]

ACCEPTED = "gzip, deflate"  # br and zstd need packages of their own
_ANY_HEADER = 32 + zlib.MAX_WBITS  # gzip or zlib, as the data say
_CODINGS = {"gzip", "x-gzip", "deflate"}


async def read_body(parts: AsyncIterable[bytes], *, coding: str, max_bytes: int) -> tuple[bytes, bool]:
    """The body as it was before it was compressed, and True if it is longer than `max_bytes` and cut there.

    Args:
        parts: As they come.
        coding: What the header ``Content-Encoding`` says; empty if there is none.
        max_bytes: The most that is read, and the most that it may decode to.

    Raises:
        ArticleError: It is coded in another way than was asked for, broken, or breaks off.
    """
    coding = coding.strip().lower()
    if coding not in _CODINGS | {"", "identity"}:
        raise ArticleError(f"the page came in the coding {coding!r}, which was not asked for")
    inflater = _Inflater() if coding in _CODINGS else None
    data, received = bytearray(), 0
    async for part in parts:
        received += len(part)
        data += inflater.feed(part, room=max_bytes + 1 - len(data)) if inflater else part
        if max(received, len(data)) > max_bytes:
            return bytes(data[:max_bytes]), True
    if inflater is not None and received and not inflater.ended:
        raise ArticleError("the page breaks off in the middle of its compressed data")
    return bytes(data), False


class _Inflater:
    """Decodes gzip, of one member or several, and deflate."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_ANY_HEADER)

    @property
    def ended(self) -> bool:
        return self._stream.eof

    def feed(self, part: bytes, *, room: int) -> bytes:
        """What the part adds, at most `room` bytes; what is beyond them is lost."""
        found = bytearray()
        while part and len(found) < room:
            if self.ended:
                if not part.startswith(b"\x1f"):  # padding
                    break
                self._stream = zlib.decompressobj(_ANY_HEADER)
            try:
                found += self._stream.decompress(part, room - len(found))
            except zlib.error as err:
                raise ArticleError(f"the page's compressed data are broken: {err}") from err
            part = self._stream.unconsumed_tail or self._stream.unused_data
        return bytes(found)
