"""What peers are told of our services' descriptions: fetched from the back end and made into an answer once a minute,
however many ask and however often; what fails is remembered as well.

A description may have megabytes: reading, narrowing and writing one takes longer than many exchanges, so it is done in
a thread, one at a time for each service.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Sequence
from typing import Generic, TypeVar

from chain_node.ledger.records import Endpoint
from exchange_api import descriptions
from exchange_api.adapters.spool import in_memory
from exchange_api.declarations import Declaration
from exchange_api.errors import SystemFailed, SystemInvalid
from exchange_api.metadata import written
from exchange_api.service.context import Context

REMEMBERED_S = 60
MOST = 32
T = TypeVar("T")


class Remembered(Generic[T]):
    """Answers kept for a while, the oldest given up first. For one thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, tuple[int, T]] = OrderedDict()

    def get(self, key: str, now_ms: int) -> T | None:
        """What was put under `key` in the last minute."""
        found = self._kept.get(key)
        return found[1] if found is not None and now_ms - found[0] < REMEMBERED_S * 1000 else None

    def put(self, key: str, value: T, now_ms: int) -> T:
        """Keep and return `value`."""
        self._kept[key] = now_ms, value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return value


class Described:
    """Descriptions of this gateway's services, as JSON for a peer."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._whole: Remembered[bytes] = Remembered(MOST)
        self._narrowed: Remembered[bytes] = Remembered(MOST)
        self._making: dict[str, asyncio.Lock] = {}

    async def tell(self, declaration: Declaration, endpoints: Sequence[Endpoint] | None) -> bytes:
        """`document`, or why there is none: `type`, `failed`. `endpoints`: all that it may show, if not everything."""
        if declaration.records is not None:
            return written({"document": descriptions.described(declaration, endpoints)})
        if not declaration.description:
            return written({"type": "REST"})
        async with self._making.setdefault(declaration.service.path, asyncio.Lock()):
            whole = await self._told(declaration)
            if endpoints is None:
                return whole
            key = f"{declaration.service.path} {endpoints}"
            now_ms = self._context.clock.now_ms()
            found = self._narrowed.get(key, now_ms)
            if found is None:
                found = self._narrowed.put(key, await asyncio.to_thread(_narrow, whole, endpoints), now_ms)
            return found

    async def _told(self, declaration: Declaration) -> bytes:
        """All that there is."""
        now_ms, path = self._context.clock.now_ms(), declaration.description
        key = f"{declaration.service.path} {declaration.base}{path}"
        found = self._whole.get(key, now_ms)
        if found is not None:
            return found
        try:
            told = await asyncio.to_thread(_read, await self._fetch(declaration))
        except SystemInvalid as error:
            self._context.metrics.reached(error)
            told = written({"failed": f"{path}: {error}"})
        except SystemFailed:
            told = written({"failed": path})  # the text may name an address, and nobody outside needs it
        return self._whole.put(key, told, now_ms)

    async def _fetch(self, declaration: Declaration) -> bytes:
        systems, limits = self._context.systems, self._context.limits
        url = declaration.base + declaration.description
        time_s = min(declaration.timeout_s, limits.backend_time)
        answer = await systems.call("GET", url, [(b"Accept", b"application/json")], None, time_s)
        try:
            if answer.status != 200:
                raise SystemInvalid(f"Status: {answer.status}")
            held = await in_memory(answer.first, systems.reading(answer.rest), limits.max_description)
            if held is None:
                raise SystemInvalid(f"more than {limits.max_description} bytes", limit="max_description")
            return held
        finally:
            answer.release()


def _read(raw: bytes) -> bytes:
    return written({"document": descriptions.without_servers(raw)})


def _narrow(whole: bytes, endpoints: Sequence[Endpoint]) -> bytes:
    told = json.loads(whole)
    if "document" in told:
        told["document"] = descriptions.narrowed(told["document"], endpoints)
    return written(told)
