"""Anchoring: the log's head goes to the ledger every few seconds, once, and nobody else's head in its place.

One round: settle what is open; PAIRSTATE with active peers; take the durable size; journal the checkpoint on top of the
last one; sign it; hand it to the outbox; wait for the ledger; tell the peers. Rules:

* Never two checkpoints for one epoch, never a smaller one. The journal is written before the key is used.
* At most one checkpoint is open. While the ledger is away nothing new is signed: the next one spans the gap.
* Every start anchors a START leaf before it returns: whoever starts on a copy later finds the ledger ahead of it.

Points given to `hook` (fault tests): `anchor-journalled`, `anchor-signed`, `anchor-submitted`, `anchor-settled`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from chain_node.clock import Clock
from chain_node.errors import LedgerError, LianluError
from chain_node.evidence.leaf import Role
from chain_node.log.anchorport import AnchorChain, AnchorKey, CheckpointPeer, SilentPeers
from chain_node.log.commit import Hook, no_hook
from chain_node.log.errors import (
    AnchorPending,
    AnchorRefused,
    ChainAhead,
    JournalConflict,
    LogCorrupt,
    LogFrozen,
    LogNotOpen,
    LogStopped,
    LogWriteFailed,
)
from chain_node.log.heads import Heads, checkpoint_of
from chain_node.log.intents import Note
from chain_node.log.journal import JournalEntry
from chain_node.log.pairtalk import CONCURRENT, PairStates
from chain_node.log.settling import AnchorLimits, Settler
from chain_node.log.writer import LogWriter

FATAL = (ChainAhead, JournalConflict, LogCorrupt, LogFrozen, LogNotOpen, LogStopped)
"""After one of these the gateway must stop: it may no longer be the only one that writes this log."""
PASSING = (LedgerError, AnchorPending, AnchorRefused, LogWriteFailed)
"""After one of these the same is tried again."""

log = structlog.get_logger(__name__)


class Anchorer:
    """Anchors one log. Runs in the event loop of its writer."""

    def __init__(
        self,
        writer: LogWriter,
        chain: AnchorChain,
        key: AnchorKey,
        clock: Clock,
        *,
        pairs: PairStates | None = None,
        peers: CheckpointPeer | None = None,
        limits: AnchorLimits | None = None,
        hook: Hook = no_hook,
    ) -> None:
        self._writer = writer
        self._clock = clock
        self._pairs = pairs
        self._peers = peers or SilentPeers()
        self._limits = limits or AnchorLimits()
        self._heads = Heads(writer)
        self._settler = Settler(writer, chain, key, self._heads, clock, self._limits, hook)
        self._round = asyncio.Lock()
        self._last_round_ms: int | None = None
        self._failures = 0
        self._waiting_since: int | None = None
        self.last_error: LianluError | None = None

    def close(self) -> None:
        """Let the file go; what is open is settled at the next start."""
        self._heads.close()

    @property
    def last_settled(self) -> JournalEntry | None:
        """The newest checkpoint that the ledger is known to hold."""
        return self._settler.last_settled

    @property
    def overdue_ms(self) -> int:
        """How long the oldest leaf without anchor has been waiting, within the polling interval; 0 if none waits."""
        return 0 if self._waiting_since is None else self._clock.monotonic_ms() - self._waiting_since

    async def start(self, version: str, host_digest: bytes, *, retry_s: float = 1.0) -> None:
        """Check, log a START leaf and anchor it; returns when the ledger holds it, so that listeners may open.

        `host_digest` 32 bytes. Waits as long as the ledger is away, and for no peer: two gateways that start together
        would wait for each other. Raises the `FATAL` errors at once.
        """
        await self._until(self._settler.check, retry_s)
        await self._writer.submit(Note(Role.START, (version, host_digest)))
        await self._until(lambda: self.anchor(compare=False), retry_s)

    async def _until(self, action: Callable[[], Awaitable[object]], retry_s: float) -> None:
        while True:
            try:
                await action()
                self.last_error = None
                return
            except PASSING as exc:
                self.last_error = exc
                log.warning("anchor.waiting", code=exc.code, reason=str(exc))
            await asyncio.sleep(retry_s)

    async def run(self) -> None:
        """Anchor for ever. Returns never; raises one of the `FATAL` errors when this log must stop."""
        while True:
            await asyncio.sleep(self._limits.poll_s)
            try:
                await self._poll()
            except FATAL as exc:
                log.error("anchor.stopped", code=exc.code, reason=str(exc))
                raise
            except PASSING as exc:
                self._failures += 1
                self.last_error = exc
                log.warning("anchor.failed", code=exc.code, reason=str(exc), failures=self._failures)

    async def _poll(self) -> None:
        size = self._writer.durable_size
        new_leaves = size - (self.last_settled.size if self.last_settled else 0)
        if new_leaves and self._waiting_since is None:
            self._waiting_since = self._clock.monotonic_ms()
        await self._heads.store_tiles(size)
        if self._due(new_leaves):
            await self.anchor()
            self.last_error = None

    def _due(self, new_leaves: int) -> bool:
        limits = self._limits
        if self._last_round_ms is None:
            return True
        since = (self._clock.monotonic_ms() - self._last_round_ms) / 1000
        if self._failures:
            return since >= min(2.0 ** min(self._failures - 1, 10), limits.max_pause_s)
        if new_leaves >= limits.max_leaves:
            return True
        return since >= (limits.interval_s if new_leaves else limits.heartbeat_s)

    async def anchor(self, compare: bool = True) -> JournalEntry:
        """One round, with PAIRSTATEs unless `compare` is false; returns the settled entry.

        Raises one of the `PASSING` or `FATAL` errors.
        """
        async with self._round:
            self._last_round_ms = self._clock.monotonic_ms()
            last, was_open = await self._settler.settle_open()
            if last is not None and was_open and last.size == self._writer.durable_size:
                return self._ended(last, None)
            peers = await self._compare_pairs() if compare else ()
            taken_ms = self._clock.monotonic_ms()
            head = await self._heads.head(self._writer.durable_size, last)
            entry = self._ended(await self._settler.add(head, last), taken_ms)
            await self._tell(peers, entry, head.proof)
            return entry

    def _ended(self, entry: JournalEntry, next_since: int | None) -> JournalEntry:
        self._failures = 0
        self._waiting_since = next_since if self._writer.durable_size > entry.size else None
        return entry

    async def _compare_pairs(self) -> Sequence[str]:
        """Let PAIRSTATEs ride in the coming anchor; returns the peers that are to hear of it."""
        if self._pairs is None:
            return ()
        active = await self._pairs.active()
        if active:
            await asyncio.sleep(self._limits.in_flight_s)
            await self._pairs.propose(active)
        return tuple(active)

    async def _tell(self, peers: Sequence[str], entry: JournalEntry, proof: Sequence[bytes]) -> None:
        """Tell the peers of this round; one that cannot be reached hears of a later checkpoint."""
        checkpoint = checkpoint_of(entry, self._writer.identity.log_id)
        signature = entry.signature or b""
        limit = asyncio.Semaphore(CONCURRENT)

        async def one(peer: str) -> None:
            async with limit:
                try:
                    async with asyncio.timeout(self._limits.deliver_s):
                        await self._peers.deliver(peer, checkpoint, signature, proof)
                except Exception as exc:
                    log.info("anchor.peer_not_told", peer=peer, reason=repr(exc))

        await asyncio.gather(*(one(peer) for peer in peers))
