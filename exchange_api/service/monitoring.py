"""Operational monitoring: a record of each exchange and side, and the health of each service, for whoever may see them.

Nothing is collected beside the exchange: records are put together when they are asked for (`monitoring_record`), from
one row written with the leaf, the exchange's own row and what lies sealed beside it. They are in the order in which
exchanges were settled, so that reading on from a cursor gives each one once. Outside the evidence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from exchange_api.adapters.monitored import MonitoringReader, Settled
from exchange_api.adapters.store import Reader, Side
from exchange_api.evidence_errors import QueryInvalid
from exchange_api.service.context import Context
from exchange_api.service.monitoring_record import FIELDS, FROM_OPENINGS, Place, record_of, service_of
from exchange_api.service.opened import SealedParts, said, sealed_parts

PAGE, MAX_PAGE = 1_000, 10_000
MAX_READ = 20_000
"""Rows looked at for one answer: a viewer of few of them gets a short page and a cursor to go on from."""
CHUNK = 50
PERIOD_S = 600
_MEASURES = (("request", "Duration"), ("request", "Size"), ("response", "Size"))

Sees = Callable[[Side, str, str], bool]
"""Whether a viewer may see an exchange: our side of it, its client and its service (canonical paths)."""


def everything(_side: Side, _client: str, _service: str) -> bool:
    """The owner with all rights, and the central client."""
    return True


def of_member(member: str) -> Sees:
    """Exchanges whose party at this gateway belongs to a member."""
    prefix = member + "/"

    def sees(side: Side, client: str, service: str) -> bool:
        party = client if side is Side.ASKED else service
        return party == member or party.startswith(prefix)

    return sees


def of_client(subsystem: str) -> Sees:
    """Exchanges that a client asked or was asked in."""

    def sees(_side: Side, client: str, service: str) -> bool:
        return subsystem in (client, service.rpartition("/")[0])

    return sees


@dataclass(frozen=True, slots=True)
class Query:
    """Which records: settled from `from_ms` to `to_ms`, from `cursor` on, of one client or of all; which fields."""

    sees: Sees
    from_ms: int = 0
    to_ms: int = 1 << 62
    cursor: int = 0
    limit: int = PAGE
    client: str | None = None
    fields: frozenset[str] = FIELDS


def fields_of(text: str | None) -> frozenset[str]:
    """The fields named in a list with commas; all, if there is none. Raises `QueryInvalid`."""
    if text is None:
        return FIELDS
    named = frozenset(text.split(","))
    if unknown := sorted(named - FIELDS):
        raise QueryInvalid(f"there is no field {unknown[0][:40]!r}; docs/monitoring.md lists them")
    return named


class Monitoring:
    """Answers queries. Reads run in a thread, one at a time; keys are derived in the event loop."""

    def __init__(self, context: Context, log_directory: Path, internal: str, address: str, version: str) -> None:
        self._context = context
        self._place = Place(internal, address, version)
        self._lock = asyncio.Lock()
        self._rows = Reader(log_directory)
        self._reader = MonitoringReader(self._rows)
        self._started_ms = context.clock.now_ms()
        self._next = self._reader.bounds()[1] + 1
        self._last: dict[tuple[str, int], int] = {}

    def close(self) -> None:
        """Let the files go."""
        self._rows.close()

    # -- records

    async def records(self, query: Query) -> dict[str, Any]:
        """`records`, the `cursor` to go on from, and whether there is `more` now."""
        found: list[dict[str, Any]] = []
        limit = min(max(query.limit, 1), MAX_PAGE)
        needs_openings = bool(query.fields & FROM_OPENINGS)
        addresses: dict[str, str] = {}
        async with self._lock:
            at = max(query.cursor, await asyncio.to_thread(self._reader.first_from, query.from_ms))
            more, read = True, 0
            while more and len(found) < limit and read < MAX_READ:
                chunk = await asyncio.to_thread(self._chunk, query, at, min(CHUNK, limit - len(found)), needs_openings)
                at, read, more = chunk.next, read + chunk.read, not chunk.ended
                for settled, parts in chunk.seen:
                    openings = said(self._context, settled.row, parts).request if parts is not None else None
                    peer = settled.row.peer
                    if peer not in addresses:
                        addresses[peer] = self._address(peer)
                    record = record_of(settled, openings, self._place, addresses[peer])
                    found.append({name: value for name, value in record.items() if name in query.fields})
        return {"records": found, "cursor": str(at), "more": more}

    def _chunk(self, query: Query, at: int, wanted: int, needs_openings: bool) -> _Chunk:
        rows = self._reader.read(at, wanted)
        cursor = self._rows.cursor
        wanted_too = everything if query.client is None else of_client(query.client)
        chunk = _Chunk([], at, len(rows), len(rows) < wanted)
        for settled in rows:
            if settled.at_ms > query.to_ms:
                chunk.ended = True
                break
            chunk.next = settled.seq + 1
            row = settled.row
            parties = row.side, row.client, row.service
            if query.sees(*parties) and wanted_too(*parties):
                chunk.seen.append((settled, sealed_parts(cursor, row) if needs_openings else None))
        return chunk

    def _address(self, peer: str) -> str:
        gateway = self._context.view.gateway_at(peer)
        return "" if gateway is None else urlsplit(gateway.url).hostname or ""

    # -- health

    async def health(self, sees: Sees) -> dict[str, Any]:
        """Of each service that was answered for here: when it last succeeded and failed since this gateway was started,
        and figures over the last ten minutes."""
        async with self._lock:
            last, figures = await asyncio.to_thread(self._figures)
        events = []
        for service in sorted({service for service, _ in last} | set(figures)):
            if not sees(Side.ANSWERED, "", service):
                continue
            event: dict[str, Any] = {"service": _names(service), "serviceType": "REST"}
            for good, name in ((1, "lastSuccessfulRequestTimestamp"), (0, "lastUnsuccessfulRequestTimestamp")):
                if (service, good) in last:
                    event[name] = last[service, good]
            event["lastPeriodStatistics"] = figures.get(service, _statistics({}))
            events.append(event)
        return {
            "monitoringStartupTimestamp": self._started_ms,
            "statisticsPeriodSeconds": PERIOD_S,
            "servicesEvents": events,
        }

    def _figures(self) -> tuple[dict[tuple[str, int], int], dict[str, dict[str, Any]]]:
        since = self._reader.first_from(self._context.clock.now_ms() - PERIOD_S * 1000)
        newest = self._reader.bounds()[1]
        for service, good, at_ms in self._reader.last_times(self._next):
            key = service, good or 0
            self._last[key] = max(at_ms, self._last.get(key, 0))
        self._next = newest + 1
        rows: dict[str, dict[int, tuple[Any, ...]]] = {}
        for service, good, *figures in self._reader.statistics(since):
            rows.setdefault(service, {})[good or 0] = tuple(figures)
        return self._last, {service: _statistics(found) for service, found in rows.items()}


@dataclass(slots=True)
class _Chunk:
    seen: list[tuple[Settled, SealedParts | None]]
    next: int
    read: int
    ended: bool


def _names(service: str) -> dict[str, str]:
    """The five names of a service as health data has them."""
    found = {name.removeprefix("service"): value for name, value in service_of(service).items()}
    return {name[0].lower() + name[1:] if name != "Code" else "serviceCode": value for name, value in found.items()}


def _statistics(found: dict[int, tuple[Any, ...]]) -> dict[str, Any]:
    """Counts, and durations (ms) and sizes of the successful ones. `found`: by success, a row of figures."""
    made: dict[str, Any] = {
        "successfulRequestCount": found[1][0] if 1 in found else 0,
        "unsuccessfulRequestCount": found[0][0] if 0 in found else 0,
    }
    if 1 not in found:
        return made
    for number, (of, what) in enumerate(_MEASURES):
        least, mean, greatest, squares = found[1][1 + 4 * number : 5 + 4 * number]
        if mean is not None:
            made[f"{of}Min{what}"], made[f"{of}Max{what}"] = least, greatest
            made[f"{of}Average{what}"] = round(mean, 3)
            made[f"{of}{what}StdDev"] = round(sqrt(max(squares - mean * mean, 0.0)), 3)
    return made
