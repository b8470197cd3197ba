"""The ways of asking for structured output, best first; a server that lacks one is asked the next way from then on.

A way is left when the server refuses it, and for the rest of a question when a reply shows that the server took the
schema and did not keep it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from summarizer.backends.capabilities import Capabilities
from summarizer.errors import BackendError, UnsupportedError
from summarizer.types import Backend, Reply, Rung

__all__ = ["Ladder"]

_RUNG_OF = {"json_schema": Rung.JSON_SCHEMA, "tools": Rung.TOOL, "json_object": Rung.JSON_OBJECT}


class Ladder:
    """Where on the ladder one question stands."""

    def __init__(self, backend: Backend, capabilities: Capabilities) -> None:
        self._server, self._model = backend.name, backend.model
        self._capabilities = capabilities
        self._left: set[Rung] = set()

    @property
    def rung(self) -> Rung:
        """The best way of asking that is left."""
        known = self._capabilities.known(self._server, self._model)
        return next((rung for rung in known.rungs() if rung not in self._left), Rung.PROMPT)

    @property
    def refused(self) -> frozenset[str]:
        """The features that the server is known to refuse."""
        return self._capabilities.known(self._server, self._model).refused

    async def climb(self, send: Callable[[Rung], Awaitable[Reply]]) -> tuple[Reply, Rung]:
        """Sends by the best way that the server takes, and says which it was; what it refuses is remembered.

        Raises:
            BackendError: The server refuses the same feature twice, or any other error of `send`.
        """
        refused: set[str] = set()
        while True:
            rung = self.rung
            try:
                return await send(rung), rung
            except UnsupportedError as err:
                if err.feature in refused or _RUNG_OF.get(err.feature, rung) is not rung:
                    raise BackendError(err.message, hint=f"the server refuses {err.feature} even without it") from err
                refused.add(err.feature)
                self._capabilities.refuse(self._server, self._model, err.feature)

    def judge(self, rung: Rung, *, kept: bool) -> None:
        """Remembers whether a reply was of the schema's shape; if it was not, this question goes on a way lower."""
        if rung is Rung.PROMPT:
            return
        self._capabilities.kept(self._server, self._model, rung, kept=kept)
        if not kept:
            self._left.add(rung)
