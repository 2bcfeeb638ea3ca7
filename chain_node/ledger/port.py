"""The port behind which every ledger engine stands, and the blocks it hands out.

Implementations: `client.RpcLedger` (JSON-RPC), `export.LedgerExport` (a file, read-only), `tests/simulator.py`.
They raise `LedgerError` subclasses and nothing else: `LedgerUnavailable` when it is unknown what happened,
`LedgerRefused` when the ledger said no. Blocks are handed out raw; only `replica.py` decides whether to believe them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class BlockRef:
    """A block by `number`, 32-byte `hash` and `timestamp` in seconds since 1970 (UTC)."""

    number: int
    hash: bytes
    timestamp: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block, unverified: RLP of the header, raw transactions and consensus-encoded receipts, all as bytes.

    `signature` is the embedded ledger's 65 bytes over the header hash; None on engines that seal in the header.
    """

    header: bytes
    transactions: tuple[bytes, ...]
    receipts: tuple[bytes, ...]
    signature: bytes | None = None


@dataclass(frozen=True, slots=True)
class TxReceipt:
    """What became of a transaction. `success` False: it was mined and reverted, `revert` holds the data if known."""

    tx_hash: bytes
    block_number: int
    block_hash: bytes
    success: bool
    gas_used: int
    contract_address: bytes | None = None
    revert: bytes = b""


class Ledger(Protocol):
    """What we need from a ledger. Sizes: hashes 32 bytes, addresses 20 bytes. Raises `LedgerError` subclasses only."""

    @property
    def chain_id(self) -> int:
        """The chain's id as the ledger states it (compare with the pinned one)."""

    def head(self) -> BlockRef:
        """The newest final block."""

    def blocks(self, first: int, last: int) -> Iterator[Block]:
        """Blocks `first`..`last`, both included, in order; fewer if the head is below `last`."""

    def call(self, to: bytes, data: bytes, block: int | None = None, sender: bytes | None = None) -> bytes:
        """Return value of a call as of `block` (default: head), as if `sender` made it. `LedgerRefused` on a revert.
        Changes nothing."""

    def submit(self, raw: bytes) -> bytes:
        """Hand in a signed transaction, return its hash. A transaction already known is accepted again silently."""

    def receipt(self, tx_hash: bytes) -> TxReceipt | None:
        """The receipt, or None while the transaction is not in a block (waiting, or never heard of)."""

    def nonce(self, address: bytes) -> int:
        """How many transactions of `address` are in blocks: the next nonce, leaving waiting ones aside."""
