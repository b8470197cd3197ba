"""Whom a batch asks: one server, the embedded model, or a Batch API."""

from __future__ import annotations

from summarizer.backends.cache import DeferredBackend
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.limiting import Limiter
from summarizer.backends.prices import Price
from summarizer.backends.selecting import Selection, connect
from summarizer.batch.asking import Budget, Stop
from summarizer.batch.command import Command
from summarizer.batch.journal import Journal
from summarizer.batch.openai_batch import Manner, Pool
from summarizer.cli.progress import Display
from summarizer.config import Config
from summarizer.types import Backend

__all__ = ["backend_for"]


async def backend_for(
    command: Command,
    selection: Selection,
    *,
    config: Config,
    journal: Journal,
    capabilities: Capabilities,
    limiter: Limiter,
    budget: Budget,
    stop: Stop,
    price: Price | None,
    display: Display,
) -> Backend:
    """The backend of a batch, ready for requests.

    Raises:
        BackendError: It cannot be started.
        UsageError: The base URL or the key cannot be sent.
    """
    if command.engine == "openai-batch":
        from summarizer.backends.batches import BatchServer

        return Pool(
            BatchServer(str(selection.base_url), selection.api_key, selection.model, capabilities=capabilities),
            capabilities=capabilities,
            journal=journal,
            budget=budget,
            stop=stop,
            price=price,
            manner=Manner(poll=command.poll, detach=command.detach),
            tell=display.say,
        )

    async def connected() -> Backend:
        return await connect(
            selection,
            cache_dir=config.cache_dir,
            capabilities=capabilities,
            on_progress=display.fetching,
            stream=False,
            on_headers=limiter.heard,
        )

    if selection.embedded:  # it takes a while to load, and need not if the journal has all replies
        return DeferredBackend("embedded", selection.model, connected)
    return await connected()
