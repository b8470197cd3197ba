"""Whom a batch asks: a server or several, the embedded model, or a Batch API."""

from __future__ import annotations

from collections.abc import Mapping

from summarizer.backends.balancing import BalancingBackend
from summarizer.backends.cache import DeferredBackend
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.limiting import Limiter
from summarizer.backends.prices import Price
from summarizer.backends.selecting import Selection, connect, select
from summarizer.batch.asking import Budget, Stop
from summarizer.batch.command import Command
from summarizer.batch.journal import Journal
from summarizer.cli.progress import Display
from summarizer.config import Config
from summarizer.errors import UsageError
from summarizer.types import Backend

__all__ = ["backend_for", "others_of"]


def others_of(command: Command, selection: Selection, config: Config) -> tuple[Selection, ...]:
    """The further servers of a command, each with the key that is stored for it.

    Raises:
        UsageError: An address that cannot be used; or a Batch API and several servers.
    """
    if command.other_urls and command.engine == "openai-batch":
        raise UsageError("a Batch API is one server", hint="give --base-url once")
    return tuple(select(config, model=selection.model, base_url=url) for url in command.other_urls)


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
        from summarizer.batch.openai_batch import Manner, Pool

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

    async def connected(one: Selection) -> Backend:
        return await connect(
            one,
            cache_dir=config.cache_dir,
            capabilities=capabilities,
            on_progress=display.fetching,
            stream=False,
            on_headers=_not_heard if command.other_urls else limiter.heard,
        )

    if selection.embedded:  # it takes a while to load, and need not if the journal has all replies
        return DeferredBackend("embedded", selection.model, lambda: connected(selection))
    if not command.other_urls:
        return await connected(selection)
    members = [await connected(one) for one in (selection, *others_of(command, selection, config))]
    return BalancingBackend(members, capabilities=capabilities, tell=display.say)


def _not_heard(headers: Mapping[str, str]) -> None:
    """What one of several servers says of its limits is not the limit of all."""
