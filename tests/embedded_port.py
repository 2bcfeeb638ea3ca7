"""The `Ledger` port over an embedded ledger in this process: real contracts, real blocks, a clock that tests move.

Every transaction is sealed at once in a block of its own, unless `hold` is set; then `seal` makes one block of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import rlp

from chain_node.engines.embedded.errors import CallFailed, TransactionRejected
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.limits import Limits
from chain_node.engines.embedded.transaction import CallRequest
from chain_node.ledger.bindings import ERRORS
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.port import Block, BlockRef, TxReceipt
from chain_node.ledger.reverts import decode_revert, describe
from chain_node.ledger.transactions import transaction_hash
from chain_node.ledger.trust import Trust


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, seconds: int = 1_795_500_000) -> None:
        self.seconds = seconds

    def now_ms(self) -> int:
        """See `Clock`."""
        return self.seconds * 1000

    def monotonic_ms(self) -> int:
        """See `Clock`."""
        return self.seconds * 1000


class InProcessLedger:
    """One embedded ledger on a directory of its own."""

    def __init__(self, directory: Path) -> None:
        self.clock = ManualClock()
        patient = Limits(execution_s=60.0)  # a busy machine must not change what becomes of a transaction
        self.ledger = EmbeddedLedger(directory, patient, self.clock)
        self.hold = False

    def close(self) -> None:
        """Close the files."""
        self.ledger.close()

    def trust(self, consortium: bytes) -> Trust:
        """What somebody would pin about it."""
        genesis = self.ledger.genesis
        return Trust("CN", "embedded", self.chain_id, genesis.hash, consortium, ledger_key=genesis.ledger_key)

    @property
    def chain_id(self) -> int:
        """See `Ledger`."""
        return self.ledger.chain_id

    def head(self) -> BlockRef:
        """See `Ledger`."""
        head = self.ledger.head
        return BlockRef(head.header.number, head.hash, head.header.timestamp)

    def blocks(self, first: int, last: int) -> Iterator[Block]:
        """See `Ledger`."""
        for row in self.ledger.store.blocks(first, last):
            transactions = self.ledger.store.transactions(row.number)
            raws, receipts = tuple(one.raw for one in transactions), tuple(one.receipt for one in transactions)
            yield Block(row.header, raws, receipts, row.signature)

    def call(self, to: bytes, data: bytes, block: int | None = None, sender: bytes | None = None) -> bytes:
        """See `Ledger`."""
        number = self.head().number if block is None else block
        try:
            return self.ledger.call(CallRequest(sender or bytes(20), to, data, 0, 30_000_000), number)
        except CallFailed as exc:
            name, values = decode_revert(exc.data, ERRORS)
            raise LedgerRefused(describe(name, values, exc.data), name=name, values=values, data=exc.data) from exc

    def submit(self, raw: bytes) -> bytes:
        """See `Ledger`. Seals a block at once unless `hold` is set."""
        try:
            self.ledger.submit(raw)
        except TransactionRejected as exc:
            if not exc.known:
                raise LedgerRefused(str(exc)) from exc
        if not self.hold:
            self.seal()
        return transaction_hash(raw)

    def seal(self, seconds: int = 0) -> BlockRef:
        """Seal a block of what waits, `seconds` later."""
        self.clock.seconds += seconds
        self.ledger.seal()
        return self.head()

    def code(self, address: bytes) -> bytes:
        """Code at an address."""
        account = self.ledger.state(self.head().number).account(address)
        return self.ledger.nodes.code(account.code_hash) if account else b""

    def receipt(self, tx_hash: bytes) -> TxReceipt | None:
        """See `Ledger`."""
        row = self.ledger.store.transaction(tx_hash)
        if row is None:
            return None
        block = self.ledger.store.block(row.block)
        assert block is not None
        success = rlp.decode(row.receipt)[0] == b"\x01"
        return TxReceipt(tx_hash, row.block, block.hash, success, row.gas_used, row.created or None)

    def nonce(self, address: bytes) -> int:
        """See `Ledger`."""
        account = self.ledger.state(self.head().number).account(address)
        return account.nonce if account else 0
