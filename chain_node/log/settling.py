"""Bringing the journal's checkpoints onto the ledger, one at a time, and knowing when to stop.

* The ledger's head must be in the journal, always. If it is not, this directory is an old copy or a clone.
* What the journal holds beyond the ledger's head is signed (once) and sent, in order of epochs. A transaction that
  failed or was forgotten is followed by another one with the same checkpoint: the contract's compare-and-swap makes a
  repetition harmless.
* Settled is what the ledger's head covers, whoever brought it there: a peer may relay our checkpoint.
"""

from __future__ import annotations

import asyncio
import hmac
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from chain_node.clock import Clock
from chain_node.crypto.secp256k1 import keccak256
from chain_node.evidence.checkpoint import key_id, signing_digest
from chain_node.log import journal
from chain_node.log.anchorport import AnchorChain, AnchorKey, ChainHead, Outcome, TxState
from chain_node.log.commit import Hook
from chain_node.log.errors import AnchorPending, AnchorRefused, ChainAhead, LogCorrupt, LogFrozen, LogNotOpen
from chain_node.log.heads import Head, Heads, checkpoint_of
from chain_node.log.journal import JournalEntry
from chain_node.log.writer import LogWriter

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorLimits:
    """When to anchor; seconds and leaves."""

    interval_s: float = 10.0  # 10 in sandbox, demo and tests, 60 from `gateway init` (a year's chain growth)
    max_leaves: int = 8_192  # anchored at once beyond this
    heartbeat_s: float = 600.0  # an unchanged head is anchored again, so that silence is visible
    poll_s: float = 0.25
    settle_s: float = 5.0  # waited for the ledger in one round; longer is seen in a later round
    in_flight_s: float = 1.0  # messages younger than this may still be on their way and are not compared yet
    deliver_s: float = 2.0
    max_pause_s: float = 60.0  # between two tries after failures


class Settler:
    """Journal and ledger of one log."""

    def __init__(
        self,
        writer: LogWriter,
        chain: AnchorChain,
        key: AnchorKey,
        heads: Heads,
        clock: Clock,
        limits: AnchorLimits,
        hook: Hook,
    ) -> None:
        self._writer = writer
        self._chain = chain
        self._key = key
        self._key_id = key_id(bytes.fromhex(key.address[2:]))
        self._heads = heads
        self._clock = clock
        self._limits = limits
        self._hook = hook
        self._calling = asyncio.Lock()
        self.last_settled: JournalEntry | None = None

    async def check(self) -> None:
        """Compare ledger, journal and leaves at start.

        Raises `ChainAhead`, `LogCorrupt`, `LogFrozen` or `LogNotOpen`, or `LedgerError` if the ledger is away.
        """
        head = await self.head()
        last = await self._last()
        size = self._writer.durable_size
        signed = [(head.size, head.root)] if head.size else []
        if last is not None:
            signed.append((last.size, last.root))
        for signed_size, root in signed:
            if signed_size > size:
                raise LogCorrupt(f"a head of size {signed_size} was signed, the log has {size} leaves")
            if not hmac.compare_digest((await self._heads.roots(signed_size))[0], root):
                raise LogCorrupt(f"the first {signed_size} leaves no longer give the root that was signed")
        if last is not None and not hmac.compare_digest((await self._heads.roots(last.size))[1], last.alt_root):
            raise LogCorrupt(f"the first {last.size} leaves no longer give the SM3 root that was signed")

    async def head(self) -> ChainHead:
        """The ledger's head, found in the journal. Raises `LogNotOpen`, `LogFrozen`, `ChainAhead`, `LedgerError`."""
        head = await self._call(self._chain.head)
        if head is None:
            raise LogNotOpen(f"log {self._writer.identity.log_id.hex()} is not open on the ledger")
        if head.epoch:
            [entry] = await self._writer.run(lambda cursor: journal.entry_at(cursor.connection, head.epoch))
            if entry is None:
                raise ChainAhead(f"the ledger holds epoch {head.epoch}, which this directory never signed")
            if entry.size != head.size or not hmac.compare_digest(entry.root, head.root):
                raise ChainAhead(f"the ledger holds another head for epoch {head.epoch} than this directory signed")
        if head.frozen:
            raise LogFrozen("the log is frozen on the ledger")
        return head

    async def settle_open(self) -> tuple[JournalEntry | None, bool]:
        """Bring the ledger to the journal's last entry; returns it (None if there is none) and whether it was open."""
        head = await self.head()
        [found] = await self._writer.run(lambda cursor: journal.open_entries(cursor.connection, head.epoch))
        for entry in found:
            await self._settle(entry, await self._heads.proof(entry.prev_size, entry.size))
        if not found and head.epoch:
            [self.last_settled] = await self._writer.run(
                lambda cursor: journal.set_settled(cursor, head.epoch, None, None)
            )
        return await self._last(), bool(found)

    async def add(self, head: Head, last: JournalEntry | None) -> JournalEntry:
        """Journal `head` on top of `last` and settle it.

        Raises `AnchorPending` or `AnchorRefused` if the ledger does not take it now: it then is the open checkpoint.
        """
        identity = self._writer.identity
        entry = head.entry(identity.log_id, identity.chain_id, last.epoch + 1 if last else 1, self._key_id)
        await self._writer.run(lambda cursor: journal.append(cursor, last, entry))
        self._hook("anchor-journalled")
        return await self._settle(entry, head.proof)

    async def _settle(self, entry: JournalEntry, proof: Sequence[bytes]) -> JournalEntry:
        """Have the ledger take `entry`, whose predecessor it holds."""
        entry = await self._sign(entry)
        deadline = self._clock.monotonic_ms() + int(self._limits.settle_s * 1000)
        submitted = False
        while True:
            outcome = await self._call(lambda: self._chain.outcome(entry))
            head = await self.head()  # read after the outcome: what is mined by then shows in it
            if head.epoch >= entry.epoch:
                if outcome.state is TxState.OPEN:  # in a block, and the outbox has not looked since
                    await self._call(self._chain.pump)
                    outcome = await self._call(lambda: self._chain.outcome(entry))
                return await self._settled(entry, outcome)
            if outcome.state is not TxState.OPEN:
                if submitted:
                    raise AnchorRefused(f"epoch {entry.epoch}: {outcome.reason or outcome.state.value}")
                await self._call(lambda: self._chain.submit(entry, proof))
                await self._writer.run(lambda cursor: journal.set_submitted(cursor, entry.epoch, None))
                submitted = True
                self._hook("anchor-submitted")
            elif self._clock.monotonic_ms() >= deadline:
                raise AnchorPending(f"epoch {entry.epoch} is not on the ledger yet")
            else:
                await asyncio.sleep(min(self._limits.poll_s, 0.1))
            await self._call(self._chain.pump)

    async def _sign(self, entry: JournalEntry) -> JournalEntry:
        if entry.signature is not None:
            return entry
        identity = self._writer.identity
        checkpoint = checkpoint_of(entry, identity.log_id)
        digest = signing_digest(checkpoint, identity.chain_id, identity.contract, keccak256)
        signature = await asyncio.to_thread(self._key.sign_digest, digest)
        [signed] = await self._writer.run(lambda cursor: journal.set_signature(cursor, entry.epoch, signature))
        self._hook("anchor-signed")
        return signed

    async def _settled(self, entry: JournalEntry, outcome: Outcome) -> JournalEntry:
        def settle(cursor: sqlite3.Cursor) -> JournalEntry:
            mined = outcome.state is TxState.MINED
            return journal.set_settled(
                cursor, entry.epoch, outcome.tx_hash if mined else None, outcome.block if mined else None
            )

        [self.last_settled] = await self._writer.run(settle)
        self._hook("anchor-settled")
        return self.last_settled

    async def _last(self) -> JournalEntry | None:
        [last] = await self._writer.run(lambda cursor: journal.last_entry(cursor.connection))
        return last

    async def _call(self, function: Callable[[], T]) -> T:
        """One call to the ledger, in a thread, one at a time."""
        async with self._calling:
            return await asyncio.to_thread(function)
