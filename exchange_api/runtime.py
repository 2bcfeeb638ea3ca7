"""A running gateway: its parts in the order in which they start and stop, and the housekeeping beside them.

Start: operations and information-system listeners (which answer 503 until the start is anchored) -> the ledger is read
-> log opened -> clock compared with the ledger's -> START leaf anchored, so that an old or cloned directory is found
out -> what the last run left open is closed -> peer and management listeners -> ready -> jobs. Stop: listeners, jobs,
voids, anchoring, writer; in that order, so that whatever was taken in is finished and durable.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from chain_node.errors import LianluError
from chain_node.ids import parse_client
from chain_node.ledger.follower import ReplicaFollower
from chain_node.log.anchoring import Anchorer
from chain_node.log.pairtalk import PairStates
from chain_node.logs import get_logger
from exchange_api import declarations, notices
from exchange_api import groups as local_groups
from exchange_api.adapters.store import Reader, Side
from exchange_api.adapters.tls import PeerTrust
from exchange_api.aside import Aside
from exchange_api.config import FILE_NAME, Config
from exchange_api.confirmations import SUFFIX, beside
from exchange_api.service.consumer import Consumer
from exchange_api.service.context import Context
from exchange_api.service.in_force import InForce
from exchange_api.service.metadata import Metadata
from exchange_api.service.provider import Provider
from exchange_api.service.receipts import Receipts
from exchange_api.service.recovery import close_all, rebuild_caps
from exchange_api.service.voids import Voider
from exchange_api.setup_errors import GroupInvalid, ServiceInvalid
from exchange_api.web.peer import PeerApp
from exchange_api.web.server import Listener

HOUSEKEEPING_S = 1.0
SWEEP_EVERY = 30
NOTE_EVERY = 60
SPOOL_AGE_S = 900
log = get_logger(__name__)


@dataclass(slots=True)
class Parts:
    """What `bootstrap` has built."""

    config: Config
    context: Context
    follower: ReplicaFollower
    anchorer: Anchorer
    pairs: PairStates
    provider: Provider
    consumer: Consumer
    voider: Voider
    metadata: Metadata
    receipts: Receipts
    rows: Reader
    peer_app: PeerApp
    trust: PeerTrust
    early: list[Listener]
    late: list[Listener]
    version: str
    host_digest: bytes
    check_clock: Callable[[], Awaitable[None]]
    aside: Aside


class Runtime:
    """One gateway from start to stop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._background: list[asyncio.Task[None]] = []
        self._in_force = InForce(parts.config, parts.context)
        self._services_seen: tuple[frozenset[tuple[str, int, int]], int] | None = None
        self._notices_seen = 0
        self._ticks = 0
        self.failed: asyncio.Future[LianluError] = asyncio.get_running_loop().create_future()

    async def start(self) -> None:
        """Bring everything up; returns when exchanges are taken. Raises `LianluError` if that cannot be."""
        parts, context = self._parts, self._parts.context
        context.gate.starting = True
        self.load_notices()
        context.spool.sweep(time.time() - SPOOL_AGE_S, parts.aside.jobs.owner_of)
        self._check_storage()
        for listener in parts.early:
            await listener.open()
        context.view.renewed.append(lambda _state: parts.trust.add(context.view.certificates()))
        await context.systems.open()
        rebuild_caps(context, parts.rows)
        await parts.check_clock()
        await parts.anchorer.start(parts.version, parts.host_digest)
        context.view.refresh()
        self._guard(self.load_services)
        await close_all(context, parts.rows.open_rows(Side.ANSWERED))
        waiting = parts.aside.jobs.waiting()
        await parts.voider.void_rows([row for row in parts.rows.open_rows(Side.ASKED) if row.record not in waiting])
        for listener in parts.late:
            await listener.open()
        context.gate.starting = False
        await parts.aside.jobs.resume({parse_client(one.id).path for one in parts.config.clients})
        self._background = [
            asyncio.create_task(self._anchor(), name="anchoring"),
            asyncio.create_task(self._keep_house(), name="housekeeping"),
        ]

    async def stop(self) -> None:
        """Finish what was taken in, then let go of everything."""
        parts = self._parts
        await asyncio.gather(*(listener.close() for listener in (*parts.late, *parts.early) if listener.started))
        await parts.aside.jobs.close()
        await parts.voider.close()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await parts.context.peers.close()
        await parts.context.systems.close()
        parts.anchorer.close()
        parts.pairs.close()
        parts.receipts.close()
        parts.aside.close()
        parts.rows.close()
        parts.context.verifier.close()
        await parts.context.writer.close()
        await asyncio.to_thread(parts.follower.close)

    def load_services(self) -> None:
        """Take over declarations and local groups if they changed, or what the ledger says of those that wait may have
        changed. A malformed one leaves all as they were."""
        context, data = self._parts.context, self._parts.config.data
        files = _fingerprint(data)
        seen = files, context.view.block() if self.waiting() else -1
        if seen == self._services_seen:
            return
        changed = self._services_seen is None or self._services_seen[0] != files
        try:
            groups = local_groups.load(data, context.own.member)
            self._in_force.take(declarations.load_all(data / "services", context.own.member))
            context.groups = groups
        except (ServiceInvalid, GroupInvalid) as error:
            log.error("services.invalid", text=str(error))
        else:
            if changed:
                log.info("services.loaded", count=len(context.services), groups=len(groups))
        self._services_seen = seen

    def waiting(self) -> dict[str, str]:
        """Addresses that wait for SECURITY's confirmation, and why."""
        return self._in_force.waiting()

    def load_notices(self) -> None:
        """Take over the notices if they changed. Malformed ones leave all as they were."""
        data = self._parts.config.data
        with contextlib.suppress(FileNotFoundError):
            seen = (data / notices.FILE_NAME).stat().st_mtime_ns
            if seen != self._notices_seen:
                self._notices_seen = seen
                self._parts.context.notices = notices.load(data)
                log.info("notices.loaded")

    def problems(self) -> dict[str, str]:
        """What keeps this gateway from taking exchanges now."""
        context = self._parts.context
        found: dict[str, str] = {}
        if context.gate.starting:
            found["start"] = "the start is not anchored yet"
            if self._parts.anchorer.last_error is not None:
                found["anchor"] = str(self._parts.anchorer.last_error)
        if context.writer.stopped is not None:
            found["log"] = str(context.writer.stopped)
        if context.gate.storage_low:
            found["storage"] = "free disk space is low"
        if context.gate.anchors_overdue:
            found["anchors"] = "the log could not be anchored for too long"
        try:
            context.view.check_age(context.clock.now_ms())
        except LianluError as error:
            found["ledger"] = str(error)
        return found

    def gauges(self) -> None:
        """Bring the gauges up to now."""
        context, parts = self._parts.context, self._parts
        age = context.view.age_s()
        context.metrics.gauge("lianlu_ledger_age_seconds", "Age of the newest block.", -1 if age is None else age)
        context.metrics.gauge("lianlu_ledger_block", "Newest block read.", context.view.block())
        context.metrics.gauge("lianlu_log_leaves", "Durable leaves.", context.writer.durable_size)
        context.metrics.gauge("lianlu_unanchored_ms", "Longest wait for an anchor.", parts.anchorer.overdue_ms)
        context.metrics.gauge("lianlu_addresses_waiting", "Addresses to be confirmed.", len(self.waiting()))
        context.metrics.gauge("lianlu_in_flight", "Exchanges under way as consumer.", context.under.clients.running)
        context.metrics.gauge("lianlu_answering", "Requests of peers under way.", context.under.peers.running)
        context.metrics.gauge("lianlu_unsettled", "Requests still to be taken back.", context.under.unsettled.running)

    # -- beside the exchanges

    async def _anchor(self) -> None:
        try:
            await self._parts.anchorer.run()
        except LianluError as error:
            if not self.failed.done():
                self.failed.set_result(error)

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(HOUSEKEEPING_S)
            self._ticks += 1
            for job in (
                self._check_storage,
                self._check_anchors,
                self.load_services,
                self.load_notices,
                self._check_listeners,
            ):
                self._guard(job)
            try:
                if self._ticks % NOTE_EVERY == 0:
                    await self._parts.peer_app.note_malformed()
                if self._ticks % SWEEP_EVERY == 0:
                    await asyncio.to_thread(self._parts.context.spool.sweep, time.time() - SPOOL_AGE_S)
                    await self._parts.context.peers.prune()
                    await self._parts.aside.jobs.sweep()
            except (LianluError, OSError) as error:
                log.warning("housekeeping.failed", error=type(error).__name__, text=str(error)[:200])

    def _guard(self, job: Callable[[], None]) -> None:
        try:
            job()
        except (LianluError, OSError) as error:
            log.warning("housekeeping.failed", error=type(error).__name__, text=str(error)[:200])

    def _check_storage(self) -> None:
        limits = self._parts.config.limits
        usage = shutil.disk_usage(self._parts.config.data)
        few, little = usage.free < limits.min_free_bytes, usage.free * 100 < usage.total * limits.min_free_percent
        low = few or little
        self._parts.context.gate.undercut = "min_free_bytes" if few else "min_free_percent"
        if low != self._parts.context.gate.storage_low:
            log.warning("storage.low" if low else "storage.enough", free=usage.free)
        self._parts.context.gate.storage_low = low

    def _check_anchors(self) -> None:
        overdue = self._parts.anchorer.overdue_ms > self._parts.config.limits.max_unanchored_age * 1000
        readable = self._parts.follower.status.last_error is None
        self._parts.context.gate.anchors_overdue = overdue and readable
        if self._parts.context.writer.stopped is not None and not self.failed.done():
            self.failed.set_result(self._parts.context.writer.stopped)

    def _check_listeners(self) -> None:
        for listener in (*self._parts.early, *self._parts.late):
            listener.end_slow()


def _fingerprint(data: Path) -> frozenset[tuple[str, int, int]]:
    """Changes whenever a declaration, the groups or a confirmation is put there, changed or removed, whatever the clock
    says."""
    found = set()
    services = data / "services"
    single = (data / local_groups.FILE_NAME, beside(data / FILE_NAME))
    for file in (*single, *services.glob("*.toml"), *services.glob("*.toml" + SUFFIX)):
        with contextlib.suppress(FileNotFoundError):
            status = file.stat()
            found.add((file.name, status.st_ino, status.st_mtime_ns))
    return frozenset(found)
