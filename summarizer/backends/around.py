"""What stands around a backend and is one itself: it has the name and the model of what is inside, and closes it."""

from __future__ import annotations

from summarizer.types import Backend

__all__ = ["Around"]


class Around:
    """A backend that asks `inside` in a way of its own; whoever derives from it says how, in `send`."""

    def __init__(self, inside: Backend) -> None:
        self._inside = inside

    @property
    def name(self) -> str:
        """The server's name."""
        return self._inside.name

    @property
    def model(self) -> str:
        """The model that is asked for."""
        return self._inside.model

    async def close(self) -> None:
        """Closes the backend inside."""
        await self._inside.close()
