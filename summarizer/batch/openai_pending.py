"""Requests whose articles wait for replies: which are still to be sent, and when all articles wait."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from summarizer.backends.prices import Price
from summarizer.backends.wire import Body
from summarizer.batch.asking import Budget, Halt
from summarizer.batch.uploads import Place, UnderWay
from summarizer.types import Reply

__all__ = ["Pending", "PendingRequest", "affordable"]

_QUIET = 0.05  # seconds in which nobody asks any more, until what there is goes out
_REPLY = 600  # tokens, about


@dataclass(eq=False, slots=True)
class PendingRequest:
    """A request that its article waits for.

    Attributes:
        place: As the journal knows it.
        tokens: About how many it has.
        replies: One for each who asks: chunks with the same text ask the same.
        tries: Batches that have not answered it.
    """

    place: Place
    body: Body
    tokens: int
    replies: list[asyncio.Future[Reply]] = field(default_factory=list)
    tries: int = 0


class Pending:
    """The requests of the articles that are being made; what it is told of others it leaves alone.

    Attributes:
        at_once: Articles that are being made at once.
        news: Set when a request is to be sent, or an article does not wait any more.
    """

    def __init__(self) -> None:
        self.at_once = 1
        self.news = asyncio.Event()
        self._requests: dict[Place, PendingRequest] = {}
        self._gathered: dict[Place, PendingRequest] = {}
        self._articles: set[str] = set()
        self._waiting: Counter[str] = Counter()  # requests that each article waits for
        self._are_all = False

    # ------------------------------------------------------------------------------------- articles

    def begins(self, article: str) -> None:
        """An article is being made from now on."""
        self._articles.add(article)

    def ends(self, article: str) -> None:
        """It is not any more."""
        self._articles.discard(article)
        del self._waiting[article]
        self.news.set()

    def are_all(self) -> None:
        """No further article will begin."""
        self._are_all = True
        self.news.set()

    def _all_wait(self) -> bool:
        """True if no article can go on, and no other one can begin."""
        is_full = self._are_all or len(self._articles) >= self.at_once
        return is_full and all(self._waiting[article] for article in self._articles)

    async def is_complete(self) -> bool:
        """True if something is to be sent, all articles wait, and in a little while none of them has asked for more."""
        if not (self._gathered and self._all_wait()):
            return False
        before = len(self._requests)
        await asyncio.sleep(_QUIET)
        return self._all_wait() and len(self._requests) == before

    # ------------------------------------------------------------------------------------- requests

    async def reply(self, place: Place, body: Body, *, tokens: int, is_sent: bool) -> Reply:
        """The reply to a request, when it is there.

        Args:
            place: As the journal knows the request.
            body: Of the request.
            tokens: About how many it has.
            is_sent: It lies with the server already.

        Raises:
            Exception: What `fail` was told.
        """
        request = self._requests.get(place)
        if request is None:
            request = self._requests[place] = PendingRequest(place, body, tokens)
            if not is_sent:
                self._gathered[place] = request
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        request.replies.append(reply)
        self._waiting[place[0]] += 1
        self.news.set()
        try:
            return await reply
        finally:
            self._waiting[place[0]] -= 1
            request.replies.remove(reply)
            if not request.replies and self._requests.get(place) is request:  # not one that asks the same anew
                self._pop(place)

    def request(self, place: Place) -> PendingRequest | None:
        """The request whose article waits; None if no article waits for it."""
        return self._requests.get(place)

    def gathered(self) -> list[PendingRequest]:
        """Those that are to be sent."""
        return list(self._gathered.values())

    def sent(self, requests: Iterable[PendingRequest]) -> None:
        """They lie with the server."""
        for request in requests:
            self._gathered.pop(request.place, None)

    def gather(self, request: PendingRequest) -> None:
        """It is to be sent, again."""
        self._gathered[request.place] = request
        self.news.set()

    def answer(self, place: Place, reply: Reply) -> None:
        """Whoever waits for it goes on."""
        for one in self._pop(place):
            one.set_result(reply)

    def fail(self, place: Place, err: Exception) -> None:
        """Whoever waits for it goes on with an error."""
        for one in self._pop(place):
            one.set_exception(err)

    def let_go(self) -> None:
        """Nobody waits any more: the batch is to stop."""
        for place in list(self._requests):
            self.fail(place, Halt())

    def _pop(self, place: Place) -> list[asyncio.Future[Reply]]:
        self._gathered.pop(place, None)
        request = self._requests.pop(place, None)
        return [one for one in request.replies if not one.done()] if request else []


def affordable(
    requests: Sequence[PendingRequest], *, under_way: UnderWay, budget: Budget, price: Price | None
) -> Sequence[PendingRequest]:
    """The first of some requests, as many as the budget is expected to bear beside those that are under way."""
    max_tokens = math.inf if budget.max_tokens is None else budget.max_tokens
    max_cost = math.inf if budget.max_cost is None else budget.max_cost
    number, asked = under_way.requests, under_way.tokens
    for place, one in enumerate(requests):
        number, asked = number + 1, asked + one.tokens
        cost = (asked * price.input + number * _REPLY * price.output) / 1e6 if price else 0.0
        if budget.tokens + asked + number * _REPLY > max_tokens or budget.cost + cost > max_cost:
            return requests[:place]
    return requests
