"""What the use cases of one gateway share, and the few things that all of them do."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from chain_node.clock import Clock
from chain_node.crypto.suite import PublicKey, Suite
from chain_node.evidence.canonical import INTL
from chain_node.evidence.receipt import Receipt, SignatureCache, receipt_root, verify_receipt
from chain_node.ids import GatewayRef
from chain_node.ledger.port import BlockRef
from chain_node.log.writer import LogWriter
from exchange_api.adapters.peers import PeerClient
from exchange_api.adapters.spool import Body, Spool
from exchange_api.adapters.store import Sealed
from exchange_api.adapters.systems import SystemClient
from exchange_api.adapters.vault import Vault
from exchange_api.config import Limits
from exchange_api.declarations import Declaration
from exchange_api.errors import AnchorsOverdue, ExchangeError, LedgerTooOld, LoggingFailed, StorageShort
from exchange_api.metrics import Metrics
from exchange_api.policy import Caps, Denials, Lockouts, Probes
from exchange_api.service.view import LedgerView

SKEW_MS = 60_000


class Verifier:
    """Checks receipts. International signatures at once; SM2 takes ten times as long and goes to a thread, where one
    batch that arrives on many connections is still verified once."""

    def __init__(self, cache: SignatureCache) -> None:
        self._cache = cache
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="verify")
        self._running: dict[tuple[bytes, bytes, bytes, bytes], asyncio.Future[None]] = {}

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def check(self, receipt: Receipt, digest: bytes, key: PublicKey) -> None:
        """Raise `SignatureInvalid`, `ReceiptKey` or `ReceiptSuite` unless the receipt signs this digest."""
        if receipt.suite == INTL:
            verify_receipt(receipt, digest, key, self._cache)
            return
        batch = (receipt.kid, receipt.protected, receipt_root(receipt, digest), receipt.signature)
        if batch not in self._cache:
            running = self._running.get(batch)
            if running is None:
                loop = asyncio.get_running_loop()
                running = loop.run_in_executor(self._pool, verify_receipt, receipt, digest, key, self._cache)
                self._running[batch] = running
                running.add_done_callback(lambda _done: self._running.pop(batch, None))
            await asyncio.shield(running)
        verify_receipt(receipt, digest, key, self._cache)


class BlockWaiter(Protocol):
    """Waits for the ledger (`chain_node.ledger.follower.ReplicaFollower`)."""

    async def wait_for(self, number: int, timeout: float) -> BlockRef:
        """The head once block `number` was read. Raises `LedgerOutdated` after `timeout` seconds."""
        ...


@dataclass(slots=True)
class Gate:
    """What closes the gateway for new exchanges, set by housekeeping."""

    starting: bool = False
    storage_low: bool = False
    anchors_overdue: bool = False
    in_flight: int = 0

    def refusal(self) -> ExchangeError | None:
        """Why nothing new is taken, or None."""
        if self.starting:
            return LedgerTooOld("the gateway has not anchored its start yet")
        if self.storage_low:
            return StorageShort("free disk space is low")
        if self.anchors_overdue:
            return AnchorsOverdue("the log could not be anchored for too long")
        return None


@dataclass(slots=True)
class Context:
    """Everything a use case needs. Built by `bootstrap`, used in the event loop."""

    own: GatewayRef
    log_id: bytes
    writer: LogWriter
    view: LedgerView
    follower: BlockWaiter
    verifier: Verifier
    vault: Vault
    spool: Spool
    suites: Mapping[int, Suite]
    peers: PeerClient
    systems: SystemClient
    clock: Clock
    limits: Limits
    metrics: Metrics
    records: Iterator[int]
    services: dict[str, Declaration] = field(default_factory=dict)
    caps: Caps = field(default_factory=Caps)
    probes: Probes = field(default_factory=lambda: Probes(5))
    denials: Denials = field(default_factory=Denials)
    lockouts: Lockouts = field(default_factory=lambda: Lockouts(50, 3600, 900))
    gate: Gate = field(default_factory=Gate)

    def seal(self, record: int, part: int, suite: int, exchange_id: bytes, openings: bytes, body: Body) -> Sealed:
        """Openings and body of a message, sealed under the record's key. A large body stays in its file."""
        if body.data is not None:
            plain = b"\0%b%b%b" % (len(openings).to_bytes(4, "big"), openings, body.data)
        else:
            plain = b"\1%b%b%b" % (len(openings).to_bytes(4, "big"), openings, body.size.to_bytes(8, "big"))
        key = self.data_key(record, suite)
        return Sealed(suite, self.suites[suite].seal(key, plain, _aad(exchange_id, part)))

    def unseal(self, record: int, part: int, exchange_id: bytes, sealed: Sealed) -> tuple[bytes, Body]:
        """Openings and body back. Raises `CryptoError` (`KeyErased` after an erasure)."""
        suite = self.suites[sealed.suite]
        key = self.data_key(record, sealed.suite)
        plain = suite.open(key, sealed.data, _aad(exchange_id, part))
        end = 5 + int.from_bytes(plain[1:5], "big")
        openings, rest = plain[5:end], plain[end:]
        if plain[:1] == b"\0":
            return openings, Body(rest)
        size = int.from_bytes(rest, "big")
        return openings, self.spool.reopen(spool_name(record, part), size, suite, self.vault.key(record))

    def data_key(self, record: int, suite: int) -> bytes:
        """The record's key in the length that a suite's sealing takes."""
        return self.vault.key(record)[: self.suites[suite].key_size]


def spool_name(record: int, part: int) -> str:
    """Name of the file that holds the body of part 0 or 1 of a record."""
    return f"{record}-{part}"


def _aad(exchange_id: bytes, part: int) -> bytes:
    return b"lianlu/sealed/1\0%b%d" % (exchange_id, part)


def new_exchange_id(now_ms: int) -> bytes:
    """16 bytes: 48 bits of time, so that neighbours lie together in the index, and 80 random ones."""
    return now_ms.to_bytes(6, "big") + os.urandom(10)


def uuid_text(random: bytes) -> bytes:
    """Sixteen random bytes as a UUID of version 4 (RFC 9562)."""
    digits = b"%b4%b%b%b" % (
        random[:6].hex().encode(),
        random[6:8].hex().encode()[1:],
        b"89ab"[random[8] & 3 : (random[8] & 3) + 1],
        random[8:16].hex().encode()[1:],
    )
    return b"%b-%b-%b-%b-%b" % (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])


def counter_from(last: int) -> Iterator[int]:
    """Record numbers after `last`."""
    return itertools.count(last + 1)


class Dates:
    """The `Date` header of now, rendered once a second (RFC 9110, 5.6.7)."""

    def __init__(self) -> None:
        self._second = -1
        self._text = b""

    def now(self) -> bytes:
        """The value."""
        second = int(time.time())
        if second != self._second:
            self._second = second
            self._text = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(second)).encode("ascii")
        return self._text


def logging_failed(error: Exception) -> LoggingFailed:
    """What a caller sees when the log could not be written."""
    return LoggingFailed(f"the exchange could not be logged: {type(error).__name__}")
