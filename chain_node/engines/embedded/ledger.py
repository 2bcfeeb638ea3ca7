"""The ledger itself: what is, what waits, and the steps by which a block comes to be.

Waiting -> built (executed, not yet visible) -> written (COMMIT returned) -> published (visible to every reader).
* Nothing of a block is visible before it is on disk; a receipt seen once is there after any crash.
* The next block may be built while the last is being written, never published before it.
* The first write that fails stops the ledger: it refuses transactions until it is started again, and goes on reading.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from lru import LRU

from chain_node.clock import Clock, SystemClock
from chain_node.engines.embedded.builder import BlockBuilder, Built, Head
from chain_node.engines.embedded.directory import Directory, write_private
from chain_node.engines.embedded.errors import (
    BlockUnknown,
    DirectoryMalformed,
    ExecutionTooLong,
    LedgerStopped,
    StorageLow,
    TransactionRejected,
)
from chain_node.engines.embedded.genesis import new_genesis, parse_genesis
from chain_node.engines.embedded.header import Header, decode_header
from chain_node.engines.embedded.limits import Limits
from chain_node.engines.embedded.nodes import NodeCache, StateReader
from chain_node.engines.embedded.pool import Pool
from chain_node.engines.embedded.reader import BlockRow, Sealed
from chain_node.engines.embedded.store import LedgerStore
from chain_node.engines.embedded.transaction import CallRequest, Transaction, parse_transaction

_LOGGER = logging.getLogger("lianlu.ledger")
ANCESTORS = 256
"""How many block hashes a contract can ask for (yellow paper, BLOCKHASH)."""


class EmbeddedLedger:
    """An open ledger. Not for use from several threads, except that `commit` may run in another one.

    Raises `DirectoryLocked` and `DirectoryMalformed` on opening.
    """

    def __init__(self, path: Path, limits: Limits | None = None, clock: Clock | None = None) -> None:
        self.limits = limits or Limits()
        self._clock = clock or SystemClock()
        self.directory = Directory(path)
        with contextlib.ExitStack() as undo:
            undo.callback(self.directory.close)
            self.store = LedgerStore(self.directory.database)
            undo.callback(self.store.close)
            self._open()
            undo.pop_all()
        self.pool = Pool(self.limits.pool_transactions, self.limits.nonce_gap)
        self.failure: str | None = None
        self.dropped = 0

    def _open(self) -> None:
        if self.store.empty and (self.directory.path / "genesis.json").exists():
            raise DirectoryMalformed("genesis.json is there and ledger.db is not: a restored directory needs both")
        self._key = self.directory.key(create=self.store.empty)
        if self.store.empty:
            self._create()
        self.genesis = parse_genesis(json.loads(self.store.meta("genesis") or b"null"))
        if self.genesis.ledger_key != self._key.address_bytes:
            raise DirectoryMalformed("ledger.key is not the key that this ledger was begun with")
        write_private(self.directory.path / "genesis.json", self.store.meta("genesis") or b"")
        row = self.store.head()
        if row is None:
            raise DirectoryMalformed("ledger.db has no block")
        self.head = Head(decode_header(row.header), row.hash)
        self._built = self.head
        self.nodes = NodeCache(self.store.node)
        self._head_reader = StateReader(self.nodes, self.head.header.state_root)
        self._build_reader = StateReader(self.nodes, self.head.header.state_root)
        self._readers: LRU[int, StateReader] = LRU(8)

    def _create(self) -> None:
        genesis = new_genesis(self._key.address_bytes, self._clock.now_ms() // 1000)
        row = BlockRow(0, genesis.hash, genesis.header.encode(), self._key.sign_digest(genesis.hash), 0)
        self.store.create(json.dumps(genesis.to_json()).encode(), Sealed(row, (), (), {}))

    def close(self) -> None:
        """Close the files and give the directory up. Waiting transactions are forgotten."""
        self.store.close()
        self.directory.close()

    @property
    def chain_id(self) -> int:
        """The chain's id (EIP-155)."""
        return self.genesis.chain_id

    # -- transactions

    def submit(self, raw: bytes) -> Transaction:
        """Check a signed transaction and let it wait for a block.

        Raises `TransactionRejected` (`known` if it waits or is mined already), `StorageLow`, `LedgerStopped`.
        """
        if self.failure is not None:
            raise LedgerStopped(f"the ledger stopped writing: {self.failure}")
        if len(raw) > self.limits.transaction_bytes:
            raise TransactionRejected(f"oversized data: {len(raw)} bytes, at most {self.limits.transaction_bytes}")
        transaction = parse_transaction(raw, self.chain_id)
        if transaction.gas > self.limits.transaction_gas:
            raise TransactionRejected(
                f"exceeds block gas limit: a transaction has {self.limits.transaction_gas} at most"
            )
        if transaction.gas < transaction.intrinsic_gas:
            raise TransactionRejected(
                f"intrinsic gas too low: have {transaction.gas}, want {transaction.intrinsic_gas}"
            )
        account = self._head_reader.account(transaction.sender)
        nonce, balance = (account.nonce, account.balance) if account else (0, 0)
        if balance < transaction.value + transaction.gas * transaction.gas_price:
            raise TransactionRejected("insufficient funds for gas * price + value: gas is free here, send price 0")
        if transaction.nonce < nonce and self.store.transaction(transaction.hash) is not None:
            raise TransactionRejected("already known", known=True)
        self._check_space()
        self.pool.add(transaction, nonce)
        return transaction

    def _check_space(self) -> None:
        now = self._clock.monotonic_ms()
        if now - self._space_checked > 1000:
            disk = os.statvfs(self.directory.path)
            self._space_low = disk.f_bavail * disk.f_frsize < self.limits.free_bytes
            self._space_checked = now
        if self._space_low:
            raise StorageLow(f"less than {self.limits.free_bytes} bytes are free on the ledger's disk")

    _space_checked = -10_000
    _space_low = False

    def pending_nonce(self, address: bytes) -> int:
        """The nonce after everything of `address` that is mined or waits in order."""
        pending = self.pool.pending_nonce(address)
        if pending is not None:
            return pending
        account = self._head_reader.account(address)
        return account.nonce if account else 0

    # -- blocks

    def head_age_s(self) -> float:
        """Seconds since the newest block, by this machine's clock."""
        return max(0.0, self._clock.now_ms() / 1000 - self.head.header.timestamp)

    def begin(self) -> BlockBuilder:
        """Start the next block."""
        if self.failure is not None:
            raise LedgerStopped(f"the ledger stopped writing: {self.failure}")
        timestamp = self._clock.now_ms() // 1000
        ancestors = self._ancestors(self._built)
        seconds = self.limits.execution_s
        return BlockBuilder(self._built, self._build_reader, self.chain_id, timestamp, ancestors, seconds)

    def fill(self, builder: BlockBuilder, until_ms: int) -> bool:
        """Add waiting transactions until the monotonic clock shows `until_ms`. Returns whether more would fit."""
        while len(builder.transactions) < self.limits.block_transactions:
            transaction = self.pool.take()
            if transaction is None:
                return False
            if not builder.fits(transaction):
                self.pool.give_back(transaction)
                return False
            try:
                builder.apply(transaction)
            except (TransactionRejected, ExecutionTooLong) as exc:
                lost = self.pool.drop(transaction)
                self.dropped += len(lost)
                _LOGGER.warning(
                    "transaction 0x%s and %d after it dropped: %s", transaction.hash.hex(), len(lost) - 1, exc
                )
            if self._clock.monotonic_ms() >= until_ms:
                return True
        return False

    def finish(self, builder: BlockBuilder) -> Built:
        """Close the block; the next one is built on it."""
        built = builder.finish(self._key)
        self._built = built.head
        return built

    def prepare(self, built: Built) -> None:
        """Hand the block to the database. Raises `LedgerStopped`, after which nothing is taken any more."""
        with self._stopping_at(built):
            self.store.prepare(built.sealed)

    def commit(self, built: Built) -> None:
        """Wait until what was prepared is on disk; may run in another thread. Raises `LedgerStopped` like `prepare`."""
        with self._stopping_at(built):
            self.store.commit()

    @contextlib.contextmanager
    def _stopping_at(self, built: Built) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as exc:
            self.failure = f"block {built.head.header.number}: {exc}"
            raise LedgerStopped(f"the ledger stopped writing: {self.failure}") from exc

    def publish(self, built: Built) -> None:
        """Make a written block visible."""
        for digest in built.sealed.nodes:
            self.nodes.pending.pop(digest, None)
        self.head = built.head
        self._head_reader.advance(built.head.header.state_root, built.diff)
        for transaction in built.transactions:
            self.pool.settle(transaction)

    def seal(self) -> Built:
        """Build, write and publish one block of what waits, at once. Raises `LedgerStopped`."""
        builder = self.begin()
        while self.fill(builder, self._clock.monotonic_ms() + self.limits.build_ms):
            pass
        built = self.finish(builder)
        self.prepare(built)
        self.commit(built)
        self.publish(built)
        return built

    # -- reading

    def header(self, number: int) -> Header:
        """The header of block `number`. Raises `BlockUnknown`."""
        if number == self.head.header.number:
            return self.head.header
        row = self.store.block(number) if 0 <= number < self.head.header.number else None
        if row is None:
            raise BlockUnknown(f"block {number} is not there: the head is {self.head.header.number}")
        return decode_header(row.header)

    def state(self, number: int) -> StateReader:
        """The state after block `number`. Raises `BlockUnknown`."""
        if number == self.head.header.number:
            return self._head_reader
        reader = self._readers.get(number)
        if reader is None:
            reader = self._readers[number] = StateReader(self.nodes, self.header(number).state_root)
        return reader

    def call(self, request: CallRequest, number: int) -> bytes:
        """Return value of a call as of block `number`. Raises `CallFailed`, `ExecutionTooLong`, `BlockUnknown`."""
        return self.measured_call(request, number)[0]

    def measured_call(self, request: CallRequest, number: int) -> tuple[bytes, int]:
        """Like `call`, with the gas that it takes."""
        from chain_node.engines.embedded.executor import measured_call, new_state

        header, reader = self.header(number), self.state(number)
        ancestors = self._ancestors_of(header)
        state = new_state(reader, self.chain_id, number, header.timestamp, header.gas_limit, ancestors)
        return measured_call(state, request, self.limits.execution_s)

    def _ancestors(self, head: Head) -> Iterator[bytes]:
        """Hashes from `head` backwards."""
        yield head.hash
        yield from self._ancestors_of(head.header, ANCESTORS - 1)

    def _ancestors_of(self, header: Header, count: int = ANCESTORS) -> Iterator[bytes]:
        """Hashes from the parent of `header` backwards."""
        if header.number == 0:
            return
        yield header.parent_hash
        number = header.number - 2
        while number >= max(0, header.number - count):
            row = self.store.block(number)
            if row is None:
                return
            yield row.hash
            number -= 1
