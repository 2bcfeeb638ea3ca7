"""The ports of anchoring: the ledger's view of one log, the anchoring key, and the peers that hear of checkpoints.

`ledger_anchors` implements `AnchorChain` over the ledger port, the outbox and the contract's bindings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from chain_node.evidence.checkpoint import Checkpoint
from chain_node.log.journal import JournalEntry


@dataclass(frozen=True, slots=True)
class ChainHead:
    """A log's head on the ledger. Before the first anchor: epoch 0, size 0 and 32 zero bytes."""

    epoch: int
    size: int
    root: bytes
    frozen: bool = False


class TxState(Enum):
    """What became of the last transaction for a checkpoint."""

    NONE = "none"
    OPEN = "open"
    MINED = "mined"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`tx_hash` and `block` where known; `reason` of a failure, in the ledger's words."""

    state: TxState
    tx_hash: bytes | None = None
    block: int | None = None
    reason: str = ""


class AnchorChain(Protocol):
    """One log on the ledger. Calls block and raise `LedgerError` subclasses only; never called from the event loop."""

    def head(self) -> ChainHead | None:
        """The anchored head, or None if this log is not open on the ledger."""
        ...

    def submit(self, entry: JournalEntry, proof: Sequence[bytes]) -> None:
        """Put a checkpoint's transaction durably into the outbox. An earlier one that is still open stays in force;
        one that failed is followed by a new one."""
        ...

    def outcome(self, entry: JournalEntry) -> Outcome:
        """What became of it so far."""
        ...

    def pump(self) -> None:
        """Send and settle what the outbox holds."""
        ...


class AnchorKey(Protocol):
    """The gateway's anchoring key: a secp256k1 account."""

    @property
    def address(self) -> str:
        """`0x` and 40 hexadecimal digits."""
        ...

    def sign_digest(self, digest: bytes) -> bytes:
        """65 bytes r || s || v over a 32-byte digest."""
        ...


class CheckpointPeer(Protocol):
    """The way to tell a peer of an anchored checkpoint, so that it can relay it and hold us to it."""

    async def deliver(
        self, peer_gateway: str, checkpoint: Checkpoint, signature: bytes, consistency: Sequence[bytes]
    ) -> None:
        """Hand over a checkpoint with its EIP-712 signature and the proof from the head before. May fail."""
        ...


class SilentPeers:
    """No peer hears of checkpoints: for a log without counterparties, such as the explorer's own."""

    async def deliver(
        self, peer_gateway: str, checkpoint: Checkpoint, signature: bytes, consistency: Sequence[bytes]
    ) -> None:
        """Tell nobody."""
