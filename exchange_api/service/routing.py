"""Which of a provider's gateways is asked: the one that answers first, until it fails.

With one gateway there is nothing to choose, and nothing is asked. With several, each is greeted at once and the first
that answers and is not under maintenance is taken for a minute. This happens before a request is signed. A signed
request names its gateway and is never given to another one; that it failed only makes the next request choose again.
"""

from __future__ import annotations

import asyncio
from functools import partial

from chain_node.ledger.records import Gateway
from exchange_api.errors import ExchangeError, PeerInMaintenance, PeerUnreachable
from exchange_api.service.context import Context
from exchange_api.service.view import Route

REMEMBERED_MS = 60_000
MAX_NOTICE = 2048
Key = tuple[bytes, ...]


class Router:
    """Chooses among gateways. For one event loop."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._chosen: dict[Key, tuple[int, bytes]] = {}
        self._races: dict[Key, asyncio.Task[bytes]] = {}

    async def choose(self, routes: tuple[Route, ...]) -> Route:
        """One of `routes`. Raises `PeerUnreachable`, `PeerInMaintenance` if none can be asked."""
        if len(routes) == 1:
            return routes[0]
        by_id = {one.gateway.gateway_id: one for one in routes}
        key = tuple(by_id)
        until, gateway_id = self._chosen.get(key, (0, b""))
        if until < self._context.clock.monotonic_ms():
            race = self._races.get(key)
            if race is None:
                race = self._races[key] = asyncio.create_task(self._race(key, routes), name="choosing a gateway")
                race.add_done_callback(partial(self._over, key))
            gateway_id = await asyncio.shield(race)
        return by_id[gateway_id]

    def _over(self, key: Key, race: asyncio.Task[bytes]) -> None:
        self._races.pop(key, None)
        if not race.cancelled():
            race.exception()  # seen here, should every caller have left

    def forget(self, gateway: Gateway) -> None:
        """A gateway failed: where it was chosen, choose again."""
        for key, (_, gateway_id) in list(self._chosen.items()):
            if gateway_id == gateway.gateway_id:
                del self._chosen[key]

    async def _race(self, key: Key, routes: tuple[Route, ...]) -> bytes:
        notice: str | None = None
        greetings = [asyncio.create_task(self._greet(one.gateway)) for one in routes]
        try:
            for greeting in asyncio.as_completed(greetings):
                try:
                    gateway_id, told = await greeting
                except ExchangeError as error:
                    self._context.metrics.reached(error)
                    continue
                if told is None:
                    self._chosen[key] = self._context.clock.monotonic_ms() + REMEMBERED_MS, gateway_id
                    return gateway_id
                notice = told
        finally:
            for one in greetings:
                one.cancel()
            await asyncio.gather(*greetings, return_exceptions=True)
        if notice is not None:
            raise PeerInMaintenance(notice or "the provider's gateways are under maintenance")
        raise PeerUnreachable(f"none of the provider's {len(routes)} gateways can be reached")

    async def _greet(self, gateway: Gateway) -> tuple[bytes, str | None]:
        """The gateway's id and, if it is under maintenance, its notice. Raises `ExchangeError`."""
        told = await self._context.peers.hello(gateway)
        notice = told.get("maintenance")
        return gateway.gateway_id, notice[:MAX_NOTICE] if isinstance(notice, str) else None
