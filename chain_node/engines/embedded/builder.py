"""One block in the making: transactions are applied one by one, so that the caller decides when to pause or end.

The machine (`executor`) is imported when it is first used: py-evm takes longer to load than the ledger to open, and
what only reads must not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from chain_node.crypto.secp256k1 import EthKey, keccak256
from chain_node.engines.embedded import trie
from chain_node.engines.embedded.accounts import JournaledState
from chain_node.engines.embedded.header import Header, LogEntry, Receipt, bloom_of
from chain_node.engines.embedded.nodes import StateDiff, StateReader, apply_diff
from chain_node.engines.embedded.reader import SHIFT, BlockRow, LogRow, Sealed, TxRow, log_rows
from chain_node.engines.embedded.transaction import Transaction


class Head(NamedTuple):
    """A block's header with its hash."""

    header: Header
    hash: bytes


class Built(NamedTuple):
    """A finished block: what to write, its header, what it changed, and the transactions in it."""

    sealed: Sealed
    head: Head
    diff: StateDiff
    transactions: tuple[Transaction, ...]


class BlockBuilder:
    """Builds the block after `parent`. `reader` stands at the parent's state and is moved on by `finish`."""

    def __init__(
        self,
        parent: Head,
        reader: StateReader,
        chain_id: int,
        timestamp: int,
        ancestors: Iterable[bytes],
        seconds: float,
    ) -> None:
        from chain_node.engines.embedded.executor import new_state

        self._seconds = seconds
        self._parent = parent
        self._reader = reader
        self.number = parent.header.number + 1
        self.timestamp = max(timestamp, parent.header.timestamp)
        self._gas_limit = parent.header.gas_limit
        self._state = new_state(reader, chain_id, self.number, self.timestamp, self._gas_limit, ancestors)
        self._gas_used = 0
        self._bloom = 0
        self._receipts: list[bytes] = []
        self._rows: list[TxRow] = []
        self._logs: list[LogRow] = []
        self.transactions: list[Transaction] = []

    def fits(self, transaction: Transaction) -> bool:
        """Whether the block has gas left for it."""
        return self._gas_used + transaction.gas <= self._gas_limit

    def apply(self, transaction: Transaction) -> None:
        """Execute and add it. Raises `TransactionRejected` and `ExecutionTooLong`, with the block unchanged."""
        from chain_node.engines.embedded.executor import apply_transaction

        outcome = apply_transaction(self._state, transaction, self._seconds)
        self._gas_used += outcome.gas_used
        receipt = self._receipt(outcome.success, outcome.logs)
        seq = (self.number << SHIFT) + len(self._rows)
        self._logs.extend(log_rows(seq, len(self._logs), outcome.logs))
        created = outcome.created if outcome.success else b""
        self._rows.append(
            TxRow(seq, transaction.hash, transaction.raw, receipt, transaction.sender, outcome.gas_used, created)
        )
        self._receipts.append(receipt)
        self.transactions.append(transaction)

    def _receipt(self, success: bool, logs: tuple[LogEntry, ...]) -> bytes:
        bloom = bloom_of(logs)
        self._bloom |= bloom
        return Receipt(int(success), self._gas_used, bloom.to_bytes(256, "big"), logs).encode()

    def finish(self, key: EthKey) -> Built:
        """Close the block: compute its roots, hash and sign its header."""
        changes: JournaledState = self._state._account_db
        root, written, diff = apply_diff(self._reader, changes.diff())
        written.update(changes.codes)
        header = Header(
            parent_hash=self._parent.hash,
            state_root=root,
            transactions_root=trie.ordered_root([one.raw for one in self.transactions]),
            receipts_root=trie.ordered_root(self._receipts),
            bloom=self._bloom.to_bytes(256, "big"),
            number=self.number,
            gas_limit=self._gas_limit,
            gas_used=self._gas_used,
            timestamp=self.timestamp,
            extra_data=b"",
        )
        raw = header.encode()
        head = Head(header, keccak256(raw))
        row = BlockRow(self.number, head.hash, raw, key.sign_digest(head.hash), len(self._rows))
        self._reader.nodes.pending.update(written)
        self._reader.advance(root, diff)
        return Built(Sealed(row, tuple(self._rows), tuple(self._logs), written), head, diff, tuple(self.transactions))
