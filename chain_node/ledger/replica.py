"""A verified copy of the ledger's state, rebuilt from blocks and events alone, as of any block.

Nothing a ledger says is believed: the chain id and the hash of block 0 are the pinned ones, each header names its
parent's hash, timestamps never decrease, each block's transactions and receipts hash to the roots of its header, a
pinned checkpoint lies on the chain, and where a `ledger_key` is pinned the last header of each batch is signed by it
(a header commits to all its ancestors, so one signature covers the batch). The first block that breaks a rule is not
applied, and from then on the replica answers nothing: whoever decides on it fails closed.

Who owns what: `sync` is called by one thread at a time (a lock sees to it). The tables only grow, and `_head` is set
after a whole block was applied, so readers in other threads need no lock. The copy is in memory; what it costs to
lose it is the time to read the ledger again.
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterable
from itertools import islice
from typing import Protocol

from chain_node.crypto.secp256k1 import keccak256, recover
from chain_node.errors import CryptoError, LedgerError
from chain_node.ledger.blocks import EventLog, Header, check_roots, parse_header, parse_receipt
from chain_node.ledger.errors import LedgerForked, LedgerOutdated, ReplicaContradicted, ReplicaTorn, TrustMismatch
from chain_node.ledger.port import Block, BlockRef, Ledger
from chain_node.ledger.state import LedgerState, Tables
from chain_node.ledger.trust import Trust

BATCH = 500
"""Blocks asked for at once."""
MAX_AHEAD_S = 30
"""A head whose timestamp lies further in the future than this is not believed."""


class Projector(Protocol):
    """Applies one event to the tables; events of contracts that are not ours are ignored."""

    def check(self, event: EventLog) -> None:
        """Raise what keeps this machine from applying an event now: nothing of its block is applied then."""

    def apply(self, block: BlockRef, tx_hash: bytes, log_index: int, event: EventLog) -> None:
        """Apply one event. Raises `ReplicaContradicted` if a contract of ours cannot have emitted it."""


class Replica:
    """The state of the ledger behind `source`, as far as it was read and verified."""

    def __init__(self, source: Ledger, trust: Trust, tables: Tables, projector: Projector) -> None:
        self._source = source
        self._trust = trust
        self._tables = tables
        self._projector = projector
        self._lock = threading.Lock()
        self._headers: list[BlockRef] = []
        self._head: BlockRef | None = None
        self._broken: LedgerError | None = None

    @property
    def head(self) -> BlockRef:
        """The newest block applied. Raises `LedgerOutdated` before the first."""
        if self._head is None:
            raise LedgerOutdated("nothing of the ledger was read yet")
        return self._head

    @property
    def broken(self) -> LedgerError | None:
        """What the ledger did that ended all belief in it, or None."""
        return self._broken

    @property
    def state(self) -> LedgerState:
        """The state as of the head."""
        return self.at(self.head.number)

    def at(self, number: int) -> LedgerState:
        """The state as of the end of block `number`.

        Raises `LedgerOutdated` if it was not read yet, and the error that broke the replica if one did.
        """
        return LedgerState(self._tables, self._block(number))

    def block_hash(self, number: int) -> bytes:
        """The 32-byte hash of block `number`. Raises as `at`."""
        return self._block(number).hash

    def timestamp(self, number: int) -> int:
        """The timestamp of block `number` in seconds. Raises as `at`."""
        return self._block(number).timestamp

    def last_block_by(self, timestamp: int) -> BlockRef | None:
        """The newest block read whose timestamp is at most `timestamp`, or None if block 0 is later. O(log n)."""
        low, high = 0, len(self._headers)
        while low < high:
            middle = (low + high) // 2
            if self._headers[middle].timestamp <= timestamp:
                low = middle + 1
            else:
                high = middle
        return self._headers[low - 1] if low else None

    def age(self, now: float) -> float:
        """Seconds from the head's timestamp to `now`. Raises `LedgerForked` if the head lies over 30 s in the
        future."""
        head = self.head
        if head.timestamp > now + MAX_AHEAD_S:
            raise LedgerForked(
                f"block {head.number} is dated {head.timestamp - now:.0f} s in the future", number=head.number
            )
        return max(0.0, now - head.timestamp)

    def check_usable(self, now: float, max_age: float) -> LedgerState:
        """The state as of the head, if it may be decided on at `now`.

        Raises `LedgerOutdated` if the head is older than `max_age` seconds, `LedgerForked` if it lies in the future,
        and the error that broke the replica if one did.
        """
        age = self.age(now)
        if age > max_age:
            raise LedgerOutdated(f"the ledger's last known block is {age:.0f} s old, allowed are {max_age:.0f} s")
        return self.state

    def sync(self, limit: int | None = None) -> int:
        """Read, verify and apply the blocks after the head, at most `limit`. Returns how many were applied.

        Raises `LedgerUnavailable` or `SuiteUnavailable` (try again), or `TrustMismatch`, `ReplicaContradicted`,
        `LedgerForked`, `ReplicaTorn`: for good.
        """
        with self._lock:
            if self._broken is not None:
                raise self._broken
            try:
                return self._sync(limit)
            except (TrustMismatch, ReplicaContradicted, LedgerForked, ReplicaTorn) as exc:
                self._broken = exc
                raise

    def _sync(self, limit: int | None) -> int:
        if not self._headers and self._source.chain_id != self._trust.chain_id:
            raise TrustMismatch(f"chain id is {self._source.chain_id}, pinned is {self._trust.chain_id}")
        head = self._source.head()
        self._check_known(head)
        first, applied = len(self._headers), 0
        last = head.number if limit is None else min(head.number, first + limit - 1)
        while first + applied <= last:
            start = first + applied
            count = self._apply_batch(self._source.blocks(start, min(last, start + BATCH - 1)))
            if count == 0:
                break  # the source has fewer blocks than its head says: ask again later
            applied += count
        return applied

    def _check_known(self, head: BlockRef) -> None:
        """A head at or below ours must be the block that we know."""
        if head.number >= len(self._headers):
            return
        known = self._headers[head.number]
        if not hmac.compare_digest(known.hash, head.hash):
            raise _forked(head.number, known.hash, head.hash)

    def _apply_batch(self, blocks: Iterable[Block]) -> int:
        applied, last = 0, None
        for block in islice(blocks, BATCH):
            header = parse_header(block.header)
            self._check_header(header, block)
            check_roots(block, header)
            last = (block, header)
            self._apply(block, header)
            applied += 1
        if last is not None:
            self._check_signature(*last)
            self._head = self._headers[-1]
        return applied

    def _check_header(self, header: Header, block: Block) -> None:
        number = len(self._headers)
        if header.number != number:
            raise ReplicaContradicted(
                f"block {number} was asked for, the header says {header.number}", number=number, evidence=block.header
            )
        if number == 0:
            if not hmac.compare_digest(header.hash, self._trust.genesis_hash):
                raise TrustMismatch(f"hash of block 0 is {header.hash.hex()}, not the pinned one")
        else:
            parent = self._headers[-1]
            if not hmac.compare_digest(header.parent, parent.hash):
                raise _forked(number, parent.hash, header.parent)
            if header.timestamp < parent.timestamp:
                raise ReplicaContradicted(
                    f"block {number} is older than its parent", number=number, evidence=block.header
                )
        pinned = self._trust.checkpoint
        if pinned is not None and pinned[0] == number and not hmac.compare_digest(pinned[1], header.hash):
            raise TrustMismatch(f"block {number} is not the one pinned as checkpoint")

    def _check_signature(self, block: Block, header: Header) -> None:
        key = self._trust.ledger_key
        if key is None or header.number == 0:
            return
        if block.signature is None:
            raise ReplicaContradicted(f"block {header.number} is not signed", number=header.number)
        try:
            signer = recover(header.hash, block.signature)
        except CryptoError as exc:
            raise ReplicaContradicted(
                f"block {header.number}: its signature is malformed", number=header.number, evidence=block.signature
            ) from exc
        if not hmac.compare_digest(bytes.fromhex(signer[2:]), key):
            raise ReplicaContradicted(
                f"block {header.number} is signed by {signer}", number=header.number, evidence=block.signature
            )

    def _apply(self, block: Block, header: Header) -> None:
        """All events of a block or none: after half of them the tables would say what no block ever said."""
        ref = BlockRef(header.number, header.hash, header.timestamp)
        found: list[tuple[bytes, EventLog]] = []
        for raw, receipt in zip(block.transactions, block.receipts, strict=True):
            events = parse_receipt(receipt)
            tx_hash = keccak256(raw) if events else b""
            found += [(tx_hash, event) for event in events]
        for _, event in found:
            self._projector.check(event)
        try:
            for log_index, (tx_hash, event) in enumerate(found):
                self._projector.apply(ref, tx_hash, log_index, event)
        except ReplicaContradicted:
            raise
        except Exception as exc:
            raise ReplicaTorn(f"block {ref.number} was applied in part: {type(exc).__name__}") from exc
        self._headers.append(ref)

    def _block(self, number: int) -> BlockRef:
        if self._broken is not None:
            raise self._broken
        if number < 0 or number > self.head.number:
            raise LedgerOutdated(f"block {number} was not read yet; the head is {self.head.number}")
        return self._headers[number]


def _forked(number: int, seen: bytes, offered: bytes) -> LedgerForked:
    return LedgerForked(
        f"block {number} contradicts what was read before: {seen.hex()} against {offered.hex()}",
        number=number,
        seen=seen,
        offered=offered,
    )
